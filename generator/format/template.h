#ifndef TIKU_FORMAT_TEMPLATE_H
#define TIKU_FORMAT_TEMPLATE_H
/*
 * Templates: a strict subset of Jinja2 3.1, autoescape always on.  Every
 * template that compiles and renders here gives the same bytes in Jinja2 with
 * Environment(autoescape=True, keep_trailing_newline=True); what would not is
 * refused, when it is compiled where that can be known, else when it is
 * rendered.  HTML is a kind of value, so there is no `safe` filter.
 *
 *	{{ a.b["c"][0] | filter(arg) }}   {# … #}   {% raw %}   {%- -%} {{- -}}
 *	{% if %}{% elif %}{% else %}{% endif %}
 *	{% for x in xs if x.on %}…{% else %}…{% endfor %}
 *	{% for k, v in map.items() %}   loop.index index0 first last length
 *	    revindex revindex0
 *	{% set x = … %}   {% set x %}…{% endset %}
 *	{% include "f" %}   {% include "f" ignore missing %}
 *	{% extends "f" %}   {% block b %}{{ super() }}{% endblock %}
 *	{% macro m(a, b=1) %}   {% import "f" as f %}   {% from "f" import m as n %}
 *	== != < <= > >= in, not in, and or not, is, is not, x if c else y
 *	~ + - * // %   "text" 12 true false none [1, 2] {"a": 1}
 *
 * tests/spec/template.md has all of it with examples.  Names of templates are
 * constants.  Limits: 1 MiB a template; 100 deep for expressions and for
 * includes, extends and macros together; 50 tags and 16 loops in one another;
 * 4096 names; 1000 arguments, or members of a map.
 *
 * Rendering is pure: const templates, const values, bytes out.  (The set notes
 * where it found members, to find them sooner: a set is for one thread.)
 */
#include "base/diag.h"

struct template_set;
struct template;

/* Finds a template's text by the name templates use ("base.html"); NULL when
 * there is none.  The source must live as long as the set. */
typedef const struct source *(*template_finder)(void *ctx, struct str name);

/* The set and all it compiles live in a. */
struct template_set *template_set_new(struct arena *a, template_finder find,
    void *ctx);
/*
 * The compiled template, with every template it names; NULL after an error
 * (rule "template", at its place).  Compiled once, then remembered: a template
 * with errors is reported the first time only.
 */
const struct template *template_get(struct template_set *set, struct str name,
    struct diag *d);
/*
 * Append the rendered bytes.  scope is a map, what the names of the template
 * mean.  False after an error, and then nothing is appended; it is reported at
 * the template's place (rule "template"), with the includes, macros and blocks
 * that led there as notes.  page names what is being rendered, for the last of
 * them; it may be empty.  Scratch memory comes from a, which the caller resets.
 */
bool template_render(const struct template *t, const struct value *scope,
    struct strbuf *out, struct arena *a, struct str page, struct diag *d);
#endif
