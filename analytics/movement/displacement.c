/* displacement: which shares jumped between two periods, and where the trade went. */
#include "movement/displacement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "movement/change.h"
#include "movement/levels.h"
#include "stat/dispersion.h"

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

/* d, s: changed. room: 3 n doubles. */
static void test(an_jump jumps[], const size_t tested[], double d[], double s[], double room[],
                 an_displacement *found)
{
    const size_t n = found->tests;
    double *q = room, *scratch = room + n;
    for (size_t k = 0; k < n; k++)
        q[k] = d[k] / s[k];
    (void)an_dispersion_phi(q, n, TRIM, scratch, &found->phi); /* without tests: not known */
    found->tau = an_changes_test(d, s, n, scratch, q);
    for (size_t k = 0; k < n; k++) {
        jumps[tested[k]].z = d[k];
        jumps[tested[k]].p_value = s[k];
        jumps[tested[k]].q_value = q[k];
    }
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
    double *numbers = malloc((5 * shares->n + 1) * sizeof *numbers);
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

/* ---- the table ---- */

const char *const an_displacement_columns[] = {
    "n", "window", "previous", "change", "z", "p_value", "q_value", "tau", "signal", "mirror", "mirror_part"};

/* By period; shares come by keys and part. */
static int compare_shares(const void *a, const void *b, void *context)
{
    const an_shares *shares = *(const an_shares *const *)context;
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const an_share *p = &shares->shares[x], *q = &shares->shares[y];
    const int32_t at = shares->panels[p->panel].times[p->period],
                  then = shares->panels[q->panel].times[q->period];
    if (at != then)
        return at < then ? -1 : 1;
    return (x > y) - (x < y);
}

static const an_share_panel *panel_of(const an_shares *shares, size_t i)
{
    return &shares->panels[shares->shares[i].panel];
}

static const char *name_of(const an_shares *shares, size_t i)
{
    return panel_of(shares, i)->parts[shares->shares[i].part];
}

static const char *period_of(const an_shares *shares, size_t i)
{
    return panel_of(shares, i)->periods[shares->shares[i].period];
}

/* The value and its interval; the methods beside the counted share are no proportions of items. */
static void fill_result(const an_displacement_table *table, const an_share *s, an_result *result)
{
    static const char *const counted[] = {"wilson", "exact", "jeffreys"};
    static const char *const weighed[] = {"wilson effective", "exact effective", "jeffreys effective"};
    an_interval interval;
    result->value = s->share;
    result->status = !(s->share >= 0) ? 'M' : s->n < (double)table->settings->min_n ? 'U' : 'A';
    if (an_proportion_interval(table->settings->interval, fmin(s->share * s->n, s->n), s->n,
                               table->settings->level, &interval) != AN_OK)
        return;
    result->lower = interval.lower;
    result->upper = interval.upper;
    result->method = (table->counted ? counted : weighed)[table->settings->interval];
}

static void write_mirror(const an_shares *shares, const an_jump *jump, an_output *output)
{
    char names[1024] = "";
    size_t used = 0;
    for (size_t k = 0; k < jump->n_mirrors; k++) {
        const char *const name = name_of(shares, jump->mirror[k]);
        const size_t size = strlen(name);
        if (used + size + 2 > sizeof names)
            break;
        if (k > 0)
            names[used++] = ' ';
        memcpy(names + used, name, size);
        used += size;
    }
    an_output_text(output, names, used);
    an_output_number(output, jump->mirror_part);
}

static void write_jump(const an_displacement_table *table, size_t i, an_output *output)
{
    const an_shares *shares = table->shares;
    const an_jump *jump = &table->jumps[i];
    char window[AN_WINDOW_SIZE] = "";
    const bool first = jump->before == SIZE_MAX;
    an_levels_window(period_of(shares, first ? i : jump->before), period_of(shares, i), window);
    an_output_number(output, shares->shares[i].n);
    an_output_string(output, window);
    an_output_number(output, first ? (double)NAN : shares->shares[jump->before].share);
    an_output_number(output, jump->change);
    an_output_number(output, jump->z);
    an_output_number(output, jump->p_value);
    an_output_number(output, jump->q_value);
    an_output_number(output, isnan(jump->z) ? (double)NAN : table->found->tau);
    an_output_string(output, jump->signal);
    write_mirror(shares, jump, output);
}

/* keys: room for the texts of a row. */
static void write_row(const an_displacement_table *table, size_t i, const char *keys[], an_indicators *out)
{
    const an_share *s = &table->shares->shares[i];
    const an_share_panel *panel = panel_of(table->shares, i);
    for (size_t k = 0; k + 1 < table->n_keys; k++)
        keys[k] = panel->keys[k];
    keys[table->n_keys - 1] = panel->parts[s->part];
    an_result result = {
        .indicator = table->indicator,
        .period = panel->periods[s->period],
        .keys = keys,
        .value = NAN,
        .lower = NAN,
        .upper = NAN,
        .numerator = s->amount,
        .denominator = panel->total[s->period],
        .has_numerator = true,
        .has_denominator = true,
        .n_missing = s->missing,
        .unit = "ratio",
        .method = "",
    };
    fill_result(table, s, &result);
    an_output *output = an_indicators_row(out, &result);
    write_jump(table, i, output);
    an_output_end_row(output);
}

/* Marks the parts of each panel that have a signal; wanted: one a share. */
static void mark_signals(const an_displacement_table *table, bool wanted[])
{
    const an_shares *shares = table->shares;
    for (size_t i = 0; i < shares->n; i++)
        wanted[i] = !table->signals;
    for (size_t i = 0; i < shares->n; i++) {
        const an_share_panel *panel = panel_of(shares, i);
        for (size_t p = 0; p < panel->n_periods && table->jumps[i].signal[0] != '\0'; p++)
            wanted[panel->first + p * panel->n_parts + shares->shares[i].part] = true;
    }
}

an_code an_displacement_table_write(const an_displacement_table *table, an_indicators *out, an_error *err)
{
    const an_shares *shares = table->shares;
    size_t *order = malloc((shares->n + 1) * sizeof *order);
    bool *wanted = malloc((shares->n + 1) * sizeof *wanted);
    const char **keys = malloc((table->n_keys + 1) * sizeof *keys);
    an_code code = AN_OK;
    if (order == NULL || wanted == NULL || keys == NULL) {
        code = an_fail_memory(err);
    } else {
        size_t n = 0;
        mark_signals(table, wanted);
        for (size_t i = 0; i < shares->n; i++)
            if (wanted[i])
                order[n++] = i;
        qsort_r(order, n, sizeof *order, compare_shares, &shares);
        for (size_t i = 0; i < n; i++)
            write_row(table, order[i], keys, out);
    }
    free(order);
    free(wanted);
    free(keys);
    return code;
}
