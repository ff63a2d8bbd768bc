/* counts: the reasons in an_counts (extract.h), which also declares an_counts_free. */
#ifndef AN_SCAN_COUNTS_H
#define AN_SCAN_COUNTS_H

#include "scan/scan.h"

/* Adds the rows of a reason to those of the same text; its place is kept if it is the first. AN_SYSTEM: no
 * memory. O(reasons). */
an_code an_counts_reason(an_counts *counts, const an_reason *reason, an_error *err);

/* Counts a row of a file as rejected, for the reason that why gives, without the value at fault.
 * is_malformed: it has no cells. */
an_code an_counts_reject(an_counts *counts, size_t file, const an_error *why, bool is_malformed,
                         an_error *err);

#endif
