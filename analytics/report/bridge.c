/* bridge: what prices stake, what random controls imply, what controls establish, and what was collected.
 *
 * A reader meets three amounts of one quarter in three places and takes them for parts of one another. They
 * are not: a signal is a declared price that gives reason to doubt, be its item controlled or not; random
 * controls tell of items that nobody chose; what controls establish is what they found where they looked. The
 * table puts them beside the amount collected, and says so. */
#include "report/bridge.h"

#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/one_case.h"
#include "report/price_signals.h"
#include "report/tables.h"
#include "report/wording.h"

enum { ROWS = 16, DIGITS = 12 };

typedef struct amount {
    const char *what, *more; /* more: a remark; "" */
    double value, lower, upper;
} amount;

typedef struct amounts {
    amount rows[ROWS];
    size_t n;
    double collected;         /* NAN: not known */
    const char *collected_as; /* its words */
} amounts;

static void add(amounts *a, const amount *row)
{
    if (!isnan(row->value) && a->n < ROWS)
        a->rows[a->n++] = *row;
}

/* The words of a measure behind its unit: "gross traditional own resources". */
static const char *words_of(const an_sum *measure)
{
    const char *const title = measure != NULL && measure->title != NULL ? measure->title : "all";
    return strncmp(title, "EUR of ", strlen("EUR of ")) == 0 ? title + strlen("EUR of ") : title;
}

static void add_figure(amounts *a, const an_figures *figures, const an_observation *o)
{
    const an_indicator *const of = o->meaning->indicator;
    const char *const more = an_one_case_hangs(figures, o) ? "hangs on one case"
                             : o->status == 'U'           ? "low reliability"
                             : o->status == 'P'           ? "provisional"
                                                          : "";
    if (o->status == 'Q' || isnan(o->value))
        return;
    if (of->kind != AN_RATIO_OF_AMOUNTS) {
        add(a, &(amount){of->bridge, more, o->value, o->lower, o->upper});
        return;
    }
    add(a, &(amount){of->bridge, more, an_decimal_double(o->numerator), NAN, NAN});
    a->collected = an_decimal_double(o->denominator);
    a->collected_as = words_of(o->meaning->denominator);
}

static void add_signals(amounts *a, const an_results *results)
{
    size_t f = 0, n;
    while (f < results->n_files && results->files[f].kind != AN_TABLE_SIGNALS)
        f++;
    if (f < results->n_files)
        add(a, &(amount){"at stake in items whose price gives reason to doubt", "",
                         an_price_signals_duty(&results->files[f], INFINITY, &n), NAN, NAN});
}

static void write_number(double value, int digits, an_writer *writer)
{
    char text[AN_WORDING_SIZE];
    an_wording_number(value, digits, text);
    an_grid_number(isnan(value) ? "" : text, value, writer);
}

static void write_amount(const amounts *a, const amount *row, an_writer *writer)
{
    char lower[AN_WORDING_SIZE], upper[AN_WORDING_SIZE];
    an_writer_string(writer, "<tr><th scope=\"row\">");
    an_html_text(writer, row->what);
    an_writer_string(writer, "</th>");
    write_number(rint(row->value), DIGITS, writer);
    an_wording_number(rint(row->lower), DIGITS, lower);
    an_wording_number(rint(row->upper), DIGITS, upper);
    an_writer_string(writer, "<td>");
    if (!isnan(row->lower) && isfinite(row->upper))
        an_html_print(writer, "%s to %s", lower, upper);
    an_writer_string(writer, "</td>");
    write_number(100 * row->value / a->collected, 3, writer);
    an_grid_text(row->more, writer);
    an_writer_string(writer, "</tr>\n");
}

void an_bridge_write(const an_results *results, const an_figures *figures, an_writer *writer)
{
    static const an_head heads[] = {
        {"Duty", false}, {"EUR", true}, {"Interval", false}, {"% of what was collected", true}, {"", false}};
    amounts a = {.collected = NAN};
    add_signals(&a, results);
    for (size_t i = 0; i < figures->n; i++) {
        const an_observation *const o = &figures->figures[i].file->rows.rows[figures->figures[i].row];
        if (o->meaning != NULL && o->meaning->indicator->bridge != NULL)
            add_figure(&a, figures, o);
    }
    if (a.n < 2)
        return;
    an_writer_string(writer, "<h3 id=\"bridge\">What is at stake, what is lost, what is found</h3>\n");
    an_grid_head("Amounts of duty beside each other", heads, sizeof heads / sizeof heads[0], writer);
    for (size_t i = 0; i < a.n; i++)
        write_amount(&a, &a.rows[i], writer);
    if (!isnan(a.collected))
        write_amount(&a, &(amount){a.collected_as, "", a.collected, NAN, NAN}, writer);
    an_grid_foot(writer);
    an_writer_string(writer,
                     "<p class=\"note\">These are not parts of one another and do not add up. A price "
                     "signal is a reason to doubt and no finding, in items controlled or not. Random "
                     "controls tell of items that nobody chose to control. What controls establish is what "
                     "they found where they looked, and may not be collected yet.</p>\n");
}
