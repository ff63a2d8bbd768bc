/* paths: the files that a command line names must not stand in each other's way.
 *
 * Files are compared by device and inode, since one file has many names. A file that is read and would be
 * written is refused, and so are two outputs that are one; a file read twice is told of, because it is
 * counted twice. */
#include "cli/paths.h"

#include <string.h>
#include <sys/stat.h>

/* Whether both names are of one regular file. */
static bool is_same(const char *a, const char *b)
{
    struct stat x, y;
    return a != NULL && b != NULL && stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
           x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static an_code check_input(const an_options *options, const char *input, an_error *err)
{
    const char *const name = strcmp(input, "-") == 0 ? "/dev/stdin" : input;
    const an_option *option;
    for (size_t i = 0; (option = an_options_next(options, AN_OPTION_OUTPUT, &i)) != NULL;) {
        const char *const path = an_options_text(options, option->name);
        if (is_same(path, name))
            return an_fail(err, AN_USAGE, "--%s %s: this file is also read; it would be overwritten",
                           option->name, path);
    }
    return AN_OK;
}

/* Two files to write that are one: the second would replace the first. */
static an_code check_outputs(const an_options *options, an_error *err)
{
    const an_option *a, *b;
    for (size_t i = 0; (a = an_options_next(options, AN_OPTION_OUTPUT, &i)) != NULL;)
        for (size_t j = i; (b = an_options_next(options, AN_OPTION_OUTPUT, &j)) != NULL;) {
            const char *const x = an_options_text(options, a->name);
            const char *const y = an_options_text(options, b->name);
            if ((strcmp(x, y) == 0 && strncmp(x, "/dev/", strlen("/dev/")) != 0) || is_same(x, y))
                return an_fail(err, AN_USAGE, "--%s and --%s: both would write %s", a->name, b->name, x);
        }
    return AN_OK;
}

an_code an_paths_check(an_run *run, const an_program *program, an_error *err)
{
    const an_options *const options = an_run_options(run);
    size_t n;
    const char *const *const files = an_options_operands(options, &n);
    an_code code = check_outputs(options, err);
    const an_option *option;
    for (size_t i = 0; code == AN_OK && (option = an_options_next(options, AN_OPTION_FILE, &i)) != NULL;)
        code = check_input(options, an_options_text(options, option->name), err);
    if (n == 0 && code == AN_OK)
        code = check_input(options, "-", err);
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        code = check_input(options, files[i], err);
        for (size_t j = 0; j < i && program->sources != NULL; j++)
            if (is_same(files[i], files[j]))
                an_run_note(run, "%s is read twice, and counted twice", files[i]);
    }
    return code;
}
