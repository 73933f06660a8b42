/*
 * Facts: a name, and a function that throws when it does not hold.
 */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './client.mjs';

let passed = 0;
let failed = 0;

class Skip extends Error {}

export async function fact(name, holds) {
	try {
		await holds();
		console.log(`ok - ${name}`);
		passed++;
	} catch (e) {
		if (e instanceof Skip) {
			console.log(`ok - ${name} # SKIP ${e.message}`);
			passed++;
			return;
		}
		console.log(`not ok - ${name}`);
		console.log(String(e.stack ?? e).replace(/^/gm, '#   '));
		failed++;
	}
}

export function skip(reason) {
	throw new Skip(reason);
}

export function summary() {
	console.log(`${passed} passed, ${failed} failed`);
	return failed > 0 ? 1 : 0;
}

/* Rows of a file of test data beside the project; where it is absent, a skip. */
export function shared(name) {
	const file = path.join(root, '..', 'shared', 'data', name);

	if (!fs.existsSync(file))
		skip(`no ${name} beside the project`);
	return fs.readFileSync(file, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
}

export async function until(holds, seconds) {
	for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
		if (await holds())
			return true;
		await new Promise((done) => setTimeout(done, 50));
	}
	return false;
}
