/* sources: a program's sources with "{option}" in the names of columns replaced by the option's value. */
#include <string.h>

#include "cli/run.h"

/* text with its {option} replaced; text itself where there is none. */
static an_code expand(an_run *run, const char *text, const char **out, an_error *err)
{
    *out = text;
    const char *open = text != NULL ? strchr(text, '{') : NULL,
               *close = open != NULL ? strchr(open, '}') : NULL;
    if (close == NULL)
        return AN_OK;
    char name[64];
    size_t size = (size_t)(close - open) - 1;
    if (size >= sizeof name)
        return an_fail(err, AN_USAGE, "declaration: '%s' names no option", text);
    memcpy(name, open + 1, size);
    name[size] = '\0';
    const char *value = an_options_text(run->options, name);
    if (value == NULL)
        return an_fail(err, AN_USAGE, "declaration: '%s' names no option with a value", text);
    size_t total = strlen(text) + strlen(value);
    char *made = an_arena_alloc(&run->arena, total + 1);
    if (made == NULL)
        return an_fail_memory(err);
    char *end = mempcpy(made, text, (size_t)(open - text));
    end = mempcpy(end, value, strlen(value));
    memcpy(end, close + 1, strlen(close + 1) + 1);
    *out = made;
    return AN_OK;
}

static an_code expand_conditions(an_run *run, an_condition where[AN_CONDITIONS], an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < AN_CONDITIONS && code == AN_OK; i++)
        code = expand(run, where[i].column, &where[i].column, err);
    return code;
}

static an_code expand_sums(an_run *run, an_source *source, an_error *err)
{
    size_t n = 0;
    while (source->sums != NULL && source->sums[n].name != NULL)
        n++;
    an_sum *sums = an_arena_alloc(&run->arena, (n + 1) * sizeof *sums);
    if (sums == NULL)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        sums[i] = source->sums[i];
        code = expand(run, sums[i].of, &sums[i].of, err);
        if (code == AN_OK)
            code = expand(run, sums[i].distinct, &sums[i].distinct, err);
        if (code == AN_OK)
            code = expand_conditions(run, sums[i].where, err);
    }
    sums[n] = (an_sum){0};
    source->sums = sums;
    return code;
}

static an_code expand_needs(an_run *run, an_source *source, an_error *err)
{
    size_t n = 0;
    while (source->reads != NULL && source->reads[n].name != NULL)
        n++;
    an_need *needs = an_arena_alloc(&run->arena, (n + 1) * sizeof *needs);
    if (needs == NULL)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (size_t i = 0; i < n && code == AN_OK; i++) {
        needs[i] = source->reads[i];
        code = expand(run, needs[i].name, &needs[i].name, err);
    }
    needs[n] = (an_need){0};
    source->reads = needs;
    return code;
}

an_code an_run_sources(an_run *run, const an_source **sources, an_error *err)
{
    size_t n = 0;
    while (run->program->sources[n].extract != NULL)
        n++;
    an_source *made = an_arena_alloc(&run->arena, (n + 1) * sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    an_code code = AN_OK;
    for (size_t s = 0; s < n && code == AN_OK; s++) {
        made[s] = run->program->sources[s];
        code = expand_needs(run, &made[s], err);
        if (code == AN_OK)
            code = expand_sums(run, &made[s], err);
        if (code == AN_OK)
            code = expand_conditions(run, made[s].sample_where, err);
    }
    made[n] = (an_source){0};
    *sources = made;
    return code;
}
