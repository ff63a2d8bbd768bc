/* column: the canonical column of a name; lists of words. */
#include "schema/column.h"

#include <string.h>

const an_column *an_column_find(const char *name)
{
    for (const an_column *column = an_columns; column->name != NULL; column++)
        if (strcmp(column->name, name) == 0)
            return column;
    return NULL;
}

const an_column *an_column_prefix(const char *name, size_t digits)
{
    for (const an_column *column = an_columns; column->name != NULL; column++)
        if (column->prefix_of != NULL && strcmp(column->prefix_of, name) == 0 &&
            (size_t)column->digits == digits)
            return column;
    return NULL;
}

const char *an_words_get(const char *words, int k, size_t *size)
{
    while (*words != '\0') {
        *size = strcspn(words, " ");
        if (--k == 0)
            return words;
        words += *size;
        words += strspn(words, " ");
    }
    return NULL;
}

int an_words_find(const char *words, const char *text, size_t size)
{
    size_t length;
    const char *word;
    for (int k = 1; (word = an_words_get(words, k, &length)) != NULL; k++)
        if (length == size && memcmp(word, text, size) == 0)
            return k;
    return 0;
}

const char *an_column_break(const char *name, const char *code)
{
    const an_column *const column = an_column_find(name);
    for (const an_code_break *b = column != NULL ? column->breaks : NULL; b != NULL && b->code != NULL; b++)
        if (strcmp(b->code, code) == 0)
            return b->at;
    return NULL;
}
