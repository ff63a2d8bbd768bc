/* frame: what charts have in common: size, titles, unit, the lines below. */
#include "chart/frame.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

void an_frame_page(an_chart *chart, const an_chart_request *request, an_page *page)
{
    const double most = 0.4; /* of the page for one margin */
    const an_style *const style = request->style != NULL ? request->style : &an_styles[0];
    if (request->width > 0)
        page->width = request->width;
    if (request->height > 0)
        page->height = request->height;
    page->left = fmin(page->left, most * page->width);
    page->right = fmin(page->right, most * page->width);
    page->top = fmin(page->top, most * page->height);
    page->bottom = fmin(page->bottom, most * page->height);
    an_chart_set_number(chart, "width", page->width);
    an_chart_set_number(chart, "height", page->height);
    an_chart_set_number(chart, "left", page->left);
    an_chart_set_number(chart, "right", page->right);
    an_chart_set_number(chart, "top", page->top);
    an_chart_set_number(chart, "bottom", page->bottom);
    an_chart_set_text(chart, "source", "%s", request->source);
    an_chart_set_text(chart, "decimal", "%s", style->decimal);
    an_chart_set_text(chart, "group", "%s", style->group);
    an_chart_set_number(chart, "grouped", style->grouped);
}

/* Lists of steps: what is written, and the same number as gnuplot reads it. */
static void add_step(an_chart *chart, const an_chart_request *request, char which, double value, int decimals)
{
    char shown[AN_STYLE_SIZE], read[AN_NUMBER_SIZE];
    an_style_fixed(request->style, value, decimals, shown);
    an_number_print(value, read);
    an_chart_add_text(chart, which == 'x' ? "x_steps" : "y_steps", shown);
    an_chart_add_text(chart, which == 'x' ? "x_places" : "y_places", read);
}

/* Digits after the mark that multiples of step need: 0.05 has 2, 2.5 has 1. */
static int decimals_of(double step)
{
    const int digits = an_style_decimals(step, 1);
    const double last = step * pow(10, digits);
    return fabs(last - rint(last)) > 1e-6 ? digits + 1 : digits;
}

void an_frame_steps(an_chart *chart, const an_chart_request *request, char which, an_axis axis)
{
    const double slack = 1e-9, first = ceil(axis.low / axis.step - slack);
    const double n = floor(axis.high / axis.step + slack) - first + 1;
    const int decimals = decimals_of(axis.step);
    for (size_t k = 0; (double)k < n; k++)
        add_step(chart, request, which, (first + (double)k) * axis.step + 0.0, decimals); /* + 0: no minus */
}

void an_frame_powers(an_chart *chart, const an_chart_request *request, char which, const an_ruler *ruler)
{
    static const double between[] = {1, 2, 5};
    const double few = 3.5; /* powers of ten */
    const size_t n = log10(ruler->high / ruler->low) < few ? 3 : 1;
    const int last = (int)floor(log10(ruler->high));
    for (int power = (int)floor(log10(ruler->low)); power <= last; power++)
        for (size_t k = 0; k < n; k++) {
            const double value = between[k] * pow(10, power);
            if (value >= ruler->low && value <= ruler->high)
                add_step(chart, request, which, value, an_style_decimals(value, 1));
        }
}

double an_page_inner_width(const an_page *page)
{
    return page->width - page->left - page->right;
}

double an_page_inner_height(const an_page *page)
{
    return page->height - page->top - page->bottom;
}

size_t an_frame_lines(const an_page *page, double pixels, size_t n)
{
    const double squeezed = 0.6;
    const size_t room = (size_t)fmax(1, an_page_inner_height(page) / (squeezed * pixels));
    return n < room ? n : room;
}

double an_frame_label_width(const an_chart_rows *rows)
{
    size_t longest = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const size_t letters = an_phrase_letters(rows->rows[i].label);
        longest = letters > longest ? letters : longest;
    }
    return AN_LETTER * (double)longest;
}

static void make_title(an_chart *chart, const an_chart_rows *rows)
{
    an_sentence title = {0};
    for (size_t i = 0; i < rows->n_indicators; i++)
        an_sentence_add(&title, "%s%s", i == 0 ? "" : i + 1 < rows->n_indicators ? ", " : " and ",
                        rows->titles[i]);
    if (rows->by[0] != '\0')
        an_sentence_add(&title, " by %s", rows->by);
    title.text[0] = (char)toupper((unsigned char)title.text[0]);
    an_chart_set_text(chart, "title", "%s", title.text);
}

