/* infer: fields are called by their headers first, then typed by what stands in their cells.
 *
 * Names: of every pair of a field and a column of the extract the one for which most speaks (an_names_fit) is
 * taken first, until none is left; of equal ones the first field. Types: of a list of types, formats and
 * marks the first that most cells are, tried with the reader that will read them (an_field_type_read), so
 * that what is drafted is what happens. A column whose type a minority of cells does not have keeps it: those
 * cells are bad. */
#include "quality/infer.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "quality/field.h"
#include "quality/names.h"
#include "schema/code.h"
#include "schema/column.h"
#include "schema/extract.h"
#include "schema/field_type.h"

enum { MOST_VALUES = 40, LEAST_SHARE = 2 }; /* values of a code; a type needs a majority of the cells */

typedef struct field {
    const char *name;
    const an_column *column; /* NULL: none was found */
    int fit;
    size_t filled, missing; /* cells with a text; of those, ones that mean none (N/A) */
    an_field_type type;
    size_t fits; /* cells that are of that type */
} field;

typedef struct draft {
    an_excerpt *excerpt;
    an_phrases *placeholders;
    field *fields;
    const an_extract *extract;
    char decimal;
    bool is_ambiguous; /* nothing tells the decimal mark */
    json_t *root, *questions;
} draft;

static void ask(draft *d, const char *format, ...) AN_PRINTF(2, 3);
static void ask(draft *d, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    json_array_append_new(d->questions, json_string_nocheck(text));
}

static size_t first_row(const draft *d)
{
    return d->excerpt->header + d->excerpt->has_header + d->excerpt->units;
}

/* Whether a cell says that there is nothing. Some codes of countries read so: NO, NA. */
static bool is_placeholder(const draft *d, const field *f, an_cell cell)
{
    if (f->column != NULL && f->column->type == AN_TYPE_COUNTRY &&
        an_code_country(cell, f->column->use).reason == NULL)
        return false;
    return !an_field_is_filled(d->placeholders, cell.text, cell.size) &&
           memchr(cell.text, '0', cell.size) == NULL;
}

/* ---- names ---- */

static int fit_sum(const draft *d, const an_extract *extract)
{
    int sum = 0;
    for (const char *const *name = extract->columns; *name != NULL; name++) {
        int best = 0;
        for (size_t c = 0; c < d->excerpt->width; c++) {
            const int found = an_names_fit(d->fields[c].name, *name);
            best = found > best ? found : best;
        }
        sum += best;
    }
    return sum;
}

static void find_extract(draft *d, const char *told)
{
    int best = 0;
    for (const an_extract *extract = an_extracts; extract->name != NULL; extract++) {
        if (told != NULL && strcmp(told, extract->name) != 0)
            continue;
        const int sum = fit_sum(d, extract);
        if (sum > best || told != NULL) {
            best = sum;
            d->extract = extract;
        }
    }
}

static bool is_taken(const draft *d, const char *column)
{
    for (size_t c = 0; c < d->excerpt->width; c++)
        if (d->fields[c].column != NULL && strcmp(d->fields[c].column->name, column) == 0)
            return true;
    return false;
}

/* The next pair for which most speaks; false: none is left. */
static bool take_best(draft *d)
{
    field *best_field = NULL;
    const char *best_column = NULL;
    int best = 0;
    for (size_t c = 0; c < d->excerpt->width; c++)
        for (const char *const *name = d->extract->columns; d->fields[c].column == NULL && *name != NULL;
             name++) {
            const int found = an_names_fit(d->fields[c].name, *name);
            if (found > best && !is_taken(d, *name)) {
                best = found;
                best_field = &d->fields[c];
                best_column = *name;
            }
        }
    if (best_field == NULL)
        return false;
    best_field->column = an_column_find(best_column);
    best_field->fit = best;
    return true;
}

/* ---- types ---- */

/* How many cells of column c are of a type; only_marked: of those with a point or a comma. */
static size_t count_fits(const draft *d, size_t c, const an_field_type *type, char decimal, bool only_marked)
{
    size_t n = 0;
    for (size_t r = first_row(d); r < d->excerpt->end; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        if (cell.size == 0 || (only_marked && memchr(cell.text, '.', cell.size) == NULL &&
                               memchr(cell.text, ',', cell.size) == NULL))
            continue;
        an_typed typed;
        const char *reason, *expected;
        n += an_field_type_read(type, decimal, cell, &typed, &reason, &expected) == AN_OK;
    }
    return n;
}

