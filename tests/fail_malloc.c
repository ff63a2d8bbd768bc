/* fail_malloc: a library for LD_PRELOAD in which one allocation of the program fails; see test_faults.c.
 *
 * FAIL_MALLOC=N   the N-th malloc, calloc or realloc after main began gives NULL; 0: none
 * FAIL_COUNT=FILE the number of allocations is written there at the end */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_long calls;
static long fail_at = -1; /* -1: main has not begun */
static int (*real_main)(int, char **, char **);

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *block, size_t size);

static int fails(void)
{
    if (fail_at < 0 || atomic_fetch_add(&calls, 1) + 1 != fail_at)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *block, size_t size)
{
    return fails() ? NULL : __libc_realloc(block, size);
}

static int armed_main(int argc, char **argv, char **environment)
{
    const char *at = getenv("FAIL_MALLOC"), *path = getenv("FAIL_COUNT");
    fail_at = at != NULL ? atol(at) : 0;
    int status = real_main(argc, argv, environment);
    long n = atomic_load(&calls);
    fail_at = -1;
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file != NULL) {
        fprintf(file, "%ld\n", n);
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
