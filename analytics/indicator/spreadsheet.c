/* spreadsheet: CSV that a German or French spreadsheet opens right by a double click.
 *
 * A double click asks nothing: the spreadsheet takes the list separator and the decimal mark of its country,
 * the encoding of Windows unless a byte order mark says UTF-8, and makes numbers and dates of whatever looks
 * like one. So: a byte order mark, semicolons, decimal commas, CRLF. Numbers are numbers of at most 15
 * digits, for a cell has no more; a day is a day (2017-07-14). Another text that would become a number or a
 * date (01012100, 2017-07, 8E43, MAR1) and a number of more digits stand as the formula ="01012100", whose
 * value is that text. A text that begins as a formula does (= + - @, tab, CR) has an apostrophe before it, so
 * that none is run (OWASP, "CSV injection"). It is a form for eyes: programs read csv, and an English
 * spreadsheet opens xlsx. */
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "indicator/form.h"
#include "schema/column.h"

enum { DIGITS = 15, FORMULA_TEXT = 255 }; /* of a number; of a text within a formula */

/* A cell between semicolons, quoted where needed. */
static void put(an_rows *rows, const char *before, const char *text, size_t size, const char *after)
{
    bool quoted = before[0] != '\0' && after[0] != '\0';
    for (size_t i = 0; i < size && !quoted; i++)
        quoted = strchr(";\"\r\n", text[i]) != NULL && text[i] != '\0';
    if (quoted)
        an_writer_string(rows->writer, "\"");
    an_writer_string(rows->writer, before);
    for (size_t i = 0; i < size; i++)
        an_writer_bytes(rows->writer, text[i] == '"' ? "\"\"" : &text[i], text[i] == '"' ? 2 : 1);
    an_writer_string(rows->writer, after);
    if (quoted)
        an_writer_string(rows->writer, "\"");
}

/* The name of a month, in one of three languages, with which a date might begin. */
static bool names_month(const char *text, size_t size)
{
    static const char months[] =
        "jan feb fev fév mar mrz mär apr avr may mai jun jul jui aug aou sep oct okt nov dec déc dez";
    size_t letters;
    const char *month;
    for (int k = 1; (month = an_words_get(months, k, &letters)) != NULL; k++)
        for (size_t i = 0; i + letters <= size; i++)
            if (strncasecmp(text + i, month, letters) == 0)
                return true;
    return false;
}

/* A day as ISO 8601 has it becomes that day in every country. */
static bool is_day(const char *text, size_t size)
{
    an_date day;
    return size == 10 && text[4] == '-' && an_date_parse(text, size, NULL, &day) == AN_OK;
}

/* Whether a spreadsheet may take a text for a number or a date: it has a digit, and no letter but those of
 * exponents and months. */
static bool looks_like_number(const char *text, size_t size)
{
    bool digit = false, letter = false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"')
            return false; /* of no number, and a formula would need four of them */
        digit = digit || (text[i] >= '0' && text[i] <= '9');
        letter = letter || strchr("0123456789.,:/-+% eE'", text[i]) == NULL;
    }
    return digit && (!letter || names_month(text, size));
}

static void put_text(an_rows *rows, const char *text, size_t size)
{
    if (size <= FORMULA_TEXT && looks_like_number(text, size) && !is_day(text, size))
        put(rows, "=\"\"", text, size, "\"\"");
    else
        put(rows, size > 0 && text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL ? "'" : "", text, size,
            "");
}

static void put_number(an_rows *rows, const char *text, size_t size)
{
    const char *const point = memchr(text, '.', size);
    const size_t whole = point != NULL ? (size_t)(point - text) : size;
    an_writer_bytes(rows->writer, text, whole);
    if (point != NULL) {
        an_writer_string(rows->writer, ",");
        an_writer_bytes(rows->writer, point + 1, size - whole - 1);
    }
}

/* An amount of more digits than a cell has stays whole, as a text. */
static void put_long(an_rows *rows, const char *text, size_t size)
{
    an_writer_string(rows->writer, "\"=\"\"");
    put_number(rows, text, size);
    an_writer_string(rows->writer, "\"\"\"");
    rows->state = rows; /* there is one */
}

static void cell(an_rows *rows, const char *text, size_t size, an_cell_kind kind)
{
    if (rows->cell > 0)
        an_writer_string(rows->writer, ";");
    if (kind == AN_CELL_TEXT)
        put_text(rows, text, size);
    else if (kind == AN_CELL_EXACT && an_text_digits(text, size) > DIGITS)
        put_long(rows, text, size);
    else
        put_number(rows, text, size);
}

static void end_row(an_rows *rows)
{
    an_writer_string(rows->writer, "\r\n");
}

static an_code begin(an_rows *rows, an_error *err)
{
    (void)err;
    an_writer_string(rows->writer, "\xEF\xBB\xBF");
    for (rows->cell = 0; rows->cell < rows->n; rows->cell++)
        cell(rows, rows->names[rows->cell], strlen(rows->names[rows->cell]), AN_CELL_TEXT);
    rows->cell = 0;
    end_row(rows);
    return AN_OK;
}

static an_code finish(an_rows *rows, an_error *err)
{
    (void)err;
    if (rows->state != NULL)
        an_rows_note(rows, "counts and amounts of more than 15 digits are written as texts: a cell of a "
                           "spreadsheet has no more");
    return AN_OK;
}

const an_form an_form_excel = {.begin = begin, .cell = cell, .end_row = end_row, .finish = finish};
