/* The Nu HTML checker finds no error on any page.  It needs Java. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fact, skip } from '../workers/check.mjs';
import { root } from '../workers/client.mjs';

/* What it says of every page below the folder, one string an error. */
function nu_errors(folder) {
	const jar = path.join(root, 'node_modules/vnu-jar/build/dist/vnu.jar');

	if (!fs.existsSync(jar) || spawnSync('java', ['-version']).status !== 0)
		skip('no Java or no vnu-jar');
	const run = spawnSync('java', ['-jar', jar, '--errors-only', '--skip-non-html',
		'--format', 'gnu', '--stdout', folder], { encoding: 'utf8', maxBuffer: 64 << 20 });
	assert.equal(run.error, undefined);
	return run.stdout.split('\n').filter((l) => l !== '')
		.map((l) => l.replace(`file:${folder}/`, '').replace(`${folder}/`, ''));
}

/* A page that is wrong stands among the others: silence would prove nothing. */
function every_page(site) {
	const control = path.join(site.folder, 'zh/control.html');

	fs.writeFileSync(control, '<!doctype html><html lang="en"><title>x</title><p><p id="a" id="b">');
	const errors = nu_errors(site.folder);
	fs.rmSync(control);
	assert.ok(errors.some((e) => /control\.html/.test(e)), 'the checker did not look');
	assert.deepEqual(errors.filter((e) => !/control\.html/.test(e)), []);
}

export default async function nu(sites) {
	await fact('the Nu HTML checker reports no error on any page', () => every_page(sites[0]));
}
