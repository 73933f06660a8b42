/* Small helps of site.js: keys, the list a reader came from, copied formulas, large diagrams. */
import assert from 'node:assert/strict';
import { with_tab } from '../browser/browser.mjs';
import { fact } from '../workers/check.mjs';

const STILL = { reducedMotion: 'reduce' };

/* From a list, the next question is the list's, not the article's. */
async function within_the_list(browser, site) {
	await with_tab(browser, site, STILL, async ({ page, troubles }) => {
		await page.goto(`${site.url}zh/topics/python/`);
		const rows = await page.locator('.rows a.t').evaluateAll((all) => all.map((a) => a.pathname));
		await page.locator('.rows a.t').nth(1).click();
		await page.waitForURL((u) => u.pathname === rows[1]);
		assert.equal(await page.locator('.pager [rel=next]').evaluate((a) => a.pathname), rows[2]);
		await page.keyboard.press('j');
		await page.waitForURL((u) => u.pathname === rows[2]);
		assert.equal(await page.locator('.pager [rel=prev]').evaluate((a) => a.pathname), rows[1]);
		await page.click('.pager .back');
		await page.waitForURL(`${site.url}zh/topics/python/`);
		assert.deepEqual(troubles, []);
	});
}

async function turned_off(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(`${site.url}zh/questions/`);
		await page.keyboard.press('j');
		assert.ok(await page.evaluate(() => document.activeElement.matches('.rows a.t')));
		await page.keyboard.press('?');
		assert.ok(await page.locator('#keys').isVisible());
		await page.uncheck('#keys-on');
		await page.keyboard.press('Escape');
		await page.reload();
		for (const key of ['j', '?'])
			await page.keyboard.press(key);
		assert.equal(await page.evaluate(() => document.activeElement.matches('.rows a.t')), false);
		assert.equal(await page.locator('#keys').isVisible(), false);
		await page.click('#keys-open');
		assert.ok(await page.locator('#keys').isVisible());
	});
}

async function formulas(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(`${site.url}zh/q/attention-scaling/`);
		const text = await page.evaluate(() => {
			getSelection().selectAllChildren(document.querySelector('main article'));
			const data = new DataTransfer();
			document.querySelector('main').dispatchEvent(new ClipboardEvent('copy',
				{ clipboardData: data, bubbles: true, cancelable: true }));
			return data.getData('text/plain');
		});
		assert.match(text, /\$\\sqrt\{d_k\}\$/);
		assert.doesNotMatch(text, /dkd_k|​/);
	});
}

/* The drawing is lent to the dialog and comes back to its place. */
async function zoom(browser, site) {
	await with_tab(browser, site, STILL, async ({ page, troubles }) => {
		await page.goto(`${site.url}zh/llm/attention/`);
		await page.locator('.zoom-open').first().click();
		assert.ok(await page.locator('dialog.zoom svg.mermaid').isVisible());
		assert.equal(await page.locator('figure.diagram svg.mermaid').count(),
			await page.locator('.zoom-open').count() - 1);
		await page.keyboard.press('Escape');
		await page.waitForFunction(() => !document.querySelector('dialog.zoom'));
		assert.equal(await page.locator('figure.diagram svg.mermaid').count(),
			await page.locator('.zoom-open').count());
		assert.deepEqual(troubles, []);
	});
}

async function wrap(browser, site) {
	await with_tab(browser, site, { ...STILL, viewport: { width: 390, height: 800 } }, async ({ page }) => {
		await page.goto(`${site.url}zh/llm/attention/`);
		const wide = () => page.evaluate(() => {
			const pre = document.querySelector('.copies [aria-pressed]').closest('.code').querySelector('pre');
			return pre.scrollWidth > pre.clientWidth;
		});
		assert.ok(await wide());
		await page.locator('.copies [aria-pressed]').first().click();
		assert.equal(await wide(), false);
	});
}

export default async function keys(site, browser) {
	await fact('next and previous stay within the list the reader came from', () => within_the_list(browser, site));
	await fact('the keys work, and can be turned off', () => turned_off(browser, site));
	await fact('what is copied has its formulas as TeX', () => formulas(browser, site));
	await fact('a diagram opens large and comes back', () => zoom(browser, site));
	await fact('long lines of code can be wrapped', () => wrap(browser, site));
}
