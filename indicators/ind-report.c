/* ind-report: a folder of results as one page. */
#include "cli/indicator_input.h"
#include "cli/program.h"
#include "report/page.h"

static const an_option options[] = {
    {.name = "title",
     .type = AN_OPTION_TEXT,
     .argument = "TEXT",
     .help = "heads the page with this; by default the name of the indicators and the period"},
    {.name = "author",
     .type = AN_OPTION_TEXT,
     .argument = "TEXT",
     .help = "who answers for the page, named on top of it"},
    {.name = "invented",
     .type = AN_OPTION_FLAG,
     .help = "says in the title and on top that the data are invented"},
    AN_RUN_MEANING,
    {.name = NULL},
};

static an_code check(an_run *run, an_error *err)
{
    size_t n;
    an_options_operands(an_run_options(run), &n);
    if (n == 0)
        return an_fail(err, AN_USAGE, "no folder of results: ind-report DIR -o OUT.html");
    return n == 1 ? AN_OK : an_fail(err, AN_USAGE, "one folder of results at a time, not %zu", n);
}

static an_code report(an_run *run, an_error *err)
{
    size_t n;
    const char *const *const operands = an_options_operands(an_run_options(run), &n);
    an_results results = {0};
    an_code code = an_run_meanings(run, &results.meanings, err);
    if (code == AN_OK)
        code = an_results_read(&results, operands[0], err);
    for (size_t i = 0; i < results.n_paths && code == AN_OK; i++)
        code = an_run_reads(run, results.paths[i], err);
    const an_heading heading = {.title = an_options_text(an_run_options(run), "title"),
                                .author = an_options_text(an_run_options(run), "author"),
                                .invented = an_options_flag(an_run_options(run), "invented")};
    if (code == AN_OK)
        code = an_page_write(&results, &heading, an_run_writer(run), err);
    an_results_free(&results);
    return code;
}

static const an_program program = {
    .name = "ind-report",
    .summary = "a folder of results as one self-contained page",
    .usage = "DIR [OPTION]...",
    .definition =
        "Reads the tables (.csv) and charts (.svg) of a folder, as quarter leaves them, and writes one HTML "
        "page that needs neither a network nor other files: the charts stand in it, tables are sorted by a "
        "click on a heading and can be saved as CSV. It prints what is open on it; a button opens all that "
        "is folded while it prints. In a CSV that is saved an apostrophe stands before cells that a "
        "spreadsheet would run as a formula (= + - @, tab or CR in front of what is no number); numbers are "
        "left as they are.\n\n"
        "On top stand the title, the period, which rows of which files (name, hash) were read and how many "
        "were used, and how far to trust the figures.\n\n"
        "The findings come first, in sentences made from the numbers: the value of each indicator of the "
        "whole at its last period; what changed since the period before, and whether that is more than "
        "chance explains (p below 0.05, from tables of ind-trend); the areas outside the funnel (tables of "
        "ind-compare); the ten signals worth most (tables of sidda-flag), each a reason to doubt. Then "
        "every chart and table, data quality (extract-check), definitions and the audit record. Suppressed "
        "values are never shown in sentences. A table of values is shown whole up to 30 rows, else its first "
        "10 rows, any other its first 8 rows and 12 columns; what ind-trend and ind-compare add is told by "
        "findings and charts. The whole is in the CSV.\n\n"
        "DIR/contents.csv (section,title,file,table,kind,indicator) orders and titles the files and says "
        "which table a chart shows; without it they come by name. DIR/definitions/PROGRAM.txt are --help "
        "texts, DIR/audit/NAME.json audit records.\n\n"
        "Text of the data appears as itself and is never run: it is escaped, and the page's "
        "Content-Security-Policy allows no script but its own.",
    .source = "WCAG 2.1 (text alternatives, contrast, headings). W3C Content Security Policy Level 3.",
    .output = "an HTML page",
    .examples = "quarter datasets -o report\n"
                "ind-report report -o report/index.html\n"
                "ind-report report --title 'Union, third quarter of 2017' -o q3.html",
    .options = options,
    .check = check,
    .run = report,
};

AN_PROGRAM(program)
