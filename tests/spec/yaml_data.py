#!/usr/bin/python3
"""YAML and front matter against data nobody here wrote.

usage: yaml_data.py YAML_RUN

Reads ../shared/data beside the project and skips, saying so, what is not there.
Scalars stay text in our trees, so `true` and "true" count as the same here.
"""
import json
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"

# Invalid, yet libyaml reads them and so do we: comments that touch a value,
# lines of quoted text or brackets that are indented too little.
INVALID_ACCEPTED = set("""
    9C9N 9JBA CVW2 DK95/01 G5U8 MUS6/00 QB6E S98Z SU5Z X4QW Y79Y/003 YJV2
""".split())
# Valid YAML 1.2 that libyaml, which knows 1.1, refuses.
VALID_REFUSED = {
    "colons and keys over two lines in brackets": """
        4ABK 4MUZ/00 4MUZ/01 4MUZ/02 58MP 5MUD 5T43 9SA2 CFD4 DBG4 FRK4
        HM87/00 K3WX NJ66 UT92 VJP3/01""",
    "tabs as separation or at the start of a line": """
        6BCT 6CA3 96NN/00 96NN/01 A2M4 DK95/00 DK95/03 DK95/04 Q5MG R4YG
        Y79Y/001 Y79Y/010""",
    "directives it does not know": "2LFX 6LVF BEC7 MUS6/05 MUS6/06",
    "documents without a start, or nothing but an end":
        "7Z25 HWV9 M7A3 QT73 W4TN",
    "anchors of any character": "8XYN W5VH",
    "block text that is not indented": "DK3J FP8R",
}
# Valid, read by libyaml to another value: `?x` in brackets as a key, and spaces
# in the last line of block text.
VALID_DIFFERENT = set("652Z HM87/01 JEF9/02 L24T/01".split())
# What front matter has no use for is refused with these words.
OUTSIDE = (
    "is an anchor", "is an alias", "is a tag", "merges maps",
    "a second document", "a key must be text", "no key stands before",
    "a key is missing", "is here twice", "an invisible character",
    "a control character",
)
# Their last line is block text; the data's values were made without its end.
NO_LAST_NEWLINE = (
    "docs/src/content/docs/de/resources/themes.mdx",
    "fixtures/basics/src/content/docs/headings-banner.md",
    "docs/blog/posts/goodbye-github-discussions.md",
)
# Titles that fail without quotes; the note must say the line that works.
TITLES = (
    "a: b", "C++: 虚函数 和 RAII: 为什么？", "**RAG** 是什么", "@Autowired 的原理",
    "`volatile` 有什么用", "%s 和 %d", "*args 和 **kwargs", "&self 与 self",
    "!important 的优先级", "[1] 与 [2] 的区别", "{{ x }} 是什么", "'x' 与 \"x\"",
    "\"==\" 和 equals", "- 一个减号", "> 大于号", "| 管道", "? 问号: x",
    "it's: \\n", "题：为什么 a: b？",
)

passed = failed = 0


def report(ok, name, detail=""):
    global passed, failed
    if ok:
        passed += 1
        print(f"ok {name}")
    else:
        failed += 1
        print(f"not ok {name}" + "".join("\n# " + l for l in detail.split("\n")))


def load(path):
    path = DATA / path
    if not path.exists():
        print(f"skip: {path.name} is not here (data beside the project)")
        return None
    if path.suffix == ".jsonl":
        return [json.loads(l) for l in path.read_text("utf-8").splitlines()]
    return json.loads(path.read_text("utf-8"))


def run(program, mode, texts):
    """The answers of one process for all texts (str or bytes)."""
    texts = [t.encode("utf-8", "surrogatepass") if isinstance(t, str) else t
             for t in texts]
    frames = b"".join(b"%s %d\n%s" % (mode.encode(), len(t), t) for t in texts)
    p = subprocess.run([program], input=frames, capture_output=True)
    if p.returncode != 0:
        sys.exit(f"not ok {program}: exit {p.returncode}\n"
                 + p.stderr.decode("utf-8", "replace"))
    answers = [json.loads(a) for a in p.stdout.split(b"\0")[:-1]]
    assert len(answers) == len(texts)
    return answers


