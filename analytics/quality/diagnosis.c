/* diagnosis: a file is compared with the plain form: UTF-8, a header of our names in its first record. */
#include "quality/diagnosis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv/blocks.h"
#include "csv/encoding.h"
#include "csv/input.h"
#include "quality/excerpt.h"
#include "quality/infer.h"
#include "scan/header.h"

static const struct {
    const char *check, *phrase;
} kinds[] = {{"encoding", "lines that are not UTF-8"},
             {"title", "lines before the header"},
             {"header", "files without a header line"},
             {"units", "lines behind the header that say units"},
             {"name", "names that are not those of our columns, or stand twice"}};

const char *an_trouble_phrase(const an_trouble *trouble)
{
    size_t i = 0;
    while (strcmp(kinds[i].check, trouble->check) != 0)
        i++;
    return kinds[i].phrase;
}

/* A trouble of the kind check; NULL: no memory. */
static an_trouble *add(an_diagnosis *d, const char *check, const char *file, uint64_t line)
{
    if (an_grow(&d->troubles, &d->capacity, d->n + 1, sizeof *d->troubles) != AN_OK)
        return NULL;
    an_trouble *const t = &d->troubles[d->n++];
    *t = (an_trouble){.check = check, .column = "", .rows = 1, .violations = 1, .file = file, .line = line};
    return t;
}

void an_diagnosis_free(an_diagnosis *diagnosis)
{
    free(diagnosis->troubles);
    an_arena_free(&diagnosis->arena);
    *diagnosis = (an_diagnosis){0};
}

/* ---- the encoding ---- */

static bool is_text(const an_record *record)
{
    return an_encoding_check(record->source, record->source_size) == record->source_size;
}

/* Counts the records of a block that are no UTF-8, or have a NUL. */
static an_code count_block(an_trouble *t, an_reader *reader, const an_block *block, an_error *err)
{
    an_record record = {0};
    an_reader_start(reader, block);
    for (;;) {
        const an_code code = an_reader_next(reader, &record, err);
        if (code == AN_SYSTEM || (code == AN_OK && record.n == 0))
            return code;
        t->rows++;
        if (is_text(&record))
            continue;
        if (t->violations++ == 0)
            t->line = record.line;
    }
}

/* Reads all of the file as it is. What cannot be read its reading will tell. */
static an_code count_wrong(an_trouble *t, char delimiter, an_error *err)
{
    an_input *in = NULL;
    an_blocks *blocks = NULL;
    an_reader *reader = NULL;
    an_block block = {0};
    t->rows = t->violations = 0;
    an_code code = an_input_open(&in, t->file, false, err);
    if (code == AN_OK)
        code = an_blocks_new(&blocks, in, delimiter, AN_BLOCK_SIZE, err);
    if (code == AN_OK)
        code = an_reader_new(&reader, t->file, delimiter, true, err);
    while (code == AN_OK && (code = an_blocks_next(blocks, &block, err)) == AN_OK && block.size > 0)
        code = count_block(t, reader, &block, err);
    an_reader_free(reader);
    an_blocks_free(blocks);
    an_input_free(in);
    return code == AN_SYSTEM ? code : AN_OK;
}

static an_code judge_encoding(an_diagnosis *d, const an_excerpt *e, an_error *err)
{
    an_trouble *const t = add(d, "encoding", e->file, 1);
    if (t == NULL)
        return an_fail_memory(err);
    snprintf(t->example, sizeof t->example, "%s fits", e->encoding);
    return count_wrong(t, e->delimiter, err);
}

/* ---- the header ---- */

/* How many names of a row are canonical ones, but for case and blanks. */
static size_t known_names(an_excerpt *e, size_t row)
{
    size_t n = 0;
    const size_t before = e->header;
    const bool had_header = e->has_header;
    e->header = row;
    e->has_header = true;
    for (size_t c = 0; c < e->rows[row].n; c++) {
        const char *const name = an_excerpt_name(e, c);
        const an_header one = {.names = &name, .n = 1};
        const an_column *column = an_columns;
        while (column->name != NULL && (name[0] == '\0' || an_header_find(&one, column->name) < 0))
            column++;
        n += column->name != NULL;
    }
    e->header = before;
    e->has_header = had_header;
    return n;
}

