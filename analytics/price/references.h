/* references: the references of all comparison sets of an extract, by level, period and key.
 *
 * Made of the declarations themselves, or read from an earlier quarter's table that sidda-reference wrote. */
#ifndef AN_PRICE_REFERENCES_H
#define AN_PRICE_REFERENCES_H

#include <stdint.h>

#include "base/memory.h"
#include "price/items.h"
#include "price/comparison.h"
#include "price/reference.h"
#include "indicator/output.h"
#include "indicator/sheet.h"

/* A reference with the set that it describes. */
typedef struct an_references_entry {
    const char *period;
    const char *key; /* joined, see comparison.h */
    size_t level;
    size_t first, n_groups; /* its groups in an_references.members; none where it came from a table */
    bool wanted;            /* see an_references_price */
    an_reference reference;
} an_references_entry;

#define AN_REFERENCES_NONE UINT32_MAX

typedef struct an_references {
    an_arena arena;
    const an_comparison *comparison;
    an_intern *keys;              /* level, period ("" where they came from a table) and key */
    an_references_entry *entries; /* of each key's number */
    size_t capacity;
    size_t n_groups, n_named; /* groups; levels whose sets are named */
    uint32_t *sets; /* [level][group]: the number of its entry, or AN_REFERENCES_NONE: it belongs to none, or
                       to one that only repeats a finer one */
    uint32_t *members; /* groups, entry by entry */
    bool any_period;   /* from a table: the latest period of each key stands for all */
} an_references;

/* Start with an_references_new, end with an_references_free; comparison is kept, not owned. */
an_code an_references_new(an_references *references, const an_comparison *comparison, an_error *err);
void an_references_free(an_references *references);

/* Names the sets of groups at the first levels of the comparison, where that is not done yet, and says
 * how many prices each has (reference.n); nothing else of them is known. The same groups at each call. */
an_code an_references_name(an_references *references, const an_item_group groups[], size_t n_groups,
                           size_t levels, an_error *err);

/* Makes parts (reference.h) of entry number. price: of the groups, each from its first on. room:
 * AN_REFERENCES_ROOM times the entry's reference.n doubles. */
enum { AN_REFERENCES_ROOM = 5 };
void an_references_describe(an_references *references, size_t number, const an_item_group groups[],
                            const double price[], unsigned parts, size_t min_group, double room[]);

/* Copies what the groups of entry have of `from`, each from its first on, to `to`; returns how many. */
size_t an_references_gather(const an_references *references, const an_references_entry *entry,
                            const an_item_group groups[], const double from[], double to[]);

/* Loads the prices of the open part that the groups are of and makes parts of the entries that are wanted,
 * which they are no more then. prices has room for so many doubles, AN_REFERENCES_ROOM or more, for each
 * price of the largest of these; end with an_prices_free, also after an error. AN_SYSTEM. */
an_code an_references_price(an_references *references, const an_partition *partition, unsigned parts,
                            size_t min_group, size_t room, an_prices *prices, an_error *err);

size_t an_references_count(const an_references *references);

/* The finest reference of at least min_group prices for an item; NULL: there is none. */
const an_references_entry *an_references_find(const an_references *references, const char *period,
                                              const char *const keys[], size_t min_group);

/* ---- of all parts of an extract ---- */

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

/* ---- as a table ---- */

/* The columns after period and keys, and their cells. */
extern const char *const an_reference_columns[];
enum { AN_REFERENCE_COLUMNS = 15 };
void an_references_write(const an_references_entry *entry, const an_comparison *comparison,
                         an_output *output);

/* Takes the rows of a table that sidda-reference wrote with the same keys by[]. AN_DATA: it is none, or has
 * other keys. */
an_code an_references_read(an_references *references, const an_sheet *sheet, const char *const by[],
                           an_error *err);

#endif
