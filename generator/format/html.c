/*
 * Raw HTML of articles, by allow-list.  Nothing of a tag is passed on: what is
 * allowed is written anew from the tables, in lower case with quoted and
 * escaped values, so that no browser's reading of odd bytes matters.  What is
 * no tag keeps its bytes but for '<', which is always escaped: text cannot
 * become a tag together with text that follows on the page.
 *
 * Fragments are cleaned tag by tag and not as trees, because inline HTML comes
 * in pieces (<sup>, text, </sup>); html_balance looks at the whole.  Gumbo
 * reads the attributes of one tag at a time: it knows all character references.
 *
 * Articles about C++ and Java are full of vector<int>: an element HTML does
 * not know is shown as it was written, so nothing an author wrote vanishes.
 */
#include "format/html.h"

#include <gumbo.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/html_tag.h"
#include "format/html_value.h"

static const GumboOptions *
gumbo_options(void)
{
	static GumboOptions o;

	if (!o.allocator) {
		o = kGumboDefaultOptions;
		o.max_errors = 0;
		o.fragment_context = GUMBO_TAG_BODY;
	}
	return &o;
}

/* The attributes of <i …>, or NULL when text is not just one such tag. */
static const GumboVector *
sole_attributes(const GumboOutput *o)
{
	const GumboVector *top = &o->root->v.element.children;
	const GumboNode *tag = top->length == 1 ? top->data[0] : NULL;

	if (!tag || tag->type != GUMBO_NODE_ELEMENT ||
	    tag->v.element.tag != GUMBO_TAG_I ||
	    tag->v.element.children.length > 0)
		return NULL;
	return &tag->v.element.attributes;
}

bool
html_unescape(struct str value, struct strbuf *out)
{
	struct strbuf tag = { 0 };
	const GumboVector *attributes;
	const GumboAttribute *x;
	GumboOutput *o;
	struct str piece;
	bool ok;

	strbuf_add(&tag, S("<i x=\""));
	while (str_cut(&value, '"', &piece)) {	/* a quote would end it */
		strbuf_add(&tag, piece);
		strbuf_add(&tag, value.p ? S("&#34;") : S("\">"));
	}
	o = gumbo_parse_with_options(gumbo_options(), tag.p, tag.n);
	attributes = sole_attributes(o);
	ok = attributes && attributes->length == 1;
	if (ok) {
		x = attributes->data[0];
		strbuf_add(out, str_of(x->value));
	}
	gumbo_destroy_output(gumbo_options(), o);
	strbuf_free(&tag);
	return ok;
}

/* Presentation of old times that the theme's style sheet decides better. */
static bool
is_obsolete(const char *element, const char *name)
{
	if (strcmp(element, "font") == 0)
		return strcmp(name, "color") == 0 ||
		    strcmp(name, "size") == 0 || strcmp(name, "face") == 0;
	return strcmp(name, "align") == 0 || strcmp(name, "valign") == 0;
}

/* The theme's class for <center> and align=, or the empty view. */
static struct str
class_of_align(const char *element, struct str align)
{
	bool cell = strcmp(element, "td") == 0 || strcmp(element, "th") == 0;

	if (strcmp(element, "center") == 0 || str_ieq(align, S("center")))
		return cell ? S("mid") : S("center");
	if (cell && str_ieq(align, S("right")))
		return S("num");
	return S("");
}

/* -- cleaning ------------------------------------------------------------- */

struct cleaner {
	struct html_scan scan;
	struct strbuf *out;
	struct arena *a;
	struct html_refusals *refused;
	bool endless[HTML_ELEMENTS];	/* has no end tag from here on */
};

static void
refuse(struct cleaner *c, struct str what, size_t from, size_t to)
{
	*list_push(c->a, c->refused) = (struct html_refusal){
		.what = what,
		.offset = (uint32_t)from,
		.length = (uint32_t)(to - from)
	};
}

/* "element 'script'": what kind, and its name as short as a message wants. */
static struct str
named(struct cleaner *c, const char *kind, struct str name)
{
	size_t at = 0, end;

	for (end = 0; at < name.n && at <= 60; end = at)
		text_next(name, &at);
	return arena_printf(c->a, "%s '%.*s%s'", kind, (int)end, name.p,
	    end < name.n ? "…" : "");
}

/* A tag while it is written. */
struct writing {
	const struct html_element *element;
	const struct html_tag *tag;
	struct str class, id, align, alt;
	bool has_alt, has_src;
};

