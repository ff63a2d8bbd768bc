/* quality: the checks of an extract, and their verdicts on each row.
 *
 * The checks are those that the extract declares (datasets/extracts), made for the columns that the file has.
 * A check whose cells are empty or wrong by themselves is not made: one fault is told once, where it is. */
#include "quality/quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/listing.h"
#include "base/memory.h"
#include "quality/constraints.h"
#include "quality/extract_choice.h"
#include "schema/expression.h"
#include "schema/extract.h"
#include "schema/value.h"

typedef struct checked_cell {
    an_value value;
    enum {
        STATE_EMPTY, /* also: its column is not in the file */
        STATE_VALID,
        STATE_NEGATIVE, /* a number, but less than 0 where it must not be */
        STATE_WRONG,    /* not what its column says */
    } state;
} checked_cell;

/* A canonical column of the extract that the header has. */
typedef struct checked_column {
    const an_column *column;
    size_t need; /* of the scan */
} checked_column;

/* A check of this file. */
typedef struct made_check {
    an_check_kind kind;
    const an_extract_check *declared; /* NULL: no whole row may occur twice */
    int columns[AN_CHECK_COLUMNS];    /* numbers of checked columns; -1: none */
    an_decimal low, high;             /* RANGE, LENGTH: where declared has them */
} made_check;

struct an_quality {
    const an_extract *extract;
    const an_need *needs;
    size_t first, n_needs;
    checked_column *columns;
    size_t n_columns;
    an_check *checks;
    made_check *made;
    size_t n_checks, n_made; /* all; those of the extract, which come first */
    an_constraints *constraints;
};

/* Of a file without any column of ours. */
static const char *const no_names[] = {NULL};
static const an_extract_check no_check = {.name = NULL};
static const an_extract no_extract = {
    .name = "", .title = "", .columns = no_names, .dates = no_names, .key = no_names, .checks = &no_check};

/* ---- the checks ---- */

static int find_column(const an_quality *quality, const char *name)
{
    for (size_t c = 0; c < quality->n_columns; c++)
        if (strcmp(quality->columns[c].column->name, name) == 0)
            return (int)c;
    return -1;
}

static bool is_optional(const an_extract_check *check, size_t i)
{
    return check->columns[i][0] == '?' || check->columns[i][0] == '+';
}

/* The columns of a check; false: one that it cannot do without is not there. */
static bool find_columns(const an_quality *quality, made_check *check)
{
    for (size_t i = 0; i < AN_CHECK_COLUMNS; i++) {
        const char *name = check->declared->columns[i];
        bool optional = name != NULL && is_optional(check->declared, i);
        check->columns[i] = name != NULL ? find_column(quality, name + optional) : -1;
        if (name != NULL && check->columns[i] < 0 && !optional)
            return false;
    }
    return true;
}

static void read_bound(const char *text, an_decimal *bound)
{
    if (text != NULL) /* a number of a declaration, which the build has read */
        (void)an_decimal_parse(text, strlen(text), '.', bound);
}

static void add_check(an_quality *quality, made_check made)
{
    const an_extract_check *declared = made.declared;
    an_check check = {"duplicate", "", .is_fault = true, .is_key = true};
    if (declared != NULL)
        check = (an_check){declared->name, declared->columns[0] + is_optional(declared, 0),
                           .is_fault = declared->kind != AN_CHECK_COMPLETENESS,
                           .is_key = declared->kind == AN_CHECK_DUPLICATE};
    if (declared != NULL && (declared->kind == AN_CHECK_RANGE || declared->kind == AN_CHECK_LENGTH)) {
        read_bound(declared->low, &made.low);
        read_bound(declared->high, &made.high);
    }
    made.kind = declared != NULL ? declared->kind : AN_CHECK_DUPLICATE;
    quality->checks[quality->n_checks] = check;
    quality->made[quality->n_checks++] = made;
}

