/*
 * The diagram helper: Mermaid source in, one <svg> out.
 *
 * Mermaid needs a browser: it asks it how wide text is.  One page of one Chromium
 * is kept, since starting one costs a second and a drawing 20 ms.  The page is
 * the least trusted thing here (it runs Mermaid on anybody's text), so it is cut
 * off from the network, has a policy that loads nothing, and what it hands back
 * is data that mermaid_svg.mjs writes by an allow-list.
 *
 * Chromium is driven over a pipe: when this process dies, by SIGKILL too, the
 * pipe closes and the browser ends by itself.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { die, EXIT_UNAVAILABLE, load, packages, place, serve } from './frame.mjs';
import { install } from './mermaid_page.mjs';
import { svg } from './mermaid_svg.mjs';
import { repairs, theme } from './mermaid_theme.mjs';

const REVISION = 1;		/* raise when the same Mermaid and browser give other bytes */
const CHARACTERS_MAX = 50000;	/* Mermaid's own bound; beyond it draws a red box */
const CHROMIUM = process.env.TIKU_CHROMIUM || '/usr/bin/chromium';
const SECONDS = Number(process.env.TIKU_TIMEOUT) > 0 ? Number(process.env.TIKU_TIMEOUT) : 10;
const START_SECONDS = 30;
const WIDTH = 680;		/* charts fill what they get: about a column of text */

const FLAGS = [
	'--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync', '--disable-extensions',
	'--disable-crash-reporter', '--disable-breakpad', '--disable-default-apps',
	'--mute-audio', '--host-resolver-rules=MAP * ~NOTFOUND',
	/* the same widths on every machine with the same fonts */
	'--font-render-hinting=none', '--force-device-scale-factor=1', '--lang=en-US',
];

/* What a diagram may not set for itself: safety, and the look of the site. */
const SECURE = ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges',
	'suppressErrorRendering', 'htmlLabels', 'theme', 'themeVariables', 'themeCSS',
	'darkMode', 'fontFamily', 'altFontFamily', 'handDrawnSeed', 'textPlacement',
	'deterministicIds', 'deterministicIDSeed', 'dompurifyConfig', 'arrowMarkerAbsolute'];

const KINDS = {
	architecture: 'architecture diagram', block: 'block diagram', c4: 'C4 diagram',
	class: 'class diagram', classDiagram: 'class diagram', cynefin: 'Cynefin diagram',
	er: 'entity relationship diagram', eventmodeling: 'event model',
	flowchart: 'flowchart', 'flowchart-elk': 'flowchart', 'flowchart-v2': 'flowchart',
	gantt: 'Gantt chart', gitGraph: 'Git graph', ishikawa: 'Ishikawa diagram',
	journey: 'user journey', kanban: 'Kanban board', mindmap: 'mind map',
	packet: 'packet diagram', pie: 'pie chart', quadrantChart: 'quadrant chart',
	radar: 'radar chart', requirement: 'requirement diagram', sankey: 'Sankey diagram',
	sequence: 'sequence diagram', state: 'state diagram', stateDiagram: 'state diagram',
	swimlane: 'swimlane diagram', timeline: 'timeline', treeView: 'tree',
	treemap: 'treemap', venn: 'Venn diagram', wardley: 'Wardley map', xychart: 'chart',
};

const require = packages();
const puppeteer = await load(require, 'puppeteer');
const mermaidVersion = (await load(require, 'mermaid/package.json')).version;
const khroma = await load(require, 'khroma');
const library = fs.readFileSync(require.resolve('mermaid/dist/mermaid.min.js'), 'utf8');
const { variables, names } = theme(khroma);

