/* code: commodity codes and countries: what is one, and how it is written.
 *
 * Commodity codes: the Harmonized System has 6 digits, the Combined Nomenclature (Council Regulation (EEC) No
 * 2658/87) 8, TARIC 10. People write them with dots and blanks between whole pairs of digits (8471.30.00,
 * 8471 30 00); a spreadsheet keeps their zeros by an apostrophe in front, or makes numbers of them: 1022110
 * lost its zero, 8.43E+07 all but three digits, 84713000.00 grew two. Chapters are 01 to 99: a code can lose
 * one zero, and then has 5, 7 or 9 digits, so that with a declared width it is certain where it stood. A
 * point behind more than a heading is a decimal point as well as one of the tariff, and is refused. Trade
 * statistics (Eurostat, Comext) hold aggregates (TOTAL, 01, 0102) and codes that hide or stand for several
 * (01XXXXXX, 99RRR100, 99SSSS00): neither are goods.
 *
 * Countries: Commission Implementing Regulation (EU) 2020/1470, annex I (the geonomenclature), which rests on
 * ISO 3166-1 alpha-2, with XC, XI, XK, XL, XS, XU, and QP to QZ for what is not specified. */
#include "schema/code.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char capital(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static size_t count_digits(an_cell cell)
{
    size_t n = 0;
    while (n < cell.size && is_digit(cell.text[n]))
        n++;
    return n;
}

static an_judgement refuse(an_cell cell, const char *reason, const char *expected)
{
    return (an_judgement){.text = cell, .reason = reason, .expected = expected};
}

/* ---- commodity codes ---- */

/* The bytes of a blank at text; 0: none is there. In UTF-8 also the blanks that do not break a line. */
static size_t blank_size(const char *text, size_t size)
{
    static const char *const blanks[] = {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        const size_t n = strlen(blanks[i]);
        if (n <= size && memcmp(text, blanks[i], n) == 0)
            return n;
    }
    return 0;
}

/* The digits of a cell, without the marks between them. */
typedef struct written_digits {
    size_t n;
    size_t group;    /* digits since the last mark */
    bool are_all;    /* nothing else stands there but marks */
    bool are_pairs;  /* marks stand between pairs of digits only */
    bool is_decimal; /* the first mark is a point behind more than a heading: it may be a decimal point */
    bool has_marks;
} written_digits;

static void end_group(written_digits *d, bool is_point)
{
    if (d->group == 0)
        return; /* blanks in front, or two marks together */
    d->are_pairs = d->are_pairs && d->group % 2 == 0;
    d->is_decimal = d->is_decimal || (is_point && d->group == d->n && d->n > 4);
    d->group = 0;
}

/* Copies the digits to room, as many as find room behind its first byte. */
static written_digits read_digits(an_cell cell, char room[AN_COMMODITY_ROOM])
{
    written_digits d = {.are_all = true, .are_pairs = true};
    const bool has_apostrophe = cell.size > 0 && cell.text[0] == '\'';
    d.has_marks = has_apostrophe;
    for (size_t i = has_apostrophe; i < cell.size && d.are_all;) {
        const bool is_point = cell.text[i] == '.';
        const size_t mark = is_point ? 1 : blank_size(cell.text + i, cell.size - i);
        if (mark > 0) {
            d.has_marks = true;
            end_group(&d, is_point);
        } else if (is_digit(cell.text[i])) {
            if (d.n + 1 < AN_COMMODITY_ROOM)
                room[d.n + 1] = cell.text[i];
            d.n++;
            d.group++;
        } else {
            d.are_all = false;
        }
        i += mark > 0 ? mark : 1;
    }
    const bool has_groups = d.group < d.n;
    if (has_groups)
        end_group(&d, false);
    return d;
}

/* Digits, a fraction if any, E, a sign if any, digits. */
static bool has_exponent(an_cell cell)
{
    size_t at = count_digits(cell);
    if (at == 0)
        return false;
    if (at < cell.size && (cell.text[at] == '.' || cell.text[at] == ','))
        at += 1 + count_digits((an_cell){.text = cell.text + at + 1, .size = cell.size - at - 1});
    if (at >= cell.size || capital(cell.text[at]) != 'E')
        return false;
    at++;
    if (at < cell.size && (cell.text[at] == '+' || cell.text[at] == '-'))
        at++;
    const an_cell rest = {.text = cell.text + at, .size = cell.size - at};
    return rest.size > 0 && count_digits(rest) == rest.size;
}

static bool is_aggregate(an_cell cell)
{
    static const char *const words[] = {"TOTAL", "ALL", "_T"};
    const size_t n = count_digits(cell);
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        size_t i = 0;
        while (i < cell.size && words[w][i] == capital(cell.text[i]))
            i++;
        if (i == cell.size && words[w][i] == '\0')
            return true;
    }
    return n == cell.size && n <= 4;
}

