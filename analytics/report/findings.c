/* findings: the figures of the quarter, in sentences and in a table. */
#include <math.h>
#include <string.h>

#include "report/html.h"
#include "report/parts.h"
#include "report/say.h"

/* Sentences: "In PERIOD, BEFORE VALUE AFTER (INTERVAL)", in the order in which they are read. */
static const struct {
    const char *code, *before, *after;
} sentences[] = {
    {"control_rate", "the control rate of items was", ""},
    {"irregularity_rate", "the share of closed controls that found an irregularity was", ""},
    {"targeting_lift", "controls by risk found irregularities", " times as often as random controls"},
    {"aeo_control_ratio", "the control rate of AEOs was", " of that of other operators"},
    {"simplified_control_ratio", "the control rate of simplified declarations was",
     " of that of standard ones"},
    {"detection_rate", "established amounts were", " of gross traditional own resources"},
    {"noncompliance_rate", "the share of irregular items, estimated from random controls, was", ""},
    {"revenue_gap", "the duty lost to irregularities, estimated from random controls, was", ""},
    {"feedback_on_time_rate", "the share of feedback on risk information forms that came in time was", ""},
    {"ens_compliance_rate", "the compliance rate of entry summary declarations was", ""},
    {"sharing_rate", "the share of shareable information that was shared was", ""},
    {"seizure_rate", "the seizure rate of controls of passengers was", ""},
};

/* The stratified ratio beside the crude one. */
static void write_stratified(const an_results *results, const an_figures *figures, an_writer *writer)
{
    const an_figure *const figure = an_figures_of(figures, "aeo_control_ratio_mh");
    const char *const strata = an_results_option(results, "cup-aeo", "--strata");
    char value[AN_SAY_SIZE], interval[AN_SAY_SIZE];
    if (figure == NULL || isnan(an_figure_observation(figure)->value))
        return;
    an_say_value(an_figure_observation(figure), an_figure_observation(figure)->value, value);
    an_say_interval(an_figure_observation(figure), interval);
    an_html_print(writer, "; stratified%s%s ", strata != NULL ? " by " : "", strata != NULL ? strata : "");
    an_writer_string(writer, "<strong>");
    an_html_print(writer, "%s", value);
    an_writer_string(writer, "</strong>");
    if (interval[0] != '\0')
        an_html_print(writer, " (%s)", interval);
}

static void write_numbers(const an_observation *o, an_writer *writer)
{
    char interval[AN_SAY_SIZE];
    an_say_interval(o, interval);
    if (interval[0] != '\0')
        an_html_print(writer, " (%s", interval);
    if (an_say_is_share(o)) {
        char above[AN_SAY_SIZE], below[AN_SAY_SIZE];
        an_say_amount(o->numerator, above);
        an_say_amount(o->denominator, below);
        an_html_print(writer, "%s%s of %s", interval[0] != '\0' ? "; " : " (", above, below);
        an_writer_string(writer, ")");
    } else if (interval[0] != '\0') {
        an_writer_string(writer, ")");
    }
}

static void write_sentence(const an_results *results, const an_figures *figures, size_t s,
                           const an_figure *figure, an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    char value[AN_SAY_SIZE];
    an_writer_string(writer, "<li>");
    if (o->period[0] != '\0')
        an_html_print(writer, "In %s ", o->period);
    an_html_print(writer, "%s ", sentences[s].before);
    an_writer_string(writer, "<strong>");
    an_say_value(o, o->value, value);
    an_html_print(writer, "%s", o->status == 'Q' ? "not to be published (suppressed)" : value);
    an_writer_string(writer, "</strong>");
    if (o->status != 'Q' && !isnan(o->value)) {
        an_html_text(writer, sentences[s].after);
        write_numbers(o, writer);
    }
    if (strcmp(o->indicator, "aeo_control_ratio") == 0)
        write_stratified(results, figures, writer);
    an_writer_string(writer, o->status == 'U' ? "; low reliability, few units.</li>\n" : ".</li>\n");
}

static void write_sentences(const an_results *results, const an_figures *figures, an_writer *writer)
{
    bool any = false;
    for (size_t s = 0; s < sizeof sentences / sizeof sentences[0]; s++) {
        const an_figure *const figure = an_figures_of(figures, sentences[s].code);
        if (figure == NULL)
            continue;
        an_writer_string(writer, any ? "" : "<ul class=\"lead\">\n");
        any = true;
        write_sentence(results, figures, s, figure, writer);
    }
    an_writer_string(writer, any ? "</ul>\n" : "");
}

/* "1,108 / 19,903" */
static void write_basis(const an_observation *o, an_writer *writer)
{
    char text[AN_SAY_SIZE];
    an_writer_string(writer, "<td class=\"n\">");
    if (o->has_numerator && o->status != 'Q') {
        an_say_amount(o->numerator, text);
        an_html_text(writer, text);
    }
    if (o->has_denominator && o->status != 'Q') {
        an_say_amount(o->denominator, text);
        an_html_print(writer, " / %s", text);
    }
    an_writer_string(writer, "</td>");
}

static void write_row(an_results *results, const an_figure *figure, an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    const char *const name = an_say_title(&results->arena, o->indicator);
    char value[AN_SAY_SIZE], interval[AN_SAY_SIZE];
    an_say_value(o, o->value, value);
    an_say_interval(o, interval);
    an_writer_string(writer, "<tr><th scope=\"row\">");
    an_html_text(writer, name != NULL ? name : "");
    an_writer_string(writer, "</th><td class=\"p\">");
    an_html_text(writer, o->period);
    an_writer_string(writer, "</td><td class=\"n\">");
    an_html_text(writer, o->status == 'Q' ? "suppressed" : value);
    an_writer_string(writer, "</td><td class=\"n\">");
    an_html_text(writer, o->status == 'Q' ? "" : interval);
    an_writer_string(writer, "</td>");
    write_basis(o, writer);
    an_writer_string(writer, "<td class=\"p\">");
    an_writer_string(writer, o->status == 'U'   ? "low reliability"
                             : o->status == 'M' ? "not computable"
                             : o->status == 'B' ? "definition changed"
                                                : "");
    an_writer_string(writer, "</td></tr>\n");
}

void an_part_findings(an_results *results, const an_figures *figures, an_writer *writer)
{
    if (figures->n == 0)
        an_writer_string(writer, "<p>The results hold no indicator of the whole.</p>\n");
    write_sentences(results, figures, writer);
}

void an_part_figures(an_results *results, const an_figures *figures, an_writer *writer)
{
    static const an_head heads[] = {{"Indicator", false}, {"Period", false},  {"Value", true},
                                    {"Interval", true},   {"Based on", true}, {"Remark", false}};
    if (figures->n == 0)
        return;
    an_writer_string(writer, "<h3 id=\"figures\">All figures of the whole</h3>\n");
    an_part_head("The last period of each indicator, with its interval and what it is based on", heads,
                 sizeof heads / sizeof heads[0], writer);
    for (size_t i = 0; i < figures->n; i++)
        write_row(results, &figures->figures[i], writer);
    an_part_foot(writer);
}
