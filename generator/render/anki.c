/*
 * The package: notes with their ids, decks, the note type, the pictures.
 *
 * Everything that Anki compares at the next import comes from names and
 * never from a clock or a place in a list: guids from the question's id,
 * ids of notes, decks and the note type from hashes.  So an import finds what it knows, and two
 * exports of one site are the same bytes.
 */
#include "render/anki.h"

#include "base/text.h"
#include "render/anki_card.h"
#include "render/anki_store.h"
#include "render/bind.h"

/* What tells our note type from a later one with other fields. */
#define NOTE_TYPE "tiku question"

/* Ids are times in milliseconds to Anki: ours lie between 2001 and 2014. */
static const int64_t id_first = 1000000000000, id_range = 400000000000;

struct package {
	const struct anki *job;
	const struct config *config;
	struct arena *arena;
	struct diag *diag;
	struct cards *cards;
	LIST(struct anki_note) note;
	struct map note_ids, deck_ids;	/* taken */
	struct map deck_by_name;	/* folded -> int64_t */
	struct value *decks;
	size_t ndeck;
};

static int64_t
id_of(struct package *p, struct map *taken, struct str name)
{
	int64_t id = id_first + (int64_t)(hash64(name) % (uint64_t)id_range);
	struct str key;

	for (;; id++) {
		key = arena_printf(p->arena, "%lld", (long long)id);
		if (!map_put(p->arena, taken, key, p))
			return id;
	}
}

/* --- decks ------------------------------------------------------------ */

/* One part of a deck's name: "::" parts decks, and controls are dropped by Anki. */
static struct str
deck_part(struct arena *a, struct str s)
{
	struct strbuf b = { 0 };
	struct str out;

	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= ' ' &&
		    !(s.p[i] == ':' && b.n > 0 && b.p[b.n - 1] == ':'))
			strbuf_byte(&b, s.p[i]);
	out = b.n > 0 ? text_nfc(a, strbuf_str(&b)) : S("-");
	strbuf_free(&b);
	return out;
}

static struct value *
zeros(struct arena *a)
{
	struct value *list = value_list(a);

	value_add(a, list, value_int(a, 0));
	value_add(a, list, value_int(a, 0));
	return list;
}

static void
deck_row(struct package *p, int64_t id, struct str name)
{
	static const char *const today[] = { "newToday", "revToday", "lrnToday",
		"timeToday" };
	struct arena *a = p->arena;
	struct value *deck = value_map(a);

	bind_int(a, deck, "id", id);
	bind_text(a, deck, "name", name);
	bind_int(a, deck, "mod", p->config->now);
	bind_int(a, deck, "usn", -1);
	bind_text(a, deck, "desc", S(""));
	bind_int(a, deck, "dyn", 0);
	bind_int(a, deck, "conf", 1);
	bind_int(a, deck, "extendNew", 0);
	bind_int(a, deck, "extendRev", 0);
	bind_bool(a, deck, "collapsed", false);
	bind_bool(a, deck, "browserCollapsed", false);
	for (size_t i = 0; i < sizeof today / sizeof *today; i++)
		bind_value(a, deck, today[i], zeros(a));
	value_set(a, p->decks, arena_printf(a, "%lld", (long long)id), deck);
}

/* The deck of that name, made with those above it when it is new. */
static int64_t
deck_named(struct package *p, struct str name)
{
	struct str folded = text_fold(p->arena, name);
	int64_t *id = map_get(&p->deck_by_name, folded);
	size_t colon = str_rchr(name, ':');

	if (id)
		return *id;
	if (colon != STR_NONE && colon > 0 && name.p[colon - 1] == ':')
		deck_named(p, str_sub(name, 0, colon - 1));
	id = arena_new_of(p->arena, int64_t);
	*id = id_of(p, &p->deck_ids, folded);
	map_put(p->arena, &p->deck_by_name, folded, id);
	deck_row(p, *id, name);
	p->ndeck++;
	return *id;
}

/* "题库::中文::公司::字节跳动" */
static struct str
deck_below(struct package *p, int lang, const char *set, const struct term *t)
{
	const struct config *c = p->config;
	const struct language *l = &c->language[lang];
	struct arena *a = p->arena;
	struct str root = deck_part(a, c->language[c->default_language].title);
	struct str label = deck_part(a, l->label);
	struct str word = value_get_text(l->ui, str_of(set));

	if (!t)
		return arena_printf(a, "%.*s::%.*s", STR_ARG(root),
		    STR_ARG(label));
	word = deck_part(a, word.n > 0 ? word : str_of(set));
	return arena_printf(a, "%.*s::%.*s::%.*s::%.*s", STR_ARG(root),
	    STR_ARG(label), STR_ARG(word),
	    STR_ARG(deck_part(a, term_label(t, l->id))));
}

/* A card lies in one deck: of what was asked for, else of its first company,
 * else of its first topic, else of its language. */
