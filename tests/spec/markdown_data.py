#!/usr/bin/python3
"""The Markdown layer against its own description and against others' data.

usage: markdown_data.py MARKDOWN_RUN

First every example of markdown.md.  Then, when ../shared/data is beside the project,
the examples of GFM 0.29, CommonMark 0.31, cmark-gfm's own tests and the CJK-friendly
amendments: what we write must be what they expect once the differences markdown.md
describes are undone (`plain`), and each example that still differs is listed with its
reason.  A listed one that no longer differs is a failure too.
"""
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data" / "markdown"
ALL = "mdhc"
passed = failed = 0


def report(ok, name, detail=""):
    global passed, failed
    passed += ok
    failed += not ok
    print(("ok - " if ok else "not ok - ") + name)
    if not ok and detail:
        print("\n".join("    " + x for x in detail.splitlines()))


def run(driver, cases, *flags):
    """The answer to each (markdown, options); a crash answers the rest."""
    frames = b""
    for text, options in cases:
        data = text.encode()
        frames += b"%d %s\n" % (len(data), (options or "-").encode()) + data
    done = subprocess.run([driver, *flags], input=frames, stdout=subprocess.PIPE)
    out, at, result = done.stdout, 0, []
    while at < len(out):
        end = out.index(b"\n", at)
        n = int(out[at:end])
        result.append(out[end + 1:end + 1 + n].decode(errors="replace"))
        at = end + 1 + n
    result += [f"(the program ended with status {done.returncode})"] * (
        len(cases) - len(result))
    return result


# Our own description.

EXAMPLE = re.compile(r"^`{8} example(.*)\n((?:.*\n)*?)\.\n((?:.*\n)*?)`{8}$", re.M)
SWITCHES = {"no-math": "m", "no-mermaid": "d", "no-highlight": "h", "no-cjk": "c"}


def options_of(words):
    options = ALL
    for word in words.split():
        if word == "unsafe":
            options += "u"
        else:
            options = options.replace(SWITCHES[word], "")
    return options


def own(driver):
    text = (HERE / "markdown.md").read_text()
    examples, sections = [], []
    for m in EXAMPLE.finditer(text):
        heading = re.findall(r"^## (.*)$", text[:m.start()], re.M)
        sections.append(heading[-1] if heading else "Introduction")
        examples.append((m[2].replace("→", "\t"), options_of(m[1]),
                         m[3].replace("→", "\t")))
    report(len(examples) > 45, f"markdown.md has {len(examples)} examples")
    answers = run(driver, [(md, o) for md, o, _ in examples])
    count = {}
    for section, (md, _, want), got in zip(sections, examples, answers):
        count[section] = count.get(section, 0) + 1
        report(got == want, f"markdown.md: {section} {count[section]}",
               f"{md}--- want\n{want}--- got\n{got}")


# What others expect.

OTHER_SCHEME = "only http, https, mailto and tel leave the site"
WIKI = "[[foo]] is a link to the thing called foo"
BARE = "bare URLs are links, the example is without that extension"
TAGFILTER = "raw HTML has a list of its own, the tagfilter extension is off"
META = "the rest of a fence's first line is for attributes"
NEWER = "cmark-gfm 0.29 is older than this rule of CommonMark"
IGNORED = "the example has no expectation"

DIFFER = {
    "gfm_spec": {
        598: WIKI,
        604: OTHER_SCHEME, 606: OTHER_SCHEME, 607: OTHER_SCHEME,
        609: OTHER_SCHEME, 628: OTHER_SCHEME,
        610: BARE, 614: BARE, 616: BARE, 619: BARE, 620: BARE,
        653: TAGFILTER,
    },
    "commonmark_spec": {
        28: NEWER, 173: NEWER, 627: NEWER, 628: NEWER,
        592: WIKI,
        598: OTHER_SCHEME, 600: OTHER_SCHEME, 601: OTHER_SCHEME,
        603: OTHER_SCHEME,
        604: BARE, 608: BARE, 610: BARE, 613: BARE, 614: BARE,
    },
    "gfm_extensions": {20: IGNORED, 22: TAGFILTER},
    "gfm_extensions-full-info-string": {2: META, 3: META, 4: META},
    "gfm_regression": {},
    "cjk_friendly": {},
}

# The differences that markdown.md describes, undone: pattern and replacement.
UNDO = [
    (r'<h(\d) id="[^"]*">', r"<h\1>"),
    (r'<div class="highlight"><pre>', "<pre>"),
    (r"</code></pre></div>", "</code></pre>"),
    (r'<div class="scroll"><table>', "<table>"),
    (r"</table></div>", "</table>"),
    (r'<(t[hd]) class="(left|center|right)">', r'<\1 align="\2">'),
    (r' loading="lazy" />', " />"),
    (r'<em lang="en">', "<em>"),
]


def plain(html):
    """Our HTML as cmark-gfm would have written it."""
    for pattern, to in UNDO:
        html = re.sub(pattern, to, html)
    return html.strip()


def alike(html):
    """Theirs and ours, where only the spelling differs: check boxes, footnotes."""
    def box(m):
        return "<input checked>" if "checked" in m[0].replace("checkbox", "") else "<input>"
    html = re.sub(r"<input [^>]*>", box, html)
    if 'class="footnote' not in html:
        return html.strip()
    html = re.sub(r' (?:role="[^"]*"|data-footnote[-a-z]*|aria-label="[^"]*")', "", html)
    # cmark-gfm's older tests number the footnotes and link the first reference only
    names = {}
    for name in re.findall(r'href="#fn-?([^"]*)"', html):
        names.setdefault(name, str(len(names) + 1))
    html = re.sub(r' <a href="[^"]*" class="footnote-backref">↩<sup.*?</sup></a>', "", html)
    one = "|".join(re.escape(name) for name in names)
    return re.sub(rf'"(#?)fn(ref)?-?({one})(?:-\d+)?"',
                  lambda m: f'"{m[1]}fn{m[2] or ""}{names[m[3]]}"', html).strip()


