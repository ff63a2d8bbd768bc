/* fields: the properties of the fields of a descriptor, and of their constraints.
 *
 * One place where the rules of a field are made. Its type is the declared one or, failing that, what its
 * marks or its canonical column make of it: a field called net_mass is a number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "schema/column.h"
#include "schema/descriptor.h"
#include "schema/expression.h"

static bool is_named(const an_reading *r, const char *name)
{
    return strcmp(r->property, name) == 0;
}

/* ---- names ---- */

static an_code fail_canonical(an_reading *r, const char *name, an_error *err)
{
    an_nearest nearest = {0};
    for (const an_column *c = an_columns; c->name != NULL; c++)
        an_nearest_try(&nearest, name, c->name);
    if (nearest.word != NULL)
        return an_reading_fail(r, err, "there is no column '%s'; did you mean '%s'?", name, nearest.word);
    return an_reading_fail(r, err, "there is no column '%s'; --help lists those that are read", name);
}

an_code an_field_canonical(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    r->field->canonical = an_reading_text(r, value, &code, err);
    if (code == AN_OK && an_column_find(r->field->canonical) == NULL)
        return fail_canonical(r, r->field->canonical, err);
    r->field->mapping.name = r->field->canonical;
    return code;
}

an_code an_field_title(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    r->field->mapping.title = an_reading_text(r, value, &code, err);
    return code;
}

/* ---- types ---- */

/* What a field is of which no type was declared. */
static an_field_kind infer_type(const an_field *field, const json_t *object)
{
    const an_column *const column = an_column_find(field->canonical);
    if (json_object_get(object, "trueValues") != NULL || json_object_get(object, "falseValues") != NULL)
        return AN_FIELD_BOOLEAN;
    if (json_object_get(object, "decimalChar") != NULL)
        return AN_FIELD_NUMBER;
    if (column != NULL && column->type == AN_TYPE_COUNT)
        return AN_FIELD_INTEGER;
    if ((column != NULL && column->type == AN_TYPE_AMOUNT) || json_object_get(object, "groupChar") != NULL ||
        json_object_get(object, "bareNumber") != NULL)
        return AN_FIELD_NUMBER;
    return column != NULL && column->type == AN_TYPE_DATE ? AN_FIELD_DATE : AN_FIELD_ANY;
}

an_code an_field_set_type(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    const char *const name = an_reading_text(r, value, &code, err);
    if (code != AN_OK)
        return code;
    r->field->has_type = true;
    if (an_field_kind_find(name, &r->field->rule.declared.type))
        return AN_OK;
    an_nearest nearest = {0};
    for (int kind = 0; kind <= AN_FIELD_YEARMONTH; kind++)
        an_nearest_try(&nearest, name, an_field_kind_name((an_field_kind)kind));
    if (nearest.word != NULL)
        return an_reading_fail(r, err, "unknown type '%s'; did you mean '%s'?", name, nearest.word);
    return an_reading_fail(r, err, "'%s' is not read; expected one of %s", name, an_field_kinds);
}

static bool is_dated(const an_field *field)
{
    const an_column *const column = an_column_find(field->canonical);
    return column != NULL && (column->type == AN_TYPE_DATE || column->type == AN_TYPE_PERIOD);
}

/* A form of dates makes a date or a period of texts and whole numbers, too, where the canonical column is
 * one. */
an_code an_field_set_format(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    an_field_type *const declared = &r->field->rule.declared;
    const char *const form = an_reading_text(r, value, &code, err);
    if (code != AN_OK)
        return code;
    const an_field_kind type = declared->type;
    const bool is_form = strchr(form, '%') != NULL;
    r->field->form = form;
    if (is_form && is_dated(r->field) && type != AN_FIELD_DATE && type != AN_FIELD_DATETIME) {
        r->field->has_type = false;
        declared->type = AN_FIELD_ANY;
        r->field->mapping.format = form; /* judged in an_fields_finish: it may be one of several parts */
        return AN_OK;
    }
    if (is_form && is_dated(r->field) && !r->field->has_type) {
        r->field->mapping.format = form;
        declared->format = form;
        return AN_OK;
    }
    const char *const fault = an_field_type_format_fault(type, form);
    if (fault != NULL)
        return an_reading_fail(r, err, "'%s': %s", form, fault);
    if (strcmp(form, "default") != 0)
        declared->format = form;
    if (is_form)
        r->field->mapping.format = form;
    return AN_OK;
}

