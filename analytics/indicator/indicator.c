/* indicator: the value, interval and status of declared indicators, from the sums of a tally.
 *
 * This is where the interval is chosen, by the kind of the indicator and nothing else:
 *
 *     share, events     the interval of --interval (stat/proportion.c); none where the numerator exceeds the
 *                       denominator: then it is no proportion
 *     mean              Student's t, from sum and sum of squares (stat/location.c)
 *     ratio             Katz on the log scale; where a cell is 0, which Katz does not know, Miettinen and
 *                       Nurminen's by score (stat/ratio.c)
 *                       both with --cluster: of the counts divided by the design effect (stat/cluster.c)
 *     since, until      the rules of indicator/waiting.c: waits of which some are open
 *     others            none: all units are there (share of a total, count), or no model is defended
 *     .compute          the program's own
 *
 * Status: M where the denominator is 0 (the value is then empty, never 0), U below --min-n or where an
 * interval that belongs to it cannot be made, else A. The rules work on the numbers of a row alone, so that
 * ind-merge, which has rows and no tally, calls the same ones.
 *
 * A share of a total needs the rows of its neighbours: groups are sorted by period and the keys that are not
 * shared out, and each run of equal ones is added up once: O(n log n), where looking the total up for each
 * group would be quadratic. */
#include "indicator/indicator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "indicator/waiting.h"
#include "stat/cluster.h"
#include "stat/location.h"
#include "stat/ratio.h"

/* ---- the standard rules ---- */

void an_indicator_status(an_result *result, const an_settings *settings)
{
    an_decimal least = an_decimal_from_int(settings->min_n);
    result->status = 'A';
    if (result->has_denominator && result->denominator.units == 0)
        result->status = 'M';
    else if (result->has_denominator && an_decimal_compare(result->denominator, least) < 0)
        result->status = 'U';
    if (result->status != 'M')
        return;
    result->value = result->lower = result->upper = NAN;
    result->method = "";
}

static const char *interval_name(an_proportion_method method)
{
    static const char *const names[] = {"wilson", "exact", "jeffreys"};
    return names[method];
}

void an_result_counts(an_result *result, int64_t numerator, int64_t denominator, int64_t n_missing)
{
    result->numerator = an_decimal_from_int(numerator);
    result->denominator = an_decimal_from_int(denominator);
    result->n_missing = an_decimal_from_int(n_missing);
    result->has_numerator = result->has_denominator = true;
}

void an_result_estimate(an_result *result, double value, an_interval interval, const char *method)
{
    result->value = value;
    result->lower = interval.lower;
    result->upper = interval.upper;
    result->method = method;
}

void an_result_sum(an_result *result)
{
    result->value = an_decimal_double(result->numerator);
    result->exact = true;
    result->status = 'A';
    result->method = "sum";
}

/* What the counts of a result are divided by for its interval. */
static double design_effect(const an_result *result)
{
    return result->clusters > 0 ? result->design_effect : 1;
}

/* Few clusters tell little, and one nothing of how far others may lie. */
static void lower_status(an_result *result)
{
    if (result->status == 'A' && result->clusters > 0 && result->clusters < AN_CLUSTERS_LEAST)
        result->status = 'U';
    if (result->status != 'M' && result->clusters == 1)
        result->method = "none: a single cluster";
}

void an_result_rate(an_result *result, const an_settings *settings)
{
    const double x = an_decimal_double(result->numerator), n = an_decimal_double(result->denominator);
    const double effect = design_effect(result);
    an_interval interval;
    an_indicator_status(result, settings);
    if (result->status == 'M')
        return;
    result->value = x / n;
    /* more controls than items: no proportion, and no interval is defended */
    if (an_proportion_interval(settings->interval, x / effect, n / effect, settings->level, &interval) ==
        AN_OK)
        an_result_estimate(result, x / n, interval, interval_name(settings->interval));
    lower_status(result);
}

