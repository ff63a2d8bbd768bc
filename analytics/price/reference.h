/* reference: what the unit prices of one comparison set look like, and how far a price lies from them.
 *
 * Prices are EUR/kg; spread is measured on their natural logarithms, where a price group is about symmetric
 * and the lower bound cannot be negative. A reference is a reason to doubt, never the true value. */
#ifndef AN_PRICE_REFERENCE_H
#define AN_PRICE_REFERENCE_H

#include <stddef.h>

#include "base/error.h"

/* A relative scale below 1 % is not believed: most prices of such a group are the same, and the rest would
 * all be flagged. The scale that then stands in asks for a deviation of about a third. [This project's
 * choices.] */
#define AN_PRICE_SCALE_LEAST 0.01
#define AN_PRICE_SCALE_FLOOR 0.1

/* A MAD of log prices above this says that the code holds different goods. [Proposal of the methods.] */
#define AN_PRICE_HETEROGENEOUS 0.7

typedef enum an_price_verdict {
    AN_PRICE_HOMOGENEOUS,
    AN_PRICE_SEPARATE, /* "heterogeneous": several price groups, or too wide: a LAP would be meaningless */
    AN_PRICE_SPARSE,   /* fewer prices than were asked for */
} an_price_verdict;

/* What can be known of a set. Much of it costs far more than the rest, so that it is made where it is asked
 * for. */
enum {
    AN_REFERENCE_LEVEL = 1, /* median, q1, q3, log_median, mad */
    AN_REFERENCE_QN = 2,
    AN_REFERENCE_MC = 4,
    AN_REFERENCE_GOODS = 8, /* price_groups, verdict, cap, lap, cleaned_share */
    AN_REFERENCE_ALL = 15
};

/* What is not made is NAN. Start with an_reference_none. */
typedef struct an_reference {
    size_t n;
    unsigned made;         /* the parts that are */
    double median, q1, q3; /* EUR/kg; quantiles of type 7 */
    double cap; /* cleaned average price: the unweighted mean of the prices within 3.5 scales of the median */
    double lap; /* lowest acceptable price, 50 % of cap; NAN unless homogeneous */
    double cleaned_share; /* of the prices, left out of cap */
    double log_median;    /* median of the log prices */
    double mad, qn, mc;   /* of the log prices: MAD x 1.4826, Qn (NAN for n < 2), medcouple */
    int price_groups;
    an_price_verdict verdict;
} an_reference;

extern const an_reference an_reference_none;

/* Makes those parts of reference that it does not have yet, and always AN_REFERENCE_LEVEL, from price[n],
 * EUR/kg, each greater than 0, in any order; price is reordered. n = 0: there is nothing to make. min_group:
 * fewer are sparse. scratch: 4 n doubles. O(n) for AN_REFERENCE_LEVEL alone, else O(n log n). Sources: CAP
 * and LAP, CJEU C-72/24, par. 41 to 43; estimators: stat/. */
void an_reference_describe(double price[], size_t n, unsigned parts, size_t min_group, double scratch[],
                           an_reference *reference);

const char *an_reference_verdict(an_price_verdict verdict);

/* The scale of the log prices that a price is measured with, never 0: the first of MAD and log(q3/q1) / 1.349
 * that reaches AN_PRICE_SCALE_LEAST, else AN_PRICE_SCALE_FLOOR. *method is its name: mad, iqr or floor. */
double an_reference_scale(const an_reference *reference, const char **method);

/* (log price - log_median) / scale. */
double an_reference_score(const an_reference *reference, double price, double scale);

#endif
