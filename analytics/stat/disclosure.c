/* disclosure: see the header. */
#include "stat/disclosure.h"

#include <math.h>

static const double ZERO = 1e-9;     /* of a matrix that starts from 0, 1 and -1 */
static const double ROUNDING = 1e-9; /* of amounts that were printed and read again, relative */

bool an_disclosure_is_few(double count, double least)
{
    return count > 0 && count < least;
}

an_code an_disclosure_primary(const an_disclosure_cell *cell, const an_disclosure_rules *rules, char *status)
{
    const double max1 = cell->max1, max2 = isnan(cell->max2) ? 0 : cell->max2, total = cell->total;
    const bool is_few = an_disclosure_is_few(cell->contributors, rules->contributors);
    *status = is_few ? 'A' : 'F';
    if (is_few || isnan(max1) || isnan(total))
        return AN_OK;
    if (!(max1 >= max2 && max2 >= 0 && max1 + max2 <= total * (1 + ROUNDING)))
        return AN_UNDEFINED;
    const double limit = rules->share / 100 * total;
    if (rules->largest >= 1 && max1 > limit)
        *status = 'O';
    else if (rules->largest >= 2 && max1 + max2 > limit)
        *status = 'T';
    else if (total > 0 && total - max1 - max2 < rules->percent / 100 * max1)
        *status = 'M';
    return AN_OK;
}

/* Writes each equation's coefficients of the suppressed cells, a row each; returns their number. */
static size_t set_matrix(const an_disclosure_table *table, const char status[], double matrix[],
                         size_t column[])
{
    size_t unknowns = 0;
    for (size_t c = 0; c < table->cells; c++) {
        column[c] = unknowns;
        unknowns += status[c] != 'F';
    }
    for (size_t i = 0; i < table->equations * unknowns; i++)
        matrix[i] = 0;
    for (size_t e = 0; e < table->equations; e++) {
        for (size_t k = table->start[e]; k < table->start[e + 1]; k++) {
            const size_t c = table->member[k];
            if (status[c] != 'F')
                matrix[e * unknowns + column[c]] = k == table->start[e] ? -1 : 1;
        }
    }
    return unknowns;
}

/* Takes multiples of row pivot, 1 in column j, from the other rows so that they are 0 there. */
static void clear_column(double matrix[], size_t rows, size_t columns, size_t pivot, size_t j)
{
    const double *const from = matrix + pivot * columns;
    for (size_t r = 0; r < rows; r++) {
        double *const row = matrix + r * columns;
        const double factor = row[j];
        if (r == pivot || factor == 0)
            continue;
        for (size_t k = j; k < columns; k++) {
            row[k] -= factor * from[k];
            if (fabs(row[k]) < ZERO)
                row[k] = 0;
        }
    }
}

/* Brings matrix to reduced row echelon form; returns its rank. */
static size_t reduce(double matrix[], size_t rows, size_t columns)
{
    size_t rank = 0;
    for (size_t j = 0; j < columns && rank < rows; j++) {
        size_t best = rank;
        for (size_t r = rank + 1; r < rows; r++) {
            if (fabs(matrix[r * columns + j]) > fabs(matrix[best * columns + j]))
                best = r;
        }
        const double pivot = matrix[best * columns + j];
        if (pivot == 0)
            continue;
        for (size_t k = 0; k < columns; k++) {
            const double moved = matrix[best * columns + k];
            matrix[best * columns + k] = matrix[rank * columns + k];
            matrix[rank * columns + k] = moved / pivot;
        }
        clear_column(matrix, rows, columns, rank, j);
        rank++;
    }
    return rank;
}

void an_disclosure_exposed(const an_disclosure_table *table, const char status[],
                           const an_disclosure_scratch *scratch, bool exposed[], size_t *count)
{
    const size_t columns = set_matrix(table, status, scratch->matrix, scratch->column);
    const size_t rank = reduce(scratch->matrix, table->equations, columns);
    for (size_t c = 0, j = 0; c < table->cells; c++) { /* now from column to cell */
        exposed[c] = false;
        if (status[c] != 'F')
            scratch->column[j++] = c;
    }
    *count = 0;
    for (size_t r = 0; r < rank; r++) {
        size_t held = 0, last = 0;
        for (size_t j = 0; j < columns; j++) {
            if (scratch->matrix[r * columns + j] != 0) {
                held++;
                last = j;
            }
        }
        if (held == 1) {
            exposed[scratch->column[last]] = true;
            ++*count;
        }
    }
}

/* The number of cells exposed if cell c had status as. */
static size_t count_if(const an_disclosure_table *table, char status[], const an_disclosure_scratch *scratch,
                       size_t c, char as)
{
    const char before = status[c];
    size_t count;
    status[c] = as;
    an_disclosure_exposed(table, status, scratch, scratch->exposed, &count);
    status[c] = before;
    return count;
}

/* Marks the cells that share an equation with an exposed one. */
static void mark_neighbours(const an_disclosure_table *table, const bool exposed[], bool near[])
{
    for (size_t c = 0; c < table->cells; c++)
        near[c] = false;
    for (size_t e = 0; e < table->equations; e++) {
        bool any = false;
        for (size_t k = table->start[e]; k < table->start[e + 1]; k++)
            any = any || exposed[table->member[k]];
        for (size_t k = table->start[e]; any && k < table->start[e + 1]; k++)
            near[table->member[k]] = true;
    }
}

/* The free cell to suppress next, table->cells if there is none, and how many cells it leaves exposed. */
static size_t choose(const an_disclosure_table *table, char status[], const an_disclosure_scratch *scratch,
                     size_t *left)
{
    bool *const near = scratch->exposed + table->cells;
    size_t best = table->cells;
    mark_neighbours(table, scratch->exposed, near);
    for (size_t c = 0; c < table->cells; c++) {
        if (!near[c] || status[c] != 'F' || !(table->value[c] > 0))
            continue;
        const size_t count = count_if(table, status, scratch, c, 'D');
        if (best == table->cells || count < *left ||
            (count == *left && table->value[c] < table->value[best])) {
            best = c;
            *left = count;
        }
    }
    return best;
}

/* Frees each D, from the largest, that is not needed. */
static void free_needless(const an_disclosure_table *table, const an_disclosure_scratch *scratch,
                          char status[])
{
    bool *const tried = scratch->exposed + table->cells;
    for (size_t c = 0; c < table->cells; c++)
        tried[c] = status[c] != 'D';
    for (;;) {
        size_t next = table->cells;
        for (size_t c = 0; c < table->cells; c++) {
            if (!tried[c] && (next == table->cells || table->value[c] > table->value[next]))
                next = c;
        }
        if (next == table->cells)
            return;
        tried[next] = true;
        if (count_if(table, status, scratch, next, 'F') == 0)
            status[next] = 'F';
    }
}

an_code an_disclosure_protect(const an_disclosure_table *table, const an_disclosure_scratch *scratch,
                              char status[])
{
    size_t left;
    an_disclosure_exposed(table, status, scratch, scratch->exposed, &left);
    while (left > 0) {
        const size_t next = choose(table, status, scratch, &left);
        if (next == table->cells)
            return AN_UNDEFINED;
        status[next] = 'D';
        an_disclosure_exposed(table, status, scratch, scratch->exposed, &left);
    }
    free_needless(table, scratch, status);
    return AN_OK;
}
