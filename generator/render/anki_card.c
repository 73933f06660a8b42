/*
 * Cards.  Anki shows HTML in a browser of its own, with MathJax and
 * without our style sheets, and keeps all pictures of all decks in one
 * folder: so formulas are TeX, drawings are files with their colours in them, and
 * every file has a name that only its bytes can give.
 */
#include "render/anki_card.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "format/html_plain.h"
#include "render/parts.h"

enum { PICTURE_MAX = 64 << 20 };

const char *const card_fields[CARD_FIELDS + 1] = { "Question", "Answer",
	"Explanation", "Source", "Id", NULL };

/* --- files ------------------------------------------------------------ */

/* The name of a file with these bytes; it is added when it is new. */
static struct str
file_keep(struct cards *c, struct str bytes, struct str ending)
{
	struct str hex = hash_hex(c->arena, hash128(bytes), 16);
	struct str name = arena_printf(c->arena, "tiku-%.*s%.*s", STR_ARG(hex),
	    STR_ARG(ending));

	if (!map_get(&c->file_by_name, name)) {
		*list_push(c->arena, &c->file) = (struct archive_file){ name,
			arena_copy(c->arena, bytes) };
		map_put(c->arena, &c->file_by_name, name, c);
	}
	return name;
}

/* ".png" of "a/b.png": letters and digits only, as every system takes them. */
static struct str
ending_of(struct str path)
{
	struct str name = path_base(path);
	size_t dot = str_rchr(name, '.');
	struct str ending = dot == STR_NONE ? S("") : str_from(name, dot);

	for (size_t i = 1; i < ending.n; i++)
		if (!((ending.p[i] | 32) >= 'a' && (ending.p[i] | 32) <= 'z') &&
		    !(ending.p[i] >= '0' && ending.p[i] <= '9'))
			return S("");
	return ending;
}

static struct str
picture_read(struct cards *c, struct str path)
{
	const struct site *s = c->view.site;
	uintptr_t i = (uintptr_t)map_get(&s->media_by_path, path);
	const struct media *m = i ? &s->media.v[i - 1] : NULL;
	char *file = m ? arena_cstr(c->view.arena, path_join(c->view.arena,
	    s->config->root, m->file)) : NULL;
	struct str bytes;

	if (!m)
		return S("");
	if (!file_read(file, PICTURE_MAX, c->view.arena, &bytes)) {
		diag_error(c->diag, m->by, "unreadable", "cannot read '%.*s': %s",
		    STR_ARG(m->file), strerror(errno));
		return S("");
	}
	return file_keep(c, bytes, ending_of(m->file));
}

/* Pictures beside the article go into the package, others stay where they are. */
static struct str
picture(const struct page_view *v, const struct article_link *l)
{
	struct cards *c = v->medium->ctx;
	struct str *name;

	if (l->to != LINK_FILE)
		return fragment_link(v, l);
	name = map_get(&c->name_by_path, l->path);
	if (!name) {
		name = arena_new_of(c->arena, struct str);
		*name = picture_read(c, l->path);
		map_put(c->arena, &c->name_by_path, l->path, name);
	}
	return name->n > 0 ? *name : fragment_link(v, l);
}

/* --- formulas and drawings -------------------------------------------- */

static void
formula(struct strbuf *out, struct page_view *v, const struct piece *p)
{
	bool display = p->kind == EMBED_DISPLAY_MATH;

	(void)v;
	strbuf_add(out, display ? S("\\[") : S("\\("));
	strbuf_html(out, p->text);
	strbuf_add(out, display ? S("\\]") : S("\\)"));
}

/* What a drawing shows, for who cannot see it: its <title>, escaped already. */
static struct str
drawing_title(struct str svg)
{
	size_t at = str_find(svg, S("<title"));
	struct str rest = at == STR_NONE ? S("") : str_from(svg, at);

	rest = str_from(rest, str_chr(rest, '>') + 1);
	return str_sub(rest, 0, str_find(rest, S("</title>")));
}

