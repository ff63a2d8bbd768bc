/* displacement: which shares jumped between two periods, and where the trade went. */
#include "movement/displacement.h"

#include <math.h>
#include <stdlib.h>

#include "stat/dispersion.h"
#include "stat/interval.h"
#include "stat/multiplicity.h"

static const double TRIM = .1, ENOUGH = .8;

/* ---- the tests ---- */

static double scaled(const an_share *s)
{
    return asin(sqrt((s->share * s->n + .375) / (s->n + .75)));
}

static double variance(const an_share *s)
{
    return 1 / (4 * s->n + 2);
}

/* The change of every share from the period before, in its group; returns the number of those to test, their
 * numbers in tested, their change and standard error in d and s. */
static size_t find_changes(an_jump jumps[], const an_shares *shares, double min_n, size_t tested[],
                           double d[], double s[])
{
    size_t n = 0;
    for (size_t i = 0; i < shares->n; i++) {
        const an_share *now = &shares->shares[i];
        const an_share_panel *panel = &shares->panels[now->panel];
        jumps[i] = (an_jump){.before = SIZE_MAX,
                             .change = NAN,
                             .z = NAN,
                             .p_value = NAN,
                             .q_value = NAN,
                             .signal = "",
                             .mirror_part = NAN};
        if (now->period == 0)
            continue;
        const an_share *before = now - panel->n_parts;
        jumps[i].before = i - panel->n_parts;
        jumps[i].change = now->share - before->share;
        if (isnan(jumps[i].change) || (now->x <= 0 && before->x <= 0) || now->n < min_n ||
            before->n < min_n || panel->n_parts < 2)
            continue;
        tested[n] = i;
        d[n] = scaled(now) - scaled(before);
        s[n++] = sqrt(variance(now) + variance(before));
    }
    return n;
}

/* room: 4 n doubles. */
static void test(an_jump jumps[], const size_t tested[], const double d[], const double s[], double room[],
                 an_displacement *found)
{
    const size_t n = found->tests;
    double *z = room, *p = room + n, *scratch = room + 2 * n, tau2 = 0;
    for (size_t k = 0; k < n; k++)
        z[k] = d[k] / s[k];
    (void)an_dispersion_phi(z, n, TRIM, scratch, &found->phi); /* without tests: not known */
    (void)an_dispersion_between(d, s, n, &tau2);               /* of fewer than two: 0 */
    found->tau = sqrt(tau2);
    for (size_t k = 0; k < n; k++) {
        z[k] = d[k] / sqrt(s[k] * s[k] + tau2);
        p[k] = fmin(1, an_interval_p(z[k]));
        jumps[tested[k]].z = z[k];
        jumps[tested[k]].p_value = p[k];
    }
    (void)an_multiplicity_bh(p, n, scratch, p); /* each is a p-value */
    for (size_t k = 0; k < n; k++)
        jumps[tested[k]].q_value = p[k];
}

/* ---- the mirror ---- */

/* How much of the jump of share i the part of share k explains: it must have moved the other way. */
static double explains(const an_jump jumps[], const an_shares *shares, size_t i, size_t k)
{
    const an_share *jumped = &shares->shares[i], *other = &shares->shares[k];
    const double moved = jumped->x - shares->shares[jumps[i].before].x;
    const double answered = other->x - shares->shares[jumps[k].before].x;
    const double of_share = -jumps[k].change / jumps[i].change, of_amount = -answered / moved;
    return moved * jumps[i].change > 0 && of_share > 0 && of_amount > 0 ? fmin(of_share, of_amount) : 0;
}

static void find_mirror(an_jump jumps[], const an_shares *shares, size_t i)
{
    const an_share *share = &shares->shares[i];
    const an_share_panel *panel = &shares->panels[share->panel];
    const size_t first = i - share->part;
    an_jump *jump = &jumps[i];
    double part[AN_DISPLACEMENT_MIRRORS + 1] = {0}; /* the last is room for one that falls out */
    size_t most[AN_DISPLACEMENT_MIRRORS + 1] = {0}, n = 0;
    for (size_t k = first; k < first + panel->n_parts; k++) {
        const double explained = k != i ? explains(jumps, shares, i, k) : 0;
        size_t at = n;
        if (explained <= 0)
            continue;
        for (; at > 0 && part[at - 1] < explained; at--) {
            part[at] = part[at - 1];
            most[at] = most[at - 1];
        }
        part[at] = explained;
        most[at] = k;
        n += n < AN_DISPLACEMENT_MIRRORS;
    }
    jump->mirror_part = 0;
    while (jump->n_mirrors < n && jump->mirror_part < ENOUGH) {
        jump->mirror_part = fmin(1, jump->mirror_part + part[jump->n_mirrors]);
        jump->mirror[jump->n_mirrors] = most[jump->n_mirrors];
        jump->n_mirrors++;
    }
}

/* ---- all ---- */

static const char *signal_of(const an_jump *jump, const an_shares *shares, size_t i,
                             const an_displacement_rules *rules)
{
    if (!(jump->q_value <= rules->fdr && fabs(jump->change) >= rules->least && jump->change != 0))
        return "";
    if (jump->change > 0)
        return shares->shares[jump->before].x > 0 ? "jump_up" : "new";
    return shares->shares[i].x > 0 ? "jump_down" : "gone";
}

an_code an_displacement_find(an_jump jumps[], const an_shares *shares, const an_displacement_rules *rules,
                             an_displacement *found, an_error *err)
{
    size_t *tested = calloc(shares->n + 1, sizeof *tested);
    double *numbers = malloc((6 * shares->n + 1) * sizeof *numbers);
    *found = (an_displacement){.phi = NAN};
    if (tested == NULL || numbers == NULL) {
        free(tested);
        free(numbers);
        return an_fail_memory(err);
    }
    double *d = numbers, *s = d + shares->n;
    found->tests = find_changes(jumps, shares, rules->min_n, tested, d, s);
    test(jumps, tested, d, s, s + shares->n, found);
    for (size_t k = 0; k < found->tests; k++) {
        an_jump *jump = &jumps[tested[k]];
        jump->signal = signal_of(jump, shares, tested[k], rules);
        if (jump->signal[0] != '\0')
            find_mirror(jumps, shares, tested[k]);
    }
    free(tested);
    free(numbers);
    return AN_OK;
}
