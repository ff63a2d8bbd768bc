/* price_run: the priced items of a run's extract, in partitions: what sidda-flag and sidda-reference begin
 * with. */
#ifndef AN_CLI_PRICE_RUN_H
#define AN_CLI_PRICE_RUN_H

#include "cli/program.h"
#include "price/intake.h"

typedef struct an_price_run {
    const char *const *by; /* of the run */
    an_comparison comparison;
    an_intake *intake;
} an_price_run;

/* Reads the operands under --by, --period and --memory (an_program.options has AN_RUN_MEMORY). named,
 * extended: see intake.h. End with an_price_run_free, also after an error. */
an_code an_price_run_read(an_price_run *prices, an_run *run, bool named, bool extended, an_error *err);
void an_price_run_free(an_price_run *prices);

/* Finds what names items[n]; see an_intake_seek. */
an_code an_price_run_name(an_price_run *prices, an_run *run, an_named_item *items[], size_t n, an_error *err);

#endif
