/* output: the rows a program writes, as csv, as an aligned table or as JSON. */
#include "indicator/output.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "base/number.h"

/* A cell held for the aligned table. */
typedef struct held_cell {
    const char *text;
    size_t width; /* in letters */
    bool number;
} held_cell;

struct an_output {
    an_writer *writer;
    an_format format;
    an_arena arena;
    const char **names;
    size_t n;
    size_t cell; /* of the row under way */
    uint64_t rows;
    bool wrong; /* a row had too many or too few cells */
    bool no_memory;
    held_cell *held; /* AN_FORMAT_TABLE: the header and all rows */
    size_t n_held, held_capacity;
};

static void hold(an_output *out, const char *text, size_t size, bool number)
{
    char *copy = an_arena_copy(&out->arena, text, size);
    if (copy == NULL ||
        an_grow(&out->held, &out->held_capacity, out->n_held + 1, sizeof *out->held) != AN_OK) {
        out->no_memory = true;
        return;
    }
    for (char *c = copy; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = ' '; /* a line break inside a cell would break the table */
    out->held[out->n_held++] = (held_cell){copy, u8_mbsnlen((const uint8_t *)text, size), number};
}

static void json_name(an_output *out)
{
    an_writer_string(out->writer, out->cell == 0 ? (out->rows == 0 ? "\n{" : ",\n{") : ",");
    an_writer_json(out->writer, out->names[out->cell], strlen(out->names[out->cell]));
    an_writer_string(out->writer, ":");
}

/* Every cell comes here. A number's text is written into JSON as it is. */
static void cell(an_output *out, const char *text, size_t size, bool number)
{
    if (out->cell >= out->n) {
        out->wrong = true;
        return;
    }
    if (out->format == AN_FORMAT_TABLE) {
        hold(out, text, size, number);
    } else if (out->format == AN_FORMAT_JSON) {
        json_name(out);
        if (number)
            an_writer_string(out->writer, size == 0 ? "null" : text);
        else
            an_writer_json(out->writer, text, size);
    } else {
        an_writer_cell(out->writer, text, size);
    }
    out->cell++;
}

an_code an_output_new(an_output **output, an_writer *writer, an_format format, const char *const names[],
                      size_t n, an_error *err)
{
    if (format == AN_FORMAT_SDMX)
        return an_fail(err, AN_USAGE,
                       "--format sdmx is for indicator tables only; this program writes csv, table or json");
    an_output *out = calloc(1, sizeof *out);
    if (out == NULL)
        return an_fail_memory(err);
    *out = (an_output){.writer = writer, .format = format, .n = n};
    out->names = an_arena_alloc(&out->arena, n * sizeof *out->names);
    for (size_t i = 0; out->names != NULL && i < n; i++) {
        out->names[i] = an_arena_copy(&out->arena, names[i], strlen(names[i]));
        out->no_memory = out->no_memory || out->names[i] == NULL;
    }
    if (out->names == NULL || out->no_memory) {
        an_output_free(out);
        return an_fail_memory(err);
    }
    if (format == AN_FORMAT_JSON)
        an_writer_string(writer, "[");
    for (size_t i = 0; i < n && format != AN_FORMAT_JSON; i++)
        an_output_string(out, names[i]);
    if (format != AN_FORMAT_JSON)
        an_output_end_row(out);
    out->rows = 0;
    *output = out;
    return AN_OK;
}

void an_output_text(an_output *out, const char *text, size_t size)
{
    cell(out, text, size, false);
}

void an_output_string(an_output *out, const char *text)
{
    cell(out, text, strlen(text), false);
}

void an_output_number(an_output *out, double value)
{
    char text[AN_NUMBER_SIZE];
    size_t size = an_number_print(value, text);
    if (out->format == AN_FORMAT_TABLE && size > 0) /* for people: six digits */
        size = (size_t)snprintf(text, sizeof text, "%.6g", value);
    cell(out, text, size, true);
}

void an_output_decimal(an_output *out, an_decimal value)
{
    char text[AN_DECIMAL_SIZE];
    cell(out, text, an_decimal_print(value, text), true);
}

void an_output_count(an_output *out, int64_t value)
{
    an_output_decimal(out, an_decimal_from_int(value));
}

void an_output_empty(an_output *out)
{
    cell(out, "", 0, true);
}

void an_output_end_row(an_output *out)
{
    out->wrong = out->wrong || out->cell != out->n;
    out->cell = 0;
    out->rows++;
    if (out->format == AN_FORMAT_JSON)
        an_writer_string(out->writer, "}");
    else if (out->format == AN_FORMAT_CSV)
        an_writer_end_row(out->writer);
}

static void write_padded(an_output *out, const held_cell *held, size_t width, bool last)
{
    static const char blanks[] = "                                ";
    size_t gap = width - held->width;
    if (!held->number)
        an_writer_string(out->writer, held->text);
    for (size_t left = last && !held->number ? 0 : gap; left > 0;) {
        size_t some = left < sizeof blanks - 1 ? left : sizeof blanks - 1;
        an_writer_bytes(out->writer, blanks, some);
        left -= some;
    }
    if (held->number)
        an_writer_string(out->writer, held->text);
    an_writer_string(out->writer, last ? "\n" : "  ");
}

/* Numbers to the right under a header to the right, texts to the left. */
static an_code write_table(an_output *out, an_error *err)
{
    size_t rows = out->n > 0 ? out->n_held / out->n : 0;
    size_t *widths = calloc(out->n + 1, sizeof *widths);
    if (widths == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows * out->n; i++) {
        if (out->held[i].width > widths[i % out->n])
            widths[i % out->n] = out->held[i].width;
        if (i >= out->n && out->held[i].number && out->held[i].width > 0)
            out->held[i % out->n].number = true; /* the header */
    }
    for (size_t i = 0; i < rows * out->n; i++)
        write_padded(out, &out->held[i], widths[i % out->n], i % out->n + 1 == out->n);
    free(widths);
    return AN_OK;
}

an_code an_output_finish(an_output *out, an_error *err)
{
    an_code code = AN_OK;
    if (out->wrong || out->cell > 0)
        code = an_fail(err, AN_SYSTEM,
                       "a row of the result has not as many cells as its header: please report this");
    else if (out->no_memory)
        code = an_fail_memory(err);
    else if (out->format == AN_FORMAT_TABLE)
        code = write_table(out, err);
    else if (out->format == AN_FORMAT_JSON)
        an_writer_string(out->writer, "\n]\n");
    an_output_free(out);
    return code;
}

void an_output_free(an_output *out)
{
    if (out == NULL)
        return;
    an_arena_free(&out->arena);
    free(out->held);
    free(out);
}
