/*
 * The accent.  The colour an owner likes is rarely one that can be read on
 * paper and on a dark page; it is mixed with black or white, two hundredths at
 * a time, until it can.
 */
#include "render/accent.h"

#include <math.h>

struct colour {
	double part[3];		/* red, green, blue: 0 to 255 */
};


static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f'
	    ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "#0b6e4f" or "#0af". */
static bool
colour_parse(struct str s, struct colour *out)
{
	size_t step = s.n == 7 ? 2 : 1;

	if ((s.n != 7 && s.n != 4) || s.p[0] != '#')
		return false;
	for (size_t i = 0; i < 3; i++) {
		int high = hex_value(s.p[1 + i * step]);
		int low = hex_value(s.p[i * step + step]);

		if (high < 0 || low < 0)
			return false;
		out->part[i] = high * 16 + low;
	}
	return true;
}

/* share of a, the rest of b; both in sRGB, rounded as it will be written. */
static struct colour
mix(struct colour a, struct colour b, int share)
{
	struct colour out;

	for (int i = 0; i < 3; i++)
		out.part[i] = round((a.part[i] * share +
		    b.part[i] * (100 - share)) / 100);
	return out;
}

static double
luminance(struct colour c)
{
	static const double weight[3] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double v = c.part[i] / 255;

		sum += weight[i] * (v <= 0.04045 ? v / 12.92
		    : pow((v + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double
contrast(struct colour a, struct colour b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

/* A page's background and what its accent must reach there and on its tint. */
struct ground {
	struct colour page, towards;
	int tint;
	double on_page, on_tint;
	const char *name;
};
static const struct ground grounds[2] = {
	{ { { 0xfc, 0xfc, 0xfa } }, { { 0, 0, 0 } }, 11, 5.5, 4.6, "light" },
	{ { { 0x14, 0x18, 0x17 } }, { { 255, 255, 255 } }, 15, 7.5, 5.5, "dark" },
};

static bool
is_readable(const struct ground *g, struct colour c)
{
	return contrast(c, g->page) >= g->on_page &&
	    contrast(c, mix(c, g->page, g->tint)) >= g->on_tint;
}

static struct colour
derive(const struct ground *g, struct colour c)
{
	struct colour out = c;

	for (int share = 100; share >= 0 && !is_readable(g, out); share -= 2)
		out = mix(c, g->towards, share);
	return out;
}

static void
colour_write(struct strbuf *out, struct colour c)
{
	strbuf_printf(out, "#%02x%02x%02x", (unsigned)c.part[0],
	    (unsigned)c.part[1], (unsigned)c.part[2]);
}

static void
rule_write(struct strbuf *out, const char *selector, const struct ground *g,
    struct colour c)
{
	strbuf_printf(out, "%s{--accent:", selector);
	colour_write(out, c);
	strbuf_add(out, S(";--tint:"));
	colour_write(out, mix(c, g->page, g->tint));
	strbuf_byte(out, '}');
}

static bool
colour_of(const struct value *v, struct colour *out, struct diag *d)
{
	if (v && v->kind == VALUE_TEXT && colour_parse(v->text, out))
		return true;
	if (v)
		diag_error(d, v->at, "accent",
		    "'accent' must be a colour such as \"#0b6e4f\"");
	return false;
}

/* A given colour is the owner's decision, but not an unreadable page. */
static bool
colour_given(const struct value *accent, const struct ground *g,
    struct colour *out, struct diag *d)
{
	const struct value *v = value_get(accent, str_of(g->name));
	double reached;

	if (!v || !colour_of(v, out, d))
		return false;
	reached = contrast(*out, g->page);
	if (reached >= 4.5)
		return true;
	diag_error(d, v->at, "accent",
	    "the %s accent has a contrast of %.1f with the page; text needs 4.5",
	    g->name, reached);
	return false;
}

struct str
accent_sheet(const struct config *c, struct arena *a, struct diag *d)
{
	const struct value *accent = c->accent;
	struct colour base = { { 0, 0, 0 } }, colour[2];
	struct strbuf b = { 0 };
	struct str out;

	if (!accent || accent->kind == VALUE_NULL)
		return S("");
	for (int i = 0; i < 2; i++)
		if (accent->kind == VALUE_MAP) {
			if (!colour_given(accent, &grounds[i], &colour[i], d))
				return S("");
		} else if (colour_of(accent, &base, d))
			colour[i] = derive(&grounds[i], base);
		else
			return S("");
	rule_write(&b, ":root", &grounds[0], colour[0]);
	strbuf_add(&b, S("\n@media (prefers-color-scheme:dark){"));
	rule_write(&b, ":root:not([data-theme=light])", &grounds[1], colour[1]);
	strbuf_add(&b, S("}\n"));
	rule_write(&b, ":root[data-theme=dark]", &grounds[1], colour[1]);
	strbuf_byte(&b, '\n');
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}
