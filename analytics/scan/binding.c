/* binding: what a scan asks of every file, and the columns that it needs, found in the header of one file.
 *
 * The plan is made once: the needs of the caller, those of --where, the date or the period in its place,
 * each column once, required if one use requires it. Each file is then bound to it by its own header, so
 * that files of one run may have their columns in different orders and under different names. A need is
 * found by the name that the schema or --column maps it to, by the title of its field, or by its own name;
 * derived columns (chapter, hs4 ...) are the first digits of another. A missing column is exit 2 if the
 * command line named it, 3 if the program needs it. */
#include "scan/binding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/nomenclature.h"

/* ---- what is asked of every file ---- */

/* The need called name, appended if it is new. */
static size_t add_need(an_plan *plan, const char *name, bool optional)
{
    for (size_t i = 0; i < plan->n; i++)
        if (!plan->needs[i].text && strcmp(plan->needs[i].name, name) == 0) {
            plan->needs[i].optional = plan->needs[i].optional && optional;
            return i;
        }
    plan->needs[plan->n] = (an_need){.name = name, .optional = optional};
    return plan->n++;
}

static void plan_dates(an_plan *plan, const an_scan *scan)
{
    plan->date = plan->period_need = -1;
    plan->period = scan->period;
    plan->date_name = scan->date;
    if (scan->date == NULL || scan->period == AN_PERIOD_NONE)
        return;
    const size_t known = plan->n;
    plan->date = (int)add_need(plan, scan->date, true);
    plan->only_period = plan->date == (int)known;
    plan->period_need = (int)add_need(plan, "period", true);
    plan->needs[plan->date].use = plan->needs[plan->period_need].use = AN_USE_VALUE;
}

/* Appends the columns of the header, as text, by their canonical names. */
static an_code add_all(an_plan *plan, an_arena *arena, const an_scan *scan, const char *file,
                       const char *const names[], size_t n, an_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = names[i][0] != '\0' ? an_schema_canonical(scan->schema, file, names[i]) : NULL;
        if (name == NULL)
            continue;
        name = an_arena_copy(arena, name, strlen(name));
        if (name == NULL)
            return an_fail_memory(err);
        plan->needs[plan->n++] =
            (an_need){.name = name, .text = !scan->typed, .judged = scan->judges && !scan->typed};
    }
    return AN_OK;
}

/* The columns by which it is judged whether a row stands. */
static void plan_standing(an_plan *plan, const an_scan *scan, const an_standing *standing)
{
    an_need needs[AN_STANDING_NEEDS];
    plan->standing = standing;
    if (standing == NULL)
        return;
    plan->n_standing = an_standing_needs(scan->extract, needs);
    for (size_t i = 0; i < plan->n_standing; i++)
        plan->standing_need[i] = add_need(plan, needs[i].name, true);
}

/* The columns of commodity codes that stand under those of today. */
static an_code plan_codes(an_plan *plan, an_arena *arena, const an_scan *scan, an_error *err)
{
    plan->concordance = plan->date >= 0 ? scan->concordance : NULL;
    plan->concorded = an_arena_alloc(arena, (plan->n_asked + 1) * sizeof *plan->concorded);
    if (plan->concorded == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < plan->n_asked; i++)
        if (!plan->needs[i].text && an_nomenclature_is_of(plan->needs[i].name))
            plan->concorded[plan->n_concorded++] = i;
    return AN_OK;
}

