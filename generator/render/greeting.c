/*
 * A build whose pieces are all in the cache should start no browser, but the
 * key of a piece holds the version, and only the helper knows that.  So a helper
 * names the files that make its version, and its greeting is kept with a stamp
 * of each.
 *
 * Small files are stamped by content: package managers give any time to what
 * they unpack, and a fresh install of the same version should change nothing.
 * Browsers and fonts are too large for that and are stamped by size and time;
 * folders by time alone, which tells of files that came or went.
 */
#include "render/greeting.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "format/json.h"

enum {
	SMALL = 1 << 20,
	FILES_MAX = 4096
};

/* Who greets: another program or setting is another helper. */
static struct hash
greeting_key(const struct worker_spec *spec, struct arena *a)
{
	struct hasher *h = hasher_new(a);

	hasher_add(h, S("greeting 1"));
	hasher_add(h, str_of(spec->name));
	for (size_t i = 0; spec->argv[i]; i++)
		hasher_add(h, str_of(spec->argv[i]));
	hasher_add(h, S(""));
	for (size_t i = 0; spec->env && spec->env[i]; i++)
		if (!str_starts(str_of(spec->env[i]), S("TIKU_TIMEOUT=")))
			hasher_add(h, str_of(spec->env[i]));
	return hasher_end(h);
}

static struct str
stamp(struct str path, struct arena *a)
{
	char *file = arena_cstr(a, path);
	struct str bytes;
	struct stat st;

	if (stat(file, &st) < 0)
		return S("none");
	if (S_ISREG(st.st_mode) && st.st_size <= SMALL &&
	    file_read(file, SMALL, a, &bytes))
		return hash_hex(a, hash128(bytes), 32);
	return arena_printf(a, "%s %lld %lld.%09ld",
	    S_ISDIR(st.st_mode) ? "folder" : "file",
	    S_ISDIR(st.st_mode) ? 0LL : (long long)st.st_size,
	    (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static bool
stamps_hold(const struct value *stamps, struct arena *a)
{
	const struct member *m;

	if (!stamps || stamps->kind != VALUE_MAP || stamps->map.n == 0)
		return false;
	for (size_t i = 0; i < stamps->map.n; i++) {
		m = &stamps->map.v[i];
		if (m->value->kind != VALUE_TEXT ||
		    !str_eq(m->value->text, stamp(m->key, a)))
			return false;
	}
	return true;
}

struct str
greeting_recall(struct cache *c, const struct worker_spec *spec,
    struct arena *a)
{
	const struct value *v;
	struct str text, error;

	if (!cache_get(c, greeting_key(spec, a), a, &text))
		return S("");
	v = json_parse(text, a, &error);
	if (!stamps_hold(value_get(v, S("stamps")), a))
		return S("");
	return value_get_text(v, S("version"));
}

void
greeting_keep(struct cache *c, const struct worker_spec *spec,
    const struct value *greeting, struct arena *a)
{
	const struct value *files = value_get(greeting, S("files"));
	struct value *v = value_map(a), *stamps = value_map(a);
	struct strbuf text = { 0 };
	struct str path;

	if (!files || files->kind != VALUE_LIST || files->list.n == 0 ||
	    files->list.n > FILES_MAX)
		return;
	for (size_t i = 0; i < files->list.n; i++) {
		if (files->list.v[i]->kind != VALUE_TEXT)
			return;
		path = files->list.v[i]->text;
		value_set(a, stamps, path, value_text(a, stamp(path, a)));
	}
	value_set(a, v, S("version"),
	    value_text(a, value_get_text(greeting, S("version"))));
	value_set(a, v, S("stamps"), stamps);
	value_json(&text, v, false);
	cache_put(c, greeting_key(spec, a), strbuf_str(&text));
	strbuf_free(&text);
}
