/* constraints: what a descriptor demands of cells and keys, tested row by row.
 *
 * A cell is read by its field's declared type, in the terms of the file. One that is no value of its type is
 * told once, as that: other constraints are then not judged. An empty cell violates `required` and a primary
 * key, and nothing else, as the standard has it. */
#include "quality/constraints.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "schema/expression.h"

typedef struct rule_check {
    const an_rule *rule;
    const an_rule *first; /* of the rules of its resource: which files it is about */
    size_t *needs;        /* rule->n of them */
    const char *column;   /* for the report */
    an_intern *targets;   /* REFERENCE: the keys that are there */
} rule_check;

struct an_constraints {
    an_arena arena;
    const an_schema *schema;
    rule_check *checks;
    size_t n, capacity;
};

struct an_constraints_judge {
    const an_constraints *constraints;
    const an_schema *schema;
    const char *file; /* whose rules these are */
    const an_rule *first;
    char decimal;
    an_expression **patterns; /* by rule; NULL: none */
    char *key;
    size_t key_capacity;
};

/* ---- cells ---- */

static an_cell cell_of(const an_row *row, size_t need)
{
    const uint64_t cell = row->cell[need];
    return cell > 0 ? row->record->cells[cell - 1] : (an_cell){.text = "", .size = 0};
}

static bool is_text(an_cell cell, const char *text)
{
    return strlen(text) == cell.size && memcmp(text, cell.text, cell.size) == 0;
}

static bool is_empty(const an_mapping *mapping, an_cell cell)
{
    bool missing = cell.size == 0;
    for (size_t i = 0; i < mapping->n_missing && !missing; i++)
        missing = is_text(cell, mapping->missing[i]);
    return missing;
}

/* Appends the keys of cells to a growing text, a NUL behind each. *n_empty: how many are empty. AN_DATA: a
 * cell is no value of its type. */
static an_code make_key(const an_rule_field *const fields[], const an_cell cells[], size_t n, char decimal,
                        char **text, size_t *capacity, size_t *size, size_t *n_empty)
{
    *size = *n_empty = 0;
    for (size_t i = 0; i < n; i++) {
        char room[AN_DECIMAL_SIZE];
        const char *reason, *expected;
        an_typed typed;
        an_cell key = {.text = "", .size = 0};
        if (is_empty(fields[i]->mapping, cells[i]))
            (*n_empty)++;
        else if (an_field_type_read(&fields[i]->declared, decimal, cells[i], &typed, &reason, &expected) ==
                 AN_OK)
            key = an_field_type_key(fields[i]->declared.type, &typed, cells[i], room);
        else
            return AN_DATA;
        if (an_grow(text, capacity, *size + key.size + 1, 1) != AN_OK)
            return AN_SYSTEM;
        memcpy(*text + *size, key.text, key.size);
        *size += key.size;
        (*text)[(*size)++] = '\0'; /* no cell has one */
    }
    return AN_OK;
}

/* ---- the files of foreign keys ---- */

enum { MOST_COLUMNS = 32 }; /* of a key */

typedef struct target {
    const an_rule *rule;
    an_intern *keys;
    char decimal;
    char *text;
    size_t capacity;
} target;

static an_code add_target(void *context, const an_row *row, an_error *err)
{
    target *const t = context;
    an_cell cells[MOST_COLUMNS];
    size_t size, n_empty;
    uint32_t id;
    for (size_t i = 0; i < t->rule->n; i++)
        cells[i] = cell_of(row, i);
    const an_code code =
        make_key(t->rule->their, cells, t->rule->n, t->decimal, &t->text, &t->capacity, &size, &n_empty);
    if (code == AN_DATA || n_empty == t->rule->n)
        return AN_OK; /* nothing can refer to it */
    return code != AN_OK || an_intern_add(t->keys, t->text, size, &id) != AN_OK ? an_fail_memory(err) : AN_OK;
}

