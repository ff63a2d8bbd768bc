/* chart_rows: the observations of an indicator table that a chart draws. */
#ifndef AN_CHART_CHART_ROWS_H
#define AN_CHART_CHART_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "chart/kind.h"
#include "indicator/observation.h"

/* How a row is drawn; the templates know these numbers. */
typedef enum an_chart_mark {
    AN_MARK_VALUE = 0,
    AN_MARK_LOW = 1,        /* status U: low reliability */
    AN_MARK_MISSING = 2,    /* no value: "n.a." */
    AN_MARK_SUPPRESSED = 3, /* status Q: never drawn, whatever stands in the cell */
    AN_MARK_BREAK = 4,      /* status B: not to be compared with what came before */
} an_chart_mark;

/* The control chart of ind-trend beside a value. */
typedef struct an_limits {
    double lower, upper; /* NAN: none */
    double charted;      /* what is held against them, where it is not the value itself (EWMA); else NAN */
    int signal;          /* 1 above, -1 below, 0 neither */
} an_limits;

typedef struct an_chart_row {
    size_t observation; /* its place in the table */
    size_t series;      /* place of its indicator among those drawn, from 0; 0 where nothing is broken down */
    const char *key;    /* tells its breakdown cells from those of any other row */
    size_t place;       /* of its key in the chart, from 0: an_chart_rows_order */
    const char *label;  /* its breakdown, cells joined by ", "; the indicator where there is none */
    const char *period;
    double value, lower, upper; /* NAN: missing */
    double numerator, denominator;
    an_limits limits;
    an_chart_mark mark;
    bool is_total; /* all its keys stand for "all": it is no part beside the others */
} an_chart_row;

/* Which indicators a kind of chart can draw, by what their declarations say. */
typedef enum an_chart_fit {
    AN_FIT_ANY,
    AN_FIT_PERCENT, /* a share of whatever: told in percent */
    AN_FIT_SHARE, /* a share of counted items: neither a ratio of two rates nor one of amounts */
    AN_FIT_RATIO, /* a ratio of two rates */
} an_chart_fit;

enum { AN_CHART_MOST_SERIES = 4, AN_CHART_MOST_INDICATORS = 12 };

typedef struct an_chart_rows {
    const an_observations *table;
    const char *indicators[AN_CHART_MOST_INDICATORS];
    const an_meaning *meanings[AN_CHART_MOST_INDICATORS]; /* NULL: no declaration knows it */
    const char *titles[AN_CHART_MOST_INDICATORS];         /* "control rate of AEOs" */
    size_t n_indicators;
    an_chart_row *rows; /* in the order of the table */
    size_t n, capacity;
    size_t n_places;    /* keys: an_chart_rows_order */
    size_t *first;      /* of each place: its first row */
    const char *period; /* of all rows; NULL: several */
    const char *method; /* of the first interval; "" */
    const char *unit;   /* of the first row */
    const char *by;     /* breakdown columns as words; "" */
    bool in_percent;    /* all indicators are told so */
    bool many_units;    /* set before they are read: each indicator has a unit of its own */
    an_arena arena;     /* owns the texts made here */
} an_chart_rows;

/* Takes from the request's observations those of up to most indicators that fit and, unless every_period, of
 * one period. Rows start as {0}; free them also after an error. n may be 0: a table without rows. Codes as
 * an_chart_build. */
an_code an_chart_rows_read(an_chart_rows *rows, const an_chart_request *request, an_chart_fit fit,
                           size_t most, bool every_period, an_error *err);
void an_chart_rows_free(an_chart_rows *rows);

/* Gives each key its place. sorted: by the value of the first series, the largest first, missing ones last,
 * equal ones by key; else in the order of the table. AN_SYSTEM: memory. O(n log n). */
an_code an_chart_rows_order(an_chart_rows *rows, bool sorted, an_error *err);

/* Whether a series is told in percent: its indicator is, and it has no other unit. */
bool an_chart_rows_in_percent(const an_chart_rows *rows, size_t series);

const an_observation *an_chart_row_observation(const an_chart_rows *rows, const an_chart_row *row);

/* The number in a further column of a row; NAN where it is empty or c is -1. AN_DATA: no number. */
an_code an_chart_row_number(const an_chart_rows *rows, const an_chart_row *row, int c, double *value,
                            an_error *err);

#endif