static void compute_mean(an_result *result, const an_settings *settings)
{
    const double sum = an_decimal_double(result->numerator), n = an_decimal_double(result->denominator);
    an_interval interval;
    an_indicator_status(result, settings);
    if (result->status == 'M')
        return;
    result->value = sum / n;
    result->method = "mean";
    if (!result->has_squares)
        return;
    if (an_location_mean_interval(sum, an_decimal_double(result->squares), n, settings->level, &interval) ==
        AN_OK)
        an_result_estimate(result, sum / n, interval, "student");
    else
        result->status = 'U'; /* an interval that cannot be made */
}

/* A share of a total that is known: no estimate, and no interval. */
static void compute_quotient(an_result *result, const an_settings *settings)
{
    an_indicator_status(result, settings);
    if (result->status != 'M')
        result->value = an_decimal_double(result->numerator) / an_decimal_double(result->denominator);
}

/* Without an event in the second group the ratio is infinite: no value, but it may have a lower bound. */
void an_result_ratio(an_result *result, an_decimal base_numerator, an_decimal base_denominator,
                     const an_settings *settings)
{
    double a = an_decimal_double(result->numerator), n1 = an_decimal_double(result->denominator);
    double b = an_decimal_double(base_numerator), n0 = an_decimal_double(base_denominator), ratio;
    const double effect = design_effect(result);
    an_interval interval;
    an_indicator_status(result, settings);
    if (!(b >= 0) || !(n0 > 0) || !(n1 > 0)) {
        result->status = 'M';
        return;
    }
    if (result->status == 'A' && n0 < (double)settings->min_n)
        result->status = 'U';
    if (b > 0)
        result->value = a / n1 / (b / n0);
    else
        result->status = 'M';
    a /= effect;
    n1 /= effect;
    b /= effect;
    n0 /= effect;
    if (an_ratio_katz(a, n1, b, n0, settings->level, &ratio, &interval) == AN_OK)
        an_result_estimate(result, result->value, interval, "katz");
    else if (an_ratio_score(a, n1, b, n0, settings->level, &ratio, &interval) == AN_OK)
        an_result_estimate(result, result->value, interval, "miettinen-nurminen");
    lower_status(result);
}

void an_result_of_kind(an_result *result, an_kind kind, const an_settings *settings)
{
    if (!result->has_denominator)
        an_result_sum(result);
    else if (kind == AN_MEAN)
        compute_mean(result, settings);
    else if (kind == AN_SHARE || kind == AN_EVENTS)
        an_result_rate(result, settings);
    else
        compute_quotient(result, settings);
}

/* ---- clusters ---- */

bool an_indicator_clusters(const an_indicator *i)
{
    return (i->kind == AN_SHARE || i->kind == AN_EVENTS || i->kind == AN_RATIO) && i->numerator != NULL &&
           i->denominator != NULL && i->compute == NULL && i->since == NULL && i->elsewhere == NULL;
}

/* A sum in each cluster of the group; false: it does not add up over them (distinct operators). */
static bool fill_clusters(const an_computation *from, const char *name, size_t n, double out[])
{
    const int sum = an_tally_find(from->tally, name);
    an_decimal rest = an_tally_total(from->tally, from->group, name);
    for (size_t k = 0; k < n && sum >= 0; k++) {
        const an_decimal part = an_tally_stratum(from->tally, from->group, k, sum);
        out[k] = an_decimal_double(part);
        an_decimal_sub(&rest, part); /* of a sum that was made of them */
    }
    return sum >= 0 && rest.units == 0;
}

/* Sets the clusters of a result and their effect, where the tally is one of clusters. */
static void find_clusters(const an_computation *from, an_result *result)
{
    const an_indicator *const i = from->indicator;
    const size_t n = an_tally_strata(from->tally, from->group);
    an_cluster_effect effect;
    an_code code = AN_UNDEFINED;
    if (from->by_cluster == NULL)
        return;
    double *const y = from->by_cluster, *const units = y + n, *const base = y + 2 * n;
    if (!an_indicator_clusters(i) || !fill_clusters(from, i->numerator, n, y) ||
        !fill_clusters(from, i->denominator, n, units))
        return;
    if (i->kind != AN_RATIO)
        code = an_cluster_rate(y, units, n, from->settings->level, &effect);
    else if (fill_clusters(from, i->base_numerator, n, base) &&
             fill_clusters(from, i->base_denominator, n, base + n))
        code = an_cluster_ratio(y, units, base, base + n, n, from->settings->level, &effect);
    result->clusters = code == AN_OK ? effect.clusters : result->denominator.units != 0;
    result->design_effect = code == AN_OK ? effect.effect : (double)NAN;
}

