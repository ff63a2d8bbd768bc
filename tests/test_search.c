/* test_search: column generation finds a move wherever one program over all figures has one. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "indicator/attacker.h"

enum {
    ROWS = 12,
    COLUMNS = 15,
    FIGURES = (ROWS + 1) * (COLUMNS + 1),
    EQUATIONS = ROWS + COLUMNS + 2,
    TRIALS = 300
};

/* A table of ROWS by COLUMNS with all its totals, figure (r, c) at r * (COLUMNS + 1) + c, the totals last. */
typedef struct table {
    size_t start[EQUATIONS + 1], of_start[FIGURES + 1], of[2 * FIGURES];
    uint32_t member[2 * FIGURES], place[FIGURES];
    double down[FIGURES], up[FIGURES], cost[FIGURES];
    bool is_count[FIGURES];
    size_t places_start[FIGURES + 1], places_row[FIGURES];
    uint64_t state;
} table;

static double draw(table *t)
{
    t->state = an_hash_mix(t->state + 1);
    return (double)(t->state >> 11) / 9007199254740992.0;
}

static uint32_t at(size_t r, size_t c)
{
    return (uint32_t)(r * (COLUMNS + 1) + c);
}

/* The total of each row is the sum of its cells, and of each column; the totals of both sum to the whole. */
static void make_equations(table *t)
{
    size_t n = 0, e = 0;
    for (size_t r = 0; r <= ROWS; r++) {
        t->start[e++] = n;
        t->member[n++] = at(r, COLUMNS);
        for (size_t c = 0; c < COLUMNS; c++)
            t->member[n++] = at(r, c);
    }
    for (size_t c = 0; c <= COLUMNS; c++) {
        t->start[e++] = n;
        t->member[n++] = at(ROWS, c);
        for (size_t r = 0; r < ROWS; r++)
            t->member[n++] = at(r, c);
    }
    t->start[e] = n;
    n = 0;
    for (size_t f = 0; f < FIGURES; f++) { /* each is in two: of its row, of its column */
        t->of_start[f] = n;
        t->of[n++] = f / (COLUMNS + 1);
        t->of[n++] = ROWS + 1 + f % (COLUMNS + 1);
    }
    t->of_start[FIGURES] = n;
}

/* Few figures can change, and by little, so that a move is not always there. */
static void draw_table(table *t, uint64_t seed)
{
    memset(t, 0, sizeof *t);
    t->state = seed;
    const double share = .05 + .3 * draw(t);
    const bool has_counts = draw(t) < .5;
    for (size_t f = 0; f < FIGURES; f++) {
        const bool can_change = draw(t) < share;
        t->up[f] = can_change ? floor(3 * draw(t)) : 0;
        t->down[f] = can_change ? floor(3 * draw(t)) : 0;
        t->cost[f] = draw(t) < .3 ? 1e-4 : 1 + draw(t);
        t->is_count[f] = has_counts;
        t->place[f] = (uint32_t)f;
        t->places_start[f] = t->places_row[f] = f;
    }
    t->places_start[FIGURES] = FIGURES;
    make_equations(t);
}

static void check_move(const table *t, const an_move *move, uint32_t target, double by)
{
    double change[FIGURES] = {0};
    for (size_t k = 0; k < move->n; k++) {
        const uint32_t f = move->figure[k];
        change[f] = move->change[k];
        cr_assert(change[f] <= t->up[f] + 1e-6 && -change[f] <= t->down[f] + 1e-6, "figure %u by %g", f,
                  change[f]);
        cr_assert(!t->is_count[f] || change[f] == round(change[f]));
    }
    cr_assert_float_eq(change[target], by, 1e-9);
    for (size_t e = 0; e < EQUATIONS; e++) {
        double sum = -change[t->member[t->start[e]]];
        for (size_t k = t->start[e] + 1; k < t->start[e + 1]; k++)
            sum += change[t->member[k]];
        cr_assert_float_eq(sum, 0, 1e-6, "equation %zu is off by %g", e, sum);
    }
}

Test(search, finds_what_one_program_over_all_figures_finds)
{
    static table t;
    uint32_t all[FIGURES];
    size_t found = 0, none = 0;
    for (uint32_t f = 0; f < FIGURES; f++)
        all[f] = f;
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        draw_table(&t, seed);
        const an_system system = {FIGURES, EQUATIONS, t.start, t.member,  t.of_start,
                                  t.of,    t.down,    t.up,    t.is_count};
        const an_grouping places = {.n = FIGURES, .start = t.places_start, .row = t.places_row};
        an_attacker *attacker;
        an_error err;
        an_move whole = {0}, move = {0};
        cr_assert_eq(an_attacker_new(&attacker, &system, &err), AN_OK);
        const uint32_t target = (uint32_t)(draw(&t) * FIGURES);
        const double by = draw(&t) < .5 ? 1 : -1;
        const an_code expected = an_attacker_move(attacker, all, FIGURES, t.cost, target, by, &whole, &err);
        for (int again = 0; again < 2; again++) { /* its scratch is clean afterwards */
            const an_code code =
                an_attacker_search(attacker, t.place, &places, t.cost, target, by, FIGURES, &move, &err);
            cr_assert_eq(code, expected, "seed %d: %d, not %d", (int)seed, code, expected);
            if (code == AN_OK)
                check_move(&t, &move, target, by);
        }
        found += expected == AN_OK;
        none += expected == AN_UNDEFINED && (by > 0 ? t.up : t.down)[target] >= 1;
        an_move_free(&whole);
        an_move_free(&move);
        an_attacker_free(attacker);
    }
    cr_expect_geq(found, TRIALS / 10);
    cr_expect_geq(none, 10);
}

Test(search, gives_up_at_its_bound)
{
    static table t;
    an_attacker *attacker;
    an_error err;
    an_move move = {0};
    size_t longer = 0;
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        draw_table(&t, seed);
        const an_system system = {FIGURES, EQUATIONS, t.start, t.member,  t.of_start,
                                  t.of,    t.down,    t.up,    t.is_count};
        const an_grouping places = {.n = FIGURES, .start = t.places_start, .row = t.places_row};
        cr_assert_eq(an_attacker_new(&attacker, &system, &err), AN_OK);
        const uint32_t target = (uint32_t)(draw(&t) * FIGURES);
        const an_code code =
            an_attacker_search(attacker, t.place, &places, t.cost, target, 1, 0, &move, &err);
        cr_assert(code == AN_UNDEFINED || move.n == 1);
        longer += code == AN_UNDEFINED && an_attacker_search(attacker, t.place, &places, t.cost, target, 1,
                                                             FIGURES, &move, &err) == AN_OK;
        an_attacker_free(attacker);
    }
    an_move_free(&move);
    cr_expect_gt(longer, 10);
}
