/* row: the records of a file as typed rows. */
#ifndef AN_SCAN_ROW_H
#define AN_SCAN_ROW_H

#include "scan/binding.h"

/* Makes a row of a record. caches, values: as many as the plan's needs; caches is changed: one set a thread
 * and binding. *passes: the row passes the filters; only then are the values that no filter needs read.
 * AN_DATA: ragged, or a cell that is not what its column says. */
an_code an_row_read(const an_binding *binding, const an_record *record, an_value_cache caches[],
                    an_value values[], an_row *row, bool *passes, an_error *err);

#endif
