/*
 * The site of this repository, built twice from a copy of its content: for the
 * root of a host and for a folder below it, as project pages are published.
 * Each is served by a server that knows nothing but files.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { root } from '../workers/client.mjs';

const TYPES = {
	'.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8', '.json': 'application/json',
	'.xml': 'application/xml', '.txt': 'text/plain; charset=utf-8',
	'.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2',
};

/* All files below a folder, by their path in it. */
export function files_below(folder) {
	return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((e) => e.isFile())
		.map((e) => path.relative(folder, path.join(e.parentPath ?? e.path, e.name)))
		.sort();
}

/*
 * The file of a path on the host, or null: only a path that ends in '/' is a
 * folder, so that a link without it is found.
 */
export function file_of(site, pathname) {
	if (!pathname.startsWith(site.base))
		return null;
	let name = decodeURIComponent(pathname.slice(site.base.length));
	if (name === '' || name.endsWith('/'))
		name += 'index.html';
	return site.files.has(name) ? name : null;
}

function answer(site, request, response) {
	const { pathname } = new URL(request.url, site.origin);
	const name = file_of(site, pathname);
	const file = path.join(site.folder, name ?? '404.html');

	response.writeHead(name ? 200 : 404, {
		'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
	});
	response.end(fs.readFileSync(file));
}

function listen(site) {
	site.server = http.createServer((q, s) => answer(site, q, s));
	return new Promise((done) => site.server.listen(0, '127.0.0.1', done));
}

/* What is rendered stays with the build, so that the next run is quick. */
function build_site(site, build, content) {
	execFileSync(path.join(build, 'tiku'), ['build', '-C', content, '-d', site.folder,
		'-b', site.url, '--strict'], {
		env: { ...process.env, TIKU_HOME: root },
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	site.files = new Set(files_below(site.folder));
}

function copy_content(temp, build) {
	const content = path.join(temp, 'site');
	const cache = path.resolve(build, 'browser-cache');

	fs.mkdirSync(path.join(content, '.tiku'), { recursive: true });
	fs.cpSync(path.join(root, 'content'), path.join(content, 'content'), { recursive: true });
	fs.copyFileSync(path.join(root, 'site.yml'), path.join(content, 'site.yml'));
	if (fs.existsSync(cache))
		fs.cpSync(cache, path.join(content, '.tiku/cache'), { recursive: true });
	return { content, cache };
}

/* [at the root of its host, below /bank/]: {name, base, origin, url, folder, files} */
export async function make_sites(build) {
	const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'tiku-browser-'));
	const { content, cache } = copy_content(temp, build);
	const sites = [{ name: 'at the root', base: '/' }, { name: 'below /bank/', base: '/bank/' }];

	for (const [i, site] of sites.entries()) {
		await listen(site);
		site.temp = temp;
		site.folder = path.join(temp, `public-${i}`);
		site.origin = `http://127.0.0.1:${site.server.address().port}`;
		site.url = site.origin + site.base;
		build_site(site, path.resolve(build), content);
	}
	if (fs.existsSync(path.join(content, '.tiku/cache')))
		fs.cpSync(path.join(content, '.tiku/cache'), cache, { recursive: true });
	return sites;
}

export function remove_sites(sites) {
	for (const site of sites)
		site.server.close();
	fs.rmSync(sites[0].temp, { recursive: true, force: true });
}
