/* ind-trend: change, trend, level shift and control chart of each indicator over its periods. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/indicator_input.h"
#include "cli/program.h"
#include "indicator/trend.h"
#include "indicator/grouping.h"
#include "indicator/membership.h"
#include "indicator/series.h"
#include "schema/nomenclature.h"

static const char *const names[] = {
    "segment", "previous",      "change",        "change_p",    "year_before", "year_change",
    "year_p",  "seasons",       "slope",         "slope_lower", "slope_upper", "mk_z",
    "mk_p",    "shift",         "shift_size",    "shift_p",     "chart",       "charted",
    "center",  "lower_limit",   "upper_limit",   "signal",      "rule",        "change_verdict",
    "trend_p", "trend_verdict", "shift_verdict", "verdict"};
enum { N_NAMES = sizeof names / sizeof names[0] };

/* ---- series and their breaks ---- */

/* The periods with which the definitions of a series changed, of all series where the user gives them. */
typedef struct cuts {
    an_date *dates; /* the first days */
    size_t n;
    bool given;
} cuts;

static an_code first_day(const char *text, an_date *first)
{
    an_period period;
    an_date end;
    if (an_period_parse(text, strlen(text), NULL, &period) != AN_OK || period.kind == AN_PERIOD_NONE)
        return AN_DATA;
    an_period_days(period, first, &end);
    return AN_OK;
}

static an_code read_breaks(const an_options *options, cuts *out, an_error *err)
{
    size_t n;
    const char *const *texts = an_options_list(options, "break", &n);
    *out = (cuts){.dates = malloc((n + 1) * sizeof *out->dates), .given = n > 0};
    if (out->dates == NULL)
        return an_fail_memory(err);
    if (n == 1 && strcmp(texts[0], "none") == 0)
        return AN_OK;
    for (size_t k = 0; k < n; k++)
        if (first_day(texts[k], &out->dates[out->n++]) != AN_OK)
            return an_fail(err, AN_USAGE, "--break %s: expected a period such as 2017-Q1, or none", texts[k]);
    return AN_OK;
}

/* What all groups share. */
typedef struct judge {
    an_observations *table;
    const cuts *breaks;
    double level;
    an_point *points; /* scratch, as the next */
    double *scratch;
    an_trend_verdict *verdicts; /* by observation */
} judge;

