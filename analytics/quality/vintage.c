/* vintage: two extracts of one quarter, an older and a newer: which rows are new, gone, or changed.
 *
 * Of each row three hashes are kept: of its key, 128 bits, by which rows of both sides find each other, and
 * of its values, 64 bits, by which a pair is seen to differ; where it stands is the fourth word. Sorted by
 * these, the rows of one key lie together whatever their order was. Only pairs that differ are read again,
 * the older row's values kept as texts until the newer comes: then the columns are told. Two of 10^9 keys
 * have one hash by chance in one of 10^20 runs; a changed row passes for the same in one of 10^19. */
#include "quality/vintage.h"

#include <math.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "quality/quality.h"
#include "quality/row_values.h"

enum { LINE_BITS = 44, SIDE_BIT = 63 }; /* of a place: the number of the file stands between them */
enum { NEW, GONE, DUPLICATE, CHANGED, FIRST_COLUMN = AN_VINTAGE_WHOLE };

const char *const an_vintage_names[AN_VINTAGE_COLUMNS] = {
    "check", "column", "rows", "violations", "share", "first_line", "example", "before", "after"};
static const char *const check_names[] = {"new", "gone", "duplicate", "changed"};

typedef struct entry {
    uint64_t key[2], row, place;
} entry;

/* A row that is to be read again: what for, and as which of the pairs. */
typedef struct wanted {
    uint64_t place;
    uint32_t what, pair;
} wanted;

typedef struct finding {
    uint64_t rows, violations, first; /* place */
    const char *example;
} finding;

typedef struct worker {
    an_vintage *vintage;
    an_vintage_side side;
    entry *entries;
    size_t n, capacity;
    an_decimal *sums; /* by column */
    uint64_t n_keyed;
    finding *changes; /* by column */
    an_arena arena;
    const char *file; /* the last one, and its number */
    size_t file_number;
    an_row_values *values; /* of the row under way */
    an_writer *list;
} worker;

struct an_vintage {
    an_vintage_plan plan;
    an_arena arena;
    an_common_columns common;
    size_t n; /* columns */
    worker *workers;
    void **states;
    entry *entries;
    size_t n_entries, capacity;
    uint64_t rows[2];
    an_decimal *sums[2];
    uint64_t n_keyed, pairs;
    finding *findings;
    wanted *wanted[2];
    size_t n_wanted[2], wanted_capacity[2];
    char **old; /* by pair: the values of the older row */
    uint64_t n_changed;
};

/* Keys of SipHash; that somebody chooses texts that collide is no attack on who looks at his own extracts. */
static const uint64_t hash_keys[3][2] = {{1, 2}, {3, 4}, {5, 6}};

/* ---- the comparison ---- */

static an_code make_room(an_vintage *v, an_error *err)
{
    v->workers = calloc(v->plan.threads, sizeof *v->workers);
    v->states = calloc(v->plan.threads, sizeof *v->states);
    v->sums[0] = calloc(v->n, sizeof *v->sums[0]);
    v->sums[1] = calloc(v->n, sizeof *v->sums[1]);
    v->findings = calloc(FIRST_COLUMN + v->n, sizeof *v->findings);
    if (v->workers == NULL || v->states == NULL || v->sums[0] == NULL || v->sums[1] == NULL ||
        v->findings == NULL)
        return an_fail_memory(err);
    for (unsigned t = 0; t < v->plan.threads; t++) {
        worker *const w = &v->workers[t];
        v->states[t] = w;
        *w = (worker){
            .vintage = v, .sums = calloc(v->n, sizeof *w->sums), .changes = calloc(v->n, sizeof *w->changes)};
        if (w->sums == NULL || w->changes == NULL)
            return an_fail_memory(err);
        if (an_row_values_new(&w->values, v->plan.schema, v->common.needs, v->common.columns, v->n, err) !=
            AN_OK)
            return AN_SYSTEM;
        if (v->plan.list != NULL && an_writer_memory(&w->list, err) != AN_OK)
            return AN_SYSTEM;
    }
    return AN_OK;
}

an_code an_vintage_new(an_vintage **vintage, const an_vintage_plan *plan, an_error *err)
{
    an_vintage *v = calloc(1, sizeof *v);
    if (v == NULL)
        return an_fail_memory(err);
    v->plan = *plan;
    an_code code = an_common_columns_new(&v->common, &v->arena, plan->schema, plan->extract,
                                         &plan->headed[AN_VINTAGE_OLD], &plan->headed[AN_VINTAGE_NEW], err);
    v->n = v->common.n;
    if (code == AN_OK)
        code = make_room(v, err);
    if (code != AN_OK) {
        an_vintage_free(v);
        return code;
    }
    *vintage = v;
    return AN_OK;
}