static int64_t
deck_of(struct package *p, const struct question *q)
{
	const struct term *company = q->company.n > 0 ? q->company.v[0].company
	    : NULL;
	const struct term *topic = q->topic.n > 0 ? q->topic.v[0] : NULL;
	int lang = q->article->lang;

	if (p->job->company)
		company = p->job->company;
	else if (p->job->topic) {
		company = NULL;
		topic = p->job->topic;
	}
	if (company)
		return deck_named(p, deck_below(p, lang, "companies", company));
	return deck_named(p, deck_below(p, lang, "topics", topic));
}

/* --- notes ------------------------------------------------------------ */

/* Tags end at a space, and "::" makes a tree of them. */
static void
tag_add(struct strbuf *out, const char *branch, struct str id)
{
	if (id.n == 0)
		return;
	strbuf_printf(out, "%s%s::", out->n > 0 ? "" : " ", branch);
	for (size_t i = 0; i < id.n; i++)
		strbuf_byte(out, (unsigned char)id.p[i] <= ' ' || id.p[i] == '"'
		    ? '_' : id.p[i]);
	strbuf_byte(out, ' ');
}

static struct str
tags_of(struct package *p, const struct question *q)
{
	struct strbuf b = { 0 };
	struct str out;

	tag_add(&b, "lang", p->config->language[q->article->lang].id);
	for (size_t i = 0; i < q->company.n; i++)
		tag_add(&b, "company", q->company.v[i].company->id);
	for (size_t i = 0; i < q->topic.n; i++)
		tag_add(&b, "topic", q->topic.v[i]->id);
	tag_add(&b, "kind", str_of(kind_names[q->kind]));
	tag_add(&b, "difficulty", str_of(difficulty_names[q->difficulty]));
	out = text_nfc(p->arena, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static struct str
fields_join(struct arena *a, const struct str field[CARD_FIELDS])
{
	struct strbuf b = { 0 };
	struct str out;

	for (int i = 0; i < CARD_FIELDS; i++) {
		if (i > 0)
			strbuf_byte(&b, '\x1f');
		strbuf_add(&b, field[i]);
	}
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static void
note_add(struct package *p, const struct question *q,
    const struct str field[CARD_FIELDS])
{
	struct arena *a = p->arena;
	struct anki_note *note = list_push(a, &p->note);

	note->guid = arena_printf(a, "tiku:%.*s:%.*s",
	    STR_ARG(p->config->language[q->article->lang].id), STR_ARG(q->id));
	note->id = id_of(p, &p->note_ids, note->guid);
	note->deck = deck_of(p, q);
	note->tags = tags_of(p, q);
	note->fields = fields_join(a, field);
	note->sort = card_stripped(a, field[CARD_QUESTION]);
}

/* --- the note type ---------------------------------------------------- */

static struct str
theme_text(struct package *p, const char *name)
{
	struct str path = str_of(name);
	char *file = config_file(p->config, path, p->arena);
	struct source *s = file ? source_load(file, path, p->arena, p->diag)
	    : NULL;

	if (!file) {
		diag_error(p->diag, nowhere, "template", "no file '%s'", name);
		diag_note(p->diag, nowhere, "cards of Anki look as it says");
	}
	return s ? str_trim(s->text) : S("");
}

static struct value *
field_rows(struct arena *a)
{
	struct value *list = value_list(a), *row;

	for (int i = 0; i < CARD_FIELDS; i++) {
		row = value_map(a);
		bind_text(a, row, "name", str_of(card_fields[i]));
		bind_int(a, row, "ord", i);
		bind_bool(a, row, "sticky", false);
		bind_bool(a, row, "rtl", false);
		bind_text(a, row, "font", S("Arial"));
		bind_int(a, row, "size", 20);
		bind_value(a, row, "media", value_list(a));
		value_add(a, list, row);
	}
	return list;
}

static struct value *
template_rows(struct package *p)
{
	struct arena *a = p->arena;
	struct value *list = value_list(a), *row = value_map(a);

	bind_text(a, row, "name", S("Card 1"));
	bind_int(a, row, "ord", 0);
	bind_text(a, row, "qfmt", theme_text(p, "templates/anki/front.html"));
	bind_text(a, row, "afmt", theme_text(p, "templates/anki/back.html"));
	bind_text(a, row, "bqfmt", S(""));
	bind_text(a, row, "bafmt", S(""));
	bind_value(a, row, "did", value_null(a));
	value_add(a, list, row);
	return list;
}

/* [[0, "any", [0]]]: the card exists when its first field is not empty. */
static struct value *
requirement(struct arena *a)
{
	struct value *all = value_list(a), *row = value_list(a);
	struct value *fields = value_list(a);

	value_add(a, fields, value_int(a, CARD_QUESTION));
	value_add(a, row, value_int(a, 0));
	value_add(a, row, value_text(a, S("any")));
	value_add(a, row, fields);
	value_add(a, all, row);
	return all;
}

static const char latex_pre[] = "\\documentclass[12pt]{article}\n"
    "\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
    "\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n"
    "\\setlength{\\parindent}{0in}\n\\begin{document}\n";

static struct value *
model(struct package *p, int64_t id)
{
	struct arena *a = p->arena;
	struct value *m = value_map(a);

	bind_int(a, m, "id", id);
	bind_text(a, m, "name", S(NOTE_TYPE));
	bind_int(a, m, "type", 0);
	bind_int(a, m, "mod", p->config->now);
	bind_int(a, m, "usn", -1);
	bind_int(a, m, "sortf", CARD_QUESTION);
	bind_int(a, m, "did", 1);
	bind_value(a, m, "flds", field_rows(a));
	bind_value(a, m, "tmpls", template_rows(p));
	bind_text(a, m, "css", theme_text(p, "templates/anki/card.css"));
	bind_text(a, m, "latexPre", str_of(latex_pre));
	bind_text(a, m, "latexPost", S("\\end{document}"));
	bind_bool(a, m, "latexsvg", false);
	bind_value(a, m, "req", requirement(a));
	bind_value(a, m, "tags", value_list(a));
	bind_value(a, m, "vers", value_list(a));
	return m;
}

/* --- the collection --------------------------------------------------- */

/* How a deck is studied is the reader's choice: these are Anki's own defaults,
 * as group 1, which an import leaves as it is. */
static const char dconf[] = "{\"1\":{\"id\":1,\"mod\":0,\"usn\":0,"
    "\"name\":\"Default\",\"maxTaken\":60,\"autoplay\":true,\"timer\":0,"
    "\"replayq\":true,\"dyn\":false,\"new\":{\"bury\":false,"
    "\"delays\":[1.0,10.0],\"initialFactor\":2500,\"ints\":[1,4,0],"
    "\"order\":1,\"perDay\":20,\"separate\":true},\"rev\":{\"bury\":false,"
    "\"ease4\":1.3,\"ivlFct\":1.0,\"maxIvl\":36500,\"perDay\":200,"
    "\"hardFactor\":1.2,\"fuzz\":0.05,\"minSpace\":1},"
    "\"lapse\":{\"delays\":[10.0],\"leechAction\":1,\"leechFails\":8,"
    "\"minInt\":1,\"mult\":0.0}}}";

static const char conf[] = "{\"activeDecks\":[1],\"curDeck\":1,"
    "\"curModel\":\"%lld\",\"nextPos\":%zu,\"schedVer\":1,"
    "\"collapseTime\":1200,\"addToCur\":true,\"estTimes\":true,"
    "\"dueCounts\":true,\"newSpread\":0,\"timeLim\":0,"
    "\"sortType\":\"noteFld\",\"sortBackwards\":false}";

static struct str
json_text(struct arena *a, const struct value *v)
{
	struct strbuf b = { 0 };
	struct str out;

	value_json(&b, v, false);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

static struct str
collection(struct package *p)
{
	struct arena *a = p->arena;
	struct map none = { 0 };
	int64_t type = id_of(p, &none, S(NOTE_TYPE));
	struct value *models = value_map(a);
	struct anki_collection c = { .time = p->config->now, .model = type,
		.dconf = str_of(dconf) };

	value_set(a, models, arena_printf(a, "%lld", (long long)type),
	    model(p, type));
	c.models = json_text(a, models);
	c.decks = json_text(a, p->decks);
	c.conf = arena_printf(a, conf, (long long)type, p->note.n + 1);
	return anki_store(&c, p->note.v, p->note.n, a);
}

/* Pictures are called "0", "1", ... in the package; `media` knows their names. */
static void
package_write(struct package *p, struct strbuf *out)
{
	struct arena *a = p->arena;
	struct value *media = value_map(a);
	size_t n = p->cards->file.n;
	struct archive_file *file = arena_array(a, struct archive_file, n + 2);

	for (size_t i = 0; i < n; i++) {
		file[i + 2] = p->cards->file.v[i];
		file[i + 2].name = arena_printf(a, "%zu", i);
		value_set(a, media, file[i + 2].name, value_text(a,
		    p->cards->file.v[i].name));
	}
	file[0] = (struct archive_file){ S("collection.anki2"), collection(p) };
	file[1] = (struct archive_file){ S("media"), json_text(a, media) };
	archive_write(out, file, n + 2);
}

struct anki_count
anki_write(struct strbuf *out, const struct anki *job, struct arena *a,
    struct diag *d)
{
	struct package p = { .job = job, .config = job->site->config,
		.arena = a, .diag = d, .decks = value_map(a) };
	struct str field[CARD_FIELDS];
	struct anki_count count = { 0 };

	p.cards = cards_new(job, a, d);
	deck_row(&p, 1, S("Default"));	/* a collection must have it */
	for (size_t i = 0; i < job->n; i++)
		if (card_write(p.cards, job->question[i], field))
			note_add(&p, job->question[i], field);
		else
			count.unanswered++;
	package_write(&p, out);
	count.notes = p.note.n;
	count.decks = p.ndeck;
	count.files = p.cards->file.n;
	cards_end(p.cards);
	return count;
}
