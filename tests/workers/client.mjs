/*
 * A helper seen from the other side: starts one, asks it, reads its frames.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.join(here, '..', '..');

const COMMANDS = {
	katex: ['node', 'katex.mjs'],
	mermaid: ['node', 'mermaid.mjs'],
	pygments: ['/usr/bin/python3', '-I', 'pygments.py'],
};

export class Helper {
	#buffer = Buffer.alloc(0);
	#waiting = new Map();
	#next = 1;
	order = [];		/* ids as they came */
	stderr = '';

	/* The program and its arguments; the last names a file among the helpers. */
	static command(name, given = COMMANDS[name]) {
		return [...given.slice(0, -1), path.join(root, 'generator', 'workers', given.at(-1))];
	}

	constructor(name, { env = {}, command } = {}) {
		const [program, ...args] = Helper.command(name, command);
		this.child = spawn(program, args, { env: { ...process.env, ...env } });
		this.greeting = this.expect('0');
		this.ended = new Promise((done) => this.child.on('close', (status, signal) => {
			for (const settle of this.#waiting.values())
				settle({ word: 'gone', text: '' });
			done({ status, signal, stderr: this.stderr });
		}));
		this.child.stdin.on('error', () => {});
		this.child.stderr.on('data', (d) => { this.stderr += d; });
		this.child.stdout.on('data', (d) => this.#read(d));
	}

	#read(chunk) {
		this.#buffer = Buffer.concat([this.#buffer, chunk]);
		for (;;) {
			const nl = this.#buffer.indexOf(10);
			if (nl < 0)
				return;
			const [id, word, bytes] = this.#buffer.toString('latin1', 0, nl).split(' ');
			const end = nl + 1 + Number(bytes);
			if (this.#buffer.length < end)
				return;
			const text = this.#buffer.toString('utf8', nl + 1, end);
			this.#buffer = this.#buffer.subarray(end);
			this.order.push(Number(id));
			this.#waiting.get(id)?.({ word, text });
			this.#waiting.delete(id);
		}
	}

	/* The answer to an id: {word, text}, or word 'gone' when the helper ended. */
	expect(id) {
		return new Promise((done) => {
			if (this.child.exitCode !== null || this.child.signalCode !== null)
				done({ word: 'gone', text: '' });
			else
				this.#waiting.set(id, done);
		});
	}

	ask(word, payload) {
		const id = String(this.#next++);
		const body = Buffer.from(payload);
		const answer = this.expect(id);

		this.raw(Buffer.concat([Buffer.from(`${id} ${word} ${body.length}\n`), body]));
		return answer;
	}

	raw(bytes) {
		this.child.stdin.write(bytes);
	}

	async version() {
		return JSON.parse((await this.greeting).text);
	}

	/* Closes stdin and waits: {status, signal, stderr}. */
	end() {
		this.child.stdin.end();
		return this.ended;
	}

	kill(signal) {
		this.child.kill(signal);
		return this.ended;
	}
}
