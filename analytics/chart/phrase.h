/* phrase: short texts for people: labels, lists, sentences. */
#ifndef AN_CHART_PHRASE_H
#define AN_CHART_PHRASE_H

#include <stddef.h>

#include "base/memory.h"
#include "indicator/meaning.h"

enum { AN_LABEL_LETTERS = 32, AN_SENTENCE_SIZE = 320 };

/* A text that grows up to its room; what does not fit is cut off. Starts as {0}. */
typedef struct an_sentence {
    char text[AN_SENTENCE_SIZE];
    size_t used;
} an_sentence;

void an_sentence_add(an_sentence *sentence, const char *format, ...) AN_PRINTF(2, 3);

/* Adds item as the next of a list: with ", " before it unless it is the first since the place start. */
void an_sentence_item(an_sentence *sentence, size_t start, const char *item);

/* Letters of UTF-8 text (a byte that is none counts 1). */
size_t an_phrase_letters(const char *text);

/* Bytes of text that make a line of at most so many letters: up to a blank, or the whole. */
size_t an_phrase_line(const char *text, size_t letters);

/* A copy of text cut to so many letters, the last one an ellipsis. NULL: no memory. */
const char *an_phrase_shorten(an_arena *arena, const char *text, size_t letters);

/* The same, to AN_LABEL_LETTERS, for the name of an indicator or a column: "aeo_item_share" is "AEO item
 * share". NULL: no memory. */
const char *an_phrase_of_name(an_arena *arena, const char *name);

/* The title of an indicator, "control rate of AEOs", as it is declared; of one that no declaration knows
 * (meaning NULL), or that has no title, made of its code as above. NULL: no memory. */
const char *an_phrase_of_indicator(an_arena *arena, const an_meaning *meaning, const char *code);

/* The name of a column for people, spelt as its declared title begins: "Member State". NULL: no memory. */
const char *an_phrase_of_column(an_arena *arena, const char *name);

/* "wilson" is "Wilson"; a method that is not known is itself. */
const char *an_phrase_of_method(const char *method);

#endif
