/* market: the invented trade that sample declarations are drawn from, as tables of parameters.
 *
 * Everything that may be tuned stands in market.c: Member States, countries, goods and the shares of
 * every kind of event. CN codes, countries and the order of size of volumes and prices are taken from
 * life; rates, prices, operators and what sets one Member State apart from another are inventions and say
 * nothing about anyone. The market does not depend on the seed: two quarters share their goods, operators
 * and price levels. */
#ifndef AN_SAMPLE_MARKET_H
#define AN_SAMPLE_MARKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/error.h"
#include "sample/fixed.h"

/* All shares are parts in a million. */
typedef struct an_market_rates {
    uint32_t new_declaration;     /* of items that begin a declaration (each eighth does in any case) */
    uint32_t low_value;           /* of declarations that are H7 */
    uint32_t agent;               /* of declarations lodged by an agent, not by the importer */
    uint32_t simplified_aeo;      /* of an AEO's declarations that are simplified (I1) */
    uint32_t simplified_other;
    uint32_t usual_goods;         /* of items that are one of the importer's usual products */
    uint32_t direct;              /* of items dispatched from their country of origin */
    uint32_t moved_origin;        /* of the items of the moved line: see an_market_move_origin */
    uint32_t mass_missing;        /* of items whose net mass is left out */
    uint32_t origin_missing;

    uint32_t risk_controls;       /* of conform items of others than AEOs, controlled on the ground of risk */
    uint32_t random_controls;     /* of all items, selected at random */
    uint32_t aeo_selection;       /* how much rarer: an AEO's item */
    uint32_t low_value_selection; /* how much rarer: an H7 item */
    uint32_t irregular_aeo;       /* of an AEO's items that are irregular, planted ones apart */
    uint32_t irregular_other;
    uint32_t lift;                /* how many times likelier an irregular item is selected; a plain number */
    uint32_t detected;            /* of irregular items that a control finds irregular */
    uint32_t second_control;      /* of controlled items that may have a second control */
    uint32_t crc;                 /* of risk-based controls, on the ground of common risk criteria */
    uint32_t other_basis;         /* of risk-based controls, on other grounds */
    uint32_t post_clearance;      /* of controls */
    uint32_t post_release;        /* of controls */
    uint32_t physical;            /* of controls at clearance */
    uint32_t open_at_clearance;   /* of controls at clearance without a result yet */
    uint32_t open_later;
    uint32_t not_yet_established; /* of irregular results whose amount is not known yet */
    uint32_t no_amount;           /* of irregular results without any financial effect */
    uint32_t least_amount;        /* of the item's value: the least of the heavy-tailed established amounts,
                                     which are never more than all of it */
} an_market_rates;

extern const an_market_rates an_market_usual;

typedef struct an_member_state {
    char code[3];
    uint16_t items;    /* weight of its volume */
    uint16_t offices;  /* customs offices */
    uint16_t controls; /* its control rate in per cent of the usual one: some lie outside on purpose */
} an_member_state;

enum { AN_MEMBER_STATES = 28 };
extern const an_member_state an_member_states[AN_MEMBER_STATES]; /* of 2017, sorted by code */

/* Importers and agents of a Member State; operators are numbered 1 to that. */
uint32_t an_market_importers(const an_member_state *state);
uint32_t an_market_agents(const an_member_state *state);

enum {
    AN_LINES = 60,
    AN_SUBDIVISIONS = 5,
    AN_PRODUCTS = AN_LINES * AN_SUBDIVISIONS, /* at least */
    AN_PRODUCTS_MOST = 100000,
    AN_COUNTRIES = 33,
    AN_WHEEL = 4096, /* slots of a wheel, dealt out in proportion to the weights */
};

typedef struct an_country {
    char code[3];
    uint16_t level;      /* its prices in per cent of the product's */
    bool has_preference; /* duty-free */
} an_country;

