/* output: the rows a program writes, in one of the formats.
 *
 * Here cells are counted and made texts; what a format does with them stands in its an_form. */
#include "indicator/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/number.h"
#include "indicator/form.h"

struct an_output {
    an_rows rows;
    const an_form *form;
    bool wrong; /* a row had too many or too few cells */
};

/* ---- csv ---- */

static an_code begin_csv(an_rows *rows, an_error *err)
{
    (void)err;
    for (size_t i = 0; i < rows->n; i++)
        an_writer_cell(rows->writer, rows->names[i], strlen(rows->names[i]));
    an_writer_end_row(rows->writer);
    return AN_OK;
}

static void cell_csv(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    (void)kind;
    an_writer_cell(rows->writer, text, size);
}

static void end_row_csv(an_rows *rows)
{
    an_writer_end_row(rows->writer);
}

static const an_form form_csv = {.begin = begin_csv, .cell = cell_csv, .end_row = end_row_csv};

/* ---- json, jsonl ---- */

/* "name":value; a number's text is written as it is. */
static void put_member(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    an_writer_json(rows->writer, rows->names[rows->cell], strlen(rows->names[rows->cell]));
    an_writer_string(rows->writer, ":");
    if (kind == AN_CELL_TEXT)
        an_writer_json(rows->writer, text, size);
    else if (size == 0)
        an_writer_string(rows->writer, "null");
    else
        an_writer_bytes(rows->writer, text, size);
}

static an_code begin_json(an_rows *rows, an_error *err)
{
    (void)err;
    an_writer_string(rows->writer, "[");
    return AN_OK;
}

static void cell_json(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    an_writer_string(rows->writer, rows->cell > 0 ? "," : rows->rows == 0 ? "\n{" : ",\n{");
    put_member(rows, text, size, kind);
}

static void end_row_json(an_rows *rows)
{
    an_writer_string(rows->writer, "}");
}

static an_code finish_json(an_rows *rows, an_error *err)
{
    (void)err;
    an_writer_string(rows->writer, "\n]\n");
    return AN_OK;
}

static void cell_jsonl(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    an_writer_string(rows->writer, rows->cell > 0 ? "," : "{");
    put_member(rows, text, size, kind);
}

static void end_row_jsonl(an_rows *rows)
{
    an_writer_string(rows->writer, "}\n");
}

static const an_form form_json = {
    .begin = begin_json, .cell = cell_json, .end_row = end_row_json, .finish = finish_json};
static const an_form form_jsonl = {.cell = cell_jsonl, .end_row = end_row_jsonl};

/* ---- all of them ---- */

/* The table of formats. SDMX-CSV is CSV, under other names: an_indicators (table.h) makes them. */
static const an_form *const forms[] = {
    [AN_FORMAT_CSV] = &form_csv,      [AN_FORMAT_TABLE] = &an_form_table, [AN_FORMAT_JSON] = &form_json,
    [AN_FORMAT_JSONL] = &form_jsonl,  [AN_FORMAT_MD] = &an_form_markdown, [AN_FORMAT_EXCEL] = &an_form_excel,
    [AN_FORMAT_XLSX] = &an_form_xlsx, [AN_FORMAT_SDMX] = &form_csv,
};

bool an_format_is_whole(an_format format)
{
    return forms[format]->whole;
}

bool an_format_is_binary(an_format format)
{
    return forms[format]->binary;
}

/* A letter that turns the order in which others are shown: nobody sees it. */
static bool turns_order(ucs4_t letter)
{
    return (letter >= 0x202A && letter <= 0x202E) || (letter >= 0x2066 && letter <= 0x2069) ||
           letter == 0x200E || letter == 0x200F || letter == 0x061C;
}

char *an_text_plain(an_arena *arena, const char *text, size_t size)
{
    enum { LONGEST = 3 }; /* a byte that is no UTF-8 becomes three */
    char *const plain = an_arena_alloc(arena, LONGEST * size + 1);
    char *end = plain;
    while (plain != NULL && size > 0) {
        ucs4_t letter;
        const int some = u8_mbtouc(&letter, (const uint8_t *)text, size);
        if (letter < 0x20 || (letter >= 0x7F && letter < 0xA0))
            *end++ = ' ';
        else
            end += u8_uctomb((uint8_t *)end, turns_order(letter) ? 0xFFFD : letter, 4);
        text += some;
        size -= (size_t)some;
    }
    if (plain != NULL)
        *end = '\0';
    return plain;
}

