/* between: tail probabilities of a binomial whose logit is spread, with a spread that is not known.
 *
 * Model: x_i of n_i is Binomial(n_i, theta_i), logit theta_i = mu + sigma u_i, u_i normal. For each sigma of
 * a grid the intraclass correlation rho = var theta / (mean (1 - mean)) follows by quadrature, D_i = 1 +
 * (n_i - 1) rho is how much wider than binomial x_i is (Kleinman 1973), w_i = n_i/D_i, and the others' mean
 * is m = sum w y / sum w. How likely a sigma is:
 *
 *     log L = -1/2 [ sum c_i (log D_i + w_i (y_i - m)^2 / (m (1-m))) + log sum w ],
 *     c_i = 1 / (1 + k_i/2),  k_i = (1 - 6 m (1-m))+ / (n_i m (1-m)) / D_i^2 + k (1 - 1/D_i)^2
 *
 * the normal likelihood of y with the REML term (Patterson, Thompson 1971), in which c discounts areas of few
 * cases, and rates widely spread, whose squares vary more than those of a normal variable do: excess kurtosis
 * of the binomial, and k, a fifth of that of the rates, at the likeliest sigma. All is sums over areas, so
 * that one of them is left out by subtraction: O(1) an area and sigma.
 *
 * Prior: log(1 + sigma^2/s^2) uniform (Tiao,
 * Tan 1965, Biometrika 52:37), s^2 the chance variance of the logit of an area of mean size, and a lump at
 * sigma 0 as long as two. Chosen by its false flags: not half nor one and a half times as many as there
 * should be, at whatever sigma (tests/bench/bench_verdicts.c).
 *
 * Tails: P(X >= x) = P(B <= theta), B ~ Beta(x, n - x + 1), which a sum over u of exact binomial tails gives;
 * with 40 cases and more the logit of B is nearly normal, its cumulants are polygamma functions, and the tail
 * is that of a sum of two logits by Edgeworth's first term. The error of m is part of the spread. */
#include "stat/between.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_psi.h>

#include "stat/binomial.h"
#include "stat/funnel.h"
#include "stat/proportion.h"

enum { POINTS = 49 }; /* of u, from -6 to 6 */
static const double STEP = .25, REACH = 6;
static const double MANY = 40;            /* cases: the logit is nearly normal */
static const double RATIO = 1.25;         /* of neighbouring sigma */
static const double LEAST = .2, MOST = 3; /* smallest sigma in chance errors, largest as such */
static const double PART = .2;            /* of the rates' excess kurtosis, that counts */
static const double NONE = 2;             /* prior of sigma 0, in lengths of log(1 + sigma^2/s^2) */

static double logit(double p)
{
    return log(p / (1 - p));
}

static double expit(double t)
{
    return 1 / (1 + exp(-t));
}

/* ---- the grid ---- */

/* Mean and variance of theta: rho and shift of a node. */
static void find_moments(an_between_node *node, double target)
{
    const double mu = logit(target) - node->sigma * node->sigma / 2 * (1 - 2 * target);
    double sum = 0, first = 0, second = 0, fourth = 0;
    for (int k = 0; k < POINTS; k++) {
        const double u = k * STEP - REACH;
        sum += gsl_ran_ugaussian_pdf(u);
        first += gsl_ran_ugaussian_pdf(u) * expit(mu + node->sigma * u);
    }
    const double mean = first / sum;
    for (int k = 0; k < POINTS; k++) {
        const double u = k * STEP - REACH;
        const double away = expit(mu + node->sigma * u) - mean, square = away * away;
        second += gsl_ran_ugaussian_pdf(u) * square / sum;
        fourth += gsl_ran_ugaussian_pdf(u) * square * square / sum;
    }
    node->rho = second / (mean * (1 - mean));
    node->excess = node->sigma > 0 ? fmax(0, fourth / (second * second) - 3) : 0;
    node->shift = logit(mean) - mu;
}

/* sigma 0, then geometric; the prior of each is the length of log(1 + sigma^2/chance2) about it, and that of
 * 0 is NONE more. */
static void make_grid(an_between *fit, double chance2)
{
    const double top = fmax(MOST, 5 * sqrt(chance2));
    double before = 0, sigma = LEAST * sqrt(chance2);
    fit->n_nodes = 0;
    for (size_t g = 0; g < AN_BETWEEN_GRID && sigma < top; g++) {
        const double edge = sigma * sigma * (g == 0 ? 1 / RATIO : RATIO);
        const double length = log1p(edge / chance2);
        fit->nodes[fit->n_nodes++] = (an_between_node){.sigma = g == 0 ? 0 : sigma,
                                                       .prior = log(length - before + (g == 0 ? NONE : 0))};
        before = length;
        sigma *= g == 0 ? 1 : RATIO;
    }
    for (size_t g = 0; g < fit->n_nodes; g++)
        find_moments(&fit->nodes[g], fit->target);
}

