/* progress: how far a run is, on one line of stderr.
 */
#ifndef AN_CLI_PROGRESS_H
#define AN_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct an_progress {
    bool shown; /* whether to show anything */
    bool drawn; /* a line stands on the terminal */
    struct timespec started, drawn_at;
} an_progress;

/* when: auto, always or never. auto: if stderr is a terminal. */
void an_progress_start(an_progress *progress, const char *when);

/* As an_scan's progress; redraws ten times a second at most. */
void an_progress_show(void *progress, uint64_t bytes, uint64_t total, uint64_t rows);

/* Takes the line away. */
void an_progress_end(an_progress *progress);

#endif
