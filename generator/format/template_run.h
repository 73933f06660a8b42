#ifndef TIKU_FORMAT_TEMPLATE_RUN_H
#define TIKU_FORMAT_TEMPLATE_RUN_H
/* Rendering.  Private to the template engine. */
#include <assert.h>

#include "format/template_ast.h"

#define TPL_LEVELS 3000		/* of the C stack, all that recurses together */

/*
 * A rendering under way.  out is the page; text made on the way is built at its
 * end, copied into a and cut off again, so there is one growing buffer.
 */
struct trender {
	struct arena *a;
	struct strbuf *out;
	struct diag *d;		/* NULL: constants, errors are silent */
	struct str page;
	const struct value *scope;
	struct tactivation *act;	/* NULL: constants */
	const struct tcall *call;
	LIST(const struct tmodule *) modules;
	unsigned depth, level;
};

/* A call under way, for messages: "in macro 'card', called here". */
enum tcall_how {
	CALL_MACRO, CALL_BLOCK, CALL_INCLUDE, CALL_IMPORT, CALL_EXTENDS
};
struct tcall {
	const struct tcall *up;
	enum tcall_how how;
	struct str name;
	const struct template *in;	/* where it is used */
	uint32_t at, end;
};

/* A function that runs. */
struct tactivation {
	struct tactivation *outer;	/* where its macro was defined */
	struct tval *slot;
	struct tcontext *context;
	const struct template *in;
	const struct tchain *chain;	/* of the block that runs */
	size_t link;			/* which of the chain */
};

/* A slot of the function that is up functions outside of act's. */
static inline struct tval *
tpl_slot(struct tactivation *act, uint16_t up, uint16_t slot)
{
	for (; act && up > 0; up--)
		act = act->outer;
	assert(act);
	return &act->slot[slot];
}

struct tmacro {
	const struct tmacro_code *code;
	struct tactivation *defined;
};

struct tbinding {
	const struct tsym *sym;
	struct tval value;
	bool exported;
};

/* What names mean that no scope of the template stores: Jinja2's Context. */
struct tcontext {
	const struct template *entry;	/* its chains are the blocks */
	/* Of an include: where it stands, and the names it sees there.  They keep
	 * their values while it runs. */
	const struct tcontext *outer;
	struct tactivation *from;
	const struct tplace *place;
	size_t nplace;
	LIST(struct tbinding) vars;	/* set at the top of a template */
	bool sees_scope;		/* false in an import */
};

struct tmodule {
	const struct template *in;
	const struct tcontext *context;
};

/* template_eval.c */
bool tpl_eval(struct trender *r, const struct tnode *e, struct tval *out);
bool tpl_truth(struct trender *r, const struct tnode *e, bool *out);
/* Report at a node, with the calls that led there; tpl_fail() is false. */
#define tpl_fail(...) (tpl_report(__VA_ARGS__), false)
void tpl_report(struct trender *r, const struct tnode *e, const char *note,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
bool tpl_undefined(struct trender *r, const struct tnode *e,
    const char *what);	/* "'e' is undefined<what>" */
/* The node as it was written, in quotes, or "this" when that is long. */
struct str tpl_source_text(const struct trender *r, const struct tnode *e);

/* template_member.c */
/* v[key]: Jinja2 tries the key first and the attribute second. */
bool tpl_subscript(struct trender *r, const struct tnode *e,
    const struct tval *v, const struct tval *key, struct tval *out);
/* v.name, where v is no map or has no such key. */
bool tpl_attribute(struct trender *r, const struct tnode *e,
    const struct tval *v, struct str name, struct tval *out);

/* template_filter.c */
struct tfilter {
	const char *name;
	bool (*apply)(struct trender *r, const struct tnode *e,
	    const struct tval *v, struct tval *out);
	const char *param[TPL_ARGS];	/* names of v[1]... */
	unsigned most;			/* arguments without the subject */
	unsigned least;
	enum {
		FILTER_PLAIN, FILTER_MAP, FILTER_SELECT, FILTER_SELECT_ATTR
	} takes;
};
/* v holds the subject and every parameter. */
#define TPL_GIVEN(v) ((v).kind != T_MISSING)
#define TPL_FILTER(name) \
bool \
tpl_f_##name(struct trender *r, const struct tnode *e, const struct tval *v, \
    struct tval *out)
const struct tfilter *tpl_filter(struct str name);
const char *tpl_filter_near(struct str name);	/* NULL when none is near */
/* Why Jinja2's filter of that name is not here; NULL when Jinja2 has none. */
const char *tpl_filter_absent(struct str name);

/* template_text.c, template_json.c */
TPL_FILTER(escape);
TPL_FILTER(lower);
TPL_FILTER(replace);
TPL_FILTER(string);
TPL_FILTER(striptags);
TPL_FILTER(tojson);
TPL_FILTER(trim);
TPL_FILTER(upper);
TPL_FILTER(urlencode);

/* template_test.c */
struct ttest {
	const char *name;
	bool takes;		/* one argument, v[1] */
	/* It compares v[0] with v[1] by op where it takes one, else v[0] is of one
	 * of these kinds; refused ones are an error.  Or all that is holds' work. */
	enum tcompare op;
	unsigned kinds, refused;
	bool (*holds)(struct trender *r, const struct tnode *e,
	    const struct tval *v, bool *out);
};
const struct ttest *tpl_test(struct str name);
const char *tpl_test_near(struct str name);
bool tpl_holds(struct trender *r, const struct tnode *e,
    const struct ttest *test, const struct tval *v, bool *out);

/* template_render.c */
/* Text built at the end of the page from mark on, moved into the arena. */
struct str tpl_cut(struct trender *r, size_t mark);
bool tpl_run(struct trender *r, const struct tstmt *s);

/* template_call.c: after a false nothing of r is used but out. */
/* Give first values to the slots of a scope. */
void tpl_frame_enter(struct trender *r, const struct tframe *f);
/* Statement s stores v in a name. */
void tpl_store(struct trender *r, const struct tstmt *s,
    const struct tplace *name, struct tval v);
/* What a template has set at its top; undefined when nothing of that name. */
struct tval tpl_exported(const struct tmodule *m, struct str name);
/* A template from its top, then those it extends, all in one context. */
bool tpl_run_template(struct trender *r, const struct template *t,
    struct tcontext *context);
bool tpl_run_block(struct trender *r, const struct tstmt *s);
bool tpl_run_include(struct trender *r, const struct tstmt *s);
bool tpl_run_import(struct trender *r, const struct tstmt *s);
/* Call a macro, render the block above; print: onto the page, out unused. */
bool tpl_call(struct trender *r, const struct tnode *e, bool print,
    struct tval *out);
bool tpl_super(struct trender *r, const struct tnode *e, bool print,
    struct tval *out);
#endif
