/* memory_writer: a writer into memory, and what it should hold. */
#ifndef MEMORY_WRITER_H
#define MEMORY_WRITER_H

#include <criterion/criterion.h>
#include <string.h>

#include "csv/writer.h"

static an_writer *memory_writer(void)
{
    an_writer *writer;
    an_error err;
    cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
    return writer;
}

static void check_memory(const an_writer *writer, const char *expected)
{
    size_t size;
    const char *const text = an_writer_text(writer, &size);
    cr_assert_eq(size, strlen(expected), "'%.*s', expected '%s'", (int)size, text, expected);
    cr_assert_eq(memcmp(text, expected, size), 0, "'%.*s', expected '%s'", (int)size, text, expected);
}

#endif
