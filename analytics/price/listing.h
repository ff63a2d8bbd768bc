/* listing: the references of all comparison sets of an extract in partitions.
 */
#ifndef AN_PRICE_LISTING_H
#define AN_PRICE_LISTING_H

#include "price/partitions.h"
#include "price/references.h"

typedef struct an_listing_part an_listing_part;

typedef struct an_listing {
    an_listing_part *parts;           /* AN_PARTITIONS */
    const an_references_entry **list; /* by level, period and key */
    size_t n;
} an_listing;

/* Describes the sets at the first levels of ladder, that of the partitions: parts as reference.h has them.
 * Free with an_listing_free. O(n) time or, with more than AN_REFERENCE_LEVEL, O(n log n); memory for the
 * largest parts under way. The same for any number of threads. AN_SYSTEM. */
an_code an_listing_make(an_listing *listing, an_partitions *partitions, const an_ladder *ladder,
                        size_t levels, unsigned parts, size_t min_group, unsigned threads, an_error *err);
void an_listing_free(an_listing *listing);

#endif
