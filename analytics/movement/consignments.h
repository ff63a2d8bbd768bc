/* consignments: the value of each consignment of an extract of declarations, whose items are rows.
 *
 * A consignment is what one declaration says. Several that one importer declares for one day, of one
 * consignor and one commodity code, are one that was split: they are counted together. */
#ifndef AN_MOVEMENT_CONSIGNMENTS_H
#define AN_MOVEMENT_CONSIGNMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/memory.h"
#include "scan/scan.h"

enum { AN_CONSIGNMENTS_UNIT = 1000000 }; /* of value, to one EUR or EUR/kg */

typedef struct an_consignment {
    int64_t value;        /* in millionths; below 0: not known */
    uint32_t declaration; /* number of its name, of names; of the first by name where it was split */
    uint32_t group;       /* of the group it belongs to, of groups; UINT32_MAX: of several */
    uint32_t importer;    /* of its name */
    uint32_t parts;       /* declarations that are counted together */
    int64_t largest;      /* the value of the largest of these */
    an_date day;
    uint32_t consignor, goods; /* of their names; goods UINT32_MAX: several codes */
} an_consignment;

typedef struct an_consignments {
    an_intern *names, *groups; /* a group: the texts of --by, a NUL behind each */
    an_consignment *all;       /* by number, until they are joined */
    size_t n, capacity;
    bool prices; /* each item by itself, with its price a kg */
    bool apart;  /* declarations are not put together */
    uint32_t *of_name; /* by the number of a declaration's name: its consignment, from 1; 0: none yet */
    size_t n_named, named_capacity;
    char *key;
    size_t key_capacity;
    uint64_t unknown; /* items without what is asked for */
    uint64_t items;   /* with it */
} an_consignments;

/* Starts on values of consignments, or, with prices, unit prices of items. AN_SYSTEM: no memory. */
an_code an_consignments_new(an_consignments *c, bool prices, an_error *err);
void an_consignments_free(an_consignments *c);

/* The columns that an_consignments_row takes, in front of those of --by. */
enum { AN_CONSIGNMENTS_NEEDS = 8 };
extern const an_need an_consignments_needs[AN_CONSIGNMENTS_NEEDS];

/* Adds a row whose values are those of the needs, with n_by more. AN_SYSTEM: no memory; AN_DATA: a value too
 * large. */
an_code an_consignments_row(an_consignments *c, const an_row *row, size_t n_by, an_error *err);

/* Joins consignments that were split, and drops those of unknown value. *joined: how many were put together.
 * Then all[n] are by value, and by declaration. O(n log n). AN_SYSTEM: no memory. */
an_code an_consignments_join(an_consignments *c, uint64_t *joined, an_error *err);

#endif