static const char *const groups[] = {NULL, ".", ",", " ", "\u00a0", "\u202f", "'", "\u2019"};
enum { N_GROUPS = sizeof groups / sizeof groups[0] };

/* The number type that most cells are, with the group mark it takes. */
static size_t best_number(const draft *d, size_t c, char decimal, bool only_marked, an_field_type *best)
{
    size_t most = 0;
    for (size_t bare = 0; bare < 2; bare++)
        for (size_t g = 0; g < N_GROUPS; g++) {
            if (groups[g] != NULL && groups[g][0] == decimal)
                continue;
            const an_field_type type = {.type = AN_FIELD_NUMBER, .group = groups[g], .is_bare = bare == 0};
            const size_t n = count_fits(d, c, &type, decimal, only_marked);
            if (n > most) {
                most = n;
                *best = type;
            }
        }
    return most;
}

/* The mark with which more cells are numbers; where they are equal and some have a mark, it is asked for. */
static void find_decimal(draft *d)
{
    size_t point = 0, comma = 0;
    an_field_type ignored;
    for (size_t c = 0; c < d->excerpt->width; c++) {
        const an_column *const column = d->fields[c].column;
        if (column != NULL && column->type != AN_TYPE_AMOUNT && column->type != AN_TYPE_COUNT)
            continue;
        point += best_number(d, c, '.', true, &ignored);
        comma += best_number(d, c, ',', true, &ignored);
    }
    d->is_ambiguous = point == comma && point > 0;
    d->decimal = comma > point ? ',' : '.';
}

static const an_field_type moments[] = {
    {.type = AN_FIELD_DATE, .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d.%m.%Y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d/%m/%Y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%m/%d/%Y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d-%m-%Y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%Y/%m/%d", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%Y.%m.%d", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d.%m.%y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d/%m/%y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d %b %Y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d-%b-%Y", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%d %B %Y", .is_bare = true},
    {.type = AN_FIELD_DATETIME, .format = "%Y-%m-%dT%H:%M:%S", .is_bare = true},
    {.type = AN_FIELD_DATETIME, .format = "%Y-%m-%d %H:%M:%S", .is_bare = true},
    {.type = AN_FIELD_DATETIME, .format = "%d.%m.%Y %H:%M:%S", .is_bare = true},
    {.type = AN_FIELD_DATETIME, .format = "%d.%m.%Y %H:%M", .is_bare = true},
    {.type = AN_FIELD_DATETIME, .format = "%d/%m/%Y %H:%M", .is_bare = true},
    {.type = AN_FIELD_DATE, .format = "%Y%m%d", .is_bare = true},
};
enum { N_MOMENTS = sizeof moments / sizeof moments[0] };

/* Dates; of two formats that fit alike the second is asked for. */
static void type_date(draft *d, size_t c)
{
    field *const f = &d->fields[c];
    for (size_t i = 0; i < N_MOMENTS; i++) {
        const size_t n = count_fits(d, c, &moments[i], '.', false);
        if (n == f->fits && n > 0)
            ask(d, "field %s: dates of the form %s or %s? both can be read", f->name,
                f->type.format != NULL ? f->type.format : "%Y-%m-%d", moments[i].format);
        if (n > f->fits) {
            f->fits = n;
            f->type = moments[i];
        }
    }
}

static void type_period(draft *d, size_t c)
{
    static const char *const formats[] = {NULL, "%Y%m", "%m/%Y", "%m.%Y", "%Y/%m", "%d.%m.%Y", "%Y%m%d"};
    field *const f = &d->fields[c];
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        size_t n = 0;
        for (size_t r = first_row(d); r < d->excerpt->end; r++) {
            const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
            an_period period;
            n += cell.size > 0 && an_period_parse(cell.text, cell.size, formats[i], &period) == AN_OK;
        }
        if (n > f->fits) {
            f->fits = n;
            /* Without a type, which would ask for a day. */
            f->type = (an_field_type){.type = AN_FIELD_ANY, .format = formats[i], .is_bare = true};
        }
    }
}

