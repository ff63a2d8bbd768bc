/* protection: further rows that may not be published, so that nothing that is suppressed can be computed.
 *
 * The figures of a table and its margins are a linear system; a figure is hidden if no published row shows
 * it. A hidden figure needs a move (attacker.h): changes of hidden figures, itself among them, that keep
 * every equation and every bound. Bounds are what a label tells, so they depend on the value alone, and a
 * move stays valid whatever else is hidden: each figure that must not be known takes the cheapest move in
 * turn, what the move changes is hidden, and every figure that it changes far enough is safe by the same
 * move.
 *
 * That is greedy. Afterwards each row that was added is published again, the most important first, if all
 * moves that used its figures can be replaced by moves of hidden figures alone. Where the table is small
 * all of this is done again in other orders, and with a few of the added rows published at random ("ruin
 * and recreate"); the least sum of weights is kept. A row weighs 1, and up to a fifth more if it is
 * important. Source: Fischetti, Salazar 2001, Management Science 47:1008; Hundepool et al. 2012, chapter
 * 4. */
#include "indicator/protection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "indicator/attacker.h"
#include "indicator/knowledge.h"
#include "indicator/neighbourhood.h"
#include "indicator/suppressed.h"

/* From MOST_WHOLE figures on a move is looked for in a neighbourhood, then by column generation among up to
 * SEARCHED figures (SEARCHED_LAST, where all else has failed); where up to MOST_VARIED rows were added, in a
 * table of up to MOST_FIGURES, the order is varied VARIATIONS times (a variation looks at each figure for
 * each added row); beyond MOST_CLEANED rows none is tried to be published again. */
enum {
    MOST_WHOLE = 700,
    SEARCHED = 1000,
    SEARCHED_LAST = 10000,
    MOST_VARIED = 60,
    MOST_FIGURES = 5000,
    VARIATIONS = 40,
    MOST_CLEANED = 600
};
static const double HIDDEN_COST = 1e-4, IMPORTANT = .2, TOLERANCE = 1e-6;

typedef struct protector {
    const an_figures *figures;
    const an_margins *margins;
    const an_observations *table;
    const an_protection_rules *rules;
    const unsigned char *flags;
    an_system system;
    an_grouping of;                    /* the equations of each figure */
    double *down, *up, *cost, *weight; /* weight: of each row */
    bool *is_count;
    uint32_t *place;
    bool *withheld;   /* of each place: its rows do not say why they are suppressed */
    bool is_withheld; /* of all */
    an_selection now, best;
    an_moves moves;
    an_move last; /* the one at hand */
    an_attacker *attacker;
    an_neighbourhood near;
    uint32_t *queue;
    size_t n_queue, queue_capacity;
    uint32_t *order;
} protector;

/* ---- the system ---- */

static double value_of(const protector *p, uint32_t f)
{
    return an_decimal_double(p->figures->cells[f].value);
}

static void bound(protector *p, uint32_t f)
{
    const an_figure *const figure = &p->figures->cells[f];
    p->is_count[f] = figure->is_count;
    an_knowledge_bound(figure, p->flags[f], p->rules, p->withheld[figure->place], &p->down[f], &p->up[f]);
}

static bool is_sensitive(const protector *p, uint32_t f)
{
    return (p->flags[f] & AN_SENSITIVE) != 0 && !p->figures->cells[f].is_public;
}

/* Whether a figure may not be known while a row that shows it is suppressed. */
static bool is_target(const protector *p, uint32_t f)
{
    const an_figure *const figure = &p->figures->cells[f];
    return p->now.open[f] == 0 && figure->is_known && !figure->is_public && value_of(p, f) != 0 &&
           (figure->is_number || is_sensitive(p, f));
}

static void demand(const protector *p, uint32_t f, double *upwards, double *downwards, bool *either)
{
    *either = an_knowledge_demand(&p->figures->cells[f], p->flags[f], p->rules, p->down[f], p->up[f], upwards,
                                  downwards);
}

