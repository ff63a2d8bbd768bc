/* suppressed: which rows are suppressed so far, and the moves that make hidden figures safe. */
#ifndef AN_INDICATOR_SUPPRESSED_H
#define AN_INDICATOR_SUPPRESSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "indicator/attacker.h"

/* Moves that were found, numbered from 1. Start as (an_moves){0}. */
typedef struct an_moves {
    size_t *start; /* of each in all; one more at the end */
    size_t n, capacity;
    an_move all;
} an_moves;

/* Keeps a copy of move; *number is its own. AN_SYSTEM: no memory. */
an_code an_moves_keep(an_moves *moves, const an_move *move, uint32_t *number);

/* How far a move changes a figure; 0 for number 0. O(its figures). */
double an_moves_change(const an_moves *moves, uint32_t number, uint32_t figure);

/* Whether a move changes a figure that some row shows: then it holds no more. */
bool an_moves_is_broken(const an_moves *moves, uint32_t number, const uint32_t open[]);
void an_moves_free(an_moves *moves);

typedef struct an_selection {
    size_t rows, figures;
    char *status;              /* of each row: F published */
    uint32_t *open;            /* published rows that show each figure */
    uint32_t *up_by, *down_by; /* the number of the move that takes each figure furthest up, down; 0: none */
    double weight;             /* of the rows that were added */
} an_selection;

/* All 0. AN_SYSTEM: no memory; free it in any case. */
an_code an_selection_new(an_selection *selection, size_t rows, size_t figures);
void an_selection_copy(const an_selection *from, an_selection *to); /* of the same size */
void an_selection_free(an_selection *selection);

#endif
