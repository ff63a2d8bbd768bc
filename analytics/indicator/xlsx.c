/* xlsx: rows as a workbook (Office Open XML, by libxlsxwriter).
 *
 * A sheet an indicator, where the first column is called so, and else one sheet; then a sheet with the
 * definitions of these indicators, and one with notes. Numbers are numbers, of which a cell holds 15 digits
 * of each; names, codes and counts or amounts of more digits are texts, and that is said. Two runs give the
 * same bytes: the workbook says it was made in 1980, as the entries of its archive do.
 *
 * libxlsxwriter writes into a file by its name. It gets that of an open file that has none any more, in
 * TMPDIR, whose bytes then go to the writer. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/number.h"
#include "indicator/form.h"
#include "indicator/meaning.h"

enum {
    SHEET_ROWS = 1048576, /* of any program that reads such files */
    SHEETS = 200,         /* each has an open file until the end */
    SHEET_NAME = 31,
    SUFFIX = 11, /* of a name that is taken: _ and a number */
    CELL_LETTERS = 32767,
    DIGITS = 15,
    PATH = 512,
    MADE = 315532800, /* 1980-01-01, in seconds since 1970 */
};

typedef struct page {
    const char *name; /* the indicator, or NULL */
    lxw_worksheet *sheet;
    lxw_row_t row; /* which comes next */
} page;

typedef struct book {
    lxw_workbook *workbook;
    lxw_format *bold;
    char folder[PATH], path[PATH];
    int fd;
    bool by_indicator;
    page pages[SHEETS];
    size_t n;
    page *at; /* the sheet of the row under way */
    bool has_long;
    an_arena scratch; /* of a row */
} book;

static void fail_book(an_rows *rows, an_code code, const char *text)
{
    if (rows->failure.code == AN_OK)
        an_fail(&rows->failure, code, "--format xlsx: %s", text);
}

static void check(an_rows *rows, lxw_error error)
{
    if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        fail_book(rows, AN_DATA,
                  "a text is longer than a cell of a workbook, 32,767 letters; -f csv has no such bound");
    else if (error == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
        fail_book(rows, AN_USAGE,
                  "more than 16,384 columns, which a sheet does not have; -f csv has no such bound");
    else if (error != LXW_NO_ERROR)
        fail_book(rows, AN_SYSTEM, lxw_strerror(error));
}

static void put_text(an_rows *rows, page *to, size_t column, const char *text, lxw_format *format)
{
    if (text[0] != '\0')
        check(rows, worksheet_write_string(to->sheet, to->row, (lxw_col_t)column, text, format));
}

/* The name of a sheet: at most 31 characters, none of []:*?/\, no two the same whatever their case. */
static void name_sheet(const book *to, const char *name, char out[SHEET_NAME + 1])
{
    const size_t size = strnlen(name, SHEET_NAME);
    for (size_t i = 0; i < size; i++)
        out[i] = (char)((name[i] & 0x80) != 0 || strchr("[]:*?/\\'", name[i]) != NULL ? '_' : name[i]);
    out[size] = '\0';
    const size_t place = size < SHEET_NAME - SUFFIX ? size : SHEET_NAME - SUFFIX;
    for (unsigned k = 2; k < 2 * SHEETS && workbook_validate_sheet_name(to->workbook, out) != LXW_NO_ERROR;
         k++)
        snprintf(out + place, SUFFIX + 1, "_%u", k);
}

/* A new sheet, whose header has n names; NULL: failed. */
static page *add_page(an_rows *rows, const char *name, const char *const names[], size_t n)
{
    book *const to = rows->state;
    char text[SHEET_NAME + 1];
    if (to->n == SHEETS) {
        fail_book(rows, AN_USAGE, "more than 200 indicators, each a sheet: choose some with --where");
        return NULL;
    }
    name_sheet(to, name[0] != '\0' ? name : "result", text);
    page *const made = &to->pages[to->n];
    *made = (page){.name = an_arena_copy(&rows->arena, name, strlen(name)),
                   .sheet = workbook_add_worksheet(to->workbook, text)};
    if (made->sheet == NULL || made->name == NULL) {
        an_fail_memory(&rows->failure);
        return NULL;
    }
    to->n++;
    check(rows, worksheet_set_column(made->sheet, 0, (lxw_col_t)(n > 0 ? n - 1 : 0), 14, NULL));
    worksheet_freeze_panes(made->sheet, 1, 0);
    for (size_t c = 0; c < n; c++)
        put_text(rows, made, c, names[c], to->bold);
    made->row = 1;
    return made;
}

/* A file without a name in TMPDIR, and the name by which a library opens it all the same. */
static an_code open_file(book *to, an_error *err)
{
    const char *const named = getenv("TMPDIR");
    snprintf(to->folder, sizeof to->folder, "%s", named != NULL && *named != '\0' ? named : "/tmp");
    snprintf(to->path, sizeof to->path, "%.400s/cuprum-XXXXXX", to->folder);
    to->fd = mkstemp(to->path);
    if (to->fd < 0 || unlink(to->path) != 0)
        return an_fail(err, AN_SYSTEM, "%s: cannot make a temporary file: %s; TMPDIR names another folder",
                       to->folder, strerror(errno));
    snprintf(to->path, sizeof to->path, "/proc/self/fd/%d", to->fd);
    return AN_OK;
}

static an_code begin(an_rows *rows, an_error *err)
{
    book *const to = calloc(1, sizeof *to);
    if (to == NULL)
        return an_fail_memory(err);
    *to = (book){.fd = -1};
    rows->state = to;
    an_code code = open_file(to, err);
    if (code != AN_OK)
        return code;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = to->folder};
    to->workbook = workbook_new_opt(to->path, &options);
    to->bold = to->workbook != NULL ? workbook_add_format(to->workbook) : NULL;
    if (to->bold == NULL)
        return an_fail_memory(err);
    format_set_bold(to->bold);
    char author[] = "cuprum";
    lxw_doc_properties properties = {.author = author, .created = MADE};
    workbook_set_properties(to->workbook, &properties);
    to->by_indicator = rows->n > 0 && strcmp(rows->names[0], "indicator") == 0;
    return AN_OK;
}

