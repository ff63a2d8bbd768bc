/* regression: least squares by QR, refined; least trimmed squares of a location by windows.
 *
 * Least squares. Normal equations would square the condition number and lose half of the digits. The columns
 * are scaled by powers of 2 (nothing is rounded), decomposed by Householder's QR, and coefficients and
 * residuals are refined together twice (Bjorck 1967, BIT 7:257), what is missing summed in long double. Of
 * NIST's certified digits Longley has 14, Filip 7, where the powers of x themselves are rounded. O(n p^2).
 *
 * Least trimmed squares of a location minimises the sum of the h = floor((n + 2)/2) smallest squared
 * residuals (Rousseeuw, Leroy 1987, 4.2). In one dimension the h values are neighbours once sorted: the n -
 * h + 1 windows are all tried, O(n), exact, no random starts. Their sums grow from the middle value, which
 * each window holds, so that nothing is ever taken out of a sum. The scale of the h smallest is too small by
 * 1/sqrt(1 - 2 (n/h) a phi(a)), a = Phi^-1((1 + h/n)/2), and in small samples by the factors of Pison, Van
 * Aelst and Willems 2002 (Metrika 55:111), interpolated at h/n. Reweighted: the mean of all within
 * Phi^-1(0.9875) raw scales, as FSDA's LXS has it. */
#include "stat/regression.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>

#include "stat/location.h"

enum { ROUNDS = 3 }; /* the solution, and its correction twice */

/* Copies x to a with its columns scaled to a norm between 1 and 2; *scale is what they were divided by, a
 * power of 2, so that nothing is rounded. False: a column is 0. */
static bool scale_columns(const double x[], size_t n, size_t p, double a[], double scale[])
{
    for (size_t j = 0; j < p; j++) {
        double squares = 0;
        for (size_t i = 0; i < n; i++)
            squares += x[i * p + j] * x[i * p + j];
        if (!(squares > 0))
            return false;
        scale[j] = ldexp(1, ilogb(sqrt(squares)));
        for (size_t i = 0; i < n; i++)
            a[i * p + j] = x[i * p + j] / scale[j];
    }
    return true;
}

/* False if R, of columns of norm 1 to 2, is singular to working precision. */
static bool full_rank(const gsl_matrix *r)
{
    for (size_t j = 0; j < r->size2; j++)
        if (!(fabs(gsl_matrix_get(r, j, j)) > (double)r->size1 * DBL_EPSILON))
            return false;
    return true;
}

/* A least squares problem y = x b under refinement. */
typedef struct problem {
    const double *x, *y;
    size_t n, p;
    gsl_matrix *qr;          /* of x with its columns scaled */
    gsl_vector *tau, *f, *g; /* f: n, g: p */
    const double *scale;
    double *coefficient, *rest; /* b, and the residuals y - x b: n */
} problem;

/* What is missing in the two equations rest + x b = y and x' rest = 0, summed in long double: a correction is
 * worth its digits only if what it corrects is known better than the solution. */
static void find_missing(const problem *s)
{
    for (size_t i = 0; i < s->n; i++) {
        long double sum = (long double)s->y[i] - s->rest[i];
        for (size_t j = 0; j < s->p; j++)
            sum -= (long double)s->x[i * s->p + j] * s->coefficient[j];
        gsl_vector_set(s->f, i, (double)sum);
    }
    for (size_t j = 0; j < s->p; j++) {
        long double sum = 0;
        for (size_t i = 0; i < s->n; i++)
            sum -= (long double)s->x[i * s->p + j] * s->rest[i];
        gsl_vector_set(s->g, j, (double)sum / s->scale[j]);
    }
}

/* One round of Bjorck's refinement, of coefficients and residuals together; from zeros it is the plain
 * solution by QR. With R the triangle: h = R'^-1 g, (d1, d2) = Q' f, rest += Q (h, d2), b += R^-1 (d1 -
 * h). */
