/* infer: fields are called by their headers first, then by their cells, and typed by what stands in them.
 *
 * Names: of every pair of a field and a column of the extract the one for which most speaks (an_names_fit) is
 * taken first, until none is left; of equal ones the first field. What no header tells, cells may
 * (contents.c). Types: of a list of types, formats and marks the first that most cells are, tried with the
 * reader that will read them (an_field_type_read), so that what is drafted is what happens. A column whose
 * type a minority of cells does not have keeps it: those cells are bad. */
#include "quality/infer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "quality/draft.h"
#include "quality/names.h"
#include "schema/code.h"

enum { LEAST_SHARE = 2 }; /* a type needs a majority of the cells */

void an_draft_ask(an_draft *d, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    json_array_append_new(d->questions, json_string_nocheck(text));
}

size_t an_draft_first_row(const an_draft *d)
{
    return d->excerpt->header + d->excerpt->has_header + d->excerpt->units;
}

bool an_draft_is_placeholder(const an_draft *d, const an_column *column, an_cell cell)
{
    if (column != NULL && column->type == AN_TYPE_COUNTRY &&
        an_code_country(cell, column->use).reason == NULL)
        return false;
    return !an_field_is_filled(d->placeholders, cell.text, cell.size) &&
           memchr(cell.text, '0', cell.size) == NULL;
}

/* ---- names ---- */

static int fit_sum(const an_draft *d, const an_extract *extract)
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

static void find_extract(an_draft *d, const char *told)
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

bool an_draft_is_taken(const an_draft *d, const char *column)
{
    for (size_t c = 0; c < d->excerpt->width; c++)
        if (d->fields[c].column != NULL && strcmp(d->fields[c].column->name, column) == 0)
            return true;
    return false;
}

/* A field that is called as a column of the extract is that column, whatever others could be. */
static void take_own(an_draft *d)
{
    for (const char *const *name = d->extract != NULL ? d->extract->columns : NULL;
         name != NULL && *name != NULL; name++)
        for (size_t c = 0; c < d->excerpt->width && !an_draft_is_taken(d, *name); c++)
            if (strcmp(d->fields[c].name, *name) == 0) {
                d->fields[c].column = an_column_find(*name);
                d->fields[c].fit = AN_NAME_SAME;
            }
}

