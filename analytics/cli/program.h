/* program: a program is a table. What it reads and writes, its options, formulas and sources stand in one
 * constant struct; an_main makes of it a command line, a CSV filter, --help, a man page and an input check.
 *
 *     static const an_program program = {
 *         .name = "crmf-crc", .summary = ..., .sources = sources, .indicators = indicators};
 *     AN_PROGRAM(program)
 *
 * Exactly one of four shapes:
 *   tally   sources with sums, and indicators: exact sums by key, then indicators from the sums
 *   group   sources with samples, and finish: a sample of numbers per key, then rows
 *   record  record: a row in, rows out, constant memory
 *   table   run: a small table in, rows or text out (ind-*), or no input at all (extract-generate) */
#ifndef AN_CLI_PROGRAM_H
#define AN_CLI_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "cli/options.h"
#include "csv/folder.h"
#include "csv/writer.h"
#include "indicator/indicator.h"
#include "indicator/output.h"
#include "scan/scan.h"
#include "tally/tally.h"

typedef struct an_run an_run;

typedef struct an_program {
    const char *name;
    const char *summary;      /* one line */
    const char *usage;        /* NULL: [OPTION]... [FILE]... */
    const char *definition;   /* what is computed and how, paragraphs; formulas */
    const char *source;       /* papers, documents, sections */
    const char *examples;     /* command lines a user would type, one a line */
    const char *output;       /* shapes group, record, table: the columns written, for --help */
    const char *by;           /* default of --by; NULL: none */
    const char *inner;        /* an option of its own that names one more column: where it is given that is
                                 the last key, behind those of --by, whose default then is none; or NULL */
    const char *period;       /* default of --period; NULL: quarter */
    const char *parts;        /* an option of its own with which --output is a folder of files
                                 (an_run_folder); or NULL */
    const an_option *options; /* its own, ends with a NULL name; NULL: none */
    unsigned uses; /* what it does besides what its sources and indicators say, AN_USES_...: standard options
                      that have no effect are refused, and --help does not list them */

    const an_source *sources;       /* tally, group: what is read; ends with a NULL extract */
    const an_indicator *indicators; /* what it writes: ends with a NULL code; NULL: no indicators. Without run
                                       it is a tally, and they are computed from its sums */
    an_code (*check)(an_run *run,
                     an_error *err); /* optional: options that must fit together, before any input is read */
    an_code (*prepare)(an_run *run, void **context,
                       an_error *err); /* optional: makes what an_sum.count is given */
    void (*forget)(void *context);     /* frees it, also after an error */
    an_code (*finish)(an_run *run, const an_tally *tally, an_error *err); /* group: writes the rows */
    bool tests_constraints; /* those of the descriptor, too: no note says that they are not tested */
    an_code (*run)(an_run *run, an_error *err); /* record and table: does the work */
    bool (*streams)(const an_run *run); /* optional, of a group that also has run: true, and run works */
} an_program;

/* Runs program on the command line: 0 done, 1 system, 2 usage, 3 data. The only function that prints to
 * stderr. */
int an_main(const an_program *program, int argc, char **argv);

/* The last line of a program's file: its main. The file is also compiled for the catalogue of all programs
 * (meaning.h), under a name that the build gives; there it has no main. */
#ifdef AN_CATALOGUED
#define AN_PROGRAM(program) const an_program *const AN_CATALOGUED = &(program);
#else
#define AN_PROGRAM(program)                                                                                  \
    int main(int argc, char **argv)                                                                          \
    {                                                                                                        \
        return an_main(&(program), argc, argv);                                                              \
    }
#endif

/* Program p of indicators/, in the order of their names; NULL: there are no more. Made by the build, for
 * tests of all of them. */
const an_program *an_program_of(size_t p);

/* What a program's own functions may ask of the run. */
const an_options *an_run_options(const an_run *run);

/* Where the result goes, and where an option of AN_OPTION_OUTPUT says (NULL: not given). an_main opens them
 * before the work and, where it succeeds, makes them appear together. */
an_writer *an_run_writer(an_run *run);
an_writer *an_run_side(const an_run *run, const char *option);

/* The folder that is the result, with the program's option .parts; NULL: it was not given, and there is a
 * writer. */
an_folder *an_run_folder(const an_run *run);

/* For a program that finds what it reads by itself, in a folder: AN_USAGE where an output would replace
 * path. */
an_code an_run_reads(const an_run *run, const char *path, an_error *err);

/* A record program has handed n more rows to the result's writer: should a bad one come after some stand on
 * stdout already, the message says how many. */
void an_run_rows(an_run *run, uint64_t n);

