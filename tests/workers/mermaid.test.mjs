/* Diagrams: Mermaid's drawing, without its style sheet and without its dangers. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { colourNames, repairs, theme } from '../../generator/workers/mermaid_theme.mjs';
import { fact, shared, until } from './check.mjs';
import { Helper, here, root } from './client.mjs';
import { nuErrors } from './nu.mjs';

const require = createRequire(path.join(root, 'package.json'));
const CHROMIUM = process.env.TIKU_CHROMIUM || '/usr/bin/chromium';
const FIXTURES = ['flow', 'seq', 'class', 'state', 'pie', 'gantt', 'er', 'mind', 'journey',
	'timeline'];

let tmp;
let helper;
let browser;

function fixture(name) {
	return fs.readFileSync(path.join(here, 'fixtures', `${name}.mmd`), 'utf8');
}

/* Each helper has a folder of its own, so that what it leaves behind is seen. */
function start(env = {}) {
	const folder = fs.mkdtempSync(path.join(tmp, 'h-'));
	const h = new Helper('mermaid', { env: { TMPDIR: folder, ...env } });

	h.folder = folder;
	return h;
}

async function drawing(source, prefix = 'm', h = helper) {
	const a = await h.ask(prefix, source);

	assert.equal(a.word, 'ok', a.text);
	return a.text;
}

async function error(source) {
	const a = await helper.ask('m', source);

	assert.equal(a.word, 'error', a.text.slice(0, 200));
	return JSON.parse(a.text);
}

const words = (text) => text.split(/[^\p{L}\p{N}]+/u).filter((w) => w !== '').sort();

/* ---- what every drawing must be ---- */

function ids(svg) {
	return [...svg.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]);
}

