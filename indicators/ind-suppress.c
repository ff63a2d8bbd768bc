/* ind-suppress: what may not be published, and what must go with it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/indicator_input.h"
#include "cli/program.h"
#include "indicator/figures.h"
#include "indicator/margins.h"
#include "indicator/protection.h"
#include "stat/disclosure.h"

typedef struct criteria {
    an_disclosure_rules rules;        /* of operators, or units that stand for them */
    int operators, max1, max2, total; /* columns of the sheet, -1: not there */
} criteria;

/* What the run works on. */
typedef struct suppression {
    an_run *run;
    an_observations table;
    criteria given;
    an_figures figures;
    an_margins margins;
    unsigned char *flags;     /* of each figure: protection.h */
    char *status;             /* of each row: F, the CONF_STATUS, d, or Q: it was suppressed before */
    size_t n_unknown_operators, n_without_largest;
} suppression;

/* ---- primary ---- */

static bool is_small(an_decimal count, double least)
{
    const double value = an_decimal_double(count);
    return an_disclosure_is_few(value, least) && value == floor(value);
}

static void mark(suppression *s, size_t row, size_t shown, unsigned flags)
{
    const uint32_t f = s->figures.shown[row * AN_SHOWN + shown];
    if (f != AN_NO_FIGURE)
        s->flags[f] = (unsigned char)(s->flags[f] | flags);
}

/* Marks the numerator, or else the denominator; false: the row has neither, or it is public. */
static bool mark_main(suppression *s, size_t row)
{
    const uint32_t *const shown = s->figures.shown + row * AN_SHOWN;
    const bool has_numerator = shown[AN_SHOWN_NUMERATOR] != AN_NO_FIGURE;
    const size_t which = has_numerator ? AN_SHOWN_NUMERATOR : AN_SHOWN_DENOMINATOR;
    const uint32_t f = has_numerator ? shown[AN_SHOWN_NUMERATOR] : shown[AN_SHOWN_DENOMINATOR];
    if (f == AN_NO_FIGURE || s->figures.cells[f].is_public)
        return false;
    mark(s, row, which, AN_SENSITIVE | AN_SENSITIVE_WITHIN);
    return true;
}

/* Without a column of operators the units are counted: of a share also those that it leaves. The label says
 * that one of the three is small, and of a row that is suppressed for others that none is. */
static bool has_few_units(suppression *s, size_t row)
{
    const an_observation *const o = &s->table.rows[row];
    const double least = s->given.rules.contributors;
    const bool counted[] = {[AN_SHOWN_NUMERATOR] = an_meaning_counts_above(o->meaning),
                            [AN_SHOWN_DENOMINATOR] = an_meaning_counts_below(o->meaning),
                            [AN_SHOWN_REST] = an_observation_is_share(o)};
    enum { NUMBERS = sizeof counted / sizeof *counted, NONE = NUMBERS };
    static const size_t by_size[NUMBERS] = {AN_SHOWN_REST, AN_SHOWN_NUMERATOR, AN_SHOWN_DENOMINATOR};
    size_t small = NONE; /* the largest of those that are: the others lie within it */
    for (size_t k = 0; k < NUMBERS; k++) {
        const uint32_t f = s->figures.shown[row * AN_SHOWN + by_size[k]];
        if (!counted[by_size[k]] || f == AN_NO_FIGURE || s->figures.cells[f].is_public ||
            !is_small(s->figures.cells[f].value, least))
            continue;
        mark(s, row, by_size[k], AN_SENSITIVE);
        small = by_size[k];
    }
    if (small != NONE)
        mark(s, row, small, AN_LABEL_SMALL);
    for (size_t k = 0; k < NUMBERS && small == NONE; k++)
        if (counted[k])
            mark(s, row, k, AN_LABEL_NOT_SMALL);
    return small != NONE;
}

/* Whether the row tells an amount that is somebody's. */
static bool has_amount(const suppression *s, size_t row)
{
    const an_observation *const o = &s->table.rows[row];
    const uint32_t f = s->figures.shown[row * AN_SHOWN + AN_SHOWN_NUMERATOR];
    return an_meaning_is_amount(o->meaning) && f != AN_NO_FIGURE && !s->figures.cells[f].is_public &&
           s->figures.cells[f].value.units != 0;
}

