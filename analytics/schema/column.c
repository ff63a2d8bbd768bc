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

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t bare_size(const char *text, size_t size)
{
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
        size--;
    return size;
}

bool an_name_is(const char *name, const char *in_header)
{
    name += strspn(name, " \t");
    in_header += strspn(in_header, " \t");
    const size_t size = bare_size(name, strlen(name));
    if (size != bare_size(in_header, strlen(in_header)))
        return false;
    size_t i = 0;
    while (i < size && small(name[i]) == small(in_header[i]))
        i++;
    return i == size;
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
