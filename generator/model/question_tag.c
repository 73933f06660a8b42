/*
 * What is said of a question: by its attributes, by the article's front matter, by
 * the sections round it and by its own words.  The strongest evidence is heard
 * first, for it is kept.
 */
#include <string.h>

#include "base/text.h"
#include "model/reader.h"

const char *const evidence_names[] = { "front_matter", "field", "heading",
	"text", NULL };

/* --- attributes ------------------------------------------------------- */

static uintptr_t
word_meaning(const struct reader *r, size_t table, struct str word)
{
	struct str folded = text_fold(r->arena, str_trim(word));
	uintptr_t found = 0;

	for (size_t i = 0; i < r->config->nlanguage && !found; i++)
		found = (uintptr_t)map_get((const struct map *)((const char *)
		    &r->config->language[i].labels + table), folded);
	return found;
}

static void
attribute_unknown(struct reader *r, struct where w, const char *what,
    struct str value, const char *choices)
{
	diag_warn(r->diag, w, "unknown-attribute", "'%.*s' is no %s",
	    STR_ARG(value), what);
	diag_note(r->diag, nowhere, "use one of %s", choices);
}

static void
company_add(struct reader *r, struct question *q, struct term *t,
    enum evidence from, struct where at, struct str text)
{
	for (size_t i = 0; i < q->company.n; i++)
		if (q->company.v[i].company == t)
			return;		/* the stronger evidence came first */
	*list_push(r->arena, &q->company) = (struct company_tag){ t, from, at,
		text };
}

static void
topic_add(struct reader *r, struct question *q, struct term *t)
{
	for (size_t i = 0; i < q->topic.n; i++)
		if (q->topic.v[i] == t)
			return;
	*list_push(r->arena, &q->topic) = t;
}

static struct term *
term_named(struct reader *r, struct taxonomy *set, const char *what,
    struct str name, struct where at)
{
	struct term *t = taxonomy_find(set, name);
	struct str near;

	if (t && t->known)
		return t;
	near = taxonomy_nearest(set, name);
	diag_warn(r->diag, at, "unknown-term", "unknown %s '%.*s'", what,
	    STR_ARG(name));
	if (near.n > 0)
		diag_note(r->diag, nowhere, "did you mean '%.*s'?", STR_ARG(near));
	else
		diag_note(r->diag, nowhere, "add it to content/%.*s.yml",
		    STR_ARG(set->name));
	return taxonomy_term(set, name, r->arena);
}

/* Names in one text, parted by commas, slashes or their Chinese twins. */
static bool
cut_name(struct str *rest, struct str *name)
{
	size_t at = 0, before = 0;
	int32_t c = 0;

	if (!rest->p)
		return false;
	while (at < rest->n) {
		before = at;
		c = text_next(*rest, &at);
		if (c == ',' || c == 0xFF0C || c == 0x3001 || c == '/' ||
		    c == ';' || c == 0xFF1B)
			break;
		before = at;
	}
	*name = str_trim(str_sub(*rest, 0, before));
	*rest = before == rest->n ? (struct str){ NULL, 0 } : str_from(*rest, at);
	return true;
}

void
question_attribute(struct reader *r, struct question *q,
    enum attribute which, struct str value, struct where at)
{
	uintptr_t found;
	struct str name, rest = value;

	switch (which) {
	case ATTRIBUTE_KIND:
		found = word_meaning(r, offsetof(struct labels, kind), value);
		if (found)
			q->kind = (enum kind)(found - 1);
		else
			attribute_unknown(r, at, "kind", value,
			    "concept, coding, design");
		break;
	case ATTRIBUTE_DIFFICULTY:
		found = word_meaning(r, offsetof(struct labels, difficulty), value);
		if (found)
			q->difficulty = (enum difficulty)(found - 1);
		else
			attribute_unknown(r, at, "difficulty", value,
			    "easy, medium, hard");
		break;
	case ATTRIBUTE_TOPICS:
		while (cut_name(&rest, &name))
			if (name.n > 0)
				topic_add(r, q, term_named(r, r->topics, "topic",
				    name, at));
		break;
	case ATTRIBUTE_COMPANIES:
		while (cut_name(&rest, &name))
			if (name.n > 0)
				company_add(r, q, term_named(r, r->companies,
				    "company", name, at), EVIDENCE_FIELD, at, value);
		break;
	case ATTRIBUTES:
		break;
	}
}

/* {#id kind=coding topics=a,b} on the heading. */
static const struct attr *
heading_attribute(const struct reader *r, uint32_t heading, enum attribute which)
{
	const struct markdown *m = reader_doc(r);
	const struct block *h = &m->block[heading];

	for (uint32_t i = h->attr; i < h->attr + h->nattr; i++)
		if (str_eq(markdown_text(m, m->attr[i].key),
		    str_of(attribute_names[which])))
			return &m->attr[i];
	return NULL;
}

bool
question_has_attribute(const struct reader *r, uint32_t heading,
    enum attribute which)
{
	return heading_attribute(r, heading, which) != NULL;
}

void
question_heading_attributes(struct reader *r, struct question *q)
{
	for (int k = 0; k < ATTRIBUTES; k++) {
		const struct attr *at = heading_attribute(r,
		    (uint32_t)q->heading, (enum attribute)k);

		if (at)
			question_attribute(r, q, (enum attribute)k,
			    markdown_text(reader_doc(r), at->value),
			    article_where(r->at, at->offset, at->length));
	}
}

