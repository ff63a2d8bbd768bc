/* comparison: the comparison sets of an item, from the finest key to the coarsest.
 *
 *     commodity+origin, cn8+origin, hs6+origin, hs6, hs4+origin, hs4        (with --by commodity,origin)
 *
 * A small group says little of its own price; coarser sets have more prices and less in common. The order
 * gives up detail of the code before the origin, and the origin at six digits before it goes to four: the
 * same goods from elsewhere are nearer than other goods from there. FAO's trade statistics go the same way,
 * from specific to generic, each level with at least 10 flows. A level that only repeats the finest key
 * pools nothing and is passed over; a commodity of fewer digits does not belong to a level of more.
 *
 * All sets of an item share its heading: partitions.c relies on it. Joined keys have a byte between them
 * that no cell holds. O(keys) an item. */
#include "price/comparison.h"

#include <stdint.h>
#include <string.h>

/* Between the keys of a joined key: no cell of a table holds it in earnest. */
#define SEPARATOR '\x1f'

/* The name of a level: its columns with + between them. */
static bool name_level(an_comparison_level *level, const char *commodity_name, const char *const by[],
                       size_t n, size_t commodity)
{
    size_t used = 0;
    for (size_t k = 0; k < n; k++) {
        const char *part = k == commodity ? commodity_name : by[k];
        size_t size = strlen(part);
        if (k != commodity && !level->others)
            continue;
        if (used + size + 2 > sizeof level->name)
            return false;
        if (used > 0)
            level->name[used++] = '+';
        memcpy(level->name + used, part, size);
        used += size;
    }
    level->name[used] = '\0';
    return true;
}

an_code an_comparison_new(an_comparison *comparison, const char *const by[], size_t n, an_error *err)
{
    static const struct step {
        const char *name;
        size_t digits;
        bool others;
    } steps[AN_COMPARISON_LEVELS] = {{"commodity", 0, true}, {"cn8", 8, true}, {"hs6", 6, true},
                                     {"hs6", 6, false},      {"hs4", 4, true}, {"hs4", 4, false}};
    *comparison = (an_comparison){.n_keys = n, .commodity = SIZE_MAX};
    if (n == 0 || n > AN_COMPARISON_KEYS)
        return an_fail(err, AN_USAGE, "--by: expected 1 to %d columns", AN_COMPARISON_KEYS);
    for (size_t k = 0; k < n; k++)
        if (strcmp(by[k], "commodity") == 0)
            comparison->commodity = k;
    for (size_t k = 1; k < n; k++)
        for (size_t j = 0; j < k; j++)
            if (strcmp(by[j], by[k]) == 0)
                return an_fail(err, AN_USAGE, "column '%s' is asked for twice in --by", by[k]);
    for (size_t s = 0; s < AN_COMPARISON_LEVELS; s++) {
        bool repeats = n == 1 && s > 0 && !steps[s].others; /* without other keys: hs6 is hs6 */
        if ((s > 0 && comparison->commodity == SIZE_MAX) || repeats)
            continue;
        an_comparison_level *level = &comparison->levels[comparison->n++];
        level->digits = steps[s].digits;
        level->others = steps[s].others;
        if (!name_level(level, steps[s].name, by, n, comparison->commodity))
            return an_fail(err, AN_USAGE, "--by: the names of the columns are too long");
    }
    return AN_OK;
}

bool an_comparison_key(const an_comparison *comparison, size_t level, const char *const keys[],
                       char key[AN_COMPARISON_KEY], size_t *size)
{
    const an_comparison_level *at = &comparison->levels[level];
    *size = 0;
    for (size_t k = 0; k < comparison->n_keys; k++) {
        size_t length = k == comparison->commodity || at->others ? strlen(keys[k]) : 0;
        if (k == comparison->commodity && at->digits > 0) {
            if (length < at->digits)
                return false;
            length = at->digits;
        }
        if (*size + length + 2 > AN_COMPARISON_KEY)
            return false;
        memcpy(key + *size, keys[k], length);
        *size += length;
        key[(*size)++] = SEPARATOR;
    }
    key[*size] = '\0';
    return true;
}

bool an_comparison_repeats(const an_comparison *comparison, size_t level, const char *const keys[])
{
    const an_comparison_level *at = &comparison->levels[level];
    return level > 0 && at->others && strlen(keys[comparison->commodity]) <= at->digits;
}

void an_comparison_split(const char *key, size_t k, char out[AN_COMPARISON_KEY])
{
    for (; k > 0; k--)
        key = strchr(key, SEPARATOR) + 1;
    size_t size = (size_t)(strchr(key, SEPARATOR) - key);
    memcpy(out, key, size);
    out[size] = '\0';
}
