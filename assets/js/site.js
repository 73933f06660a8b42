// Everything here is a convenience; the page is complete without it.
const root = document.documentElement;
const main = document.getElementById("main");
const words = main.dataset;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

// Theme: system, light, dark, and round again.  The button's name says the state.
const themes = ["system", "light", "dark"];
const button = document.querySelector(".theme");
const current = () => root.dataset.theme || "system";
const say = () => { button.title = button.dataset[current()]; button.setAttribute("aria-label", button.title); };
if (button) {
	button.addEventListener("click", () => {
		const next = themes[(themes.indexOf(current()) + 1) % 3];
		if (next === "system") delete root.dataset.theme; else root.dataset.theme = next;
		try {
			if (next === "system") localStorage.removeItem("theme"); else localStorage.setItem("theme", next);
		} catch { /* storage is off: the choice holds for this page */ }
		say();
	});
	say();
}

const press = (name, className, act) => {
	const made = document.createElement("button");
	made.type = "button";
	made.className = className;
	made.textContent = name;
	made.addEventListener("click", () => act(made));
	return made;
};
const store = (where, key, value) => {
	try {
		if (value === undefined) return where.getItem(key);
		where.setItem(key, value);
	} catch { /* storage is off */ }
	return null;
};

// Copy a code sample, and break its long lines.  Line numbers are drawn by the
// style sheet, so they stay behind.
for (const figure of all("figure.code")) {
	const code = figure.querySelector("code"), tools = document.createElement("span");
	tools.className = "copies";
	if (code.scrollWidth > figure.clientWidth) {
		const wrap = press(words.wrap, "copy", b =>
			b.setAttribute("aria-pressed", figure.classList.toggle("lines-wrap")));
		wrap.setAttribute("aria-pressed", "false");
		tools.append(wrap);
	}
	tools.append(press(words.copy, "copy", async b => {
		try {
			await navigator.clipboard.writeText(code.textContent);
			b.textContent = words.copied;
		} catch {
			b.textContent = words.failed;
		}
		setTimeout(() => { b.textContent = words.copy; }, 1500);
	}));
	(figure.querySelector("figcaption") || figure).append(tools);
}

// What is copied has its formulas as TeX: a half-selected one is taken whole.
addEventListener("copy", e => {
	const selection = getSelection();
	if (selection.isCollapsed || !e.clipboardData) return;
	const range = selection.getRangeAt(0).cloneRange();
	const formula = n => (n.closest ? n : n.parentElement).closest(".katex");
	const first = formula(range.startContainer), last = formula(range.endContainer);
	if (first) range.setStartBefore(first);
	if (last) range.setEndAfter(last);
	const part = range.cloneContents(), formulas = all(".katex", part);
	if (!formulas.length) return;
	for (const f of formulas) {
		const mark = f.querySelector("math[display=block]") ? "$$" : "$";
		f.replaceWith(mark + f.querySelector("annotation").textContent + mark);
	}
	for (const block of all("p, li, pre, tr, h2, h3, h4, dt, dd, .formula", part)) block.append("\n");
	e.clipboardData.setData("text/plain", part.textContent.trim());
	e.preventDefault();
});

// A diagram large.  It is lent to the dialog, not copied: its ids stay unique.
for (const figure of all("figure.diagram")) {
	const svg = figure.querySelector("svg");
	if (!svg) continue;
	const open = press(words.zoom, "copy zoom-open", () => {
		const dialog = document.createElement("dialog"), place = document.createComment("");
		dialog.className = "sheet zoom";
		dialog.setAttribute("aria-label", words.zoom);
		svg.replaceWith(place);
		dialog.append(press(words.close, "copy", () => dialog.close()), svg);
		dialog.addEventListener("close", () => { place.replaceWith(svg); dialog.remove(); open.focus(); });
		dialog.addEventListener("click", e => { if (e.target === dialog) dialog.close(); });
		main.append(dialog);
		dialog.showModal();
	});
	figure.after(open);
}

// Previous and next within the list that the reader came from.
const rows = all(".rows a.t");
for (const row of rows)
	row.addEventListener("click", () => store(sessionStorage, "list", JSON.stringify({
		url: location.href, name: document.querySelector("h1").textContent,
		items: rows.map(a => [a.pathname, a.textContent]),
	})));
