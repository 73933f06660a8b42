/*
 * YAML as authors of front matter use it, and nothing more.  libyaml's document
 * API has no limits, so the tree is built from events: one at a time, depth
 * and number checked at each.  That also bounds libyaml itself, which is
 * quadratic in nesting only: it looks at most 1024 characters ahead of the
 * event it gives.
 *
 * libyaml counts characters and we count bytes; a cursor that moves with the
 * events turns one into the other.
 */
#include <string.h>
#include <yaml.h>

#include "base/text.h"
#include "format/yaml.h"
#include "format/yaml_explain.h"

enum {
	DEPTH = 16,
	MISTAKES = 20		/* reported before we stop reading */
};

/* What a text of one kind may be, and its name in messages. */
struct limits {
	const char *name, *way_out;
	size_t bytes, nodes;
};
static const struct limits front_limits = {
	"front matter", "what is not about the article belongs in its text",
	64 << 10, 20000
};
static const struct limits file_limits = {
	"the file", "nothing that is read as YAML needs to be so large",
	1 << 20, 200000
};

/* An open list or map. */
struct frame {
	struct value *value;
	struct str key;		/* read, and waits for its value */
	struct where key_at;
	bool keyed;
	bool flow;		/* [ ] or { } */
};

struct reader {
	const struct source *source;
	size_t begin, end;	/* the YAML in it */
	const struct limits *limits;
	struct arena *a;
	struct diag *d;
	yaml_parser_t parser;
	size_t chars, bytes;	/* the cursor: a character is at this byte */
	struct frame frame[DEPTH];
	size_t depth, nodes, documents, mistakes;
	struct value *root;
	struct where last;	/* the last scalar */
	bool quoted;
};

/* Byte offset in the source of libyaml's n-th character. */
static size_t
reader_offset(struct reader *r, size_t n)
{
	const unsigned char *p = (const unsigned char *)r->source->text.p;

	for (; r->chars < n && r->bytes < r->end; r->chars++)
		do
			r->bytes++;
		while (r->bytes < r->end && (p[r->bytes] & 0xc0) == 0x80);
	for (; r->chars > n && r->bytes > r->begin; r->chars--)
		do
			r->bytes--;
		while (r->bytes > r->begin && (p[r->bytes] & 0xc0) == 0x80);
	return r->bytes;
}

static struct where
reader_where(struct reader *r, const yaml_event_t *e)
{
	size_t from = reader_offset(r, e->start_mark.index);

	return where_at(r->source, from,
	    reader_offset(r, e->end_mark.index) - from);
}

static struct frame *
reader_top(struct reader *r)
{
	return r->depth > 0 ? &r->frame[r->depth - 1] : NULL;
}

/* For an error from which reading cannot go on. */
static bool
reader_stop(struct reader *r)
{
	r->mistakes = MISTAKES;
	return false;
}

static struct yaml_problem
reader_problem(struct reader *r, size_t at, size_t from)
{
	struct yaml_problem p = {
		.source = r->source,
		.begin = r->begin,
		.end = r->end,
		.problem = r->parser.problem ? r->parser.problem : "",
		.context = r->parser.context,
		.at = at,
		.from = from,
		.open = STR_NONE,
		.last = r->last,
		.quoted = r->quoted,
	};

	if (r->depth > 0 && reader_top(r)->flow)
		p.open = reader_top(r)->value->at.offset;
	return p;
}

/* A byte that is not UTF-8, or a character that no YAML may hold. */
static void
report_character(struct reader *r, size_t at)
{
	size_t next = at;
	int32_t c = text_next(r->source->text, &next);

	if (c == 0xfffd) {
		diag_error(r->d, where_at(r->source, at, 1), "encoding",
		    "this byte is not UTF-8");
		diag_note(r->d, nowhere, "save the file as UTF-8");
	} else {
		diag_error(r->d, where_at(r->source, at, next - at), "encoding",
		    "an invisible character U+%04X", (unsigned)c);
		diag_note(r->d, nowhere, "delete it");
	}
}

static bool
report_syntax(struct reader *r)
{
	const yaml_parser_t *parser = &r->parser;
	struct yaml_problem p;
	size_t at;

	if (parser->error == YAML_MEMORY_ERROR)
		die("out of memory while reading %.*s",
		    STR_ARG(r->source->path));
	if (parser->error == YAML_READER_ERROR) {
		at = r->begin + parser->problem_offset;
		report_character(r, at);
		return reader_stop(r);
	}
	at = reader_offset(r, parser->problem_mark.index);
	p = reader_problem(r, at, parser->context ?
	    reader_offset(r, parser->context_mark.index) : at);
	yaml_explain(&p, r->a, r->d);
	return reader_stop(r);
}

/* A thing of YAML that front matter does not have; its text begins with an
 * indicator that may as well have been meant as text. */
