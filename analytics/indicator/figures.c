/* figures: the numbers that an indicator table publishes, each once, whatever rows it stands in.
 *
 * Measures, texts of keys, places and figures are interned: a figure's number is that of the tuple (measure,
 * place, copy), so that a row finds its figures in O(1). copy is 0 but where two tables give one number two
 * values: then they are of different data, and two figures.
 *
 * A measure that counts all units of a group whatever splitting column is in --by (an_sum.whole) is the same
 * number at every stage: its key there is that for all. The denominator of a share of a total (share_of) is
 * its numerator at the place of all of these keys. */
#include "indicator/figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "schema/column.h"

/* ---- dimensions ---- */

static void add_dimension(an_figures *figures, const char *name, int column)
{
    const an_column *const known = an_column_find(name);
    const char *const code = known != NULL && known->prefix_of != NULL ? known->prefix_of : name;
    an_dimension *d = figures->dimensions;
    while (d < figures->dimensions + figures->n_dimensions && strcmp(d->name, code) != 0)
        d++;
    if (d == figures->dimensions + figures->n_dimensions) {
        *d = (an_dimension){.name = code, .splits = known != NULL && known->splits};
        figures->n_dimensions++;
    }
    d->is_code =
        d->is_code || (known != NULL && (known->prefix_of != NULL || known->type == AN_TYPE_COMMODITY));
    d->columns[d->n++] = column;
}

/* Names under which totals are published, in any case. */
static bool is_usual_total(const an_dimension *d, const char *key)
{
    static const char *const everywhere[] = {
        "total",  "_t",     "totals", "grand total",   "all",   "gesamt", "insgesamt", "summe",    "ensemble",
        "totale", "totaal", "razem",  "total général", "ogółem", "celkem", "samtals",   "yhteensä", "totalt"};
    static const char *const countries[] = {"world", "monde", "welt", "wld", "mundo", "mondo", "w00", "w1"};
    const an_column *const column = an_column_find(d->name);
    for (size_t k = 0; k < sizeof everywhere / sizeof *everywhere; k++)
        if (strcasecmp(key, everywhere[k]) == 0)
            return true;
    if (column == NULL || column->type != AN_TYPE_COUNTRY)
        return false;
    for (size_t k = 0; k < sizeof countries / sizeof *countries; k++)
        if (strcasecmp(key, countries[k]) == 0)
            return true;
    if (column->use != AN_COUNTRY_MEMBER_STATE || strncasecmp(key, "EU", 2) != 0)
        return false;
    const char *rest = key + 2; /* EU, EU27, EU-28, EU27_2020 */
    rest += *rest == '-' || *rest == '_' || *rest == ' ';
    rest += strspn(rest, "0123456789");
    rest += *rest == '_';
    return rest[strspn(rest, "0123456789")] == '\0';
}

static bool is_declared(const an_dimension *d, const char *column, const char *key,
                        const an_declared_margin declared[], size_t n)
{
    for (size_t k = 0; k < n; k++)
        if ((strcasecmp(declared[k].column, column) == 0 || strcmp(declared[k].column, d->name) == 0) &&
            strcmp(declared[k].key, key) == 0)
            return true;
    return is_usual_total(d, key);
}

/* ---- places ---- */

typedef struct builder {
    an_figures *figures;
    const an_observations *table;
    const an_declared_margin *declared;
    size_t n_declared;
} builder;

static an_code text_id(const builder *b, const char *text, uint32_t *id)
{
    return an_intern_add(b->figures->texts, text, strlen(text), id);
}

/* The key of a row along a dimension: of several columns the longest code. */
static an_code key_of(const builder *b, size_t i, const an_dimension *d, uint32_t *id)
{
    const char *longest = NULL;
    for (size_t k = 0; k < d->n; k++) {
        const int c = d->columns[k];
        const char *const text = an_observation_cell(b->table, i, c);
        if (!an_sheet_has(b->table->sheet, b->table->rows[i].row, c) ||
            (text[0] != '\0' &&
             is_declared(d, an_sheet_name(b->table->sheet, (size_t)c), text, b->declared, b->n_declared)))
            continue;
        if (longest == NULL || strlen(text) > strlen(longest))
            longest = text;
    }
    *id = longest == NULL ? AN_KEY_TOTAL : AN_KEY_EMPTY;
    return longest == NULL || longest[0] == '\0' ? AN_OK : text_id(b, longest, id);
}

