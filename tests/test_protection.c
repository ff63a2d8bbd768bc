/* test_protection: margins and secondary suppression, against an elimination of its own. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "folder.h"
#include "indicator/margins.h"
#include "indicator/protection.h"

TestSuite(protection, .init = folder_make, .fini = folder_remove);

static const char header[] =
    "indicator,period,row,column,value,lower,upper,numerator,denominator,n_missing,unit,"
    "status,method\n";

static void read_table(const char *csv, an_observations *table)
{
    const char *file = folder_put("t.csv", csv);
    an_error err = {0};
    cr_assert_eq(an_observations_read(table, &file, 1, NULL, 0, NULL, &err), AN_OK, "%s", err.text);
}

/* ---- determined cells, modulo a prime: shares nothing with stat/disclosure ---- */

enum { PRIME = 1000003 };

static int64_t inverse(int64_t x)
{
    int64_t power = 1;
    for (int64_t e = PRIME - 2; e > 0; e >>= 1, x = x * x % PRIME)
        if (e & 1)
            power = power * x % PRIME;
    return power;
}

/* Reduces m equations in n unknowns; the number of rows that are left with one unknown. */
static size_t count_determined(int64_t *a, size_t m, size_t n)
{
    size_t rank = 0, single = 0;
    for (size_t j = 0; j < n && rank < m; j++) {
        size_t pivot = rank;
        while (pivot < m && a[pivot * n + j] == 0)
            pivot++;
        if (pivot == m)
            continue;
        for (size_t k = 0; k < n; k++) {
            const int64_t moved = a[pivot * n + k];
            a[pivot * n + k] = a[rank * n + k];
            a[rank * n + k] = moved;
        }
        const int64_t scale = inverse(a[rank * n + j]);
        for (size_t k = 0; k < n; k++)
            a[rank * n + k] = a[rank * n + k] * scale % PRIME;
        for (size_t r = 0; r < m; r++) {
            const int64_t factor = a[r * n + j];
            for (size_t k = 0; r != rank && factor != 0 && k < n; k++)
                a[r * n + k] = ((a[r * n + k] - factor * a[rank * n + k]) % PRIME + PRIME) % PRIME;
        }
        rank++;
    }
    for (size_t r = 0; r < rank; r++) {
        size_t held = 0;
        for (size_t k = 0; k < n; k++)
            held += a[r * n + k] != 0;
        single += held == 1;
    }
    return single;
}

/* ---- tables of rows x columns with both totals; cell (rows, columns) is the grand total ---- */

typedef struct grid {
    size_t rows, columns;
    unsigned *cell; /* (rows + 1) x (columns + 1) */
} grid;

static unsigned draw(uint64_t *state, unsigned below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % below;
}

/* Half of the cells are 0 to 5, so that many are suppressed, and some are 0. */
static void fill_grid(grid *g, uint64_t seed)
{
    const size_t w = g->columns + 1;
    for (size_t i = 0; i < (g->rows + 1) * w; i++)
        g->cell[i] = 0;
    for (size_t r = 0; r < g->rows; r++)
        for (size_t c = 0; c < g->columns; c++) {
            const unsigned x = draw(&seed, 2) ? draw(&seed, 6) : draw(&seed, 500);
            g->cell[r * w + c] = x;
            g->cell[r * w + g->columns] += x;
            g->cell[g->rows * w + c] += x;
            g->cell[g->rows * w + g->columns] += x;
        }
}

static void print_key(char *out, size_t size, char letter, size_t k, size_t n)
{
    if (k == n)
        snprintf(out, size, "TOTAL");
    else
        snprintf(out, size, "%c%zu", letter, k);
}

static char *print_grid(const grid *g)
{
    const size_t cells = (g->rows + 1) * (g->columns + 1), room = 80 * cells + sizeof header;
    char *text = malloc(room), row[24], column[24];
    cr_assert_not_null(text);
    size_t used = (size_t)snprintf(text, room, "%s", header);
    for (size_t i = 0; i < cells; i++) {
        print_key(row, sizeof row, 'r', i / (g->columns + 1), g->rows);
        print_key(column, sizeof column, 'c', i % (g->columns + 1), g->columns);
        used += (size_t)snprintf(text + used, room - used, "requests,2017-Q3,%s,%s,%u,,,%u,,0,count,A,sum\n",
                                 row, column, g->cell[i], g->cell[i]);
    }
    return text;
}

