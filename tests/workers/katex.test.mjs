/* Formulas: the bytes are KaTeX's, the refusals ours. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fact, shared, skip } from './check.mjs';
import { Helper, root } from './client.mjs';
import { nuErrors } from './nu.mjs';

const katex = createRequire(path.join(root, 'package.json'))('katex');

/* What the helper mends in KaTeX's output, because HTML has it otherwise. */
const MENDED = [
	/<mtd width="50%">/,
	/[;"]height:-[\d.]+em;/,
	/ columnspacing=""/,
	/<m(?:i|o|n|text)(?: [^>]*)?><m/,
	/<m(?:i|o|n|text)(?: [^>]*)?>[^<]*<m/,
	/<mo>\u2061<\/mo><\/m(?:sub|sup|subsup)>/,
];
const NOT_TRUSTED = /\\(?:href|url|includegraphics|html(?:Class|Id|Style|Data))(?![a-zA-Z])/;

const FORMULAS = [
	['inline', 'E = mc^2'],
	['display', '\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}'],
	['display', '\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}'],
	['inline', '\\mathrm{softmax}(x_i) = \\frac{e^{x_i}}{\\sum_j e^{x_j}}'],
	['display', '\\begin{cases} 1 & x > 0 \\\\ 0 & \\text{否则} \\end{cases}'],
	['inline', '\\text{损失} = \\lVert y - \\hat y \\rVert_2^2'],
];

const print = { log: console.log, error: console.error };
let helper;
const ask = (word, tex) => helper.ask(word, tex);
const html = ({ word, text }) => word === 'warn' ? text.slice(text.indexOf('\n') + 1) : text;

function expected(word, tex) {
	return katex.renderToString(tex, { displayMode: word === 'display',
		output: 'htmlAndMathml', strict: 'ignore', maxExpand: 1000, maxSize: 50, macros: {} });
}

async function error(tex, word = 'inline') {
	const a = await ask(word, tex);

	assert.equal(a.word, 'error', `${tex} was accepted`);
	return JSON.parse(a.text);
}

async function sameAsLibrary() {
	for (const [word, tex] of FORMULAS)
		assert.deepEqual(await ask(word, tex), { word: 'ok', text: expected(word, tex) });
}

async function sameAsCommand() {
	const cli = path.join(root, 'node_modules', 'katex', 'cli.js');
	const tex = 'c = \\pm\\sqrt{a^2 + b^2}';
	let out;

	try {
		out = execFileSync('node', [cli], { input: tex, encoding: 'utf8', stdio: 'pipe' });
	} catch {
		skip("this Node cannot run KaTeX's own command");
	}
	assert.equal((await ask('inline', tex)).text, out.trim());
}

/* Where the helper and the data part, it is for one of these reasons. */
function exception(row) {
	if (Object.keys(row.macros).length > 0)
		return 'macros given from outside';
	if (NOT_TRUSTED.test(row.tex))
		return 'commands that link or load';
	return null;
}

async function agreesOnAll() {
	const rows = shared('katex/expressions.jsonl');
	const answers = await Promise.all(rows.map(
		(r) => ask(r.display ? 'display' : 'inline', r.tex)));
	const parted = rows.filter((r, i) => (answers[i].word !== 'error') !== r.ok);

	assert.equal(rows.length, 716);
	assert.deepEqual(parted.filter((r) => !exception(r)).map((r) => r.tex), []);
	assert.ok(parted.length < 20, `${parted.length} differ`);
	/* the same reasons, too */
	for (const [i, r] of rows.entries()) {
		if (r.ok || answers[i].word !== 'error' || exception(r))
			continue;
		const { message } = JSON.parse(answers[i].text);
		assert.ok(r.err.startsWith(message), `${r.tex}: ${message}`);
	}
}

async function differsOnlyWhereMended() {
	const rows = shared('katex/expressions.jsonl').filter((r) => r.ok && !exception(r));
	let mended = 0;

	console.log = console.error = () => {};	/* some expressions print */
	for (const r of rows) {
		const word = r.display ? 'display' : 'inline';
		const ours = html(await ask(word, r.tex));
		const theirs = expected(word, r.tex);
		if (ours === theirs)
			continue;
		assert.ok(MENDED.some((m) => m.test(theirs)), r.tex);
		const text = (s) => s.replace(/<[^>]*>|\u2061/g, '');
		assert.equal(text(ours), text(theirs));
		mended++;
	}
	Object.assign(console, print);
	assert.ok(mended > 0 && mended < rows.length / 4, `${mended} mended`);
}

async function isValidHtml() {
	const tex = [...FORMULAS.map(([, t]) => t), 'x \\tag{1}', 'a \\bmod b', 'a \\stackrel{?}{=} b',
		'\\underset{x}{\\operatorname{argmax}} f', '\\overset{d}{\\to}', '\\smash{x}',
		'x_{\\max}^{\\min}'];
	const answers = await Promise.all(tex.map((t) => ask('display', t)));

	assert.deepEqual(nuErrors(answers.map((a) => `<p>${html(a)}</p>`).join('\n')), []);
}

async function refusesUntrusted() {
	const cases = {
		'\\href{javascript:alert(1)}{x}': '\\href',
		'\\href{JaVaScRiPt:alert(1)}{x}': '\\href',
		'\\href{&#106;avascript&colon;alert(1)}{x}': '\\href',
		'\\href{https://example.org/}{x}': '\\href',
		'\\url{javascript:alert(1)}': '\\url',
		'\\includegraphics{https://example.org/x.png}': '\\includegraphics',
		'\\htmlClass{a}{x}': '\\htmlClass',
		'\\htmlId{a}{x}': '\\htmlId',
		'\\htmlStyle{color:red}{x}': '\\htmlStyle',
		'\\htmlData{a=b}{x}': '\\htmlData',
		'\\def\\a{\\href{x}{y}}\\a': '\\href',
	};

	for (const [tex, command] of Object.entries(cases))
		assert.equal((await error(tex)).message, `${command} is not allowed in a formula`);
}

async function saysWhere() {
	assert.deepEqual(await error('a_b_c'),
		{ message: 'Double subscript', line: 1, column: 4, length: 1 });
	/* 😀 is two UTF-16 units and one column */
	assert.deepEqual(await error('😀题 a_b_c'),
		{ message: 'Double subscript', line: 1, column: 7, length: 1 });
	const { line, column } = await error('a\n+ b\n题目 \\nosuch c', 'display');
	assert.deepEqual([line, column], [3, 4]);
	const href = await error('x +\n \\href{a}{b}');
	assert.deepEqual([href.line, href.column, href.length], [2, 2, 5]);
}

async function warnsOnce() {
	const a = await ask('inline', '损失函数 = 1');
	const warning = JSON.parse(a.text.slice(0, a.text.indexOf('\n')));

	assert.equal(a.word, 'warn');
	assert.equal(warning.message, 'Unicode text character "损" used in math mode');
	assert.deepEqual([warning.line, warning.column, warning.count], [1, 1, 4]);
	assert.match(html(a), /^<span class="katex">/);
}

async function keepsNothing() {
	const before = await ask('inline', '\\foo');

	assert.equal((await ask('inline', '\\gdef\\foo{1}\\foo')).word, 'ok');
	assert.deepEqual(await ask('inline', '\\foo'), before);
	assert.equal(before.word, 'error');
}

async function stopsBombs() {
	assert.match((await error('\\def\\a{\\a\\a}\\a')).message, /Too many expansions/);
	assert.match((await error(`${'\\left('.repeat(3000)}x${'\\right)'.repeat(3000)}`)).message,
		/nested too deeply/);
	assert.match((await error(`${'{'.repeat(501)}x${'}'.repeat(501)}`)).message, /more than 500 deep/);
	assert.equal((await ask('inline', `${'{'.repeat(500)}x${'}'.repeat(500)}`)).word, 'ok');
	assert.match((await error('x'.repeat(65537))).message, /65537 bytes, more than 65536/);
	assert.match((await error('题'.repeat(30000))).message, /90000 bytes/);
	assert.equal((await ask('inline', '\\{'.repeat(600))).word, 'ok');
}

async function sameTwice() {
	const other = new Helper('katex');
	const forward = await Promise.all(FORMULAS.map(([w, t]) => ask(w, t)));
	const backward = await Promise.all([...FORMULAS].reverse().map(([w, t]) => other.ask(w, t)));

	assert.deepEqual(backward.reverse(), forward);
	await other.end();
}

export default async function () {
	helper = new Helper('katex');
	await fact('a formula is the bytes of katex.renderToString', sameAsLibrary);
	await fact("a formula is the bytes of KaTeX's own command", sameAsCommand);
	await fact('716 expressions are accepted or refused as KaTeX does', agreesOnAll);
	await fact('other bytes than KaTeX only where HTML forbids them', differsOnlyWhereMended);
	await fact('the Nu checker accepts formulas', isValidHtml);
	await fact('commands that link, load or name are errors that name them', refusesUntrusted);
	await fact('an error has its line and column in code points', saysWhere);
	await fact('Chinese in maths mode is one warning', warnsOnce);
	await fact('a macro does not outlive its formula', keepsNothing);
	await fact('bombs are refused, what is just large is not', stopsBombs);
	await fact('two helpers give the same bytes in any order', sameTwice);
	await fact('an unknown word is an error', async () =>
		assert.match((await error('x', 'block')).message, /'inline' or 'display', not 'block'/));
	await helper.end();
}