void an_vintage_free(an_vintage *v)
{
    if (v == NULL)
        return;
    for (unsigned t = 0; v->workers != NULL && t < v->plan.threads; t++) {
        worker *const w = &v->workers[t];
        free(w->entries);
        free(w->sums);
        free(w->changes);
        an_row_values_free(w->values);
        an_arena_free(&w->arena);
        an_writer_abort(w->list);
    }
    free(v->workers);
    free(v->states);
    free(v->entries);
    free(v->sums[0]);
    free(v->sums[1]);
    free(v->findings);
    free(v->wanted[0]);
    free(v->wanted[1]);
    free(v->old);
    an_arena_free(&v->arena);
    free(v);
}

const an_common_columns *an_vintage_columns(const an_vintage *v)
{
    return &v->common;
}

/* ---- the values of a row ---- */

static void open_file(worker *w, const char *file)
{
    const an_vintage *const v = w->vintage;
    const char *const *const files = v->plan.files[w->side];
    w->file = file;
    w->file_number = 0;
    while (w->file_number + 1 < v->plan.n_files[w->side] && strcmp(files[w->file_number], file) != 0)
        w->file_number++;
}

static uint64_t place_of(worker *w, const char *file, uint64_t line)
{
    if (w->file != file)
        open_file(w, file);
    return (uint64_t)w->side << SIDE_BIT | (uint64_t)w->file_number << LINE_BITS | line;
}

/* Whether the row under way has a key. */
static bool has_key(const worker *w)
{
    const an_vintage *const v = w->vintage;
    bool has = v->common.n_key > 0;
    for (size_t k = 0; k < v->common.n_key; k++)
        has = has && an_row_values_text(w->values, v->common.key[k])[0] != '\0';
    return has && (v->common.unless_zero < 0 ||
                   strcmp(an_row_values_text(w->values, (size_t)v->common.unless_zero), "0") != 0);
}

/* 128 bits of the row's key, or of all of it: the values of one key never have the length of those of a row
 * of which they are part, but for an extract of a key alone, where both are the same. */
static void hash_row(const worker *w, entry *e)
{
    const an_vintage *const v = w->vintage;
    size_t size;
    const char *const text = an_row_values_all(w->values, &size);
    e->row = an_hash(hash_keys[2], text, size);
    if (!has_key(w)) {
        e->key[0] = an_hash(hash_keys[0], text, size);
        e->key[1] = e->row;
        return;
    }
    e->key[0] = e->key[1] = 0;
    for (size_t k = 0; k < v->common.n_key; k++) {
        const char *const part = an_row_values_text(w->values, v->common.key[k]);
        for (size_t i = 0; i < 2; i++)
            e->key[i] = an_hash_mix(e->key[i] + AN_HASH_GAMMA) ^ an_hash(hash_keys[i], part, strlen(part));
    }
}

an_code an_vintage_row(void *state, const an_row *row, an_error *err)
{
    worker *const w = state;
    an_code code = an_row_values_read(w->values, row, w->sums, err);
    if (code == AN_OK && an_grow(&w->entries, &w->capacity, w->n + 1, sizeof *w->entries) != AN_OK)
        code = an_fail_memory(err);
    if (code != AN_OK)
        return code;
    entry *const e = &w->entries[w->n++];
    hash_row(w, e);
    e->place = place_of(w, row->file, row->record->line);
    w->n_keyed += has_key(w);
    return AN_OK;
}

/* Takes what the workers have of the side that was read. */
static an_code gather(an_vintage *v, an_error *err)
{
    for (unsigned t = 0; t < v->plan.threads; t++) {
        worker *const w = &v->workers[t];
        if (w->n == 0)
            continue;
        if (an_grow(&v->entries, &v->capacity, v->n_entries + w->n, sizeof *v->entries) != AN_OK)
            return an_fail_memory(err);
        memcpy(v->entries + v->n_entries, w->entries, w->n * sizeof *w->entries);
        v->n_entries += w->n;
        v->rows[w->side] += w->n;
        v->n_keyed += w->n_keyed;
        for (size_t c = 0; c < v->n; c++)
            if (!an_decimal_add(&v->sums[w->side][c], w->sums[c]))
                return an_fail(err, AN_DATA, "%s: a sum is too large", v->common.needs[c].name);
        memset(w->sums, 0, v->n * sizeof *w->sums);
        free(w->entries);
        w->entries = NULL;
        w->n = w->capacity = 0;
        w->n_keyed = 0;
    }
    return AN_OK;
}

