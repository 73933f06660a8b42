/*
 * Where links lead.  An author links to what he sees: a file beside the article, a file
 * from the content folder's top, an id in double brackets, an anchor.  What
 * leads nowhere stays as it was written and is named with the nearest thing there is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/schema.h"
#include "model/media.h"
#include "model/site.h"

/* Names compared to suggest one: a collection with thousands of dead links among
 * 100,000 files must still build. */
enum { COMPARISONS = 1000000 };

struct resolver {
	struct site *site;
	struct diag *diag;
	struct article *at;
	const struct link *link;
	struct article_link *out;
	size_t compared;	/* names, so far */
	struct map by_slug;	/* -> an article */
	struct str *names;	/* what a wiki link may mean: ids, then keys */
	size_t nnames;
	struct str *files;	/* the names of all files, once one is missed */
};

static struct where
link_where(const struct resolver *r)
{
	return article_where(r->at, r->link->offset, r->link->length);
}

/* May n names more be compared? */
static bool
may_compare(struct resolver *r, size_t n)
{
	if (n > COMPARISONS - r->compared)
		return false;
	r->compared += n;
	return true;
}

static void
suggest(struct resolver *r, struct str wanted, const struct str *names, size_t n,
    const char *fallback)
{
	struct str near = S("");

	if (may_compare(r, n))
		near = nearest(wanted, names, n);
	if (near.n > 0)
		diag_note(r->diag, nowhere, "did you mean '%.*s'?", STR_ARG(near));
	else if (fallback)
		diag_note(r->diag, nowhere, "%s", fallback);
}

/* --- anchors ---------------------------------------------------------- */

static void
anchor_broken(struct resolver *r, const struct article *target, struct str anchor)
{
	size_t most = target->md.nblock + target->question.n, n = 0;
	struct arena *a;
	struct str *ids;

	diag_warn(r->diag, link_where(r), "broken-anchor",
	    "no '#%.*s' in '%.*s'", STR_ARG(anchor),
	    STR_ARG(target->source->path));
	if (!may_compare(r, most))
		return;
	a = arena_new();
	ids = arena_array(a, struct str, most + 1);
	for (uint32_t i = 0; i < target->md.nblock; i++)
		if (target->md.block[i].id.n > 0)
			ids[n++] = markdown_text(&target->md,
			    target->md.block[i].id);
	for (size_t i = 0; i < target->question.n; i++)
		ids[n++] = target->question.v[i]->id;
	suggest(r, anchor, ids, n, NULL);
	arena_free(a);
}

static void
lead_to_article(struct resolver *r, const struct article *target,
    struct str anchor)
{
	r->out->to = target->is_section ? LINK_SECTION : LINK_ARTICLE;
	r->out->article = target;
	r->out->anchor = anchor;
	if (anchor.n == 0 || article_has_anchor(target, anchor))
		return;
	/* GitHub writes "a---b" where we write "a-b". */
	r->out->anchor = text_slug(r->site->arena, anchor);
	if (!article_has_anchor(target, r->out->anchor))
		anchor_broken(r, target, anchor);
}

/* --- [[id]] ----------------------------------------------------------- */

static const struct question *
question_named(const struct resolver *r, struct str id)
{
	const struct site *s = r->site;
	const struct question *q = map_get(&s->edition[r->at->lang].question_by_id,
	    id);

	for (size_t l = 0; l < s->config->nlanguage && !q; l++)
		q = map_get(&s->edition[l].question_by_id, id);
	return q;
}

static const struct article *
article_of_key(const struct resolver *r, struct str key)
{
	const struct site *s = r->site;
	struct article **slot = map_get(&s->article_by_key, key);

	if (!slot)
		return NULL;
	if (slot[r->at->lang])
		return slot[r->at->lang];
	for (size_t l = 0; l < s->config->nlanguage; l++)
		if (slot[l])
			return slot[l];
	return NULL;
}

