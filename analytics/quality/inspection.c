/* inspection: one thread's look at its rows, cell by cell, then rule by rule. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "quality/rules.h"

struct an_inspection {
    const an_quality *quality;
    const an_schema *schema;
    const char *file; /* whose mappings these are */
    an_mapping *mappings;
    char decimal;
    an_checked *cells; /* of the row under way */
    const an_row *row;
    an_check_verdict *verdicts;
    char *key;
    size_t key_capacity;
    uint64_t hash_keys[2][2];
};

/* Stands for a column that is not in the extract. */
static const an_checked absent = {.state = AN_STATE_EMPTY};

an_code an_inspection_new(an_inspection **inspection, const an_quality *quality, const an_schema *schema,
                          an_error *err)
{
    an_inspection *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_inspection){.quality = quality,
                            .schema = schema,
                            .mappings = calloc(quality->n_columns, sizeof *made->mappings),
                            .cells = calloc(quality->n_columns, sizeof *made->cells),
                            .verdicts = calloc(quality->n_checks, sizeof *made->verdicts),
                            .hash_keys = {{1, 2}, {3, 4}}};
    if (made->mappings == NULL || made->cells == NULL || made->verdicts == NULL) {
        an_inspection_free(made);
        return an_fail_memory(err);
    }
    *inspection = made;
    return AN_OK;
}

void an_inspection_free(an_inspection *inspection)
{
    if (inspection == NULL)
        return;
    free(inspection->mappings);
    free(inspection->cells);
    free(inspection->verdicts);
    free(inspection->key);
    free(inspection);
}

static an_cell cell_of(const an_row *row, size_t need)
{
    uint64_t cell = row->cell[need];
    return cell > 0 ? row->record->cells[cell - 1] : (an_cell){.text = "", .size = 0};
}

/* Reads every checked cell of the row. */
static void read_cells(an_inspection *inspection, const an_row *row)
{
    const an_quality *quality = inspection->quality;
    if (inspection->file != row->file) {
        inspection->file = row->file;
        inspection->decimal = an_schema_decimal(inspection->schema, row->file);
        for (size_t c = 0; c < quality->n_columns; c++)
            inspection->mappings[c] =
                an_schema_column(inspection->schema, row->file, quality->columns[c].column->name);
    }
    for (size_t c = 0; c < quality->n_columns; c++) {
        const char *reason, *expected;
        an_checked *cell = &inspection->cells[c];
        an_code code =
            an_value_read(quality->columns[c].column, &inspection->mappings[c], inspection->decimal,
                          cell_of(row, quality->columns[c].need), &cell->value, &reason, &expected);
        cell->state = !cell->value.present           ? AN_STATE_EMPTY
                      : code == AN_OK                ? AN_STATE_VALID
                      : cell->value.number.units < 0 ? AN_STATE_NEGATIVE
                                                     : AN_STATE_WRONG;
    }
}

static const an_checked *checked(const an_inspection *inspection, int column)
{
    return column >= 0 ? &inspection->cells[column] : &absent;
}

static void rule_cells(const an_inspection *inspection, const an_check_source *source,
                       const an_checked *cells[AN_RULE_CELLS])
{
    for (size_t i = 0; i < AN_RULE_CELLS; i++)
        cells[i] = checked(inspection, source->columns[i]);
}

static an_check_verdict judge(const an_inspection *inspection, const an_check_source *source)
{
    const an_checked *cells[AN_RULE_CELLS];
    const an_checked *cell = checked(inspection, source->columns[0]);
    switch (source->kind) {
    case AN_CHECK_COMPLETENESS:
        return (an_check_verdict){true, cell->state == AN_STATE_EMPTY};
    case AN_CHECK_NUMBER:
    case AN_CHECK_CODE:
    case AN_CHECK_DATE:
    case AN_CHECK_PERIOD:
        return (an_check_verdict){cell->state != AN_STATE_EMPTY, cell->state == AN_STATE_WRONG};
    case AN_CHECK_RANGE:
        return (an_check_verdict){cell->state == AN_STATE_VALID || cell->state == AN_STATE_NEGATIVE,
                                  cell->state == AN_STATE_NEGATIVE};
    case AN_CHECK_COUNTRY:
        return (an_check_verdict){cell->state != AN_STATE_EMPTY, !an_rule_is_country(cell->value.text)};
    case AN_CHECK_RULE:
        break;
    }
    if (source->rule == NULL || source->rule->test == NULL)
        return (an_check_verdict){0};
    rule_cells(inspection, source, cells);
    return source->rule->test(cells);
}

