/* cluster: rates of units that come in clusters: items of one declaration, declarations of one importer.
 *
 * Units of a cluster are alike: n of them tell less than n. How much less is the design effect: counts
 * divided by it are those of the simple random sample that tells as much, and take their place in any
 * interval of proportions or ratios. All functions: clusters without a unit do not count; AN_UNDEFINED,
 * nothing changed, for fewer than two of the others, for a negative number, and where 0 < level < 1 fails.
 * O(clusters). */
#ifndef AN_STAT_CLUSTER_H
#define AN_STAT_CLUSTER_H

#include <stddef.h>

#include "base/error.h"

/* With fewer the design effect is hardly known itself: status U. */
enum { AN_CLUSTERS_LEAST = 10 };

typedef struct an_cluster_effect {
    size_t clusters; /* that have a unit */
    double
        effective; /* of one size that would tell as much: (sum n)^2 / sum n^2 (Kish); of a ratio the smaller
                         of its two groups */
    double variance; /* of the rate, or of the logarithm of the ratio; 0 where all is alike */
    double effect; /* variance / that of independent units, at least 1, times the square of Student's quantile
                         / the normal one: what counts are divided by */
} an_cluster_effect;

/* The rate p = sum y / sum n of y[k] events in n[k] units of cluster k. Where p is 0 or 1 (or more: events
 * of which a unit may have several) all units are alike, which says nothing of clusters, and
 * they are taken for wholly alike within each (effect sum n^2 / sum n). level: of the interval, which is
 * made with the normal quantile. */
an_code an_cluster_rate(const double y[], const double n[], size_t clusters, double level,
                        an_cluster_effect *out);

/* The ratio of two rates, (sum a / sum n1) / (sum b / sum n0), whose groups share their clusters: as
 * above. Where a cell is 0, and Katz's variance does not exist, units are taken
 * for wholly alike, as above. AN_UNDEFINED also where one group has no two clusters. */
an_code an_cluster_ratio(const double a[], const double n1[], const double b[], const double n0[],
                         size_t clusters, double level, an_cluster_effect *out);

#endif