static an_code read_cell(const suppression *s, size_t i, an_disclosure_cell *cell, an_error *err)
{
    const criteria *const given = &s->given;
    const an_observation *const o = &s->table.rows[i];
    double *const numbers[] = {&cell->contributors, &cell->max1, &cell->max2, &cell->total};
    const int columns[] = {given->operators, given->max1, given->max2, given->total};
    *cell = (an_disclosure_cell){NAN, NAN, NAN, NAN};
    an_code code = AN_OK;
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0] && code == AN_OK; k++)
        code = an_sheet_number(s->table.sheet, o->row, columns[k], numbers[k], err);
    if (given->total < 0 && o->has_numerator)
        cell->total = fabs(an_decimal_double(o->numerator));
    return code;
}

static an_code judge_row(suppression *s, size_t i, an_error *err)
{
    const an_observation *const o = &s->table.rows[i];
    char *const status = &s->status[i];
    an_disclosure_cell cell;
    *status = 'Q';
    if (o->status == 'Q')
        return AN_OK;
    const an_code code = read_cell(s, i, &cell, err);
    if (code != AN_OK)
        return code;
    if (an_disclosure_primary(&cell, &s->given.rules, status) != AN_OK)
        return an_observation_fail(&s->table, i, s->given.max1, err,
                                   "expected max1 >= max2 >= 0 and max1 + max2 <= total");
    if (*status != 'F' && !mark_main(s, i))
        *status = 'F';
    const an_disclosure_rules *const rules = &s->given.rules;
    const bool is_judged = rules->contributors > 0 || rules->largest > 0 || rules->percent > 0;
    if (an_meaning_is_of_one_case(s->table.rows[i].meaning)) {
        (void)mark_main(s, i);
        *status = 'O';
        return AN_OK;
    }
    if (!isnan(cell.contributors)) {
        s->n_without_largest += *status == 'F' && isnan(cell.max1) && has_amount(s, i);
        return AN_OK;
    }
    if (has_few_units(s, i))
        *status = 'A';
    if (is_judged && isnan(cell.max1) && has_amount(s, i)) {
        (void)mark_main(s, i);
        *status = 'C';
        s->n_unknown_operators++;
    }
    return AN_OK;
}

/* What no declaration knows may tell anything of anything. */
static an_code check_known(const an_observations *table, an_error *err)
{
    for (size_t i = 0; i < table->n; i++)
        if (table->rows[i].meaning == NULL)
            return an_observation_fail(table, i, table->columns.indicator, err,
                                       "no declaration knows %s, so that nothing tells what gives it away: "
                                       "declare it in a file for --meaning, or leave it out with --where",
                                       table->rows[i].indicator);
    return AN_OK;
}

/* ---- the table as a system ---- */

/* --margin COL=VALUE, each a column and a key of the table. */
static an_code read_margins(const suppression *s, an_arena *arena, an_declared_margin **declared, size_t *n,
                            an_error *err)
{
    const char *const *const words = an_options_list(an_run_options(s->run), "margin", n);
    *declared = an_arena_alloc(arena, (*n + 1) * sizeof **declared);
    if (*declared == NULL)
        return an_fail_memory(err);
    for (size_t k = 0; k < *n; k++) {
        const char *const equals = strchr(words[k], '=');
        const char *const column =
            equals == NULL ? NULL : an_arena_copy(arena, words[k], (size_t)(equals - words[k]));
        if (equals == NULL)
            return an_fail(err, AN_USAGE, "--margin: expected COL=VALUE, not '%s'", words[k]);
        if (column == NULL)
            return an_fail_memory(err);
        (*declared)[k] = (an_declared_margin){column, equals + 1};
        int c;
        const an_code code = an_sheet_told(s->table.sheet, "--margin", column, &c, err);
        if (code != AN_OK)
            return code;
        bool occurs = false;
        for (size_t i = 0; i < s->table.n && !occurs; i++)
            occurs = strcmp(an_observation_cell(&s->table, i, c), equals + 1) == 0;
        if (!occurs)
            return an_fail(err, AN_USAGE, "--margin %s: no row has that key", words[k]);
    }
    return AN_OK;
}