static bool
report_outside(struct reader *r, const yaml_event_t *e, const char *thing,
    const char *way_out)
{
	struct where w = reader_where(r, e);
	struct str text = { r->source->text.p + w.offset, 0 };
	struct yaml_problem p = reader_problem(r, w.offset, w.offset);

	while (text.n < w.length && !strchr(" \t\r\n,]}", text.p[text.n]))
		text.n++;
	w.length = (uint32_t)text.n;
	diag_error(r->d, w, "yaml", "'%.*s' is %s, which is not supported",
	    STR_ARG(text), thing);
	yaml_explain_quote(&p, r->a, r->d);
	diag_note(r->d, nowhere, "if %s was meant: %s", thing, way_out);
	return reader_stop(r);
}

static bool
report_anchor(struct reader *r, const yaml_event_t *e)
{
	return report_outside(r, e, "an anchor", "repeat the value instead");
}

static bool
report_tag(struct reader *r, const yaml_event_t *e)
{
	return report_outside(r, e, "a tag",
	    "leave it out, every key knows its type");
}

static bool
report_duplicate(struct reader *r, const struct frame *f)
{
	const struct member *m = f->value->map.v;

	while (!str_eq(m->key, f->key))
		m++;
	diag_error(r->d, f->key_at, "duplicate-key", "'%.*s' is here twice",
	    STR_ARG(f->key));
	diag_note(r->d, m->at, "the first one; keep one of them");
	return ++r->mistakes < MISTAKES;
}

/* Put a value where the innermost open list or map wants it. */
static bool
reader_put(struct reader *r, struct value *v)
{
	struct frame *f = reader_top(r);

	if (!f) {
		r->root = v;
	} else if (f->value->kind == VALUE_LIST) {
		value_add(r->a, f->value, v);
	} else {
		f->keyed = false;
		if (value_get(f->value, f->key))
			return report_duplicate(r, f);
		value_set(r->a, f->value, f->key, v);
		f->value->map.v[f->value->map.n - 1].at = f->key_at;
	}
	return true;
}

/* The containers a value ends are as long as their last value reaches. */
static void
reader_reach(struct reader *r, struct where w)
{
	struct where *at;

	for (size_t i = 0; i < r->depth; i++) {
		at = &r->frame[i].value->at;
		at->length = w.offset + w.length - at->offset;
	}
}

static bool
wants_key(const struct frame *f)
{
	return f && f->value->kind == VALUE_MAP && !f->keyed;
}

static bool
read_key(struct reader *r, const yaml_event_t *e, struct str text)
{
	struct frame *f = reader_top(r);
	bool plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	f->key_at = reader_where(r, e);
	if (text.n == 0) {
		diag_error(r->d, f->key_at, "yaml", "a key is missing here");
		diag_note(r->d, nowhere, "write 'key: value'");
		return reader_stop(r);
	}
	if (plain && str_eq(text, S("<<"))) {
		diag_error(r->d, f->key_at, "yaml",
		    "'<<' merges maps, which is not supported");
		diag_note(r->d, nowhere, "write the keys out");
		return reader_stop(r);
	}
	f->key = arena_copy(r->a, text);
	f->keyed = true;
	return true;
}

/* "\a" in double quotes is a bell, and a formula loses its \alpha. */
static bool
report_control(struct reader *r, const yaml_event_t *e)
{
	diag_error(r->d, reader_where(r, e), "yaml",
	    "an escape in this text stands for a control character");
	diag_note(r->d, nowhere, "put the text in single quotes, where a "
	    "backslash is a backslash, or write \\\\");
	return reader_stop(r);
}

static bool
read_scalar(struct reader *r, const yaml_event_t *e)
{
	struct str text = { (const char *)e->data.scalar.value,
		e->data.scalar.length };
	yaml_scalar_style_t style = e->data.scalar.style;
	struct value *v;

	if (e->data.scalar.anchor)
		return report_anchor(r, e);
	if (e->data.scalar.tag)
		return report_tag(r, e);
	if (text_invalid(text) != STR_NONE)
		return report_control(r, e);
	r->last = reader_where(r, e);
	r->quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
	    style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	reader_reach(r, r->last);
	if (wants_key(reader_top(r)))
		return read_key(r, e, text);
	v = text.n == 0 ? value_null(r->a) :
	    value_text(r->a, arena_copy(r->a, text));
	v->at = r->last;
	return reader_put(r, v);
}

/* A map or list where a key should be: {{ title }} is the usual one. */
static bool
report_key_kind(struct reader *r, const yaml_event_t *e)
{
	struct where w = reader_where(r, e);
	struct yaml_problem p = reader_problem(r, w.offset, w.offset);

	if (p.open != STR_NONE) {
		p.at = p.open;
		p.open = STR_NONE;
	}
	diag_error(r->d, where_at(r->source, p.at, w.offset + 1 - p.at), "yaml",
	    "a key must be text");
	yaml_explain_quote(&p, r->a, r->d);
	return reader_stop(r);
}

