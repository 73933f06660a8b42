/*
 * Mermaid labels that want quotes: A[f(x)] is refused, A["f(x)"] is not.  This is
 * the one place where something inside a fence is changed, so it happens only
 * when Mermaid refuses the diagram as it stands and reads the repaired one.
 */
#include <string.h>

#include "model/draft_line.h"

static bool
is_id_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static char
partner(char open)
{
	return open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : '\0';
}

/* Offset of the bracket that closes the one at s[at], or STR_NONE. */
static size_t
closer(struct str s, size_t at)
{
	char open = s.p[at];
	int depth = 0;

	for (size_t i = at; i < s.n; i++) {
		if (partner(s.p[i]))
			depth++;
		else if (strchr(")]}", s.p[i]) && --depth == 0)
			return s.p[i] == partner(open) ? i : STR_NONE;
	}
	return STR_NONE;
}

static bool
wants_quotes(struct str label)
{
	if (label.n == 0 || (label.n > 1 && label.p[0] == '"' &&
	    label.p[label.n - 1] == '"'))
		return false;
	for (size_t i = 0; i < label.n; i++)
		if (strchr("()[]{}\"", label.p[i]))
			return true;
	return false;
}

static void
label_write(struct strbuf *out, struct str label)
{
	if (!wants_quotes(label)) {
		strbuf_add(out, label);
		return;
	}
	strbuf_byte(out, '"');
	for (size_t i = 0; i < label.n; i++)
		if (label.p[i] == '"')
			strbuf_add(out, S("#quot;"));
		else
			strbuf_byte(out, label.p[i]);
	strbuf_byte(out, '"');
}

/* [[x]], [(x)], ((x)), {{x}}, ([x]), [/x/]: a shape of two brackets. */
static bool
is_double(struct str inner)
{
	char first = inner.n > 1 ? inner.p[0] : ' ';

	if (first == '/' || first == '\\')
		return strchr("/\\", inner.p[inner.n - 1]) != NULL;
	return partner(first) && closer(inner, 0) == inner.n - 1;
}

/* A node's brackets and label, from s[at]; the offset behind them. */
static size_t
node_write(struct strbuf *out, struct str s, size_t at)
{
	size_t end = closer(s, at);
	struct str inner;

	if (end == STR_NONE) {
		strbuf_byte(out, s.p[at]);
		return at + 1;
	}
	inner = str_sub(s, at + 1, end);
	strbuf_byte(out, s.p[at]);
	if (is_double(inner)) {
		strbuf_byte(out, inner.p[0]);
		label_write(out, str_sub(inner, 1, inner.n - 1));
		strbuf_byte(out, inner.p[inner.n - 1]);
	} else
		label_write(out, inner);
	strbuf_byte(out, s.p[end]);
	return end + 1;
}

static bool
is_statement(struct str line)
{
	static const char *const words[] = { "subgraph", "style", "classDef",
		"class", "click", "linkStyle", "direction", "%%", "end" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_starts(str_trim(line), str_of(words[i])))
			return true;
	return false;
}

static void
line_write(struct strbuf *out, struct str s)
{
	size_t at = 0, end;

	if (is_statement(s)) {
		strbuf_add(out, s);
		return;
	}
	while (at < s.n) {
		if (partner(s.p[at]) && at > 0 && is_id_byte(s.p[at - 1])) {
			at = node_write(out, s, at);
			continue;
		}
		end = s.p[at] == '|' || s.p[at] == '"'
		    ? str_chr(str_from(s, at + 1), s.p[at]) : STR_NONE;
		strbuf_byte(out, s.p[at]);
		if (end != STR_NONE && s.p[at] == '|')
			label_write(out, str_sub(s, at + 1, at + 1 + end));
		else if (end != STR_NONE)
			strbuf_add(out, str_sub(s, at + 1, at + 1 + end));
		if (end != STR_NONE) {
			at += end + 1;
			strbuf_byte(out, s.p[at]);
		}
		at++;
	}
}

/* The diagram with its labels in quotes; itself when it is no flowchart. */
static struct str
quoted(struct arena *a, struct str text)
{
	struct strbuf b = { 0 };
	struct str rest = text, line, out;
	bool head = true, flowchart = true;

	while (str_cut(&rest, '\n', &line)) {
		struct str s = str_trim(line);

		if (head && s.n > 0 && !str_starts(s, S("%%"))) {
			head = false;
			flowchart = str_starts(s, S("graph")) ||
			    str_starts(s, S("flowchart"));
			if (!flowchart)
				break;
			strbuf_add(&b, line);
		} else
			line_write(&b, line);
		if (rest.p)
			strbuf_byte(&b, '\n');
	}
	out = !flowchart ? text : arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static void
diagram_replace(struct draft *d, const struct embed *e, struct str was,
    struct str now)
{
	size_t i = draft_line_at(d, e->offset);
	struct str old, new;

	draft_note(d, i, i + 1, NULL, S("quoted labels of the diagram at"),
	    str_trim(d->line.v[i].text));
	for (; str_cut(&was, '\n', &old) && str_cut(&now, '\n', &new); i++) {
		struct str line = i < d->line.n ? d->line.v[i].text : S("");

		if (!str_eq(old, new) && str_ends(line, old))
			draft_replace(d, i, line.n - old.n, SIZE_MAX, new);
	}
}

void
draft_diagrams(struct draft *d)
{
	const struct markdown *m = draft_md(d);
	LIST(struct str) text = { 0 };		/* each as it stands, and repaired */
	LIST(const struct embed *) embed = { 0 };
	bool *yes;

	for (uint32_t i = 0; i < m->nembed && d->diagrams_read; i++) {
		struct str was = markdown_text(m, m->embed[i].text), now;

		if (m->embed[i].kind != EMBED_DIAGRAM)
			continue;
		now = quoted(d->arena, was);
		if (str_eq(was, now))
			continue;
		*list_push(d->arena, &embed) = &m->embed[i];
		*list_push(d->arena, &text) = was;
		*list_push(d->arena, &text) = now;
	}
	yes = arena_array(d->arena, bool, text.n);
	if (text.n == 0 || !d->diagrams_read(d->ctx, text.v, text.n, yes))
		return;
	for (size_t i = 0; i < embed.n; i++)
		if (!yes[2 * i] && yes[2 * i + 1])
			diagram_replace(d, embed.v[i], text.v[2 * i],
			    text.v[2 * i + 1]);
}