const config = {
	startOnLoad: false,
	securityLevel: 'strict',
	suppressErrorRendering: true,
	secure: SECURE,
	maxTextSize: CHARACTERS_MAX,
	theme: 'base',
	themeVariables: variables,
	fontFamily: 'sans-serif',
	htmlLabels: false,
	deterministicIds: true,
	deterministicIDSeed: 'tiku',
	handDrawnSeed: 1,
	logLevel: 5,
	flowchart: { htmlLabels: false },
	class: { htmlLabels: false },
	/* 11 px is Mermaid's; a chart is often shrunk to a column's width */
	gantt: { fontSize: 13, sectionFontSize: 13, barHeight: 24, numberSectionStyles: 2 },
	journey: { textPlacement: 'tspan' },
	timeline: { textPlacement: 'tspan' },
	packet: themeOf('packet'),
	treemap: themeOf('treemap'),
};

/* Some kinds read their colours from their own configuration, not from the theme. */
function themeOf(kind) {
	return variables[kind] ?? {};
}

/* ---- the browser ---- */

let browser = null;
let page = null;
let profile = null;

function makeProfile() {
	const tmp = process.env.TMPDIR || os.tmpdir();

	return fs.mkdtempSync(path.join(tmp, 'tiku-mermaid-'));
}

function removeProfile() {
	if (profile)
		fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	profile = null;
}

/* A promise, or an Error named Slow when it takes longer. */
function within(seconds, promise) {
	let timer;
	const slow = new Promise((_, failed) => {
		timer = setTimeout(() => failed(Object.assign(new Error('too slow'),
			{ name: 'Slow' })), seconds * 1000);
	});

	return Promise.race([promise, slow]).finally(() => clearTimeout(timer));
}

async function freshPage() {
	page = await browser.newPage();
	await page.setViewport({ width: WIDTH, height: 600 });
	await page.setOfflineMode(true);
	await page.setContent('<!doctype html><html lang="en"><meta charset="utf-8">' +
		'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; ' +
		'style-src \'unsafe-inline\'; img-src data:">' +
		`<style>body{margin:0;font:16px sans-serif;width:${WIDTH}px}${repairs(variables)}` +
		'</style>' +
		'<body><div id="box"></div></body></html>');
	await page.evaluate(library);
	await page.evaluate(install);
}

/* Nothing is written outside the profile, and dates do not follow the time zone. */
function environment() {
	return { ...process.env, TZ: 'UTC', TMPDIR: profile, XDG_CONFIG_HOME: profile,
		XDG_CACHE_HOME: profile };
}

async function launch() {
	profile = makeProfile();
	browser = await puppeteer.launch({
		executablePath: CHROMIUM,
		headless: true,
		pipe: true,
		userDataDir: profile,
		timeout: START_SECONDS * 1000,
		protocolTimeout: 10 * 60 * 1000,	/* our own limits are tighter */
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		env: environment(),
		args: process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS,
	});
	await within(START_SECONDS, freshPage());
}

/* Ends the browser and all its children; it leads a process group of its own. */
async function stop() {
	const child = browser?.process();

	if (child && child.exitCode === null && child.signalCode === null) {
		const gone = new Promise((done) => child.once('exit', done));
		try {
			process.kill(-child.pid, 'SIGKILL');
		} catch {
			child.kill('SIGKILL');
		}
		await within(5, gone).catch(() => {});
	}
	browser = page = null;
	removeProfile();
}

async function relaunch() {
	await stop();
	await launch();
}

/* A page that hangs is closed; where even that hangs, the browser goes. */
async function replacePage() {
	try {
		await within(2, page.close());
		await within(5, freshPage());
	} catch {
		await relaunch();
	}
}

function draw(source) {
	return within(SECONDS, page.evaluate(
		(text, settings, back) => globalThis.tiku.draw(text, settings, back),
		source, config, names));
}

function ourError(message) {
	return { error: { message, ours: true } };
}

/*
 * What the page made of a source.  A browser that dies is started again, once
 * for each diagram: the second time it is the diagram's fault.
 */
