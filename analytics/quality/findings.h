/* findings: what checks found, by group: how many rows, how many violations, the first of them.
 *
 * Each worker has findings of its block and adds them to those of the run in the order of the input, so that
 * the first violation is the first whatever the number of threads. Memory: O(groups x checks); with keys,
 * O(keys) besides (an_intern: about 50 bytes and its text for each). */
#ifndef AN_QUALITY_FINDINGS_H
#define AN_QUALITY_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "quality/diagnosis.h"
#include "quality/quality.h"
#include "indicator/output.h"

typedef struct an_finding {
    uint64_t rows, violations;
    const char *file; /* of the first violation; NULL: there is none. Kept by the caller */
    uint64_t line;
    const char *example; /* of the first violation */
} an_finding;

typedef struct an_findings an_findings;

an_code an_findings_new(an_findings **findings, size_t n_checks, an_error *err);
void an_findings_free(an_findings *findings);

/* The number of the group of that key (any bytes), made if it is new. Numbers are those of the order of first
 * appearance, and stay. AN_SYSTEM: no memory. */
an_code an_findings_group(an_findings *findings, const void *key, size_t size, size_t *group, an_error *err);

/* The finding of a check in a group, to add rows and violations to; valid until the next new group. */
an_finding *an_findings_at(const an_findings *findings, size_t group, size_t check);

/* Adds a violation; true if it is the first, which wants an example (an_findings_example). */
bool an_findings_add(an_finding *finding, const char *file, uint64_t line);
an_code an_findings_example(an_findings *findings, an_finding *finding, const char *text, an_error *err);

/* Notes that a row of the group, at file and line, has a key that must not occur twice by that check. */
an_code an_findings_key(an_findings *findings, size_t group, size_t check, const char *file, uint64_t line,
                        const void *key, size_t size, an_error *err);

/* A row whose key occurred before; group is that of the findings merged into. */
typedef struct an_duplicate {
    size_t group, check;
    const char *file;
    uint64_t line;
    const char *key;
    size_t size;
} an_duplicate;

/* Adds part to findings, behind what they have, then empties part but for its groups; tells each duplicate
 * among the keys of part and of all parts before. AN_SYSTEM: no memory; or what duplicate returns. */
an_code an_findings_merge(an_findings *findings, an_findings *part,
                          an_code (*duplicate)(void *context, const an_duplicate *row, an_error *err),
                          void *context, an_error *err);

/* Puts the groups into the bytewise order of their keys, for what follows. */
an_code an_findings_sort(an_findings *findings, an_error *err);

size_t an_findings_groups(const an_findings *findings);

/* The finding of a check in all groups together; the first is that of the first group that has one. */
void an_findings_sum(const an_findings *findings, size_t check, an_finding *sum);

/* Writes the report: check, column, the n_by cells of the group's key (a NUL behind each), rows, violations,
 * share, first_line, example. It begins with what the diagnosis found and the malformed rows
 * that counts tells of, by reason, over all groups. */
void an_findings_write(const an_findings *findings, const an_check checks[], size_t n_by,
                       const an_diagnosis *diagnosis, const an_counts *counts, an_output *output);

#endif