static bool refine(const problem *s)
{
    gsl_matrix_view r = gsl_matrix_submatrix(s->qr, 0, 0, s->p, s->p);
    find_missing(s);
    if (gsl_blas_dtrsv(CblasUpper, CblasTrans, CblasNonUnit, &r.matrix, s->g) != GSL_SUCCESS ||
        gsl_linalg_QR_QTvec(s->qr, s->tau, s->f) != GSL_SUCCESS)
        return false;
    for (size_t j = 0; j < s->p; j++) {
        double h = gsl_vector_get(s->g, j);
        gsl_vector_set(s->g, j, gsl_vector_get(s->f, j) - h);
        gsl_vector_set(s->f, j, h);
    }
    if (gsl_blas_dtrsv(CblasUpper, CblasNoTrans, CblasNonUnit, &r.matrix, s->g) != GSL_SUCCESS ||
        gsl_linalg_QR_Qvec(s->qr, s->tau, s->f) != GSL_SUCCESS)
        return false;
    for (size_t j = 0; j < s->p; j++)
        s->coefficient[j] += gsl_vector_get(s->g, j) / s->scale[j];
    for (size_t i = 0; i < s->n; i++)
        s->rest[i] += gsl_vector_get(s->f, i);
    return true;
}

/* The standard errors: sd times the norms of the rows of R^-1, which takes the place of R. */
static bool standard_errors(const problem *s, double sd, double error[])
{
    gsl_matrix_view r = gsl_matrix_submatrix(s->qr, 0, 0, s->p, s->p);
    if (gsl_linalg_tri_invert(CblasUpper, CblasNonUnit, &r.matrix) != GSL_SUCCESS)
        return false;
    for (size_t j = 0; j < s->p; j++) {
        gsl_vector_view row = gsl_matrix_subrow(&r.matrix, j, j, s->p - j);
        error[j] = sd * gsl_blas_dnrm2(&row.vector) / s->scale[j];
    }
    return true;
}

an_code an_regression_ols(const double x[], const double y[], size_t n, size_t p, double scratch[],
                          double coefficient[], double error[])
{
    if (p == 0 || n <= p)
        return AN_UNDEFINED;
    double *a = scratch, *rest = a + n * p, *scale = rest + n;
    if (!scale_columns(x, n, p, a, scale))
        return AN_UNDEFINED;
    gsl_matrix_view qr = gsl_matrix_view_array(a, n, p);
    gsl_vector_view tau = gsl_vector_view_array(scale + p, p), g = gsl_vector_view_array(scale + 2 * p, p);
    gsl_vector_view f = gsl_vector_view_array(scale + 3 * p, n);
    if (gsl_linalg_QR_decomp(&qr.matrix, &tau.vector) != GSL_SUCCESS || !full_rank(&qr.matrix))
        return AN_UNDEFINED;
    problem s = {.x = x,
                 .y = y,
                 .n = n,
                 .p = p,
                 .qr = &qr.matrix,
                 .tau = &tau.vector,
                 .f = &f.vector,
                 .g = &g.vector,
                 .scale = scale,
                 .coefficient = coefficient,
                 .rest = rest};
    memset(coefficient, 0, p * sizeof *coefficient);
    memset(rest, 0, n * sizeof *rest);
    for (int round = 0; round < ROUNDS; round++)
        if (!refine(&s))
            return AN_UNDEFINED;
    gsl_vector_view residuals = gsl_vector_view_array(rest, n);
    double sd = gsl_blas_dnrm2(&residuals.vector) / sqrt((double)(n - p));
    return standard_errors(&s, sd, error) ? AN_OK : AN_UNDEFINED;
}

/* ---- least trimmed squares of a location ---- */

/* Factor that makes the scale of the h smallest of n > h normal residuals consistent. */
static double consistency(size_t h, size_t n)
{
    double share = (double)h / (double)n;
    double a = gsl_cdf_ugaussian_Pinv((1 + share) / 2);
    return 1 / sqrt(1 - 2 / share * a * gsl_ran_ugaussian_pdf(a));
}

/* f(n) of Pison et al. at coverage 0.5 and at 0.875 is 1 - exp(log_excess) / n^power. */
typedef struct correction {
    double log_excess_500, power_500, log_excess_875, power_875;
} correction;

static const correction raw_correction = {.262024211897096, .604756680630497, -.351584646688712,
                                          1.01646567502486};
static const correction reweighted_correction = {1.11098143415027, 1.5182890270453, -.66046776772861,
                                                 .88939595831888};

