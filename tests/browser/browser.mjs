/* Chromium, which speaks to nothing but the servers of the test. */
import { chromium } from 'playwright-core';

export function open_browser() {
	const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
		'--disable-background-networking', '--disable-component-update'];

	if (process.getuid() === 0)
		args.push('--no-sandbox');
	return chromium.launch({
		executablePath: process.env.TIKU_CHROMIUM || '/usr/bin/chromium', args,
	});
}

/*
 * A tab that writes down what must not be: {page, troubles} with errors on the
 * console, requests that failed, and requests to another host.
 */
export async function open_tab(context, site) {
	const page = await context.newPage();
	const troubles = [];
	const say = (what) => troubles.push(`${page.url()}: ${what}`);

	page.on('console', (m) => {
		if (m.type() === 'error' || m.type() === 'warning')
			say(m.text());
	});
	page.on('pageerror', (e) => say(e.message));
	page.on('requestfailed', (r) => {	/* what the tab left behind is no trouble */
		if (r.failure().errorText !== 'net::ERR_ABORTED')
			say(`${r.url()} failed: ${r.failure().errorText}`);
	});
	page.on('request', (r) => {
		const { protocol, origin } = new URL(r.url());
		if (protocol !== 'data:' && origin !== site.origin)
			say(`a request to ${r.url()}`);
	});
	return { page, troubles };
}

/* Run f(tab) in a context of its own. */
export async function with_tab(browser, site, options, f) {
	const context = await browser.newContext(options);

	try {
		return await f(await open_tab(context, site));
	} finally {
		await context.close();
	}
}