/* ---- sums ---- */

/* How much an area tells of sigma: less where its square varies more than that of a normal variable. Asked of
 * one node for all, so that the likelihoods of all can be compared. */
static double discount(const an_between *fit, double n)
{
    const an_between_node *const at = &fit->nodes[fit->typical];
    const double variance = fit->target * (1 - fit->target), chance = 1 / (1 + fmax(0, n - 1) * at->rho);
    const double excess = fmax(0, 1 - 6 * variance) / (n * variance) * chance * chance +
                          PART * at->excess * (1 - chance) * (1 - chance);
    return 1 / (1 + excess / 2);
}

/* What an area adds to a node; sign -1 takes it away. */
static void add_area(an_between_node *node, double c, double x, double n, double sign)
{
    const double y = x / n, wide = 1 + fmax(0, n - 1) * node->rho, w = n / wide;
    node->weight += sign * w;
    node->first += sign * w * y;
    node->kept += sign * c * w;
    node->kept_first += sign * c * w * y;
    node->kept_second += sign * c * w * y * y;
    node->width += sign * c * log(wide);
}

static double log_likelihood(const an_between_node *node, double mean)
{
    const double squares = node->kept_second - 2 * mean * node->kept_first + mean * mean * node->kept;
    return node->prior - (node->width + fmax(0, squares) / (mean * (1 - mean)) + log(node->weight)) / 2;
}

static void add_all(an_between *fit, const double x[], const double n[])
{
    for (size_t g = 0; g < fit->n_nodes; g++) {
        an_between_node *const node = &fit->nodes[g];
        node->weight = node->first = node->kept = node->kept_first = node->kept_second = node->width = 0;
        for (size_t i = 0; i < fit->areas; i++)
            add_area(node, discount(fit, n[i]), x[i], n[i], 1);
    }
}

an_code an_between_fit(const double x[], const double n[], size_t areas, an_between *fit)
{
    double most = -INFINITY;
    *fit = (an_between){.areas = areas};
    if (areas < 2 || an_proportion_pooled(x, n, areas, &fit->target) != AN_OK)
        return AN_UNDEFINED;
    for (size_t i = 0; i < areas; i++)
        fit->items += n[i];
    const double mean = fit->items / (double)areas;
    make_grid(fit, 1 / (mean * fit->target * (1 - fit->target)));
    add_all(fit, x, n);
    for (size_t g = 0; g < fit->n_nodes; g++) {
        const an_between_node *const node = &fit->nodes[g];
        const double likely = log_likelihood(node, node->first / node->weight);
        if (likely > most) {
            most = likely;
            fit->typical = g;
        }
    }
    add_all(fit, x, n); /* with the discounts of the likeliest sigma */
    return AN_OK;
}

/* ---- what the others tell ---- */

/* One sigma, as the others of an area have it. */
typedef struct belief {
    double weight;           /* posterior */
    double mean, mu, spread; /* mean rate; mean logit and standard deviation of a further area's */
} belief;

/* The beliefs of all nodes, without the area that has own of n; NAN: with all. */
static void believe(const an_between *fit, double own, double n, belief beliefs[])
{
    const bool among = !isnan(own);
    const double items = fit->items - (among ? n : 0), least = .5 / fmax(items, 1);
    double most = -INFINITY, sum = 0;
    for (size_t g = 0; g < fit->n_nodes; g++) {
        an_between_node node = fit->nodes[g];
        if (among)
            add_area(&node, discount(fit, n), own, n, -1);
        const double mean = fmin(fmax(node.first / node.weight, least), 1 - least);
        const double error2 = 1 / (node.weight * mean * (1 - mean));
        beliefs[g] = (belief){.weight = log_likelihood(&node, mean),
                              .mean = mean,
                              .mu = logit(mean) - node.shift,
                              .spread = sqrt(node.sigma * node.sigma + error2)};
        most = fmax(most, beliefs[g].weight);
    }
    for (size_t g = 0; g < fit->n_nodes; g++)
        sum += beliefs[g].weight = exp(beliefs[g].weight - most);
    for (size_t g = 0; g < fit->n_nodes; g++)
        beliefs[g].weight /= sum;
}

/* ---- tails ---- */

/* The mean, the variance and the third cumulant of the logit of B ~ Beta(a, b). */
typedef struct cumulants {
    double first, second, third;
} cumulants;

static cumulants find_cumulants(double a, double b)
{
    return (cumulants){gsl_sf_psi(a) - gsl_sf_psi(b), gsl_sf_psi_1(a) + gsl_sf_psi_1(b),
                       gsl_sf_psi_n(2, a) - gsl_sf_psi_n(2, b)};
}

/* P(B <= theta), logit theta normal: their logits differ by a nearly normal amount. */
static double normal_tail(const cumulants *b, const belief *of)
{
    const double variance = of->spread * of->spread + b->second;
    const double z = (b->first - of->mu) / sqrt(variance);
    const double skew = b->third / (variance * sqrt(variance));
    return gsl_cdf_ugaussian_Q(z + skew * (z * z - 1) / 6);
}

