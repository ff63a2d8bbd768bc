/* method: how a price is held against its comparison set, by name.
 *
 * A method fits to the log prices of a set a center and a scale for either side; score = (ln price -
 * center)/scale. Scales are those of a normal sample, so that scores of different methods compare and have
 * one kind of p-value:
 *
 *     mad     median; 1.4826 MAD, with the stand-ins of price/reference.c
 *     qn      median; Qn
 *     adjbox  median; the distance to the fence of the adjusted boxplot / 2.698, where Tukey's fences lie
 *     hb      the effect (ratio made symmetric) times max(value, expected)^0.5, over its quartile distance /
 *             0.6745
 *     lts     the reweighted least trimmed squares location and its scale
 *     fs      mean and scale of the units that a forward search leaves; above 3,000 prices lts
 *     lap     not a score: below half of the CAP is -1; refuses heterogeneous sets
 *
 * Where a method's own scale is 0 or does not exist it falls back to mad, and the row says so. Theory:
 * stat/scale.c, stat/outlier.c, stat/regression.c. */
#include "signal/method.h"

#include <math.h>
#include <string.h>

#include "stat/outlier.h"
#include "stat/regression.h"
#include "stat/scale.h"

/* Tukey's fences, and the bounds of Hidiroglou and Berthelot with C = 4, lie at this many standard deviations
 * of a normal sample: 4 x 0.6745. Scores of adjbox and hb are given in that unit. */
#define FENCE 2.698
#define QUARTILE 0.6744897501960817

/* Forward search is quadratic: above this many prices lts stands in. */
enum { FORWARD_MOST = 3000 };

const an_method *an_method_find(const char *name)
{
    for (const an_method *method = an_methods; method->name != NULL; method++)
        if (strcmp(method->name, name) == 0)
            return method;
    return NULL;
}

