/* concordance: commodity codes of several years under one number each, that of the newest.
 *
 * The CN changes each January, the HS in 2017 and 2022. A table old_code,new_code,share,from (a date; share
 * of the old code's trade, empty: 1) says what became of a code with that day. Rows before it stand under the
 * new code. Of a code that was split nobody knows which of the new ones an item would have today, and a price
 * cannot be split: all codes that a split links are one, the union "11111111+11111112", in all periods
 * (synthetic codes: Pierce and Schott 2012, "A concordance between ten-digit U.S. Harmonized System codes
 * and SIC/NAICS product classes and industries", Journal of Economic and Social Measurement 37:61). */
#ifndef AN_SCAN_CONCORDANCE_H
#define AN_SCAN_CONCORDANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"
#include "csv/reader.h"

/* Constant once made: threads share it. */
typedef struct an_concordance an_concordance;

/* Reads the table at path (kept), which counts records with its rows, and with hash its bytes. AN_DATA
 * with its place: a code that is none, or not of as many digits as its other number; a share that is none
 * or not above 0; shares of a code that are not 1 together; a row that stands twice; codes that become
 * each other on one day. */
struct an_counts;
an_code an_concordance_new(an_concordance **concordance, const char *path, bool hash,
                           struct an_counts *counts, an_error *err);
void an_concordance_free(an_concordance *concordance);

/* The code under which trade of `code` on that day stands today; the same where the table does not know it.
 * O(changes of the code). Valid as long as concordance, or code. */
an_cell an_concordance_code(const an_concordance *concordance, an_cell code, an_date day);

/* Names of the unions, with ", " between them, as many as fit, and how many there are. */
size_t an_concordance_unions(const an_concordance *concordance, char *out, size_t size);

#endif
