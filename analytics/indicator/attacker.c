/* attacker: what somebody can compute of hidden figures from those that are published, by linear
 * programming.
 *
 * Let x be the true figures and d changes that an attacker cannot rule out: A d = 0 for the published
 * equations, -down <= d <= up for what the labels tell. Figure t can be told apart from x_t + b if no such
 * d has d_t = b. So
 *
 *     min  sum c_f (p_f + m_f)   subject to  A (p - m) = 0, 0 <= p <= up, 0 <= m <= down, p_t - m_t = b
 *
 * with c = 0 for hidden figures is the attack, and with c the price of hiding a figure the choice of those
 * that protect t (Kelly, Golden, Assad 1992; Fischetti, Salazar 2001: the upper protection level of t is
 * b). Where each figure is in two equations, with opposite signs, that is a shortest cycle through t, and
 * its vertices are whole; else counts that come out broken are solved again as an integer programme, with
 * a bound on its nodes. Amounts are scaled by |b|.
 *
 * A large system is solved by column generation (Dantzig, Wolfe 1960): the programme holds few figures, and
 * each of its equations may be out of balance at a price above that of any move. While one is, the duals y
 * of the equations tell which of the other figures would lower the cost: those of c_f < |A_f y|. The places
 * with most to gain come in, whole, and it goes on from where it stood. No such figure and an equation out
 * of balance: there is no move in the whole system.
 *
 * The simplex and branch and bound are GLPK's. It ends the process when it has no memory; its error hook
 * jumps back here instead. Source: Hundepool et al. 2012, Statistical Disclosure Control, chapter 4;
 * Desrosiers, Luebbecke 2005, A primer in column generation; methods as above. */
#include "indicator/attacker.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/memory.h"

/* PLACES come in at a time. */
enum { MOST_NODES = 400, MOST_ITERATIONS = 20000, PLACES = 24 };
static const double LEAST_CHANGE = 1e-7; /* of a unit, or of the target's change */
static const double IMBALANCE = 1e4, LEAST_GAIN = 1e-7;

/* Rows and columns of the programme at hand are numbered from 1; 0: not in it. */
struct an_attacker {
    const an_system *system;
    uint32_t *row;     /* of each equation */
    uint32_t *touched; /* equations that have one */
    size_t n_touched;
    uint32_t *column; /* of each figure going up; the next is of it going down */
    uint32_t *taken;  /* figures that have one */
    size_t n_taken;
    bool is_elastic; /* equations may be out of balance: by the two columns behind their number in slack */
    uint32_t *slack; /* of each row */
    const double *cost;
    uint32_t target;
    double by, scale;
    uint32_t *seen, stamp; /* figures that were looked at in this round */
    double *gain;          /* of each place */
    uint32_t *gaining;     /* places that have one */
    size_t n_gaining;
    int *index; /* of one column, from 1 */
    double *coefficient;
    jmp_buf no_memory;
    glp_prob *volatile problem;
};

static size_t most_equations(const an_system *system)
{
    size_t most = 0;
    for (size_t f = 0; f < system->n; f++)
        most = system->of_start[f + 1] - system->of_start[f] > most
                   ? system->of_start[f + 1] - system->of_start[f]
                   : most;
    return most;
}

an_code an_attacker_new(an_attacker **out, const an_system *system, an_error *err)
{
    an_attacker *const a = calloc(1, sizeof *a);
    if (a == NULL)
        return an_fail_memory(err);
    const size_t most = most_equations(system) + 2, n = system->n + 1, equations = system->equations + 1;
    a->system = system;
    a->row = calloc(equations, sizeof *a->row);
    a->touched = malloc(equations * sizeof *a->touched);
    a->slack = malloc((equations + 1) * sizeof *a->slack);
    a->column = calloc(n, sizeof *a->column);
    a->taken = malloc(n * sizeof *a->taken);
    a->seen = calloc(n, sizeof *a->seen);
    a->gain = calloc(n, sizeof *a->gain);
    a->gaining = malloc(n * sizeof *a->gaining);
    a->index = malloc(most * sizeof *a->index);
    a->coefficient = malloc(most * sizeof *a->coefficient);
    *out = a;
    if (a->row != NULL && a->touched != NULL && a->slack != NULL && a->column != NULL && a->taken != NULL &&
        a->seen != NULL && a->gain != NULL && a->gaining != NULL && a->index != NULL &&
        a->coefficient != NULL)
        return AN_OK;
    an_attacker_free(a);
    *out = NULL;
    return an_fail_memory(err);
}

