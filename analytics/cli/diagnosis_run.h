/* diagnosis_run: all that keeps the files of a run from being read as they are, at once (extract-check). */
#ifndef AN_CLI_DIAGNOSIS_RUN_H
#define AN_CLI_DIAGNOSIS_RUN_H

#include "cli/program.h"
#include "quality/diagnosis.h"

/* Looks at the files of the run that can be read twice, and describes those that cannot be read as they are
 * (an_run_describe). Nothing, where a descriptor or --column tells how they are read, or with --bad-rows
 * skip. AN_SYSTEM: no memory. */
an_code an_run_diagnose(an_run *run, an_diagnosis *diagnosis, an_error *err);

/* After the scan: what was found, and the rows that could not be read, as the verdict of the run. False: it
 * was nothing, or --bad-rows skip allows it. */
bool an_run_diagnosed(an_run *run, const an_diagnosis *diagnosis);

#endif