static void price(protector *p, uint32_t f)
{
    double sum = HIDDEN_COST;
    const an_grouping *const rows = &p->figures->rows;
    for (size_t k = rows->start[f]; k < rows->start[f + 1]; k++)
        if (p->now.status[rows->row[k]] == 'F')
            sum += p->weight[rows->row[k]];
    p->cost[f] = sum;
}

static an_code push(protector *p, uint32_t f)
{
    if (an_grow(&p->queue, &p->queue_capacity, p->n_queue + 1, sizeof *p->queue) != AN_OK)
        return AN_SYSTEM;
    p->queue[p->n_queue++] = f;
    return AN_OK;
}

/* Suppresses a row; figures that nothing shows any more must be protected. */
static an_code close_row(protector *p, size_t row, char as)
{
    const uint32_t *const shown = &p->figures->shown[row * AN_SHOWN];
    p->now.status[row] = as;
    an_code code = AN_OK;
    for (size_t k = 0; k < AN_SHOWN && code == AN_OK; k++) {
        const uint32_t f = shown[k];
        bool is_again = f == AN_NO_FIGURE;
        for (size_t j = 0; j < k && !is_again; j++)
            is_again = shown[j] == f;
        if (is_again)
            continue;
        p->now.open[f]--;
        price(p, f);
        if (p->now.open[f] == 0)
            an_neighbourhood_hide(&p->near, f);
        if (is_target(p, f))
            code = push(p, f);
    }
    return code;
}

static an_code hide(protector *p, uint32_t f)
{
    const an_grouping *const rows = &p->figures->rows;
    an_code code = AN_OK;
    for (size_t k = rows->start[f]; k < rows->start[f + 1] && code == AN_OK; k++)
        if (p->now.status[rows->row[k]] == 'F') {
            p->now.weight += p->weight[rows->row[k]];
            code = close_row(p, rows->row[k], 'd');
        }
    return code;
}

/* ---- moves ---- */

/* Whether the moves that were found change a figure as far as they must. */
static void is_safe(const protector *p, uint32_t f, bool *upwards, bool *downwards)
{
    double up, down;
    bool either;
    demand(p, f, &up, &down, &either);
    const bool has_up = up > 0 && an_moves_change(&p->moves, p->now.up_by[f], f) >= up * (1 - TOLERANCE);
    const bool has_down =
        down > 0 && -an_moves_change(&p->moves, p->now.down_by[f], f) >= down * (1 - TOLERANCE);
    *upwards = has_up || (either ? has_down : up == 0);
    *downwards = has_down || (either ? has_up : down == 0);
}

/* Keeps the move at hand, for all figures that it takes further than what they have. */
static an_code keep_move(protector *p)
{
    const an_move *const last = &p->last;
    uint32_t number;
    if (an_moves_keep(&p->moves, last, &number) != AN_OK)
        return AN_SYSTEM;
    for (size_t k = 0; k < last->n; k++) {
        const uint32_t f = last->figure[k];
        if (last->change[k] > an_moves_change(&p->moves, p->now.up_by[f], f))
            p->now.up_by[f] = number;
        if (last->change[k] < an_moves_change(&p->moves, p->now.down_by[f], f))
            p->now.down_by[f] = number;
    }
    return AN_OK;
}

/* Leaves of the candidates only those that are hidden. */
static void keep_hidden(protector *p)
{
    size_t kept = 0;
    for (size_t k = 0; k < p->near.n; k++)
        if (p->now.open[p->near.figures[k]] == 0)
            p->near.figures[kept++] = p->near.figures[k];
    p->near.n = kept;
}

