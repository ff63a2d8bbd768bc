/* density_chart: the prices that each of the first signals is compared with, a panel a signal. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart/signal_table.h"
#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"
#include "stat/density.h"
#include "stat/location.h"

enum {
    PANELS = 6,
    MOST_TICKS = 400, /* single prices of a panel that are drawn */
    PANEL_HEIGHT = 172,
    MOST_KEYS = 8,
};
static const double farthest = 10; /* times the reference: prices beyond are drawn there */

/* ---- the comparison set of a signal ---- */

/* What all rows of a set have in common with the signal: the text of a column, or its first digits. */
typedef struct key {
    int column;
    size_t digits; /* 0: the whole text */
    const char *text;
} key;

typedef struct keys {
    key all[MOST_KEYS];
    size_t n;
} keys;

/* A word of a level is a column, or cn8, hs6, hs4: so many digits of the commodity. A word that is neither
 * compares nothing. */
static void add_key(keys *k, const an_sheet *sheet, size_t row, const char *word, size_t size)
{
    static const struct {
        const char *word;
        size_t digits;
    } known[] = {{"cn8", 8}, {"hs6", 6}, {"hs4", 4}};
    char name[AN_LABEL_LETTERS + 1];
    size_t digits = 0;
    if (size > AN_LABEL_LETTERS || k->n == MOST_KEYS)
        return;
    snprintf(name, sizeof name, "%.*s", (int)size, word);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].word, name) == 0)
            digits = known[i].digits;
    const int column = an_sheet_find(sheet, digits > 0 ? "commodity" : name);
    if (column >= 0)
        k->all[k->n++] = (key){column, digits, an_sheet_cell(sheet, row, column)};
}

/* The keys of the level that a signal was judged at, and its period. */
static keys keys_of(const an_sheet *sheet, const an_signal_record *signal)
{
    keys k = {0};
    const char *level = an_sheet_cell(sheet, signal->row, an_sheet_find(sheet, "level"));
    add_key(&k, sheet, signal->row, "period", strlen("period"));
    while (*level != '\0') {
        const size_t size = strcspn(level, "+");
        add_key(&k, sheet, signal->row, level, size);
        level += size + (level[size] == '+' ? 1 : 0);
    }
    return k;
}

static bool is_of_set(const an_sheet *sheet, const keys *k, size_t row)
{
    for (size_t i = 0; i < k->n; i++) {
        const key *const of = &k->all[i];
        const char *const text = an_sheet_cell(sheet, row, of->column);
        if (of->digits > 0 ? strncmp(text, of->text, of->digits) != 0 : strcmp(text, of->text) != 0)
            return false;
    }
    return true;
}

/* The logs of the prices of signal's set over its reference, ascending. */
static size_t collect(const an_signal_table *table, const an_signal_record *signal, double logs[])
{
    size_t n = 0;
    const keys k = keys_of(table->sheet, signal);
    for (size_t i = 0; i < table->n; i++) {
        const an_signal_record *const record = &table->records[i];
        if (record->price > 0 && is_of_set(table->sheet, &k, record->row))
            logs[n++] = fmax(-log(farthest), fmin(log(farthest), log(record->price / signal->reference)));
    }
    an_location_sort(logs, n);
    return n;
}

/* ---- panels ---- */

/* The density, its peak at 1; nothing where all prices are equal. */
static void add_curve(an_chart *chart, size_t panel, const double logs[], size_t n)
{
    double bandwidth, density[AN_DENSITY_GRID], start, step, peak = 0;
    if (an_density_bandwidth(logs, n, &bandwidth) != AN_OK ||
        an_density_estimate(logs, n, bandwidth, density, &start, &step) != AN_OK)
        return;
    for (size_t i = 0; i < AN_DENSITY_GRID; i++)
        peak = fmax(peak, density[i]);
    for (size_t i = 0; i < AN_DENSITY_GRID; i++)
        an_chart_add_row(chart, "data", 3,
                         (double[]){(double)panel, exp(start + (double)i * step), density[i] / peak});
}

static void add_ticks(an_chart *chart, size_t panel, const double logs[], size_t n)
{
    const size_t stride = n / MOST_TICKS + 1;
    for (size_t i = 0; i < n; i += stride)
        an_chart_add_row(chart, "ticks", 2, (double[]){(double)panel, exp(logs[i])});
}

