#!/usr/bin/python3
"""Our templates against Jinja2's.

usage: template_diff.py TEMPLATE_RUN [COUNT [SEED]]

Runs the examples of template.md, then COUNT random templates (default 4000)
over random data, then mutations of them, through both.  What we accept Jinja2
must render to the same bytes; what we refuse is counted, so that a generator
that only makes refused templates is noticed.
"""
import json
import pathlib
import random
import re
import subprocess
import sys

import jinja2
import markupsafe

HERE = pathlib.Path(__file__).resolve().parent
BATCH = 250
passed = failed = 0


def report(ok, name, detail=""):
    global passed, failed
    passed += ok
    failed += not ok
    print(("ok - " if ok else "not ok - ") + name)
    if not ok and detail:
        print("\n".join("    " + x for x in detail.splitlines()))


# Both engines.

def ours(driver, cases):
    """One answer for each case; a crash answers the rest with an error."""
    text = "".join(json.dumps(c) + "\n" for c in cases)
    run = subprocess.run([driver], input=text, text=True,
                         stdout=subprocess.PIPE, encoding="utf-8")
    answers = [json.loads(x) for x in run.stdout.splitlines()]
    while len(answers) < len(cases):
        answers.append({"crash": f"driver ended with {run.returncode}"})
    return answers


def data_of(value):
    if isinstance(value, dict):
        if "__html__" in value:
            return markupsafe.Markup(value["__html__"])
        return {k: data_of(v) for k, v in value.items()}
    if isinstance(value, list):
        return [data_of(v) for v in value]
    return value


def jinja(case):
    env = jinja2.Environment(autoescape=True, keep_trailing_newline=True,
                             loader=jinja2.DictLoader(case["templates"]))
    try:
        return env.get_template(case["main"]).render(data_of(case["data"]))
    except Exception as e:
        return e


def difference(case, answer):
    """What is wrong, or None.  A refusal is never wrong."""
    if "crash" in answer:
        return answer["crash"]
    if "error" in answer:
        return None
    want = jinja(case)
    if answer["out"] == want:
        return None
    shown = json.dumps(case["templates"], ensure_ascii=False, indent=1)
    return (f"templates {shown}\ndata "
            f"{json.dumps(case['data'], ensure_ascii=False)}\n"
            f"ours  {answer['out']!r}\njinja {want!r}")


# The examples.

def examples():
    """(heading, case, kind, expected) of each ```example in template.md."""
    text = (HERE / "template.md").read_text(encoding="utf-8")
    heading = ""
    for part in re.finditer(r"^#+ ([^\n]*)$|^````?example\n(.*?)^````?$", text,
                            re.M | re.S):
        if part[1]:
            heading = part[1]
            continue
        sections = re.split(r"^--- (.*)\n", part[2], flags=re.M)[1:]
        case = {"templates": {}, "main": sections[0], "data": {}}
        for name, body in zip(sections[::2], sections[1::2]):
            if body.endswith("\n"):
                body = body[:-1]
            if name == "data":
                case["data"] = json.loads(body)
            elif name in ("gives", "error"):
                yield heading, case, name, body
            else:
                case["templates"][name] = body


def check_example(case, kind, want, answer):
    if "crash" in answer:
        return answer["crash"]
    if kind == "gives":
        if answer.get("out") != want:
            return f"got  {answer}\nwant {want!r}"
        return difference(case, answer)
    lines = [x for x in answer.get("error", "").splitlines()
             if not re.match(r" +\d* \|", x)]
    if lines != want.splitlines():
        return "got\n" + "\n".join(lines) + f"\nwant\n{want}\n({answer})"
    return None


def run_examples(driver):
    found = list(examples())
    answers = ours(driver, [c for _, c, _, _ in found])
    numbers = {}
    for (heading, case, kind, want), answer in zip(found, answers):
        n = numbers[heading] = numbers.get(heading, 0) + 1
        problem = check_example(case, kind, want, answer)
        report(problem is None, f"{heading} {n}", problem or "")
    return [c for _, c, _, _ in found]


# Random templates.

TEXTS = ["", "a", "A<b>&\"'", "线程, 进程", "  two  words ", "x.y", "12", "-7",
         "4.5", "<p>hi &amp; bye</p>", "\u3000全角\u3000", "é", "😀!", "a\nb",
         "zz", "None", "<!-- c --><i>t</i> &lt;"]
HTMLS = ["<b>bold</b>", "", "a &amp; b", "<i>中文</i>", "x", "&#39;q&#39;"]
KEYS = ["name", "n", "tags", "html", "on", "sub", "count", "title", "0"]


