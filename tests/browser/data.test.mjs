/* What other programs read: feeds, the sitemap, the open data. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fact } from '../workers/check.mjs';
import { file_of } from './site.mjs';

const ATOM = '{http://www.w3.org/2005/Atom}';
const SITEMAP = '{http://www.sitemaps.org/schemas/sitemap/0.9}';
const LINK = '{http://www.w3.org/1999/xhtml}link';
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

const text_of = (site, name) => fs.readFileSync(path.join(site.folder, name), 'utf8');
const page_of = (site, url) => {
	assert.ok(url.startsWith(site.url), `'${url}' is no address of this site`);
	const name = file_of(site, new URL(url).pathname);
	assert.ok(name, `'${url}' leads to nothing`);
	return site.pages.find((p) => p.name === name);
};

function xml(site, name) {
	const script = fileURLToPath(new URL('read_xml.py', import.meta.url));
	const out = execFileSync('/usr/bin/python3', [script, path.join(site.folder, name)],
		{ encoding: 'utf8', maxBuffer: 64 << 20 });

	return JSON.parse(out)[0];
}

const children = (e, tag) => e.children.filter((c) => c.tag === tag);
const text = (e, tag) => children(e, tag)[0]?.text;

function feed(site, lang) {
	const root = xml(site, `${lang}/atom.xml`);
	const ids = children(root, `${ATOM}entry`).map((e) => text(e, `${ATOM}id`));
	const articles = site.pages.filter((p) => /article$/.test(p.kind) && p.name.startsWith(`${lang}/`));
	const self = children(root, `${ATOM}link`).find((l) => l.attributes.rel === 'self');

	assert.equal(root.tag, `${ATOM}feed`);
	assert.equal(self.attributes.href, `${site.url}${lang}/atom.xml`);
	assert.match(text(root, `${ATOM}updated`), RFC3339);
	assert.equal(ids.length, Math.min(articles.length, 20));
	assert.equal(new Set(ids).size, ids.length);
	for (const entry of children(root, `${ATOM}entry`)) {
		const page = page_of(site, children(entry, `${ATOM}link`)[0].attributes.href);
		assert.match(page.kind, /article$/);
		assert.ok(page.title.startsWith(text(entry, `${ATOM}title`)));
		assert.match(text(entry, `${ATOM}updated`), RFC3339);
	}
}

/* Other ways to see what has a page of its own. */
const UNLISTED = ['404', 'search', 'study set', 'company facet', 'topic facet'];

/* Each page that may be found, once, and with the twins that it names itself. */
function sitemap(site) {
	const root = xml(site, 'sitemap.xml');
	const seen = new Set();
	let pairs = 0;

	assert.equal(root.tag, `${SITEMAP}urlset`);
	for (const url of children(root, `${SITEMAP}url`)) {
		const page = page_of(site, text(url, `${SITEMAP}loc`));
		const links = children(url, LINK)
			.map((l) => `${l.attributes.hreflang} ${l.attributes.href}`);
		const own = page.twins.filter((t) => t.lang !== 'x-default')
			.map((t) => `${t.lang} ${t.href}`);
		assert.ok(!seen.has(page.name), `${page.name} is there twice`);
		assert.deepEqual(links.sort(), own.sort(), page.name);
		seen.add(page.name);
		pairs += links.length > 1;
	}
	assert.ok(pairs > 0);
	assert.deepEqual(site.pages
		.filter((p) => !seen.has(p.name) && !UNLISTED.includes(p.kind))
		.map((p) => p.name), []);
	assert.deepEqual(site.pages.filter((p) => seen.has(p.name) && p.noindex)
		.map((p) => p.name), []);
}

function every_feed(site) {
	for (const name of site.files)
		if (name.endsWith('.xml') && name !== 'sitemap.xml')
			for (const entry of children(xml(site, name), `${ATOM}entry`))
				page_of(site, text(entry, `${ATOM}id`));
}

/* https://www.jsonfeed.org/version/1.1/ */
function json_feed(site, lang) {
	const feed = JSON.parse(text_of(site, `${lang}/feed.json`));

	assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
	assert.equal(feed.feed_url, `${site.url}${lang}/feed.json`);
	assert.equal(page_of(site, feed.home_page_url).kind, 'home');
	assert.ok(feed.title.length > 0 && feed.items.length > 0);
	assert.equal(new Set(feed.items.map((i) => i.id)).size, feed.items.length);
	for (const item of feed.items) {
		assert.match(page_of(site, item.url).kind, /article$/);
		assert.ok(item.content_text ?? item.content_html);
		assert.match(item.date_published ?? '2000-01-01T00:00:00Z', RFC3339);
	}
}

