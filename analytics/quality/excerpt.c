/* excerpt: what a file is made of is what makes its records most alike.
 *
 * The delimiter is the one that gives most records one number of cells, the more cells the better (share of
 * the records times the binary logarithm of the cells). The header is the first record of that width that is
 * mostly filled; titles before it are narrower. What ends the table are the last records that are narrower
 * or have a word for a total. The encoding, where the text is no UTF-8, is the first of a list in which all
 * bytes have a meaning and most names of columns are known. */
#include "quality/excerpt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv/blocks.h"
#include "csv/encoding.h"
#include "csv/input.h"
#include "quality/names.h"
#include "quality/totals.h"
#include "schema/column.h"

enum { HEADER_ROWS = 30, TRIAL_ROWS = 1000 };

/* ---- records ---- */

static an_code keep(an_excerpt *e, const an_record *record, an_error *err)
{
    an_cell *const cells = an_arena_alloc(&e->arena, record->n * sizeof *cells);
    if (cells == NULL || an_grow(&e->rows, &e->capacity, e->n_rows + 1, sizeof *e->rows) != AN_OK)
        return an_fail_memory(err);
    for (size_t i = 0; i < record->n; i++) {
        cells[i] = record->cells[i];
        cells[i].text = an_arena_copy(&e->arena, record->cells[i].text, record->cells[i].size);
        if (cells[i].text == NULL)
            return an_fail_memory(err);
    }
    e->rows[e->n_rows++] = (an_excerpt_row){record->line, record->n, cells};
    return AN_OK;
}

static an_code keep_block(an_excerpt *e, an_reader *reader, const an_block *block, size_t most, an_error *err)
{
    an_record record = {0};
    an_reader_start(reader, block);
    while (e->n_rows < most) {
        an_code code = an_reader_next(reader, &record, err);
        if (code == AN_DATA) {
            e->n_bad++;
            continue;
        }
        if (code != AN_OK || record.n == 0)
            return code;
        code = keep(e, &record, err);
        if (code != AN_OK)
            return code;
    }
    e->is_cut = true;
    return AN_OK;
}

/* Reads the first `most` records as dialect says. */
static an_code load(an_excerpt *e, an_dialect dialect, size_t most, an_error *err)
{
    an_input *in = NULL;
    an_blocks *blocks = NULL;
    an_reader *reader = NULL;
    an_block block = {0};
    an_excerpt_free(e);
    an_code code = an_input_open(&in, e->file, false, err);
    if (code == AN_OK) {
        an_input_interpret(in, dialect);
        code = an_blocks_new(&blocks, in, dialect.delimiter, AN_BLOCK_SIZE, err);
    }
    if (code == AN_OK)
        code = an_reader_new(&reader, e->file, an_blocks_delimiter(blocks), true, err);
    while (code == AN_OK && !e->is_cut && (code = an_blocks_next(blocks, &block, err)) == AN_OK &&
           block.size > 0)
        code = keep_block(e, reader, &block, most, err);
    if (code == AN_OK) {
        e->delimiter = an_blocks_delimiter(blocks);
        e->encoding = dialect.encoding;
    }
    an_reader_free(reader);
    an_blocks_free(blocks);
    an_input_free(in);
    return code;
}

void an_excerpt_free(an_excerpt *e)
{
    free(e->rows);
    an_arena_free(&e->arena);
    *e = (an_excerpt){.file = e->file};
}

an_cell an_excerpt_cell(const an_excerpt *e, size_t r, size_t c)
{
    return c < e->rows[r].n ? e->rows[r].cells[c] : (an_cell){.text = ""};
}

const char *an_excerpt_name(an_excerpt *e, size_t c)
{
    const an_cell cell = an_excerpt_cell(e, e->header, c);
    const char *const name = e->has_header ? an_arena_copy(&e->arena, cell.text, cell.size) : NULL;
    return name != NULL ? name : "";
}

/* ---- the delimiter ---- */

static size_t rows_of(const an_excerpt *e, size_t width)
{
    size_t n = 0;
    for (size_t r = 0; r < e->n_rows; r++)
        n += e->rows[r].n == width;
    return n;
}

/* The width that most records have, and how alike they are. */
static double judge_width(an_excerpt *e)
{
    size_t most = 0;
    for (size_t r = 0; r < e->n_rows && r < HEADER_ROWS; r++) {
        const size_t n = rows_of(e, e->rows[r].n);
        if (n > most) {
            most = n;
            e->width = e->rows[r].n;
        }
    }
    return e->n_rows > 0 ? (double)most / (double)e->n_rows * log2((double)e->width) : 0;
}

static an_code find_delimiter(an_excerpt *e, an_dialect *dialect, an_error *err)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    double best = -1;
    char found = ',';
    for (size_t i = 0; i < sizeof candidates; i++) {
        dialect->delimiter = candidates[i];
        const an_code code = load(e, *dialect, TRIAL_ROWS, err);
        if (code != AN_OK)
            return code;
        const double score = judge_width(e);
        found = score > best ? candidates[i] : found;
        best = score > best ? score : best;
    }
    dialect->delimiter = found;
    return AN_OK;
}

/* ---- header and end ---- */

static bool is_mostly_filled(const an_excerpt_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++)
        n += row->cells[i].size > 0;
    return 2 * n > row->n;
}

static size_t n_digits(an_cell cell)
{
    size_t n = 0;
    for (size_t i = 0; i < cell.size; i++)
        n += cell.text[i] >= '0' && cell.text[i] <= '9';
    return n;
}

/* Whether a cell is made of digits mostly: a number, a date, a code. */
static bool is_figure(an_cell cell)
{
    return cell.size > 0 && 2 * n_digits(cell) >= cell.size;
}

static size_t n_figures(const an_excerpt_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++)
        n += is_figure(row->cells[i]);
    return n;
}

