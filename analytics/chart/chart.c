/* chart: a chart declared as data: titles, numbers, lists of texts and tables of numbers. */
#include "chart/chart.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct an_chart {
    const char *template;
    an_chart_item *items;
    size_t n_items, capacity;
    an_arena arena;
    bool failed; /* out of memory, or a row of the wrong width */
};

an_code an_chart_new(an_chart **chart, const char *template, an_error *err)
{
    *chart = calloc(1, sizeof **chart);
    if (*chart == NULL)
        return an_fail_memory(err);
    (*chart)->template = template;
    return AN_OK;
}

void an_chart_free(an_chart *chart)
{
    if (chart == NULL)
        return;
    for (size_t i = 0; i < chart->n_items; i++) {
        free(chart->items[i].texts);
        free(chart->items[i].numbers);
    }
    free(chart->items);
    an_arena_free(&chart->arena);
    free(chart);
}

const an_chart_item *an_chart_items(const an_chart *chart, size_t *n)
{
    *n = chart->n_items;
    return chart->items;
}

const an_chart_item *an_chart_find(const an_chart *chart, const char *name)
{
    for (size_t i = 0; i < chart->n_items; i++)
        if (strcmp(chart->items[i].name, name) == 0)
            return &chart->items[i];
    return NULL;
}

/* The item called name, begun if it is new; NULL: no memory. */
static an_chart_item *item(an_chart *chart, const char *name, an_chart_type type)
{
    for (size_t i = 0; i < chart->n_items; i++)
        if (strcmp(chart->items[i].name, name) == 0)
            return &chart->items[i];
    if (an_grow(&chart->items, &chart->capacity, chart->n_items + 1, sizeof *chart->items) != AN_OK) {
        chart->failed = true;
        return NULL;
    }
    an_chart_item *const made = &chart->items[chart->n_items++];
    *made = (an_chart_item){.name = name, .type = type};
    return made;
}

static void add_text(an_chart *chart, an_chart_item *to, const char *text)
{
    const char *const copy = an_arena_copy(&chart->arena, text, strlen(text));
    if (copy == NULL || an_grow(&to->texts, &to->capacity, to->n + 1, sizeof *to->texts) != AN_OK) {
        chart->failed = true;
        return;
    }
    to->texts[to->n++] = copy;
}

static void add_numbers(an_chart *chart, an_chart_item *to, size_t n, const double numbers[])
{
    if ((to->n > 0 && to->n_columns != n) ||
        an_grow(&to->numbers, &to->capacity, (to->n + 1) * n, sizeof *to->numbers) != AN_OK) {
        chart->failed = true;
        return;
    }
    memcpy(to->numbers + to->n * n, numbers, n * sizeof *numbers);
    to->n_columns = n;
    to->n++;
}

void an_chart_set_text(an_chart *chart, const char *name, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int size = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (size < 0) {
        chart->failed = true;
        return;
    }
    an_chart_item *const to = item(chart, name, AN_CHART_TEXT);
    if (to != NULL) {
        to->n = 0;
        add_text(chart, to, text);
    }
    free(text);
}

void an_chart_set_number(an_chart *chart, const char *name, double value)
{
    an_chart_item *const to = item(chart, name, AN_CHART_NUMBER);
    if (to != NULL) {
        to->n = 0;
        add_numbers(chart, to, 1, &value);
    }
}

size_t an_chart_add_text(an_chart *chart, const char *name, const char *text)
{
    an_chart_item *const to = item(chart, name, AN_CHART_LIST);
    if (to == NULL)
        return 0;
    add_text(chart, to, text);
    return to->n;
}

void an_chart_add_row(an_chart *chart, const char *name, size_t n, const double numbers[])
{
    an_chart_item *const to = item(chart, name, AN_CHART_TABLE);
    if (to != NULL)
        add_numbers(chart, to, n, numbers);
}

an_code an_chart_check(const an_chart *chart, an_error *err)
{
    return chart->failed ? an_fail_memory(err) : AN_OK;
}

const char *an_chart_template(const an_chart *chart)
{
    return chart->template;
}
