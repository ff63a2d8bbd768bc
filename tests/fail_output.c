/* fail_output: a library for LD_PRELOAD in which one step of writing fails; see test_whole.c.
 *
 * FAIL_OUTPUT=N   the N-th of these calls after main began fails: making a file, a write or a sync to one,
 * giving
 *                 it a name, closing it; 0: none
 * FAIL_COUNT=FILE their number is written there at the end Programs that the program starts are left
 * alone. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long calls;
static long fail_at = -1; /* -1: main has not begun */
static int (*real_main)(int, char **, char **);

static int fails(int error)
{
    if (fail_at < 0 || atomic_fetch_add(&calls, 1) + 1 != fail_at)
        return 0;
    errno = error;
    return 1;
}

/* A file that is written, not stdout, a pipe or a device. */
static int is_output(int fd)
{
    struct stat status;
    const int mode = fcntl(fd, F_GETFL), error = errno;
    const int is = mode != -1 && (mode & O_ACCMODE) != O_RDONLY && fstat(fd, &status) == 0 &&
                   S_ISREG(status.st_mode) && fd > 2;
    errno = error;
    return is;
}

static int open_real(const char *path, int flags, mode_t mode)
{
    static int (*real)(const char *, int, ...);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "open");
    const int makes = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
    return makes && fails(ENOSPC) ? -1 : real(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_real(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_real(path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    static ssize_t (*real)(int, const void *, size_t);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "write");
    return is_output(fd) && fails(ENOSPC) ? -1 : real(fd, bytes, size);
}

int fsync(int fd)
{
    static int (*real)(int);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "fsync");
    return fails(EIO) ? -1 : real(fd);
}

int close(int fd)
{
    static int (*real)(int);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "close");
    const int failed = is_output(fd) && fails(EIO);
    const int closed = real(fd);
    errno = failed ? EIO : errno;
    return failed ? -1 : closed;
}

int link(const char *from, const char *to)
{
    static int (*real)(const char *, const char *);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "link");
    return fails(EPERM) ? -1 : real(from, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
    static int (*real)(int, const char *, int, const char *, int);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "linkat");
    return fails(ENOSPC) ? -1 : real(a, from, b, to, flags);
}

int rename(const char *from, const char *to)
{
    static int (*real)(const char *, const char *);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "rename");
    return fails(EIO) ? -1 : real(from, to);
}

static int armed_main(int argc, char **argv, char **environment)
{
    const char *at = getenv("FAIL_OUTPUT"), *path = getenv("FAIL_COUNT");
    unsetenv("LD_PRELOAD");
    fail_at = at != NULL ? atol(at) : 0;
    const int status = real_main(argc, argv, environment);
    fail_at = -1;
    FILE *const file = path != NULL ? fopen(path, "w") : NULL;
    if (file != NULL) {
        fprintf(file, "%ld\n", atomic_load(&calls));
        fclose(file);
    }
    return status;
}

/* Stands between the C library's start and main. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*loader_fini)(void), void *stack_end);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*loader_fini)(void), void *stack_end)
{
    int (*start)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void),
                 void *);
    *(void **)&start = dlsym(RTLD_NEXT, "__libc_start_main");
    real_main = main;
    return start(armed_main, argc, argv, init, fini, loader_fini, stack_end);
}