def rand_value(r, depth=0):
    k = r.randrange(9 if depth < 2 else 6)
    if k == 0:
        return r.choice([0, 1, 2, 3, -5, 10, 255])
    if k == 1:
        return {"__html__": r.choice(HTMLS)}
    if k == 2:
        return r.choice([True, False, None])
    if k <= 5:
        return r.choice(TEXTS)
    if k == 6:
        return [rand_value(r, depth + 1) for _ in range(r.randrange(4))]
    return {x: rand_value(r, depth + 1)
            for x in r.sample(KEYS, r.randrange(4))}


def rand_data(r):
    data = {
        "text": r.choice(TEXTS), "cjk": "面试题: 什么是 LAM?",
        "html": {"__html__": r.choice(HTMLS)},
        "n": r.choice([0, 1, 2, 3, 7, -4]), "big": 123456789012,
        "yes": True, "no": False, "nil": None,
        "xs": [r.choice(TEXTS) for _ in range(r.randrange(5))],
        "ns": [r.randrange(-3, 9) for _ in range(r.randrange(5))],
        "mixed": [rand_value(r) for _ in range(r.randrange(4))],
        "m": {k: rand_value(r, 1) for k in r.sample(KEYS, r.randrange(5))},
        "items": [{"name": r.choice(TEXTS), "n": r.randrange(5),
                   "on": r.choice([True, False]),
                   "html": {"__html__": r.choice(HTMLS)},
                   "tags": r.sample(["x", "y", "z"], r.randrange(3)),
                   "sub": {"title": r.choice(TEXTS)}}
                  for _ in range(r.randrange(4))],
        "empty": [], "nothing": {}, "blank": "",
        "any": rand_value(r), "other": rand_value(r),
    }
    for key in r.sample(["any", "other", "text", "xs", "n", "nil"],
                        r.randrange(3)):
        del data[key]
    return data


