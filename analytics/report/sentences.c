/* sentences: what the results say of the whole, first what changes most.
 *
 * Three messages at most stand on top, chosen by rule: the largest amount of money that the bridge of amounts
 * tells, unless it hangs on one case or rests on few units; the change since the period before that chance
 * explains least, if it is more than chance; then the indicators in the order of their tables. The others are
 * folded below. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/number.h"
#include "report/charts.h"
#include "report/html.h"
#include "report/one_case.h"
#include "report/summary.h"
#include "report/wording.h"

enum { MESSAGES = 3 };

static const an_observation *row_of(const an_figure *figure)
{
    return &figure->file->rows.rows[figure->row];
}

static void write_strong(const char *text, an_writer *writer)
{
    an_writer_string(writer, "<strong>");
    an_html_text(writer, text);
    an_writer_string(writer, "</strong>");
}

/* "; stratified by chapter 0.388 (0.345 to 0.435)": what the title of the finer one has behind that of the
 * ratio, and the value of its option. */
static void write_refined(const an_results *results, const an_figure *finer, const an_indicator *ratio,
                          an_writer *writer)
{
    const an_observation *const o = row_of(finer);
    const an_indicator *const f = o->meaning->indicator;
    const char *const given = an_results_option(results, o->meaning->program, f->option);
    const char *word = f->title != NULL ? f->title : f->code;
    const size_t begin = ratio->title != NULL ? strlen(ratio->title) : 0;
    char value[AN_WORDING_SIZE], interval[AN_WORDING_SIZE];
    if (begin > 0 && strncmp(word, ratio->title, begin) == 0 && strncmp(word + begin, ", ", 2) == 0)
        word += begin + 2;
    an_wording_value(o, o->value, value);
    an_wording_interval(o, interval);
    an_html_print(writer, "; %s%s%s ", word, given != NULL ? " by " : "", given != NULL ? given : "");
    write_strong(value, writer);
    if (interval[0] != '\0')
        an_html_print(writer, " (%s)", interval);
}

static void write_all_refined(const an_results *results, const an_figures *figures, const an_meaning *ratio,
                              an_writer *writer)
{
    for (size_t i = 0; i < figures->n; i++) {
        const an_observation *const o = row_of(&figures->figures[i]);
        if (o->status != 'Q' && !isnan(o->value) && an_meaning_refines(o->meaning, ratio))
            write_refined(results, &figures->figures[i], ratio->indicator, writer);
    }
}

/* "(5.26 to 5.89 %; 1,108 controls / 19,903 items)": the numbers where the words for both are declared. */
static void write_numbers(const an_observation *o, an_writer *writer)
{
    const an_sum *const counted = o->meaning->numerator, *const of = o->meaning->denominator;
    char interval[AN_WORDING_SIZE];
    const bool counts = !an_meaning_is_ratio(o->meaning) && counted != NULL && counted->title != NULL &&
                        of != NULL && of->title != NULL && o->has_numerator && o->has_denominator;
    an_wording_interval(o, interval);
    if (interval[0] == '\0' && !counts)
        return;
    an_html_print(writer, " (%s", interval);
    if (counts) {
        char above[AN_WORDING_SIZE], below[AN_WORDING_SIZE];
        an_wording_amount(o->numerator, above);
        an_wording_amount(o->denominator, below);
        an_html_print(writer, "%s%s %s / %s %s", interval[0] != '\0' ? "; " : "", above, counted->title,
                      below, of->title);
    }
    an_writer_string(writer, ")");
}

/* What cannot be told in its sentence: "In 2017-Q3, detection rate: not computable." */
static void write_without_value(an_results *results, const an_observation *o, an_writer *writer)
{
    an_html_print(writer, o->period[0] != '\0' ? "In %s, " : "%s", o->period);
    an_html_print(writer, "%s: ", an_wording_name(&results->arena, o));
    write_strong(o->status == 'Q' ? "not to be published (suppressed)" : "not computable", writer);
    an_writer_string(writer, ".</li>\n");
}

/* The declared sentence of an indicator before the place of its value, %v, which is its end where there is
 * none; and behind it. */
static void begin_sentence(const an_observation *o, an_writer *writer)
{
    const char *const sentence = o->meaning->indicator->sentence, *const place = strstr(sentence, "%v");
    an_html_print(writer, o->period[0] != '\0' ? "In %s " : "%s", o->period);
    an_html_print(writer, "%.*s%s", (int)(place != NULL ? (size_t)(place - sentence) : strlen(sentence)),
                  sentence, place != NULL ? "" : ": ");
}

