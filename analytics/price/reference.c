/* reference: what the unit prices of one comparison set look like.
 *
 * Level and spread are of the log prices: a price group is about symmetric there, its spread does not grow
 * with the price, and no lower bound is negative. Median and MAD, because up to half of a set may be wrong.
 *
 * Scale: 1.4826 MAD. Where more than half of the prices are the same the MAD is 0, which must neither divide
 * nor flag all others: below 1 % the interquartile range stands in (/ 1.349), and if that is no better a
 * floor of 10 %: a third off is then a signal, a tenth is not. `method` says which was used. [This project's
 * choices.]
 *
 * CAP, the cleaned average price: the unweighted mean of the prices within 3.5 scales of the median
 * (Iglewicz, Hoaglin 1993); LAP, the lowest acceptable price: half of it (CJEU C-72/24, par. 41 to 43). Both
 * mean something only where the code holds one kind of goods: several price groups (stat/density.c) or a MAD
 * above 0.7 make the set heterogeneous, and no LAP is given. Fewer prices than --min-group: sparse.
 *
 * Level needs selection only, O(n); what needs sorted prices (Qn, medcouple, groups, CAP) is made where it
 * is asked for, for the sets of signals alone. */
#include "price/reference.h"

#include <math.h>

#include "stat/density.h"
#include "stat/location.h"
#include "stat/outlier.h"
#include "stat/scale.h"

const an_reference an_reference_none = {.median = NAN,
                                        .q1 = NAN,
                                        .q3 = NAN,
                                        .cap = NAN,
                                        .lap = NAN,
                                        .cleaned_share = NAN,
                                        .log_median = NAN,
                                        .mad = NAN,
                                        .qn = NAN,
                                        .mc = NAN,
                                        .verdict = AN_PRICE_SPARSE};

/* Mean of the prices whose log lies within the usual distance of the median; price and logs ascending. */
static void clean(an_reference *reference, const double price[], size_t n)
{
    const char *method;
    double scale = an_reference_scale(reference, &method);
    size_t first = 0, end = n;
    while (first < n && an_reference_score(reference, price[first], scale) < -AN_OUTLIER_MODIFIED_Z)
        first++;
    while (end > first && an_reference_score(reference, price[end - 1], scale) > AN_OUTLIER_MODIFIED_Z)
        end--;
    reference->cleaned_share = (double)(n - (end - first)) / (double)n;
    if (an_location_mean(price + first, end - first, &reference->cap) != AN_OK)
        reference->cap = NAN;
}

/* The parts that need no order of the prices. */
static void find_level(an_reference *reference, double price[], size_t n, double logs[], double rest[])
{
    double quartile[3], mad;
    for (size_t i = 0; i < n; i++)
        logs[i] = log(price[i]);
    if (an_location_quartiles(price, n, quartile) != AN_OK ||
        an_location_median(logs, n, &reference->log_median) != AN_OK ||
        an_scale_mad(logs, n, reference->log_median, rest, &mad) != AN_OK)
        return; /* n = 0 */
    reference->q1 = quartile[0];
    reference->median = quartile[1];
    reference->q3 = quartile[2];
    reference->mad = AN_SCALE_MAD_NORMAL * mad;
}

/* price and logs ascending. */
static void judge(an_reference *reference, const double price[], const double logs[], size_t n,
                  size_t min_group)
{
    reference->price_groups = an_density_groups(logs, n);
    reference->verdict = n < min_group ? AN_PRICE_SPARSE
                         : reference->price_groups > 1 || reference->mad > AN_PRICE_HETEROGENEOUS
                             ? AN_PRICE_SEPARATE
                             : AN_PRICE_HOMOGENEOUS;
    clean(reference, price, n);
    if (reference->verdict == AN_PRICE_HOMOGENEOUS)
        reference->lap = reference->cap / 2;
}

void an_reference_describe(double price[], size_t n, unsigned parts, size_t min_group, double scratch[],
                           an_reference *reference)
{
    const unsigned missing = (parts | AN_REFERENCE_LEVEL) & ~reference->made;
    double *logs = scratch, *rest = scratch + n;
    reference->n = n;
    reference->made |= missing;
    if (n == 0)
        return;
    if ((missing & AN_REFERENCE_LEVEL) != 0)
        find_level(reference, price, n, logs, rest);
    if ((missing & ~(unsigned)AN_REFERENCE_LEVEL) == 0)
        return;
    an_location_sort(price, n);
    for (size_t i = 0; i < n; i++)
        logs[i] = log(price[i]);
    if ((missing & AN_REFERENCE_QN) != 0 && an_scale_qn(logs, n, rest, &reference->qn) != AN_OK)
        reference->qn = NAN;
    if ((missing & AN_REFERENCE_MC) != 0 && an_outlier_medcouple(logs, n, rest, &reference->mc) != AN_OK)
        reference->mc = NAN;
    if ((missing & AN_REFERENCE_GOODS) != 0)
        judge(reference, price, logs, n, min_group);
}

const char *an_reference_verdict(an_price_verdict verdict)
{
    static const char *const names[] = {"homogeneous", "heterogeneous", "sparse"};
    return names[verdict];
}

double an_reference_scale(const an_reference *reference, const char **method)
{
    double iqr = reference->q1 > 0 ? log(reference->q3 / reference->q1) / AN_SCALE_IQR_NORMAL : 0;
    *method = "mad";
    if (reference->mad >= AN_PRICE_SCALE_LEAST)
        return reference->mad;
    *method = "iqr";
    if (iqr >= AN_PRICE_SCALE_LEAST)
        return iqr;
    *method = "floor";
    return AN_PRICE_SCALE_FLOOR;
}

double an_reference_score(const an_reference *reference, double price, double scale)
{
    return (log(price) - reference->log_median) / scale;
}
