/* rules: what must hold between the cells of one row, extract by extract, and what stands in an an_quality;
 * shared by rules.c, quality.c and inspection.c only. */
#ifndef AN_QUALITY_RULES_H
#define AN_QUALITY_RULES_H

#include "quality/quality.h"
#include "schema/value.h"

enum { AN_RULE_CELLS = 4 };

typedef enum an_state {
    AN_STATE_EMPTY, /* also: its column is not in the extract */
    AN_STATE_VALID,
    AN_STATE_NEGATIVE, /* a number, but less than 0 where it must not be */
    AN_STATE_WRONG,    /* not what its column says */
} an_state;

typedef struct an_checked {
    an_value value;
    an_state state;
} an_checked;

typedef struct an_check_rule {
    const char *extracts; /* for which it is made, blank between them */
    const char *name;
    const char *columns[AN_RULE_CELLS]; /* the first is the one it is about; '?' before one that need not be
                                           in the extract: the rule is made where the others are */
    /* cells: of the columns, in their order. NULL: the columns are the key that must not occur twice, but for
     * rows where the last of them is 0. */
    an_check_verdict (*test)(const an_checked *const cells[AN_RULE_CELLS]);
} an_check_rule;

extern const an_check_rule an_rules[]; /* ends with a NULL name */

/* Two capital letters. */
bool an_rule_is_country(an_cell text);

/* A number, and 0. */
bool an_rule_is_zero(const an_checked *cell);

typedef enum an_check_kind {
    AN_CHECK_COMPLETENESS,
    AN_CHECK_NUMBER,
    AN_CHECK_RANGE,
    AN_CHECK_CODE,
    AN_CHECK_DATE,
    AN_CHECK_PERIOD,
    AN_CHECK_COUNTRY,
    AN_CHECK_RULE,
} an_check_kind;

/* What a check looks at. */
typedef struct an_check_source {
    an_check_kind kind;
    const an_check_rule *rule;  /* AN_CHECK_RULE; NULL: the whole row must not occur twice */
    int columns[AN_RULE_CELLS]; /* numbers of checked columns; -1: none */
} an_check_source;

/* A canonical column of the extract that the header has. */
typedef struct an_checked_column {
    const an_column *column;
    size_t need; /* of the scan */
} an_checked_column;

struct an_quality {
    char *extract;
    const an_need *needs;
    size_t first, n_needs;
    an_checked_column *columns;
    size_t n_columns;
    an_check *checks;
    an_check_source *sources;
    size_t n_checks, checks_capacity, sources_capacity;
};

#endif
