#ifndef TIKU_MODEL_MEDIA_H
#define TIKU_MODEL_MEDIA_H
/* Files beside articles: published because a published article links to them, so
 * that a draft's pictures leave no trace. */
#include "model/site.h"

/* The address ("llm/x/a.png") of a file below content/, noted for copying. */
struct str media_publish(struct site *s, struct str path, struct where by);
/* Width and height of a PNG, GIF or JPEG by its header; false, and both
 * untouched, when it is something else or broken (PNG 1.2, GIF89a, ITU T.81). */
bool media_size(struct str bytes, int *width, int *height);
#endif
