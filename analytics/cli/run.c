/* run: the work of a tally or group program, and what a program's own functions may ask of its run.
 *
 * Each thread has a tally of its own; a source is scanned by all of them, the tallies are added up, the
 * first is finished, and the declared indicators whose option was given are computed from it
 * (indicator/indicator.h). Declarations are checked before anything is read: a sum that is not declared, a
 * share of a column that is not in --by, a numerator over itself are mistakes of exit 2. */
#include "cli/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/listing.h"
#include "base/number.h"
#include "schema/extract.h"
#include "schema/nomenclature.h"
#include "cli/paths.h"

const an_options *an_run_options(const an_run *run)
{
    return run->options;
}

an_writer *an_run_writer(an_run *run)
{
    return run->writer;
}

an_writer *an_run_side(const an_run *run, const char *option)
{
    return an_outputs_find(&run->outputs, option);
}

an_folder *an_run_folder(const an_run *run)
{
    return run->outputs.folder;
}

an_code an_run_reads(const an_run *run, const char *path, an_error *err)
{
    return an_paths_input(run->options, path, err);
}

void an_run_rows(an_run *run, uint64_t n)
{
    run->rows_out += n;
}

an_format an_run_format(const an_run *run)
{
    return run->format;
}

const an_settings *an_run_settings(const an_run *run)
{
    return &run->settings;
}

an_code an_run_output(an_run *run, const char *const names[], size_t n, an_output **output, an_error *err)
{
    return an_output_new(output, run->writer, run->format, names, n, err);
}

void an_run_note(an_run *run, const char *format, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < run->n_notes; i++)
        if (strcmp(run->notes[i], text) == 0)
            return; /* it was said: of a file that is read twice, of files of one descriptor */
    const char *copy = an_arena_copy(&run->arena, text, strlen(text));
    if (copy != NULL &&
        an_grow(&run->notes, &run->notes_capacity, run->n_notes + 1, sizeof *run->notes) == AN_OK)
        run->notes[run->n_notes++] = copy;
    else
        run->lost_note = true;
}

an_period_kind an_run_period(const an_run *run)
{
    static const an_period_kind kinds[] = {AN_PERIOD_QUARTER, AN_PERIOD_MONTH, AN_PERIOD_YEAR,
                                           AN_PERIOD_NONE};
    const char *text = run->program->period;
    if (text == NULL || an_options_given(run->options, "period"))
        text = an_options_text(run->options, "period");
    return kinds[an_words_find("quarter month year none", text, strlen(text)) - 1];
}

/* Adds the names of a list with commas to names[n]. */
static an_code split_names(an_run *run, const char *list, const char *names[], size_t *n, an_error *err)
{
    for (const char *rest = list; *rest != '\0'; rest += rest[0] == ',') {
        size_t size = strcspn(rest, ",");
        if ((names[*n] = an_arena_copy(&run->arena, rest, size)) == NULL)
            return an_fail_memory(err);
        ++*n;
        rest += size;
    }
    return AN_OK;
}

an_code an_run_by(an_run *run, const char *const **by, size_t *n, an_error *err)
{
    const an_program *const program = run->program;
    const char *const inner = program->inner != NULL ? an_options_text(run->options, program->inner) : NULL;
    *by = an_options_list(run->options, "by", n);
    const char *const fallback = *n == 0 && inner == NULL && program->by != NULL ? program->by : "";
    if (*fallback == '\0' && inner == NULL)
        return AN_OK;
    const char **names = an_arena_alloc(&run->arena, (*n + strlen(fallback) + 2) * sizeof *names);
    if (names == NULL)
        return an_fail_memory(err);
    for (size_t k = 0; k < *n; k++)
        names[k] = (*by)[k];
    an_code code = split_names(run, fallback, names, n, err); /* as if it had been given */
    if (inner != NULL)
        names[(*n)++] = inner;
    *by = names;
    return code;
}

const char *const *an_run_files(const an_run *run, size_t *n)
{
    static const char *const standard_input[] = {"-"};
    const char *const *files = an_options_operands(run->options, n);
    if (*n > 0)
        return files;
    *n = 1;
    return standard_input;
}

static void note_file(void *context, const char *text)
{
    an_run_note(context, "%s", text);
}

