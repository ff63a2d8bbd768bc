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
 * The simplex and branch and bound are GLPK's. It ends the process when it has no memory; its error hook
 * jumps back here instead. Source: Hundepool et al. 2012, Statistical Disclosure Control, chapter 4;
 * methods as above. */
#include "indicator/attacker.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/memory.h"

enum { MOST_NODES = 400, MOST_ITERATIONS = 20000 };
static const double LEAST_CHANGE = 1e-7; /* of a unit, or of the target's change */

struct an_attacker {
    const an_system *system;
    uint32_t *row;     /* of each equation, in the program at hand; 0: none */
    uint32_t *touched; /* equations that have one */
    size_t n_touched;
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
    const size_t most = most_equations(system);
    a->system = system;
    a->row = calloc(system->equations + 1, sizeof *a->row);
    a->touched = malloc((system->equations + 1) * sizeof *a->touched);
    a->index = malloc((most + 1) * sizeof *a->index);
    a->coefficient = malloc((most + 1) * sizeof *a->coefficient);
    *out = a;
    if (a->row != NULL && a->touched != NULL && a->index != NULL && a->coefficient != NULL)
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

/* ---- the program ---- */

static void no_memory(void *attacker)
{
    longjmp(((an_attacker *)attacker)->no_memory, 1);
}

/* Gives each equation of the candidates a row. */
static void number_rows(an_attacker *a, const uint32_t candidates[], size_t n)
{
    const an_system *const s = a->system;
    a->n_touched = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t e = s->of_start[candidates[k]]; e < s->of_start[candidates[k] + 1]; e++)
            if (a->row[s->of[e]] == 0) {
                a->touched[a->n_touched++] = (uint32_t)s->of[e];
                a->row[s->of[e]] = (uint32_t)a->n_touched;
            }
}

static void forget_rows(an_attacker *a)
{
    for (size_t k = 0; k < a->n_touched; k++)
        a->row[a->touched[k]] = 0;
}

/* The coefficients of a figure in its equations, times sign. */
static int set_coefficients(an_attacker *a, uint32_t figure, double sign)
{
    const an_system *const s = a->system;
    int n = 0;
    for (size_t k = s->of_start[figure]; k < s->of_start[figure + 1]; k++) {
        a->index[++n] = (int)a->row[s->of[k]];
        a->coefficient[n] = s->member[s->start[s->of[k]]] == figure ? -sign : sign;
    }
    return n;
}

static void set_column(an_attacker *a, int column, uint32_t figure, double sign, double most, double cost)
{
    glp_prob *const p = a->problem;
    const int n = set_coefficients(a, figure, sign);
    glp_set_mat_col(p, column, n, a->index, a->coefficient);
    glp_set_obj_coef(p, column, cost);
    if (isinf(most))
        glp_set_col_bnds(p, column, GLP_LO, 0, 0);
    else
        glp_set_col_bnds(p, column, most > 0 ? GLP_DB : GLP_FX, 0, most);
}

/* Columns 2k + 1 and 2k + 2: how far candidate k goes up and down, in units of scale. */
static void build(an_attacker *a, const uint32_t candidates[], size_t n, const double cost[], uint32_t target,
                  double by, double scale)
{
    const an_system *const s = a->system;
    glp_prob *const p = a->problem;
    if (a->n_touched > 0)
        glp_add_rows(p, (int)a->n_touched);
    for (size_t r = 0; r < a->n_touched; r++)
        glp_set_row_bnds(p, (int)r + 1, GLP_FX, 0, 0);
    glp_add_cols(p, (int)(2 * n));
    for (size_t k = 0; k < n; k++) {
        const uint32_t f = candidates[k];
        const int column = (int)(2 * k) + 1;
        set_column(a, column, f, 1, f == target ? fmax(by, 0) / scale : s->up[f] / scale, cost[f]);
        set_column(a, column + 1, f, -1, f == target ? fmax(-by, 0) / scale : s->down[f] / scale, cost[f]);
        if (f == target)
            glp_set_col_bnds(p, by > 0 ? column : column + 1, GLP_FX, fabs(by) / scale, fabs(by) / scale);
    }
}

