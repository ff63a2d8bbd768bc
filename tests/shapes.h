/* shapes: orders of input that break quickselect and quicksort, and samples full of ties. */
#ifndef AN_TESTS_SHAPES_H
#define AN_TESTS_SHAPES_H

#include <stddef.h>

#include "sample.h"

enum { SHAPES = 9 };

static inline int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline void fill_shape(double x[], size_t n, int shape)
{
    uniforms(x, n, n + 1);
    for (size_t i = 0; i < n; i++) {
        double v = (double)i;
        switch (shape) {
        case 0:
            break;
        case 1:
            x[i] = v;
            break;
        case 2:
            x[i] = -v;
            break;
        case 3:
            x[i] = i < n / 2 ? v : (double)(n - i);
            break; /* organ pipe */
        case 4:
            x[i] = (double)(i % 7);
            break; /* sawtooth */
        case 5:
            x[i] = 3.7;
            break;
        case 6:
            x[i] = x[i] < 0.9 ? 1.25 : x[i];
            break; /* nine of ten are the same */
        case 7:
            x[i] = x[i] < 0.5 ? 2.5 : 7;
            break; /* two values */
        default:
            x[i] = (i % 2 ? 1e149 : -1e149) * x[i];
        }
    }
}

#endif