void an_indicator_standard(const an_computation *from, an_result *result)
{
    const an_indicator *const indicator = from->indicator;
    result->numerator = an_tally_total(from->tally, from->group, indicator->numerator);
    result->denominator = an_tally_total(from->tally, from->group, indicator->denominator);
    result->n_missing = an_tally_total(from->tally, from->group, indicator->missing);
    result->squares = an_tally_total(from->tally, from->group, indicator->squares);
    result->has_numerator = true;
    result->has_denominator = indicator->denominator != NULL;
    result->has_squares = indicator->squares != NULL;
    find_clusters(from, result);
    if (indicator->kind == AN_RATIO)
        an_result_ratio(result, an_tally_total(from->tally, from->group, indicator->base_numerator),
                        an_tally_total(from->tally, from->group, indicator->base_denominator),
                        from->settings);
    else
        an_result_of_kind(result, indicator->kind, from->settings);
}

/* ---- shares of a total of other rows ---- */

/* The totals of one indicator, over the groups of one period that agree in the keys not shared out. */
typedef struct totals {
    const an_tally *tally;
    bool *apart;                 /* of each key: totals are made apart for each of its texts */
    size_t *order;               /* scratch: the groups, those of one total together */
    an_decimal *total, *missing; /* of each group */
} totals;

static int compare_totals(const totals *s, size_t a, size_t b)
{
    const char *const *x = an_tally_key(s->tally, a), *const *y = an_tally_key(s->tally, b);
    int order = strcmp(an_tally_period(s->tally, a), an_tally_period(s->tally, b));
    for (size_t k = 0; k < an_tally_keys(s->tally) && order == 0; k++)
        order = s->apart[k] ? strcmp(x[k], y[k]) : 0;
    return order;
}

static int by_total(const void *a, const void *b, void *context)
{
    return compare_totals(context, *(const size_t *)a, *(const size_t *)b);
}

/* Sets total and missing of each group: those of all groups that share its total. */
static an_code add_totals(totals *s, const an_indicator *indicator, an_error *err)
{
    const size_t n = an_tally_groups(s->tally), *const order = s->order;
    for (size_t first = 0, end; first < n; first = end) {
        an_decimal sum = {0}, left_out = {0};
        bool fits = true;
        for (end = first; end < n && compare_totals(s, order[first], order[end]) == 0; end++)
            fits = fits &&
                   an_decimal_add(&sum, an_tally_total(s->tally, order[end], indicator->numerator)) &&
                   an_decimal_add(&left_out, an_tally_total(s->tally, order[end], indicator->missing));
        if (!fits)
            return an_fail(err, AN_DATA, "%s: the total is too large", indicator->code);
        for (size_t i = first; i < end; i++) {
            s->total[order[i]] = sum;
            s->missing[order[i]] = left_out;
        }
    }
    return AN_OK;
}

static an_code totals_new(totals *s, an_error *err)
{
    const size_t n = an_tally_groups(s->tally) + 1;
    s->order = malloc(n * sizeof *s->order);
    s->total = malloc(n * sizeof *s->total);
    s->missing = malloc(n * sizeof *s->missing);
    s->apart = malloc(an_tally_keys(s->tally) + 1);
    const bool has_all = s->order != NULL && s->total != NULL && s->missing != NULL && s->apart != NULL;
    return has_all ? AN_OK : an_fail_memory(err);
}

static void totals_free(totals *s)
{
    free(s->order);
    free(s->total);
    free(s->missing);
    free(s->apart);
}