static void count_cells(draft *d, size_t c)
{
    field *const f = &d->fields[c];
    for (size_t r = first_row(d); r < d->excerpt->end; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        f->filled += cell.size > 0;
        f->missing += cell.size > 0 && is_placeholder(d, &d->fields[c], cell);
    }
}

static void type_field(draft *d, size_t c)
{
    field *const f = &d->fields[c];
    f->type = (an_field_type){.is_bare = true};
    if (f->column == NULL)
        return;
    switch (f->column->type) {
    case AN_TYPE_COUNT:
    case AN_TYPE_AMOUNT:
        f->fits = best_number(d, c, d->decimal, false, &f->type);
        break;
    case AN_TYPE_DATE:
        type_date(d, c);
        break;
    case AN_TYPE_PERIOD:
        type_period(d, c);
        break;
    case AN_TYPE_TEXT:
    case AN_TYPE_CODE:
    case AN_TYPE_COMMODITY:
    case AN_TYPE_COUNTRY:
        f->fits = f->filled - f->missing;
        break;
    }
    if (f->fits * LEAST_SHARE < f->filled - f->missing) {
        ask(d, "field %s: is it %s? most of its cells cannot be read as that, so it was left out", f->name,
            f->column->name);
        f->column = NULL;
        f->type = (an_field_type){.is_bare = true};
    } else if (f->fits < f->filled - f->missing)
        ask(d, "field %s: %zu of %zu cells cannot be read as %s; they will be bad cells", f->name,
            f->filled - f->missing - f->fits, f->filled, f->column->name);
}

/* ---- what goes into a field ---- */

static void add_missing(const draft *d, size_t c, json_t *object)
{
    json_t *const list = json_array();
    json_array_append_new(list, json_string(""));
    for (size_t r = first_row(d); r < d->excerpt->end && json_array_size(list) < MOST_VALUES; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        if (cell.size == 0 || !is_placeholder(d, &d->fields[c], cell))
            continue;
        bool is_known = false;
        for (size_t i = 0; i < json_array_size(list) && !is_known; i++) {
            const char *const known = json_string_value(json_array_get(list, i));
            is_known = strlen(known) == cell.size && memcmp(known, cell.text, cell.size) == 0;
        }
        if (!is_known)
            json_array_append_new(list, json_stringn_nocheck(cell.text, cell.size));
    }
    json_object_set_new(object, "missingValues", list);
}

/* The values of a column of codes; one that is none and has no known name is asked for. */
static void add_categories(draft *d, size_t c, json_t *object)
{
    const field *const f = &d->fields[c];
    json_t *const seen = json_object(), *const list = json_array();
    bool is_translated = false;
    for (size_t r = first_row(d); r < d->excerpt->end && json_object_size(seen) < MOST_VALUES; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        char value[128];
        if (cell.size == 0 || cell.size >= sizeof value)
            continue;
        snprintf(value, sizeof value, "%.*s", (int)cell.size, cell.text);
        if (json_object_get(seen, value) != NULL)
            continue;
        json_object_set_new_nocheck(seen, value, json_true());
        const bool is_code = an_words_find(f->column->codes, cell.text, cell.size) > 0;
        const char *const code = is_code ? value : an_names_code(f->column->name, cell.text, cell.size);
        if (code == NULL && !is_placeholder(d, &d->fields[c], cell))
            ask(d, "field %s: which of %s is '%s'? add it to its categories", f->name, f->column->codes,
                value);
        if (code == NULL)
            continue;
        is_translated = is_translated || !is_code;
        json_array_append_new(list, json_pack("{s:s, s:s}", "value", value, "label", code));
    }
    if (is_translated)
        json_object_set(object, "categories", list);
    json_decref(list);
    json_decref(seen);
}