/* Digits and capitals as long as a code, a chapter in front. */
static bool is_confidential(an_cell cell)
{
    size_t i = count_digits(cell);
    if (i < 2 || i == cell.size || (cell.size != 6 && cell.size != 8 && cell.size != 10))
        return false;
    while (i < cell.size && (is_digit(cell.text[i]) || is_capital(cell.text[i])))
        i++;
    return i == cell.size;
}

static an_judgement refuse_commodity(an_cell cell, const written_digits *d, int width)
{
    if (has_exponent(cell) || (d->are_all && d->is_decimal) || (d->are_all && !d->are_pairs))
        return refuse(cell, "a number, not a commodity code",
                      "6, 8 or 10 digits: a spreadsheet made this of a code; export the column as text");
    if (is_aggregate(cell))
        return refuse(cell, "an aggregate, not a commodity code",
                      "6, 8 or 10 digits: leave totals, chapters and headings out (--bad-rows skip)");
    if (is_confidential(cell))
        return refuse(cell, "a confidential or special code, not a commodity code",
                      "6, 8 or 10 digits: leave such rows out (--bad-rows skip)");
    if (d->are_all && width != 0 && d->n > 0)
        return refuse(cell, "a commodity code of another width", "as many digits as the field's \"width\"");
    if (d->are_all && (d->n == 5 || d->n == 7 || d->n == 9))
        return refuse(cell, "a commodity code of 5, 7 or 9 digits",
                      "6, 8 or 10: \"width\" of the field in --schema puts lost zeros back");
    return refuse(cell, "not a commodity code", "6, 8 or 10 digits");
}

static an_judgement judge_commodity(an_cell cell, int width, char room[AN_COMMODITY_ROOM])
{
    const size_t wanted = (size_t)width;
    const bool is_long_enough =
        wanted != 0 ? cell.size == wanted : cell.size == 6 || cell.size == 8 || cell.size == 10;
    if (is_long_enough && count_digits(cell) == cell.size)
        return (an_judgement){.text = cell};
    written_digits d = read_digits(cell, room);
    const bool is_code = d.are_all && d.are_pairs && !d.is_decimal;
    if (is_code && (wanted != 0 ? d.n == wanted : d.n == 6 || d.n == 8 || d.n == 10))
        return (an_judgement){.text = {.text = room + 1, .size = d.n},
                              .rewritten = "dots, blanks or an apostrophe left out"};
    if (d.are_all && !d.has_marks && wanted != 0 && d.n + 1 == wanted) {
        room[0] = '0';
        return (an_judgement){.text = {.text = room, .size = wanted},
                              .rewritten = "a lost zero put in front (\"width\")"};
    }
    return refuse_commodity(cell, &d, width);
}

an_judgement an_code_commodity(an_cell cell, int width, char room[AN_COMMODITY_ROOM])
{
    const an_judgement judgement = judge_commodity(cell, width, room);
    if (judgement.reason == NULL && memcmp(judgement.text.text, "00", 2) == 0)
        return refuse(cell, "not a commodity code", "6, 8 or 10 digits: there is no chapter 00");
    return judgement;
}

/* ---- countries ---- */

/* The row of a two-letter code; NULL: none. */
static const an_territory *find_code(const char code[2])
{
    size_t low = 0, high = an_geonomenclature_size;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int order = memcmp(code, an_geonomenclature[middle].code, 2);
        if (order == 0)
            return &an_geonomenclature[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const an_territory *find_alpha3(const char alpha3[3])
{
    for (size_t i = 0; i < an_geonomenclature_size; i++)
        if (an_geonomenclature[i].alpha3[0] != '\0' && memcmp(alpha3, an_geonomenclature[i].alpha3, 3) == 0)
            return &an_geonomenclature[i];
    return NULL;
}

an_judgement an_code_country(an_cell cell, an_country_use use)
{
    char letters[3] = "";
    bool are_capitals = true;
    const an_territory *country = NULL;
    for (size_t i = 0; i < cell.size && i < sizeof letters; i++) {
        letters[i] = capital(cell.text[i]);
        are_capitals = are_capitals && letters[i] == cell.text[i];
    }
    if (cell.size == 2)
        country = find_code(letters);
    else if (cell.size == 3)
        country = find_alpha3(letters);
    if (country == NULL)
        return refuse(cell, "not a country code",
                      "one of the EU's geonomenclature: ISO alpha-2 such as GR, XK, QP");
    if (country->use > use)
        return country->use == AN_COUNTRY_ORIGIN
                   ? refuse(cell, "not a country", "the code of one country: EU is an origin only")
                   : refuse(cell, "not a Member State", "the code of one country: QP to QZ name none");
    if (country->read_as[0] == '\0' && cell.size == 2 && are_capitals)
        return (an_judgement){.text = cell};
    return (an_judgement){
        .text = {.text = country->read_as[0] != '\0' ? country->read_as : country->code, .size = 2},
        .rewritten = country->rewritten[0] != '\0' ? country->rewritten
                     : cell.size == 3              ? "three-letter codes read as two-letter codes"
                                                   : "small letters read as capitals"};
}
