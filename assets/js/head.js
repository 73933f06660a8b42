// Runs before the first paint, as a plain script ahead of the style sheets: no
// flash of the wrong theme, and no inline script.
(function (root) {
	try {
		var theme = localStorage.getItem("theme");
		if (theme === "light" || theme === "dark") root.dataset.theme = theme;
	} catch (e) { /* storage is off: the system's theme */ }
	root.classList.add("js");
	if (/^#s-/.test(location.hash)) root.classList.add("at"); // study.css: one question only
})(document.documentElement);
