/* test_attack: random tables through ind-suppress, attacked by linear and integer programming.
 *
 * Knows nothing of the library: it makes tables of one to three dimensions with all their margins, reads
 * what ind-suppress publishes of them, and builds from it what an attacker knows: the published numbers,
 * that totals are the sums of their parts, that counts are whole and not below 0; and, with the label,
 * that "small counts" are 1 or 2 and that a number suppressed for others is at least 3. Nothing suppressed
 * may have one value only, and a sensitive amount x must reach x (1 + p %) and x (1 - p %). CUPRUM_ATTACKS
 * tables, 30 where it is not set (make check-long: 500). */
#include <criterion/criterion.h>

#include <glpk.h>
#include <math.h>
#include <stdint.h>

#include "folder.h"
#include "shell.h"

TestSuite(attack, .init = folder_make, .fini = folder_remove);

enum { DIMENSIONS = 3, MOST_SIDE = 12, MOST_CELLS = 400, TEXT = 1 << 17 };

typedef struct cube {
    size_t n_dimensions, side[DIMENSIONS], cells; /* side: keys, and the total behind them */
    int is_amount;
    double value[MOST_CELLS], max1[MOST_CELLS], max2[MOST_CELLS];
    int operators[MOST_CELLS];
    char label[MOST_CELLS]; /* 'F': published */
} cube;

static uint64_t state;