static an_code read_targets(rule_check *check, const an_schema *schema, const char *const files[],
                            size_t n_files, an_error *err)
{
    const an_rule *const rule = check->rule;
    an_need needs[MOST_COLUMNS];
    target t = {.rule = rule};
    for (size_t i = 0; i < rule->n; i++)
        needs[i] = (an_need){.name = rule->their[i]->mapping->name, .text = true};
    an_scan scan = {.files = rule->file != NULL ? &rule->file : files,
                    .n_files = rule->file != NULL ? 1 : n_files,
                    .schema = schema,
                    .needs = needs,
                    .n_needs = rule->n,
                    .threads = 1,
                    .row = add_target};
    for (size_t i = 0; i < scan.n_files; i++)
        if (strcmp(scan.files[i], "-") == 0)
            return an_fail_at(
                err, AN_USAGE, "stdin", 0, 0,
                "foreignKeys refer to the file itself, which has to be read twice: give it by its name");
    if (an_intern_new(&check->targets) != AN_OK)
        return an_fail_memory(err);
    t.keys = check->targets;
    t.decimal = an_schema_decimal(schema, scan.files[0]);
    an_counts counts = {0};
    void *const workers[] = {&t};
    const an_code code = an_extract_scan(&scan, workers, &counts, err);
    an_counts_free(&counts);
    free(t.text);
    return code;
}

/* ---- the rules of a run ---- */

/* The need that reads a field; false: the file does not have it. */
static bool find_needs(const an_rule *rule, const an_need *needs, size_t first, size_t n, size_t found[])
{
    for (size_t i = 0; i < rule->n; i++) {
        found[i] = n;
        for (size_t k = first; k < n && found[i] == n; k++)
            if (strcmp(needs[k].name, rule->fields[i]->mapping->name) == 0)
                found[i] = k;
        if (found[i] == n)
            return false;
    }
    return true;
}

/* The names of the columns of a rule with blanks between them, as an example has their values. */
static const char *column_names(an_constraints *constraints, const an_rule *rule)
{
    size_t size = 1;
    for (size_t i = 0; i < rule->n; i++)
        size += strlen(rule->fields[i]->mapping->name) + 1;
    char *const text = an_arena_alloc(&constraints->arena, size), *end = text;
    for (size_t i = 0; text != NULL && i < rule->n; i++) {
        if (i > 0)
            *end++ = ' ';
        end = stpcpy(end, rule->fields[i]->mapping->name);
    }
    return text;
}

static an_code add_check(an_constraints *constraints, const an_rule *rule, const an_rule *first_rule,
                         const an_need *needs, size_t first, size_t n, an_error *err)
{
    rule_check check = {.rule = rule, .first = first_rule};
    if (rule->n > MOST_COLUMNS)
        return an_fail(err, AN_USAGE, "%s: a key of more than %d fields", rule->name, MOST_COLUMNS);
    check.needs = an_arena_alloc(&constraints->arena, rule->n * sizeof *check.needs);
    if (check.needs == NULL)
        return an_fail_memory(err);
    if (!find_needs(rule, needs, first, n, check.needs))
        return AN_OK;
    check.column = column_names(constraints, rule);
    if (check.column == NULL || an_grow(&constraints->checks, &constraints->capacity, constraints->n + 1,
                                        sizeof *constraints->checks) != AN_OK)
        return an_fail_memory(err);
    constraints->checks[constraints->n++] = check;
    return AN_OK;
}

static bool has_rules(const an_constraints *constraints, const an_rule *first)
{
    for (size_t i = 0; i < constraints->n; i++)
        if (constraints->checks[i].first == first)
            return true;
    return false;
}

an_code an_constraints_new(an_constraints **constraints, const an_schema *schema, const char *const files[],
                           size_t n_files, const an_need *needs, size_t first, size_t n, an_error *err)
{
    an_constraints *const made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    made->schema = schema;
    an_code code = AN_OK;
    for (size_t f = 0; f < n_files && code == AN_OK; f++) {
        size_t n_rules;
        const an_rule *const rules = an_schema_rules(schema, files[f], &n_rules);
        for (size_t i = 0; i < n_rules && !has_rules(made, rules) && code == AN_OK; i++)
            for (; i < n_rules && code == AN_OK; i++)
                code = add_check(made, &rules[i], rules, needs, first, n, err);
    }
    for (size_t i = 0; i < made->n && code == AN_OK; i++)
        if (made->checks[i].rule->kind == AN_RULE_REFERENCE)
            code = read_targets(&made->checks[i], schema, files, n_files, err);
    if (code != AN_OK) {
        an_constraints_free(made);
        return code;
    }
    *constraints = made;
    return AN_OK;
}

