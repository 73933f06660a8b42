/* Two languages of an article side by side. */
import assert from 'node:assert/strict';
import { with_tab } from '../browser/browser.mjs';
import { fact } from '../workers/check.mjs';

const STILL = { reducedMotion: 'reduce' };

async function from_article(browser, site) {
	await with_tab(browser, site, STILL, async ({ page, troubles }) => {
		await page.goto(site.url + 'en/llm/attention/');
		await page.click('header a[href*="/pair/"]');
		await page.waitForURL(site.url + 'pair/llm/attention/');
		for (const lang of ['zh', 'en'])
			assert.ok(await page.locator(`.pair-row > [lang|=${lang}], .pair-row > [lang^=${lang}]`).count() > 5);
		assert.deepEqual(troubles, []);
	});
}

/* Every cell says its language; the cells of a row stand beside one another, or below. */
async function grid(browser, site, width, beside) {
	await with_tab(browser, site, { ...STILL, viewport: { width, height: 800 } }, async ({ page }) => {
		await page.goto(site.url + 'pair/llm/attention/');
		const rows = await page.evaluate(() => [...document.querySelectorAll('.pair-row')].map((row) =>
			[...row.children].map((cell) => {
				const { x, y, width } = cell.getBoundingClientRect();
				return { lang: cell.lang, text: cell.innerText.trim(), x, y, width };
			})));
		assert.ok(rows.length > 10);
		for (const cells of rows) {
			assert.deepEqual(cells.map((c) => c.lang), ['zh-CN', 'en-US']);
			assert.ok(cells.every((c) => c.text !== ''));
			const [a, b] = cells;
			assert.ok(beside ? Math.abs(a.y - b.y) < 1 && b.x >= a.x + a.width
				: b.y > a.y && Math.abs(a.x - b.x) < 1);
		}
		assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth > innerWidth), false);
	});
}

export default async function pair(site, browser) {
	await fact('an article leads to its languages side by side', () => from_article(browser, site));
	await fact('side by side where there is room', () => grid(browser, site, 1280, true));
	await fact('one below the other on a phone', () => grid(browser, site, 320, false));
}
