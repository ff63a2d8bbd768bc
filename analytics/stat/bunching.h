/* bunching: do values pile up just on the good side of a threshold?
 *
 * Values are whole numbers of some small unit (millionths of a euro): whether one lies at a threshold is then
 * no question of the last bit. What is compared is how many of the values around a number lie close below it,
 * at the threshold and at other round numbers, so that rounding is no pile. */
#ifndef AN_STAT_BUNCHING_H
#define AN_STAT_BUNCHING_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
    AN_BUNCHING_NEIGHBOURS = 10, /* most round numbers that a threshold is compared with */
    AN_BUNCHING_LEAST = 4,       /* fewest */
    AN_BUNCHING_AROUND = 4,      /* widths that lie around a number */
};

/* Where values are counted. */
typedef struct an_bunching_zones {
    int64_t at;    /* the threshold */
    int64_t width; /* near it: from at - width on, below at; around it: from at - 4 width on, below at */
    int64_t neighbours[AN_BUNCHING_NEIGHBOURS]; /* ascending */
    size_t n;
} an_bunching_zones;

/* The neighbours of a threshold: up to five numbers on each side whose distances are multiples of the
 * roundest number, 1, 2 or 5 times a power of ten, that divides it and is at most a fifth of it, and at least
 * 4 width. AN_UNDEFINED: at and width are not above 0, or there are fewer than AN_BUNCHING_LEAST. */
an_code an_bunching_zones_make(int64_t at, int64_t width, an_bunching_zones *zones);

typedef struct an_bunching_count {
    double near, around;
    double exact; /* just that number, which is in neither */
} an_bunching_count;

/* Counts the values near, around and at a number. values: n, ascending. O(log n). */
an_bunching_count an_bunching_look(const an_bunching_zones *zones, int64_t number, const int64_t values[],
                                   size_t n);

typedef struct an_bunching {
    double expected;            /* the share of those around that lie near, at the neighbours */
    double ratio, lower, upper; /* odds at the threshold to those at the neighbours, with its interval */
    double excess, least, most; /* values near the threshold beyond what its neighbours have, and interval */
    double p_value;             /* of so many or more, given how the neighbours differ */
} an_bunching;

/* Judges the count at a threshold by those at n of its neighbours. level: of the intervals. AN_UNDEFINED:
 * fewer than AN_BUNCHING_LEAST neighbours with values around them, all or none of which are near, or none
 * around the threshold. */
an_code an_bunching_judge(an_bunching_count own, const an_bunching_count neighbours[], size_t n, double level,
                          an_bunching *result);

#endif
