/* row: the records of a file as typed rows. */
#ifndef AN_SCAN_ROW_H
#define AN_SCAN_ROW_H

#include "scan/binding.h"

/* What becomes of a row. */
typedef enum an_fate {
    AN_FATE_PASSES,
    AN_FATE_FILTERED, /* by --where */
    AN_FATE_SUPERSEDED,
    AN_FATE_WITHDRAWN,
} an_fate;

/* Makes a row of a record. caches, values: as many as the plan's needs; caches is changed, and key
 * (standing.h): one set a thread and binding. Only of a row that passes all values are read.
 * AN_DATA: ragged, or a cell that is not what its column says. */
an_code an_row_read(const an_binding *binding, const an_record *record, an_value_cache caches[],
                    an_standing_key *key, an_value values[], an_row *row, an_fate *fate, an_error *err);

#endif
