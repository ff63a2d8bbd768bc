/* bench_clusters: how often intervals hold, and honest areas are flagged, where units come in clusters.
 *
 *   bench_clusters [RUNS]
 *
 * Sizes of clusters are log-normal (mean 8, rounded, at least 1), rates within them beta with the intraclass
 * correlation named, events binomial. Beside each other: units taken for independent, and --cluster. Prints
 * the tables of docs/methods.md; seeds are fixed. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "stat/between.h"
#include "stat/binomial.h"
#include "stat/cluster.h"
#include "stat/proportion.h"
#include "stat/ratio.h"

enum { MOST_CLUSTERS = 200, AREAS = 28 };
static const double level = .95, correlations[] = {0, .05, .3};

typedef struct sample {
    double y[MOST_CLUSTERS], n[MOST_CLUSTERS], events, units;
    size_t clusters;
} sample;

static void draw(gsl_rng *rng, size_t clusters, double rate, double correlation, double spread, sample *s)
{
    const double more = correlation > 0 ? (1 - correlation) / correlation : 0;
    s->events = s->units = 0;
    s->clusters = clusters;
    for (size_t k = 0; k < clusters; k++) {
        const double size = exp(spread * gsl_ran_ugaussian(rng) - spread * spread / 2);
        const double p = more > 0 ? gsl_ran_beta(rng, rate * more, (1 - rate) * more) : rate;
        s->n[k] = fmax(1, round(8 * size));
        s->y[k] = gsl_ran_binomial(rng, p, (unsigned)s->n[k]);
        s->units += s->n[k];
        s->events += s->y[k];
    }
}

static double effect_of(const sample *s)
{
    an_cluster_effect e;
    return an_cluster_rate(s->y, s->n, s->clusters, level, &e) == AN_OK ? e.effect : 1;
}

static bool holds(double x, double n, double rate)
{
    an_interval i;
    return an_proportion_wilson(x, n, level, &i) == AN_OK && i.lower <= rate && rate <= i.upper;
}

static bool ratio_holds(const sample *a, const sample *b, double effect, double ratio)
{
    double found;
    an_interval i;
    const double x1 = a->events / effect, n1 = a->units / effect, x0 = b->events / effect,
                 n0 = b->units / effect;
    return (an_ratio_katz(x1, n1, x0, n0, level, &found, &i) == AN_OK ||
            an_ratio_score(x1, n1, x0, n0, level, &found, &i) == AN_OK) &&
           i.lower <= ratio && ratio <= i.upper;
}

static void print_coverage(unsigned runs)
{
    static const size_t clusters[] = {10, 20, 50, 200};
    static const double rates[] = {.05, .2}, spreads[] = {0, 1, 1.5};
    gsl_rng *const rng = gsl_rng_alloc(gsl_rng_mt19937);
    printf("| clusters | rate | intraclass correlation | independent: sizes alike, sd 1, sd 1.5 | --cluster: "
           "the same | ratio of .2 to this, sd 1: independent, --cluster |\n|--:|--:|--:|---|---|---|\n");
    for (size_t c = 0; c < 4; c++)
        for (size_t r = 0; r < 2; r++)
            for (size_t k = 0; k < 3; k++) {
                double plain[3] = {0}, own[3] = {0}, ratio[2] = {0};
                for (unsigned run = 0; run < runs; run++)
                    for (size_t d = 0; d < 3; d++) {
                        sample s, other;
                        gsl_rng_set(rng, 1 + run * 3 + d);
                        draw(rng, clusters[c], rates[r], correlations[k], spreads[d], &s);
                        const double e = effect_of(&s);
                        plain[d] += holds(s.events, s.units, rates[r]);
                        own[d] += holds(s.events / e, s.units / e, rates[r]);
                        if (d != 1)
                            continue;
                        an_cluster_effect both;
                        draw(rng, clusters[c], .2, correlations[k], spreads[d], &other);
                        if (an_cluster_ratio(other.y, other.n, s.y, s.n, s.clusters, level, &both) != AN_OK)
                            both.effect = 1;
                        if (other.events + s.events == 0)
                            continue;
                        ratio[0] += ratio_holds(&other, &s, 1, .2 / rates[r]);
                        ratio[1] += ratio_holds(&other, &s, both.effect, .2 / rates[r]);
                    }
                printf("| %zu | %g | %g | %.3f, %.3f, %.3f | %.3f, %.3f, %.3f | %.3f, %.3f |\n", clusters[c],
                       rates[r], correlations[k], plain[0] / runs, plain[1] / runs, plain[2] / runs,
                       own[0] / runs, own[1] / runs, own[2] / runs, ratio[0] / runs, ratio[1] / runs);
            }
    gsl_rng_free(rng);
}

/* By chance alone, and by the default of ind-compare, which learns the spread between areas. */
enum { CHANCE, DEFAULT, RULES };

