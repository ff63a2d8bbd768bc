/* workbook: the converter is started without a shell, with the open file as its stdin and a pipe as its
 * stdout.
 *
 * Dates are asked for in ISO 8601. Numbers come with up to six decimals (with 15 digits where the cell's
 * format has decimals of its own): Excel stores 754.82 as 754.82000000000005, which is no amount. That a
 * number lost its leading zeros, as commodity codes do in a sheet, is for the column's type to judge
 * (schema/value.h). */
#include "csv/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/listing.h"

const char an_workbook_member[] = "xl/workbook.xml";

enum { LIST_SIZE = 256 << 10, NAME_SIZE = 256, NAMES_SIZE = 400 };

struct an_workbook {
    const char *file;
    pid_t child; /* 0: none, or its end is known */
    int fd;
};

/* ---- which sheet ---- */

/* The text of an attribute, with the five entities of XML as what they are. */
static void copy_attribute(const char *from, size_t size, char name[NAME_SIZE])
{
    static const struct {
        const char *entity;
        char c;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    size_t n = 0;
    for (size_t at = 0; at < size && n + 1 < NAME_SIZE; at++) {
        name[n] = from[at];
        for (size_t e = 0; e < sizeof entities / sizeof entities[0]; e++) {
            const size_t length = strlen(entities[e].entity);
            if (size - at >= length && memcmp(from + at, entities[e].entity, length) == 0) {
                name[n] = entities[e].c;
                at += length - 1;
                break;
            }
        }
        n++;
    }
    name[n] = '\0';
}

/* The name of the sheet that list, the text of xl/workbook.xml, has next from *at on; false: no more. */
static bool next_sheet(const char **at, char name[NAME_SIZE])
{
    const char *const sheet = strstr(*at, "<sheet "), *const end = sheet != NULL ? strchr(sheet, '>') : NULL;
    const char *const text = end != NULL ? strstr(sheet, " name=\"") : NULL;
    if (text == NULL || text > end)
        return false;
    const char *const from = text + strlen(" name=\"");
    copy_attribute(from, strcspn(from, "\""), name);
    *at = end;
    return true;
}

/* The name of the sheet that was asked for. */
static an_code find_sheet(const char *list, const char *file, const char *wanted, char found[NAME_SIZE],
                          an_error *err)
{
    char name[NAME_SIZE], names[NAMES_SIZE] = "", number[24];
    size_t n = 0;
    bool is_found = false;
    for (const char *at = list; next_sheet(&at, name); n++) {
        snprintf(number, sizeof number, "%zu", n + 1);
        const bool is_it = wanted == NULL ? n == 0 : strcmp(name, wanted) == 0;
        const bool is_its_number = wanted != NULL && !is_found && strcmp(number, wanted) == 0;
        if (is_it || is_its_number)
            memcpy(found, name, NAME_SIZE);
        is_found = is_found || is_it || is_its_number;
        an_listing_add(names, sizeof names, name);
    }
    if (n == 0)
        return an_fail_at(err, AN_DATA, file, 0, 0, "a workbook without sheets");
    if (wanted == NULL && n > 1)
        return an_fail_at(err, AN_USAGE, file, 0, 0,
                          "a workbook of %zu sheets: say which by --sheet NAME: %s", n, names);
    if (!is_found)
        return an_fail_at(err, AN_USAGE, file, 0, 0, "no sheet '%s' in the workbook; it has: %s", wanted,
                          names);
    return AN_OK;
}

static an_code choose_sheet(an_archive *archive, const char *file, const char *wanted, char found[NAME_SIZE],
                            an_error *err)
{
    size_t used = 0, got = 1;
    char *const list = calloc(1, LIST_SIZE + 1);
    if (list == NULL)
        return an_fail_memory(err);
    an_code code = an_archive_open(archive, an_workbook_member, err);
    for (; code == AN_OK && got > 0 && used < LIST_SIZE; used += got)
        code = an_archive_read(archive, list + used, LIST_SIZE - used, &got, err);
    if (code == AN_OK)
        code = find_sheet(list, file, wanted, found, err);
    free(list);
    return code;
}

/* ---- the converter ---- */

static an_code fail_start(const char *file, int why, an_error *err)
{
    if (why == ENOENT)
        return an_fail_at(err, AN_SYSTEM, file, 0, 0,
                          "an Excel workbook: the program that reads it, xlsx2csv, is not installed; install "
                          "it, or save the sheet as CSV (with codes as text)");
    errno = why;
    return an_fail_errno(err, file, "cannot start xlsx2csv");
}

static an_code start(an_workbook *workbook, int fd, const char *sheet, an_error *err)
{
    char *const arguments[] = {"xlsx2csv",    "-f",         "%Y-%m-%d", "--floatformat", "%.15g", "-n",
                               (char *)sheet, "/dev/stdin", NULL};
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return an_fail_errno(err, workbook->file, "cannot make a pipe");
    int why = posix_spawn_file_actions_init(&actions);
    if (why == 0) {
        why = posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
        if (why == 0)
            why = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (why == 0)
            why = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        if (why == 0)
            why = posix_spawnp(&workbook->child, arguments[0], &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    workbook->fd = ends[0];
    if (why == 0)
        return AN_OK;
    workbook->child = 0;
    return fail_start(workbook->file, why, err);
}

an_code an_workbook_new(an_workbook **out, an_archive *archive, int fd, const char *file, const char *sheet,
                        an_error *err)
{
    char name[NAME_SIZE];
    *out = NULL;
    an_code code = choose_sheet(archive, file, sheet, name, err);
    if (code != AN_OK)
        return code;
    an_workbook *const workbook = calloc(1, sizeof *workbook);
    if (workbook == NULL)
        return an_fail_memory(err);
    *workbook = (an_workbook){.file = file, .fd = -1};
    code = start(workbook, fd, name, err);
    if (code == AN_OK)
        *out = workbook;
    else
        an_workbook_free(workbook);
    return code;
}

static int wait_for(an_workbook *workbook)
{
    int status = 0;
    while (workbook->child > 0 && waitpid(workbook->child, &status, 0) < 0 && errno == EINTR)
        ;
    workbook->child = 0;
    return status;
}

an_code an_workbook_read(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    an_workbook *const workbook = given;
    ssize_t n;
    while ((n = read(workbook->fd, buffer, size)) < 0)
        if (errno != EINTR)
            return an_fail_errno(err, workbook->file, "cannot read from xlsx2csv");
    *got = (size_t)n;
    if (n > 0 || wait_for(workbook) == 0)
        return AN_OK;
    return an_fail_at(err, AN_DATA, workbook->file, 0, 0,
                      "xlsx2csv cannot read the workbook (xlsx2csv FILE says why)");
}

void an_workbook_free(an_workbook *workbook)
{
    if (workbook == NULL)
        return;
    if (workbook->fd >= 0)
        close(workbook->fd); /* it then ends for want of a reader */
    (void)wait_for(workbook);
    free(workbook);
}
