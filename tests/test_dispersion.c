/* test_dispersion: tests of stat/dispersion. */
#include <stdint.h>

#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "near.h"
#include "stat/dispersion.h"

TestSuite(dispersion, .init = gsl_handler_off);

/* R: q <- quantile(z, c(trim, 1 - trim)); mean(pmin(pmax(z, q[1]), q[2])^2) */
Test(dispersion, phi_is_the_mean_of_winsorised_squares)
{
    const double z[] = {-3, 1, .5, 2, -.2, .7, 9, -1, .1, 0};
    double scratch[10], phi;
    cr_assert_eq(an_dispersion_phi(z, 10, .1, scratch, &phi), AN_OK);
    expect_near(phi, 1.552, 1e-14);
    cr_assert_eq(an_dispersion_phi(z, 10, 0, scratch, &phi), AN_OK);
    expect_near(phi, 9.679, 1e-14);
    cr_expect_eq(an_dispersion_phi(z, 0, .1, scratch, &phi), AN_UNDEFINED);
    cr_expect_eq(an_dispersion_phi(z, 10, .5, scratch, &phi), AN_UNDEFINED);
}

/* R: c <- 1 - 2*pnorm(-k) - 2*k*dnorm(k) + 2*k^2*pnorm(-k); f <- function(l) { v <- s^2 + exp(l);
 * sum((pmin(d^2/v, k^2) - c)/v^2*exp(2*l)) }; exp(uniroot(f, c(-40, 10), tol = 1e-15)$root), k = 1.5 */
Test(dispersion, between_agrees_with_a_root_found_in_r)
{
    const double d[] = {.1, -.25, .3, .05, -.12, .6, -.02, .18}, s[] = {.1, .05, .2, .02, .1, .05, .3, .1};
    double tau2;
    cr_assert_eq(an_dispersion_between(d, s, 8, &tau2), AN_OK);
    expect_near(tau2, 0.0499052406091432, 1e-9);
}

Test(dispersion, nothing_between_units_that_vary_by_less_than_chance)
{
    const double d[] = {.01, -.02, 0, .01}, s[] = {.1, .1, .1, .1}, zero[] = {0, 0, 0, 0};
    double tau2 = 7;
    cr_assert_eq(an_dispersion_between(d, s, 4, &tau2), AN_OK);
    cr_expect_eq(tau2, 0);
    cr_assert_eq(an_dispersion_between(zero, s, 4, &tau2), AN_OK);
    cr_expect_eq(tau2, 0);
    cr_expect_eq(an_dispersion_between(d, s, 1, &tau2), AN_UNDEFINED);
    cr_expect_eq(an_dispersion_between(d, zero, 4, &tau2), AN_UNDEFINED);
}

/* A thousand small units without any variance of their own, 60 large ones with tau = .05, three of which
 * jumped. */
Test(dispersion, small_units_do_not_outvote_large_ones)
{
    enum { SMALL = 1000, LARGE = 60 };
    static double d[SMALL + LARGE], s[SMALL + LARGE];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    for (size_t i = 0; i < SMALL + LARGE; i++) {
        s[i] = i < SMALL ? .3 : .002;
        d[i] = gsl_ran_gaussian(rng, i < SMALL ? .3 : .05) + (i >= SMALL + LARGE - 3 ? 1 : 0);
    }
    gsl_rng_free(rng);
    double tau2;
    cr_assert_eq(an_dispersion_between(d, s, SMALL + LARGE, &tau2), AN_OK);
    cr_expect_float_eq(sqrt(tau2), .05, .012);
}
