/* options: the command line, declared. Standard options stand once, here; a program adds its own. */
#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/number.h"
#include "indicator/output.h"
#include "schema/column.h"

enum { READS = AN_USES_EXTRACTS | AN_USES_TABLES };

const an_option an_standard_options[] = {
    {.name = "by",
     .letter = 'b',
     .type = AN_OPTION_LIST,
     .argument = "COL[,COL...]",
     .uses = AN_USES_GROUPS,
     .help = "a row for each combination of these columns"},
    {.name = "where",
     .letter = 'w',
     .type = AN_OPTION_TEXT,
     .argument = "COL=V[,V...]",
     .repeats = true,
     .uses = READS,
     .help = "only rows where this holds; also != < <= > >=; a value with a comma in double quotes"},
    {.name = "period",
     .letter = 'p',
     .type = AN_OPTION_CHOICE,
     .argument = "KIND",
     .choices = "quarter month year none",
     .fallback = "quarter",
     .uses = AN_USES_PERIODS,
     .help = "quarter, month, year or none"},
    {.name = "column",
     .type = AN_OPTION_TEXT,
     .argument = "NAME=ACTUAL",
     .repeats = true,
     .uses = AN_USES_EXTRACTS,
     .help = "the extract calls the column NAME ACTUAL"},
    {.name = "schema",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .uses = AN_USES_EXTRACTS,
     .help =
         "Frictionless Table Schema or Data Package: names, delimiter, decimalChar, formats, missing values, "
         "categories; field `factor` brings a unit to ours"},
    {.name = "delimiter",
     .type = AN_OPTION_TEXT,
     .argument = "C",
     .fallback = "auto",
     .uses = READS,
     .help = "the character between cells, or tab; auto: the header decides"},
    {.name = "decimal",
     .type = AN_OPTION_TEXT,
     .argument = "C",
     .uses = READS,
     .help = "the decimal mark (default .)"},
    {.name = "encoding",
     .type = AN_OPTION_TEXT,
     .argument = "NAME",
     .uses = READS,
     .help =
         "the encoding of the text, as iconv names it: LATIN1, CP1252, UTF-16LE (default UTF-8; UTF-16 with "
         "its mark is seen)"},
    {.name = "header-row",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .min = 1,
     .max = 1e9,
     .uses = READS,
     .help =
         "the line with the names of the columns (default: the first that is not empty); lines before it are "
         "passed over"},
    {.name = "sheet",
     .type = AN_OPTION_TEXT,
     .argument = "NAME",
     .uses = READS,
     .help = "the sheet of a workbook (.xlsx), by its name or its number; needed where it has several"},
    {.name = "format",
     .letter = 'f',
     .type = AN_OPTION_CHOICE,
     .argument = "FORMAT",
     .choices = AN_FORMATS,
     .help = "csv, table, json, jsonl, md (Markdown), excel (CSV that a German or French spreadsheet opens "
             "right: semicolons, decimal commas), xlsx (a workbook, a sheet an indicator) or sdmx (SDMX-CSV "
             "2.0, of indicator tables); default csv; table, as wide as fits, when stdout is a terminal"},
    {.name = "structure",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .uses = READS,
     .help = "with -f sdmx: write the structure message of the result (SDMX-ML 3.0): its dataflow, "
             "dimensions, code lists, attributes"},
    {.name = "output",
     .letter = 'o',
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .help = "write to FILE, whole or not at all"},
    {.name = "interval",
     .type = AN_OPTION_CHOICE,
     .argument = "METHOD",
     .choices = "wilson exact jeffreys",
     .fallback = "wilson",
     .uses = AN_USES_INTERVAL,
     .help = "interval of a rate: wilson, exact or jeffreys"},
    {.name = "level",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "0.95",
     .min = 0.5,
     .max = 0.999999,
     .uses = AN_USES_LEVEL,
     .help = "level of the intervals"},
    {.name = "cluster",
     .type = AN_OPTION_TEXT,
     .argument = "COL",
     .uses = AN_USES_CLUSTERS,
     .help = "items with one value here (declaration_id, importer ...) were chosen together: intervals of "
             "rates are those of clusters, and the columns clusters and design_effect follow. Rows without a "
             "value are one cluster. Memory grows with the number of clusters"},
    {.name = "min-n",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "30",
     .min = 0,
     .max = 1e15,
     .uses = AN_USES_MIN_N,
     .help = "a smaller denominator has status U (low reliability)"},
    {.name = "provisional",
     .type = AN_OPTION_FLAG,
     .uses = AN_USES_STATUS,
     .help = "the data are not final, as those of a quarter that is still revised: rows of status A have P"},
    {.name = "bad-rows",
     .type = AN_OPTION_CHOICE,
     .argument = "WHAT",
     .choices = "stop skip",
     .fallback = "stop",
     .uses = AN_USES_EXTRACTS,
     .help = "stop at the first bad row and write nothing, or skip bad rows"},
    {.name = "rejects",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .uses = AN_USES_EXTRACTS,
     .help = "with --bad-rows skip: the skipped rows, whole, each with its place and reason"},
    {.name = "threads",
     .letter = 'j',
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .min = 1,
     .max = 1024,
     .uses = AN_USES_EXTRACTS,
     .help = "threads (default: the processors there are); the output does not depend on it"},
    {.name = "progress",
     .type = AN_OPTION_CHOICE,
     .argument = "WHEN",
     .choices = "auto always never",
     .fallback = "auto",
     .uses = AN_USES_EXTRACTS,
     .help = "show progress on stderr: auto (if it is a terminal), always or never"},
    {.name = "audit",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .help =
         "write a record of the run: version, options, input hashes, rows read, used and rejected by reason"},
    {.name = "help", .letter = 'h', .type = AN_OPTION_FLAG, .help = "this text"},
    {.name = "man", .type = AN_OPTION_FLAG, .help = "this text as a manual page (man -l)"},
    {.name = "completion",
     .type = AN_OPTION_CHOICE,
     .argument = "SHELL",
     .choices = "bash zsh",
     .help = "what this shell completes on the command line, columns of the file too: eval \"$(PROGRAM "
             "--completion bash)\""},
    {.name = "config",
     .type = AN_OPTION_TEXT,
     .argument = "FILE",
     .help =
         "settings: lines OPTION = VALUE, for all programs or under [PROGRAM] for one; none: no settings. "
         "By default $CUPRUM_CONFIG, else cuprum/config in $XDG_CONFIG_HOME (~/.config), else "
         "/etc/cuprum/config"},
    {.name = "declarations",
     .type = AN_OPTION_FLAG,
     .help = "what each indicator means, as a table: those that this program writes, or (ind-*) all"},
    {.name = "version", .letter = 'V', .type = AN_OPTION_FLAG, .help = "the version"},
    {.name = NULL},
};

