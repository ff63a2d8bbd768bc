/* price_signals: the price signals worth most. */
#include "report/price_signals.h"

#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/tables.h"
#include "report/wording.h"

enum { MOST_SIGNALS = 10, AMOUNT_DIGITS = 12 };

static const an_result_file *first_of(const an_results *results, an_table_kind kind)
{
    for (size_t i = 0; i < results->n_files; i++)
        if (results->files[i].kind == kind)
            return &results->files[i];
    return NULL;
}

/* The duty at stake of the signals up to a rank; NAN where none is known. */
static double duty_up_to(const an_result_file *file, double rank, size_t *n)
{
    double sum = 0;
    bool known = false;
    *n = 0;
    for (size_t r = 0; r < an_sheet_rows(file->sheet); r++) {
        const bool within = isinf(rank) || an_results_number(file, r, "rank") <= rank;
        if (an_results_cell(file, r, "signal")[0] == '\0' || !within)
            continue;
        const double duty = an_results_number(file, r, "duty_at_stake");
        ++*n;
        known = known || !isnan(duty);
        sum += isnan(duty) ? 0 : duty;
    }
    return known ? sum : NAN;
}

static void write_number_cell(double value, int digits, an_writer *writer)
{
    char text[AN_WORDING_SIZE];
    an_wording_number(value, digits, text);
    an_grid_number(text, NAN, writer);
}

static void write_signal(const an_result_file *file, size_t row, an_writer *writer)
{
    const char *const item = an_results_cell(file, row, "item_number");
    const char *const signal = an_results_cell(file, row, "signal");
    const double price = an_results_number(file, row, "unit_price");
    const double reference = an_results_number(file, row, "reference_price");
    an_writer_string(writer, "<tr>");
    write_number_cell(an_results_number(file, row, "rank"), AMOUNT_DIGITS, writer);
    an_writer_string(writer, "<th scope=\"row\" class=\"p\">");
    an_html_print(writer, "%s%s%s", an_results_cell(file, row, "declaration_id"), item[0] != '\0' ? "/" : "",
                  item);
    an_writer_string(writer, "</th><td class=\"p\">");
    an_html_print(writer, "%s %s", an_results_cell(file, row, "commodity"),
                  an_results_cell(file, row, "origin"));
    an_writer_string(writer, "</td>");
    an_grid_text(strcmp(signal, "quantity_error") == 0 ? "quantity in error" : signal, writer);
    write_number_cell(price, 4, writer);
    write_number_cell(reference, 4, writer);
    write_number_cell(100 * price / reference, 3, writer);
    write_number_cell(an_results_number(file, row, "n"), AMOUNT_DIGITS, writer);
    write_number_cell(rint(an_results_number(file, row, "duty_at_stake")), AMOUNT_DIGITS, writer);
    write_number_cell(rint(an_results_number(file, row, "expected_duty")), AMOUNT_DIGITS, writer);
    an_writer_string(writer, "</tr>\n");
}

static void write_first_signals(const an_result_file *file, an_writer *writer)
{
    static const an_head heads[] = {{"Rank", true},
                                    {"Declaration / item", false},
                                    {"Commodity, origin", false},
                                    {"Signal", false},
                                    {"Price (EUR/kg)", true},
                                    {"Reference (EUR/kg)", true},
                                    {"Price / reference (%)", true},
                                    {"Prices behind it", true},
                                    {"Duty at stake (EUR)", true},
                                    {"Expected (EUR)", true}};
    an_grid_head("The signals worth most: reasons to doubt", heads, sizeof heads / sizeof heads[0], writer);
    for (int rank = 1; rank <= MOST_SIGNALS; rank++)
        for (size_t r = 0; r < an_sheet_rows(file->sheet); r++)
            if (an_results_number(file, r, "rank") == rank)
                write_signal(file, r, writer);
    an_grid_foot(writer);
}

/* "(38 below the prices of comparable items, 38 above, 69 as if the quantity were wrong)" */
static void write_classes(const an_result_file *file, an_writer *writer)
{
    static const struct {
        const char *class, *words;
    } classes[] = {{"under", "below the prices of comparable items"},
                   {"over", "above them"},
                   {"quantity_error", "so far off that the quantity is more likely wrong"}};
    size_t told = 0;
    for (size_t k = 0; k < sizeof classes / sizeof classes[0]; k++) {
        size_t n = 0;
        char text[AN_WORDING_SIZE];
        for (size_t r = 0; r < an_sheet_rows(file->sheet); r++)
            n += strcmp(an_results_cell(file, r, "signal"), classes[k].class) == 0 ? 1 : 0;
        an_wording_number((double)n, AMOUNT_DIGITS, text);
        if (n > 0)
            an_html_print(writer, "%s%s %s", told++ > 0 ? ", " : " (", text, classes[k].words);
    }
    an_writer_string(writer, told > 0 ? ")" : "");
}

void an_price_signals_write(const an_results *results, an_writer *writer)
{
    const an_result_file *const file = first_of(results, AN_TABLE_SIGNALS);
    char text[AN_WORDING_SIZE];
    size_t n, n_first;
    if (file == NULL)
        return;
    const double all = duty_up_to(file, INFINITY, &n), first = duty_up_to(file, MOST_SIGNALS, &n_first);
    an_writer_string(writer, "<h3 id=\"signals\">Prices that give reason to doubt</h3>\n<p>");
    an_wording_number((double)n, AMOUNT_DIGITS, text);
    an_html_print(writer, "%s item%s a unit price that gives reason to doubt", text,
                  n == 1 ? " has" : "s have");
    write_classes(file, writer);
    if (!isnan(all)) {
        an_wording_number(rint(all), AMOUNT_DIGITS, text);
        an_html_print(writer, "; %s EUR of duty are at stake", text);
    }
    if (all > 0 && n_first < n) {
        an_wording_number(100 * first / all, 2, text);
        an_html_print(writer, ", %s %% of it in the first %zu", text, n_first);
    }
    an_writer_string(writer,
                     ". Each is compared with the prices of comparable items, its reference. A signal is a "
                     "reason to doubt, never the true value: statistics alone re-value no goods.</p>\n");
    if (n > 0)
        write_first_signals(file, writer);
}
