/* ind-plot: a result table as a chart. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/number.h"
#include "chart/gnuplot.h"
#include "chart/kind.h"
#include "chart/script.h"
#include "cli/indicator_input.h"
#include "cli/program.h"
#include "indicator/sheet.h"

enum {
    LEAST_SIZE = 300,
    MOST_SIZE = 10000,
    COLUMN = 10, /* pixels of a column of a terminal, */
    LINE = 13,   /* and of a line, as plots/theme.gp has them */
    COLUMNS = 80,
    LEAST_COLUMNS = 60,
    MOST_COLUMNS = 160,
    SOURCE_SIZE = 300,
};

static const an_option options[] = {
    {.name = "indicator",
     .type = AN_OPTION_LIST,
     .argument = "CODE[,CODE...]",
     .help = "draws these indicators; by default the first of the table that fits the kind"},
    {.name = "at",
     .type = AN_OPTION_TEXT,
     .argument = "PERIOD",
     .help = "draws this period (bars, funnel, ratio); by default the last of the table"},
    {.name = "title", .type = AN_OPTION_TEXT, .argument = "TEXT", .help = "writes this above the chart"},
    {.name = "source",
     .type = AN_OPTION_TEXT,
     .argument = "TEXT",
     .help = "writes this below the chart; by default the name of the table"},
    {.name = "lang",
     .type = AN_OPTION_CHOICE,
     .argument = "LANG",
     .choices = "en fr de it pl es",
     .fallback = "en",
     .help = "writes numbers and dates as this language does: en, fr, de, it, pl, es; words stay English"},
    {.name = "terminal",
     .type = AN_OPTION_CHOICE,
     .argument = "[=HOW]",
     .choices = "dumb sixel",
     .alone = "dumb",
     .help = "draws in the terminal, as wide as it is: dumb (letters), or sixel (a picture, where the "
             "terminal shows them)"},
    {.name = "size",
     .type = AN_OPTION_TEXT,
     .argument = "WIDTHxHEIGHT",
     .help = "makes the chart so large, in pixels; by default as large as its rows need"},
    AN_RUN_MEANING,
    {.name = NULL},
};

/* The side of a chart in pixels at the beginning of text, up to end. */
static an_code parse_side(const char *text, const char *end, double *side)
{
    int64_t pixels;
    if (an_count_parse(text, (size_t)(end - text), '.', &pixels) != AN_OK || pixels < LEAST_SIZE ||
        pixels > MOST_SIZE)
        return AN_USAGE;
    *side = (double)pixels;
    return AN_OK;
}

static an_code parse_size(const char *text, an_chart_request *request, an_error *err)
{
    const char *const x = strchr(text, 'x');
    if (x != NULL && parse_side(text, x, &request->width) == AN_OK &&
        parse_side(x + 1, text + strlen(text), &request->height) == AN_OK)
        return AN_OK;
    return an_fail(err, AN_USAGE, "--size: '%s': expected WIDTHxHEIGHT, each %d to %d, such as 900x600", text,
                   LEAST_SIZE, MOST_SIZE);
}

/* The first operand names the kind. */
static an_code find_kind(const an_options *given, const an_chart_kind **kind, an_error *err)
{
    char names[160] = "";
    size_t n;
    const char *const *const operands = an_options_operands(given, &n);
    *kind = n > 0 ? an_chart_kind_find(operands[0]) : NULL;
    if (*kind != NULL)
        return AN_OK;
    for (const an_chart_kind *k = an_chart_kinds; k->name != NULL; k++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", k == an_chart_kinds ? "" : ", ",
                 k->name);
    if (n == 0)
        return an_fail(err, AN_USAGE, "no kind of chart: expected one of %s", names);
    return an_fail(err, AN_USAGE, "'%s' is no kind of chart: expected one of %s", operands[0], names);
}

/* The format of the output: gp (the script) unless --terminal or --output names another. */
static an_code find_format(const an_options *given, const char **format, an_error *err)
{
    const char *const path = an_options_text(given, "output"), *const how =
                                                                   an_options_text(given, "terminal");
    if (how != NULL && path != NULL)
        return an_fail(err, AN_USAGE, "--terminal draws on standard output: not with --output");
    *format = how != NULL ? how : "gp";
    return path == NULL || strcmp(path, "-") == 0 ? AN_OK : an_gnuplot_format(path, format, err);
}

