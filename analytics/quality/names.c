/* names: texts are folded to words of small letters and digits without accents, one blank between them.
 *
 * The Unicode Standard 15: NFKD and case folding (3.11, 3.13); what is a mark, a letter, a digit (4.5). */
#include "quality/names.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "schema/column.h"

enum { ROOM = 160 }; /* bytes of a folded text; longer ones are cut */

/* Per cent and the euro are words, too. */
static bool is_of_word(ucs4_t c)
{
    return c == '%' || c == 0x20AC ||
           uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

/* Folds text; out "" where it is not UTF-8, too long, or there is no memory: then nothing is guessed. */
static void fold(const char *text, size_t size, char out[ROOM])
{
    size_t n = 0, at = 0;
    out[0] = '\0';
    uint8_t *const folded = u8_casefold((const uint8_t *)text, size, NULL, UNINORM_NFKD, NULL, &n);
    const uint8_t *p = folded;
    bool gap = false;
    while (folded != NULL && p < folded + n && at + 8 < ROOM) {
        ucs4_t c;
        const int length = u8_mbtouc(&c, p, (size_t)(folded + n - p));
        if (is_of_word(c)) {
            if (gap && at > 0)
                out[at++] = ' ';
            gap = false;
            memcpy(out + at, p, (size_t)length);
            at += (size_t)length;
        } else if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M))
            gap = true;
        p += length;
    }
    out[at] = '\0';
    free(folded);
}

/* Whether two folded texts have the same letters, whatever the blanks. */
static bool is_same(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += *a == ' ';
        b += *b == ' ';
        if (*a != *b)
            return false;
        if (*a == '\0')
            return true;
    }
}

/* Whether a has the words of b, some of them cut short, to no less than four letters. */
static bool is_short(const char *a, const char *b)
{
    enum { LEAST = 4 };
    for (;;) {
        const size_t n = strcspn(a, " "), m = strcspn(b, " ");
        if (n > m || memcmp(a, b, n) != 0 || (n < m && n < LEAST))
            return false;
        a += n;
        b += m;
        if (*a == '\0' || *b == '\0')
            return *a == *b;
        a++;
        b++;
    }
}

/* The letters of b that stand in a as whole words; 0: they do not, or are too few to mean anything. */
static int within(const char *a, const char *b)
{
    enum { LEAST = 8 };
    const size_t n = strlen(b);
    for (const char *at = strstr(a, b); at != NULL && n >= LEAST; at = strstr(at + 1, b))
        if ((at == a || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
            return (int)n;
    return 0;
}

static int fit(const char *folded, const char *words)
{
    char other[ROOM];
    fold(words, strlen(words), other);
    if (folded[0] == '\0' || other[0] == '\0')
        return 0;
    return is_same(folded, other)    ? AN_NAME_SAME
           : is_short(folded, other) ? AN_NAME_SHORT
                                     : within(folded, other);
}

/* The header without what stands in brackets, and without a unit behind it. */
static void fold_name(const char *header, char out[ROOM])
{
    char plain[ROOM];
    size_t n = 0;
    int depth = 0;
    for (const char *p = header; *p != '\0' && n + 1 < sizeof plain; p++) {
        depth += *p == '(' || *p == '[';
        if (depth == 0)
            plain[n++] = *p;
        depth -= depth > 0 && (*p == ')' || *p == ']');
    }
    fold(plain, n, out);
    char *const last = strrchr(out, ' ');
    for (const an_unit_name *u = an_unit_names; last != NULL && u->words != NULL; u++)
        if (strcmp(last + 1, u->words) == 0)
            *last = '\0';
}

int an_names_fit(const char *header, const char *column)
{
    char folded[ROOM];
    fold_name(header, folded);
    int best = fit(folded, column);
    for (const an_header_name *name = an_header_names; name->words != NULL && best < AN_NAME_SAME; name++) {
        const int found = strcmp(name->column, column) == 0 ? fit(folded, name->words) : 0;
        best = found > best ? found : best;
    }
    return best;
}

const char *an_names_code(const char *column, const char *text, size_t size)
{
    char folded[ROOM], other[ROOM];
    fold(text, size, folded);
    for (const an_code_name *name = an_code_names; name->words != NULL; name++) {
        if (strcmp(name->column, column) != 0)
            continue;
        fold(name->words, strlen(name->words), other);
        if (folded[0] != '\0' && is_same(folded, other))
            return name->code;
    }
    return NULL;
}

const an_unit_name *an_names_unit(const char *header, const char *unit)
{
    char folded[ROOM], other[ROOM];
    const char *const bracket = strpbrk(header, "([");
    fold(bracket != NULL ? bracket : header, strlen(bracket != NULL ? bracket : header), folded);
    const char *const last = strrchr(folded, ' ');
    for (const an_unit_name *u = an_unit_names; u->words != NULL && unit != NULL; u++) {
        fold(u->words, strlen(u->words), other);
        if (strcmp(u->unit, unit) == 0 &&
            (is_same(folded, other) || (bracket == NULL && last != NULL && is_same(last + 1, other))))
            return u;
    }
    return NULL;
}