/* a: its row, or NULL when it has none; then its value is not to blame. */
static void
refuse_attribute(struct cleaner *c, const struct writing *w,
    const struct html_attribute *a, const GumboAttribute *x)
{
	/* gumbo read "<i" and the text from tag->attrs on */
	size_t from = w->tag->attrs - 2 + x->name_start.offset;
	struct str what = named(c, "attribute", str_of(x->name));

	if (a && a->kind == HTML_URL)
		what = named(c, "URL", str_trim(str_of(x->value)));
	refuse(c, what, from, from + x->original_name.length);
}

static void
cut(struct strbuf *b, size_t n)
{
	b->n = n;
	b->p[n] = '\0';
}

/* ` name="value"`; nothing at all when the value is refused. */
static bool
put_attribute(struct strbuf *out, const struct html_attribute *a, struct str value)
{
	size_t start = out->n;

	strbuf_byte(out, ' ');
	strbuf_add(out, str_of(a->name));
	if (a->kind == HTML_FLAG)
		return true;
	strbuf_add(out, S("=\""));
	if (!a->put(out, value)) {
		cut(out, start);
		return false;
	}
	strbuf_byte(out, '"');
	return true;
}

/* What is written at the end: it may come from several attributes. */
static bool
keep_for_later(struct writing *w, const GumboAttribute *x)
{
	struct strbuf waste = { 0 };
	struct str v = str_of(x->value);
	bool name = strcmp(x->name, "name") == 0 &&
	    strcmp(w->element->name, "a") == 0;
	bool class = strcmp(x->name, "class") == 0;
	bool ok = false;

	if (strcmp(x->name, "align") == 0)
		w->align = v;
	else if (class && (ok = html_put_names(&waste, v)))
		w->class = str_trim(v);
	else if ((name || strcmp(x->name, "id") == 0) &&
	    (ok = html_put_id(&waste, v)) && !(name && w->id.n > 0))
		w->id = v;
	strbuf_free(&waste);
	return ok;
}

static void
clean_attribute(struct cleaner *c, struct writing *w, const GumboAttribute *x)
{
	const struct html_attribute *a = html_attribute(x->name, w->element->name);
	struct str v = str_of(x->value);

	if (keep_for_later(w, x) || is_obsolete(w->element->name, x->name))
		return;
	if (!a || a->put == html_put_names || a->put == html_put_id ||
	    !put_attribute(c->out, a, v)) {
		refuse_attribute(c, w, a, x);
		return;
	}
	if (strcmp(a->name, "src") == 0)
		w->has_src = true;
	if (strcmp(a->name, "alt") == 0) {
		w->has_alt = true;
		w->alt = v;
	}
}

static void
put_id_and_class(struct strbuf *out, const struct writing *w)
{
	struct str align = class_of_align(w->element->name, w->align);

	if (w->id.n > 0) {
		strbuf_add(out, S(" id=\""));
		html_put_id(out, w->id);
		strbuf_byte(out, '"');
	}
	if (w->class.n + align.n == 0)
		return;
	strbuf_add(out, S(" class=\""));
	html_put_names(out, w->class);
	if (w->class.n > 0 && align.n > 0)
		strbuf_byte(out, ' ');
	strbuf_add(out, align);
	strbuf_byte(out, '"');
}

static struct str
written_name(const struct html_element *e)
{
	return str_of(e->as ? e->as : e->name);
}

static void
put_end_tag(struct strbuf *out, const struct html_element *e)
{
	strbuf_add(out, S("</"));
	strbuf_add(out, written_name(e));
	strbuf_byte(out, '>');
}

/* An <img> that lost its address leaves its words. */
static void
put_start_tag(struct cleaner *c, struct writing *w, const GumboVector *attributes)
{
	bool img = strcmp(w->element->name, "img") == 0;
	size_t start = c->out->n;
	unsigned i;

	strbuf_byte(c->out, '<');
	strbuf_add(c->out, written_name(w->element));
	for (i = 0; attributes && i < attributes->length; i++)
		clean_attribute(c, w, attributes->data[i]);
	put_id_and_class(c->out, w);
	if (img && !w->has_src) {
		cut(c->out, start);
		strbuf_html(c->out, w->alt);
		return;
	}
	if (img && !w->has_alt)
		strbuf_add(c->out, S(" alt=\"\""));
	strbuf_byte(c->out, '>');
	/* <a name="x"/>: HTML ignores the slash, but no author means that */
	if (w->tag->self_closing && !(w->element->flags & HTML_VOID))
		put_end_tag(c->out, w->element);
}

static void
show(struct cleaner *c, const struct html_tag *t)
{
	strbuf_html(c->out, str_sub(c->scan.s, t->at, t->end));
}