static an_code make_system(suppression *s, an_error *err)
{
    an_arena arena = {0};
    an_declared_margin *declared;
    size_t n;
    an_code code = read_margins(s, &arena, &declared, &n, err);
    if (code == AN_OK)
        code = an_figures_new(&s->figures, &s->table, declared, n, err);
    if (code == AN_OK)
        code = an_margins_find(&s->figures, s->table.n, &s->margins, err);
    if (code == AN_OK)
        code = an_figures_index(&s->figures, s->table.n, err);
    an_arena_free(&arena);
    if (code != AN_OK)
        return code;
    s->flags = calloc(s->figures.n + 1, 1);
    s->status = malloc(s->table.n + 1);
    return s->flags != NULL && s->status != NULL ? AN_OK : an_fail_memory(err);
}

/* ---- the result ---- */

static const char *method_of(char status)
{
    switch (status) {
    case 'A':
        return "suppressed:A small counts";
    case 'O':
        return "suppressed:O dominance by one";
    case 'T':
        return "suppressed:T dominance by two";
    case 'M':
        return "suppressed:M p% rule";
    case 'c':
        return "suppressed:C confidential";
    case 'C':
        return "suppressed:C operators unknown";
    default:
        return "suppressed:D secondary";
    }
}

static void suppress(an_result *result, char status)
{
    result->value = result->lower = result->upper = NAN;
    result->exact = result->has_numerator = result->has_denominator = result->has_squares = false;
    result->no_missing = true;
    result->status = 'Q';
    if (status != 'Q')
        result->method = method_of(status);
}

static an_code write_table(an_run *run, const an_observations *table, const char status[], an_error *err)
{
    const char *keys[AN_BREAKDOWN_LIMIT];
    an_indicators *out;
    an_code code = an_observations_indicators(table, an_run_writer(run), an_run_format(run), &out, err);
    if (code != AN_OK)
        return code;
    for (size_t i = 0; i < table->n; i++) {
        an_result result = an_observation_result(table, i, keys);
        if (status[i] != 'F')
            suppress(&result, status[i]);
        an_indicators_add(out, &result);
    }
    return an_indicators_end(out, code, err);
}

static void note_counts(const suppression *s)
{
    size_t primary = 0, secondary = 0, before = 0, withheld = 0;
    for (size_t i = 0; i < s->table.n; i++) {
        primary += strchr("AOTMC", s->status[i]) != NULL;
        withheld += s->status[i] == 'c';
        secondary += s->status[i] == 'd';
        before += s->status[i] == 'Q';
    }
    if (primary + secondary > 0 || withheld == 0)
        an_run_note(s->run, "%zu of %zu rows suppressed, and %zu more to protect them", primary, s->table.n,
                    secondary);
    if (withheld > 0)
        an_run_note(s->run, "rows suppressed without saying why, as that would tell their numbers: %zu",
                    withheld);
    if (before > 0)
        an_run_note(s->run,
                    "rows that were suppressed before: %zu; their numbers are protected only where they can "
                    "be computed from what stands here",
                    before);
}

/* What the table was taken to mean. */
static void note_meaning(const suppression *s)
{
    for (size_t k = 0; k < s->margins.n_found; k++)
        an_run_note(s->run, "%s=%s is the sum of all others wherever it stands: taken for their total",
                    s->figures.dimensions[s->margins.found[k].dimension].name,
                    an_intern_text(s->figures.texts, s->margins.found[k].key, NULL));
    if (s->figures.n_conflicts > 0)
        an_run_note(s->run,
                    "%zu numbers stand twice with different values: tables of different data, whose sums "
                    "cannot be held against each other",
                    s->figures.n_conflicts);
    if (s->n_unknown_operators > 0)
        an_run_note(s->run,
                    "amounts suppressed because nothing tells whose they are: %zu; make the table with "
                    "--disclosure, or add the columns operators, max1 and max2",
                    s->n_unknown_operators);
    if (s->n_without_largest > 0)
        an_run_note(s->run,
                    "amounts judged by the number of their operators alone, as max1 is not known: %zu",
                    s->n_without_largest);
}

