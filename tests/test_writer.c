/* test_writer: output to files and stdout, whole or not at all. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory_writer.h"

/* A file that may be written, in a folder of its own. */
typedef struct place {
    char folder[32], path[48];
} place;

static void make_place(place *to)
{
    strcpy(to->folder, "/tmp/test_writer-XXXXXX");
    cr_assert_not_null(mkdtemp(to->folder));
    snprintf(to->path, sizeof to->path, "%s/out.csv", to->folder);
}

/* Fails if anything but the file is left in the folder. */
static void drop_place(const place *from)
{
    unlink(from->path);
    cr_assert_eq(rmdir(from->folder), 0, "%s: %s", from->folder, strerror(errno));
}

static void store(const place *to, const char *text)
{
    FILE *const file = fopen(to->path, "w");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

static void check_file(const char *path, const char *expected)
{
    char text[100];
    FILE *const file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    cr_assert_str_eq(text, expected);
}

static unsigned mode_of(const char *path)
{
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static an_writer *open_writer(const char *path)
{
    an_writer *writer;
    an_error err;
    cr_assert_eq(an_writer_open(&writer, path, &err), AN_OK, "%s", err.text);
    return writer;
}

Test(writer, a_file_appears_whole_at_commit)
{
    place at;
    make_place(&at);
    for (int again = 0; again < 2; again++) {
        an_writer *const writer = open_writer(at.path);
        an_writer_string(writer, again ? "new" : "old");
        an_writer_flush(writer);
        if (again)
            check_file(at.path, "old");
        else
            cr_assert_eq(access(at.path, F_OK), -1);
        cr_assert_eq(an_writer_commit(writer, NULL), AN_OK);
        check_file(at.path, again ? "new" : "old");
    }
    drop_place(&at);
}

Test(writer, an_abort_leaves_what_was_there)
{
    place at;
    make_place(&at);
    an_writer *writer = open_writer(at.path);
    an_writer_string(writer, "new");
    an_writer_flush(writer);
    an_writer_abort(writer);
    cr_assert_eq(access(at.path, F_OK), -1);
    store(&at, "old");
    writer = open_writer(at.path);
    an_writer_string(writer, "new");
    an_writer_abort(writer);
    check_file(at.path, "old");
    drop_place(&at);
}

Test(writer, two_runs_at_once_leave_one_whole_result)
{
    place at;
    make_place(&at);
    an_writer *const a = open_writer(at.path), *const b = open_writer(at.path);
    an_writer_string(a, "aaaa");
    an_writer_string(b, "bb");
    an_writer_flush(a);
    cr_assert_eq(an_writer_commit(b, NULL), AN_OK);
    check_file(at.path, "bb");
    cr_assert_eq(an_writer_commit(a, NULL), AN_OK);
    check_file(at.path, "aaaa");
    drop_place(&at);
}

Test(writer, permissions_are_those_of_the_umask_or_of_the_file)
{
    static const unsigned masks[] = {022, 077, 0}, modes[] = {0600, 0755, 0666};
    place at;
    make_place(&at);
    for (size_t i = 0; i < 3; i++) {
        umask(masks[i]);
        cr_assert_eq(an_writer_commit(open_writer(at.path), NULL), AN_OK);
        cr_assert_eq(mode_of(at.path), 0666 & ~masks[i]);
        cr_assert_eq(chmod(at.path, modes[i]), 0);
        cr_assert_eq(an_writer_commit(open_writer(at.path), NULL), AN_OK);
        cr_assert_eq(mode_of(at.path), modes[i]);
        unlink(at.path);
    }
    drop_place(&at);
}

Test(writer, a_symbolic_link_stays)
{
    place at;
    char link[64];
    struct stat status;
    make_place(&at);
    store(&at, "old");
    snprintf(link, sizeof link, "%s/link", at.folder);
    cr_assert_eq(symlink("out.csv", link), 0);
    an_writer *const writer = open_writer(link);
    an_writer_string(writer, "new");
    cr_assert_eq(an_writer_commit(writer, NULL), AN_OK);
    check_file(at.path, "new");
    cr_assert_eq(lstat(link, &status), 0);
    cr_assert(S_ISLNK(status.st_mode));
    unlink(link);
    drop_place(&at);
}

Test(writer, a_name_without_a_folder_is_in_this_one)
{
    place at;
    make_place(&at);
    cr_assert_eq(chdir(at.folder), 0);
    an_writer *const writer = open_writer("out.csv");
    an_writer_string(writer, "x");
    cr_assert_eq(an_writer_commit(writer, NULL), AN_OK);
    check_file(at.path, "x");
    cr_assert_eq(chdir("/"), 0);
    drop_place(&at);
}

/* An unprivileged user may not replace what may not be written. */
Test(writer, a_file_that_may_not_be_written_is_not_replaced)
{
    place at;
    make_place(&at);
    store(&at, "old");
    cr_assert_eq(chmod(at.path, 0444), 0);
    cr_assert_eq(chmod(at.folder, 0777), 0);
    const pid_t child = fork();
    if (child == 0) {
        an_writer *writer;
        an_error err;
        if (geteuid() == 0 && seteuid(65534) != 0)
            _exit(1);
        const an_code code = an_writer_open(&writer, at.path, &err);
        _exit(code == AN_SYSTEM && strcmp(err.text, "cannot write: Permission denied") == 0 ? 0 : 2);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%x", (unsigned)status);
    drop_place(&at);
}

Test(writer, what_cannot_be_opened_says_why)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        {"/nonexistent/out.csv", "cannot create: No such file or directory"},
        {"/tmp", "cannot open: Is a directory"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_writer *writer;
        an_error err;
        cr_assert_eq(an_writer_open(&writer, cases[i].path, &err), AN_SYSTEM);
        cr_assert_null(writer);
        cr_assert_str_eq(err.file, cases[i].path);
        cr_assert_str_eq(err.text, cases[i].text);
    }
}

static void check_full(an_writer *writer, const char *name, size_t size)
{
    an_error err;
    char *const text = calloc(1, size);
    cr_assert_not_null(text);
    an_writer_bytes(writer, text, size);
    cr_assert_eq(an_writer_failed(writer), size >= AN_WRITER_HOLD);
    an_writer_string(writer, "more");
    cr_assert_eq(an_writer_commit(writer, &err), AN_SYSTEM);
    cr_assert_str_eq(err.file, name);
    cr_assert_str_eq(err.text, "cannot write: No space left on device");
    free(text);
}

static void redirect_stdout(const char *path)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
    cr_assert_geq(fd, 0);
    cr_assert_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
    close(fd);
}

Test(writer, a_full_disk_is_reported)
{
    check_full(open_writer("/dev/full"), "/dev/full", 10);
    check_full(open_writer("/dev/full"), "/dev/full", AN_WRITER_HOLD);
    redirect_stdout("/dev/full");
    check_full(open_writer(NULL), "stdout", 10);
    check_full(open_writer("-"), "stdout", AN_WRITER_HOLD);
}

/* A limit on the size of files fails in the middle of a write: nothing may be left. */
Test(writer, a_write_that_fails_leaves_the_old_file)
{
    place at;
    make_place(&at);
    store(&at, "old");
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, RLIM_INFINITY}), 0);
    an_writer *const writer = open_writer(at.path);
    an_error err;
    for (int i = 0; i < 500; i++)
        an_writer_string(writer, "0123456789\n");
    cr_assert_eq(an_writer_commit(writer, &err), AN_SYSTEM);
    cr_assert_str_eq(err.text, "cannot write: File too large");
    check_file(at.path, "old");
    drop_place(&at);
}