/* The cheapest move of f by `by` into p->last; AN_UNDEFINED: there is none. */
static an_code find_move(protector *p, uint32_t f, double by, bool only_hidden, an_error *err)
{
    static const struct reach {
        size_t width, hops;
    } whole = {0, 0}, reaches[] = {{4, 1}, {8, 2}, {AN_NEAREST, 3}};
    const bool is_small = p->system.n <= MOST_WHOLE;
    for (size_t k = 0; k < (is_small ? 1 : sizeof reaches / sizeof *reaches); k++) {
        const struct reach *const r = is_small ? &whole : &reaches[k];
        an_neighbourhood_find(&p->near, f, r->width, r->hops);
        if (only_hidden)
            keep_hidden(p);
        const an_code code =
            an_attacker_move(p->attacker, p->near.figures, p->near.n, p->cost, f, by, &p->last, err);
        if (code != AN_UNDEFINED)
            return code;
    }
    return is_small || only_hidden
               ? AN_UNDEFINED
               : an_attacker_search(p->attacker, p->place, &p->near.places, p->cost, f, by,
                                    p->is_withheld ? SEARCHED_LAST : SEARCHED, &p->last, err);
}

static double cost_of(const protector *p, const an_move *move)
{
    double sum = 0;
    for (size_t k = 0; k < move->n; k++)
        sum += p->cost[move->figure[k]];
    return sum;
}

/* The cheaper of the moves up and down. */
static an_code find_either(protector *p, uint32_t f, double up, double down, bool only_hidden, an_error *err)
{
    an_code code = up > 0 ? find_move(p, f, up, only_hidden, err) : AN_UNDEFINED;
    if (code == AN_SYSTEM || down == 0 || (code == AN_OK && cost_of(p, &p->last) < 1))
        return code;
    an_move upwards = p->last;
    p->last = (an_move){0};
    const an_code other = find_move(p, f, -down, only_hidden, err);
    const bool keep_first = code == AN_OK && (other != AN_OK || cost_of(p, &upwards) <= cost_of(p, &p->last));
    if (keep_first) {
        an_move_free(&p->last);
        p->last = upwards;
    } else {
        an_move_free(&upwards);
    }
    return other == AN_SYSTEM ? other : keep_first ? AN_OK : other;
}

static an_code take_move(protector *p)
{
    an_code code = keep_move(p);
    for (size_t k = 0; k < p->last.n && code == AN_OK; k++)
        code = hide(p, p->last.figure[k]);
    return code;
}

/* Makes one figure safe. AN_UNDEFINED: it cannot be. */
static an_code protect_figure(protector *p, uint32_t f, bool only_hidden, an_error *err)
{
    double up, down;
    bool either, is_up, is_down;
    if (!is_target(p, f))
        return AN_OK;
    demand(p, f, &up, &down, &either);
    is_safe(p, f, &is_up, &is_down);
    if (is_up && is_down)
        return AN_OK;
    if (either) {
        const an_code code = find_either(p, f, up, down, only_hidden, err);
        return code == AN_OK ? take_move(p) : code;
    }
    an_code code = is_up ? AN_OK : find_move(p, f, up, only_hidden, err);
    if (code == AN_OK && !is_up)
        code = take_move(p);
    if (code != AN_OK)
        return code;
    is_safe(p, f, &is_up, &is_down);
    code = is_down ? AN_OK : find_move(p, f, -down, only_hidden, err);
    return code == AN_OK && !is_down ? take_move(p) : code;
}

static an_code fail_figure(const protector *p, uint32_t f, an_error *err)
{
    const an_grouping *const rows = &p->figures->rows;
    const size_t row = rows->start[f] < rows->start[f + 1] ? rows->row[rows->start[f]] : 0;
    const an_observation *const o = &p->table->rows[row];
    return an_observation_fail(p->table, row, -1, err,
                               "%s %s: no rows were found that protect this number; leave a total out",
                               o->indicator, o->period);
}

static void withhold(protector *p, size_t place)
{
    p->withheld[place] = true;
    for (size_t k = p->near.places.start[place]; k < p->near.places.start[place + 1]; k++)
        bound(p, (uint32_t)p->near.places.row[k]);
}

/* Makes a figure safe that is not while labels tell of it: without those of its place, then without those of
 * the places around it, then without any. */
