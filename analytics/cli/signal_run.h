/* signal_run: the runs of sidda-flag, from the extract to the rows and notes. */
#ifndef AN_CLI_SIGNAL_RUN_H
#define AN_CLI_SIGNAL_RUN_H

#include "cli/program.h"

/* All items against each other, within bounds. */
an_code an_flagging_sets(an_run *run, an_error *err);

/* --reference: a declaration in, its verdict out. */
an_code an_flagging_stream(an_run *run, an_error *err);

#endif
