/* messages: the figures of the quarter, in sentences and in a table. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "chart/phrase.h"
#include "report/grid.h"
#include "report/html.h"
#include "report/page_parts.h"
#include "report/wording.h"
#include "report/values.h"

/* Sentences: "In PERIOD, BEFORE VALUE AFTER (INTERVAL; NUMERATOR COUNTED / DENOMINATOR OF)", in the order in
 * which they are read. */
static const struct {
    const char *code, *before, *after, *counted, *of;
} sentences[] = {
    {"control_rate", "the control rate of items was", "", "controls", "items"},
    {"irregularity_rate", "the share of closed controls that found an irregularity was", "", "irregular",
     "closed controls"},
    {"targeting_lift", "controls based on risk found irregularities", " times as often as random controls",
     "", ""},
    {"aeo_control_ratio", "the control rate of AEOs was", " of that of other operators", "", ""},
    {"simplified_control_ratio", "the control rate of simplified declarations was",
     " of that of standard ones", "", ""},
    {"detection_rate", "established amounts were", " of gross traditional own resources", "EUR established",
     "EUR of gross traditional own resources"},
    {"noncompliance_rate", "the share of irregular items, estimated from random controls, was", "",
     "irregular", "random controls with a result"},
    {"revenue_gap", "the duty lost to irregularities, estimated from random controls, was", "", "", ""},
    {"feedback_on_time_rate", "the share of feedback on risk information forms that came in time was", "",
     "in time", "forms due"},
    {"feedback_median_days", "half of the risk information forms were answered within", " of their issue", "",
     ""},
    {"ens_compliance_rate", "the share of entry summary declarations without a shortcoming was", "",
     "without a shortcoming", "declarations"},
    {"sharing_rate", "the share of shareable records that were shared was", "", "shared",
     "shareable records"},
    {"seizure_rate", "the share of controls of passengers that led to a seizure was", "", "seizures",
     "controls"},
};

/* The stratified ratio beside the crude one. */
static void write_stratified(const an_results *results, const an_figures *figures, an_writer *writer)
{
    const an_figure *const figure = an_figures_of(figures, "aeo_control_ratio_mh");
    const char *const strata = an_results_option(results, "cup-aeo", "--strata");
    char value[AN_WORDING_SIZE], interval[AN_WORDING_SIZE];
    if (figure == NULL || isnan(an_figure_observation(figure)->value))
        return;
    an_wording_value(an_figure_observation(figure), an_figure_observation(figure)->value, value);
    an_wording_interval(an_figure_observation(figure), interval);
    an_html_print(writer, "; stratified%s%s ", strata != NULL ? " by " : "", strata != NULL ? strata : "");
    an_writer_string(writer, "<strong>");
    an_html_print(writer, "%s", value);
    an_writer_string(writer, "</strong>");
    if (interval[0] != '\0')
        an_html_print(writer, " (%s)", interval);
}

static void write_numbers(const an_observation *o, const char *counted, const char *of, an_writer *writer)
{
    char interval[AN_WORDING_SIZE];
    const bool counts = counted[0] != '\0' && o->has_numerator && o->has_denominator;
    an_wording_interval(o, interval);
    if (interval[0] == '\0' && !counts)
        return;
    an_html_print(writer, " (%s", interval);
    if (counts) {
        char above[AN_WORDING_SIZE], below[AN_WORDING_SIZE];
        an_wording_amount(o->numerator, above);
        an_wording_amount(o->denominator, below);
        an_html_print(writer, "%s%s %s / %s %s", interval[0] != '\0' ? "; " : "", above, counted, below, of);
    }
    an_writer_string(writer, ")");
}

/* What cannot be said in its sentence: "In 2017-Q3, detection rate: not computable." */
static void write_without_value(an_results *results, const an_observation *o, an_writer *writer)
{
    const char *const name = an_phrase_of_code(&results->arena, o->indicator);
    an_html_print(writer, "%s: ", name != NULL ? name : o->indicator);
    an_writer_string(writer, "<strong>");
    an_writer_string(writer, o->status == 'Q' ? "not to be published (suppressed)" : "not computable");
    an_writer_string(writer, "</strong>");
}

static void write_sentence(an_results *results, const an_figures *figures, size_t s, const an_figure *figure,
                           an_writer *writer)
{
    const an_observation *const o = an_figure_observation(figure);
    char value[AN_WORDING_SIZE];
    an_writer_string(writer, "<li>");
    const bool has_value = o->status != 'Q' && !isnan(o->value);
    if (o->period[0] != '\0')
        an_html_print(writer, "In %s%s ", o->period, has_value ? "" : ",");
    if (!has_value) {
        write_without_value(results, o, writer);
        an_writer_string(writer, ".</li>\n");
        return;
    }
    an_wording_value(o, o->value, value);
    an_html_print(writer, "%s ", sentences[s].before);
    an_writer_string(writer, "<strong>");
    an_html_text(writer, value);
    an_writer_string(writer, "</strong>");
    an_html_text(writer, sentences[s].after);
    write_numbers(o, sentences[s].counted, sentences[s].of, writer);
    if (strcmp(o->indicator, "aeo_control_ratio") == 0)
        write_stratified(results, figures, writer);
    an_writer_string(writer, o->status == 'U' ? "; low reliability, few units.</li>\n" : ".</li>\n");
}

/* How to read the brackets. */
static void write_key(const an_results *results, const an_figures *figures, an_writer *writer)
{
    double level = 0.95;
    char percent[AN_WORDING_SIZE];
    for (size_t i = 0; i < results->n_audits; i++) {
        const char *const program = json_string_value(json_object_get(results->audits[i].record, "program"));
        const char *const given = program != NULL ? an_results_option(results, program, "--level") : NULL;
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

static void write_sentences(an_results *results, const an_figures *figures, an_writer *writer)
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
    if (any)
        write_key(results, figures, writer);
}

void an_part_findings(an_results *results, const an_figures *figures, an_writer *writer)
{
    if (figures->n == 0)
        an_writer_string(writer, "<p>The results hold no indicator of the whole.</p>\n");
    write_sentences(results, figures, writer);
}

void an_part_figures(an_results *results, const an_figures *figures, an_writer *writer)
{
    if (figures->n == 0)
        return;
    an_writer_string(writer, "<h3 id=\"figures\">All figures of the whole</h3>\n");
    an_values_head("Each indicator of the whole, with its interval and what it is made of", "Indicator",
                       NULL, writer);
    for (size_t i = 0; i < figures->n; i++) {
        const an_observation *const o = an_figure_observation(&figures->figures[i]);
        const char *const name = an_wording_title(&results->arena, o->indicator);
        an_values_row(name != NULL ? name : "", NULL, o, "", writer);
    }
    an_grid_foot(writer);
}
