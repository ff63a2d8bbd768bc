/* bench_verdicts: how often honest areas and series are called out of the ordinary, and dishonest ones are.
 *
 *   bench_verdicts [funnel|series|critical] [RUNS]
 *
 * Prints a table in Markdown; docs/methods.md has it. Seeds are fixed. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stat/between.h"
#include "stat/binomial.h"
#include "stat/chance.h"
#include "stat/mann_kendall.h"
#include "stat/shift.h"

/* ---- areas ---- */

enum { MOST_AREAS = 1000 };

typedef struct sizes {
    const char *name;
    double low, high; /* log-uniform */
} sizes;

typedef struct count {
    double all, outside_95, outside_998; /* every area */
    double large, large_95, large_998;   /* n x rate >= 20 */
} count;

/* What decides: chance alone at the true rate, at the estimated one, and the default of ind-compare. */
enum { KNOWN, ESTIMATED, DEFAULT, RULES };

static void add_flag(count *c, double p, bool large)
{
    c->all++;
    c->outside_95 += p <= .05;
    c->outside_998 += p <= .002;
    c->large += large;
    c->large_95 += large && p <= .05;
    c->large_998 += large && p <= .002;
}

/* Flags as ind-compare makes them. The spread is asked only where chance alone would flag: p is at least
 * that of chance. */
static void judge(const double x[], const double n[], size_t areas, double rate, count c[RULES])
{
    an_between fit;
    const bool fitted = an_between_fit(x, n, areas, &fit) == AN_OK;
    for (size_t i = 0; i < areas; i++) {
        const bool large = n[i] * rate >= 20;
        double known = 1, p = 1;
        an_between_tails tails;
        if (an_binomial_p(x[i], n[i], rate, &known) == AN_OK)
            add_flag(&c[KNOWN], known, large);
        if (fitted && an_binomial_p(x[i], n[i], fit.target, &p) != AN_OK)
            p = 1;
        add_flag(&c[ESTIMATED], p, large);
        if (p <= .05)
            p = an_between_judge(&fit, x[i], n[i], x[i], &tails) == AN_OK ? tails.p_value : 1;
        add_flag(&c[DEFAULT], p, large);
    }
}

static void simulate(size_t areas, const sizes *s, double rate, double spread, size_t runs, gsl_rng *rng,
                     count c[RULES])
{
    static double x[MOST_AREAS], n[MOST_AREAS];
    for (size_t run = 0; run < runs; run++) {
        for (size_t i = 0; i < areas; i++) {
            n[i] = floor(s->low * pow(s->high / s->low, gsl_rng_uniform(rng)) + .5);
            const double t = log(rate / (1 - rate)) + spread * gsl_ran_ugaussian(rng);
            x[i] = gsl_ran_binomial(rng, 1 / (1 + exp(-t)), (unsigned)n[i]);
        }
        judge(x, n, areas, rate, c);
    }
}

/* The row of a number of areas and a size: over all rates and spreads the most flags, and the least of areas
 * with 20 cases to be expected. */
static void print_sizes(size_t areas, const sizes *s, size_t flags, gsl_rng *rng)
{
    static const double rates[] = {.02, .2}, spreads[] = {0, .02, .1, .3, .5};
    double most[RULES][2] = {{0}}, least[2] = {1, 1};
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
        for (size_t k = 0; k < sizeof spreads / sizeof *spreads; k++) {
            count c[RULES] = {{0}};
            gsl_rng_set(rng, 1);
            simulate(areas, s, rates[r], spreads[k], flags / areas + 1, rng, c);
            for (int rule = 0; rule < RULES; rule++) {
                if (rule != DEFAULT && spreads[k] > 0)
                    continue;
                most[rule][0] = fmax(most[rule][0], c[rule].outside_95 / c[rule].all);
                most[rule][1] = fmax(most[rule][1], c[rule].outside_998 / c[rule].all);
            }
            if (c[DEFAULT].large < (double)flags / 10)
                continue;
            least[0] = fmin(least[0], c[DEFAULT].large_95 / c[DEFAULT].large);
            least[1] = fmin(least[1], c[DEFAULT].large_998 / c[DEFAULT].large);
        }
    printf("| %zu | %s |", areas, s->name);
    for (int rule = 0; rule < RULES; rule++)
        printf(" %.1f, %.2f |", 100 * most[rule][0], 100 * most[rule][1]);
    if (least[0] < 1)
        printf(" %.1f, %.2f |\n", 100 * least[0], 100 * least[1]);
    else
        puts(" |");
    fflush(stdout);
}

