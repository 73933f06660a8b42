/*
 * Every page of a site, read by the HTML parser of the browser: its ids, what it
 * refers to, and what it says of its twins.  Nothing is loaded or run.
 */
import fs from 'node:fs';
import path from 'node:path';

/* Runs in the browser: documents as text -> what stands in them. */
function read_documents(texts) {
	const REFERENCES = 'a[href], link[href], area[href], image[href], use[href], ' +
		'[src], [srcset], [poster], form[action], object[data]';
	const NAMES = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for', 'headers'];
	const addresses = (e) => [e.getAttribute('href'), e.getAttribute('src'),
		e.getAttribute('poster'), e.getAttribute('action'), e.getAttribute('data'),
		...(e.getAttribute('srcset') ?? '').split(',').map((s) => s.trim().split(/\s+/)[0] || null),
	].filter((x) => x !== null);
	const rel = (document, word) =>
		[...document.querySelectorAll(`[rel~="${word}"]`)].map((e) => e.getAttribute('href'));
	const inner = (document) => [...document.querySelectorAll('*')].flatMap((e) =>
		[...e.attributes].flatMap((a) => NAMES.includes(a.name)
			? a.value.split(/\s+/)
			: [...a.value.matchAll(/url\(#([^)]*)\)/g)].map((m) => m[1])));

	return texts.map((text) => {
		const document = new DOMParser().parseFromString(text, 'text/html');
		const count = (selector) => document.querySelectorAll(selector).length;
		return {
			lang: document.documentElement.lang,
			title: document.title,
			ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
			inner: inner(document),
			links: [...document.querySelectorAll(REFERENCES)].flatMap((e) =>
				addresses(e).map((address) => ({ element: e.localName, address }))),
			switches: [...document.querySelectorAll('.tools a[hreflang]')]
				.map((e) => e.getAttribute('href')),
			canonical: rel(document, 'canonical')[0],
			prev: rel(document, 'prev')[0],
			next: rel(document, 'next')[0],
			twins: [...document.querySelectorAll('link[rel="alternate"][hreflang]')]
				.map((e) => ({ lang: e.hreflang, href: e.getAttribute('href') })),
			noindex: count('meta[name="robots"][content~="noindex"]') > 0,
			jsonld: [...document.querySelectorAll('script[type="application/ld+json"]')]
				.map((e) => e.textContent),
			questions: [...document.querySelectorAll('section.q h2, section.q h3, section.q h4')]
				.filter((e) => e.classList.contains('q-title')).length,
			features: (count('.katex') > 0) + (count('svg.mermaid') > 0) +
				(count('figure.code span') > 0) + (count('table') > 0),
		};
	});
}

/* Paths below the language, with what a page of such a path is. */
const PATHS = [
	['home', ''],
	['questions', 'questions/'],
	['question', 'q/[^/]+/'],
	['companies', 'companies/'],
	['company', 'companies/[^/]+/'],
	['study set', '(companies|topics)/[^/]+/study/'],
	['company facet', 'companies/[^/]+/(kind/)?[^/]+/'],
	['topics', 'topics/'],
	['topic', 'topics/[^/]+/'],
	['topic facet', 'topics/[^/]+/[^/]+/'],
	['tags', 'tags/'],
	['tag', 'tags/[^/]+/'],
	['series', 'series/[^/]+/'],
	['search', 'search/'],
	['study', 'study/'],
	['index', 'index/'],
	['docs section', 'docs/'],
	['docs article', 'docs/[^/]+/'],
	['blog section', 'blog/'],
	['blog article', 'blog/[^/]+/'],
	['section', '[^/]+/'],
	['article', '[^/]+/[^/]+/'],
];
const KINDS = [
	['404', /^404\.html$/],
	['chooser', /^index\.html$/],
	['pair', /^pair\/.*index\.html$/],
	...PATHS.map(([kind, path]) =>
		[kind, new RegExp(`^(zh|en)/${path}(page/\\d+/)?index\\.html$`)]),
];

/* The pages of a site: what read_documents() says, with name, kind and url. */
export async function read_pages(browser, site) {
	const names = [...site.files].filter((n) => n.endsWith('.html'));
	const tab = await browser.newPage();
	const pages = [];

	while (pages.length < names.length) {	/* a message has a limit */
		const some = names.slice(pages.length, pages.length + 20);
		pages.push(...await tab.evaluate(read_documents, some.map((n) =>
			fs.readFileSync(path.join(site.folder, n), 'utf8'))));
	}
	await tab.close();
	return pages.map((page, i) => ({
		...page,
		name: names[i],
		kind: KINDS.find(([, shape]) => shape.test(names[i]))?.[0],
		url: site.url + encodeURI(names[i].replace(/(^|\/)index\.html$/, '$1')),
	}));
}

/* Of each kind the page that holds the most: [page, ...] */
export function one_of_each_kind(pages) {
	return KINDS.map(([kind]) => richest(pages.filter((p) => p.kind === kind)))
		.filter((p) => p);
}

export function richest(pages) {
	return pages.reduce((best, p) => !best || p.features > best.features ? p : best, undefined);
}
