/* signals: scored items, which of them give reason to doubt, and in what order to look at them. */
#ifndef AN_SIGNAL_SIGNALS_H
#define AN_SIGNAL_SIGNALS_H

#include <stdint.h>

#include "signal/scoring.h"
#include "model/auto.h"

const char *an_signal_name(an_signal signal); /* "", under, over, quantity_error */

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
    size_t at_once;   /* for auto in a sift, instead of AN_AUTO_AT_ONCE; 0: that */
} an_signal_rules;

/* Scores items against references, sets signals, q-values (over all scored items) and ranks. Ties rank in the
 * order of the items. references: of the same items, those parts that the method looks at (auto: none). Free
 * with an_signals_free. O(n log n). The plain way, all in memory at once: sift.h, which the programs
 * use, is held against it, and methods are compared by it. */
an_code an_signals_make(an_signals *signals, const an_items *items, const an_references *references,
                        const an_signal_rules *rules, an_error *err);
void an_signals_free(an_signals *signals);

/* What auto says of an item that is named by entry. */
an_scored an_signals_of_auto(const an_references_entry *entry, const an_auto_result *result, size_t item,
                             double value, double mass);

/* Items that are no signals, but whose p-values (of auto with the usual correction: probabilities, those of
 * values that are no quantity errors first) count in the q-values of those that are. */
typedef struct an_signals_others {
    const double *x[2];
    size_t n[2];
} an_signals_others;

/* Makes q-values of all signals->items. AN_SYSTEM: no memory. */
an_code an_signals_adjust(an_signals *signals, const an_signals_others *others, const an_signal_rules *rules,
                          an_error *err);

/* Whether q-values are made from the probabilities of auto. */
bool an_signals_by_honesty(const an_signal_rules *rules);

/* Sets the signal of an item whose q-value, if it has one, is known. */
void an_signals_decide(an_scored *scored, const an_signal_rules *rules);

/* Puts decided and appraised items in the order of rank, and numbers the signals. */
void an_signals_rank(an_signals *signals, const an_signal_rules *rules);

/* What a score without probabilities says of an item: NONE within limit, QUANTITY where the price is off by
 * about 100 or 1,000, else UNDER or OVER. */
an_signal an_signals_classify(double score, double limit, double log_distance);

/* Sets value_gap, duty_at_stake and expected_duty: what the signal is worth, if it is real. */
void an_signals_appraise(an_scored *scored, double value, double mass, double duty_rate);

#endif