static an_code find_totals(totals *s, const an_indicator *indicator, const char *const by[], an_error *err)
{
    for (size_t k = 0; k < an_tally_keys(s->tally); k++)
        s->apart[k] = an_words_find(indicator->share_of, by[k], strlen(by[k])) == 0;
    for (size_t g = 0; g < an_tally_groups(s->tally); g++)
        s->order[g] = g;
    qsort_r(s->order, an_tally_groups(s->tally), sizeof *s->order, by_total, s);
    return add_totals(s, indicator, err);
}

/* ---- all rows ---- */

static const char *unit_of(const an_indicator *indicator)
{
    const bool counts =
        indicator->kind == AN_COUNT || indicator->kind == AN_STOCK ||
        (indicator->denominator == NULL && indicator->share_of == NULL && indicator->kind != AN_SHARE);
    return indicator->unit != NULL ? indicator->unit : counts ? "count" : "ratio";
}

/* Who is behind the numerator of a row: its sum within each operator, which are the strata of the tally. Not
 * known where the numerator is another number than that sum, or a part of it has no operator. */
static an_contributions find_contributions(const an_computation *c, const an_result *result)
{
    an_contributions behind = {.is_known = false};
    const int sum = c->indicator->numerator != NULL ? an_tally_find(c->tally, c->indicator->numerator) : -1;
    if (sum < 0 || !result->has_numerator ||
        an_decimal_compare(result->numerator, an_tally_sum(c->tally, c->group, sum)) != 0)
        return behind;
    for (size_t k = 0; k < an_tally_strata(c->tally, c->group); k++) {
        const an_decimal part = an_tally_stratum(c->tally, c->group, k, sum);
        if (part.units == 0)
            continue;
        if (part.units < 0 || an_tally_stratum_key(c->tally, c->group, k, 0)[0] == '\0')
            return behind;
        behind.operators++;
        if (an_decimal_compare(part, behind.max1) > 0) {
            behind.max2 = behind.max1;
            behind.max1 = part;
        } else if (an_decimal_compare(part, behind.max2) > 0) {
            behind.max2 = part;
        }
    }
    behind.is_known = true;
    return behind;
}

/* The row of a group, which c names. */
static an_code add_group(an_indicators *table, const an_computation *c, const totals *s, an_error *err)
{
    const an_indicator *const indicator = c->indicator;
    const an_result empty = an_result_empty(indicator->code, an_tally_period(c->tally, c->group),
                                            an_tally_key(c->tally, c->group), unit_of(indicator));
    an_result result = empty;
    an_code code = AN_OK;
    if (indicator->compute != NULL) {
        code = indicator->compute(c, &result, err);
    } else if (indicator->since != NULL) {
        code = an_waiting_compute(c, &result, err);
    } else if (indicator->share_of != NULL) {
        result.has_numerator = result.has_denominator = true;
        result.numerator = an_tally_total(c->tally, c->group, indicator->numerator);
        result.denominator = s->total[c->group];
        result.n_missing = s->missing[c->group];
        an_result_of_kind(&result, indicator->kind, c->settings);
    } else {
        an_indicator_standard(c, &result);
    }
    if (indicator->known != NULL && an_tally_total(c->tally, c->group, indicator->known).units == 0) {
        const an_decimal n_missing = result.n_missing;
        result = empty;
        result.n_missing = n_missing;
        result.status = 'M';
    }
    if (code == AN_OK && an_indicators_discloses(table)) {
        const an_contributions behind = find_contributions(c, &result);
        an_indicators_disclose(table, &result, &behind);
    } else if (code == AN_OK) {
        an_indicators_add(table, &result);
    }
    return code;
}

/* Room for four numbers of each cluster of the group that has the most. */
static an_code clusters_new(const an_tally *tally, double **room, an_error *err)
{
    size_t most = 1;
    for (size_t g = 0; g < an_tally_groups(tally); g++)
        most = an_tally_strata(tally, g) > most ? an_tally_strata(tally, g) : most;
    *room = calloc(4 * most, sizeof **room);
    return *room != NULL ? AN_OK : an_fail_memory(err);
}