typedef enum an_price_model {
    AN_PRICE_NARROW, /* log-normal, small spread */
    AN_PRICE_USUAL,  /* log-normal */
    AN_PRICE_WIDE,   /* log-normal, large spread */
    AN_PRICE_HEAVY,  /* one price in ten has four times the spread */
    AN_PRICE_GROUPS, /* two price groups, 1 : 4 */
    AN_PRICE_FIXED,  /* four prices in five are the same: a scale of zero */
} an_price_model;

/* A country of origin and its share of a line's items, per cent; a list of them sums to 100. */
typedef struct an_origin_share {
    uint8_t country; /* index into an_countries */
    uint8_t percent;
} an_origin_share;

extern const an_country an_countries[AN_COUNTRIES];

/* A line of goods, a CN code; its products are its TARIC subdivisions, and in a larger market others of its
 * chapter. */
typedef struct an_market_line {
    char cn8[9];
    const char *text;               /* description */
    uint32_t price;                 /* EUR cents a kg */
    uint32_t mass;                  /* kg of a usual full consignment */
    uint16_t duty;                  /* tenths of a per cent */
    uint16_t units;                 /* supplementary units a tonne; 0: has none */
    uint16_t items;                 /* weight of its volume */
    an_price_model model;
    const an_origin_share *origins;
} an_market_line;

/* Where goods that are not dispatched from their origin come from: indexes into an_countries. */
enum { AN_MARKET_HUBS = 5 };
extern const uint8_t an_market_hubs[AN_MARKET_HUBS];

/* A displacement: from some quarter on part of the moved line's items come from another country on paper. */
extern const uint8_t an_market_move_origin, an_market_move_to; /* indexes into an_countries */

typedef struct an_product {
    char commodity[11]; /* TARIC, 10 digits */
    const an_market_line *line;
    an_fixed price;  /* log2 of EUR cents a gram, in this quarter */
    an_fixed spread; /* standard deviation of log2 of the price */
    an_fixed mass;   /* log2 of grams of a usual item */
    bool is_moved;
} an_product;

/* The market of one quarter. */
typedef struct an_market {
    an_product *products;
    uint32_t n;                    /* products */
    an_fixed levels[AN_COUNTRIES]; /* log2 of a country's prices to the product's */
    uint16_t product_wheel[AN_WHEEL];
    uint16_t state_wheel[AN_WHEEL];
} an_market;

/* Fills market for a quarter (AN_PERIOD_QUARTER) with n products, AN_PRODUCTS to AN_PRODUCTS_MOST, each of a
 * code of its own. Prices drift from quarter to quarter, each product's in its own way, and one product in
 * twenty changes its level once. AN_SYSTEM: no memory. */
an_code an_market_set(an_market *market, uint32_t n, an_period quarter, an_error *err);
void an_market_free(an_market *market);

/* One of the products, by 64 random bits: as often as its line's volume says; in a market of more than
 * AN_PRODUCTS the k-th of them as often as 1/k says, which is how skewed the codes of a real quarter are. */
const an_product *an_market_product(const an_market *market, uint64_t bits);

/* What a thing of the market is like: the same 64 bits for the same (what, a, b), whatever the seed. */
typedef enum an_trait {
    AN_TRAIT_PRICE,     /* product, 0 */
    AN_TRAIT_SPREAD,    /* product, 0 */
    AN_TRAIT_MASS,      /* product, 0 */
    AN_TRAIT_DRIFT,     /* product, 0 */
    AN_TRAIT_ORIGIN,    /* product, country */
    AN_TRAIT_IMPORTER,  /* state, importer */
    AN_TRAIT_AGENT,     /* state, agent */
    AN_TRAIT_GOODS,     /* operator, place in its list */
    AN_TRAIT_TERMS,     /* operator, product */
} an_trait;
uint64_t an_market_trait(an_trait what, uint64_t a, uint64_t b);

/* A number spread evenly over [-width, width), from the high bits of hash. width below 2^38. */
an_fixed an_market_around(uint64_t hash, an_fixed width);

#endif