/* An option with the values it was given. */
typedef struct setting {
    const an_option *option;
    const char **values;
    size_t n, capacity;
    bool given;
    bool settled; /* given by a setting, not on the command line */
    int64_t count;
    double number;
} setting;

struct an_options {
    an_arena arena;
    setting *settings;
    size_t n;
    const char *const *operands;
    size_t n_operands;
};

static size_t count_options(const an_option *options)
{
    size_t n = 0;
    while (options != NULL && options[n].name != NULL)
        n++;
    return n;
}

static setting *find(const an_options *options, const char *name)
{
    for (size_t i = 0; i < options->n; i++)
        if (strcmp(options->settings[i].option->name, name) == 0)
            return &options->settings[i];
    return NULL;
}

static an_code append(setting *s, const char *value, an_error *err)
{
    if (an_grow(&s->values, &s->capacity, s->n + 1, sizeof *s->values) != AN_OK)
        return an_fail_memory(err);
    s->values[s->n++] = value;
    return AN_OK;
}

/* Splits at commas. A later --by replaces an earlier one, as with any option that does not repeat. */
static an_code append_words(an_options *options, setting *s, const char *value, an_error *err)
{
    while (true) {
        size_t size = strcspn(value, ",");
        if (size == 0)
            return an_fail(err, AN_USAGE, "--%s: an empty name; expected %s", s->option->name,
                           s->option->argument);
        const char *word = an_arena_copy(&options->arena, value, size);
        an_code code = word == NULL ? an_fail_memory(err) : append(s, word, err);
        if (code != AN_OK || value[size] == '\0')
            return code;
        value += size + 1;
    }
}

