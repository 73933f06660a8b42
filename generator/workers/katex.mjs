/*
 * The formula helper: TeX in, KaTeX's HTML with MathML out.
 *
 * Authors are not trusted here (a draft may come from anywhere), so nothing that
 * links, loads or names a class is allowed.  KaTeX does not refuse such commands,
 * it prints them in red and calls that a success; they must come back as errors,
 * or a reader would find the red text.
 */
import { fileURLToPath } from 'node:url';
import { load, packages, place, serve } from './frame.mjs';

const REVISION = 2;		/* raise when the same KaTeX gives other bytes here */
const BYTES_MAX = 64 << 10;	/* 200 kB of TeX cost KaTeX 14 s and 600 MB */
const DEPTH_MAX = 500;
const REFUSED = '#e97c3b1d';	/* the colour of refused commands, written by nobody */

const require = packages();
const katex = await load(require, 'katex');

class Refused extends Error {
	constructor(message, position = 0, length = 0) {
		super(message);
		Object.assign(this, { rawMessage: message, position, length });
	}
}

/* Offset of the brace that opens level DEPTH_MAX + 1, or -1. */
function tooDeep(tex) {
	let depth = 0;

	for (let i = 0; i < tex.length; i++) {
		const c = tex[i];
		if (c === '\\')
			i++;
		else if (c === '{' && ++depth > DEPTH_MAX)
			return i;
		else if (c === '}')
			depth--;
	}
	return -1;
}

function checkSize(tex) {
	const bytes = Buffer.byteLength(tex);
	const at = tooDeep(tex);

	if (bytes > BYTES_MAX)
		throw new Refused(`a formula of ${bytes} bytes, more than ${BYTES_MAX}`);
	if (at >= 0)
		throw new Refused(`braces nested more than ${DEPTH_MAX} deep`, at, 1);
}

/* Where a command stands in the source; a macro may have made it: then nowhere. */
function find(tex, command) {
	const at = tex.search(new RegExp(`\\${command}(?![a-zA-Z])`));

	return at < 0 ? [0, 0] : [at, command.length];
}

function refuse(tex, command) {
	throw new Refused(`${command} is not allowed in a formula`, ...find(tex, command));
}

/*
 * Negative heights, which a browser ignores and a checker reports, and an empty
 * attribute.  Words cannot be met by mistake: there a quote is written &quot;.
 */
function tidied(html) {
	return html
		.replace(/ style="[^"]*"/g,
			(style) => style.replace(/([;"])height:-[\d.]+em;/g, '$1'))
		.replaceAll(' columnspacing=""', '');
}

/*
 * x_{\max}: KaTeX puts the invisible sign of function application (U+2061) as a
 * child of its own into an element that must have two or three.
 */
function isStray(parts, i, around) {
	return parts[i] === '<mo>' && parts[i + 1] === '\u2061' && parts[i + 2] === '</mo>' &&
		/^<(?:m(?:sub|sup|subsup|under|over|underover|frac|root))\b/.test(parts[around] ?? '');
}

/*
 * KaTeX's MathML as HTML has it.  An element for a word (<mi>, <mo>, …) may hold
 * only text there, but \stackrel, \bmod or \underset{x}{\operatorname{…}} put
 * others into it: such a one is a row.  \tag sets the width of an <mtd>, which
 * HTML does not know.
 */
function repaired(html) {
	return html.replace(/<math[ >].*?<\/math>/gs, (math) => {
		const parts = math.split(/(<[^>]*>)/);
		const open = [];	/* indexes of the elements around us */

		parts.forEach((part, i) => {
			if (part.startsWith('</')) {
				const start = open.pop();
				if (parts[start] === '<mrow>')
					parts[i] = '</mrow>';
			} else if (part.startsWith('<')) {
				const around = open[open.length - 1];
				if (isStray(parts, i, around)) {
					parts.fill('', i, i + 3);
					return;
				}
				if (/^<m(?:i|o|n|text)\b/.test(parts[around] ?? ''))
					parts[around] = '<mrow>';
				parts[i] = part === '<mtd width="50%">' ? '<mtd>' : part;
				if (!part.endsWith('/>'))
					open.push(i);
			}
		});
		return parts.join('');
	});
}

/*
 * KaTeX asks trust() about every command that links or loads, and colours what
 * it refuses by itself (an address it cannot read).  Both end in Refused.
 */
function render(tex, displayMode, warnings) {
	const html = katex.renderToString(tex, {
		displayMode,
		output: 'htmlAndMathml',
		throwOnError: true,
		errorColor: REFUSED,
		maxExpand: 1000,
		maxSize: 50,
		macros: {},		/* \gdef writes here: fresh, or order would matter */
		trust: ({ command }) => refuse(tex, command),
		strict: (code, message, token) => {
			warnings.push({ code, message, at: token?.loc });
			return 'ignore';
		},
	});

	const red = html.indexOf(`style="color:${REFUSED};"`);
	if (red >= 0)
		refuse(tex, /\\[a-zA-Z]+/.exec(html.slice(red))?.[0] ?? '\\href');
	return tidied(repaired(html));
}

function report(tex, message, offset, length) {
	const end = offset + length;

	return {
		message,
		...place(tex, offset),
		length: [...tex.slice(offset, end)].length,
	};
}

/* One line a kind of warning, at its first place: a Chinese sentence is not 40 warnings. */
function summary(tex, warnings) {
	const kinds = new Map();

	for (const w of warnings) {
		const k = kinds.get(w.code);
		if (k)
			k.count++;
		else
			kinds.set(w.code, { ...w, count: 1 });
	}
	const [first, ...more] = [...kinds.values()].map(({ message, at, count }) => ({
		...report(tex, message, at?.start ?? 0, at ? at.end - at.start : 0),
		count,
	}));
	return more.length > 0 ? { ...first, more } : first;
}

function failure(tex, e) {
	if (e instanceof RangeError)
		return { message: 'nested too deeply', line: 1, column: 1, length: 0 };
	return report(tex, e.rawMessage ?? e.message, e.position ?? 0, e.length ?? 0);
}

async function answer(word, tex) {
	const warnings = [];

	try {
		if (word !== 'inline' && word !== 'display')
			throw new Refused(`a formula is 'inline' or 'display', not '${word}'`);
		checkSize(tex);
		const html = render(tex, word === 'display', warnings);
		if (warnings.length === 0)
			return ['ok', html];
		return ['warn', `${JSON.stringify(summary(tex, warnings))}\n${html}`];
	} catch (e) {
		return ['error', JSON.stringify(failure(tex, e))];
	}
}

function greeting() {
	return {
		version: `${katex.version}+${REVISION}`,
		katex: katex.version,
		pids: [],
		files: [require.resolve('katex/package.json'), fileURLToPath(import.meta.url)],
	};
}

await serve('katex', greeting, answer);