static void
clean_start_tag(struct cleaner *c, const struct html_element *e,
    const struct html_tag *t)
{
	struct writing w = { .element = e, .tag = t };
	struct str attrs = str_sub(c->scan.s, t->attrs, t->end);
	const GumboVector *attributes;
	struct strbuf tag = { 0 };
	GumboOutput *o;

	if (attrs.n <= 2) {	/* ">" or "/>" */
		put_start_tag(c, &w, NULL);
		return;
	}
	strbuf_add(&tag, S("<i"));
	strbuf_add(&tag, attrs);
	o = gumbo_parse_with_options(gumbo_options(), tag.p, tag.n);
	attributes = sole_attributes(o);
	if (attributes) {
		put_start_tag(c, &w, attributes);
	} else {	/* two readings of one tag: trust neither */
		refuse(c, named(c, "tag", t->name), t->at, t->end);
		show(c, t);
	}
	gumbo_destroy_output(gumbo_options(), o);
	strbuf_free(&tag);
}

/*
 * Behind the end of an element that may hold itself, in tags of any kind.
 * When it is not nested well, behind its last end tag; STR_NONE without one.
 */
static size_t
nested_end(const struct cleaner *c, const struct html_element *e)
{
	struct html_scan scan = c->scan;
	size_t end = STR_NONE, depth = 1;
	enum html_token k;
	struct html_tag t;

	while (depth > 0 && (k = html_next(&scan, &t)) != HTML_END) {
		if (k != HTML_TAG || html_element(t.name) != e)
			continue;
		if (t.closing) {
			depth--;
			end = t.end;
		} else if (!t.self_closing) {
			depth++;
		}
	}
	return end;
}

static size_t
raw_end(const struct cleaner *c, struct str name)
{
	struct html_scan scan = c->scan;
	struct html_tag t;

	scan.at = html_raw_end(&scan, name);
	if (scan.at == STR_NONE || html_next(&scan, &t) != HTML_TAG)
		return STR_NONE;
	return t.end;
}

/* Go behind the content of an element that is dropped, when its end is here. */
static void
drop_content(struct cleaner *c, const struct html_element *e,
    const struct html_tag *t)
{
	bool *endless = &c->endless[html_element_number(e)];
	size_t end = STR_NONE;

	if ((e->flags & HTML_VOID) || *endless ||
	    (t->self_closing && e->group == GROUP_FOREIGN))
		return;
	end = e->flags & HTML_RAW ? raw_end(c, t->name) : nested_end(c, e);
	*endless = end == STR_NONE;
	if (end != STR_NONE)
		c->scan.at = end;
}

static void
clean_tag(struct cleaner *c, const struct html_tag *t)
{
	const struct html_element *e = html_element(t->name);
	int flags = e ? e->flags : 0;

	if ((flags & HTML_ALLOW) && !t->closing) {
		clean_start_tag(c, e, t);
		return;
	}
	if (flags & HTML_ALLOW) {
		if (!(flags & HTML_VOID))
			put_end_tag(c->out, e);
		return;
	}
	if (!t->closing)	/* its end tag says nothing new */
		refuse(c, named(c, "element", t->name), t->at, t->end);
	if (!(flags & (HTML_UNWRAP | HTML_DROP))) {
		if (!t->closing)
			c->refused->v[c->refused->n - 1].shown = true;
		show(c, t);
	}
	if ((flags & HTML_DROP) && !t->closing)
		drop_content(c, e, t);
}

/* A '<' of the text itself; say so when the author meant more by it. */
static void
clean_lone(struct cleaner *c, size_t at)
{
	struct str rest = str_from(c->scan.s, at);

	strbuf_add(c->out, S("&lt;"));
	if (str_starts(rest, S("<!--")))
		refuse(c, S("comment without an end"), at, at + 4);
	else if (str_starts(rest, S("<!")) || str_starts(rest, S("<?")))
		refuse(c, S("declaration"), at, at + 2);
}

void
html_clean(struct str fragment, struct strbuf *out, struct arena *a,
    struct html_refusals *refused)
{
	struct cleaner c = { .scan = html_scan(fragment, 0), .out = out,
		.a = a, .refused = refused };
	enum html_token k;
	struct html_tag t;

	while ((k = html_next(&c.scan, &t)) != HTML_END) {
		if (k == HTML_TEXT)
			strbuf_add(out, str_sub(fragment, t.at, t.end));
		else if (k == HTML_LONE)
			clean_lone(&c, t.at);
		else if (k == HTML_TAG)
			clean_tag(&c, &t);
	}
}
