#ifndef TIKU_FORMAT_TEMPLATE_AST_H
#define TIKU_FORMAT_TEMPLATE_AST_H
/*
 * What the files of the template engine share and nobody else sees.
 *
 * compile:
 *	template.c         the set: finding, linking, cycles
 *	template_lex.c     text to tokens
 *	template_parse.c   tokens to statements
 *	template_tag.c     one table row a tag
 *	template_expr.c    tokens to expressions
 *	template_args.c    calls, filters and tests in them
 *	template_fold.c    constants
 *	template_scope.c   names to slots, by the rules of Jinja2's compiler
 * render:
 *	template_render.c  statements to bytes
 *	template_call.c    templates, blocks, macros; what names mean
 *	template_eval.c    expressions to values
 *	template_member.c  a.b and a["b"]
 *	template_value.c   what values can do
 *	template_filter.c  one table row a filter
 *	template_text.c    the filters of text
 *	template_test.c    one table row a test
 */
#include "base/hash.h"
#include "format/template.h"

#define TPL_NESTING 100		/* of an expression, and of includes and macros */
#define TPL_TAGS 50		/* tags inside tags */
#define TPL_LOOPS 16		/* loops inside loops: CPython allows 20 blocks */
#define TPL_LEVELS 3000		/* of the C stack, all of these together */
#define TPL_BYTES (1 << 20)	/* of one template */
#define TPL_NAMES 4096		/* of one function's slots */
#define TPL_MANY 1000		/* members of a map literal, arguments */
#define TPL_ARGS 6		/* of a filter or test, its subject included */

/* A name; one struct per spelling and set, so names compare by pointer. */
struct tsym {
	struct str name;
	size_t id;
};

/*
 * A value while rendering: what value.h knows, read in place, and what only
 * templates make.  T_MISSING is zero: a slot nothing was stored in.
 */
enum tkind {
	T_MISSING, T_UNDEFINED, T_NONE, T_BOOL, T_INT, T_TEXT, T_HTML,
	T_LIST,		/* data, or own in seq */
	T_TUPLE,	/* a pair of items(), in seq */
	T_MAP,		/* data, or own in dict */
	T_ITEMS,	/* what m.items() gives: the map again */
	T_ITER,		/* a Python iterator, in seq: can be read once */
	T_MACRO, T_MODULE, T_LOOP
};

struct tval {
	enum tkind kind;
	bool own;		/* T_LIST, T_MAP, T_ITEMS: made by a template */
	union {
		bool boolean;
		int64_t number;
		struct str text;
		const struct value *data;
		struct tseq *seq;
		const struct tdict *dict;
		const struct tmacro *macro;
		const struct tmodule *module;
		const struct tloop *loop;
	};
};

struct tseq {
	size_t n;
	struct tval *v;
	bool used;		/* T_ITER: has been read */
};

struct tdict {
	size_t n;
	struct str *key;
	struct tval *v;
};

struct tloop {
	size_t index0, length;
};

/* Tokens.  Operators of one character are that character. */
enum ttoken_kind {
	TOK_EOF = 128, TOK_DATA, TOK_PRINT, TOK_PRINT_END, TOK_TAG, TOK_TAG_END,
	TOK_NAME, TOK_INT, TOK_TEXT,
	TOK_EQ, TOK_NE, TOK_LE, TOK_GE, TOK_FLOORDIV, TOK_POW
};

struct ttoken {
	enum ttoken_kind kind;
	uint32_t at, end;	/* bytes of the template's text */
	struct str text;	/* TOK_DATA, TOK_NAME, TOK_TEXT (unescaped) */
	int64_t number;
};

/* Expressions. */
enum tnode_kind {
	N_CONST, N_NAME, N_LIST, N_DICT, N_AND, N_OR, N_NOT, N_NEG, N_POS,
	N_ADD, N_SUB, N_MUL, N_FLOORDIV, N_MOD, N_CONCAT, N_COMPARE, N_COND,
	N_ATTR, N_ITEM, N_FILTER, N_TEST, N_CALL, N_ITEMS, N_SUPER
};

enum tcompare { C_EQ, C_NE, C_LT, C_LE, C_GT, C_GE, C_IN, C_NOT_IN };