static an_code check_number(setting *s, const char *value, an_error *err)
{
    const an_option *option = s->option;
    bool whole = option->type == AN_OPTION_COUNT;
    size_t size = strlen(value);
    an_code code =
        whole ? an_count_parse(value, size, '.', &s->count) : an_number_parse(value, size, '.', &s->number);
    double number = whole ? (double)s->count : s->number;
    bool bounded = option->min < option->max;
    if (code == AN_OK && (!bounded || (number >= option->min && number <= option->max)))
        return AN_OK;
    char low[AN_NUMBER_SIZE], high[AN_NUMBER_SIZE];
    an_number_print(option->min, low);
    an_number_print(option->max, high);
    return an_fail(err, AN_USAGE, "--%s %s: expected a %snumber%s%s%s%s", option->name, value,
                   whole ? "whole " : "", bounded ? " from " : "", bounded ? low : "", bounded ? " to " : "",
                   bounded ? high : "");
}

static an_code set(an_options *options, setting *s, const char *value, an_error *err)
{
    const an_option *option = s->option;
    an_date date;
    if (!option->repeats)
        s->n = 0;
    switch (option->type) {
    case AN_OPTION_FLAG:
        return AN_OK;
    case AN_OPTION_LIST:
        return append_words(options, s, value, err);
    case AN_OPTION_CHOICE:
        if (an_words_find(option->choices, value, strlen(value)) == 0)
            return an_fail(err, AN_USAGE, "--%s %s: expected one of: %s", option->name, value,
                           option->choices);
        break;
    case AN_OPTION_COUNT:
    case AN_OPTION_NUMBER: {
        an_code code = check_number(s, value, err);
        if (code != AN_OK)
            return code;
        break;
    }
    case AN_OPTION_DATE:
        if (an_date_parse(value, strlen(value), NULL, &date) != AN_OK)
            return an_fail(err, AN_USAGE, "--%s %s: expected a date such as 2017-07-14", option->name, value);
        break;
    case AN_OPTION_FILE:
    case AN_OPTION_OUTPUT:
        if (value[0] == '\0')
            return an_fail(err, AN_USAGE, "--%s: the name of the file is empty", option->name);
        break;
    case AN_OPTION_TEXT:
        break;
    }
    return append(s, value, err);
}

/* The tables of getopt_long: option i of settings is returned as i + 256, short letters as themselves. */
static an_code make_tables(an_options *options, struct option **longs, char **letters, an_error *err)
{
    *longs = an_arena_alloc(&options->arena, (options->n + 1) * sizeof **longs);
    *letters = an_arena_alloc(&options->arena, 2 * options->n + 2);
    if (*longs == NULL || *letters == NULL)
        return an_fail_memory(err);
    char *next = *letters;
    *next++ = ':';
    for (size_t i = 0; i < options->n; i++) {
        const an_option *option = options->settings[i].option;
        bool flag = option->type == AN_OPTION_FLAG;
        int takes = flag ? no_argument : option->alone != NULL ? optional_argument : required_argument;
        (*longs)[i] = (struct option){option->name, takes, NULL, (int)i + 256};
        if (option->letter != '\0') {
            *next++ = option->letter;
            if (!flag)
                *next++ = ':';
        }
    }
    *next = '\0';
    (*longs)[options->n] = (struct option){0};
    return AN_OK;
}

static setting *by_letter(const an_options *options, int letter)
{
    for (size_t i = 0; i < options->n; i++)
        if (options->settings[i].option->letter == letter)
            return &options->settings[i];
    return NULL;
}

/* An abbreviation of several options, or a name that is none: then the one with the longest common
 * beginning. */