static bool
read_open(struct reader *r, const yaml_event_t *e, struct value *v, bool flow)
{
	if (wants_key(reader_top(r)))
		return report_key_kind(r, e);
	if (r->depth == DEPTH) {
		diag_error(r->d, where_at(r->source, reader_offset(r,
		    e->start_mark.index), 1), "yaml",
		    "more than %d lists and maps inside each other", DEPTH);
		diag_note(r->d, nowhere, "quote the text when the brackets "
		    "belong to it");
		return reader_stop(r);
	}
	v->at = where_at(r->source, reader_offset(r, e->start_mark.index), 1);
	if (!reader_put(r, v))
		return false;
	r->frame[r->depth++] = (struct frame){ .value = v, .flow = flow };
	reader_reach(r, v->at);
	return true;
}

static bool
read_list(struct reader *r, const yaml_event_t *e)
{
	if (e->data.sequence_start.anchor)
		return report_anchor(r, e);
	if (e->data.sequence_start.tag)
		return report_tag(r, e);
	return read_open(r, e, value_list(r->a),
	    e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
}

static bool
read_map(struct reader *r, const yaml_event_t *e)
{
	if (e->data.mapping_start.anchor)
		return report_anchor(r, e);
	if (e->data.mapping_start.tag)
		return report_tag(r, e);
	return read_open(r, e, value_map(r->a),
	    e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
}

static bool
read_close(struct reader *r, const yaml_event_t *e)
{
	if (reader_top(r)->flow)
		reader_reach(r, reader_where(r, e));
	r->depth--;
	return true;
}

static bool
read_document(struct reader *r, const yaml_event_t *e)
{
	if (++r->documents == 1)
		return true;
	diag_error(r->d, reader_where(r, e), "yaml",
	    "a second document begins here");
	diag_note(r->d, nowhere, "keep one, and no line '---' inside it");
	return reader_stop(r);
}

static bool
read_event(struct reader *r, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		return read_document(r, e);
	case YAML_ALIAS_EVENT:
		return report_outside(r, e, "an alias",
		    "repeat the value instead");
	case YAML_SCALAR_EVENT:
		return read_scalar(r, e);
	case YAML_SEQUENCE_START_EVENT:
		return read_list(r, e);
	case YAML_MAPPING_START_EVENT:
		return read_map(r, e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return read_close(r, e);
	default:
		return true;
	}
}

static bool
reader_count(struct reader *r, const yaml_event_t *e)
{
	if (++r->nodes <= r->limits->nodes)
		return true;
	diag_error(r->d, where_at(r->source,
	    reader_offset(r, e->start_mark.index), 1), "yaml",
	    "%s has more than %zu values", r->limits->name, r->limits->nodes);
	diag_note(r->d, nowhere, "%s", r->limits->way_out);
	return reader_stop(r);
}

static void
reader_run(struct reader *r)
{
	yaml_event_t e;
	bool more = true;

	while (more) {
		if (!yaml_parser_parse(&r->parser, &e)) {
			report_syntax(r);
			return;
		}
		more = e.type != YAML_STREAM_END_EVENT &&
		    reader_count(r, &e) && read_event(r, &e);
		yaml_event_delete(&e);
	}
}

/* Line ends that only YAML 1.1 knows would break a title in two, unseen. */
static size_t
find_separator(struct str s)
{
	static const char *const separators[] = {
		"\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"
	};
	size_t first = STR_NONE, at;

	for (size_t i = 0; i < 3; i++) {
		at = str_find(s, str_of(separators[i]));
		if (at < first)
			first = at;
	}
	return first;
}

/* What libyaml would get wrong, or report at the wrong place. */
static bool
check_bytes(struct reader *r)
{
	struct str s = str_sub(r->source->text, r->begin, r->end);
	size_t at = text_invalid(s);

	if (s.n > r->limits->bytes) {
		diag_error(r->d, where_at(r->source, r->begin, 0), "yaml",
		    "%s is longer than %zu KiB", r->limits->name,
		    r->limits->bytes >> 10);
		diag_note(r->d, nowhere, "%s", r->limits->way_out);
		return false;
	}
	if (at == STR_NONE)
		at = find_separator(s);
	if (at == STR_NONE)
		return true;
	report_character(r, r->begin + at);
	return false;
}

static const struct value *
parse(const struct source *s, size_t begin, size_t end,
    const struct limits *limits, struct arena *a, struct diag *d)
{
	struct reader r = {
		.source = s,
		.begin = begin,
		.end = end,
		.limits = limits,
		.a = a,
		.d = d,
		.bytes = begin,
	};

	if (!check_bytes(&r))
		return NULL;
	if (!yaml_parser_initialize(&r.parser))
		die("out of memory while reading %.*s", STR_ARG(s->path));
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser,
	    (const unsigned char *)s->text.p + begin, end - begin);
	reader_run(&r);
	yaml_parser_delete(&r.parser);
	if (r.mistakes > 0)
		return NULL;
	if (!r.root) {
		r.root = value_null(a);
		r.root->at = where_at(s, begin, 0);
	}
	return r.root;
}

const struct value *
yaml_parse(const struct source *s, struct arena *a, struct diag *d)
{
	return parse(s, 0, s->text.n, &file_limits, a, d);
}

const struct value *
yaml_block(const struct source *s, size_t begin, size_t end, struct arena *a,
    struct diag *d)
{
	return parse(s, begin, end, &front_limits, a, d);
}