/* Factor that makes a scale unbiased in samples of n, h of which it looks at: f interpolated at h/n. */
static double small_sample(const correction *c, size_t h, size_t n)
{
    double m = (double)n, coverage = (double)h / m;
    double f500 = 1 - exp(c->log_excess_500) / pow(m, c->power_500);
    double f875 = 1 - exp(c->log_excess_875) / pow(m, c->power_875);
    double f = coverage <= 0.875 ? f500 + (f875 - f500) / 0.375 * (coverage - 0.5)
                                 : f875 + (1 - f875) / 0.125 * (coverage - 0.875);
    return 1 / sqrt(f);
}

/* The mean of the units within limit of the raw estimate, then the scale of their residuals. */
static void reweight(const double y[], size_t n, double limit, an_regression_lts *fit)
{
    double sum = 0, squares = 0;
    fit->kept = 0;
    for (size_t i = 0; i < n; i++) {
        const double residual = y[i] - fit->raw_estimate;
        if (fabs(residual) <= limit) {
            sum += residual;
            fit->kept++;
        }
    }
    fit->estimate = fit->raw_estimate + (fit->kept > 0 ? sum / (double)fit->kept : 0);
    for (size_t i = 0; i < n; i++) {
        const double residual = y[i] - fit->estimate;
        if (fabs(y[i] - fit->raw_estimate) <= limit)
            squares += residual * residual;
    }
    fit->scale = sqrt(squares / (double)(fit->kept - 1));
    if (fit->kept < n)
        fit->scale *= consistency(fit->kept, n) * small_sample(&reweighted_correction, fit->h, n);
}

/* All that follows from the raw estimate and its criterion. */
static void finish(const double y[], size_t n, double criterion, an_regression_lts *fit)
{
    fit->raw_scale =
        sqrt(criterion / (double)fit->h) * consistency(fit->h, n) * small_sample(&raw_correction, fit->h, n);
    fit->estimate = fit->raw_estimate;
    fit->scale = 0;
    /* The scale may also vanish by reweighting: one distant unit among the h, the others equal. */
    if (fit->raw_scale > AN_REGRESSION_EXACT)
        reweight(y, n, gsl_cdf_ugaussian_Pinv(0.9875) * fit->raw_scale, fit);
    fit->exact = fit->scale <= AN_REGRESSION_EXACT;
    if (!fit->exact)
        return;
    fit->raw_scale = fit->scale = 0;
    fit->kept = 0;
    for (size_t i = 0; i < n; i++)
        fit->kept += fabs(y[i] - fit->estimate) <= AN_REGRESSION_EXACT;
}

/* The start of the window of h values with the least sum of squares about its mean. Every window holds the
 * value at n/2: sums that grow from there to both sides never hold, and never have to lose, a value
 * outside the window. */
static size_t tightest_window(const double y[], size_t n, size_t h, double scratch[])
{
    double *sum = scratch, *square = scratch + n;
    size_t middle = n / 2, best = 0;
    sum[middle] = square[middle] = 0;
    for (size_t i = middle + 1; i < n; i++) {
        double d = y[i] - y[middle];
        sum[i] = sum[i - 1] + d;
        square[i] = square[i - 1] + d * d;
    }
    for (size_t i = middle; i-- > 0;) {
        double d = y[i] - y[middle];
        sum[i] = sum[i + 1] + d;
        square[i] = square[i + 1] + d * d;
    }
    double least = INFINITY;
    for (size_t from = 0; from + h <= n; from++) {
        double s = sum[from] + sum[from + h - 1];
        double squares = square[from] + square[from + h - 1] - s * s / (double)h;
        if (squares < least) {
            least = squares;
            best = from;
        }
    }
    return best;
}

an_code an_regression_lts_location(const double y[], size_t n, double scratch[], an_regression_lts *fit)
{
    double criterion = 0;
    if (n < 3)
        return AN_UNDEFINED;
    size_t h = n / 2 + 1, from = tightest_window(y, n, h, scratch);
    fit->h = h;
    an_code code = an_location_mean(y + from, h, &fit->raw_estimate);
    for (size_t i = from; i < from + h; i++) {
        double residual = y[i] - fit->raw_estimate;
        criterion += residual * residual;
    }
    finish(y, n, criterion, fit);
    return code;
}
