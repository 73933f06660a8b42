#ifndef TIKU_FORMAT_TEMPLATE_AST_H
#define TIKU_FORMAT_TEMPLATE_AST_H
/*
 * What a template becomes when it is compiled, and who does it.  Private to the
 * template engine, whose files are
 *
 * compile:
 *	template.c         the set: finding, linking, cycles
 *	template_lex.c     text to tokens
 *	template_parse.c   tokens to statements
 *	template_tag.c     one table row a tag
 *	template_expr.c    tokens to expressions
 *	template_args.c    calls, filters and tests in them
 *	template_scope.c   names to slots, by the rules of Jinja2's compiler
 * render (template_run.h):
 *	template_render.c  statements to bytes
 *	template_call.c    templates, blocks, macros; what names mean
 *	template_eval.c    expressions to values, constants while compiling
 *	template_member.c  a.b and a["b"]
 *	template_value.c   what values can do
 *	template_iter.c    reading their items
 *	template_filter.c  one table row a filter
 *	template_text.c    the filters of text
 *	template_json.c    tojson
 *	template_test.c    one table row a test
 */
#include "format/template.h"
#include "format/template_value.h"

#define TPL_NESTING 100		/* of an expression, and of includes and macros */
#define TPL_TAGS 50		/* tags inside tags */
#define TPL_LOOPS 16		/* loops inside loops: CPython allows 20 blocks */
#define TPL_BYTES (1 << 20)	/* of one template */
#define TPL_NAMES 4096		/* of one function's slots */
#define TPL_MANY 1000		/* members of a map literal, arguments */
#define TPL_ARGS 6		/* of a filter or test, its subject included */

/* A name; one struct per spelling and set, so names compare by pointer. */
struct tsym {
	struct str name;
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

struct tnode {
	enum tnode_kind kind;
	uint32_t at, end;	/* its bytes */
	uint32_t depth;
	bool constant;		/* Jinja2 computes it while compiling */
	uint32_t n;
	struct tnode **arg;	/* operands; a filter's or test's subject first */
	const struct tsym *sym;	/* N_NAME, N_ATTR */
	union {
		struct { uint16_t up, slot; };		/* N_NAME */
		uint32_t *member;	/* N_ATTR: for tval_find_at() */
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

/* How the slots of a scope are filled. */
struct tframe {
	struct tload *load;
	size_t n;
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
	struct tparam *target;	/* slots are the same in test and body */
	size_t ntarget;
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

/* template.c */
struct arena *tpl_arena(struct template_set *set);
const struct tsym *tpl_sym(struct template_set *set, struct str name);
struct tchain *tpl_chain(const struct template *t, const struct tsym *name);

/* template_lex.c */
/* The tokens of t->text, TOK_EOF last; NULL after an error. */
const struct ttoken *tpl_lex(const struct template *t, struct arena *scratch,
    struct arena *keep, struct diag *d);
bool tpl_is_space(int32_t c);		/* as Python's str.isspace() */
struct str tpl_trim(struct str s);	/* as Python's str.strip() */

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
bool tpl_skip_names(struct tparser *p, const char *name, const char *next);
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

/* Tables whose rows of size bytes begin with a name: the row called name, NULL
 * when there is none; and the name most like it, NULL when none is. */
const void *tpl_row(const void *table, size_t n, size_t size, struct str name);
const char *tpl_row_near(const void *table, size_t n, size_t size,
    struct str name);
bool tpl_is_one_of(struct str name, const char *const *of);	/* NULL ends it */

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
bool tpl_is_plain_text(const struct tnode *e);	/* "..." as it was written */

/* template_eval.c */
/* What Jinja2 would compute while compiling; may make e an N_CONST. */
void tpl_fold(struct arena *a, struct tnode *e);

/* template_member.c */
/* Methods of a Python dict: Jinja2 finds them before the keys. */
extern const char *const tpl_map_methods[];

/* template_scope.c */
bool tpl_scope(struct template *t, struct diag *d);
#endif
