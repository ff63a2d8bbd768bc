/* options: the command line, declared. Standard options stand once, here; a program adds its own. */
#ifndef AN_CLI_OPTIONS_H
#define AN_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef enum an_option_type {
    AN_OPTION_FLAG,
    AN_OPTION_TEXT,
    AN_OPTION_LIST,   /* comma-separated words */
    AN_OPTION_CHOICE, /* one of .choices */
    AN_OPTION_COUNT,  /* a whole number within [min, max] */
    AN_OPTION_NUMBER, /* a number within [min, max] */
    AN_OPTION_FILE,   /* a file that is read */
    AN_OPTION_OUTPUT, /* a file that is written */
    AN_OPTION_DATE,
} an_option_type;

/* What a program does that an option bears on. */
enum {
    AN_USES_EXTRACTS = 1, /* it reads extracts: their columns, their bad rows, in threads */
    AN_USES_TABLES = 2,   /* it reads tables of results */
    AN_USES_GROUPS = 4,   /* it makes groups of rows: --by */
    AN_USES_INTERVAL = 8, /* of proportions: --interval */
    AN_USES_LEVEL = 16,   /* of intervals or tests: --level */
    AN_USES_MIN_N = 32,   /* it judges reliability by the number of units: --min-n */
    AN_USES_PERIODS = 64, /* it parts rows by period: --period */
    AN_USES_CLUSTERS = 128, /* it makes intervals of rates that can be those of clusters: --cluster */
    AN_USES_STATUS = 256,   /* it makes rows of indicators, each with its status: --provisional */
};

typedef struct an_option {
    const char *name; /* long name, without -- */
    char letter;      /* '\0': none */
    an_option_type type;
    const char *argument; /* FILE, N, COL[,COL...]; NULL for a flag */
    const char *choices;  /* AN_OPTION_CHOICE: blank between them */
    const char *fallback; /* default, as text; NULL: none */
    const char *alone; /* what --NAME without a value says (then --NAME=VALUE gives one); NULL: needs one */
    double min, max;      /* both 0: not bounded */
    bool repeats;
    unsigned uses;    /* has an effect in programs with one of these, AN_USES_...; 0: in all that take it */
    const char *help; /* one sentence */
} an_option;

typedef struct an_options an_options;

extern const an_option an_standard_options[]; /* ends with a NULL name */

/* Whether an option has an effect in a program that does what uses, AN_USES_..., says. */
bool an_option_applies(const an_option *option, unsigned uses);

/* Parses argv against the standard options and own (may be NULL). Values are checked here: AN_USAGE names the
 * option, the value and what was expected; an option that has no effect in a program of these uses is refused
 * too. */
an_code an_options_parse(an_options **options, const an_option *own, unsigned uses, int argc, char **argv,
                         an_error *err);
void an_options_free(an_options *options);

/* A setting (config.h) of an option: value is checked as on the command line, which goes before it; the last
 * of several settings goes before others. *has false: these options have no such one, or it has no effect in
 * a program of these uses. AN_USAGE: a value that the option does not take; a file without its whole path; an
 * option of one run (what is written, help). */
an_code an_options_settle(an_options *options, unsigned uses, const char *name, const char *value, bool *has,
                          an_error *err);

/* Whether the option was given on the command line, not by a setting. */
bool an_options_told(const an_options *options, const char *name);

/* The options of settings and their values, one after the other: the next from *at on, which begins as 0;
 * NULL: no more. */
const an_option *an_options_settled(const an_options *options, size_t *at, const char *const **values,
                                    size_t *n);

/* Values by long name. An option that was not given has its fallback; asking for an undeclared one is a
 * mistake of the program and gives NULL, 0 or false. */
bool an_options_given(const an_options *options, const char *name);
bool an_options_flag(const an_options *options, const char *name);
const char *an_options_text(const an_options *options, const char *name); /* NULL: not given, no default */
int64_t an_options_count(const an_options *options, const char *name);
double an_options_number(const an_options *options, const char *name);

/* All values of a repeatable option or the words of a list, in order; *n of them. */
const char *const *an_options_list(const an_options *options, const char *name, size_t *n);

/* The options of a type that were given, one after the other: the next from *at on, which begins as 0;
 * NULL: no more. */
const an_option *an_options_next(const an_options *options, an_option_type type, size_t *at);

/* The operands (FILE...). */
const char *const *an_options_operands(const an_options *options, size_t *n);

#endif
