/* draft: what is known of the fields of a file, written as a Data Package of one resource (infer.h). */
#include "quality/draft.h"

#include <stdio.h>
#include <string.h>

#include "base/listing.h"
#include "quality/names.h"

enum { MOST_VALUES = 40 }; /* of a column of codes, and texts that mean none */

/* ---- what goes into a field ---- */

static void add_missing(const an_draft *d, size_t c, json_t *object)
{
    json_t *const list = json_array();
    json_array_append_new(list, json_string(""));
    for (size_t r = an_draft_first_row(d); r < d->excerpt->end && json_array_size(list) < MOST_VALUES; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        if (cell.size == 0 || !an_draft_is_placeholder(d, d->fields[c].column, cell))
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
static void add_categories(an_draft *d, size_t c, json_t *object)
{
    const an_draft_field *const f = &d->fields[c];
    json_t *const seen = json_object(), *const list = json_array();
    bool is_translated = false;
    for (size_t r = an_draft_first_row(d); r < d->excerpt->end && json_object_size(seen) < MOST_VALUES; r++) {
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
        if (code == NULL && !an_draft_is_placeholder(d, d->fields[c].column, cell))
            an_draft_ask(d, "field %s: which of %s is '%s'? add it to its categories", f->name,
                         f->column->codes, value);
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
static void add_factor(an_draft *d, size_t c, json_t *object)
{
    const an_draft_field *const f = &d->fields[c];
    if (f->column->unit == NULL)
        return;
    const an_unit_name *const unit = an_names_unit(f->name, f->column->unit);
    if (unit == NULL && strcmp(f->column->unit, "percent") == 0)
        return;
    if (unit == NULL)
        an_draft_ask(d, "field %s: in %s, or in what? \"factor\" brings it to %s (\"1000\" from thousands)",
                     f->name, f->column->unit, f->column->unit);
    if (unit == NULL || strcmp(unit->factor, "1") != 0)
        json_object_set_new(object, "factor", json_string(unit != NULL ? unit->factor : "1"));
}

/* The digits of commodity codes, where some are one short of all others: their zero was lost. */
static void add_width(an_draft *d, size_t c, json_t *object)
{
    enum { LONGEST = 10 };
    size_t n[LONGEST + 2] = {0};
    const an_draft_field *const f = &d->fields[c];
    for (size_t r = an_draft_first_row(d); r < d->excerpt->end; r++) {
        const size_t size = an_excerpt_cell(d->excerpt, r, c).size;
        n[size <= LONGEST ? size : LONGEST + 1]++;
    }
    for (size_t width = LONGEST; width >= 6; width -= 2) {
        if (n[width] == 0)
            continue;
        if (n[width - 1] > 0) {
            json_object_set_new(object, "width", json_integer((json_int_t)width));
            an_draft_ask(
                d,
                "field %s: %zu codes of %zu digits among %zu of %zu; were zeros lost in front? \"width\" "
                "puts them back",
                f->name, n[width - 1], width - 1, n[width], width);
        }
        return;
    }
}

static json_t *write_field(an_draft *d, size_t c)
{
    const an_draft_field *const f = &d->fields[c];
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
        an_draft_ask(d, "field %s: is it %s? that was guessed from %s", f->name, f->column->name,
                     f->fit > 0 ? "a part of its name" : "its cells");
    return object;
}

/* ---- what goes into the descriptor ---- */

/* The pattern of the line with which the table ends: a row of totals, a remark. */
static void add_footer(an_draft *d, json_t *dialect)
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

/* Where the table stands: what goes before and behind it, and between which marks. */
static json_t *write_dialect(an_draft *d)
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

/* The columns of the extract that are numbers and that no field is yet: what a field of numbers could be. */
static void ask_of_column(an_draft *d, const an_draft_field *f, bool is_number)
{
    char list[300] = "";
    for (const char *const *name = is_number && d->extract != NULL ? d->extract->columns : NULL;
         name != NULL && *name != NULL; name++) {
        const an_column *const column = an_column_find(*name);
        if ((column->type == AN_TYPE_AMOUNT || column->type == AN_TYPE_COUNT) && !an_draft_is_taken(d, *name))
            an_listing_add(list, sizeof list, *name);
    }
    an_draft_ask(d, "field %s: which column is it, if any? (\"canonical\")%s%s", f->name,
                 list[0] != '\0' ? " numbers: one of " : "", list);
}

static void ask_of_file(an_draft *d)
{
    for (size_t c = 0; c < d->excerpt->width; c++) {
        const an_draft_field *const f = &d->fields[c];
        if (f->name[0] != '\0' && f->column == NULL && !f->is_asked)
            ask_of_column(d, f, f->is_number);
    }
    if (d->is_ambiguous)
        an_draft_ask(d, "decimalChar: is 1.234 one and a bit, or a thousand? nothing in the file tells");
    if (!d->excerpt->has_header)
        an_draft_ask(d, "the first line looks like data: what are the columns called?");
    if (d->excerpt->encoding != NULL)
        an_draft_ask(d, "encoding: %s was tried and fits; is it?", d->excerpt->encoding);
    if (d->excerpt->is_cut)
        an_draft_ask(d, "only the first %d records were looked at", AN_EXCERPT_ROWS);
    if (d->excerpt->n_bad > 0)
        an_draft_ask(d, "%llu records are malformed; extract-check names them",
                     (unsigned long long)d->excerpt->n_bad);
}

/* The file as a descriptor may name it: below the folder it is in, or by its name alone. */
static const char *path_of(const char *file)
{
    const char *const slash = strrchr(file, '/');
    while (strncmp(file, "./", 2) == 0)
        file += 2;
    return slash != NULL && (file[0] == '/' || strstr(file, "..") != NULL) ? slash + 1 : file;
}

an_code an_draft_make(an_draft *d, an_error *err)
{
    json_t *const resource = json_object(), *const schema = json_object(), *const fields = json_array();
    json_object_set_new(resource, "name", json_string(d->extract != NULL ? d->extract->name : "table"));
    json_object_set_new(resource, "path", json_string_nocheck(path_of(d->excerpt->file)));
    if (d->extract != NULL)
        json_object_set_new(resource, "title", json_string(d->extract->title));
    if (d->excerpt->encoding != NULL)
        json_object_set_new(resource, "encoding", json_string(d->excerpt->encoding));
    json_object_set_new(resource, "dialect", write_dialect(d));
    json_object_set_new(schema, "fieldsMatch", json_string("partial"));
    for (size_t c = 0; c < d->excerpt->width; c++)
        if (d->fields[c].name[0] != '\0')
            json_array_append_new(fields, write_field(d, c));
    ask_of_file(d);
    json_object_set_new(schema, "fields", fields);
    json_object_set_new(resource, "schema", schema);
    json_object_set_new(d->root, "resources", json_pack("[o]", resource));
    return json_object_set(d->root, "cuprum:questions", d->questions) == 0 ? AN_OK : an_fail_memory(err);
}

/* ---- the plain descriptor ---- */

/* A name of its own for each field: no header has none, or the same one twice. */
static json_t *plain_field(const an_draft *d, size_t c)
{
    const an_draft_field *const f = &d->fields[c];
    char name[300];
    size_t same = 0;
    for (size_t k = 0; k < c; k++)
        same += strcmp(d->fields[k].name, f->name) == 0;
    if (f->name[0] == '\0' || same > 0)
        snprintf(name, sizeof name, "%s%s(column %zu)", f->name, f->name[0] != '\0' ? " " : "", c + 1);
    else
        snprintf(name, sizeof name, "%s", f->name);
    json_t *const object = json_pack("{s:o}", "name", json_string_nocheck(name));
    if (f->column != NULL && strcmp(name, f->column->name) != 0)
        json_object_set_new(object, "canonical", json_string(f->column->name));
    return object;
}

an_code an_draft_make_plain(an_draft *d, an_error *err)
{
    const an_excerpt *const e = d->excerpt;
    const char delimiter[2] = {e->delimiter, '\0'};
    json_t *const fields = json_array(), *const passed = json_array();
    json_t *const dialect = json_pack("{s:s, s:b}", "delimiter", delimiter, "header", 0);
    const uint64_t last = e->has_header ? e->rows[e->header + e->units].line : 0;
    for (uint64_t line = 1; line <= last; line++)
        json_array_append_new(passed, json_integer((json_int_t)line));
    if (last > 0)
        json_object_set(dialect, "commentRows", passed);
    for (size_t c = 0; c < e->width; c++)
        json_array_append_new(fields, plain_field(d, c));
    if (e->encoding != NULL)
        json_object_set_new(d->root, "encoding", json_string(e->encoding));
    json_object_set_new(d->root, "dialect", dialect);
    json_decref(passed);
    return json_object_set_new(d->root, "fields", fields) == 0 ? AN_OK : an_fail_memory(err);
}
