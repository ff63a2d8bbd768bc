/* margins: the sums that everybody can see in an indicator table.
 *
 * Whoever reads the table can add up the rows of all Member States and compare with the total, or the
 * quarters with the year. So what is published is also a set of linear equations, total = sum of parts. They
 * are not declared: rows that agree in all columns but one are a family; those that stand for all (TOTAL,
 * _T, no such column in their own table, else the empty key) are candidates, and a candidate is a total if
 * the numerators add up to it exactly, or the denominators do. Sums are exact decimals, so that this is no
 * guess; where a suppressed row hides the sum it is taken for one, which errs on the side of protection.
 *
 * Along time: a year is held against its halves, quarters or months, each kind apart. A 2 x 2 table has six
 * equations. O(rows log rows) for each breakdown column. What follows from the equations: protection.c and
 * stat/disclosure.c. */
#include "indicator/margins.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "indicator/grouping.h"
#include "indicator/series.h"

/* ---- one equation ---- */

typedef enum outcome { IS_SUM, IS_NO_SUM, IS_HIDDEN } outcome;

/* Whether the numbers that which() gives of n rows add up to that of the first. A row of status M without the
 * number counts 0. */
static outcome check_sum(const an_observations *table, const size_t rows[], size_t n, bool denominators)
{
    an_decimal sum = {0}, total = {0};
    for (size_t k = 0; k < n; k++) {
        const an_observation *o = &table->rows[rows[k]];
        const bool has = denominators ? o->has_denominator : o->has_numerator;
        const an_decimal value = denominators ? o->denominator : o->numerator;
        if (o->status == 'Q')
            return IS_HIDDEN;
        if (!has && o->status != 'M')
            return IS_NO_SUM;
        if (!an_decimal_add(k == 0 ? &total : &sum, value))
            return IS_NO_SUM;
    }
    return an_decimal_compare(sum, total) == 0 ? IS_SUM : IS_NO_SUM;
}

static bool is_sum(const an_observations *table, const size_t rows[], size_t n)
{
    return n >= 2 &&
           (check_sum(table, rows, n, false) != IS_NO_SUM || check_sum(table, rows, n, true) != IS_NO_SUM);
}

/* Adds the equation that the first of n rows is the sum of the others, if it is. */
static an_code add_equation(an_margins *m, const an_observations *table, const size_t rows[], size_t n)
{
    if (!is_sum(table, rows, n))
        return AN_OK;
    const size_t used = m->start[m->n];
    if (an_grow(&m->start, &m->start_capacity, m->n + 2, sizeof *m->start) != AN_OK ||
        an_grow(&m->member, &m->member_capacity, used + n, sizeof *m->member) != AN_OK)
        return AN_SYSTEM;
    memcpy(m->member + used, rows, n * sizeof *rows);
    m->start[++m->n] = used + n;
    return AN_OK;
}

/* ---- families ---- */

/* What a row is along column c. */
typedef enum role { PART, EMPTY, TOTAL } role;

static role role_of(const an_observations *table, size_t i, int c)
{
    const char *key = an_observation_cell(table, i, c);
    if (!an_sheet_has(table->sheet, table->rows[i].row, c) || (key[0] != '\0' && an_key_is_total(key)))
        return TOTAL;
    return key[0] == '\0' ? EMPTY : PART;
}

/* A family that differs in column c: the rows whose role is at least `least` are totals, each of all others.
 * family: scratch for n rows. */
static an_code add_totals(an_margins *m, const an_observations *table, int c, const size_t rows[], size_t n,
                          role least, size_t family[], bool *found)
{
    size_t members = 1;
    for (size_t k = 0; k < n; k++)
        if (role_of(table, rows[k], c) < least)
            family[members++] = rows[k];
    an_code code = AN_OK;
    for (size_t k = 0; k < n && code == AN_OK; k++) {
        family[0] = rows[k];
        if (role_of(table, rows[k], c) < least || !is_sum(table, family, members))
            continue;
        *found = true;
        code = add_equation(m, table, family, members);
    }
    return code;
}