async function drawn(source) {
	for (let attempt = 1; ; attempt++) {
		try {
			if (!browser?.connected)
				await relaunch();
			return await draw(source);
		} catch (e) {
			if (e.name === 'Slow') {
				await replacePage();
				return ourError(`takes too long (over ${SECONDS} s)`);
			}
			if (attempt === 2) {
				await stop();
				return ourError('the browser died drawing it');
			}
			await relaunch();
		}
	}
}

/* ---- answers ---- */

const BRACKETS = { PS: '(', PE: ')', SQS: '[', SQE: ']', DIAMOND_START: '{', DIAMOND_STOP: '}',
	STADIUMSTART: '([', SUBROUTINESTART: '[[', CYLINDERSTART: '[(', DOUBLECIRCLESTART: '(((' };

const PREAMBLE = /^(?:Error|Parsing failed|(?:Parse|Lexer) error on line [^:]*):\s*/i;

/* Mermaid's message in one line a reader of the article understands. */
function explain(e) {
	const lines = e.message.split('\n').map((l) => l.trim()).filter((l) => l !== '');
	const last = lines[lines.length - 1] ?? '';
	const text = e.text?.trim();

	if (e.ours)
		return e.message;
	if (e.name === 'UnknownDiagramError' || /^No diagram type detected/.test(e.message))
		return 'the first word names no kind of diagram';
	if (/source image cannot be decoded/.test(e.message))
		return 'a diagram may not load a picture from elsewhere';
	if (BRACKETS[e.token])
		return `unexpected '${BRACKETS[e.token]}'; a label with brackets needs quotes: ` +
			'A["f(x)"]';
	if (/^Lexical error/.test(lines[0]))
		return `unrecognised text${lines[1] ? ` near '${near(lines)}'` : ''}`;
	/* the rest of the sentence names the grammar's own tokens */
	const character = /unexpected character: ->(.+?)<- at offset/.exec(e.message);
	if (character)
		return `unexpected '${character[1]}'`;
	if (/\bExpecting\b.*, got '/.test(last) || /Expecting|Expected/.test(e.message))
		return unexpected(text, e.token);
	return (lines[0] ?? '').replace(PREAMBLE, '').slice(0, 300) ||
		'Mermaid refuses it without a word';
}

function unexpected(text, token) {
	if (text && text !== 'EOF')
		return `unexpected '${text.slice(0, 60)}'`;
	return `unexpected end of ${token === 'EOF' || token === 1 ? 'the diagram' : 'line'}`;
}

/* The text jison prints above its arrow, from where the arrow points. */
function near(lines) {
	const arrow = lines.findIndex((l) => /^-*\^$/.test(l));

	return arrow > 0 ? lines[arrow - 1].slice(lines[arrow].length - 1).slice(0, 40) : lines[1];
}

function error(message, line = 1, column = 1, transient = undefined) {
	return ['error', JSON.stringify({ message, line, column, transient })];
}

function failure(source, e) {
	const { line, column } = place(source, e.offset ?? 0);

	return error(explain(e), line, column, e.ours);
}

async function answer(prefix, source) {
	if (!/^[a-zA-Z][\w-]*$/.test(prefix))
		return error(`'${prefix}' cannot begin an id`);
	if (source.length > CHARACTERS_MAX)
		return error(`a diagram of ${source.length} characters, more than ` +
			CHARACTERS_MAX);
	const r = await drawn(source);
	if (r.error)
		return failure(source, r.error);
	const title = r.title.given || r.title.shown || KINDS[r.kind] || r.kind;
	return ['ok', svg({ ...r, title, description: r.title.described }, prefix)];
}

/* ---- the greeting ---- */

async function fontFor(pattern) {
	const run = promisify(execFile);

	try {
		const { stdout } = await run('fc-match',
			['-f', '%{family[0]} %{style[0]} %{fontversion}', pattern],
			{ env: environment() });
		return stdout.trim();
	} catch {
		return 'unknown';
	}
}

/* Output lines of a program, or none where it is missing. */
async function linesOf(program, args) {
	try {
		const { stdout } = await promisify(execFile)(program, args,
			{ maxBuffer: 16 << 20 });
		return stdout.split('\n').filter((l) => l !== '');
	} catch {
		return [];
	}
}

/* Fonts and the folders they lie in, where a new font would change the choice. */
async function fontPlaces() {
	const patterns = ['sans-serif', 'sans-serif:bold', 'sans-serif:charset=9898'];
	const chosen = await Promise.all(patterns.map(
		(p) => linesOf('fc-match', ['-f', '%{file}\n', p])));
	const folders = new Set(['/etc/fonts', '/etc/fonts/conf.d', '/usr/share/fonts',
		'/usr/local/share/fonts']);

	for (const file of await linesOf('fc-list', ['-f', '%{file}\n']))
		for (let at = path.dirname(file); path.dirname(at).includes('fonts');
			at = path.dirname(at))
			folders.add(at).add(path.dirname(at));
	return [...new Set(chosen.flat()), ...[...folders].sort()];
}

/* The program that runs: CHROMIUM may be a script that starts it. */
function browserFile() {
	try {
		return [fs.readlinkSync(`/proc/${browser.process().pid}/exe`)];
	} catch {
		return [];
	}
}

/* What a change of means another version. */
async function files() {
	const ours = ['mermaid.mjs', 'mermaid_page.mjs', 'mermaid_svg.mjs', 'mermaid_theme.mjs'];

	return [require.resolve('mermaid/package.json'), CHROMIUM, ...browserFile(),
		...await fontPlaces(),
		...ours.map((f) => fileURLToPath(new URL(f, import.meta.url)))];
}

/* Widths of a few words: what decides a drawing, whatever the fonts are called. */
function metrics() {
	const samples = ['Agqy 0189 {}[]', 'WMil. AVTo', '题库 面试，“答案”。',
		'かなカナ 한글 Ж Ω', '→ ≤ ∑ √ ≠ … —', '😀'];
	const context = new OffscreenCanvas(1, 1).getContext('2d');

	return ['16px', 'bold 16px', 'italic 14px'].flatMap((font) => {
		context.font = `${font} sans-serif`;
		return samples.map((s) => context.measureText(s).width.toFixed(3));
	}).join(' ');
}

/* Everything that changes bytes is in 'version': the cache key is made of it. */
async function greeting() {
	const chromium = (await browser.version()).replace(/^.*\//, '');
	const latin = await fontFor('sans-serif');
	const bold = await fontFor('sans-serif:bold');
	const han = await fontFor('sans-serif:charset=9898');
	const widths = createHash('sha256').update(await page.evaluate(metrics))
		.digest('hex').slice(0, 12);

	return {
		version: `${mermaidVersion} chromium/${chromium} fonts/${latin}, ${bold}, ${han} ` +
			`widths/${widths}+${REVISION}`,
		mermaid: mermaidVersion,
		chromium,
		fonts: { latin, han },
		pids: [browser.process().pid],
		files: await files(),
	};
}

/* Chromium running and its greeting made, or the end of the helper. */
async function begin() {
	try {
		fs.accessSync(CHROMIUM, fs.constants.X_OK);
	} catch {
		await die(EXIT_UNAVAILABLE, `cannot find Chromium at '${CHROMIUM}'; install ` +
			"chromium, or name it under 'helpers: mermaid: chromium' in site.yml");
	}
	try {
		await launch();
	} catch (e) {
		await stop();
		const sandbox = /sandbox/i.test(e.message) ? ' (it could not make its sandbox: ' +
			'this machine forbids user namespaces)' : '';
		const why = /Protocol error|Target closed/.test(e.message) ? 'it ended at once'
			: e.message.split('\n').find((l) => l.trim() !== '').slice(0, 200);
		await die(EXIT_UNAVAILABLE,
			`cannot start Chromium at '${CHROMIUM}'${sandbox}: ${why}`);
	}
	return greeting();
}

process.on('exit', removeProfile);
await serve('mermaid', begin, answer, stop);
