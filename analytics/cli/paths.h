/* paths: the files that a command line names must not stand in each other's way. */
#ifndef AN_CLI_PATHS_H
#define AN_CLI_PATHS_H

#include "cli/program.h"

/* AN_USAGE: an option that names a file to write (AN_OPTION_OUTPUT) names one that is also read (an operand,
 * standard input, an AN_OPTION_FILE), which it would replace, or the file of another such option. A file that
 * is read twice, and so counted twice, is told in a note. */
an_code an_paths_check(an_run *run, const an_program *program, an_error *err);

#endif
