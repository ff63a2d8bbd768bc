/* standing: which rows of an extract still stand: those of the last version of their key, not withdrawn.
 *
 * An extract whose declaration says which column is a row's version (cuprum:version), or which codes take a
 * row back (cuprum:withdrawn), holds rows that count no more. Of each key the rows of the highest version
 * stand, all of them (an item with two controls has two); none does if one of them is withdrawn. An empty
 * version, or one of a file that has no such column, is 0. A row without a whole key is alone.
 *
 * What stands is known only at the end, so files are read twice. Memory: O(keys that have a version above 1,
 * or a withdrawn row), about 70 bytes and the key's text for each. */
#ifndef AN_SCAN_STANDING_H
#define AN_SCAN_STANDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "scan/header.h"
#include "scan/scan.h"
#include "schema/extract.h"

enum { AN_STANDING_NEEDS = AN_CHECK_COLUMNS + 2 };

typedef enum an_stands { AN_STANDS, AN_SUPERSEDED, AN_WITHDRAWN } an_stands;

/* Once made it is constant: threads share it. */
typedef struct an_standing an_standing;

/* Reads scan's files where their extract has such columns and one of the headers, too; else *standing is NULL
 * and nothing is read but headers. counts: records of the files, for a second reading (an_scan.before).
 * AN_DATA: the column is there, but a column of the key is not. What else is wrong with a file is for its
 * second reading to tell. */
an_code an_standing_new(an_standing **standing, const an_scan *scan, an_counts *counts, an_error *err);
void an_standing_free(an_standing *standing);

/* The columns by which rows are judged: those of the key, the version, the state, as many as the extract
 * declares; all optional. */
size_t an_standing_needs(const an_extract *extract, an_need needs[AN_STANDING_NEEDS]);

/* Whether a row stands. values: of the needs above. key: room of the thread's own, {0} at first, to be freed.
 * AN_SYSTEM: no memory. */
typedef struct an_standing_key {
    char *text;
    size_t capacity;
} an_standing_key;
an_code an_standing_judge(const an_standing *standing, an_standing_key *key, const an_value *const values[],
                          an_stands *stands);

/* The first of the columns of extract that make it read twice which names[n], the header of file, has; NULL:
 * none. */
const char *an_standing_column(const an_extract *extract, const an_schema *schema, const char *file,
                               const an_header *header);

#endif