/* ---- the command line ---- */

/* --dominance N,K or none. */
static an_code read_dominance(const an_options *given, an_disclosure_rules *rules, an_error *err)
{
    size_t n;
    const char *const *words = an_options_list(given, "dominance", &n);
    if (n == 1 && strcmp(words[0], "none") == 0)
        return AN_OK;
    if (n == 2 && (strcmp(words[0], "1") == 0 || strcmp(words[0], "2") == 0) &&
        an_number_parse(words[1], strlen(words[1]), '.', &rules->share) == AN_OK && rules->share > 0 &&
        rules->share < 100) {
        rules->largest = words[0][0] - '0';
        return AN_OK;
    }
    return an_fail(err, AN_USAGE, "--dominance: expected N,K with N 1 or 2 and K between 0 and 100, or none");
}

/* The columns that the rules look at are no breakdown, wherever they stand. */
static an_code find_columns(an_observations *table, criteria *given, an_error *err)
{
    int *const places[] = {&given->operators, &given->max1, &given->max2, &given->total};
    static const char *const names[] = {"operators", "max1", "max2", "total"};
    an_indicator_columns *columns = &table->columns;
    for (size_t k = 0; k < sizeof places / sizeof places[0]; k++) {
        size_t kept = 0;
        *places[k] = an_sheet_find(table->sheet, names[k]);
        for (size_t b = 0; b < columns->n_breakdown; b++)
            if (columns->breakdown[b] != *places[k])
                columns->breakdown[kept++] = columns->breakdown[b];
        columns->n_breakdown = kept;
    }
    if ((given->max1 >= 0) == (given->max2 >= 0) && (given->max1 >= 0 || given->total < 0))
        return AN_OK;
    return an_fail(err, AN_DATA,
                   "dominance needs the columns max1 and max2: the table has only some of them");
}

/* With 2 the label alone would tell the number. */
static an_code check_least(const criteria *given, an_error *err)
{
    if (given->rules.contributors != 2 || given->operators >= 0)
        return AN_OK;
    return an_fail(err, AN_USAGE,
                   "--min-n-cell 2: a count that is suppressed for being below 2 is known to be 1; take 3, "
                   "or 0 for no such rule");
}

static an_code suppress_table(suppression *s, an_error *err)
{
    an_code code = check_known(&s->table, err);
    if (code == AN_OK)
        code = find_columns(&s->table, &s->given, err);
    if (code == AN_OK)
        code = check_least(&s->given, err);
    if (code == AN_OK)
        code = make_system(s, err);
    for (size_t i = 0; i < s->table.n && code == AN_OK; i++)
        code = judge_row(s, i, err);
    const an_protection_rules rules = {s->given.rules.contributors, s->given.rules.percent};
    if (code == AN_OK)
        code = an_protection_add(&s->figures, &s->margins, &s->table, &rules, s->flags, s->status, err);
    if (code == AN_OK)
        code = write_table(s->run, &s->table, s->status, err);
    if (code == AN_OK) {
        note_counts(s);
        note_meaning(s);
    }
    free(s->flags);
    free(s->status);
    an_margins_free(&s->margins);
    an_figures_free(&s->figures);
    return code;
}

static an_code run_suppress(an_run *run, an_error *err)
{
    const an_options *given = an_run_options(run);
    suppression s = {.run = run,
                     .given.rules = {.contributors = (double)an_options_count(given, "min-n-cell"),
                                     .percent = an_options_number(given, "p-percent")}};
    an_code code = read_dominance(given, &s.given.rules, err);
    if (code == AN_OK)
        code = an_run_observations(run, &s.table, err);
    if (code != AN_OK)
        return code;
    code = suppress_table(&s, err);
    an_observations_free(&s.table);
    return code;
}

