/* delimiter: which character stands between the cells of a header, where nobody said it. */
#ifndef AN_CSV_DELIMITER_H
#define AN_CSV_DELIMITER_H

#include <stdbool.h>
#include <stddef.h>

enum { AN_DELIMITERS = 4 };

/* The search in the first line that is not empty. Start as {.quote = c}; '\0': nothing is quoted. */
typedef struct an_delimiter_search {
    char quote;
    size_t at, closed; /* bytes seen; where the last closing quote ended */
    bool inside, started, done;
    size_t count[AN_DELIMITERS];
} an_delimiter_search;

/* Goes on up to size bytes of text, of which the first `at` were seen before, or to the
 * end of that line (done). */
void an_delimiter_look(an_delimiter_search *search, const char *text, size_t size);

/* The most frequent of , ; tab | outside quotes so far: comma if none occurs, and on a tie the first of
 * these. */
char an_delimiter_found(const an_delimiter_search *search);

#endif