static an_code judge_lines(an_diagnosis *d, const an_excerpt *e, an_error *err)
{
    an_trouble *t = NULL;
    const an_excerpt_row *const header = &e->rows[e->header];
    if (e->header > 0) {
        if ((t = add(d, "title", e->file, e->rows[0].line)) == NULL)
            return an_fail_memory(err);
        t->rows = t->violations = e->header;
        for (size_t c = 0; c < e->rows[0].n && t->example[0] == '\0'; c++)
            an_example_append(t->example, e->rows[0].cells[c].text, e->rows[0].cells[c].size);
    }
    if (!e->has_header) {
        if ((t = add(d, "header", e->file, header->line)) == NULL)
            return an_fail_memory(err);
        snprintf(t->example, sizeof t->example, "the first line looks like data");
    }
    if (e->units > 0) {
        if ((t = add(d, "units", e->file, header[1].line)) == NULL)
            return an_fail_memory(err);
        for (size_t c = 0; c < header[1].n && t->example[0] == '\0'; c++)
            an_example_append(t->example, header[1].cells[c].text, header[1].cells[c].size);
    }
    return AN_OK;
}

/* The column before c that is called as it is; c: none. */
static size_t twin_of(an_excerpt *e, size_t c)
{
    size_t k = 0;
    while (k < c && strcmp(an_excerpt_name(e, k), an_excerpt_name(e, c)) != 0)
        k++;
    return k;
}

static bool has_twins(an_excerpt *e)
{
    for (size_t c = 0; c < e->width; c++)
        if (an_excerpt_name(e, c)[0] != '\0' && twin_of(e, c) < c)
            return true;
    return false;
}

/* The names that are not ours, each with the column that it seems to be by the descriptor that was made, and
 * those that stand twice. */
static an_code judge_names(an_diagnosis *d, an_excerpt *e, const json_t *descriptor, an_error *err)
{
    const json_t *const fields = json_object_get(descriptor, "fields");
    const bool any = known_names(e, e->header) > 0;
    for (size_t c = 0; c < e->width && e->has_header; c++) {
        const char *const name = an_excerpt_name(e, c);
        const char *const canonical =
            json_string_value(json_object_get(json_array_get(fields, c), "canonical"));
        const an_header one = {.names = &name, .n = 1};
        const size_t twin = twin_of(e, c);
        const bool is_ours =
            an_column_find(name) != NULL || (canonical != NULL && an_header_find(&one, canonical) >= 0);
        if (name[0] == '\0' || (twin == c && (is_ours || (any && canonical == NULL))))
            continue; /* beside names that are known another is nobody's, and none is asked for */
        an_trouble *const t = add(d, "name", e->file, e->rows[e->header].line);
        if (t == NULL)
            return an_fail_memory(err);
        if (twin < c)
            snprintf(t->example, sizeof t->example, "%.100s, in columns %zu and %zu", name, twin + 1, c + 1);
        else
            an_example_append(t->example, name, strlen(name));
        if (canonical != NULL)
            t->column = an_column_find(canonical)->name;
    }
    return AN_OK;
}

/* Whether the file is read as it is; what stands before the header is then no title but ragged. */
static bool is_plain(an_excerpt *e, const an_dialect *told)
{
    if (known_names(e, 0) > 0 && told->header_row == 0) {
        e->header = 0;
        e->width = e->rows[0].n;
        e->has_header = true;
        e->units = 0;
    }
    const bool is_told = told->header_row > 0 || told->no_header;
    return e->encoding == NULL &&
           (is_told || (e->header == 0 && e->has_header && !has_twins(e) && known_names(e, e->header) > 0));
}

an_code an_diagnosis_look(an_diagnosis *d, const char *file, const an_dialect *told, const char *extract,
                          json_t **descriptor, an_error *err)
{
    an_excerpt e = {0};
    an_error ignored;
    *descriptor = NULL;
    an_code code = an_excerpt_read(&e, file, told, &ignored);
    if (code != AN_OK || is_plain(&e, told)) {
        an_excerpt_free(&e);
        return AN_OK;
    }
    if (e.encoding != NULL && told->encoding == NULL)
        code = judge_encoding(d, &e, err);
    if (code == AN_OK)
        code = judge_lines(d, &e, err);
    if (code == AN_OK)
        code = an_infer_plain(&e, extract, descriptor, err);
    if (code == AN_OK)
        code = judge_names(d, &e, *descriptor, err);
    an_excerpt_free(&e);
    return code;
}
