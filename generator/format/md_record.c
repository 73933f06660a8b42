/*
 * A record is a header that counts, then each table, then the pool and the
 * HTML, all at multiples of eight bytes from its beginning.  It is read where it
 * lies, by the same build on the same machine: no byte order, no padding rules,
 * but sizes of the structs are part of the header, so that bytes from another
 * build are refused and not misread.
 *
 * What the header and the tables say of places is checked when a record is
 * opened: a file of the cache may have lost its tail.
 */
#include "base/text.h"
#include "format/md_record.h"

#include <string.h>

/* Raise when the same text gives another record. */
#define VERSION "1"
const char markdown_version[] = "markdown " VERSION;

enum { BLOCKS, ATTRS, EMBEDS, LINKS, HOLES, PROBLEMS, POOL, HTML, TABLES };
struct header {
	char magic[8];
	uint32_t count[TABLES];
	uint32_t size[TABLES];	/* of one */
	uint32_t han, words;	/* of all text: how long it takes to read */
	uint64_t spare;		/* keeps what follows aligned */
};
static const char magic[8] = "tikumd" VERSION;

static const uint32_t table_size[TABLES] = {
	sizeof(struct block), sizeof(struct attr), sizeof(struct embed),
	sizeof(struct link), sizeof(struct hole), sizeof(struct problem), 1, 1
};

/* -- writing --------------------------------------------------------------- */

void
record_reset(struct record *r, struct arena *a)
{
	struct strbuf pool = r->pool, html = r->html;

	memset(r, 0, sizeof *r);
	r->a = a;
	r->pool = pool;
	r->html = html;
	strbuf_reset(&r->pool);
	strbuf_reset(&r->html);
}

struct span
record_text(struct record *r, struct str s)
{
	struct span span = { (uint32_t)r->pool.n, (uint32_t)s.n };

	strbuf_add(&r->pool, s);
	return span;
}

void
record_hole(struct record *r, enum hole_kind kind, uint32_t index)
{
	struct hole h;

	memset(&h, 0, sizeof h);
	h.at = (uint32_t)r->html.n;
	h.kind = (uint8_t)kind;
	h.index = index;
	*list_push(r->a, &r->hole) = h;
}

void
record_problem(struct record *r, enum severity severity, uint32_t offset,
    uint32_t length, const char *rule, struct str text, struct str note)
{
	struct problem p;

	memset(&p, 0, sizeof p);
	p.severity = (uint8_t)severity;
	p.offset = offset;
	p.length = length;
	p.rule = record_text(r, str_of(rule));
	p.text = record_text(r, text);
	p.note = record_text(r, note);
	*list_push(r->a, &r->problem) = p;
}

uint32_t
record_link(struct record *r, bool image, struct str target, uint32_t offset,
    uint32_t length)
{
	struct link l;

	memset(&l, 0, sizeof l);
	l.image = image;
	l.target = record_text(r, target);
	l.offset = offset;
	l.length = length;
	*list_push(r->a, &r->link) = l;
	return (uint32_t)r->link.n - 1;
}

static void
put(struct strbuf *out, size_t start, const void *p, size_t n)
{
	static const char zero[8];

	strbuf_add(out, (struct str){ zero, -(out->n - start) & 7 });
	strbuf_add(out, (struct str){ p, n });
}

/* Counted here, in the child, where every article's is counted side by side. */
static void
words_count(const struct record *r, struct header *h)
{
	struct str pool = { r->pool.p, r->pool.n };
	size_t i, han, words;

	for (i = 0; i < r->block.n; i++) {
		const struct span text = r->block.v[i].text;

		text_count(str_sub(pool, text.at, text.at + text.n), &han, &words);
		h->han += (uint32_t)han;
		h->words += (uint32_t)words;
	}
}