/* The duplicate check, of a key or of whole rows, comes last, and behind it the rules of descriptors. */
static an_code add_checks(an_quality *quality, an_error *err)
{
    size_t n = 0;
    const size_t n_rules = an_constraints_count(quality->constraints);
    while (quality->extract->checks[n].name != NULL)
        n++;
    quality->checks = calloc(n + n_rules + 1, sizeof *quality->checks);
    quality->made = calloc(n + 1, sizeof *quality->made);
    if (quality->checks == NULL || quality->made == NULL)
        return an_fail_memory(err);
    made_check last = {.columns = {-1, -1, -1, -1}};
    for (size_t i = 0; i < n; i++) {
        made_check check = {.declared = &quality->extract->checks[i]};
        if (!find_columns(quality, &check))
            continue;
        if (check.declared->kind == AN_CHECK_DUPLICATE)
            last = check;
        else
            add_check(quality, check);
    }
    add_check(quality, last);
    quality->n_made = quality->n_checks;
    for (size_t i = 0; i < n_rules; i++)
        quality->checks[quality->n_checks++] = an_constraints_check(quality->constraints, i);
    return AN_OK;
}

static an_code find_all(an_quality *quality, const char *file, an_error *err)
{
    const char *const *names = quality->extract->columns;
    quality->columns = calloc(quality->n_needs + 1, sizeof *quality->columns);
    if (quality->columns == NULL)
        return an_fail_memory(err);
    for (; *names != NULL; names++)
        for (size_t i = quality->first; i < quality->n_needs; i++)
            if (strcmp(*names, quality->needs[i].name) == 0)
                quality->columns[quality->n_columns++] = (checked_column){an_column_find(*names), i};
    if (quality->n_columns == 0 && quality->extract != &no_extract)
        return an_fail_at(err, AN_DATA, file, 0, 0, "no column of the extract %s is in the header",
                          quality->extract->name);
    return add_checks(quality, err);
}

an_code an_quality_new(an_quality **quality, const char *extract, bool may_be_none, const an_schema *schema,
                       const char *const files[], size_t n_files, const an_need *needs, size_t first,
                       size_t n, an_error *err)
{
    const char *const file = strcmp(files[0], "-") == 0 ? "stdin" : files[0];
    an_quality *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_quality){.needs = needs, .first = first, .n_needs = n};
    an_code code = an_constraints_new(&made->constraints, schema, files, n_files, needs, first, n, err);
    if (code == AN_OK)
        code = extract != NULL ? an_extract_find(&made->extract, extract, err)
                               : an_extract_guess(&made->extract, file, needs, first, n, err);
    if (code == AN_DATA && extract == NULL && (may_be_none || an_constraints_count(made->constraints) > 0)) {
        made->extract = &no_extract; /* there are the rules of the descriptor, and what was found before */
        code = AN_OK;
    }
    if (code == AN_OK)
        code = find_all(made, file, err);
    if (code != AN_OK) {
        an_quality_free(made);
        return code;
    }
    *quality = made;
    return AN_OK;
}

void an_quality_free(an_quality *quality)
{
    if (quality == NULL)
        return;
    free(quality->columns);
    an_constraints_free(quality->constraints);
    free(quality->checks);
    free(quality->made);
    free(quality);
}

const char *an_quality_extract(const an_quality *quality)
{
    return quality->extract->name;
}

const an_check *an_quality_checks(const an_quality *quality, size_t *n)
{
    *n = quality->n_checks;
    return quality->checks;
}

/* Whether a column by which rows are dated is there. */
static bool is_dated(const an_quality *quality)
{
    for (size_t c = 0; c < quality->n_columns; c++)
        if (an_extract_lists(quality->extract->dates, quality->columns[c].column->name))
            return true;
    return false;
}