an_code an_field_mark(an_reading *r, const json_t *value, an_error *err)
{
    an_field_type *const declared = &r->field->rule.declared;
    an_code code;
    r->field->has_marks = true;
    if (is_named(r, "bareNumber")) {
        if (!json_is_boolean(value))
            return an_reading_fail(r, err, "expected true or false");
        declared->is_bare = json_is_true(value);
        return AN_OK;
    }
    const char *const text = an_reading_text(r, value, &code, err);
    if (code != AN_OK)
        return code;
    if (is_named(r, "groupChar")) {
        if (strlen(text) > 4 || strpbrk(text, "0123456789") != NULL)
            return an_reading_fail(r, err, "expected one character");
        declared->group = text[0] != '\0' ? text : NULL;
    } else {
        if (strlen(text) != 1 || strpbrk(text, "0123456789+-eE\n\r") != NULL)
            return an_reading_fail(r, err, "expected one character");
        declared->decimal = text[0];
    }
    if (declared->group != NULL && declared->decimal != '\0' && declared->group[0] == declared->decimal)
        return an_reading_fail(r, err, "'%s' is decimalChar, too", text);
    return AN_OK;
}

an_code an_field_truths(an_reading *r, const json_t *value, an_error *err)
{
    size_t n;
    const char *const *texts;
    const an_code code = an_reading_texts(r, value, &texts, &n, err);
    r->field->has_marks = true;
    if (code == AN_OK && is_named(r, "trueValues"))
        r->field->rule.declared.truths = texts;
    else if (code == AN_OK)
        r->field->rule.declared.falses = texts;
    return code;
}

/* ---- texts ---- */

an_code an_field_missing(an_reading *r, const json_t *value, an_error *err)
{
    return an_reading_texts(r, value, &r->field->mapping.missing, &r->field->mapping.n_missing, err);
}

/* [{"value": ..., "label": ...}]; a label left out is the value, and so is a bare text. */
an_code an_field_categories(an_reading *r, const json_t *value, an_error *err)
{
    an_mapping *const mapping = &r->field->mapping;
    const size_t n = json_array_size(value);
    an_category *const categories = an_arena_alloc(&r->descriptor->arena, (n + 1) * sizeof *categories);
    if (categories == NULL)
        return an_fail_memory(err);
    if (!json_is_array(value))
        return an_reading_fail(r, err, "expected a list");
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(value, i), *label = json_object_get(item, "label");
        an_code code;
        if (json_is_object(item))
            item = json_object_get(item, "value");
        categories[i].value = categories[i].label = an_reading_text(r, item, &code, err);
        if (code == AN_OK && label != NULL)
            categories[i].label = an_reading_text(r, label, &code, err);
        if (code != AN_OK)
            return code;
    }
    mapping->categories = categories;
    mapping->n_categories = n;
    return AN_OK;
}

an_code an_field_factor(an_reading *r, const json_t *value, an_error *err)
{
    an_mapping *const mapping = &r->field->mapping;
    char number[AN_NUMBER_SIZE];
    const char *text = json_string_value(value);
    const an_column *const column = an_column_find(r->field->canonical);
    if (json_is_number(value)) {
        an_number_print(json_number_value(value), number);
        text = number;
    }
    mapping->has_factor = true;
    if (text == NULL || an_decimal_parse(text, strlen(text), '.', &mapping->factor) != AN_OK)
        return an_reading_fail(r, err, "expected a decimal such as \"1000\"");
    return column == NULL || column->type == AN_TYPE_AMOUNT
               ? AN_OK
               : an_reading_fail(r, err, "goes with amounts only, and '%s' is none", r->field->canonical);
}