/* The sums of the grid, restricted to the suppressed cells: how many of these they determine. */
static size_t determined_cells(const grid *g, const char status[])
{
    const size_t w = g->columns + 1, cells = (g->rows + 1) * w, equations = g->rows + g->columns + 2;
    size_t *unknown = malloc(cells * sizeof *unknown), n = 0;
    cr_assert_not_null(unknown);
    for (size_t i = 0; i < cells; i++)
        unknown[i] = status[i] != 'F' ? n++ : SIZE_MAX;
    int64_t *a = calloc(equations * (n + 1), sizeof *a);
    cr_assert_not_null(a);
    for (size_t i = 0; i < cells; i++) {
        if (unknown[i] == SIZE_MAX)
            continue;
        a[(i / w) * n + unknown[i]] = i % w == g->columns ? PRIME - 1 : 1;
        a[(g->rows + 1 + i % w) * n + unknown[i]] = i / w == g->rows ? PRIME - 1 : 1;
    }
    const size_t count = n > 0 ? count_determined(a, equations, n) : 0;
    free(a);
    free(unknown);
    return count;
}

static void protect_grid(grid *g, uint64_t seed)
{
    const size_t cells = (g->rows + 1) * (g->columns + 1);
    an_observations table;
    an_margins margins;
    an_error err = {0};
    fill_grid(g, seed);
    char *csv = print_grid(g), *status = malloc(cells);
    cr_assert_not_null(status);
    read_table(csv, &table);
    cr_assert_eq(table.n, cells);
    for (size_t i = 0; i < cells; i++)
        status[i] = g->cell[i] > 0 && g->cell[i] < 3 ? 'A' : 'F';
    cr_assert_eq(an_margins_find(&table, &margins, &err), AN_OK, "%s", err.text);
    cr_expect_eq(margins.n, g->rows + g->columns + 2);
    cr_assert_eq(an_protection_add(&margins, &table, status, &err), AN_OK, "seed %d: %s", (int)seed,
                 err.text);
    cr_expect_eq(determined_cells(g, status), 0, "%zu x %zu, seed %d", g->rows, g->columns, (int)seed);
    for (size_t i = 0; i < cells; i++) {
        cr_expect((status[i] == 'A') == (g->cell[i] > 0 && g->cell[i] < 3));
        cr_expect(status[i] != 'd' || g->cell[i] > 0, "an empty cell was taken");
    }
    an_margins_free(&margins);
    an_observations_free(&table);
    free(status);
    free(csv);
}

/* The last size is beyond the one from which on the search starts with a guess. */
Test(protection, no_suppressed_cell_can_be_computed)
{
    static const size_t sizes[][3] = {{1, 4, 20}, {2, 2, 40},  {3, 3, 40},
                                      {6, 5, 20}, {12, 10, 3}, {28, 20, 2}};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        grid g = {.rows = sizes[k][0], .columns = sizes[k][1]};
        g.cell = malloc((g.rows + 1) * (g.columns + 1) * sizeof *g.cell);
        cr_assert_not_null(g.cell);
        for (uint64_t seed = 1; seed <= sizes[k][2]; seed++)
            protect_grid(&g, seed);
        free(g.cell);
    }
}

Test(protection, a_table_without_suppressed_cells_or_sums_is_left_alone)
{
    static const char *const rows[] = {
        "",
        "requests,2017-Q3,a,x,1,,,1,,0,count,A,sum\n",
        "requests,2017-Q3,a,x,1,,,1,,0,count,A,sum\nrequests,2017-Q3,TOTAL,x,7,,,7,,0,count,A,sum\n",
        "days,2017-Q3,a,x,1.5,,,,,0,days,A,median\ndays,2017-Q3,TOTAL,x,1.5,,,,,0,days,A,median\n",
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        char csv[600], status[4] = "AAA";
        an_observations table;
        an_margins margins;
        an_error err = {0};
        snprintf(csv, sizeof csv, "%s%s", header, rows[k]);
        read_table(csv, &table);
        cr_assert_eq(an_margins_find(&table, &margins, &err), AN_OK);
        cr_expect_eq(margins.n, 0, "%s", rows[k]);
        cr_expect_eq(an_protection_add(&margins, &table, status, &err), AN_OK);
        cr_expect_str_eq(status, "AAA");
        an_margins_free(&margins);
        an_observations_free(&table);
    }
}

Test(protection, a_cell_that_nothing_can_protect_is_an_error)
{
    char csv[600], status[3] = "AF";
    an_observations table;
    an_margins margins;
    an_error err = {0};
    /* The total is 0 by its denominators: a cell of no units is never taken. */
    snprintf(csv, sizeof csv, "%s%s", header,
             "rate,2017-Q3,a,x,,,,0,0,0,ratio,M,\nrate,2017-Q3,TOTAL,x,,,,0,0,0,ratio,M,\n");
    read_table(csv, &table);
    cr_assert_eq(an_margins_find(&table, &margins, &err), AN_OK);
    cr_assert_eq(margins.n, 1);
    cr_expect_eq(an_protection_add(&margins, &table, status, &err), AN_DATA);
    cr_expect_not_null(strstr(err.text, "no cell is left"));
    an_margins_free(&margins);
    an_observations_free(&table);
}
