/* declaration: one row of a sample extract, as numbers and as text.
 *
 * Amounts are EUR cents, masses grams, rates tenths of a per cent: whole numbers, so that a row prints the
 * same on every machine. Codes are positions in the lists of declaration.c, which are those of column.h. */
#ifndef AN_SAMPLE_DECLARATION_H
#define AN_SAMPLE_DECLARATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "sample/market.h"

typedef enum an_dataset { AN_DATASET_H1, AN_DATASET_H7, AN_DATASET_I1 } an_dataset;
typedef enum an_aeo { AN_AEO_NONE, AN_AEO_C, AN_AEO_S, AN_AEO_F } an_aeo;
typedef enum an_stage {
    AN_STAGE_NONE,
    AN_STAGE_CLEARANCE,
    AN_STAGE_POST_CLEARANCE,
    AN_STAGE_POST_RELEASE,
} an_stage;
typedef enum an_check { AN_CHECK_DOCUMENTARY, AN_CHECK_PHYSICAL } an_check;
typedef enum an_basis { AN_BASIS_RISK_PROFILE, AN_BASIS_CRC, AN_BASIS_RANDOM, AN_BASIS_OTHER } an_basis;
typedef enum an_finding { AN_FINDING_CONFORM, AN_FINDING_IRREGULAR, AN_FINDING_OPEN } an_finding;
typedef enum an_plant { AN_PLANT_NONE, AN_PLANT_UNDER, AN_PLANT_OVER, AN_PLANT_QUANTITY } an_plant;

/* Procedures: in two of them the duty is suspended. */
typedef struct an_procedure {
    char code[5];
    bool suspends_duty;
    uint32_t share; /* parts in a million; all of them sum to that */
} an_procedure;

enum { AN_PROCEDURES = 6 };
extern const an_procedure an_procedures[AN_PROCEDURES];

typedef struct an_operator {
    uint32_t number; /* from 1 within its Member State and kind; 0: none is named */
    bool is_agent;
    an_aeo aeo;
} an_operator;

static inline bool an_operator_is_aeo(an_operator operator)
{
    return operator.aeo != AN_AEO_NONE;
}

typedef struct an_control {
    an_stage stage; /* AN_STAGE_NONE: the item was not controlled, the rest is not set */
    an_check check;
    an_basis basis;
    an_finding finding;
    bool has_amount;
    uint64_t amount; /* established */
} an_control;

typedef struct an_declaration {
    /* the declaration */
    uint64_t first_row; /* where it begins: its number */
    an_date date;
    uint32_t state;     /* index into an_member_states */
    uint32_t office;    /* from 1 */
    an_dataset dataset;
    uint32_t procedure; /* index into an_procedures */
    an_operator importer, declarant;

    /* the item */
    uint32_t item_number;
    const an_product *product;
    uint32_t origin, dispatch; /* index into an_countries */
    bool has_origin, has_mass;
    uint64_t mass;
    uint64_t units; /* supplementary; 0: the product has none */
    uint64_t value;
    uint32_t duty_rate;
    uint64_t duty;
    uint32_t quality; /* any number, for the description */

    /* what is wrong with it */
    an_plant plant;
    uint64_t true_mass, true_value;
    uint32_t factor; /* declared / true, thousandths */
    bool is_irregular;

    an_control control;
    bool is_second; /* the second control of the item of the row before: counts no item */
} an_declaration;

enum {
    AN_DECLARATION_SIZE = 512, /* room for any row or header */
    AN_DECLARATION_SEEDS = 1000,
};

/* What all rows of a file share: the two digits of the year, the quarter 1 to 4, and the seed modulo
 * AN_DECLARATION_SEEDS: parts of the declaration_id, so that ids of two files differ. */
typedef struct an_print_context {
    uint32_t year, quarter, seed;
    bool descriptions; /* a column goods_description: quoted, with commas, one in fifty with doubled quotes */
    uint32_t undescribed; /* so many rows of a million have an empty one */
} an_print_context;

/* These write one line with its LF and no NUL, and return its size: the header and a row of the extract; the
 * header and a row of the list of planted errors (rows with a plant only). */
size_t an_declaration_header(bool descriptions, char out[AN_DECLARATION_SIZE]);
size_t an_declaration_print(const an_declaration *row, const an_print_context *context,
                            char out[AN_DECLARATION_SIZE]);
size_t an_declaration_truth_header(char out[AN_DECLARATION_SIZE]);
size_t an_declaration_truth(const an_declaration *row, const an_print_context *context,
                            char out[AN_DECLARATION_SIZE]);

/* cents / 100 with two decimals, no NUL. Returns the end of what it wrote, at most 21 bytes. */
char *an_declaration_amount(char *out, uint64_t cents);

#endif
