/* test_progress: the line that says how far a run is, and that nothing of it stays. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"

/* What show writes to stderr, ten seconds after the start; the caller's buffer. */
static const char *drawn(an_progress *progress, uint64_t bytes, uint64_t total, uint64_t rows, char text[200])
{
    FILE *const file = tmpfile();
    cr_assert_not_null(file);
    fflush(stderr);
    const int kept = dup(STDERR_FILENO);
    cr_assert(kept >= 0 && dup2(fileno(file), STDERR_FILENO) == STDERR_FILENO);
    an_progress_show(progress, bytes, total, rows);
    if (rows == 0)
        an_progress_end(progress);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    text[fread(text, 1, 199, file)] = '\0';
    fclose(file);
    return text;
}

static an_progress started(const char *when)
{
    an_progress progress;
    an_progress_start(&progress, when, false);
    progress.started.tv_sec -= 10;
    progress.drawn_at = progress.started;
    return progress;
}

Test(progress, tells_what_is_done_of_what_is_known)
{
    an_progress progress = started("always");
    char text[200];
    /* a quarter in 10 s: 30 s are left */
    cr_assert_str_eq(drawn(&progress, 50000000, 200000000, 1000, text),
                     "\r\033[K50 of 200 MB, 1000 rows, 100 rows/s, 30 s left");
    cr_assert_str_eq(drawn(&progress, 60000000, 200000000, 1200, text), "", "not again within 0.1 s");
}

Test(progress, of_an_unknown_size_tells_no_end)
{
    an_progress progress = started("always");
    char text[200];
    cr_assert_str_eq(drawn(&progress, 50000000, 0, 1000, text), "\r\033[K50 MB, 1000 rows, 100 rows/s");
    progress = started("always"); /* a file that grew */
    cr_assert_str_eq(drawn(&progress, 50000000, 40000000, 1000, text),
                     "\r\033[K50 MB, 1000 rows, 100 rows/s");
}

Test(progress, takes_its_line_away)
{
    an_progress progress = started("always");
    char text[200];
    drawn(&progress, 50000000, 0, 1000, text);
    cr_assert_str_eq(drawn(&progress, 0, 0, 0, text), "\r\033[K");
    cr_assert_str_eq(drawn(&progress, 0, 0, 0, text), "", "only once");
}

Test(progress, is_shown_when_asked_for)
{
    char text[200];
    an_progress progress = started("never");
    cr_assert_str_eq(drawn(&progress, 50000000, 0, 1000, text), "");
    progress = started("auto"); /* stderr of a test is no terminal */
    cr_assert_eq(progress.shown, isatty(STDERR_FILENO) != 0);
}