/* Data for search engines is one JSON object, and its addresses are of this site. */
function linked_data(site) {
	const addresses = (value) => typeof value !== 'object' || value === null ? []
		: Object.entries(value).flatMap(([key, v]) =>
			['url', 'item'].includes(key) && typeof v === 'string' ? [v] : addresses(v));

	for (const page of site.pages)
		for (const text of page.jsonld) {
			const data = JSON.parse(text);
			assert.equal(data['@context'], 'https://schema.org');
			for (const url of addresses(data))
				page_of(site, url);
		}
	assert.ok(site.pages.some((p) => p.jsonld.length > 0));
}

/* The same as Markdown beside it, where llms.txt says. */
function markdown(site) {
	const missing = site.pages.filter((p) => p.kind === 'question' || /article$/.test(p.kind))
		.map((p) => p.name.replace(/html$/, 'md')).filter((n) => !site.files.has(n));
	const named = [...text_of(site, 'llms.txt').matchAll(/\]\(([^)]*)\)/g)].map((m) => m[1]);

	assert.deepEqual(missing, []);
	assert.ok(named.length > 0);
	for (const url of named)
		assert.ok(file_of(site, new URL(url).pathname), url);
}

const MEMBERS = ['id', 'number', 'title', 'url', 'kind', 'difficulty', 'article', 'companies',
	'topics', 'fields', 'translations', 'duplicates', 'explanation_url', 'counts'];
const EVIDENCE = ['front_matter', 'field', 'heading', 'text', 'topic'];
const FIELDS = ['question', 'answer', 'explanation', 'example'];

const is_text = (x) => typeof x === 'string' && x.length > 0;
const is_text_or_null = (x) => x === null || is_text(x);
const is_list_of = (x, ok) => Array.isArray(x) && x.every(ok);

function record(site, q, lang, ids) {
	const whole = (url) => new URL(url, site.origin).href;
	const place = new URL(q.explanation_url ?? q.url, site.origin);

	assert.deepEqual(Object.keys(q).sort(), [...MEMBERS].sort());
	assert.ok(is_text(q.id) && is_text(q.title) && is_text_or_null(q.number));
	assert.ok(['concept', 'coding', 'design'].includes(q.kind));
	assert.ok([null, 'easy', 'medium', 'hard'].includes(q.difficulty));
	assert.equal(page_of(site, whole(q.url)).lang.slice(0, 2), lang);
	assert.deepEqual(Object.keys(q.article).sort(), ['key', 'title', 'url']);
	assert.match(page_of(site, whole(q.article.url)).kind, /article$/);
	assert.ok(is_list_of(q.companies, (c) => is_text(c.id) && EVIDENCE.includes(c.evidence.from)));
	assert.ok(is_list_of(q.topics, is_text));
	assert.ok(is_list_of(q.fields, (f) => FIELDS.includes(f)));
	assert.ok(is_list_of(q.duplicates, (id) => ids.has(id)));
	for (const [other, url] of Object.entries(q.translations))
		assert.equal(page_of(site, whole(url)).lang.slice(0, 2), other);
	if (q.explanation_url)
		assert.ok(page_of(site, place.href).ids.includes(decodeURIComponent(place.hash.slice(1))));
	assert.deepEqual(Object.keys(q.counts).sort(), ['code', 'diagrams', 'math']);
	assert.ok(Object.values(q.counts).every(Number.isInteger));
}

function open_data(site, lang) {
	const data = JSON.parse(text_of(site, `${lang}/questions.json`));
	const ids = new Set(data.questions.map((q) => q.id));
	const pages = site.pages.filter((p) => p.kind === 'question' && p.name.startsWith(`${lang}/`));

	assert.deepEqual(Object.keys(data), ['version', 'lang', 'questions']);
	assert.equal(data.version, 1);
	assert.equal(data.lang, lang);
	assert.equal(ids.size, data.questions.length);
	for (const q of data.questions)
		record(site, q, lang, ids);
	assert.deepEqual([...ids].map((id) => `${lang}/q/${id}/index.html`).sort(),
		pages.map((p) => p.name).sort());
}

export default async function data(sites) {
	for (const site of sites) {
		for (const lang of ['zh', 'en']) {
			await fact(`${site.name}: the ${lang} feed is well-formed and leads to articles`, () => feed(site, lang));
			await fact(`${site.name}: the ${lang} JSON feed leads to the articles`, () => json_feed(site, lang));
			await fact(`${site.name}: the ${lang} open data has what it promises of every question`, () => open_data(site, lang));
		}
		await fact(`${site.name}: the sitemap is well-formed and names every page with its twins`, () => sitemap(site));
		await fact(`${site.name}: every feed is well-formed and leads to pages`, () => every_feed(site));
		await fact(`${site.name}: data for search engines names pages`, () => linked_data(site));
		await fact(`${site.name}: articles and questions are there as Markdown`, () => markdown(site));
		await fact(`${site.name}: robots.txt names the sitemap`, () => assert.ok(
			text_of(site, 'robots.txt').split('\n').includes(`Sitemap: ${site.url}sitemap.xml`)));
	}
}
