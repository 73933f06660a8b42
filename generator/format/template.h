#ifndef TIKU_FORMAT_TEMPLATE_H
#define TIKU_FORMAT_TEMPLATE_H
/*
 * Templates: a strict subset of Jinja2, autoescape always on.  Every template
 * that compiles here renders the same bytes in Jinja2 (trim_blocks and
 * lstrip_blocks off, keep_trailing_newline on), and what would not is refused
 * when it is compiled.  HTML is a kind of value, so there is no `safe` filter.
 *
 *	{{ a.b["c"][0] | filter(arg) }}   {% if %}{% elif %}{% else %}{% endif %}
 *	{% for x in y %} {% for k, v in map.items() %} {% else %} loop.{index,index0,first,last,length,revindex,previtem?no}
 *	{% set x = … %} {% include "f" %} {% extends "f" %} {% block b %}{{ super() }}
 *	{% macro m(a, b=1) %} {% import "f" as f %} {% from "f" import m %} {% raw %} {# … #} {%- -%}
 *	== != < <= > >= and or not in is (defined none string mapping sequence odd even) ~ + - * // % ( ) [..] {..} if-else
 *
 * Rendering is pure: const templates, const values, bytes out.
 */
#include "base/diag.h"

struct template_set;
struct template;

/* Finds a template's text by name ("base.html"); NULL when there is none.  The
 * source must live as long as the set. */
typedef const struct source *(*template_finder)(void *ctx, struct str name);

struct template_set *template_set_new(struct arena *a, template_finder find,
    void *ctx);
/* The compiled template, with everything it names; NULL after an error
 * (reported at its place).  Compiled once, then remembered. */
const struct template *template_get(struct template_set *set, struct str name,
    struct diag *d);
/*
 * Append the rendered bytes.  scope is a map.  False after an error, reported at
 * the template's place with the chain of includes and macros as notes; page
 * names what was being rendered, for the message.  Scratch memory comes from
 * a.
 */
bool template_render(const struct template *t, const struct value *scope,
    struct strbuf *out, struct arena *a, struct str page, struct diag *d);
#endif
