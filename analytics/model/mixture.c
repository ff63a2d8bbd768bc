/* mixture: what the log prices of one group look like when nothing is wrong, and when something is.
 *
 *     f(x) = sum over parts k of share_k [(1 - tail) core_k(x) + tail wide_k(x)], an atom apart
 *
 * core: a two-piece Student t, scale `under` below the center and `over` above it, joined so that it is
 * continuous; a part of it may fall off as an exponential does (2b of the scenarios: 92 to 97 % of the
 * best). wide: the same with `reach` times the scale: heavy tails. t, not normal, because scales of few
 * items are themselves estimates; its degrees of freedom are those of the scale.
 *
 * Something wrong moves a price: by a factor drawn evenly, on the log scale, from one of six steps below 1
 * and five above it (a manipulated value), or by a power of ten (a wrong mass). Moved densities are taken as
 * normal, with the mean of both scales: after a step the difference of two distribution functions over its
 * width, after a power of ten the density there. What is far from a center need not be known closer. */
#include "model/mixture.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Factors between the steps, falling below and rising above 1, as logs: of 0.75, 0.6, 0.45, 0.3, 0.2, 0.1,
 * 0.03; 1.5, 2, 3, 5, 10, 30; powers of ten. [This project's choice.] */
static const double log_under[] = {-0.2876820724517809, -0.51082562376599072, -0.79850769621777162,
                                   -1.2039728043259361, -1.6094379124341003,  -2.3025850929940455,
                                   -3.5065578973199818};
static const double log_over[] = {0.40546510810816438, 0.69314718055994529, 1.0986122886681098,
                                  1.6094379124341003,  2.3025850929940459,  3.4011973816621555};
static const double log_powers[] = {-3 * M_LN10, -2 * M_LN10, -M_LN10, M_LN10, 2 * M_LN10, 3 * M_LN10};

const an_mixture_changes an_mixture_usual = {
    {0.06, 0.14, 0.14, 0.14, 0.08, 0.04, 0.06, 0.08, 0.06, 0.02, 0.02, 0.03, 0.03, 0.02, 0.02, 0.03, 0.03}};

/* Two log prices nearer than this are the same price. */
#define SAME_PRICE 1e-6

#define ROOT_2_PI 2.5066282746310002

void an_mixture_widen(an_mixture *mixture, double variance)
{
    for (size_t k = 0; k < mixture->n_parts && variance > 0; k++) {
        an_mixture_part *const part = &mixture->parts[k];
        part->under = sqrt(part->under * part->under + variance);
        part->over = sqrt(part->over * part->over + variance);
    }
}

/* Student's t density up to its constant, that of the normal for many degrees of freedom. */
static double t_kernel(double z, double freedom)
{
    return freedom > 100 ? exp(-0.5 * z * z) : exp(-0.5 * (freedom + 1) * log1p(z * z / freedom));
}

/* 1 / the integral of t_kernel; Gamma((f + 1)/2) / (Gamma(f/2) sqrt(f pi)) by its asymptotic series; lgamma
 * itself would write to a global variable. */
static double t_constant(double freedom)
{
    int sign;
    if (freedom > 100)
        return 1 / ROOT_2_PI;
    double f = 1 / freedom;
    if (freedom < 4)
        return exp(lgamma_r((freedom + 1) / 2, &sign) - lgamma_r(freedom / 2, &sign)) / sqrt(freedom * M_PI);
    return (1 - f / 4 + f * f / 32 + 5 * f * f * f / 128) / ROOT_2_PI;
}

void an_mixture_part_density(const an_mixture *mixture, size_t k, double x, double *core, double *tail)
{
    const an_mixture_part *p = &mixture->parts[k];
    double z = fabs(x - p->center) / (x < p->center ? p->under : p->over),
           fall = mixture->fall[x >= p->center];
    double height = 2 / (p->under + p->over) * t_constant(mixture->freedom);
    *core = height * t_kernel(z, mixture->freedom);
    if (fall > 0)
        *core += fall * (2 / (p->under + p->over) * M_SQRT1_2 * exp(-M_SQRT2 * z) - *core);
    *tail = height / mixture->reach * t_kernel(z / mixture->reach, mixture->freedom);
}

void an_mixture_densities(const an_mixture *mixture, double x, double *core, double *tail)
{
    double one_core, one_tail;
    *core = *tail = 0;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        an_mixture_part_density(mixture, k, x, &one_core, &one_tail);
        *core += mixture->parts[k].share * one_core;
        *tail += mixture->parts[k].share * one_tail;
    }
}

double an_mixture_density(const an_mixture *mixture, double x)
{
    double core, tail;
    an_mixture_densities(mixture, x, &core, &tail);
    return (1 - mixture->tail) * core + mixture->tail * tail;
}

static double below(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* Adds the densities at distance d from one part, times share. */
static void add_steps(const double step[], size_t n, double d, double scale, double share, double density[])
{
    double last = step[0], last_below = below((d - last) / scale);
    for (size_t i = 0; i < n; i++) {
        double next = step[i + 1], next_below = below((d - next) / scale);
        density[i] += share * fabs(next_below - last_below) / fabs(next - last);
        last = next;
        last_below = next_below;
    }
}

static void add_powers(double d, double scale, double share, double density[])
{
    for (size_t i = 0; i < AN_MIXTURE_POWERS; i++) {
        double z = (d - log_powers[i]) / scale;
        density[i] += share * exp(-0.5 * z * z) / (scale * ROOT_2_PI);
    }
}

void an_mixture_moved(const an_mixture *mixture, double x, double density[AN_MIXTURE_CHANGES])
{
    for (size_t i = 0; i < AN_MIXTURE_CHANGES; i++)
        density[i] = 0;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        const an_mixture_part *p = &mixture->parts[k];
        double scale = (p->under + p->over) / 2, d = x - p->center;
        if (d < 0)
            add_steps(log_under, AN_MIXTURE_UNDER, d, scale, p->share, density);
        else
            add_steps(log_over, AN_MIXTURE_OVER, d, scale, p->share, density + AN_MIXTURE_UNDER);
        if (fabs(d) > 1)
            add_powers(d, scale, p->share, density + AN_MIXTURE_UNDER + AN_MIXTURE_OVER);
    }
}

bool an_mixture_on_atom(const an_mixture *mixture, double x)
{
    return mixture->atom_share > 0 && fabs(x - mixture->atom) < SAME_PRICE;
}

double an_mixture_p_value(const an_mixture *mixture, double x)
{
    double p = 0;
    if (an_mixture_on_atom(mixture, x))
        return 1;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        const an_mixture_part *part = &mixture->parts[k];
        bool under = x < part->center;
        double z = fabs(x - part->center) / (under ? part->under : part->over);
        double side =
            2 * (under ? part->under : part->over) / (part->under + part->over); /* its mass, twice */
        double fall = mixture->fall[!under];
        double core = (1 - fall) * gsl_cdf_tdist_Q(z, mixture->freedom) + fall * exp(-M_SQRT2 * z) / 2;
        double beyond = (1 - mixture->tail) * core +
                        mixture->tail * gsl_cdf_tdist_Q(z / mixture->reach, mixture->freedom);
        p = fmax(p, fmin(1, 2 * side * beyond));
    }
    return p * (1 - mixture->atom_share);
}

size_t an_mixture_nearest(const an_mixture *mixture, double x)
{
    size_t best = 0;
    double least = INFINITY;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        const an_mixture_part *part = &mixture->parts[k];
        double z = fabs(x - part->center) / (x < part->center ? part->under : part->over);
        if (z < least) {
            least = z;
            best = k;
        }
    }
    return best;
}
