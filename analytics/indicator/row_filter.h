/* row_filter: the rows of a sheet for which the conditions of --where hold. */
#ifndef AN_INDICATOR_ROW_FILTER_H
#define AN_INDICATOR_ROW_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "indicator/sheet.h"

/* Sets keep[r] for each row r of the sheet: whether all n conditions (filter.h) hold. Columns go by their
 * names in the sheet. Codes are compared as texts here: a total is no code of its column, and the status of
 * an indicator table is not that of the extract of actions. AN_USAGE: no condition, or one on a column that
 * the sheet does not have. AN_DATA with its place: a cell that should be a number is none. */
an_code an_row_filter(const an_sheet *sheet, const char *const where[], size_t n, bool keep[], an_error *err);

#endif
