/* sheet: a small table of texts in memory: a result that another program reads.
 *
 * A line whose first cell is the name of the first column is a header: `cat a.csv b.csv` is one table, whose
 * columns are matched by name. Each row remembers which header was in force, so that "the column is not
 * there" and "the cell is empty" stay apart: the one stands for all units, the other for those without a
 * key. Texts lie in one arena; a table is some kilobytes. */
#include "indicator/sheet.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/listing.h"
#include "base/nearest.h"
#include "base/memory.h"
#include "base/number.h"
#include "csv/blocks.h"
#include "csv/reader.h"
#include "indicator/sdmx.h"
#include "indicator/table.h"
#include "schema/column.h"
#include "schema/filter.h"

enum { DROPPED = -1 };

/* A row, and where it stands. */
typedef struct line {
    const char **cells;
    size_t width; /* cells: those of the columns that were known by then */
    const char *file;
    uint64_t line;
    size_t header; /* which header was in force: where its columns stand */
} line;

typedef struct header {
    size_t *column; /* of each of its cells; DROPPED: of none */
    size_t n;
    bool is_sdmx;     /* SDMX-CSV: its cells are read as ours */
    size_t value_at;  /* which cell is the value: those before it are keys */
    size_t action_at; /* which is ACTION; n: none */
    const char *file;
    uint64_t line;
} header;

struct an_sheet {
    an_arena arena;
    const char **names;
    size_t n_columns, names_capacity;
    line *rows;
    size_t n_rows, rows_capacity;
    header *headers;
    size_t n_headers, headers_capacity;
    an_file_record *files;
    size_t n_files, files_capacity;
    an_dialect dialect;
    char decimal;
    const char *head; /* the first cell of the header in force: a line that begins so is one, too */
};

an_code an_sheet_new(an_sheet **sheet, an_error *err)
{
    *sheet = calloc(1, sizeof **sheet);
    if (*sheet == NULL)
        return an_fail_memory(err);
    an_sheet_interpret(*sheet, (an_dialect){.quote = '"', .doubled = true}, '.');
    return AN_OK;
}

void an_sheet_interpret(an_sheet *sheet, an_dialect dialect, char decimal)
{
    sheet->dialect = dialect;
    sheet->decimal = decimal;
}

void an_sheet_free(an_sheet *sheet)
{
    if (sheet == NULL)
        return;
    free(sheet->names);
    free(sheet->rows);
    free(sheet->headers);
    free(sheet->files);
    an_arena_free(&sheet->arena);
    free(sheet);
}

int an_sheet_find(const an_sheet *sheet, const char *name)
{
    for (size_t c = 0; c < sheet->n_columns; c++)
        if (strcmp(sheet->names[c], name) == 0)
            return (int)c;
    return -1;
}

static an_code add_header(an_sheet *sheet, const char *file, const an_record *record, an_error *err)
{
    if (an_grow(&sheet->headers, &sheet->headers_capacity, sheet->n_headers + 1, sizeof *sheet->headers) !=
            AN_OK ||
        an_grow(&sheet->names, &sheet->names_capacity, sheet->n_columns + record->n, sizeof *sheet->names) !=
            AN_OK)
        return an_fail_memory(err);
    header *h = &sheet->headers[sheet->n_headers++];
    *h = (header){.column = an_arena_alloc(&sheet->arena, record->n * sizeof *h->column),
                  .n = record->n,
                  .value_at = record->n,
                  .action_at = record->n,
                  .file = file,
                  .line = record->line};
    for (size_t i = 0; i < record->n; i++) {
        const char *name = an_arena_copy(&sheet->arena, record->cells[i].text, record->cells[i].size);
        bool kept = true;
        if (i == 0) {
            sheet->head = name;
            h->is_sdmx = name != NULL && strcmp(name, "STRUCTURE") == 0;
        }
        if (h->is_sdmx && name != NULL) {
            h->action_at = strcmp(name, "ACTION") == 0 ? i : h->action_at;
            h->value_at = strcmp(name, "OBS_VALUE") == 0 ? i : h->value_at;
            name = an_sdmx_column(&sheet->arena, name, &kept);
        }
        if (h->column == NULL || name == NULL)
            return an_fail_memory(err);
        if (!kept) {
            h->column[i] = (size_t)DROPPED;
            continue;
        }
        int known = an_sheet_find(sheet, name);
        for (size_t j = 0; j < i; j++)
            if (known >= 0 && h->column[j] == (size_t)known)
                return an_fail_at(err, AN_DATA, file, record->line, i + 1, "two columns are called '%s'",
                                  name);
        if (known < 0) {
            known = (int)sheet->n_columns;
            sheet->names[sheet->n_columns++] = name;
        }
        h->column[i] = (size_t)known;
    }
    return AN_OK;
}

