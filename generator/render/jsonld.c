/*
 * JSON-LD is made from what the page shows: a search engine may only be told
 * what a reader can see.
 */
#include "render/jsonld.h"

#include "format/html_plain.h"

enum { TEXT_MOST = 4000 };	/* bytes of an answer: more helps nobody */

static struct value *
thing(struct arena *a, const char *type)
{
	struct value *map = value_map(a);

	bind_text(a, map, "@type", str_of(type));
	return map;
}

static struct str
plain(struct arena *a, struct str html)
{
	struct strbuf b = { 0 };
	struct str out;

	html_plain(&b, html);
	out = strbuf_str(&b);
	if (out.n > TEXT_MOST) {
		out.n = TEXT_MOST;
		while (out.n > 0 && ((unsigned char)out.p[out.n] & 0xC0) == 0x80)
			out.n--;
	}
	out = arena_copy(a, out);
	strbuf_free(&b);
	return out;
}

/* The text of the question's fields of one name; empty when it has none. */
static struct str
field_text(struct arena *a, const struct value *question, const char *name)
{
	const struct value *fields = value_get(question, S("fields"));

	for (size_t i = 0; fields && i < fields->list.n; i++)
		if (str_eq(value_get_text(fields->list.v[i], S("name")),
		    str_of(name)))
			return plain(a, value_get_text(fields->list.v[i], S("html")));
	return S("");
}

static struct value *
question_thing(struct arena *a, const struct value *q)
{
	struct value *page = thing(a, "QAPage"), *question = thing(a, "Question");
	struct value *answer = thing(a, "Answer");
	struct str text = field_text(a, q, "answer"), asked;

	if (text.n == 0)
		text = field_text(a, q, "explanation");
	if (text.n == 0)
		return NULL;	/* without an answer it is no QAPage */
	asked = field_text(a, q, "question");
	bind_text(a, question, "name", value_get_text(q, S("title")));
	bind_text(a, question, "text", asked.n > 0 ? asked
	    : value_get_text(q, S("title")));
	bind_int(a, question, "answerCount", 1);
	bind_text(a, answer, "text", text);
	bind_value(a, question, "acceptedAnswer", answer);
	bind_value(a, page, "mainEntity", question);
	return page;
}

static void
date_bind(struct arena *a, struct value *map, const char *key,
    const struct value *date)
{
	struct str iso = value_get_text(date, S("iso"));

	if (iso.n > 0)
		bind_text(a, map, key, iso);
}

static struct value *
article_thing(struct arena *a, const struct value *article)
{
	struct value *map = thing(a, "Article"), *authors = value_list(a), *person;
	const struct value *names = value_get(article, S("authors"));

	bind_text(a, map, "headline", value_get_text(article, S("title")));
	bind_text(a, map, "description", value_get_text(article, S("description")));
	date_bind(a, map, "datePublished", value_get(article, S("date")));
	date_bind(a, map, "dateModified", value_get(article, S("updated")));
	for (size_t i = 0; names && i < names->list.n; i++) {
		person = thing(a, "Person");
		bind_text(a, person, "name", names->list.v[i]->text);
		value_add(a, authors, person);
	}
	if (authors->list.n > 0)
		bind_value(a, map, "author", authors);
	return map;
}

/* The crumbs with whole addresses, the page itself last. */
static struct value *
crumbs_thing(struct arena *a, const struct value *page, const struct config *c)
{
	const struct value *crumbs = value_get(page, S("crumbs"));
	struct value *map = thing(a, "BreadcrumbList"), *list = value_list(a), *item;

	for (size_t i = 0; crumbs && i < crumbs->list.n; i++) {
		struct str url = value_get_text(crumbs->list.v[i], S("url"));

		item = thing(a, "ListItem");
		bind_int(a, item, "position", (int64_t)i + 1);
		bind_text(a, item, "name", value_get_text(crumbs->list.v[i],
		    S("title")));
		bind_text(a, item, "item", arena_printf(a, "%.*s%.*s",
		    STR_ARG(c->base_url), STR_ARG(str_from(url,
		    c->base_path.n))));
		value_add(a, list, item);
	}
	bind_value(a, map, "itemListElement", list);
	return list->list.n > 0 ? map : NULL;
}

struct value *
jsonld_make(const struct page *page, const struct value *scope,
    const struct config *c, struct arena *a)
{
	const struct value *about = value_get(scope, S("page"));
	struct value *graph = value_list(a), *root, *main = NULL, *crumbs;

	if (page->article)
		main = article_thing(a, value_get(scope, S("article")));
	else if (page->question)
		main = question_thing(a, value_get(scope, S("question")));
	if (!main)
		return NULL;
	bind_text(a, main, "url", value_get_text(about, S("absolute_url")));
	bind_text(a, main, "inLanguage", c->language[page->lang].locale);
	value_add(a, graph, main);
	crumbs = crumbs_thing(a, about, c);
	if (crumbs)
		value_add(a, graph, crumbs);
	root = value_map(a);
	bind_text(a, root, "@context", S("https://schema.org"));
	bind_value(a, root, "@graph", graph);
	return root;
}