void an_constraints_free(an_constraints *constraints)
{
    if (constraints == NULL)
        return;
    for (size_t i = 0; i < constraints->n; i++)
        an_intern_free(constraints->checks[i].targets);
    free(constraints->checks);
    an_arena_free(&constraints->arena);
    free(constraints);
}

size_t an_constraints_count(const an_constraints *constraints)
{
    return constraints->n;
}

static bool is_key(const an_rule *rule)
{
    return rule->kind == AN_RULE_UNIQUE || rule->kind == AN_RULE_PRIMARY;
}

an_check an_constraints_check(const an_constraints *constraints, size_t i)
{
    const rule_check *const check = &constraints->checks[i];
    return (an_check){
        .name = check->rule->name, .column = check->column, .is_fault = true, .is_key = is_key(check->rule)};
}

/* ---- a row ---- */

an_code an_constraints_judge_new(an_constraints_judge **judge, const an_constraints *constraints,
                                 const an_schema *schema, an_error *err)
{
    an_constraints_judge *const made = calloc(1, sizeof *made);
    an_code code = AN_OK;
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_constraints_judge){.constraints = constraints,
                                   .schema = schema,
                                   .patterns = calloc(constraints->n + 1, sizeof(an_expression *))};
    if (made->patterns == NULL)
        code = an_fail_memory(err);
    for (size_t i = 0; i < constraints->n && code == AN_OK; i++)
        if (constraints->checks[i].rule->kind == AN_RULE_PATTERN)
            code = an_expression_new(&made->patterns[i], constraints->checks[i].rule->pattern, err);
    if (code != AN_OK) {
        an_constraints_judge_free(made);
        return code;
    }
    *judge = made;
    return AN_OK;
}

void an_constraints_judge_free(an_constraints_judge *judge)
{
    if (judge == NULL)
        return;
    for (size_t i = 0; judge->patterns != NULL && i < judge->constraints->n; i++)
        an_expression_free(judge->patterns[i]);
    free(judge->patterns);
    free(judge->key);
    free(judge);
}

static const an_check_verdict not_made = {.made = false, .bad = false};

static an_check_verdict verdict(bool bad)
{
    return (an_check_verdict){.made = true, .bad = bad};
}

static bool is_listed(const char *const texts[], size_t n, an_cell key)
{
    for (size_t i = 0; i < n; i++)
        if (is_text(key, texts[i]))
            return true;
    return false;
}

static bool is_category(const an_mapping *mapping, an_cell cell)
{
    for (size_t i = 0; i < mapping->n_categories; i++)
        if (is_text(cell, mapping->categories[i].value))
            return true;
    return false;
}

