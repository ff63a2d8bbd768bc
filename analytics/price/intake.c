/* intake: reads an extract's priced items into partitions, and what names those that are sought.
 *
 * An item without a value, a mass or with 0 has no price: it is counted, not kept. So is one without a
 * commodity where sets are made by commodity: what it is is unknown, and items of unknown goods are not
 * comparable with each other. Rows that repeat a pattern (scan/pattern.h) are not read: their group is that
 * of the row that was read, and only value and mass are handed over.
 *
 * What names a signal (declaration, item number, duty rate, outcome) would be most of the memory and is
 * wanted for few rows. Signals know the place of theirs, file and line: a file is read a second time, and
 * all but the records sought are passed over unread. stdin and pipes cannot be read again: there the names
 * of all rows go to a spill (base/spill.c), in memory up to the bound and then on disk. */
#include "price/intake.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/spill.h"

typedef struct worker {
    an_intake *intake;
    unsigned number;
    const char *file; /* of the last row, and its number */
    size_t file_number;
    uint64_t unpriced, uncoded;
    char *named; /* names that are not a chunk yet */
    size_t n_named, named_capacity;
    an_spill_chunk *chunks;
    size_t n_chunks, chunks_capacity;
    an_arena arena; /* of the texts of what was found */
    size_t next;    /* sought[next] is the first that was not passed yet */
} worker;

struct an_intake {
    an_intake_plan plan;
    an_spill *spill; /* of names */
    an_partitions *partitions;
    worker *workers;
    void **states;
    bool keeps;             /* names, in the spill */
    an_named_item **sought; /* by place; declaration NULL: not found yet */
    size_t n_sought;
};

const an_need an_intake_item[AN_INTAKE_NEEDS] = {
    [AN_INTAKE_VALUE] = {.name = "statistical_value"},
    [AN_INTAKE_MASS] = {.name = "net_mass"},
    [AN_INTAKE_RATE] = {.name = "duty_rate", .optional = true},
    [AN_INTAKE_ITEMS] = {.name = "items", .optional = true},
    [AN_INTAKE_OUTCOME] = {.name = "outcome", .optional = true},
    [AN_INTAKE_DECLARATION] = {.name = "declaration_id", .optional = true},
    [AN_INTAKE_NUMBER] = {.name = "item_number", .optional = true}};

/* The places of what an extended intake needs, behind the keys. */
enum { UNITS, DAY, STATE, IMPORTER };

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
        made->workers[t] = (worker){.intake = made, .number = t};
        made->states[t] = &made->workers[t];
    }
    if (code == AN_OK)
        code = an_spill_new(&made->spill, made->keeps ? plan->memory / 4 : 0, err);
    if (code == AN_OK)
        code =
            an_partitions_new(&made->partitions, plan->comparison, plan->period, plan->threads, plan->named,
                              plan->extended, made->keeps ? plan->memory / 4 * 3 : plan->memory, err);
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
        free(intake->workers[t].chunks);
        an_arena_free(&intake->workers[t].arena);
    }
    free(intake->workers);
    free(intake->states);
    an_partitions_free(intake->partitions);
    an_spill_free(intake->spill);
    free(intake);
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
    static const an_need more[AN_INTAKE_MORE] = {[UNITS] = {.name = "supplementary_units", .optional = true},
                                                 [DAY] = {.name = "acceptance_date", .optional = true},
                                                 [STATE] = {.name = "member_state", .optional = true},
                                                 [IMPORTER] = {.name = "importer", .optional = true}};
    const an_intake_plan *const plan = &intake->plan;
    size_t n = again ? AN_INTAKE_NEEDS : count_before_keys(intake);
    memcpy(needs, an_intake_item, n * sizeof *needs);
    for (size_t i = 0; i <= AN_INTAKE_ITEMS && !again; i++)
        needs[i].use = AN_USE_SUM;
    for (size_t k = 0; k < plan->comparison->n_keys && !again; k++)
        needs[n++] = (an_need){.name = plan->by[k], .option = "--by"};
    for (size_t i = 0; i < AN_INTAKE_MORE && plan->extended && !again; i++)
        needs[n++] = more[i];
    return n;
}

