/* SHA-256 by libmd, written as browsers want it. */
#include "base/digest.h"

#include <sha2.h>

static void
base64(struct strbuf *out, const uint8_t *p, size_t n)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 |
		    (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) |
		    (i + 2 < n ? p[i + 2] : 0);

		strbuf_byte(out, digits[v >> 18]);
		strbuf_byte(out, digits[v >> 12 & 63]);
		strbuf_byte(out, i + 1 < n ? digits[v >> 6 & 63] : '=');
		strbuf_byte(out, i + 2 < n ? digits[v & 63] : '=');
	}
}

struct str
digest_integrity(struct arena *a, struct str bytes)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	struct strbuf b = { 0 };
	struct str out;
	SHA2_CTX ctx;

	SHA256Init(&ctx);
	SHA256Update(&ctx, (const uint8_t *)bytes.p, bytes.n);
	SHA256Final(digest, &ctx);
	strbuf_add(&b, S("sha256-"));
	base64(&b, digest, sizeof digest);
	out = arena_copy(a, strbuf_str(&b));
	strbuf_free(&b);
	return out;
}
