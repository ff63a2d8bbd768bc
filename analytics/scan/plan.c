/* plan: what a scan asks of every file. */
#include <string.h>

#include "scan/binding.h"

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
static an_code add_all(an_plan *plan, an_arena *arena, const an_schema *schema, const char *file,
                       const char *const names[], size_t n, an_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = an_schema_canonical(schema, file, names[i]);
        if (name == NULL)
            continue;
        name = an_arena_copy(arena, name, strlen(name));
        if (name == NULL)
            return an_fail_memory(err);
        plan->needs[plan->n++] = (an_need){.name = name, .text = true};
    }
    return AN_OK;
}

an_code an_plan_new(an_plan *plan, an_arena *arena, const an_scan *scan, const char *file,
                    const char *const names[], size_t n, an_error *err)
{
    size_t most = scan->n_needs + (scan->all_columns ? n : 0) + scan->n_where + 2;
    *plan = (an_plan){.needs = an_arena_alloc(arena, most * sizeof *plan->needs),
                      .filters = an_arena_alloc(arena, scan->n_where * sizeof *plan->filters),
                      .filter_need = an_arena_alloc(arena, scan->n_where * sizeof *plan->filter_need)};
    if (plan->needs == NULL || plan->filters == NULL || plan->filter_need == NULL)
        return an_fail_memory(err);
    for (; plan->n < scan->n_needs; plan->n++)
        plan->needs[plan->n] = scan->needs[plan->n];
    an_code code = scan->all_columns ? add_all(plan, arena, scan->schema, file, names, n, err) : AN_OK;
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
    return code;
}
