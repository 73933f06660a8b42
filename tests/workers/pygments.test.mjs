/* Code: the bytes are pygmentize's, the names those that authors write. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fact } from './check.mjs';
import { Helper } from './client.mjs';

const CODE = {
	python: '"""Two\nlines."""\ndef f(x: int) -> str:\n    # 注释\n    return f"{x:>3}" + \'\\n\'\n',
	go: 'package main\n\nfunc main() {\n\tfmt.Println("你好 <b>")\n}\n',
	cpp: '#include <vector>\n/* a\n   b */\ntemplate <class T> T max(T a, T b) { return a < b ? b : a; }\n',
	console: '$ ls -l | grep "x"\ntotal 0\n',
	sql: "SELECT a, count(*) FROM t -- 表\nWHERE b = 'x''y' GROUP BY 1;\n",
	json: '{"a": [1, 2.5e3, null, "\\u00e9"]}\n',
	text: '<script>alert("&amp;")</script>\n',
};

/* what stands after ``` : the lexer it means */
const NAMES = {
	golang: 'go', '{.python .input}': 'python', '{python}': 'python', 'c++': 'cpp',
	py3: 'python', python3: 'python', 'python3.11': 'python', 'shell-session': 'console',
	'objective-c': 'objectivec', vue: 'html', jsonc: 'json', json5: 'json', jsx: 'javascript',
	tsx: 'typescript', 'C++': 'cpp', 'c++17': 'cpp', Python: 'python', 'language-js': 'js',
	'python title="x.py" hl_lines="1"': 'python', 'rust,ignore': 'rust', ' go ': 'go',
	kt: 'kotlin', yml: 'yaml', plaintext: 'text', 'c#': 'csharp', sh: 'bash', ts: 'typescript',
};

let helper;

async function html(language, code) {
	const a = await helper.ask('code', `${language}\n${code}`);

	assert.equal(a.word, 'ok', `${language}: ${a.text}`);
	return a.text;
}

async function error(language, code = 'x\n') {
	const a = await helper.ask('code', `${language}\n${code}`);

	assert.equal(a.word, 'error');
	return JSON.parse(a.text);
}

async function sameAsCommand() {
	for (const [language, code] of Object.entries(CODE)) {
		const { stdout } = spawnSync('/usr/bin/python3', ['-I', '-m', 'pygments', '-l', language,
			'-f', 'html', '-O', 'nowrap'], { input: code, encoding: 'utf8' });
		assert.equal(await html(language, code), stdout, language);
	}
}

async function knowsNames() {
	const code = CODE.python + CODE.json + CODE.cpp;

	for (const [written, lexer] of Object.entries(NAMES))
		assert.equal(await html(written, code), await html(lexer, code), written);
}

async function linesStandAlone() {
	const all = (await Promise.all(Object.entries(CODE).map(([l, c]) => html(l, c)))).join('');

	for (const line of all.split('\n'))
		assert.equal(line.split('<span').length, line.split('</span>').length, line);
	assert.ok(all.includes('<span class="cm">   b */</span>'));
}

async function suggests() {
	assert.deepEqual(await error('pyhton'),
		{ message: "no lexer named 'pyhton'", suggestion: 'python' });
	assert.equal((await error('golnag')).suggestion, 'golang');
	assert.deepEqual(await error('zzzzzzzz'),
		{ message: "no lexer named 'zzzzzzzz'", suggestion: null });
	assert.equal((await error('题')).message, "no lexer named '题'");
}

/* CVE-2022-40896: this lexer needs hours for one line. */
async function stopsBomb() {
	const start = Date.now();
	const e = await error('properties', `a${' '.repeat(3000)}x\n`);

	assert.match(e.message, /takes too long \(over 5 s in lexer 'properties'\)/);
	assert.ok(Date.now() - start < 9000);
	assert.equal(await html('text', 'after\n'), 'after\n');
}

async function keepsBlankLines() {
	assert.equal(await html('text', '\n\n  a\n\n'), '\n\n  a\n\n');
	assert.equal(await html('text', 'no end'), 'no end\n');
	assert.equal(await html('text', ''), '\n');
}

async function takesAnyBytes() {
	const a = await helper.ask('code', Buffer.from('text\na\xff\xfe\0b\r\nc\u{1f600}', 'latin1'));

	assert.equal(a.word, 'ok');
	assert.ok(a.text.includes('\ufffd'));
}

async function neverImportsPlugins() {
	for (const name of ['../../etc/passwd', 'os', 'pygments.lexers', '__class__'])
		assert.match((await error(name)).message, /^no lexer named/);
}

export default async function () {
	helper = new Helper('pygments');
	await fact('a block is the bytes of pygmentize', sameAsCommand);
	await fact('the names that authors write find their lexer', knowsNames);
	await fact('every line of a block stands alone', linesStandAlone);
	await fact('an unknown name brings the nearest known', suggests);
	await fact('names are looked up, never imported', neverImportsPlugins);
	await fact('a block that never ends is refused, the next one drawn', stopsBomb);
	await fact('blank lines stay, so that line numbers hold', keepsBlankLines);
	await fact('any bytes are taken', takesAnyBytes);
	await helper.end();
}
