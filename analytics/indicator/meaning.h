/* meaning: the catalogue of all declared indicators, and what follows from a declaration.
 *
 * The build gathers the declarations of indicators/ (an_catalogue_program below). Merging, suppression,
 * trends, charts, the page and the definitions ask here by code; none of them knows a code by its name.
 * Indicators of somebody's own table are declared in a CSV file (--meaning FILE):
 *
 *     indicator,kind,title,numerator,denominator,base,share_of,unit,break_at,sentence
 *
 * of which indicator and kind must be filled. numerator and denominator name measures (of the catalogue,
 * or new ones); base is the indicator whose rows hold the second rate of a ratio. */
#ifndef AN_INDICATOR_MEANING_H
#define AN_INDICATOR_MEANING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "indicator/indicator.h"

/* A program's declarations: what it adds up, and its indicators (NULL: it has none). */
typedef struct an_declared {
    const char *program;
    const an_source *sources;
    const an_indicator *indicators;
} an_declared;

/* Program p of the catalogue, in the order of their names; false: there are no more. Made by the build. */
bool an_catalogue_program(size_t p, an_declared *declared);

/* What is known of a code. */
typedef struct an_meaning {
    const an_indicator *indicator;
    const char *base; /* AN_RATIO: the indicator that is the second rate; NULL: none is declared */
    const char *with_missing; /* share_of: the indicator that counts the numerator and what is missing, by the
                                 parts of its sum; NULL: none does */
    const an_sum *numerator, *denominator; /* the measures; NULL: none, or their meaning is not declared */
    const an_sum *base_numerator, *base_denominator, *missing;
    const char *program; /* that declares it; NULL: a file of somebody's own */
} an_meaning;

/* The declarations that a run knows. Start with an_meanings_new. */
typedef struct an_meanings an_meanings;

/* The catalogue, and what file declares besides (NULL: nothing). AN_SYSTEM: cannot be read. AN_DATA with its
 * place: no such column or kind, a code of the catalogue or one that stands there twice. */
an_code an_meanings_new(an_meanings **meanings, const char *file, an_error *err);
void an_meanings_free(an_meanings *meanings); /* NULL is allowed */

/* The meaning of a code, valid as long as meanings; NULL: no declaration knows it. O(1) but for codes with an
 * {option} in them: those match where a canonical column stands for the option. */
const an_meaning *an_meanings_find(const an_meanings *meanings, const char *code);

/* Number p of all meanings in their order; NULL: there are no more. */
const an_meaning *an_meanings_at(const an_meanings *meanings, size_t p);

/* ---- what follows from a kind ---- */

/* The name of a kind in a file: "share". */
const char *an_kind_name(an_kind kind);

/* Whether values are told in percent; whether an axis of them is logarithmic with a line at 1. A meaning that
 * is NULL is told in plain numbers. */
bool an_meaning_in_percent(const an_meaning *meaning);
bool an_meaning_is_ratio(const an_meaning *meaning);

/* Whether numerator and denominator count units of which each is in the numerator or not, as far as the kind
 * tells: what funnels, p charts and tests of shares need. */
bool an_meaning_is_proportion(const an_meaning *meaning);

/* Whether values are numbers of events or units. */
bool an_meaning_is_count(const an_meaning *meaning);

/* Whether the numerator, or the denominator, is a number of units, so that a small one tells of few: amounts
 * and values are not; events per operator are. */
bool an_meaning_counts_above(const an_meaning *meaning);
bool an_meaning_counts_below(const an_meaning *meaning);

/* Whether a row tells what one case contributes to another indicator, whatever the number of units. */
bool an_meaning_is_of_one_case(const an_meaning *meaning);

/* Whether values are made of an amount that is somebody's: of money or mass, not a number of units. */
bool an_meaning_is_amount(const an_meaning *meaning);

/* How rows of parts of the data make a row of the whole. */
typedef enum an_additive_rule {
    AN_RULE_SUM,      /* the numerators add up */
    AN_RULE_RATE,     /* numerators and denominators do, and a rate follows */
    AN_RULE_MEAN,     /* the same, with the sums of squares */
    AN_RULE_RATIO,    /* the same, with the row of the second rate */
    AN_RULE_SHARE_OF, /* numerators do, and the denominator is their total over share_of */
    AN_RULE_NONE,     /* they do not add up; *why says so in words */
} an_additive_rule;
an_additive_rule an_meaning_rule(const an_meaning *meaning, const char **why);

/* Which numbers of an indicator are those of all units of the group, whatever splitting column is in --by: a
 * part of the data in which nothing falls into a class has them for that class all the same. */
typedef enum an_whole { AN_WHOLE_NONE, AN_WHOLE_DENOMINATOR, AN_WHOLE_BOTH } an_whole;
an_whole an_meaning_whole(const an_meaning *meaning);

/* Way k, from 0, in which the catalogue takes a measure apart: in every group the sum called whole is that of
 * the n sums called parts (AN_MEASURE_PARTS at most; valid as long as the program). False: there are no more.
 * O(declared sums). */
enum { AN_MEASURE_PARTS = 8, AN_MEASURE_NAME = 64 };
typedef struct an_decomposition {
    const char *whole;
    char parts[AN_MEASURE_PARTS][AN_MEASURE_NAME];
    size_t n;
} an_decomposition;
bool an_catalogue_decomposition(size_t k, an_decomposition *way);

/* What the numerator leaves of the denominator, into name: the other one of its two parts where they are
 * declared, else a name of its own. For indicators that are shares. */
void an_meaning_rest(const an_meaning *meaning, char name[2 * AN_MEASURE_NAME]);

/* Whether finer is the ratio of ratio's two rates once more, estimated with an option of the same program.
 * Both may be NULL. */
bool an_meaning_refines(const an_meaning *finer, const an_meaning *ratio);

#endif
