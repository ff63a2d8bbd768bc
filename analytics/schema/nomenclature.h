/* nomenclature: the codes of a classification, year by year: which vanish and which appear.
 *
 * The CN changes each January, the HS in 2017 and 2022. A series of a code that was given another number ends
 * and another begins: nothing in the numbers tells that from trade that ceased. */
#ifndef AN_SCHEMA_NOMENCLATURE_H
#define AN_SCHEMA_NOMENCLATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"

typedef struct an_nomenclature an_nomenclature;

an_code an_nomenclature_new(an_nomenclature **codes, an_error *err);
void an_nomenclature_free(an_nomenclature *codes);

/* Notes that a code (not empty) occurs in a period, which may be shorter than a year; of AN_PERIOD_NONE
 * nothing is noted. Memory: O(codes x years). */
an_code an_nomenclature_add(an_nomenclature *codes, const char *code, an_period period, an_error *err);

/* What is to be said, such as "from 2016 to 2017 1 of 30 codes vanish (12345678) and 2 of 31 appear (...)",
 * of each year that differs from the one before it in the data, as far as size bytes go; "": nothing. */
an_code an_nomenclature_tell(const an_nomenclature *codes, char *out, size_t size, an_error *err);

/* Whether a canonical column holds commodity codes or their first digits. */
bool an_nomenclature_is_of(const char *column);

#endif