class Gen:
    """Random templates.  Wrong kinds of values are frequent on purpose; names
    in scope are used more often than not."""

    def __init__(self, r):
        self.r = r
        self.names = ["text", "cjk", "html", "n", "big", "yes", "no", "nil",
                      "any", "other", "blank", "undefined_name"]
        self.lists = ["xs", "ns", "mixed", "items", "empty", "m", "text",
                      "undefined_name"]
        self.macros = []
        self.in_loop = 0
        self.set_names = ["s1", "s2", "text", "n"]
        self.in_block = False
        self.blocks = 0
        self.files = []

    def pick(self, *pairs):
        total = sum(w for w, _ in pairs)
        at = self.r.uniform(0, total)
        for w, f in pairs:
            at -= w
            if at <= 0:
                return f()
        return pairs[-1][1]()

    # Expressions by the kind they probably have.

    def quoted(self, s):
        if self.r.random() < 0.5 and "'" not in s and "\\" not in s:
            return "'" + s + "'"
        return json.dumps(s, ensure_ascii=False)

    def text(self, d=0):
        r = self.r
        if d > 3:
            return self.quoted(r.choice(TEXTS))
        return self.pick(
            (4, lambda: self.quoted(r.choice(TEXTS))),
            (4, lambda: r.choice(["text", "cjk", "html", "blank"])),
            (2, lambda: f"{self.any(d+1)} ~ {self.any(d+1)}"),
            (1, lambda: f"({self.text(d+1)} + {self.text(d+1)})"),
            (3, lambda: f"{self.atom(d+1)}|{self.text_filter(d+1)}"),
            (1, lambda: f"{self.list(d+1)}|join({self.text(d+2)})"),
            (1, lambda: f"items|map(attribute={r.choice(['name', 'html', 'sub.title', 'tags.0', 'nope'])!r})|join({self.text(d+2)})"),
            (1, lambda: f"{self.atom(d+1)}|tojson"),
            (1, lambda: f"items|join({self.quoted(', ')}, attribute='name')"),
            (1, self.call if self.macros else lambda: "text"),
            (1, lambda: f"({self.text(d+1)} if {self.bool(d+1)}"
                + (f" else {self.text(d+1)})" if r.random() < .7 else ")")))

    def text_filter(self, d):
        r = self.r
        return r.choice([
            "e", "escape", "lower", "upper", "trim", "string", "striptags",
            "urlencode", "reverse", "first", "last",
            f"default({self.text(d+1)})", f"d({self.text(d+1)}, true)",
            f"replace({self.text(d+2)}, {self.text(d+2)})",
            f"replace({self.quoted('a')}, {self.text(d+2)}, {r.randrange(-1, 3)})",
            "default", "list|join('-')", "tojson"])

    def int(self, d=0):
        r = self.r
        if d > 3:
            return str(r.randrange(5))
        return self.pick(
            (4, lambda: str(r.choice([0, 1, 2, 3, 5, 10, 100]))),
            (3, lambda: r.choice(["n", "big", "m.n", "yes"])),
            (3, lambda: f"{self.int(d+1)} {r.choice(['+', '-', '*', '//', '%'])} {self.int(d+1)}"),
            (1, lambda: f"({self.int(d+1)} - {self.int(d+1)}) * {self.int(d+1)}"),
            (1, lambda: f"-{self.int(d+1)}"),
            (2, lambda: f"{self.list(d+1)}|length"),
            (1, lambda: f"{self.text(d+1)}|count"),
            (1, lambda: f"{self.atom(d+1)}|int"),
            (1, lambda: f"{self.atom(d+1)}|int({self.int(d+1)})"),
            (1, lambda: f"{self.int(d+1)}|abs"),
            (1, lambda: f"ns|sum"),
            (1, lambda: "items|sum(attribute='n')"),
            (2, lambda: "loop." + r.choice(
                ["index", "index0", "length", "revindex", "revindex0"])
             if self.in_loop else "n"))

    def bool(self, d=0):
        r = self.r
        if d > 3:
            return r.choice(["true", "false", "yes", "no"])
        return self.pick(
            (3, lambda: r.choice(["true", "false", "yes", "no", "True"])),
            (3, lambda: self.any(d + 1)),
            (2, lambda: f"not {self.bool(d+1)}"),
            (3, lambda: f"{self.bool(d+1)} {r.choice(['and', 'or'])} {self.bool(d+1)}"),
            (3, lambda: f"{self.int(d+1)} {r.choice(['<', '>', '<=', '>=', '==', '!='])} {self.int(d+1)}"),
            (1, lambda: f"{self.int(d+1)} < {self.int(d+1)} <= {self.int(d+1)}"),
            (2, lambda: f"{self.text(d+1)} {r.choice(['==', '!=', '<', '>='])} {self.text(d+1)}"),
            (1, lambda: f"{self.any(d+1)} == {self.any(d+1)}"),
            (2, lambda: f"{self.any(d+1)} {r.choice(['in', 'not in'])} {self.list(d+1)}"),
            (4, lambda: f"{self.any(d+1)} is {r.choice(['', 'not '])}{self.test(d+1)}"),
            (1, lambda: "loop." + r.choice(["first", "last"])
             if self.in_loop else "yes"))

    def test(self, d):
        r = self.r
        return r.choice([
            "defined", "undefined", "none", "string", "number", "mapping",
            "sequence", "iterable", "odd", "even", "true", "false", "boolean",
            "integer", f"divisibleby {r.randrange(1, 4)}",
            f"divisibleby({self.int(d+1)})", f"eq {self.atom(d+1)}",
            f"in {r.choice(['xs', 'm', '[1, 2]', 'ns'])}",
            f"equalto({self.any(d+1)})", f"lt({self.int(d+1)})",
            f"ge {r.randrange(4)}", f"ne({self.any(d+1)})"])

    def list(self, d=0):
        r = self.r
        if d > 3:
            return r.choice(self.lists)
        return self.pick(
            (6, lambda: r.choice(self.lists)),
            (2, lambda: "[" + ", ".join(self.any(d + 1) for _ in
                                        range(r.randrange(4))) + "]"),
            (1, lambda: "items|selectattr('on')"),
            (1, lambda: "items|rejectattr('n', 'odd')|list"),
            (1, lambda: f"items|selectattr('n', 'gt', {r.randrange(3)})|list"),
            (1, lambda: "items|map(attribute='name')|list"),
            (1, lambda: f"xs|map({r.choice(['upper', 'trim', 'length', 'e', 'first'])!r})"),
            (1, lambda: "mixed|map('default', 'dd')|list"),
            (1, lambda: f"ns|select({r.choice(['odd', 'even', 'number'])!r})"),
            (1, lambda: "mixed|select|list"),
            (1, lambda: f"{self.list(d+1)}|reverse"),
            (1, lambda: f"{self.list(d+1)}|list"),
            (1, lambda: f"{self.list(d+1)} + {self.list(d+1)}"),
            (1, lambda: f"m.items()|list"),
            (1, lambda: f"({self.list(d+1)} or {self.list(d+1)})"))

    def map(self, d=0):
        r = self.r
        return self.pick(
            (5, lambda: r.choice(["m", "m", "nothing", "(items[0] or {})"])),
            (1, lambda: "{" + ", ".join(
                f"{k!r}: {self.any(d+2)}" for k in
                r.sample(KEYS, r.randrange(3))) + "}"))

    def atom(self, d=0):
        r = self.r
        return self.pick(
            (5, lambda: r.choice(self.names)),
            (2, lambda: f"({self.any(d+1)})" if d < 3 else "n"),
            (2, lambda: self.quoted(r.choice(TEXTS))),
            (1, lambda: str(r.randrange(4))),
            (3, lambda: r.choice(["m", "m", "(any or 1)", "nothing"]) + "."
             + r.choice(KEYS[:-1])),
            (1, lambda: f"m[{r.choice(KEYS)!r}]"),
            (1, lambda: f"{r.choice(['xs', 'ns', 'text', 'mixed', 'items'])}[{r.randrange(-3, 4)}]"),
            (1, lambda: f"{self.map(d+1)}[{self.any(d+1)}]"
             if d < 3 else "m.name"))

    def any(self, d=0):
        if d > 3:
            return self.r.choice(self.names)
        return self.pick((3, lambda: self.atom(d)), (3, lambda: self.text(d)),
                         (2, lambda: self.int(d)), (2, lambda: self.bool(d)),
                         (1, lambda: self.list(d)),
                         (1, lambda: self.r.choice(["none", "true", "None"])))

    def call(self):
        name, params = self.r.choice(self.macros)
        n = self.r.randrange(len(params) + 1)
        args = [self.any(2) for _ in range(n)]
        args += [f"{p}={self.any(2)}" for p in params[n:]
                 if self.r.random() < .4]
        return f"{name}({', '.join(args)})"

    # Statements.

    def tag(self, s):
        r = self.r
        a = r.choice(["", "", "", "-", "+"])
        b = r.choice(["", "", "", "-", "+"])
        return "{%" + a + " " + s + " " + b + "%}"

    def print(self):
        a, b = self.r.choice(["", "", "", "-"]), self.r.choice(["", "", "-"])
        return "{{" + a + " " + self.pick(
            (5, self.any), (3, self.text), (2, self.int), (1, self.bool),
            (2, self.call if self.macros else self.any),
            (1, lambda: "super()" if self.in_block else self.any()),
            (2, lambda: f"{self.list()}|{self.r.choice(['join', 'first', 'last', 'length', 'tojson', 'list|length'])}"),
        ) + " " + b + "}}"

    def data(self):
        return self.r.choice(["", " ", "\n", "text ", "<p>", "</p>\n", "  \n ",
                              "中文", "\u3000", "{ % }", "x\r\ny", "#}", "}}",
                              "\n\n"])

    def body(self, d):
        return "".join(self.statement(d) for _ in
                       range(self.r.randrange(1, 4)))

    def statement(self, d=0):
        if d > 3:
            return self.data() + self.print()
        return self.data() + self.pick(
            (6, self.print), (3, lambda: self.if_(d + 1)),
            (4, lambda: self.for_(d + 1)), (3, self.set_),
            (1, lambda: self.set_block(d + 1)),
            (2, lambda: self.macro(d + 1)), (1, self.comment),
            (1, self.raw), (1, lambda: self.block(d + 1)),
            (1, lambda: self.include() if self.files else self.print()))

    def if_(self, d):
        out = self.tag("if " + self.bool(1)) + self.body(d)
        while self.r.random() < .3:
            out += self.tag("elif " + self.bool(1)) + self.body(d)
        if self.r.random() < .5:
            out += self.tag("else") + self.body(d)
        return out + self.tag("endif")

    def for_(self, d):
        r = self.r
        saved = list(self.names), list(self.lists), list(self.macros)
        if r.random() < .3:
            target, over = "k, v", f"{self.map(1)}.items()"
            self.names += ["k", "v", "v"]
        else:
            target, over = r.choice(["x", "y", "text"]), self.list(1)
            if over == "items":
                self.names += [target + ".name", target + ".html",
                               target + ".n", target]
                self.lists += [target + ".tags", target]
            self.names += [target, target]
        if r.random() < .25:
            over += " if " + self.bool(1)
        self.in_loop += 1
        out = self.tag(f"for {target} in {over}") + self.body(d)
        self.in_loop -= 1
        self.names, self.lists, self.macros = saved
        if r.random() < .3:
            out += self.tag("else") + self.body(d)
        return out + self.tag("endfor")

    def set_(self):
        name = self.r.choice(self.set_names)
        out = self.tag(f"set {name} = {self.any(1)}")
        self.names.append(name)
        return out

    def set_block(self, d):
        name = self.r.choice(self.set_names)
        out = self.tag(f"set {name}") + self.body(d) + self.tag("endset")
        self.names.append(name)
        return out

    def macro(self, d):
        r = self.r
        name = f"mac{r.randrange(5)}"
        params = r.sample(["a", "b", "text", "x"], r.randrange(3))
        signature, default = [], False
        for p in params:
            default = default or r.random() < .4
            signature.append(f"{p}={self.any(2)}" if default else p)
        saved = list(self.names), list(self.macros), self.in_loop
        in_block, self.in_block = self.in_block, False
        self.names += params * 3
        self.macros = [m for m in self.macros if m[0] != name]
        out = self.tag(f"macro {name}({', '.join(signature)})") + \
            self.body(d) + self.tag("endmacro")
        self.names, self.macros, self.in_loop = saved
        self.in_block = in_block
        self.macros = self.macros + [(name, params)] * 2
        return out

    def comment(self):
        return "{#" + self.r.choice(["", "-", "+"]) + " c {{ x }} " + \
            self.r.choice(["", "-", "+"]) + "#}"

    def raw(self):
        return self.tag("raw").replace("+%}", "%}") + " {{ raw }} {% if %} " \
            + self.tag("endraw")

    def block(self, d):
        self.blocks += 1
        saved = (list(self.names), self.in_loop, list(self.macros),
                 self.in_block)
        self.in_block = self.r.random() < .3
        name = f"b{self.blocks}"
        out = self.tag(f"block {name}") + self.body(d) + \
            self.tag(f"endblock{self.r.choice(['', ' ' + name])}")
        self.names, self.in_loop, self.macros, self.in_block = saved
        return out

    def include(self):
        name = self.r.choice(self.files + ["missing.html"])
        return self.tag(f"include '{name}'" + self.r.choice(
            ["", "", " ignore missing", " with context"]
            if name != "missing.html" else [" ignore missing"]))


