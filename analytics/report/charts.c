/* charts: what a chart shows, in words and in numbers of its table. */
#include "report/charts.h"

#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/price_signals.h"
#include "report/tables.h"
#include "report/wording.h"

/* Whether row i is of code, the first of several with commas between them; parts: and not of the whole. */
static bool is_drawn(const an_result_file *table, size_t i, const char *code, bool parts)
{
    return strncmp(code, table->rows.rows[i].indicator, strlen(table->rows.rows[i].indicator)) == 0 &&
           strchr(",", code[strlen(table->rows.rows[i].indicator)]) != NULL &&
           (!parts || !an_observation_is_total(&table->rows, i));
}

static const char *last_period(const an_result_file *table, const char *code)
{
    const char *last = "";
    for (size_t i = 0; i < table->rows.n; i++)
        if (is_drawn(table, i, code, false) && strcmp(table->rows.rows[i].period, last) > 0)
            last = table->rows.rows[i].period;
    return last;
}

an_extent an_charts_extent(const an_result_file *table, const char *code, const char *period)
{
    an_extent e = {.period = period};
    const bool parts = period != NULL && table->rows.columns.n_breakdown > 0;
    for (size_t i = 0; i < table->rows.n; i++) {
        const an_observation *const o = &table->rows.rows[i];
        if (!is_drawn(table, i, code, parts) || (period != NULL && strcmp(o->period, period) != 0))
            continue;
        if (isnan(o->value) || o->status == 'Q') {
            e.n_hidden++;
            continue;
        }
        if (e.n == 0)
            e.low = e.high = e.first = i;
        e.low = o->value < table->rows.rows[e.low].value ? i : e.low;
        e.high = o->value > table->rows.rows[e.high].value ? i : e.high;
        e.last = i;
        e.n++;
        e.n_outside += table->further[i].outside[0] != '\0' ? 1 : 0;
    }
    return e;
}

static void write_place(an_results *results, const an_result_file *table, size_t i, an_writer *writer)
{
    const char *const label = an_results_label(&results->arena, &table->rows, i);
    char value[AN_WORDING_SIZE];
    an_wording_value(&table->rows.rows[i], table->rows.rows[i].value, value);
    an_html_text(writer, value);
    if (label != NULL && label[0] != '\0')
        an_html_print(writer, " (%s)", label);
}

/* The extent of one indicator over the areas; named where the chart has several. */
static void describe_areas(an_results *results, const an_result_file *table, const char *code, bool several,
                           an_writer *writer)
{
    const an_extent e = an_charts_extent(table, code, last_period(table, code));
    if (several && e.n > 0) {
        an_html_print(writer, " %s:", an_wording_title(&results->arena, &table->rows.rows[e.first]));
    }
    an_html_print(writer, " %zu value%s in %s", e.n, e.n == 1 ? "" : "s",
                  e.period[0] != '\0' ? e.period : "all");
    if (e.n > 0) {
        an_writer_string(writer, ", from ");
        write_place(results, table, e.low, writer);
        an_writer_string(writer, " to ");
        write_place(results, table, e.high, writer);
    }
    if (table->kind == AN_TABLE_COMPARED)
        an_html_print(writer, "; %zu outside the 95 %% limits", e.n_outside);
    if (e.n_hidden > 0)
        an_html_print(writer, "; %zu without a value that can be shown", e.n_hidden);
    an_writer_string(writer, ".");
}

/* What a chart draws: its indicators, or where none are named the first of the table, as ind-plot does; ""
 * for a heat map, which draws all. */
static const char *codes_of(const an_result_file *chart, const an_result_file *table)
{
    static const char kinds[] = "trend bars survival";
    const bool first = an_words_find(kinds, chart->chart_kind, strlen(chart->chart_kind)) > 0;
    return chart->indicator[0] == '\0' && first && table->rows.n > 0 ? table->rows.rows[0].indicator
                                                                     : chart->indicator;
}

/* The next of codes, which have commas between them. */
static const char *next_code(const char *code)
{
    code += strcspn(code, ",");
    return code + (*code == ',' ? 1 : 0);
}

static void describe_parts(an_results *results, const an_result_file *chart, const an_result_file *table,
                           an_writer *writer)
{
    const char *const codes = codes_of(chart, table);
    const bool several = strchr(codes, ',') != NULL;
    for (const char *code = codes; *code != '\0'; code = next_code(code))
        describe_areas(results, table, code, several, writer);
}

/* Of one line its ends; of the lines of several areas the least and the largest value. */
static void describe_line(an_results *results, const an_result_file *table, const an_extent *e,
                          an_writer *writer)
{
    const bool whole = table->rows.columns.n_breakdown == 0;
    const an_observation *const rows = table->rows.rows;
    const size_t from = whole ? e->first : e->low, to = whole ? e->last : e->high;
    an_html_print(writer, " %s: ", an_wording_title(&results->arena, &rows[e->first]));
    an_writer_string(writer, whole ? "" : "from ");
    write_place(results, table, from, writer);
    an_html_print(writer, " in %s%s", rows[from].period, whole ? ", " : " to ");
    write_place(results, table, to, writer);
    an_html_print(writer, " in %s", rows[to].period);
    if (e->n_hidden > 0)
        an_html_print(writer, "; %zu without a value that can be shown", e->n_hidden);
    an_writer_string(writer, ".");
}

static void describe_trend(an_results *results, const an_result_file *chart, const an_result_file *table,
                           an_writer *writer)
{
    for (const char *code = codes_of(chart, table); *code != '\0'; code = next_code(code)) {
        const an_extent e = an_charts_extent(table, code, NULL);
        if (e.n > 0)
            describe_line(results, table, &e, writer);
    }
}

