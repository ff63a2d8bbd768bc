/* protection: secondary suppression in the rows that margins connect.
 *
 * A suppressed cell can be computed where it is the one unknown of some combination of the published sums
 * (stat/disclosure.c finds that by elimination, and chooses what to add). Elimination is cubic, so the table
 * is taken apart first: rows that share no equation, directly or over others, cannot tell of each other;
 * these connected sets (union-find over margins.h) are solved one by one, and sets without a suppressed cell
 * not at all.
 *
 * In a large set the search would try every cell for each one it adds. There it begins from a guess that
 * needs no elimination: as long as an equation has exactly one hidden cell, hide of its others the one that
 * leaves the fewest such equations, then the smallest. What that hides too much the search gives back. A set
 * of more than 2 x 10^7 (cells x equations) is refused.
 *
 * What a row is worth is its denominator, or numerator: the smallest go first. Rows that tell of each other
 * without a sum (a ratio and its rates) are ind-suppress's, which calls this in turn with those until
 * neither adds anything; therefore what is added here is marked 'd' and kept. Source: Hundepool et al. 2012,
 * chapter 4. */
#include "indicator/protection.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "indicator/grouping.h"
#include "stat/disclosure.h"

/* Cells times equations of a connected set: from FIRST_GUESS on the search of disclosure.h, which tries every
 * cell, starts from a guess; beyond LARGEST_SET its elimination would take too long. */
static const double FIRST_GUESS = 2e4, LARGEST_SET = 2e7;

/* ---- connected sets ---- */

