/* reference: what the unit prices of one comparison set look like. */
#include "price/reference.h"

#include <math.h>

#include "stat/density.h"
#include "stat/location.h"
#include "stat/outlier.h"
#include "stat/scale.h"

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

an_code an_reference_make(double price[], size_t n, size_t min_group, double scratch[],
                          an_reference *reference)
{
    if (n == 0)
        return AN_UNDEFINED;
    double *logs = scratch, *rest = scratch + n, mad;
    an_location_sort(price, n);
    for (size_t i = 0; i < n; i++)
        logs[i] = log(price[i]);
    *reference = (an_reference){.n = n, .lap = NAN, .qn = NAN, .mc = NAN};
    if (an_location_quantile(price, n, 0.5, &reference->median) != AN_OK ||
        an_location_quantile(price, n, 0.25, &reference->q1) != AN_OK ||
        an_location_quantile(price, n, 0.75, &reference->q3) != AN_OK ||
        an_location_quantile(logs, n, 0.5, &reference->log_median) != AN_OK ||
        an_scale_mad(logs, n, reference->log_median, rest, &mad) != AN_OK)
        return AN_UNDEFINED;
    reference->mad = AN_SCALE_MAD_NORMAL * mad;
    if (an_scale_qn(logs, n, rest, &reference->qn) != AN_OK)
        reference->qn = NAN;
    if (an_outlier_medcouple(logs, n, rest, &reference->mc) != AN_OK)
        reference->mc = NAN;
    reference->price_groups = an_density_groups(logs, n);
    reference->verdict = n < min_group ? AN_PRICE_SPARSE
                         : reference->price_groups > 1 || reference->mad > AN_PRICE_HETEROGENEOUS
                             ? AN_PRICE_SEPARATE
                             : AN_PRICE_HOMOGENEOUS;
    clean(reference, price, n);
    if (reference->verdict == AN_PRICE_HOMOGENEOUS)
        reference->lap = reference->cap / 2;
    return AN_OK;
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