an_code an_field_width(an_reading *r, const json_t *value, an_error *err)
{
    const an_column *const column = an_column_find(r->field->canonical);
    const json_int_t width = json_integer_value(value);
    if (column == NULL || column->type != AN_TYPE_COMMODITY)
        return an_reading_fail(r, err, "goes with commodity codes only, and '%s' is none",
                               r->field->canonical);
    if (width != 6 && width != 8 && width != 10)
        return an_reading_fail(r, err, "expected 6, 8 or 10: the digits of every code");
    r->field->mapping.width = (int)width;
    return AN_OK;
}

/* ---- constraints ---- */

static an_code add_rule(an_reading *r, an_rule rule, an_error *err)
{
    const an_rule_field **const one = an_arena_alloc(&r->descriptor->arena, sizeof *one);
    if (one == NULL)
        return an_fail_memory(err);
    *one = &r->field->rule;
    rule.fields = one;
    rule.n = 1;
    return an_reading_rule(r, &rule, err);
}

an_code an_field_constraints(an_reading *r, const json_t *value, an_error *err)
{
    r->property = NULL;
    return an_properties_read(r, AN_PLACE_CONSTRAINTS, value, err);
}

an_code an_constraint_flag(an_reading *r, const json_t *value, an_error *err)
{
    const bool is_required = is_named(r, "required");
    if (!json_is_boolean(value))
        return an_reading_fail(r, err, "expected true or false");
    if (json_is_false(value))
        return AN_OK;
    return add_rule(
        r, (an_rule){.kind = is_required ? AN_RULE_REQUIRED : AN_RULE_UNIQUE, .name = r->property}, err);
}

/* A value of a constraint: of the field's type, in its own form or in the plain one. */
static an_code read_value(an_reading *r, const json_t *value, an_typed *typed, const char **text,
                          an_error *err)
{
    const an_field_type *const declared = &r->field->rule.declared;
    const an_field_type plain = {.type = declared->type, .is_bare = true};
    const char *reason, *expected;
    an_code code;
    *text = an_reading_text(r, value, &code, err);
    if (code != AN_OK)
        return code;
    const an_cell cell = {.text = *text, .size = strlen(*text)};
    if ((!json_is_number(value) &&
         an_field_type_read(declared, '.', cell, typed, &reason, &expected) == AN_OK) ||
        an_field_type_read(&plain, '.', cell, typed, &reason, &expected) == AN_OK)
        return AN_OK;
    return an_reading_fail(r, err, "'%s' is %s", *text, reason);
}

an_code an_constraint_bound(an_reading *r, const json_t *value, an_error *err)
{
    static const struct {
        const char *name;
        an_rule_kind kind;
    } kinds[] = {{"minimum", AN_RULE_MINIMUM},
                 {"maximum", AN_RULE_MAXIMUM},
                 {"exclusiveMinimum", AN_RULE_ABOVE},
                 {"exclusiveMaximum", AN_RULE_BELOW}};
    const char *text;
    an_rule rule = {.name = r->property};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (is_named(r, kinds[i].name))
            rule.kind = kinds[i].kind;
    if (!an_field_type_is_ordered(r->field->rule.declared.type))
        return an_reading_fail(r, err, "goes with numbers, dates and times only, and the type is %s",
                               an_field_kind_name(r->field->rule.declared.type));
    const an_code code = read_value(r, value, &rule.bound, &text, err);
    return code == AN_OK ? add_rule(r, rule, err) : code;
}

an_code an_constraint_length(an_reading *r, const json_t *value, an_error *err)
{
    const an_field_kind type = r->field->rule.declared.type;
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return an_reading_fail(r, err, "expected a whole number of at least 0");
    if (type != AN_FIELD_STRING && type != AN_FIELD_ANY)
        return an_reading_fail(r, err, "goes with texts only, and the type is %s", an_field_kind_name(type));
    return add_rule(r,
                    (an_rule){.kind = is_named(r, "minLength") ? AN_RULE_MIN_LENGTH : AN_RULE_MAX_LENGTH,
                              .name = r->property,
                              .length = (uint64_t)json_integer_value(value)},
                    err);
}