static void end_sentence(const an_observation *o, an_writer *writer)
{
    const char *const place = strstr(o->meaning->indicator->sentence, "%v");
    an_html_text(writer, place != NULL ? place + 2 : "");
}

static void write_sentence(an_results *results, const an_figures *figures, const an_observation *o,
                           an_writer *writer)
{
    char value[AN_WORDING_SIZE];
    an_writer_string(writer, "<li>");
    if (o->status == 'Q' || isnan(o->value)) {
        write_without_value(results, o, writer);
        return;
    }
    if (an_one_case_hangs(figures, o)) {
        an_one_case_write(results, figures, o, writer);
        return;
    }
    an_wording_value(o, o->value, value);
    begin_sentence(o, writer);
    write_strong(value, writer);
    end_sentence(o, writer);
    write_numbers(o, writer);
    write_all_refined(results, figures, o->meaning, writer);
    an_writer_string(writer, o->status == 'U' ? "; low reliability, few units" : "");
    an_writer_string(writer, o->status == 'P' ? "; provisional.</li>\n" : ".</li>\n");
}

static void write_part(an_results *results, const an_result_file *file, size_t i, an_writer *writer)
{
    const an_observation *const o = &file->rows.rows[i];
    const char *const label = an_results_label(&results->arena, &file->rows, i);
    char value[AN_WORDING_SIZE];
    an_wording_value(o, o->value, value);
    write_strong(value, writer);
    an_html_print(writer, " (%s)", label != NULL ? label : "");
}

/* Of an indicator that has no value of the whole: "the share of items of a procedure was 0.2 % (51) to 62.1 %
 * (40)", at the period of part. */
static void write_range(an_results *results, const an_figure *part, an_writer *writer)
{
    const an_result_file *const file = part->file;
    const an_observation *const o = row_of(part);
    const an_extent e = an_charts_extent(file, o->indicator, o->period);
    if (e.n == 0)
        return;
    an_writer_string(writer, "<li>");
    begin_sentence(o, writer);
    write_part(results, file, e.low, writer);
    if (e.high != e.low) {
        an_writer_string(writer, " to ");
        write_part(results, file, e.high, writer);
    }
    end_sentence(o, writer);
    an_writer_string(writer, ".</li>\n");
}

/* How to read the brackets. */
static void write_key(const an_results *results, const an_figures *figures, an_writer *writer)
{
    double level = 0.95;
    char percent[AN_WORDING_SIZE];
    for (size_t i = 0; i < results->n_audits; i++) {
        const char *const program = json_string_value(json_object_get(results->audits[i].record, "program"));
        const char *const given = program != NULL ? an_results_option(results, program, "level") : NULL;
        if (given != NULL)
            an_number_parse(given, strlen(given), '.', &level); /* the program checked it */
    }
    an_wording_number(100 * level, 4, percent);
    an_writer_string(writer, "<p class=\"note\">");
    an_html_print(writer,
                  "In brackets: the %s %% interval, the values that the data are compatible with, and the "
                  "numbers that the value is made of.",
                  percent);
    if (figures->later)
        an_html_print(writer,
                      " The findings are those of %s; later periods, which some tables and charts hold, are "
                      "left out of them.",
                      figures->period);
    an_writer_string(writer, "</p>\n");
}

static bool has_sentence(const an_figure *figure)
{
    const an_meaning *const meaning = row_of(figure)->meaning;
    return meaning != NULL && meaning->indicator->sentence != NULL;
}

static bool is_known(const an_figures *figures, const char *code)
{
    size_t i = 0;
    while (i < figures->n && strcmp(row_of(&figures->figures[i])->indicator, code) != 0)
        i++;
    return i < figures->n;
}

/* ---- the first three ---- */

/* The figures that stand on top. */
typedef struct messages {
    size_t of[MESSAGES], n;
    size_t changed; /* the one that is told by its change; SIZE_MAX: none */
} messages;

static bool is_message(const messages *m, size_t figure)
{
    for (size_t k = 0; k < m->n; k++)
        if (m->of[k] == figure)
            return true;
    return false;
}

/* The amount that a figure of the bridge tells, of a ratio its numerator; NAN: it tells none for certain. */
static double amount_of(const an_figures *figures, const an_observation *o)
{
    const an_indicator *const of = o->meaning != NULL ? o->meaning->indicator : NULL;
    if (of == NULL || of->bridge == NULL || of->sentence == NULL || o->status == 'Q' || o->status == 'U' ||
        isnan(o->value) || an_one_case_hangs(figures, o))
        return NAN;
    return of->kind == AN_RATIO_OF_AMOUNTS ? an_decimal_double(o->numerator) : o->value;
}

