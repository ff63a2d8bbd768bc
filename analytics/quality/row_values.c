/* row_values: the cells of a row as texts that are the same where the values are. */
#include "quality/row_values.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct an_row_values {
    const an_schema *schema;
    const an_need *needs;
    const an_column *const *columns;
    size_t n;
    const char *file; /* whose mappings these are */
    an_mapping *mappings;
    char decimal;
    char *text;   /* of each column, a NUL behind each */
    size_t *ends; /* where that is */
    size_t capacity;
};

an_code an_row_values_new(an_row_values **values, const an_schema *schema, const an_need *needs,
                          const an_column *const columns[], size_t n, an_error *err)
{
    an_row_values *const v = calloc(1, sizeof *v);
    if (v == NULL)
        return an_fail_memory(err);
    *v = (an_row_values){.schema = schema,
                         .needs = needs,
                         .columns = columns,
                         .n = n,
                         .mappings = calloc(n + 1, sizeof *v->mappings),
                         .ends = calloc(n + 1, sizeof *v->ends)};
    if (v->mappings == NULL || v->ends == NULL) {
        an_row_values_free(v);
        return an_fail_memory(err);
    }
    *values = v;
    return AN_OK;
}

void an_row_values_free(an_row_values *v)
{
    if (v == NULL)
        return;
    free(v->mappings);
    free(v->ends);
    free(v->text);
    free(v);
}

bool an_row_values_is_number(const an_column *column)
{
    return column != NULL && (column->type == AN_TYPE_COUNT || column->type == AN_TYPE_AMOUNT);
}

static void open_file(an_row_values *v, const char *file)
{
    v->file = file;
    v->decimal = an_schema_decimal(v->schema, file);
    for (size_t c = 0; c < v->n; c++)
        v->mappings[c] = an_schema_column(v->schema, file, v->needs[c].name);
}

/* The text that all cells of one value have; room: where it is made. */
static an_cell value_text(const an_column *column, bool is_read, const an_value *value,
                          char room[AN_DECIMAL_SIZE])
{
    if (!value->present)
        return (an_cell){.text = "", .size = 0};
    if (is_read && an_row_values_is_number(column))
        return (an_cell){.text = room, .size = an_decimal_print(value->number, room)};
    if (is_read && column != NULL && column->type == AN_TYPE_DATE)
        return (an_cell){.text = room, .size = an_date_print(value->date, room)};
    if (is_read && column != NULL && column->type == AN_TYPE_PERIOD)
        return (an_cell){.text = room, .size = an_period_print(value->period, room)};
    return value->text;
}

static an_code append(an_row_values *v, size_t c, an_cell text, an_error *err)
{
    const size_t used = c > 0 ? v->ends[c - 1] : 0;
    if (an_grow(&v->text, &v->capacity, used + text.size + 1, 1) != AN_OK)
        return an_fail_memory(err);
    if (text.size > 0)
        memcpy(v->text + used, text.text, text.size);
    v->text[used + text.size] = '\0'; /* no cell has one */
    v->ends[c] = used + text.size + 1;
    return AN_OK;
}

an_code an_row_values_read(an_row_values *v, const an_row *row, an_decimal sums[], an_error *err)
{
    if (v->file != row->file)
        open_file(v, row->file);
    for (size_t c = 0; c < v->n; c++) {
        const char *reason, *expected;
        char room[AN_DECIMAL_SIZE];
        const uint64_t at = row->cell[c];
        const bool is_made = v->mappings[c].n_parts > 0 || at == 0; /* by the scan */
        const an_cell cell = is_made ? row->values[c].text : row->record->cells[at - 1];
        an_value value;
        const bool is_read = an_value_read(v->columns[c], &v->mappings[c], v->decimal, cell, &value, &reason,
                                           &expected) == AN_OK;
        const an_code code = append(v, c, value_text(v->columns[c], is_read, &value, room), err);
        if (code != AN_OK)
            return code;
        if (sums != NULL && is_read && value.present && an_row_values_is_number(v->columns[c]) &&
            !an_decimal_add(&sums[c], value.number))
            return an_fail_at(err, AN_DATA, row->file, row->record->line, at, "%s: a sum is too large",
                              v->needs[c].name);
    }
    return AN_OK;
}

const char *an_row_values_text(const an_row_values *v, size_t c)
{
    return v->text + (c > 0 ? v->ends[c - 1] : 0);
}

const char *an_row_values_all(const an_row_values *v, size_t *size)
{
    *size = v->ends[v->n - 1];
    return v->text;
}
