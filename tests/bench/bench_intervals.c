/* bench_intervals: how often intervals hold what is true, by simulation: the tables of docs/methods.md.
 *
 * Amounts: their number is Poisson about the cases named, each is log-normal or Pareto; what is true is the
 * expected sum (rest of a population: the amounts of as many units that were not looked at, drawn as well).
 * Of the runs that give an interval the share that covers, and on which side the others miss; how many give
 * one; and the median of upper bound / sum. Ratios: two binomial counts, the interval of the programs (Katz,
 * by score where a cell is 0).
 *
 * RUNS (5000) may be set. The seed is fixed: the same program prints the same tables. Started by `make
 * bench`, or alone: make build/bench/bench_intervals && build/bench/bench_intervals */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "stat/amounts.h"
#include "stat/location.h"
#include "stat/ratio.h"

enum { SEED = 2017, MOST_CASES = 400 };
static const double level = 0.95;

/* A distribution of amounts: exp(spread z); u^(-1/tail) where tail is above 0; uniform where it is below. */
typedef struct law {
    const char *name;
    double spread, tail;
} law;

static double draw(const law *of, gsl_rng *rng)
{
    if (of->tail < 0)
        return gsl_rng_uniform_pos(rng);
    return of->tail > 0 ? pow(gsl_rng_uniform_pos(rng), -1 / of->tail)
                        : exp(of->spread * gsl_ran_ugaussian(rng));
}

static double mean_of(const law *of)
{
    if (of->tail < 0)
        return .5;
    return of->tail > 0 ? of->tail / (of->tail - 1) : exp(of->spread * of->spread / 2);
}

typedef struct score {
    unsigned runs, given, below, above; /* truth below or above the interval */
    double *widths;                     /* upper / sum of those given */
} score;

/* One sample, judged. fraction 0: what is true is the expected sum; else the sum of the units not looked at.
 * */
static void run_once(const law *of, double cases, double fraction, gsl_rng *rng, score *s)
{
    double x[MOST_CASES], scratch[MOST_CASES], sum = 0, truth = cases * mean_of(of);
    const double rest = fraction > 0 ? (1 - fraction) / fraction : 1;
    const unsigned n = (unsigned)fmin(gsl_ran_poisson(rng, cases), MOST_CASES);
    an_interval interval;
    for (unsigned i = 0; i < n; i++)
        sum += x[i] = rest * draw(of, rng);
    if (fraction > 0) {
        truth = 0;
        for (unsigned left = gsl_ran_poisson(rng, cases * rest); left > 0; left--)
            truth += draw(of, rng);
    }
    s->runs++;
    if (an_amounts_interval(x, n, fraction, level, scratch, &interval) != AN_OK)
        return;
    s->below += truth < interval.lower;
    s->above += truth > interval.upper;
    s->widths[s->given++] = interval.upper / sum;
}

static void print_amounts(double fraction, unsigned runs, gsl_rng *rng)
{
    static const law laws[] = {{"uniform", 0, -1},           {"log-normal, sd 0.5", 0.5, 0},
                               {"log-normal, sd 1", 1, 0},   {"log-normal, sd 1.5", 1.5, 0},
                               {"log-normal, sd 2", 2, 0},   {"Pareto, index 3", 0, 3},
                               {"Pareto, index 2", 0, 2},    {"Pareto, index 1.5", 0, 1.5},
                               {"Pareto, index 1.2", 0, 1.2}};
    enum { N_CASES = 5 };
    static const double cases[N_CASES] = {5, 10, 20, 50, 100};
    double *const widths = malloc(runs * sizeof *widths);
    if (widths == NULL)
        exit(1);
    printf("\n| amounts |");
    for (size_t c = 0; c < N_CASES; c++)
        printf(" %.0f cases |", cases[c]);
    printf("\n|---|");
    for (size_t c = 0; c < N_CASES; c++)
        printf("---|");
    for (size_t l = 0; l < sizeof laws / sizeof laws[0]; l++) {
        printf("\n| %s |", laws[l].name);
        for (size_t c = 0; c < N_CASES; c++) {
            score s = {.widths = widths};
            for (unsigned r = 0; r < runs; r++)
                run_once(&laws[l], cases[c], fraction, rng, &s);
            an_location_sort(s.widths, s.given);
            printf(" %.3f (%.3f) of %.1f %%, %.1f |", 1 - (double)(s.below + s.above) / s.given,
                   (double)s.above / s.given, 100.0 * s.given / s.runs, s.widths[s.given / 2]);
        }
    }
    printf("\n");
    free(widths);
}

static void print_ratios(unsigned runs, gsl_rng *rng)
{
    static const struct {
        unsigned n1, n0;
        double p1, p0;
    } cases[] = {{50, 50, .1, .1},    {100, 100, .02, .1},   {100, 100, .1, .02},       {1000, 200, .01, .02},
                 {1000, 200, .2, .1}, {50, 5000, .02, .005}, {10000, 15000, .003, .008}};
    printf(
        "\n| items, rate | items, rate | interval given | covered | of these with a cell of 0 | covered |\n"
        "|---|---|--:|--:|--:|--:|\n");
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        unsigned given = 0, covered = 0, zero = 0, zero_covered = 0;
        for (unsigned r = 0; r < runs; r++) {
            const double a = gsl_ran_binomial(rng, cases[c].p1, cases[c].n1), n1 = cases[c].n1;
            const double b = gsl_ran_binomial(rng, cases[c].p0, cases[c].n0), n0 = cases[c].n0;
            const double truth = cases[c].p1 / cases[c].p0;
            double ratio;
            an_interval v;
            const bool by_katz = an_ratio_katz(a, n1, b, n0, level, &ratio, &v) == AN_OK;
            if (!by_katz && an_ratio_score(a, n1, b, n0, level, &ratio, &v) != AN_OK)
                continue;
            const unsigned holds = v.lower <= truth && truth <= v.upper;
            given++;
            covered += holds;
            zero += by_katz ? 0 : 1;
            zero_covered += by_katz ? 0 : holds;
        }
        printf("| %u, %g | %u, %g | %.3f | %.3f | %u |", cases[c].n1, cases[c].p1, cases[c].n0, cases[c].p0,
               (double)given / runs, (double)covered / given, zero);
        if (zero > 0)
            printf(" %.3f |\n", (double)zero_covered / zero);
        else
            printf(" |\n");
    }
}

int main(void)
{
    const char *const given = getenv("RUNS");
    const unsigned runs = given != NULL ? (unsigned)strtoul(given, NULL, 10) : 5000;
    gsl_set_error_handler_off();
    gsl_rng *const rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (rng == NULL || runs < 1)
        return 1;
    gsl_rng_set(rng, SEED);
    printf("In each cell: the share of intervals that cover (that lie below the truth), of how many");
    printf(" of %u runs, median of upper bound / sum.\n\n", runs);
    printf("Sum of amounts, what is to be expected (detection_rate):\n");
    print_amounts(0, runs, rng);
    printf("\nSum of amounts of the other half (revenue_gap with half of the items controlled):\n");
    print_amounts(0.5, runs, rng);
    printf("\nRatio of two rates, %u runs:\n", runs);
    print_ratios(runs, rng);
    gsl_rng_free(rng);
    return 0;
}
