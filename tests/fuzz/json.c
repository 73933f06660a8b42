/*
 * JSON from any bytes: what is accepted is written by value_json() so that it
 * reads back to the same.
 */
#include "format/json.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size }, error = { 0 };
	struct strbuf once = { 0 }, twice = { 0 };
	struct arena *a = arena_new();
	const struct value *v = json_parse(text, a, &error);

	must((v != NULL) == (error.n == 0), "a refusal has a reason");
	if (v) {
		value_json(&once, v, size % 2);
		v = json_parse(strbuf_str(&once), a, &error);
		must(v != NULL, "what is written is JSON");
		value_json(&twice, v, size % 2);
		must(str_eq(strbuf_str(&once), strbuf_str(&twice)),
		    "what is read back is the same");
	}
	strbuf_free(&once);
	strbuf_free(&twice);
	arena_free(a);
	return 0;
}