double an_method_score(const an_price_fit *fit, double value, double mass)
{
    double distance = log(value / mass) - fit->center;
    if (fit->exponent >
        0) { /* the effect of Hidiroglou and Berthelot; the reference is worth e^center a kg */
        double expected = exp(fit->center) * mass, ratio = value / expected;
        distance = (ratio < 1 ? 1 - 1 / ratio : ratio - 1) * pow(fmax(value, expected), fit->exponent);
    }
    return distance / (distance < 0 ? fit->under : fit->over);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the shape of the table */
static an_code fit_mad(const an_price_set *set, double scratch[], an_price_fit *fit)
{
    (void)scratch;
    fit->center = set->reference->log_median;
    fit->under = fit->over = an_reference_scale(set->reference, &fit->name);
    return AN_OK;
}

static an_code fit_qn(const an_price_set *set, double scratch[], an_price_fit *fit)
{
    an_code code = fit_mad(set, scratch, fit);
    if (!(set->reference->qn >= AN_PRICE_SCALE_LEAST))
        return code;
    fit->under = fit->over = set->reference->qn;
    fit->name = "qn";
    return code;
}

/* Both fences lie at a score of FENCE. */
static an_code fit_adjbox(const an_price_set *set, double scratch[], an_price_fit *fit)
{
    an_interval fences;
    double medcouple;
    an_code code = fit_mad(set, scratch, fit);
    if (an_outlier_adjusted_boxplot(set->logs, set->n, scratch, &medcouple, &fences) != AN_OK)
        return code;
    double under = (fit->center - fences.lower) / FENCE, over = (fences.upper - fit->center) / FENCE;
    if (!(under >= AN_PRICE_SCALE_LEAST / 10 && over >= AN_PRICE_SCALE_LEAST / 10))
        return code;
    fit->under = under;
    fit->over = over;
    fit->name = "adjbox";
    return code;
}

/* Effects of each consignment's value against what it would be worth at the median price. */
static an_code fit_hb(const an_price_set *set, double scratch[], an_price_fit *fit)
{
    double *expected = scratch, *effect = scratch + set->n, *rest = scratch + 2 * set->n;
    an_interval bounds;
    an_code code = fit_mad(set, scratch, fit);
    for (size_t i = 0; i < set->n; i++)
        expected[i] = exp(fit->center) * set->mass[i];
    if (an_outlier_hb_effects(expected, set->value, set->n, 0.5, rest, effect) != AN_OK ||
        an_outlier_hb_bounds(effect, set->n, 0.05, 1, rest, &bounds) != AN_OK)
        return code;
    double median = (bounds.lower + bounds.upper) / 2; /* near 0: half of the ratios lie below 1 */
    if (!(median - bounds.lower > 0))
        return code;
    fit->exponent = 0.5;
    fit->under = -bounds.lower / QUARTILE;
    fit->over = bounds.upper / QUARTILE;
    fit->name = "hb";
    if (!(fit->under > 0 && fit->over > 0))
        return fit_mad(set, scratch, fit);
    return code;
}

static an_code fit_lts(const an_price_set *set, double scratch[], an_price_fit *fit)
{
    an_regression_lts line;
    an_code code = fit_mad(set, scratch, fit);
    if (an_regression_lts_location(set->logs, set->n, scratch, &line) != AN_OK || line.exact ||
        !(line.scale >= AN_PRICE_SCALE_LEAST))
        return code;
    *fit = (an_price_fit){line.estimate, line.scale, line.scale, 0, "lts"};
    return code;
}

/* The center and scale of the units that agree. */
static an_code fit_fs(const an_price_set *set, double scratch[], an_price_fit *fit)
{
    an_regression_lts line;
    an_outlier_forward_result search;
    an_code code = fit_lts(set, scratch, fit);
    void *rest = scratch + 4 * set->n; /* enough doubles for n flags */
    bool *outlier = rest;
    if (set->n > FORWARD_MOST || an_regression_lts_location(set->logs, set->n, scratch, &line) != AN_OK ||
        an_outlier_forward(set->logs, set->n, line.raw_estimate, 0.99, scratch, outlier, &search) != AN_OK ||
        !(search.scale >= AN_PRICE_SCALE_LEAST))
        return code;
    *fit = (an_price_fit){search.estimate, search.scale, search.scale, 0, "fs"};
    return code;
}

/* A price below half of the cleaned average price has a score below -1. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the shape of the table */
static an_code fit_lap(const an_price_set *set, double scratch[], an_price_fit *fit)
{
    (void)scratch;
    if (set->reference->verdict != AN_PRICE_HOMOGENEOUS || !(set->reference->cap > 0))
        return AN_UNDEFINED;
    *fit = (an_price_fit){log(set->reference->cap), M_LN2, INFINITY, 0, "lap"};
    return AN_OK;
}

const an_method an_methods[] = {
    {"mad", "median and MAD of the log prices", fit_mad, 0, AN_REFERENCE_LEVEL, false, false},
    {"qn", "median and Qn of the log prices", fit_qn, 0, AN_REFERENCE_QN, false, false},
    {"adjbox", "the boxplot of the log prices adjusted for skewness", fit_adjbox, 0, AN_REFERENCE_LEVEL, true,
     false},
    {"hb", "effects after Hidiroglou and Berthelot: large consignments count more", fit_hb, 0,
     AN_REFERENCE_LEVEL, false, true},
    {"lts", "least trimmed squares of the log prices", fit_lts, 0, AN_REFERENCE_LEVEL, true, false},
    {"fs", "forward search on the log prices with the Bonferroni bound", fit_fs, 0, AN_REFERENCE_LEVEL, true,
     false},
    {"lap", "below half of the cleaned average price; refuses heterogeneous and sparse sets", fit_lap, 1,
     AN_REFERENCE_GOODS, false, false},
    {.name = "auto", .help = "empirical Bayes over all sets: see below"},
    {.name = NULL},
};
