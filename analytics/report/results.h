/* results: a folder of results, as quarter leaves it, in memory.
 *
 *     NAME.csv, NAME.svg     tables and charts
 *     contents.csv           section,title,file,table,kind,indicator: the order of the files and their
 *                            titles; of a chart, the table it was drawn of, its kind and its indicator. It
 *                            may be absent; files that it does not name come last
 *     audit/NAME.json        the audit record of the program that made NAME.csv
 *     definitions/NAME.txt   the --help text of program NAME */
#ifndef AN_REPORT_RESULTS_H
#define AN_REPORT_RESULTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "indicator/observation.h"

/* What a table holds, by its columns. */
typedef enum an_table_kind {
    AN_TABLE_OTHER,
    AN_TABLE_INDICATORS, /* rows are filled */
    AN_TABLE_TREND,      /* of ind-trend: rows, and change_p */
    AN_TABLE_COMPARED,   /* of ind-compare: rows, and outside */
    AN_TABLE_SIGNALS,    /* of sidda-flag */
    AN_TABLE_QUALITY,    /* of extract-check */
} an_table_kind;

/* What ind-trend and ind-compare add to an observation; NAN, "": it is not there. */
typedef struct an_further {
    double previous, change, change_p, year_before, year_p; /* ind-trend */
    double expected;                                        /* ind-compare */
    const char *signal, *rule, *change_verdict, *outside;
} an_further;

typedef struct an_result_file {
    const char *name; /* controls.csv */
    const char *stem; /* controls */
    const char *section, *title;
    bool is_chart;
    const char *bytes; /* as they lie in the file */
    size_t size;
    const char *download; /* of a table: what a reader may save; NULL: too large, it lies beside the page */
    size_t download_size;
    an_table_kind kind;
    an_observations rows;   /* of an indicator table */
    an_further *further;    /* of its rows, as many */
    an_sheet *sheet;        /* of any table; that of rows where there are rows */
    const char *of;         /* chart: the file it shows; "" */
    const char *chart_kind; /* chart: bars, funnel ...; "" */
    const char *indicator;  /* chart: "" */
} an_result_file;

typedef struct an_audit {
    const char *name; /* the table it belongs to */
    json_t *record;
} an_audit;

typedef struct an_definition {
    const char *name; /* the program */
    const char *text;
} an_definition;

typedef struct an_results {
    const an_meanings *meanings; /* borrowed; set before the folder is read */
    an_result_file *files;       /* as contents.csv orders them, then by name */
    size_t n_files, files_capacity;
    an_audit *audits; /* by name, as the next */
    size_t n_audits, audits_capacity;
    an_definition *definitions;
    size_t n_definitions, definitions_capacity;
    const char **paths; /* of all files that were read */
    size_t n_paths, paths_capacity;
    an_arena arena; /* owns the texts */
} an_results;

/* Reads the folder; results starts as {0}, free it also after an error. AN_SYSTEM: no such folder, a file
 * cannot be read. AN_DATA: no table in it, a table or a record is malformed, contents.csv names a file that
 * is not there or not of this folder. */
an_code an_results_read(an_results *results, const char *folder, an_error *err);
void an_results_free(an_results *results);

/* The file called name, or NULL. */
const an_result_file *an_results_find(const an_results *results, const char *name);

/* True if the rows of a file of this kind are filled. */
bool an_results_has_rows(const an_result_file *file);

/* The text of a column in a row of a table's sheet, "" where there is no such column; as a number, NAN where
 * it is none: of tables that hold no indicators. */
const char *an_results_cell(const an_result_file *file, size_t row, const char *column);
double an_results_number(const an_result_file *file, size_t row, const char *column);

/* The value of an option (strata) in the audit record of the first run of program that has it, or NULL. */
const char *an_results_option(const an_results *results, const char *program, const char *option);

/* The keys of observation i joined by ", "; "" for the whole. NULL: no memory. */
const char *an_results_label(an_arena *arena, const an_observations *rows, size_t i);

#endif
