/* The Nu HTML checker, from npm; it needs Java. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { skip } from './check.mjs';
import { root } from './client.mjs';

/* What it says of a page with this body, one string an error. */
export function nuErrors(body) {
	const jar = path.join(root, 'node_modules/vnu-jar/build/dist/vnu.jar');

	if (!fs.existsSync(jar) || spawnSync('java', ['-version']).status !== 0)
		skip('no Java or no vnu-jar');
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tiku-nu-'));
	const file = path.join(folder, 'page.html');
	fs.writeFileSync(file, '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
		`<title>x</title></head><body>${body}</body></html>`);
	const run = spawnSync('java', ['-jar', jar, '--errors-only', '--format', 'gnu',
		'--stdout', file], { encoding: 'utf8' });
	fs.rmSync(folder, { recursive: true });
	return run.stdout.split('\n').filter((l) => l !== '');
}
