/* test_scale: tests of stat/scale. The numbers of R come from reference/robust.R. */
#include <stdlib.h>

#include "near.h"
#include "reference/nist.h"
#include "sample.h"
#include "stat/location.h"
#include "stat/scale.h"

enum { MOST = 9001 };

/* x of exponentials(n): raw MAD, IQR, Qn, standard deviation. R: mad(x, constant = 1), IQR(x),
 * qn(x): robustbase 0.95 with the exact k-th difference, its own is off by up to 5e-8; sd(x) */
static const struct {
    size_t n;
    double mad, iqr, qn, sd;
} of_r[] = {
    {2, 4.8647753726382827, 4.8647753726382845, 8.622589340854093, 6.879831309883687},
    {3, 0.39134730428815689, 4.8647753726382836, 0.86293977103709907, 5.5078633776745836},
    {4, 1.808471150467025, 4.9144120786865599, 4.1192807515183416, 4.6991917414272493},
    {5, 0.16802864285496921, 0.81700767594055046, 0.31471367442519393, 4.2976523467255259},
    {8, 0.81448895755232698, 2.257389183653304, 1.3933262678494411, 3.1122374299571742},
    {9, 0.83425468837886907, 1.9449439207829311, 1.2209295616771636, 2.9303103570497875},
    {10, 0.34611868669435047, 0.59751497118407881, 0.75389003745883076, 2.7685332012251247},
    {11, 0.27070869621992499, 0.63874980355592825, 0.7111724871912426, 2.5996536519922011},
    {12, 0.66764892931919473, 1.3298254412479706, 0.78566675339149672, 2.436921745000233},
    {13, 0.11804900638760171, 0.17582143818884827, 0.23061029130959185, 2.5021787041632484},
    {14, 0.27020398600525763, 0.64737257154380701, 0.49492552531734418, 2.2954984404053698},
    {50, 0.38147076167509919, 0.74138817284514191, 0.54026360571083365, 1.1915276399985657},
    {101, 0.42510969285588029, 1.0139405917143631, 0.58286093376241344, 1.0760924571291941},
    {1000, 0.46659049255234064, 1.0829798537303885, 0.64069323610942741, 0.99881537500638728},
    {2001, 0.48735108993846687, 1.1014495393786681, 0.65128020625536853, 1.0368230742299815},
    {6000, 0.48125680864489728, 1.1237641722593092, 0.64408616703370158, 0.9986072020909994},
    {9001, 0.48963215621915135, 1.0839128704202079, 0.63811419524293755, 1.0015110493872048},
};