an_code an_plan_new(an_plan *plan, an_arena *arena, const an_scan *scan, const an_standing *standing,
                    const char *file, const char *const names[], size_t n, an_error *err)
{
    size_t most = scan->n_needs + (scan->all_columns ? n : 0) + scan->n_where + 2 + AN_STANDING_NEEDS;
    *plan = (an_plan){.needs = an_arena_alloc(arena, most * sizeof *plan->needs),
                      .filters = an_arena_alloc(arena, scan->n_where * sizeof *plan->filters),
                      .filter_need = an_arena_alloc(arena, scan->n_where * sizeof *plan->filter_need)};
    if (plan->needs == NULL || plan->filters == NULL || plan->filter_need == NULL)
        return an_fail_memory(err);
    for (; plan->n < scan->n_needs; plan->n++)
        plan->needs[plan->n] = scan->needs[plan->n];
    an_code code = scan->all_columns ? add_all(plan, arena, scan, file, names, n, err) : AN_OK;
    plan->n_asked = plan->n;
    for (; plan->n_filters < scan->n_where && code == AN_OK; plan->n_filters++) {
        an_filter *filter = &plan->filters[plan->n_filters];
        code = an_filter_parse(scan->where[plan->n_filters], arena, filter, err);
        if (code != AN_OK)
            return code;
        size_t known = plan->n, need = add_need(plan, filter->column, false);
        if (need == known)
            plan->needs[need].option = "--where";
        plan->filter_need[plan->n_filters] = need;
    }
    plan_dates(plan, scan);
    plan_standing(plan, scan, standing);
    return code == AN_OK ? plan_codes(plan, arena, scan, err) : code;
}

/* ---- one file ---- */

/* A column that the command line asks for is a mistake of the command line, else one of the data. */
static an_code fail_missing(const an_binding *binding, const an_need *need, const an_mapping *mapping,
                            an_error *err)
{
    const an_header *const header = &binding->header;
    char list[300], wanted[200], meant[100];
    const an_column *column = an_column_find(need->name);
    bool is_derived = column != NULL && column->prefix_of != NULL && !need->text;
    an_header_list(header, list, sizeof list);
    an_header_suggest(header, mapping->actual != NULL ? mapping->actual : mapping->name, meant, sizeof meant);
    snprintf(wanted, sizeof wanted, "no column '%s'%s%s%s",
             mapping->actual != NULL ? mapping->actual : mapping->name, is_derived ? ", and no '" : "",
             is_derived ? column->prefix_of : "", is_derived ? "' of which it is the first digits," : "");
    if (mapping->is_told)
        return an_fail_at(err, need->option != NULL ? AN_USAGE : AN_DATA, header->file, header->line, 0,
                          "%s, which --column says is %s%s; the header has: %s", wanted, mapping->name, meant,
                          list);
    return an_fail_at(err, need->option != NULL ? AN_USAGE : AN_DATA, header->file, header->line, 0,
                      "%s%s%s%s; the header has: %s; if it has another name here: --column %s=ACTUAL", wanted,
                      need->option != NULL ? " for " : "", need->option != NULL ? need->option : "", meant,
                      list, mapping->name);
}

/* The cell of the first of the columns in words that the file has, with its mapping; -1: none. */
static int find_first(const an_binding *binding, const an_schema *schema, const char *words,
                      an_mapping *mapping)
{
    size_t size;
    const char *word;
    for (int k = 1; words != NULL && (word = an_words_get(words, k, &size)) != NULL; k++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)size, word);
        *mapping = an_schema_column(schema, binding->file, name);
        int cell = an_header_find_mapped(&binding->header, mapping);
        if (cell >= 0)
            return cell;
    }
    return -1;
}

static bool is_code(const an_column *column)
{
    return column != NULL && (column->type == AN_TYPE_COUNTRY || column->type == AN_TYPE_COMMODITY);
}

/* The cells behind the first of a date or period that stands in several columns; the descriptor was found to
 * be right for this header. */
static void bind_parts(const an_binding *binding, an_cell_source *s)
{
    for (size_t i = 0; i < s->mapping.n_parts && s->n_parts < AN_DATE_PARTS; i++) {
        const an_date_part *const part = &s->mapping.parts[i];
        const an_mapping mapping = {.name = part->actual, .title = part->title};
        s->parts[s->n_parts++] = an_header_find_mapped(&binding->header, &mapping);
    }
}

