/* displacement_table: the table of sidda-shift. */
#include "movement/displacement_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "movement/levels.h"

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
