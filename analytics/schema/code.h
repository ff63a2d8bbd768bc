/* code: commodity codes and countries: what is one, and how it is written.
 *
 * A commodity code has 6 (HS), 8 (CN) or 10 (TARIC) digits. A country is a code of the EU's geonomenclature
 * (datasets/codes/geonomenclature.csv). What is certain is put right, and said: dots, blanks and a leading
 * apostrophe in a commodity code, a zero that was lost in front where the file's width is declared; EL, UK,
 * lower case and three-letter codes of countries. Anything else is refused with the reason and the remedy. */
#ifndef AN_SCHEMA_CODE_H
#define AN_SCHEMA_CODE_H

#include "csv/reader.h"
#include "schema/column.h"

enum { AN_COMMODITY_ROOM = 16 }; /* bytes of a commodity code that is not written as it should be */

/* What a cell that is not empty is found to be. The phrases are constants. */
typedef struct an_judgement {
    an_cell text;          /* the code; of no code the cell */
    const char *rewritten; /* what was done to the cell ("EL read as GR"); NULL: nothing */
    const char *reason;    /* why it is no code ("not a country code"); NULL: it is one */
    const char *expected;  /* set with reason: what would be one, or how to come by one */
} an_judgement;

/* width: the digits that every code of the column has (6, 8 or 10); 0: any of these. A code that was
 * rewritten lies in room. O(size). */
an_judgement an_code_commodity(an_cell cell, int width, char room[AN_COMMODITY_ROOM]);

/* use: what the column says of its countries. The text of a code that was rewritten is a constant.
 * O(log countries); of a three-letter code O(countries). */
an_judgement an_code_country(an_cell cell, an_country_use use);

/* A row of the geonomenclature; the build makes the table of datasets/codes/geonomenclature.csv. */
typedef struct an_territory {
    const char *code, *alpha3; /* alpha3 "": none */
    an_country_use use;        /* the first use whose columns may hold it */
    const char *read_as;       /* how it is written here; "": as it is */
    const char *rewritten;     /* "EL read as GR", where it is not */
} an_territory;

extern const an_territory an_geonomenclature[]; /* by code, bytewise */
extern const size_t an_geonomenclature_size;

#endif
