/* filter: the conditions of --where.
 *
 *     COL=V[,V...]  one of    COL!=V[,V...]  none of    COL<V  COL<=V  COL>V  COL>=V
 *
 * A value with a comma stands in double quotes, a quote in it doubled, as in CSV: importer="A, Ltd",B.
 * A typed column is compared as what it is (numbers, dates, periods; commodity codes as bytes: commodity<85
 * is all before chapter 85); any other as bytes, or as numbers where V is a number. A period that lies in V
 * is V: `period=2017` holds for 2017-Q3. `COL=` holds for an empty
 * cell; an empty cell is never less or greater than anything. */
#ifndef AN_SCHEMA_FILTER_H
#define AN_SCHEMA_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "schema/value.h"

typedef enum an_relation {
    AN_EQUAL,
    AN_UNEQUAL,
    AN_LESS,
    AN_LESS_EQUAL,
    AN_GREATER,
    AN_GREATER_EQUAL
} an_relation;

typedef struct an_filter {
    const char *column;
    an_relation relation;
    const an_value *values; /* what it is compared with */
    size_t n;
    bool numbers; /* of a text column: compared as numbers */
} an_filter;

/* Reads text; what the filter holds lies in arena. AN_USAGE: no condition, or a value that its column cannot
 * have (an unknown code, not a number). */
an_code an_filter_parse(const char *text, an_arena *arena, an_filter *filter, an_error *err);

/* The same for a table of results, where a column of codes may hold margins (Total, EU) and headings too: a
 * value that is no country or commodity code is compared as it stands. */
an_code an_filter_parse_result(const char *text, an_arena *arena, an_filter *filter, an_error *err);

/* True if the value of the filter's column passes. AN_DATA, *passes not set: a text cell that should be a
 * number is none. */
an_code an_filter_test(const an_filter *filter, const an_value *value, bool *passes);

#endif
