/* Reading: with and without JavaScript, in both schemes, from twin to twin. */
import assert from 'node:assert/strict';
import { fact } from '../workers/check.mjs';
import { with_tab } from './browser.mjs';
import { one_of_each_kind, richest } from './pages.mjs';

const SCHEMES = ['light', 'dark'];

async function without_script(browser, site, page) {
	await with_tab(browser, site, { javaScriptEnabled: false }, async (tab) => {
		await tab.page.goto(page.url, { waitUntil: 'networkidle' });
		const text = await tab.page.locator('main').innerText();
		assert.ok(text.length > 2000, `${page.name} shows ${text.length} characters`);
		assert.equal(await tab.page.locator('details.field:not([open])').count(), 0);
		assert.ok(await tab.page.locator('h1').isVisible());
		assert.ok(await tab.page.locator('main .katex').first().isVisible());
		assert.equal(await tab.page.locator('.js-only').first().isVisible(), false);
		assert.deepEqual(tab.troubles, []);
	});
}

/* Runs in the browser: how a formula came out. */
function formula_seen() {
	const span = document.querySelector('main .katex');
	const math = span.querySelector('math');

	return {
		width: span.querySelector('.katex-html').getBoundingClientRect().width,
		fonts: [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family),
		uses: [...span.querySelectorAll('.katex-html *')]
			.some((e) => getComputedStyle(e).fontFamily.includes('KaTeX')),
		mathml: math?.namespaceURI,
		tex: math?.querySelector('annotation')?.textContent ?? '',
	};
}

async function formula(browser, site, page) {
	await with_tab(browser, site, {}, async (tab) => {
		await tab.page.goto(page.url, { waitUntil: 'networkidle' });
		await tab.page.locator('main .katex').first().scrollIntoViewIfNeeded();
		await tab.page.evaluate(() => document.fonts.ready.then(() => null));
		const seen = await tab.page.evaluate(formula_seen);
		assert.ok(seen.width > 0);
		assert.ok(seen.uses);
		assert.ok(seen.fonts.some((f) => f.includes('KaTeX')), seen.fonts.join(' '));
		assert.equal(seen.mathml, 'http://www.w3.org/1998/Math/MathML');
		assert.ok(seen.tex.length > 0);
	});
}

/* Runs in the browser: each text of the diagrams with its colour and the one that lies under it. */
function diagram_seen() {
	const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
	const parts = (colour) => {
		pen.clearRect(0, 0, 1, 1);
		pen.fillStyle = colour;
		pen.fillRect(0, 0, 1, 1);
		return [...pen.getImageData(0, 0, 1, 1).data];
	};
	const solid = (colour) => colour !== 'none' && parts(colour)[3] === 255;
	const paint = (e) => {
		const style = getComputedStyle(e);
		return e instanceof SVGElement ? style.fill : style.backgroundColor;
	};
	const under = (text) => {
		text.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
		const box = text.getBoundingClientRect();
		const pile = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		return paint(pile.find((e) => !e.closest('text') && e.localName !== 'svg' && solid(paint(e))));
	};
	const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '');

	return [...document.querySelectorAll('svg.mermaid text, svg.mermaid tspan')].filter(own)
		.map((e) => ({ text: e.textContent, on: parts(under(e)), colour: parts(paint(e)) }));
}

/* WCAG's contrast of two colours, 1 to 21. */
function contrast(a, b) {
	const light = ([red, green, blue]) => [red, green, blue]
		.map((x) => x / 255)
		.map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
		.reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
	const [low, high] = [light(a), light(b)].sort((x, y) => x - y);

	return (high + 0.05) / (low + 0.05);
}

async function diagram_in(browser, site, page, colorScheme) {
	return with_tab(browser, site, { colorScheme }, async (tab) => {
		await tab.page.goto(page.url, { waitUntil: 'networkidle' });
		const drawn = tab.page.locator('svg.mermaid');
		const named = tab.page.getByRole('img', { name: /\S/ }).and(drawn);
		assert.ok(await drawn.count() > 0);
		assert.equal(await named.count(), await drawn.count());
		assert.equal(await tab.page.locator('svg foreignObject').count(), 0);
		const texts = await tab.page.evaluate(diagram_seen);
		assert.ok(texts.length > 0);
		for (const t of texts)
			assert.ok(contrast(t.on, t.colour) >= 4.5,
				`${colorScheme}: '${t.text}' is ${t.colour} on ${t.on}`);
		assert.deepEqual(tab.troubles, []);
		return texts.map((t) => String(t.colour));
	});
}

async function diagram(browser, site, page) {
	const [light, dark] = await Promise.all(SCHEMES.map((s) => diagram_in(browser, site, page, s)));

	assert.equal(light.length, dark.length);
	assert.ok(light.every((colour, i) => colour !== dark[i]), 'a text has one colour for both');
}