/* --- evidence ----------------------------------------------------------- */

void
question_companies(struct reader *r, struct question *q)
{
	const struct article *at = r->at;

	for (size_t i = 0; i < at->company.n; i++)
		company_add(r, q, at->company.v[i], EVIDENCE_FRONT_MATTER,
		    i < at->companies.n ? at->companies.v[i]->at : nowhere,
		    i < at->companies.n ? at->companies.v[i]->text : S(""));
}

void
question_defaults(struct reader *r, struct question *q)
{
	if (q->topic.n == 0)
		for (size_t i = 0; i < r->at->topic.n; i++)
			topic_add(r, q, r->at->topic.v[i]);
	if (!q->difficulty)
		q->difficulty = r->at->difficulty;
}

/* Is the text at one end of a name nothing, a mark or a blank? */
static bool
is_edge(struct str s, bool at_end)
{
	size_t at = s.n;
	int32_t c;

	if (s.n == 0)
		return true;
	while (at_end && --at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80)
		;
	at = at_end ? at : 0;
	c = text_next(s, &at);
	return !text_is_letter(c);
}

/*
 * A name that is also a word means a company when a heading says nothing else:
 * "字节面试题" and "Oracle: interview questions", but not "字节级分词面试题" or
 * "Oracle 数据库面试题".
 */
static bool
stands_alone(const struct reader *r, struct str text, struct mention m)
{
	struct str after = str_trim(str_from(text, m.at + m.n));

	return is_edge(str_sub(text, 0, m.at), true) &&
	    (is_edge(after, false) || begins_questions(&r->units.words, after));
}

static bool
is_mentioned(const struct mentions *in, size_t at)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->v[i].at == at)
			return true;
	return false;
}

static void
companies_in_heading(struct reader *r, struct question *q, uint32_t h)
{
	const struct block *b = &reader_doc(r)->block[h];
	struct str text = reader_text(r, h);
	struct mentions clear = { 0 }, all = { 0 };

	taxonomy_scan(r->companies, text, true, r->arena, &all);
	if (all.n > 0)
		taxonomy_scan(r->companies, text, false, r->arena, &clear);
	for (size_t i = 0; i < all.n; i++)
		if (is_mentioned(&clear, all.v[i].at) ||
		    stands_alone(r, text, all.v[i]))
			company_add(r, q, all.v[i].term, EVIDENCE_HEADING,
			    article_where(r->at, b->offset, b->length), text);
}

static bool
heading_kind(const struct reader *r, struct str text, enum kind *kind)
{
	struct str folded = text_fold(r->arena, text);

	for (size_t l = 0; l < r->config->nlanguage; l++) {
		const struct labels *labels = &r->config->language[l].labels;

		for (size_t i = 0; i < labels->nheading_kind; i++)
			if (str_find(folded, labels->heading_kind[i].word) != STR_NONE) {
				*kind = labels->heading_kind[i].kind;
				return true;
			}
	}
	return false;
}

/* What the enclosing sections say of the question: its kind, its companies.
 * The nearest speaks first; the article's title is not a section. */
static void
sections_say(struct reader *r, struct question *q, size_t unit, bool kind_open)
{
	for (int u = r->units.above[unit]; u >= 0; u = r->units.above[u]) {
		uint32_t h = r->units.unit.v[u].block;

		if ((int)h == r->at->title_block)
			continue;
		companies_in_heading(r, q, h);
		if (kind_open && heading_kind(r, reader_text(r, h), &q->kind))
			kind_open = false;
	}
}

static void
companies_in_text(struct reader *r, struct question *q, struct str text,
    struct where at)
{
	struct mentions found = { 0 };

	taxonomy_scan(r->companies, text, false, r->arena, &found);
	for (size_t i = 0; i < found.n; i++)
		company_add(r, q, found.v[i].term, EVIDENCE_TEXT, at, text);
}

/*
 * The question's own words are its title, its question field and what stands before
 * its first field; its answer is not.
 */
static void
own_words_say(struct reader *r, struct question *q)
{
	const struct block *block = reader_doc(r)->block;
	uint32_t b = q->field.n > 0 ? q->field.v[0].block : q->first;

	companies_in_text(r, q, q->title, q->at);
	for (uint32_t i = q->heading < 0 ? b : (uint32_t)q->heading + 1; i < b; i++)
		if (block[i].kind == BLOCK_PARAGRAPH)
			companies_in_text(r, q, reader_text(r, i),
			    article_where(r->at, block[i].offset,
			    block[i].length));
	for (size_t i = 0; i < q->field.n; i++) {
		const struct field_part *f = &q->field.v[i];

		if (f->name != FIELD_QUESTION)
			continue;
		companies_in_text(r, q, f->text, q->at);
		for (b = f->block; b < f->end; b++)
			if (block[b].kind == BLOCK_PARAGRAPH)
				companies_in_text(r, q, reader_text(r, b),
				    article_where(r->at, block[b].offset,
				    block[b].length));
	}
}

void
question_evidence(struct reader *r, struct question *q, size_t unit,
    bool kind_open)
{
	sections_say(r, q, unit, kind_open);
	own_words_say(r, q);
}
