import { open_browser } from '../browser/browser.mjs';
import { make_sites, remove_sites } from '../browser/site.mjs';
import { summary } from '../workers/check.mjs';

const groups = ['study', 'pair', 'search', 'keys', 'feeds'];
const [build, ...wanted] = process.argv.slice(2);

if (!build) {
	console.error('usage: tests/reader/run BUILD_DIR [GROUP...]');
	process.exit(2);
}
const sites = await make_sites(build);
const browser = await open_browser();
try {
	/* The one below a folder: an address that forgets the folder leads nowhere. */
	for (const name of wanted.length > 0 ? wanted : groups)
		await (await import(`./${name}.test.mjs`)).default(sites.at(-1), browser);
} finally {
	await browser.close();
	remove_sites(sites);
}
process.exit(summary());