/* Articles are also known by their slug and by the last part of their key. */
static const struct article *
article_of_slug(struct resolver *r, struct str slug)
{
	struct site *s = r->site;
	const struct article *at;
	bool made = r->by_slug.n > 0;

	for (size_t i = 0; i < s->article.n && !made; i++) {
		at = s->article.v[i];
		map_put(s->arena, &r->by_slug, at->slug, (void *)at);
		map_put(s->arena, &r->by_slug, path_base(at->key), (void *)at);
	}
	at = map_get(&r->by_slug, slug);
	return at ? article_of_key(r, at->key) : NULL;
}

static void
wiki_names(struct resolver *r)
{
	const struct site *s = r->site;
	size_t cap = s->article.n * 2;

	if (r->names)
		return;
	for (size_t l = 0; l < s->config->nlanguage; l++)
		cap += s->edition[l].question.n;
	r->names = arena_array(s->arena, struct str, cap + 1);
	for (size_t l = 0; l < s->config->nlanguage; l++)
		for (size_t i = 0; i < s->edition[l].question.n; i++)
			r->names[r->nnames++] = s->edition[l].question.v[i]->id;
	for (size_t i = 0; i < s->article.n; i++) {
		r->names[r->nnames++] = s->article.v[i]->key;
		r->names[r->nnames++] = s->article.v[i]->slug;
	}
}

static void
resolve_wiki(struct resolver *r, struct str target)
{
	size_t hash = str_chr(target, '#');
	struct str name = str_trim(str_sub(target, 0, hash));
	struct str anchor = hash == STR_NONE ? S("") : str_from(target, hash + 1);
	const struct question *q = question_named(r, name);
	const struct article *article;

	if (q) {
		r->out->to = LINK_QUESTION;
		r->out->question = q;
		r->out->article = q->article;
		return;
	}
	article = article_of_key(r, name);
	if (!article)
		article = article_of_slug(r, name);
	if (article) {
		lead_to_article(r, article, anchor);
		return;
	}
	wiki_names(r);
	diag_warn(r->diag, link_where(r), "broken-link",
	    "no question or article '%.*s'", STR_ARG(name));
	suggest(r, name, r->names, r->nnames, NULL);
}

/* --- paths ------------------------------------------------------------ */

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f'
	    ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* %XX decoded, once (RFC 3986); a broken escape stays as it is. */
static struct str
percent_decode(struct arena *a, struct str s)
{
	char *out = arena_bytes(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int high = i + 2 < s.n && s.p[i] == '%' ? hex_value(s.p[i + 1]) : -1;
		int low = high >= 0 ? hex_value(s.p[i + 2]) : -1;

		out[n++] = low >= 0 ? (char)(high * 16 + low) : s.p[i];
		if (low >= 0)
			i += 2;
	}
	return (struct str){ out, n };
}

/* A published article by a content path: exactly, or by key in the language
 * of the linking article. */
static const struct article *
article_at(const struct resolver *r, struct str path, bool *unpublished)
{
	const struct site *s = r->site;
	const struct article *at = map_get(&s->article_by_file, path);
	struct article place = { 0 };
	struct str key = path;

	*unpublished = false;
	if (at && (at->path.n > 0 || at->is_section))
		return at;
	if (at) {
		*unpublished = true;
		return NULL;
	}
	if (article_place(&place, path, s->config, s->arena))
		key = place.key;
	else if (str_ends(key, S("/")))
		key = str_sub(key, 0, key.n - 1);
	at = article_of_key(r, key);
	if (!at) {
		struct section *sec = site_section(s, r->at->lang, key);

		at = sec ? sec->index : NULL;
	}
	return at;
}

static struct str
split_off(struct str *target, char mark)
{
	size_t at = str_chr(*target, mark);
	struct str tail = at == STR_NONE ? S("") : str_from(*target, at + 1);

	*target = str_sub(*target, 0, at);
	return tail;
}