/* The next pair for which most speaks; false: none is left. */
static bool take_best(an_draft *d)
{
    an_draft_field *best_field = NULL;
    const char *best_column = NULL;
    int best = 0;
    for (size_t c = 0; c < d->excerpt->width; c++)
        for (const char *const *name = d->extract->columns; d->fields[c].column == NULL && *name != NULL;
             name++) {
            const int found = an_names_fit(d->fields[c].name, *name);
            if (found > best && !an_draft_is_taken(d, *name)) {
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
static size_t count_fits(const an_draft *d, size_t c, const an_field_type *type, char decimal,
                         bool only_marked)
{
    size_t n = 0;
    for (size_t r = an_draft_first_row(d); r < d->excerpt->end; r++) {
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
static size_t best_number(const an_draft *d, size_t c, char decimal, bool only_marked, an_field_type *best)
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
static void find_decimal(an_draft *d)
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

size_t an_draft_date(const an_draft *d, size_t c, an_field_type *type, const char **other)
{
    size_t most = 0;
    *other = NULL;
    for (size_t i = 0; i < N_MOMENTS; i++) {
        const size_t n = count_fits(d, c, &moments[i], '.', false);
        if (n == most && n > 0)
            *other = moments[i].format;
        if (n <= most)
            continue;
        most = n;
        *type = moments[i];
        *other = NULL;
    }
    return most;
}

static void type_date(an_draft *d, size_t c)
{
    an_draft_field *const f = &d->fields[c];
    const char *other;
    f->fits = an_draft_date(d, c, &f->type, &other);
    if (other != NULL)
        an_draft_ask(d, "field %s: dates of the form %s or %s? both can be read", f->name,
                     f->type.format != NULL ? f->type.format : "%Y-%m-%d", other);
}

size_t an_draft_period(const an_draft *d, size_t c, an_field_type *type)
{
    static const char *const formats[] = {NULL, "%Y%m", "%m/%Y", "%m.%Y", "%Y/%m", "%d.%m.%Y", "%Y%m%d"};
    size_t most = 0;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        size_t n = 0;
        for (size_t r = an_draft_first_row(d); r < d->excerpt->end; r++) {
            const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
            an_period period;
            n += cell.size > 0 && an_period_parse(cell.text, cell.size, formats[i], &period) == AN_OK;
        }
        if (n <= most)
            continue;
        most = n; /* without a type, which would ask for a day */
        *type = (an_field_type){.type = AN_FIELD_ANY, .format = formats[i], .is_bare = true};
    }
    return most;
}

static void count_cells(an_draft *d, size_t c)
{
    an_draft_field *const f = &d->fields[c];
    for (size_t r = an_draft_first_row(d); r < d->excerpt->end; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        f->filled += cell.size > 0;
        f->missing += cell.size > 0 && an_draft_is_placeholder(d, d->fields[c].column, cell);
    }
}

static void type_field(an_draft *d, size_t c)
{
    an_draft_field *const f = &d->fields[c];
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
        f->fits = an_draft_period(d, c, &f->type);
        break;
    case AN_TYPE_TEXT:
    case AN_TYPE_CODE:
    case AN_TYPE_COMMODITY:
    case AN_TYPE_COUNTRY:
        f->fits = f->filled - f->missing;
        break;
    }
    if (f->fits * LEAST_SHARE < f->filled - f->missing) {
        an_draft_ask(d, "field %s: is it %s? most of its cells cannot be read as that, so it was left out",
                     f->name, f->column->name);
        f->column = NULL;
        f->type = (an_field_type){.is_bare = true};
    } else if (f->fits < f->filled - f->missing)
        an_draft_ask(d, "field %s: %zu of %zu cells cannot be read as %s; they will be bad cells", f->name,
                     f->filled - f->missing - f->fits, f->filled, f->column->name);
}

/* What each field is called: without a header by its number. */
static void call_fields(an_draft *d)
{
    an_excerpt *const e = d->excerpt;
    for (size_t c = 0; c < e->width; c++) {
        char number[32];
        const int size = snprintf(number, sizeof number, "column_%zu", c + 1);
        const char *const name =
            e->has_header ? an_excerpt_name(e, c) : an_arena_copy(&e->arena, number, (size_t)size);
        d->fields[c].name = name != NULL ? name : "";
    }
}

static an_code find_columns(an_draft *d, const char *extract, an_error *err)
{
    call_fields(d);
    find_extract(d, extract);
    take_own(d);
    while (d->extract != NULL && take_best(d)) {
    }
    return an_draft_contents(d, extract != NULL, err);
}

static void find_types(an_draft *d, char decimal)
{
    if (decimal == '\0')
        find_decimal(d);
    else
        d->decimal = decimal;
    for (size_t c = 0; c < d->excerpt->width; c++) {
        count_cells(d, c);
        type_field(d, c);
    }
}

static an_code open_draft(an_draft *d, an_excerpt *excerpt, an_error *err)
{
    *d = (an_draft){.excerpt = excerpt,
                    .fields = calloc(excerpt->width + 1, sizeof *d->fields),
                    .root = json_object(),
                    .questions = json_array()};
    return d->fields == NULL || d->root == NULL || d->questions == NULL
               ? an_fail_memory(err)
               : an_phrases_new(&d->placeholders, NULL, an_field_placeholders, err);
}

static void close_draft(an_draft *d)
{
    an_phrases_free(d->placeholders);
    json_decref(d->root);
    json_decref(d->questions);
    free(d->fields);
}

an_code an_infer_write(an_excerpt *excerpt, const char *extract, char decimal, an_writer *writer,
                       an_error *err)
{
    an_draft d;
    char *text = NULL;
    an_code code = open_draft(&d, excerpt, err);
    if (code == AN_OK)
        code = find_columns(&d, extract, err);
    if (code == AN_OK) {
        find_types(&d, decimal);
        code = an_draft_make(&d, err);
    }
    if (code == AN_OK && (text = json_dumps(d.root, JSON_INDENT(2))) == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK) {
        an_writer_string(writer, text);
        an_writer_string(writer, "\n");
        code = an_writer_check(writer, err);
    }
    free(text);
    close_draft(&d);
    return code;
}

an_code an_infer_plain(an_excerpt *excerpt, const char *extract, json_t **descriptor, an_error *err)
{
    an_draft d;
    an_code code = open_draft(&d, excerpt, err);
    if (code == AN_OK)
        code = find_columns(&d, extract, err);
    if (code == AN_OK)
        code = an_draft_make_plain(&d, err);
    if (code == AN_OK)
        *descriptor = json_incref(d.root);
    close_draft(&d);
    return code;
}