static an_code protect_unlabelled(protector *p, uint32_t f, an_error *err)
{
    withhold(p, p->place[f]);
    an_code code = protect_figure(p, f, false, err);
    if (code == AN_UNDEFINED && p->near.n_taken > 0) {
        for (size_t k = 0; k < p->near.n_taken; k++)
            withhold(p, p->near.taken[k]);
        code = protect_figure(p, f, false, err);
    }
    if (code != AN_UNDEFINED || p->is_withheld)
        return code;
    p->is_withheld = true;
    for (size_t place = 0; place < p->near.places.n; place++)
        withhold(p, place);
    return protect_figure(p, f, false, err);
}

/* Protects all that is in the queue, and what is added to it. */
static an_code run_queue(protector *p, an_error *err)
{
    an_code code = AN_OK;
    for (size_t k = 0; k < p->n_queue && code == AN_OK; k++) {
        const uint32_t f = p->queue[k];
        code = protect_figure(p, f, false, err);
        if (code == AN_UNDEFINED)
            code = protect_unlabelled(p, f, err);
        if (code == AN_UNDEFINED)
            code = fail_figure(p, f, err);
        else if (code == AN_SYSTEM)
            code = an_fail_memory(err);
    }
    p->n_queue = 0;
    return code;
}

/* ---- publishing again ---- */

static void open_row(protector *p, size_t row)
{
    const uint32_t *const shown = &p->figures->shown[row * AN_SHOWN];
    p->now.status[row] = 'F';
    p->now.weight -= p->weight[row];
    for (size_t k = 0; k < AN_SHOWN; k++) {
        bool is_again = shown[k] == AN_NO_FIGURE;
        for (size_t j = 0; j < k && !is_again; j++)
            is_again = shown[j] == shown[k];
        if (is_again)
            continue;
        p->now.open[shown[k]]++;
        price(p, shown[k]);
    }
}

/* Forgets moves that do not hold any more, and lists what needs a new one. */
static an_code forget_broken(protector *p)
{
    p->n_queue = 0;
    an_code code = AN_OK;
    for (uint32_t f = 0; f < p->system.n && code == AN_OK; f++) {
        if (an_moves_is_broken(&p->moves, p->now.up_by[f], p->now.open))
            p->now.up_by[f] = 0;
        if (an_moves_is_broken(&p->moves, p->now.down_by[f], p->now.open))
            p->now.down_by[f] = 0;
        bool up, down;
        if (!is_target(p, f))
            continue;
        is_safe(p, f, &up, &down);
        if (!up || !down)
            code = push(p, f);
    }
    return code;
}

static void price_all(protector *p)
{
    for (uint32_t f = 0; f < p->system.n; f++)
        price(p, f);
}

/* Publishes a row again if what is hidden without it protects all; else *back is the choice before. */
static an_code try_row(protector *p, size_t row, an_selection *back, an_error *err)
{
    an_selection_copy(&p->now, back);
    open_row(p, row);
    an_code code = forget_broken(p);
    for (size_t k = 0; k < p->n_queue && code == AN_OK; k++)
        code = protect_figure(p, p->queue[k], true, err);
    p->n_queue = 0;
    if (code != AN_UNDEFINED)
        return code == AN_OK ? AN_OK : an_fail_memory(err);
    an_selection_copy(back, &p->now);
    for (size_t k = 0; k < AN_SHOWN; k++)
        if (p->figures->shown[row * AN_SHOWN + k] != AN_NO_FIGURE)
            price(p, p->figures->shown[row * AN_SHOWN + k]);
    return AN_OK;
}

/* Whether a row shows a figure that may not be known. */
static bool is_needed(const protector *p, size_t row)
{
    for (size_t k = 0; k < AN_SHOWN; k++) {
        const uint32_t f = p->figures->shown[row * AN_SHOWN + k];
        if (f != AN_NO_FIGURE && is_sensitive(p, f))
            return true;
    }
    return false;
}

