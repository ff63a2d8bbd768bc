/* protection: further rows that may not be published, so that nothing that is suppressed can be computed.
 *
 * Who attacks knows all equations of margins.h, that counts are whole, which numbers are 0, and what the
 * label of a row tells: that a small count is at least 1 and below the least, that a number withheld to
 * protect others is none of these. Promised is, of every suppressed number: another value of it agrees
 * with all that is published; of a sensitive amount, or a number of units of few operators, also one that
 * is percent % larger, and one that is as much smaller. */
#ifndef AN_INDICATOR_PROTECTION_H
#define AN_INDICATOR_PROTECTION_H

#include "base/error.h"
#include "indicator/figures.h"
#include "indicator/knowledge.h"
#include "indicator/margins.h"
#include "indicator/observation.h"

/* status[table->n]: 'F' published, else suppressed; rows that show a sensitive figure, and further ones
 * until the promise holds, become 'd'. Where the labels themselves would tell a number (three counts below
 * 3, one of them the sum of the others) all suppressed rows of that place become 'c': they may not say
 * why. flags[figures->n]. As few rows as a search finds, and of these the smallest: each sensitive figure
 * in turn takes the cheapest move (attacker.h), rows that turn out needless are published again, and where
 * the table is small the order is varied (fixed seeds). A number of 0 protects nothing. AN_DATA: a
 * suppressed number that cannot be protected. Cost: for each suppressed number a linear program over its
 * neighbourhood (neighbourhood.h); memory O(figures + equations). */
an_code an_protection_add(const an_figures *figures, const an_margins *margins, const an_observations *table,
                          const an_protection_rules *rules, const unsigned char flags[], char status[],
                          an_error *err);

#endif
