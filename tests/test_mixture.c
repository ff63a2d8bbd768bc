/* test_mixture: densities and p-values of mixtures, against R and by numerical integration. */
#include <criterion/criterion.h>

#include "model/mixture.h"
#include "near.h"

TestSuite(mixture, .init = gsl_handler_off);

static an_mixture one_part(double freedom)
{
    return (an_mixture){
        .parts = {{1, 2, 0.3, 0.3}}, .n_parts = 1, .tail = 0.1, .reach = 4, .freedom = freedom};
}

/* Two price groups, the one skewed to the left, and sides that fall off as an exponential does. */
static an_mixture many_sided(void)
{
    return (an_mixture){.parts = {{0.65, 1, 0.3, 0.1}, {0.35, 2.4, 0.2, 0.2}},
                        .n_parts = 2,
                        .tail = 0.05,
                        .reach = 3,
                        .freedom = 12,
                        .fall = {0.4, 0}};
}

/* The trapezium rule, in steps of 1/2000. */
static double integrate(const an_mixture *mixture, double from, double to)
{
    const double step = 0.0005;
    double sum = 0;
    for (double x = from + step / 2; x < to; x += step)
        sum += an_mixture_density(mixture, x) * step;
    return sum;
}

/* R: z <- (x - 2) / 0.3; 0.9 * dt(z, 8) / 0.3 + 0.1 * dt(z / 4, 8) / 1.2 for x = 2, 1.2, 3.5; the constant of
 * t is a series that is good to 1e-4. */
Test(mixture, density_is_that_of_t_with_a_wider_tail)
{
    const an_mixture mixture = one_part(8);
    expect_near(an_mixture_density(&mixture, 2), 1.1923219812976293, 1e-4);
    expect_near(an_mixture_density(&mixture, 1.2), 0.0915733721905289, 1e-4);
    expect_near(an_mixture_density(&mixture, 3.5), 0.0164114213318104, 1e-4);
}

/* R: the same with dnorm. */
Test(mixture, density_is_normal_for_many_degrees_of_freedom)
{
    const an_mixture mixture = one_part(500);
    expect_near(an_mixture_density(&mixture, 2), 1.230072031237751, 1e-12);
    expect_near(an_mixture_density(&mixture, 1.2), 0.060808625198255, 1e-12);
    expect_near(an_mixture_density(&mixture, 3.5), 0.015225217274296, 1e-12);
}

/* R: 2 * (0.9 * pt(-abs(z), 8) + 0.1 * pt(-abs(z) / 4, 8)). */
Test(mixture, p_value_is_two_sided)
{
    const an_mixture mixture = one_part(8);
    expect_near(an_mixture_p_value(&mixture, 1.2), 0.0780325330703979, 1e-10);
    expect_near(an_mixture_p_value(&mixture, 3.5), 0.0256101306355692, 1e-10);
    expect_near(an_mixture_p_value(&mixture, 2), 1, 1e-12);
}

Test(mixture, density_integrates_to_one)
{
    for (double freedom = 3; freedom < 200; freedom *= 2) {
        an_mixture mixture = many_sided();
        mixture.freedom = freedom;
        cr_expect(fabs(integrate(&mixture, -60, 60) - 1) < 1e-3, "%g: %g", freedom,
                  integrate(&mixture, -60, 60));
    }
}

/* Of a skewed part twice what lies further out on its side. */
Test(mixture, p_value_is_twice_the_mass_beyond)
{
    an_mixture mixture = many_sided();
    mixture.n_parts = 1;
    mixture.parts[0].share = 1;
    for (double x = -1; x < 0.9; x += 0.3)
        expect_near(an_mixture_p_value(&mixture, x), 2 * integrate(&mixture, -60, x), 2e-3);
    for (double x = 1.1; x < 2; x += 0.3)
        expect_near(an_mixture_p_value(&mixture, x), 2 * integrate(&mixture, x, 60), 2e-3);
}

/* A value that is 0.2 to 0.3 times the honest one lies between log 0.2 and log 0.3 below its price group. */
Test(mixture, moved_prices_lie_where_the_change_puts_them)
{
    an_mixture mixture = one_part(500);
    double density[AN_MIXTURE_CHANGES], at_step = 0, elsewhere = 0;
    mixture.parts[0].under = mixture.parts[0].over = 0.02;
    for (double d = -4; d < 4; d += 0.001) {
        an_mixture_moved(&mixture, 2 + d, density);
        *(d > log(0.2) && d < log(0.3) ? &at_step : &elsewhere) += density[3] * 0.001;
    }
    cr_expect(fabs(at_step + elsewhere - 1) < 1e-3 && elsewhere < 0.05, "%g %g", at_step, elsewhere);
    an_mixture_moved(&mixture, 2 - 3 * log(10), density);
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        cr_expect(density[c] <= density[AN_MIXTURE_UNDER + AN_MIXTURE_OVER]); /* a mass of 1,000 times */
}

Test(mixture, the_nearest_part_is_that_in_its_own_scale)
{
    const an_mixture mixture = many_sided();
    cr_expect_eq(an_mixture_nearest(&mixture, 0.9), 0);
    cr_expect_eq(an_mixture_nearest(&mixture, 2.5), 1);
    cr_expect_eq(an_mixture_nearest(&mixture, 1.6), 1); /* 6 scales above the one, 4 below the other */
}

Test(mixture, a_price_on_the_atom_is_no_wonder)
{
    an_mixture mixture = one_part(8);
    mixture.atom = 2;
    mixture.atom_share = 0.7;
    cr_expect(an_mixture_on_atom(&mixture, 2) && !an_mixture_on_atom(&mixture, 2.001));
    cr_expect_eq(an_mixture_p_value(&mixture, 2), 1);
    expect_near(an_mixture_p_value(&mixture, 3.5), 0.3 * 0.0256101306355692, 1e-10);
}