void an_attacker_free(an_attacker *a)
{
    if (a == NULL)
        return;
    free(a->row);
    free(a->touched);
    free(a->slack);
    free(a->column);
    free(a->taken);
    free(a->seen);
    free(a->gain);
    free(a->gaining);
    free(a->index);
    free(a->coefficient);
    free(a);
    glp_free_env();
}

void an_move_free(an_move *move)
{
    free(move->figure);
    free(move->change);
    *move = (an_move){0};
}

/* ---- the programme ---- */

static void no_memory(void *attacker)
{
    longjmp(((an_attacker *)attacker)->no_memory, 1);
}

/* The two columns by which a row may be out of balance. */
static void add_slack(an_attacker *a, uint32_t row)
{
    const int column = glp_add_cols(a->problem, 2);
    for (int side = 0; side < 2; side++) {
        a->index[1] = (int)row;
        a->coefficient[1] = side == 0 ? 1 : -1;
        glp_set_mat_col(a->problem, column + side, 1, a->index, a->coefficient);
        glp_set_obj_coef(a->problem, column + side, IMBALANCE);
        glp_set_col_bnds(a->problem, column + side, GLP_LO, 0, 0);
    }
    a->slack[row] = (uint32_t)column;
}

/* Gives each equation of a figure a row. */
static void add_rows(an_attacker *a, uint32_t figure)
{
    const an_system *const s = a->system;
    for (size_t k = s->of_start[figure]; k < s->of_start[figure + 1]; k++) {
        const size_t e = s->of[k];
        if (a->row[e] != 0)
            continue;
        a->touched[a->n_touched++] = (uint32_t)e;
        a->row[e] = (uint32_t)glp_add_rows(a->problem, 1);
        glp_set_row_bnds(a->problem, (int)a->row[e], GLP_FX, 0, 0);
        if (a->is_elastic)
            add_slack(a, a->row[e]);
    }
}

/* The coefficient of a figure in equation e. */
static double sign_in(const an_system *s, size_t e, uint32_t figure)
{
    return s->member[s->start[e]] == figure ? -1 : 1;
}

static void set_column(an_attacker *a, int column, uint32_t figure, double sign, double most)
{
    const an_system *const s = a->system;
    int n = 0;
    for (size_t k = s->of_start[figure]; k < s->of_start[figure + 1]; k++) {
        a->index[++n] = (int)a->row[s->of[k]];
        a->coefficient[n] = sign * sign_in(s, s->of[k], figure);
    }
    glp_set_mat_col(a->problem, column, n, a->index, a->coefficient);
    glp_set_obj_coef(a->problem, column, a->cost[figure]);
    if (figure == a->target && most > 0)
        glp_set_col_bnds(a->problem, column, GLP_FX, most, most);
    else if (isinf(most))
        glp_set_col_bnds(a->problem, column, GLP_LO, 0, 0);
    else
        glp_set_col_bnds(a->problem, column, most > 0 ? GLP_DB : GLP_FX, 0, most);
}

/* A figure comes in, once: how far it goes up and down, in units of scale. */
static void add_figure(an_attacker *a, uint32_t f)
{
    const an_system *const s = a->system;
    if (a->column[f] != 0)
        return;
    add_rows(a, f);
    const int column = glp_add_cols(a->problem, 2);
    a->column[f] = (uint32_t)column;
    a->taken[a->n_taken++] = f;
    set_column(a, column, f, 1, (f == a->target ? fmax(a->by, 0) : s->up[f]) / a->scale);
    set_column(a, column + 1, f, -1, (f == a->target ? fmax(-a->by, 0) : s->down[f]) / a->scale);
}

static void forget(an_attacker *a)
{
    for (size_t k = 0; k < a->n_touched; k++)
        a->row[a->touched[k]] = 0;
    for (size_t k = 0; k < a->n_taken; k++)
        a->column[a->taken[k]] = 0;
    a->n_touched = a->n_taken = 0;
}

static bool is_whole(double x)
{
    return fabs(x - round(x)) < 1e-6;
}