void *const *an_intake_workers(an_intake *intake)
{
    return intake->states;
}

/* Where a record stands in the input: larger for later ones. */
static uint64_t place_of(worker *own, const char *file, uint64_t line)
{
    const an_intake_plan *const plan = &own->intake->plan;
    if (own->file != file) {
        size_t f = 0;
        while (f + 1 < plan->n_files && plan->files[f] != file &&
               !(strcmp(plan->files[f], "-") == 0 && strcmp(file, "stdin") == 0))
            f++;
        own->file = file;
        own->file_number = f;
    }
    return (uint64_t)own->file_number << LINE_BITS | line;
}

/* ---- names that are kept ---- */

enum { CHUNK = 64 << 10, TEXTS = 3 };

/* Before the texts of a name; they follow, each with a NUL. */
typedef struct name_head {
    uint64_t place;
    double duty_rate;
    uint64_t size; /* with the head; a multiple of 8, so that all heads are aligned */
} name_head;

/* The texts of a row: its declaration, where it has none FILE:LINE, its number and outcome. */
static void list_texts(const an_row *row, char place[600], an_cell texts[TEXTS])
{
    texts[0] = row->values[AN_INTAKE_DECLARATION].text;
    texts[1] = row->values[AN_INTAKE_NUMBER].text;
    texts[2] = row->values[AN_INTAKE_OUTCOME].text;
    if (texts[0].size > 0)
        return;
    const int size = snprintf(place, 600, "%.500s:%llu", row->file, (unsigned long long)row->record->line);
    texts[0] = (an_cell){.text = place, .size = (size_t)size};
}

static double rate_of(const an_row *row)
{
    const an_value *const rate = &row->values[AN_INTAKE_RATE];
    return rate->present ? an_decimal_double(rate->number) : (double)NAN;
}

/* Makes a chunk of the names that are kept. */
static an_code flush_names(worker *own, an_error *err)
{
    if (own->n_named == 0)
        return AN_OK;
    if (an_grow(&own->chunks, &own->chunks_capacity, own->n_chunks + 1, sizeof *own->chunks) != AN_OK)
        return an_fail_memory(err);
    const size_t size = own->n_named;
    own->n_named = 0;
    return an_spill_keep(own->intake->spill, own->named, size, &own->chunks[own->n_chunks++], err);
}

/* Keeps what names row, at place. */
static an_code keep_name(worker *own, uint64_t place, const an_row *row, an_error *err)
{
    char text[600];
    an_cell texts[TEXTS];
    name_head head = {place, rate_of(row), sizeof head};
    list_texts(row, text, texts);
    for (size_t i = 0; i < TEXTS; i++)
        head.size += texts[i].size + 1;
    head.size = (head.size + 7) / 8 * 8;
    if (an_grow(&own->named, &own->named_capacity, own->n_named + head.size, 1) != AN_OK)
        return an_fail_memory(err);
    char *end = mempcpy(own->named + own->n_named, &head, sizeof head);
    for (size_t i = 0; i < TEXTS; i++) {
        if (texts[i].size > 0)
            end = mempcpy(end, texts[i].text, texts[i].size);
        *end++ = '\0';
    }
    own->n_named += head.size;
    memset(end, 0, (size_t)(own->named + own->n_named - end));
    return own->n_named >= CHUNK ? flush_names(own, err) : AN_OK;
}

/* ---- rows ---- */

