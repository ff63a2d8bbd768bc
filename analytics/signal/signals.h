/* signals: which items of an extract give reason to doubt, in what order to look at them, and their rows. */
#ifndef AN_SIGNAL_SIGNALS_H
#define AN_SIGNAL_SIGNALS_H

#include "signal/scoring.h"

const char *an_signal_name(an_signal_kind kind); /* "", under, over, quantity_error */

/* Finds the signals (rules->all: every scored item) among the items of partitions, which are placed, for auto
 * extended; comparison is theirs. The list is in the order of period, keys and place, its items not named
 * yet, not ranked; the rows of partitions are gone afterwards. O(n) time, for auto some twenty rounds of it;
 * memory for the largest parts under way. Free with an_signals_free, partitions after it. AN_SYSTEM. */
an_code an_signals_find(an_signals *signals, an_partitions *partitions, const an_comparison *comparison,
                        const an_signal_rules *rules, an_error *err);
void an_signals_free(an_signals *signals);

/* Sets value_gap, duty_at_stake and expected_duty: what the signal is worth, if it is real. Its item's duty
 * rate is known. */
void an_signals_appraise(an_signal *signal);

/* Appraises all, puts them in the order of rank, those without a signal behind, and numbers the signals.
 * Equal ones stay in the order of period, keys and place. O(n log n). */
void an_signals_rank(an_signals *signals, const an_signal_rules *rules);

enum { AN_SIGNAL_COLUMNS = 21, AN_SIGNAL_COLUMNS_MOST = 3 + AN_COMPARISON_KEYS + AN_SIGNAL_COLUMNS };

/* The names of the columns, those of the keys by[] among them; returns how many. */
size_t an_signals_columns(const an_comparison *comparison, const char *const by[],
                          const char *names[AN_SIGNAL_COLUMNS_MOST]);

/* Writes the row of an item that has its names. */
void an_signals_write(const an_signal *signal, const an_comparison *comparison, an_output *output);

#endif
