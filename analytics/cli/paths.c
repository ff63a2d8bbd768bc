/* paths: the files that a command line names must not stand in each other's way.
 *
 * Files are compared by device and inode, since one file has many names; one that is not there yet by the
 * device and inode of its folder, and its name there. Devices such as /dev/null are nobody's. */
#include "cli/paths.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a name stands for. */
typedef struct place {
    bool is_known; /* a file or a pipe, or a file that is not there yet */
    dev_t device;  /* of it, or of its folder */
    ino_t inode;
    const char *name; /* in that folder, where it is not there yet; "" where it is */
} place;

static bool is_stream(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

/* The name of an input in messages. */
static const char *shown(const char *input)
{
    return is_stream(input) ? "stdin" : input;
}

static place place_of(const struct stat *about, const char *name)
{
    return (place){.is_known = name[0] != '\0' || S_ISREG(about->st_mode) || S_ISFIFO(about->st_mode),
                   .device = about->st_dev,
                   .inode = about->st_ino,
                   .name = name};
}

/* path NULL or "-": the open file of the stream. */
static place find_place(const char *path, int stream)
{
    struct stat about;
    if (is_stream(path))
        return fstat(stream, &about) == 0 ? place_of(&about, "") : (place){0};
    if (stat(path, &about) == 0)
        return place_of(&about, "");
    const char *const slash = strrchr(path, '/');
    char folder[4096] = ".";
    const size_t size = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    if (size >= sizeof folder)
        return (place){0};
    if (size > 0)
        *(char *)mempcpy(folder, path, size) = '\0';
    return stat(folder, &about) == 0 ? place_of(&about, path + size) : (place){0};
}

static bool is_same(const place *a, const place *b)
{
    return a->is_known && b->is_known && a->device == b->device && a->inode == b->inode &&
           strcmp(a->name, b->name) == 0;
}

an_code an_paths_input(const an_options *options, const char *input, an_error *err)
{
    const place read = find_place(input, STDIN_FILENO);
    const place result = find_place(an_options_text(options, "output"), STDOUT_FILENO);
    const an_option *option;
    for (size_t i = 0; (option = an_options_next(options, AN_OPTION_OUTPUT, &i)) != NULL;) {
        const char *const path = an_options_text(options, option->name);
        const place written = find_place(path, STDOUT_FILENO);
        if (is_same(&written, &read))
            return an_fail(err, AN_USAGE, "--%s %s: this file is also read; it would be overwritten",
                           option->name, path);
    }
    return !is_same(&result, &read)
               ? AN_OK
               : an_fail(err, AN_USAGE, "%s: the result would be written into this file while it is read",
                         shown(input));
}

static an_code check_pair(const char *a, const char *a_path, const char *b, const char *b_path, an_error *err)
{
    const place x = find_place(a_path, STDOUT_FILENO), y = find_place(b_path, STDOUT_FILENO);
    if (is_stream(a_path) && is_stream(b_path))
        return an_fail(err, AN_USAGE, "--%s and --%s: both would write to stdout; expected a file", a, b);
    return is_same(&x, &y) ? an_fail(err, AN_USAGE, "--%s and --%s: both would write %s", a, b, b_path)
                           : AN_OK;
}

/* Two files to write that are one: the second would replace the first. */
static an_code check_outputs(const an_options *options, an_error *err)
{
    const an_option *a, *b;
    an_code code = AN_OK;
    for (size_t i = 0; code == AN_OK && (a = an_options_next(options, AN_OPTION_OUTPUT, &i)) != NULL;) {
        const char *const path = an_options_text(options, a->name);
        if (!an_options_given(options, "output"))
            code = check_pair("output", NULL, a->name, path, err);
        for (size_t j = i; code == AN_OK && (b = an_options_next(options, AN_OPTION_OUTPUT, &j)) != NULL;)
            code = check_pair(a->name, path, b->name, an_options_text(options, b->name), err);
    }
    return code;
}

/* An operand that is the file of one before it. */
static an_code check_operand(const char *const files[], size_t k, an_error *err)
{
    const place own = find_place(files[k], STDIN_FILENO);
    for (size_t i = 0; i < k; i++) {
        const place other = find_place(files[i], STDIN_FILENO);
        if (strcmp(files[i], files[k]) == 0)
            return an_fail(err, AN_USAGE, "%s is given twice: its rows would count twice", shown(files[k]));
        if (own.name != NULL && own.name[0] == '\0' && is_same(&own, &other))
            return an_fail(err, AN_USAGE, "%s and %s are one file: its rows would count twice",
                           shown(files[i]), shown(files[k]));
    }
    return AN_OK;
}

an_code an_paths_check(const an_options *options, an_error *err)
{
    size_t n;
    const char *const *const files = an_options_operands(options, &n);
    an_code code = check_outputs(options, err);
    const an_option *option;
    for (size_t i = 0; code == AN_OK && (option = an_options_next(options, AN_OPTION_FILE, &i)) != NULL;)
        code = an_paths_input(options, an_options_text(options, option->name), err);
    if (n == 0 && code == AN_OK)
        code = an_paths_input(options, "-", err);
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        code = an_paths_input(options, files[i], err);
        if (code == AN_OK)
            code = check_operand(files, i, err);
    }
    return code;
}
