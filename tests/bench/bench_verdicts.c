/* bench_verdicts: how often honest areas and series are called out of the ordinary, and dishonest ones are.
 *
 *   bench_verdicts funnel|trend [RUNS]
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

/* ---- areas ---- */

enum { MOST_AREAS = 1000 };

typedef struct sizes {
    const char *name;
    double low, high; /* log-uniform */
} sizes;

typedef struct count {
    double all, outside_95, outside_998;         /* every area */
    double large, large_95, large_998;           /* n x rate >= 20 */
} count;

/* Flags as ind-compare makes them. The spread is asked only where chance alone would flag: p is at least
 * that of chance. */
static void judge(const double x[], const double n[], size_t areas, double rate, bool chance_only, count *c)
{
    an_between fit;
    const bool fitted = an_between_fit(x, n, areas, &fit) == AN_OK;
    for (size_t i = 0; i < areas; i++) {
        double p = 1;
        an_between_tails tails;
        if (fitted && an_binomial_p(x[i], n[i], fit.target, &p) == AN_OK && p <= .05 && !chance_only)
            p = an_between_judge(&fit, x[i], n[i], x[i], &tails) == AN_OK ? tails.p_value : 1;
        const bool large = n[i] * rate >= 20;
        c->all++;
        c->outside_95 += p <= .05;
        c->outside_998 += p <= .002;
        c->large += large;
        c->large_95 += large && p <= .05;
        c->large_998 += large && p <= .002;
    }
}

static count simulate(size_t areas, const sizes *s, double rate, double spread, size_t runs,
                      bool chance_only, gsl_rng *rng)
{
    static double x[MOST_AREAS], n[MOST_AREAS];
    count c = {0};
    for (size_t run = 0; run < runs; run++) {
        for (size_t i = 0; i < areas; i++) {
            n[i] = floor(s->low * pow(s->high / s->low, gsl_rng_uniform(rng)) + .5);
            const double t = log(rate / (1 - rate)) + spread * gsl_ran_ugaussian(rng);
            x[i] = gsl_ran_binomial(rng, 1 / (1 + exp(-t)), (unsigned)n[i]);
        }
        judge(x, n, areas, rate, chance_only, &c);
    }
    return c;
}

static void print_funnel(size_t flags)
{
    static const size_t areas[] = {10, 20, 28, 100, 1000};
    static const sizes of[] = {{"1", 1, 1}, {"1 to 10", 1, 10}, {"100", 100, 100}, {"300 to 3,000", 300, 3000},
                               {"1 to 100,000", 1, 1e5}, {"100,000", 1e5, 1e5}};
    static const double rates[] = {.02, .1, .5}, spreads[] = {0, .01, .03, .1, .3, .5};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const char *q = getenv("QUICK");
    puts("| areas | items each | rate | spread | chance alone: 95 % | 99.8 % | default: 95 % | 99.8 % | large 95 % | large 99.8 % |");
    puts("|---|---|---|---|---|---|---|---|---|---|");
    for (size_t a = 0; a < sizeof areas / sizeof *areas; a++)
        for (size_t s = 0; s < sizeof of / sizeof *of; s++)
            for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
                for (size_t k = 0; k < sizeof spreads / sizeof *spreads; k++) {
                    if (q && (areas[a] > 28 || areas[a] < strtoul(q, NULL, 10) || rates[r] != .1 || s < 2)) continue;
                    const size_t runs = flags / areas[a] + 1;
                    gsl_rng_set(rng, 1);
                    count none = {0}, c;
                    if (spreads[k] == 0)
                        none = simulate(areas[a], &of[s], rates[r], 0, runs, true, rng);
                    gsl_rng_set(rng, 2);
                    c = simulate(areas[a], &of[s], rates[r], spreads[k], runs, false, rng);
                    printf("| %zu | %s | %g | %g | %.2f | %.3f | %.2f | %.3f | %.2f | %.3f |%s\n", areas[a],
                           of[s].name, rates[r], spreads[k], 100 * none.outside_95 / none.all,
                           100 * none.outside_998 / none.all, 100 * c.outside_95 / c.all,
                           100 * c.outside_998 / c.all, 100 * c.large_95 / c.large,
                           100 * c.large_998 / c.large,
                           c.outside_95 / c.all > .075 || c.outside_998 / c.all > .003 ||
                           c.large_95 / c.large > .075 || c.large_998 / c.large > .003 ? " HIGH" :
                           c.large_95 / c.large < .025 || c.large_998 / c.large < .001 ? " low" : "");
                    fflush(stdout);
                }
    gsl_rng_free(rng);
}

int main(int argc, char *argv[])
{
    const size_t runs = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    gsl_set_error_handler_off();
    if (argc < 2 || strcmp(argv[1], "funnel") == 0)
        print_funnel(runs > 0 ? runs : 100000);
    return 0;
}