/* The sheet that a row belongs on, by its first cell. */
static page *find_page(an_rows *rows, const char *text)
{
    book *const to = rows->state;
    const char *const program = an_writer_imprint(rows->writer)->program;
    if (!to->by_indicator)
        return to->n > 0 ? &to->pages[0]
                         : add_page(rows, program != NULL ? program : "", rows->names, rows->n);
    for (size_t p = 0; p < to->n; p++)
        if (strcmp(to->pages[p].name, text) == 0)
            return &to->pages[p];
    return add_page(rows, text, rows->names, rows->n);
}

static void cell(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    book *const to = rows->state;
    double number;
    if (rows->failure.code != AN_OK)
        return;
    char *const plain = an_text_plain(&to->scratch, text, size);
    if (plain == NULL) {
        an_fail_memory(&rows->failure);
        return;
    }
    if (rows->cell == 0) {
        to->at = find_page(rows, plain);
        if (to->at != NULL && to->at->row == SHEET_ROWS)
            fail_book(rows, AN_USAGE,
                      "more than 1,048,576 rows, which a sheet does not have: choose some with --where, or "
                      "write csv");
    }
    if (rows->failure.code != AN_OK || to->at == NULL)
        return;
    const bool is_long = kind == AN_CELL_EXACT && an_text_digits(text, size) > DIGITS;
    to->has_long = to->has_long || is_long;
    if (kind == AN_CELL_TEXT || is_long || size == 0)
        put_text(rows, to->at, rows->cell, plain, NULL);
    else if (an_number_parse(text, size, '.', &number) == AN_OK)
        check(rows, worksheet_write_number(to->at->sheet, to->at->row, (lxw_col_t)rows->cell, number, NULL));
}

static void end_row(an_rows *rows)
{
    book *const to = rows->state;
    if (to->at != NULL)
        to->at->row++;
    an_arena_free(&to->scratch);
}

/* ---- definitions and notes ---- */

static const char *text_of(const char *text)
{
    return text != NULL ? text : "";
}

static an_code put_definitions(an_rows *rows, an_error *err)
{
    static const char *const names[] = {"indicator",   "title",      "kind",   "numerator",
                                        "denominator", "definition", "program"};
    enum { N = sizeof names / sizeof names[0] };
    book *const to = rows->state;
    const size_t n = to->n;
    an_meanings *meanings = NULL;
    an_code code = an_meanings_new(&meanings, NULL, err);
    page *const sheet = code == AN_OK ? add_page(rows, "definitions", names, N) : NULL;
    for (size_t p = 0; sheet != NULL && p < n; p++) {
        sheet->row = (lxw_row_t)p + 1;
        const an_meaning *const meaning = an_meanings_find(meanings, to->pages[p].name);
        const an_indicator *const i = meaning != NULL ? meaning->indicator : NULL;
        put_text(rows, sheet, 0, to->pages[p].name, NULL);
        if (i == NULL) {
            put_text(rows, sheet, 5, "not of the catalogue", NULL);
            continue;
        }
        const char *const cells[] = {i->title,       an_kind_name(i->kind), i->numerator,
                                     i->denominator, i->definition,         meaning->program};
        for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++)
            put_text(rows, sheet, c + 1, text_of(cells[c]), NULL);
    }
    an_meanings_free(meanings);
    return code;
}

