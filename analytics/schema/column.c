/* column: the canonical column of a name; lists of words. */
#include "schema/column.h"

#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

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

/* Whether a letter is a blank, or one of those that nobody sees: a no-break space, a byte order mark. */
static bool is_blank(ucs4_t c)
{
    return c < 0x80 ? c == ' ' || c == '\t'
                    : uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_Cf);
}

/* The name without the blanks around it. */
static const char *trim(const char *name, size_t *size)
{
    const uint8_t *begin = (const uint8_t *)name, *next;
    ucs4_t c;
    while ((next = u8_next(&c, begin)) != NULL && is_blank(c))
        begin = next;
    const uint8_t *end = begin;
    for (const uint8_t *at = begin; (next = u8_next(&c, at)) != NULL; at = next)
        if (!is_blank(c))
            end = next;
    *size = (size_t)(end - begin);
    return (const char *)begin;
}

bool an_name_is(const char *name, const char *in_header)
{
    size_t n, m;
    const char *const a = trim(name, &n), *const b = trim(in_header, &m);
    return n == m && strncasecmp(a, b, n) == 0;
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
