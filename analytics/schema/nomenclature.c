/* nomenclature: the codes of a classification, year by year: which vanish and which appear. */
#include "schema/nomenclature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "schema/column.h"

enum { YEAR_DIGITS = 4, EXAMPLES = 3, EXAMPLE_SIZE = 64 };

struct an_nomenclature {
    an_intern *seen; /* year and code, one text */
    char *key;
    size_t capacity;
};

an_code an_nomenclature_new(an_nomenclature **codes, an_error *err)
{
    an_nomenclature *const made = calloc(1, sizeof *made);
    if (made == NULL || an_intern_new(&made->seen) != AN_OK) {
        free(made);
        return an_fail_memory(err);
    }
    *codes = made;
    return AN_OK;
}

void an_nomenclature_free(an_nomenclature *codes)
{
    if (codes == NULL)
        return;
    an_intern_free(codes->seen);
    free(codes->key);
    free(codes);
}

bool an_nomenclature_is_of(const char *name)
{
    const an_column *column = an_column_find(name);
    if (column != NULL && column->prefix_of != NULL)
        column = an_column_find(column->prefix_of);
    return column != NULL && column->type == AN_TYPE_COMMODITY;
}

an_code an_nomenclature_add(an_nomenclature *codes, const char *code, an_period period, an_error *err)
{
    int year, month, day;
    uint32_t id;
    an_date first, end;
    const size_t size = YEAR_DIGITS + strlen(code);
    if (period.kind == AN_PERIOD_NONE || code[0] == '\0')
        return AN_OK;
    an_period_days(period, &first, &end);
    an_date_to_civil(first, &year, &month, &day);
    if (an_grow(&codes->key, &codes->capacity, size + 1, 1) != AN_OK)
        return an_fail_memory(err);
    snprintf(codes->key, size + 1, "%04d%s", year, code);
    return an_intern_add(codes->seen, codes->key, size, &id) == AN_OK ? AN_OK : an_fail_memory(err);
}

/* What is told of some codes of one year: how many they are, and the first. */
typedef struct told {
    size_t n;
    char examples[EXAMPLES * EXAMPLE_SIZE];
} told;

static void tell_code(told *t, const char *code)
{
    const size_t used = strlen(t->examples);
    if (t->n++ < EXAMPLES && strlen(code) < EXAMPLE_SIZE - 8)
        snprintf(t->examples + used, sizeof t->examples - used, "%s%s", used > 0 ? ", " : "", code);
    else if (t->n == EXAMPLES + 1)
        snprintf(t->examples + used, sizeof t->examples - used, ", ...");
}

typedef struct year {
    const uint32_t *ids; /* by code */
    size_t n;
} year;

static const char *text_of(const an_nomenclature *codes, uint32_t id)
{
    return an_intern_text(codes->seen, id, NULL);
}

/* Appends what changed between two years; false: no more fits. */
static bool tell_change(const an_nomenclature *codes, year before, year after, char *out, size_t size)
{
    told gone = {0}, came = {0};
    const size_t used = strlen(out);
    for (size_t i = 0, j = 0; i < before.n || j < after.n;) {
        const char *const old = i < before.n ? text_of(codes, before.ids[i]) + YEAR_DIGITS : NULL;
        const char *const now = j < after.n ? text_of(codes, after.ids[j]) + YEAR_DIGITS : NULL;
        const int order = old == NULL ? 1 : now == NULL ? -1 : strcmp(old, now);
        if (order < 0)
            tell_code(&gone, old);
        if (order > 0)
            tell_code(&came, now);
        i += order <= 0;
        j += order >= 0;
    }
    if (gone.n + came.n == 0)
        return true;
    char text[2 * sizeof gone.examples + 160];
    snprintf(text, sizeof text,
             "%sfrom %.4s to %.4s %zu of %zu codes vanish%s%s%s and %zu of %zu appear%s%s%s",
             used > 0 ? "; " : "", text_of(codes, before.ids[0]), text_of(codes, after.ids[0]), gone.n,
             before.n, gone.n > 0 ? " (" : "", gone.examples, gone.n > 0 ? ")" : "", came.n, after.n,
             came.n > 0 ? " (" : "", came.examples, came.n > 0 ? ")" : "");
    if (used + strlen(text) + sizeof "; ..." > size) {
        snprintf(out + used, size - used, "%s", used > 0 ? "; ..." : "");
        return false;
    }
    snprintf(out + used, size - used, "%s", text);
    return true;
}

an_code an_nomenclature_tell(const an_nomenclature *codes, char *out, size_t size, an_error *err)
{
    const size_t n = an_intern_count(codes->seen);
    uint32_t *const order = malloc((n + 1) * sizeof *order);
    year before = {0};
    out[0] = '\0';
    if (order == NULL)
        return an_fail_memory(err);
    an_intern_sort(codes->seen, order);
    for (size_t first = 0, end; first < n; first = end) {
        const char *const own = text_of(codes, order[first]);
        for (end = first + 1; end < n && memcmp(text_of(codes, order[end]), own, YEAR_DIGITS) == 0;)
            end++;
        const year now = {order + first, end - first};
        if (before.n > 0 && !tell_change(codes, before, now, out, size))
            break;
        before = now;
    }
    free(order);
    return AN_OK;
}