size_t an_text_digits(const char *text, size_t size)
{
    size_t digits = 0, zeros = 0; /* zeros at the end count once a digit follows, or behind a point */
    bool fraction = false;
    for (size_t i = 0; i < size && text[i] != 'e'; i++) {
        fraction = fraction || text[i] == '.';
        if (text[i] == '0' && (digits > 0 || zeros > 0))
            zeros++;
        if (text[i] < '1' || text[i] > '9')
            continue;
        digits += zeros + 1;
        zeros = 0;
    }
    return digits + (fraction ? zeros : 0);
}

void an_rows_note(const an_rows *rows, const char *text)
{
    const an_imprint *const imprint = an_writer_imprint(rows->writer);
    if (imprint->note != NULL)
        imprint->note(imprint->context, text);
}

an_code an_output_new(an_output **output, an_writer *writer, an_format format, const char *const names[],
                      size_t n, an_error *err)
{
    if (format == AN_FORMAT_SDMX)
        return an_fail(err, AN_USAGE,
                       "--format sdmx is for indicator tables only; this program writes the other formats");
    an_output *const out = calloc(1, sizeof *out);
    if (out == NULL)
        return an_fail_memory(err);
    *out = (an_output){.rows = {.writer = writer, .n = n}, .form = forms[format]};
    an_rows *const rows = &out->rows;
    rows->names = an_arena_alloc(&rows->arena, n * sizeof *rows->names);
    an_code code = rows->names != NULL ? AN_OK : an_fail_memory(err);
    for (size_t i = 0; i < n && code == AN_OK; i++)
        if ((rows->names[i] = an_arena_copy(&rows->arena, names[i], strlen(names[i]))) == NULL)
            code = an_fail_memory(err);
    if (code == AN_OK && out->form->begin != NULL)
        code = out->form->begin(rows, err);
    if (code != AN_OK)
        an_output_free(out);
    else
        *output = out;
    return code;
}

/* Every cell comes here. */
static void add(an_output *out, const char *text, size_t size, an_cell_kind kind)
{
    if (out->rows.cell >= out->rows.n) {
        out->wrong = true;
        return;
    }
    out->form->cell(&out->rows, text, size, kind);
    out->rows.cell++;
}

void an_output_text(an_output *out, const char *text, size_t size)
{
    add(out, text, size, AN_CELL_TEXT);
}

void an_output_string(an_output *out, const char *text)
{
    add(out, text, strlen(text), AN_CELL_TEXT);
}

void an_output_number(an_output *out, double value)
{
    char text[AN_NUMBER_SIZE];
    size_t size = an_number_print(value, text);
    if (out->form->for_people && size > 0)
        size = (size_t)snprintf(text, sizeof text, "%.6g", value);
    add(out, text, size, size > 0 ? AN_CELL_NUMBER : AN_CELL_EMPTY);
}

void an_output_decimal(an_output *out, an_decimal value)
{
    char text[AN_DECIMAL_SIZE];
    add(out, text, an_decimal_print(value, text), AN_CELL_EXACT);
}

void an_output_count(an_output *out, int64_t value)
{
    an_output_decimal(out, an_decimal_from_int(value));
}

void an_output_empty(an_output *out)
{
    add(out, "", 0, AN_CELL_EMPTY);
}

void an_output_end_row(an_output *out)
{
    out->wrong = out->wrong || out->rows.cell != out->rows.n;
    if (out->form->end_row != NULL)
        out->form->end_row(&out->rows);
    out->rows.cell = 0;
    out->rows.rows++;
}

an_code an_output_finish(an_output *out, an_error *err)
{
    an_code code = AN_OK;
    if (out->wrong || out->rows.cell > 0)
        code = an_fail(err, AN_SYSTEM,
                       "a row of the result has not as many cells as its header: please report this");
    else if (out->rows.failure.code != AN_OK)
        code = an_fail(err, out->rows.failure.code, "%s", out->rows.failure.text);
    else if (out->form->finish != NULL)
        code = out->form->finish(&out->rows, err);
    an_output_free(out);
    return code;
}

void an_output_free(an_output *out)
{
    if (out == NULL)
        return;
    if (out->form->forget != NULL)
        out->form->forget(&out->rows);
    an_arena_free(&out->rows.arena);
    free(out);
}