function isClean(svg, prefix) {
	assert.match(svg, /^<svg class="mermaid" id="[\w-]+" role="img" aria-labelledby="/);
	assert.match(svg, / width="[\d.]+" height="[\d.]+" viewBox="-?[\d.]+ -?[\d.]+ [\d.]+ [\d.]+"/);
	assert.doesNotMatch(svg, /<(?:style|script|foreignObject|iframe|a|animate|set)\b/i);
	assert.doesNotMatch(svg, / (?:on\w+|style|class)="(?!mermaid")/i);
	assert.doesNotMatch(svg, /(?:https?:|javascript:|@import|url\((?!#))/i);
	const all = ids(svg);
	assert.equal(new Set(all).size, all.length, 'an id twice');
	assert.deepEqual(all, all.map((_, i) => i === 0 ? prefix : `${prefix}-${i}`));
	for (const [, id] of svg.matchAll(/(?:url\(#|href="#|aria-\w+="(?=m))([^")]*)/g))
		assert.ok(all.includes(id), `nothing is called ${id}`);
	for (const [, name] of svg.matchAll(/var\(--mm-(\w+)\)/g))
		assert.ok(colourNames.includes(name), `no colour is called ${name}`);
}

/* ---- the sample: some of each kind, and all that are invalid in a new way ---- */

const valid = (r) => r.mermaid_11_17_2_parse_ok;

function sample() {
	const rows = shared('mermaid/mermaid_samples.jsonl');
	const taken = new Map();

	return rows.filter((r) => {
		const key = `${r.type} ${valid(r)}`;
		const n = taken.get(key) ?? 0;
		const common = /^(?:flowchart|sequenceDiagram)$/.test(r.type);
		if (n >= (!valid(r) ? 1 : common ? 4 : 2) || r.code.length > 3000)
			return false;
		taken.set(key, n + 1);
		return true;
	});
}

/* A picture from the network cannot be had: Mermaid draws it, the helper refuses. */
const wantsPicture = (r) => /\bimg:\s*"?https?:/.test(r.code);

async function agreesOnSample() {
	const rows = sample();
	const answers = [];

	assert.ok(rows.length >= 60, `${rows.length} only`);
	assert.ok(new Set(rows.map((r) => r.type)).size >= 36);
	for (const [i, r] of rows.entries())
		answers.push(await helper.ask(`m${i}`, r.code));
	const parted = rows.filter((r, i) => (answers[i].word === 'ok') !== valid(r));
	assert.deepEqual(parted.filter((r) => !wantsPicture(r)).map((r) => r.code), []);
	answers.forEach((a, i) => a.word === 'ok' && isClean(a.text, `m${i}`));
	return { rows, answers };
}

async function sameBackwards({ rows, answers }) {
	const other = start();
	const again = [];

	for (let i = rows.length - 1; i >= 0; i--)
		again[i] = await other.ask(`m${i}`, rows[i].code);
	assert.equal((await other.version()).version, (await helper.version()).version);
	await other.end();
	rows.forEach((r, i) => assert.deepEqual(again[i], answers[i], r.code));
}

/* ---- beside Mermaid itself ---- */

async function chromium() {
	const puppeteer = require('puppeteer');

	browser ??= await puppeteer.launch({ executablePath: CHROMIUM, headless: true, pipe: true,
		userDataDir: fs.mkdtempSync(path.join(tmp, 'browser-')),
		args: ['--disable-gpu', '--font-render-hinting=none',
			...process.getuid() === 0 ? ['--no-sandbox'] : []] });
	return browser;
}

/* Words of a drawing, and how many of its lines end in an arrow or another mark. */
function contents(svg) {
	const text = svg.replace(/<(style|title|desc)\b.*?<\/\1>/gs, '').replace(/<br ?\/?>/g, ' ')
		.replace(/<\/(?:tspan|text|p|div|span)>/g, ' ').replace(/<[^>]*>/g, '')
		.replace(/&\w+;|&#\d+;/g, ' ');
	const marked = svg.match(/<(?:path|line)[^>]* marker-(?:end|start)="?/g) ?? [];

	return { words: words(text).join('').split('').sort().join(''), marked: marked.length };
}

async function sameAsMmdc() {
	const { renderMermaid } = await import('@mermaid-js/mermaid-cli');
	const b = await chromium();

	for (const name of ['flow', 'seq', 'class', 'er']) {
		const { data } = await renderMermaid(b, fixture(name), 'svg', { svgId: 'x',
			mermaidConfig: { fontFamily: 'sans-serif' } });
		const theirs = contents(Buffer.from(data).toString());
		const ours = contents(await drawing(fixture(name)));
		assert.equal(ours.words, theirs.words, name);
		assert.equal(ours.marked, theirs.marked, `${name}: lines`);
	}
}

/* Mermaid's own drawing of a source, with its style sheet, in the colours of our theme. */
async function withStyleSheet(page, source, khroma) {
	await page.evaluate(fs.readFileSync(require.resolve('mermaid/dist/mermaid.min.js'), 'utf8'));
	return page.evaluate(async (text, variables) => {
		globalThis.mermaid.initialize({ startOnLoad: false, theme: 'base',
			themeVariables: variables, fontFamily: 'sans-serif', htmlLabels: false,
			deterministicIds: true, flowchart: { htmlLabels: false } });
		return (await globalThis.mermaid.render('mm', text)).svg;
	}, source, theme(khroma).variables);
}

/* The share of pixels that differ between two pictures of one size. */
async function difference(page, a, b) {
	return page.evaluate(async (pictures) => {
		const [p, q] = await Promise.all(pictures.map(async (base64) => {
			const image = new Image();
			image.src = `data:image/png;base64,${base64}`;
			await image.decode();
			const c = new OffscreenCanvas(image.width, image.height).getContext('2d');
			c.drawImage(image, 0, 0);
			return c.getImageData(0, 0, image.width, image.height).data;
		}));
		let differ = 0;
		for (let i = 0; i < p.length; i += 4)
			if (Math.abs(p[i] - q[i]) + Math.abs(p[i + 1] - q[i + 1]) +
			    Math.abs(p[i + 2] - q[i + 2]) > 96)
				differ++;
		return differ / (p.length / 4);
	}, [a, b]);
}

async function picture(page, svg, css) {
	await page.setContent('<!doctype html><style>body{margin:0;font:16px sans-serif}' +
		`svg{display:block;width:900px;height:700px}${css}</style>${svg}`);
	return page.screenshot({ encoding: 'base64', clip: { x: 0, y: 0, width: 900, height: 700 } });
}

async function samePicture() {
	const khroma = require('khroma');
	const page = await (await chromium()).newPage();
	const { names } = theme(khroma);
	const colours = Object.entries(names).reverse().map(([c, n]) => `--mm-${n}:${c};`).join('');

	await page.setViewport({ width: 900, height: 700 });
	for (const name of ['flow', 'class', 'state', 'er', 'pie']) {
		await page.setContent('<!doctype html><body>');
		const plain = await withStyleSheet(page, fixture(name), khroma);
		const theirs = await picture(page, plain.replace(/max-width:[^;"]*;?/, ''), '');
		/* the helper's box may be larger, for words that stick out */
		const ours = await picture(page, (await drawing(fixture(name))).replace(
			/viewBox="[^"]*"/, /viewBox="[^"]*"/.exec(plain)[0]), `svg{${colours}--mm-bg:#fff}`);
		const blank = await picture(page, '<svg></svg>', '');
		const share = await difference(page, theirs, ours);
		assert.ok(share < 0.002, `${name}: ${(share * 100).toFixed(2)} % differ`);
		assert.ok(await difference(page, theirs, blank) > 0.004, `${name} shows nothing`);
	}
	await page.close();
}

/* ---- refusals ---- */

async function saysWhere() {
	const cases = [
		['flowchart TD\n  A --> B\n  C[f(x)] --> D', "unexpected '('", 3, 6],
		['%% 注释\n\n---\ntitle: x\n---\nflowchart TD\n  A --', 'unexpected', 3, 1],
		['---\ntitle: 题\n---\nflowchart TD\n  A[题😀(x)] --> B', "unexpected '('", 5, 7],
		['%%{init: {"theme":"dark"}}%%\n%% c\nsequenceDiagram\n  A->>B: x\n  nonsense', 'unexpected', 5, 11],
		['flowchart TD\r\n  A --> B\r\n  C[f(x)]', "unexpected '('", 3, 6],
		['hello world', 'the first word names no kind of diagram', 1, 1],
		['pie\n  "a" : b', 'unexpected', 2, 9],
		['', 'the first word names no kind of diagram', 1, 1],
	];

	for (const [source, message, line, column] of cases) {
		const e = await error(source);
		assert.ok(e.message.startsWith(message), `${JSON.stringify(source)}: ${e.message}`);
		assert.deepEqual([e.line, e.column], [line, column], source);
		assert.doesNotMatch(e.message, /\n/);
	}
}

async function refusesLarge() {
	assert.match((await error(`flowchart TD\n%% ${'x'.repeat(50001)}`)).message,
		/characters, more than 50000/);
	const many = Array.from({ length: 600 }, (_, i) => `a${i} --> b${i}`).join('\n');
	assert.match((await error(`flowchart TD\n${many}`)).message, /[Ee]dge/);
	assert.equal((await helper.ask('1m', 'pie\n "a": 1')).word, 'error');
	assert.equal((await helper.ask('m"x', 'pie\n "a": 1')).word, 'error');
}

async function cannotBeTalkedRound() {
	const body = 'flowchart TD\n A["<b>x</b>"] --> B\n';
	const plain = await drawing(body);
	const settings = ['"htmlLabels": true', '"flowchart": {"htmlLabels": true}',
		'"securityLevel": "loose"', '"theme": "dark"', '"themeCSS": "* { fill: url(//x) }"',
		'"themeVariables": {"lineColor": "#ff0000"}', '"fontFamily": "monospace"'];

	for (const s of settings)
		assert.equal(await drawing(`%%{init: {${s}}}%%\n${body}`), plain, s);
	assert.equal(await drawing(`---\nconfig:\n  htmlLabels: true\n  securityLevel: loose\n---\n${body}`),
		plain);
}

async function staysClean() {
	const hostile = [
		'flowchart TD\n A["<img src=x onerror=alert(1)>"] --> B\n click A "javascript:alert(1)"',
		'flowchart TD\n A --> B\n click A href "https://evil.example/" "tip"\n click B call alert()',
		'flowchart TD\n A["<script>alert(1)</script>"]\n style A fill:url(https://evil.example/x)',
		'flowchart TD\n A:::c\n classDef c fill:url(//evil.example),stroke:red;',
		'flowchart TD\n A["</text><style>*{fill:url(//evil.example)}</style>"]',
		'sequenceDiagram\n participant A\n link A: x @ javascript:alert(1)\n A->>A: <iframe src=//evil.example>',
		'classDiagram\n class __proto__\n link __proto__ "javascript:alert(1)" "x"',
		'flowchart TD\n subgraph __proto__\n A\n end',
		'gantt\n title <svg onload=alert(1)>\n section a\n b :2024-01-01, 1d\n click b href "//evil.example"',
		'mindmap\n root["<a href=javascript:alert(1)>x</a>"]',
		'pie\n "@import url(//evil.example)" : 1',
	];

	for (const source of hostile) {
		const a = await helper.ask('m', source);
		assert.ok(a.word === 'ok' || a.word === 'error');
		if (a.word === 'ok')
			isClean(a.text.replace(/(<(?:text|tspan|title)\b[^>]*>)[^<]*/g, '$1'), 'm');
	}
	assert.match((await error('flowchart TD\n A@{ img: "https://evil.example/x.png", w: 9 }')).message,
		/may not load a picture/);
}

/* ---- what a reader gets ---- */

async function hasName() {
	const said = await drawing(fixture('journey'));

	assert.match(said, /aria-labelledby="m-1" aria-describedby="m-2"/);
	assert.match(said, /<title id="m-1">准备面试的一天<\/title><desc id="m-2">上午读题，下午写代码<\/desc>/);
	assert.match(await drawing('flowchart TD\n A'), /<title id="m-1">flowchart<\/title>/);
	assert.match(await drawing('---\ntitle: 流水线\n---\nflowchart TD\n A'),
		/<title id="m-1">流水线<\/title>/);
	/* the next diagram does not inherit it */
	assert.match(await drawing('C4Context\n Person(a, "A")'), /<title id="m-1">C4 diagram<\/title>/);
}

async function keepsAuthorsColours() {
	const svg = await drawing('flowchart TD\n A[浅] --> B[深]\n style A fill:#ffe08a\n style B fill:#123');

	assert.match(svg, /fill="#ffe08a"/);
	assert.match(svg, /fill="#1c211f"[^>]*><tspan[^>]*>浅/);
	assert.match(svg, /fill="#ffffff"[^>]*><tspan[^>]*>深/);
}

async function isDateless() {
	const source = 'gantt\n dateFormat YYYY-MM-DD\n section a\n b :x, 2020-01-01, 3d\n';
	const far = start({ TZ: 'Pacific/Kiritimati' });

	assert.equal(await drawing(source, 'm', far), await drawing(source));
	assert.doesNotMatch(await drawing(source), /today/);
	await far.end();
}

async function isSmall() {
	for (const name of FIXTURES) {
		const svg = await drawing(fixture(name));
		assert.ok(svg.length < 16000, `${name}: ${svg.length} bytes`);
		assert.doesNotMatch(svg.replace(/transform="[^"]*"/g, ''), /\d\.\d{3,}/);
	}
}

async function isValidHtml() {
	const all = await Promise.all(FIXTURES.map((n) => drawing(fixture(n), n)));

	assert.deepEqual(nuErrors(all.join('\n')), []);
}

function coloursAreStyled() {
	const css = fs.readFileSync(path.join(root, 'assets/css/diagram.css'), 'utf8');
	const defined = new Set([...css.matchAll(/--mm-(\w+):/g)].map((m) => m[1]));

	assert.deepEqual([...defined].sort(), [...colourNames].sort());
	assert.match(repairs(theme(require('khroma')).variables), /#[0-9a-f]{6}/);
}

/* ---- bad luck ---- */

function isAlive(pid) {
	try {
		return !/^State:\s+[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

/* Processes that name a folder on their command line: the browser's, with all its children. */
function processesOf(folder) {
	return fs.readdirSync('/proc').filter((d) => /^\d+$/.test(d) && isAlive(d)).filter((d) => {
		try {
			return fs.readFileSync(`/proc/${d}/cmdline`, 'utf8').includes(folder);
		} catch {
			return false;
		}
	});
}

async function survivesKill() {
	const h = start();
	const { pids } = await h.version();
	const expected = await drawing(fixture('flow'), 'm', h);
	const answer = h.ask('m', fixture('flow'));

	process.kill(-pids[0], 'SIGKILL');
	assert.equal((await answer).text, expected);
	assert.equal(await drawing(fixture('flow'), 'm', h), expected);
	await h.end();
}

/* A browser that stands still is as good as a diagram that never ends. */
async function survivesHang() {
	const h = start({ TIKU_TIMEOUT: '2' });
	const { pids } = await h.version();

	process.kill(-pids[0], 'SIGSTOP');
	const a = await h.ask('m', fixture('pie'));
	assert.equal(a.word, 'error');
	assert.match(JSON.parse(a.text).message, /takes too long \(over 2 s\)/);
	assert.equal(await drawing(fixture('pie'), 'm', h), await drawing(fixture('pie')));
	await h.end();
	assert.deepEqual(processesOf(h.folder), []);
}

async function leavesNothing(how) {
	const h = start();

	await h.version();
	assert.ok(processesOf(h.folder).length > 0);
	await how(h);
	assert.ok(await until(() => processesOf(h.folder).length === 0, 5), 'a browser is left');
	return fs.readdirSync(h.folder);
}

async function saysMissing() {
	const h = start({ TIKU_CHROMIUM: '/nowhere/chromium' });
	const { status, stderr } = await h.ended;

	assert.equal(status, 69);
	assert.match(stderr, /^cannot find Chromium at '\/nowhere\/chromium'; .*\n$/);
	const broken = await start({ TIKU_CHROMIUM: '/bin/false' }).ended;
	assert.equal(broken.status, 69);
	assert.match(broken.stderr, /^cannot start Chromium at '\/bin\/false'.*\n$/);
	assert.deepEqual(fs.readdirSync(h.folder), []);
}

async function greets() {
	const g = await helper.version();

	assert.deepEqual([g.tiku, g.name, g.pids.length], [1, 'mermaid', 1]);
	assert.ok(isAlive(g.pids[0]));
	for (const part of [g.mermaid, g.chromium, g.fonts.latin, g.fonts.han])
		assert.ok(part && g.version.includes(part), `version lacks ${part}`);
}

async function all() {
	let run = null;

	await fact('the greeting names browser and fonts', greets);
	await fact('60 diagrams of 36 kinds are drawn or refused as Mermaid does, and clean',
		async () => { run = await agreesOnSample(); });
	await fact('another helper draws the same bytes in the other order', async () => {
		if (!run)
			shared('mermaid/mermaid_samples.jsonl');
		await sameBackwards(run);
	});
	await fact('a drawing holds the words and lines of mmdc', sameAsMmdc);
	await fact("a drawing looks as with Mermaid's style sheet", samePicture);
	await fact('an error has its line and column in the source', saysWhere);
	await fact('what is too large is refused', refusesLarge);
	await fact('a diagram cannot change how it is drawn', cannotBeTalkedRound);
	await fact('nothing hostile gets through', staysClean);
	await fact('a drawing has a name, and a description when given one', hasName);
	await fact('words on an author\'s colour can be read', keepsAuthorsColours);
	await fact('a drawing does not depend on the day or the time zone', isDateless);
	await fact('drawings are small, with short numbers', isSmall);
	await fact('the Nu checker accepts drawings', isValidHtml);
	await fact('every colour is in diagram.css, and no other', coloursAreStyled);
	await fact('a killed browser costs no diagram', survivesKill);
	await fact('a hanging browser costs one diagram', survivesHang);
	await fact('SIGTERM leaves no browser and no file', async () =>
		assert.deepEqual(await leavesNothing((h) => h.kill('SIGTERM')), []));
	await fact('the end of input leaves no browser and no file', async () =>
		assert.deepEqual(await leavesNothing((h) => h.end()), []));
	await fact('SIGKILL leaves no browser', () => leavesNothing((h) => h.kill('SIGKILL')));
	await fact('a missing Chromium is one line and exit 69', saysMissing);
}

export default async function () {
	tmp = fs.mkdtempSync(path.join(os.tmpdir(), 'tiku-test-'));
	helper = start();
	try {
		await all();
	} finally {
		await helper.end();
		await browser?.close();
		fs.rmSync(tmp, { recursive: true, force: true });
	}
}
