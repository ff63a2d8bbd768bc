/* signal_table: the rows of sidda-flag that a chart draws. */
#ifndef AN_CHART_SIGNAL_TABLE_H
#define AN_CHART_SIGNAL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "chart/phrase.h"
#include "chart/kind.h"

/* The class of a signal; the templates know these numbers. */
typedef enum an_signal_class {
    AN_SIGNAL_CLASS_NONE,
    AN_SIGNAL_CLASS_UNDER,
    AN_SIGNAL_CLASS_OVER,
    AN_SIGNAL_CLASS_QUANTITY,
    AN_SIGNAL_CLASS_CLASSES, /* how many there are */
} an_signal_class;

typedef struct an_signal_record {
    size_t row; /* of the sheet */
    an_signal_class signal;
    double price, reference; /* EUR/kg; NAN: missing */
    double gap, duty;        /* EUR */
    double expected;         /* duty times the probability that the signal is right, EUR */
    double mass;             /* kg */
    double n;                /* prices that the reference rests on */
    double rank;             /* from 1; NAN: none */
} an_signal_record;

typedef struct an_signal_table {
    const an_sheet *sheet;
    an_signal_record *records; /* in the order of the table */
    size_t n;
    size_t of_class[AN_SIGNAL_CLASS_CLASSES]; /* how many of each */
    const char *first, *last; /* period or date of acceptance; NULL: the table tells none */
    int period, prices;       /* columns: those between them are the keys of the comparison */
    an_arena arena;
} an_signal_table;

/* The rows of the request's sheet that count. table starts as {0}; free it also after an error. AN_DATA: a
 * column is missing, a cell is no number, a signal is none of under, over, quantity_error. */
an_code an_signal_table_read(an_signal_table *table, const an_chart_request *request, an_error *err);
void an_signal_table_free(an_signal_table *table);

/* The name of a row for people: "DECLARATION/ITEM", or "row N" of the table. NULL: no memory. */
const char *an_signal_table_label(an_signal_table *table, const an_signal_record *record);

/* Adds what is compared, "2922420000, US"; nothing where the table has no keys. */
void an_signal_table_keys(const an_signal_table *table, const an_signal_record *record,
                          an_sentence *sentence);

/* Adds what the signal says, "0.708 EUR/kg declared, reference 1.57 EUR/kg from 22 prices". */
void an_signal_table_words(const an_signal_record *record, const an_style *style, an_sentence *sentence);

/* The name of a class: "under", "quantity error". */
const char *an_signal_table_class(an_signal_class signal);

/* Adds "2017-Q3; " or "2017-07-01 to 2017-09-30; ", what the rows tell of their time. */
void an_signal_table_when(const an_signal_table *table, const an_style *style, an_sentence *sentence);

/* Moves the signals before all other rows, by rank, those without a rank last; otherwise the order stays. */
void an_signal_table_sort(an_signal_table *table);

#endif
