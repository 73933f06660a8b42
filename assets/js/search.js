// The search page.  The index is loaded with the first search, never before.
const form = document.getElementById("seek");
const found = document.getElementById("found");
const hits = document.getElementById("hits");
const more = document.getElementById("more-hits");
const words = form.dataset;
const box = form.elements.q;
const selects = [...form.querySelectorAll("select")];
const PAGE = 10;

let engine, results = [], turn = 0;

function load() {
	engine ??= import(words.engine).then(async pagefind => {
		await pagefind.options({ excerptLength: 24 });
		await pagefind.init();
		fill(await pagefind.filters());
		return pagefind;
	});
	engine.catch(() => { engine = undefined; });
	return engine;
}

// What can be chosen, and what the address asks for.
function fill(filters) {
	const asked = new URLSearchParams(location.search);
	for (const select of selects) {
		const names = Object.keys(filters[select.name] || {});
		select.replaceChildren(new Option(words.any, ""), ...names.map(n => new Option(n, n)));
		if (names.includes(asked.get(select.name))) select.value = asked.get(select.name);
		select.parentElement.hidden = names.length === 0;
	}
	form.querySelector("fieldset").hidden = selects.every(s => s.parentElement.hidden);
}

// The excerpt is the index's: text and <mark>.  Nothing else is let through.
function excerpt(html) {
	const p = document.createElement("p");
	p.className = "about";
	html.split(/<(\/?mark)>/).reduce((to, part) => {
		if (part === "mark") return to.appendChild(document.createElement("mark"));
		if (part === "/mark") return p;
		to.append(new DOMParser().parseFromString(part, "text/html").body.textContent);
		return to;
	}, p);
	return p;
}

// The index cuts Chinese into words of its own, often shorter ones than a reader
// types: 注意力 stands there as 注意 and 力.  So ask for the text, for its words, and
// for their halves; what is found first stands first.
function forms(text) {
	if (!/\p{Script=Han}/u.test(text) || !Intl.Segmenter) return [text];
	const parts = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" }).segment(text);
	const list = [...parts].filter(s => s.isWordLike).map(s => s.segment);
	const halves = list.flatMap(w => /^\p{Script=Han}{3,}$/u.test(w) ? w.match(/..?/gu) : w);
	return [...new Set([text, list.join(" "), halves.join(" ")])].filter(Boolean);
}

async function ask(text, filters) {
	const pagefind = await load();
	const answers = await Promise.all((text ? forms(text) : [null])
		.map(form => pagefind.search(form, { filters })));
	return [...new Map(answers.flatMap(a => a.results).map(r => [r.id, r])).values()];
}

async function show(mine) {
	const some = await Promise.all(results.splice(0, PAGE).map(r => r.data()));
	if (mine !== turn) return;
	for (const hit of some) {
		const li = document.createElement("li"), a = document.createElement("a");
		a.className = "t";
		a.href = hit.url;
		a.textContent = hit.meta.title;
		li.append(a, excerpt(hit.excerpt));
		hits.append(li);
	}
	more.hidden = results.length === 0;
	more.textContent = words.more.replace("{n}", Math.min(PAGE, results.length));
}

async function search() {
	const text = box.value.trim(), mine = ++turn;
	const filters = Object.fromEntries(selects.filter(s => s.value).map(s => [s.name, s.value]));
	const asked = new URLSearchParams(text ? { q: text, ...filters } : filters).toString();

	history.replaceState(null, "", asked ? "?" + asked : location.pathname);
	hits.replaceChildren();
	more.hidden = true;
	found.textContent = "";
	if (!text && Object.keys(filters).length === 0) return;
	found.textContent = words.working;
	try {
		const all = await ask(text, filters);
		if (mine !== turn) return;
		results = all;
		found.textContent = results.length === 0 ? words.none
			: (results.length === 1 ? words.one : words.other).replace("{n}", results.length);
		await show(mine);
	} catch {
		if (mine === turn) found.textContent = words.failed;
	}
}

let wait;
const soon = () => { clearTimeout(wait); wait = setTimeout(search, 250); };
form.addEventListener("submit", e => { e.preventDefault(); clearTimeout(wait); search(); });
box.addEventListener("input", soon);
selects.forEach(s => s.addEventListener("change", search));
more.addEventListener("click", async () => {
	const last = hits.lastElementChild;
	await show(turn);
	last?.nextElementSibling?.querySelector("a").focus();
});

const asked = new URLSearchParams(location.search);
box.value = asked.get("q") || "";
if ([...asked.keys()].length) load().then(search, search);
else box.focus();