/* Which rows did not count, because others of their key took their place. */
static void note_versions(an_run *run, const an_extract *extract)
{
    char key[200] = "";
    const an_counts *const counts = &run->counts;
    if (counts->superseded + counts->withdrawn == 0)
        return;
    for (size_t k = 0; extract->key[k] != NULL; k++)
        an_listing_add(key, sizeof key, extract->key[k]);
    an_run_note(run,
                "%llu rows superseded by a later version of their %s and %llu of what was %s are not "
                "counted; a later version in a file that is not given cannot be seen",
                (unsigned long long)counts->superseded, key, (unsigned long long)counts->withdrawn,
                extract->withdrawn != NULL ? extract->withdrawn : "withdrawn");
}

an_code an_run_concordance(an_run *run, an_error *err)
{
    const char *const path = an_options_text(run->options, "concordance");
    if (path == NULL || run->concordance != NULL)
        return AN_OK;
    if (an_run_period(run) == AN_PERIOD_NONE)
        return an_fail(err, AN_USAGE, "--concordance goes by dates: it does not go with --period none");
    return an_concordance_new(&run->concordance, path, an_options_given(run->options, "audit"), &run->counts,
                              err);
}

void an_run_note_concordance(an_run *run)
{
    char unions[300];
    if (run->concordance == NULL)
        return;
    const size_t n = an_concordance_unions(run->concordance, unions, sizeof unions);
    an_run_note(run, "--concordance: %llu rows stand under another code than their own",
                (unsigned long long)run->counts.concorded);
    if (n > 0)
        an_run_note(run, "--concordance: %zu unions of codes that a split links are compared as one: %s", n,
                    unions);
}

an_code an_run_scan(an_run *run, an_scan *scan, void *const workers[], an_error *err)
{
    an_code code = an_run_concordance(run, err); /* before the operands, in the record too */
    if (code != AN_OK)
        return code;
    scan->concordance = run->concordance;
    if (scan->files == NULL) {
        scan->files = an_run_files(run, &scan->n_files);
        run->first_operand = run->counts.n_files;
    }
    scan->schema = run->schema;
    scan->where = an_options_list(run->options, "where", &scan->n_where);
    scan->skip_bad = scan->skip_bad || strcmp(an_options_text(run->options, "bad-rows"), "skip") == 0;
    scan->rejects = run->rejects;
    scan->hash = an_options_given(run->options, "audit");
    if (scan->threads == 0)
        scan->threads = run->threads;
    scan->note = note_file;
    scan->note_context = run;
    scan->progress = an_progress_show;
    scan->progress_context = &run->progress;
    const bool streams =
        (scan->begin != NULL || scan->prompt) && an_options_text(run->options, "output") == NULL;
    an_progress_start(&run->progress, an_options_text(run->options, "progress"), streams);
    code = an_extract_scan(scan, workers, &run->counts, err);
    an_progress_end(&run->progress);
    if (code == AN_OK && scan->extract != NULL)
        note_versions(run, scan->extract);
    if (code == AN_OK)
        an_run_note_concordance(run);
    return code;
}

an_code an_run_scan_again(an_run *run, an_scan *scan, void *const workers[], an_error *err)
{
    an_counts counts = {0};
    if (scan->files == NULL) {
        scan->files = an_run_files(run, &scan->n_files);
        scan->before = run->counts.files + run->first_operand;
    }
    scan->hash = an_options_given(run->options, "audit");
    scan->schema = run->schema;
    scan->skip_bad = true;
    scan->threads = run->threads;
    const an_code code = an_extract_scan(scan, workers, &counts, err);
    an_counts_free(&counts);
    return code;
}

/* The memory there is: of the machine, or of the control group (a container, a batch job) if that is less. */
static uint64_t available_memory(void)
{
    static const char *const limits[] = {"/sys/fs/cgroup/memory.max",
                                         "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    uint64_t bytes = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : UINT64_C(1) << 31;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        FILE *const file = fopen(limits[i], "re");
        char text[32] = "";
        uint64_t limit;
        if (file == NULL)
            continue;
        if (fgets(text, sizeof text, file) != NULL &&
            an_size_parse(text, strcspn(text, "\n"), &limit) == AN_OK && limit < bytes) /* "max": none */
            bytes = limit;
        fclose(file);
    }
    return bytes;
}

an_code an_run_memory(const an_run *run, uint64_t *bytes, an_error *err)
{
    const char *const text = an_options_text(run->options, "memory");
    *bytes = available_memory() / 2;
    if (text == NULL || an_size_parse(text, strlen(text), bytes) == AN_OK)
        return AN_OK;
    return an_fail(err, AN_USAGE, "--memory %s: expected a size in bytes, such as 500M or 4G", text);
}