/* Brings the number in a cell, if it is one, to the decimal point. */
static an_code to_point(const an_sheet *sheet, const char *file, const an_record *record, size_t i,
                        char *cell, an_error *err)
{
    static const char *const numbers = "value lower upper numerator denominator n_missing";
    const char *const name = sheet->names[sheet->headers[sheet->n_headers - 1].column[i]];
    double number;
    if (an_number_parse(cell, strlen(cell), sheet->decimal, &number) == AN_OK) {
        char *const mark = strchr(cell, sheet->decimal);
        if (mark != NULL)
            *mark = '.';
        return AN_OK;
    }
    if (an_words_find(numbers, name, strlen(name)) == 0 ||
        an_number_parse(cell, strlen(cell), '.', &number) != AN_OK)
        return AN_OK;
    return an_fail_at(err, AN_DATA, file, record->line, i + 1,
                      "%s: not a number: '%s' (its decimal mark is said to be '%c')", name, cell,
                      sheet->decimal);
}

/* A cell of SDMX as an indicator table has it. */
static const char *from_sdmx(const header *h, size_t i, const char *cell)
{
    if (i < h->value_at && strcmp(cell, an_sdmx_total) == 0)
        return an_key_all;
    const bool is_empty = i < h->value_at ? strcmp(cell, an_sdmx_unknown) == 0
                                          : i == h->value_at && strcmp(cell, "NaN") == 0;
    return is_empty ? "" : cell;
}

/* A row that takes others back is no result. */
static an_code check_action(const header *h, const char *file, const an_record *record, an_error *err)
{
    if (h->action_at >= h->n || record->cells[h->action_at].size != 1 ||
        record->cells[h->action_at].text[0] != 'D')
        return AN_OK;
    return an_fail_at(err, AN_DATA, file, record->line, h->action_at + 1,
                      "ACTION D takes observations back, which no program here does: leave such rows out");
}

static an_code add_row(an_sheet *sheet, const char *file, const an_record *record, an_error *err)
{
    const header *h = &sheet->headers[sheet->n_headers - 1];
    if (record->n != h->n)
        return an_fail_at(err, AN_DATA, file, record->line, (record->n < h->n ? record->n : h->n) + 1,
                          "ragged row: %zu cells where the header has %zu", record->n, h->n);
    if (check_action(h, file, record, err) != AN_OK)
        return AN_DATA;
    if (an_grow(&sheet->rows, &sheet->rows_capacity, sheet->n_rows + 1, sizeof *sheet->rows) != AN_OK)
        return an_fail_memory(err);
    const char **cells = an_arena_alloc(&sheet->arena, sheet->n_columns * sizeof *cells);
    if (cells == NULL)
        return an_fail_memory(err);
    for (size_t c = 0; c < sheet->n_columns; c++)
        cells[c] = "";
    for (size_t i = 0; i < record->n; i++) {
        if (h->column[i] == (size_t)DROPPED)
            continue;
        char *const cell = an_arena_copy(&sheet->arena, record->cells[i].text, record->cells[i].size);
        cells[h->column[i]] = cell;
        if (cell == NULL)
            return an_fail_memory(err);
        const an_code code = sheet->decimal == '.' ? AN_OK : to_point(sheet, file, record, i, cell, err);
        if (code != AN_OK)
            return code;
        if (h->is_sdmx)
            cells[h->column[i]] = from_sdmx(h, i, cell);
    }
    sheet->rows[sheet->n_rows++] =
        (line){cells, sheet->n_columns, file, record->line, sheet->n_headers - 1};
    return AN_OK;
}

/* A header is the first record of a file, and any later one whose first cell is the name of the first
 * column. */
static an_code add_record(an_sheet *sheet, const char *file, const an_record *record, bool first,
                          an_error *err)
{
    const an_cell *cell = &record->cells[0];
    bool again = sheet->head != NULL && cell->size == strlen(sheet->head) &&
                 memcmp(cell->text, sheet->head, cell->size) == 0;
    return first || again ? add_header(sheet, file, record, err) : add_row(sheet, file, record, err);
}

static an_code read_blocks(an_sheet *sheet, const char *name, an_blocks *blocks, an_error *err)
{
    an_reader *reader = NULL;
    an_block block = {0};
    bool first = true;
    an_code code = an_reader_new(&reader, name, an_blocks_delimiter(blocks), false, err);
    while (code == AN_OK && (code = an_blocks_next(blocks, &block, err)) == AN_OK && block.size > 0) {
        an_record record;
        an_reader_start(reader, &block);
        while ((code = an_reader_next(reader, &record, err)) == AN_OK && record.n > 0) {
            code = add_record(sheet, name, &record, first, err);
            first = false;
            if (code != AN_OK)
                break;
        }
        if (code != AN_OK)
            break;
    }
    if (code == AN_OK && first)
        code =
            an_fail_at(err, AN_DATA, name, 0, 0,
                       "empty: expected a table with a header line (did the program before this one fail?)");
    an_reader_free(reader);
    return code;
}