/* The verdict on a cell that is not empty. */
static an_check_verdict judge_cell(const an_constraints_judge *judge, size_t i, an_cell cell)
{
    const an_rule *const rule = judge->constraints->checks[i].rule;
    const an_rule_field *const field = rule->fields[0];
    char room[AN_DECIMAL_SIZE];
    const char *reason, *expected;
    an_typed typed;
    const bool is_valid =
        an_field_type_read(&field->declared, judge->decimal, cell, &typed, &reason, &expected) == AN_OK;
    if (rule->kind == AN_RULE_TYPE)
        return verdict(!is_valid);
    if (rule->kind == AN_RULE_CATEGORIES)
        return verdict(!is_category(field->mapping, cell));
    if (!is_valid)
        return not_made;
    const int order = rule->kind >= AN_RULE_MINIMUM && rule->kind <= AN_RULE_BELOW
                          ? an_field_type_compare(field->declared.type, &typed, &rule->bound)
                          : 0;
    const uint64_t letters = rule->kind == AN_RULE_MIN_LENGTH || rule->kind == AN_RULE_MAX_LENGTH
                                 ? u8_mbsnlen((const uint8_t *)cell.text, cell.size)
                                 : 0;
    switch (rule->kind) {
    case AN_RULE_MINIMUM:
        return verdict(order < 0);
    case AN_RULE_MAXIMUM:
        return verdict(order > 0);
    case AN_RULE_ABOVE:
        return verdict(order <= 0);
    case AN_RULE_BELOW:
        return verdict(order >= 0);
    case AN_RULE_MIN_LENGTH:
        return verdict(letters < rule->length);
    case AN_RULE_MAX_LENGTH:
        return verdict(letters > rule->length);
    case AN_RULE_PATTERN:
        return verdict(!an_expression_matches(judge->patterns[i], cell));
    case AN_RULE_ENUM:
        return verdict(!is_listed(rule->texts, rule->n_texts,
                                  an_field_type_key(field->declared.type, &typed, cell, room)));
    case AN_RULE_TYPE:
    case AN_RULE_CATEGORIES:
    case AN_RULE_REQUIRED:
    case AN_RULE_UNIQUE:
    case AN_RULE_PRIMARY:
    case AN_RULE_REFERENCE:
        break;
    }
    return not_made;
}

static an_code judge_key(an_constraints_judge *judge, const rule_check *check, const an_row *row,
                         an_check_verdict *out, an_cell *key, an_error *err)
{
    const an_rule *const rule = check->rule;
    an_cell cells[MOST_COLUMNS];
    size_t size, n_empty;
    uint32_t id;
    for (size_t i = 0; i < rule->n; i++)
        cells[i] = cell_of(row, check->needs[i]);
    const an_code code = make_key(rule->fields, cells, rule->n, judge->decimal, &judge->key,
                                  &judge->key_capacity, &size, &n_empty);
    if (code == AN_SYSTEM)
        return an_fail_memory(err);
    if (code != AN_OK)
        return AN_OK;
    if (rule->kind == AN_RULE_REFERENCE)
        *out =
            n_empty == rule->n ? not_made : verdict(!an_intern_find(check->targets, judge->key, size, &id));
    else if (n_empty > 0)
        *out = rule->kind == AN_RULE_PRIMARY ? verdict(true) : not_made;
    else
        *key = (an_cell){.text = judge->key, .size = size};
    return AN_OK;
}

an_code an_constraints_test(an_constraints_judge *judge, const an_row *row, size_t i, an_check_verdict *out,
                            an_cell *key, an_error *err)
{
    const rule_check *const check = &judge->constraints->checks[i];
    if (judge->file != row->file) {
        size_t n;
        judge->file = row->file;
        judge->first = an_schema_rules(judge->schema, row->file, &n);
        judge->decimal = an_schema_decimal(judge->schema, row->file);
    }
    *out = not_made;
    *key = (an_cell){.text = "", .size = 0};
    if (check->first != judge->first)
        return AN_OK;
    if (check->rule->kind >= AN_RULE_UNIQUE)
        return judge_key(judge, check, row, out, key, err);
    const an_cell cell = cell_of(row, check->needs[0]);
    const bool empty = is_empty(check->rule->fields[0]->mapping, cell);
    if (check->rule->kind == AN_RULE_REQUIRED)
        *out = verdict(empty);
    else if (!empty)
        *out = judge_cell(judge, i, cell);
    return AN_OK;
}

uint64_t an_constraints_example(const an_constraints_judge *judge, const an_row *row, size_t i,
                                char out[AN_EXAMPLE_SIZE])
{
    const rule_check *const check = &judge->constraints->checks[i];
    out[0] = '\0';
    for (size_t k = 0; k < check->rule->n; k++) {
        const an_cell cell = cell_of(row, check->needs[k]);
        an_example_append(out, " ", k > 0);
        an_example_append(out, cell.text, cell.size);
    }
    return row->cell[check->needs[0]];
}