static uint32_t find_root(uint32_t parent[], uint32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

/* The number of each observation's set, and the number of sets. */
static size_t number_sets(const an_margins *margins, size_t n, uint32_t parent[], uint32_t set[])
{
    for (size_t i = 0; i < n; i++)
        parent[i] = (uint32_t)i;
    for (size_t e = 0; e < margins->n; e++)
        for (size_t k = margins->start[e]; k < margins->start[e + 1]; k++)
            parent[find_root(parent, (uint32_t)margins->member[k])] =
                find_root(parent, (uint32_t)margins->member[margins->start[e]]);
    size_t sets = 0;
    for (size_t i = 0; i < n; i++) /* a root has the number of its set before the others ask for it */
        if (find_root(parent, (uint32_t)i) == i)
            set[i] = (uint32_t)sets++;
    for (size_t i = 0; i < n; i++)
        set[i] = set[find_root(parent, (uint32_t)i)];
    return sets;
}

/* The cells and the equations of each set. */
typedef struct connected {
    an_grouping cells, equations;
} connected;

static an_code sets_new(connected *sets, const an_margins *margins, size_t n, an_error *err)
{
    uint32_t *parent = malloc((n + 1) * sizeof *parent), *set = malloc((n + 1) * sizeof *set);
    uint32_t *of_equation = malloc((margins->n + 1) * sizeof *of_equation);
    an_code code = parent != NULL && set != NULL && of_equation != NULL ? AN_OK : an_fail_memory(err);
    *sets = (connected){0};
    if (code == AN_OK) {
        const size_t n_sets = number_sets(margins, n, parent, set);
        for (size_t e = 0; e < margins->n; e++)
            of_equation[e] = set[margins->member[margins->start[e]]];
        code = an_grouping_by(set, n, n_sets, &sets->cells, err);
        if (code == AN_OK)
            code = an_grouping_by(of_equation, margins->n, n_sets, &sets->equations, err);
    }
    free(parent);
    free(set);
    free(of_equation);
    return code;
}

static void sets_free(connected *sets)
{
    an_grouping_free(&sets->cells);
    an_grouping_free(&sets->equations);
}

/* ---- one set ---- */

/* A set as disclosure.h sees it. All lies in arena. */
typedef struct problem {
    an_arena arena;
    an_disclosure_table table;
    size_t *start, *member, *column;
    double *value, *matrix;
    bool *exposed;
    char *status;
} problem;

static an_code problem_new(problem *p, size_t cells, size_t equations, size_t members, an_error *err)
{
    *p = (problem){.arena = {0}};
    p->start = an_arena_alloc(&p->arena, (equations + 1) * sizeof *p->start);
    p->member = an_arena_alloc(&p->arena, (members + 1) * sizeof *p->member);
    p->column = an_arena_alloc(&p->arena, (cells + 1) * sizeof *p->column);
    p->value = an_arena_alloc(&p->arena, (cells + 1) * sizeof *p->value);
    p->matrix = an_arena_alloc(&p->arena, (cells * equations + 1) * sizeof *p->matrix);
    p->exposed = an_arena_alloc(&p->arena, (2 * cells + 1) * sizeof *p->exposed);
    p->status = an_arena_alloc(&p->arena, cells + 1);
    p->table = (an_disclosure_table){cells, equations, p->start, p->member, p->value};
    const bool whole = p->start != NULL && p->member != NULL && p->column != NULL && p->value != NULL &&
                       p->matrix != NULL && p->exposed != NULL && p->status != NULL;
    return whole ? AN_OK : an_fail_memory(err);
}

/* What a row is worth to the reader: its units. */
static double importance(const an_observation *o)
{
    return an_decimal_double(o->has_denominator ? o->denominator : o->numerator);
}

/* local: the place of each observation in its set. */
static void fill_problem(problem *p, const an_margins *margins, const an_observations *table,
                         const size_t cells[], const size_t equations[], const size_t local[],
                         const char status[])
{
    for (size_t c = 0; c < p->table.cells; c++) {
        p->value[c] = importance(&table->rows[cells[c]]);
        p->status[c] = status[cells[c]];
    }
    size_t used = 0;
    p->start[0] = 0;
    for (size_t e = 0; e < p->table.equations; e++) {
        for (size_t k = margins->start[equations[e]]; k < margins->start[equations[e] + 1]; k++)
            p->member[used++] = local[margins->member[k]];
        p->start[e + 1] = used;
    }
}

/* ---- the guess ---- */

/* Equations with one suppressed cell give it away. hidden: how many each has. */
typedef struct guess {
    const an_disclosure_table *table;
    char *status;
    size_t *hidden;
    const an_grouping *equations; /* of each cell */
} guess;

/* How many more equations would have none or several suppressed cells, rather than one, without cell c. */
static long gain(const guess *g, size_t c)
{
    long sum = 0;
    for (size_t k = g->equations->start[c]; k < g->equations->start[c + 1]; k++) {
        const size_t hidden = g->hidden[g->equations->row[k]];
        sum += (hidden == 1) - (hidden == 0);
    }
    return sum;
}

/* Suppresses the cell of equation e with the most gain, and of these the smallest. */
static bool hide_one(const guess *g, size_t e)
{
    const an_disclosure_table *t = g->table;
    size_t best = t->cells;
    long most = 0;
    for (size_t k = t->start[e]; k < t->start[e + 1]; k++) {
        const size_t c = t->member[k];
        if (g->status[c] != 'F' || !(t->value[c] > 0))
            continue;
        const long gained = gain(g, c);
        if (best == t->cells || gained > most || (gained == most && t->value[c] < t->value[best])) {
            best = c;
            most = gained;
        }
    }
    if (best == t->cells)
        return false;
    g->status[best] = 'D';
    for (size_t k = g->equations->start[best]; k < g->equations->start[best + 1]; k++)
        g->hidden[g->equations->row[k]]++;
    return true;
}

static void hide_singles(const guess *g)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t e = 0; e < g->table->equations; e++)
            if (g->hidden[e] == 1 && hide_one(g, e))
                changed = true;
    }
}

/* The equations of each cell of a table. */
static an_code index_cells(const an_disclosure_table *table, an_grouping *equations, an_error *err)
{
    const size_t members = table->start[table->equations];
    uint32_t *cell = malloc((members + 1) * sizeof *cell), *owner = malloc((members + 1) * sizeof *owner);
    an_code code = cell != NULL && owner != NULL ? AN_OK : an_fail_memory(err);
    for (size_t e = 0; e < table->equations && code == AN_OK; e++)
        for (size_t k = table->start[e]; k < table->start[e + 1]; k++) {
            cell[k] = (uint32_t)table->member[k];
            owner[k] = (uint32_t)e;
        }
    if (code == AN_OK)
        code = an_grouping_by(cell, members, table->cells, equations, err);
    for (size_t k = 0; k < members && code == AN_OK; k++)
        equations->row[k] = owner[equations->row[k]];
    free(cell);
    free(owner);
    return code;
}