static an_cell_source bind_need(const an_binding *binding, const an_schema *schema, const an_need *need)
{
    const char *name = need->name;
    an_cell_source s = {.column = an_column_find(name), .one_where = -1};
    s.mapping = an_schema_column(schema, binding->file, name);
    s.cell = an_header_find_mapped(&binding->header, &s.mapping);
    if (s.cell >= 0)
        bind_parts(binding, &s);
    for (size_t i = 0; i < s.mapping.n_categories; i++)
        s.is_empty_text = s.is_empty_text || s.mapping.categories[i].value[0] == '\0';
    s.judge = need->judged && is_code(s.column) ? s.column : NULL;
    if (need->text) { /* as it stands, whatever was declared */
        s.column = NULL;
        s.mapping.declared = NULL;
    }
    if (s.column == NULL)
        return s;
    if (s.cell < 0 && s.column->prefix_of != NULL) {
        an_mapping base = an_schema_column(schema, binding->file, s.column->prefix_of);
        s.cell = an_header_find_mapped(&binding->header, &base);
        s.prefix = (size_t)s.column->digits;
        base.name = name;
        if (s.cell >= 0) {
            s.mapping = base;
            s.column = an_column_find(s.column->prefix_of); /* what the cell is judged by */
        }
    }
    if (s.column->one_where != NULL)
        s.one_where = strcmp(s.column->one_where, "*") == 0
                          ? -2
                          : find_first(binding, schema, s.column->one_where, &s.one_mapping);
    return s;
}

/* Counts need i among those whose cells may be rewritten, unless an earlier one looks at the same cell. */
static void bind_code(an_binding *binding, size_t i)
{
    for (size_t k = 0; k < binding->n_codes; k++)
        if (binding->sources[binding->codes[k]].cell == binding->sources[i].cell)
            return;
    binding->codes[binding->n_codes++] = i;
}

/* What a pattern needs to know of need i. */
static void bind_use(an_binding *binding, size_t i)
{
    const an_plan *plan = binding->plan;
    an_cell_source *s = &binding->sources[i];
    s->asked = plan->needs[i].use;
    s->use = is_code(s->column) ? AN_USE_VALUE : s->asked; /* texts of one code are not told apart */
    for (size_t f = 0; f < plan->n_filters; f++)
        if (plan->filter_need[f] == i)
            s->use = AN_USE_VALUE;
    s->kind = (int)i == plan->date && plan->only_period ? AN_VALUE_CACHE_PERIOD
              : s->prefix > 0                           ? AN_VALUE_CACHE_TEXT
                                                        : AN_VALUE_CACHE_EACH;
    s->is_translated = s->mapping.n_missing > 0 || s->mapping.n_categories > 0 || s->mapping.has_factor ||
                       s->mapping.declared != NULL;
    const bool varies = s->cell >= 0 || s->is_empty_text ||
                        (an_source_has_default(s) && (s->one_where >= 0 || s->use == AN_USE_SUM));
    s->is_lenient = plan->needs[i].lenient;
    if ((s->judge != NULL || is_code(s->column)) && s->cell >= 0)
        bind_code(binding, i);
    s->lane = varies ? (int)binding->n_lanes++ : -1;
    s->sum = varies && s->use == AN_USE_SUM ? (int)binding->n_sums++ : -1;
    if (s->use == AN_USE_DISTINCT && s->cell >= 0)
        binding->distinct[binding->n_distinct++] = (uint32_t)s->cell;
}

/* Marks a cell that is looked at; -1: none is. */
static void mark(an_binding *binding, int cell)
{
    if (cell >= 0)
        binding->wanted[cell] = 1;
}

/* The cells that any need looks at, in their order. */
static void list_wanted(an_binding *binding)
{
    for (size_t i = 0; i < binding->plan->n; i++) {
        const an_cell_source *const s = &binding->sources[i];
        mark(binding, s->cell);
        mark(binding, s->one_where);
        for (size_t k = 0; k < s->n_parts; k++)
            mark(binding, s->parts[k]);
    }
    for (size_t c = 0; c < binding->width; c++)
        if (binding->wanted[c] == 1)
            binding->wanted[binding->n_wanted++] = (uint32_t)c;
}

