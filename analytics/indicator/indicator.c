/* indicator: the value, interval and status of declared indicators, from the sums of a tally.
 *
 * This is where the interval is chosen, by the kind of the indicator and nothing else:
 *
 *     share, events     the interval of --interval (stat/proportion.c); none where the numerator exceeds the
 *                       denominator: then it is no proportion
 *     mean              Student's t, from sum and sum of squares (stat/location.c)
 *     ratio             Katz on the log scale (stat/ratio.c); the value stays the plain ratio where a cell
 *                       of 0 had .5 added for the interval
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

#include "stat/location.h"
#include "stat/ratio.h"

/* ---- the standard rules ---- */

static an_decimal named_sum(const an_tally *tally, size_t group, const char *name)
{
    int sum = name != NULL ? an_tally_find(tally, name) : -1;
    return sum >= 0 ? an_tally_sum(tally, group, sum) : (an_decimal){0};
}

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

void an_result_sum(an_result *result)
{
    result->value = an_decimal_double(result->numerator);
    result->exact = true;
    result->status = 'A';
    result->method = "sum";
}

void an_result_rate(an_result *result, const an_settings *settings)
{
    double x = an_decimal_double(result->numerator), n = an_decimal_double(result->denominator);
    an_interval interval;
    an_indicator_status(result, settings);
    if (result->status == 'M')
        return;
    result->value = x / n;
    if (an_proportion_interval(settings->interval, x, n, settings->level, &interval) != AN_OK)
        return; /* more controls than items: no proportion, and no interval is defended */
    result->lower = interval.lower;
    result->upper = interval.upper;
    result->method = interval_name(settings->interval);
}

void an_result_mean(an_result *result, const an_settings *settings)
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
        AN_OK) {
        result->lower = interval.lower;
        result->upper = interval.upper;
        result->method = "student";
    } else {
        result->status = 'U'; /* an interval that cannot be made */
    }
}

/* A share of a total that is known: no estimate, and no interval. */
static void compute_quotient(an_result *result, const an_settings *settings)
{
    an_indicator_status(result, settings);
    if (result->status != 'M')
        result->value = an_decimal_double(result->numerator) / an_decimal_double(result->denominator);
}

/* The value is the plain ratio; where a cell is 0 the interval is that of all four cells with .5 added, and
 * the method says so. */
void an_result_ratio(an_result *result, an_decimal base_numerator, an_decimal base_denominator,
                     const an_settings *settings)
{
    double a = an_decimal_double(result->numerator), n1 = an_decimal_double(result->denominator);
    double b = an_decimal_double(base_numerator), n0 = an_decimal_double(base_denominator), ratio;
    an_interval interval;
    bool corrected;
    an_indicator_status(result, settings);
    if (!(b > 0) || !(n0 > 0) || !(n1 > 0)) {
        result->status = 'M';
        return;
    }
    if (result->status == 'A' && n0 < (double)settings->min_n)
        result->status = 'U';
    result->value = a / n1 / (b / n0);
    if (an_ratio_katz(a, n1, b, n0, settings->level, &ratio, &interval, &corrected) != AN_OK)
        return;
    result->lower = interval.lower;
    result->upper = interval.upper;
    result->method = corrected ? "katz+0.5" : "katz";
}

void an_result_of_kind(an_result *result, an_kind kind, const an_settings *settings)
{
    if (!result->has_denominator)
        an_result_sum(result);
    else if (kind == AN_MEAN)
        an_result_mean(result, settings);
    else if (kind == AN_SHARE || kind == AN_EVENTS)
        an_result_rate(result, settings);
    else
        compute_quotient(result, settings);
}

an_code an_indicator_standard(const an_indicator *indicator, const an_tally *tally, size_t group,
                              const an_settings *settings, const void *context, an_result *result,
                              an_error *err)
{
    (void)context;
    (void)err;
    result->numerator = named_sum(tally, group, indicator->numerator);
    result->denominator = named_sum(tally, group, indicator->denominator);
    result->n_missing = named_sum(tally, group, indicator->missing);
    result->squares = named_sum(tally, group, indicator->squares);
    result->has_numerator = true;
    result->has_denominator = indicator->denominator != NULL;
    result->has_squares = indicator->squares != NULL;
    if (indicator->kind == AN_RATIO)
        an_result_ratio(result, named_sum(tally, group, indicator->base_numerator),
                        named_sum(tally, group, indicator->base_denominator), settings);
    else
        an_result_of_kind(result, indicator->kind, settings);
    return AN_OK;
}

/* ---- shares of a total of other rows ---- */

/* The groups in the order of what the total is over: the period and the keys that are not shared out. */
typedef struct sharing {
    const an_tally *tally;
    const bool *apart; /* of each key: totals are made apart for each of its texts */
} sharing;

static int compare_totals(const sharing *s, size_t a, size_t b)
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

