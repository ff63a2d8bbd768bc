/* aligned: rows for people: columns of one width in a terminal, or a table of Markdown.
 *
 * All cells are held until their widths are known, which are those of letters, not bytes. Markdown is that of
 * GitHub (GFM, section 4.10): what it would take for a mark of its own is escaped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/listing.h"
#include "indicator/form.h"

#define GAP "  " /* between columns */

typedef struct held_cell {
    const char *text;
    size_t width; /* in letters */
    bool number;
} held_cell;

typedef struct held_table {
    held_cell *cells; /* the header and all rows */
    size_t n, capacity;
} held_table;

static void hold(an_rows *rows, const char *text, bool number)
{
    held_table *const table = rows->state;
    if (text == NULL || an_grow(&table->cells, &table->capacity, table->n + 1, sizeof *table->cells) != AN_OK)
        an_fail_memory(&rows->failure);
    else
        table->cells[table->n++] = (held_cell){text, u8_mbsnlen((const uint8_t *)text, strlen(text)), number};
}

static an_code begin(an_rows *rows, an_error *err)
{
    rows->state = calloc(1, sizeof(held_table));
    return rows->state != NULL ? AN_OK : an_fail_memory(err);
}

static void forget(an_rows *rows)
{
    held_table *const table = rows->state;
    if (table != NULL)
        free(table->cells);
    free(table);
}

static bool is_number(an_cell_kind kind)
{
    return kind != AN_CELL_TEXT;
}

/* The width of each column; the header of numbers is one, too. NULL: no memory. */
static size_t *measure(an_rows *rows)
{
    held_table *const table = rows->state;
    size_t *const widths = calloc(rows->n + 1, sizeof *widths);
    for (size_t i = 0; i < table->n && widths != NULL; i += rows->n)
        for (size_t c = 0; c < rows->n; c++) {
            const held_cell *const held = &table->cells[i + c];
            if (held->width > widths[c])
                widths[c] = held->width;
            if (i > 0 && held->number && held->width > 0)
                table->cells[c].number = true;
        }
    return widths;
}

static void fill(an_rows *rows, char letter, size_t n)
{
    for (; n > 0; n--)
        an_writer_bytes(rows->writer, &letter, 1);
}

/* Numbers to the right, texts to the left; with padded false nothing stands behind a text. */
static void put(an_rows *rows, const held_cell *held, size_t width, bool padded)
{
    if (held->number)
        fill(rows, ' ', width - held->width);
    an_writer_string(rows->writer, held->text);
    if (!held->number && padded)
        fill(rows, ' ', width - held->width);
}

/* ---- in a terminal ---- */

static void cell_table(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    hold(rows, an_text_plain(&rows->arena, text, size), is_number(kind));
}

static an_code begin_table(an_rows *rows, an_error *err)
{
    const an_code code = begin(rows, err);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++)
        cell_table(rows, rows->names[i], strlen(rows->names[i]), AN_CELL_TEXT);
    return code;
}

/* How many columns, from the left, a terminal of so many columns shows in one line; at least one. */
static size_t count_shown(const an_rows *rows, const size_t widths[], size_t terminal)
{
    size_t shown = 0, used = 0;
    while (shown < rows->n && (shown == 0 || terminal == 0 || used + widths[shown] <= terminal))
        used += widths[shown++] + strlen(GAP);
    return shown;
}

static void note_hidden(const an_rows *rows, size_t shown, size_t terminal)
{
    char names[200] = "", text[500];
    for (size_t c = shown; c < rows->n; c++)
        an_listing_add(names, sizeof names, rows->names[c]);
    snprintf(
        text, sizeof text,
        "%zu of %zu columns do not fit this terminal (%zu wide): %s; a wider one, -f csv or -o FILE has them",
        rows->n - shown, rows->n, terminal, names);
    an_rows_note(rows, text);
}

static an_code finish_table(an_rows *rows, an_error *err)
{
    const held_table *const table = rows->state;
    const size_t terminal = an_writer_imprint(rows->writer)->width;
    size_t *const widths = measure(rows);
    if (widths == NULL)
        return an_fail_memory(err);
    const size_t shown = count_shown(rows, widths, terminal);
    for (size_t i = 0; i < table->n; i += rows->n)
        for (size_t c = 0; c < shown; c++) {
            put(rows, &table->cells[i + c], widths[c], c + 1 < shown);
            an_writer_string(rows->writer, c + 1 < shown ? GAP : "\n");
        }
    if (shown < rows->n)
        note_hidden(rows, shown, terminal);
    free(widths);
    return AN_OK;
}

const an_form an_form_table = {.whole = true,
                               .for_people = true,
                               .begin = begin_table,
                               .cell = cell_table,
                               .finish = finish_table,
                               .forget = forget};

/* ---- Markdown ---- */

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
}

/* An underscore within a word is none to Markdown: codes such as control_rate stay as they are. */
static bool is_mark(const char *text, size_t i)
{
    if (text[i] == '_')
        return i == 0 || !is_word(text[i - 1]) || !is_word(text[i + 1]);
    return strchr("\\`*[]|<>&~", text[i]) != NULL;
}

static void cell_markdown(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    const char *const plain = an_text_plain(&rows->arena, text, size);
    char *const escaped = plain != NULL ? an_arena_alloc(&rows->arena, 2 * strlen(plain) + 1) : NULL;
    char *end = escaped;
    for (size_t i = 0; escaped != NULL && plain[i] != '\0'; i++) {
        if (is_mark(plain, i))
            *end++ = '\\';
        *end++ = plain[i];
    }
    if (escaped != NULL)
        *end = '\0';
    hold(rows, escaped, is_number(kind));
}

static an_code begin_markdown(an_rows *rows, an_error *err)
{
    const an_code code = begin(rows, err);
    for (size_t i = 0; i < rows->n && code == AN_OK; i++)
        cell_markdown(rows, rows->names[i], strlen(rows->names[i]), AN_CELL_TEXT);
    return code;
}

/* The line below the header: ---: where numbers stand to the right. */
static void put_rule(an_rows *rows, const size_t widths[])
{
    const held_table *const table = rows->state;
    for (size_t c = 0; c < rows->n; c++) {
        const bool number = table->cells[c].number;
        an_writer_string(rows->writer, c == 0 ? "|" : "");
        fill(rows, '-', widths[c] + (number ? 1 : 2));
        an_writer_string(rows->writer, number ? ":|" : "|");
    }
    an_writer_string(rows->writer, "\n");
}

static an_code finish_markdown(an_rows *rows, an_error *err)
{
    const held_table *const table = rows->state;
    size_t *const widths = measure(rows);
    if (widths == NULL)
        return an_fail_memory(err);
    for (size_t c = 0; c < rows->n; c++)
        if (widths[c] < 3) /* a rule has three dashes at least, for other readers of Markdown */
            widths[c] = 3;
    for (size_t i = 0; i < table->n; i += rows->n) {
        for (size_t c = 0; c < rows->n; c++) {
            an_writer_string(rows->writer, c == 0 ? "| " : " ");
            put(rows, &table->cells[i + c], widths[c], true);
            an_writer_string(rows->writer, c + 1 == rows->n ? " |\n" : " |");
        }
        if (i == 0)
            put_rule(rows, widths);
    }
    free(widths);
    return AN_OK;
}

const an_form an_form_markdown = {.whole = true,
                                  .for_people = true,
                                  .begin = begin_markdown,
                                  .cell = cell_markdown,
                                  .finish = finish_markdown,
                                  .forget = forget};