const pager = document.querySelector(".pager[aria-label]");
const list = JSON.parse(store(sessionStorage, "list") || "null");
const place = list ? list.items.findIndex(([path]) => path === location.pathname) : -1;
if (pager && place >= 0) {
	for (const [rel, item] of [["prev", list.items[place - 1]], ["next", list.items[place + 1]]]) {
		const link = pager.querySelector(`[rel=${rel}]`);
		if (!item) {
			link?.remove();
		} else if (link) {
			link.href = item[0];
			link.querySelector(".t").textContent = item[1];
		}
	}
	const back = document.createElement("a");
	back.className = "back";
	back.href = list.url;
	back.textContent = words.back.replace("{name}", list.name);
	pager.append(back);
}

// Keys: nothing in fields, nothing with Ctrl and the like, and none at all when turned off.
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
const setKeys = on => { root.dataset.keys = on ? "on" : "off"; };
setKeys(store(localStorage, "keys") !== "off");
if (keys) {
	keysOn.checked = root.dataset.keys === "on";
	keysOn.addEventListener("change", () => {
		setKeys(keysOn.checked);
		store(localStorage, "keys", root.dataset.keys);
	});
	document.getElementById("keys-open").addEventListener("click", () => keys.showModal());
}
function step(by) {
	const stops = rows.length ? rows : all(".flow > .q > .q-title");
	if (!stops.length) {
		document.querySelector(`a[rel=${by > 0 ? "next" : "prev"}]`)?.click();
		return;
	}
	const at = rows.length ? rows.indexOf(document.activeElement)
		: stops.findLastIndex(s => s.getBoundingClientRect().top < 100);
	const stop = stops[Math.max(0, Math.min(stops.length - 1, at + by))];
	if (!rows.length) stop.tabIndex = -1;
	stop.focus();
	if (!rows.length) stop.scrollIntoView();
}
addEventListener("keydown", e => {
	if (e.ctrlKey || e.metaKey || e.altKey || root.dataset.keys === "off") return;
	if (e.target.closest?.("input, select, textarea, dialog, [contenteditable]")) return;
	const seek = document.querySelector("#seek [name=q], .find [name=q], .to-find a");
	if (e.key === "/" && seek) {
		if (seek.offsetParent) seek.focus();
		else document.querySelector(".to-find a").click();
	} else if (e.key === "?" && keys) {
		keys.showModal();
	} else if (e.key === "j" || e.key === "k") {
		step(e.key === "j" ? 1 : -1);
	} else {
		return;
	}
	e.preventDefault();
});

// On a phone the navigation may be longer than the screen: show where we are.
const here = document.querySelector(".nav [aria-current]");
if (here) here.closest(".nav").scrollLeft = here.offsetLeft - here.closest(".nav").offsetLeft - 48;

// What scrolls sideways can be reached with the keyboard.
for (const box of all(".scroll, pre, .formula, .diagram")) {
	if (box.scrollWidth <= box.clientWidth || box.tabIndex === 0) continue;
	box.tabIndex = 0;
	if (box.tagName === "FIGURE") continue; // has its caption for a name
	box.setAttribute("role", "group");
	box.setAttribute("aria-label", words.scrolls);
}

// The table of contents follows the reader where CSS cannot.
const links = all(".toc a");
if (links.length && !CSS.supports("scroll-target-group", "auto")) {
	const byId = new Map(links.map(a => [decodeURIComponent(a.hash.slice(1)), a]));
	const seen = new IntersectionObserver(entries => {
		const entry = entries.find(e => e.isIntersecting);
		if (!entry) return;
		links.forEach(a => a.removeAttribute("aria-current"));
		byId.get(entry.target.id).setAttribute("aria-current", "true");
	}, { rootMargin: "0px 0px -75% 0px" });
	for (const id of byId.keys()) {
		const heading = document.getElementById(id);
		if (heading) seen.observe(heading);
	}
}

// Paper, in browsers without ::details-content.
addEventListener("beforeprint", () => all("details.field").forEach(d => { d.open = true; }));