void an_quality_columns(const an_quality *quality, bool present, char *out, size_t size)
{
    const an_extract *extract = quality->extract;
    out[0] = '\0';
    for (const char *const *name = extract->columns; !present && *name != NULL; name++)
        if (find_column(quality, *name) < 0 &&
            !(an_extract_lists(extract->dates, *name) && is_dated(quality)))
            an_listing_add(out, size, *name);
    for (size_t i = quality->first; present && i < quality->n_needs; i++)
        if (find_column(quality, quality->needs[i].name) < 0)
            an_listing_add(out, size, quality->needs[i].name);
}

/* ---- a row, cell by cell ---- */

struct an_inspection {
    const an_quality *quality;
    const an_schema *schema;
    const char *file; /* whose mappings these are */
    an_mapping *mappings;
    char decimal;
    checked_cell *cells; /* of the row under way */
    const an_row *row;
    an_check_verdict *verdicts;
    an_expression **patterns; /* by check; NULL: it has none */
    an_constraints_judge *judge;
    char *key;
    size_t key_capacity;
    uint64_t hash_keys[2][2];
};

/* Stands for a column that is not in the file. */
static const checked_cell absent = {.state = STATE_EMPTY};

static an_code compile_patterns(an_inspection *inspection, an_error *err)
{
    const an_quality *quality = inspection->quality;
    an_code code = AN_OK;
    for (size_t i = 0; i < quality->n_made && code == AN_OK; i++) {
        const an_extract_check *check = quality->made[i].declared;
        if (check != NULL && check->kind == AN_CHECK_PATTERN)
            code = an_expression_new(&inspection->patterns[i], check->low, err);
    }
    return code;
}

an_code an_inspection_new(an_inspection **inspection, const an_quality *quality, const an_schema *schema,
                          an_error *err)
{
    an_inspection *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_inspection){.quality = quality,
                            .schema = schema,
                            .mappings = calloc(quality->n_columns + 1, sizeof *made->mappings),
                            .cells = calloc(quality->n_columns + 1, sizeof *made->cells),
                            .verdicts = calloc(quality->n_checks, sizeof *made->verdicts),
                            .patterns = calloc(quality->n_checks, sizeof *made->patterns),
                            .hash_keys = {{1, 2}, {3, 4}}};
    an_code code =
        made->mappings == NULL || made->cells == NULL || made->verdicts == NULL || made->patterns == NULL
            ? an_fail_memory(err)
            : compile_patterns(made, err);
    if (code == AN_OK)
        code = an_constraints_judge_new(&made->judge, quality->constraints, schema, err);
    if (code != AN_OK) {
        an_inspection_free(made);
        return code;
    }
    *inspection = made;
    return AN_OK;
}

void an_inspection_free(an_inspection *inspection)
{
    if (inspection == NULL)
        return;
    for (size_t i = 0; inspection->patterns != NULL && i < inspection->quality->n_checks; i++)
        an_expression_free(inspection->patterns[i]);
    free(inspection->mappings);
    free(inspection->cells);
    free(inspection->verdicts);
    free(inspection->patterns);
    an_constraints_judge_free(inspection->judge);
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
        checked_cell *cell = &inspection->cells[c];
        const size_t need = quality->columns[c].need;
        const bool is_joined = inspection->mappings[c].n_parts > 0; /* by the scan, of several cells */
        an_code code = an_value_read(
            quality->columns[c].column, &inspection->mappings[c], inspection->decimal,
            is_joined ? row->values[need].text : cell_of(row, need), &cell->value, &reason, &expected);
        cell->state = !cell->value.present           ? STATE_EMPTY
                      : code == AN_OK                ? STATE_VALID
                      : cell->value.number.units < 0 ? STATE_NEGATIVE
                                                     : STATE_WRONG;
    }
}

static const checked_cell *checked(const an_inspection *inspection, int column)
{
    return column >= 0 ? &inspection->cells[column] : &absent;
}

/* ---- verdicts ---- */