static bool begins_with_digit(an_cell cell)
{
    return cell.size > 0 && cell.text[0] >= '0' && cell.text[0] <= '9';
}

/* Whether a row with digits is of names all the same (f1, f2): none begins with one, none is empty or there
 * twice, and in the row behind it some begin with a digit. */
static bool is_of_names(const an_excerpt_row *row, const an_excerpt_row *next)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++) {
        const an_cell cell = row->cells[i];
        if (cell.size == 0 || begins_with_digit(cell))
            return false;
        for (size_t k = 0; k < i; k++)
            if (row->cells[k].size == cell.size && memcmp(row->cells[k].text, cell.text, cell.size) == 0)
                return false;
        n += i < next->n && begins_with_digit(next->cells[i]);
    }
    return n > 0;
}

static bool ends_table(const an_excerpt *e, size_t r)
{
    const an_excerpt_row *const row = &e->rows[r];
    if (row->n != e->width)
        return true;
    for (size_t i = 0; i < row->n; i++)
        if (an_totals_is_word(row->cells[i].text, row->cells[i].size))
            return true;
    return false;
}

static void find_rows(an_excerpt *e)
{
    (void)judge_width(e);
    e->header = 0;
    while (e->header + 1 < e->n_rows &&
           (e->rows[e->header].n != e->width || !is_mostly_filled(&e->rows[e->header])))
        e->header++;
    const an_excerpt_row *const row = e->rows + e->header;
    const size_t next = e->header + 1;
    e->has_header = n_figures(row) * 3 < row->n || next == e->n_rows || is_of_names(row, row + 1);
    /* A row without a figure, where the rows behind it have some: the units. */
    e->units = e->has_header && next + 1 < e->n_rows && n_figures(&e->rows[next]) == 0 &&
               n_figures(&e->rows[next + 1]) > 0 && e->rows[next].n == e->width;
    e->end = e->n_rows;
    while (!e->is_cut && e->end > next + e->units && ends_table(e, e->end - 1))
        e->end--;
}

/* ---- the encoding ---- */

/* Whether the text is UTF-8 without a NUL; *has_nul: it has one. */
static an_code look_at_bytes(const an_excerpt *e, bool *is_utf8, bool *has_nul)
{
    *is_utf8 = true;
    *has_nul = false;
    for (size_t r = 0; r < e->n_rows; r++)
        for (size_t c = 0; c < e->rows[r].n; c++) {
            const an_cell cell = e->rows[r].cells[c];
            *is_utf8 = *is_utf8 && an_encoding_check(cell.text, cell.size) == cell.size;
            *has_nul = *has_nul || memchr(cell.text, '\0', cell.size) != NULL;
        }
    return AN_OK;
}

/* How much is known of the names in the header. */
static int known_names(an_excerpt *e)
{
    int sum = 0;
    for (size_t c = 0; c < e->width && e->header < e->n_rows; c++) {
        int best = 0;
        const char *const name = an_excerpt_name(e, c);
        for (const an_column *column = an_columns; column->name != NULL && best < AN_NAME_SAME; column++) {
            const int found = an_names_fit(name, column->name);
            best = found > best ? found : best;
        }
        sum += best;
    }
    return sum;
}

/* Tries the encodings in which offices of the EU write, the most usual first. */
static an_code find_encoding(an_excerpt *e, an_dialect *dialect, an_error *err)
{
    static const char *const eight_bits[] = {"CP1252", "CP1250",      "CP1253", "CP1251",
                                             "CP1257", "ISO-8859-15", "LATIN1", NULL};
    static const char *const sixteen_bits[] = {"UTF-16LE", "UTF-16BE", NULL};
    bool is_utf8 = false, has_nul = false;
    an_code code = load(e, *dialect, AN_EXCERPT_ROWS, err);
    if (code == AN_OK)
        code = look_at_bytes(e, &is_utf8, &has_nul);
    if (code != AN_OK || is_utf8)
        return code;
    const char *found = NULL;
    int best = -1;
    for (const char *const *name = has_nul ? sixteen_bits : eight_bits; *name != NULL; name++) {
        dialect->encoding = *name;
        an_error ignored;
        code = load(e, *dialect, AN_EXCERPT_ROWS, &ignored);
        if (code == AN_SYSTEM) {
            *err = ignored;
            return code;
        }
        if (code != AN_OK || e->n_rows == 0)
            continue;
        find_rows(e);
        const int known = known_names(e);
        found = known > best ? *name : found;
        best = known > best ? known : best;
    }
    dialect->encoding = found;
    return found != NULL
               ? AN_OK
               : an_fail_at(err, AN_DATA, e->file, 0, 0,
                            "not UTF-8, nor any encoding that was tried; say which it is: --encoding");
}

an_code an_excerpt_read(an_excerpt *e, const char *file, const an_dialect *told, an_error *err)
{
    if (strcmp(file, "-") == 0)
        return an_fail(err, AN_USAGE, "--infer reads the file more than once: name a file, not stdin");
    an_dialect dialect = *told;
    an_code code = AN_OK;
    e->file = file;
    if (told->delimiter == '\0')
        code = find_delimiter(e, &dialect, err);
    if (code == AN_OK && told->encoding == NULL)
        code = find_encoding(e, &dialect, err);
    if (code == AN_OK && told->delimiter == '\0' && dialect.encoding != NULL)
        code = find_delimiter(e, &dialect, err);
    if (code == AN_OK)
        code = load(e, dialect, AN_EXCERPT_ROWS, err);
    if (code == AN_OK && e->n_rows == 0)
        code = an_fail_at(err, AN_DATA, file, 0, 0, "no record; nothing can be inferred");
    if (code == AN_OK)
        find_rows(e);
    return code;
}
