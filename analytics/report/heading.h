/* heading: what stands on top of the page: title, period, rows, by whom, of what, how far to trust it. */
#ifndef AN_REPORT_HEADING_H
#define AN_REPORT_HEADING_H

#include <stdbool.h>

#include "csv/writer.h"
#include "report/results.h"
#include "report/summary.h"

/* What the caller says of the page. */
typedef struct an_heading {
    const char *title;  /* NULL: a general one with the period */
    const char *author; /* NULL: nobody is named */
    bool invented;      /* the data are invented: said in the title and on top */
} an_heading;

/* The title as text, "invented data" behind it where they are. */
void an_heading_write_title(const an_figures *figures, const an_heading *heading, an_writer *writer);

/* Below the title: that the data are invented; the period, the rows that were chosen, the author, the
 * program with its version and the files that were read, of the audit record behind the first table of the
 * period. The record has no time, for the same results make the same page: its period and the hashes of
 * what it read date it. */
void an_heading_write(const an_results *results, const an_figures *figures, const an_heading *heading,
                      an_writer *writer);

/* A box, "How far to trust this": rows read, used, rejected and left out of that record; violations and empty
 * cells of the checks; figures of few units, without a value, suppressed, and behind a break. */
void an_heading_write_trust(const an_results *results, const an_figures *figures, an_writer *writer);

#endif
