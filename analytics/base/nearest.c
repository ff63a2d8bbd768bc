/* nearest: the restricted Damerau-Levenshtein distance (optimal string alignment), in three rows of its
 * table. */
#include "base/nearest.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 64 };

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t rows[3][MOST + 1] = {{0}};
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *const now = rows[i % 3], *const last = rows[(i + 2) % 3], *const before = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            const size_t differs = lower(a[i - 1]) != lower(b[j - 1]);
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + differs);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

size_t an_nearest_distance(const char *text, const char *word)
{
    const size_t size = strnlen(text, MOST), d = distance(text, size, word, strnlen(word, MOST));
    return d <= size / 3 ? d : SIZE_MAX;
}

void an_nearest_try(an_nearest *nearest, const char *text, const char *word)
{
    const size_t d = an_nearest_distance(text, word);
    if (d < (nearest->word != NULL ? nearest->distance : SIZE_MAX))
        *nearest = (an_nearest){word, d};
}

void an_nearest_phrase(const an_nearest *nearest, char *out, size_t size)
{
    out[0] = '\0';
    if (nearest->word != NULL)
        snprintf(out, size, " (did you mean '%s'?)", nearest->word);
}