async function code(browser, site, page) {
	for (const colorScheme of SCHEMES)
		await with_tab(browser, site, { colorScheme }, async (tab) => {
			await tab.page.goto(page.url);
			const seen = await tab.page.evaluate(() => {
				const colour = (e) => getComputedStyle(e).color;
				const block = document.querySelector('code.language-python');
				return {
					plain: colour(block),
					words: [...block.querySelectorAll('span.k, span.kn')].map((e) => [e.textContent, colour(e)]),
				};
			});
			assert.ok(seen.words.length > 0, 'no keyword is marked');
			for (const [word, colour] of seen.words)
				assert.notEqual(colour, seen.plain, `${colorScheme}: '${word}' looks like plain text`);
		});
}

/* Without motion: a transition between pages that is cut short complains. */
const STILL = { reducedMotion: 'reduce' };

async function there_and_back(browser, site, page) {
	await with_tab(browser, site, STILL, async (tab) => {
		await tab.page.goto(page.url);
		const twin = page.twins.find((t) => t.lang !== page.lang && t.lang !== 'x-default');
		await tab.page.locator('.tools a[hreflang]').first().click();
		await tab.page.waitForURL(twin.href);
		assert.equal(await tab.page.locator('html').getAttribute('lang'), twin.lang);
		assert.equal(new URL(twin.href).pathname.split('/').slice(-3).join(),
			new URL(page.url).pathname.split('/').slice(-3).join());
		await tab.page.locator('.tools a[hreflang]').first().click();
		await tab.page.waitForURL(page.url);
		assert.deepEqual(tab.troubles, []);
	});
}

async function next_and_back(browser, site, page) {
	await with_tab(browser, site, STILL, async (tab) => {
		await tab.page.goto(page.url);
		const title = await tab.page.locator('h1').innerText();
		await tab.page.locator('.pager a[rel=next]').click();
		await tab.page.waitForURL(new URL(page.next, page.url).href);
		assert.notEqual(await tab.page.locator('h1').innerText(), title);
		await tab.page.locator('.pager a[rel=prev]').click();
		await tab.page.waitForURL(page.url);
		assert.equal(await tab.page.locator('h1').innerText(), title);
	});
}

/* A word inside a sentence: Chinese has no spaces to split it by. */
async function search(browser, site) {
	await with_tab(browser, site, STILL, async (tab) => {
		await tab.page.goto(`${site.url}zh/search/`);
		await tab.page.locator('#seek [name=q]').fill('注意力');
		await tab.page.locator('#seek [type=submit]').click();
		const hit = tab.page.locator('#hits a').first();
		await hit.click();
		await tab.page.waitForURL((url) => !url.pathname.endsWith('/search/'));
		assert.match(await tab.page.locator('main').innerText(), /注意力/);
		assert.deepEqual(tab.troubles, []);
	});
}

/*
 * Every article, and of everything else one in each language; links.test.mjs
 * looks at what all pages would load.  Three tabs share the list.
 */
async function many_pages(browser, site) {
	const rest = new Set([...site.pages.filter((p) => /article$/.test(p.kind)),
		...['zh-CN', 'en-US'].flatMap((lang) =>
			one_of_each_kind(site.pages.filter((p) => p.lang === lang)))]);
	const reader = () => with_tab(browser, site, STILL, async (tab) => {
		for (const page of rest) {
			rest.delete(page);
			await tab.page.goto(page.url, { waitUntil: 'load' });
		}
		return tab.troubles;
	});
	const troubles = await Promise.all([reader(), reader(), reader()]);

	assert.deepEqual(troubles.flat(), []);
}

/* Silence of a tab proves something only if it can speak. */
async function control(browser, site) {
	await with_tab(browser, site, {}, async (tab) => {
		await tab.page.goto(site.url);
		await tab.page.evaluate((url) => {
			new Image().src = `${url}no-such.png`;
			new Image().src = 'http://127.0.0.2:9/elsewhere.png';
			console.error('spoken');
		}, site.url);
		await tab.page.waitForTimeout(300);
		const said = tab.troubles.join('\n');
		for (const what of [/404/, /127\.0\.0\.2/, /spoken/])
			assert.match(said, what);
	});
}

export default async function read(sites, browser) {
	const bank = sites.at(-1);
	const of = (kind, ok = () => true) => bank.pages.filter((p) => p.kind === kind && ok(p));
	const article = richest(of('article'));
	const question = richest(of('question', (p) => p.next && p.twins.length > 0));

	await fact('a page is read whole without JavaScript and without complaint', () => without_script(browser, bank, article));
	await fact('a formula is drawn in its own fonts and has MathML', () => formula(browser, bank, article));
	await fact('a diagram is inline SVG with a name, readable in light and dark', () => diagram(browser, bank, article));
	await fact('code is coloured in light and dark', () => code(browser, bank, article));
	await fact('the switcher leads to the same article, and back', () => there_and_back(browser, bank, article));
	await fact('the switcher leads to the same question, and back', () => there_and_back(browser, bank, question));
	await fact('the next question and back', () => next_and_back(browser, bank, question));
	await fact('search finds a Chinese word, and the hit leads to it', () => search(browser, bank));
	await fact('a trouble on a page is seen', () => control(browser, bank));
	await fact('pages load without a complaint or a request elsewhere', () => many_pages(browser, bank));
}
