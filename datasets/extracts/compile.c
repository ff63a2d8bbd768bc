/* compile: the declarations of the extracts as the C tables of schema/extract.h, on stdout.
 *
 *     compile-extracts datasets/extracts/NAME.json...
 *
 * The Makefile runs it. What a declaration says has its effect or is refused, with the file and the field
 * (form.h), and so is a column that two extracts declare differently. Output: an_columns, each column once;
 * an_extracts, each with its checks in the order in which extract-check reports them. */
#include <stdio.h>
#include <string.h>

#include "form.h"
#include "schema/extract.h"
#include "schema/json.h"

/* What is said of a column that several extracts hold must be the same in each of them. */
static const char *const common_properties[] = {
    "type", "title", "cuprum:kind", "cuprum:unit", "cuprum:splits",
    "cuprum:breaks", "cuprum:prefixes", NULL};

/* ---- the columns, each once over all extracts ---- */

static bool is_same(const json_t *a, const json_t *b)
{
    return (a == NULL && b == NULL) || json_equal(a, b);
}

/* The property in which two declarations of one column differ; NULL: they agree. */
static const char *difference(const json_t *field, const json_t *other)
{
    const json_t *one = json_object_get(field, "cuprum:defaultOne");
    const json_t *one_other = json_object_get(other, "cuprum:defaultOne");
    for (const char *const *key = common_properties; *key != NULL; key++)
        if (!is_same(json_object_get(field, *key), json_object_get(other, *key)))
            return *key;
    if (!is_same(form_constraint(field, "enum"), form_constraint(other, "enum")))
        return "enum";
    if (form_is_numeric(field) && form_is_below_zero(field) != form_is_below_zero(other))
        return "minimum";
    return one != NULL && one_other != NULL && !json_equal(one, one_other) ? "cuprum:defaultOne" : NULL;
}

/* columns: name -> {"field": as first declared, "extracts": "a b"}. */
static an_code add_columns(json_t *columns, const form_declaration *d, an_error *err)
{
    size_t i;
    json_t *field;
    for (i = 0; (field = json_array_get((json_t *)d->fields, i)) != NULL; i++) {
        const char *name = form_text(field, "name"), *extract = form_text(d->table, "name");
        json_t *known = json_object_get(columns, name);
        if (known == NULL) {
            json_object_set_new(columns, name, json_pack("{s:O, s:s}", "field", field, "extracts", extract));
            continue;
        }
        json_t *first = json_object_get(known, "field");
        const char *what = difference(field, first);
        if (what != NULL) {
            char text[300];
            snprintf(text, sizeof text, "%s is not what %s says of the same column", what,
                     form_text(known, "extracts"));
            return form_refuse(d, name, text, NULL, err);
        }
        if (json_object_get(first, "cuprum:defaultOne") == NULL &&
            json_object_get(field, "cuprum:defaultOne") != NULL)
            json_object_set(first, "cuprum:defaultOne", json_object_get(field, "cuprum:defaultOne"));
        json_object_set_new(known, "extracts", json_sprintf("%s %s", form_text(known, "extracts"), extract));
    }
    return AN_OK;
}

/* ---- C ---- */

