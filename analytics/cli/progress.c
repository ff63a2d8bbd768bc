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

void an_progress_start(an_progress *progress, const char *when)
{
    *progress = (an_progress){.shown = strcmp(when, "always") == 0 ||
                                       (strcmp(when, "auto") == 0 && isatty(STDERR_FILENO))};
    clock_gettime(CLOCK_MONOTONIC, &progress->started);
    progress->drawn_at = progress->started;
}

void an_progress_show(void *context, uint64_t bytes, uint64_t total, uint64_t rows)
{
    an_progress *progress = context;
    if (!progress->shown || seconds_since(&progress->drawn_at) < 0.1)
        return;
    double spent = seconds_since(&progress->started);
    char left[48] = "";
    if (total > 0 && bytes > 0 && bytes <= total)
        snprintf(left, sizeof left, " of %.0f MB, %.0f s left", (double)total / 1e6,
                 spent * (double)(total - bytes) / (double)bytes);
    fprintf(stderr, "\r\033[K%.0f MB%s, %" PRIu64 " rows, %.0f rows/s", (double)bytes / 1e6, left, rows,
            (double)rows / spent);
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
