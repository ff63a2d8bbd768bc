/* monitored: which keys the conditions of --monitored name. */
#include "movement/monitored.h"

#include <string.h>

void an_monitored_free(an_monitored *monitored)
{
    an_arena_free(&monitored->arena);
    *monitored = (an_monitored){0};
}

/* The place in by of the column called name, or of one that it is the first digits of. */
static bool find_key(const char *name, const char *const by[], size_t n_by, size_t *key, size_t *digits)
{
    const an_column *column = an_column_find(name);
    const char *const whole = column != NULL ? column->prefix_of : NULL;
    *digits = 0;
    for (*key = 0; *key < n_by; ++*key)
        if (strcmp(by[*key], name) == 0)
            return true;
    for (*key = 0; whole != NULL && *key < n_by; ++*key) {
        const an_column *other = an_column_find(by[*key]);
        *digits = (size_t)column->digits;
        if (strcmp(by[*key], whole) == 0 ||
            (other != NULL && other->prefix_of != NULL && strcmp(other->prefix_of, whole) == 0 &&
             other->digits > column->digits))
            return true;
    }
    return false;
}

static an_code read_condition(an_monitored *m, const char *text, const char *const by[], size_t n_by,
                              an_error *err)
{
    an_filter *filter = &m->filters[m->n];
    an_code code = an_filter_parse(text, &m->arena, filter, err);
    if (code == AN_USAGE) {
        static const char option[] = "--where ";
        const char *rest = err->text + (strncmp(err->text, option, strlen(option)) == 0 ? strlen(option) : 0);
        return an_fail(err, AN_USAGE, "--monitored %s", rest);
    }
    if (code == AN_OK && !find_key(filter->column, by, n_by, &m->key[m->n], &m->digits[m->n]))
        return an_fail(err, AN_USAGE,
                       "--monitored %s: %s is no column of --by, nor the first digits of one: add it to --by",
                       text, filter->column);
    m->n++;
    return code;
}

an_code an_monitored_new(an_monitored *monitored, const char *const conditions[], size_t n,
                         const char *const by[], size_t n_by, an_error *err)
{
    *monitored = (an_monitored){0};
    monitored->filters = an_arena_alloc(&monitored->arena, (n + 1) * sizeof *monitored->filters);
    monitored->key = an_arena_alloc(&monitored->arena, (n + 1) * sizeof *monitored->key);
    monitored->digits = an_arena_alloc(&monitored->arena, (n + 1) * sizeof *monitored->digits);
    if (monitored->filters == NULL || monitored->key == NULL || monitored->digits == NULL)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (size_t i = 0; i < n && code == AN_OK; i++)
        code = read_condition(monitored, conditions[i], by, n_by, err);
    return code;
}

an_code an_monitored_test(const an_monitored *monitored, const char *const keys[], bool *is, an_error *err)
{
    *is = true;
    for (size_t i = 0; i < monitored->n && *is; i++) {
        const an_filter *filter = &monitored->filters[i];
        const char *const text = keys[monitored->key[i]];
        const size_t size = strlen(text), digits = monitored->digits[i];
        const an_mapping mapping = {.name = filter->column};
        const an_cell cell = {.text = text, .size = digits > 0 && digits < size ? digits : size};
        an_value value = {0};
        const char *reason, *expected;
        if (an_value_read(an_column_find(filter->column), &mapping, '.', cell, &value, &reason, &expected) !=
                AN_OK ||
            an_filter_test(filter, &value, is) != AN_OK)
            return an_fail(err, AN_DATA, "--monitored %s: not a number: '%s'", filter->column, text);
    }
    return AN_OK;
}
