/* The JSON feed, and the feeds of companies and topics. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { file_of } from '../browser/site.mjs';
import { fact } from '../workers/check.mjs';

const READ = fileURLToPath(new URL('../browser/read_xml.py', import.meta.url));
const ATOM = '{http://www.w3.org/2005/Atom}';

function there(site, url) {
	assert.ok(url.startsWith(site.url), url);
	assert.ok(file_of(site, new URL(url).pathname), url);
}

function json_feed(site, lang) {
	const feed = JSON.parse(fs.readFileSync(path.join(site.folder, `${lang}/feed.json`), 'utf8'));

	assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
	assert.equal(feed.feed_url, `${site.url}${lang}/feed.json`);
	there(site, feed.home_page_url);
	assert.ok(feed.items.length > 0);
	for (const item of feed.items) {
		there(site, item.url);
		assert.equal(item.id, item.url);
		assert.ok(item.title && item.content_text);
		assert.match(item.date_published ?? '2026-01-01T00:00:00Z', /^\d{4}-\d\d-\d\dT/);
	}
}

function term_feeds(site) {
	const names = [...site.files].filter((n) => /^\w+\/(companies|topics)\/[^/]+\/atom\.xml$/.test(n));

	assert.ok(names.length > 2);
	const feeds = JSON.parse(execFileSync('/usr/bin/python3', [READ,
		...names.map((n) => path.join(site.folder, n))], { encoding: 'utf8', maxBuffer: 64 << 20 }));
	for (const feed of feeds) {
		const entries = feed.children.filter((c) => c.tag === `${ATOM}entry`);
		const ids = entries.map((e) => e.children.find((c) => c.tag === `${ATOM}id`).text);
		assert.ok(entries.length > 0);
		assert.equal(new Set(ids).size, ids.length);
		for (const id of ids)
			there(site, id);
		assert.match(feed.children.find((c) => c.tag === `${ATOM}updated`).text, /^\d{4}-\d\d-\d\dT/);
	}
}

export default async function feeds(site) {
	for (const lang of ['zh', 'en'])
		await fact(`the ${lang} JSON feed is one and leads to articles`, () => json_feed(site, lang));
	await fact('companies and topics have feeds that lead to questions', () => term_feeds(site));
}
