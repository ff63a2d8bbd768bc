/* run: one run of a program: what an_main keeps between the command line and the exit status. Private to
 * cli/. */
#ifndef AN_CLI_RUN_H
#define AN_CLI_RUN_H

#include "base/digest.h"
#include "base/memory.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/program.h"
#include "indicator/meaning.h"
#include "scan/concordance.h"

struct an_run {
    const an_program *program;
    int argc;
    char **argv;
    an_arena arena;
    an_options *options;
    const char *config; /* the file of settings; NULL: none */
    char config_sha256[AN_SHA256_SIZE];
    an_settings settings;
    an_format format;
    an_schema *schema;
    an_outputs outputs;
    an_writer *writer;  /* the result, of outputs */
    an_writer *rejects; /* --rejects, of outputs; NULL: none */
    uint64_t rows_out;  /* of a record program: handed to the writer so far */
    an_meanings *meanings; /* NULL: not asked for yet */
    an_counts counts;
    an_concordance *concordance; /* --concordance; NULL: none */
    size_t first_operand; /* where the records of the operands begin in counts.files */
    an_progress progress;
    unsigned threads;
    an_error verdict; /* code AN_OK: none */
    const char **notes;
    size_t n_notes, notes_capacity;
    bool lost_note; /* there was no memory for one */
};

/* Reads --concordance, once, where the program has it and it is given. AN_USAGE: with --period none. The
 * codes of an_concordance_new. And the note on what it did (counts.concorded). */
an_code an_run_concordance(an_run *run, an_error *err);
void an_run_note_concordance(an_run *run);

/* The sources of the program with "{option}" in the names of columns replaced by the option's value. */
an_code an_run_sources(an_run *run, const an_source **sources, an_error *err);

/* Shapes tally and group: scans the sources, finishes the tally, writes indicators or calls finish. */
an_code an_run_tally(an_run *run, an_error *err);

/* All that the program does, AN_USES_...: with sources it reads extracts and makes groups; the kinds of its
 * indicators tell which intervals it makes; and what it declares. */
unsigned an_program_uses(const an_program *program);

/* Writes --help (text) or --man (mdoc) to writer. */
void an_help_text(const an_run *run, an_writer *writer);
void an_help_man(const an_program *program, an_writer *writer);

/* Writes --completion to writer: a script in the language of shell, "bash" or "zsh". */
void an_completion_write(const an_program *program, const char *shell, an_writer *writer);

/* Writes --declarations to writer, in the run's format: an indicator a row, those that the program writes; of
 * a program that takes --meaning all that it knows. needs and may_have name further extracts: --tor=tor. */
an_code an_declarations_write(const an_run *run, an_writer *writer, an_error *err);

/* Writes the audit record of a run, whose other outputs are complete, to writer. AN_SYSTEM: it cannot be
 * made. */
an_code an_audit_write(const an_run *run, an_writer *writer, an_error *err);

/* Made by the build: the release in the file VERSION and, in a checkout, the commit: "1.0.0+abc1234". */
extern const char an_version[];

#endif
