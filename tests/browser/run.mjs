import { summary } from '../workers/check.mjs';
import { open_browser } from './browser.mjs';
import { make_sites, remove_sites } from './site.mjs';
import { read_pages } from './pages.mjs';

const groups = ['links', 'data', 'read', 'look', 'nu'];
const [build, ...wanted] = process.argv.slice(2);

if (!build) {
	console.error('usage: tests/browser/run BUILD_DIR [GROUP...]');
	process.exit(2);
}
const sites = await make_sites(build);
const browser = await open_browser();
try {
	for (const site of sites)
		site.pages = await read_pages(browser, site);
	for (const name of wanted.length > 0 ? wanted : groups)
		await (await import(`./${name}.test.mjs`)).default(sites, browser);
} finally {
	await browser.close();
	remove_sites(sites);
}
process.exit(summary());
