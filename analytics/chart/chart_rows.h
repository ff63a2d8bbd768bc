/* chart_rows: the rows of an indicator table that a chart draws. */
#ifndef AN_CHART_CHART_ROWS_H
#define AN_CHART_CHART_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "chart/kind.h"
#include "chart/limits.h"
#include "indicator/indicator.h"

/* How a row is drawn; the templates know these numbers. */
typedef enum an_chart_mark {
    AN_MARK_VALUE = 0,
    AN_MARK_LOW = 1,        /* status U: low reliability */
    AN_MARK_MISSING = 2,    /* no value: "n.a." */
    AN_MARK_SUPPRESSED = 3, /* status Q: never drawn, whatever stands in the cell */
    AN_MARK_BREAK = 4,      /* status B: not to be compared with what came before */
} an_chart_mark;

typedef struct an_chart_row {
    size_t row;        /* of the sheet */
    size_t series;     /* place of its indicator among those drawn, from 0; 0 where nothing is broken down */
    const char *key;   /* tells its breakdown cells from those of any other row */
    const char *label; /* its breakdown, cells joined by ", "; the indicator where there is none */
    const char *period;
    double value, lower, upper; /* NAN: missing */
    double numerator, denominator;
    an_limits limits; /* of ind-trend */
    an_chart_mark mark;
    bool is_total; /* all its keys stand for "all": it is no part beside the others */
} an_chart_row;

/* Which indicators a kind can draw. */
typedef enum an_chart_fit {
    AN_FIT_ANY,
    AN_FIT_SHARE, /* a share of counted items: neither a ratio of two rates nor one of amounts */
    AN_FIT_RATIO, /* a ratio of two rates */
} an_chart_fit;

enum { AN_CHART_MOST_SERIES = 4, AN_CHART_MOST_INDICATORS = 12 };

typedef struct an_chart_rows {
    an_indicator_columns columns;
    const char *indicators[AN_CHART_MOST_INDICATORS];
    size_t n_indicators;
    an_chart_row *rows; /* in the order of the table */
    size_t n, capacity;
    const char *period; /* of all rows; NULL: several */
    const char *method; /* of the first interval; "" */
    const char *unit;   /* of the first row */
    const char *by;     /* breakdown columns as words; "" */
    bool share;         /* drawn in percent */
    bool many_units;    /* set before they are read: each indicator has a unit of its own */
    an_arena arena;     /* owns the texts made here */
} an_chart_rows;

/* Takes from the request's sheet the rows of up to most indicators that fit and, unless every_period, of
 * one period. Rows start as {0}; free them also after an error. n may be 0: a table without rows. Codes as
 * an_chart_build. */
an_code an_chart_rows_read(an_chart_rows *rows, const an_chart_request *request, an_chart_fit fit,
                           size_t most, bool every_period, an_error *err);
void an_chart_rows_free(an_chart_rows *rows);

/* The order of two values in a chart, for qsort: the largest first, missing ones last. */
int an_chart_descending(double a, double b);

#endif