/* The rows that were added and may be published again, the most important first. */
static size_t list_added(const protector *p, uint32_t order[])
{
    size_t n = 0;
    for (size_t i = 0; i < p->table->n; i++) {
        if (p->now.status[i] != 'd' || is_needed(p, i))
            continue;
        size_t at = n++;
        for (; at > 0 && p->weight[order[at - 1]] < p->weight[i]; at--)
            order[at] = order[at - 1];
        order[at] = (uint32_t)i;
    }
    return n;
}

static an_code clean(protector *p, an_selection *back, an_error *err)
{
    const size_t n = list_added(p, p->order);
    an_code code = AN_OK;
    for (size_t k = 0; k < n && n <= MOST_CLEANED && code == AN_OK; k++)
        code = try_row(p, p->order[k], back, err);
    return code;
}

/* ---- other orders ---- */

/* Publishes some of the added rows, at random, and protects what that exposes. */
static an_code vary(protector *p, uint64_t seed, an_selection *back, an_error *err)
{
    const size_t n = list_added(p, p->order);
    an_selection_copy(&p->best, &p->now);
    for (size_t k = 0; k < n; k++)
        if (an_hash_mix(seed * 1000 + k) % 100 < (seed % 2 == 0 ? 25 : 60))
            open_row(p, p->order[k]);
    price_all(p);
    an_code code = forget_broken(p);
    for (size_t k = p->n_queue; k > 1 && code == AN_OK; k--) { /* in another order */
        const size_t other = an_hash_mix(seed * 7919 + k) % k;
        const uint32_t held = p->queue[k - 1];
        p->queue[k - 1] = p->queue[other];
        p->queue[other] = held;
    }
    if (code == AN_OK)
        code = run_queue(p, err);
    return code == AN_OK ? clean(p, back, err) : code;
}

static an_code improve(protector *p, an_selection *back, an_error *err)
{
    const size_t n = p->system.n <= MOST_FIGURES ? list_added(p, p->order) : 0;
    an_code code = AN_OK;
    an_selection_copy(&p->now, &p->best);
    for (uint64_t seed = 1; n > 0 && n <= MOST_VARIED && seed <= VARIATIONS && code == AN_OK; seed++) {
        code = vary(p, seed, back, err);
        if (code == AN_DATA) { /* this order leads nowhere */
            code = AN_OK;
            *err = (an_error){0};
        } else if (code == AN_OK && p->now.weight < p->best.weight - TOLERANCE) {
            an_selection_copy(&p->now, &p->best);
        }
        an_selection_copy(&p->best, &p->now);
        price_all(p);
    }
    return code;
}

/* ---- all of it ---- */

/* What a row is worth to the reader: its units, on a logarithmic scale. */
static double importance(const an_observation *o)
{
    return log1p(fabs(an_decimal_double(o->has_denominator ? o->denominator : o->numerator)));
}

static void weigh_rows(protector *p)
{
    double most = 1;
    for (size_t i = 0; i < p->table->n; i++)
        most = fmax(most, importance(&p->table->rows[i]));
    for (size_t i = 0; i < p->table->n; i++)
        p->weight[i] = 1 + IMPORTANT * importance(&p->table->rows[i]) / most;
}

