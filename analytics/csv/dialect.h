/* dialect: how the cells of a file are written, where that is not plain RFC 4180 in UTF-8 with a header
 * line.
 *
 * A descriptor (schema/schema.h) or the command line declares it; the bytes are brought to the plain form
 * before they are cut into blocks, line ends kept, so that messages name the lines of the file as it is. */
#ifndef AN_CSV_DIALECT_H
#define AN_CSV_DIALECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero, but for quote '"' and doubled true: the plain form. */
typedef struct an_dialect {
    const char *encoding;   /* as iconv names it; NULL: UTF-8 */
    char delimiter;         /* '\0': the header decides */
    char quote;             /* '\0': no cell is quoted */
    bool doubled;           /* two quotes in a quoted cell are one */
    char escape;            /* the next character is data; '\0': none */
    char comment;           /* a line that begins with it is passed over; '\0': none */
    bool skip_space;        /* blanks behind a delimiter are no data */
    bool no_header;         /* the first record is data */
    uint64_t header_row;    /* line of the header, from 1; lines before it are passed over; 0: the first */
    const uint64_t *passed; /* lines behind the header line that are passed over (units, comments), rising */
    size_t n_passed;
    const char *footer;     /* a pattern (PCRE2, from the beginning of the line): the first record whose line
                               it matches ends the table; it and what follows are passed over; NULL: none */
    const char *sheet;      /* of a workbook: its name, or its number from 1; NULL: the only one */
} an_dialect;

#endif