static void
file_broken(struct resolver *r, struct str path, bool unpublished)
{
	const struct file_list *files = &r->site->files;

	if (unpublished) {
		r->out->path = S("#");	/* a draft's name would tell of it */
		diag_warn(r->diag, link_where(r), "broken-link",
		    "'%.*s' is not published (a draft, expired or in the future)",
		    STR_ARG(path));
		return;
	}
	if (!r->files) {
		r->files = arena_array(r->site->arena, struct str, files->n + 1);
		for (size_t i = 0; i < files->n; i++)
			r->files[i] = files->v[i].path;
	}
	diag_warn(r->diag, link_where(r),
	    r->link->image ? "missing-image" : "broken-link",
	    r->link->image ? "no image '%.*s' in content/"
	    : "no file '%.*s' in content/", STR_ARG(path));
	suggest(r, path, r->files, files->n, NULL);
}

static void
resolve_file(struct resolver *r, struct str path, struct str anchor)
{
	struct site *s = r->site;
	const struct file_entry *file = map_get(&s->file_by_path, path);
	bool unpublished;
	const struct article *at = article_at(r, path, &unpublished);

	if (at) {
		lead_to_article(r, at, anchor);
		return;
	}
	if (file && !unpublished) {
		r->out->to = LINK_FILE;
		r->out->path = media_publish(s, path, link_where(r));
		r->out->anchor = anchor;	/* "paper.pdf#page=2" */
		return;
	}
	file_broken(r, path, unpublished);
}

static void
resolve_path(struct resolver *r, struct str target)
{
	struct arena *a = r->site->arena;
	struct str anchor = split_off(&target, '#'), path;
	bool rooted = str_starts(target, S("/")), folder;

	split_off(&target, '?');
	folder = str_ends(target, S("/"));
	anchor = percent_decode(a, anchor);
	if (target.n == 0) {
		lead_to_article(r, r->at, anchor);
		return;
	}
	path = percent_decode(a, target);
	path = rooted ? str_from(path, 1) : path_join(a, path_dir(
	    str_from(r->at->source->path, strlen("content/"))), path);
	if (!path_normal(a, path, &path)) {
		diag_warn(r->diag, link_where(r), "broken-link",
		    "'%.*s' leads out of content/", STR_ARG(target));
		return;
	}
	if (rooted && !map_get(&r->site->file_by_path, path)) {
		r->out->to = LINK_PAGE;
		r->out->path = folder && path.n > 0
		    ? arena_printf(a, "%.*s/", STR_ARG(path)) : path;
		r->out->anchor = anchor;
		*list_push(a, &r->site->page_link) = (struct page_link){ r->at,
			(uint32_t)(r->link - r->at->md.link) };
		return;
	}
	resolve_file(r, path, anchor);
}

/* The target learns who links to it; several links of one article are one. */
static void
backlink_note(struct resolver *r)
{
	struct article *to = (struct article *)r->out->article;
	struct question *q = (struct question *)r->out->question;

	if (!to || to == r->at || r->at->is_section)
		return;
	for (size_t i = 0; i < to->question.n && !q && r->out->anchor.n > 0; i++)
		if (str_eq(to->question.v[i]->id, r->out->anchor))
			q = to->question.v[i];
	if (q && (q->backlink.n == 0 ||
	    q->backlink.v[q->backlink.n - 1] != r->at))
		*list_push(r->site->arena, &q->backlink) = r->at;
	if (!q && (to->backlink.n == 0 ||
	    to->backlink.v[to->backlink.n - 1] != r->at))
		*list_push(r->site->arena, &to->backlink) = r->at;
}

static void
article_links(struct resolver *r, struct article *at)
{
	at->link = arena_array(r->site->arena, struct article_link,
	    at->md.nlink);
	r->at = at;
	for (uint32_t i = 0; i < at->md.nlink; i++) {
		struct str target = markdown_text(&at->md, at->md.link[i].target);

		r->link = &at->md.link[i];
		r->out = &at->link[i];
		r->out->path = target;
		if (r->link->wiki)
			resolve_wiki(r, target);
		else
			resolve_path(r, target);
		backlink_note(r);
	}
}

void
link_resolve(struct site *s, struct diag *d)
{
	struct resolver r = { .site = s, .diag = d };

	for (size_t i = 0; i < s->article.n; i++)
		article_links(&r, s->article.v[i]);
	for (size_t i = 0; i < s->index.n; i++)
		article_links(&r, s->index.v[i]);
}