/* keys[1 + n_dimensions] of row i. */
static an_code keys_of(const builder *b, size_t i, uint32_t keys[], an_error *err)
{
    an_period period;
    an_code code = an_observation_period(b->table, i, &period, err);
    if (code == AN_OK && text_id(b, b->table->rows[i].period, &keys[0]) != AN_OK)
        code = an_fail_memory(err);
    for (size_t d = 0; d < b->figures->n_dimensions && code == AN_OK; d++)
        if (key_of(b, i, &b->figures->dimensions[d], &keys[1 + d]) != AN_OK)
            code = an_fail_memory(err);
    return code;
}

/* The place of a measure in a row with these keys: what is whole stands for all of a splitting column;
 * over: words, columns over which the number is a total. */
static an_code place_of(const an_figures *figures, const uint32_t keys[], bool whole, const char *over,
                        uint32_t *place)
{
    uint32_t own[1 + AN_BREAKDOWN_LIMIT];
    own[0] = keys[0];
    for (size_t d = 0; d < figures->n_dimensions; d++) {
        const an_dimension *const dimension = &figures->dimensions[d];
        const bool is_total =
            (whole && dimension->splits) ||
            (over != NULL && an_words_find(over, dimension->name, strlen(dimension->name)) > 0);
        own[1 + d] = is_total ? AN_KEY_TOTAL : keys[1 + d];
    }
    return an_intern_add(figures->places, own, (1 + figures->n_dimensions) * sizeof *own, place);
}

/* ---- figures ---- */

typedef struct figure_key {
    uint32_t measure, place, copy;
} figure_key;

/* A figure of measure and place that has this value, or one whose value is not known. */
static an_code put_figure(an_figures *figures, const an_figure *figure, uint32_t *c)
{
    for (figure_key key = {figure->measure, figure->place, 0};; key.copy++) {
        if (an_intern_add(figures->keys, &key, sizeof key, c) != AN_OK ||
            an_grow(&figures->cells, &figures->capacity, (size_t)*c + 1, sizeof *figures->cells) != AN_OK)
            return AN_SYSTEM;
        if (*c == figures->n) {
            figures->cells[figures->n++] = *figure;
            figures->n_conflicts += key.copy > 0;
            return AN_OK;
        }
        an_figure *const known = &figures->cells[*c];
        if (!figure->is_known || !known->is_known || an_decimal_compare(known->value, figure->value) == 0) {
            const an_decimal value = figure->is_known ? figure->value : known->value;
            const bool is_number = figure->is_number || known->is_number;
            known->is_public = known->is_public || figure->is_public;
            known->is_count = known->is_count && figure->is_count;
            known->is_known = known->is_known || figure->is_known;
            known->is_number = is_number;
            known->is_rest = known->is_rest && figure->is_rest;
            known->value = value;
            return AN_OK;
        }
    }
}

an_code an_figures_add(an_figures *figures, const char *name, const an_figure *figure, uint32_t *c)
{
    an_figure own = *figure;
    char text[32];
    if (name == NULL) {
        snprintf(text, sizeof text, "\x01%zu", figures->n);
        name = text;
    }
    if (an_intern_add(figures->measures, name, strlen(name), &own.measure) != AN_OK)
        return AN_SYSTEM;
    return put_figure(figures, &own, c);
}

const uint32_t *an_figures_keys(const an_figures *figures, uint32_t place)
{
    return (const uint32_t *)(const void *)an_intern_text(figures->places, place, NULL);
}

uint32_t an_figures_find(const an_figures *figures, uint32_t measure, uint32_t place)
{
    const figure_key key = {measure, place, 0};
    uint32_t c;
    return an_intern_find(figures->keys, &key, sizeof key, &c) ? c : AN_NO_FIGURE;
}

static bool is_whole(an_decimal value)
{
    const double number = an_decimal_double(value);
    return number == floor(number);
}

/* What a row says of one of its numbers. */
typedef struct shown_number {
    const char *name;
    const an_sum *sum; /* NULL: not declared */
    an_decimal value;
    bool is_known, is_count, is_number;
    const char *over;
} shown_number;

static an_code show(const builder *b, size_t i, const uint32_t keys[], an_shown what, const shown_number *n)
{
    const an_kind kind = b->table->rows[i].meaning->indicator->kind;
    an_figure figure = {.value = n->value,
                        .is_known = n->is_known,
                        .is_count = n->is_count && (!n->is_known || is_whole(n->value)),
                        .is_signed = kind == AN_DIFFERENCE || (n->is_known && n->value.units < 0),
                        .is_public = n->sum != NULL && n->sum->is_public,
                        .adds_up = n->sum != NULL && n->sum->distinct == NULL &&
                                   (n->sum->of != NULL || n->sum->count != NULL),
                        .is_number = n->is_number,
                        .is_rest = what == AN_SHOWN_REST};
    uint32_t *const shown = &b->figures->shown[i * AN_SHOWN + what];
    if (an_intern_add(b->figures->measures, n->name, strlen(n->name), &figure.measure) != AN_OK ||
        place_of(b->figures, keys, n->sum != NULL && n->sum->whole, n->over, &figure.place) != AN_OK)
        return AN_SYSTEM;
    return put_figure(b->figures, &figure, shown);
}