/* The unit of an amount; where the header does not say it, it is asked for. */
static void add_factor(draft *d, size_t c, json_t *object)
{
    const field *const f = &d->fields[c];
    if (f->column->unit == NULL)
        return;
    const an_unit_name *const unit = an_names_unit(f->name, f->column->unit);
    if (unit == NULL && strcmp(f->column->unit, "percent") == 0)
        return;
    if (unit == NULL)
        ask(d, "field %s: in %s, or in what? \"factor\" brings it to %s (\"1000\" from thousands)", f->name,
            f->column->unit, f->column->unit);
    if (unit == NULL || strcmp(unit->factor, "1") != 0)
        json_object_set_new(object, "factor", json_string(unit != NULL ? unit->factor : "1"));
}

/* The digits of commodity codes, where some are one short of all others: their zero was lost. */
static void add_width(draft *d, size_t c, json_t *object)
{
    enum { LONGEST = 10 };
    size_t n[LONGEST + 2] = {0};
    const field *const f = &d->fields[c];
    for (size_t r = first_row(d); r < d->excerpt->end; r++) {
        const size_t size = an_excerpt_cell(d->excerpt, r, c).size;
        n[size <= LONGEST ? size : LONGEST + 1]++;
    }
    for (size_t width = LONGEST; width >= 6; width -= 2) {
        if (n[width] == 0)
            continue;
        if (n[width - 1] > 0) {
            json_object_set_new(object, "width", json_integer((json_int_t)width));
            ask(d,
                "field %s: %zu codes of %zu digits among %zu of %zu; were zeros lost in front? \"width\" "
                "puts them back",
                f->name, n[width - 1], width - 1, n[width], width);
        }
        return;
    }
}

static json_t *write_field(draft *d, size_t c)
{
    const field *const f = &d->fields[c];
    json_t *const object = json_object();
    json_object_set_new(object, "name", json_string_nocheck(f->name));
    if (f->column == NULL)
        return object;
    if (strcmp(f->name, f->column->name) != 0)
        json_object_set_new(object, "canonical", json_string(f->column->name));
    if (f->type.type != AN_FIELD_ANY)
        json_object_set_new(object, "type", json_string(an_field_kind_name(f->type.type)));
    if (f->type.format != NULL)
        json_object_set_new(object, "format", json_string(f->type.format));
    if (f->type.group != NULL)
        json_object_set_new(object, "groupChar", json_string(f->type.group));
    if (!f->type.is_bare)
        json_object_set_new(object, "bareNumber", json_false());
    if (f->missing > 0 && f->column->type != AN_TYPE_TEXT && f->column->type != AN_TYPE_CODE)
        add_missing(d, c, object);
    if (f->column->type == AN_TYPE_CODE)
        add_categories(d, c, object);
    if (f->column->type == AN_TYPE_AMOUNT)
        add_factor(d, c, object);
    if (f->column->type == AN_TYPE_COMMODITY)
        add_width(d, c, object);
    if (f->fit < AN_NAME_SHORT)
        ask(d, "field %s: is it %s? that was guessed from a part of its name", f->name, f->column->name);
    return object;
}

/* ---- what goes into the descriptor ---- */

/* The pattern of the line with which the table ends: a row of totals, a remark. */
static void add_footer(draft *d, json_t *dialect)
{
    const an_excerpt *const e = d->excerpt;
    if (e->is_cut || e->end >= e->n_rows)
        return;
    char pattern[400];
    size_t used = 0, c = 0;
    while (c + 1 < e->rows[e->end].n && an_excerpt_cell(e, e->end, c).size == 0)
        c++;
    const an_cell cell = an_excerpt_cell(e, e->end, c);
    const char mark[3] = {e->delimiter == '|' || e->delimiter == '\t' ? '\\' : e->delimiter,
                          e->delimiter == '|'    ? '|'
                          : e->delimiter == '\t' ? 't'
                                                 : '\0'};
    for (size_t i = 0; i < c && used + 2 < sizeof pattern; i++)
        used += (size_t)snprintf(pattern + used, sizeof pattern - used, "%s", mark);
    for (size_t i = 0; i < cell.size && used + 3 < sizeof pattern; i++) {
        if (strchr("\\^$.|?*+()[]{}", cell.text[i]) != NULL)
            pattern[used++] = '\\';
        pattern[used++] = cell.text[i];
    }
    snprintf(pattern + used, sizeof pattern - used, "(%s|$)", mark);
    json_object_set_new(dialect, "footerPattern", json_string_nocheck(pattern));
}