class Scopes(Gen):
    """Who sees which name when: little but tags that set, print and hide."""

    NAMES = ["p", "q", "x", "y", "title", "m0", "m1"]

    def any(self, d=0):
        r = self.r
        if d > 2 or r.random() < .6:
            return r.choice(self.NAMES[:5] + ["loop.index"] * self.in_loop)
        return r.choice([f"{self.any(d+1)} ~ {self.any(d+1)}",
                         f"({self.any(d+1)} or {self.any(d+1)})",
                         repr(r.choice("abc")), str(r.randrange(3))])

    text = int = any

    def bool(self, d=0):
        r = self.r
        return r.choice([self.any(1), "true", "false",
                         f"{r.choice(self.NAMES)} is defined",
                         f"{self.any(1)} == {self.any(1)}"])

    def list(self, d=0):
        return self.r.choice(["xs", "ys", "[p, q]", "xs + ys", "[1]", "[]"])

    def map(self, d=0):
        return self.r.choice(["m", "{'a': p, 'b': q}"])

    def print(self):
        r = self.r
        if self.in_block and r.random() < .3:
            return "(s{{ super() }})"
        if self.macros and r.random() < .4:
            return "<{{ " + self.call() + " }}>"
        return "[{{ " + self.any() + " }}]"

    def data(self):
        return self.r.choice(["", "", " ", "t"])

    def set_(self):
        return self.tag(f"set {self.r.choice(self.NAMES[:5])} = {self.any()}")

    def statement(self, d=0):
        if d > 4:
            return self.print()
        return self.pick(
            (5, self.print), (5, self.set_), (3, lambda: self.if_(d + 1)),
            (3, lambda: self.for_(d + 1)), (2, lambda: self.set_block(d + 1)),
            (2, lambda: self.macro(d + 1)), (2, lambda: self.block(d + 1)),
            (2, lambda: self.include() if self.files else self.print()))


