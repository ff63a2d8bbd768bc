/* value: the text of one cell as a typed value. */
#ifndef AN_SCHEMA_VALUE_H
#define AN_SCHEMA_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "csv/reader.h"
#include "schema/code.h"
#include "schema/column.h"
#include "schema/schema.h"

/* A cell, typed. */
typedef struct an_value {
    bool present; /* not empty, or a default stands in */
    /* AN_TYPE_CODE: place in the column's codes, from 1; AN_TYPE_COMMODITY, AN_TYPE_COUNTRY: its length; 0:
     * empty, or no code. */
    int code;
    /* What was done to the cell of an AN_TYPE_COUNTRY or AN_TYPE_COMMODITY, a constant phrase ("EL read as
     * GR"); NULL: nothing. */
    const char *rewritten;
    union {
        an_decimal number;            /* AN_TYPE_COUNT, AN_TYPE_AMOUNT; 0 where empty */
        char room[AN_COMMODITY_ROOM]; /* AN_TYPE_COMMODITY: where text lies if it was rewritten */
    };
    an_date date;     /* AN_TYPE_DATE */
    an_period period; /* AN_TYPE_PERIOD */
    an_cell text;     /* as read, after the schema's missing values and categories; codes as in code.h */
} an_value;

/* Reads cell as a value of column (NULL: text), with the mapping of its file and the file's decimal mark.
 * An empty cell is no error: present is false. On AN_DATA *reason is a constant phrase ("not a number"),
 * *expected another or NULL ("one of: documentary physical"); value->text is set in any case. It may point
 * into value, so a copy of a rewritten value (AN_TYPE_COMMODITY) holds as long as the first. */
an_code an_value_read(const an_column *column, const an_mapping *mapping, char decimal, an_cell cell,
                      an_value *value, const char **reason, const char **expected);

/* The words of a message before what was expected: "; expected one of: ", or "" where expected is NULL. */
const char *an_value_expected(const an_column *column, const char *expected);

#endif