/* What else is known of an item. */
static an_code read_more(const worker *own, const an_value read[], an_partition_more *more, an_error *err)
{
    const double units = an_decimal_double(read[UNITS].number);
    *more = (an_partition_more){.units = units > 0 ? units : (double)NAN, .day = AN_PARTITION_NO_DAY};
    if (read[DAY].present)
        more->day = read[DAY].date;
    an_code code = AN_OK;
    for (int kind = 0; kind < AN_PARTIES && code == AN_OK; kind++)
        code = an_partitions_party(own->intake->partitions, own->number, kind, read[STATE + kind].text,
                                   &more->party[kind], err);
    return code;
}

static const uint32_t no_group = UINT32_MAX; /* of a row without a commodity */

/* Adds a row of group; read: NULL where nothing else is kept. *is_item: it has a price and a group. */
static an_code add(worker *own, uint32_t group, const an_decimal number[], uint64_t place,
                   const an_value *read, bool *is_item, an_error *err)
{
    const double value = an_decimal_double(number[AN_INTAKE_VALUE]);
    const double mass = an_decimal_double(number[AN_INTAKE_MASS]);
    const bool counts = number[AN_INTAKE_ITEMS].units > 0;
    an_partition_more more;
    const bool is_priced = counts && value > 0 && mass > 0;
    *is_item = is_priced && group != no_group;
    own->unpriced += counts && !is_priced;
    own->uncoded += is_priced && !*is_item;
    if (!*is_item)
        return AN_OK;
    an_code code = read != NULL ? read_more(own, read, &more, err) : AN_OK;
    return code == AN_OK ? an_partitions_add(own->intake->partitions, own->number, group, value, mass, place,
                                             read != NULL ? &more : NULL, err)
                         : code;
}

an_code an_intake_row(void *state, const an_row *row, an_error *err)
{
    worker *const own = state;
    const an_intake *const intake = own->intake;
    const an_value *const key = row->values + count_before_keys(intake);
    const uint64_t place = place_of(own, row->file, row->record->line);
    an_cell keys[AN_COMPARISON_KEYS];
    an_decimal number[AN_INTAKE_ITEMS + 1];
    const an_comparison *const comparison = intake->plan.comparison;
    uint32_t group = no_group;
    bool is_item = false;
    for (size_t k = 0; k < comparison->n_keys; k++)
        keys[k] = key[k].text;
    for (size_t i = 0; i <= AN_INTAKE_ITEMS; i++)
        number[i] = row->values[i].number;
    an_code code = AN_OK;
    if (comparison->commodity == SIZE_MAX || key[comparison->commodity].text.size > 0)
        code = an_partitions_group(intake->partitions, own->number, row->period.index, keys, &group, err);
    if (code == AN_OK)
        code = add(own, group, number, place,
                   intake->plan.extended ? key + comparison->n_keys : NULL, &is_item, err);
    if (row->token != NULL)
        *row->token = group;
    return code == AN_OK && intake->keeps && is_item ? keep_name(own, place, row, err) : code;
}

an_code an_intake_again(void *state, uint32_t token, const char *file, uint64_t line,
                        const an_decimal number[], an_error *err)
{
    worker *const own = state;
    bool is_item = false;
    return add(own, token, number, place_of(own, file, line), NULL, &is_item, err);
}