def scope_data(r):
    data = {"p": "P", "q": "Q", "x": "X", "y": "Y", "title": "T",
            "xs": ["1", "2"], "ys": ["3"], "m": {"k": "v"}}
    for key in r.sample(["p", "q", "x", "y", "title"], r.randrange(5)):
        del data[key]
    return data


def macro_file(r, kind):
    g = kind(r)
    out = "".join(g.macro(2) + g.set_() for _ in range(r.randrange(1, 4)))
    return out, sorted({m[0] for m in g.macros}), dict(g.macros)


def rand_case(r, kind=Gen, make_data=rand_data):
    files, g = {}, kind(r)
    head = ""
    if r.random() < .4:
        files["part.html"] = "".join(kind(r).statement(2) for _ in range(2))
        g.files.append("part.html")
    if r.random() < .4:
        files["macros.html"], names, params = macro_file(r, kind)
        if r.random() < .5:
            head += g.tag("import 'macros.html' as lib")
            g.macros += [(f"lib.{n}", params[n]) for n in names]
            g.names += [f"lib.{r.choice(['s1', 's2', 'nope'])}"]
        else:
            chosen = r.sample(names, r.randrange(1, len(names) + 1))
            head += g.tag("from 'macros.html' import " + ", ".join(
                f"{n} as {n}_" if r.random() < .3 else n for n in chosen))
            g.macros += [(n, params[n]) for n in chosen]
    main = head + "".join(g.statement() for _ in range(r.randrange(1, 5)))
    if r.random() < .3:
        base = kind(r)
        base.files = g.files
        files["base.html"] = "".join(
            base.statement(1) for _ in range(3)) + base.block(2)
        child, g.blocks = "", 0
        for _ in range(r.randrange(1, 4)):
            g.in_block = r.random() < .5
            child += g.data() + r.choice([
                lambda: g.block(2), g.set_, lambda: g.macro(2),
                lambda: g.block(2)])()
        g.in_block = False
        main = "{% extends 'base.html' %}" + head + child
        if r.random() < .3:
            files["mid.html"] = main
            g2 = kind(r)
            g2.in_block = True
            main = "{% extends 'mid.html' %}" + g2.block(2)
    files["main.html"] = main
    return {"templates": files, "main": "main.html", "data": make_data(r)}


