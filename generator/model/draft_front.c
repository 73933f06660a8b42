/* Front matter for what was lifted out of the text: a block of its own, or lines
 * added to the one the author wrote, which stays as it is. */
#include "format/yaml_write.h"
#include "model/draft_line.h"

/* `{title: x}`: nothing can be added to it by lines. */
static bool
is_flow(const struct draft *d)
{
	return d->front && d->body > 1 &&
	    str_starts(str_trim(d->line.v[1].text), S("{"));
}

bool
draft_has(const struct draft *d, struct str key)
{
	return value_get(d->front, key) || value_get(d->lifted, key) ||
	    is_flow(d);
}

void
draft_lift(struct draft *d, struct str key, struct value *v)
{
	value_set(d->arena, d->lifted, key, v);
	if (str_eq(key, S("title")))
		d->article.title = v->text;
	d->changed = true;
}

static struct str
members(const struct draft *d)
{
	static const char *const order[] = { "title", "date", "description",
		"tags", "authors", "source" };
	struct strbuf b = { 0 };
	struct str out;

	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		struct str key = str_of(order[i]);
		struct value *one = value_map(d->arena);
		const struct value *v = value_get(d->lifted, key);

		if (v) {
			value_put(d->arena, one, key, (struct value *)v);
			yaml_write(&b, one);
		} else if (i == 1 && d->date.n > 0 && !draft_has(d, key))
			strbuf_printf(&b, "date: %.*s\n", STR_ARG(d->date));
	}
	out = arena_copy(d->arena, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}

/* Where the lines go: before the one that closes the block. */
static size_t
closing_line(const struct draft *d)
{
	size_t i = d->body;

	while (i > 1 && !str_starts(d->line.v[i - 1].text, S("---")) &&
	    !str_starts(d->line.v[i - 1].text, S("...")))
		i--;
	return i - 1;
}

void
draft_front(struct draft *d)
{
	LIST(struct draft_insertion) add = { 0 };
	size_t at = d->front ? closing_line(d) : 0;
	struct str text, line;

	if (!d->front)
		value_set(d->arena, d->lifted, S("source"),
		    value_text(d->arena, S("import")));
	text = members(d);
	if (!d->front)
		*list_push(d->arena, &add) = (struct draft_insertion){ 0, S("---") };
	while (str_cut(&text, '\n', &line))
		if (line.n > 0)
			*list_push(d->arena, &add) =
			    (struct draft_insertion){ at, line };
	if (!d->front) {
		*list_push(d->arena, &add) = (struct draft_insertion){ 0, S("---") };
		*list_push(d->arena, &add) = (struct draft_insertion){ 0, S("") };
	}
	draft_insert(d, add.v, add.n);
	d->body += add.n;
}