static an_code sum_tails(double x, double n, const belief *of, double *lower, double *upper)
{
    double sum = 0;
    *lower = *upper = 0;
    for (int k = 0; k < POINTS; k++) {
        const double u = k * STEP - REACH;
        const double theta = fmin(fmax(expit(of->mu + of->spread * u), 1e-300), 1 - 1e-16);
        const double weight = gsl_ran_ugaussian_pdf(u);
        double below, above, to_x, beyond;
        if (an_binomial_cdf(x, n, theta, &below, &beyond) != AN_OK ||
            an_binomial_cdf(x - 1, n, theta, &to_x, &above) != AN_OK)
            return AN_UNDEFINED;
        sum += weight;
        *lower += weight * below;
        *upper += weight * above;
    }
    *lower /= sum;
    *upper /= sum;
    return AN_OK;
}

an_code an_between_judge(const an_between *fit, double x, double n, double own, an_between_tails *tails)
{
    const double negligible = 1e-5;
    const bool many = fmin(x, n - x) >= MANY;
    const cumulants above = many ? find_cumulants(x, n - x + 1) : (cumulants){0};
    const cumulants below = many ? find_cumulants(x + 1, n - x) : (cumulants){0};
    belief beliefs[AN_BETWEEN_GRID];
    an_between_tails all = {0};
    double kept = 0, chance;
    if ((!isnan(own) && !(own >= 0 && own <= n && fit->items > n)) ||
        an_binomial_p(x, n, fit->target, &chance) != AN_OK)
        return AN_UNDEFINED;
    believe(fit, own, n, beliefs);
    for (size_t g = 0; g < fit->n_nodes; g++) {
        double lower, upper;
        if (beliefs[g].weight < negligible)
            continue;
        if (many) {
            lower = 1 - normal_tail(&below, &beliefs[g]);
            upper = normal_tail(&above, &beliefs[g]);
        } else if (sum_tails(x, n, &beliefs[g], &lower, &upper) != AN_OK) {
            return AN_UNDEFINED;
        }
        kept += beliefs[g].weight;
        all.lower += beliefs[g].weight * lower;
        all.upper += beliefs[g].weight * upper;
        all.expected += beliefs[g].weight * beliefs[g].mean;
        all.tau2 += beliefs[g].weight * fit->nodes[g].sigma * fit->nodes[g].sigma;
    }
    *tails = (an_between_tails){.lower = fmin(1, all.lower / kept),
                                .upper = fmin(1, all.upper / kept),
                                .expected = all.expected / kept,
                                .tau2 = all.tau2 / kept};
    tails->p_value = fmax(chance, fmin(1, 2 * fmin(tails->lower, tails->upper)));
    return AN_OK;
}

double an_between_z(const an_between_tails *tails)
{
    const double least = 1e-300;
    if (tails->p_value >= 1)
        return 0;
    const double z = gsl_cdf_ugaussian_Qinv(fmax(tails->p_value, least) / 2);
    return tails->upper < tails->lower ? z : -z;
}

/* ---- limits for drawing ---- */

/* How far the logit of an area without chance lies from the middle with this probability. */
static double spread_at(const an_between *fit, const belief beliefs[], double probability)
{
    const double z = fabs(gsl_cdf_ugaussian_Pinv(probability)), tail = fmin(probability, 1 - probability);
    double low = 0, high = 0;
    for (size_t g = 0; g < fit->n_nodes; g++)
        high = fmax(high, 2 * z * beliefs[g].spread);
    for (int i = 0; i < 60; i++) {
        const double middle = (low + high) / 2;
        double beyond = 0;
        for (size_t g = 0; g < fit->n_nodes; g++)
            beyond += beliefs[g].weight * gsl_cdf_ugaussian_Q(middle / beliefs[g].spread);
        *(beyond > tail ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

an_code an_between_limit(const an_between *fit, double n, double probability, double *limit)
{
    belief beliefs[AN_BETWEEN_GRID];
    double exact, mu = 0, mean = 0;
    believe(fit, NAN, 1, beliefs);
    for (size_t g = 0; g < fit->n_nodes; g++) {
        mu += beliefs[g].weight * beliefs[g].mu;
        mean += beliefs[g].weight * beliefs[g].mean;
    }
    if (an_funnel_exact_limit(mean, n, probability, &exact) != AN_OK)
        return AN_UNDEFINED;
    if (exact <= 0 || exact >= 1) {
        *limit = exact <= 0 ? 0 : 1;
        return AN_OK;
    }
    const double away = hypot(logit(exact) - logit(mean), spread_at(fit, beliefs, probability));
    *limit = expit(mu + (probability < .5 ? -away : away));
    return AN_OK;
}