static const an_check_verdict not_made = {.made = false, .bad = false};

static an_check_verdict verdict(bool bad)
{
    return (an_check_verdict){.made = true, .bad = bad};
}

static bool is_zero(const checked_cell *cell)
{
    return cell->state == STATE_VALID && cell->value.number.units == 0;
}

static bool is_number(const an_inspection *inspection, int column)
{
    const an_type type = inspection->quality->columns[column].column->type;
    return type == AN_TYPE_COUNT || type == AN_TYPE_AMOUNT;
}

static bool is_outside(const made_check *check, an_decimal number)
{
    return (check->declared->low != NULL && an_decimal_compare(number, check->low) < 0) ||
           (check->declared->high != NULL && an_decimal_compare(number, check->high) > 0);
}

/* What one cell is stands only where another one says so: an amount of 0 says nothing. */
static an_check_verdict only_with(const made_check *check, const checked_cell *cell, bool number,
                                  const checked_cell *other)
{
    const char *value = check->declared->low;
    if (cell->state == STATE_EMPTY || (number && (cell->state != STATE_VALID || is_zero(cell))) ||
        (value != NULL && other->state == STATE_WRONG))
        return not_made;
    const an_cell text = other->value.text;
    return verdict(
        other->state == STATE_EMPTY ||
        (value != NULL && (text.size != strlen(value) || memcmp(text.text, value, text.size) != 0)));
}

/* |amount - of x rate / 100| <= 1 % of the latter, or 0.01, to which both are rounded. All is done 100 times
 * as large, exactly; amounts too large for that are not judged. */
static an_check_verdict percentage(const checked_cell *amount, const checked_cell *of,
                                   const checked_cell *rate)
{
    an_decimal expected, declared, tolerance;
    const an_decimal hundred = an_decimal_from_int(100), cent = an_decimal_from_int(1);
    if (amount->state != STATE_VALID || of->state != STATE_VALID || rate->state != STATE_VALID ||
        !an_decimal_mul(&expected, of->value.number, rate->value.number) ||
        !an_decimal_mul(&declared, amount->value.number, hundred))
        return not_made;
    tolerance = (an_decimal){expected.units / 100};
    if (an_decimal_compare(tolerance, cent) < 0)
        tolerance = cent;
    if (!an_decimal_sub(&declared, expected))
        return not_made;
    if (declared.units < 0)
        declared.units = -declared.units;
    return verdict(an_decimal_compare(declared, tolerance) > 0);
}

