/* flags: the rows of sidda-flag that a chart draws. */
#ifndef AN_CHART_FLAGS_H
#define AN_CHART_FLAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "chart/phrase.h"
#include "chart/kind.h"

/* The class of a signal; the templates know these numbers. */
typedef enum an_flag_class {
    AN_FLAG_NONE,
    AN_FLAG_UNDER,
    AN_FLAG_OVER,
    AN_FLAG_QUANTITY,
    AN_FLAG_CLASSES, /* how many there are */
} an_flag_class;

typedef struct an_flag {
    size_t row; /* of the sheet */
    an_flag_class signal;
    double price, reference; /* EUR/kg; NAN: missing */
    double gap, duty;        /* EUR */
    double expected;         /* duty times the probability that the signal is right, EUR */
    double mass;             /* kg */
    double n;                /* prices that the reference rests on */
    double rank;             /* from 1; NAN: none */
} an_flag;

typedef struct an_flags {
    an_flag *flags; /* in the order of the table */
    size_t n;
    size_t of_class[AN_FLAG_CLASSES]; /* how many of each */
    const char *first, *last; /* period or date of acceptance; NULL: the table tells none */
    int period, prices;       /* columns: those between them are the keys of the comparison */
    an_arena arena;
} an_flags;

/* The rows of the request's sheet that count. flags starts as {0}; free it also after an error. AN_DATA: a
 * column is missing, a cell is no number, a signal is none of under, over, quantity_error. */
an_code an_flags_read(an_flags *flags, const an_chart_request *request, an_error *err);
void an_flags_free(an_flags *flags);

/* The name of a row for people: "DECLARATION/ITEM", or "row N" of the table. NULL: no memory. */
const char *an_flags_label(an_flags *flags, const an_sheet *sheet, const an_flag *flag);

/* Adds what is compared, "2922420000, US"; nothing where the table has no keys. */
void an_flags_keys(const an_flags *flags, const an_sheet *sheet, const an_flag *flag, an_sentence *sentence);

/* Adds what the signal says, "0.708 EUR/kg declared, reference 1.57 EUR/kg from 22 prices". */
void an_flags_words(const an_flag *flag, const an_style *style, an_sentence *sentence);

/* The name of a class: "under", "quantity error". */
const char *an_flags_class(an_flag_class signal);

/* Adds "2017-Q3; " or "2017-07-01 to 2017-09-30; ", what the rows tell of their time. */
void an_flags_when(const an_flags *flags, const an_style *style, an_sentence *sentence);

/* Moves the signals before all other rows, by rank, those without a rank last; otherwise the order stays. */
void an_flags_sort(an_flags *flags);

#endif
