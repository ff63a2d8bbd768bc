/* bench_bunching: how often a pile is called one where people only round, and how often where there is one.
 *
 *   bench_bunching [WORLDS] [SEED]
 *
 * Prints a table in Markdown; docs/prices.md has it. */
#include <gsl/gsl_errno.h>
#include <stdio.h>

#include "bunching_world.h"

typedef struct tally {
    unsigned worlds, judged, at_5, at_1;
} tally;

static tally count_worlds(double at, double pile, unsigned worlds, unsigned long seed)
{
    gsl_rng *const r = gsl_rng_alloc(gsl_rng_mt19937);
    tally t = {.worlds = worlds};
    gsl_rng_set(r, seed);
    for (unsigned i = 0; i < worlds; i++) {
        const bunching_world w = bunching_world_draw(r, at, pile);
        double around;
        const double p = bunching_world_p(&w, r, &around);
        t.judged += !isnan(p);
        t.at_5 += p <= 0.05;
        t.at_1 += p <= 0.01;
    }
    gsl_rng_free(r);
    return t;
}

int main(int argc, char **argv)
{
    static const double thresholds[] = {22, 45, 150, 430, 1000, 10000};
    static const double piles[] = {0, 0.02, 0.05, 0.1, 0.2, 0.4};
    const unsigned worlds = argc > 1 ? (unsigned)atoi(argv[1]) : 1000;
    const unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 7001;
    gsl_set_error_handler_off();
    puts("| threshold | pile | judged | p <= .05 | p <= .01 |");
    puts("|--:|--:|--:|--:|--:|");
    for (size_t i = 0; i < sizeof thresholds / sizeof thresholds[0]; i++)
        for (size_t k = 0; k < sizeof piles / sizeof piles[0]; k++) {
            const tally t = count_worlds(thresholds[i], piles[k], worlds, seed + 100 * i + k);
            printf("| %g | %g | %.3f | %.3f | %.3f |\n", thresholds[i], piles[k], (double)t.judged / t.worlds,
                   (double)t.at_5 / t.judged, (double)t.at_1 / t.judged);
            fflush(stdout);
        }
    return 0;
}