static double change_of(const an_attacker *a, uint32_t f, bool is_mip)
{
    const int column = (int)a->column[f];
    return is_mip ? glp_mip_col_val(a->problem, column) - glp_mip_col_val(a->problem, column + 1)
                  : glp_get_col_prim(a->problem, column) - glp_get_col_prim(a->problem, column + 1);
}

/* Whether each count changes by a whole number. */
static bool has_whole_counts(const an_attacker *a)
{
    for (size_t k = 0; k < a->n_taken; k++)
        if (a->system->is_count[a->taken[k]] && !is_whole(change_of(a, a->taken[k], false) * a->scale))
            return false;
    return true;
}

static void bound_nodes(glp_tree *tree, void *info)
{
    (void)info;
    int total;
    glp_ios_tree_size(tree, NULL, NULL, &total);
    if (total > MOST_NODES)
        glp_ios_terminate(tree);
}

/* Solves the programme again with whole counts, and in balance. */
static bool solve_whole(an_attacker *a)
{
    glp_iocp control;
    glp_init_iocp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.cb_func = bound_nodes;
    for (size_t k = 0; k < a->n_taken; k++)
        for (int side = 0; side < 2 && a->system->is_count[a->taken[k]]; side++)
            glp_set_col_kind(a->problem, (int)a->column[a->taken[k]] + side, GLP_IV);
    (void)glp_intopt(a->problem, &control); /* terminated: the best so far */
    const int status = glp_mip_status(a->problem);
    return (status == GLP_OPT || status == GLP_FEAS) && glp_mip_obj_val(a->problem) < IMBALANCE / 2;
}

/* Its least cost, as far as the programme goes. */
static bool solve(an_attacker *a)
{
    glp_smcp control;
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.it_lim = MOST_ITERATIONS;
    return glp_simplex(a->problem, &control) == 0 && glp_get_status(a->problem) == GLP_OPT;
}

/* *is_mip: the solution stands in the columns of the integer programme. */
static bool make_whole(an_attacker *a, bool *is_mip)
{
    *is_mip = !has_whole_counts(a);
    return !*is_mip || (a->scale == 1 && solve_whole(a));
}

static an_code read_move(const an_attacker *a, bool is_mip, an_move *move)
{
    move->n = 0;
    for (size_t k = 0; k < a->n_taken; k++) {
        const uint32_t f = a->taken[k];
        double change = change_of(a, f, is_mip);
        if (fabs(change) < LEAST_CHANGE)
            continue;
        change = a->system->is_count[f] ? round(change * a->scale) : change * a->scale;
        if (an_grow(&move->figure, &move->capacity, move->n + 1, sizeof *move->figure) != AN_OK ||
            an_grow(&move->change, &move->change_capacity, move->n + 1, sizeof *move->change) != AN_OK)
            return AN_SYSTEM;
        move->figure[move->n] = f;
        move->change[move->n++] = change;
    }
    return AN_OK;
}

/* ---- column generation ---- */

static bool is_balanced(const an_attacker *a)
{
    double sum = 0;
    for (size_t k = 1; k <= a->n_touched; k++)
        sum += glp_get_col_prim(a->problem, (int)a->slack[k]) +
               glp_get_col_prim(a->problem, (int)a->slack[k] + 1);
    return sum < LEAST_CHANGE;
}

/* How far a unit of change of figure f, not in the programme, would lower the cost. */
static double gain_of(const an_attacker *a, uint32_t f)
{
    const an_system *const s = a->system;
    double sum = 0;
    for (size_t k = s->of_start[f]; k < s->of_start[f + 1]; k++)
        if (a->row[s->of[k]] != 0)
            sum += sign_in(s, s->of[k], f) * glp_get_row_dual(a->problem, (int)a->row[s->of[k]]);
    return fmax(s->up[f] > 0 ? sum : 0, s->down[f] > 0 ? -sum : 0) - a->cost[f];
}