/* An empty key is a part like others, or where that gives no sum a total. */
static an_code add_family(an_margins *m, const an_observations *table, int c, const size_t rows[], size_t n,
                          size_t family[])
{
    bool found = false;
    an_code code = add_totals(m, table, c, rows, n, TOTAL, family, &found);
    if (code == AN_OK && !found)
        code = add_totals(m, table, c, rows, n, EMPTY, family, &found);
    return code;
}

/* Equations along breakdown column number along: the rows that agree in all else are a family. */
static an_code find_along(an_margins *m, const an_observations *table, size_t along, an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 2] = {table->columns.indicator, table->columns.period};
    size_t n = 2;
    an_grouping families = {0};
    for (size_t k = 0; k < table->columns.n_breakdown; k++)
        if (k != along)
            columns[n++] = table->columns.breakdown[k];
    size_t *family = malloc((table->n + 1) * sizeof *family);
    if (family == NULL)
        return an_fail_memory(err);
    an_code code = an_observations_group(table, columns, n, AN_PATTERN_SUMS, &families, err);
    for (size_t g = 0; g < families.n && code == AN_OK; g++)
        if (add_family(m, table, table->columns.breakdown[along], families.row + families.start[g],
                       families.start[g + 1] - families.start[g], family) != AN_OK)
            code = an_fail_memory(err);
    an_grouping_free(&families);
    free(family);
    return code;
}

/* ---- periods ---- */

/* Equations between a point and those of one finer kind within it. family: scratch for n + 1 rows. */
static an_code find_within(an_margins *m, const an_observations *table, const an_point *whole,
                           const an_point points[], size_t n, size_t family[])
{
    for (an_period_kind kind = whole->period.kind; ++kind <= AN_PERIOD_MONTH;) {
        size_t members = 0;
        family[members++] = whole->observation;
        for (size_t i = 0; i < n; i++) {
            an_period coarse;
            if (points[i].period.kind == kind &&
                an_period_coarsen(points[i].period, whole->period.kind, &coarse) == AN_OK &&
                coarse.index == whole->period.index)
                family[members++] = points[i].observation;
        }
        if (add_equation(m, table, family, members) != AN_OK)
            return AN_SYSTEM;
    }
    return AN_OK;
}

static an_code find_in_series(an_margins *m, const an_observations *table, const size_t rows[], size_t n,
                              an_error *err)
{
    an_point *points = malloc((n + 1) * sizeof *points);
    size_t *family = malloc((n + 1) * sizeof *family);
    an_code code = points != NULL && family != NULL ? AN_OK : an_fail_memory(err);
    if (code == AN_OK)
        code = an_series_sort(table, rows, n, points, err);
    const bool mixed = code == AN_OK && an_series_run(points, n) < n;
    for (size_t i = 0; i < n && mixed && code == AN_OK; i++)
        if (points[i].period.kind != AN_PERIOD_NONE && points[i].period.kind != AN_PERIOD_DAY &&
            find_within(m, table, &points[i], points, n, family) != AN_OK)
            code = an_fail_memory(err);
    free(points);
    free(family);
    return code;
}

static an_code find_in_time(an_margins *m, const an_observations *table, an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 1] = {table->columns.indicator};
    an_grouping series;
    memcpy(columns + 1, table->columns.breakdown, table->columns.n_breakdown * sizeof *columns);
    an_code code =
        an_observations_group(table, columns, 1 + table->columns.n_breakdown, AN_PATTERN_NONE, &series, err);
    if (code != AN_OK)
        return code;
    for (size_t g = 0; g < series.n && code == AN_OK; g++)
        code = find_in_series(m, table, series.row + series.start[g], series.start[g + 1] - series.start[g],
                              err);
    an_grouping_free(&series);
    return code;
}

an_code an_margins_find(const an_observations *table, an_margins *margins, an_error *err)
{
    *margins = (an_margins){0};
    if (an_grow(&margins->start, &margins->start_capacity, 1, sizeof *margins->start) != AN_OK)
        return an_fail_memory(err);
    margins->start[0] = 0;
    an_code code = find_in_time(margins, table, err); /* first: it refuses repeated rows */
    for (size_t k = 0; k < table->columns.n_breakdown && code == AN_OK; k++)
        code = find_along(margins, table, k, err);
    return code;
}

void an_margins_free(an_margins *margins)
{
    free(margins->start);
    free(margins->member);
    *margins = (an_margins){0};
}