static void put_text(const char *text)
{
    if (text == NULL) {
        fputs("NULL", stdout);
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++) {
        if (strchr("\"\\?", *text) != NULL) /* ?: no trigraph */
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void put_member(const char *member, const char *text)
{
    if (text == NULL)
        return;
    printf(", .%s = ", member);
    put_text(text);
}

/* A list of texts as one text, blank between them. */
static void put_words(const char *member, const json_t *list)
{
    size_t i;
    const json_t *word;
    if (json_array_size(list) == 0)
        return;
    printf(", .%s = ", member);
    for (i = 0; (word = json_array_get(list, i)) != NULL; i++) {
        if (i > 0)
            fputs("\" \"", stdout);
        put_text(json_string_value(word));
    }
}

/* The countries that a column of this kind holds; NULL: none. */
static const char *country_use(const char *kind)
{
    return form_is_text(kind, "member_state") ? "MEMBER_STATE"
           : form_is_text(kind, "country")    ? "PARTNER"
           : form_is_text(kind, "origin")     ? "ORIGIN"
                                              : NULL;
}

static const char *c_type(const json_t *field)
{
    const char *type = form_text(field, "type"), *kind = form_text(field, "cuprum:kind");
    return strcmp(type, "integer") == 0             ? "COUNT"
           : strcmp(type, "number") == 0            ? "AMOUNT"
           : strcmp(type, "date") == 0              ? "DATE"
           : form_is_text(kind, "commodity")        ? "COMMODITY"
           : country_use(kind) != NULL              ? "COUNTRY"
           : form_is_text(kind, "period")           ? "PERIOD"
           : form_constraint(field, "enum") != NULL ? "CODE"
                                                    : "TEXT";
}

/* The codes whose definition changed. */
static void put_breaks(const json_t *field)
{
    const json_t *const list = json_object_get(field, "cuprum:breaks");
    const json_t *changed;
    if (list == NULL)
        return;
    fputs(", .breaks = (const an_code_break[]){", stdout);
    for (size_t i = 0; (changed = json_array_get(list, i)) != NULL; i++) {
        putchar('{');
        put_text(form_text(changed, "code"));
        putchar(',');
        put_text(form_text(changed, "at"));
        fputs("}, ", stdout);
    }
    fputs("{0}}", stdout);
}

static void put_column(const char *name, const json_t *field, const char *extracts)
{
    size_t i;
    const json_t *prefix, *one = json_object_get(field, "cuprum:defaultOne");
    printf("    {.name = \"%s\", .type = AN_TYPE_%s", name, c_type(field));
    if (country_use(form_text(field, "cuprum:kind")) != NULL)
        printf(", .use = AN_COUNTRY_%s", country_use(form_text(field, "cuprum:kind")));
    put_member("unit", form_text(field, "cuprum:unit"));
    put_words("codes", form_constraint(field, "enum"));
    put_member("extracts", extracts);
    put_member("title", form_text(field, "title"));
    put_member("one_where", json_is_true(one) ? "*" : NULL);
    put_words("one_where", one);
    if (form_is_text(form_text(field, "type"), "number") && form_is_below_zero(field))
        fputs(", .is_signed = true", stdout);
    if (json_is_true(json_object_get(field, "cuprum:splits")))
        fputs(", .splits = true", stdout);
    put_breaks(field);
    puts("},");
    for (i = 0; (prefix = json_array_get(json_object_get(field, "cuprum:prefixes"), i)) != NULL; i++) {
        printf("    {.name = \"%s\", .prefix_of = \"%s\", .digits = %d", form_text(prefix, "name"), name,
               (int)json_integer_value(json_object_get(prefix, "digits")));
        put_member("title", form_text(prefix, "title"));
        puts("},");
    }
}

/* ---- the checks of an extract ---- */

static const char *const kind_names[] = {[AN_CHECK_COMPLETENESS] = "COMPLETENESS",
                                         [AN_CHECK_NUMBER] = "NUMBER",
                                         [AN_CHECK_RANGE] = "RANGE",
                                         [AN_CHECK_CODE] = "CODE",
                                         [AN_CHECK_DATE] = "DATE",
                                         [AN_CHECK_PERIOD] = "PERIOD",
                                         [AN_CHECK_COUNTRY] = "COUNTRY",
                                         [AN_CHECK_REQUIRED] = "REQUIRED",
                                         [AN_CHECK_LENGTH] = "LENGTH",
                                         [AN_CHECK_DATED] = "DATED",
                                         [AN_CHECK_PATTERN] = "PATTERN",
                                         [AN_CHECK_ABOVE_ZERO] = "ABOVE_ZERO",
                                         [AN_CHECK_ONLY_WITH] = "ONLY_WITH",
                                         [AN_CHECK_PERCENTAGE] = "PERCENTAGE",
                                         [AN_CHECK_AT_MOST] = "AT_MOST",
                                         [AN_CHECK_NOT_BEFORE] = "NOT_BEFORE",
                                         [AN_CHECK_DUPLICATE] = "DUPLICATE"};

/* A check under way: what it is called where the declaration does not name it, what it looks at. */
typedef struct check {
    const char *name, *columns[AN_CHECK_COLUMNS];
    const char *low, *high;
    char numbers[2][32];
} check;

static const char *number_text(const json_t *number, char text[32])
{
    if (number == NULL)
        return NULL;
    if (json_is_integer(number))
        snprintf(text, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(number));
    else
        snprintf(text, 32, "%.15g", json_real_value(number));
    return text;
}

static bool set_bounds(check *c, const char *name, const json_t *field, const char *low, const char *high)
{
    c->name = name;
    c->low = number_text(form_constraint(field, low), c->numbers[0]);
    c->high = number_text(form_constraint(field, high), c->numbers[1]);
    return c->low != NULL || c->high != NULL;
}

static bool set_type(check *c, const char *name, const json_t *field, const char *type)
{
    c->name = name;
    return strcmp(c_type(field), type) == 0;
}

/* A relation that names one other column; false: the field has none. */
static bool set_other(check *c, const char *name, const json_t *field, const char *key)
{
    c->name = name;
    c->columns[1] = form_text(field, key);
    return c->columns[1] != NULL;
}

/* A relation that is an object, with the name of its check. */
static bool set_relation(check *c, const char *name, const json_t *relation, const char *other,
                         const char *third)
{
    const char *given = form_text(relation, "check");
    c->name = given != NULL ? given : name;
    c->columns[1] = form_text(relation, other);
    c->columns[2] = third != NULL ? form_text(relation, third) : NULL;
    c->low = form_text(relation, "value");
    return relation != NULL;
}

static bool set_pattern(check *c, const json_t *field)
{
    const char *kind = form_text(field, "cuprum:kind");
    c->name = kind != NULL ? kind : "pattern";
    c->low = json_string_value(form_constraint(field, "pattern"));
    return c->low != NULL;
}

static bool is_in_key(const json_t *table, const char *name)
{
    size_t i;
    const json_t *key;
    for (i = 0; (key = json_array_get(json_object_get(table, "primaryKey"), i)) != NULL; i++)
        if (form_is_text(json_string_value(key), name))
            return true;
    return false;
}

/* Whether the field has a check of that kind, as *c. */
static bool set_check(check *c, an_check_kind kind, const json_t *table, const json_t *field)
{
    c->columns[0] = form_text(field, "name");
    switch (kind) {
    case AN_CHECK_COMPLETENESS:
        c->name = "completeness";
        return true;
    case AN_CHECK_NUMBER:
        c->name = "number";
        return form_is_numeric(field);
    case AN_CHECK_RANGE:
        return set_bounds(c, "range", field, "minimum", "maximum");
    case AN_CHECK_CODE:
        return set_type(c, "code", field, "CODE");
    case AN_CHECK_DATE:
        return set_type(c, "date", field, "DATE");
    case AN_CHECK_PERIOD:
        return set_type(c, "period", field, "PERIOD");
    case AN_CHECK_COUNTRY:
        return set_type(c, "country", field, "COUNTRY");
    case AN_CHECK_REQUIRED:
        c->name = "required";
        return json_is_true(form_constraint(field, "required")) || is_in_key(table, c->columns[0]);
    case AN_CHECK_LENGTH:
        return set_bounds(c, "length", field, "minLength", "maxLength");
    case AN_CHECK_PATTERN:
        return set_pattern(c, field);
    case AN_CHECK_ABOVE_ZERO:
        return set_relation(c, "above_zero", json_object_get(field, "cuprum:aboveZero"), "unlessZero", NULL);
    case AN_CHECK_ONLY_WITH:
        return set_relation(c, "only_with", json_object_get(field, "cuprum:onlyWith"), "field", NULL);
    case AN_CHECK_PERCENTAGE:
        return set_relation(c, "percentage", json_object_get(field, "cuprum:percentage"), "of", "rate");
    case AN_CHECK_AT_MOST:
        return set_other(c, "at_most", field, "cuprum:partOf");
    case AN_CHECK_NOT_BEFORE:
        return set_other(c, "not_before", field, "cuprum:notBefore");
    case AN_CHECK_DATED:
    case AN_CHECK_DUPLICATE:
        break;
    }
    return false;
}

/* Columns of `optional`, a mask, need not be in a file. */
static void put_check(an_check_kind kind, const check *c, unsigned optional)
{
    printf("         {AN_CHECK_%s, \"%s\", {", kind_names[kind], c->name);
    for (size_t i = 0; i < AN_CHECK_COLUMNS && c->columns[i] != NULL; i++)
        printf("%s\"%s%s\"", i > 0 ? ", " : "", optional >> i & 1 ? "?" : "", c->columns[i]);
    fputs("}, ", stdout);
    put_text(c->low);
    fputs(", ", stdout);
    put_text(c->high);
    puts("},");
}

/* The field of a table that has a property; NULL: none. */
static const json_t *field_with(const json_t *table, const char *property)
{
    size_t i;
    const json_t *field;
    for (i = 0; (field = json_array_get(json_object_get(table, "fields"), i)) != NULL; i++)
        if (json_object_get(field, property) != NULL)
            return field;
    return NULL;
}

/* The checks that are of the table: dated, and the key, of which the version is part: no two rows of one
 * version have the same. */
static void put_table_check(an_check_kind kind, const json_t *table)
{
    char version[64];
    const json_t *const versioned = field_with(table, "cuprum:version");
    const bool is_key = kind == AN_CHECK_DUPLICATE;
    const json_t *columns = is_key ? form_key(table) : json_object_get(table, "cuprum:dates");
    const char *unless = is_key ? form_text(json_object_get(table, "cuprum:key"), "unlessZero") : NULL;
    size_t n = json_array_size(columns);
    check c = {.name = is_key ? "duplicate" : "dated"};
    for (size_t i = 0; i < n && i < AN_CHECK_COLUMNS; i++)
        c.columns[i] = json_string_value(json_array_get(columns, i));
    if (n == 0)
        return;
    const unsigned optional = !is_key ? ~0U : unless != NULL ? 1U << n : 0;
    if (unless != NULL)
        c.columns[n++] = unless;
    if (is_key && versioned != NULL) {
        snprintf(version, sizeof version, "+%s", form_text(versioned, "name"));
        c.columns[n] = version;
    }
    put_check(kind, &c, optional);
}

static void put_extract(const json_t *table)
{
    size_t i;
    const json_t *field, *fields = json_object_get(table, "fields");
    printf("    {.name = \"%s\"", form_text(table, "name"));
    put_member("title", form_text(table, "title"));
    fputs(",\n     .columns = (const char *const[]){", stdout);
    for (i = 0; (field = json_array_get(fields, i)) != NULL; i++)
        printf("\"%s\", ", form_text(field, "name"));
    fputs("NULL},\n     .dates = (const char *const[]){", stdout);
    for (i = 0; (field = json_array_get(json_object_get(table, "cuprum:dates"), i)) != NULL; i++)
        printf("\"%s\", ", json_string_value(field));
    fputs("NULL},\n     .key = (const char *const[]){", stdout);
    for (i = 0; (field = json_array_get(form_key(table), i)) != NULL; i++)
        printf("\"%s\", ", json_string_value(field));
    fputs("NULL}", stdout);
    const json_t *const state = field_with(table, "cuprum:withdrawn");
    put_member("version", form_text(field_with(table, "cuprum:version"), "name"));
    put_member("state", form_text(state, "name"));
    put_words("withdrawn", json_object_get(state, "cuprum:withdrawn"));
    puts(",\n     .checks = (const an_extract_check[]){");
    for (an_check_kind kind = AN_CHECK_COMPLETENESS; kind <= AN_CHECK_DUPLICATE; kind++) {
        if (kind == AN_CHECK_DATED || kind == AN_CHECK_DUPLICATE)
            put_table_check(kind, table);
        for (i = 0; (field = json_array_get(fields, i)) != NULL; i++) {
            check c = {0};
            if (set_check(&c, kind, table, field))
                put_check(kind, &c, kind == AN_CHECK_ABOVE_ZERO ? 2 : 0);
        }
    }
    puts("         {.name = NULL}}},");
}

static void put_all(const json_t *tables, json_t *columns)
{
    size_t i;
    const json_t *table;
    puts("/* extracts: the declarations of datasets/extracts/; made by datasets/extracts/compile.c. */\n"
         "#include \"schema/extract.h\"\n\n"
         "const an_column an_columns[] = {");
    for (void *at = json_object_iter(columns); at != NULL; at = json_object_iter_next(columns, at)) {
        const json_t *column = json_object_iter_value(at);
        put_column(json_object_iter_key(at), json_object_get(column, "field"), form_text(column, "extracts"));
    }
    puts("    {.name = NULL},\n};\n\nconst an_extract an_extracts[] = {");
    for (i = 0; (table = json_array_get(tables, i)) != NULL; i++)
        put_extract(table);
    puts("    {.name = NULL},\n};\n\nconst char an_extract_names[] =");
    for (i = 0; (table = json_array_get(tables, i)) != NULL; i++)
        printf("    \"%s%s\"\n", i > 0 ? " " : "", form_text(table, "name"));
    puts("    ;");
}

/* ---- the program ---- */

static an_code read_all(json_t *tables, json_t *columns, char *const *paths, an_error *err)
{
    an_code code = AN_OK;
    for (; *paths != NULL && code == AN_OK; paths++) {
        json_t *root = NULL;
        code = an_json_read(&root, *paths, err);
        if (code != AN_OK)
            return code;
        json_array_append_new(tables, root);
        const form_declaration d = {*paths, root, json_object_get(root, "fields")};
        code = form_check(&d, err);
        if (code == AN_OK)
            code = add_columns(columns, &d, err);
    }
    return code;
}

int main(int argc, char **argv)
{
    an_error err = {0};
    json_t *tables = json_array(), *columns = json_object();
    an_code code = argc > 1 ? read_all(tables, columns, argv + 1, &err)
                            : an_fail(&err, AN_USAGE, "expected datasets/extracts/NAME.json...");
    if (code == AN_OK)
        put_all(tables, columns);
    json_decref(columns);
    json_decref(tables);
    if (code == AN_OK && (ferror(stdout) || fflush(stdout) != 0))
        code = an_fail_errno(&err, "stdout", "cannot write");
    if (code != AN_OK) {
        char text[AN_ERROR_SIZE];
        an_error_format(&err, text);
        fprintf(stderr, "compile-extracts: %s\n", text);
    }
    return (int)code;
}