/* Suppresses cells until no equation has just one; disclosure.h sees to the rest, and frees what is
 * needless. */
static an_code make_guess(const an_disclosure_table *table, char status[], an_error *err)
{
    an_grouping equations = {0};
    guess g = {.table = table, .equations = &equations};
    g.status = status;
    g.hidden = calloc(table->equations + 1, sizeof *g.hidden);
    an_code code = g.hidden != NULL ? index_cells(table, &equations, err) : an_fail_memory(err);
    if (code == AN_OK) {
        for (size_t e = 0; e < table->equations; e++)
            for (size_t k = table->start[e]; k < table->start[e + 1]; k++)
                g.hidden[e] += status[table->member[k]] != 'F';
        hide_singles(&g);
    }
    free(g.hidden);
    an_grouping_free(&equations);
    return code;
}

/* ---- all sets ---- */

static an_code solve(problem *p, const an_observation *first, an_error *err)
{
    const an_disclosure_scratch scratch = {p->matrix, p->column, p->exposed};
    an_code code = AN_OK;
    if ((double)p->table.cells * (double)p->table.equations >= FIRST_GUESS)
        code = make_guess(&p->table, p->status, err);
    if (code != AN_OK || an_disclosure_protect(&p->table, &scratch, p->status) == AN_OK)
        return code;
    return an_fail(
        err, AN_DATA,
        "%s %s: a suppressed cell can be computed from the totals, and no cell is left to protect it; "
        "leave a total out",
        first->indicator, first->period);
}

/* The members of set s: cells and equations by their numbers. */
static an_code protect_set(const connected *sets, size_t s, const an_margins *margins,
                           const an_observations *table, const size_t local[], char status[], an_error *err)
{
    const size_t *cells = sets->cells.row + sets->cells.start[s];
    const size_t *equations = sets->equations.row + sets->equations.start[s];
    const size_t n_cells = sets->cells.start[s + 1] - sets->cells.start[s];
    const size_t n_equations = sets->equations.start[s + 1] - sets->equations.start[s];
    problem p;
    size_t members = 0;
    for (size_t e = 0; e < n_equations; e++)
        members += margins->start[equations[e] + 1] - margins->start[equations[e]];
    if ((double)n_cells * (double)n_equations > LARGEST_SET)
        return an_observation_fail(
            table, cells[0], -1, err,
            "%s: %zu rows with %zu totals are too many to protect at once; choose rows with --where",
            table->rows[cells[0]].indicator, n_cells, n_equations);
    an_code code = problem_new(&p, n_cells, n_equations, members, err);
    if (code == AN_OK) {
        fill_problem(&p, margins, table, cells, equations, local, status);
        code = solve(&p, &table->rows[cells[0]], err);
    }
    for (size_t c = 0; c < n_cells && code == AN_OK; c++)
        status[cells[c]] = p.status[c] == 'D' ? 'd' : p.status[c];
    an_arena_free(&p.arena);
    return code;
}

an_code an_protection_add(const an_margins *margins, const an_observations *table, char status[],
                          an_error *err)
{
    connected sets = {0};
    size_t *local = malloc((table->n + 1) * sizeof *local);
    an_code code = local != NULL ? sets_new(&sets, margins, table->n, err) : an_fail_memory(err);
    for (size_t s = 0; s < sets.cells.n && code == AN_OK; s++) {
        bool any = false;
        for (size_t k = sets.cells.start[s]; k < sets.cells.start[s + 1]; k++) {
            local[sets.cells.row[k]] = k - sets.cells.start[s];
            any = any || status[sets.cells.row[k]] != 'F';
        }
        if (any && sets.equations.start[s + 1] > sets.equations.start[s])
            code = protect_set(&sets, s, margins, table, local, status, err);
    }
    sets_free(&sets);
    free(local);
    return code;
}