an_code an_indicators_compute(an_indicators *table, const an_indicator *indicators, const an_tally *tally,
                              const char *const by[], const an_settings *settings, const void *context,
                              an_error *err)
{
    totals s = {.tally = tally};
    double *by_cluster = NULL;
    an_code code = totals_new(&s, err);
    if (code == AN_OK && an_tally_cluster(tally) != NULL)
        code = clusters_new(tally, &by_cluster, err);
    for (const an_indicator *i = indicators; i->code != NULL && code == AN_OK; i++) {
        if (i->elsewhere != NULL)
            continue;
        if (i->share_of != NULL)
            code = find_totals(&s, i, by, err);
        const double last_day = i->since != NULL ? an_waiting_last_day(tally, i, settings->as_of) : NAN;
        for (size_t g = 0; g < an_tally_groups(tally) && code == AN_OK; g++) {
            const an_computation from = {i, tally, g, settings, context, last_day, by_cluster};
            if (i->rows == NULL || an_tally_total(tally, g, i->rows).units != 0)
                code = add_group(table, &from, &s, err);
        }
    }
    totals_free(&s);
    free(by_cluster);
    return code;
}

bool an_indicators_have_squares(const an_indicator *indicators)
{
    while (indicators->code != NULL && indicators->squares == NULL)
        indicators++;
    return indicators->code != NULL;
}

/* ---- the declarations ---- */

static an_code check_sums(const an_indicator *indicator, const an_tally *tally, an_error *err)
{
    const char *const names[] = {
        indicator->numerator, indicator->denominator, indicator->base_numerator, indicator->base_denominator,
        indicator->missing,   indicator->squares,     indicator->rows,           indicator->known};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i] != NULL && !an_tally_declares(tally, names[i]))
            return an_fail(err, AN_USAGE, "declaration: indicator %s: no sum is called '%s'", indicator->code,
                           names[i]);
    return AN_OK;
}

/* Waits are made of the sample. */
static an_code check_dates(const an_indicator *indicator, const an_tally *tally, an_error *err)
{
    const char *const names[] = {indicator->since, indicator->until, indicator->due};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i] != NULL && an_tally_sampled(tally, names[i]) == SIZE_MAX)
            return an_fail(err, AN_USAGE, "declaration: indicator %s: '%s' is no column of the sample",
                           indicator->code, names[i]);
    return AN_OK;
}

/* A share of a total needs the column that it is shared out over. */
static an_code check_share(const an_indicator *indicator, const an_tally *tally, const char *const by[],
                           an_error *err)
{
    size_t size;
    const char *word;
    for (int w = 1; (word = an_words_get(indicator->share_of, w, &size)) != NULL; w++) {
        size_t k = 0;
        while (k < an_tally_keys(tally) && (strlen(by[k]) != size || memcmp(by[k], word, size) != 0))
            k++;
        if (k == an_tally_keys(tally))
            return an_fail(err, AN_USAGE, "--by: '%.*s' must be among the columns: shares are of its values",
                           (int)size, word);
    }
    return AN_OK;
}

an_code an_indicators_check(const an_indicator *indicators, const an_tally *tally, const char *const by[],
                            an_error *err)
{
    an_code code = AN_OK;
    for (const an_indicator *i = indicators; i->code != NULL && code == AN_OK; i++) {
        if (i->kind == AN_KIND_NONE)
            return an_fail(err, AN_USAGE, "declaration: indicator %s has no kind", i->code);
        code = check_sums(i, tally, err);
        if (code == AN_OK)
            code = check_dates(i, tally, err);
        if (code == AN_OK && i->share_of != NULL)
            code = check_share(i, tally, by, err);
        if (code == AN_OK && i->compute == NULL && i->numerator != NULL && i->denominator != NULL &&
            an_tally_same(tally, i->numerator, i->denominator))
            return an_fail(err, AN_USAGE,
                           "declaration: indicator %s: %s and %s are sums of the same rows, so that the "
                           "value is 1 everywhere; declare the columns that the total is over as share_of",
                           i->code, i->numerator, i->denominator);
    }
    return code;
}
