/* suppressed: which rows are suppressed so far, and the moves that make hidden figures safe. */
#include "indicator/suppressed.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

an_code an_moves_keep(an_moves *moves, const an_move *move, uint32_t *number)
{
    an_move *const all = &moves->all;
    if (an_grow(&moves->start, &moves->capacity, moves->n + 2, sizeof *moves->start) != AN_OK ||
        an_grow(&all->figure, &all->capacity, all->n + move->n + 1, sizeof *all->figure) != AN_OK ||
        an_grow(&all->change, &all->change_capacity, all->n + move->n + 1, sizeof *all->change) != AN_OK)
        return AN_SYSTEM;
    memcpy(all->figure + all->n, move->figure, move->n * sizeof *all->figure);
    memcpy(all->change + all->n, move->change, move->n * sizeof *all->change);
    moves->start[moves->n++] = all->n;
    all->n += move->n;
    moves->start[moves->n] = all->n;
    *number = (uint32_t)moves->n;
    return AN_OK;
}

double an_moves_change(const an_moves *moves, uint32_t number, uint32_t figure)
{
    for (size_t k = number > 0 ? moves->start[number - 1] : 0; number > 0 && k < moves->start[number]; k++)
        if (moves->all.figure[k] == figure)
            return moves->all.change[k];
    return 0;
}

bool an_moves_is_broken(const an_moves *moves, uint32_t number, const uint32_t open[])
{
    for (size_t k = number > 0 ? moves->start[number - 1] : 0; number > 0 && k < moves->start[number]; k++)
        if (open[moves->all.figure[k]] > 0)
            return true;
    return false;
}

void an_moves_free(an_moves *moves)
{
    free(moves->start);
    an_move_free(&moves->all);
    *moves = (an_moves){0};
}

an_code an_selection_new(an_selection *s, size_t rows, size_t figures)
{
    *s = (an_selection){.rows = rows,
                        .figures = figures,
                        .status = calloc(rows + 1, 1),
                        .open = calloc(figures + 1, sizeof *s->open),
                        .up_by = calloc(figures + 1, sizeof *s->up_by),
                        .down_by = calloc(figures + 1, sizeof *s->down_by)};
    return s->status != NULL && s->open != NULL && s->up_by != NULL && s->down_by != NULL ? AN_OK : AN_SYSTEM;
}

void an_selection_copy(const an_selection *from, an_selection *to)
{
    memcpy(to->status, from->status, from->rows);
    memcpy(to->open, from->open, from->figures * sizeof *to->open);
    memcpy(to->up_by, from->up_by, from->figures * sizeof *to->up_by);
    memcpy(to->down_by, from->down_by, from->figures * sizeof *to->down_by);
    to->weight = from->weight;
}

void an_selection_free(an_selection *s)
{
    free(s->status);
    free(s->open);
    free(s->up_by);
    free(s->down_by);
}