static an_code protector_new(protector *p, an_error *err)
{
    const size_t n = p->figures->n, rows = p->table->n;
    p->down = malloc((n + 1) * sizeof *p->down);
    p->up = malloc((n + 1) * sizeof *p->up);
    p->cost = malloc((n + 1) * sizeof *p->cost);
    p->is_count = malloc((n + 1) * sizeof *p->is_count);
    p->withheld = calloc(an_intern_count(p->figures->places) + 1, 1);
    p->place = malloc((n + 1) * sizeof *p->place);
    p->weight = malloc((rows + 1) * sizeof *p->weight);
    p->order = malloc((rows + 1) * sizeof *p->order);
    if (p->down == NULL || p->up == NULL || p->cost == NULL || p->is_count == NULL || p->place == NULL ||
        p->withheld == NULL || p->weight == NULL || p->order == NULL ||
        an_selection_new(&p->now, rows, n) != AN_OK || an_selection_new(&p->best, rows, n) != AN_OK)
        return an_fail_memory(err);
    p->system = (an_system){.n = n,
                            .equations = p->margins->n,
                            .start = p->margins->start,
                            .member = p->margins->member,
                            .down = p->down,
                            .up = p->up,
                            .is_count = p->is_count};
    for (uint32_t f = 0; f < n; f++)
        bound(p, f);
    weigh_rows(p);
    an_code code = an_margins_index(p->margins, n, &p->of, err);
    p->system.of_start = p->of.start;
    p->system.of = p->of.row;
    if (code == AN_OK)
        code = an_attacker_new(&p->attacker, &p->system, err);
    for (size_t f = 0; f < n; f++)
        p->place[f] = p->figures->cells[f].place;
    return code == AN_OK ? an_neighbourhood_new(&p->near, &p->system, p->cost, p->place,
                                                an_intern_count(p->figures->places), err)
                         : code;
}

static void protector_free(protector *p)
{
    free(p->down);
    free(p->up);
    free(p->cost);
    free(p->is_count);
    free(p->place);
    free(p->withheld);
    free(p->weight);
    free(p->order);
    an_moves_free(&p->moves);
    free(p->queue);
    an_move_free(&p->last);
    an_selection_free(&p->now);
    an_selection_free(&p->best);
    an_grouping_free(&p->of);
    an_attacker_free(p->attacker);
    an_neighbourhood_free(&p->near);
}

/* Suppresses the rows that are, and those that show a sensitive figure. */
static an_code begin(protector *p, const char status[], an_error *err)
{
    const an_grouping *const rows = &p->figures->rows;
    an_code code = AN_OK;
    memset(p->now.status, 'F', p->table->n);
    for (size_t f = 0; f < p->system.n; f++) /* a row may show a figure twice: it counts once */
        for (size_t k = rows->start[f]; k < rows->start[f + 1]; k++)
            p->now.open[f] += k == rows->start[f] || rows->row[k] != rows->row[k - 1];
    price_all(p);
    for (size_t i = 0; i < p->table->n && code == AN_OK; i++)
        if (status[i] != 'F')
            code = close_row(p, i, status[i]);
    for (uint32_t f = 0; f < p->system.n && code == AN_OK; f++)
        if (is_sensitive(p, f)) {
            code = hide(p, f);
            if (code == AN_OK && rows->start[f] == rows->start[f + 1])
                code = push(p, f);
        }
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

/* A row that shows a figure of a place whose labels are withheld has none. */
static void write_status(const protector *p, char status[])
{
    memcpy(status, p->now.status, p->table->n);
    for (size_t i = 0; i < p->table->n; i++)
        for (size_t k = 0; k < AN_SHOWN; k++) {
            const uint32_t f = p->figures->shown[i * AN_SHOWN + k];
            if (f != AN_NO_FIGURE && p->withheld[p->place[f]] && status[i] != 'F' && status[i] != 'Q')
                status[i] = 'c';
        }
}

an_code an_protection_add(const an_figures *figures, const an_margins *margins, const an_observations *table,
                          const an_protection_rules *rules, const unsigned char flags[], char status[],
                          an_error *err)
{
    protector p = {.figures = figures, .margins = margins, .table = table, .rules = rules, .flags = flags};
    an_selection back = {0};
    an_code code = protector_new(&p, err);
    if (code == AN_OK && an_selection_new(&back, table->n, figures->n) != AN_OK)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = begin(&p, status, err);
    if (code == AN_OK)
        code = run_queue(&p, err);
    if (code == AN_OK)
        code = clean(&p, &back, err);
    if (code == AN_OK)
        code = improve(&p, &back, err);
    if (code == AN_OK)
        write_status(&p, status);
    an_selection_free(&back);
    protector_free(&p);
    return code;
}