/* A date is missing if neither the date column nor `period` is there. */
static an_code check_dates(const an_binding *binding, an_error *err)
{
    const an_plan *plan = binding->plan;
    if (plan->date < 0 || binding->sources[plan->date].cell >= 0 ||
        binding->sources[plan->period_need].cell >= 0)
        return AN_OK;
    return an_fail_at(
        err, AN_DATA, binding->file, binding->header.line, 0,
        "no column '%s' and no column 'period'; name it with --column %s=ACTUAL, or take all rows as "
        "one period with --period none",
        plan->date_name, plan->date_name);
}

an_code an_binding_new(an_binding **binding, const an_plan *plan, const an_schema *schema,
                       const an_header *header, an_error *err)
{
    an_binding *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_binding){.plan = plan,
                         .file = header->file,
                         .header = *header,
                         .width = header->n,
                         .decimal = an_schema_decimal(schema, header->file),
                         .sources = calloc(plan->n + 1, sizeof *made->sources),
                         .cells = calloc(plan->n + 1, sizeof *made->cells),
                         .wanted = calloc(header->n + 1, sizeof *made->wanted),
                         .distinct = calloc(plan->n + 1, sizeof *made->distinct),
                         .codes = calloc(plan->n + 1, sizeof *made->codes)};
    an_code code = an_header_check(&made->header, err);
    if (made->sources == NULL || made->cells == NULL || made->wanted == NULL || made->distinct == NULL ||
        made->codes == NULL)
        code = an_fail_memory(err);
    if (code == AN_OK)
        code = an_schema_check_header(schema, header->file, header->names, header->n, header->line, err);
    an_mapping other;
    for (size_t i = 0; i < plan->n && code == AN_OK; i++) {
        made->sources[i] = bind_need(made, schema, &plan->needs[i]);
        if (made->sources[i].cell < 0 && made->sources[i].mapping.actual == NULL)
            code = an_header_check_alike(&made->header, plan->needs[i].name, err);
        if (code != AN_OK)
            break;
        made->cells[i] = (uint64_t)(made->sources[i].cell + 1);
        bind_use(made, i);
        bool can_do_without =
            plan->needs[i].optional || find_first(made, schema, plan->needs[i].unless, &other) >= 0;
        if (made->sources[i].cell < 0 && (!can_do_without || made->sources[i].mapping.is_told))
            code = fail_missing(made, &plan->needs[i], &made->sources[i].mapping, err);
    }
    if (code == AN_OK)
        code = check_dates(made, err);
    if (code != AN_OK) {
        an_binding_free(made);
        return code;
    }
    list_wanted(made);
    *binding = made;
    return AN_OK;
}

/* The name by which a column was asked for, where the header has another that is alike; NULL: it has it. */
static const char *asked_name(const an_binding *binding, const an_cell_source *s)
{
    const char *const name = s->cell >= 0 ? binding->header.names[s->cell] : NULL;
    const an_mapping *const m = &s->mapping;
    const char *const actual = m->actual != NULL ? m->actual : m->name;
    if (name == NULL || s->prefix > 0 || strcmp(name, actual) == 0 ||
        (m->title != NULL && strcmp(name, m->title) == 0))
        return NULL;
    return actual;
}

void an_binding_alike(const an_binding *binding, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < binding->plan->n && used < size; i++) {
        const an_cell_source *const s = &binding->sources[i];
        const char *const asked = asked_name(binding, s);
        if (asked == NULL)
            continue;
        const int more = used == 0 ? snprintf(out, size, "%s: read as %s: '%s'", binding->file, asked,
                                              binding->header.names[s->cell])
                                   : snprintf(out + used, size - used, ", as %s: '%s'", asked,
                                              binding->header.names[s->cell]);
        used += more > 0 ? (size_t)more : size;
    }
}

void an_binding_free(an_binding *binding)
{
    if (binding == NULL)
        return;
    an_header_free(&binding->header);
    free(binding->sources);
    free(binding->cells);
    free(binding->wanted);
    free(binding->distinct);
    free(binding->codes);
    free(binding);
}