/* Records what was read of in: rows that are not headers, bytes as stored and their hash. */
static an_code record_file(an_sheet *sheet, an_input *in, const char *name, size_t rows, an_error *err)
{
    if (an_grow(&sheet->files, &sheet->files_capacity, sheet->n_files + 1, sizeof *sheet->files) != AN_OK)
        return an_fail_memory(err);
    an_file_record *record = &sheet->files[sheet->n_files++];
    *record = (an_file_record){.name = name, .rows = rows};
    an_code code = an_input_hash(in, record->sha256, err);
    record->bytes = an_input_position(in);
    return code;
}

static an_code read_file(an_sheet *sheet, const char *path, an_error *err)
{
    an_input *in = NULL;
    an_blocks *blocks = NULL;
    const char *name = strcmp(path, "-") == 0 ? "stdin" : path;
    const size_t rows = sheet->n_rows;
    an_code code = an_input_open(&in, path, true, err);
    if (code == AN_OK) {
        an_input_interpret(in, sheet->dialect);
        code = an_blocks_new(&blocks, in, sheet->dialect.delimiter, AN_BLOCK_SIZE, err);
    }
    if (code == AN_OK)
        code = read_blocks(sheet, name, blocks, err);
    if (code == AN_OK)
        code = record_file(sheet, in, name, sheet->n_rows - rows, err);
    an_blocks_free(blocks);
    an_input_free(in);
    return code;
}

an_code an_sheet_read(an_sheet *sheet, const char *const files[], size_t n, an_error *err)
{
    if (n == 0)
        return read_file(sheet, "-", err);
    an_code code = AN_OK;
    for (size_t i = 0; i < n && code == AN_OK; i++)
        code = read_file(sheet, files[i], err);
    return code;
}

const an_file_record *an_sheet_files(const an_sheet *sheet, size_t *n)
{
    *n = sheet->n_files;
    return sheet->files;
}

size_t an_sheet_rows(const an_sheet *sheet)
{
    return sheet->n_rows;
}

size_t an_sheet_columns(const an_sheet *sheet)
{
    return sheet->n_columns;
}

const char *an_sheet_name(const an_sheet *sheet, size_t c)
{
    return sheet->names[c];
}

bool an_sheet_precedes(const an_sheet *sheet, size_t c, size_t d)
{
    for (size_t h = 0; h < sheet->n_headers; h++) {
        bool seen = false;
        for (size_t i = 0; i < sheet->headers[h].n; i++) {
            seen = seen || sheet->headers[h].column[i] == c;
            if (seen && sheet->headers[h].column[i] == d)
                return true;
        }
        if (seen)
            return false;
    }
    return false;
}

/* What the table has instead of a column: the nearest name, and all. */
static void describe(const an_sheet *sheet, const char *name, char *out, size_t size)
{
    char list[300] = "", meant[100];
    an_nearest nearest = {0};
    for (size_t i = 0; i < sheet->n_columns; i++) {
        an_listing_add(list, sizeof list, sheet->names[i]);
        an_nearest_try(&nearest, name, sheet->names[i]);
    }
    an_nearest_phrase(&nearest, meant, sizeof meant);
    snprintf(out, size, "the table has no column '%s'%s; it has: %s", name, meant, list);
}

an_code an_sheet_need(const an_sheet *sheet, const char *name, size_t *c, an_error *err)
{
    char text[500];
    int found = an_sheet_find(sheet, name);
    if (found >= 0) {
        *c = (size_t)found;
        return AN_OK;
    }
    describe(sheet, name, text, sizeof text);
    const header *first = sheet->n_headers > 0 ? &sheet->headers[0] : &(header){0};
    return an_fail_at(err, AN_DATA, first->file, first->line, 0, "%s", text);
}

an_code an_sheet_told(const an_sheet *sheet, const char *told, const char *name, int *c, an_error *err)
{
    char text[500];
    *c = an_sheet_find(sheet, name);
    if (*c >= 0)
        return AN_OK;
    describe(sheet, name, text, sizeof text);
    return an_fail(err, AN_USAGE, "%s: %s", told, text);
}

const char *an_sheet_cell(const an_sheet *sheet, size_t row, int c)
{
    return c >= 0 && (size_t)c < sheet->rows[row].width ? sheet->rows[row].cells[c] : "";
}