/* Check i of the row; the duplicate check is made where blocks come together. */
static an_check_verdict judge(const an_inspection *inspection, size_t i)
{
    const made_check *check = &inspection->quality->made[i];
    const checked_cell *a = checked(inspection, check->columns[0]), *b = &absent;
    const bool is_there = a->state != STATE_EMPTY;
    int64_t letters;
    bool are_valid = false;
    if (check->columns[1] >= 0) {
        b = &inspection->cells[check->columns[1]];
        are_valid = a->state == STATE_VALID && b->state == STATE_VALID;
    }
    switch (check->kind) {
    case AN_CHECK_COMPLETENESS:
    case AN_CHECK_REQUIRED:
        return verdict(!is_there);
    case AN_CHECK_NUMBER:
    case AN_CHECK_CODE:
    case AN_CHECK_DATE:
    case AN_CHECK_PERIOD:
    case AN_CHECK_COUNTRY:
        return (an_check_verdict){is_there, a->state == STATE_WRONG};
    case AN_CHECK_RANGE:
        return (an_check_verdict){a->state == STATE_VALID || a->state == STATE_NEGATIVE,
                                  a->state == STATE_NEGATIVE ||
                                      (a->state == STATE_VALID && is_outside(check, a->value.number))};
    case AN_CHECK_LENGTH:
        letters = (int64_t)u8_mbsnlen((const uint8_t *)a->value.text.text, a->value.text.size);
        return is_there ? verdict(is_outside(check, an_decimal_from_int(letters))) : not_made;
    case AN_CHECK_PATTERN:
        return is_there ? verdict(!an_expression_matches(inspection->patterns[i], a->value.text)) : not_made;
    case AN_CHECK_DATED:
        return verdict(!is_there && b->state == STATE_EMPTY);
    case AN_CHECK_ABOVE_ZERO:
        return a->state == STATE_VALID && !is_zero(b) ? verdict(is_zero(a)) : not_made;
    case AN_CHECK_ONLY_WITH:
        return only_with(check, a, is_number(inspection, check->columns[0]), b);
    case AN_CHECK_PERCENTAGE:
        return percentage(a, b, checked(inspection, check->columns[2]));
    case AN_CHECK_AT_MOST:
        return are_valid ? verdict(an_decimal_compare(a->value.number, b->value.number) > 0) : not_made;
    case AN_CHECK_NOT_BEFORE:
        return are_valid ? verdict(a->value.date < b->value.date) : not_made;
    case AN_CHECK_DUPLICATE:
        break;
    }
    return not_made;
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
static an_code column_key(an_inspection *inspection, const made_check *check, an_cell *key, an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < AN_CHECK_COLUMNS && check->declared->columns[i] != NULL && code == AN_OK; i++) {
        const checked_cell *cell = checked(inspection, check->columns[i]);
        const bool optional = check->declared->columns[i][0] == '?',
                   may_miss = check->declared->columns[i][0] == '+';
        if (may_miss && check->columns[i] < 0)
            continue;
        if (optional ? is_zero(cell) : !may_miss && cell->state == STATE_EMPTY) {
            key->size = 0;
            return AN_OK;
        }
        if (!optional)
            code = append(inspection, key, cell->value.text, err);
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
                          an_error *err)
{
    const an_quality *quality = inspection->quality;
    an_cell key;
    an_code code = AN_OK;
    inspection->row = row;
    read_cells(inspection, row);
    for (size_t i = 0; i < quality->n_made; i++)
        inspection->verdicts[i] = judge(inspection, i);
    for (size_t i = quality->n_made; i < quality->n_checks && code == AN_OK; i++)
        code = an_constraints_test(inspection->judge, row, i - quality->n_made, &inspection->verdicts[i],
                                   &key, err);
    *verdicts = inspection->verdicts;
    return code;
}

an_code an_inspection_key(an_inspection *inspection, size_t check, an_cell *key, an_error *err)
{
    const an_quality *quality = inspection->quality;
    an_check_verdict found;
    *key = (an_cell){.text = "", .size = 0};
    if (check >= quality->n_made)
        return an_constraints_test(inspection->judge, inspection->row, check - quality->n_made, &found, key,
                                   err);
    const made_check *const made = &quality->made[check];
    return made->declared != NULL ? column_key(inspection, made, key, err) : row_key(inspection, key, err);
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
    if (check >= quality->n_made)
        return an_constraints_example(inspection->judge, inspection->row, check - quality->n_made, out);
    const made_check *made = &quality->made[check];
    size_t n = 0;
    for (size_t i = 0; i < AN_CHECK_COLUMNS; i++)
        n += made->columns[i] >= 0;
    out[0] = '\0';
    for (size_t i = 0; i < AN_CHECK_COLUMNS; i++) {
        if (made->columns[i] < 0)
            continue;
        const checked_column *column = &quality->columns[made->columns[i]];
        const an_cell text = cell_of(inspection->row, column->need);
        if (n > 1) {
            an_example_append(out, " ", out[0] != '\0');
            an_example_append(out, column->column->name, strlen(column->column->name));
            an_example_append(out, "=", 1);
        }
        an_example_append(out, text.text, text.size);
    }
    return made->columns[0] >= 0 ? inspection->row->cell[quality->columns[made->columns[0]].need] : 0;
}