/* On a page a drawing takes its colours and letters from the style sheets. */
static struct str
drawing_alone(struct cards *c, struct str svg)
{
	struct strbuf b = { 0 };
	struct str name;

	strbuf_add(&b, S("<svg xmlns=\"http://www.w3.org/2000/svg\""
	    " font-family=\"sans-serif\""));
	palette_write(&b, c->palette, str_from(svg, 4));
	strbuf_byte(&b, '\n');
	name = file_keep(c, strbuf_str(&b), S(".svg"));
	strbuf_free(&b);
	return name;
}

static void
drawing(struct strbuf *out, struct page_view *v, const struct piece *p,
    uint32_t use)
{
	struct cards *c = v->medium->ctx;

	(void)use;	/* ids in a file of its own meet no others */
	if (p->state != PIECE_DONE || !str_starts(p->html, S("<svg"))) {
		strbuf_add(out, S("<pre><code>"));
		strbuf_html(out, p->text);
		strbuf_add(out, S("</code></pre>\n"));
		return;
	}
	strbuf_add(out, S("<figure class=\"diagram\"><img src=\""));
	strbuf_add(out, drawing_alone(c, p->html));
	strbuf_add(out, S("\" alt=\""));
	strbuf_add(out, drawing_title(p->html));
	strbuf_add(out, S("\"></figure>\n"));
}

/* --- fields ----------------------------------------------------------- */

struct cards *
cards_new(const struct anki *job, struct arena *a, struct diag *d)
{
	struct cards *c = arena_new_of(a, struct cards);

	c->arena = a;
	c->diag = d;
	c->palette = palette_read(job->site->config, a, d);
	c->medium = (struct medium){ formula, drawing, picture, c };
	c->view = (struct page_view){ .site = job->site, .pieces = job->pieces,
		.arena = arena_new(), .memo = memo_new(job->site),
		.medium = &c->medium,
		.uses = arena_array(a, uint32_t, job->pieces->piece.n) };
	return c;
}

void
cards_end(struct cards *c)
{
	memo_free(c->view.memo);
	arena_free(c->view.arena);
}

/*
 * Words in brackets that Anki acts upon wherever they stand: an article about
 * Perl's $x[$] must not start LaTeX.
 */
static bool
is_command(struct str s)
{
	static const char *const commands[] = { "[sound:", "[anki:", "[latex]",
		"[$]", "[$$]", "[[type:" };

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (str_starts(s, str_of(commands[i])))
			return true;
	return false;
}

/* As Anki would keep it: in NFC and without commands; and without <wbr>, or its
 * search would not find a word that holds one. */
static void
field_text(struct strbuf *out, struct str html)
{
	for (size_t i = 0; i < html.n; i++) {
		struct str rest = str_from(html, i);

		if (html.p[i] == '<' && str_starts(rest, S("<wbr>")))
			i += 4;
		else if (html.p[i] == '[' && is_command(rest))
			strbuf_add(out, S("&#91;"));
		else
			strbuf_byte(out, html.p[i]);
	}
}