/* As wide as the terminal, where the user named no size; as high as the kind wants. */
static void fit_terminal(an_chart_request *request)
{
    struct winsize size = {0};
    int columns = COLUMNS;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    columns = columns < LEAST_COLUMNS ? LEAST_COLUMNS : columns > MOST_COLUMNS ? MOST_COLUMNS : columns;
    if (request->width == 0)
        request->width = COLUMN * columns;
}

static an_code check(an_run *run, an_error *err)
{
    const an_options *const given = an_run_options(run);
    const char *const size = an_options_text(given, "size");
    const an_chart_kind *kind;
    const char *format;
    an_code code = find_kind(given, &kind, err);
    if (code == AN_OK && kind->of_signals && an_options_given(given, "meaning"))
        code = an_fail(err, AN_USAGE, "--meaning is for charts of indicators: %s draws price signals",
                       kind->name);
    if (code == AN_OK)
        code = find_format(given, &format, err);
    if (code == AN_OK && size != NULL)
        code = parse_size(size, &(an_chart_request){0}, err);
    return code;
}

/* Writes the chart as a script, or as what gnuplot draws of it. */
static an_code write_chart(const an_chart *chart, const char *format, an_writer *writer, an_error *err)
{
    an_writer *script = NULL;
    size_t size;
    if (strcmp(format, "gp") == 0)
        return an_script_write(chart, NULL, writer, err);
    an_code code = an_writer_memory(&script, err);
    if (code != AN_OK)
        return code;
    code = an_script_write(chart, format, script, err);
    const char *const text = an_writer_text(script, &size);
    if (code == AN_OK && an_writer_failed(script))
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = an_gnuplot_draw(text, size, format, writer, err);
    an_writer_abort(script);
    return code;
}

/* The source line: the user's, or the name of the table, without its folders, so that the same table gives
 * the same chart wherever it lies. */
static const char *name_source(const an_options *given, const char *const files[], size_t n,
                               char out[SOURCE_SIZE])
{
    const char *const text = an_options_text(given, "source");
    if (text != NULL)
        return text;
    const char *const first = n == 0 || strcmp(files[0], "-") == 0 ? "standard input" : files[0];
    const char *const slash = strrchr(first, '/'), *const name = slash != NULL ? slash + 1 : first;
    if (n > 1)
        snprintf(out, SOURCE_SIZE, "Source: %.200s and %zu more; cuprum", name, n - 1);
    else
        snprintf(out, SOURCE_SIZE, "Source: %.200s; cuprum", name);
    return out;
}

/* What a chart is made of: observations, or the rows of a table of signals that --where keeps. */
typedef struct input {
    an_observations observations;
    an_sheet *signals;
    bool *keep;
} input;

static an_code read_signals(an_run *run, input *in, const char *const files[], size_t n_files,
                            const char *const where[], size_t n_where, size_t *n_kept, an_error *err)
{
    an_code code = an_run_sheet(run, files, n_files, &in->signals, err);
    if (code != AN_OK)
        return code;
    in->keep = malloc((an_sheet_rows(in->signals) + 1) * sizeof *in->keep);
    if (in->keep == NULL)
        return an_fail_memory(err);
    code = an_sheet_filter(in->signals, where, n_where, in->keep, err);
    for (size_t row = 0; row < an_sheet_rows(in->signals) && code == AN_OK; row++)
        *n_kept += in->keep[row];
    return code;
}

static an_code read_input(an_run *run, bool signals, const char *const files[], size_t n_files, input *in,
                          an_error *err)
{
    const an_meanings *meanings;
    size_t n_where, n_kept = 0;
    const char *const *const where = an_options_list(an_run_options(run), "where", &n_where);
    if (signals) {
        const an_code code = read_signals(run, in, files, n_files, where, n_where, &n_kept, err);
        return code == AN_OK ? an_run_record(run, in->signals, n_kept, err) : code;
    }
    an_code code = an_run_meanings(run, &meanings, err);
    an_sheet *sheet = NULL;
    if (code == AN_OK)
        code = an_run_sheet(run, files, n_files, &sheet, err);
    if (code == AN_OK)
        code = an_observations_of(&in->observations, sheet, where, n_where, meanings, err);
    return code == AN_OK ? an_run_record(run, in->observations.sheet, in->observations.n, err) : code;
}

static void free_input(input *in)
{
    an_observations_free(&in->observations);
    an_sheet_free(in->signals);
    free(in->keep);
}

