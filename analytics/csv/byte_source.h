/* byte_source: what gives bytes one after the other: one stage of an input takes them from the stage
 * before. */
#ifndef AN_CSV_BYTE_SOURCE_H
#define AN_CSV_BYTE_SOURCE_H

#include <stddef.h>

#include "base/error.h"

typedef struct an_byte_source {
    /* Up to size bytes into buffer, what there is at once; *got is 0 only at the end. */
    an_code (*read)(void *context, void *buffer, size_t size, size_t *got, an_error *err);
    void *context;
} an_byte_source;

#endif