struct tnode {
	enum tnode_kind kind;
	uint32_t at, end;	/* its bytes */
	uint32_t depth;
	bool constant;		/* Jinja2 folds it (see template_eval.c) */
	uint32_t n;
	struct tnode **arg;	/* operands; a filter's or test's subject first */
	const struct tsym *sym;	/* N_NAME, N_ATTR */
	union {
		struct { uint16_t up, slot; };		/* N_NAME */
		const struct tfilter *filter;		/* N_FILTER */
		const struct ttest *test;		/* N_TEST */
		const struct tsym **keyword;		/* N_CALL, per argument */
		struct str *key;			/* N_DICT */
		uint8_t *op;				/* N_COMPARE, per operand */
	};
	/* What map("name") and select("name") apply. */
	const struct tfilter *inner_filter;
	const struct ttest *inner_test;
	struct tval value;	/* N_CONST */
};

/* Statements. */
enum tstmt_kind {
	S_NOTHING, S_TEXT, S_PRINT, S_IF, S_FOR, S_SET, S_SET_BLOCK, S_INCLUDE,
	S_BLOCK, S_MACRO, S_IMPORT, S_FROM
};

/* How a slot gets its first value when its scope is entered. */
struct tload {
	enum { LOAD_RESOLVE, LOAD_ALIAS, LOAD_UNDEFINED, LOAD_PARAM } how;
	uint16_t slot;
	uint16_t up, from;	/* LOAD_ALIAS */
	const struct tsym *sym;
};

/* A scope: the slots it owns and how they are filled. */
struct tframe {
	struct tload *load;
	size_t n;
	uint16_t first, count;
};

/* Code with slots of its own: a template's top, a block, a macro. */
struct tfunction {
	struct tfunction *outer;
	struct tframe frame;
	struct tstmt *body;
	uint16_t nslots;
	bool captured;		/* a macro inside may read its slots */
};

/* A name and where it lives, seen from one place. */
struct tplace {
	const struct tsym *sym;
	uint16_t up, slot;
};

struct timport {		/* `name as alias` */
	const struct tsym *name;
	struct tplace alias;
};

struct tparam {
	const struct tsym *sym;
	struct tnode *fallback;	/* NULL when there is no default */
	uint16_t slot;
};

struct tblock {
	const struct tsym *name;
	const struct template *in;
	struct tfunction fn;
};

struct tstmt {
	enum tstmt_kind kind;
	uint32_t at, end;
	bool toplevel;			/* what it sets the context keeps too */
	struct tstmt *next;
	union {
		struct str text;		/* S_TEXT */
		struct tnode *expr;		/* S_PRINT */
		struct {			/* S_IF */
			struct tnode *test;
			struct tstmt *then, *elif, *otherwise;
		};
		struct tfor *loop;		/* S_FOR */
		struct {			/* S_SET, S_SET_BLOCK */
			struct tplace target;
			struct tnode *value;
			struct tstmt *body;
			struct tframe frame;
		} set;
		struct {			/* S_INCLUDE, S_IMPORT, S_FROM */
			struct str name;
			const struct template *found;
			bool ignore_missing;
			struct tplace *place;	/* include: what it may see */
			struct timport *import;	/* from: names; import: one */
			size_t n;
		} use;
		struct tblock *block;		/* S_BLOCK */
		struct tmacro_code *macro;	/* S_MACRO */
	};
};

struct tfor {
	struct tparam *target;
	size_t ntarget;
	uint16_t *test_slot;	/* of the targets in the test's scope */
	struct tnode *over, *test;
	struct tstmt *body, *otherwise;
	struct tframe body_frame, test_frame, else_frame;
	bool uses_loop;
	uint16_t loop_slot;
};

struct tmacro_code {
	struct tplace name;
	struct tparam *param;
	size_t nparam;
	struct tfunction fn;
};

/* All blocks of one name, the most derived first. */
struct tchain {
	const struct tsym *name;
	LIST(const struct tblock *) blocks;
};

enum tstate { TPL_COMPILING, TPL_READY, TPL_FAILED };

struct template {
	struct template_set *set;
	const struct source *source;
	struct str name;
	struct str text;	/* the source's, line ends as '\n' */
	enum tstate state;
	struct tfunction root;
	struct tstmt *extends;	/* an S_INCLUDE, NULL when it extends nothing */
	LIST(struct tstmt *) uses;	/* statements that name templates */
	LIST(struct tblock *) blocks;	/* its own */
	LIST(struct tchain) chains;	/* its own and its parents' */
};

/* template_lex.c */
/* The tokens of t->text, TOK_EOF last; NULL after an error. */
const struct ttoken *tpl_lex(const struct template *t, struct arena *scratch,
    struct arena *keep, struct diag *d);
bool tpl_is_space(int32_t c);		/* as Python's str.isspace() */
struct str tpl_trim(struct str s);	/* as Python's str.strip() */
struct str tpl_trim_end(struct str s);

