/* scoring: a method fitted to one comparison set, and the items that are judged by it. */
#ifndef AN_SIGNAL_SCORING_H
#define AN_SIGNAL_SCORING_H

#include "model/drift.h"
#include "signal/method.h"
#include "price/references.h"

typedef enum an_signal {
    AN_SIGNAL_NONE,
    AN_SIGNAL_UNDER,    /* declared well below the reference */
    AN_SIGNAL_OVER,     /* well above */
    AN_SIGNAL_QUANTITY, /* a wrong mass, not a price */
} an_signal;

/* One scored item. */
typedef struct an_scored {
    size_t item;                      /* its number where the others of the extract are */
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

/* The prices of groups, each from its first on. value, mass: NULL where the method does not ask for pairs. */
typedef struct an_scoring_data {
    const an_item_group *groups;
    const double *price, *value, *mass;
} an_scoring_data;

/* Doubles of room that an_scoring_fit needs for a set of n prices. */
enum { AN_SCORING_ROOM = 9 };

/* Fits method to the set of entry, whose reference has the parts that the method looks at. False: the set
 * cannot be judged this way. room: AN_SCORING_ROOM n doubles. */
bool an_scoring_fit(const an_references *references, const an_references_entry *entry,
                    const an_scoring_data *data, const an_method *method, double room[], an_price_fit *fit);

/* The p-value of a score: two-sided, of a normal sample; NAN where the method has none. */
double an_scoring_p_value(const an_method *method, double score);

/* What method says of item number `item`, of value EUR and mass kg, that is judged by entry and its fit. */
an_scored an_scoring_score(const an_references_entry *entry, const an_price_fit *fit, const an_method *method,
                           size_t item, double value, double mass);

#endif
