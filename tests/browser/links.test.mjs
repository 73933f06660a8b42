/* Whatever a page refers to is there, on both kinds of host. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fact } from '../workers/check.mjs';
import { file_of } from './site.mjs';

/* What is wrong with a reference, or null. */
function broken(site, ids, page, address) {
	let target;

	try {
		target = new URL(address, page.url);
	} catch {
		return 'is no URL';
	}
	if (target.origin !== site.origin)
		return ['https:', 'http:', 'mailto:', 'tel:', 'data:'].includes(target.protocol)
			? null : 'leads to no kind of place';
	const name = file_of(site, target.pathname);
	if (!name)
		return 'leads to nothing';
	const anchor = decodeURIComponent(target.hash.slice(1));
	return anchor && !ids.get(name)?.has(anchor) ? 'leads to no such anchor' : null;
}

function every_reference(site) {
	const ids = new Map(site.pages.map((p) => [p.name, new Set(p.ids)]));
	const wrong = site.pages.flatMap((page) => page.links.map(({ element, address }) => {
		const why = broken(site, ids, page, address);
		return why && `${page.name}: ${element} '${address}' ${why}`;
	})).filter((w) => w);

	assert.deepEqual(wrong, []);
}

/* What a page loads by itself comes from its own host; only links lead away. */
function nothing_elsewhere(site) {
	const loaded = (l) => !['a', 'area'].includes(l.element) &&
		!l.address.startsWith('data:') && !l.address.startsWith('#');
	const wrong = site.pages.flatMap((page) => page.links
		.filter((l) => loaded(l) && new URL(l.address, page.url).origin !== site.origin)
		.map((l) => `${page.name}: ${l.element} '${l.address}'`));

	assert.deepEqual(wrong, []);
	assert.ok(site.pages.every((p) => p.links.some(loaded)));
}

/* 404.html is shown at any address, so that only whole paths hold there. */
function whole_paths(site) {
	const page = site.pages.find((p) => p.name === '404.html');
	const wrong = page.links.map((l) => l.address).filter((a) =>
		!a.startsWith(site.base) && !a.startsWith('#') && !a.startsWith(site.url));

	assert.deepEqual(wrong, []);
}

function unique_ids(site) {
	const wrong = site.pages.flatMap((page) => page.ids
		.filter((id, i) => page.ids.indexOf(id) !== i || id === '' || /\s/.test(id))
		.map((id) => `${page.name}: '${id}'`));

	assert.deepEqual(wrong, []);
}

function inner_references(site) {
	const wrong = site.pages.flatMap((page) => page.inner
		.filter((id) => !page.ids.includes(id)).map((id) => `${page.name}: '${id}'`));

	assert.deepEqual(wrong, []);
}

/* Of a list of fonts a browser takes the first; the rest is for those of long ago. */
function loads(css) {
	const first = css.replace(/(src:\s*url\([^)]*\))[^;}]*/g, '$1');

	return [...first.matchAll(/url\(["']?([^"')]+)["']?\)/g)].map((m) => m[1])
		.filter((address) => !address.startsWith('data:'));
}

function style_sheets(site) {
	const wrong = [...site.files].filter((n) => n.endsWith('.css')).flatMap((name) =>
		loads(fs.readFileSync(path.join(site.folder, name), 'utf8'))
			.filter((address) => broken(site, new Map(), { url: site.url + name }, address))
			.map((address) => `${name}: ${address}`));

	assert.deepEqual(wrong, []);
}

/* Twins name each other, itself included, by whole addresses. */
function twins(site) {
	const by_url = new Map(site.pages.map((p) => [p.url, p]));
	const key = (p) => p.twins.map((t) => `${t.lang} ${t.href}`).join('\n');
	const wrong = site.pages.filter((p) => p.twins.length > 0 && !(
		(p.canonical === p.url || (p.noindex && !p.canonical)) &&
		p.twins.some((t) => t.href === p.url && t.lang === p.lang) &&
		p.twins.some((t) => t.lang === 'x-default') &&
		p.twins.every((t) => by_url.has(t.href) && (t.lang === 'x-default' ||
			by_url.get(t.href).lang === t.lang && key(by_url.get(t.href)) === key(p)))));

	assert.deepEqual(wrong.map((p) => p.name), []);
	assert.ok(site.pages.filter((p) => p.twins.length > 0).length > 0);
}

/* The example's articles have the same slug in every language. */
function switchers(site) {
	const same = site.pages.filter((p) => p.kind === 'question' || /article$/.test(p.kind));
	const wrong = same.filter((p) => {
		const [, lang, rest] = p.name.match(/^(\w+)\/(.*)$/);
		const twin = `${lang === 'zh' ? 'en' : 'zh'}/${rest}`;
		return !p.switches.some((s) => file_of(site, s) === twin);
	});

	assert.deepEqual(wrong.map((p) => p.name), []);
	assert.ok(same.length > 0);
}

/* From the first on, 'next' passes each question once, and 'prev' goes back. */
function chains(site) {
	const by_name = new Map(site.pages.map((p) => [p.name, p]));
	const firsts = site.pages.filter((p) => p.kind === 'question' && !p.prev);
	let passed = 0;

	for (const first of firsts)
		for (let p = first; p; passed++) {
			const next = p.next && by_name.get(file_of(site, p.next));
			if (next)
				assert.equal(file_of(site, next.prev), p.name);
			p = next;
		}
	assert.equal(passed, site.pages.filter((p) => p.kind === 'question').length);
	assert.ok(passed > firsts.length);
}

export default async function links(sites) {
	for (const site of sites) {
		await fact(`${site.name}: every link and anchor of every page resolves`, () => every_reference(site));
		await fact(`${site.name}: no page loads anything from elsewhere`, () => nothing_elsewhere(site));
		await fact(`${site.name}: the page for what is not there uses whole paths`, () => whole_paths(site));
		await fact(`${site.name}: what a style sheet loads is there`, () => style_sheets(site));
		await fact(`${site.name}: twins name each other`, () => twins(site));
		await fact(`${site.name}: the switcher of each article and question leads to the same one`, () => switchers(site));
		await fact(`${site.name}: previous and next pass every question once`, () => chains(site));
	}
	await fact('ids are unique on every page', () => unique_ids(sites[0]));
	await fact('what is labelled, described or painted by an id has it on its page', () => inner_references(sites[0]));
	await fact('every page is of a known kind', () => assert.deepEqual(
		sites[0].pages.filter((p) => !p.kind).map((p) => p.name), []));
}
