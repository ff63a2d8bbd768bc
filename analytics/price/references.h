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

/* The entry of a set, made now if it is new. */
an_code an_references_add(an_references *references, size_t level, const char *period, const char *key,
                          size_t size, an_references_entry **entry, an_error *err);

/* Names the sets of groups at the first levels of the comparison, where that is not done yet, and says
 * how many prices each has (reference.n); nothing else of them is known. The same groups at each call. */
an_code an_references_name(an_references *references, const an_item_group groups[], size_t n_groups,
                           size_t levels, an_error *err);

/* Makes parts (reference.h) of entry number. price: of the groups, each from its first on. room: 5 times the
 * entry's reference.n doubles. */
void an_references_describe(an_references *references, size_t number, const an_item_group groups[],
                            const double price[], unsigned parts, size_t min_group, double room[]);

/* Names and describes every comparison set of items, all parts. O(n log n) time, O(n) memory. */
an_code an_references_make(an_references *references, const an_items *items, size_t min_group, an_error *err);

/* Takes the rows of a table that sidda-reference wrote with the same keys by[]. AN_DATA: it is none, or has
 * other keys. */
an_code an_references_read(an_references *references, const an_sheet *sheet, const char *const by[],
                           an_error *err);

size_t an_references_count(const an_references *references);

/* Sorts entries by level, period and key. */
void an_references_sort(const an_references_entry *list[], size_t n);

/* The finest reference of at least min_group prices for an item; NULL: there is none. */
const an_references_entry *an_references_find(const an_references *references, const char *period,
                                              const char *const keys[], size_t min_group);

/* The columns after period and keys, and their cells. */
extern const char *const an_reference_columns[];
enum { AN_REFERENCE_COLUMNS = 15 };
void an_references_write(const an_references_entry *entry, const an_comparison *comparison,
                         an_output *output);

#endif