/* The numerator of a row, or what its value and denominator give; false: it has none. */
static bool find_numerator(const an_observation *o, an_decimal *value)
{
    char text[AN_NUMBER_SIZE];
    *value = o->numerator;
    if (o->has_numerator)
        return true;
    if (isnan(o->value))
        return false;
    double number = o->has_denominator ? o->value * an_decimal_double(o->denominator) : o->value;
    if (an_meaning_counts_above(o->meaning) && fabs(number - round(number)) < 1e-6 * fmax(1, fabs(number)))
        number = round(number);
    return an_decimal_parse(text, an_number_print(number, text), '.', value) == AN_OK;
}

/* A name for a number that the declaration does not name. */
static const char *name_of(const an_observation *o, const char *declared, const char *role,
                           char text[2 * AN_MEASURE_NAME])
{
    if (declared != NULL)
        return declared;
    snprintf(text, 2 * AN_MEASURE_NAME, "%s, %s", o->indicator, role);
    return text;
}

static bool is_share(const an_observation *o)
{
    return an_meaning_is_proportion(o->meaning);
}

static an_code show_row(const builder *b, size_t i, const uint32_t keys[])
{
    const an_observation *const o = &b->table->rows[i];
    const an_meaning *const m = o->meaning;
    const an_indicator *const in = m->indicator;
    const bool is_lost = o->status == 'Q', is_own = in->numerator != NULL && in->denominator != NULL &&
                                                    strcmp(in->numerator, in->denominator) == 0;
    char above[2 * AN_MEASURE_NAME], below[2 * AN_MEASURE_NAME], rest[2 * AN_MEASURE_NAME];
    shown_number n = {.name = name_of(o, is_own ? NULL : in->numerator, "numerator", above),
                      .sum = is_own ? NULL : m->numerator,
                      .is_count = an_meaning_counts_above(m),
                      .is_number = true};
    shown_number d = {
        .name = name_of(o, in->share_of != NULL ? in->numerator : in->denominator, "denominator", below),
        .sum = in->share_of != NULL ? m->numerator : m->denominator,
        .is_known = o->has_denominator,
        .value = o->denominator,
        .is_count = an_meaning_counts_below(m),
        .is_number = true,
        .over = in->share_of};
    const bool has_below =
        o->has_denominator || (is_lost && (in->denominator != NULL || in->share_of != NULL));
    n.is_known = !is_lost && find_numerator(o, &n.value);
    an_code code = n.is_known || is_lost ? show(b, i, keys, AN_SHOWN_NUMERATOR, &n) : AN_OK;
    if (code == AN_OK && has_below)
        code = show(b, i, keys, AN_SHOWN_DENOMINATOR, &d);
    if (code == AN_OK && in->missing != NULL && o->has_missing) {
        const shown_number missing = {in->missing, m->missing, o->n_missing, true, true, false, NULL};
        code = show(b, i, keys, AN_SHOWN_MISSING, &missing);
    }
    an_decimal left = d.value;
    if (code != AN_OK || !is_share(o) || !n.is_known || !d.is_known || !an_decimal_sub(&left, n.value) ||
        left.units < 0)
        return code;
    an_meaning_rest(m, rest);
    const an_sum as_numerator = {.name = rest, .whole = m->numerator != NULL && m->numerator->whole};
    const shown_number r = {rest, &as_numerator, left, true, true, false, NULL};
    return show(b, i, keys, AN_SHOWN_REST, &r);
}

/* A ratio shows the second rate too, where a row of that rate has its numbers. */
static void show_base(const builder *b, size_t i, const uint32_t keys[])
{
    const an_meaning *const m = b->table->rows[i].meaning;
    const an_sum *const sums[] = {m->base_numerator, m->base_denominator};
    const char *const names[] = {m->indicator->base_numerator, m->indicator->base_denominator};
    for (int k = 0; k < 2; k++) {
        uint32_t measure, place;
        if (names[k] != NULL && an_intern_find(b->figures->measures, names[k], strlen(names[k]), &measure) &&
            place_of(b->figures, keys, sums[k] != NULL && sums[k]->whole, NULL, &place) == AN_OK)
            b->figures->shown[i * AN_SHOWN + AN_SHOWN_BASE_NUMERATOR + (size_t)k] =
                an_figures_find(b->figures, measure, place);
    }
}