an_code an_constraint_pattern(an_reading *r, const json_t *value, an_error *err)
{
    an_code code;
    an_expression *made = NULL;
    an_rule rule = {.kind = AN_RULE_PATTERN, .name = r->property};
    rule.pattern = an_reading_text(r, value, &code, err);
    if (code != AN_OK)
        return code;
    code = an_expression_new(&made, rule.pattern, err);
    an_expression_free(made);
    if (code == AN_DATA)
        return an_reading_fail(r, err, "'%s' is no regular expression (PCRE2)", rule.pattern);
    return code == AN_OK ? add_rule(r, rule, err) : code;
}

an_code an_constraint_enum(an_reading *r, const json_t *value, an_error *err)
{
    an_rule rule = {.kind = AN_RULE_ENUM, .name = r->property, .n_texts = json_array_size(value)};
    if (!json_is_array(value) || rule.n_texts == 0)
        return an_reading_fail(r, err, "expected a list of values");
    const char **const texts = an_arena_alloc(&r->descriptor->arena, rule.n_texts * sizeof *texts);
    if (texts == NULL)
        return an_fail_memory(err);
    rule.texts = texts;
    for (size_t i = 0; i < rule.n_texts; i++) {
        char room[AN_DECIMAL_SIZE];
        const char *text;
        an_typed typed;
        const an_code code = read_value(r, json_array_get(value, i), &typed, &text, err);
        if (code != AN_OK)
            return code;
        const an_cell key = an_field_type_key(r->field->rule.declared.type, &typed,
                                              (an_cell){.text = text, .size = strlen(text)}, room);
        texts[i] = an_arena_copy(&r->descriptor->arena, key.text, key.size);
        if (texts[i] == NULL)
            return an_fail_memory(err);
    }
    return add_rule(r, rule, err);
}

/* ---- the field as a whole ---- */

/* Whether a column of ours can be read from a field of the type. */
static an_code check_type(an_reading *r, an_error *err)
{
    static const char *const what[] = {[AN_TYPE_COUNT] = "a count",
                                       [AN_TYPE_AMOUNT] = "an amount",
                                       [AN_TYPE_DATE] = "a date",
                                       [AN_TYPE_PERIOD] = "a period",
                                       [AN_TYPE_CODE] = "one of the codes"};
    const an_field *const field = r->field;
    const an_column *const column = an_column_find(field->canonical);
    const an_field_kind type = field->rule.declared.type;
    const bool is_text = type == AN_FIELD_ANY || type == AN_FIELD_STRING;
    bool fits = true;
    if (column == NULL || is_text)
        return AN_OK;
    switch (column->type) {
    case AN_TYPE_TEXT:
    case AN_TYPE_COUNTRY:
    case AN_TYPE_COMMODITY:
        break;
    case AN_TYPE_CODE:
        fits = type == AN_FIELD_INTEGER || field->mapping.n_categories > 0 ||
               (type == AN_FIELD_BOOLEAN && strcmp(column->codes, "yes no") == 0);
        break;
    case AN_TYPE_COUNT:
        fits = type == AN_FIELD_INTEGER || type == AN_FIELD_NUMBER || type == AN_FIELD_BOOLEAN;
        break;
    case AN_TYPE_AMOUNT:
        fits = type == AN_FIELD_INTEGER || type == AN_FIELD_NUMBER;
        break;
    case AN_TYPE_DATE:
        fits = type == AN_FIELD_DATE || type == AN_FIELD_DATETIME;
        break;
    case AN_TYPE_PERIOD:
        fits = type == AN_FIELD_DATE || type == AN_FIELD_DATETIME || type == AN_FIELD_YEAR ||
               type == AN_FIELD_YEARMONTH || type == AN_FIELD_INTEGER;
        break;
    }
    r->property = "type";
    return fits ? AN_OK
                : an_reading_fail(r, err, "%s, but %s is %s%s%s%s", an_field_kind_name(type), column->name,
                                  what[column->type], column->type == AN_TYPE_CODE ? " " : "",
                                  column->type == AN_TYPE_CODE ? column->codes : "",
                                  column->type == AN_TYPE_CODE
                                      ? ": say with categories which value is which of them"
                                      : "");
}