an_code an_vintage_workers(an_vintage *v, an_vintage_side side, void *const **workers, an_error *err)
{
    const an_code code = gather(v, err);
    for (unsigned t = 0; t < v->plan.threads; t++) {
        v->workers[t].side = side;
        v->workers[t].file = NULL;
    }
    *workers = v->states;
    return code;
}

/* ---- which rows belong together ---- */

static int by_key(const void *a, const void *b)
{
    const entry *const x = a, *const y = b;
    for (size_t i = 0; i < 2; i++)
        if (x->key[i] != y->key[i])
            return x->key[i] < y->key[i] ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_place(const void *a, const void *b)
{
    const wanted *const x = a, *const y = b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return (x->what > y->what) - (x->what < y->what);
}

static an_vintage_side side_of(uint64_t place)
{
    return (an_vintage_side)(place >> SIDE_BIT);
}

static an_code want(an_vintage *v, uint64_t place, uint32_t what, uint64_t pair, an_error *err)
{
    const an_vintage_side side = side_of(place);
    if (pair > UINT32_MAX)
        return an_fail(err, AN_SYSTEM, "more than %" PRIu32 " rows changed: too many to compare", UINT32_MAX);
    if (an_grow(&v->wanted[side], &v->wanted_capacity[side], v->n_wanted[side] + 1,
                sizeof *v->wanted[side]) != AN_OK)
        return an_fail_memory(err);
    v->wanted[side][v->n_wanted[side]++] = (wanted){place, what, (uint32_t)pair};
    return AN_OK;
}

/* The newer side's rows come first: a duplicate is looked for there. */
static uint64_t rank_of(uint64_t place)
{
    return place ^ UINT64_C(1) << SIDE_BIT;
}

static void note_first(finding *f, uint64_t place)
{
    if (f->violations++ == 0 || rank_of(place) < rank_of(f->first))
        f->first = place;
}

static an_code differs(an_vintage *v, const entry *e, an_error *err)
{
    const uint32_t what = side_of(e->place) == AN_VINTAGE_NEW ? NEW : GONE;
    note_first(&v->findings[what], e->place);
    return v->plan.list != NULL ? want(v, e->place, what, 0, err) : AN_OK;
}

/* Rows of equal values, n of them, the older first: as many as one side has more than the other differ. */
static an_code match_equal(an_vintage *v, const entry e[], size_t n, an_error *err)
{
    size_t old = 0;
    an_code code = AN_OK;
    while (old < n && side_of(e[old].place) == AN_VINTAGE_OLD)
        old++;
    const size_t both = old < n - old ? old : n - old;
    for (size_t i = both; i < old && code == AN_OK; i++)
        code = differs(v, &e[i], err);
    for (size_t i = old + both; i < n && code == AN_OK; i++)
        code = differs(v, &e[i], err);
    return code;
}

/* Whether the group of a key is one of whole rows: their second hash is that of the row. */
static bool is_whole(const entry *e)
{
    return e->key[1] == e->row;
}

static an_code match_key(an_vintage *v, const entry e[], size_t n, an_error *err)
{
    size_t sides[2] = {0};
    an_code code = AN_OK;
    for (size_t i = 0; i < n; i++)
        sides[side_of(e[i].place)]++;
    for (size_t i = 0; i < n && !is_whole(e); i++)
        if (sides[side_of(e[i].place)] > 1)
            note_first(&v->findings[DUPLICATE], e[i].place);
    if (sides[0] == 1 && sides[1] == 1 && !is_whole(e)) {
        const entry *const newer = side_of(e[0].place) == AN_VINTAGE_NEW ? &e[0] : &e[1];
        v->findings[CHANGED].rows++;
        if (e[0].row == e[1].row)
            return AN_OK;
        note_first(&v->findings[CHANGED], newer->place);
        for (size_t i = 0; i < 2 && code == AN_OK; i++)
            code = want(v, e[i].place, CHANGED, v->n_changed, err);
        v->n_changed++;
        return code;
    }
    for (size_t i = 0, end; i < n && code == AN_OK; i = end) {
        for (end = i + 1; end < n && e[end].row == e[i].row;)
            end++;
        code = match_equal(v, e + i, end - i, err);
    }
    return code;
}

an_code an_vintage_match(an_vintage *v, an_error *err)
{
    an_code code = gather(v, err);
    if (code == AN_OK && v->n_entries > 0)
        qsort(v->entries, v->n_entries, sizeof *v->entries, by_key);
    for (size_t i = 0, end; i < v->n_entries && code == AN_OK; i = end) {
        const entry *const e = v->entries + i;
        for (end = i + 1; end < v->n_entries && memcmp(v->entries[end].key, e->key, sizeof e->key) == 0;)
            end++;
        code = match_key(v, e, end - i, err);
    }
    v->findings[NEW].rows = v->rows[AN_VINTAGE_NEW];
    v->findings[GONE].rows = v->rows[AN_VINTAGE_OLD];
    v->findings[DUPLICATE].rows = v->n_keyed;
    for (uint32_t k = NEW; k <= CHANGED && code == AN_OK; k++) /* for its example */
        if (v->findings[k].violations > 0 && k != CHANGED && (v->plan.list == NULL || k == DUPLICATE))
            code = want(v, v->findings[k].first, k, 0, err);
    for (size_t side = 0; side < 2; side++)
        if (v->n_wanted[side] > 0)
            qsort(v->wanted[side], v->n_wanted[side], sizeof *v->wanted[side], by_place);
    free(v->entries);
    v->entries = NULL;
    v->n_entries = v->capacity = 0;
    v->old = calloc(v->n_changed + 1, sizeof *v->old);
    return code == AN_OK && v->old == NULL ? an_fail_memory(err) : code;
}

/* ---- the rows that differ, once more ---- */

bool an_vintage_reads_again(const an_vintage *v, an_vintage_side side)
{
    return v->n_wanted[side] > 0;
}

/* The first entry of a place; NULL: it is not wanted. */
static const wanted *find_wanted(const an_vintage *v, uint64_t place)
{
    const an_vintage_side side = side_of(place);
    size_t low = 0, high = v->n_wanted[side];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (v->wanted[side][middle].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v->n_wanted[side] && v->wanted[side][low].place == place ? &v->wanted[side][low] : NULL;
}

bool an_vintage_wants(void *state, const char *file, uint64_t line)
{
    worker *const w = state;
    return find_wanted(w->vintage, place_of(w, file, line)) != NULL;
}

/* What tells the row under way: its key, or all of it. */
static void tell_row(const worker *w, char out[AN_EXAMPLE_SIZE])
{
    const an_vintage *const v = w->vintage;
    out[0] = '\0';
    for (size_t k = 0; k < (v->common.n_key > 0 ? v->common.n_key : v->n); k++) {
        const char *const text = an_row_values_text(w->values, v->common.n_key > 0 ? v->common.key[k] : k);
        an_example_append(out, " ", k > 0);
        an_example_append(out, text, strlen(text));
    }
}

static void list_row(const worker *w, const an_row *row, uint32_t what, const char *column, uint64_t cell,
                     const char *value)
{
    if (w->list == NULL)
        return;
    an_writer_cell(w->list, row->file, strlen(row->file));
    an_writer_count_cell(w->list, row->record->line);
    an_writer_count_cell(w->list, cell);
    an_writer_cell(w->list, check_names[what], strlen(check_names[what]));
    an_writer_cell(w->list, column, strlen(column));
    an_writer_cell(w->list, value, strlen(value));
    an_writer_end_row(w->list);
}

/* The columns in which the newer row under way is not as the older. */
static an_code compare(worker *w, const an_row *row, uint64_t place, const char *old, an_error *err)
{
    const an_vintage *const v = w->vintage;
    for (size_t c = 0; c < v->n; old += strlen(old) + 1, c++) {
        const char *const now = an_row_values_text(w->values, c);
        finding *const f = &w->changes[c];
        if (strcmp(old, now) == 0)
            continue;
        char key[AN_EXAMPLE_SIZE], example[AN_EXAMPLE_SIZE] = "", both[AN_EXAMPLE_SIZE] = "";
        tell_row(w, key);
        an_example_append(both, old, strlen(old));
        an_example_append(both, " -> ", 4);
        an_example_append(both, now, strlen(now));
        list_row(w, row, CHANGED, v->common.needs[c].name, row->cell[c], both);
        if (f->violations++ > 0 && f->first < place)
            continue;
        f->first = place;
        an_example_append(example, key, strlen(key));
        an_example_append(example, ": ", 2);
        an_example_append(example, both, strlen(both));
        f->example = an_arena_copy(&w->arena, example, strlen(example));
        if (f->example == NULL)
            return an_fail_memory(err);
    }
    return AN_OK;
}

static an_code keep_old(worker *w, uint32_t pair, an_error *err)
{
    size_t size;
    const char *const all = an_row_values_all(w->values, &size);
    char **const old = &w->vintage->old[pair];
    *old = an_arena_copy(&w->arena, all, size);
    return *old != NULL ? AN_OK : an_fail_memory(err);
}

/* One row may be wanted for more than one reason. Each place is one thread's. */
an_code an_vintage_again(void *state, const an_row *row, an_error *err)
{
    worker *const w = state;
    an_vintage *const v = w->vintage;
    const uint64_t place = place_of(w, row->file, row->record->line);
    const wanted *const end = v->wanted[w->side] + v->n_wanted[w->side];
    char text[AN_EXAMPLE_SIZE];
    an_code code = an_row_values_read(w->values, row, NULL, err);
    if (code != AN_OK)
        return code;
    tell_row(w, text);
    for (const wanted *one = find_wanted(v, place); one < end && one->place == place && code == AN_OK;
         one++) {
        finding *const f = &v->findings[one->what];
        if (place == f->first && f->example == NULL)
            f->example = an_arena_copy(&w->arena, text, strlen(text));
        if (place == f->first && f->example == NULL)
            return an_fail_memory(err);
        if (one->what == NEW || one->what == GONE)
            list_row(w, row, one->what, "", 0, text);
        if (one->what != CHANGED)
            continue;
        if (w->side == AN_VINTAGE_NEW)
            code = compare(w, row, place, v->old[one->pair], err);
        else
            code = keep_old(w, one->pair, err);
    }
    return code;
}

an_code an_vintage_commit(void *state, uint64_t slice, an_error *err)
{
    const worker *const w = state;
    (void)slice;
    return w->list != NULL ? an_writer_move(w->vintage->plan.list, w->list, err) : AN_OK;
}

/* ---- the report ---- */

/* The changes of a column, of all threads. */
static finding sum_changes(const an_vintage *v, size_t c)
{
    finding sum = {.rows = v->findings[CHANGED].rows};
    for (unsigned t = 0; t < v->plan.threads; t++) {
        const finding *const f = &v->workers[t].changes[c];
        if (f->violations > 0 && (sum.violations == 0 || f->first < sum.first)) {
            sum.first = f->first;
            sum.example = f->example;
        }
        sum.violations += f->violations;
    }
    return sum;
}

bool an_vintage_finding_of(const an_vintage *v, size_t k, an_vintage_finding *out)
{
    if (k >= FIRST_COLUMN + v->n)
        return false;
    const size_t c = k - FIRST_COLUMN; /* of the columns' */
    const bool is_column = k >= FIRST_COLUMN;
    const finding f = is_column ? sum_changes(v, c) : v->findings[k];
    const an_column *const column = is_column ? v->common.columns[c] : NULL;
    *out = (an_vintage_finding){.check = check_names[is_column ? CHANGED : k],
                                .column = is_column ? v->common.needs[c].name : "",
                                .rows = f.rows,
                                .violations = f.violations,
                                .example = f.example};
    if (f.violations > 0) {
        const uint64_t file = f.first << 1 >> 1 >> LINE_BITS;
        out->file = v->plan.files[side_of(f.first)][file];
        out->line = f.first & ((UINT64_C(1) << LINE_BITS) - 1);
    }
    out->is_summed =
        an_row_values_is_number(column) && (column->unit == NULL || strcmp(column->unit, "percent") != 0);
    if (out->is_summed) {
        out->before = v->sums[AN_VINTAGE_OLD][c];
        out->after = v->sums[AN_VINTAGE_NEW][c];
    }
    return true;
}

void an_vintage_write(const an_vintage *v, an_output *output)
{
    an_vintage_finding f;
    for (size_t k = 0; an_vintage_finding_of(v, k, &f); k++) {
        char place[600] = "";
        if (f.file != NULL)
            snprintf(place, sizeof place, "%s:%" PRIu64, f.file, f.line);
        an_output_string(output, f.check);
        an_output_string(output, f.column);
        an_output_count(output, (int64_t)f.rows);
        an_output_count(output, (int64_t)f.violations);
        an_output_number(output, f.rows > 0 ? (double)f.violations / (double)f.rows : NAN);
        an_output_string(output, place);
        an_output_string(output, f.example != NULL ? f.example : "");
        if (f.is_summed) {
            an_output_decimal(output, f.before);
            an_output_decimal(output, f.after);
        } else {
            an_output_empty(output);
            an_output_empty(output);
        }
        an_output_end_row(output);
    }
}
