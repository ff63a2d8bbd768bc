/* declarations: --declarations, the indicators that a program writes or knows, as a table. */
#include <stdio.h>
#include <string.h>

#include "cli/run.h"
#include "indicator/meaning.h"

/* Whether a program works on the indicators of all others: it takes further ones from --meaning. */
static bool knows_all(const an_program *program)
{
    for (const an_option *o = program->options; o != NULL && o->name != NULL; o++)
        if (strcmp(o->name, "meaning") == 0)
            return true;
    return false;
}

static const an_source *find_sources(const char *program)
{
    an_declared declared;
    for (size_t p = 0; program != NULL && an_catalogue_program(p, &declared); p++)
        if (strcmp(declared.program, program) == 0)
            return declared.sources;
    return NULL;
}

static const char *const columns[] = {"program",   "extract",     "needs",  "may_have",  "indicator",
                                      "title",     "kind",        "option", "elsewhere", "unit",
                                      "numerator", "denominator", "base",   "share_of",  "break_at",
                                      "sentence",  "definition"};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

enum { FURTHER_SIZE = 256 };

/* The further extracts that a program reads, "--tor=tor": those that it must have, or that it may have. */
static void list_further(const an_source *sources, bool optional, char text[FURTHER_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    for (const an_source *s = sources; s != NULL && s->extract != NULL && used < FURTHER_SIZE; s++)
        if (s->option != NULL && s->optional == optional)
            used += (size_t)snprintf(text + used, FURTHER_SIZE - used, "%s--%s=%s", used > 0 ? " " : "",
                                     s->option, s->extract);
}

static void write_declaration(an_output *output, const an_meaning *meaning)
{
    const an_indicator *const i = meaning->indicator;
    const an_source *const sources = find_sources(meaning->program), *source = sources;
    const char *const unit = i->unit != NULL ? i->unit : an_meaning_is_count(meaning) ? "count" : "ratio";
    char needs[FURTHER_SIZE], may_have[FURTHER_SIZE];
    while (source != NULL && source->extract != NULL && source->option != NULL)
        source++;
    list_further(sources, false, needs);
    list_further(sources, true, may_have);
    const char *const cells[N_COLUMNS] = {meaning->program,
                                          source != NULL ? source->extract : NULL,
                                          needs,
                                          may_have,
                                          i->code,
                                          i->title,
                                          an_kind_name(i->kind),
                                          i->option,
                                          i->elsewhere,
                                          unit,
                                          i->numerator,
                                          i->denominator,
                                          meaning->base,
                                          i->share_of,
                                          i->break_at,
                                          i->sentence,
                                          i->definition};
    for (size_t c = 0; c < N_COLUMNS; c++)
        an_output_string(output, cells[c] != NULL ? cells[c] : "");
    an_output_end_row(output);
}

an_code an_declarations_write(const an_run *run, an_writer *writer, an_error *err)
{
    const bool all = knows_all(run->program);
    const char *const file = all ? an_options_text(run->options, "meaning") : NULL;
    an_meanings *meanings = NULL;
    an_output *output = NULL;
    an_code code = an_meanings_new(&meanings, file, err);
    if (code == AN_OK)
        code = an_output_new(&output, writer, run->format, columns, N_COLUMNS, err);
    const an_meaning *meaning;
    for (size_t m = 0; code == AN_OK && (meaning = an_meanings_at(meanings, m)) != NULL; m++)
        if (all || (meaning->program != NULL && strcmp(meaning->program, run->program->name) == 0))
            write_declaration(output, meaning);
    if (output != NULL)
        code = an_output_finish(output, err);
    an_meanings_free(meanings);
    return code;
}
