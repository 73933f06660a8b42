/* Study: by keyboard with JavaScript, by links without it, and on paper. */
import assert from 'node:assert/strict';
import { with_tab } from '../browser/browser.mjs';
import { fact } from '../workers/check.mjs';

const SET = 'zh/topics/attention/study/';
const STILL = { reducedMotion: 'reduce' };

/* Runs in the browser: the question that is shown, its place, and what is kept. */
function seen() {
	const shown = [...document.querySelectorAll('.set > .q')].filter((q) => q.offsetParent);
	const hint = shown[0].querySelector('.after');

	return {
		shown: shown.map((q) => q.dataset.id),
		open: shown.map((q) => q.querySelector('details').open),
		hint: hint.offsetParent !== null,
		value: document.getElementById('progress').value,
		kept: JSON.parse(localStorage.getItem(document.querySelector('.set').dataset.store)),
		focus: document.activeElement.localName,
	};
}

/* The address changes at once, the page follows in an event of its own: closed
 * answer, focus and what is kept.  A key pressed between the two is lost. */
function arrived(page) {
	return page.waitForFunction(() => document.activeElement.closest('.q')?.id ===
		decodeURIComponent(location.hash.slice(1)));
}

async function by_keyboard(browser, site) {
	await with_tab(browser, site, STILL, async ({ page, troubles }) => {
		await page.goto(site.url + SET);
		const all = (await page.evaluate(seen)).shown;
		assert.ok(all.length > 3);
		await page.keyboard.press('3');	/* the focus is outside: no key does anything */
		assert.equal((await page.evaluate(seen)).kept, null);

		await page.focus('#start');
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => document.activeElement.localName === 'summary');
		let now = await page.evaluate(seen);
		assert.deepEqual([now.shown, now.open, now.hint], [[all[0]], [false], false]);

		await page.keyboard.press('4');	/* not before the answer */
		assert.deepEqual((await page.evaluate(seen)).kept.box, {});
		await page.keyboard.press('Space');
		now = await page.evaluate(seen);
		assert.deepEqual([now.open, now.hint], [[true], true]);

		await page.keyboard.press('3');
		await page.waitForFunction((id) => location.hash.endsWith(id), all[1]);
		await arrived(page);
		now = await page.evaluate(seen);
		assert.deepEqual([now.shown, now.open, now.value], [[all[1]], [false], 1]);
		assert.equal(now.kept.box[all[0]][0], 1);

		await page.keyboard.press('j');
		await page.waitForFunction((id) => location.hash.endsWith(id), all[2]);
		await arrived(page);
		await page.keyboard.press('k');
		await page.waitForFunction((id) => location.hash.endsWith(id), all[1]);
		assert.deepEqual(troubles, []);
	});
}

/* Forgotten ones come again in the same sitting; the others stay away. */
async function to_the_end(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(site.url + SET);
		const all = (await page.evaluate(seen)).shown;
		const answered = [];
		await page.click('#start');
		for (const mark of ['1', ...all.slice(1).map(() => '3'), '4']) {
			await arrived(page);
			const { shown } = await page.evaluate(seen);
			const before = await page.evaluate(() => location.hash);
			answered.push(shown[0]);
			await page.keyboard.press('Space');
			await page.keyboard.press(mark);
			await page.waitForFunction((b) => location.hash !== b, before);
		}
		assert.deepEqual(answered, [...all, all[0]]);
		const end = await page.evaluate(seen);
		assert.equal(end.shown.length, all.length);
		assert.equal(end.value, all.length);
		assert.equal(end.kept.box[all[0]][0], 2);
	});
}

async function resumes(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(site.url + SET);
		const fresh = await page.innerText('#start');
		await page.click('#start');
		await arrived(page);
		const first = await page.evaluate(() => location.hash);
		await page.keyboard.press('j');
		await page.waitForFunction((f) => location.hash !== f, first);
		await arrived(page);
		await page.waitForFunction(() => Object.keys(JSON.parse(localStorage.getItem(
			document.querySelector('.set').dataset.store)).left).length > 0);
		const left = await page.evaluate(() => location.hash);
		await page.goto('about:blank');
		await page.goto(site.url + SET);
		assert.equal(await page.evaluate(() => document.getElementById('start').hash), left);
		assert.notEqual(await page.innerText('#start'), fresh);
	});
}

