/* test_multiplicity: tests of stat/multiplicity.
 */
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
        5.2420334927650280e-12, 9.3199150586451965e-02, 1, 3.1347690887700307e-02, 1, 1, 1,
        1.9846779128461407e-02, 1, 1, 1, 1, 1, 4.5185226717297478e-01, 1,
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
