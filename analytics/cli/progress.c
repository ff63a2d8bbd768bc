/* progress: how far a run is, on one line of stderr. */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static double seconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) * 1e-9;
}

void an_progress_start(an_progress *progress, const char *when, bool streams)
{
    const bool can_draw = isatty(STDERR_FILENO) && !(streams && isatty(STDOUT_FILENO));
    *progress =
        (an_progress){.shown = strcmp(when, "always") == 0 || (strcmp(when, "auto") == 0 && can_draw)};
    clock_gettime(CLOCK_MONOTONIC, &progress->started);
    progress->drawn_at = progress->started;
}

void an_progress_show(void *context, uint64_t bytes, uint64_t total, uint64_t rows)
{
    an_progress *progress = context;
    if (!progress->shown || seconds_since(&progress->drawn_at) < 0.1)
        return;
    const double spent = seconds_since(&progress->started);
    const bool is_known = total > 0 && bytes > 0 && bytes <= total;
    char of[32] = "", left[32] = "";
    if (is_known) {
        snprintf(of, sizeof of, " of %.0f", (double)total / 1e6);
        snprintf(left, sizeof left, ", %.0f s left", spent * (double)(total - bytes) / (double)bytes);
    }
    fprintf(stderr, "\r\033[K%.0f%s MB, %" PRIu64 " rows, %.0f rows/s%s", (double)bytes / 1e6, of, rows,
            (double)rows / spent, left);
    fflush(stderr);
    progress->drawn = true;
    clock_gettime(CLOCK_MONOTONIC, &progress->drawn_at);
}

void an_progress_end(an_progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}
