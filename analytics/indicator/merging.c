/* merging: the rows of tables of parts of the data, added up.
 *
 * Sums of disjoint parts are sums of the whole: numerators, denominators, n_missing and squares are added as
 * exact decimals, and every value and interval is made anew from the totals, so that merged parts give the
 * bytes of one run. What is not a sum is refused by ind-merge (an_meaning_rule).
 *
 * Two things are not plain addition. A share of a total has its total in every row: it is taken once from
 * each part (by period and the keys that are not shared out), and written to each row of the whole. And
 * where a column splits numerators (control_stage ...), a part that met no control of a class has no row for
 * it, but its items belong to the denominator all the same: the whole has a row for each class that any part
 * met, in which the numbers of all units (an_meaning_whole) of every part stand. Sorting decides the order
 * of rows: O(n log n). */
#include "indicator/merging.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const an_indicator_columns *columns_of(const an_merging *m)
{
    return &m->table->columns;
}

/* ---- indicators ---- */

const char *an_merging_code(const an_merging *m, size_t indicator)
{
    return m->table->rows[m->indicators.row[m->indicators.start[indicator]]].indicator;
}

size_t an_merging_indicator(const an_merging *m, const char *code)
{
    size_t k = 0;
    while (k < m->indicators.n && strcmp(an_merging_code(m, k), code) != 0)
        k++;
    return k;
}

static bool is_class(const an_observations *table, size_t k)
{
    const an_column *column =
        an_column_find(an_sheet_name(table->sheet, (size_t)table->columns.breakdown[k]));
    return column != NULL && column->splits;
}

/* True if breakdown column k is one of the observation's own table. */
static bool has_key(const an_merging *m, size_t i, size_t k)
{
    return an_sheet_has(m->table->sheet, m->table->rows[i].row, columns_of(m)->breakdown[k]);
}

/* ---- order ---- */

static int compare_rows(const an_merging *m, const an_merged *a, const an_merged *b)
{
    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    if (a->period.kind != b->period.kind)
        return a->period.kind < b->period.kind ? -1 : 1;
    if (a->period.index != b->period.index)
        return a->period.index < b->period.index ? -1 : 1;
    int order = 0;
    for (size_t k = 0; k < columns_of(m)->n_breakdown && order == 0; k++)
        order = strcmp(a->keys[k], b->keys[k]);
    for (size_t k = 0; k < columns_of(m)->n_breakdown && order == 0; k++)
        order = (int)has_key(m, a->sample, k) - (int)has_key(m, b->sample, k);
    return order;
}

static int by_rank(const void *a, const void *b, void *merging)
{
    return compare_rows(merging, a, b);
}