typedef struct flags {
    double areas, at_95[RULES], at_998[RULES];
} flags;

static void add_flags(const double x[], const double n[], flags *f)
{
    an_between fit;
    an_between_tails tails;
    if (an_between_fit(x, n, AREAS, &fit) != AN_OK)
        return;
    for (size_t i = 0; i < AREAS; i++) {
        double p[RULES] = {1, 1};
        if (an_binomial_p(x[i], n[i], fit.target, &p[CHANCE]) != AN_OK)
            p[CHANCE] = 1;
        if (an_between_judge(&fit, x[i], n[i], x[i], &tails) == AN_OK)
            p[DEFAULT] = tails.p_value;
        f->areas++;
        for (int rule = 0; rule < RULES; rule++) {
            f->at_95[rule] += p[rule] <= .05;
            f->at_998[rule] += p[rule] <= .002;
        }
    }
}

static void print_flags(unsigned runs)
{
    static const size_t clusters[] = {10, 50, 200};
    static const double rates[] = {.05, .2};
    gsl_rng *const rng = gsl_rng_alloc(gsl_rng_mt19937);
    static sample s;
    printf(
        "\n| clusters of an area (sizes sd 1) | rate | intraclass correlation | chance alone, independent: "
        "outside 95, 99.8 | chance alone, --cluster | default, independent | default, --cluster |\n"
        "|--:|--:|--:|---|---|---|---|\n");
    for (size_t c = 0; c < 3; c++)
        for (size_t r = 0; r < 2; r++)
            for (size_t k = 0; k < 3; k++) {
                flags plain = {0}, own = {0};
                gsl_rng_set(rng, 1);
                for (unsigned run = 0; run < runs; run++) {
                    double x[AREAS], n[AREAS], ex[AREAS], en[AREAS];
                    for (size_t i = 0; i < AREAS; i++) {
                        const size_t most = i % 4 == 0 ? clusters[c] : clusters[c] / 2;
                        draw(rng, most, rates[r], correlations[k], 1, &s);
                        const double e = effect_of(&s);
                        x[i] = s.events;
                        n[i] = s.units;
                        ex[i] = x[i] / e;
                        en[i] = n[i] / e;
                    }
                    add_flags(x, n, &plain);
                    add_flags(ex, en, &own);
                }
                printf("| %zu | %g | %g |", clusters[c], rates[r], correlations[k]);
                for (int rule = 0; rule < RULES; rule++)
                    printf(" %.1f, %.2f | %.1f, %.2f |", 100 * plain.at_95[rule] / plain.areas,
                           100 * plain.at_998[rule] / plain.areas, 100 * own.at_95[rule] / own.areas,
                           100 * own.at_998[rule] / own.areas);
                printf("\n");
            }
    gsl_rng_free(rng);
}

int main(int argc, char **argv)
{
    const unsigned runs = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5000;
    gsl_set_error_handler_off();
    print_coverage(runs);
    print_flags(runs / 20 + 1);
    return 0;
}
