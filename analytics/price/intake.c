/* intake: reads an extract's priced items into partitions. asked.c names those that are asked for. */
#include "price/intake.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "price/details.h"

enum { LINE_BITS = 44 }; /* of a place; the number of the file stands above them */

/* Whether all files can be read twice. */
static bool are_files(const char *const files[], size_t n)
{
    for (size_t f = 0; f < n; f++) {
        struct stat about;
        if (strcmp(files[f], "-") == 0 || stat(files[f], &about) != 0 || !S_ISREG(about.st_mode))
            return false;
    }
    return true;
}

an_code an_intake_new(an_intake **intake, const an_intake_plan *plan, an_error *err)
{
    an_intake *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_intake){.plan = *plan, .keeps = plan->named && !are_files(plan->files, plan->n_files)};
    made->workers = calloc(plan->threads, sizeof *made->workers);
    made->states = calloc(plan->threads, sizeof *made->states);
    an_code code = made->workers == NULL || made->states == NULL ? an_fail_memory(err) : AN_OK;
    for (unsigned t = 0; t < plan->threads && code == AN_OK; t++) {
        made->workers[t] = (an_intake_worker){.intake = made, .number = t};
        made->states[t] = &made->workers[t];
    }
    if (code == AN_OK)
        code = an_spill_new(&made->pieces, made->keeps ? plan->memory / 4 : 0, err);
    if (code == AN_OK)
        code = an_partitions_new(&made->partitions, plan->comparison, plan->period, plan->threads,
                                 plan->named, made->keeps ? plan->memory / 4 * 3 : plan->memory, err);
    if (code == AN_OK && plan->extended)
        an_partitions_extend(made->partitions);
    if (code != AN_OK) {
        an_intake_free(made);
        return code;
    }
    *intake = made;
    return AN_OK;
}

void an_intake_free(an_intake *intake)
{
    if (intake == NULL)
        return;
    for (unsigned t = 0; intake->workers != NULL && t < intake->plan.threads; t++) {
        free(intake->workers[t].named);
        free(intake->workers[t].pieces);
        an_arena_free(&intake->workers[t].arena);
    }
    free(intake->workers);
    free(intake->states);
    free(intake->asked);
    an_partitions_free(intake->partitions);
    an_spill_free(intake->pieces);
    free(intake);
}

/* What an extended intake reads behind the keys. */
static size_t add_more(const an_intake *intake, an_need needs[AN_INTAKE_MORE])
{
    static const an_need more[AN_INTAKE_MORE] = {
        [AN_INTAKE_UNITS] = {.name = "supplementary_units", .optional = true},
        [AN_INTAKE_DAY] = {.name = "acceptance_date", .optional = true},
        [AN_INTAKE_STATE] = {.name = "member_state", .optional = true},
        [AN_INTAKE_IMPORTER] = {.name = "importer", .optional = true}};
    if (!intake->plan.extended)
        return 0;
    memcpy(needs, more, sizeof more);
    return AN_INTAKE_MORE;
}

/* How many needs stand before the keys. */
static size_t count_before_keys(const an_intake *intake)
{
    if (intake->keeps)
        return AN_INTAKE_NEEDS;
    return intake->plan.named ? AN_INTAKE_OUTCOME + 1 : AN_INTAKE_ITEMS + 1;
}

size_t an_intake_needs(const an_intake *intake, bool again, an_need needs[AN_INTAKE_NEEDS_MOST])
{
    static const an_need first[AN_INTAKE_NEEDS] = {
        [AN_INTAKE_VALUE] = {.name = "statistical_value"},
        [AN_INTAKE_MASS] = {.name = "net_mass"},
        [AN_INTAKE_RATE] = {.name = "duty_rate", .optional = true},
        [AN_INTAKE_ITEMS] = {.name = "items", .optional = true},
        [AN_INTAKE_OUTCOME] = {.name = "outcome", .optional = true},
        [AN_INTAKE_DECLARATION] = {.name = "declaration_id", .optional = true},
        [AN_INTAKE_NUMBER] = {.name = "item_number", .optional = true}};
    const size_t n = again ? AN_INTAKE_NEEDS : count_before_keys(intake);
    memcpy(needs, first, n * sizeof *needs);
    for (size_t k = 0; k < intake->plan.comparison->n_keys && !again; k++)
        needs[n + k] = (an_need){.name = intake->plan.by[k], .option = "--by"};
    for (size_t i = 0; i <= AN_INTAKE_ITEMS && !again; i++)
        needs[i].use = AN_USE_SUM;
    return again ? n
                 : n + intake->plan.comparison->n_keys +
                       add_more(intake, needs + n + intake->plan.comparison->n_keys);
}

