/* records: what the reader reads, as text that a test can compare. */
#ifndef RECORDS_H
#define RECORDS_H

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"

/* What was read, as text. A record is "LINE:" and its cells in [], quoted ones in <>; an error is
 * "LINE.COLUMN! " and its text up to the first ':'. */
typedef struct shown {
    char text[4096];
    size_t size;
} shown;

__attribute__((format(printf, 2, 3)))
static void show(shown *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(to->text + to->size, sizeof to->text - to->size, format, arguments);
    va_end(arguments);
    cr_assert(n >= 0 && (size_t)n < sizeof to->text - to->size);
    to->size += (size_t)n;
}

static void show_record(shown *to, const an_record *record)
{
    show(to, "%u:", (unsigned)record->line);
    for (size_t k = 0; k < record->n; k++) {
        const an_cell *const cell = &record->cells[k];
        show(to, cell->quoted ? "<%.*s>" : "[%.*s]", (int)cell->size, cell->text);
    }
    show(to, " ");
}

static void show_error(shown *to, const an_error *err)
{
    const int size = (int)strcspn(err->text, ":(");
    show(to, "%u.%u! %.*s ", (unsigned)err->line, (unsigned)err->column, size, err->text);
}

static void read_all(shown *to, const char *text, size_t size, char delimiter, size_t block_size)
{
    an_input *const in = oracle_input(text, size);
    an_blocks *blocks;
    an_reader *reader;
    an_block block = {0};
    an_error err;
    *to = (shown){.size = 0};
    cr_assert_eq(an_blocks_new(&blocks, in, delimiter, block_size, &err), AN_OK);
    cr_assert_eq(an_reader_new(&reader, "in.csv", delimiter, false, &err), AN_OK);
    while (an_blocks_next(blocks, &block, &err) == AN_OK && block.size > 0) {
        an_record record;
        an_reader_start(reader, &block);
        for (;;) {
            const an_code code = an_reader_next(reader, &record, &err);
            if (code == AN_OK && record.n == 0)
                break;
            if (code == AN_OK)
                show_record(to, &record);
            else
                show_error(to, &err);
        }
    }
    an_reader_free(reader);
    an_blocks_free(blocks);
    an_input_free(in);
}

#endif