an_format an_run_format(const an_run *run);
const an_settings *an_run_settings(const an_run *run);
an_code an_run_output(an_run *run, const char *const names[], size_t n, an_output **output, an_error *err);

/* One line of remark on stderr ("NAME: note: ..."), kept until the end so that it never mixes with an
 * error. */
void an_run_note(an_run *run, const char *format, ...) AN_PRINTF(2, 3);

/* Runs scan (scan/scan.h) with the run's schema, conditions, threads and treatment of bad rows; its files are
 * the operands, its threads those of the run unless it names others. workers: an_run_threads of them. */
an_code an_run_scan(an_run *run, an_scan *scan, void *const workers[], an_error *err);
unsigned an_run_threads(const an_run *run);

/* Reads the operands, or the files that scan names with their records as scan->before, once more, for
 * scan->wants only: nothing is counted, and what is bad was found the
 * first time. AN_SYSTEM: one is not the file that an_run_scan has read (device, inode, size, time of change;
 * with --audit its hash too). */
an_code an_run_scan_again(an_run *run, an_scan *scan, void *const workers[], an_error *err);

/* The option of tallies whose source names its operators (an_source.operator). */
#define AN_RUN_DISCLOSURE                                                                                    \
    {                                                                                                        \
        .name = "disclosure", .type = AN_OPTION_FLAG,                                                        \
        .help = "three more columns for ind-suppress: operators, how many are behind the numerator, max1 "   \
                "and max2, the two largest contributions to it; empty where a row names no operator. Not "   \
                "for publication"                                                                            \
    }

/* The option of programs that work within bounds, and its value in bytes: half of the machine's memory where
 * it is not given. AN_USAGE: not a size. */
#define AN_RUN_MEMORY                                                                                        \
    {                                                                                                        \
        .name = "memory", .type = AN_OPTION_TEXT, .argument = "SIZE",                                        \
        .help = "the memory that may be used, such as 500M or 4G (half of the machine's where it is not "    \
                "given); what does not fit lies in a temporary file under TMPDIR meanwhile. The result is "  \
                "the same"                                                                                   \
    }
an_code an_run_memory(const an_run *run, uint64_t *bytes, an_error *err);

/* The option of programs that test many keys at once; text says which of their p-values it bounds. */
#define AN_RUN_FDR(text)                                                                                     \
    {                                                                                                        \
        .name = "fdr", .type = AN_OPTION_NUMBER, .argument = "Q", .fallback = "0.05", .min = 1e-9,           \
        .max = 0.5, .help = (text)                                                                           \
    }

/* The option of programs that compare periods, or a quarter with references of an earlier one: the codes of
 * their keys are those of today. */
#define AN_RUN_CONCORDANCE                                                                                   \
    {                                                                                                        \
        .name = "concordance", .type = AN_OPTION_FILE, .argument = "FILE",                                   \
        .help = "what commodity codes have become: old_code,new_code,share,from (a date; CN changes each "   \
                "January, HS in 2017 and 2022; share empty: 1). Codes of keys, of as many digits, stand "    \
                "under the newest. Where one was split, all codes that the split links are compared as "     \
                "one, their union, in all periods: nobody knows which of them an item would be, and "        \
                "shares only have to make up 1"                                                              \
    }

/* A note on the commodity codes that vanish or appear where periods of several years are compared: those of
 * the first of the columns names that holds any, the k-th, which add notes with their periods
 * (an_nomenclature_add). Nothing where no column does. AN_SYSTEM: no memory; codes of add. */
struct an_nomenclature;
typedef an_code an_codes_add(struct an_nomenclature *codes, const void *context, size_t k, an_error *err);
an_code an_run_note_codes(an_run *run, const char *const names[], size_t n, an_codes_add *add,
                          const void *context, an_error *err);

/* A note where the scans so far have found rows, and --where left all of them out. */
void an_run_note_filtered(an_run *run);

/* For programs that read without an_run_scan: the operands, or "-"; the names and delimiters of their
 * columns. */
const char *const *an_run_files(const an_run *run, size_t *n);
const an_schema *an_run_schema(const an_run *run);

/* an_schema_describe for the scans to come. */
an_code an_run_describe(an_run *run, const char *file, const json_t *descriptor, an_error *err);

/* What the scans so far have counted. */
const an_counts *an_run_counts(const an_run *run);

/* The result is written all the same, then verdict is printed and its code is the exit status: a report that
 * says no. */
void an_run_verdict(an_run *run, const an_error *verdict);

/* --by, or the program's default, with the inner column behind it; --period. */
an_code an_run_by(an_run *run, const char *const **by, size_t *n, an_error *err);
an_period_kind an_run_period(const an_run *run);

#endif