static an_code plot(an_run *run, an_error *err)
{
    const an_options *const given = an_run_options(run);
    const char *const size = an_options_text(given, "size"), *format = "gp";
    char source[SOURCE_SIZE];
    size_t n;
    const an_chart_kind *kind;
    input in = {.signals = NULL};
    an_chart *chart = NULL;
    an_chart_request request = {.title = an_options_text(given, "title"),
                                .period = an_options_text(given, "at"),
                                .style = an_style_find(an_options_text(given, "lang"))};
    request.indicators = an_options_list(given, "indicator", &request.n_indicators);

    an_code code = find_kind(given, &kind, err);
    if (code != AN_OK)
        return code;
    const char *const *const files = an_options_operands(given, &n) + 1; /* the first is the kind */
    request.source = name_source(given, files, n - 1, source);
    code = find_format(given, &format, err);
    if (code == AN_OK && size != NULL)
        code = parse_size(size, &request, err);
    if (an_options_given(given, "terminal"))
        fit_terminal(&request);
    if (code == AN_OK)
        code = read_input(run, kind->of_signals, files, n - 1, &in, err);
    request.observations = &in.observations;
    request.sheet = in.signals;
    request.keep = in.keep;
    if (code == AN_OK)
        code = kind->build(&request, &chart, err);
    if (code == AN_OK)
        code = write_chart(chart, format, an_run_writer(run), err);
    an_chart_free(chart);
    free_input(&in);
    return code;
}

static const an_program program = {
    .name = "ind-plot",
    .summary = "draws a result table as a chart",
    .usage = "KIND [OPTION]... [FILE]...",
    .definition =
        "ind-plot KIND [FILE...] reads a result table and writes a gnuplot script with the data inside; "
        "with --output FILE.svg, .png or .pdf it runs gnuplot itself, and the file is there whole or not at "
        "all (.gp: the script). --terminal draws in the terminal.\n\n"
        "bars: the values of the last period, sorted, with their intervals.\n"
        "trend: the values over the periods, as lines; a panel for each of more than six. Of a table of "
        "ind-trend also the limits of its control charts, and a ring where a value lies outside.\n"
        "funnel: shares over their denominators between control limits of 95 and 99.8 % about the overall "
        "share: those of ind-compare if the table is its, else exact binomial ones.\n"
        "ratio: ratios of two rates with their intervals, on a logarithmic axis with a line at 1 (a forest "
        "plot); a crude ratio and its stratified form together.\n"
        "heatmap: a cell for each area and indicator, with its value, coloured by how far beyond chance it "
        "lies from the others (z_adjusted of ind-compare): blue below, orange above, full colour from z = 3 "
        "on; what is no share of counted items has no colour.\n"
        "prices: rows of sidda-flag --all: the declared value over net mass times reference price, the "
        "value that the reference would give (over net mass where all items have one reference), on "
        "logarithmic axes; signals by class, the first ones in words. Over 5,000 rows, all signals and a "
        "sample of the others are drawn.\n"
        "density: rows of sidda-flag --all: for each of the first six signals the density of the log prices "
        "it is compared with, over its reference price.\n"
        "signals: rows of sidda-flag: the first ten signals, and the running sum of the duty at stake by "
        "rank (of the value gap where no duty is known).\n"
        "survival: a table of crmf-rif --curve: the share of forms answered over the days since issue "
        "(Kaplan-Meier), with its band, a cross where a form was last seen open, and the day it was due.\n\n"
        "Titles, and what is told in percent, are as the indicators are declared; one that no program and "
        "no --meaning FILE declares is drawn in plain numbers under its code. A value that cannot be "
        "computed is marked n.a., a confidential one suppressed; neither is drawn as 0. Pale or hollow: low "
        "reliability (status U). Text of the data is never read by gnuplot as a command or as markup.",
    .source = "Control limits: Spiegelhalter 2005, Statistics in Medicine 24:1185. Numbers and dates: "
              "Unicode CLDR 42. Colours: Okabe and Ito 2008.",
    .examples = "ind-plot bars --indicator control_rate controls.csv -o bars.svg\n"
                "ind-compare controls.csv | ind-plot funnel -o funnel.png\n"
                "ind-plot trend controls.csv | gnuplot > trend.svg\n"
                "ind-plot bars --terminal controls.csv\n"
                "ind-plot trend --lang fr --title 'Taux de contr\xC3\xB4le' controls.csv -o taux.pdf",
    .output = "a gnuplot script, or a drawing",
    .options = options,
    .uses = AN_USES_TABLES,
    .check = check,
    .run = plot,
};

AN_PROGRAM(program)
