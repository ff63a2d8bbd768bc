/* test_multiplicity: tests of stat/multiplicity. */
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "sample.h"
#include "stat/multiplicity.h"

enum { MOST = 15 };

/* R: p <- u(15, 9)^3; p[c(3, 9)] <- p[6] (u in reference/robust.R) */
static void p_values(double p[MOST])
{
    uniforms(p, MOST, 9);
    for (size_t i = 0; i < MOST; i++)
        p[i] = pow(p[i], 3);
    p[2] = p[8] = p[5];
}

/* Benjamini, Hochberg as R's p.adjust(p, "BH"). */
Test(multiplicity, bh_agrees_with_r_in_the_order_of_the_input)
{
    const double p[10] = {.216, .001, .008, .041, .039, .042, .06, .074, .205, .212};
    const double expected[10] = {.216, .01, .04, .084, .084, .084, .1, .74 / 7, .216, .216};
    const double tied[MOST] = {
        5.2420334927650280e-12, 2.3299787646612991e-02, 9.1446002230312229e-01, 1.0449230295900103e-02,
        6.2785003568546860e-01, 9.1446002230312229e-01, 1.6264867781257394e-01, 9.9233895642307033e-03,
        9.1446002230312229e-01, 1.6264867781257394e-01, 1.6708809131110228e-01, 4.1891135642537375e-01,
        1.6708809131110228e-01, 9.0370453434594947e-02, 1.6708809131110228e-01,
    };
    double q[MOST], own[MOST];
    double scratch[2 * MOST];
    cr_assert_eq(an_multiplicity_bh(p, 10, scratch, q), AN_OK);
    for (size_t i = 0; i < 10; i++)
        expect_near(q[i], expected[i], 1e-15);
    p_values(own);
    cr_assert_eq(an_multiplicity_bh(own, MOST, scratch, own), AN_OK);
    for (size_t i = 0; i < MOST; i++)
        expect_near(own[i], tied[i], 1e-14);
}

/* R: p.adjust(p, "bonferroni") */
Test(multiplicity, bonferroni_agrees_with_r)
{
    const double expected[MOST] = {
        5.2420334927650280e-12,
        9.3199150586451965e-02,
        1,
        3.1347690887700307e-02,
        1,
        1,
        1,
        1.9846779128461407e-02,
        1,
        1,
        1,
        1,
        1,
        4.5185226717297478e-01,
        1,
    };
    double p[MOST];
    p_values(p);
    cr_assert_eq(an_multiplicity_bonferroni(p, MOST, p), AN_OK);
    for (size_t i = 0; i < MOST; i++)
        expect_near(p[i], expected[i], 1e-14);
}

Test(multiplicity, one_test_stays_as_it_is_and_none_is_no_error)
{
    const double p[2] = {.3, .3}, bounds[2] = {0, 1};
    double q[2] = {-1, -1};
    double scratch[4];
    cr_expect_eq(an_multiplicity_bh(p, 0, scratch, q), AN_OK);
    cr_expect_eq(an_multiplicity_bonferroni(p, 0, q), AN_OK);
    cr_expect_eq(q[0], -1);
    cr_expect_eq(an_multiplicity_bh(p, 1, scratch, q), AN_OK);
    expect_near(q[0], .3, 0);
    cr_expect_eq(an_multiplicity_bonferroni(p, 1, q), AN_OK);
    expect_near(q[0], .3, 0);
    cr_expect_eq(an_multiplicity_bh(p, 2, scratch, q), AN_OK);
    cr_expect(q[0] == .3 && q[1] == .3);
    cr_expect_eq(an_multiplicity_bh(bounds, 2, scratch, q), AN_OK);
    cr_expect(q[0] == 0 && q[1] == 1);
}

Test(multiplicity, what_is_no_probability_is_refused)
{
    const double wrong[] = {-1e-9, 1 + 1e-9, NAN, INFINITY};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        double p[2] = {.5, wrong[i]}, q[2] = {-1, -1};
        double scratch[4];
        cr_expect_eq(an_multiplicity_bh(p, 2, scratch, q), AN_UNDEFINED);
        cr_expect_eq(an_multiplicity_bonferroni(p, 2, q), AN_UNDEFINED);
        cr_expect(q[0] == -1 && q[1] == -1);
    }
}

/* Both in O(n^2), as the definition says. */
Test(multiplicity, bh_is_its_definition_whatever_the_share_of_signals)
{
    enum { N = 300 };
    for (int power = 1; power <= 9; power += 2) {
        double p[N], q[N], scratch[2 * N];
        uniforms(p, N, 7);
        for (size_t i = 0; i < N; i++)
            p[i] = i % 3 == 0 ? pow(p[i], power) : ceil(p[i] * 20) / 20;
        cr_assert_eq(an_multiplicity_bh(p, N, scratch, q), AN_OK);
        for (size_t i = 0; i < N; i++) {
            double least = 1;
            for (size_t j = 0; j < N; j++) {
                double rank = 0;
                for (size_t k = 0; k < N; k++)
                    rank += p[k] <= p[j];
                if (p[j] >= p[i] && N / rank * p[j] < least)
                    least = N / rank * p[j];
            }
            expect_near(q[i], least, 1e-14);
        }
    }
}

