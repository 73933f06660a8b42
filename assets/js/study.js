// Study: which question is next, and what the reader remembers.  Without this
// file the page is a list of closed answers and links from one to the next.
const main = document.querySelector("main.study");
const byId = id => document.getElementById(id);
const questions = [...main.querySelectorAll(".q")];
const store = main.querySelector(".set").dataset.store;
const DAY = 864e5;
const REST = [0, 1, 2, 4, 8, 16]; // days that a question in box 0 to 5 stays away
const today = () => Math.floor((Date.now() - new Date().getTimezoneOffset() * 6e4) / DAY);

// {question id: [box, the day it comes back]}, and where each set was left.
// Read anew each time: another tab may have written.
const read = () => {
	try {
		const kept = JSON.parse(localStorage.getItem(store));
		if (kept && typeof kept.box === "object" && typeof kept.left === "object") return kept;
	} catch { /* off, or not ours: begin anew */ }
	return { box: {}, left: {} };
};
let kept = read();
const change = f => {
	const fresh = read();
	f(fresh);
	kept = fresh;
	try { localStorage.setItem(store, JSON.stringify(fresh)); } catch { /* holds for this page */ }
};

const here = location.pathname;
const of = q => kept.box[q.dataset.id] || [0, 0];
const due = q => of(q)[1] <= today();
const known = q => of(q)[0] >= 3;
const now = () => questions.find(q => "#" + encodeURIComponent(q.id) === location.hash || "#" + q.id === location.hash);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

const standing = byId("standing"), progress = byId("progress");
const again = byId("again"), start = byId("start");

function show() {
	const left = questions.filter(due).length;
	standing.textContent = left
		? fill(standing.dataset.due, { n: left, known: questions.filter(known).length })
		: standing.dataset.done;
	progress.value = questions.length - left;
	for (const q of questions) {
		const [box, day] = of(q), badge = q.querySelector(".box");
		badge.textContent = box && day > today()
			? fill(badge.dataset.box, { n: box, days: day - today() }) : "";
	}
	again.hidden = !questions.some(q => q.dataset.id in kept.box);
}

function go(q) {
	location.hash = q ? q.id : "main";
}

// The next one that is due, behind this one and then from the front.
function next(q) {
	const at = questions.indexOf(q);
	return [...questions.slice(at + 1), ...questions.slice(0, at + 1)].find(due);
}

// 1 forgot: box 0, again in this sitting; 2 vague: back a box; 3 knew: on; 4 easily: two on.
function grade(q, mark) {
	const to = [0, Math.max(1, of(q)[0] - 1), of(q)[0] + 1, of(q)[0] + 2][mark - 1];
	const box = Math.min(to, REST.length - 1);
	change(all => { all.box[q.dataset.id] = [box, today() + REST[box]]; });
	show();
	q.querySelector("details").open = false;
	const then = next(q);
	go(then);
	if (then === q) arrive();
}

// A new question has its answer closed; the focus stands on what opens it.
function arrive() {
	const q = now();
	document.documentElement.classList.remove("at");
	if (!q) return;
	const answer = q.querySelector("details");
	if (answer) answer.open = false;
	(answer?.querySelector("summary") || q.querySelector("a")).focus({ preventScroll: true });
	change(all => { all.left[here] = q.dataset.id; });
}

main.tabIndex = -1;
addEventListener("hashchange", arrive);
for (const q of questions)
	q.querySelectorAll(".grade button").forEach((button, i) =>
		button.addEventListener("click", () => grade(q, i + 1)));

// Keys act while the focus is inside the page (WCAG 2.1.4), and can be turned off.
main.addEventListener("keydown", e => {
	const q = now();
	if (!q || e.ctrlKey || e.metaKey || e.altKey || document.documentElement.dataset.keys === "off") return;
	const answer = q.querySelector("details");
	if (e.key === " " && !e.target.closest("summary, button, a, input")) {
		e.preventDefault();
		if (answer) answer.open = !answer.open;
	} else if (e.key === "j" || e.key === "k") {
		const link = q.querySelector(e.key === "j" ? ".pager .next" : ".pager .to-prev");
		link.click();
	} else if (/^[1-4]$/.test(e.key) && answer?.open)
		grade(q, +e.key);
	else
		return;
	e.stopPropagation();
});

byId("paper").addEventListener("click", () => print());
again.addEventListener("click", () => {
	if (!confirm(again.dataset.ask)) return;
	change(all => {
		for (const q of questions) delete all.box[q.dataset.id];
		delete all.left[here];
	});
	show();
});

// Go on where the reader left, else with the first that is due.
const left = questions.find(q => q.dataset.id === kept.left[here]);
const first = left && due(left) ? left : questions.find(due) || questions[0];
start.hash = first.id;
if (left) start.textContent = fill(start.dataset.resume, { n: parseInt(first.querySelector(".paper-no").textContent, 10) });
show();
if (now()) { // behind the browser's own jump to the anchor, which takes the focus away
	if (document.readyState === "complete") arrive();
	else addEventListener("load", () => requestAnimationFrame(arrive));
}
