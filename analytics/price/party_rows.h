/* party_rows: what declarations tell of parties (importers, Member States): the priced items of each, and
 * what may explain a low level: AEO status, controls. */
#ifndef AN_PRICE_PARTY_ROWS_H
#define AN_PRICE_PARTY_ROWS_H

#include <stdbool.h>

#include "base/memory.h"
#include "price/party_levels.h"
#include "scan/scan.h"

/* What is kept of an item beside its price. */
typedef struct an_party_money {
    double value, duty; /* EUR; duty NAN: not known */
    uint32_t state;     /* of texts */
} an_party_money;

/* What an extract tells of a party beside prices. */
typedef struct an_party_evidence {
    uint32_t aeo;               /* of texts, from 1, the last in their order; 0: none */
    uint64_t closed, irregular; /* controls */
} an_party_evidence;

/* Start with an_party_rows_new, end with an_party_rows_free. */
typedef struct an_party_rows {
    size_t n_by, n_within; /* columns that name a party, and goods */
    an_intern *parties, *sets, *texts;
    an_party_item *items; /* n of them */
    an_party_money *money;
    an_party_evidence *evidence; /* by party */
    uint32_t *named; /* once numbered: parties in the order of their names, as numbers of parties */
    uint64_t unpriced, nameless; /* items left out */
    an_date first, last;         /* days of the items */
    size_t n, items_capacity, money_capacity, n_evidence, evidence_capacity;
    char *key;
    size_t key_capacity;
} an_party_rows;

an_code an_party_rows_new(an_party_rows *rows, size_t n_by, size_t n_within, an_error *err);
void an_party_rows_free(an_party_rows *rows);

/* What is read of a row, in front of the columns of by and within. Ends with a NULL name. */
enum { AN_PARTY_ROWS_NEEDS = 9 };
extern const an_need an_party_rows_needs[AN_PARTY_ROWS_NEEDS + 1];

/* Takes a row; state: an_party_rows. AN_SYSTEM: no memory. */
an_code an_party_rows_take(void *state, const an_row *row, an_error *err);

/* Gives parties and sets the numbers of their places in order, whatever that of the rows. AN_SYSTEM. */
an_code an_party_rows_number(an_party_rows *rows, an_error *err);

/* The texts that name a party, once numbered, a NUL behind each. */
const char *an_party_rows_name(const an_party_rows *rows, uint32_t party);

#endif
