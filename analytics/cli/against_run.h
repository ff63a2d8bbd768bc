/* against_run: a run that compares its extract with an older one (quality/vintage.h). */
#ifndef AN_CLI_AGAINST_RUN_H
#define AN_CLI_AGAINST_RUN_H

#include "cli/program.h"

/* Compares the operands with the file `older`, writes the report and, where the run has the option
 * --violations, every row that differs. is_strict: a difference is the run's verdict. AN_USAGE: a file that
 * cannot be read twice, or that is the older one. */
an_code an_run_against(an_run *run, const char *older, bool is_strict, an_error *err);

#endif