static void choose_amount(messages *m, const an_figures *figures)
{
    double most = 0;
    size_t chosen = SIZE_MAX;
    for (size_t i = 0; i < figures->n; i++) {
        const double amount = amount_of(figures, row_of(&figures->figures[i]));
        if (amount > most) {
            most = amount;
            chosen = i;
        }
    }
    if (chosen != SIZE_MAX)
        m->of[m->n++] = chosen;
}

static void choose_change(messages *m, const an_figures *figures)
{
    double least = INFINITY;
    m->changed = SIZE_MAX;
    for (size_t i = 0; i < figures->n; i++) {
        const an_figure *const figure = &figures->figures[i];
        const double p = figure->file->further[figure->row].change_p;
        if (an_summary_is_more_than_chance(figure) && p < least && !is_message(m, i) &&
            strcmp(row_of(figure)->period, figures->period) == 0) {
            least = p;
            m->changed = i;
        }
    }
    if (m->changed != SIZE_MAX)
        m->of[m->n++] = m->changed;
}

/* A figure with a sentence and a value that can be told. */
static bool is_told(const an_figures *figures, size_t i)
{
    const an_observation *const o = row_of(&figures->figures[i]);
    return has_sentence(&figures->figures[i]) && o->status != 'Q' && !isnan(o->value) &&
           !an_one_case_hangs(figures, o);
}

static messages choose(const an_figures *figures)
{
    messages m = {.n = 0};
    choose_amount(&m, figures);
    choose_change(&m, figures);
    for (size_t i = 0; i < figures->n && m.n < MESSAGES; i++)
        if (is_told(figures, i) && !is_message(&m, i))
            m.of[m.n++] = i;
    return m;
}

/* Whether figure i has a sentence that does not stand on top; of the one that changed, what changed does. */
static bool is_other(const an_figures *figures, const messages *m, size_t i)
{
    return has_sentence(&figures->figures[i]) && (!is_message(m, i) || i == m->changed);
}

static size_t count_others(const an_figures *figures, const an_figures *parts, const messages *m)
{
    size_t n = 0;
    for (size_t i = 0; i < figures->n; i++)
        n += is_other(figures, m, i) ? 1 : 0;
    for (size_t i = 0; i < parts->n; i++)
        n += is_known(figures, row_of(&parts->figures[i])->indicator) ? 0 : 1;
    return n;
}

/* The sentences that do not stand on top, folded on the screen. */
static void write_others(an_results *results, const an_figures *figures, const an_figures *parts,
                         const messages *m, an_writer *writer)
{
    const size_t n = count_others(figures, parts, m);
    if (n == 0)
        return;
    an_writer_print(writer, "<details%s>\n<summary>%zu %sfinding%s</summary>\n<ul>\n",
                    m->n == 0 ? " open" : "", n, m->n == 0 ? "" : "further ", n == 1 ? "" : "s");
    for (size_t i = 0; i < figures->n; i++)
        if (is_other(figures, m, i))
            write_sentence(results, figures, row_of(&figures->figures[i]), writer);
    for (size_t i = 0; i < parts->n; i++)
        if (!is_known(figures, row_of(&parts->figures[i])->indicator))
            write_range(results, &parts->figures[i], writer);
    an_writer_string(writer, "</ul>\n</details>\n");
}

void an_summary_write_sentences(an_results *results, const an_figures *figures, const an_figures *parts,
                                an_writer *writer)
{
    const messages m = choose(figures);
    if (figures->n == 0)
        an_writer_string(writer, "<p>The results hold no indicator of the whole.</p>\n");
    an_writer_string(writer, m.n > 0 ? "<ul class=\"lead\">\n" : "");
    for (size_t k = 0; k < m.n; k++) {
        const an_figure *const figure = &figures->figures[m.of[k]];
        if (m.of[k] == m.changed)
            an_summary_write_change(results, figure, writer);
        else
            write_sentence(results, figures, row_of(figure), writer);
    }
    an_writer_string(writer, m.n > 0 ? "</ul>\n" : "");
    write_others(results, figures, parts, &m, writer);
    if (m.n > 0 || count_others(figures, parts, &m) > 0)
        write_key(results, figures, writer);
}
