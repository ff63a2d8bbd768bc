/* shell: a shell command, with what it prints. */
#ifndef AN_TESTS_SHELL_H
#define AN_TESTS_SHELL_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

/* Runs command; its standard output goes to text, cut where that is full. Returns the exit status, -1 where a
 * signal ended it. */
static inline int shell(const char *command, char text[], size_t size)
{
    FILE *pipe = popen(command, "r");
    cr_assert_not_null(pipe);
    text[fread(text, 1, size - 1, pipe)] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The same with an environment variable set. */
static inline int shell_with(const char *name, const char *value, const char *command, char text[],
                             size_t size)
{
    cr_assert_eq(setenv(name, value, 1), 0);
    return shell(command, text, size);
}

#endif
