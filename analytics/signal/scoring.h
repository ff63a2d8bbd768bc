/* scoring: the items of an extract part by part: the sets that judge them, and what is said of an item. What
 * the methods of sets (by_set.c) and the model (by_model.c) have in common. */
#ifndef AN_SIGNAL_SCORING_H
#define AN_SIGNAL_SCORING_H

#include "model/drift.h"
#include "price/intake.h"
#include "price/items.h"
#include "price/references.h"
#include "signal/method.h"

typedef enum an_signal_kind {
    AN_SIGNAL_NONE,
    AN_SIGNAL_UNDER,    /* declared well below the reference */
    AN_SIGNAL_OVER,     /* well above */
    AN_SIGNAL_QUANTITY, /* a wrong mass, not a price */
} an_signal_kind;

/* A scored item, from what is found to the row that is written. */
typedef struct an_signal {
    an_named_item item;             /* place, value and mass; its names and duty rate once it was sought */
    const an_item_group *group;     /* its period and keys */
    const an_references_entry *set; /* the comparison set that is named: the finest with enough prices */
    const char *method;             /* what was used in the end */
    double price, reference;        /* EUR/kg */
    double score, p_value, q_value; /* NAN: the method has none */
    double probability;             /* that the value is wrong; NAN: the method has none */
    double honest; /* that it is no wrong value; of a quantity error: that nothing is wrong; NAN: as above */
    double shortfall;                   /* EUR/kg, expected: see auto.h; NAN: the method has none */
    double borrowed;                    /* see auto.h; NAN: the method borrows nothing */
    double value_gap;                   /* EUR: (reference - price) x mass; NAN for a quantity error */
    double duty_at_stake;               /* EUR: value_gap x duty rate, not below 0; NAN: no rate */
    double expected_duty;               /* EUR: of the shortfall; without one duty_at_stake */
    unsigned price_group, price_groups; /* see auto.h; 0: the method knows none */
    an_drift_kind drift;
    an_signal_kind kind;
    uint32_t order; /* of the group over all parts, by period and keys */
    uint32_t rank;  /* from 1; 0: no signal */
} an_signal;

typedef struct an_scoring_part an_scoring_part;

typedef struct an_signals {
    an_signal *list;
    size_t n;
    size_t n_signals;           /* of them, once they are ranked */
    uint64_t scored, unmatched; /* all items; without a set of enough prices, or that the method refuses */
    an_scoring_part *parts;     /* own the groups and sets of the list; NULL: the caller does */
} an_signals;

/* How q-values are made. */
typedef enum an_correction {
    AN_CORRECTION_USUAL,      /* from the probabilities of the model (multiplicity.h); of sets as BH */
    AN_CORRECTION_BH,         /* Benjamini and Hochberg, from the p-values */
    AN_CORRECTION_BONFERRONI, /* n p */
} an_correction;

typedef struct an_signal_rules {
    const an_method *method;
    double threshold; /* |score| above it is a signal; 0: q_value decides */
    double fdr;       /* a q-value up to it is a signal */
    an_correction correction;
    size_t min_group;
    bool all;         /* every scored item is listed, not signals only */
    bool by_score;    /* rank by probability, then |score|, instead of expected duty */
    unsigned threads; /* the result is the same for any number */
    size_t at_once;   /* of the model, instead of AN_AUTO_AT_ONCE; 0: that */
} an_signal_rules;

/* The p-value of a score: two-sided, of a normal sample; NAN where the method has none. */
double an_scoring_p_value(const an_method *method, double score);

/* What method says of an item of value EUR and mass kg that is judged by set and its fit. Its place and group
 * are left to the caller. */
an_signal an_scoring_score(const an_references_entry *set, const an_price_fit *fit, const an_method *method,
                           double value, double mass);

/* What a score without probabilities says of an item: NONE within limit, QUANTITY where the price is off by
 * about 100 or 1,000, else UNDER or OVER. */
an_signal_kind an_scoring_classify(double score, double limit, double log_distance);

/* Sets the kind of an item whose q-value, if it has one, is known. The model has already named the quantity
 * errors among what may become one. */
void an_scoring_decide(an_signal *signal, const an_signal_rules *rules);

/* ---- parts ---- */

/* A comparison set of a part. */
typedef struct an_scoring_set {
    bool fits; /* items can be judged by it */
    an_price_fit fit;
    double low, high; /* EUR/kg: no item between them is wanted; where low is above high, any may be */
} an_scoring_set;

struct an_scoring_part {
    an_partition partition;
    an_references references;
    uint32_t *entry;      /* of each group: what judges it; AN_REFERENCES_NONE: nothing does */
    an_scoring_set *sets; /* of each entry */
    uint32_t *order;      /* of each group, over all parts */
    uint64_t scored, unmatched;
};

/* What is to be found, and where. */
typedef struct an_scoring {
    an_partitions *partitions;
    const an_comparison *comparison;
    const an_signal_rules *rules;
    an_scoring_part *parts; /* AN_PARTITIONS */
} an_scoring;

/* Opens part p, and finds what judges its groups: entry, sets. every_set: names those of all levels, else of
 * coarser ones only those that some group needs. AN_SYSTEM. */
an_code an_scoring_open(const an_scoring *scoring, size_t p, bool every_set, an_error *err);

/* Lists the groups of all parts in the order of period and keys, and sets part->order. Free groups.
 * AN_SYSTEM. */
an_code an_scoring_order(const an_scoring *scoring, an_part_group **groups, size_t *n, an_error *err);

/* Describes the sets that are wanted (AN_REFERENCE_GOODS). A pass over their parts. AN_SYSTEM. */
an_code an_scoring_describe(const an_scoring *scoring, an_error *err);

/* Puts the list in the order of period, keys and place. */
void an_scoring_sort(an_signals *signals);

/* Find what an_signals_find (signals.h) asks of a method of sets (by_set.c), of the model of all groups
 * (by_model.c); the parts are not open yet. */
an_code an_by_set_find(an_scoring *scoring, an_signals *signals, an_error *err);
an_code an_by_model_find(an_scoring *scoring, an_signals *signals, an_error *err);

#endif