an_code an_sheet_set(an_sheet *sheet, size_t row, int c, const char *text, size_t size, an_error *err)
{
    const char *const copy = an_arena_copy(&sheet->arena, text, size);
    if (copy == NULL)
        return an_fail_memory(err);
    sheet->rows[row].cells[c] = copy;
    return AN_OK;
}

/* The place of column c among the cells of a row, from 1; 0: its table does not have it. */
static size_t place_of(const an_sheet *sheet, size_t row, int c)
{
    const header *h = &sheet->headers[sheet->rows[row].header];
    for (size_t i = 0; i < h->n; i++)
        if (c >= 0 && h->column[i] == (size_t)c)
            return i + 1;
    return 0;
}

bool an_sheet_has(const an_sheet *sheet, size_t row, int c)
{
    return place_of(sheet, row, c) > 0 && an_sheet_cell(sheet, row, c) != an_key_all;
}

size_t an_sheet_table(const an_sheet *sheet, size_t row)
{
    return sheet->rows[row].header;
}

an_code an_sheet_number(const an_sheet *sheet, size_t row, int c, double *value, an_error *err)
{
    const char *text = an_sheet_cell(sheet, row, c);
    *value = NAN;
    if (text[0] == '\0' || an_number_parse(text, strlen(text), '.', value) == AN_OK)
        return AN_OK;
    return an_sheet_fail(sheet, row, c, err, "not a number: '%s'", text);
}

an_code an_sheet_fail(const an_sheet *sheet, size_t row, int c, an_error *err, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const line *from = &sheet->rows[row];
    const size_t cell = place_of(sheet, row, c);
    return an_fail_at(err, AN_DATA, from->file, from->line, cell, "%s%s%s", c >= 0 ? sheet->names[c] : "",
                      c >= 0 ? ": " : "", text);
}

/* ---- the rows that --where keeps ---- */

/* A condition on a coded column goes by a name that is no column of ours, so that texts are compared. */
static const char *as_text(const char *where, an_arena *arena)
{
    static const char before[] = "table.";
    const size_t name = strcspn(where, "=!<>"), size = strlen(where) + 1;
    char *renamed = an_arena_alloc(arena, sizeof before + size);
    if (renamed == NULL)
        return NULL;
    memcpy(renamed, where, name);
    renamed[name] = '\0';
    const an_column *column = an_column_find(renamed);
    if (column == NULL || column->type != AN_TYPE_CODE)
        return where;
    memcpy(renamed, before, sizeof before - 1);
    memcpy(renamed + sizeof before - 1, where, size);
    return renamed;
}

/* The column of the sheet that a condition is on. */
static an_code find_condition(const an_sheet *sheet, const char *where, an_arena *arena, int *column,
                           an_error *err)
{
    char told[100];
    const size_t size = strcspn(where, "=!<>");
    const char *name = an_arena_copy(arena, where, size);
    if (name == NULL)
        return an_fail_memory(err);
    snprintf(told, sizeof told, "--where %.80s", where);
    return an_sheet_told(sheet, told, name, column, err);
}

static an_code test_row(const an_sheet *sheet, size_t row, int column, const an_filter *filter,
                        const char *where, bool *passes, an_error *err)
{
    const char *const text = an_sheet_cell(sheet, row, column);
    const char *reason, *expected;
    const an_mapping mapping = {.name = filter->column};
    an_value value;
    (void)an_value_read(an_column_find(filter->column), &mapping, '.',
                        (an_cell){.text = text, .size = strlen(text)}, &value, &reason, &expected);
    if (an_filter_test(filter, &value, passes) == AN_OK)
        return AN_OK;
    return an_sheet_fail(sheet, row, column, err, "not a number: '%s' (--where %s)", text, where);
}

static an_code apply_condition(const an_sheet *sheet, const char *where, an_arena *arena, bool keep[],
                               an_error *err)
{
    an_filter filter = {0};
    int column = -1;
    const char *text = as_text(where, arena);
    an_code code = text != NULL ? an_filter_parse_result(text, arena, &filter, err) : an_fail_memory(err);
    if (code == AN_OK)
        code = find_condition(sheet, where, arena, &column, err);
    for (size_t row = 0; row < an_sheet_rows(sheet) && code == AN_OK; row++)
        if (keep[row])
            code = test_row(sheet, row, column, &filter, where, &keep[row], err);
    return code;
}

an_code an_sheet_filter(const an_sheet *sheet, const char *const where[], size_t n, bool keep[],
                        an_error *err)
{
    an_arena arena = {0};
    an_code code = AN_OK;
    for (size_t row = 0; row < an_sheet_rows(sheet); row++)
        keep[row] = true;
    for (size_t k = 0; k < n && code == AN_OK; k++)
        code = apply_condition(sheet, where[k], &arena, keep, err);
    an_arena_free(&arena);
    return code;
}
