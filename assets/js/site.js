// Everything here is a convenience; the page is complete without it.
const root = document.documentElement;
const words = document.getElementById("main").dataset;
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

// Copy a code sample.  Line numbers are drawn by the style sheet, so they stay behind.
for (const figure of all("figure.code")) {
	const copy = document.createElement("button");
	copy.type = "button";
	copy.className = "copy";
	copy.textContent = words.copy;
	copy.addEventListener("click", async () => {
		try {
			await navigator.clipboard.writeText(figure.querySelector("code").textContent);
			copy.textContent = words.copied;
		} catch {
			copy.textContent = words.failed;
		}
		setTimeout(() => { copy.textContent = words.copy; }, 1500);
	});
	(figure.querySelector("figcaption") || figure).append(copy);
}

// On a phone the navigation may be longer than the screen: show where we are.
const here = document.querySelector(".nav [aria-current]");
if (here) here.closest(".nav").scrollLeft = here.offsetLeft - 48;

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
