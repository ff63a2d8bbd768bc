/* reference_list: the references of all comparison sets of an extract in partitions. */
#ifndef AN_PRICE_REFERENCE_LIST_H
#define AN_PRICE_REFERENCE_LIST_H

#include "price/partitions.h"
#include "price/references.h"

typedef struct an_reference_list_part an_reference_list_part;

typedef struct an_reference_list {
    an_reference_list_part *parts;    /* AN_PARTITIONS */
    const an_references_entry **list; /* by level, period and key */
    size_t n;
} an_reference_list;

/* Describes the sets at the first levels of comparison, that of the partitions: parts as reference.h has
 * them. Free with an_reference_list_free. O(n) time or, with more than AN_REFERENCE_LEVEL, O(n log n);
 * memory for the largest parts under way. The same for any number of threads. AN_SYSTEM. */
an_code an_reference_list_make(an_reference_list *listing, an_partitions *partitions,
                               const an_comparison *comparison, size_t levels, unsigned parts,
                               size_t min_group, unsigned threads, an_error *err);
void an_reference_list_free(an_reference_list *listing);

#endif