static an_code add_implied_rules(an_reading *r, an_error *err)
{
    an_code code = AN_OK;
    if (r->field->has_type && r->field->rule.declared.type != AN_FIELD_ANY &&
        (r->field->rule.declared.type != AN_FIELD_STRING || r->field->rule.declared.format != NULL))
        code = add_rule(r, (an_rule){.kind = AN_RULE_TYPE, .name = "type"}, err);
    const an_column *const column = an_column_find(r->field->canonical);
    const bool is_code = column != NULL && column->type == AN_TYPE_CODE; /* whose codes are judged anyway */
    if (code == AN_OK && r->field->mapping.n_categories > 0 && !is_code)
        code = add_rule(r, (an_rule){.kind = AN_RULE_CATEGORIES, .name = "categories"}, err);
    return code;
}

an_code an_field_read(an_reading *r, const json_t *object, an_error *err)
{
    an_field *const field = r->field;
    an_code code;
    *field = (an_field){.rule = {.declared = {.is_bare = true}}};
    field->rule.mapping = &field->mapping;
    const json_t *const name = json_object_get(object, "name");
    if (!json_is_string(name))
        return an_reading_fail(r, err, "a field has no name");
    field->name = field->canonical = an_reading_text(r, name, &code, err);
    if (code != AN_OK)
        return code;
    field->mapping.name = field->mapping.actual = field->name;
    const char *const canonical = json_string_value(json_object_get(object, "canonical"));
    if (canonical != NULL) { /* its type is that of the column */
        r->property = "canonical";
        code = an_field_canonical(r, json_object_get(object, "canonical"), err);
        r->property = NULL;
    }
    field->rule.declared.type = infer_type(field, object);
    field->mapping.missing = r->resource->missing;
    field->mapping.n_missing = r->resource->n_missing;
    if (code == AN_OK)
        code = an_properties_read(r, AN_PLACE_FIELD, object, err);
    if (code == AN_OK)
        code = check_type(r, err);
    r->property = NULL;
    return code == AN_OK ? add_implied_rules(r, err) : code;
}

/* ---- the fields together ---- */

/* The forms of fields of one canonical date or period, with '-' between them; NULL: no memory. */
static const char *join_forms(an_reading *r, const an_field *first, size_t *n)
{
    const an_resource *const resource = r->resource;
    char text[200];
    size_t used = 0;
    *n = 0;
    text[0] = '\0';
    for (const an_field *f = first; f < resource->fields + resource->n && used < sizeof text; f++)
        if (strcmp(f->canonical, first->canonical) == 0) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? "-" : "",
                                     f->mapping.format != NULL ? f->mapping.format : "");
            (*n)++;
        }
    return an_arena_copy(&r->descriptor->arena, text, strlen(text));
}

/* A year in one field and a month in another are one period: the first field stands for all. */
static an_code join_parts(an_reading *r, an_field *first, an_error *err)
{
    an_resource *const resource = r->resource;
    const an_column *const column = an_column_find(first->canonical);
    an_period period;
    an_date date;
    size_t n;
    const char *const format = join_forms(r, first, &n);
    an_date_part *const parts = an_arena_alloc(&r->descriptor->arena, n * sizeof *parts);
    if (format == NULL || parts == NULL)
        return an_fail_memory(err);
    const bool is_form = column->type == AN_TYPE_DATE ? an_date_parse("", 0, format, &date) != AN_USAGE
                                                      : an_period_parse("", 0, format, &period) != AN_USAGE;
    if (!is_form && n == 1)
        return an_reading_fail(r, err, "format: '%s' is no form of %s; expected %%d/%%m/%%Y or the like",
                               format, column->type == AN_TYPE_DATE ? "a date" : "a date or period");
    if (!is_form)
        return an_reading_fail(
            r, err,
            "canonical: another field is '%s', too, and their formats ('%s') are not the parts of a date",
            first->canonical, format);
    if (n == 1)
        return AN_OK;
    first->mapping.format = format;
    for (an_field *f = first + 1; f < resource->fields + resource->n; f++)
        if (strcmp(f->canonical, first->canonical) == 0) {
            f->is_part = true;
            parts[first->mapping.n_parts++] = (an_date_part){f->name, f->mapping.title};
        }
    first->mapping.parts = parts;
    return AN_OK;
}