Test(writer, a_rename_that_fails_is_reported)
{
    place at;
    an_error err;
    make_place(&at);
    an_writer *const writer = open_writer(at.path);
    an_writer_string(writer, "x");
    cr_assert_eq(mkdir(at.path, 0777), 0);
    cr_assert_eq(an_writer_commit(writer, &err), AN_SYSTEM);
    cr_assert_str_eq(err.text, "cannot write: Is a directory");
    cr_assert_eq(rmdir(at.path), 0);
    drop_place(&at);
}

/* ---- several outputs of one run ---- */

/* Two writers that are complete: the file of the place, and beside it "second". */
static void complete_two(place *at, an_writer *both[2], char second[64])
{
    make_place(at);
    snprintf(second, 64, "%s/second", at->folder);
    both[0] = open_writer(at->path);
    both[1] = open_writer(second);
    for (int i = 0; i < 2; i++) {
        an_writer_string(both[i], i == 0 ? "new" : "new too");
        cr_assert_eq(an_writer_complete(both[i], NULL), AN_OK);
        cr_assert_eq(an_writer_size(both[i]), i == 0 ? 3 : 7);
    }
    cr_assert_eq(access(second, F_OK), -1, "complete is not yet there");
}

Test(writer, several_files_appear_together)
{
    place at;
    an_writer *both[2];
    char second[64];
    complete_two(&at, both, second);
    store(&at, "old");
    cr_assert_eq(an_writer_publish(both, 2, NULL), AN_OK);
    check_file(at.path, "new");
    check_file(second, "new too");
    cr_assert_eq(unlink(second), 0);
    drop_place(&at);
}

Test(writer, a_name_that_cannot_be_given_takes_back_the_others)
{
    for (int is_there = 0; is_there < 2; is_there++) {
        place at;
        an_writer *both[2];
        an_error err;
        char second[64];
        complete_two(&at, both, second);
        if (is_there)
            store(&at, "old");
        cr_assert_eq(mkdir(second, 0777), 0);
        cr_assert_eq(an_writer_publish(both, 2, &err), AN_SYSTEM);
        cr_assert_str_eq(err.file, second);
        if (is_there)
            check_file(at.path, "old");
        else
            cr_assert_eq(access(at.path, F_OK), -1);
        cr_assert_eq(rmdir(second), 0);
        drop_place(&at);
    }
}

