/*
 * From the page's tree to the bytes of an <svg>.
 *
 * The page has just run a program on somebody's text, so nothing it says is
 * believed: only elements and attributes named here are written, and only with
 * values that look as they must.  A colour cannot load, a reference stays inside
 * the drawing, and there is no place for a script, a style or an address.
 */

const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const LENGTH = /^-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:px|em|ex|%)?$/i;
const LENGTHS = /^[-+\d.e,\s%pxm]*$/i;
const NUMBERS = /^[-+\d.eE,\s]*$/;
const PATH = /^[-+\d.eE,\sMmLlHhVvCcSsQqTtAaZz]*$/;
const TRANSFORM = /^(?:(?:translate|scale|rotate|skewX|skewY|matrix)\([-+\d.eE,\s]*\)[\s,]*)*$/;
const COLOUR = /^(?:none|#[0-9a-f]{3,8}|var\(--mm-[a-zA-Z0-9]{1,40}\)|url\(#[^)\s"'<>]+\))$/;
const LOCAL = /^url\(#([^)\s"'<>]+)\)$/;
const WORD = /^[a-zA-Z][a-zA-Z -]*$/;
const IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;
const ID = /^[^\s"'<>()]+$/;

const PAINTED = {
	fill: COLOUR, 'fill-opacity': NUMBER, 'fill-rule': WORD,
	stroke: COLOUR, 'stroke-opacity': NUMBER, 'stroke-width': LENGTH,
	'stroke-dasharray': /^(?:none|[\d.,\s]+)$/, 'stroke-dashoffset': LENGTH,
	'stroke-linecap': WORD, 'stroke-linejoin': WORD, 'stroke-miterlimit': NUMBER,
	'paint-order': WORD, opacity: NUMBER, visibility: WORD, transform: TRANSFORM,
	'clip-path': LOCAL, mask: LOCAL, id: ID,
	'font-size': LENGTH, 'font-weight': /^(?:[a-z]+|\d{3})$/, 'font-style': WORD,
	'text-anchor': WORD, 'letter-spacing': LENGTH, 'dominant-baseline': WORD,
};
const MARKED = { 'marker-start': LOCAL, 'marker-mid': LOCAL, 'marker-end': LOCAL };
const BOX = { x: LENGTH, y: LENGTH, width: LENGTH, height: LENGTH };
const TEXT = { x: LENGTHS, y: LENGTHS, dx: LENGTHS,
	dy: LENGTHS, 'alignment-baseline': WORD, 'text-decoration': WORD,
	textLength: LENGTH, lengthAdjust: WORD };
const GRADIENT = { id: ID, gradientUnits: WORD, gradientTransform: TRANSFORM,
	x1: LENGTH, y1: LENGTH, x2: LENGTH, y2: LENGTH, cx: LENGTH, cy: LENGTH, r: LENGTH,
	href: /^#[^\s"'<>()]+$/ };

/* element: the attributes it may have */
const ELEMENTS = {
	svg: { ...PAINTED, ...BOX, viewBox: NUMBERS, preserveAspectRatio: WORD },
	g: PAINTED,
	defs: {},
	rect: { ...PAINTED, ...BOX, rx: LENGTH, ry: LENGTH },
	circle: { ...PAINTED, cx: LENGTH, cy: LENGTH, r: LENGTH },
	ellipse: { ...PAINTED, cx: LENGTH, cy: LENGTH, rx: LENGTH, ry: LENGTH },
	line: { ...PAINTED, ...MARKED, x1: LENGTH, y1: LENGTH, x2: LENGTH, y2: LENGTH },
	path: { ...PAINTED, ...MARKED, d: PATH },
	polygon: { ...PAINTED, ...MARKED, points: NUMBERS },
	polyline: { ...PAINTED, ...MARKED, points: NUMBERS },
	text: { ...PAINTED, ...TEXT },
	tspan: { ...PAINTED, ...TEXT },
	marker: { ...PAINTED, viewBox: NUMBERS, refX: LENGTH, refY: LENGTH, markerWidth: LENGTH,
		markerHeight: LENGTH, markerUnits: WORD,
		orient: /^(?:auto|auto-start-reverse|-?[\d.]+)$/ },
	symbol: { ...PAINTED, ...BOX, viewBox: NUMBERS, preserveAspectRatio: WORD },
	use: { ...PAINTED, ...BOX, href: /^#[^\s"'<>()]+$/ },
	clipPath: { id: ID, transform: TRANSFORM, clipPathUnits: WORD },
	mask: { ...PAINTED, ...BOX, maskUnits: WORD, maskContentUnits: WORD },
	linearGradient: GRADIENT,
	radialGradient: { ...GRADIENT, fx: LENGTH, fy: LENGTH },
	stop: { offset: LENGTH, 'stop-color': COLOUR, 'stop-opacity': NUMBER },
	image: { ...BOX, id: ID, transform: TRANSFORM, opacity: NUMBER, href: IMAGE,
		preserveAspectRatio: WORD },
};
/* Only drawn when something points at them. */
const BY_REFERENCE = new Set(['marker', 'symbol', 'clipPath', 'mask', 'linearGradient',
	'radialGradient']);
const EMPTY_IS_NOTHING = new Set(['g', 'defs', 'text', 'tspan', 'svg']);

/* ---- values ---- */

function round(digits) {
	return (text) => {
		const n = Number(text).toFixed(digits);
		return n.includes('.') ? n.replace(/\.?0+$/, '').replace(/^-0$/, '0') : n;
	};
}

/* Numbers in a value at no more than two decimals; 0.5 stays 0.5, not .5. */
function rounded(value, digits = 2) {
	return value.replace(/-?(?:\d+\.\d*|\.\d+|\d+)(?:e[-+]?\d+)?/gi, round(digits));
}

const OPERANDS = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 };

/*
 * Path data as [letter, numbers] for each step, or null where it is not plain:
 * an arc's flags may stand without a space between them.
 */
function steps(d) {
	const out = [];

	for (const [, letter, rest] of d.matchAll(/([MLHVCSQTAZ])([^MLHVCSQTAZ]*)/gi)) {
		const numbers = (rest.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? [])
			.map(Number);
		const n = OPERANDS[letter.toUpperCase()];
		if (n === 0 ? numbers.length > 0 : numbers.length === 0 || numbers.length % n !== 0)
			return null;
		if (n === 0)
			out.push([letter, []]);
		/* what follows a move without a letter of its own are lines */
		for (let i = 0; n > 0 && i < numbers.length; i += n)
			out.push([i === 0 ? letter : { M: 'L', m: 'l' }[letter] ?? letter,
				numbers.slice(i, i + n)]);
	}
	return out;
}

/* Are both handles of a curve from p to q on the line between them? */
function isStraight([px, py], [ax, ay, bx, by, qx, qy]) {
	const [dx, dy] = [qx - px, qy - py];
	const length = Math.hypot(dx, dy);
	const near = (x, y) => {
		const along = ((x - px) * dx + (y - py) * dy) / length;
		const off = Math.abs((x - px) * dy - (y - py) * dx) / length;
		return off < 0.05 && along > -0.05 && along < length + 0.05;
	};

	return length > 0 && near(ax, ay) && near(bx, by);
}

/* An outline in single strokes: there is nothing between them to fill. */
function isStrokes(path) {
	return path.every(([letter], i) => (letter === 'M') === (i % 2 === 0));
}

/*
 * Some shapes come from a library for hand-drawn lines, which writes each
 * straight piece of an outline twice, as a curve after a move.  Curves that are
 * straight become lines, moves to where the pen is go, and so do strokes drawn
 * before: a stadium falls from 11 kB to 1.
 */
function simplified(path) {
	const out = [];
	const isFilled = !isStrokes(path);
	const drawn = new Set();
	let pen = null;		/* where the source is */
	let at = '';		/* where what was written is */

	for (const [letter, n] of path) {
		if (!'MLCZ'.includes(letter))
			return path;
		if (letter === 'Z') {
			out.push([letter, n]);
			[pen, at] = [null, ''];
			continue;
		}
		if (letter === 'L' || letter === 'C') {
			if (!pen)
				return path;
			const end = n.slice(-2);
			const straight = letter === 'C' && isStraight(pen, n);
			const step = straight ? ['L', end] : [letter, n];
			const name = `${pen.map(round(1))} ${step[0]} ${step[1].map(round(1))}`;
			const stays = [pen, n.slice(0, 2), n.slice(2, 4), end]
				.every((p) => `${p.map(round(1))}` === `${end.map(round(1))}`);
			if (isFilled || (!drawn.has(name) && !stays)) {
				if (at !== `${pen}`)
					out.push(['M', pen]);
				if (!stays)
					out.push(step);
				if (!stays)
					at = `${end}`;
			}
			drawn.add(name);
		}
		pen = n.slice(-2);
	}
	return out;
}

function pathData(d) {
	const path = steps(d);

	if (!path)
		return d.trim();
	/* absolute numbers need one decimal, relative ones would add their errors up */
	const digits = /[a-z]/.test(d.replace(/[ez]/g, '')) ? 2 : 1;
	const text = simplified(path)
		.map(([letter, n]) => letter + n.map(round(digits)).join(' ')).join('');
	return text.replace(/ -/g, '-');
}

function value(name, text) {
	switch (name) {
	case 'd':
		return pathData(text);
	case 'points':
		return rounded(text.trim().replace(/[\s,]+/g, ' '), 1);
	case 'id': case 'href': case 'fill': case 'stroke': case 'stop-color': case 'mask':
	case 'clip-path': case 'marker-start': case 'marker-mid': case 'marker-end':
		return text;
	case 'transform': case 'gradientTransform':
		/* a turn or a scale multiplies what it holds */
		return /^translate\([^)]*\)$/.test(text) ? rounded(text) : rounded(text, 4);
	default:
		return rounded(text);
	}
}

function escape(text) {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/* Nothing an HTML or XML parser would choke on. */
function clean(text) {
	// eslint-disable-next-line no-control-regex
	return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
		.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
			'\ufffd');
}

/* ---- the allow-list ---- */

function allowedAttributes(name, attributes) {
	const rules = ELEMENTS[name];
	const out = {};

	for (const [key, raw] of Object.entries(attributes)) {
		const text = String(raw);
		if (Object.hasOwn(rules, key) && rules[key].test(text))
			out[key] = value(key, text);
	}
	return out;
}

function isBlank(c) {
	return typeof c === 'string' && c.trim() === '';
}

/* [name, attributes, ...children] with only what may be written, or null. */
function allowed(node) {
	if (typeof node === 'string')
		return clean(node).replace(/\s+/g, ' ');
	const [name, attributes, ...children] = node;
	if (!Object.hasOwn(ELEMENTS, name))
		return null;
	const holdsText = name === 'text' || name === 'tspan';
	const kept = children.map(allowed)
		.filter((c) => c !== null && (holdsText || typeof c !== 'string'));
	const out = allowedAttributes(name, attributes);
	if (EMPTY_IS_NOTHING.has(name) && kept.every((c) => isBlank(c)))
		return null;
	if (name === 'image' && !out.href)
		return null;
	return [name, out, ...kept];
}

/* ---- pruning ---- */

function* nodes(node) {
	yield node;
	for (const c of node.slice(2))
		if (typeof c !== 'string')
			yield* nodes(c);
}

function references(attributes) {
	const out = [];

	for (const [key, text] of Object.entries(attributes)) {
		const id = LOCAL.exec(text)?.[1] ??
			(key === 'href' && text[0] === '#' ? text.slice(1) : null);
		if (id)
			out.push([key, id]);
	}
	return out;
}

function referenced(root) {
	const ids = new Set();

	for (const [, attributes] of nodes(root))
		for (const [, id] of references(attributes))
			ids.add(id);
	return ids;
}

/* Two strings side by side are one; a tspan without attributes is its text. */
function flatText(children) {
	const out = [];

	for (const c of children) {
		const parts = Array.isArray(c) && c[0] === 'tspan' && Object.keys(c[1]).length === 0
			? c.slice(2) : [c];
		for (const p of parts) {
			if (typeof p === 'string' && typeof out[out.length - 1] === 'string')
				out[out.length - 1] += p;
			else
				out.push(p);
		}
	}
	return out;
}

/* A path and its outline that came out the same: once is enough. */
function isSamePath(a, b) {
	return a[0] === 'path' && b?.[0] === 'path' && !a[1].id &&
		JSON.stringify(a) === JSON.stringify(b);
}

/* Takes out definitions nobody uses and groups that group nothing. */
function prune(node, ids) {
	const [name, attributes, ...children] = node;
	const out = [];

	if (BY_REFERENCE.has(name) && !ids.has(attributes.id))
		return [];
	if (attributes.id && !ids.has(attributes.id))
		delete attributes.id;
	for (const c of children)
		if (!isSamePath(c, out[out.length - 1]))
			out.push(...typeof c === 'string' ? [c] : prune(c, ids));
	if (name === 'g' && Object.keys(attributes).length === 0)
		return out;
	if (EMPTY_IS_NOTHING.has(name) && out.length === 0)
		return [];
	return [[name, attributes, ...name === 'text' || name === 'tspan' ? flatText(out) : out]];
}

/* Until nothing changes: a marker may have used another. */
function pruned(root) {
	for (;;) {
		const ids = referenced(root);
		const before = JSON.stringify(root);
		root[1] = { ...root[1] };
		const [next] = prune(root, ids);
		if (!next)
			return ['svg', root[1]];
		if (JSON.stringify(next) === before)
			return next;
		root = next;
	}
}

/* ---- names ---- */

/* PREFIX-3, PREFIX-4, … in document order; a reference to nothing is taken out. */
function rename(root, prefix, first) {
	const names = new Map();
	let n = first;

	for (const [, attributes] of nodes(root))
		if (attributes.id && !names.has(attributes.id))
			names.set(attributes.id, `${prefix}-${n++}`);
	for (const [, attributes] of nodes(root)) {
		for (const [key, id] of references(attributes)) {
			if (!names.has(id))
				delete attributes[key];
			else
				attributes[key] = attributes[key]
					.replace(`#${id}`, `#${names.get(id)}`);
		}
		if (attributes.id)
			attributes.id = names.get(attributes.id);
	}
}

/* The same id twice in one drawing: the first keeps it, as a browser would read it. */
function dropDoubles(root) {
	const seen = new Set();

	for (const [, attributes] of nodes(root)) {
		if (seen.has(attributes.id))
			delete attributes.id;
		seen.add(attributes.id);
	}
}

/* ---- writing ---- */

function write(node) {
	if (typeof node === 'string')
		return escape(node);
	const [name, attributes, ...children] = node;
	const list = Object.entries(attributes)
		.map(([k, v]) => ` ${k}="${escape(v).replace(/"/g, '&quot;')}"`).join('');
	const inner = children.map(write).join('');
	return inner ? `<${name}${list}>${inner}</${name}>` : `<${name}${list}/>`;
}

function label(name, id, text) {
	return `<${name} id="${id}">${escape(clean(text))}</${name}>`;
}

const whole = (n) => rounded(String(n));

/*
 * The drawing as bytes.  drawing: {tree, box: [x, y, w, h], title, description};
 * a description may be ''.  Ids are PREFIX and PREFIX-1, -2, … .
 */
export function svg(drawing, prefix) {
	const root = pruned(allowed(['svg', ...drawing.tree.slice(1)]) ?? ['svg', {}]);
	const [x, y, w, h] = drawing.box.map(whole);
	const { width: _w, height: _h, viewBox: _v, x: _x, y: _y, preserveAspectRatio: _p,
		id: _i, ...paint } = root[1];
	const described = drawing.description !== '';

	root[1] = {};
	dropDoubles(root);
	rename(root, prefix, described ? 3 : 2);
	const head = { class: 'mermaid', id: prefix, role: 'img',
		'aria-labelledby': `${prefix}-1`,
		...described ? { 'aria-describedby': `${prefix}-2` } : {},
		width: w, height: h, viewBox: `${x} ${y} ${w} ${h}`, ...paint };
	const open = Object.entries(head).map(([k, v]) => ` ${k}="${escape(v)}"`).join('');
	return `<svg${open}>${label('title', `${prefix}-1`, drawing.title)}` +
		(described ? label('desc', `${prefix}-2`, drawing.description) : '') +
		`${root.slice(2).map(write).join('')}</svg>`;
}