/* q-values of the p-values up to last, made as if the others could not be kept; q[i] of others stays. */
static void smallest(const double p[], size_t n, size_t last, double q[], size_t *n_open)
{
    static uint64_t count[AN_MULTIPLICITY_BINS];
    static bool open[AN_MULTIPLICITY_BINS];
    double *kept = calloc(5 * n + 1, sizeof *kept), *others = kept + n, *scratch = others + n,
           *out = scratch + 2 * n;
    size_t n_kept = 0, n_others = 0;
    memset(count, 0, sizeof count);
    for (size_t i = 0; i < n; i++)
        count[an_multiplicity_bin(p[i])]++;
    *n_open = an_multiplicity_open(count, last, open);
    for (size_t i = 0; i < n; i++) {
        const size_t bin = an_multiplicity_bin(p[i]);
        if (bin <= last)
            kept[n_kept++] = p[i];
        if (open[bin])
            others[n_others++] = p[i];
    }
    cr_assert_eq(n_others, *n_open);
    cr_assert_eq(an_multiplicity_bh_smallest(kept, n_kept, count, last, open, others, scratch, out), AN_OK);
    for (size_t i = n, k = n_kept; i > 0; i--)
        if (an_multiplicity_bin(p[i - 1]) <= last)
            q[i - 1] = out[--k];
    free(kept);
}

/* Few discoveries, many, none; nearly all p-values the same; minima far behind the discoveries. */
static void draw_p(double p[], size_t n, int shape)
{
    uniforms(p, n, n + (size_t)shape);
    for (size_t i = 0; i < n; i++)
        switch (shape) {
        case 0:
            break;
        case 1:
            p[i] = pow(p[i], 3);
            break;
        case 2:
            p[i] = i % 20 == 0 ? 1e-30 * p[i] : p[i];
            break;
        case 3:
            p[i] = i % 5 == 0 ? 0.01 * p[i] : 1;
            break;
        case 4:
            p[i] = floor(10 * p[i]) / 10;
            break;
        case 5:
            p[i] = i == 7 ? 0.04 : 0.0401 + 0.001 * p[i];
            break; /* the minimum is the last */
        default:
            p[i] = i % 3 == 0 ? 0 : 0.3 + 0.4 * p[i];
        }
}

Test(multiplicity, the_smallest_have_the_q_values_that_they_have_among_all)
{
    enum { N = 3000 };
    static double p[N], q[N], all[N], scratch[2 * N];
    const double up_to[] = {0, 1e-32, 1e-4, 0.01, 0.04, 0.3, 1};
    for (int shape = 0; shape < 7; shape++) {
        draw_p(p, N, shape);
        cr_assert_eq(an_multiplicity_bh(p, N, scratch, all), AN_OK);
        for (size_t u = 0; u < sizeof up_to / sizeof *up_to; u++) {
            const size_t last = an_multiplicity_bin(up_to[u]);
            size_t n_open;
            memcpy(q, all, sizeof q);
            for (size_t i = 0; i < N; i++)
                q[i] = an_multiplicity_bin(p[i]) <= last ? -1 : q[i];
            smallest(p, N, last, q, &n_open);
            cr_expect_arr_eq(q, all, sizeof all, "shape %d, up to %g", shape, up_to[u]);
            if (shape == 2 && u == 2)
                cr_expect_eq(n_open, 0, "nothing far off can matter, and nothing is kept");
        }
    }
}

Test(multiplicity, the_last_bin_leaves_no_discovery_out)
{
    enum { N = 2000 };
    static double p[N], q[N], scratch[2 * N];
    static uint64_t count[AN_MULTIPLICITY_BINS];
    const double rates[] = {0, 1e-12, 0.01, 0.05, 0.5, 1};
    for (int shape = 0; shape < 7; shape++)
        for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
            draw_p(p, N, shape);
            memset(count, 0, sizeof count);
            for (size_t i = 0; i < N; i++)
                count[an_multiplicity_bin(p[i])]++;
            cr_assert_eq(an_multiplicity_bh(p, N, scratch, q), AN_OK);
            size_t last = 0;
            const bool any = an_multiplicity_last(count, rates[r], &last);
            for (size_t i = 0; i < N; i++)
                if (q[i] <= rates[r])
                    cr_expect(any && an_multiplicity_bin(p[i]) <= last, "shape %d, rate %g, p %g", shape,
                              rates[r], p[i]);
        }
    memset(count, 0, sizeof count);
    size_t last;
    cr_expect(!an_multiplicity_last(count, 1, &last), "no test");
    cr_expect_eq(an_multiplicity_bin(1) + 1, AN_MULTIPLICITY_BINS);
    cr_expect_eq(an_multiplicity_bin(-0.0), 0);
    cr_expect_eq(an_multiplicity_least(an_multiplicity_bin(0.5)), 0.5);
}

/* Each item's rate is the mean of those at least as sure: by hand, 0.1/1, (0.1 + 0.2)/2, ties share
 * theirs. */
Test(multiplicity, false_discovery_rates_are_means_of_the_surer)
{
    const double null[] = {0.5, 0.1, 0.2, 0.2, 1};
    const double expected[] = {1.0 / 4, 0.1, 0.5 / 3, 0.5 / 3, 2.0 / 5};
    double scratch[10], q[5];
    cr_assert_eq(an_multiplicity_of_nulls(null, 5, scratch, q), AN_OK);
    for (size_t i = 0; i < 5; i++)
        cr_assert(fabs(q[i] - expected[i]) < 1e-15, "%zu: %g", i, q[i]);
}

Test(multiplicity, false_discovery_rates_may_overwrite_its_input_and_take_none)
{
    double q[] = {0.75, 0.25}, scratch[4];
    cr_assert_eq(an_multiplicity_of_nulls(q, 0, scratch, q), AN_OK);
    cr_assert_eq(an_multiplicity_of_nulls(q, 2, scratch, q), AN_OK);
    cr_assert_eq(q[0], 0.5);
    cr_assert_eq(q[1], 0.25);
}

Test(multiplicity, false_discovery_rates_refuse_what_is_no_probability)
{
    const double wrong[] = {-0.1, 1.1, NAN};
    double scratch[2], q[1];
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(an_multiplicity_of_nulls(&wrong[i], 1, scratch, q), AN_UNDEFINED);
}
