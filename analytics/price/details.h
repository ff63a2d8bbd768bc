/* details: the workers of an intake, and what they are asked to find; shared by intake.c and asked.c only. */
#ifndef AN_PRICE_DETAILS_H
#define AN_PRICE_DETAILS_H

#include "base/spill.h"
#include "price/intake.h"

/* The number of a question, to be found by its place. */
typedef struct an_details {
    uint64_t place;
    size_t number;
} an_details;

typedef struct an_intake_worker {
    an_intake *intake;
    unsigned number;
    const char *file; /* of the last row, and its number */
    size_t file_number;
    uint64_t unpriced;
    char *named; /* names that are not a piece yet */
    size_t n_named, named_capacity;
    an_spill_chunk *pieces;
    size_t n_pieces, pieces_capacity;
    an_arena arena; /* of details */
    size_t next;    /* asked[next] is the first that was not passed yet */
} an_intake_worker;

struct an_intake {
    an_intake_plan plan;
    an_spill *pieces; /* of names */
    an_partitions *partitions;
    an_intake_worker *workers;
    void **states;
    bool keeps;      /* names in pieces */
    an_details *asked; /* by place */
    size_t n_asked;
    const an_question *question;
    an_detail *detail; /* declaration NULL: not answered */
};

/* The places of needs. */
enum {
    AN_INTAKE_VALUE,
    AN_INTAKE_MASS,
    AN_INTAKE_RATE,
    AN_INTAKE_ITEMS,
    AN_INTAKE_OUTCOME, /* read at once where items are named, so that a bad one is told as such */
    AN_INTAKE_DECLARATION,
    AN_INTAKE_NUMBER
};

/* The places of what an extended intake needs, behind the keys. */
enum { AN_INTAKE_UNITS, AN_INTAKE_DAY, AN_INTAKE_STATE, AN_INTAKE_IMPORTER };

/* Where a record stands in the input: larger for later ones. */
uint64_t an_intake_place(an_intake_worker *worker, const char *file, uint64_t line);

/* Keeps what names row, at place. */
an_code an_details_keep(an_intake_worker *worker, uint64_t place, const an_row *row, an_error *err);

/* Makes a piece of what is kept. */
an_code an_details_flush(an_intake_worker *worker, an_error *err);

#endif
