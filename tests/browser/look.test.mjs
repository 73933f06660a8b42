/* One page of each kind, the one that holds the most: narrow, and under axe. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fact } from '../workers/check.mjs';
import { root } from '../workers/client.mjs';
import { with_tab } from './browser.mjs';
import { one_of_each_kind } from './pages.mjs';

const AXE = fs.readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

async function narrow(browser, site, javaScriptEnabled) {
	const options = { viewport: { width: 320, height: 640 }, javaScriptEnabled };
	const wide = await with_tab(browser, site, options, async ({ page: tab }) => {
		const found = [];
		for (const page of one_of_each_kind(site.pages)) {
			await tab.goto(page.url);
			const width = await tab.evaluate(() => document.scrollingElement.scrollWidth);
			if (width > 320)
				found.push(`${page.name}: ${width}`);
		}
		return found;
	});

	assert.deepEqual(wide, []);
}

/* What axe finds on the page as it is, one string a rule and place. */
async function violations(tab) {
	const found = await tab.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));

	return found.violations.flatMap((v) => v.nodes.map((n) =>
		`${v.id}: ${n.target.join(' ')}: ${n.failureSummary.split('\n').slice(1).join(' ')}`));
}

async function axe(tab, url) {
	const found = [];

	await tab.goto(url, { waitUntil: 'load' });
	await tab.evaluate(AXE);
	for (const colorScheme of ['light', 'dark']) {
		await tab.emulateMedia({ colorScheme });
		found.push(...(await violations(tab)).map((v) => `${colorScheme}: ${v}`));
	}
	assert.deepEqual(found, [], url);
}

async function axe_control(browser, site) {
	await with_tab(browser, site, {}, async ({ page: tab }) => {
		await tab.goto(site.url);
		await tab.evaluate(() => document.querySelector('main').append(document.createElement('img')));
		await tab.evaluate(AXE);
		const found = await tab.evaluate(() => window.axe.run());
		assert.ok(found.violations.some((v) => v.id === 'image-alt'));
	});
}

export default async function look(sites, browser) {
	const site = sites[0];

	for (const script of [true, false])
		await fact(`no page scrolls sideways at 320 pixels ${script ? 'with' : 'without'} JavaScript`, () => narrow(browser, site, script));
	await fact('axe finds an image without a name', () => axe_control(browser, site));
	await with_tab(browser, site, { reducedMotion: 'reduce' }, async ({ page: tab }) => {
		for (const page of one_of_each_kind(site.pages))
			await fact(`axe has nothing against the page in light and dark: ${page.kind}`, () => axe(tab, page.url));
	});
}