/* What stands above a panel: which signal, of which goods; and below it what it says. */
static an_code add_words(an_chart *chart, an_signal_table *table, const an_chart_request *request,
                         size_t panel, const an_signal_record *record, an_error *err)
{
    an_sentence head = {0}, words = {0};
    const char *const label = an_signal_table_label(table, record);
    if (label == NULL)
        return an_fail_memory(err);
    an_sentence_add(&head, "%zu  ", panel);
    an_signal_table_keys(table, record, &head);
    an_sentence_add(&head, head.used > 3 ? ": %s" : "%s", an_signal_table_class(record->signal));
    an_sentence_add(&words, "%s: ", label);
    an_signal_table_words(record, request->style, &words);
    an_chart_add_text(chart, "heads", head.text);
    an_chart_add_text(chart, "words", words.text);
    return AN_OK;
}

static an_code add_panel(an_chart *chart, an_signal_table *table, const an_chart_request *request,
                         size_t panel, const an_signal_record *record, an_span *span, an_error *err)
{
    double *const logs = calloc(table->n, sizeof *logs);
    if (logs == NULL)
        return an_fail_memory(err);
    const size_t n = collect(table, record, logs);
    const double place = fmax(1 / farthest, fmin(farthest, record->price / record->reference));
    add_curve(chart, panel, logs, n);
    add_ticks(chart, panel, logs, n);
    an_chart_add_row(chart, "signals", 3, (double[]){(double)panel, place, record->signal});
    an_span_add(span, place);
    for (size_t i = 0; i < n; i++)
        an_span_add(span, exp(logs[i]));
    free(logs);
    return add_words(chart, table, request, panel, record, err);
}

/* ---- the chart ---- */

static bool can_draw(const an_signal_record *record)
{
    return record->signal != AN_SIGNAL_CLASS_NONE && record->price > 0 && record->reference > 0;
}

static an_code add_panels(an_chart *chart, an_signal_table *table, const an_chart_request *request, size_t *n,
                          an_span *span, an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < table->n && *n < PANELS && code == AN_OK; i++)
        if (can_draw(&table->records[i]))
            code = add_panel(chart, table, request, ++*n, &table->records[i], span, err);
    return code;
}

static an_code draw(an_chart *chart, const an_chart_request *request, an_signal_table *table, an_error *err)
{
    an_span span = {0.4, 1.6}; /* half the reference, and as much beyond it */
    an_sentence subtitle = {0};
    size_t n = 0, of = 0;
    for (size_t i = 0; i < table->n; i++)
        of += can_draw(&table->records[i]) ? 1 : 0;
    const size_t lines = ((of < PANELS ? of : PANELS) + 1) / 2;
    an_page page = {1000, 168 + PANEL_HEIGHT * (double)lines, 30, 24, 84, 84};
    an_frame_page(chart, request, &page);
    const an_code code = add_panels(chart, table, request, &n, &span, err);
    const an_ruler x = an_ruler_log(span, 1);
    an_chart_set_number(chart, "n_panels", (double)n);
    an_chart_set_number(chart, "x_min", x.low);
    an_chart_set_number(chart, "x_max", x.high);
    an_frame_powers(chart, request, 'x', &x);
    an_signal_table_when(table, request->style, &subtitle);
    an_sentence_add(&subtitle, "the prices that each of the first %zu of %zu signals is compared with", n,
                    of);
    an_chart_set_text(chart, "title", "%s",
                      request->title != NULL ? request->title : "The first signals among comparable prices");
    an_chart_set_text(chart, "subtitle", "%s", subtitle.text);
    an_chart_set_text(chart, "x_label", "price / reference price (logarithmic)");
    an_frame_note(
        chart, &page,
        "Hill: density of the log prices of comparable items; each tick below it is a price (beyond "
        "ten times or a tenth of the reference: at the edge). Triangle: the item in doubt. A signal is "
        "a reason to doubt, not a value.");
    return code;
}

an_code an_chart_density(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_signal_table table = {0};
    bool any = false;
    an_code code = an_signal_table_read(&table, request, err);
    for (size_t i = 0; i < table.n && !any; i++)
        any = can_draw(&table.records[i]);
    an_signal_table_sort(&table);
    if (code == AN_OK)
        code = an_frame_new(chart, "density", request, any, "The first signals among comparable prices",
                            "no signal has a price and a reference", err);
    if (code == AN_OK && any)
        code = draw(*chart, request, &table, err);
    an_signal_table_free(&table);
    return code;
}