/* What another program left under the same name is no reason to stop. */
async function odd_storage(browser, site) {
	for (const text of ['{', 'null', '{"box":null}', '[]'])
		await with_tab(browser, site, STILL, async ({ page, troubles }) => {
			await page.goto(site.url + SET);
			await page.evaluate((t) => localStorage.setItem(
				document.querySelector('.set').dataset.store, t), text);
			await page.reload();
			await page.click('#start');
			await arrived(page);
			await page.keyboard.press('Space');
			await page.keyboard.press('2');
			const { kept } = await page.evaluate(seen);
			assert.equal(Object.keys(kept.box).length, 1, text);
			assert.deepEqual(troubles, []);
		});
}

async function without_script(browser, site) {
	await with_tab(browser, site, { ...STILL, javaScriptEnabled: false }, async ({ page }) => {
		const visible = () => page.locator('.set > .q:visible').count();

		await page.goto(site.url + SET);
		assert.equal(await page.locator('details[open]').count(), 0);
		assert.ok(await visible() > 3);
		assert.equal(await page.locator('.js-only:visible').count(), 0);
		await page.click('#start');
		assert.equal(await visible(), 1);
		const first = await page.innerText('.q:target h2');
		await page.click('.q:target summary');
		assert.ok(await page.locator('.q:target .after').isVisible());
		await page.click('.q:target .pager .next');
		assert.equal(await visible(), 1);
		assert.notEqual(await page.innerText('.q:target h2'), first);
	});
}

/* On paper every answer is there, below the last question. */
async function paper(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(site.url + SET);
		await page.emulateMedia({ media: 'print' });
		const at = await page.evaluate(() => ({
			titles: [...document.querySelectorAll('.set h2')].map((e) => e.getBoundingClientRect().bottom),
			answers: [...document.querySelectorAll('.set details')].map((e) => {
				const { top, height } = e.lastElementChild.getBoundingClientRect();
				return { top, height };
			}),
		}));
		assert.equal(at.titles.length, at.answers.length);
		for (const answer of at.answers) {
			assert.ok(answer.height > 0);
			assert.ok(answer.top > Math.max(...at.titles));
		}
	});
}

async function hub(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(site.url + 'zh/');
		await page.click('.nav a[href$="/study/"]');
		await page.waitForURL(site.url + 'zh/study/');
		await page.click(`main a[href$="/${SET.split('/').slice(1).join('/')}"]`);
		await page.waitForURL(site.url + SET);
	});
}

/* An address with a question in it: shown alone at once, and the keys act. */
async function from_address(browser, site) {
	await with_tab(browser, site, STILL, async ({ page }) => {
		await page.goto(site.url + SET);
		const [, second] = (await page.evaluate(seen)).shown;
		await page.goto('about:blank');
		await page.goto(`${site.url}${SET}#s-${second}`);
		await page.waitForFunction(() => document.activeElement.localName === 'summary');
		await page.keyboard.press('Space');
		const now = await page.evaluate(seen);
		assert.deepEqual([now.shown, now.open], [[second], [true]]);
	});
}

export default async function study(site, browser) {
	await fact('the navigation leads to the sets and to one of them', () => hub(browser, site));
	await fact('study by keyboard: start, open, grade, next, back', () => by_keyboard(browser, site));
	await fact('study begins at the question in the address', () => from_address(browser, site));
	await fact('study to the end: what was forgotten comes again', () => to_the_end(browser, site));
	await fact('study goes on where the reader left', () => resumes(browser, site));
	await fact('study bears odd things in the store', () => odd_storage(browser, site));
	await fact('study without JavaScript: closed answers, one at a time by links', () => without_script(browser, site));
	await fact('study on paper: the answers stand behind the questions', () => paper(browser, site));
}
