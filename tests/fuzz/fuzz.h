/* fuzz: what all fuzz targets share. */
#ifndef AN_TESTS_FUZZ_H
#define AN_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NOLINTBEGIN(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* NOLINTEND(readability-identifier-naming) */

/* A promise of a header that does not hold is a finding. */
static inline void fuzz_expect(bool holds, const char *promise)
{
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", promise);
        abort();
    }
}

/* The input with a NUL behind it; the caller frees it. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
    char *const text = malloc(size + 1);
    fuzz_expect(text != NULL, "memory");
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

#endif
