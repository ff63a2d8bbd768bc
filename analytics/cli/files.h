/* files: the files that a command line names must not stand in each other's way.
 */
#ifndef AN_CLI_FILES_H
#define AN_CLI_FILES_H

#include "cli/program.h"

/* AN_USAGE: --output, --rejects or --audit names a file that is also read, which it would replace. A file
 * that is read twice, and so counted twice, is told in a note. */
an_code an_files_check(an_run *run, const an_program *program, an_error *err);

#endif