static an_code judge_new(judge *j, size_t longest, an_error *err)
{
    const size_t n = j->table->n;
    j->points = malloc((longest + 1) * sizeof *j->points);
    j->scratch = malloc(an_trend_scratch(longest) * sizeof *j->scratch);
    j->verdicts = malloc((n + 1) * sizeof *j->verdicts);
    if (j->points == NULL || j->scratch == NULL || j->verdicts == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        j->verdicts[i] = an_trend_verdict_none();
    return AN_OK;
}

static void judge_free(judge *j)
{
    free(j->points);
    free(j->scratch);
    free(j->verdicts);
}

/* Judges the segments of n points of one kind, all with a value; the row after a break has status B. */
static void judge_series(const judge *j, const an_point points[], size_t n)
{
    for (size_t first = 0, part; first < n; first += part) {
        part = an_series_segment(points + first, n - first);
        an_trend_judge(j->table, points + first, part, j->level, j->scratch, j->verdicts);
        if (first > 0)
            j->table->rows[points[first].observation].status = 'B';
    }
}

/* The first days of the periods with which the definition of an observation's indicator, or of its keys, or
 * the Union changed; returns how many. */
static size_t declared_breaks(const an_observations *table, size_t i,
                              an_date days[AN_BREAKDOWN_LIMIT + 1 + AN_MEMBERSHIP_CHANGES])
{
    const an_meaning *const meaning = table->rows[i].meaning;
    const char *at = meaning != NULL ? meaning->indicator->break_at : NULL;
    size_t n = at != NULL && first_day(at, &days[0]) == AN_OK ? 1 : 0;
    for (size_t k = 0; k < table->columns.n_breakdown; k++) {
        const int c = table->columns.breakdown[k];
        at = an_column_break(an_sheet_name(table->sheet, (size_t)c), an_observation_cell(table, i, c));
        n += at != NULL && first_day(at, &days[n]) == AN_OK ? 1 : 0;
    }
    if (an_membership_applies(table, i)) {
        an_membership_changes(days + n);
        n += AN_MEMBERSHIP_CHANGES;
    }
    return n;
}

/* Cuts a series where the user says so, or where its declarations do. */
static void cut_series(const judge *j, an_point points[], size_t n)
{
    if (j->breaks->given) {
        an_series_cut(points, n, j->breaks->dates, j->breaks->n);
    } else {
        an_date days[AN_BREAKDOWN_LIMIT + 1 + AN_MEMBERSHIP_CHANGES];
        const size_t n_days = declared_breaks(j->table, points[0].observation, days);
        an_series_cut(points, n, days, n_days);
    }
}

/* One group: sorted, without the rows that have no value, one series for each kind of period. */
static an_code judge_group(const judge *j, const size_t rows[], size_t n, an_error *err)
{
    an_point *points = j->points;
    an_code code = an_series_sort(j->table, rows, n, points, err);
    size_t kept = 0;
    for (size_t i = 0; i < n && code == AN_OK; i++)
        if (!isnan(j->table->rows[points[i].observation].value))
            points[kept++] = points[i];
    for (size_t first = 0, run; first < kept; first += run) {
        run = an_series_run(points + first, kept - first);
        cut_series(j, points + first, run);
        judge_series(j, points + first, run);
    }
    return code;
}

/* ---- the result ---- */

static void write_change(const an_change *change, an_output *output)
{
    an_output_number(output, change->before);
    an_output_number(output, change->change);
    an_output_number(output, change->p_value);
}

static void write_trend(const an_trend *trend, an_output *output)
{
    const double numbers[] = {trend->seasons, trend->slope, trend->lower,
                              trend->upper,   trend->z,     trend->p_value};
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
        an_output_number(output, numbers[k]);
    an_output_string(output, trend->shift_period);
    an_output_number(output, trend->shift_size);
    an_output_number(output, trend->shift_p);
}

static void write_verdict(const void *verdicts, size_t i, an_output *output)
{
    const an_trend_verdict *const v = (const an_trend_verdict *)verdicts + i;
    if (v->segment > 0)
        an_output_count(output, v->segment);
    else
        an_output_empty(output);
    write_change(&v->previous, output);
    write_change(&v->year, output);
    write_trend(&v->trend, output);
    an_output_string(output, v->chart);
    an_output_number(output, v->charted);
    an_output_number(output, v->center);
    an_output_number(output, v->lower);
    an_output_number(output, v->upper);
    an_output_string(output, v->signal);
    an_output_string(output, v->rule);
    an_output_string(output, v->change);
    an_output_number(output, v->trend.chance_p);
    an_output_string(output, v->trend.trend);
    an_output_string(output, v->trend.shift);
    an_output_string(output, v->verdict);
}

/* One group for each indicator and key. */
static an_code find_series(const an_observations *table, an_grouping *groups, size_t *longest, an_error *err)
{
    int columns[AN_BREAKDOWN_LIMIT + 1];
    size_t n = 0;
    columns[n++] = table->columns.indicator;
    for (size_t k = 0; k < table->columns.n_breakdown; k++)
        columns[n++] = table->columns.breakdown[k];
    an_code code = an_observations_group(table, columns, n, AN_PATTERN_NONE, groups, err);
    *longest = 0;
    for (size_t g = 0; g < groups->n && code == AN_OK; g++)
        if (groups->start[g + 1] - groups->start[g] > *longest)
            *longest = groups->start[g + 1] - groups->start[g];
    return code;
}

static an_code judge_all(an_run *run, an_observations *table, const cuts *breaks, an_error *err)
{
    an_grouping groups = {0};
    judge j = {.table = table, .breaks = breaks, .level = an_run_settings(run)->level};
    size_t longest;
    an_code code = find_series(table, &groups, &longest, err);
    if (code == AN_OK)
        code = judge_new(&j, longest, err);
    for (size_t i = 0; i < table->n && code == AN_OK; i++)
        code = an_observation_check(table, i, err);
    for (size_t g = 0; g < groups.n && code == AN_OK; g++)
        code = judge_group(&j, groups.row + groups.start[g], groups.start[g + 1] - groups.start[g], err);
    if (code == AN_OK)
        code = an_observations_write(table, an_run_writer(run), an_run_format(run), names, N_NAMES,
                                     write_verdict, j.verdicts, err);
    judge_free(&j);
    an_grouping_free(&groups);
    return code;
}

static an_code add_codes(an_nomenclature *codes, const void *context, size_t k, an_error *err)
{
    const an_observations *const table = context;
    an_code code = AN_OK;
    for (size_t i = 0; i < table->n && code == AN_OK; i++) {
        an_period period;
        code = an_observation_period(table, i, &period, err);
        if (code == AN_OK)
            code = an_nomenclature_add(codes, an_observation_key(table, i, k), period, err);
    }
    return code;
}

static an_code note_codes(an_run *run, const an_observations *table, an_error *err)
{
    const an_indicator_columns *const c = &table->columns;
    const char *columns[AN_BREAKDOWN_LIMIT];
    for (size_t k = 0; k < c->n_breakdown; k++)
        columns[k] = an_sheet_name(table->sheet, (size_t)c->breakdown[k]);
    return an_run_note_codes(run, columns, c->n_breakdown, add_codes, table, err);
}

static an_code run_trend(an_run *run, an_error *err)
{
    an_observations table;
    cuts breaks;
    an_code code = read_breaks(an_run_options(run), &breaks, err);
    if (code == AN_OK && (code = an_run_observations(run, &table, err)) == AN_OK) {
        code = an_run_concord(run, &table, err);
        if (code == AN_OK)
            code = judge_all(run, &table, &breaks, err);
        if (code == AN_OK)
            code = note_codes(run, &table, err);
        an_observations_free(&table);
    }
    free(breaks.dates);
    return code;
}

static const an_option options[] = {
    {.name = "break",
     .type = AN_OPTION_TEXT,
     .argument = "PERIOD",
     .repeats = true,
     .help = "definitions changed with this period, for every row read; none: nowhere (default: 2017 where "
             "SWD(2018) 380 says so)"},
    AN_RUN_CONCORDANCE,
    AN_RUN_MEANING,
    {.name = NULL},
};

static const an_program program = {
    .name = "ind-trend",
    .summary = "change, trend, level shift and control chart of each indicator over its periods",
    .definition =
        "Reads an indicator table with several periods (concatenated results of several quarters will do) "
        "and follows each indicator and key through them. Every row is written on in its place, with "
        "further columns; rows without a value are in no series. Quarters, months and years of one "
        "indicator are series of their own.\n\n"
        "Breaks: the definitions of the risk-based control indicators changed in 2017 (UCC Article 46(2)), "
        "and those of the controls post release. Series are cut where their declaration says so: "
        "risk_based_share, random_share, the irregularity rates and the lift of risk-based and random "
        "controls, noncompliance_rate, revenue_gap and control_stage post_release in 2017. Totals over the "
        "Member States are cut where these changed (1995-01, 2004-05, 2007-01, 2013-07, 2020-02): rows "
        "whose member_state is EU, TOTAL or _T, and rows of a table without that column beside one that has "
        "it; EU28 and EU27_2020 are series of their own. A period that the break falls into belongs to what "
        "was before. The first row of the new definition has status B, nothing is compared across the "
        "break, and each side (column segment) is judged alone. --break cuts all rows that are read at "
        "other periods: choose rows with --where.\n\n"
        "A value that was rounded is taken as numerator / denominator if it is theirs at its own digits, "
        "else the run ends with exit 3.\n\n"
        "One notion of chance: a value is beyond the ordinary where at most one in twenty independent "
        "series goes as far, and 7 % of those correlated by 0.6 from one period to the next. Measured "
        "(docs/methods.md, make bench) over 16 quarters correlated by 0.6: false trends .06, shifts .07, "
        "chart signals .07; independent ones: .002, .004, .008, and false changes .05. A step of 3 standard "
        "deviations in the last period is told as a change in .52 of series; where the last four have it, "
        "the chart shows it in .24: 16 quarters tell little. verdict joins what is beyond; ordinary is "
        "everything else.\n\n"
        "Change: the value less that of the period just before, and less that of the same period a year "
        "before; change_verdict goes by the year where seasons show (Kruskal-Wallis, from three years on). "
        "change_p and year_p: counting chance alone (two shares: score test; two counts: exact conditional "
        "test), and from five changes on not below that of a change of this size beside the other changes. "
        "With fewer the ordinary spread is not known: two points cannot tell, nor can a few.\n\n"
        "Trend: Theil-Sen slope, the median of the slopes of all pairs, for one period, with its interval "
        "(--level), and the Mann-Kendall test (mk_z; mk_p takes periods as independent, trend_p does not); "
        "both within the same season (quarter, month of the year) where seasons show. They need three "
        "values, trend_verdict five. Level shift: the period from which on the level seems to have changed "
        "for good, beside trend and seasons; shift_p is adjusted for the periods tried and for correlation. "
        "It needs seven years, or three of quarters or months: in two, a shift is also a slope with a step "
        "back.\n\n"
        "Control chart, from seven values on, with the rules of making-data-count charts, widened: a value "
        "beyond the limits (3.8 standard deviations for 16 values); two of three beyond two thirds of them; "
        "a run on one side of the center (9 of 16 and more); steps that all rise or fall (8 of 16). Shares: "
        "standard errors of their counts (p), or more where they vary more than those say (Laney's p'). "
        "Other values: the values (xmr), or, of stocks and of series with a trend, their changes: the "
        "limits then go along with the value before. signal: above or below (steps: rising or falling); "
        "rule: which.",
    .source =
        "SWD(2018) 380, chapter 3 (definitions amended in 2017). Mann 1945; Kendall 1975; Sen 1968, JASA "
        "63:1379; Hirsch, Slack, Smith 1982, Water Resources Research 18:107. Przyborowski, Wilenski 1940, "
        "Biometrika 31:313. Laney 2002, Quality Engineering 14:531. NHS England: making data count. Kruskal, "
        "Wallis 1952, JASA 47:583. Level shift: this project's own procedure, in the manner of Rousseeuw et "
        "al. 2019; critical values: this project's (analytics/stat/chance.c).",
    .output = "the columns of the table, then\n"
              "segment                              number of the part between breaks\n"
              "previous, change, change_p           the period before\n"
              "year_before, year_change, year_p     the same period a year before\n"
              "seasons                              1, or 4 or 12 where seasons are compared apart\n"
              "slope, slope_lower, slope_upper      a period\n"
              "mk_z, mk_p                           Mann-Kendall, of independent periods\n"
              "shift, shift_size, shift_p           first period of a new level\n"
              "chart                                p, laney, xmr or changes\n"
              "charted, center, lower_limit, upper_limit\n"
              "signal, rule                         above, below or empty; limit, two of three, run, steps\n"
              "change_verdict                       rose, fell, no more than chance, too few periods, two "
              "points cannot tell\n"
              "trend_p, trend_verdict               of mk_z; rising, falling, none, too few periods\n"
              "shift_verdict                        up, down, none, too few periods\n"
              "verdict                              all that is beyond the ordinary; ordinary",
    .examples =
        "cat results/2016-Q*.csv results/2017-Q*.csv | ind-trend\n"
        "cup-controls declarations.csv | ind-trend --where indicator=control_rate -f table\n"
        "ind-trend --break 2019-Q1 --where 'indicator=aeo_item_share' all.csv | ind-plot trend -o aeo.svg",
    .options = options,
    .uses = AN_USES_TABLES | AN_USES_LEVEL,
    .run = run_trend,
};

AN_PROGRAM(program)
