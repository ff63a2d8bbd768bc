/* figures: the numbers that an indicator table publishes, each once, whatever rows it stands in.
 *
 * A figure is a measure (the name of a declared sum) at a place (a period, and a key for each dimension).
 * The number of controls of DE in 2017-Q3 is one figure, whether it is the numerator of one row or the
 * denominator of another, of this program or that. A row shows up to six: its numerator and denominator,
 * the units that are missing, what a share leaves, and the two numbers of a second rate, which follow from
 * a ratio and its interval. A figure is hidden if no row that shows it is published. margins.h: what ties
 * figures together. */
#ifndef AN_INDICATOR_FIGURES_H
#define AN_INDICATOR_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/memory.h"
#include "indicator/grouping.h"
#include "indicator/observation.h"

typedef struct an_figure {
    uint32_t measure; /* of an_figures.measures */
    uint32_t place;   /* of an_figures.places */
    an_decimal value;
    bool is_known; /* false: it stands only in rows that were suppressed before, and margins do not tell it */
    bool is_count; /* a number of units: whole, and a small one tells of few; else an amount */
    bool is_signed; /* may be below 0 */
    bool is_public; /* known whatever is suppressed (an_sum.is_public) */
    bool adds_up;   /* a declared sum, not a stock nor one of distinct operators: parts add up to it */
    bool is_number; /* the numerator or denominator of a row; else what is missing or left over, or no row
                       shows it */
    bool is_rest;   /* only what shares leave: its margins follow from theirs */
} an_figure;

/* What a row shows. */
typedef enum an_shown {
    AN_SHOWN_NUMERATOR,
    AN_SHOWN_DENOMINATOR,
    AN_SHOWN_REST, /* denominator - numerator, of a share */
    AN_SHOWN_MISSING,
    AN_SHOWN_BASE_NUMERATOR,
    AN_SHOWN_BASE_DENOMINATOR,
    AN_SHOWN,
} an_shown;

/* A column of the breakdown; those that hold the first digits of one code (chapter, hs4, commodity) are
 * one. */
typedef struct an_dimension {
    const char *name;
    int columns[AN_BREAKDOWN_LIMIT];
    size_t n;
    bool is_code; /* a key that begins with another is a part of it */
    bool splits;  /* it splits numerators only (an_column.splits) */
} an_dimension;

#define AN_NO_FIGURE UINT32_MAX
enum { AN_KEY_TOTAL, AN_KEY_EMPTY }; /* texts: stands for all; units without a key */

typedef struct an_figures {
    size_t n;
    an_figure *cells;
    size_t capacity;
    uint32_t *shown;  /* AN_SHOWN figures of each row, AN_NO_FIGURE where there is none */
    an_grouping rows; /* the rows that show each figure; after an_figures_index */
    size_t n_dimensions;
    an_dimension dimensions[AN_BREAKDOWN_LIMIT];
    size_t n_conflicts; /* numbers that stand twice with different values: tables of different data */
    an_intern *measures, *texts, *places, *keys;
} an_figures;

/* Keys that --margin declares to stand for all. */
typedef struct an_declared_margin {
    const char *column, *key;
} an_declared_margin;

/* The figures of a table; of its columns only the breakdown and the fixed ones are looked at. A key stands
 * for all where its own table does not have the column, where it is one of declared[n], and where it is an
 * usual name of a total: TOTAL, Total, _T, Insgesamt ...; in a column of countries also World; in
 * member_state also EU and EU27_2020 (as an origin the EU is one among others). AN_DATA with its place:
 * two rows of the same indicator, period and keys, or no period. *figures is to be freed in any case.
 * O(rows). */
an_code an_figures_new(an_figures *figures, const an_observations *table, const an_declared_margin declared[],
                       size_t n, an_error *err);
void an_figures_free(an_figures *figures);

/* Lists the rows of each figure, once no more figures come. */
an_code an_figures_index(an_figures *figures, size_t n_rows, an_error *err);

/* The period and the keys of a place: 1 + n_dimensions numbers of texts. */
const uint32_t *an_figures_keys(const an_figures *figures, uint32_t place);

/* The figure of a measure at a place; AN_NO_FIGURE: there is none. keys[1 + n_dimensions]. */
uint32_t an_figures_find(const an_figures *figures, uint32_t measure, uint32_t place);

/* A further figure, of which no row tells: of a measure at a place, or with name NULL of none. *c is its
 * number. AN_SYSTEM: no memory. */
an_code an_figures_add(an_figures *figures, const char *name, const an_figure *figure, uint32_t *c);

#endif