void an_run_note_filtered(an_run *run)
{
    const an_counts *const counts = &run->counts;
    if (counts->filtered > 0 && counts->filtered == counts->used)
        an_run_note(run, "no row of %llu satisfies --where", (unsigned long long)counts->used);
}

an_code an_run_note_codes(an_run *run, const char *const names[], size_t n, an_codes_add *add,
                          const void *context, an_error *err)
{
    char text[400];
    an_nomenclature *codes = NULL;
    size_t k = 0;
    while (k < n && !an_nomenclature_is_of(names[k]))
        k++;
    if (k == n)
        return AN_OK;
    an_code code = an_nomenclature_new(&codes, err);
    if (code == AN_OK)
        code = add(codes, context, k, err);
    if (code == AN_OK)
        code = an_nomenclature_tell(codes, text, sizeof text, err);
    if (code == AN_OK && text[0] != '\0')
        an_run_note(run, "%s: %s; a code that was given another number is not followed (--concordance)",
                    names[k], text);
    an_nomenclature_free(codes);
    return code;
}

const an_counts *an_run_counts(const an_run *run)
{
    return &run->counts;
}

const an_schema *an_run_schema(const an_run *run)
{
    return run->schema;
}

an_code an_run_describe(an_run *run, const char *file, const json_t *descriptor, an_error *err)
{
    return an_schema_describe(run->schema, file, descriptor, err);
}

void an_run_verdict(an_run *run, const an_error *verdict)
{
    run->verdict = *verdict;
}

unsigned an_run_threads(const an_run *run)
{
    return run->threads;
}

/* The file of a source that an option names; *file NULL: not given, and it need not be. */
static an_code source_file(const an_run *run, const an_source *source, const char **file, an_error *err)
{
    *file = source->option != NULL ? an_options_text(run->options, source->option) : NULL;
    if (source->option == NULL || *file != NULL || source->optional)
        return AN_OK;
    return an_fail(err, AN_USAGE, "--%s FILE is needed: the %s extract", source->option, source->extract);
}

static an_code scan_source(an_run *run, an_tally *const *tallies, const an_source *source, size_t s,
                           an_error *err)
{
    const char *file;
    an_code code = source_file(run, source, &file, err);
    if (code != AN_OK || (source->option != NULL && file == NULL))
        return code;
    an_scan scan = {.extract = an_extract_of(source->extract),
                    .date = source->date,
                    .period = an_run_period(run),
                    .row = an_tally_row,
                    .commit = an_tally_commit};
    if (file != NULL) {
        scan.files = &file;
        scan.n_files = 1;
    }
    scan.needs = an_tally_needs(tallies[0], s, &scan.n_needs);
    scan.repeat = an_tally_repeats(tallies[0], s) ? an_tally_repeat : NULL;
    for (unsigned t = 0; t < run->threads; t++)
        an_tally_source(tallies[t], s);
    return an_run_scan(run, &scan, (void *const *)tallies, err);
}

/* All sources, then the tallies of all threads into the first. */
static an_code scan_sources(an_run *run, an_tally *const *tallies, const an_source *sources, an_error *err)
{
    const char *file;
    an_code code = AN_OK;
    for (const an_source *source = sources; source->extract != NULL && code == AN_OK; source++)
        code = source_file(run, source, &file, err); /* before anything is read */
    for (size_t s = 0; sources[s].extract != NULL && code == AN_OK; s++)
        code = scan_source(run, tallies, &sources[s], s, err);
    for (unsigned t = 1; t < run->threads && code == AN_OK; t++)
        code = an_tally_merge(tallies[0], tallies[t], err);
    if (code == AN_OK)
        an_run_note_filtered(run);
    return code == AN_OK ? an_tally_finish(tallies[0], err) : code;
}

/* The declared indicators whose option, if they have one, was given. */
static const an_indicator *wanted_indicators(an_run *run)
{
    size_t n, kept = 0;
    an_indicator *wanted = an_arena_list(&run->arena, run->program->indicators, sizeof *wanted, &n);
    for (size_t i = 0; wanted != NULL && i < n; i++)
        if (wanted[i].option == NULL || an_options_given(run->options, wanted[i].option))
            wanted[kept++] = wanted[i];
    if (wanted != NULL)
        wanted[kept] = (an_indicator){0};
    return wanted;
}