static void put_notes(an_rows *rows)
{
    static const char *const names[] = {"notes"};
    static const char of_values[] =
        "Of an indicator table: value has the interval lower to upper and is numerator / denominator where "
        "there is one; n_missing: units that a missing cell kept out; unit, and method of the interval.";
    static const char *const columns[] = {
        of_values,
        "status: A normal, P provisional, U low reliability, M not computable, Q suppressed, B break.",
        "A cell holds 15 digits; names and codes are texts; an empty cell is a value that there is not."};
    book *const to = rows->state;
    const an_imprint *const imprint = an_writer_imprint(rows->writer);
    size_t n = 0;
    if (to->has_long)
        an_rows_note(rows, "counts and amounts of more than 15 digits are written as texts: a cell of a "
                           "workbook has no more");
    const char *const *const notes = imprint->notes != NULL ? imprint->notes(imprint->context, &n) : NULL;
    page *const sheet = add_page(rows, "notes", names, 1);
    if (sheet == NULL)
        return;
    if (imprint->program != NULL) {
        char made[200];
        snprintf(made, sizeof made, "Written by %s, cuprum %s.", imprint->program, text_of(imprint->version));
        put_text(rows, sheet, 0, made, NULL);
        sheet->row++;
    }
    for (size_t c = to->by_indicator ? 0 : 2; c < sizeof columns / sizeof columns[0]; c++, sheet->row++)
        put_text(rows, sheet, 0, columns[c], NULL);
    for (size_t k = 0; k < n; k++, sheet->row++)
        put_text(rows, sheet, 0, notes[k], NULL);
}

/* ---- the end ---- */

/* Its parts lie in temporary files, whose writes libxlsxwriter does not check. */
static void check_parts(an_rows *rows)
{
    book *const to = rows->state;
    for (size_t p = 0; p < to->n; p++) {
        FILE *const part = to->pages[p].sheet->optimize_tmpfile;
        if (part != NULL && (fflush(part) != 0 || ferror(part)))
            fail_book(rows, AN_SYSTEM, "cannot write a temporary file; TMPDIR names another folder");
    }
}

static an_code copy_file(an_rows *rows, an_error *err)
{
    enum { SOME = 64 << 10 };
    const book *const to = rows->state;
    static const char what[] = "--format xlsx: cannot read a temporary file";
    char *const bytes = malloc(SOME);
    ssize_t size = 1;
    if (bytes == NULL)
        return an_fail_memory(err);
    for (off_t at = 0; size > 0; at += size) {
        size = pread(to->fd, bytes, SOME, at);
        if (size > 0)
            an_writer_bytes(rows->writer, bytes, (size_t)size);
    }
    free(bytes);
    return size == 0 ? AN_OK : an_fail(err, AN_SYSTEM, "%s: %s", what, strerror(errno));
}

static an_code finish(an_rows *rows, an_error *err)
{
    book *const to = rows->state;
    an_code code = AN_OK;
    if (to->n == 0)
        (void)find_page(rows, ""); /* no rows: a header all the same */
    if (to->by_indicator && rows->failure.code == AN_OK)
        code = put_definitions(rows, err);
    if (code == AN_OK && rows->failure.code == AN_OK)
        put_notes(rows);
    check_parts(rows);
    if (code == AN_OK && rows->failure.code == AN_OK) {
        check(rows, workbook_close(to->workbook)); /* it is freed in any case */
        to->workbook = NULL;
    }
    if (code == AN_OK && rows->failure.code != AN_OK)
        code = an_fail(err, rows->failure.code, "%s", rows->failure.text);
    return code == AN_OK ? copy_file(rows, err) : code;
}

static void forget(an_rows *rows)
{
    book *const to = rows->state;
    if (to == NULL)
        return;
    if (to->workbook != NULL)
        lxw_workbook_free(to->workbook);
    if (to->fd >= 0)
        close(to->fd); /* nameless and read no more: nothing can be lost */
    an_arena_free(&to->scratch);
    free(to);
}

const an_form an_form_xlsx = {.whole = true,
                              .binary = true,
                              .begin = begin,
                              .cell = cell,
                              .end_row = end_row,
                              .finish = finish,
                              .forget = forget};
