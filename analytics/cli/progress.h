/* progress: how far a run is, on one line of stderr. */
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

/* Before each scan. when: auto, always or never. auto: if stderr is a terminal, and not if streams (rows are
 * written while they are read) and stdout is one: the line would stand among the rows. */
void an_progress_start(an_progress *progress, const char *when, bool streams);

/* As an_scan's progress; redraws ten times a second at most: "48 of 600 MB, 240000 rows, 2400000 rows/s, 1 s
 * left"; where total is 0 (not known) without the total and without what is left. */
void an_progress_show(void *progress, uint64_t bytes, uint64_t total, uint64_t rows);

/* Takes the line away. Nothing else may be written to the terminal before. */
void an_progress_end(an_progress *progress);

#endif
