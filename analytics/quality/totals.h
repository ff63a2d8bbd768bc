/* totals: rows that sum up others, which nobody may count as items. */
#ifndef AN_QUALITY_TOTALS_H
#define AN_QUALITY_TOTALS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a cell is a word for a total in a language of the EU, in any case, blanks and a colon around it
 * aside. */
bool an_totals_is_word(const char *text, size_t size);

#endif