static an_code write_indicators(an_run *run, const an_tally_plan *plan, const an_tally *tally, an_error *err)
{
    an_indicators *table;
    const an_indicator *wanted = wanted_indicators(run);
    if (wanted == NULL)
        return an_fail_memory(err);
    an_code code = plan->cluster != NULL
                       ? an_indicators_clustered(&table, run->writer, run->format, plan->by, plan->n_by,
                                                 plan->cluster, err)
                   : an_options_flag(run->options, "disclosure")
                       ? an_indicators_with_operators(&table, run->writer, run->format, plan->by, plan->n_by,
                                                      err)
                       : an_indicators_new(&table, run->writer, run->format, plan->by, plan->n_by,
                                           an_indicators_have_squares(wanted), err);
    if (code != AN_OK)
        return code;
    an_indicators_set_provisional(table, run->settings.provisional);
    code = an_indicators_compute(table, wanted, tally, plan->by, &run->settings, run, err);
    return an_indicators_end(table, code, err);
}

/* False: what the program writes are rows of its own. */
static bool writes_indicators(const an_program *program)
{
    for (const an_indicator *i = program->indicators; i != NULL && i->code != NULL; i++)
        if (i->elsewhere == NULL)
            return true;
    return false;
}

/* ---- clusters ---- */

/* --cluster: the clusters are the strata of each group. */
static an_code add_clusters(const an_run *run, an_tally_plan *plan, an_error *err)
{
    plan->cluster = an_options_text(run->options, "cluster");
    if (plan->cluster == NULL)
        return AN_OK;
    if (plan->n_strata > 0)
        return an_fail(err, AN_USAGE, "--cluster and --strata do not go together: take one at a time");
    plan->strata = &plan->cluster;
    plan->n_strata = 1;
    return AN_OK;
}

static void note_unnamed(an_run *run, const an_tally *tally)
{
    size_t groups = 0;
    for (size_t g = 0; g < an_tally_groups(tally); g++)
        for (size_t k = 0; k < an_tally_strata(tally, g); k++)
            if (an_tally_stratum_key(tally, g, k, 0)[0] == '\0') {
                groups++;
                break;
            }
    if (groups > 0)
        an_run_note(run, "--cluster: rows without %s are one cluster, in %zu of %zu groups",
                    an_tally_cluster(tally), groups, an_tally_groups(tally));
}

static an_code run_plan(an_run *run, const an_tally_plan *plan, an_tally **tallies, an_error *err)
{
    const an_program *program = run->program;
    an_code code = AN_OK;
    for (unsigned t = 0; t < run->threads && code == AN_OK; t++)
        code = an_tally_new(&tallies[t], plan, err);
    if (code == AN_OK && program->indicators != NULL)
        code = an_indicators_check(program->indicators, tallies[0], plan->by, err);
    if (code == AN_OK)
        code = scan_sources(run, tallies, plan->sources, err);
    if (code == AN_OK && writes_indicators(program))
        code = write_indicators(run, plan, tallies[0], err);
    if (code == AN_OK && plan->cluster != NULL)
        note_unnamed(run, tallies[0]);
    if (code == AN_OK && program->finish != NULL)
        code = program->finish(run, tallies[0], err);
    return code;
}

an_code an_run_tally(an_run *run, an_error *err)
{
    an_tally_plan plan = {.period = an_run_period(run)};
    an_code code = an_run_by(run, &plan.by, &plan.n_by, err);
    plan.strata = an_options_list(run->options, "strata", &plan.n_strata);
    if (code == AN_OK)
        code = add_clusters(run, &plan, err);
    if (code == AN_OK)
        code = an_run_sources(run, &plan.sources, err);
    if (code == AN_OK && an_options_flag(run->options, "disclosure")) { /* operators are strata of a group */
        if (plan.n_strata > 0)
            return an_fail(err, AN_USAGE, "--disclosure and %s do not go together: take one at a time",
                           plan.cluster != NULL ? "--cluster" : "--strata");
        plan.strata = &plan.sources->operator;
        plan.n_strata = 1;
        plan.by_operator = true;
    }
    if (code != AN_OK)
        return code;
    void *context = NULL;
    an_tally **tallies = calloc(run->threads, sizeof *tallies);
    code = tallies != NULL ? AN_OK : an_fail_memory(err);
    if (code == AN_OK && run->program->prepare != NULL)
        code = run->program->prepare(run, &context, err);
    plan.context = context;
    if (code == AN_OK)
        code = run_plan(run, &plan, tallies, err);
    for (unsigned t = 0; tallies != NULL && t < run->threads; t++)
        an_tally_free(tallies[t]);
    free(tallies);
    if (context != NULL)
        run->program->forget(context);
    return code;
}
