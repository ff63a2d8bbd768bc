/* additive: which rows of an indicator table add up over parts of the data, and how a row of the whole
 * follows.
 *
 * Numerators and denominators are sums, but the table does not say of what: a denominator may be a number of
 * distinct operators, a value may be a median. What can be added exactly is known by the row's method; what a
 * ratio of two rates is made of is known by its code, from one table here. */
#ifndef AN_INDICATOR_ADDITIVE_H
#define AN_INDICATOR_ADDITIVE_H

#include "indicator/observation.h"

typedef enum an_additive_rule {
    AN_RULE_UNKNOWN, /* status M: the row says nothing, others of the indicator may */
    AN_RULE_SUM,
    AN_RULE_RATE,
    AN_RULE_MEAN,
    AN_RULE_RATIO,
    AN_RULE_NONE, /* does not add up */
} an_additive_rule;

/* A ratio of two rates, whose second rate has rows of its own. */
typedef struct an_ratio_base {
    const char *ratio, *base;
} an_ratio_base;
extern const an_ratio_base an_ratio_bases[]; /* ends with a NULL ratio */

/* The indicator whose rows hold the second rate of the ratio called code; NULL: code is no such ratio. */
const char *an_ratio_base_of(const char *code);

/* The rule by which the row's value was made of its numbers. AN_RULE_NONE also for status Q; *reason then
 * says why, in words. */
an_additive_rule an_rule_of(const an_observation *observation, const char **reason);

/* Which numbers of an indicator are those of all units of the group, whatever splitting column is in --by: a
 * part of the data in which nothing falls into a class has them for that class all the same. */
typedef enum an_whole { AN_WHOLE_NONE, AN_WHOLE_DENOMINATOR, AN_WHOLE_BOTH } an_whole;
an_whole an_whole_of(const char *code);

#endif
