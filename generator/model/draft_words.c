/*
 * The words by which chat is told from an article, from every language's table
 * at once: models greet in English before they write Chinese, whatever languages
 * the site has.
 */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "format/yaml.h"
#include "model/draft_line.h"

static const char *const list_names[DRAFT_LISTS] = { "preamble", "opening",
	"promise", "signoff", "closing", "placeholder", "title", "keywords",
	"abstract", "author", "token" };

struct str
draft_fold(struct arena *a, struct str s)
{
	struct str folded = text_fold(a, str_trim(s));
	char *out = arena_bytes(a, folded.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < folded.n; i++) {
		struct str rest = str_from(folded, i);

		if (str_starts(rest, S("\xE2\x80\x99"))) {	/* ’ */
			out[n++] = '\'';
			i += 2;
		} else if (strchr(" \t\r\n", folded.p[i])) {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		} else
			out[n++] = folded.p[i];
	}
	return (struct str){ out, n };
}

static void
words_add(struct draft_words *w, const struct value *draft, struct arena *a)
{
	const struct value *words;
	struct str s;

	for (int l = 0; l < DRAFT_LISTS; l++) {
		words = value_get(draft, str_of(list_names[l]));
		if (!words || words->kind != VALUE_LIST)
			continue;
		for (size_t i = 0; i < words->list.n; i++) {
			s = words->list.v[i]->kind == VALUE_TEXT
			    ? words->list.v[i]->text : S("");
			s = l == DRAFT_TOKEN ? s : draft_fold(a, s);
			if (s.n > 0)
				*list_push(a, &w->list[l]) = s;
		}
	}
}

/* `draft:` of a theme file, or NULL; whether the file is sound is for those who
 * load its language. */
static const struct value *
draft_of(struct str root, struct str path, struct arena *a)
{
	struct diag *unheard = diag_new();
	char *file = arena_cstr(a, path_join(a, root, path));
	struct source *s = file_exists(file)
	    ? source_load(file, path, a, unheard) : NULL;
	const struct value *v = s ? yaml_parse(s, a, unheard) : NULL;

	diag_free(unheard);
	return value_get(v, S("draft"));
}

struct draft_words *
draft_words_load(const struct config *c, struct arena *a)
{
	struct draft_words *w = arena_new_of(a, struct draft_words);
	const struct str roots[] = { c->root, c->home };
	struct file_list files = { 0 };
	struct map seen = { 0 };
	struct str folder = S("templates/i18n"), path;
	const struct value *draft;

	for (int r = 0; r < 2; r++) {	/* the site's own table wins */
		files.n = 0;
		if (!file_walk(arena_cstr(a, path_join(a, roots[r], folder)), a,
		    &files))
			continue;
		for (size_t i = 0; i < files.n; i++) {
			path = path_join(a, folder, files.v[i].path);
			if (!str_ends(path, S(".yml")) || map_get(&seen, path) ||
			    !(draft = draft_of(roots[r], path, a)))
				continue;
			map_put(a, &seen, path, w);
			words_add(w, draft, a);
			*list_push(a, &w->script) = (struct draft_script){
				str_sub(files.v[i].path, 0,
				files.v[i].path.n - 4),
				value_get_text(draft, S("script")) };
		}
	}
	return w->script.n > 0 ? w : NULL;
}

static bool
is_letter_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A piece at s[at] that does not end within a word of ASCII letters. */
static bool
stands_at(struct str s, size_t at, struct str piece)
{
	size_t end = at + piece.n;

	return str_starts(str_from(s, at), piece) &&
	    !(piece.n > 0 && is_letter_byte(piece.p[piece.n - 1]) &&
	    end < s.n && is_letter_byte(s.p[end]));
}

/* "please note … limit": the first piece at the start, the others later, in
 * order.  Bytes up to the end of the last, or 0. */
static size_t
phrase_length(struct str folded, struct str phrase)
{
	struct str dots = S("\xE2\x80\xA6"), piece;	/* … */
	size_t at = 0, found, next;

	for (bool first = true; phrase.n > 0; first = false) {
		next = str_find(phrase, dots);
		piece = str_trim(str_sub(phrase, 0, next));
		phrase = next == STR_NONE ? S("") : str_from(phrase, next + dots.n);
		found = first ? 0 : str_find(str_from(folded, at), piece);
		if (found == STR_NONE ||
		    (first && !stands_at(folded, 0, piece)))
			return 0;
		at += found + piece.n;
	}
	return at;
}

size_t
draft_begins(const struct draft_words *w, enum draft_list l, struct str folded)
{
	size_t longest = 0, n;

	for (size_t i = 0; i < w->list[l].n; i++) {
		n = phrase_length(folded, w->list[l].v[i]);
		if (n > longest)
			longest = n;
	}
	return longest;
}

bool
draft_mentions(const struct draft_words *w, enum draft_list l,
    struct str folded)
{
	size_t at, from;

	for (size_t i = 0; i < w->list[l].n; i++) {
		struct str p = w->list[l].v[i];

		for (from = 0; (at = str_find(str_from(folded, from), p)) !=
		    STR_NONE; from = at + 1) {
			at += from;
			if (stands_at(folded, at, p) &&
			    (at == 0 || !is_letter_byte(p.p[0]) ||
			    !is_letter_byte(folded.p[at - 1])))
				return true;
		}
	}
	return false;
}