MORSELS = ["{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "~", "|", "(", ")",
           "[", "]", ".", ",", "'", '"', "\\", " ", "\n", "\r", "\r\n",
           "\u3000", "\xa0", "\u2028", " is ", " not ", " in ", " if ",
           " else ", "0", "1.5", "1e3", "0x1", "{% raw %}", "{% endraw %}",
           "{%- endraw -%}", "loop", "super()", "{}", "[]", "==", "**", "//",
           "none", "é", "\\n", "\\u4e2d", "{% set q = 1 %}", "-%}", "{{-", ":",
           "|list", "|e", ".items()", "['name']", "[0]", "|length", "()"]


def mutate(r, case):
    case = json.loads(json.dumps(case))
    for _ in range(r.randrange(1, 3)):
        name = r.choice(sorted(case["templates"]))
        s = case["templates"][name]
        at = r.randrange(len(s) + 1)
        kind = r.randrange(4)
        if kind == 0:
            s = s[:at] + r.choice(MORSELS) + s[at:]
        elif kind == 1:
            s = s[:at] + s[at + r.randrange(1, 4):]
        elif kind == 2:
            end = r.randrange(at, min(len(s), at + 30) + 1)
            to = r.randrange(len(s) + 1)
            s = s[:to] + s[at:end] + s[to:]
        else:
            s = s[:at] + r.choice(MORSELS) + s[at + 1:]
        case["templates"][name] = s
    return case


def run_random(driver, name, cases, least):
    """Cases in batches, one line each; least is the share to be accepted."""
    accepted = 0
    for at in range(0, len(cases), BATCH):
        batch = cases[at:at + BATCH]
        problems = []
        for case, answer in zip(batch, ours(driver, batch)):
            accepted += "out" in answer
            problem = difference(case, answer)
            if problem:
                problems.append(problem)
        report(not problems, f"{name} {at} to {at + len(batch) - 1} render "
               "as in Jinja2", "\n\n".join(problems[:5]))
    report(accepted >= least * len(cases),
           f"{name}: at least {least:.0%} are accepted",
           f"{accepted} of {len(cases)}")


def main():
    sys.setrecursionlimit(20000)
    driver = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20240229)
    known = run_examples(driver)
    cases = [rand_case(r) for _ in range(count)]
    run_random(driver, "random templates", cases, .3)
    scopes = [rand_case(r, Scopes, scope_data) for _ in range(count)]
    run_random(driver, "templates of scopes", scopes, .6)
    run_random(driver, "mutated templates",
               [mutate(r, r.choice(cases + scopes + known * 20))
                for _ in range(count)], .1)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