def read(name):
    path = DATA / f"{name}.json"
    if not path.exists():
        print(f"ok - {name} # SKIP ../shared/data/markdown/{name}.json is not there")
        return None
    return json.loads(path.read_text())


def others(driver, name):
    cases = read(name)
    if cases is None:
        return
    # raw HTML as it is, no formulas, no joined lines, plain code: as cmark has it
    answers = run(driver, [(c["markdown"], "u") for c in cases])
    differ = []
    for i, (case, got) in enumerate(zip(cases, answers)):
        number = case.get("example", i + 1)
        got, want = plain(got), case["html"].strip()
        same = got == want or alike(got) == alike(want)
        known = number in DIFFER[name]
        if not same:
            differ.append(number)
        if same == known:
            report(False, f"{name} {number}",
                   "it is listed, but does not differ" if same else
                   f"{case['markdown']!r}\nwant {want!r}\ngot  {got!r}")
    reasons = sorted(set(DIFFER[name].values()))
    report(True, f"{name}: {len(cases) - len(differ)} of {len(cases)} are the same, "
           f"{len(differ)} differ for {len(reasons)} known reasons")
    for reason in reasons:
        print(f"#   {', '.join(str(n) for n in DIFFER[name] if DIFFER[name][n] == reason)}"
              f": {reason}")


# What must hold for every text.

def twins(driver):
    """Other line ends: the same but for offsets."""
    texts = [c["markdown"] for name in DIFFER for c in read_quietly(name)
             if "\r" not in c["markdown"]]
    texts += [m[2] for m in EXAMPLE.finditer((HERE / "markdown.md").read_text())]
    same = 0
    answers = [run(driver, [(t.replace("\n", end), ALL) for t in texts])
               for end in ("\n", "\r\n", "\r")]
    for text, *three in zip(texts, *answers):
        if len(set(three)) == 1:
            same += 1
        else:
            report(False, "line ends make no difference", repr(text))
    report(same == len(texts), f"{same} texts are the same with LF, CRLF and CR")


def read_quietly(name):
    path = DATA / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else []


def bombs(driver):
    """Patterns that make parsers slow or end them: an answer, whatever it is."""
    n = 20000
    patterns = {
        "quotes on a line": ">" * n,
        "quotes and emphasis": ">" * 90 + "a*a*" * n,
        "lists on a line": "- " * n + "x",
        "brackets": "[" * n,
        "brackets closed": "[" * n + "a" + "]" * n,
        "link openers": "[a](" * n,
        "image openers": "![" * n,
        "wiki openers": "[[" * n + "]]",
        "wiki escaped": "\\[[a]]" * n,
        "emphasis": "*a **a " * n,
        "emphasis closers": "a**b" + "c* " * n,
        "underscores": "_a __a " * n,
        "tildes": "~a ~~a " * n,
        "backticks": "".join("e" + "`" * i for i in range(200)) * 4,
        "formula openers": "\\(" * n,
        "dollars": "$a " * n,
        "double dollars": "$$a\n\n" * n,
        "bracket formulas": "\\[\n\n" * n,
        "bracket formulas in lists": "- \\[\n" * n,
        "bracket formulas in quotes": "> \\[\n" * n + "\n\n\\]",
        "wide table": "|" + "x|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "|\n" * 200,
        "tables": "a|b\n-|-\n" * n,
        "references": "".join(f"[{i}]: u\n" for i in range(n)) + "[0] " * n,
        "reference bomb": "[a]: " + "u" * n + "\n\n" + "[a]" * n,
        "footnotes": "".join(f"[^{i}]" for i in range(n)) + "\n\n" +
                     "".join(f"[^{i}]: x\n" for i in range(n)),
        "footnotes of one name": "".join(f"[^{c}] " for c in "！？。，、；：") + "\n\n" +
                     "".join(f"[^{c}]: x\n" for c in "！？。，、；："),
        "headings of one name": "# a\n" * n,
        "attributes": "# " + "{#a " * n + "}\n",
        "raw elements": "x <b>" * n,
        "raw end tags": "x </b>" * n,
        "raw nesting": "<div>\n" * n,
        "unclosed tags": "x <a href='" * n,
        "comments": "x <!-- " * n,
        "entities": "&" * n + "amp;",
        "urls": "http://" * n,
        "urls of Chinese": "http://中" * n,
        "mails": "@" * n,
        "soft breaks": "中\n" * n,
        "ranges": "3~5" * n,
        "one long line": "数据 " * 200000,
        "code fences": "```a\n" * n,
        "nested lists": "".join("  " * i + "- a\n" for i in range(300)),
    }
    for name, text in patterns.items():
        try:
            done = subprocess.run([driver], timeout=60, stdout=subprocess.PIPE,
                                  input=b"%d %s\n" % (len(text.encode()), ALL.encode()) +
                                  text.encode())
            report(done.returncode == 0 and done.stdout != b"", f"bomb: {name}",
                   f"status {done.returncode}")
        except subprocess.TimeoutExpired:
            report(False, f"bomb: {name}", "it takes longer than a minute")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    driver = sys.argv[1]
    own(driver)
    for name in DIFFER:
        others(driver, name)
    twins(driver)
    bombs(driver)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
