/* Search, and the way that is left without JavaScript. */
import assert from 'node:assert/strict';
import { with_tab } from '../browser/browser.mjs';
import { fact, skip } from '../workers/check.mjs';

const STILL = { reducedMotion: 'reduce' };

function need_index(site) {
	if (!site.files.has('pagefind/pagefind.js'))
		skip('there is no /pagefind/ in the output');
}

const hits = (page) => page.locator('#hits a').allInnerTexts();

async function finds(browser, site, lang, text, pattern) {
	need_index(site);
	await with_tab(browser, site, STILL, async ({ page, troubles }) => {
		const asked = [];
		page.on('request', (r) => asked.push(new URL(r.url()).pathname));
		await page.goto(`${site.url}${lang}/`);
		await page.fill('.find input', text);
		assert.ok(!asked.some((a) => a.includes('/pagefind/')), 'the index was loaded before it was wanted');
		await page.press('.find input', 'Enter');
		await page.waitForSelector('#hits a');
		const titles = await hits(page);
		assert.ok(titles.some((t) => pattern.test(t)), titles.join('\n'));
		const href = await page.locator('#hits a').first().getAttribute('href');
		assert.ok(href.startsWith(`${site.base}${lang}/`), href);
		await page.locator('#hits a').first().click();
		await page.waitForSelector('main h1');
		assert.deepEqual(troubles, []);
	});
}

async function filters(browser, site) {
	need_index(site);
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(`${site.url}en/search/?q=attention`);
		await page.waitForSelector('#hits a');
		const before = await page.innerText('#found');
		await page.selectOption('select[name=kind]', 'Coding');
		await page.waitForFunction((b) => document.getElementById('found').innerText !== b &&
			document.querySelector('#hits a'), before);
		assert.match(page.url(), /kind=Coding/);
		for (const link of await page.locator('#hits a').evaluateAll((all) => all.map((a) => a.href))) {
			await page.goto(link);
			assert.equal(await page.innerText('[data-pagefind-filter=kind]'), 'Coding');
		}
	});
}

async function nothing(browser, site) {
	need_index(site);
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(`${site.url}en/search/?q=%D0%B6%D1%83%D0%BA`);
		await page.waitForFunction(() => /Nothing/.test(document.getElementById('found').innerText));
		assert.deepEqual(await hits(page), []);
	});
}

async function without_script(browser, site) {
	need_index(site);
	await with_tab(browser, site, { javaScriptEnabled: false }, async ({ page }) => {
		await page.goto(`${site.url}zh/`);
		await page.fill('.find input', '注意力');
		await page.press('.find input', 'Enter');
		await page.waitForURL(/\/zh\/search\/\?q=/);
		await page.click('main a[href$="/zh/index/"]');
		await page.waitForURL(`${site.url}zh/index/`);
	});
}

/* Every question once, under the letter of its first word: A to Z, then the rest. */
async function index(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(`${site.url}zh/index/`);
		const groups = await page.evaluate(() => [...document.querySelectorAll('.letter')].map((g) => ({
			letter: g.querySelector('h2').innerText,
			titles: [...g.querySelectorAll('a')].map((a) => a.innerText),
		})));
		const letters = groups.map((g) => g.letter).filter((l) => /^[A-Z]$/.test(l));
		assert.deepEqual(letters, [...letters].sort());
		const d = groups.find((g) => g.letter === 'D');
		assert.ok(d.titles.some((x) => x.startsWith('点积')), 'dian is not under D');
		assert.equal(groups.flatMap((g) => g.titles).length,
			[...site.files].filter((n) => /^zh\/q\/[^/]+\/index\.html$/.test(n)).length);
	});
}

export default async function search(site, browser) {
	await fact('search finds a question in Chinese, and loads its index only then', () => finds(browser, site, 'zh', '注意力', /单头注意力/));
	await fact('search finds a question in English', () => finds(browser, site, 'en', 'softmax', /./));
	await fact('search narrows down by kind, and the address says so', () => filters(browser, site));
	await fact('search says when it finds nothing', () => nothing(browser, site));
	await fact('without JavaScript the search field leads to the index', () => without_script(browser, site));
	await fact('the index has every question under its letter', () => index(browser, site));
}