static an_code fail_unknown(const an_options *options, const char *shown, an_error *err)
{
    const char *const name = shown + strspn(shown, "-"), *nearest = NULL;
    size_t size = strcspn(name, "="), most = 0, matches = 0;
    for (size_t i = 0; i < options->n; i++) {
        const char *const known = options->settings[i].option->name;
        size_t common = 0;
        while (common < size && known[common] == name[common])
            common++;
        matches += common == size;
        nearest = common > most ? known : nearest;
        most = common > most ? common : most;
    }
    if (matches > 1)
        return an_fail(err, AN_USAGE, "ambiguous option %s; see --help", shown);
    if (most < 2)
        return an_fail(err, AN_USAGE, "unknown option %s; see --help", shown);
    return an_fail(err, AN_USAGE, "unknown option %s; did you mean --%s? see --help", shown, nearest);
}

static an_code parse(an_options *options, int argc, char **argv, an_error *err)
{
    struct option *longs;
    char *letters;
    an_code code = make_tables(options, &longs, &letters, err);
    optind = 0; /* start anew */
    opterr = 0;
    while (code == AN_OK) {
        int found = getopt_long(argc, argv, letters, longs, NULL);
        if (found == -1)
            break;
        const char *shown = optind > 0 ? argv[optind - 1] : "";
        if (found == ':')
            return an_fail(err, AN_USAGE, "option %s needs a value; see --help", shown);
        if (found == '?' && optopt >= 256)
            return an_fail(err, AN_USAGE, "option --%s takes no value; see --help", longs[optopt - 256].name);
        if (found == '?' && optopt > 0)
            return an_fail(err, AN_USAGE, "unknown option -%c; see --help", optopt);
        if (found == '?')
            return fail_unknown(options, shown, err);
        setting *s = found >= 256 ? &options->settings[found - 256] : by_letter(options, found);
        s->given = true;
        code = set(options, s, optarg != NULL ? optarg : s->option->alone, err);
    }
    options->operands = (const char *const *)argv + optind;
    options->n_operands = (size_t)(argc - optind);
    return code;
}

