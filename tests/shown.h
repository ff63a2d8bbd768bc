/* shown: a typed value as text, for tests: what was read, not what stood in the cell. */
#ifndef AN_TESTS_SHOWN_H
#define AN_TESTS_SHOWN_H

#include <stdio.h>

#include "schema/value.h"

enum { SHOWN_SIZE = 256 };

/* A number, date or period as it was read, the text of any other value, "~" where it is not present. */
static inline const char *shown(const an_column *column, const an_value *value, char out[SHOWN_SIZE])
{
    an_type type = column != NULL ? column->type : AN_TYPE_TEXT;
    if (!value->present)
        snprintf(out, SHOWN_SIZE, "~");
    else if (type == AN_TYPE_COUNT || type == AN_TYPE_AMOUNT)
        an_decimal_print(value->number, out);
    else if (type == AN_TYPE_DATE)
        an_date_print(value->date, out);
    else if (type == AN_TYPE_PERIOD)
        an_period_print(value->period, out);
    else
        snprintf(out, SHOWN_SIZE, "%.*s", (int)value->text.size, value->text.text);
    return out;
}

#endif
