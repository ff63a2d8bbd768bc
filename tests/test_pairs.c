/* test_pairs: tests of stat/pairs. */
#include <stdlib.h>

#include "near.h"
#include "shapes.h"
#include "stat/location.h"
#include "stat/pairs.h"

enum { LARGEST = 350 };

/* Both against all pair values, made and sorted. */
Test(pairs, order_statistics_over_pairs_are_exact)
{
    static double all[LARGEST * LARGEST];
    for (int c = 0; c < 3 * SHAPES; c++) {
        const size_t sizes[] = {5, 40, LARGEST}, N = sizes[c / SHAPES], M = N - N / 4;
        double x[LARGEST], a[LARGEST], b[LARGEST], scratch[2 * LARGEST], value[2];
        fill_shape(x, N, c % SHAPES);
        an_location_sort(x, N);
        size_t n = 0;
        for (size_t i = 0; i < N; i++)
            for (size_t j = i + 1; j < N; j++)
                all[n++] = x[j] - x[i];
        qsort(all, n, sizeof *all, by_value);
        const double starts[] = {0, all[n / 2], 1e300};
        for (size_t k = 0; k < n; k += 1 + n / 2000)
            cr_assert_eq(an_pairs_difference(x, N, k, starts[k % 3], scratch), all[k]);
        for (size_t i = 0; i < N; i++)
            a[i] = x[i] - x[0] + 0.5;
        for (size_t i = 0; i < M; i++)
            b[i] = sqrt(a[i]);
        n = 0;
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < M; j++)
                all[n++] = a[i] / (a[i] + b[j]);
        qsort(all, n, sizeof *all, by_value);
        for (size_t k = 0; k < n; k += 1 + n / 2000) {
            an_pairs_share(a, N, b, M, k, scratch, value);
            expect_near(value[0], all[k], 1e-15);
            expect_near(value[1], all[k + 1 < n ? k + 1 : k], 1e-15);
        }
    }
}

Test(pairs, order_statistics_of_a_single_pair)
{
    const double x[] = {1.25, 4}, same[] = {3, 3};
    double scratch[2], value[2];
    expect_near(an_pairs_difference(x, 2, 0, 0, scratch), 2.75, 0);
    expect_near(an_pairs_difference(same, 2, 0, 1, scratch), 0, 0);
    an_pairs_share(x, 1, x + 1, 1, 0, scratch, value);
    expect_near(value[0], 1.25 / 5.25, 1e-15);
    expect_near(value[1], 1.25 / 5.25, 1e-15);
}
