/* nearest: the word that was probably meant, for messages. */
#ifndef AN_BASE_NEAREST_H
#define AN_BASE_NEAREST_H

#include <stddef.h>

/* How many letters are to be added, left out, changed or swapped with the next to make word of text, whatever
 * their case; SIZE_MAX: more than a third of text's, it is another word. O(the product of the lengths); bytes
 * beyond the 64th are not looked at. */
size_t an_nearest_distance(const char *text, const char *word);

/* The word nearest to a text of those that were tried, the first of several; NULL: none is near. Starts with
 * {0}. */
typedef struct an_nearest {
    const char *word; /* kept, not owned */
    size_t distance;
} an_nearest;
void an_nearest_try(an_nearest *nearest, const char *text, const char *word);

/* " (did you mean 'WORD'?)" for a message; "" where no word is near. */
void an_nearest_phrase(const an_nearest *nearest, char *out, size_t size);

#endif
