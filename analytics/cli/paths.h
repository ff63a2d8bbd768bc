/* paths: the files that a command line names must not stand in each other's way. */
#ifndef AN_CLI_PATHS_H
#define AN_CLI_PATHS_H

#include "cli/options.h"

/* AN_USAGE: an option that names a file to write (AN_OPTION_OUTPUT), or stdout, names one that is also read
 * (an operand, standard input, an AN_OPTION_FILE), which it would replace, or the file of another such
 * option, there already or not; an operand is the file of another, whose rows would count twice. Whatever
 * their names: links are followed. */
an_code an_paths_check(const an_options *options, an_error *err);

/* The same of one more file that is read, which the command line does not name. */
an_code an_paths_input(const an_options *options, const char *input, an_error *err);

#endif