const an_merged *an_merging_find(const an_merging *m, size_t indicator, const an_merged *row)
{
    an_merged like = *row;
    like.indicator = indicator;
    size_t low = 0, high = m->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare_rows(m, &m->rows[middle], &like);
        if (order == 0)
            return &m->rows[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- sums ---- */

static an_code add_observation(const an_merging *m, size_t i, an_merged *row, an_error *err)
{
    const an_observation *o = &m->table->rows[i];
    an_result *sum = &row->result;
    if (strcmp(o->unit, sum->unit) != 0)
        return an_observation_fail(m->table, i, columns_of(m)->unit, err, "'%s' and '%s' do not add up",
                                   sum->unit, o->unit);
    row->parts++;
    row->after_break = row->after_break || o->status == 'B';
    row->is_provisional = row->is_provisional || o->status == 'P';
    sum->has_numerator = sum->has_numerator || o->has_numerator;
    sum->has_denominator = sum->has_denominator || o->has_denominator;
    sum->has_squares = sum->has_squares || o->has_squares;
    if (an_decimal_add(&sum->numerator, o->numerator) && an_decimal_add(&sum->denominator, o->denominator) &&
        an_decimal_add(&sum->n_missing, o->n_missing) && an_decimal_add(&sum->squares, o->squares))
        return AN_OK;
    return an_observation_fail(m->table, i, -1, err, "the sum is too large");
}

/* The observations by unit, which is indicator, period and the keys that are no class, and by class. */
typedef struct numbering {
    an_grouping units, classes;
} numbering;

/* A new row of the unit of one observation and the class of another. */
static an_code start_row(an_merging *m, const numbering *numbers, size_t of_unit, size_t of_class,
                         an_error *err)
{
    const an_observation *o = &m->table->rows[of_unit];
    an_merged *row = &m->rows[m->n];
    const char **keys = m->keys + m->n * columns_of(m)->n_breakdown;
    *row = (an_merged){
        .indicator = m->indicators.of[of_unit],
        .unit = numbers->units.of[of_unit],
        .sample = of_unit,
        .keys = keys,
        .result = an_result_empty(o->indicator, o->period, keys, o->unit),
    };
    row->result.status = 'M';
    for (size_t k = 0; k < columns_of(m)->n_breakdown; k++)
        keys[k] = an_observation_key(m->table, is_class(m->table, k) ? of_class : of_unit, k);
    m->n++;
    return an_observation_period(m->table, of_unit, &row->period, err);
}

static an_code add_group(an_merging *m, const numbering *numbers, const size_t rows[], size_t n,
                         an_error *err)
{
    an_code code = start_row(m, numbers, rows[0], rows[0], err);
    for (size_t k = 0; k < n && code == AN_OK; k++)
        code = add_observation(m, rows[k], &m->rows[m->n - 1], err);
    return code;
}

/* ---- classes ---- */

/* True if the tables of a unit and of a class have the same columns of classes. */
static bool is_of_same_table(const an_merging *m, const numbering *numbers, size_t unit, size_t class)
{
    const size_t of_unit = numbers->units.row[numbers->units.start[unit]];
    const size_t of_class = numbers->classes.row[numbers->classes.start[class]];
    bool same = true;
    for (size_t k = 0; k < columns_of(m)->n_breakdown && same; k++)
        same = !is_class(m->table, k) || has_key(m, of_unit, k) == has_key(m, of_class, k);
    return same;
}

/* A row for each unit and class that some part has met, but not together. */
static an_code add_unmet(an_merging *m, const numbering *numbers, an_error *err)
{
    const size_t n_classes = numbers->classes.n, n_units = numbers->units.n;
    bool *met = calloc(n_units * n_classes + 1, sizeof *met);
    if (met == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < m->table->n; i++)
        met[numbers->units.of[i] * n_classes + numbers->classes.of[i]] = true;
    an_code code = AN_OK;
    for (size_t k = 0; k < n_units * n_classes && code == AN_OK; k++)
        if (!met[k] && is_of_same_table(m, numbers, k / n_classes, k % n_classes))
            code = start_row(m, numbers, numbers->units.row[numbers->units.start[k / n_classes]],
                             numbers->classes.row[numbers->classes.start[k % n_classes]], err);
    free(met);
    return code;
}

/* What counts all units of the group is that of the class with the most parts. */
static an_code complete_rows(an_merging *m, size_t n_units, an_error *err)
{
    const an_merged **fullest = calloc(n_units + 1, sizeof *fullest);
    if (fullest == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < m->n; i++)
        if (fullest[m->rows[i].unit] == NULL || fullest[m->rows[i].unit]->parts < m->rows[i].parts)
            fullest[m->rows[i].unit] = &m->rows[i];
    for (size_t i = 0; i < m->n; i++) {
        const an_merged *full = fullest[m->rows[i].unit];
        an_result *result = &m->rows[i].result;
        const an_meaning *const meaning = m->table->rows[m->rows[i].sample].meaning;
        const an_whole whole = meaning != NULL ? an_meaning_whole(meaning) : AN_WHOLE_NONE;
        if (m->rows[i].parts == full->parts)
            continue;
        result->has_numerator = full->result.has_numerator;
        result->has_denominator = full->result.has_denominator;
        if (whole != AN_WHOLE_NONE) {
            result->denominator = full->result.denominator;
            result->n_missing = full->result.n_missing;
        }
        if (whole == AN_WHOLE_BOTH)
            result->numerator = full->result.numerator;
    }
    free(fullest);
    return AN_OK;
}

/* ---- shares of a total ---- */

/* The total that some rows share, and the units that are missing from it. */
typedef struct total {
    an_decimal denominator, missing;
} total;

/* Adds what rows[first] and those behind it of the same table and total say; returns the end of these.
 * Each part states its total in all of its rows, which must add up to it. */
static an_code add_part(const an_merging *m, const size_t rows[], size_t n, size_t *first, total *sum,
                        an_error *err)
{
    const an_observation *const o = &m->table->rows[rows[*first]];
    const size_t table = an_sheet_table(m->table->sheet, o->row);
    an_decimal found = {0};
    size_t k = *first;
    bool fits = true;
    for (; k < n && an_sheet_table(m->table->sheet, m->table->rows[rows[k]].row) == table; k++) {
        if (an_decimal_compare(m->table->rows[rows[k]].denominator, o->denominator) != 0)
            return an_observation_fail(m->table, rows[k], columns_of(m)->denominator, err,
                                       "%s: two totals in one table; tables need a header line each",
                                       o->indicator);
        fits = fits && an_decimal_add(&found, m->table->rows[rows[k]].numerator);
    }
    if (fits && an_decimal_compare(found, o->denominator) != 0)
        return an_observation_fail(m->table, rows[*first], columns_of(m)->denominator, err,
                                   "%s: rows are missing: those of this total do not add up to it",
                                   o->indicator);
    *first = k;
    if (fits && an_decimal_add(&sum->denominator, o->denominator) &&
        an_decimal_add(&sum->missing, o->n_missing))
        return AN_OK;
    return an_observation_fail(m->table, rows[0], -1, err, "the sum is too large");
}

/* Sets the total of the rows of the whole that are shares of it. */
static an_code add_total(an_merging *m, const size_t rows[], size_t n, const uint32_t whole[], an_error *err)
{
    total sum = {0};
    an_code code = AN_OK;
    for (size_t first = 0; first < n && code == AN_OK;)
        code = add_part(m, rows, n, &first, &sum, err);
    for (size_t k = 0; k < n && code == AN_OK; k++) {
        an_result *const result = &m->rows[whole[rows[k]]].result;
        result->denominator = sum.denominator;
        result->n_missing = sum.missing;
    }
    return code;
}

static const char *share_of(const an_observation *o)
{
    return o->meaning != NULL ? o->meaning->indicator->share_of : NULL;
}

/* The rows that have their total in common agree in these columns: the indicator, the period and the keys
 * that are not shared out. */
static size_t total_columns(const an_merging *m, const char *shared, int columns[])
{
    size_t n = 0;
    columns[n++] = columns_of(m)->indicator;
    columns[n++] = columns_of(m)->period;
    for (size_t k = 0; k < columns_of(m)->n_breakdown; k++) {
        const char *const name = an_sheet_name(m->table->sheet, (size_t)columns_of(m)->breakdown[k]);
        if (an_words_find(shared, name, strlen(name)) == 0)
            columns[n++] = columns_of(m)->breakdown[k];
    }
    return n;
}

/* Sets what is missing from the total that rows of indicator k in a group share: what the indicator called
 * counted has of it, less the total. A part in which all units are missing may have no row of the share. */
static an_code count_missing(an_merging *m, size_t k, const char *counted, const size_t rows[], size_t n,
                             const uint32_t whole[], an_error *err)
{
    an_decimal all = {0};
    bool any = false, fits = true;
    for (size_t i = 0; i < n && fits; i++)
        if (strcmp(m->table->rows[rows[i]].indicator, counted) == 0) {
            any = true;
            fits = an_decimal_add(&all, m->table->rows[rows[i]].numerator);
        }
    for (size_t i = 0; i < n && fits && any; i++) {
        an_merged *const row = &m->rows[whole[rows[i]]];
        if (row->indicator != k)
            continue;
        row->result.n_missing = all;
        fits = an_decimal_sub(&row->result.n_missing, row->result.denominator);
    }
    return fits ? AN_OK : an_observation_fail(m->table, rows[0], -1, err, "the sum is too large");
}

/* The totals of indicator k. whole: of each observation its row of the whole. */
static an_code add_totals(an_merging *m, size_t k, const uint32_t whole[], an_error *err)
{
    const size_t first = m->indicators.row[m->indicators.start[k]];
    const char *const shared = share_of(&m->table->rows[first]);
    int columns[AN_BREAKDOWN_LIMIT + 2];
    an_grouping groups = {0};
    if (shared == NULL)
        return AN_OK;
    for (size_t i = m->indicators.start[k]; i < m->indicators.start[k + 1]; i++)
        if (m->table->rows[m->indicators.row[i]].status == 'Q')
            return AN_OK; /* a suppressed cell does not add up, whatever the others say */
    const size_t n = total_columns(m, shared, columns);
    an_code code = an_observations_group(m->table, columns, n, AN_PATTERN_NONE, &groups, err);
    for (size_t g = 0; g < groups.n && code == AN_OK; g++)
        if (m->rows[whole[groups.row[groups.start[g]]]].indicator == k)
            code =
                add_total(m, groups.row + groups.start[g], groups.start[g + 1] - groups.start[g], whole, err);
    an_grouping_free(&groups);
    const char *const counted = m->table->rows[first].meaning->with_missing;
    if (code == AN_OK && counted != NULL) /* the same columns, but for the indicator */
        code = an_observations_group(m->table, columns + 1, n - 1, AN_PATTERN_NONE, &groups, err);
    for (size_t g = 0; counted != NULL && g < groups.n && code == AN_OK; g++)
        code = count_missing(m, k, counted, groups.row + groups.start[g],
                             groups.start[g + 1] - groups.start[g], whole, err);
    an_grouping_free(&groups);
    return code;
}

/* ---- the whole ---- */

static an_code numbers_new(numbering *numbers, const an_merging *m, an_error *err)
{
    int unit[AN_BREAKDOWN_LIMIT + 2] = {columns_of(m)->indicator, columns_of(m)->period};
    int class[AN_BREAKDOWN_LIMIT];
    size_t n_unit = 2, n_class = 0;
    for (size_t k = 0; k < columns_of(m)->n_breakdown; k++)
        if (is_class(m->table, k))
            class[n_class++] = columns_of(m)->breakdown[k];
        else
            unit[n_unit++] = columns_of(m)->breakdown[k];
    an_code code = an_observations_group(m->table, unit, n_unit, AN_PATTERN_TABLES, &numbers->units, err);
    if (code == AN_OK)
        code = an_observations_group(m->table, class, n_class, AN_PATTERN_NONE, &numbers->classes, err);
    return code;
}

static an_code merge_groups(an_merging *m, const numbering *numbers, const an_grouping *groups, an_error *err)
{
    const size_t most = groups->n + numbers->units.n * numbers->classes.n;
    m->rows = calloc(most + 1, sizeof *m->rows);
    m->keys = malloc((most * columns_of(m)->n_breakdown + 1) * sizeof *m->keys);
    an_code code = m->rows != NULL && m->keys != NULL ? AN_OK : an_fail_memory(err);
    for (size_t g = 0; g < groups->n && code == AN_OK; g++)
        code = add_group(m, numbers, groups->row + groups->start[g], groups->start[g + 1] - groups->start[g],
                         err);
    for (size_t k = 0; k < m->indicators.n && code == AN_OK; k++)
        code = add_totals(m, k, groups->of, err);
    if (code == AN_OK)
        code = add_unmet(m, numbers, err);
    return code == AN_OK ? complete_rows(m, numbers->units.n, err) : code;
}

an_code an_merging_new(an_merging *m, const an_observations *table, an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 2] = {table->columns.indicator, table->columns.period};
    an_grouping groups = {0};
    numbering numbers = {0};
    *m = (an_merging){.table = table};
    memcpy(columns + 2, table->columns.breakdown, table->columns.n_breakdown * sizeof *columns);
    an_code code = an_observations_group(table, columns, 1, AN_PATTERN_NONE, &m->indicators, err);
    if (code == AN_OK)
        code = an_observations_group(table, columns, 2 + table->columns.n_breakdown, AN_PATTERN_NONE, &groups,
                                     err);
    if (code == AN_OK)
        code = numbers_new(&numbers, m, err);
    if (code == AN_OK)
        code = merge_groups(m, &numbers, &groups, err);
    if (code == AN_OK)
        qsort_r(m->rows, m->n, sizeof *m->rows, by_rank, m);
    an_grouping_free(&numbers.units);
    an_grouping_free(&numbers.classes);
    an_grouping_free(&groups);
    return code;
}

void an_merging_free(an_merging *m)
{
    an_grouping_free(&m->indicators);
    free(m->rows);
    free(m->keys);
    *m = (an_merging){0};
}