/* template_parse.c, template_tag.c */
struct topen {		/* a tag that waits for its end */
	const char *name;
	const struct ttoken *tok;
	const struct topen *up;
};

struct tparser {
	struct template *t;
	struct template_set *set;
	struct arena *a;
	struct diag *d;
	const struct ttoken *tok;
	bool failed;		/* an error was reported */
	bool dead;		/* and it was one of syntax */
	unsigned depth, tags, loops;
	unsigned statements;	/* read so far */
	const struct topen *open;	/* tags that wait for their end */
	unsigned loop_names;	/* uses of `loop` seen so far */
	struct tblock *block;	/* the block being read */
	bool in_macro;
};

bool tpl_parse(struct template *t, struct diag *d);
struct tstmt *tpl_stmt_new(struct tparser *p, enum tstmt_kind kind,
    const struct ttoken *tok);
/* Statements up to one of ends, whose name is then the current token; name and
 * tok are of the tag they are in. */
struct tstmt *tpl_parse_body(struct tparser *p, const char *name,
    const struct ttoken *tok, const char *const *ends);
struct tstmt *tpl_parse_tag(struct tparser *p);
bool tpl_is_name(const struct tparser *p, const char *name);
bool tpl_skip_name(struct tparser *p, const char *name);
bool tpl_skip(struct tparser *p, int kind);
bool tpl_expect(struct tparser *p, int kind);
void tpl_next(struct tparser *p);
/* Report at the token and end the parse: every token is TOK_EOF from here. */
void tpl_syntax(struct tparser *p, const struct ttoken *at, const char *note,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Report and go on. */
void tpl_mistake(struct tparser *p, uint32_t at, uint32_t end,
    const char *note, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
struct where tpl_where(const struct template *t, uint32_t at, uint32_t end);

/* template_expr.c, template_args.c */
struct tnode *tpl_expression(struct tparser *p);	/* with if-else */
struct tnode *tpl_condition(struct tparser *p);		/* without */
struct tnode *tpl_primary(struct tparser *p);		/* a name or literal */
struct tnode *tpl_postfix(struct tparser *p, struct tnode *x);
struct tnode *tpl_parse_call(struct tparser *p, struct tnode *callee);
struct tnode *tpl_parse_filters(struct tparser *p, struct tnode *x);
const struct tsym *tpl_target(struct tparser *p);	/* a name to store in */
/* Refuse names that mean something to Jinja2 that is not here. */
void tpl_check_name(struct tparser *p, const struct ttoken *tok);
struct tnode *tpl_node_new(struct tparser *p, enum tnode_kind kind,
    uint32_t at);
/* The node has all its operands: give it its end and depth, fold it. */
struct tnode *tpl_node_end(struct tparser *p, struct tnode *e);
struct tnode *tpl_node_unary(struct tparser *p, enum tnode_kind kind,
    uint32_t at, struct tnode *x);

/* template_fold.c */
/* What Jinja2 would compute while compiling; may make e an N_CONST. */
void tpl_fold(struct tparser *p, struct tnode *e);

/* template_scope.c */
bool tpl_scope(struct template *t, struct diag *d);

/* template.c */
struct arena *tpl_arena(struct template_set *set);
const struct tsym *tpl_sym(struct template_set *set, struct str name);
size_t tpl_sym_count(const struct template_set *set);
const struct tchain *tpl_chain(const struct template *t,
    const struct tsym *name);

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
	const struct value **seen;	/* scope by symbol, NULL = not asked */
	struct tactivation *act;
	const struct tcall *call;
	LIST(const struct tmodule *) modules;
	struct tval *stack;	/* slots of functions no macro can see into */
	size_t stack_n, stack_cap;
	unsigned depth, level;
};

/* A call under way, for messages: "in macro 'card', called here". */
struct tcall {
	const struct tcall *up;
	enum { CALL_MACRO, CALL_BLOCK, CALL_INCLUDE, CALL_IMPORT, CALL_EXTENDS } how;
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
	const struct tcontext *outer;	/* of an include */
	const struct tbinding *local;	/* names passed to an include */
	size_t nlocal;
	LIST(struct tbinding) vars;	/* set at the top of a template */
	bool sees_scope;		/* false in an import */
};

struct tmodule {
	const struct template *in;
	const struct tcontext *context;
};

/* template_eval.c */
bool tpl_eval(struct trender *r, const struct tnode *e, struct tval *out);
/* Report at a node, with the calls that led there; always false. */
bool tpl_fail(struct trender *r, const struct tnode *e, const char *note,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The node as it was written, in quotes, or "this" when that is long. */
struct str tpl_source_text(const struct trender *r, const struct tnode *e);

bool tpl_undefined(struct trender *r, const struct tnode *e,
    const char *what);	/* "'e' is undefined<what>" */
bool tpl_truth(struct trender *r, const struct tnode *e, bool *out);

/* template_member.c */
/* v[key]: Jinja2 tries the key first and the attribute second. */
bool tpl_subscript(struct trender *r, const struct tnode *e,
    const struct tval *v, const struct tval *key, struct tval *out);
/* v.name, where v is no map or has no such key. */
bool tpl_attribute(struct trender *r, const struct tnode *e,
    const struct tval *v, struct str name, struct tval *out);

/* template_value.c */
struct tval tval_of(const struct value *data);
struct tval tval_text(struct str s);
struct tval tval_html(struct str s);
struct tval tval_int(int64_t n);
struct tval tval_bool(bool b);
struct tval tval_list(struct tseq *seq);
bool tval_is_text(const struct tval *v);	/* T_TEXT or T_HTML */
bool tval_is_number(const struct tval *v, int64_t *n);	/* T_INT or T_BOOL */
const char *tval_name(const struct tval *v);	/* "a list", for messages */
size_t tval_size(const struct tval *v);	/* of a list, tuple, map or items */
struct tval tval_item(const struct tval *list, size_t i);
struct tval tval_entry(const struct tval *map, size_t i, struct str *key);
bool tval_find(const struct tval *map, struct str key, struct tval *out);
size_t tval_code_points(struct str s);
/* False after an error: Jinja2 says something else, or nothing useful. */
bool tval_true(struct trender *r, const struct tnode *e, const struct tval *v,
    bool *out);
bool tval_equal(struct trender *r, const struct tnode *e, const struct tval *x,
    const struct tval *y, bool *out);
bool tval_compare(struct trender *r, const struct tnode *e, enum tcompare op,
    const struct tval *x, const struct tval *y, bool *out);
/* As text: HTML stays HTML (markupsafe.soft_str). */
bool tval_soft(struct trender *r, const struct tnode *e, struct tval v,
    struct tval *out);
/* Append to the page as {{ }} does. */
bool tval_print(struct trender *r, const struct tnode *e,
    const struct tval *v);
/* Text built at the end of the page from mark on, moved into the arena. */
struct str tpl_cut(struct trender *r, size_t mark);

/* Reading any value Python can iterate over, in order. */
struct titer {
	struct tval over;
	size_t i, n;		/* items; bytes for text */
};
bool titer_start(struct trender *r, const struct tnode *e,
    const struct tval *v, struct titer *it);
bool titer_next(struct trender *r, struct titer *it, struct tval *out);
/* All items as a list of one's own. */
struct tseq *titer_all(struct trender *r, const struct tnode *e,
    const struct tval *v);
struct tseq *tseq_new(struct trender *r, size_t n);

/* template_filter.c */
struct tfilter {
	const char *name;
	bool (*apply)(struct trender *r, const struct tnode *e,
	    const struct tval *v, struct tval *out);
	const char *param[TPL_ARGS];	/* names of v[1]... */
	unsigned most;			/* arguments without the subject */
	unsigned least;
	enum { FILTER_PLAIN, FILTER_MAP, FILTER_SELECT, FILTER_SELECT_ATTR } takes;
};
/* v holds the subject and every parameter. */
#define TPL_GIVEN(v) ((v).kind != T_MISSING)
const struct tfilter *tpl_filter(struct str name);
const char *tpl_filter_near(struct str name);	/* NULL when none is near */
/* Why Jinja2's filter of that name is not here; NULL when Jinja2 has none. */
const char *tpl_filter_absent(struct str name);

/* template_text.c */
#define TPL_FILTER(name) \
bool \
tpl_f_##name(struct trender *r, const struct tnode *e, const struct tval *v, \
    struct tval *out)
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
	bool (*holds)(struct trender *r, const struct tnode *e,
	    const struct tval *v, bool *out);
	bool takes;		/* one argument, v[1] */
};
const struct ttest *tpl_test(struct str name);
const char *tpl_test_near(struct str name);

/* template_render.c */
bool tpl_run(struct trender *r, const struct tstmt *s);

/* template_call.c */
/* Give first values to the slots of a scope; and forget them. */
void tpl_frame_enter(struct trender *r, const struct tframe *f);
void tpl_frame_leave(struct trender *r, const struct tframe *f);
struct tval *tpl_slot_at(struct trender *r, const struct tplace *p);
/* What is set at the top of a template is seen by all it uses. */
void tpl_context_set(struct trender *r, const struct tsym *sym,
    const struct tval *v, bool exported);
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
