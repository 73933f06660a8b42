/* The writer of drawings, given trees that no browser would make. */
import assert from 'node:assert/strict';
import { svg } from '../../generator/workers/mermaid_svg.mjs';
import { fact } from './check.mjs';

function drawn(...children) {
	return svg({ tree: ['svg', {}, ...children], box: [0, 0, 10, 10], title: 't',
		description: '' }, 'm');
}

/* What is left of the children, without the frame around them. */
function inner(...children) {
	return /<\/title>(.*)<\/svg>$/s.exec(drawn(...children))[1];
}

const RECT = ['rect', { width: '1', height: '1' }];

function dropsElements() {
	for (const name of ['script', 'style', 'foreignObject', 'iframe', 'animate', 'set', 'a',
		'feImage', 'filter', 'handler', 'title', 'SCRIPT', 'constructor', '__proto__'])
		assert.equal(inner([name, { href: 'x' }, 'alert(1)', RECT]), '', name);
}

function dropsAttributes() {
	const bad = { onload: 'alert(1)', onclick: 'x', style: 'fill:url(//evil)', class: 'x',
		href: 'https://evil/', 'xlink:href': 'javascript:x', 'data-x': '1', src: 'x',
		constructor: '1', 'font-family': 'x' };

	assert.equal(inner(['rect', { ...bad, width: '1', height: '1' }]),
		'<rect width="1" height="1"/>');
}

function dropsValues() {
	const values = ['url(https://evil/x)', 'url(//evil)', "url('x')", 'expression(1)', 'red;x:y',
		'var(--mm-x, url(x))', 'javascript:x', '"><script>', 'url(#a) url(//b)', 'image(x)'];

	for (const fill of values)
		assert.equal(inner(['rect', { fill, width: '1' }]), '<rect width="1"/>', fill);
	for (const href of ['https://evil/#a', '//evil', 'data:image/svg+xml,<svg>', 'a.png'])
		assert.equal(inner(['use', { href }], ['image', { href }]), '<use/>', href);
	assert.equal(inner(['rect', { transform: 'translate(1) url(x)', width: '1' }]),
		'<rect width="1"/>');
	assert.equal(inner(['path', { d: 'M0 0<script>' }]), '<path/>');
}

function escapes() {
	const hostile = '</text><script>alert(1)</script>&amp;"\u0000\u000b\ud800';

	assert.equal(inner(['text', {}, hostile]),
		'<text>&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;"\ufffd</text>');
	const out = svg({ tree: ['svg', {}, RECT], box: [0, 0, 1, 1], title: '</title><b>',
		description: '"<&' }, 'm');
	assert.match(out, /<title id="m-1">&lt;\/title&gt;&lt;b&gt;<\/title>/);
	assert.match(out, /<desc id="m-2">"&lt;&amp;<\/desc>/);
}

function names() {
	const out = drawn(['marker', { id: 'unused' }, RECT], ['marker', { id: 'x y' }, RECT],
		['marker', { id: 'é.a:b' }, RECT], ['marker', { id: 'é.a:b' }, RECT],
		['path', { d: 'M0 0L1 1', 'marker-end': 'url(#é.a:b)', 'marker-start': 'url(#gone)' }]);

	assert.match(out, /^<svg class="mermaid" id="m" role="img" aria-labelledby="m-1" /);
	assert.equal(inner(['marker', { id: 'é.a:b' }, RECT],
		['path', { d: 'M0 0L1 1', 'marker-end': 'url(#é.a:b)', 'marker-start': 'url(#gone)' }]),
	'<marker id="m-2"><rect width="1" height="1"/></marker>' +
		'<path d="M0 0L1 1" marker-end="url(#m-2)"/>');
	assert.equal(out.split('id="').length - 1, 3);
}

function prunes() {
	assert.equal(inner(['g', {}, ['g', {}, RECT]], ['g', { fill: 'none' }], ['text', {}, ' ']),
		'<rect width="1" height="1"/>');
	assert.equal(inner(['text', {}, ['tspan', {}, '什么是'], ['tspan', {}, ' KV']]),
		'<text>什么是 KV</text>');
	assert.equal(inner(['defs', {}, ['linearGradient', { id: 'g' }]]), '');
}

function shortensPaths() {
	const d = (path) => /d="([^"]*)"/.exec(inner(['path', { d: path }]))[1];

	assert.equal(d('M1.04,2.06L-3.999,4'), 'M1 2.1L-4 4');
	assert.equal(d('M0 0C1 1 2 2 3 3'), 'M0 0L3 3');
	assert.equal(d('M0 0C1 1 2 2 3 3C3 4 3 5 3 5.5'), 'M0 0L3 3L3 5.5');
	assert.equal(d('M0 0C5 0 5 5 5 10'), 'M0 0C5 0 5 5 5 10');
	/* each stroke twice, as the library for hand-drawn lines has it */
	assert.equal(d('M0 0C1 0 2 0 3 0M0 0C1 0 2 0 3 0M3 0C3 1 3 2 3 3M3 0C3 1 3 2 3 3'),
		'M0 0L3 0L3 3');
	/* relative numbers would add their errors up */
	assert.equal(d('m0 0l.12345 1'), 'm0 0l0.12 1');
	assert.equal(d('M0 0A5 5 0 0110 10'), 'M0 0A5 5 0 0110 10');
	assert.equal(d('M1e-9 0L1e2 .5'), 'M0 0L100 0.5');
	assert.equal(d('M0 0 1 1 2 0Z'), 'M0 0L1 1L2 0Z');
}

export default async function () {
	await fact('only listed elements are written', dropsElements);
	await fact('only listed attributes are written', dropsAttributes);
	await fact('only values that cannot load are written', dropsValues);
	await fact('words are escaped', escapes);
	await fact('ids follow the prefix, references lead somewhere', names);
	await fact('what draws nothing is left out', prunes);
	await fact('a path is shorter and the same line', shortensPaths);
}