def same(got, want):
    """Equal but for the types that our texts do not have yet."""
    if isinstance(want, dict):
        want = {key(k): v for k, v in want.items()}
        return (isinstance(got, dict) and set(got) == set(want)
                and all(same(got[k], v) for k, v in want.items()))
    if isinstance(want, list):
        return (isinstance(got, list) and len(got) == len(want)
                and all(map(same, got, want)))
    if want is None or want == "":
        return got in (None, "~", "null", "Null", "NULL")
    if isinstance(want, bool):
        words = ("true", "yes", "on") if want else ("false", "no", "off")
        return isinstance(got, str) and got.lower() in words
    if isinstance(want, (int, float)):
        try:
            return float(number(got)) == float(want)
        except (TypeError, ValueError):
            return False
    return got == want


def key(k):
    return k if isinstance(k, str) else json.dumps(k)


def number(text):
    text = text.replace("_", "").lower()
    return int(text, 0) if text[:2] in ("0x", "0o") else float(text)


def place_ok(answer, text):
    """At least one error, all of them inside the text."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    lines = text.count("\n") + 1
    problems = answer["problems"]
    return bool(problems) and all(
        p["line"] is not None and 1 <= p["line"] <= lines and p["column"] >= 1
        for p in problems)


def said(answer):
    return "\n".join("%s:%s: %s" % (p["line"], p["column"], p["message"])
                     for p in answer["problems"])


def real_value(row):
    value = row["value"]
    if row["path"].endswith(NO_LAST_NEWLINE):
        inner = value
        while not isinstance(inner, str):
            parent = inner
            last = list(inner)[-1] if isinstance(inner, dict) else -1
            inner = inner[last]
        parent[last] = inner + "\n"
    return {} if value is None else value


def check_real(program):
    rows = load("yaml/front_matter_real.jsonl")
    if rows is None:
        return
    texts = ["---\n" + r["yaml"] + "---\nbody\n" for r in rows]
    for r, text, a in zip(rows, texts, run(program, "front", texts)):
        name = f"real {r['repo']} {r['path']}"
        if r["valid"]:
            report(a["ok"] and same(a.get("value"), real_value(r))
                   and text.encode()[a["body"]:] == b"body\n",
                   name, f"{said(a)}\n{a.get('value')}\n{r['value']}")
        else:
            report(not a["ok"] and place_ok(a, text), name,
                   f"should be refused: {a}")


def suite_problem(r, a):
    """What is wrong with the answer for a row of the suite, or None."""
    known = {i for ids in VALID_REFUSED.values() for i in ids.split()}
    if not a["ok"] and not place_ok(a, r["yaml"]):
        return "refused without a place"
    if r["error"]:
        if a["ok"] != (r["id"] in INVALID_ACCEPTED):
            return "invalid: accepted, or no longer a known exception"
    elif not a["ok"]:
        if r["id"] not in known and not any(w in said(a) for w in OUTSIDE):
            return "valid: refused, and not as outside of the profile"
    elif r["id"] in known:
        return "valid: no longer a known exception"
    elif "json_docs" in r:
        want = r["json_docs"][0] if r["json_docs"] else None
        if same(a["value"], want) == (r["id"] in VALID_DIFFERENT):
            return f"valid: read as another tree than {want}"
    return None


def check_suite(program):
    rows = load("yaml/yaml_test_suite.jsonl")
    if rows is None:
        return
    answers = run(program, "file", [r["yaml"] for r in rows])
    for r, a in zip(rows, answers):
        problem = suite_problem(r, a)
        report(problem is None, f"suite {r['id']} {r['name']}",
               f"{problem}\n{r['yaml']!r}\n{said(a)}\n{a.get('value')}")


def advice(answer):
    """The line that a note says to write, or None."""
    for p in answer["problems"]:
        for n in p["notes"]:
            if "quote the value: " in n["message"]:
                return n["message"].split("quote the value: ", 1)[1]
    return None


def check_advice(program):
    """Who writes what the note says gets what the author meant."""
    first = run(program, "front", [f"---\ntitle: {t}\n---\n" for t in TITLES])
    lines = [advice(a) for a in first]
    second = run(program, "front", [f"---\n{l}\n---\n" for l in lines])
    for title, line, a, b in zip(TITLES, lines, first, second):
        report(not a["ok"] and b["ok"] and b.get("value") == {"title": title},
               f"advice for 'title: {title}'", f"{said(a)}\n{line}\n{b}")


def escaped(s):
    """As a double-quoted scalar: JSON's, but no surrogates."""
    return '"' + "".join("\\U%08x" % ord(c) if ord(c) > 0xffff else
                         json.dumps(c)[1:-1] for c in s) + '"'


