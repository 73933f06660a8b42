import { summary } from './check.mjs';

const groups = ['frames', 'katex', 'pygments', 'svg', 'mermaid'];
const wanted = process.argv.slice(2);

for (const name of wanted.length > 0 ? wanted : groups)
	await (await import(`./${name}.test.mjs`)).default();
process.exit(summary());