/* ---- the key of a row ---- */

static an_code append(an_inspection *inspection, an_cell *key, an_cell text, an_error *err)
{
    if (an_grow(&inspection->key, &inspection->key_capacity, key->size + text.size + 1, 1) != AN_OK)
        return an_fail_memory(err);
    key->text = inspection->key;
    if (text.size > 0)
        memcpy(inspection->key + key->size, text.text, text.size);
    key->size += text.size;
    inspection->key[key->size++] = '\0'; /* no cell has one */
    return AN_OK;
}

/* The texts of the key's columns; no key where one of them is empty, or where the last is 0. */
static an_code column_key(an_inspection *inspection, const an_check_source *source, an_cell *key,
                          an_error *err)
{
    const an_checked *cells[AN_RULE_CELLS];
    rule_cells(inspection, source, cells);
    an_code code = AN_OK;
    for (size_t i = 0; i < AN_RULE_CELLS && source->rule->columns[i] != NULL && code == AN_OK; i++) {
        bool optional = source->rule->columns[i][0] == '?';
        if (optional ? an_rule_is_zero(cells[i]) : cells[i]->state == AN_STATE_EMPTY) {
            key->size = 0;
            return AN_OK;
        }
        if (!optional)
            code = append(inspection, key, cells[i]->value.text, err);
    }
    return code;
}

/* 128 bits of hash stand for a whole row: of 10^9 rows two have the same by chance once in 10^20 runs. */
static an_code row_key(an_inspection *inspection, an_cell *key, an_error *err)
{
    const an_quality *quality = inspection->quality;
    an_code code = AN_OK;
    for (size_t i = quality->first; i < quality->n_needs && code == AN_OK; i++)
        code = append(inspection, key, cell_of(inspection->row, i), err);
    if (code != AN_OK)
        return code;
    const uint64_t digest[2] = {an_hash(inspection->hash_keys[0], key->text, key->size),
                                an_hash(inspection->hash_keys[1], key->text, key->size)};
    *key = (an_cell){.text = inspection->key, .size = 0};
    return append(inspection, key, (an_cell){.text = (const char *)digest, .size = sizeof digest}, err);
}

an_code an_inspection_row(an_inspection *inspection, const an_row *row, const an_check_verdict **verdicts,
                          an_cell *key, an_error *err)
{
    const an_quality *quality = inspection->quality;
    const an_check_source *last = &quality->sources[quality->n_checks - 1];
    inspection->row = row;
    read_cells(inspection, row);
    for (size_t i = 0; i < quality->n_checks; i++)
        inspection->verdicts[i] = judge(inspection, &quality->sources[i]);
    *verdicts = inspection->verdicts;
    *key = (an_cell){.text = "", .size = 0};
    return last->rule != NULL ? column_key(inspection, last, key, err) : row_key(inspection, key, err);
}

/* ---- examples ---- */

void an_example_append(char out[AN_EXAMPLE_SIZE], const char *text, size_t size)
{
    size_t used = strlen(out), room = AN_EXAMPLE_SIZE - 1 - used;
    if (size > room) {
        size = room;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--;
    }
    memcpy(out + used, text, size);
    out[used + size] = '\0';
}

uint64_t an_inspection_example(const an_inspection *inspection, size_t check, char out[AN_EXAMPLE_SIZE])
{
    const an_quality *quality = inspection->quality;
    const an_check_source *source = &quality->sources[check];
    size_t n = 0;
    for (size_t i = 0; i < AN_RULE_CELLS; i++)
        n += source->columns[i] >= 0;
    out[0] = '\0';
    for (size_t i = 0; i < AN_RULE_CELLS; i++) {
        if (source->columns[i] < 0)
            continue;
        const an_checked_column *column = &quality->columns[source->columns[i]];
        const an_cell text = cell_of(inspection->row, column->need);
        if (n > 1) {
            an_example_append(out, " ", out[0] != '\0');
            an_example_append(out, column->column->name, strlen(column->column->name));
            an_example_append(out, "=", 1);
        }
        an_example_append(out, text.text, text.size);
    }
    return source->columns[0] >= 0 ? inspection->row->cell[quality->columns[source->columns[0]].need] : 0;
}
