/* test_stdin: standard input that comes bit by bit, with interruptions, or not at all. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "csv/input.h"

static void ignore(int signal)
{
    (void)signal;
}

/* A child writes text into stdin bit by bit, while signals interrupt us. */
static pid_t feed_stdin(const char *text, size_t size, int flags)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    const pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        for (size_t i = 0; i < size; i++) {
            usleep(3000);
            if (write(ends[1], text + i, 1) != 1)
                _exit(1);
        }
        _exit(0);
    }
    cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    cr_assert_neq(fcntl(STDIN_FILENO, F_SETFL, flags), -1);
    close(ends[0]);
    close(ends[1]);
    return child;
}

static void check_stdin(int flags)
{
    static const char text[] = "a,b\n\"1\",2\n";
    const size_t size = sizeof text - 1;
    const pid_t child = feed_stdin(text, size, flags);
    an_input *in;
    an_error err;
    char buffer[100];
    size_t got;
    cr_assert_eq(an_input_open(&in, "-", false, &err), AN_OK);
    cr_assert_str_eq(an_input_name(in), "stdin");
    cr_assert_eq(an_input_size(in), 0);
    cr_assert_eq(an_input_read(in, buffer, sizeof buffer, &got, &err), AN_OK, "%s", err.text);
    cr_assert_eq(got, size);
    cr_assert_arr_eq(buffer, text, size);
    cr_assert_eq(an_input_position(in), size);
    an_input_free(in);
    cr_assert_neq(fcntl(STDIN_FILENO, F_GETFD), -1, "stdin stays open");
    cr_assert_eq(waitpid(child, NULL, 0), child);
}

Test(stdin_, short_and_interrupted_reads_are_continued)
{
    const struct sigaction action = {.sa_handler = ignore}; /* no SA_RESTART */
    const struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    cr_assert_eq(sigaction(SIGALRM, &action, NULL), 0);
    cr_assert_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
    check_stdin(0);
    check_stdin(O_NONBLOCK);
    cr_assert_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
}

Test(stdin_, a_closed_stdin_is_an_error)
{
    an_input *in;
    an_error err;
    close(STDIN_FILENO);
    cr_assert_eq(an_input_open(&in, "-", false, &err), AN_SYSTEM);
    cr_assert_str_eq(err.file, "stdin");
    cr_assert_str_eq(err.text, "cannot open: Bad file descriptor");
}