/* FIPS 180-4's example "abc", and 10^6 times "a", which is written out piece by piece. */
Test(writer, the_hash_is_that_of_what_was_written)
{
    place at;
    an_writer *writer;
    make_place(&at);
    for (int is_long = 0; is_long < 2; is_long++) {
        writer = open_writer(at.path);
        cr_assert_eq(an_writer_digest(writer, NULL), AN_OK);
        for (int i = 0; is_long && i < 1000000; i++)
            an_writer_string(writer, "a");
        if (!is_long)
            an_writer_string(writer, "abc");
        cr_assert_eq(an_writer_complete(writer, NULL), AN_OK);
        cr_assert_str_eq(an_writer_sha256(writer),
                         is_long ? "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
                                 : "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        cr_assert_eq(an_writer_publish(&writer, 1, NULL), AN_OK);
    }
    drop_place(&at);
}

Test(writer, stdout_is_written_before_the_files_and_its_failure_leaves_none)
{
    place at;
    an_error err;
    make_place(&at);
    redirect_stdout("/dev/full");
    an_writer *const both[2] = {open_writer(at.path), open_writer(NULL)};
    an_writer_string(both[1], "result");
    for (int i = 0; i < 2; i++)
        cr_assert_eq(an_writer_complete(both[i], NULL), AN_OK);
    cr_assert_eq(an_writer_publish(both, 2, &err), AN_SYSTEM);
    cr_assert_str_eq(err.file, "stdout");
    cr_assert_eq(access(at.path, F_OK), -1);
    drop_place(&at);
}

Test(writer, a_closed_stdout_is_an_error)
{
    an_writer *writer;
    an_error err;
    close(STDOUT_FILENO);
    cr_assert_eq(an_writer_open(&writer, NULL, &err), AN_SYSTEM);
    cr_assert_null(writer);
    cr_assert_str_eq(err.file, "stdout");
    cr_assert_str_eq(err.text, "cannot write: Bad file descriptor");
}

static off_t size_of_stdout(void)
{
    struct stat status;
    cr_assert_eq(fstat(STDOUT_FILENO, &status), 0);
    return status.st_size;
}

Test(writer, stdout_is_held_back_until_it_is_long)
{
    enum { PIECE = 1 << 20, PIECES = AN_WRITER_HOLD / PIECE };
    place at;
    make_place(&at);
    redirect_stdout(at.path);
    static char piece[PIECE];
    an_writer *writer = open_writer(NULL);
    for (int i = 0; i < PIECES - 1; i++)
        an_writer_bytes(writer, piece, PIECE);
    cr_assert_eq(size_of_stdout(), 0);
    an_writer_abort(writer);
    cr_assert_eq(size_of_stdout(), 0, "an early failure writes nothing");
    writer = open_writer("-");
    for (int i = 0; i < PIECES; i++)
        an_writer_bytes(writer, piece, PIECE);
    cr_assert_eq(size_of_stdout(), AN_WRITER_HOLD);
    an_writer_bytes(writer, piece, PIECE);
    cr_assert_eq(size_of_stdout(), AN_WRITER_HOLD + PIECE, "then it streams");
    an_writer_string(writer, "end");
    cr_assert_eq(an_writer_commit(writer, NULL), AN_OK);
    cr_assert_eq(size_of_stdout(), AN_WRITER_HOLD + PIECE + 3);
    cr_assert_neq(fcntl(STDOUT_FILENO, F_GETFD), -1, "stdout stays open");
    drop_place(&at);
}

Test(writer, a_flush_ends_the_holding_back)
{
    place at;
    make_place(&at);
    redirect_stdout(at.path);
    an_writer *const writer = open_writer("-");
    an_writer_string(writer, "a\n");
    an_writer_flush(writer);
    cr_assert_eq(size_of_stdout(), 2);
    cr_assert_eq(an_writer_commit(writer, NULL), AN_OK);
    drop_place(&at);
}

/* A slow reader behind a pipe that somebody made non-blocking. */
Test(writer, a_stdout_that_is_full_for_now_is_waited_for)
{
    enum { SIZE = 1 << 20 };
    int ends[2], status;
    cr_assert_eq(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        static char buffer[4096];
        size_t size = 0;
        close(ends[1]);
        usleep(20000);
        for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
            size += (size_t)n;
        _exit(size == SIZE ? 0 : 1);
    }
    cr_assert_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    cr_assert_neq(fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK), -1);
    static char text[SIZE];
    an_writer *const writer = open_writer(NULL);
    an_writer_bytes(writer, text, SIZE);
    cr_assert_eq(an_writer_commit(writer, NULL), AN_OK);
    close(STDOUT_FILENO);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(writer, no_memory_is_reported)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        an_writer *const writer = memory_writer();
        an_error err;
        an_writer_string(writer, "a");
        cr_assert_eq(an_writer_check(writer, &err), AN_OK);
        an_writer_bytes(writer, "b", sizes[i]);
        cr_assert(an_writer_failed(writer));
        cr_assert_eq(an_writer_check(writer, &err), AN_SYSTEM);
        cr_assert_str_eq(err.text, "out of memory");
        an_writer_print(writer, "%d", 1);
        check_memory(writer, "a");
        cr_assert_eq(an_writer_commit(writer, &err), AN_SYSTEM);
        cr_assert_str_eq(err.text, "out of memory");
    }
}
