/*
 * Which language a draft is in, by the letters it is written with.  A language
 * names its script in templates/i18n/LANG.yml (`draft: script:`); where several
 * share one, the site's default is meant.  An article in Chinese is full of Latin
 * words, and one in English may name Chinese companies, so a Chinese character
 * weighs two words.
 */
#include "base/text.h"
#include "model/draft_line.h"

/* Alphabets count words, the others characters; weight is what one counts for. */
static const struct script {
	const char *name;
	int32_t from, to;
	bool words;
	size_t weight;
} scripts[] = {
	{ "Latin", 'A', 'Z', true, 1 },
	{ "Latin", 'a', 'z', true, 1 },
	{ "Latin", 0xC0, 0x24F, true, 1 },
	{ "Greek", 0x370, 0x3FF, true, 1 },
	{ "Cyrillic", 0x400, 0x52F, true, 1 },
	{ "Hebrew", 0x590, 0x5FF, true, 1 },
	{ "Arabic", 0x600, 0x6FF, true, 1 },
	{ "Devanagari", 0x900, 0x97F, true, 1 },
	{ "Thai", 0xE00, 0xE7F, false, 1 },
	{ "Kana", 0x3040, 0x30FF, false, 6 },	/* among Han, it is Japanese */
	{ "Hangul", 0xAC00, 0xD7AF, false, 2 },
	{ "Han", 0, 0, false, 2 },
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

static int
script_of(int32_t c)
{
	if (text_is_han(c))
		return SCRIPTS - 1;
	for (int i = 0; i < SCRIPTS - 1; i++)
		if (c >= scripts[i].from && c <= scripts[i].to)
			return i;
	return -1;
}

static void
line_count(struct str s, size_t count[SCRIPTS])
{
	int last = -1, now;

	for (size_t at = 0; at < s.n; last = now) {
		now = script_of(text_next(s, &at));
		if (now >= 0 && !(scripts[now].words && last >= 0 &&
		    str_eq(str_of(scripts[now].name), str_of(scripts[last].name))))
			count[now] += scripts[now].weight;
	}
}

static size_t
weight_of(const size_t count[SCRIPTS], struct str script)
{
	size_t sum = 0;

	for (int i = 0; i < SCRIPTS; i++)
		if (str_eq(str_of(scripts[i].name), script))
			sum += count[i];
	return sum;
}

static struct str
language_script(const struct draft *d, size_t lang)
{
	const struct draft_words *w = d->words;

	for (size_t i = 0; i < w->script.n; i++)
		if (str_eq(w->script.v[i].lang, d->config->language[lang].id))
			return w->script.v[i].script;
	return S("");
}

int
draft_language(const struct draft *d)
{
	const struct config *c = d->config;
	size_t count[SCRIPTS] = { 0 }, most = 0, weight;
	int best = -1;

	for (size_t i = d->body; i < d->line.n; i++)
		if (!d->line.v[i].gone && !d->line.v[i].code)
			line_count(d->line.v[i].text, count);
	line_count(value_get_text(d->lifted, S("title")), count);
	for (size_t i = 0; i < c->nlanguage; i++) {
		weight = weight_of(count, language_script(d, i));
		if (weight > most || (weight == most && weight > 0 &&
		    i == c->default_language)) {
			most = weight;
			best = (int)i;
		}
	}
	return best;
}
