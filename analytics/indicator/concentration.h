/* concentration: what a sum of amounts hangs on: its interval, and the rows that stand beside it.
 *
 * Beside an amount, or a rate of amounts, stand how many cases make it up, how many of one size would tell as
 * much, the share of the largest and the value without it. Declared once, in a program's indicators:
 *
 *     {.code = "duty_lost", .kind = AN_AMOUNT, .unit = "EUR", .amounts = weighted, .compute = ... },
 *     AN_CONCENTRATION("duty_lost", "duty lost", AN_AMOUNT, "EUR", weighted, NULL, NULL),
 *
 * which makes duty_lost_cases, _effective_cases, _largest_share and _without_largest. The last two tell
 * what one case contributes: ind-suppress never publishes them. They do not add up over parts of the data. */
#ifndef AN_INDICATOR_CONCENTRATION_H
#define AN_INDICATOR_CONCENTRATION_H

#include <stddef.h>

#include "base/error.h"
#include "indicator/indicator.h"

#define AN_CONCENTRATION_ROW(CODE, ROLE, AMOUNTS, MISSING)                                                   \
    .about = (CODE), .concentration = (ROLE), .amounts = (AMOUNTS), .missing = (MISSING),                    \
    .compute = an_concentration_compute

/* The four rows beside the indicator CODE. AMOUNTS, DENOMINATOR, MISSING: as declared there, or NULL. */
#define AN_CONCENTRATION(CODE, TITLE, KIND, UNIT, AMOUNTS, DENOMINATOR, MISSING)                             \
    {.code = CODE "_cases",                                                                                  \
     .kind = AN_COUNT,                                                                                       \
     .title = TITLE ": cases",                                                                               \
     .definition = "Cases with an amount above 0 that " CODE " is made of.",                                 \
     AN_CONCENTRATION_ROW(CODE, AN_CASES, AMOUNTS, MISSING)},                                                \
        {.code = CODE "_effective_cases",                                                                    \
         .kind = AN_INDEX,                                                                                   \
         .title = TITLE ": effective cases",                                                                 \
         .unit = "cases",                                                                                    \
         .definition = "How many cases of one size would tell as much: (sum of amounts)^2 / sum of their "   \
                       "squares (Kish 1965). Far below the number of cases: a few decide.",                  \
         AN_CONCENTRATION_ROW(CODE, AN_EFFECTIVE_CASES, AMOUNTS, MISSING)},                                  \
        {.code = CODE "_largest_share",                                                                      \
         .kind = AN_RATIO_OF_AMOUNTS,                                                                        \
         .title = TITLE ": share of the largest case",                                                       \
         .unit = "ratio",                                                                                    \
         .definition = "The largest case / all. The page does not tell " CODE " as a finding where this is " \
                       "a third or more: the figure then hangs on one case. ind-suppress does not publish "  \
                       "it.",                                                                                \
         AN_CONCENTRATION_ROW(CODE, AN_LARGEST_SHARE, AMOUNTS, MISSING)},                                    \
    {                                                                                                        \
        .code = CODE "_without_largest", .kind = (KIND), .title = TITLE " without the largest case",         \
        .unit = (UNIT), .denominator = (DENOMINATOR),                                                        \
        .definition = CODE " without its largest case. ind-suppress does not publish it.",                   \
        AN_CONCENTRATION_ROW(CODE, AN_WITHOUT_LARGEST, AMOUNTS, MISSING)                                     \
    }

/* A figure whose largest case has this share of it, or more, hangs on that case. */
#define AN_CONCENTRATION_HANGS (1 / 3.0)

/* The rule of the four rows. */
an_compute an_concentration_compute;

/* Interval and method of a value that is the group's amounts / denominator (1 for an amount), which result
 * holds. fraction: stat/amounts.h. Status U where there are fewer cases than min_n, or no interval can be
 * made: method then says why. */
an_code an_concentration_interval(const an_computation *from, double fraction, double denominator,
                                  an_result *result, an_error *err);

/* Amounts added up exactly: the shortest text of a double is the decimal that was read. */
an_decimal an_concentration_sum(const double x[], size_t n);

#endif
