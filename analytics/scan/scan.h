/* scan: the typed rows of one or many files, in parallel and in order.
 *
 * A scan reads its files as one table; each file may have its own column order. Each thread reads slices of
 * the input and parses the rows in them; what a slice leaves behind (rejected rows, output) is committed in
 * the order of the input, so that the result does not depend on the number of threads. The first bad row in
 * the order of the input ends the scan, or, with skip_bad, goes whole and with its reason to the rejects.
 *
 *     rows read = rows used + rows rejected + superseded + withdrawn, always
 *
 * The last two are rows of an extract with versions or states that stand no more (standing.h), whether
 * --where takes them or not. A row that --where leaves out counts as used, and as filtered. */
#ifndef AN_SCAN_SCAN_H
#define AN_SCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "csv/input.h"
#include "csv/reader.h"
#include "csv/writer.h"
#include "schema/extract.h"
#include "schema/schema.h"
#include "schema/value.h"

/* What a scan that only adds up does with a column: what it says lets rows be counted instead of read. */
typedef enum an_use {
    AN_USE_VALUE,    /* anything */
    AN_USE_SUM,      /* its numbers are added up, under conditions on other columns */
    AN_USE_DISTINCT, /* its texts are told apart, under conditions on other columns */
} an_use;

/* A column that a scan asks for. */
typedef struct an_need {
    const char *name;
    bool optional;      /* may be absent from the header: every cell is then empty (or its default) */
    bool text;          /* the cell as it stands, whatever its column is: not checked, not rewritten */
    bool lenient;       /* a country or commodity code that is none is no bad cell: it stands as it is */
    bool judged;        /* text, of which it is counted what a program that reads it would rewrite */
    const char *unless; /* absent is no error where the file has one of these columns, blank between them */
    const char *option; /* the option that names it (--by), for messages; NULL: the program reads it */
    an_use use;         /* matters only where the scan has `repeat` */
} an_need;

/* A row; valid during the call. */
typedef struct an_row {
    const an_value *values; /* as many as the scan's needs, in their order */
    an_period period;       /* of the scan's kind */
    const char *file;
    const an_record *record; /* as read: line, cells */
    const uint64_t *cell;    /* the number of each need's cell in this file, from 1; 0: absent */
    bool is_concorded;       /* a code of it is not as it stands, by an_scan.concordance */
    uint32_t *token;         /* where row leaves what again will be told; NULL: it will not be called */
} an_row;

/* What happened, for the summary and the audit record. */
typedef struct an_reason {
    char *text; /* without the value at fault: "net_mass: not a number" */
    uint64_t rows;
    size_t file;   /* of the first of them in the order of the input: number in an_counts */
    uint64_t line; /* and where it stands */
} an_reason;
typedef struct an_file_record {
    const char *name; /* the scan's, or "stdin" */
    uint64_t bytes, rows;
    char sha256[AN_SHA256_SIZE]; /* "" unless asked for */
    an_input_identity identity;
} an_file_record;

typedef struct an_scan {
    /* Of whose rows only those that stand are handed out, for which files are read twice if need be: one that
     * cannot is AN_USAGE. NULL: all rows are. */
    const an_extract *extract;
    /* Commodity codes, and first digits of them, stand under those of today by the row's date; NULL: as they
     * are. --where looks at them as they are. */
    const struct an_concordance *concordance;
    const char *const *files;
    size_t n_files;
    const an_schema *schema;
    const an_need *needs;
    size_t n_needs;
    bool all_columns; /* behind the needs: all columns of the first file, as text, by their canonical names
                         where the schema gives them one; begin tells them */
    bool typed;       /* these columns as what they are instead of as text */
    bool judges;      /* of these columns it is counted what a program that reads them would rewrite */
    const char *date; /* the extract's date column; NULL: no period is made */
    an_period_kind period; /* AN_PERIOD_NONE: neither date nor period is read */
    const char *const
        *where; /* conditions COL=V[,V...] COL!=... COL<V COL<=V COL>V COL>=V, all of which must hold */
    size_t n_where;
    bool skip_bad;
    an_file_part part;  /* only this of the records of each file; {0}: all */
    bool prompt;        /* with one thread each row is handed out before the next is awaited */
    an_writer *rejects; /* file,line,column,reason,record; NULL: dropped */
    bool hash;
    /* Of a second reading: what the first one recorded of the files, in the same order; NULL: it is the
     * first. A file that is no longer the same, by its identity and, with hash, its bytes, is AN_SYSTEM. */
    const an_file_record *before;
    unsigned threads; /* at least 1 */
    /* Called for each row that passes, by the worker's thread. AN_DATA: the row is bad (an_row_fail). */
    an_code (*row)(void *worker, const an_row *row, an_error *err);
    /* Optional: records for which it is false are passed over, unread, as if --where left them out. */
    bool (*wants)(void *worker, const char *file, uint64_t line);
    /* Optional, for scans that only add up: called for rows that differ from one handed to row before only in
     * columns of AN_USE_SUM, and in texts of AN_USE_DISTINCT that were handed over with an equal row. times:
     * how many they are; the numbers of AN_USE_SUM are their sums. In any order; of the record only the line
     * of the first is set. */
    an_code (*repeat)(void *worker, const an_row *row, uint64_t times, an_error *err);
    /* Optional, for scans that keep numbers of every row: called instead of row for rows that differ from one
     * handed to row before only in columns of AN_USE_SUM. token: what row left then; number: by need, those
     * of the columns of AN_USE_SUM, 0 where they are empty; line: the record's. */
    an_code (*again)(void *worker, uint32_t token, const char *file, uint64_t line,
                     const an_decimal number[], an_error *err);
    /* Optional: called once, before the first row, with the columns of every row. */
    an_code (*begin)(void *context, const an_need *needs, size_t n_needs, an_error *err);
    /* Optional: called after each slice in the order of the input, one at a time; slices are numbered on over
     * all files. */
    an_code (*commit)(void *worker, uint64_t slice, an_error *err);
    void *context; /* begin's */
    /* Optional: called with a remark on a file, one at a time and in their order, before any of its rows. */
    void (*note)(void *context, const char *text);
    void *note_context;
    /* Optional: called after each slice in the order of the input, one at a time: bytes read of the total of
     * all files, as stored; total 0: not known, one is no file. */
    void (*progress)(void *context, uint64_t bytes, uint64_t total, uint64_t rows);
    void *progress_context;
} an_scan;

/* What a scan counted. Start with {0}; several scans add up. */
typedef struct an_counts {
    uint64_t read, used, filtered, rejected, empty_lines;
    bool has_versions;             /* an extract was read twice for the rows that stand */
    uint64_t superseded, withdrawn;
    uint64_t concorded; /* used rows that have a code by the concordance */
    struct an_reason *reasons; /* of the rejected, the most frequent first */
    size_t n_reasons, reasons_capacity;
    struct an_reason *rewritten; /* "member_state: EL read as GR", by text: how many rows, and the first */
    size_t n_rewritten, rewritten_capacity;
    an_file_record *files;
    size_t n_files, files_capacity;
} an_counts;
void an_counts_free(an_counts *counts);

/* Runs the scan; workers[t] is the state of thread t, scan->threads of them. */
an_code an_extract_scan(const an_scan *scan, void *const workers[], an_counts *counts, an_error *err);

/* An AN_DATA error at the cell of need number `need` of a row: "FILE:LINE:COLUMN: NAME: TEXT". */
an_code an_row_fail(const an_row *row, const an_need *needs, size_t need, an_error *err, const char *format,
                    ...) AN_PRINTF(5, 6);

#endif
