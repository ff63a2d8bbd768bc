/* row_values: the cells of a row as texts that are the same where the values are.
 *
 * 1.50 and 1.5 are 1.5; a date is 2017-07-01 whatever its form in the file; a code is as code.h writes it; a
 * missing value is empty. A cell that is not what its column says stands as it is. */
#ifndef AN_QUALITY_ROW_VALUES_H
#define AN_QUALITY_ROW_VALUES_H

#include "scan/scan.h"
#include "schema/value.h"

/* One thread's; columns: n of them, those of the scan's needs, NULL where the column is none of ours. */
typedef struct an_row_values an_row_values;

an_code an_row_values_new(an_row_values **values, const an_schema *schema, const an_need *needs,
                          const an_column *const columns[], size_t n, an_error *err);
void an_row_values_free(an_row_values *values);

/* Reads a row. sums: to which the numbers of each column are added; NULL: not asked for. AN_SYSTEM: no
 * memory; AN_DATA: a sum is too large. */
an_code an_row_values_read(an_row_values *values, const an_row *row, an_decimal sums[], an_error *err);

/* Of the last row, valid until the next: the text of column c; all of them, a NUL behind each. */
const char *an_row_values_text(const an_row_values *values, size_t c);
const char *an_row_values_all(const an_row_values *values, size_t *size);

/* Whether a column of ours has numbers. */
bool an_row_values_is_number(const an_column *column);

#endif
