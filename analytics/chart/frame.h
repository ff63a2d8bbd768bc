/* frame: what charts have in common: size, titles, unit, the lines below. */
#ifndef AN_CHART_FRAME_H
#define AN_CHART_FRAME_H

#include "chart/chart.h"
#include "chart/kind.h"
#include "chart/layout.h"
#include "chart/phrase.h"
#include "chart/chart_rows.h"

/* The whole chart and the margins of its drawing area, pixels. The templates read these six numbers. */
typedef struct an_page {
    double width, height;
    double left, right, top, bottom;
} an_page;

/* Sets the source line and the page: the request's size where it has one, with margins cut so that
 * something is left to draw in; page is then what is in force. */
void an_frame_page(an_chart *chart, const an_chart_request *request, an_page *page);

/* Names steps of an axis (which: 'x' or 'y') in the request's style: the multiples of step from low to high;
 * or of a logarithmic axis the powers of ten it holds, with 2 and 5 times each where they are few. */
void an_frame_steps(an_chart *chart, const an_chart_request *request, char which, an_axis axis);
void an_frame_powers(an_chart *chart, const an_chart_request *request, char which, const an_ruler *ruler);

/* The sides of the drawing area. */
double an_page_inner_width(const an_page *page);
double an_page_inner_height(const an_page *page);

/* How many of n rows of so many pixels each the drawing area holds: at least 1. Rows may be squeezed to 0.6
 * of that. */
size_t an_frame_lines(const an_page *page, double pixels, size_t n);

/* Room for the longest of the rows' labels, pixels. */
double an_frame_label_width(const an_chart_rows *rows);

/* Sets title ("Control rate by member state" unless the user gave one) and subtitle: the period, more ("" for
 * nothing) and, where intervals are drawn, what they are. */
void an_frame_titles(an_chart *chart, const an_chart_request *request, const an_chart_rows *rows,
                     const char *more, bool intervals);

/* How values are shown: multiplied by factor, so that the largest has few digits, under the name of unit. */
typedef struct an_scale {
    double factor;
    char unit[80]; /* "%", "million EUR", "thousand", "days"; "" for a plain ratio */
} an_scale;
an_scale an_frame_scale(const char *unit, bool in_percent, double largest);

/* Sets the text called name to "WORDS, UNIT". */
void an_frame_axis(an_chart *chart, const char *name, const char *words, const an_scale *scale);

/* Sets the note, in two lines if need be; what does not fit into two is cut. */
void an_frame_note(an_chart *chart, const an_page *page, const char *text);

/* Adds to note what the marks mean that occur among the rows. low: how low reliability looks ("Pale"). */
void an_frame_meanings(an_sentence *note, const an_chart_rows *rows, const char *low);

/* Sets that as the note. */
void an_frame_marks(an_chart *chart, const an_page *page, const an_chart_rows *rows, const char *low);

/* A chart drawn by template; where there is nothing to draw, one of title and one sentence instead, which is
 * all of it. */
an_code an_frame_new(an_chart **chart, const char *template, const an_chart_request *request, bool any,
                     const char *title, const char *nothing, an_error *err);

#endif
