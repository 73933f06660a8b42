/*
 * The reverse of yaml.c for the little that tiku writes: front matter of texts
 * and lists of them.  libyaml's emitter would fold long titles and escape
 * Chinese unless told otherwise in each call; the rules below fit on a page and
 * are tested against the reader.
 */
#include "format/yaml_write.h"

#include <string.h>

#include "base/text.h"

/* What may begin a plain text: not an indicator, and nothing like a number. */
static bool
may_begin(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    c == '/' || c == '(' || c == '$' || c >= 0x80;
}

/* Texts that another reader of YAML takes for true, nothing or a number. */
static bool
is_word_of_yaml(struct str s)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on",
		"off", "null", "y", "n", NULL };

	for (size_t i = 0; words[i]; i++)
		if (str_ieq(s, str_of(words[i])))
			return true;
	return false;
}

/* Line breaks, marks and characters that YAML reads only as escapes, or that
 * an editor would not show. */
static bool
needs_escape(int32_t c)
{
	return c < 0x20 || c == 0xA0 || c == 0x2028 || c == 0x2029 ||
	    c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
	    (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	    (c & 0xFFFE) == 0xFFFE;
}

static bool
any_escape(struct str s)
{
	for (size_t at = 0; at < s.n;)
		if (needs_escape(text_next(s, &at)))
			return true;
	return false;
}

/* A comma or bracket would end the text inside a list; nobody is the wiser for
 * two rules, so none of them stands bare anywhere. */
static bool
is_plain(struct str s)
{
	if (s.n == 0 || !may_begin((unsigned char)s.p[0]) ||
	    is_word_of_yaml(s))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (strchr(":#,[]{}\"'\\`&*!|>%@", s.p[i]))
			return false;
	return s.p[s.n - 1] != ' ' && s.p[0] != ' ' && !any_escape(s);
}

static void
write_escaped(struct strbuf *out, int32_t c)
{
	if (c == '\n')
		strbuf_add(out, S("\\n"));
	else if (c == '\t')
		strbuf_add(out, S("\\t"));
	else if (c == '\r')
		strbuf_add(out, S("\\r"));
	else if (c > 0xFFFF)
		strbuf_printf(out, "\\U%08X", (unsigned)c);
	else
		strbuf_printf(out, "\\u%04X", (unsigned)c);
}

static void
write_double(struct strbuf *out, struct str s)
{
	int32_t c;

	strbuf_byte(out, '"');
	for (size_t at = 0, from = 0; at < s.n; from = at) {
		c = text_next(s, &at);
		if (c == '"' || c == '\\')
			strbuf_byte(out, '\\');
		if (needs_escape(c))
			write_escaped(out, c);
		else
			strbuf_add(out, str_sub(s, from, at));
	}
	strbuf_byte(out, '"');
}

static void
write_single(struct strbuf *out, struct str s)
{
	strbuf_byte(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			strbuf_byte(out, '\'');
		strbuf_byte(out, s.p[i]);
	}
	strbuf_byte(out, '\'');
}

void
yaml_write_text(struct strbuf *out, struct str s)
{
	if (is_plain(s))
		strbuf_add(out, s);
	else if ((str_chr(s, '"') != STR_NONE || str_chr(s, '\\') != STR_NONE) &&
	    !any_escape(s))
		write_single(out, s);
	else
		write_double(out, s);
}

static void
write_list(struct strbuf *out, const struct value *list)
{
	bool first = true;

	strbuf_byte(out, '[');
	for (size_t i = 0; i < list->list.n; i++) {
		const struct value *v = list->list.v[i];

		if (v->kind != VALUE_TEXT)
			continue;
		if (!first)
			strbuf_add(out, S(", "));
		yaml_write_text(out, v->text);
		first = false;
	}
	strbuf_byte(out, ']');
}

void
yaml_write(struct strbuf *out, const struct value *map)
{
	for (size_t i = 0; i < map->map.n; i++) {
		const struct member *m = &map->map.v[i];

		if ((m->value->kind != VALUE_TEXT || m->value->text.n == 0) &&
		    (m->value->kind != VALUE_LIST || m->value->list.n == 0))
			continue;
		yaml_write_text(out, m->key);
		strbuf_add(out, S(": "));
		if (m->value->kind == VALUE_TEXT)
			yaml_write_text(out, m->value->text);
		else
			write_list(out, m->value);
		strbuf_byte(out, '\n');
	}
}
