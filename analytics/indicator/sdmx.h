/* sdmx: what SDMX asks of an indicator table: names of its concepts, keys that are whole and unique, and the
 * structure message that says what the columns are.
 *
 * Every program and breakdown is a dataflow of its own, CUPRUM:CUP_CONTROLS_BY_MEMBER_STATE(1.0), whose
 * dimensions are INDICATOR, the breakdown and TIME_PERIOD, whose measure is OBS_VALUE, and whose attributes
 * are the other columns. Sources: SDMX 3.0 section 3 (SDMX-ML, Structure message) and section 5 (SDMX-CSV
 * 2.0 field guide). */
#ifndef AN_INDICATOR_SDMX_H
#define AN_INDICATOR_SDMX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "csv/writer.h"

/* A key that stands for all, and one that is not known: no dimension is empty. */
extern const char an_sdmx_total[], an_sdmx_unknown[];

/* The concept of a column: TIME_PERIOD of period, else the name in capitals, with _ for what no identifier
 * has. The arena's; NULL: no memory. */
const char *an_sdmx_concept(an_arena *arena, const char *column);

/* The other way: the column of a concept ("period"), in small letters; *kept false: a concept that only SDMX
 * has (STRUCTURE, ACTION, CONF_STATUS), whose cells say nothing that others do not. */
const char *an_sdmx_column(an_arena *arena, const char *concept, bool *kept);

/* The table under way. */
typedef struct an_sdmx an_sdmx;

/* Of the program of imprint, with these breakdown columns and columns behind the fixed ones. AN_SYSTEM: no
 * memory. */
an_code an_sdmx_new(an_sdmx **table, const an_imprint *imprint, const char *const breakdown[],
                    size_t n_breakdown, const char *const more[], size_t n_more, an_error *err);
void an_sdmx_free(an_sdmx *table); /* NULL is allowed */

/* What STRUCTURE_ID says in every row. */
const char *an_sdmx_structure_id(const an_sdmx *table);

/* Takes note of the key of a row, as it is written. AN_DATA: another row has it. AN_SYSTEM: no memory. */
an_code an_sdmx_key(an_sdmx *table, const char *indicator, const char *period, const char *const keys[],
                    an_error *err);

/* Writes the structure message, where imprint names a writer for it: SDMX-ML 3.0, with the codes that
 * occurred. AN_USAGE: a row has no period, which the time dimension must have. */
an_code an_sdmx_finish(an_sdmx *table, an_error *err);

#endif