def check_naughty(program):
    """As a value: kept, or refused with a place; as advised: kept."""
    strings = load("naughty/blns.json")
    if strings is None:
        return
    texts = [f"---\ntitle: {s}\n---\n" for s in strings]
    quoted = [f"---\ntitle: {escaped(s)}\n---\n" for s in strings]
    for s, text, a in zip(strings, texts, run(program, "front", texts)):
        report(a["ok"] or place_ok(a, text), f"naughty {s!a}", str(a))
    for s, a in zip(strings, run(program, "front", quoted)):
        control = any(ord(c) < 32 and c not in "\t\n\r" or
                      127 <= ord(c) < 160 for c in s)
        kept = a["ok"] and a["value"]["title"] in (s, s or None)
        report(kept or (control and not a["ok"]), f"naughty, quoted {s!a}",
               str(a))


def mutate(rng, data):
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        what = rng.randrange(4)
        if what == 0:
            data[at:at] = rng.choice(MUTATIONS)
        elif what == 1:
            del data[at:at + rng.randint(1, 9)]
        elif what == 2:
            data[at:at + 1] = bytes([rng.randrange(256)])
        else:
            start = rng.randrange(len(data) + 1)
            data[at:at] = data[start:start + rng.randint(1, 30)]
    return bytes(data)


MUTATIONS = [s.encode() for s in (
    ":", ": ", "：", "\n", "\r\n", "\t", "- ", "---\n", "...\n", '"', "'", "[",
    "]", "{", "}", ",", "&a ", "*a", "!x ", "|\n", ">\n", "#", " #", "%", "@",
    "`", "\\", "\u2028", "\ufeff", "\0", "? ", "<<: ", "  ", "题")]


def check_mutations(program):
    """Broken at random: an answer, and a place for every refusal."""
    rng = random.Random(1)
    seeds = [f"---\ntitle: {t}\ntags: [a, {{b: c}}]\nx: |\n  y\n---\nz\n"
             .encode() for t in TITLES]
    for r in load("yaml/front_matter_real.jsonl") or []:
        seeds.append(("---\n" + r["yaml"] + "---\nbody\n").encode())
    for mode in ("front", "file"):
        texts = [mutate(rng, rng.choice(seeds)) for _ in range(4000)]
        bad = [(t, a) for t, a in zip(texts, run(program, mode, texts))
               if bool(a["problems"]) == a["ok"] or
               (not a["ok"] and not place_ok(a, t))]
        report(not bad, f"4000 mutations as {mode}", repr(bad[:3]))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip().split("\n")[2])
    check_real(sys.argv[1])
    check_suite(sys.argv[1])
    check_advice(sys.argv[1])
    check_naughty(sys.argv[1])
    check_mutations(sys.argv[1])
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
