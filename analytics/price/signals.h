/* signals: scored items, which of them give reason to doubt, and in what order to look at them.
 */
#ifndef AN_PRICE_SIGNALS_H
#define AN_PRICE_SIGNALS_H

#include <stdint.h>

#include "price/references.h"

typedef enum an_signal {
    AN_SIGNAL_NONE,
    AN_SIGNAL_UNDER,    /* declared well below the reference */
    AN_SIGNAL_OVER,     /* well above */
    AN_SIGNAL_QUANTITY, /* off by about 100 or 1,000: a wrong mass, not a price */
} an_signal;

const char *an_signal_name(an_signal signal); /* "", under, over, quantity_error */

/* One scored item. */
typedef struct an_scored {
    size_t row; /* of the tally's sample, for its carried texts */
    size_t group;
    const an_references_entry *entry;
    const char *method; /* of the scale: mad, iqr, floor */
    double price, score, p_value, q_value;
    double value_gap;     /* EUR: (reference median - price) x mass; NAN for a quantity error */
    double duty_at_stake; /* EUR: value_gap x duty rate, not below 0; NAN: no rate */
    an_signal signal;
    uint32_t rank; /* from 1; 0: no signal */
} an_scored;

typedef struct an_signals {
    an_scored *items;
    size_t n, capacity;
    size_t n_signals;
    size_t unpriced, unmatched; /* items without a price; without a comparison set of enough prices */
} an_signals;

typedef struct an_signal_rules {
    double threshold; /* |score| above it is a signal */
    size_t min_group;
    bool by_score; /* rank by |score| instead of duty at stake */
} an_signal_rules;

/* Scores every priced item of a finished tally (sampled as references.h says) against references, sets
 * signals, q-values (Benjamini-Hochberg over all scored items) and ranks. Ties rank in the order of group and
 * input. Free with an_signals_free. O(n log n). */
an_code an_signals_make(an_signals *signals, const an_tally *tally, const an_references *references,
                        const an_signal_rules *rules, an_error *err);
void an_signals_free(an_signals *signals);

#endif