/* ---- the table ---- */

/* Two rows of one indicator, period and keys contradict or repeat each other. */
static an_code refuse_repeated(const an_observations *table, an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 2] = {table->columns.indicator, table->columns.period};
    an_grouping same;
    memcpy(columns + 2, table->columns.breakdown, table->columns.n_breakdown * sizeof *columns);
    an_code code =
        an_observations_group(table, columns, 2 + table->columns.n_breakdown, AN_PATTERN_NONE, &same, err);
    for (size_t g = 0; g < same.n && code == AN_OK; g++)
        if (same.start[g + 1] - same.start[g] > 1) {
            const size_t i = same.row[same.start[g] + 1];
            code = an_observation_fail(table, i, table->columns.period, err,
                                       "%s has two rows of %s with the same keys: tables of different data "
                                       "(another --where) could be subtracted from each other, and nothing "
                                       "here tells how; make one table with --by the column of --where "
                                       "instead, whose rows add up",
                                       table->rows[i].indicator, table->rows[i].period);
        }
    an_grouping_free(&same);
    return code;
}

static an_code read_rows(const builder *b, an_error *err)
{
    uint32_t keys[1 + AN_BREAKDOWN_LIMIT];
    an_code code = AN_OK;
    for (size_t i = 0; i < b->table->n * AN_SHOWN; i++)
        b->figures->shown[i] = AN_NO_FIGURE;
    for (size_t i = 0; i < b->table->n && code == AN_OK; i++) {
        code = keys_of(b, i, keys, err);
        if (code == AN_OK && show_row(b, i, keys) != AN_OK)
            code = an_fail_memory(err);
    }
    for (size_t i = 0; i < b->table->n && code == AN_OK; i++)
        if (an_meaning_is_ratio(b->table->rows[i].meaning)) {
            code = keys_of(b, i, keys, err);
            show_base(b, i, keys);
        }
    return code;
}

an_code an_figures_new(an_figures *figures, const an_observations *table, const an_declared_margin declared[],
                       size_t n, an_error *err)
{
    const builder b = {figures, table, declared, n};
    uint32_t id;
    *figures = (an_figures){.shown = malloc((table->n * AN_SHOWN + 1) * sizeof *figures->shown)};
    for (size_t k = 0; k < table->columns.n_breakdown; k++)
        add_dimension(figures, an_sheet_name(table->sheet, (size_t)table->columns.breakdown[k]),
                      table->columns.breakdown[k]);
    if (figures->shown == NULL || an_intern_new(&figures->measures) != AN_OK ||
        an_intern_new(&figures->texts) != AN_OK || an_intern_new(&figures->places) != AN_OK ||
        an_intern_new(&figures->keys) != AN_OK || an_intern_add(figures->texts, "\x01", 1, &id) != AN_OK ||
        an_intern_add(figures->texts, "\x02", 1, &id) != AN_OK)
        return an_fail_memory(err);
    const an_code code = refuse_repeated(table, err);
    return code == AN_OK ? read_rows(&b, err) : code;
}

an_code an_figures_index(an_figures *figures, size_t n_rows, an_error *err)
{
    const size_t places = n_rows * AN_SHOWN;
    uint32_t *const figure = malloc((places + 1) * sizeof *figure), *const row =
                                                                        malloc((places + 1) * sizeof *row);
    size_t n = 0;
    an_code code = figure != NULL && row != NULL ? AN_OK : an_fail_memory(err);
    for (size_t k = 0; k < places && code == AN_OK; k++)
        if (figures->shown[k] != AN_NO_FIGURE) {
            figure[n] = figures->shown[k];
            row[n++] = (uint32_t)(k / AN_SHOWN);
        }
    an_grouping_free(&figures->rows);
    if (code == AN_OK)
        code = an_grouping_by(figure, n, figures->n, &figures->rows, err);
    for (size_t k = 0; k < n && code == AN_OK; k++)
        figures->rows.row[k] = row[figures->rows.row[k]];
    free(figure);
    free(row);
    return code;
}

void an_figures_free(an_figures *figures)
{
    an_intern_free(figures->measures);
    an_intern_free(figures->texts);
    an_intern_free(figures->places);
    an_intern_free(figures->keys);
    an_grouping_free(&figures->rows);
    free(figures->cells);
    free(figures->shown);
    *figures = (an_figures){0};
}