Test(scale, estimators_agree_with_r)
{
    for (size_t i = 0; i < sizeof of_r / sizeof *of_r; i++) {
        size_t n = of_r[i].n;
        double x[MOST], scratch[MOST], median, mad, iqr, qn, sd;
        exponentials(x, n);
        cr_assert_eq(an_scale_sd(x, n, &sd), AN_OK);
        an_location_sort(x, n);
        cr_assert_eq(an_location_quantile(x, n, 0.5, &median), AN_OK);
        cr_assert_eq(an_scale_mad(x, n, median, scratch, &mad), AN_OK);
        cr_assert_eq(an_scale_iqr(x, n, &iqr), AN_OK);
        cr_assert_eq(an_scale_qn(x, n, scratch, &qn), AN_OK);
        expect_near(mad, of_r[i].mad, 1e-14);
        expect_near(iqr, of_r[i].iqr, 1e-14);
        expect_near(qn, of_r[i].qn, 1e-14);
        expect_near(sd, of_r[i].sd, 1e-13);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The k-th smallest difference as its definition says, in O(n^2). */
static double define(const double x[], size_t n)
{
    static double pairs[64 * 64];
    size_t m = 0, half = n / 2 + 1;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            pairs[m++] = fabs(x[i] - x[j]);
    qsort(pairs, m, sizeof *pairs, compare);
    return pairs[half * (half - 1) / 2 - 1];
}

/* The factors do not depend on x: divided by those of another sample of the size they drop out. */
Test(scale, qn_is_its_definition_at_every_n_to_60)
{
    for (size_t n = 2; n <= 60; n++) {
        double x[60], scratch[60], qn, unit_qn;
        exponentials(x, n);
        an_location_sort(x, n);
        const double unit_kth = define(x, n);
        cr_assert_eq(an_scale_qn(x, n, scratch, &unit_qn), AN_OK);
        for (int shape = 0; shape < 3; shape++) {
            small_counts(x, n);
            for (size_t i = 0; i < n; i++)
                x[i] = shape == 0 ? x[i] : shape == 1 ? 1e6 + sqrt(x[i]) * (double)i : exp(x[i] * x[i]);
            an_location_sort(x, n);
            cr_assert_eq(an_scale_qn(x, n, scratch, &qn), AN_OK);
            expect_near(qn, define(x, n) * (unit_qn / unit_kth), 1e-14);
        }
    }
}

/* Two-pass sums keep 8.3 digits, all that the typed values have of 0.1; one pass keeps none. */
Test(scale, sd_keeps_the_digits_of_numacc4)
{
    double x[NIST_NUMACC4_N], sd;
    nist_numacc4(x);
    cr_assert_eq(an_scale_sd(x, NIST_NUMACC4_N, &sd), AN_OK);
    cr_expect_geq(-log10(fabs(sd - NIST_NUMACC4_SD) / NIST_NUMACC4_SD), 8.2);
}

Test(scale, a_sample_too_small_is_undefined_and_sets_nothing)
{
    double x[1] = {4.5}, scratch[1], out = -1;
    cr_expect_eq(an_scale_sd(x, 0, &out), AN_UNDEFINED);
    cr_expect_eq(an_scale_sd(x, 1, &out), AN_UNDEFINED);
    cr_expect_eq(an_scale_mad(x, 0, 0, scratch, &out), AN_UNDEFINED);
    cr_expect_eq(an_scale_iqr(x, 0, &out), AN_UNDEFINED);
    cr_expect_eq(an_scale_qn(x, 0, scratch, &out), AN_UNDEFINED);
    cr_expect_eq(an_scale_qn(x, 1, scratch, &out), AN_UNDEFINED);
    cr_expect_eq(out, -1);
    cr_expect_eq(an_scale_mad(x, 1, 4.5, scratch, &out), AN_OK);
    expect_near(out, 0, 0);
    out = -1;
    cr_expect_eq(an_scale_iqr(x, 1, &out), AN_OK);
    expect_near(out, 0, 0);
}

Test(scale, constants_have_scale_zero_and_no_rounding_makes_it_negative)
{
    for (size_t n = 2; n <= 40; n++) {
        double x[40], scratch[40], s[3] = {-1, -1, -1};
        for (size_t i = 0; i < n; i++)
            x[i] = 1e9 / 3;
        cr_assert_eq(an_scale_mad(x, n, x[0], scratch, &s[0]), AN_OK);
        cr_assert_eq(an_scale_qn(x, n, scratch, &s[1]), AN_OK);
        cr_assert_eq(an_scale_sd(x, n, &s[2]), AN_OK);
        for (int i = 0; i < 3; i++)
            expect_near(s[i], 0, 0);
    }
}

Test(scale, every_estimator_is_equivariant)
{
    enum { N = 57 };
    double x[N], y[N], scratch[N], a[4], b[4];
    exponentials(x, N);
    an_location_sort(x, N);
    for (size_t i = 0; i < N; i++)
        y[N - 1 - i] = 17.5 - 4 * x[i]; /* descends with x: ascending again */
    for (int k = 0; k < 2; k++) {
        const double *v = k == 0 ? x : y;
        double *s = k == 0 ? a : b;
        cr_assert_eq(an_scale_mad(v, N, v[N / 2], scratch, &s[0]), AN_OK);
        cr_assert_eq(an_scale_iqr(v, N, &s[1]), AN_OK);
        cr_assert_eq(an_scale_qn(v, N, scratch, &s[2]), AN_OK);
        cr_assert_eq(an_scale_sd(v, N, &s[3]), AN_OK);
    }
    for (int i = 0; i < 4; i++)
        expect_near(b[i], 4 * a[i], 1e-13);
}
