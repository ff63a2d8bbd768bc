/* files: the files that a command line names must not stand in each other's way. */
#include "cli/files.h"

#include <string.h>
#include <sys/stat.h>

/* Whether both names are of one regular file. */
static bool is_same(const char *a, const char *b)
{
    struct stat x, y;
    return a != NULL && b != NULL && stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
           x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static an_code check_output(const an_options *options, const char *output, const char *input, an_error *err)
{
    const char *const path = an_options_text(options, output);
    if (!is_same(path, input))
        return AN_OK;
    return an_fail(err, AN_USAGE, "--%s %s: this file is also read; it would be overwritten", output, path);
}

static an_code check_input(const an_options *options, const char *input, an_error *err)
{
    static const char *const outputs[] = {"output", "rejects", "audit"};
    an_code code = AN_OK;
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0] && code == AN_OK; i++)
        code = check_output(options, outputs[i], input, err);
    return code;
}

an_code an_files_check(an_run *run, const an_program *program, an_error *err)
{
    const an_options *const options = an_run_options(run);
    size_t n;
    const char *const *const files = an_options_operands(options, &n);
    an_code code = check_input(options, an_options_text(options, "schema"), err);
    for (const an_source *s = program->sources; s != NULL && s->extract != NULL && code == AN_OK; s++)
        if (s->option != NULL)
            code = check_input(options, an_options_text(options, s->option), err);
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        code = check_input(options, files[i], err);
        for (size_t j = 0; j < i && program->sources != NULL; j++)
            if (is_same(files[i], files[j]))
                an_run_note(run, "%s is read twice, and counted twice", files[i]);
    }
    return code;
}