static json_t *write_dialect(draft *d)
{
    const an_excerpt *const e = d->excerpt;
    const char delimiter[2] = {e->delimiter, '\0'}, decimal[2] = {d->decimal, '\0'};
    json_t *const dialect = json_pack("{s:s, s:s}", "delimiter", delimiter, "decimalChar", decimal);
    const json_int_t line = (json_int_t)e->rows[e->header].line;
    if (!e->has_header)
        json_object_set_new(dialect, "header", json_false());
    else if (line > 1)
        json_object_set_new(dialect, "headerRows", json_pack("[I]", line));
    if (e->units > 0)
        json_object_set_new(dialect, "commentRows",
                            json_pack("[I]", (json_int_t)e->rows[e->header + 1].line));
    add_footer(d, dialect);
    return dialect;
}

static void ask_of_columns(draft *d)
{
    for (size_t c = 0; c < d->excerpt->width; c++)
        if (d->fields[c].name[0] != '\0' && d->fields[c].column == NULL)
            ask(d, "field %s: which column is it, if any? (\"canonical\")", d->fields[c].name);
    if (d->is_ambiguous)
        ask(d, "decimalChar: is 1.234 one and a bit, or a thousand? nothing in the file tells");
    if (!d->excerpt->has_header)
        ask(d, "the first line looks like data: what are the columns called?");
    if (d->excerpt->encoding != NULL)
        ask(d, "encoding: %s was tried and fits; is it?", d->excerpt->encoding);
    if (d->excerpt->is_cut)
        ask(d, "only the first %d records were looked at", AN_EXCERPT_ROWS);
    if (d->excerpt->n_bad > 0)
        ask(d, "%llu records are malformed; extract-check names them", (unsigned long long)d->excerpt->n_bad);
}

static an_code write_draft(draft *d, an_writer *writer, an_error *err)
{
    json_t *const fields = json_array();
    if (d->extract != NULL && d->excerpt->has_header)
        json_object_set_new(d->root, "title", json_string(d->extract->title));
    if (d->excerpt->encoding != NULL)
        json_object_set_new(d->root, "encoding", json_string(d->excerpt->encoding));
    json_object_set_new(d->root, "dialect", write_dialect(d));
    json_object_set_new(d->root, "fieldsMatch", json_string("partial"));
    for (size_t c = 0; c < d->excerpt->width; c++)
        if (d->fields[c].name[0] != '\0')
            json_array_append_new(fields, write_field(d, c));
    ask_of_columns(d);
    json_object_set_new(d->root, "fields", fields);
    json_object_set(d->root, "cuprum:questions", d->questions);
    char *const text = json_dumps(d->root, JSON_INDENT(2));
    if (text == NULL)
        return an_fail_memory(err);
    an_writer_string(writer, text);
    an_writer_string(writer, "\n");
    free(text);
    return an_writer_check(writer, err);
}

static an_code work(draft *d, const char *extract, char decimal, an_writer *writer, an_error *err)
{
    for (size_t c = 0; c < d->excerpt->width; c++)
        d->fields[c].name = an_excerpt_name(d->excerpt, c);
    find_extract(d, extract);
    while (d->extract != NULL && take_best(d)) {
    }
    if (decimal == '\0')
        find_decimal(d);
    else
        d->decimal = decimal;
    for (size_t c = 0; c < d->excerpt->width; c++) {
        count_cells(d, c);
        type_field(d, c);
    }
    return write_draft(d, writer, err);
}

an_code an_infer_write(an_excerpt *excerpt, const char *extract, char decimal, an_writer *writer,
                       an_error *err)
{
    draft d = {.excerpt = excerpt,
               .fields = calloc(excerpt->width + 1, sizeof *d.fields),
               .root = json_object(),
               .questions = json_array()};
    an_code code = d.fields == NULL || d.root == NULL || d.questions == NULL
                       ? an_fail_memory(err)
                       : an_phrases_new(&d.placeholders, NULL, an_field_placeholders, err);
    if (code == AN_OK)
        code = work(&d, extract, decimal, writer, err);
    an_phrases_free(d.placeholders);
    json_decref(d.root);
    json_decref(d.questions);
    free(d.fields);
    return code;
}