static void print_funnel(size_t flags)
{
    static const size_t areas[] = {10, 20, 28, 100, 1000};
    static const sizes of[] = {{"1", 1, 1},
                               {"1 to 10", 1, 10},
                               {"300 to 3,000", 300, 3000},
                               {"1 to 100,000", 1, 1e5},
                               {"100,000", 1e5, 1e5}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    puts("| areas | items each | rate known | rate estimated | default, most | default, least |");
    puts("|---|---|---|---|---|---|");
    for (size_t a = 0; a < sizeof areas / sizeof *areas; a++)
        for (size_t s = 0; s < sizeof of / sizeof *of; s++)
            print_sizes(areas[a], &of[s], flags, rng);
    gsl_rng_free(rng);
}

/* ---- series ---- */

enum { LONGEST = 240 };

/* Correlated by phi, sd 1, with a step of so many sd at `at`. */
static void make_series(double x[], size_t n, double phi, double step, size_t at, gsl_rng *rng)
{
    double before = gsl_ran_ugaussian(rng);
    for (size_t i = 0; i < n; i++) {
        before = i == 0 ? before : phi * before + sqrt(1 - phi * phi) * gsl_ran_ugaussian(rng);
        x[i] = before + (i >= at ? step : 0);
    }
}

static const char *const test_names[] = {"change", "trend", "shift", "chart"};
static double scratch[LONGEST * (LONGEST + 1)], times[LONGEST];

/* The width at which the chart has no signal by limits; INFINITY where a run or steps are one. */
static double width_of(const double x[], size_t n)
{
    static double z[LONGEST];
    static an_chance_rule rule[LONGEST];
    static int side[LONGEST];
    double low = 0, high = 100, center, sigma;
    if (an_chance_center(x, n, scratch, &center, &sigma) != AN_OK)
        return 0;
    for (size_t i = 0; i < n; i++)
        z[i] = (x[i] - center) / sigma;
    for (int step = 0; step < 30; step++) {
        const double middle = (low + high) / 2;
        bool any = false;
        an_chance_chart(z, n, middle, rule, side);
        for (size_t i = 0; i < n; i++)
            any = any || rule[i] != AN_CHART_NONE;
        *(any ? &low : &high) = middle;
    }
    return high > 99 ? INFINITY : high;
}

/* The statistic of a test; of a change that of the last value of n + 1. */
static double statistic_of(an_chance_test test, const double x[], size_t n, unsigned cycle)
{
    an_kendall_test kendall;
    an_shift found;
    double d[LONGEST], statistic = 0;
    switch (test) {
    case AN_CHANCE_CHANGE:
        for (size_t i = 0; i < n; i++)
            d[i] = x[i + 1] - x[i];
        return an_chance_change(d, n, n - 1, 0, &statistic) == AN_OK ? statistic : 0;
    case AN_CHANCE_TREND:
        return an_kendall_trend(times, x, n, cycle, scratch, &kendall) == AN_OK ? fabs(kendall.z) : 0;
    case AN_CHANCE_SHIFT:
        return an_shift_find(times, x, n, cycle, scratch, &found) == AN_OK ? fabs(found.t) : 0;
    case AN_CHANCE_CHART:
        break;
    }
    return width_of(x, n);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_critical(size_t runs)
{
    static const struct {
        an_chance_test test;
        unsigned cycle;
        size_t n[12];
    } rows[] = {{AN_CHANCE_CHANGE, 1, {5, 6, 8, 12, 20, 40, 100}},
                {AN_CHANCE_TREND, 1, {5, 6, 7, 8, 10, 12, 16, 24, 40, 80}},
                {AN_CHANCE_TREND, 4, {12, 16, 20, 24, 40, 80}},
                {AN_CHANCE_CHART, 1, {7, 8, 10, 12, 16, 20, 24, 40, 80}},
                {AN_CHANCE_SHIFT, 1, {7, 8, 10, 12, 16, 24, 40, 80}},
                {AN_CHANCE_SHIFT, 4, {12, 14, 16, 20, 24, 40, 80}},
                {AN_CHANCE_SHIFT, 12, {36, 48, 60, 84}}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double *const all = malloc(runs * sizeof *all);
    double x[LONGEST];
    for (size_t k = 0; all != NULL && k < sizeof rows / sizeof *rows; k++)
        for (size_t j = 0; rows[k].n[j] > 0; j++) {
            const size_t n = rows[k].n[j],
                         many = rows[k].test == AN_CHANCE_SHIFT && n > 24 ? runs / 10 : runs;
            double most = 0;
            printf("%s, cycle %u, n %zu:", test_names[rows[k].test], rows[k].cycle, n);
            for (size_t p = 0; p < 2; p++) {
                gsl_rng_set(rng, 1);
                for (size_t r = 0; r < many; r++) {
                    make_series(x, n + 1, p == 0 ? 0 : .6, 0, n + 1, rng);
                    all[r] = statistic_of(rows[k].test, x, n, rows[k].cycle);
                }
                qsort(all, many, sizeof *all, by_value);
                const double at = all[(size_t)((p == 0 ? .95 : .93) * (double)many)];
                printf(" %.3f", at);
                size_t endless = 0;
                while (endless < many && !(all[many - 1 - endless] < INFINITY))
                    endless++;
                if (endless > 0)
                    printf(" (runs %.3f)", (double)endless / (double)many);
                most = fmax(most, at);
            }
            printf("  {%zu, %.2f},\n", n, most);
            fflush(stdout);
        }
    free(all);
    gsl_rng_free(rng);
}

/* Shares of series that are flagged, by each test as ind-trend decides. */
static void print_series(size_t runs)
{
    static const struct {
        const char *name;
        double phi, step;
        size_t n, at;
    } kinds[] = {{"independent", 0, 0, 8, 8},
                 {"correlated 0.6", .6, 0, 8, 8},
                 {"independent", 0, 0, 16, 16},
                 {"correlated 0.3", .3, 0, 16, 16},
                 {"correlated 0.6", .6, 0, 16, 16},
                 {"step of 3 sd, the last value", 0, 3, 16, 15},
                 {"step of 3 sd, the last 4", 0, 3, 16, 12},
                 {"step of 3 sd, the last 8", 0, 3, 16, 8},
                 {"step of 5 sd, the last 4", 0, 5, 16, 12},
                 {"independent", 0, 0, 40, 40},
                 {"correlated 0.6", .6, 0, 40, 40},
                 {"step of 3 sd, the last 8", 0, 3, 40, 32}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double x[LONGEST];
    puts("| series | periods | last change | trend | shift | chart |");
    puts("|---|---|---|---|---|---|");
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t flagged[4] = {0};
        const size_t n = kinds[k].n;
        gsl_rng_set(rng, 3);
        for (size_t r = 0; r < runs; r++) {
            make_series(x, n, kinds[k].phi, kinds[k].step, kinds[k].at, rng);
            const bool seasonal = an_chance_seasonal(times, x, n, 4, scratch);
            for (int test = 0; test < 4; test++) {
                const size_t size = test == AN_CHANCE_CHANGE ? n - 1 : n;
                const unsigned cycle =
                    test == AN_CHANCE_SHIFT || (test == AN_CHANCE_TREND && seasonal) ? 4 : 1;
                flagged[test] += statistic_of((an_chance_test)test, x, size, cycle) >
                                 an_chance_critical((an_chance_test)test, size, cycle);
            }
        }
        printf("| %s | %zu |", kinds[k].name, n);
        for (int test = 0; test < 4; test++)
            printf(" %.3f |", (double)flagged[test] / (double)runs);
        puts("");
        fflush(stdout);
    }
    gsl_rng_free(rng);
}

int main(int argc, char *argv[])
{
    const size_t runs = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    const bool all = argc < 2;
    gsl_set_error_handler_off();
    for (size_t i = 0; i < LONGEST; i++)
        times[i] = (double)i;
    if (all || strcmp(argv[1], "funnel") == 0)
        print_funnel(runs > 0 ? runs : 20000);
    if (all || strcmp(argv[1], "series") == 0)
        print_series(runs > 0 ? runs : 4000);
    if (!all && strcmp(argv[1], "critical") == 0)
        print_critical(runs > 0 ? runs : 20000);
    return 0;
}
