/* chart: a chart declared as data: titles, numbers, lists of texts and tables of numbers; no gnuplot text.
 *
 * A kind of chart (kind.h) fills one and script.h writes it out. The names of items are the variables that
 * the template in plots/ reads: constants of the program, never text of the data. Text of the data stands
 * in texts and lists only; tables hold numbers, and refer to a text by its place in a list, from 1. */
#ifndef AN_CHART_CHART_H
#define AN_CHART_CHART_H

#include <stddef.h>

#include "base/error.h"

typedef enum an_chart_type {
    AN_CHART_TEXT,
    AN_CHART_NUMBER,
    AN_CHART_LIST,  /* of texts */
    AN_CHART_TABLE, /* rows of numbers; NAN: missing */
} an_chart_type;

typedef struct an_chart_item {
    const char *name;
    an_chart_type type;
    size_t n;            /* texts of a list, rows of a table; 1 */
    size_t n_columns;    /* of a table */
    const char **texts;  /* n of them; a text is a list of one */
    double *numbers;     /* n * n_columns, row by row; a number is a table of one */
    size_t capacity;
} an_chart_item;

typedef struct an_chart an_chart;

/* A chart drawn by plots/TEMPLATE.gp; template is kept, not copied. */
an_code an_chart_new(an_chart **chart, const char *template, an_error *err);
void an_chart_free(an_chart *chart);

/* Sets a text or a number; the last one set stands. Texts are copied, names are not. These four remember a
 * failure (memory), which an_chart_check reports: no need to check each. */
void an_chart_set_text(an_chart *chart, const char *name, const char *format, ...) AN_PRINTF(3, 4);
void an_chart_set_number(an_chart *chart, const char *name, double value);

/* Appends a text to the list called name and returns its place, from 1; a row of n numbers to the table
 * called name, all rows of which have the same n. Both are begun if new. */
size_t an_chart_add_text(an_chart *chart, const char *name, const char *text);
void an_chart_add_row(an_chart *chart, const char *name, size_t n, const double numbers[]);

an_code an_chart_check(const an_chart *chart, an_error *err);

const char *an_chart_template(const an_chart *chart);

/* The items in the order of their first appearance; *n of them, owned by the chart. */
const an_chart_item *an_chart_items(const an_chart *chart, size_t *n);

/* The item called name, or NULL. */
const an_chart_item *an_chart_find(const an_chart *chart, const char *name);

#endif