void an_frame_titles(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows,
                     const char *more, bool intervals)
{
    an_sentence subtitle = {0};
    if (rows->period != NULL && rows->period[0] != '\0') {
        char period[AN_STYLE_SIZE];
        an_style_period(request->style, rows->period, period);
        an_sentence_add(&subtitle, "%s", period);
    }
    if (more[0] != '\0')
        an_sentence_add(&subtitle, "%s%s", subtitle.used > 0 ? "; " : "", more);
    if (intervals && rows->method[0] != '\0')
        an_sentence_add(&subtitle, "%slines: intervals (%s)", subtitle.used > 0 ? "; " : "",
                        an_phrase_of_method(rows->method));
    an_chart_set_text(chart, "subtitle", "%s", subtitle.text);
    if (request->title == NULL)
        make_title(chart, rows);
    else
        an_chart_set_text(chart, "title", "%s", request->title);
}

an_scale an_frame_scale(const char *unit, bool in_percent, double largest)
{
    static const struct {
        double from, by; /* the largest that needs it, what it is divided by */
        const char *name;
    } steps[] = {{1e10, 1e9, "billion"}, {1e7, 1e6, "million"}, {1e5, 1e3, "thousand"}};
    an_scale scale = {.factor = 1};
    if (in_percent) {
        scale.factor = 100;
        unit = "%";
    } else if (strcmp(unit, "count") == 0) {
        unit = "number";
    }
    const char *name = "";
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !in_percent; i++) {
        if (largest >= steps[i].from) {
            scale.factor = 1 / steps[i].by;
            name = steps[i].name;
            break;
        }
    }
    if (name[0] != '\0' && strcmp(unit, "number") == 0)
        unit = "";
    snprintf(scale.unit, sizeof scale.unit, "%s%s%s", name, unit[0] != '\0' && name[0] != '\0' ? " " : "",
             unit);
    return scale;
}

void an_frame_axis(an_chart *chart, const char *name, const char *words, const an_scale *scale)
{
    const char *const comma = scale->unit[0] != '\0' && words[0] != '\0' ? ", " : "";
    an_chart_set_text(chart, name, "%s%s%s", words, comma, scale->unit);
}

void an_frame_note(an_chart *chart, const an_page *page, const char *text)
{
    const double letter = 0.9 * AN_LETTER; /* the letters of notes are smaller */
    const size_t letters = (size_t)fmax(1, (page->width - 32) / letter);
    const size_t first = an_phrase_line(text, letters);
    const char *const rest = text + first + strspn(text + first, " ");
    const size_t second = an_phrase_line(rest, letters);
    an_chart_set_text(chart, "note", "%.*s", (int)first, text);
    if (rest[0] != '\0')
        an_chart_set_text(chart, "note_more", "%.*s%s", (int)second, rest,
                          rest[second] != '\0' ? " \xE2\x80\xA6" : "");
}

void an_frame_meanings(an_sentence *note, const an_chart_rows *rows, const char *low)
{
    const char *const meanings[] = {
        [AN_MARK_VALUE] = "",
        [AN_MARK_LOW] = ": low reliability (small denominator). ",
        [AN_MARK_MISSING] = "n.a.: cannot be computed. ",
        [AN_MARK_SUPPRESSED] = "suppressed: confidential. ",
        [AN_MARK_BREAK] = "Break: not comparable with earlier periods. ",
    };
    bool seen[sizeof meanings / sizeof meanings[0]] = {false}, is_provisional = false;
    for (size_t i = 0; i < rows->n; i++) {
        seen[rows->rows[i].mark] = true;
        is_provisional =
            is_provisional || rows->table->rows[rows->rows[i].observation].status == 'P';
    }
    if (is_provisional)
        an_sentence_add(note, "Provisional: the data are not final. ");
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (seen[i])
            an_sentence_add(note, "%s%s", i == AN_MARK_LOW ? low : "", meanings[i]);
}

void an_frame_marks(an_chart *chart, const an_page *page, const an_chart_rows *rows, const char *low)
{
    an_sentence note = {0};
    an_frame_meanings(&note, rows, low);
    an_frame_note(chart, page, note.text);
}

an_code an_frame_new(an_chart **chart, const char *template, const an_chart_request *request, bool any,
                     const char *title, const char *nothing, an_error *err)
{
    an_page page = {900, 300, 40, 40, 84, 76};
    const an_code code = an_chart_new(chart, any ? template : "empty", err);
    if (code != AN_OK || any)
        return code;
    an_frame_page(*chart, request, &page);
    an_chart_set_text(*chart, "title", "%s", request->title != NULL ? request->title : title);
    an_chart_set_text(*chart, "message", "%s", nothing);
    return AN_OK;
}
