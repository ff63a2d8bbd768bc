/* layout: where axes end and where labels go, in pixels. */
#include "chart/layout.h"

#include <math.h>

an_axis an_layout_axis(double low, double high)
{
    if (low == high) {
        const double room = low != 0 ? fabs(low) / 2 : 1;
        low -= room;
        high += room;
    }
    const double raw = (high - low) / 5, power = pow(10, floor(log10(raw)));
    const double lead = raw / power;
    const double step = power * (lead > 5 ? 10 : lead > 2 ? 5 : lead > 1 ? 2 : 1);
    const double slack = 1e-9; /* an end that is a multiple but for rounding stays */
    return (an_axis){floor(low / step + slack) * step, ceil(high / step - slack) * step, step};
}

void an_span_add(an_span *span, double value)
{
    if (isnan(value))
        return;
    span->low = fmin(span->low, value); /* fmin of NAN and a number is the number */
    span->high = fmax(span->high, value);
}

double an_ruler_pixel(const an_ruler *ruler, double value)
{
    const double share = ruler->logarithmic ? log(value / ruler->low) / log(ruler->high / ruler->low)
                                            : (value - ruler->low) / (ruler->high - ruler->low);
    return share * ruler->pixels;
}

double an_ruler_value(const an_ruler *ruler, double pixel)
{
    const double share = pixel / ruler->pixels;
    return ruler->logarithmic ? ruler->low * pow(ruler->high / ruler->low, share)
                              : ruler->low + share * (ruler->high - ruler->low);
}

an_ruler an_ruler_log(an_span span, double pixels)
{
    const double room = fmax(1.15, pow(span.high / span.low, 0.05));
    return (an_ruler){span.low / room, span.high * room, pixels, true};
}

void an_layout_order(double y[], size_t order[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double at = y[i];
        size_t k = i;
        for (; k > 0 && y[k - 1] > at; k--) {
            y[k] = y[k - 1];
            order[k] = order[k - 1];
        }
        y[k] = at;
        order[k] = i;
    }
}

/* Neighbours that touch become one group, set about the mean of the places its members want. */
void an_layout_spread(double y[], size_t n, double gap, double low, double high)
{
    if (n > 1 && gap * (double)(n - 1) > high - low)
        gap = (high - low) / (double)(n - 1);
    for (size_t i = 0; i < n; i++)
        y[i] = fmin(fmax(y[i], low), high);
    bool moved = true;
    for (size_t pass = 0; moved && pass < 8 * n; pass++) {
        moved = false;
        for (size_t i = 1; i < n; i++) {
            const double lack = gap - (y[i] - y[i - 1]);
            if (lack <= 1e-6 * gap)
                continue;
            y[i - 1] -= lack / 2;
            y[i] += lack / 2;
            moved = true;
        }
    }
    /* What the passes pushed over the ends goes back, neighbours with it. */
    for (size_t i = 0; i < n; i++)
        y[i] = fmax(y[i], i == 0 ? low : y[i - 1] + gap);
    for (size_t i = n; i-- > 0;)
        y[i] = fmin(y[i], i + 1 == n ? high : y[i + 1] - gap);
}

static bool overlap(const an_box *a, const an_box *b)
{
    return a->left < b->right && b->left < a->right && a->bottom < b->top && b->bottom < a->top;
}

static an_box box_of(const an_place *label)
{
    return (an_box){label->at_x - 2, label->at_y - AN_LINE / 2, label->at_x + label->width + 2,
                    label->at_y + AN_LINE / 2};
}

static bool is_free(const an_place labels[], size_t n, size_t i, const double x[], const double y[],
                    size_t n_points, an_box frame)
{
    const double radius = 4;
    const an_box mine = box_of(&labels[i]);
    if (mine.left < frame.left || mine.right > frame.right || mine.bottom < frame.bottom ||
        mine.top > frame.top)
        return false;
    for (size_t k = 0; k < n; k++) {
        const an_box other = box_of(&labels[k]);
        if (k != i && labels[k].placed && overlap(&mine, &other))
            return false;
    }
    for (size_t k = 0; k < n_points; k++) {
        const an_box point = {x[k] - radius, y[k] - radius, x[k] + radius, y[k] + radius};
        if (overlap(&mine, &point))
            return false;
    }
    return true;
}

/* Right, left, above, below, then the corners; then the same farther away. */
void an_layout_place(an_place labels[], size_t n, const double x[], const double y[], size_t n_points,
                     an_box frame)
{
    static const struct {
        double side, up; /* -1, 0, 1 */
    } directions[] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}};
    static const double distances[] = {1, 2, 3, 4.5};
    for (size_t i = 0; i < n; i++) {
        an_place *const label = &labels[i];
        for (size_t d = 0; d < 4 && !label->placed; d++) {
            for (size_t k = 0; k < 8 && !label->placed; k++) {
                const double away = distances[d] * 8;
                const double before = (1 - directions[k].side) / 2 * label->width;
                label->at_x = label->x + directions[k].side * away - before;
                label->at_y = label->y + directions[k].up * (away + AN_LINE / 2 - 2);
                label->placed = is_free(labels, n, i, x, y, n_points, frame);
            }
        }
    }
}

bool an_layout_leader(const an_place *label, double *x, double *y)
{
    const double far = 12, half = AN_LINE / 2 - 2; /* half the height of the letters */
    if (!label->placed)
        return false;
    *x = fmin(fmax(label->x, label->at_x), label->at_x + label->width);
    *y = fmin(fmax(label->y, label->at_y - half), label->at_y + half);
    return hypot(*x - label->x, *y - label->y) > far;
}