static an_code set_fallbacks(an_options *options, an_error *err)
{
    for (size_t i = 0; i < options->n; i++) {
        setting *s = &options->settings[i];
        if (s->given || s->option->fallback == NULL)
            continue;
        an_code code = set(options, s, s->option->fallback, err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}

bool an_option_applies(const an_option *option, unsigned uses)
{
    return option->uses == 0 || (option->uses & uses) != 0;
}

/* What is declared has its effect, or is refused. */
static an_code check_uses(const an_options *options, unsigned uses, an_error *err)
{
    static const struct {
        unsigned uses;
        const char *why;
    } reasons[] = {{AN_USES_GROUPS, "makes no groups of rows"},
                   {AN_USES_PERIODS, "makes no periods"},
                   {AN_USES_EXTRACTS, "reads no extracts"},
                   {READS, "reads no tables"},
                   {AN_USES_INTERVAL, "makes no intervals of proportions"},
                   {AN_USES_CLUSTERS, "makes no interval of a rate from counts alone"},
                   {AN_USES_STATUS, "makes no rows with a status of extracts"},
                   {AN_USES_LEVEL, "makes no intervals at a level of choice"},
                   {AN_USES_MIN_N, "does not judge how reliable a row is"}};
    for (size_t i = 0; i < options->n; i++) {
        const setting *const s = &options->settings[i];
        if (!s->given || an_option_applies(s->option, uses))
            continue;
        for (size_t r = 0; r < sizeof reasons / sizeof reasons[0]; r++)
            if (reasons[r].uses == s->option->uses)
                return an_fail(err, AN_USAGE, "--%s has no effect in this program, which %s; see --help",
                               s->option->name, reasons[r].why);
    }
    return AN_OK;
}

an_code an_options_parse(an_options **options, const an_option *own, unsigned uses, int argc, char **argv,
                         an_error *err)
{
    size_t n_own = count_options(own), n_standard = count_options(an_standard_options);
    an_options *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    made->n = n_own + n_standard;
    made->settings = calloc(made->n + 1, sizeof *made->settings);
    an_code code = made->settings == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < made->n && code == AN_OK; i++)
        made->settings[i].option = i < n_own ? &own[i] : &an_standard_options[i - n_own];
    if (code == AN_OK)
        code = parse(made, argc, argv, err);
    if (code == AN_OK)
        code = check_uses(made, uses, err);
    if (code == AN_OK)
        code = set_fallbacks(made, err);
    if (code != AN_OK) {
        an_options_free(made);
        return code;
    }
    *options = made;
    return AN_OK;
}

/* Whether an option belongs to one run, and no setting can be made of it. */
static bool is_of_one_run(const an_option *option)
{
    static const char names[] = "config declarations help man version infer";
    return option->type == AN_OPTION_OUTPUT || an_words_find(names, option->name, strlen(option->name)) > 0;
}

an_code an_options_settle(an_options *options, unsigned uses, const char *name, const char *value, bool *has,
                          an_error *err)
{
    setting *const s = find(options, name);
    *has = s != NULL && an_option_applies(s->option, uses);
    if (!*has || (s->given && !s->settled))
        return AN_OK;
    if (is_of_one_run(s->option))
        return an_fail(err, AN_USAGE, "%s is of one run: it goes on the command line", name);
    if (s->option->type == AN_OPTION_FILE && value[0] != '/')
        return an_fail(err, AN_USAGE, "%s = %s: expected the whole path, beginning with /", name, value);
    const bool is_flag = s->option->type == AN_OPTION_FLAG, is_yes = strcmp(value, "yes") == 0;
    if (is_flag && !is_yes && strcmp(value, "no") != 0)
        return an_fail(err, AN_USAGE, "%s = %s: expected yes or no", name, value);
    const char *const copy = an_arena_copy(&options->arena, value, strlen(value));
    if (copy == NULL)
        return an_fail_memory(err);
    s->given = s->settled = !is_flag || is_yes;
    return set(options, s, copy, err);
}

bool an_options_told(const an_options *options, const char *name)
{
    const setting *const s = find(options, name);
    return s != NULL && s->given && !s->settled;
}

const an_option *an_options_settled(const an_options *options, size_t *at, const char *const **values,
                                    size_t *n)
{
    while (*at < options->n) {
        const setting *const s = &options->settings[(*at)++];
        *values = s->values;
        *n = s->n;
        if (s->settled)
            return s->option;
    }
    return NULL;
}

void an_options_free(an_options *options)
{
    if (options == NULL)
        return;
    for (size_t i = 0; options->settings != NULL && i < options->n; i++)
        free(options->settings[i].values);
    free(options->settings);
    an_arena_free(&options->arena);
    free(options);
}

bool an_options_given(const an_options *options, const char *name)
{
    const setting *s = find(options, name);
    return s != NULL && s->given;
}

bool an_options_flag(const an_options *options, const char *name)
{
    return an_options_given(options, name);
}

const char *an_options_text(const an_options *options, const char *name)
{
    const setting *s = find(options, name);
    return s != NULL && s->n > 0 ? s->values[s->n - 1] : NULL;
}

int64_t an_options_count(const an_options *options, const char *name)
{
    const setting *s = find(options, name);
    return s != NULL ? s->count : 0;
}

double an_options_number(const an_options *options, const char *name)
{
    const setting *s = find(options, name);
    return s != NULL ? s->number : 0;
}

const char *const *an_options_list(const an_options *options, const char *name, size_t *n)
{
    const setting *s = find(options, name);
    *n = s != NULL ? s->n : 0;
    return s != NULL ? s->values : NULL;
}

const an_option *an_options_next(const an_options *options, an_option_type type, size_t *at)
{
    while (*at < options->n) {
        const setting *const s = &options->settings[(*at)++];
        if (s->given && s->option->type == type)
            return s->option;
    }
    return NULL;
}

const char *const *an_options_operands(const an_options *options, size_t *n)
{
    *n = options->n_operands;
    return options->operands;
}