static unsigned draw(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

/* The key of cell i along dimension d; the last one is the total. */
static size_t key_of(const cube *t, size_t i, size_t d)
{
    for (size_t k = 0; k < d; k++)
        i /= t->side[k];
    return i % t->side[d];
}

static size_t stride_of(const cube *t, size_t d)
{
    size_t stride = 1;
    for (size_t k = 0; k < d; k++)
        stride *= t->side[k];
    return stride;
}

static int is_inner(const cube *t, size_t i)
{
    for (size_t d = 0; d < t->n_dimensions; d++)
        if (key_of(t, i, d) + 1 == t->side[d])
            return 0;
    return 1;
}

/* One to five operators with amounts of any size: the two largest are those of the cell. */
static void draw_amount(cube *t, size_t i)
{
    const unsigned n = draw(6);
    t->operators[i] = (int)n;
    for (unsigned k = 0; k < n; k++) {
        const double x = 1 + draw(draw(3) == 0 ? 5000 : 200);
        t->value[i] += x;
        if (x > t->max1[i]) {
            t->max2[i] = t->max1[i];
            t->max1[i] = x;
        } else if (x > t->max2[i]) {
            t->max2[i] = x;
        }
    }
}

/* Adds cell i to its total along d; operators of different cells are different ones. */
static void add_to_total(cube *t, size_t i, size_t d)
{
    const size_t total = i + (t->side[d] - 1 - key_of(t, i, d)) * stride_of(t, d);
    const double largest[] = {t->max1[i], t->max2[i]};
    t->value[total] += t->value[i];
    t->operators[total] += t->operators[i];
    for (int k = 0; k < 2; k++) {
        if (largest[k] > t->max1[total]) {
            t->max2[total] = t->max1[total];
            t->max1[total] = largest[k];
        } else if (largest[k] > t->max2[total]) {
            t->max2[total] = largest[k];
        }
    }
}

static void make_cube(cube *t, unsigned seed, size_t n_dimensions, size_t least, size_t most, int is_amount)
{
    state = seed * UINT64_C(0x9e3779b97f4a7c15);
    *t = (cube){.n_dimensions = n_dimensions, .side = {1, 1, 1}, .cells = 1, .is_amount = is_amount};
    for (size_t d = 0; d < n_dimensions; d++) {
        t->side[d] = least + draw((unsigned)(most - least + 1)) + 1;
        t->cells *= t->side[d];
    }
    cr_assert_leq(t->cells, MOST_CELLS);
    for (size_t i = 0; i < t->cells; i++) {
        if (is_inner(t, i) && is_amount)
            draw_amount(t, i);
        else if (is_inner(t, i))
            t->value[i] = draw(3) == 0 ? draw(5) : draw(60);
    }
    for (size_t d = 0; d < n_dimensions; d++)
        for (size_t i = 0; i < t->cells; i++) {
            size_t inner = key_of(t, i, d) + 1 < t->side[d];
            for (size_t k = d + 1; k < n_dimensions; k++)
                inner = inner && key_of(t, i, k) + 1 < t->side[k];
            if (inner)
                add_to_total(t, i, d);
        }
}

/* Writes the table, lets ind-suppress loose on it, and reads the labels. */
static void suppress(cube *t)
{
    static char text[TEXT];
    char command[600];
    const char *const path = folder_path("in.csv"), *const bin = getenv("CUPRUM_BIN");
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fprintf(file,
            "indicator,period,a,b,c,value,lower,upper,numerator,denominator,n_missing,unit,status,method%s\n",
            t->is_amount ? ",operators,max1,max2" : "");
    for (size_t i = 0; i < t->cells; i++) {
        fprintf(file, "%s,2017-Q3", t->is_amount ? "operation_established" : "requests");
        for (size_t d = 0; d < DIMENSIONS; d++) {
            const size_t key = key_of(t, i, d);
            if (d < t->n_dimensions && key + 1 < t->side[d])
                fprintf(file, ",%c%zu", (int)('a' + d), key);
            else
                fprintf(file, ",TOTAL");
        }
        fprintf(file, ",%g,,,%g,,0,%s,A,sum", t->value[i], t->value[i], t->is_amount ? "EUR" : "count");
        if (t->is_amount)
            fprintf(file, ",%d,%g,%g", t->operators[i], t->max1[i], t->max2[i]);
        fprintf(file, "\n");
    }
    cr_assert_eq(fclose(file), 0);
    snprintf(command, sizeof command, "%s/ind-suppress -f csv %s 2>&1", bin != NULL ? bin : "build/bin",
             path);
    cr_assert_eq(shell(command, text, sizeof text), 0, "%s", text);
    const char *const header = strstr(text, "indicator,period"),
                      *line = header != NULL ? strchr(header, '\n') : NULL;
    for (size_t i = 0; i < t->cells; i++) {
        cr_assert_not_null(line);
        const char *const end = strchr(line + 1, '\n'), *const why = strstr(line + 1, "suppressed:");
        t->label[i] = why != NULL && why < end ? why[strlen("suppressed:")] : 'F';
        line = end;
    }
}

/* ---- the attack ---- */

/* What is known of the table: a column for each cell, a row for each sum. */
static glp_prob *know(const cube *t, int with_label)
{
    glp_prob *const p = glp_create_prob();
    glp_add_cols(p, (int)t->cells);
    for (size_t i = 0; i < t->cells; i++) {
        const int c = (int)i + 1, is_count = !t->is_amount && with_label;
        glp_set_col_kind(p, c, t->is_amount ? GLP_CV : GLP_IV);
        if (t->label[i] == 'F')
            glp_set_col_bnds(p, c, GLP_FX, t->value[i], t->value[i]);
        else if (is_count && t->label[i] == 'A')
            glp_set_col_bnds(p, c, GLP_DB, 1, 2);
        else
            glp_set_col_bnds(p, c, GLP_LO, is_count && t->label[i] == 'D' ? 3 : 0, 0);
    }
    for (size_t d = 0; d < t->n_dimensions; d++)
        for (size_t i = 0; i < t->cells; i++) {
            int index[MOST_SIDE + 3], n = 0;
            double coefficient[MOST_SIDE + 3];
            if (key_of(t, i, d) != 0)
                continue;
            for (size_t k = 0; k < t->side[d]; k++) {
                index[++n] = (int)(i + k * stride_of(t, d)) + 1;
                coefficient[n] = k + 1 == t->side[d] ? -1 : 1;
            }
            const int row = glp_add_rows(p, 1);
            glp_set_row_bnds(p, row, GLP_FX, 0, 0);
            glp_set_mat_row(p, row, n, index, coefficient);
        }
    return p;
}

/* The largest, or smallest, value of cell i. */
static double reach(glp_prob *p, size_t i, int direction)
{
    glp_smcp simplex;
    glp_iocp whole;
    glp_init_smcp(&simplex);
    glp_init_iocp(&whole);
    simplex.msg_lev = whole.msg_lev = GLP_MSG_OFF;
    glp_set_obj_dir(p, direction);
    glp_set_obj_coef(p, (int)i + 1, 1);
    cr_assert_eq(glp_simplex(p, &simplex), 0);
    const int status = glp_get_status(p);
    double value = status == GLP_UNBND ? (direction == GLP_MAX ? INFINITY : -INFINITY) : glp_get_obj_val(p);
    cr_assert(status == GLP_OPT || status == GLP_UNBND, "what is published contradicts itself");
    if (status == GLP_OPT && glp_get_num_int(p) > 0) {
        cr_assert_eq(glp_intopt(p, &whole), 0);
        value = glp_mip_obj_val(p);
    }
    glp_set_obj_coef(p, (int)i + 1, 0);
    return value;
}

static void attack(const cube *t, int with_label, unsigned seed)
{
    static const double P = .1;
    glp_prob *const p = know(t, with_label);
    for (size_t i = 0; i < t->cells; i++) {
        const double x = t->value[i];
        if (t->label[i] == 'F')
            continue;
        const double high = reach(p, i, GLP_MAX), low = reach(p, i, GLP_MIN);
        cr_expect_gt(high - low, 1e-6 * (1 + x), "seed %u, cell %zu: %g is known", seed, i, x);
        if (t->is_amount && strchr("AOTM", t->label[i]) != NULL)
            cr_expect(high >= x * (1 + P) * (1 - 1e-6) && low <= x * (1 - P) * (1 + 1e-6),
                      "seed %u, cell %zu: %g is known to lie in [%g, %g]", seed, i, x, low, high);
    }
    glp_delete_prob(p);
}

static void expect_primary(const cube *t, unsigned seed)
{
    for (size_t i = 0; i < t->cells; i++) {
        if (!t->is_amount && t->value[i] > 0 && t->value[i] < 3)
            cr_expect_neq(t->label[i], 'F', "seed %u, cell %zu", seed, i);
        if (t->is_amount && t->operators[i] > 0 && t->operators[i] < 3)
            cr_expect_neq(t->label[i], 'F', "seed %u, cell %zu", seed, i);
    }
}

Test(attack, nothing_is_recovered_and_p_percent_holds)
{
    static const size_t least[] = {3, 3, 2}, most[] = {9, 6, 3};
    const char *const wanted = getenv("CUPRUM_ATTACKS");
    const unsigned n = wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : 30;
    static cube t;
    glp_term_out(GLP_OFF);
    for (unsigned seed = 1; seed <= n; seed++) {
        const size_t d = seed % 3;
        make_cube(&t, seed, d + 1, least[d], most[d], seed / 3 % 2 == 1);
        suppress(&t);
        expect_primary(&t, seed);
        attack(&t, 0, seed);
        attack(&t, 1, seed);
    }
    glp_free_env();
}

/* ---- how many cells ---- */

/* The fewest cells that protect all small counts of a table of two dimensions: y says which are suppressed,
 * and each small count has a cycle of changes by 1 through suppressed cells. */
static double fewest(const cube *t)
{
    glp_prob *const p = glp_create_prob();
    glp_iocp control;
    glp_init_iocp(&control);
    control.msg_lev = GLP_MSG_OFF;
    control.presolve = control.gmi_cuts = control.mir_cuts = GLP_ON;
    const int n = (int)t->cells;
    glp_add_cols(p, n);
    for (int c = 1; c <= n; c++) {
        const double x = t->value[c - 1];
        glp_set_obj_coef(p, c, 1);
        glp_set_col_kind(p, c, GLP_BV);
        if (x == 0 || (x > 0 && x < 3))
            glp_set_col_bnds(p, c, GLP_FX, x > 0, x > 0);
    }
    for (size_t target = 0; target < t->cells; target++) {
        if (!(t->value[target] > 0 && t->value[target] < 3))
            continue;
        const int first = glp_add_cols(p, n);
        for (int c = 0; c < n; c++) { /* change of cell c: between -room and 1, and 0 unless suppressed */
            const double x = t->value[c], down = x == 0 || x == 1 || x == 3 ? 0 : 1,
                         up = x == 0 || x == 2 ? 0 : 1;
            glp_set_col_bnds(p, first + c, down + up > 0 ? GLP_DB : GLP_FX, -down, up);
            const double sides[][2] = {{1, -up}, {-1, -down}};
            for (int s = 0; s < 2; s++) {
                const int row = glp_add_rows(p, 1), index[] = {0, first + c, 1 + c};
                const double coefficient[] = {0, sides[s][0], sides[s][1]};
                glp_set_row_bnds(p, row, GLP_UP, 0, 0);
                glp_set_mat_row(p, row, 2, index, coefficient);
            }
        }
        const double by = t->value[target] == 1 ? 1 : -1;
        glp_set_col_bnds(p, first + (int)target, GLP_FX, by, by);
        for (size_t d = 0; d < 2; d++)
            for (size_t i = 0; i < t->cells; i++) {
                int index[MOST_SIDE + 3], k = 0;
                double coefficient[MOST_SIDE + 3];
                for (size_t j = 0; key_of(t, i, d) == 0 && j < t->side[d]; j++) {
                    index[++k] = first + (int)(i + j * stride_of(t, d));
                    coefficient[k] = j + 1 == t->side[d] ? -1 : 1;
                }
                if (k == 0)
                    continue;
                const int row = glp_add_rows(p, 1);
                glp_set_row_bnds(p, row, GLP_FX, 0, 0);
                glp_set_mat_row(p, row, k, index, coefficient);
            }
    }
    cr_assert_eq(glp_intopt(p, &control), 0);
    const double least = glp_mip_obj_val(p);
    glp_delete_prob(p);
    return least;
}

Test(attack, hardly_more_cells_are_suppressed_than_must_be)
{
    const char *const wanted = getenv("CUPRUM_ATTACKS");
    const unsigned n = wanted != NULL ? 40 : 8;
    static cube t;
    glp_term_out(GLP_OFF);
    for (unsigned seed = 1001; seed <= 1000 + n; seed++) {
        make_cube(&t, seed, 2, 3, wanted != NULL ? 6 : 4, 0);
        suppress(&t);
        double suppressed = 0;
        for (size_t i = 0; i < t.cells; i++)
            suppressed += t.label[i] != 'F';
        const double least = fewest(&t);
        cr_expect_leq(suppressed, 1.3 * least, "seed %u: %g cells, %g would do", seed, suppressed, least);
    }
    glp_free_env();
}
