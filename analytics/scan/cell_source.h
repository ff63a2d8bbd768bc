/* cell_source: what an_binding is made of; shared by binding.c, row.c and key.c only. */
#ifndef AN_SCAN_CELL_SOURCE_H
#define AN_SCAN_CELL_SOURCE_H

#include "scan/binding.h"

/* Where the cells of one need come from. */
typedef struct an_cell_source {
    const an_column *column; /* NULL: a text column of the file's own */
    an_mapping mapping;
    int cell;               /* from 0; -1: absent from this file */
    size_t prefix;          /* derived: so many bytes of the cell; 0: all */
    int one_where;          /* cell whose text makes an empty count 1; -1: never; -2: always */
    an_mapping one_mapping; /* of that cell */
    bool is_empty_text;     /* the schema takes the empty text for a category */
    an_use use, asked;      /* a filter makes AN_USE_VALUE of what the scan asked for */
    an_value_cache_kind kind;
    bool is_translated; /* the schema changes texts or numbers of this column */
    int lane;           /* its number in a key; -1: it is always empty, or 1 by default */
    int sum;            /* AN_USE_SUM: its number among the sums; -1: it is always empty */
} an_cell_source;

struct an_binding {
    const an_plan *plan;
    const char *file;
    const char *const *names; /* kept by the caller */
    size_t width;
    char decimal;
    an_cell_source *sources;
    uint64_t *cells;  /* for an_row */
    uint32_t *wanted; /* cells that are looked at */
    size_t n_wanted;
    uint32_t *distinct;
    size_t n_distinct, n_sums, n_lanes;
};

/* Whether a cell is not empty, a text that the schema takes for a missing value being empty. */
static inline bool an_source_is_present(const an_mapping *mapping, an_cell cell)
{
    an_value value;
    const char *reason, *expected;
    return an_value_read(NULL, mapping, '.', cell, &value, &reason, &expected) == AN_OK && value.present;
}

/* The default of an empty cell of a column that has one: 1 or 0. */
static inline bool an_source_counts_one(const an_cell_source *s, const an_record *record)
{
    if (s->one_where < 0)
        return s->one_where == -2;
    const an_cell cell = record->cells[s->one_where];
    return s->one_mapping.n_missing + s->one_mapping.n_categories == 0
               ? cell.size > 0
               : an_source_is_present(&s->one_mapping, cell);
}

static inline void an_source_set_default(an_value *value, bool one)
{
    value->number = an_decimal_from_int(one);
    value->present = true;
}

static inline bool an_source_has_default(const an_cell_source *s)
{
    return s->column != NULL && s->column->one_where != NULL;
}

static inline an_cell an_source_cell(const an_cell_source *s, const an_record *record)
{
    return s->cell >= 0 ? record->cells[s->cell] : (an_cell){.text = "", .size = 0};
}

#endif