static an_code check_names(an_reading *r, an_field *field, an_error *err)
{
    const an_resource *const resource = r->resource;
    for (const an_field *f = resource->fields; f < field; f++) {
        if (strcmp(f->name, field->name) == 0)
            return an_reading_fail(r, err, "name: two fields are called so");
        if (strcmp(f->canonical, field->canonical) == 0 &&
            (!is_dated(f) || f->mapping.format == NULL || field->mapping.format == NULL))
            return an_reading_fail(r, err, "canonical: field '%s' is '%s', too", f->name, f->canonical);
    }
    return AN_OK;
}

/* What extract-check alone tests, by field: "duty_rate (required, maximum), primaryKey". */
static an_code list_untested(an_resource *resource, an_error *err)
{
    char *text = NULL;
    size_t size;
    FILE *const out = open_memstream(&text, &size);
    const an_rule_field *last = NULL;
    if (out == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < resource->n_rules; i++) {
        const an_rule *const rule = &resource->rules[i];
        if (rule->kind == AN_RULE_TYPE)
            continue; /* every program stops there */
        const bool is_key = rule->kind >= AN_RULE_UNIQUE && strcmp(rule->name, "unique") != 0;
        const an_rule_field *const field = is_key ? NULL : rule->fields[0];
        if (last != NULL && field != last)
            fputs(")", out);
        if (ftell(out) > 0)
            fputs(", ", out);
        if (field != NULL && field != last)
            fprintf(out, "%s (", field->mapping->actual);
        fputs(rule->name, out);
        last = field;
    }
    if (last != NULL)
        fputs(")", out);
    const bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed || text == NULL) {
        free(text);
        return an_fail_memory(err);
    }
    resource->untested = text;
    if (text[0] == '\0') {
        free(text);
        resource->untested = NULL;
    }
    return AN_OK;
}

/* nullSequence of the dialect is one more missing value of each field. */
static an_code add_null(an_reading *r, an_field *field, an_error *err)
{
    an_mapping *const mapping = &field->mapping;
    if (r->resource->null == NULL)
        return AN_OK;
    const char **const texts =
        an_arena_alloc(&r->descriptor->arena, (mapping->n_missing + 1) * sizeof *texts);
    if (texts == NULL)
        return an_fail_memory(err);
    if (mapping->n_missing > 0)
        memcpy(texts, mapping->missing, mapping->n_missing * sizeof *texts);
    texts[mapping->n_missing++] = r->resource->null;
    mapping->missing = texts;
    return AN_OK;
}

an_code an_fields_finish(an_reading *r, an_error *err)
{
    an_resource *const resource = r->resource;
    an_code code = AN_OK;
    for (size_t i = 0; i < resource->n && code == AN_OK; i++) {
        an_field *const field = r->field = &resource->fields[i];
        const bool is_typed = field->has_type && (field->rule.declared.type != AN_FIELD_STRING ||
                                                  field->rule.declared.format != NULL);
        if (is_typed || field->has_marks)
            field->mapping.declared = &field->rule.declared;
        field->rule.decimal = resource->decimal != '\0' ? resource->decimal : '.';
        code = check_names(r, field, err);
        if (code == AN_OK)
            code = add_null(r, field, err);
        if (code == AN_OK && is_dated(field) && field->mapping.format != NULL && !field->is_part)
            code = join_parts(r, field, err);
    }
    r->field = NULL;
    return code == AN_OK ? list_untested(resource, err) : code;
}
