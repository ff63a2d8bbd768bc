/* generator: sample declarations, one row after the other.
 *
 * Row k depends on the settings and k only: the first n rows are the same however many follow, and on every
 * machine. Memory does not grow with the number of rows. What the rows are like stands in market.c. */
#ifndef AN_SAMPLE_GENERATOR_H
#define AN_SAMPLE_GENERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/error.h"
#include "sample/declaration.h"
#include "sample/item.h"

typedef struct an_generator_settings {
    uint64_t seed;
    uint32_t codes;    /* commodity codes of the market, AN_PRODUCTS to AN_PRODUCTS_MOST */
    an_period quarter; /* AN_PERIOD_QUARTER of the years 2000 to 2099 */
    an_plant_shares plants;
    bool descriptions; /* as in an_print_context */
    uint32_t undescribed;
} an_generator_settings;

typedef struct an_generator an_generator;

/* AN_USAGE: another period than a quarter of these years, or shares above a million. AN_SYSTEM: no memory. */
an_code an_generator_new(an_generator **generator, const an_generator_settings *settings, an_error *err);
void an_generator_free(an_generator *generator);

/* The next row, valid until the next call. O(1), about 0.3 microseconds. */
const an_declaration *an_generator_next(an_generator *generator);

/* What an_declaration_print needs to know of the file. */
const an_print_context *an_generator_context(const an_generator *generator);

#endif