static const an_option options[] = {
    {.name = "min-n-cell",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "3",
     .min = 0,
     .max = 1e9,
     .help =
         "fewest operators of a cell (or units, where the table has no column operators); 0: no such rule"},
    {.name = "dominance",
     .type = AN_OPTION_LIST,
     .argument = "N,K",
     .fallback = "2,85",
     .help = "the N (1 or 2) largest operators may not have more than K percent of a cell; or none"},
    {.name = "p-percent",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "10",
     .min = 0,
     .max = 100,
     .help = "a cell less its two largest must be at least P percent of the largest; 0: no such rule"},
    {.name = "margin",
     .type = AN_OPTION_TEXT,
     .argument = "COL=VALUE",
     .repeats = true,
     .help = "the key VALUE of the column stands for all others, whatever its name; repeatable"},
    AN_RUN_MEANING,
    {.name = NULL},
};

static const an_program program = {
    .name = "ind-suppress",
    .summary =
        "disclosure control: suppresses cells that tell of single operators, and what must go with them",
    .definition =
        "Reads an indicator table and writes it with the cells suppressed that may not be published: value, "
        "interval, numerator, denominator and n_missing empty, status Q, and a method that says why, with "
        "the CONF_STATUS letter of SDMX (which -f sdmx writes).\n\n"
        "Primary, A small counts: fewer than --min-n-cell operators, where the table has a column operators "
        "(--disclosure of the programs that read extracts writes it). Without it the units themselves are "
        "counted: a numerator, a denominator or what a share leaves (denominator - numerator) between 1 and "
        "N-1. This is weaker: many declarations may be of one operator. C: amounts whose operators nothing "
        "tells, unless the catalogue declares them public (TOR).\n\n"
        "Primary, O, T and M: where the table has the columns max1 and max2 (the amounts of the two largest "
        "operators), dominance by one or two (x1 + x2 > K % of the total: of the column total, or else the "
        "numerator) and the p% rule (total - x1 - x2 < P % of x1: the second can estimate the first). Rows "
        "that tell what one case contributes to an amount (its largest share, the value without it) are "
        "always O.\n\n"
        "Secondary, D: further rows, until each suppressed number but 0 could be another one for all that "
        "is published, as linear programming finds: a sensitive amount, or the units of few operators, P % "
        "more and P % less. Who attacks is taken to know the sums (totals of a column, years of quarters "
        "and months, codes of the codes that begin with them, parts of measures as the catalogue declares "
        "them, over all indicators and programs), that counts are whole, which numbers are 0, and what the "
        "labels say: A is 1 to N-1, D is not. Where labels alone would tell a number (three counts below 3, "
        "one of them the sum of the others) the rows of that place, or of those around it, are labelled C, "
        "confidential. As few rows as a search finds go, and of these the smallest. Indicators that no "
        "declaration knows are refused (--meaning).\n\n"
        "Totals are keys called TOTAL, Total, _T, Insgesamt and the like, in a column of countries also "
        "World, in member_state also EU and EU27_2020; those of --margin; a column that a table does not "
        "have; an empty key that is the sum of all others; and, with a note, a key that is the sum of all "
        "others wherever it stands. A total above the sum of its parts bounds them.\n\n"
        "Give all rows that will be published in one run, of all tables and periods: what stands in another "
        "table protects nothing here. Not protected against: an operator who subtracts its own amount, "
        "figures published elsewhere. Tables of different data (another --where) are refused where they "
        "repeat keys: make them with --by the column of --where, so that what is left of the total has a row "
        "too. All further columns of the input are left out, as they may tell what was suppressed.",
    .source =
        "Hundepool et al. 2012, Statistical Disclosure Control, chapter 4. Fischetti, Salazar 2001, "
        "Management Science 47:1008. SDMX code lists CL_OBS_STATUS, CL_CONF_STATUS.",
    .output = "an indicator table",
    .examples = "cat national.csv by_state.csv | ind-suppress\n"
                "ind-suppress -f sdmx --min-n-cell 4 table.csv -o published.csv\n"
                "ind-suppress --dominance 1,75 --p-percent 0 amounts.csv",
    .options = options,
    .uses = AN_USES_TABLES,
    .run = run_suppress,
};

AN_PROGRAM(program)
