/* binding: what a scan asks of every file, and the columns that it needs, found in the header of one file. */
#ifndef AN_SCAN_BINDING_H
#define AN_SCAN_BINDING_H

#include "base/memory.h"
#include "scan/header.h"
#include "scan/scan.h"
#include "scan/concordance.h"
#include "scan/standing.h"
#include "scan/value_cache.h"
#include "schema/filter.h"

/* What a scan asks of every file, made once. */
typedef struct an_plan {
    an_need *needs;    /* the scan's, then what filters, dates and defaults need besides */
    size_t n, n_asked; /* all; the scan's own */
    an_filter *filters;
    size_t *filter_need; /* the need that each filter looks at */
    size_t n_filters;
    int date, period_need; /* needs; -1: none */
    bool only_period;      /* nothing but the period is made of the date */
    const char *date_name;
    an_period_kind period;
    const an_standing *standing; /* NULL: all rows stand */
    const an_concordance *concordance; /* NULL: none */
    size_t *concorded, n_concorded;    /* the needs that are codes, of the scan's own */
    size_t standing_need[AN_STANDING_NEEDS], n_standing; /* the needs that it judges by */
} an_plan;

/* names, n: the header of the first file, called file, for a scan of all columns. standing: by which rows are
 * judged (kept); NULL: none. What the plan holds lies in arena. */
an_code an_plan_new(an_plan *plan, an_arena *arena, const an_scan *scan, const an_standing *standing,
                    const char *file, const char *const names[], size_t n, an_error *err);

/* A date has a year, a month and a day: so many cells may stand behind the first. */
enum { AN_DATE_PARTS = 2 };

/* Where the cells of one need come from. */
typedef struct an_cell_source {
    const an_column *column; /* NULL: a text column of the file's own */
    an_mapping mapping;
    int cell;               /* from 0; -1: absent from this file */
    int parts[AN_DATE_PARTS]; /* further cells of a date or period, n_parts of them */
    size_t n_parts;
    size_t prefix;          /* derived: so many bytes of the cell; 0: all */
    int one_where;          /* cell whose text makes an empty count 1; -1: never; -2: always */
    an_mapping one_mapping; /* of that cell */
    bool is_empty_text;     /* the schema takes the empty text for a category */
    an_use use, asked;      /* a filter makes AN_USE_VALUE of what the scan asked for */
    an_value_cache_kind kind;
    bool is_translated; /* the schema changes texts or numbers of this column */
    int lane;           /* its number in a key; -1: it is always empty, or 1 by default */
    int sum;            /* AN_USE_SUM: its number among the sums; -1: it is always empty */
    bool is_lenient;    /* a code that is none stands as it is */
    const an_column *judge; /* of a text: the column that it is counted by what this would rewrite; or NULL */
} an_cell_source;

/* The needs of a plan in one file. Constant: threads share it. */
typedef struct an_binding {
    const an_plan *plan;
    const char *file;
    an_header header;
    size_t width; /* columns of the header */
    char decimal;
    an_cell_source *sources;
    uint64_t *cells;    /* the numbers of the needs' cells, as an_row has them */
    uint32_t *wanted;   /* cells that are looked at: for an_reader_want */
    uint32_t *distinct; /* cells of AN_USE_DISTINCT */
    size_t *codes; /* needs whose cells may be rewritten, each cell once */
    size_t n_wanted, n_distinct, n_codes;
    size_t n_sums, n_lanes; /* sums; numbers in a key */
} an_binding;

/* Finds the needs of plan in header. AN_DATA: a column is missing (the message lists those there are), two
 * columns have one name. AN_USAGE: a field of the descriptor is missing. */
an_code an_binding_new(an_binding **binding, const an_plan *plan, const an_schema *schema,
                       const an_header *header, an_error *err);

/* What is to be said of columns that were found though case or blanks of their names differ; "": nothing. */
void an_binding_alike(const an_binding *binding, char *out, size_t size);
void an_binding_free(an_binding *binding);

/* Whether an empty cell of a column counts something: an_source_set_default of 1 or 0. */
static inline bool an_source_has_default(const an_cell_source *s)
{
    return s->column != NULL && s->column->one_where != NULL;
}

static inline void an_source_set_default(an_value *value, bool one)
{
    value->number = an_decimal_from_int(one);
    value->present = true;
}

#endif
