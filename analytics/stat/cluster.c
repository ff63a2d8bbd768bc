/* cluster: rates of units that come in clusters: items of one declaration, declarations of one importer.
 *
 * A rate p = sum y / sum n over clusters is a ratio estimator. Its variance is that of the jackknife which
 * leaves out one cluster at a time, (C - 1)/C sum ((y_k - p n_k) / (N - n_k))^2: the linearised variance C/(C
 * - 1) sum (y_k - p n_k)^2 / N^2 (Cochran 1977, 6.3) with each residual enlarged by the weight that its
 * cluster has in p. Without that a cluster which holds half of the units, and so makes p what it is, shows
 * too small a residual.
 *
 * The design effect is this variance / that of independent units, p (1 - p)/N (Kish 1965), never below 1; the
 * effective sample size N / effect goes into the interval of a proportion, with the variance's own
 * uncertainty as (t/z)^2 (Korn, Graubard 1998, Survey Methodology 24:193). They take C - 1 degrees of
 * freedom; clusters of very different sizes have fewer, and here it is the effective number (sum n)^2 / sum
 * n^2, less one. [This project's; coverage with both in docs/methods.md.]
 *
 * The logarithm of a ratio has the residuals (a_k - p1 n1_k)/A - (b_k - p0 n0_k)/B, each enlarged likewise:
 * that one importer is in both groups counts. Its effect is against Katz's variance. */
#include "stat/cluster.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

#include "stat/interval.h"

/* One group of units over all clusters. */
typedef struct margin {
    double events, units, squares; /* squares: of units */
    size_t clusters;
} margin;

static bool add_up(const double y[], const double n[], size_t clusters, margin *m)
{
    *m = (margin){0};
    for (size_t k = 0; k < clusters; k++) {
        if (!(y[k] >= 0 && n[k] >= 0))
            return false;
        m->events += y[k];
        m->units += n[k];
        m->squares += n[k] * n[k];
        m->clusters += n[k] > 0;
    }
    return m->clusters >= 2;
}

static double effective(const margin *m)
{
    return m->units / m->squares * m->units;
}

/* What is left of the rate's residual of a cluster, on the scale of the rate. */
static double residual(const margin *m, double y, double n)
{
    return (y - m->events / m->units * n) / (m->units - n);
}

static void set_effect(double alone, double worst, double level, double quantile, an_cluster_effect *out)
{
    const double freedom = fmax(1, out->effective - 1);
    const double wide = gsl_cdf_tdist_Qinv((1 - level) / 2, freedom) / quantile;
    out->effect = fmax(1, alone > 0 ? out->variance / alone : worst) * fmax(1, wide * wide);
}

an_code an_cluster_rate(const double y[], const double n[], size_t clusters, double level,
                        an_cluster_effect *out)
{
    margin m;
    double quantile, sum = 0;
    if (an_interval_z(level, &quantile) != AN_OK || !add_up(y, n, clusters, &m))
        return AN_UNDEFINED;
    for (size_t k = 0; k < clusters; k++) {
        const double e = residual(&m, y[k], n[k]);
        sum += e * e;
    }
    const double count = (double)m.clusters, p = m.events / m.units;
    *out = (an_cluster_effect){
        .clusters = m.clusters, .effective = effective(&m), .variance = (count - 1) / count * sum};
    set_effect(p * (1 - p) / m.units, m.squares / m.units, level, quantile, out);
    return AN_OK;
}

an_code an_cluster_ratio(const double a[], const double n1[], const double b[], const double n0[],
                         size_t clusters, double level, an_cluster_effect *out)
{
    margin first, second;
    double quantile, sum = 0, count = 0;
    if (an_interval_z(level, &quantile) != AN_OK || !add_up(a, n1, clusters, &first) ||
        !add_up(b, n0, clusters, &second))
        return AN_UNDEFINED;
    const double p1 = first.events / first.units, p0 = second.events / second.units;
    const bool exists = p1 > 0 && p0 > 0;
    for (size_t k = 0; k < clusters; k++) {
        count += n1[k] > 0 || n0[k] > 0;
        if (!exists)
            continue;
        const double e = residual(&first, a[k], n1[k]) / p1 - residual(&second, b[k], n0[k]) / p0;
        sum += e * e;
    }
    *out = (an_cluster_effect){.clusters = (size_t)count,
                               .effective = fmin(effective(&first), effective(&second)),
                               .variance = (count - 1) / count * sum};
    const double alone = exists && p1 < 1 && p0 < 1 ? (1 - p1) / first.events + (1 - p0) / second.events : 0;
    set_effect(alone, fmax(first.squares / first.units, second.squares / second.units), level, quantile, out);
    return AN_OK;
}
