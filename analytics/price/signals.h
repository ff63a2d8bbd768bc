/* signals: scored items, which of them give reason to doubt, and in what order to look at them.
 */
#ifndef AN_PRICE_SIGNALS_H
#define AN_PRICE_SIGNALS_H

#include <stdint.h>

#include "price/drift.h"
#include "price/method.h"
#include "price/references.h"

typedef enum an_signal {
    AN_SIGNAL_NONE,
    AN_SIGNAL_UNDER,    /* declared well below the reference */
    AN_SIGNAL_OVER,     /* well above */
    AN_SIGNAL_QUANTITY, /* a wrong mass, not a price */
} an_signal;

const char *an_signal_name(an_signal signal); /* "", under, over, quantity_error */

/* One scored item. */
typedef struct an_scored {
    size_t item;                      /* of an_items */
    const an_references_entry *entry; /* the comparison set that is named: the finest with enough prices */
    const char *method;
    double price, reference;        /* EUR/kg */
    double score, p_value, q_value; /* NAN: the method has none */
    double probability;             /* that the value is wrong; NAN: the method has none */
    double honest; /* that it is no wrong value; of a quantity error: that nothing is wrong; NAN: as above */
    double shortfall;                   /* EUR/kg, expected: see auto.h; NAN: the method has none */
    double value_gap;                   /* EUR: (reference - price) x mass; NAN for a quantity error */
    double duty_at_stake;               /* EUR: value_gap x duty rate, not below 0; NAN: no rate */
    double expected_duty;               /* EUR: of the shortfall; without one duty_at_stake */
    unsigned price_group, price_groups; /* see auto.h; 0: the method knows none */
    an_drift_kind drift;
    double borrowed; /* see auto.h; NAN: the method borrows nothing */
    an_signal signal;
    uint32_t rank; /* from 1; 0: no signal, or beyond the budget */
} an_scored;

typedef struct an_signals {
    an_scored *items; /* in the order of rank; those without a signal behind, as they came */
    size_t n, capacity;
    size_t n_signals; /* with those beyond the budget */
    size_t unmatched; /* items without a comparison set of enough prices, or that the method refuses */
} an_signals;

/* How q-values are made. */
typedef enum an_correction {
    AN_CORRECTION_USUAL,      /* from the probabilities where the method has them (discovery.h), else as BH */
    AN_CORRECTION_BH,         /* Benjamini and Hochberg, from the p-values */
    AN_CORRECTION_BONFERRONI, /* n p */
} an_correction;

typedef struct an_signal_rules {
    const an_method *method;
    double threshold; /* |score| above it is a signal; 0: q_value decides */
    double fdr;       /* a q-value up to it is a signal */
    an_correction correction;
    size_t min_group;
    bool by_score;    /* rank by probability, then |score|, instead of expected duty */
    unsigned threads; /* for auto; the result is the same for any number */
} an_signal_rules;

/* Scores items against references, sets signals, q-values (over all scored items) and ranks. Ties rank in the
 * order of the items. references: made of the same items. Free with an_signals_free. O(n log n). */
an_code an_signals_make(an_signals *signals, const an_items *items, const an_references *references,
                        const an_signal_rules *rules, an_error *err);
void an_signals_free(an_signals *signals);

/* What a score without probabilities says of an item: NONE within limit, QUANTITY where the price is off by
 * about 100 or 1,000, else UNDER or OVER. */
an_signal an_signals_classify(double score, double limit, double log_distance);

/* Sets value_gap, duty_at_stake and expected_duty: what the signal is worth, if it is real. */
void an_signals_appraise(an_scored *scored, double value, double mass, double duty_rate);

#endif