/* In an element of the question's language, by which a browser chooses fonts. */
static struct str
field_html(struct cards *c, const struct language *l, struct str html)
{
	struct strbuf b = { 0 };
	struct str out;

	if (str_trim(html).n == 0)
		return S("");
	strbuf_add(&b, S("<div lang=\""));
	strbuf_html(&b, l->locale);
	strbuf_add(&b, S("\">"));
	field_text(&b, str_trim(html));
	strbuf_add(&b, S("</div>"));
	out = text_nfc(c->arena, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

/* A question without a heading is its own title. */
static void
front_write(struct strbuf *out, const struct question *q, const struct parts *p)
{
	if (q->heading >= 0 || p->asked.n == 0) {
		strbuf_add(out, S("<div class=\"title\">"));
		strbuf_add(out, value_get_text(p->question, S("heading")));
		strbuf_add(out, S("</div>\n"));
	}
	strbuf_add(out, strbuf_str(&p->asked));
}

/* Where more is said than on the card. */
static void
link_write(struct strbuf *out, const struct language *l, struct str url)
{
	struct str word = value_get_text(l->ui, S("long_explanation"));

	if (url.n == 0)
		return;
	strbuf_add(out, S("<p><a href=\""));
	strbuf_html(out, url);
	strbuf_add(out, S("\">"));
	strbuf_html(out, word.n > 0 ? word : url);
	strbuf_add(out, S("</a></p>"));
}

/* On a card the explanation stands below the answer, so it says what it is. */
static void
below_write(struct strbuf *out, const struct language *l, const struct parts *p)
{
	struct str word = value_get_text(l->content, S("explanation"));
	struct str text = str_trim(strbuf_str(&p->explanation));

	if (text.n > 0 && word.n > 0 &&
	    !str_starts(text, S("<p class=\"label\">"))) {
		strbuf_add(out, S("<p class=\"label\">"));
		strbuf_html(out, word);
		strbuf_add(out, S("</p>\n"));
	}
	strbuf_add(out, text);
	link_write(out, l, value_get_text(p->question, S("explanation_url")));
}

static void
fields_write(struct cards *c, const struct question *q, const struct parts *p,
    struct str field[CARD_FIELDS])
{
	const struct language *l =
	    &c->view.site->config->language[q->article->lang];
	struct strbuf front = { 0 }, below = { 0 };

	front_write(&front, q, p);
	below_write(&below, l, p);
	field[CARD_QUESTION] = field_html(c, l, strbuf_str(&front));
	field[CARD_ANSWER] = field_html(c, l, strbuf_str(&p->answer));
	field[CARD_EXPLANATION] = field_html(c, l, strbuf_str(&below));
	field[CARD_SOURCE] = question_url(c->view.site, q, c->arena);
	field[CARD_ID] = q->id;
	strbuf_free(&front);
	strbuf_free(&below);
}

bool
card_write(struct cards *c, const struct question *q,
    struct str field[CARD_FIELDS])
{
	struct parts p;
	bool answered;

	arena_reset(c->view.arena);
	parts_write(&p, &c->view, q);
	answered = str_trim(strbuf_str(&p.answer)).n +
	    str_trim(strbuf_str(&p.explanation)).n > 0;
	if (answered)
		fields_write(c, q, &p, field);
	parts_free(&p);
	return answered;
}

/* --- Anki's plain text ------------------------------------------------ */

/* Bytes of an element whose text does not count, from its '<'; 0 when it is
 * another one. */
static size_t
wrapped_length(struct str s)
{
	static const struct { struct str open, close; } wrapped[] = {
		{ { "<!--", 4 }, { "-->", 3 } },
		{ { "<style", 6 }, { "</style>", 8 } },
		{ { "<script", 7 }, { "</script>", 9 } },
	};
	size_t end;

	for (size_t i = 0; i < sizeof wrapped / sizeof *wrapped; i++) {
		if (!str_starts(s, wrapped[i].open))
			continue;
		end = str_find(s, wrapped[i].close);
		if (end != STR_NONE)
			return end + wrapped[i].close.n;
	}
	return 0;
}

static void
tag_strip(struct strbuf *out, struct str tag)
{
	static const char *const media[] = { "<img ", "<audio ", "<video ",
		"<object ", "<source " };
	struct str name = html_tag_value(tag, S("src"));

	if (name.n == 0)
		name = html_tag_value(tag, S("data"));
	for (size_t i = 0; name.n > 0 && i < sizeof media / sizeof *media; i++)
		if (str_starts(tag, str_of(media[i]))) {
			strbuf_byte(out, ' ');
			strbuf_add(out, name);
			strbuf_byte(out, ' ');
		}
}

struct str
card_stripped(struct arena *a, struct str html)
{
	struct strbuf b = { 0 }, text = { 0 };
	struct str out;
	size_t at, n;

	while ((at = str_chr(html, '<')) != STR_NONE) {
		strbuf_add(&b, str_sub(html, 0, at));
		html = str_from(html, at);
		n = wrapped_length(html);
		if (n == 0 && (n = str_chr(html, '>') + 1) > 0)
			tag_strip(&b, str_sub(html, 0, n));
		if (n == 0)
			break;
		html = str_from(html, n);
	}
	strbuf_add(&b, html);
	html_decode(&text, strbuf_str(&b));
	out = arena_copy(a, strbuf_str(&text));
	strbuf_free(&b);
	strbuf_free(&text);
	return out;
}