/* What each place would gain by its best figure. */
static void find_gains(an_attacker *a, const uint32_t place[])
{
    const an_system *const s = a->system;
    a->stamp++;
    for (size_t k = 0; k < a->n_gaining; k++) /* those of the round before */
        a->gain[a->gaining[k]] = 0;
    a->n_gaining = 0;
    for (size_t k = 0; k < a->n_touched; k++) {
        const size_t e = a->touched[k];
        if (fabs(glp_get_row_dual(a->problem, (int)a->row[e])) < LEAST_GAIN)
            continue;
        for (size_t i = s->start[e]; i < s->start[e + 1]; i++) {
            const uint32_t f = s->member[i];
            if (a->seen[f] == a->stamp || a->column[f] != 0)
                continue;
            a->seen[f] = a->stamp;
            const double gain = gain_of(a, f);
            if (gain < LEAST_GAIN)
                continue;
            if (a->gain[place[f]] == 0)
                a->gaining[a->n_gaining++] = place[f];
            a->gain[place[f]] = fmax(a->gain[place[f]], gain);
        }
    }
}

/* The place that gains most and is not in yet; UINT32_MAX: none. */
static uint32_t best_place(const an_attacker *a)
{
    uint32_t best = UINT32_MAX;
    for (size_t k = 0; k < a->n_gaining; k++) {
        const uint32_t p = a->gaining[k];
        if (a->gain[p] > 0 && (best == UINT32_MAX || a->gain[p] > a->gain[best]))
            best = p;
    }
    return best;
}

/* The PLACES that gain most come in. */
static void take_best(an_attacker *a, const an_grouping *places)
{
    for (size_t taken = 0; taken < PLACES; taken++) {
        const uint32_t p = best_place(a);
        if (p == UINT32_MAX)
            return;
        a->gain[p] = 0;
        for (size_t i = places->start[p]; i < places->start[p + 1]; i++)
            if (a->system->up[places->row[i]] > 0 || a->system->down[places->row[i]] > 0)
                add_figure(a, (uint32_t)places->row[i]);
    }
}

/* Whether a move is found. */
static bool generate(an_attacker *a, const uint32_t place[], const an_grouping *places, size_t most)
{
    while (solve(a)) {
        if (is_balanced(a))
            return true;
        find_gains(a, place);
        if (a->n_gaining == 0 || a->n_taken > most)
            return false;
        take_best(a, places);
    }
    return false;
}

/* ---- all of it ---- */

static void begin(an_attacker *a, const double cost[], uint32_t target, double by, bool is_elastic)
{
    a->cost = cost;
    a->target = target;
    a->by = by;
    a->scale = a->system->is_count[target] ? 1 : fabs(by);
    a->is_elastic = is_elastic;
    glp_error_hook(no_memory, a);
    glp_term_out(GLP_OFF);
    a->problem = glp_create_prob();
}

static an_code finish(an_attacker *a, bool is_found, an_move *move, an_error *err)
{
    bool is_mip;
    an_code code = is_found && make_whole(a, &is_mip) ? AN_OK : AN_UNDEFINED;
    if (code == AN_OK && read_move(a, is_mip, move) != AN_OK)
        code = an_fail_memory(err);
    glp_delete_prob(a->problem);
    glp_error_hook(NULL, NULL);
    forget(a);
    return code;
}

/* Where GLPK jumps to. */
static an_code give_up(an_attacker *a, an_error *err)
{
    glp_error_hook(NULL, NULL);
    glp_free_env(); /* with the problem */
    forget(a);
    return an_fail_memory(err);
}

static bool is_possible(const an_system *s, uint32_t target, double by)
{
    return by != 0 && by <= s->up[target] && -by <= s->down[target];
}

an_code an_attacker_move(an_attacker *a, const uint32_t candidates[], size_t n, const double cost[],
                         uint32_t target, double by, an_move *move, an_error *err)
{
    if (n == 0 || !is_possible(a->system, target, by))
        return AN_UNDEFINED;
    if (setjmp(a->no_memory) != 0)
        return give_up(a, err);
    begin(a, cost, target, by, false);
    for (size_t k = 0; k < n; k++)
        add_figure(a, candidates[k]);
    return finish(a, solve(a), move, err);
}

an_code an_attacker_search(an_attacker *a, const uint32_t place[], const an_grouping *places,
                           const double cost[], uint32_t target, double by, size_t most, an_move *move,
                           an_error *err)
{
    if (!is_possible(a->system, target, by))
        return AN_UNDEFINED;
    if (setjmp(a->no_memory) != 0)
        return give_up(a, err);
    begin(a, cost, target, by, true);
    add_figure(a, target);
    return finish(a, generate(a, place, places, most), move, err);
}
