/* kind: the kinds of charts: each turns a result table into a chart.
 *
 * Charts of indicators are made of observations, which are read once and carry their meaning; charts of
 * price signals of the wide table of sidda-flag. */
#ifndef AN_CHART_KIND_H
#define AN_CHART_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "chart/chart.h"
#include "chart/style.h"
#include "indicator/observation.h"

/* What the user asked for. */
typedef struct an_chart_request {
    const an_observations *observations; /* of a chart of indicators */
    const an_sheet *sheet;               /* of a chart of signals, and */
    const bool *keep;                    /* of each of its rows: whether it counts; NULL: all do */
    const char *source;            /* the source line: where the numbers come from */
    const an_style *style;         /* of numbers and dates; NULL: English */
    const char *title;             /* NULL: made of the indicator and the breakdown */
    const char *period;            /* NULL: the last one of the table */
    const char *const *indicators; /* codes to draw */
    size_t n_indicators;           /* 0: the first code of the table that fits the kind */
    double width, height;          /* pixels; each 0: the kind's own */
} an_chart_request;

/* Makes a chart, also where there is nothing to draw (it then says so). *chart is NULL before; the caller
 * frees it, also after an error. AN_USAGE: an indicator or period that is not in the table or does not fit
 * the kind. AN_DATA: the table lacks a column, or a cell holds no number. */
typedef an_code an_chart_build(const an_chart_request *request, an_chart **chart, an_error *err);

typedef struct an_chart_kind {
    const char *name;
    an_chart_build *build;
    bool of_signals; /* of request.sheet; else of request.observations */
} an_chart_kind;

extern const an_chart_kind an_chart_kinds[]; /* ends with a NULL name */

/* The kind called name, or NULL. */
const an_chart_kind *an_chart_kind_find(const char *name);

/* Sorted bars of an indicator table with their intervals; up to 4 indicators side by side. */
an_chart_build an_chart_bars;

/* Values over the periods: lines in one frame for up to 6 series, a panel for each of more. */
an_chart_build an_chart_trend;

/* A share over its denominator between control limits of 95 and 99.8 % about the overall share
 * (Spiegelhalter 2005): those of the columns of ind-compare, else exact binomial limits. */
an_chart_build an_chart_funnel;

/* Ratios with their intervals on a logarithmic axis with a line at 1 (forest plot); a crude ratio and, where
 * one is declared and the table has it, its stratified one. */
an_chart_build an_chart_ratio;

/* A cell for each area and indicator (up to AN_CHART_MOST_INDICATORS, all of the table unless named), its
 * value in it, coloured by its distance from the median of the areas in units of their robust spread
 * (MAD). */
an_chart_build an_chart_heatmap;

/* Rows of sidda-flag: declared value over net mass times reference price on logarithmic axes (over net mass
 * where all rows have one reference; unit price over reference price where there is no mass), signals marked
 * by class, the first ones numbered and told in words. Over AN_PRICES_LIMIT rows, all signals and one other
 * row of each cell of a grid are drawn. */
enum { AN_PRICES_LIMIT = 5000 };
an_chart_build an_chart_prices;

/* Rows of sidda-flag --all: for each of the first signals the density of the log prices it is compared
 * with. */
an_chart_build an_chart_density;

/* The table of crmf-rif --curve: the share of forms answered over the days since issue, with its band. */
an_chart_build an_chart_survival;

/* Rows of sidda-flag: the duty at stake of the first signals and its running sum by rank. */
an_chart_build an_chart_signals;

#endif
