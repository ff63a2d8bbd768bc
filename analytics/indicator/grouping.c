/* grouping: the observations that belong together.
 *
 * Each observation is made a byte string: the texts of the columns asked for, each with its NUL, and a mark
 * whether its own table has the column, since an empty key (units without one) and a column that is not
 * there (all units) are not the same. Strings are interned, the number is the group, and a counting sort
 * lists the rows of each in their order: O(n), whatever the number of groups. */
#include "indicator/grouping.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What a group's observations agree in. */
typedef struct criterion {
    const int *columns;
    size_t n;
    an_grouping_pattern pattern;
} criterion;

/* Appends size bytes to *key, which grows. */
static an_code append(char **key, size_t *capacity, size_t *used, const char *bytes, size_t size)
{
    if (an_grow(key, capacity, *used + size, 1) != AN_OK)
        return AN_SYSTEM;
    memcpy(*key + *used, bytes, size);
    *used += size;
    return AN_OK;
}

static bool has_column(const an_observations *table, size_t i, int c)
{
    return an_sheet_has(table->sheet, table->rows[i].row, c);
}

/* The text of a cell with its NUL, and whether it is its own. */
static an_code append_cell(const an_observations *table, size_t i, int c, an_grouping_pattern pattern,
                           char **key, size_t *capacity, size_t *size)
{
    const char *text = an_observation_cell(table, i, c);
    bool own = has_column(table, i, c);
    if (pattern == AN_PATTERN_SUMS && own && text[0] != '\0' && an_key_is_total(text)) {
        text = "";
        own = false;
    }
    an_code code = append(key, capacity, size, text, strlen(text) + 1);
    return code == AN_OK ? append(key, capacity, size, own ? "y" : "n", 1) : code;
}

/* The bytes that tell the group of observation i: its cells, then a letter for each breakdown column. *size
 * is their number. */
static an_code make_key(const an_observations *table, size_t i, const criterion *by, char **key,
                        size_t *capacity, size_t *size)
{
    const an_indicator_columns *columns = &table->columns;
    const bool letters = by->pattern == AN_PATTERN_TOTALS || by->pattern == AN_PATTERN_TABLES;
    an_code code = AN_OK;
    *size = 0;
    for (size_t k = 0; k < by->n && code == AN_OK; k++)
        code = append_cell(table, i, by->columns[k], by->pattern, key, capacity, size);
    for (size_t k = 0; letters && k < columns->n_breakdown && code == AN_OK; k++) {
        const int c = columns->breakdown[k];
        const bool yes = by->pattern == AN_PATTERN_TABLES ? has_column(table, i, c)
                                                          : an_key_is_total(an_observation_cell(table, i, c));
        code = append(key, capacity, size, yes ? "y" : "n", 1);
    }
    return code;
}

/* The group of each observation into group[n]; their number is that of the interned keys. */
static an_code number_groups(const an_observations *table, const criterion *by, an_intern *keys,
                             uint32_t group[])
{
    char *key = NULL;
    size_t capacity = 0, size;
    an_code code = AN_OK;
    for (size_t i = 0; i < table->n && code == AN_OK; i++) {
        code = make_key(table, i, by, &key, &capacity, &size);
        if (code == AN_OK)
            code = an_intern_add(keys, key, size, &group[i]);
    }
    free(key);
    return code;
}

/* Sorts the observations by group, keeping their order within each. */
static void fill_groups(an_grouping *grouping, const uint32_t group[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        grouping->start[group[i] + 1]++;
    for (size_t g = 0; g < grouping->n; g++)
        grouping->start[g + 1] += grouping->start[g];
    for (size_t i = 0; i < n; i++)
        grouping->row[grouping->start[group[i]]++] = i;
    for (size_t g = grouping->n; g > 0; g--) /* each start has moved on to the next */
        grouping->start[g] = grouping->start[g - 1];
    grouping->start[0] = 0;
}

an_code an_grouping_by(const uint32_t number[], size_t n, size_t n_groups, an_grouping *grouping,
                       an_error *err)
{
    *grouping = (an_grouping){
        .n = n_groups,
        .start = calloc(n_groups + 2, sizeof *grouping->start),
        .row = malloc((n + 1) * sizeof *grouping->row),
    };
    if (grouping->start == NULL || grouping->row == NULL) {
        an_grouping_free(grouping);
        return an_fail_memory(err);
    }
    fill_groups(grouping, number, n);
    return AN_OK;
}

an_code an_observations_group(const an_observations *table, const int columns[], size_t n,
                              an_grouping_pattern pattern, an_grouping *grouping, an_error *err)
{
    const criterion by = {columns, n, pattern};
    *grouping = (an_grouping){0};
    an_intern *keys = NULL;
    uint32_t *group = malloc((table->n + 1) * sizeof *group);
    an_code code = group == NULL ? AN_SYSTEM : an_intern_new(&keys);
    if (code == AN_OK)
        code = number_groups(table, &by, keys, group);
    if (code == AN_OK)
        code = an_grouping_by(group, table->n, an_intern_count(keys), grouping, err);
    else
        an_fail_memory(err);
    if (code == AN_OK)
        grouping->of = group;
    else
        free(group);
    an_intern_free(keys);
    return code;
}

void an_grouping_free(an_grouping *grouping)
{
    free(grouping->start);
    free(grouping->row);
    free(grouping->of);
    *grouping = (an_grouping){0};
}
