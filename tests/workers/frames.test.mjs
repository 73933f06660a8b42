/* What holds for every helper: frames, ends, missing tools. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { fact } from './check.mjs';
import { Helper, root } from './client.mjs';

const ASK = {
	katex: ['inline', 'x^2'],
	pygments: ['code', 'python\nx = 1\n'],
};

const MALFORMED = {
	'words that are no header': 'what is this\n',
	'id 0, which is the greeting\'s': '0 code 1\nx',
	'a negative length': '1 code -1\n',
	'a length no memory holds': '1 code 99999999999\n',
	'two spaces': '1  code 1\nx',
	'a header without end': 'x'.repeat(400),
	'a payload cut short': '1 code 10\nabc',
	'a header cut short': '1 code 1',
};

async function greets(name) {
	const h = new Helper(name);
	const g = await h.version();

	assert.equal(g.tiku, 1);
	assert.equal(g.name, name);
	assert.match(g.version, /^\d+\.\d+\.\d+.*\+\d+$/);
	assert.deepEqual(g.pids, []);
	assert.deepEqual(await h.end(), { status: 0, signal: null, stderr: '' });
}

async function answersPieces(name) {
	const h = new Helper(name);
	const [word, text] = ASK[name];
	const whole = await h.ask(word, text);
	const piecewise = h.expect('7');

	assert.equal(whole.word, 'ok');
	for (const byte of Buffer.from(`7 ${word} ${text.length}\n${text}`)) {
		h.raw(Buffer.of(byte));
		await new Promise((done) => setTimeout(done, 2));
	}
	assert.deepEqual(await piecewise, whole);
	await h.end();
}

async function answersMany(name) {
	const h = new Helper(name);
	const [word, text] = ASK[name];
	const answers = await Promise.all(
		Array.from({ length: 2000 }, () => h.ask(word, text)));

	assert.equal(answers.filter((a) => a.word === 'ok').length, 2000);
	assert.deepEqual(h.order, [...h.order].sort((a, b) => a - b));
	await h.end();
}

/* Nothing is read while some megabytes of answers wait. */
async function waitsForReader(name) {
	const h = new Helper(name);
	const [word] = ASK[name];
	const text = name === 'katex' ? `${'\\frac{a}{b}+'.repeat(200)}1`
		: `python\n${'x = 1\n'.repeat(500)}`;

	await h.greeting;
	h.child.stdout.pause();
	const answers = Array.from({ length: 60 }, () => h.ask(word, text));
	await new Promise((done) => setTimeout(done, 300));
	h.child.stdout.resume();
	const words = (await Promise.all(answers)).map((a) => a.word);
	assert.deepEqual(words, Array(60).fill('ok'));
	await h.end();
}

async function refuses(name, bytes) {
	const h = new Helper(name);

	await h.greeting;
	h.raw(bytes);
	const { status, stderr } = await h.end();
	assert.equal(status, 70);
	assert.match(stderr, /^.*\n$/);		/* one line */
}

/* 16 MB in 1 kB pieces: joining again at each piece would copy 130 GB. */
function readsInLinearTime() {
	const script = `
		import { frames } from ${JSON.stringify(path.join(root, 'generator/workers/frame.mjs'))};
		async function* chunks() {
			yield Buffer.from('1 code 16777216\\n');
			for (let i = 0; i < 16384; i++)
				yield Buffer.alloc(1024, 65);
		}
		for await (const f of frames(chunks()))
			process.exit(f.payload.length === 16777216 ? 0 : 1);`;

	execFileSync('node', ['--input-type=module', '-e', script], { timeout: 5000 });
}

async function saysMissing(command, pattern, env = {}) {
	const h = new Helper(null, { command, env });
	const { status, stderr } = await h.ended;

	assert.equal(status, 69);
	assert.match(stderr, pattern);
	assert.match(stderr, /^.*\n$/);
}

/* The reader goes away in the middle of an answer. */
async function survivesNobody(name) {
	const [word, text] = ASK[name];
	const [program, ...args] = Helper.command(name);
	const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
	let stderr = '';

	child.stderr.on('data', (d) => { stderr += d; });
	child.stdin.on('error', () => {});
	await new Promise((done) => child.stdout.once('data', done));
	child.stdout.destroy();
	for (let i = 1; i <= 50; i++)
		child.stdin.write(`${i} ${word} ${text.length}\n${text}`);
	const status = await new Promise((done) => child.on('close', done));
	assert.deepEqual([status, stderr], [0, '']);
}

export default async function frames() {
	for (const name of Object.keys(ASK)) {
		await fact(`${name} greets, and ends with its input`, () => greets(name));
		await fact(`${name} takes a frame byte by byte`, () => answersPieces(name));
		await fact(`${name} answers 2,000 frames sent at once, in order`,
			() => answersMany(name));
		await fact(`${name} waits for a reader that is slow`, () => waitsForReader(name));
		await fact(`${name} ends quietly when nobody reads any more`,
			() => survivesNobody(name));
		const refusals = Object.entries(MALFORMED)	/* at once: most of it is starting */
			.map(([what, bytes]) => [what, refuses(name, bytes)]);
		for (const [, refusal] of refusals)
			refusal.catch(() => {});
		for (const [what, refusal] of refusals)
			await fact(`${name} ends with 70 at ${what}`, () => refusal);
	}
	await fact('a frame in many pieces is read in linear time', readsInLinearTime);
	await fact('a missing npm package is one line and exit 69', () =>
		saysMissing(['node', 'katex.mjs'], /'katex'.*npm ci/, { TIKU_NODE_ROOT: '/' }));
	await fact('a Python without Pygments is one line and exit 69', () =>
		saysMissing(['/usr/bin/python3', '-I', '-S', 'pygments.py'], /python3-pygments/));
}