static bool is_whole(double x)
{
    return fabs(x - round(x)) < 1e-6;
}

/* Whether each count changes by a whole number. */
static bool has_whole_counts(const an_attacker *a, const uint32_t candidates[], size_t n, double scale)
{
    for (size_t k = 0; k < n; k++) {
        const double change =
            glp_get_col_prim(a->problem, (int)(2 * k) + 1) - glp_get_col_prim(a->problem, (int)(2 * k) + 2);
        if (a->system->is_count[candidates[k]] && !is_whole(change * scale))
            return false;
    }
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

/* Solves the program again with whole counts. */
static bool solve_whole(an_attacker *a, const uint32_t candidates[], size_t n)
{
    glp_iocp control;
    glp_init_iocp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.cb_func = bound_nodes;
    for (size_t k = 0; k < n; k++)
        for (int side = 1; side <= 2 && a->system->is_count[candidates[k]]; side++)
            glp_set_col_kind(a->problem, (int)(2 * k) + side, GLP_IV);
    (void)glp_intopt(a->problem, &control); /* terminated: the best so far */
    const int status = glp_mip_status(a->problem);
    return status == GLP_OPT || status == GLP_FEAS;
}

/* *is_mip: the solution stands in the columns of the integer programme. */
static bool solve(an_attacker *a, const uint32_t candidates[], size_t n, double scale, bool *is_mip)
{
    glp_smcp control;
    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.it_lim = MOST_ITERATIONS;
    *is_mip = false;
    if (glp_simplex(a->problem, &control) != 0 || glp_get_status(a->problem) != GLP_OPT)
        return false;
    if (has_whole_counts(a, candidates, n, scale))
        return true;
    *is_mip = true;
    return scale == 1 && solve_whole(a, candidates, n);
}

static an_code read_move(const an_attacker *a, const uint32_t candidates[], size_t n, double scale,
                         bool is_mip, an_move *move)
{
    move->n = 0;
    for (size_t k = 0; k < n; k++) {
        const int column = (int)(2 * k) + 1;
        double change = is_mip
                            ? glp_mip_col_val(a->problem, column) - glp_mip_col_val(a->problem, column + 1)
                            : glp_get_col_prim(a->problem, column) - glp_get_col_prim(a->problem, column + 1);
        if (fabs(change) < LEAST_CHANGE)
            continue;
        change = a->system->is_count[candidates[k]] ? round(change * scale) : change * scale;
        if (an_grow(&move->figure, &move->capacity, move->n + 1, sizeof *move->figure) != AN_OK ||
            an_grow(&move->change, &move->change_capacity, move->n + 1, sizeof *move->change) != AN_OK)
            return AN_SYSTEM;
        move->figure[move->n] = candidates[k];
        move->change[move->n++] = change;
    }
    return AN_OK;
}

an_code an_attacker_move(an_attacker *a, const uint32_t candidates[], size_t n, const double cost[],
                         uint32_t target, double by, an_move *move, an_error *err)
{
    const an_system *const s = a->system;
    const double scale = s->is_count[target] ? 1 : fabs(by);
    bool is_mip;
    if (n == 0 || by == 0 || by > s->up[target] || -by > s->down[target])
        return AN_UNDEFINED;
    a->problem = NULL;
    if (setjmp(a->no_memory) != 0) {
        glp_error_hook(NULL, NULL);
        glp_free_env(); /* with the problem */
        forget_rows(a);
        return an_fail_memory(err);
    }
    number_rows(a, candidates, n);
    glp_error_hook(no_memory, a);
    glp_term_out(GLP_OFF);
    a->problem = glp_create_prob();
    build(a, candidates, n, cost, target, by, scale);
    an_code code = solve(a, candidates, n, scale, &is_mip) ? AN_OK : AN_UNDEFINED;
    if (code == AN_OK && read_move(a, candidates, n, scale, is_mip, move) != AN_OK)
        code = an_fail_memory(err);
    glp_delete_prob(a->problem);
    glp_error_hook(NULL, NULL);
    forget_rows(a);
    return code;
}