static void describe_signals(const an_result_file *table, bool ranked, an_writer *writer)
{
    size_t n;
    char items[AN_WORDING_SIZE], signals[AN_WORDING_SIZE], amount[AN_WORDING_SIZE];
    const double duty = an_price_signals_duty(table, INFINITY, &n);
    an_style_fixed(NULL, (double)an_sheet_rows(table->sheet), 0, items);
    an_style_fixed(NULL, (double)n, 0, signals);
    an_style_fixed(NULL, isnan(duty) ? 0 : duty, 0, amount);
    if (ranked)
        an_html_print(writer, " %s signals; %s EUR of duty are at stake.", signals, amount);
    else
        an_html_print(writer, " %s items, %s of them with a signal: a reason to doubt.", items, signals);
}

/* Of each curve, when half were answered and how many at the end. */
static void describe_curves(const an_result_file *chart, const an_result_file *table, an_writer *writer)
{
    const char *const codes = codes_of(chart, table);
    const char *period = NULL;
    for (size_t i = 0; i < table->rows.n; i++) {
        const an_observation *const o = &table->rows.rows[i];
        const bool drawn = is_drawn(table, i, codes, false);
        const bool ends = i + 1 == table->rows.n || strcmp(table->rows.rows[i + 1].period, o->period) != 0 ||
                          strcmp(table->rows.rows[i + 1].indicator, o->indicator) != 0;
        char value[AN_WORDING_SIZE];
        if (!drawn)
            continue;
        const char *const days = an_results_cell(table, table->rows.rows[i].row, "days");
        const bool first_half = o->value >= 0.5 && (period == NULL || strcmp(period, o->period) != 0);
        if (first_half) {
            period = o->period;
            an_html_print(writer, " %s: half within %s days", o->period, days);
        }
        an_wording_value(o, o->value, value);
        const bool half = period != NULL && strcmp(period, o->period) == 0;
        if (ends)
            an_html_print(writer, "%s%s%s %s within %s days.", half ? "," : " ", half ? "" : o->period,
                          half ? "" : ":", value, days);
    }
}

/* Of a heat map, which shows all indicators of the table. */
static void describe_all(const an_result_file *table, an_writer *writer)
{
    size_t n = 0, hidden = 0;
    const char *last = "";
    for (size_t i = 0; i < table->rows.n; i++)
        last = strcmp(table->rows.rows[i].period, last) > 0 ? table->rows.rows[i].period : last;
    for (size_t i = 0; i < table->rows.n; i++) {
        const an_observation *const o = &table->rows.rows[i];
        if (strcmp(o->period, last) != 0)
            continue;
        n++;
        hidden += isnan(o->value) || o->status == 'Q' ? 1 : 0;
    }
    an_html_print(writer, " %zu value%s in %s", n - hidden, n - hidden == 1 ? "" : "s",
                  last[0] != '\0' ? last : "all");
    if (hidden > 0)
        an_html_print(writer, "; %zu without a value that can be shown", hidden);
    an_writer_string(writer, ".");
}

void an_charts_describe(an_results *results, const an_result_file *chart, an_writer *writer)
{
    const an_result_file *const table = an_results_find(results, chart->of);
    if (table == NULL || table->is_chart)
        return;
    if (table->kind == AN_TABLE_SIGNALS)
        describe_signals(table, strcmp(chart->chart_kind, "signals") == 0, writer);
    else if (an_results_has_rows(table) && strcmp(chart->chart_kind, "survival") == 0)
        describe_curves(chart, table, writer);
    else if (an_results_has_rows(table) && strcmp(chart->chart_kind, "trend") == 0)
        describe_trend(results, chart, table, writer);
    else if (an_results_has_rows(table) && strcmp(chart->chart_kind, "heatmap") == 0)
        describe_all(table, writer);
    else if (an_results_has_rows(table) && codes_of(chart, table)[0] != '\0')
        describe_parts(results, chart, table, writer);
}

/* ---- the numbers of a chart ---- */

/* How many rows a chart has: of each of its indicators those of the last period, or all; rows: the first
 * AN_SHOWN_ROWS of them. */
static size_t rows_of(const an_result_file *chart, const an_result_file *table, size_t rows[AN_SHOWN_ROWS])
{
    size_t n = 0;
    const bool trend = strcmp(chart->chart_kind, "trend") == 0;
    for (const char *code = codes_of(chart, table); *code != '\0'; code = next_code(code)) {
        const char *const last = last_period(table, code);
        for (size_t i = 0; i < table->rows.n; i++)
            if (is_drawn(table, i, code, false) && (trend || strcmp(table->rows.rows[i].period, last) == 0) &&
                n++ < AN_SHOWN_ROWS)
                rows[n - 1] = i;
    }
    return n;
}

void an_charts_write_numbers(an_results *results, const an_result_file *chart, an_writer *writer)
{
    const an_result_file *const table = an_results_find(results, chart->of);
    if (table == NULL || table->is_chart || !an_results_has_rows(table) ||
        strcmp(chart->chart_kind, "survival") == 0)
        return;
    size_t rows[AN_SHOWN_ROWS];
    const size_t n = rows_of(chart, table, rows);
    if (n == 0 || n > AN_SHOWN_ROWS)
        return;
    an_writer_string(writer, "<details>\n<summary>");
    an_html_print(writer, "The numbers of this chart (%zu row%s)", n, n == 1 ? "" : "s");
    an_writer_string(writer, "</summary>\n");
    an_tables_rows(results, table, chart->title, rows, n, strchr(chart->indicator, ',') != NULL, writer);
    an_writer_string(writer, "</details>\n");
}
