/* outputs: the files that a run writes: opened before the work, whole and together at its end.
 *
 * Every option of AN_OPTION_OUTPUT that is given names one, whoever declared it; the result goes to stdout
 * where --output is not given. A program asks for its own by an_run_side (program.h). */
#ifndef AN_CLI_OUTPUTS_H
#define AN_CLI_OUTPUTS_H

#include "cli/options.h"
#include "csv/folder.h"
#include "csv/writer.h"

enum { AN_OUTPUTS_MOST = 8 };

/* Start with {0}. */
typedef struct an_outputs {
    const char *options[AN_OUTPUTS_MOST]; /* the option of each, without -- */
    an_writer *writers[AN_OUTPUTS_MOST];  /* "output" first, "audit" last where it is given */
    size_t n;
    an_folder *folder; /* the result, where it is one; then no writer is that of "output" */
} an_outputs;

/* Opens them; is_folder: --output names a folder. AN_SYSTEM: one cannot be made; then, and at the end of a
 * run that failed, an_outputs_abort. */
an_code an_outputs_open(an_outputs *outputs, const an_options *options, bool is_folder, an_error *err);
void an_outputs_abort(an_outputs *outputs);

/* The writer of an option; NULL: not given. */
an_writer *an_outputs_find(const an_outputs *outputs, const char *option);

/* All but the audit record are whole and on the disk, so that it can tell of them. AN_SYSTEM: one is not. */
an_code an_outputs_complete(const an_outputs *outputs, an_error *err);

/* Gives all of them their names, the audit record last. AN_SYSTEM: none has; what was there before is there
 * again. */
an_code an_outputs_publish(an_outputs *outputs, an_error *err);

#endif
