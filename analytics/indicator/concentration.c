/* concentration: what a sum of amounts hangs on: its interval, and the rows that stand beside it. */
#include "indicator/concentration.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "stat/amounts.h"

/* The amounts of a group that are not missing: *amounts is the caller's. */
static an_code find_amounts(const an_computation *from, double **amounts, size_t *n, an_error *err)
{
    if (from->indicator->amounts != NULL)
        return from->indicator->amounts(from, amounts, n, err);
    size_t rows, kept = 0;
    const double *const sample = an_tally_sample(from->tally, from->group, &rows);
    double *const found = calloc(rows + 1, sizeof *found);
    if (found == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < rows; i++)
        if (!isnan(sample[i]))
            found[kept++] = sample[i];
    *amounts = found;
    *n = kept;
    return AN_OK;
}

an_decimal an_concentration_sum(const double x[], size_t n)
{
    an_decimal sum = {0}, amount;
    for (size_t i = 0; i < n; i++) {
        char text[AN_NUMBER_SIZE];
        if (an_decimal_parse(text, an_number_print(x[i], text), '.', &amount) == AN_OK)
            an_decimal_add(&sum, amount);
    }
    return sum;
}

/* Amounts of 0 are no cases. */
static size_t drop_zeros(double amounts[], size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (amounts[i] != 0)
            amounts[kept++] = amounts[i];
    return kept;
}

static void set_interval(double amounts[], size_t n, double fraction, double denominator, double level,
                         an_result *result)
{
    an_interval interval;
    an_amounts described;
    if (an_amounts_interval(amounts, n, fraction, level, amounts + n, &interval) == AN_OK) {
        interval.lower = fmin(interval.lower / denominator, result->value); /* the sum, differently rounded */
        interval.upper = fmax(interval.upper / denominator, result->value);
        an_result_estimate(result, result->value, interval, "gamma+lognormal");
        return;
    }
    result->status = 'U';
    result->method = n < AN_AMOUNTS_LEAST                                   ? "none: too few cases"
                     : an_amounts_describe(amounts, n, &described) != AN_OK ? "none: an amount below 0"
                                                                            : "none: the cases vary too much";
}

an_code an_concentration_interval(const an_computation *from, double fraction, double denominator,
                                  an_result *result, an_error *err)
{
    double *amounts = NULL;
    size_t n = 0;
    an_code code = find_amounts(from, &amounts, &n, err);
    if (code != AN_OK)
        return code;
    n = drop_zeros(amounts, n);
    if ((int64_t)n < from->settings->min_n)
        result->status = 'U';
    double *const room = realloc(amounts, (2 * n + 1) * sizeof *amounts);
    if (room == NULL)
        code = an_fail_memory(err);
    else
        set_interval(amounts = room, n, fraction, denominator, from->settings->level, result);
    free(amounts);
    return code;
}

/* Moves the largest of amounts[n] to the front. */
static void put_largest_first(double amounts[], size_t n, double largest)
{
    for (size_t i = 0; i < n; i++)
        if (amounts[i] >= largest) {
            amounts[i] = amounts[0];
            amounts[0] = largest;
            return;
        }
}

/* amounts[n], which of describes, the largest first. */
static void set_number(an_result *result, const double amounts[], size_t n, const an_amounts *of,
                       an_concentration role)
{
    result->numerator = an_decimal_from_int((int64_t)of->cases);
    result->has_numerator = true;
    result->method = "sum";
    if (role == AN_CASES) {
        an_result_sum(result);
    } else if (role == AN_EFFECTIVE_CASES) {
        result->value = of->effective;
        result->method = "kish";
    } else if (role == AN_LARGEST_SHARE) {
        result->numerator = an_concentration_sum(amounts, 1);
        result->denominator = an_concentration_sum(amounts, n);
        result->has_denominator = true;
        result->value = of->largest / of->sum;
    } else {
        result->numerator = an_concentration_sum(amounts + 1, n - 1);
        result->value = an_decimal_double(result->numerator);
        if (result->has_denominator)
            result->value /= an_decimal_double(result->denominator);
    }
}

an_code an_concentration_compute(const an_computation *from, an_result *result, an_error *err)
{
    const char *const name = from->indicator->denominator;
    double *amounts = NULL;
    size_t n = 0;
    an_amounts of;
    an_code code = find_amounts(from, &amounts, &n, err);
    if (code != AN_OK)
        return code;
    result->n_missing = an_tally_total(from->tally, from->group, from->indicator->missing);
    result->denominator = an_tally_total(from->tally, from->group, name);
    result->has_denominator = name != NULL;
    const bool counts = from->indicator->concentration == AN_CASES;
    if (an_amounts_describe(amounts, n, &of) == AN_OK && (of.cases > 0 || counts) &&
        !(result->has_denominator && result->denominator.units == 0)) {
        put_largest_first(amounts, n, of.largest);
        set_number(result, amounts, n, &of, from->indicator->concentration);
    } else {
        result->status = 'M'; /* no case, or amounts of either sign, of which none is the largest part */
    }
    free(amounts);
    return code;
}
