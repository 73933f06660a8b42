/*
 * What runs inside the browser's page.  install() is handed over as text, so it
 * may use nothing from outside itself.
 *
 * Mermaid's drawing leans on a <style> element of its own, which a strict
 * Content-Security-Policy drops, and which is most of its bytes.  The browser has
 * already worked out what that style sheet means: every element is asked for its
 * computed style, and what differs from what it would inherit becomes an
 * attribute.  What leaves the page is a plain tree of names, attributes and
 * strings; mermaid_svg.mjs decides what of it may be written.
 */
export function install() {
	const SVG = 'http://www.w3.org/2000/svg';

	/* ---- the same numbers every time ---- */

	const epoch = Date.UTC(2020, 0, 1);
	const RealDate = Date;
	let seed;

	Math.random = () => {			/* mulberry32 */
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	/* A chart without a start begins "today": the same day in every build. */
	globalThis.Date = class extends RealDate {
		constructor(...a) {
			if (a.length === 0)
				super(epoch);
			else
				super(...a);
		}
		static now() { return epoch; }
	};

	/* ---- properties ---- */

	/* name: [initial value, inherited] */
	const PROPERTIES = {
		'fill': ['#000000', true],
		'fill-opacity': ['1', true],
		'fill-rule': ['nonzero', true],
		'stroke': ['none', true],
		'stroke-opacity': ['1', true],
		'stroke-width': ['1', true],
		'stroke-dasharray': ['none', true],
		'stroke-dashoffset': ['0', true],
		'stroke-linecap': ['butt', true],
		'stroke-linejoin': ['miter', true],
		'stroke-miterlimit': ['4', true],
		'paint-order': ['normal', true],
		'font-size': ['', true],
		'font-weight': ['400', true],
		'font-style': ['normal', true],
		'text-anchor': ['start', true],
		'letter-spacing': ['normal', true],
		'visibility': ['visible', true],
		'dominant-baseline': ['auto', true],
		'alignment-baseline': ['auto', false],
		'text-decoration-line': ['none', false],
		'marker-start': ['none', true],
		'marker-mid': ['none', true],
		'marker-end': ['none', true],
		'opacity': ['1', false],
		'clip-path': ['none', false],
		'mask': ['none', false],
		'stop-color': ['#000000', false],
		'stop-opacity': ['1', false],
	};
	const PAINTS = new Set(['fill', 'stroke', 'stop-color']);
	const TEXT_ONLY = ['font-size', 'font-weight', 'font-style', 'text-anchor',
		'letter-spacing', 'dominant-baseline'];
	const SHAPES = new Set(['rect', 'circle', 'ellipse', 'line', 'path', 'polygon',
		'polyline']);

	const hex = (n) => n.toString(16).padStart(2, '0');

	/* 'rgba(1, 2, 3, 0.5)' as {colour: '#010203', alpha: 0.5}; urls and none pass */
	function paint(value) {
		const url = /^url\("?#([^")]+)"?\)/.exec(value);
		if (url)
			return { colour: `url(#${url[1]})`, alpha: 1 };
		const n = /^rgba?\(([^)]+)\)$/.exec(value)?.[1].split(/[,\s/]+/).map(Number);
		if (!n || n[3] === 0)
			return { colour: 'none', alpha: 1 };
		return { colour: `#${hex(n[0])}${hex(n[1])}${hex(n[2])}`, alpha: n[3] ?? 1 };
	}

	/* Light of a colour as the eye has it, 0 to 1 (WCAG's relative luminance). */
	function light(colour) {
		const [r, g, b] = [1, 3, 5].map((i) => {
			const c = parseInt(colour.slice(i, i + 2), 16) / 255;
			return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	}

	function grey(colour) {
		const c = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
		return Math.max(...c) - Math.min(...c) < 12;
	}

	/* ---- colours ---- */

	/* Colours the author wrote: they stay.  Words in labels do no harm here. */
	function authored(source) {
		const probe = document.createElement('i');
		const found = new Set();
		const lines = source.split('\n').filter((l) =>
			/style|fill|stroke|color|colour|rect|box|bkg|classdef/i.test(l));

		document.body.append(probe);
		for (const word of lines.join('\n').match(
			/#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^)]*\)|\b[a-z]{3,20}\b/gi) ?? []) {
			probe.style.color = '';
			probe.style.color = word;
			if (!probe.style.color)
				continue;
			const { colour } = paint(getComputedStyle(probe).color);
			if (colour !== 'none')
				found.add(colour);
		}
		probe.remove();
		return found;
	}

	/*
	 * The name behind a colour; an author's colour and a bright constant of
	 * Mermaid's stay; its blacks, whites and greys belong to a white page.
	 */
	function colourOf(colour, use, d) {
		if (!colour.startsWith('#'))
			return colour;
		const name = d.names[colour];
		if (name && use === 'text' && /^(?:f\d+|bg|mainBkg|altBkg)$/.test(name))
			return 'var(--mm-onFill)';	/* words in the colour of their box */
		if (name)
			return `var(--mm-${name})`;
		if (d.authored.has(colour) || !grey(colour))
			return colour;
		const l = light(colour);
		if (use === 'text')
			return l < 0.5 ? 'var(--mm-textColor)' : colour;
		if (use === 'stroke')
			return l > 0.4 ? 'var(--mm-gridColor)' : 'var(--mm-lineColor)';
		if (l > 0.8)
			return 'var(--mm-bg)';
		/* a grey box has white words on it, which must stay readable */
		return l < 0.03 ? 'var(--mm-lineColor)' : colour;
	}

	/* ---- one element's style ---- */

	function plainValue(name, value) {
		if (name === 'stroke-dasharray')	/* '0' and '1, 0' are no dashes */
			return /^(?:none|0(?:px)?|[\d.]+(?:px)?,\s*0(?:px)?)$/.test(value) ? 'none'
				: value.replace(/px/g, '').replace(/,\s*/g, ' ');
		const url = /^url\("?#([^")]+)"?\)/.exec(value);
		if (url)
			return `url(#${url[1]})`;
		if (/^(clip-path|mask|marker)/.test(name))
			return 'none';		/* a shape, or a file from elsewhere */
		return value.replace(/^(-?[\d.]+(?:e-?\d+)?)px$/, '$1');
	}

	function isText(el) {
		return el.localName === 'text' || el.localName === 'tspan' ||
			el.localName === 'textPath';
	}

	function styleOf(el, d) {
		const cs = getComputedStyle(el);
		const s = {};

		for (const name of Object.keys(PROPERTIES)) {
			const value = cs.getPropertyValue(name);
			if (!PAINTS.has(name)) {
				s[name] = plainValue(name, value);
				continue;
			}
			const p = paint(value);
			const use = name === 'stroke' ? 'stroke' : isText(el) ? 'text' : 'fill';
			s[name] = colourOf(p.colour, use, d);
			if (p.alpha < 1) {
				const opacity = name.replace('-color', '') + '-opacity';
				s[opacity] = String(p.alpha * Number(cs.getPropertyValue(opacity)));
				d.faded.set(el, [...d.faded.get(el) ?? [], opacity]);
			}
		}
		for (const opacity of d.faded.get(el) ?? [])
			s[opacity] = String(Math.round(1000 * s[opacity]) / 1000);
		s.display = cs.display;
		return s;
	}

	/* ---- text on a colour that does not change with the page ---- */

	function backdrops(svg, d) {
		const shapes = [];

		for (const el of svg.querySelectorAll('*')) {
			const s = d.styles.get(el);
			if (SHAPES.has(el.localName) && s.fill !== 'none' && s.display !== 'none' &&
			    s.visibility === 'visible' &&
			    !el.closest('defs,marker,symbol,clipPath'))
				shapes.push([el.getBoundingClientRect(), s]);
			else if (el.localName === 'text' || el.localName === 'tspan')
				onBackdrop(el, s, shapes, d);
		}
	}

	/* The fill a text stands on, or null: what was painted last below its middle. */
	function under(el, shapes) {
		const box = el.getBoundingClientRect();
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];

		for (let i = shapes.length - 1; i >= 0; i--) {
			const [r, s] = shapes[i];
			if (x >= r.left && x <= r.right && y >= r.top && y <= r.bottom &&
			    s['fill-opacity'] * s.opacity > 0.85)
				return s.fill;
		}
		return null;
	}

	/*
	 * A colour that changes with the page may not be read on one that stays, nor
	 * Mermaid's white words on a box that has become pale.
	 */
	function onBackdrop(el, s, shapes, d) {
		const backdrop = under(el, shapes);

		if (s.fill.startsWith('var(') && backdrop?.startsWith('#')) {
			s.fill = light(backdrop) > 0.18 ? '#1c211f' : '#ffffff';
			s.stroke = 'none';
		} else if (s.fill.startsWith('#') && !d.authored.has(s.fill) && grey(s.fill) &&
		    !backdrop?.startsWith('#'))
			s.fill = /--mm-l\d/.test(backdrop)
				? 'var(--mm-onLine)' : 'var(--mm-textColor)';
	}

	/* ---- the tree ---- */

	const DROPPED = new Set(['style', 'script', 'title', 'desc', 'metadata', 'filter',
		'foreignObject', 'animate', 'animateTransform', 'animateMotion', 'set']);
	const KEPT_EMPTY = new Set(['image', 'use', 'stop']);

	/* An icon's name, where no icon can be drawn. */
	const ICON = /\bfa[bklrs]?:fa-[a-z0-9-]+\s*/g;

	function textOf(el) {
		return el.textContent.replace(/\s+/g, ' ').trim();
	}

	/* A drawn line needs its marker even where it has no stroke of its own. */
	function invisible(el, s) {
		if (s.display === 'none' || Number(s.opacity) === 0)
			return true;
		if (!SHAPES.has(el.localName))
			return false;
		if (s.visibility !== 'visible')
			return true;
		const marked = ['marker-start', 'marker-mid', 'marker-end']
			.some((m) => s[m] !== 'none');
		const stroked = s.stroke !== 'none' && Number(s['stroke-width']) > 0 &&
			Number(s['stroke-opacity']) > 0;
		const filled = s.fill !== 'none' && el.localName !== 'line' &&
			Number(s['fill-opacity']) > 0;
		if (!marked && !stroked && !filled)
			return true;
		if (el.localName === 'rect')
			return !(el.width.baseVal.value > 0 && el.height.baseVal.value > 0);
		return el.localName === 'path' && !el.getAttribute('d');
	}

	/* A style sheet's transform turns about a point of its own; an attribute about 0,0. */
	function around(cs) {
		const [x, y] = cs.transformOrigin.split(' ').map(parseFloat);
		const m = new DOMMatrix(cs.transform);
		const t = new DOMMatrix().translate(x, y).multiply(m).translate(-x, -y);

		return `matrix(${[t.a, t.b, t.c, t.d, t.e, t.f].join(' ')})`;
	}

	function meaningless(name, el) {
		return (name === 'fill' && el.localName === 'line') ||
			(name === 'alignment-baseline' && el.localName !== 'tspan');
	}

	function attributesOf(el, s, parent) {
		const out = {};
		const root = parent === null;

		for (const a of el.attributes)
			if (!(a.localName in PROPERTIES) && a.localName !== 'style' &&
			    a.localName !== 'class')
				out[a.localName] = a.value;
		for (const [name, [initial, inherited]] of Object.entries(PROPERTIES)) {
			const above = inherited && !root ? parent[name] : initial;
			if (s[name] === above || meaningless(name, el))
				continue;
			if (TEXT_ONLY.includes(name) && !root && !isText(el) &&
			    el.localName !== 'g')
				s[name] = above;	/* no text below: nothing to say */
			else
				out[name.replace(/-line$/, '')] = s[name];
		}
		/* geometry that a style sheet may set as well */
		const cs = getComputedStyle(el);
		if (el.localName === 'rect')
			for (const name of ['rx', 'ry'])
				if (cs[name] !== 'auto')
					out[name] = cs[name].replace('px', '');
		if (el.style.transform ||
		    (cs.transform !== 'none' && !el.hasAttribute('transform')))
			out.transform = around(cs);
		return out;
	}

	/* What a drawing holds below el, as [name, attributes, ...children] and strings. */
	function tree(el, parent, d) {
		const s = d.styles.get(el);

		if (!s || DROPPED.has(el.localName) || invisible(el, s))
			return [];
		if (el.classList.contains('today'))	/* a static page has no today */
			return [];
		if (el.localName === 'switch')
			return [...el.children].filter((c) => c.localName !== 'foreignObject')
				.slice(0, 1).flatMap((c) => tree(c, parent, d));
		const attributes = attributesOf(el, s, parent);
		const children = [];
		for (const c of el.childNodes) {
			if (c.nodeType === Node.ELEMENT_NODE && c.namespaceURI === SVG)
				children.push(...tree(c, s, d));
			else if (c.nodeType === Node.TEXT_NODE && isText(el))
				children.push(c.data.replace(ICON, ''));
		}
		if (children.length === 0 && !SHAPES.has(el.localName) &&
		    !KEPT_EMPTY.has(el.localName) && !attributes.id)
			return [];
		return [[el.localName === 'a' ? 'g' : el.localName, attributes, ...children]];
	}

	/* ---- labels that are HTML in spite of everything ---- */

	/*
	 * Some kinds of diagram know no other label than a <foreignObject>.  Each of
	 * its lines becomes a <text> where the browser had put it.
	 */
	function linesOf(fo) {
		const walker = document.createTreeWalker(fo, NodeFilter.SHOW_TEXT);
		const lines = [];
		const range = document.createRange();

		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			for (let i = 0; i < node.length; i++) {
				range.setStart(node, i);
				range.setEnd(node, i + 1);
				const box = range.getBoundingClientRect();
				if (box.width === 0)
					continue;
				const last = lines[lines.length - 1];
				if (last && Math.abs(last.y - box.y) < box.height / 2) {
					last.text += node.data[i];
					last.right = box.right;
				} else {
					const { y, height, left, right } = box;
					lines.push({ text: node.data[i], y, height, left, right,
						from: node.parentElement });
				}
			}
		}
		return lines;
	}

	function textFromHtml(fo) {
		const toLocal = fo.getScreenCTM().inverse();

		for (const line of linesOf(fo)) {
			const cs = getComputedStyle(line.from);
			const at = new DOMPoint((line.left + line.right) / 2,
				line.y + line.height / 2).matrixTransform(toLocal);
			const text = document.createElementNS(SVG, 'text');
			text.setAttribute('x', at.x);
			text.setAttribute('y', at.y);
			text.setAttribute('style', `text-anchor:middle;dominant-baseline:central;` +
				`fill:${cs.color} !important;font-size:${cs.fontSize};` +
				`font-weight:${cs.fontWeight};font-style:${cs.fontStyle}`);
			text.textContent = line.text.trim();
			fo.parentNode.insertBefore(text, fo);
		}
		fo.remove();
	}

	/* What Mermaid draws wrong, or for a white page only, when its labels are not HTML. */
	function repair(svg) {
		for (const fo of [...svg.querySelectorAll('foreignObject')])
			if (!fo.closest('switch'))
				textFromHtml(fo);
		for (const label of svg.querySelectorAll('.mindmap-node > .label'))
			if (/^translate\(0\b/.test(label.getAttribute('transform') ?? ''))
				for (const text of label.querySelectorAll('text'))
					text.style.textAnchor = 'middle';
		/* the words of a flow lie under it, and shine through by a blend mode */
		for (const labels of svg.querySelectorAll('.node-labels'))
			labels.parentNode.append(labels);
	}

	/* ---- errors ---- */

	const DIRECTIVE =
		/%{2}{\s*(?:\w+\s*:|\w+)\s*(?:\w+|(?:(?!}%{2}).|\r?\n)*)?\s*(?:}%{2})?/gi;
	const COMMENT = /^\s*%%(?!{)[^\n]+\n?/gm;

	/*
	 * Mermaid cuts front matter, directives and comments off before it counts
	 * lines.  The same cuts, keeping for each character left where it stood.
	 */
	function cutAsMermaid(source) {
		let text = source;
		let from = Array.from({ length: text.length }, (_, i) => i);
		const cut = (pattern, keep = '') => {
			const kept = [];
			let out = '';
			let at = 0;
			const end = { index: text.length, 0: '' };
			for (const m of [...text.matchAll(pattern), end]) {
				out += text.slice(at, m.index);
				for (let i = at; i < m.index; i++)
					kept.push(from[i]);
				at = m.index + m[0].length;
				if (m[0] !== '') {
					out += keep;
					kept.push(...Array.from(keep, () => from[m.index]));
				}
			}
			[text, from] = [out, kept];
		};

		cut(/\r\n?/g, '\n');
		cut(/^([^\S\n\r]*)-{3}\s*[\n\r](?:.*?)[\n\r]\1-{3}\s*[\n\r]+/gs);
		cut(DIRECTIVE);
		cut(COMMENT);
		text = text.replace(/^\s+/, (gap) => {
			from = from.slice(gap.length);
			return '';
		});
		return { text, from };
	}

	/* The offset in a text of a line and a column, both from 0, inside the text. */
	function offsetOf(text, line, column) {
		let at = 0;

		for (let n = 0; n < line; n++) {
			const next = text.indexOf('\n', at);
			if (next < 0)
				return text.length;
			at = next + 1;
		}
		const end = text.indexOf('\n', at);
		return Math.min(at + column, end < 0 ? text.length : end);
	}

	/*
	 * Where the parser stumbled, as (line, column) from 0 in the cut text.  What
	 * jison calls the place is the last thing it understood: the next begins
	 * after it.
	 */
	function stumble(e, message, text) {
		const loc = e?.hash?.loc;
		const token = e?.result?.parserErrors?.[0]?.token;
		const lexed = e?.result?.lexerErrors?.[0];
		const named = /line:? (\d+)(?:,? col(?:umn)?:? (\d+))?/i.exec(message);

		if (loc && e.hash.token !== null) {
			const at = offsetOf(text, loc.last_line - 1, loc.last_column);
			return at + /^[ \t]*/.exec(text.slice(at))[0].length;
		}
		if (lexed)
			return offsetOf(text, lexed.line - 1, lexed.column - 1);
		if (token && token.startLine >= 0)
			return offsetOf(text, token.startLine - 1, token.startColumn - 1);
		if (token)			/* the end of input has no place of its own */
			return text.trimEnd().length;
		if (named)
			return offsetOf(text, named[1] - 1, (named[2] ?? 1) - 1);
		return 0;
	}

	function failure(e, source) {
		const message = String(e?.str ?? e?.message ?? e);
		const { text, from } = cutAsMermaid(source);
		const at = stumble(e, message, text);
		const end = from.length > 0 ? from[from.length - 1] + 1 : 0;
		const token = e?.result?.parserErrors?.[0]?.token;

		return {
			name: String(e?.name ?? ''),
			message,
			token: e?.hash?.token ?? token?.tokenType?.name ?? null,
			text: String(e?.hash?.text ?? token?.image ?? ''),
			offset: from[at] ?? end,
		};
	}

	/* ---- the two verbs ---- */

	/* Mermaid's box, made larger where words stick out of it. */
	function size(svg) {
		const box = svg.viewBox.baseVal;
		const b = box && box.width > 0 && box.height > 0 ? box : padded(svg.getBBox());
		const toUser = svg.getScreenCTM().inverse();
		let [left, top, right, bottom] = [b.x, b.y, b.x + b.width, b.y + b.height];

		for (const text of svg.querySelectorAll('text')) {
			const r = text.getBoundingClientRect();
			if (r.width === 0 || text.closest('defs,symbol,marker'))
				continue;
			const p = new DOMPoint(r.left, r.top).matrixTransform(toUser);
			const q = new DOMPoint(r.right, r.bottom).matrixTransform(toUser);
			left = p.x < left - 1 ? p.x - 4 : left;
			top = p.y < top - 1 ? p.y - 4 : top;
			right = q.x > right + 1 ? q.x + 4 : right;
			bottom = q.y > bottom + 1 ? q.y + 4 : bottom;
		}
		return [left, top, right - left, bottom - top];
	}

	function padded(b) {
		return { x: b.x - 8, y: b.y - 8, width: b.width + 16, height: b.height + 16 };
	}

	function titleOf(svg, source) {
		const text = (selector) => {
			const el = svg.querySelector(selector);
			return el ? textOf(el) : '';
		};

		/* some kinds forget to clear what the diagram before them said */
		const own = (said) => source.replace(/\s+/g, ' ').includes(said) ? said : '';

		return {
			given: own(text(':scope > title')),
			described: own(text(':scope > desc')),
			shown: text('[class*="TitleText"], .titleText, .packetTitle, .radarTitle'),
		};
	}

	async function draw(source, config, names) {
		const box = document.getElementById('box');

		seed = 1;
		box.textContent = '';
		try {
			mermaid.initialize(structuredClone(config));
			const { svg: text, diagramType } = await mermaid.render('mm', source);
			box.innerHTML = text;
			const svg = box.querySelector('svg');
			repair(svg);
			const d = { names, authored: authored(source), styles: new Map(),
				faded: new Map() };
			for (const el of [svg, ...svg.querySelectorAll('*')])
				if (el.namespaceURI === SVG)
					d.styles.set(el, styleOf(el, d));
			backdrops(svg, d);
			return { kind: diagramType, title: titleOf(svg, source), box: size(svg),
				tree: tree(svg, null, d)[0] ?? ['svg', {}] };
		} catch (e) {
			return { error: failure(e, source) };
		} finally {
			box.textContent = '';
			for (const left of document.querySelectorAll('body > :not(#box)'))
				left.remove();
		}
	}

	globalThis.tiku = { draw };
}
