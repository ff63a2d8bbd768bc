/* layout: where axes end and where labels go, in pixels, so that no label covers another.
 *
 * Widths of text are estimates, AN_LETTER a letter: the drawing program knows the font, we do not. */
#ifndef AN_CHART_LAYOUT_H
#define AN_CHART_LAYOUT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Pixels of a letter and of a line of the charts' text, and the height kept free for a label. */
#define AN_LETTER 6.8
#define AN_LINE 15.0

typedef struct an_axis {
    double low, high, step; /* low and high are multiples of step */
} an_axis;

/* The axis of about five steps of 1, 2 or 5 times a power of ten that holds low to high (low <= high,
 * finite; equal ones get room on both sides). */
an_axis an_layout_axis(double low, double high);

typedef struct an_span {
    double low, high; /* NAN: nothing seen */
} an_span;
#define AN_SPAN_EMPTY ((an_span){NAN, NAN})

/* Widens span, which starts as AN_SPAN_EMPTY, to hold value; NAN is left out. */
void an_span_add(an_span *span, double value);

/* An axis with its pixels: low stands at 0, high at pixels. Values on a logarithmic one are positive. */
typedef struct an_ruler {
    double low, high, pixels;
    bool logarithmic;
} an_ruler;
double an_ruler_pixel(const an_ruler *ruler, double value);
double an_ruler_value(const an_ruler *ruler, double pixel);

/* A logarithmic ruler that holds the span (positive) with room on both sides. */
an_ruler an_ruler_log(an_span span, double pixels);

/* Sorts n places y, ascending, equal ones in their order; order: which of them each was. O(n^2): n is few. */
void an_layout_order(double y[], size_t order[], size_t n);

/* Moves n ascending places y apart so that neighbours are at least gap apart, all within low to high, each
 * as little as possible; where there is no room for all, they are spaced evenly. O(n^2) at worst. */
void an_layout_spread(double y[], size_t n, double gap, double low, double high);

/* A label and its point (x, y). Placed: at_x is its left end, at_y its middle. */
typedef struct an_place {
    double x, y;  /* of the point */
    double width; /* of the text */
    double at_x, at_y;
    bool placed; /* false: there is no free place near the point */
} an_place;

typedef struct an_box {
    double left, bottom, right, top;
} an_box;

/* Places those of n labels that are not placed yet beside their points, in order (the first has the
 * choice), inside frame, so that none lies on another or on one of n_points points to keep free. O(n (n +
 * n_points)). */
void an_layout_place(an_place labels[], size_t n, const double x[], const double y[], size_t n_points,
                     an_box frame);

/* Whether a line should lead from the point to its label, as that stands far off; (*x, *y) is its end at
 * the label. */
bool an_layout_leader(const an_place *label, double *x, double *y);

#endif
