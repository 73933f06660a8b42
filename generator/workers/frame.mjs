/*
 * Frames on stdin and stdout, as the JavaScript helpers speak them:
 *
 *	<id> <word> <bytes>\n<payload>
 *
 * A payload is any bytes, so nothing is escaped and nothing is searched: the
 * chunks of a frame are kept in a list and joined once, when all are there.
 * Standard output belongs to the frames alone; whatever a library prints goes
 * to stderr.  README.md beside this file holds the contract.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const EXIT_UNAVAILABLE = 69;	/* EX_UNAVAILABLE: the tool is missing */
export const EXIT_BAD_FRAME = 70;	/* EX_SOFTWARE: the other side is not ours */

const HEADER_MAX = 128;
const PAYLOAD_MAX = 64 << 20;
const HEADER = /^([1-9][0-9]{0,18}) ([\x21-\x7e]{1,64}) (0|[1-9][0-9]{0,8})$/;

const write = process.stdout.write.bind(process.stdout);
process.stdout.on('error', () => {});	/* each write reports its own */
process.stdout.write = process.stderr.write.bind(process.stderr);
console.log = console.info = console.debug = console.error;

class BadFrame extends Error {}

/*
 * Ends the helper with one line on stderr.  The write is waited for, since
 * process.exit() would drop what a pipe has not taken yet.
 */
export function die(status, text) {
	process.stderr.write(`${text}\n`, () => process.exit(status));
	return new Promise(() => {});
}

/*
 * The folder whose node_modules is used, as a require(): TIKU_NODE_ROOT, else
 * two levels above the helpers.
 */
export function packages() {
	const here = path.dirname(fileURLToPath(import.meta.url));
	const root = process.env.TIKU_NODE_ROOT || path.join(here, '..', '..');

	return createRequire(path.join(path.resolve(root), 'package.json'));
}

/*
 * load('katex') or the end of the helper: exit 69, saying what is missing.
 */
export async function load(require, name) {
	try {
		return require(name);
	} catch (e) {
		const why = e.code === 'MODULE_NOT_FOUND'
			? 'it is not installed' : String(e.message).split('\n')[0];
		return die(EXIT_UNAVAILABLE,
			`cannot load npm package '${name}': ${why}; run 'npm ci'`);
	}
}

/* Bytes as they come, taken off in pieces of any size; every byte is copied once. */
class Bytes {
	chunks = [];
	length = 0;

	push(chunk) {
		this.chunks.push(chunk);
		this.length += chunk.length;
	}

	/* Index of the first newline among the first HEADER_MAX bytes, or -1. */
	newline() {
		let before = 0;

		for (const c of this.chunks) {
			const at = c.indexOf(10);
			if (at >= 0)
				return before + at;
			before += c.length;
			if (before > HEADER_MAX)
				break;
		}
		return -1;
	}

	take(n) {
		const parts = [];
		let left = n;

		while (left > 0) {
			const c = this.chunks[0];
			if (c.length > left) {
				parts.push(c.subarray(0, left));
				this.chunks[0] = c.subarray(left);
				break;
			}
			parts.push(this.chunks.shift());
			left -= c.length;
		}
		this.length -= n;
		return parts.length === 1 ? parts[0] : Buffer.concat(parts, n);
	}
}

function header(bytes) {
	const at = bytes.newline();

	if (at > HEADER_MAX || (at < 0 && bytes.length > HEADER_MAX))
		throw new BadFrame('a frame header longer than 128 bytes');
	if (at < 0)
		return null;
	const line = bytes.take(at + 1).toString('latin1', 0, at);
	const m = HEADER.exec(line);
	if (!m)
		throw new BadFrame(`not a frame header: ${JSON.stringify(line)}`);
	if (Number(m[3]) > PAYLOAD_MAX)
		throw new BadFrame(`a frame of ${m[3]} bytes, more than ${PAYLOAD_MAX}`);
	return { id: m[1], word: m[2], bytes: Number(m[3]) };
}

/*
 * The frames of a stream of chunks, as {id, word, payload}.  Throws BadFrame on
 * anything else, a frame cut short by the end included.
 */
export async function* frames(stream) {
	const bytes = new Bytes();
	let head = null;

	for await (const chunk of stream) {
		bytes.push(chunk);
		for (;;) {
			head ??= header(bytes);
			if (!head || bytes.length < head.bytes)
				break;
			yield { id: head.id, word: head.word, payload: bytes.take(head.bytes) };
			head = null;
		}
	}
	if (head || bytes.length > 0)
		throw new BadFrame('the last frame is cut short');
}

/* Writes one frame; settles when the pipe took it, so a slow reader slows us down. */
export function send(id, word, text) {
	const payload = Buffer.from(text);
	const head = Buffer.from(`${id} ${word} ${payload.length}\n`);

	return new Promise((done, failed) => {
		write(Buffer.concat([head, payload]), (e) => e ? failed(e) : done());
	});
}

/* A piece that breaks the helper's own code fails alone. */
async function answered(answer, word, text) {
	try {
		return await answer(word, text);
	} catch (e) {
		process.stderr.write(`${e.stack ?? e}\n`);
		return ['error', JSON.stringify({ message: `the helper failed: ${e.message}`,
			line: 1, column: 1 })];
	}
}

/*
 * Greets, then answers every frame in turn until stdin ends.  begin() makes the
 * greeting, answer(word, text) returns [word, text], and end() runs on every way
 * out, a signal during begin() included.
 */
export async function serve(name, begin, answer, end = async () => {}) {
	const leave = async (status, text) => {
		await end();
		if (text)
			return die(status, `${name} helper: ${text}`);
		process.exit(status);
	};

	for (const [signal, n] of [['SIGTERM', 15], ['SIGINT', 2], ['SIGHUP', 1]])
		process.on(signal, () => leave(128 + n));
	try {
		const greeting = { tiku: 1, name, ...await begin() };
		await send('0', 'ready', JSON.stringify(greeting));
		for await (const { id, word, payload } of frames(process.stdin))
			await send(id, ...await answered(answer, word, payload.toString('utf8')));
	} catch (e) {
		if (e.code === 'EPIPE')		/* nobody listens any more */
			return leave(0);
		return leave(EXIT_BAD_FRAME, e instanceof BadFrame ? e.message
			: String(e.stack ?? e).split('\n')[0]);
	}
	return leave(0);
}

/*
 * Place of a UTF-16 offset in a text as {line, column}: both from 1, columns in
 * Unicode code points, as an editor counts them.
 */
export function place(text, offset) {
	const before = text.slice(0, offset);
	const start = before.lastIndexOf('\n') + 1;

	return {
		line: before.split('\n').length,
		column: [...before.slice(start)].length + 1,
	};
}
