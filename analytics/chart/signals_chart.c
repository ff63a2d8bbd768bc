/* signals_chart: what is at stake in the signals of sidda-flag, by rank. */
#include <math.h>

#include "chart/signal_table.h"
#include "chart/frame.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"

enum { FIRST = 10, CURVE_POINTS = 600, ROW_PIXELS = 46 };

/* The signals that have an amount, which stand first in the table. */
typedef struct stakes {
    const an_signal_table *table;
    size_t n;       /* signals */
    size_t without; /* of them have no amount */
    bool duty;      /* amounts are duties at stake; else |value gap| */
    double total, largest;
} stakes;

static double amount(const stakes *s, size_t i)
{
    const an_signal_record *const record = &s->table->records[i];
    return s->duty ? record->duty : fabs(record->gap);
}

/* The amount that a signal is worth on average: times the probability that it is right; NAN: not known. */
static double expected(const stakes *s, size_t i)
{
    return s->duty ? s->table->records[i].expected : NAN;
}

static stakes find_stakes(const an_signal_table *table)
{
    stakes s = {.table = table, .n = table->n - table->of_class[AN_SIGNAL_CLASS_NONE]};
    for (size_t i = 0; i < s.n; i++)
        s.duty = s.duty || !isnan(table->records[i].duty);
    for (size_t i = 0; i < s.n; i++) {
        const double value = amount(&s, i);
        if (isnan(value)) {
            s.without++;
            continue;
        }
        s.total += value;
        s.largest = fmax(s.largest, fmax(value, expected(&s, i)));
    }
    return s;
}

/* A bar of each of the first signals, its name, and what it says in words. */
static an_code add_first(an_chart *chart, const an_chart_request *request, an_signal_table *table,
                         const stakes *s, const an_scale *scale, an_error *err)
{
    const size_t n = s->n < FIRST ? s->n : FIRST;
    for (size_t i = 0; i < n; i++) {
        const an_signal_record *const record = &table->records[i];
        an_sentence words = {0};
        const char *const label = an_signal_table_label(table, record);
        if (label == NULL)
            return an_fail_memory(err);
        an_signal_table_keys(table, record, &words);
        an_sentence_add(&words, "%s%s: ", words.used > 0 ? ", " : "", an_signal_table_class(record->signal));
        an_signal_table_words(record, request->style, &words);
        an_chart_add_text(chart, "words", words.text);
        const size_t place = an_chart_add_text(chart, "labels", label);
        an_chart_add_row(chart, "data", 5,
                         (double[]){(double)place, (double)(FIRST - i), amount(s, i) * scale->factor,
                                    record->signal, expected(s, i) * scale->factor});
    }
    return AN_OK;
}

/* How many of the first signals to draw: those that hold nearly all, the rest is a flat line. */
static size_t find_end(const stakes *s)
{
    const double nearly = 0.99, beyond = 1.15;
    double sum = 0;
    size_t i = 0;
    while (i < s->n && sum < nearly * s->total) {
        const double value = amount(s, i++);
        sum += isnan(value) ? 0 : value;
    }
    const double end = fmax(FIRST, ceil(beyond * (double)i));
    return end < (double)s->n ? (size_t)end : s->n;
}

/* The running sum in percent over the first n signals; where it passes each of the marks. */
static void add_curve(an_chart *chart, const stakes *s, size_t n)
{
    static const double marks[] = {50, 80, 95};
    const size_t stride = n / CURVE_POINTS + 1;
    double sum = 0;
    size_t next = 0;
    an_chart_add_row(chart, "curve", 2, (double[]){0, 0});
    for (size_t i = 0; i < n; i++) {
        const double value = amount(s, i);
        sum += isnan(value) ? 0 : value;
        const double share = 100 * sum / s->total;
        if (i % stride == 0 || i + 1 == n)
            an_chart_add_row(chart, "curve", 2, (double[]){(double)i + 1, share});
        for (; next < sizeof marks / sizeof marks[0] && share >= marks[next] - 1e-9; next++)
            an_chart_add_row(chart, "marks", 3, (double[]){(double)i + 1, marks[next], share});
    }
}

static void add_titles(an_chart *chart, const an_chart_request *request, const stakes *s, const an_page *page,
                       const an_scale *scale)
{
    an_sentence subtitle = {0}, note = {0};
    char number[AN_STYLE_SIZE];
    an_signal_table_when(s->table, request->style, &subtitle);
    an_style_number(request->style, (double)s->n, 12, number);
    an_sentence_add(&subtitle, "%s %s; %s of all: ", number, s->n == 1 ? "signal" : "signals",
                    s->duty ? "duty at stake" : "gap in value");
    an_style_number(request->style, s->without < s->n ? s->total * scale->factor : NAN, 4, number);
    an_sentence_add(&subtitle, "%s%s%s", number, s->without < s->n ? " " : "",
                    s->without < s->n ? scale->unit : "");
    if (s->n > 0 && !isnan(expected(s, 0)))
        an_sentence_add(&note,
                        "Dark: the duty that is expected, at stake times the probability that the signal "
                        "is right, over the price groups the item may be of; the rank goes by it. ");
    if (s->without > 0)
        an_sentence_add(&note, "%zu %s no amount (n.a.). ", s->without,
                        s->without == 1 ? "signal has" : "signals have");
    an_sentence_add(&note, "A signal is a reason to doubt, not a value.");
    an_chart_set_text(chart, "title", "%s",
                      request->title != NULL ? request->title : "Signals by rank: what is at stake");
    an_chart_set_text(chart, "subtitle", "%s", subtitle.text);
    an_frame_note(chart, page, note.text);
    an_chart_set_text(chart, "y_label", "running sum, %% of all");
}

static an_code draw(an_chart *chart, const an_chart_request *request, an_signal_table *table, const stakes *s,
                    an_error *err)
{
    const size_t end = find_end(s);
    const an_scale scale = an_frame_scale("EUR", false, s->largest);
    const an_scale total_scale = an_frame_scale("EUR", false, s->total);
    const an_code code = add_first(chart, request, table, s, &scale, err);
    if (code != AN_OK)
        return code;
    an_page page = {1000, 220 + ROW_PIXELS * (double)FIRST, 24, 40, 100, 120};
    an_frame_page(chart, request, &page);
    an_chart_set_number(chart, "middle", 0.56 * page.width);
    an_chart_set_number(chart, "n_signals", (double)end);
    an_chart_set_text(chart, "rank_label", "signals, by rank, of %zu", s->n);
    const double x_max = s->largest > 0 ? 1.15 * s->largest * scale.factor : 1;
    an_chart_set_number(chart, "x_max", x_max);
    an_frame_steps(chart, request, 'x', (an_axis){0, x_max, an_layout_axis(0, x_max).step});
    add_titles(chart, request, s, &page, &total_scale);
    an_frame_axis(chart, "x_label", s->duty ? "duty at stake" : "gap in value", &scale);
    if (s->total > 0)
        add_curve(chart, s, end);
    return AN_OK;
}

an_code an_chart_signals(const an_chart_request *request, an_chart **chart, an_error *err)
{
    an_signal_table table = {0};
    an_code code = an_signal_table_read(&table, request, err);
    an_signal_table_sort(&table);
    const stakes s = find_stakes(&table);
    if (code == AN_OK)
        code = an_frame_new(chart, "signals", request, s.n > 0, "Signals by rank", "no signals", err);
    if (code == AN_OK && s.n > 0)
        code = draw(*chart, request, &table, &s, err);
    an_signal_table_free(&table);
    return code;
}