void
record_write(const struct record *r, struct strbuf *out)
{
	const void *table[TABLES] = {
		r->block.v, r->attr.v, r->embed.v, r->link.v, r->hole.v,
		r->problem.v, r->pool.p, r->html.p
	};
	struct header h;
	size_t i, start = out->n;

	memset(&h, 0, sizeof h);
	memcpy(h.magic, magic, sizeof h.magic);
	memcpy(h.size, table_size, sizeof h.size);
	h.count[BLOCKS] = (uint32_t)r->block.n;
	h.count[ATTRS] = (uint32_t)r->attr.n;
	h.count[EMBEDS] = (uint32_t)r->embed.n;
	h.count[LINKS] = (uint32_t)r->link.n;
	h.count[HOLES] = (uint32_t)r->hole.n;
	h.count[PROBLEMS] = (uint32_t)r->problem.n;
	h.count[POOL] = (uint32_t)r->pool.n;
	h.count[HTML] = (uint32_t)r->html.n;
	words_count(r, &h);
	strbuf_add(out, (struct str){ (const char *)&h, sizeof h });
	for (i = 0; i < TABLES; i++)
		put(out, start, table[i], (size_t)h.count[i] * h.size[i]);
}

/* -- reading --------------------------------------------------------------- */

static bool
is_range(uint32_t from, uint32_t to, uint32_t end)
{
	return from <= to && to <= end;
}

static bool
blocks_hold(const struct markdown *m)
{
	uint32_t i, html = (uint32_t)m->html.n;

	for (i = 0; i < m->nblock; i++) {
		const struct block *b = &m->block[i];

		if (b->next <= i || b->next > m->nblock || b->level > 6 ||
		    b->attr > m->nattr || b->nattr > m->nattr - b->attr ||
		    !is_range(b->html, b->inner, html) ||
		    !is_range(b->inner, b->inner_end, html) ||
		    !is_range(b->inner_end, b->html_end, html) ||
		    b->lead_end > html)
			return false;
	}
	return true;
}

static bool
holes_hold(const struct markdown *m)
{
	uint32_t i, last = 0, limit;

	for (i = 0; i < m->nhole; i++) {
		const struct hole *h = &m->hole[i];

		limit = h->kind == HOLE_EMBED ? m->nembed :
		    h->kind == HOLE_LABEL ? ALERT_CAUTION + 1 :
		    h->kind == HOLE_LEVEL ? m->nblock :
		    h->kind == HOLE_HERE || h->kind == HOLE_ID ? 1 : m->nlink;
		if (h->kind > HOLE_ID || h->index >= limit ||
		    h->at < last || h->at > m->html.n)
			return false;
		last = h->at;
	}
	return true;
}

static void
count_embeds(struct markdown *m)
{
	uint32_t i;

	for (i = 0; i < m->nembed; i++)
		switch (m->embed[i].kind) {
		case EMBED_CODE:
			m->code++;
			break;
		case EMBED_DIAGRAM:
			m->diagrams++;
			break;
		default:
			m->math++;
		}
}

bool
markdown_open(struct str bytes, struct markdown *m)
{
	const char *table[TABLES];
	struct header h;
	size_t i, at = sizeof h;

	memset(m, 0, sizeof *m);
	if (bytes.n < sizeof h)
		return false;
	memcpy(&h, bytes.p, sizeof h);
	if (memcmp(h.magic, magic, sizeof magic) != 0 ||
	    memcmp(h.size, table_size, sizeof table_size) != 0)
		return false;
	for (i = 0; i < TABLES; i++) {
		size_t n = (size_t)h.count[i] * h.size[i];

		at = (at + 7) & ~(size_t)7;
		if (at > bytes.n || n > bytes.n - at)
			return false;
		table[i] = bytes.p + at;
		at += n;
	}
	m->block = (const void *)table[BLOCKS];
	m->attr = (const void *)table[ATTRS];
	m->embed = (const void *)table[EMBEDS];
	m->link = (const void *)table[LINKS];
	m->hole = (const void *)table[HOLES];
	m->problem = (const void *)table[PROBLEMS];
	m->pool = (struct str){ table[POOL], h.count[POOL] };
	m->html = (struct str){ table[HTML], h.count[HTML] };
	m->nblock = h.count[BLOCKS];
	m->nattr = h.count[ATTRS];
	m->nembed = h.count[EMBEDS];
	m->nlink = h.count[LINKS];
	m->nhole = h.count[HOLES];
	m->nproblem = h.count[PROBLEMS];
	m->han = h.han;
	m->words = h.words;
	count_embeds(m);
	return at == bytes.n && blocks_hold(m) && holes_hold(m);
}

struct str
markdown_text(const struct markdown *m, struct span s)
{
	return str_sub(m->pool, s.at, (size_t)s.at + s.n);
}
