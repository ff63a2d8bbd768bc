/* gnuplot: the process that draws a script as an SVG, PNG or PDF file. */
#include "chart/gnuplot.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHUNK = 64 << 10, MESSAGE_SIZE = 400 };

/* How each drawing ends; white space may follow. */
static const struct {
    const char *format, *end;
    size_t size;
    bool is_file; /* else it is for a terminal */
} formats[] = {
    {"svg", "</svg>", 6, true}, {"png", "IEND\xAE\x42\x60\x82", 8, true},
    {"pdf", "%%EOF", 5, true},  {"gp", "", 0, true},
    {"dumb", "", 0, false},     {"sixel", "\033\\", 2, false},
};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

an_code an_gnuplot_format(const char *path, const char **format, an_error *err)
{
    const char *const dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < N_FORMATS; i++) {
        if (formats[i].is_file && strcasecmp(dot + 1, formats[i].format) == 0) {
            *format = formats[i].format;
            return AN_OK;
        }
    }
    return an_fail(err, AN_USAGE, "--output: '%s': expected a name that ends with .svg, .png, .pdf or .gp",
                   path);
}

/* A file in memory that holds size bytes of text, at its beginning. */
static an_code memory_file(const char *text, size_t size, int *fd, an_error *err)
{
    *fd = memfd_create("cuprum", MFD_CLOEXEC);
    for (size_t done = 0; *fd >= 0 && done < size;) {
        const ssize_t n = write(*fd, text + done, size - done);
        if (n < 0 && errno != EINTR) {
            close(*fd);
            *fd = -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    if (*fd >= 0 && lseek(*fd, 0, SEEK_SET) == 0)
        return AN_OK;
    return an_fail_errno(err, NULL, "cannot hand the script to gnuplot");
}

static an_code spawn(int in, int out, int messages, pid_t *pid, an_error *err)
{
    static char name[] = "gnuplot", defaults[] = "-d";
    char *const argv[] = {name, defaults, NULL};
    posix_spawn_file_actions_t actions;
    int status = posix_spawn_file_actions_init(&actions);
    if (status == 0) {
        const int from[] = {in, out, messages};
        for (int to = 0; to < 3 && status == 0; to++)
            status = posix_spawn_file_actions_adddup2(&actions, from[to], to);
        if (status == 0)
            status = posix_spawnp(pid, name, &actions, NULL, argv, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    if (status == 0)
        return AN_OK;
    if (status == ENOENT)
        return an_fail(err, AN_SYSTEM, "gnuplot is not installed (Debian: gnuplot-nox); without --output "
                       "the script is written");
    errno = status;
    return an_fail_errno(err, NULL, "cannot start gnuplot");
}

static an_code read_all(int fd, an_writer *image, an_error *err)
{
    static const char what[] = "cannot read from gnuplot";
    char chunk[CHUNK];
    for (;;) {
        const ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            return AN_OK;
        if (n < 0 && errno != EINTR)
            return an_fail_errno(err, NULL, what);
        if (n > 0)
            an_writer_bytes(image, chunk, (size_t)n);
    }
}

/* The last line with text of what gnuplot said. */
static void last_message(int fd, char out[MESSAGE_SIZE])
{
    const off_t end = lseek(fd, 0, SEEK_END), start = end > MESSAGE_SIZE - 1 ? end - (MESSAGE_SIZE - 1) : 0;
    const ssize_t n = pread(fd, out, MESSAGE_SIZE - 1, start);
    size_t size = n > 0 ? (size_t)n : 0, begin;
    while (size > 0 && isspace((unsigned char)out[size - 1]))
        size--;
    for (begin = size; begin > 0 && out[begin - 1] != '\n';)
        begin--;
    while (begin < size && isspace((unsigned char)out[begin]))
        begin++;
    memmove(out, out + begin, size - begin);
    out[size - begin] = '\0';
}

static an_code wait_for(pid_t pid, int messages, an_error *err)
{
    int status;
    char message[MESSAGE_SIZE];
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return an_fail_errno(err, NULL, "cannot wait for gnuplot");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return AN_OK;
    last_message(messages, message);
    if (WIFSIGNALED(status))
        return an_fail(err, AN_SYSTEM, "gnuplot was ended by signal %d: %s", WTERMSIG(status), message);
    return an_fail(err, AN_SYSTEM, "gnuplot failed with status %d: %s", WEXITSTATUS(status), message);
}

static bool is_whole(const char *image, size_t size, const char *format)
{
    while (size > 0 && strcmp(format, "png") != 0 && isspace((unsigned char)image[size - 1]))
        size--;
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strcmp(format, formats[i].format) == 0)
            return size > formats[i].size &&
                   memcmp(image + size - formats[i].size, formats[i].end, formats[i].size) == 0;
    return false;
}

/* Starts gnuplot on the open files, takes what it draws and waits for its end. */
static an_code run(int script, int messages, an_writer *image, an_error *err)
{
    int ends[2];
    pid_t pid = -1;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return an_fail_errno(err, NULL, "cannot make a pipe");
    an_code code = spawn(script, ends[1], messages, &pid, err);
    close(ends[1]);
    if (code != AN_OK) {
        close(ends[0]);
        return code;
    }
    an_error reading = {0};
    const an_code got = read_all(ends[0], image, &reading);
    close(ends[0]); /* before the wait: a gnuplot that still writes must not block */
    code = wait_for(pid, messages, err);
    return code != AN_OK || got == AN_OK ? code : an_fail(err, got, "%s", reading.text);
}

static an_code draw(int script, const char *format, an_writer *image, an_error *err)
{
    int messages;
    size_t size;
    an_code code = memory_file("", 0, &messages, err);
    if (code != AN_OK)
        return code;
    code = run(script, messages, image, err);
    close(messages);
    const char *const bytes = an_writer_text(image, &size);
    if (code == AN_OK && !an_writer_failed(image) && !is_whole(bytes, size, format))
        code = an_fail(err, AN_SYSTEM, "gnuplot stopped before the end of the %s drawing", format);
    return code;
}

an_code an_gnuplot_draw(const char *script, size_t size, const char *format, an_writer *writer, an_error *err)
{
    an_writer *image = NULL;
    int fd;
    an_code code = an_writer_memory(&image, err);
    if (code != AN_OK)
        return code;
    code = memory_file(script, size, &fd, err);
    if (code == AN_OK) {
        code = draw(fd, format, image, err);
        close(fd);
    }
    size_t drawn;
    const char *const bytes = an_writer_text(image, &drawn);
    if (code != AN_OK) {
        an_writer_abort(image);
        return code;
    }
    an_writer_bytes(writer, bytes, drawn);
    return an_writer_commit(image, err); /* reports a lack of memory */
}
