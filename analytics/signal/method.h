/* method: how a price is held against its comparison set, by name.
 *
 * A method is a row of an_methods. Most fit a center and a scale for each side to the prices of one set; the
 * score is the distance in scales, so that scores of different methods compare. `auto` looks at all sets at
 * once (model/auto.h). */
#ifndef AN_SIGNAL_METHOD_H
#define AN_SIGNAL_METHOD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "price/reference.h"

/* The prices of one comparison set. */
typedef struct an_price_set {
    const double *logs;         /* of EUR/kg, ascending; NULL: the method does not look at them */
    const double *value, *mass; /* EUR, kg, in any order; NULL: the same */
    size_t n;
    const an_reference *reference;
} an_price_set;

typedef struct an_price_fit {
    double center, under, over; /* log price; scale below and above it */
    double exponent;            /* hb: how much more a large consignment counts; else 0 */
    const char *name;           /* what was used in the end: a method that falls back says so */
} an_price_fit;

typedef struct an_method {
    const char *name;
    const char *help; /* one phrase */
    /* Judges one comparison set at a time (by_set.c); NULL: looks at all sets at once (by_model.c), and
     * nothing below is set. scratch: 6 n doubles. AN_UNDEFINED: the set cannot be judged this way. */
    an_code (*fit)(const an_price_set *set, double scratch[], an_price_fit *fit);
    double limit;   /* a score below -limit is a signal; 0: scores have p-values, those of a normal sample */
    unsigned parts; /* of the set's reference (reference.h) that fit looks at */
    bool logs, pairs; /* and whether it looks at the set's logs, and at its values and masses */
} an_method;

/* mad (the first), qn, adjbox, hb, lts, fs, lap, auto; ends with a NULL name. */
extern const an_method an_methods[];
#define AN_METHOD_NAMES "mad qn adjbox hb lts fs lap auto"

const an_method *an_method_find(const char *name); /* NULL: none */

/* The score of an item of value EUR and mass kg. */
double an_method_score(const an_price_fit *fit, double value, double mass);

#endif
