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

static void write_text(an_output *output, const char *text)
{
    an_output_string(output, text != NULL ? text : "");
}

/* The further extracts that a program reads, "--tor=tor": those that it must have, or that it may have. */
static void write_further(an_output *output, const an_source *sources, bool optional)
{
    char text[256] = "";
    size_t used = 0;
    for (const an_source *s = sources; s != NULL && s->extract != NULL && used < sizeof text; s++)
        if (s->option != NULL && s->optional == optional)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s--%s=%s", used > 0 ? " " : "",
                                     s->option, s->extract);
    an_output_string(output, text);
}

static void write_declaration(an_output *output, const an_meaning *meaning)
{
    const an_indicator *const i = meaning->indicator;
    const an_source *const sources = find_sources(meaning->program);
    const an_source *source = sources;
    while (source != NULL && source->extract != NULL && source->option != NULL)
        source++;
    write_text(output, meaning->program);
    write_text(output, source != NULL ? source->extract : NULL);
    write_further(output, sources, false);
    write_further(output, sources, true);
    write_text(output, i->code);
    write_text(output, i->title);
    write_text(output, an_kind_name(i->kind));
    write_text(output, i->option);
    write_text(output, i->elsewhere);
    write_text(output, i->unit != NULL ? i->unit : an_meaning_is_count(meaning) ? "count" : "ratio");
    write_text(output, i->numerator);
    write_text(output, i->denominator);
    write_text(output, meaning->base);
    write_text(output, i->share_of);
    write_text(output, i->break_at);
    write_text(output, i->sentence);
    write_text(output, i->definition);
    an_output_end_row(output);
}

an_code an_declarations_write(const an_run *run, an_writer *writer, an_error *err)
{
    static const char *const names[] = {"program",   "extract",     "needs",  "may_have",  "indicator",
                                        "title",     "kind",        "option", "elsewhere", "unit",
                                        "numerator", "denominator", "base",   "share_of",  "break_at",
                                        "sentence",  "definition"};
    const bool all = knows_all(run->program);
    const char *const file = all ? an_options_text(run->options, "meaning") : NULL;
    an_meanings *meanings = NULL;
    an_output *output = NULL;
    an_code code = an_meanings_new(&meanings, file, err);
    if (code == AN_OK)
        code = an_output_new(&output, writer, run->format, names, sizeof names / sizeof names[0], err);
    const an_meaning *meaning;
    for (size_t m = 0; code == AN_OK && (meaning = an_meanings_at(meanings, m)) != NULL; m++)
        if (all || (meaning->program != NULL && strcmp(meaning->program, run->program->name) == 0))
            write_declaration(output, meaning);
    if (output != NULL)
        code = an_output_finish(output, err);
    an_meanings_free(meanings);
    return code;
}