an_code an_intake_close(an_intake *intake, an_error *err)
{
    an_code code = an_partitions_close(intake->partitions, err);
    for (unsigned t = 0; t < intake->plan.threads && code == AN_OK; t++)
        code = flush_names(&intake->workers[t], err);
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

uint64_t an_intake_uncoded(const an_intake *intake)
{
    uint64_t n = 0;
    for (unsigned t = 0; t < intake->plan.threads; t++)
        n += intake->workers[t].uncoded;
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

/* ---- the names of those that are sought ---- */

static int by_place(const void *a, const void *b)
{
    const an_named_item *x = *(an_named_item *const *)a, *y = *(an_named_item *const *)b;
    return (x->place > y->place) - (x->place < y->place);
}

void an_intake_seek(an_intake *intake, an_named_item *items[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        items[i]->declaration = NULL;
    if (n > 0)
        qsort(items, n, sizeof(an_named_item *), by_place);
    intake->sought = items;
    intake->n_sought = n;
}

/* The item at place, if it is sought; a worker comes to the places in their order. */
static an_named_item *find(worker *own, uint64_t place)
{
    const an_intake *const intake = own->intake;
    while (own->next < intake->n_sought && intake->sought[own->next]->place < place)
        own->next++;
    return own->next < intake->n_sought && intake->sought[own->next]->place == place
               ? intake->sought[own->next]
               : NULL;
}

bool an_intake_wants(void *state, const char *file, uint64_t line)
{
    worker *const own = state;
    return find(own, place_of(own, file, line)) != NULL;
}

static const char *copy(an_arena *arena, const char *text, size_t size)
{
    return size > 0 ? an_arena_copy(arena, text, size) : "";
}

static an_code fill(worker *own, an_named_item *item, double rate, const an_cell texts[TEXTS], an_error *err)
{
    item->duty_rate = rate;
    item->declaration = copy(&own->arena, texts[0].text, texts[0].size);
    item->number = copy(&own->arena, texts[1].text, texts[1].size);
    item->outcome = copy(&own->arena, texts[2].text, texts[2].size);
    return item->declaration != NULL && item->number != NULL && item->outcome != NULL ? AN_OK
                                                                                      : an_fail_memory(err);
}

static bool is_unchanged(const an_row *row, const an_named_item *item)
{
    return an_decimal_double(row->values[AN_INTAKE_VALUE].number) == item->value &&
           an_decimal_double(row->values[AN_INTAKE_MASS].number) == item->mass;
}

an_code an_intake_name(void *state, const an_row *row, an_error *err)
{
    worker *const own = state;
    an_named_item *const item = find(own, place_of(own, row->file, row->record->line));
    char text[600];
    an_cell texts[TEXTS];
    if (item == NULL || !is_unchanged(row, item))
        return AN_OK;
    list_texts(row, text, texts);
    return fill(own, item, rate_of(row), texts, err);
}

/* Looks through a chunk that a worker kept. */
static an_code search(worker *own, const char *bytes, size_t size, an_error *err)
{
    an_code code = AN_OK;
    name_head head;
    for (size_t at = 0; at < size && code == AN_OK; at += head.size) {
        memcpy(&head, bytes + at, sizeof head);
        an_named_item *const item = find(own, head.place);
        an_cell texts[TEXTS];
        if (item == NULL)
            continue;
        const char *text = bytes + at + sizeof head;
        for (size_t i = 0; i < TEXTS; i++, text += strlen(text) + 1)
            texts[i] = (an_cell){.text = text, .size = strlen(text)};
        code = fill(own, item, head.duty_rate, texts, err);
    }
    return code;
}

static an_code search_kept(worker *own, an_error *err)
{
    char *room = NULL;
    size_t capacity = 0;
    an_code code = AN_OK;
    for (size_t i = 0; i < own->n_chunks && code == AN_OK; i++) {
        const an_spill_chunk *const chunk = &own->chunks[i];
        const void *bytes;
        code = an_grow(&room, &capacity, chunk->size, 1) == AN_OK ? AN_OK : an_fail_memory(err);
        if (code == AN_OK)
            code = an_spill_get(own->intake->spill, chunk, room, &bytes, err);
        if (code == AN_OK)
            code = search(own, bytes, chunk->size, err);
    }
    free(room);
    return code;
}

an_code an_intake_finish(an_intake *intake, an_error *err)
{
    an_code code = AN_OK;
    for (unsigned t = 0; t < intake->plan.threads && code == AN_OK; t++)
        code = search_kept(&intake->workers[t], err);
    for (size_t i = 0; i < intake->n_sought && code == AN_OK; i++)
        if (intake->sought[i]->declaration == NULL)
            code = an_fail(err, AN_SYSTEM, "the input has changed while it was being read");
    return code;
}
