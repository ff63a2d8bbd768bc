/* sources: a program's sources with "{option}" in the names of columns replaced by the option's value. */
#include <string.h>

#include "cli/run.h"

/* Replaces the {option} of *text; without one, or NULL, it stays. */
static an_code expand(an_run *run, const char **text, an_error *err)
{
    const char *const open = *text != NULL ? strchr(*text, '{') : NULL,
                     *const close = open != NULL ? strchr(open, '}') : NULL;
    if (close == NULL)
        return AN_OK;
    char name[64];
    size_t size = (size_t)(close - open) - 1;
    if (size >= sizeof name)
        return an_fail(err, AN_USAGE, "declaration: '%s' names no option", *text);
    memcpy(name, open + 1, size);
    name[size] = '\0';
    const char *value = an_options_text(run->options, name);
    if (value == NULL)
        return an_fail(err, AN_USAGE, "declaration: '%s' names no option with a value", *text);
    char *made = an_arena_alloc(&run->arena, strlen(*text) + strlen(value) + 1);
    if (made == NULL)
        return an_fail_memory(err);
    char *end = mempcpy(made, *text, (size_t)(open - *text));
    stpcpy(stpcpy(end, value), close + 1);
    *text = made;
    return AN_OK;
}

static an_code expand_conditions(an_run *run, an_condition where[AN_CONDITIONS], an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < AN_CONDITIONS && code == AN_OK; i++)
        code = expand(run, &where[i].column, err);
    return code;
}

static an_code expand_source(an_run *run, an_source *source, an_error *err)
{
    size_t n_needs, n_sums;
    an_need *needs = an_arena_list(&run->arena, source->reads, sizeof *needs, &n_needs);
    an_sum *sums = an_arena_list(&run->arena, source->sums, sizeof *sums, &n_sums);
    an_code code = needs != NULL && sums != NULL ? AN_OK : an_fail_memory(err);
    for (size_t i = 0; i < n_needs && code == AN_OK; i++)
        code = expand(run, &needs[i].name, err);
    for (size_t i = 0; i < n_sums && code == AN_OK; i++) {
        code = expand(run, &sums[i].of, err);
        if (code == AN_OK)
            code = expand(run, &sums[i].distinct, err);
        if (code == AN_OK)
            code = expand_conditions(run, sums[i].where, err);
    }
    source->reads = needs;
    source->sums = sums;
    if (code == AN_OK)
        code = expand(run, &source->operator, err);
    return code == AN_OK ? expand_conditions(run, source->sample_where, err) : code;
}

an_code an_run_sources(an_run *run, const an_source **sources, an_error *err)
{
    size_t n;
    an_source *made = an_arena_list(&run->arena, run->program->sources, sizeof *made, &n);
    an_code code = made != NULL ? AN_OK : an_fail_memory(err);
    for (size_t s = 0; s < n && code == AN_OK; s++) {
        made[s].absent = made[s].option != NULL && an_options_text(run->options, made[s].option) == NULL;
        code = expand_source(run, &made[s], err);
    }
    *sources = made;
    return code;
}
