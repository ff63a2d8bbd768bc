/* draft: a descriptor under way: what is known of each field of an excerpt. Private to infer.c, contents.c
 * and draft.c. */
#ifndef AN_QUALITY_DRAFT_H
#define AN_QUALITY_DRAFT_H

#include <jansson.h>

#include "quality/excerpt.h"
#include "quality/field.h"
#include "schema/extract.h"
#include "schema/field_type.h"

typedef struct an_draft_field {
    const char *name;
    const an_column *column; /* NULL: none was found */
    int fit;                 /* an_names_fit; 0: by its cells */
    bool is_asked;           /* what it could be stands among the questions */
    bool is_number;          /* its cells are numbers, and nothing else that a column of ours is */
    size_t filled, missing;  /* cells with a text; of those, ones that mean none (N/A) */
    an_field_type type;
    size_t fits; /* cells that are of that type */
} an_draft_field;

typedef struct an_draft {
    an_excerpt *excerpt;
    an_phrases *placeholders;
    an_draft_field *fields;
    const an_extract *extract;
    char decimal;
    bool is_ambiguous; /* nothing tells the decimal mark */
    json_t *root, *questions;
} an_draft;

/* Adds a question. */
void an_draft_ask(an_draft *draft, const char *format, ...) AN_PRINTF(2, 3);

/* The first row of data. */
size_t an_draft_first_row(const an_draft *draft);

/* Whether a cell of a field of column (NULL: of none) says that there is nothing. Some codes of countries
 * read so: NO, NA. */
bool an_draft_is_placeholder(const an_draft *draft, const an_column *column, an_cell cell);

/* Whether a field is this column of the extract. */
bool an_draft_is_taken(const an_draft *draft, const char *column);

/* infer.c: the type, with its format, that most cells of column c are as dates or as periods; how many. Of
 * two formats that fit alike *other is the second; NULL: none. */
size_t an_draft_date(const an_draft *draft, size_t c, an_field_type *type, const char **other);
size_t an_draft_period(const an_draft *draft, size_t c, an_field_type *type);

/* contents.c: the extract (NULL: it cannot be told) and the columns of fields whose names tell nothing, by
 * what stands in their cells; asks where several could be meant. told: the extract is given. */
an_code an_draft_contents(an_draft *draft, bool told, an_error *err);

/* draft.c: the descriptor. AN_SYSTEM: no memory. */
an_code an_draft_make(an_draft *draft, an_error *err);

/* The same without types, marks, units and codes: only where the table stands and which column is which. */
an_code an_draft_make_plain(an_draft *draft, an_error *err);

#endif
