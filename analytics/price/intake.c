/* intake: reads an extract's priced items into partitions. asked.c names those that are asked for. */
#include "price/intake.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "price/asked.h"

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
        code = an_pieces_new(&made->pieces, made->keeps ? plan->memory / 4 : 0, err);
    if (code == AN_OK)
        code = an_partitions_new(&made->partitions, plan->ladder, plan->period, plan->threads, plan->named,
                                 made->keeps ? plan->memory / 4 * 3 : plan->memory, err);
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
    an_pieces_free(intake->pieces);
    free(intake);
}

size_t an_intake_needs(const an_intake *intake, bool again, an_need needs[AN_INTAKE_NEEDS_MOST])
{
    static const an_need first[AN_INTAKE_NEEDS] = {
        [AN_INTAKE_VALUE] = {.name = "statistical_value"},
        [AN_INTAKE_MASS] = {.name = "net_mass"},
        [AN_INTAKE_RATE] = {.name = "duty_rate", .optional = true},
        [AN_INTAKE_ITEMS] = {.name = "items", .optional = true},
        [AN_INTAKE_DECLARATION] = {.name = "declaration_id", .optional = true},
        [AN_INTAKE_NUMBER] = {.name = "item_number", .optional = true},
        [AN_INTAKE_OUTCOME] = {.name = "outcome", .optional = true}};
    const size_t n = again || intake->keeps ? AN_INTAKE_NEEDS : AN_INTAKE_ITEMS + 1;
    memcpy(needs, first, n * sizeof *needs);
    for (size_t k = 0; k < intake->plan.ladder->n_keys && !again; k++)
        needs[n + k] = (an_need){.name = intake->plan.by[k], .option = "--by"};
    for (size_t i = 0; i <= AN_INTAKE_ITEMS && !again; i++)
        needs[i].use = AN_USE_SUM;
    return again ? n : n + intake->plan.ladder->n_keys;
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

/* Adds a row of group; *is_item: it has a price. */
static an_code add(an_intake_worker *worker, uint32_t group, const an_decimal number[], uint64_t place,
                   bool *is_item, an_error *err)
{
    const double value = an_decimal_double(number[AN_INTAKE_VALUE]);
    const double mass = an_decimal_double(number[AN_INTAKE_MASS]);
    const bool counts = number[AN_INTAKE_ITEMS].units > 0;
    *is_item = counts && value > 0 && mass > 0;
    worker->unpriced += counts && !*is_item;
    return *is_item
               ? an_partitions_add(worker->intake->partitions, worker->number, group, value, mass, place, err)
               : AN_OK;
}

an_code an_intake_row(void *state, const an_row *row, an_error *err)
{
    an_intake_worker *const worker = state;
    const an_intake *const intake = worker->intake;
    const an_value *const key = row->values + (intake->keeps ? AN_INTAKE_NEEDS : AN_INTAKE_ITEMS + 1);
    const uint64_t place = an_intake_place(worker, row->file, row->record->line);
    an_cell keys[AN_LADDER_KEYS];
    an_decimal number[AN_INTAKE_ITEMS + 1];
    uint32_t group;
    bool is_item = false;
    for (size_t k = 0; k < intake->plan.ladder->n_keys; k++)
        keys[k] = key[k].text;
    for (size_t i = 0; i <= AN_INTAKE_ITEMS; i++)
        number[i] = row->values[i].number;
    an_code code =
        an_partitions_group(intake->partitions, worker->number, row->period.index, keys, &group, err);
    if (code == AN_OK)
        code = add(worker, group, number, place, &is_item, err);
    if (row->token != NULL)
        *row->token = group;
    return code == AN_OK && intake->keeps && is_item ? an_asked_keep(worker, place, row, err) : code;
}

an_code an_intake_again(void *state, uint32_t token, const char *file, uint64_t line,
                        const an_decimal number[], an_error *err)
{
    an_intake_worker *const worker = state;
    bool is_item = false;
    return add(worker, token, number, an_intake_place(worker, file, line), &is_item, err);
}

an_code an_intake_close(an_intake *intake, an_error *err)
{
    an_code code = an_partitions_close(intake->partitions, err);
    for (unsigned t = 0; t < intake->plan.threads && code == AN_OK; t++)
        code = an_asked_flush(&intake->workers[t], err);
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