void *const *an_intake_workers(an_intake *intake)
{
    return intake->states;
}

uint64_t an_intake_place(an_intake_worker *worker, const char *file, uint64_t line)
{
    const an_intake_plan *const plan = &worker->intake->plan;
    if (worker->file != file) {
        size_t f = 0;
        while (f + 1 < plan->n_files && plan->files[f] != file &&
               !(strcmp(plan->files[f], "-") == 0 && strcmp(file, "stdin") == 0))
            f++;
        worker->file = file;
        worker->file_number = f;
    }
    return (uint64_t)worker->file_number << LINE_BITS | line;
}

/* What else is known of the item that comes next, of group. */
static an_code add_more_of(an_intake_worker *worker, uint32_t group, const an_value more[], an_error *err)
{
    an_partitions *const partitions = worker->intake->partitions;
    const double units = an_decimal_double(more[AN_INTAKE_UNITS].number);
    an_partition_more own = {.units = units > 0 ? units : (double)NAN, .day = AN_PARTITION_NO_DAY};
    if (more[AN_INTAKE_DAY].present)
        own.day = more[AN_INTAKE_DAY].date;
    an_code code = AN_OK;
    for (int kind = 0; kind < AN_PARTIES && code == AN_OK; kind++)
        code = an_partitions_party(partitions, worker->number, kind, more[AN_INTAKE_STATE + kind].text,
                                   &own.sender[kind], err);
    return code == AN_OK ? an_partitions_more(partitions, worker->number, group, &own, err) : code;
}

/* Adds a row of group; more: NULL where nothing else is kept. *is_item: it has a price. */
static an_code add(an_intake_worker *worker, uint32_t group, const an_decimal number[], uint64_t place,
                   const an_value *more, bool *is_item, an_error *err)
{
    const double value = an_decimal_double(number[AN_INTAKE_VALUE]);
    const double mass = an_decimal_double(number[AN_INTAKE_MASS]);
    const bool counts = number[AN_INTAKE_ITEMS].units > 0;
    *is_item = counts && value > 0 && mass > 0;
    worker->unpriced += counts && !*is_item;
    an_code code = *is_item && more != NULL ? add_more_of(worker, group, more, err) : AN_OK;
    return *is_item && code == AN_OK
               ? an_partitions_add(worker->intake->partitions, worker->number, group, value, mass, place, err)
               : code;
}

an_code an_intake_row(void *state, const an_row *row, an_error *err)
{
    an_intake_worker *const worker = state;
    const an_intake *const intake = worker->intake;
    const an_value *const key = row->values + count_before_keys(intake);
    const uint64_t place = an_intake_place(worker, row->file, row->record->line);
    an_cell keys[AN_COMPARISON_KEYS];
    an_decimal number[AN_INTAKE_ITEMS + 1];
    uint32_t group;
    bool is_item = false;
    for (size_t k = 0; k < intake->plan.comparison->n_keys; k++)
        keys[k] = key[k].text;
    for (size_t i = 0; i <= AN_INTAKE_ITEMS; i++)
        number[i] = row->values[i].number;
    an_code code =
        an_partitions_group(intake->partitions, worker->number, row->period.index, keys, &group, err);
    if (code == AN_OK)
        code = add(worker, group, number, place,
                   intake->plan.extended ? key + intake->plan.comparison->n_keys : NULL, &is_item, err);
    if (row->token != NULL)
        *row->token = group;
    return code == AN_OK && intake->keeps && is_item ? an_details_keep(worker, place, row, err) : code;
}

an_code an_intake_again(void *state, uint32_t token, const char *file, uint64_t line,
                        const an_decimal number[], an_error *err)
{
    an_intake_worker *const worker = state;
    bool is_item = false;
    return add(worker, token, number, an_intake_place(worker, file, line), NULL, &is_item, err);
}

an_code an_intake_close(an_intake *intake, an_error *err)
{
    an_code code = an_partitions_close(intake->partitions, err);
    for (unsigned t = 0; t < intake->plan.threads && code == AN_OK; t++)
        code = an_details_flush(&intake->workers[t], err);
    return code;
}

an_partitions *an_intake_partitions(an_intake *intake)
{
    return intake->partitions;
}

uint64_t an_intake_unpriced(const an_intake *intake)
{
    uint64_t n = 0;
    for (unsigned t = 0; t < intake->plan.threads; t++)
        n += intake->workers[t].unpriced;
    return n;
}

bool an_intake_reads_again(const an_intake *intake)
{
    return !intake->keeps;
}

bool an_intake_counts_again(const an_intake *intake)
{
    return !intake->keeps && !intake->plan.extended;
}