/* Sets total and missing of each group: those of all groups that share its total. order: the groups. */
static an_code add_totals(const sharing *s, const an_indicator *indicator, const size_t order[],
                          an_decimal total[], an_decimal missing[], an_error *err)
{
    const size_t n = an_tally_groups(s->tally);
    for (size_t first = 0, end; first < n; first = end) {
        an_decimal sum = {0}, left_out = {0};
        bool fits = true;
        for (end = first; end < n && compare_totals(s, order[first], order[end]) == 0; end++)
            fits = fits && an_decimal_add(&sum, named_sum(s->tally, order[end], indicator->numerator)) &&
                   an_decimal_add(&left_out, named_sum(s->tally, order[end], indicator->missing));
        if (!fits)
            return an_fail(err, AN_DATA, "%s: the total is too large", indicator->code);
        for (size_t i = first; i < end; i++) {
            total[order[i]] = sum;
            missing[order[i]] = left_out;
        }
    }
    return AN_OK;
}

/* What the indicators of a tally are computed from, besides its sums. */
typedef struct computation {
    const an_tally *tally;
    const char *const *by;
    const an_settings *settings;
    const void *context;
    size_t *order;               /* share_of: scratch */
    an_decimal *total, *missing; /* of each group */
    bool *apart;
} computation;

static an_code computation_new(computation *c, an_error *err)
{
    const size_t n = an_tally_groups(c->tally) + 1;
    c->order = malloc(n * sizeof *c->order);
    c->total = malloc(n * sizeof *c->total);
    c->missing = malloc(n * sizeof *c->missing);
    c->apart = malloc(an_tally_keys(c->tally) + 1);
    const bool has_all = c->order != NULL && c->total != NULL && c->missing != NULL && c->apart != NULL;
    return has_all ? AN_OK : an_fail_memory(err);
}

static void computation_free(computation *c)
{
    free(c->order);
    free(c->total);
    free(c->missing);
    free(c->apart);
}

static an_code find_totals(const computation *c, const an_indicator *indicator, an_error *err)
{
    const sharing s = {c->tally, c->apart};
    for (size_t k = 0; k < an_tally_keys(c->tally); k++)
        c->apart[k] = an_words_find(indicator->share_of, c->by[k], strlen(c->by[k])) == 0;
    for (size_t g = 0; g < an_tally_groups(c->tally); g++)
        c->order[g] = g;
    qsort_r(c->order, an_tally_groups(c->tally), sizeof *c->order, by_total, (void *)&s);
    return add_totals(&s, indicator, c->order, c->total, c->missing, err);
}

/* ---- all rows ---- */

static const char *unit_of(const an_indicator *indicator)
{
    const bool counts =
        indicator->kind == AN_COUNT || indicator->kind == AN_STOCK ||
        (indicator->denominator == NULL && indicator->share_of == NULL && indicator->kind != AN_SHARE);
    return indicator->unit != NULL ? indicator->unit : counts ? "count" : "ratio";
}

static an_code add_group(an_indicators *table, const an_indicator *indicator, const computation *c,
                         size_t group, an_error *err)
{
    an_result result = {
        .indicator = indicator->code,
        .period = an_tally_period(c->tally, group),
        .keys = an_tally_key(c->tally, group),
        .value = NAN,
        .lower = NAN,
        .upper = NAN,
        .unit = unit_of(indicator),
        .status = 'A',
        .method = "",
    };
    an_code code = AN_OK;
    if (indicator->compute != NULL) {
        code = indicator->compute(indicator, c->tally, group, c->settings, c->context, &result, err);
    } else if (indicator->share_of != NULL) {
        result.has_numerator = result.has_denominator = true;
        result.numerator = named_sum(c->tally, group, indicator->numerator);
        result.denominator = c->total[group];
        result.n_missing = c->missing[group];
        an_result_of_kind(&result, indicator->kind, c->settings);
    } else {
        code = an_indicator_standard(indicator, c->tally, group, c->settings, c->context, &result, err);
    }
    if (code == AN_OK && indicator->known != NULL && named_sum(c->tally, group, indicator->known).units == 0)
        result = (an_result){.indicator = result.indicator,
                             .period = result.period,
                             .keys = result.keys,
                             .value = NAN,
                             .lower = NAN,
                             .upper = NAN,
                             .n_missing = result.n_missing,
                             .unit = result.unit,
                             .status = 'M',
                             .method = ""};
    return code == AN_OK ? an_indicators_add(table, &result, err) : code;
}

static an_code add_indicator(an_indicators *table, const an_indicator *indicator, const computation *c,
                             an_error *err)
{
    an_code code = indicator->share_of != NULL ? find_totals(c, indicator, err) : AN_OK;
    if (indicator->elsewhere != NULL)
        return AN_OK;
    for (size_t g = 0; g < an_tally_groups(c->tally) && code == AN_OK; g++)
        if (indicator->rows == NULL || named_sum(c->tally, g, indicator->rows).units != 0)
            code = add_group(table, indicator, c, g, err);
    return code;
}

an_code an_indicators_compute(an_indicators *table, const an_indicator *indicators, const an_tally *tally,
                              const char *const by[], const an_settings *settings, const void *context,
                              an_error *err)
{
    computation c = {.tally = tally, .by = by, .settings = settings, .context = context};
    an_code code = computation_new(&c, err);
    for (const an_indicator *indicator = indicators; indicator->code != NULL && code == AN_OK; indicator++)
        code = add_indicator(table, indicator, &c, err);
    computation_free(&c);
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
