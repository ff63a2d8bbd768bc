/* standing: which rows of an extract still stand: those of the last version of their key, not withdrawn.
 *
 * Most keys have one version, the first, and are not remembered: a row that is of no remembered key stands.
 * The first is 1, or 0 where the extract counts from there; only where both occur has the reading to be done
 * once more, with the keys of version 1 remembered too. Each thread remembers the keys of its rows; that they
 * are merged by the highest version makes the order of rows and threads of no matter. */
#include "scan/standing.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

/* What is remembered of a key. */
typedef struct last {
    an_decimal version;
    bool is_withdrawn;
} last;

typedef struct learner {
    const an_standing *standing;
    an_intern *keys;
    last *lasts; /* by number of the key */
    size_t capacity;
    an_standing_key key;
    bool has_zero, has_one;
} learner;

struct an_standing {
    const an_extract *extract;
    size_t n_key, n_needs;
    an_decimal first; /* a row of this version or less is remembered only if it is withdrawn */
    int version, state;
    uint64_t withdrawn; /* a bit a code of the state, from 1 */
    learner all;
};

size_t an_standing_needs(const an_extract *extract, an_need needs[AN_STANDING_NEEDS])
{
    size_t n = 0;
    for (; extract->key[n] != NULL; n++)
        needs[n] = (an_need){.name = extract->key[n], .optional = true};
    if (extract->version != NULL)
        needs[n++] = (an_need){.name = extract->version, .optional = true};
    if (extract->state != NULL)
        needs[n++] = (an_need){.name = extract->state, .optional = true};
    return n;
}

static bool has_column(const an_schema *schema, const char *file, const an_header *header, const char *name)
{
    const an_mapping m = an_schema_column(schema, file, name);
    return an_header_find_mapped(header, &m) >= 0;
}

const char *an_standing_column(const an_extract *extract, const an_schema *schema, const char *file,
                               const an_header *header)
{
    const char *const names[] = {extract->version, extract->state};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i] != NULL && has_column(schema, file, header, names[i]))
            return names[i];
    return NULL;
}

/* ---- keys ---- */

/* The texts of a row's key; *size 0: one is missing. */
static an_code make_key(const an_standing *s, an_standing_key *key, const an_value *const values[],
                        size_t *size)
{
    *size = 0;
    for (size_t k = 0; k < s->n_key; k++) {
        const an_cell text = values[k]->text;
        if (text.size == 0) {
            *size = 0;
            return AN_OK;
        }
        if (an_grow(&key->text, &key->capacity, *size + text.size + 1, 1) != AN_OK)
            return AN_SYSTEM;
        memcpy(key->text + *size, text.text, text.size);
        *size += text.size;
        key->text[(*size)++] = '\0'; /* no cell has one */
    }
    return AN_OK;
}

static last judged(const an_standing *s, const an_value *const values[])
{
    last row = {.version = an_decimal_from_int(0)};
    if (s->version >= 0 && values[s->version]->present)
        row.version = values[s->version]->number;
    if (s->state >= 0 && values[s->state]->present)
        row.is_withdrawn = s->withdrawn >> values[s->state]->code & 1;
    return row;
}

/* Adds what a row, or a thread, says of a key. */
static an_code add(learner *l, const char *key, size_t size, last row)
{
    const uint32_t known = an_intern_count(l->keys);
    uint32_t id;
    if (an_intern_add(l->keys, key, size, &id) != AN_OK ||
        an_grow(&l->lasts, &l->capacity, (size_t)id + 1, sizeof *l->lasts) != AN_OK)
        return AN_SYSTEM;
    last *const one = &l->lasts[id];
    const int order = id == known ? 1 : an_decimal_compare(row.version, one->version);
    if (order > 0)
        *one = row;
    else if (order == 0)
        one->is_withdrawn = one->is_withdrawn || row.is_withdrawn;
    return AN_OK;
}

/* ---- learning ---- */

static an_code learn_row(void *state, const an_row *row, an_error *err)
{
    learner *const l = state;
    const an_standing *const s = l->standing;
    const an_value *values[AN_STANDING_NEEDS];
    for (size_t i = 0; i < s->n_needs; i++)
        values[i] = &row->values[i];
    const last one = judged(s, values);
    size_t size;
    l->has_zero = l->has_zero || one.version.units == 0;
    l->has_one = l->has_one || an_decimal_compare(one.version, an_decimal_from_int(1)) == 0;
    if (!one.is_withdrawn && an_decimal_compare(one.version, s->first) <= 0)
        return AN_OK;
    an_code code = make_key(s, &l->key, values, &size);
    if (code == AN_OK && size > 0)
        code = add(l, l->key.text, size, one);
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

static void empty(learner *l)
{
    an_intern_free(l->keys);
    free(l->lasts);
    free(l->key.text);
    *l = (learner){.standing = l->standing};
}

static an_code merge(learner *into, const learner *from)
{
    an_code code = AN_OK;
    for (uint32_t id = 0; id < an_intern_count(from->keys) && code == AN_OK; id++) {
        size_t size;
        const char *const key = an_intern_text(from->keys, id, &size);
        code = add(into, key, size, from->lasts[id]);
    }
    into->has_zero = into->has_zero || from->has_zero;
    into->has_one = into->has_one || from->has_one;
    return code;
}

/* One reading of all files. */
static an_code learn(an_standing *s, const an_scan *scan, an_counts *counts, an_error *err)
{
    an_need needs[AN_STANDING_NEEDS];
    learner *const learners = calloc(scan->threads, sizeof *learners);
    void **const states = calloc(scan->threads, sizeof *states);
    an_code code = learners == NULL || states == NULL || an_intern_new(&s->all.keys) != AN_OK
                       ? an_fail_memory(err)
                       : AN_OK;
    for (unsigned t = 0; t < scan->threads && code == AN_OK; t++) {
        learners[t].standing = s;
        states[t] = &learners[t];
        code = an_intern_new(&learners[t].keys) == AN_OK ? AN_OK : an_fail_memory(err);
    }
    const an_scan reading = {.files = scan->files,
                             .n_files = scan->n_files,
                             .schema = scan->schema,
                             .needs = needs,
                             .n_needs = an_standing_needs(s->extract, needs),
                             .skip_bad = true,
                             .hash = scan->hash,
                             .before = scan->before,
                             .threads = scan->threads,
                             .row = learn_row};
    if (code == AN_OK)
        code = an_extract_scan(&reading, states, counts, err);
    for (unsigned t = 0; learners != NULL && t < scan->threads; t++) {
        if (code == AN_OK && merge(&s->all, &learners[t]) != AN_OK)
            code = an_fail_memory(err);
        empty(&learners[t]);
    }
    free(learners);
    free(states);
    return code;
}

/* Whether one of the files has a column that makes them read twice. A file that cannot be read twice, or not
 * at all, is looked at when it is. */
static an_code look(const an_scan *scan, bool *has, an_error *err)
{
    const an_extract *const extract = scan->extract;
    an_arena arena = {0};
    an_code code = AN_OK;
    *has = false;
    for (size_t f = 0; f < scan->n_files && code == AN_OK; f++) {
        const char *const file = scan->files[f];
        struct stat about;
        an_header header;
        an_error wrong;
        if (strcmp(file, "-") == 0 || stat(file, &about) != 0 || !S_ISREG(about.st_mode))
            continue;
        const an_code read = an_header_read(&header, &arena, scan->schema, file, &wrong);
        if (read == AN_SYSTEM) {
            *err = wrong;
            code = read;
        }
        if (read != AN_OK)
            continue;
        const char *const column = an_standing_column(extract, scan->schema, file, &header);
        *has = *has || column != NULL;
        for (const char *const *key = extract->key; column != NULL && *key != NULL && code == AN_OK; key++)
            if (!has_column(scan->schema, file, &header, *key))
                code =
                    an_fail_at(err, AN_DATA, file, header.line, 0,
                               "the column '%s' says which rows of one %s count, but there is no column '%s'",
                               column, extract->key[0], *key);
    }
    an_arena_free(&arena);
    return code;
}

static void find_state(an_standing *s)
{
    const an_column *const state = an_column_find(s->extract->state);
    const char *word;
    size_t size;
    for (int k = 1; (word = an_words_get(s->extract->withdrawn, k, &size)) != NULL; k++)
        s->withdrawn |= UINT64_C(1) << an_words_find(state->codes, word, size);
}

an_code an_standing_new(an_standing **standing, const an_scan *scan, an_counts *counts, an_error *err)
{
    const an_extract *const extract = scan->extract;
    bool has = false;
    *standing = NULL;
    if (extract == NULL || (extract->version == NULL && extract->state == NULL))
        return AN_OK;
    an_code code = look(scan, &has, err);
    if (code != AN_OK || !has)
        return code;
    an_standing *const s = calloc(1, sizeof *s);
    if (s == NULL)
        return an_fail_memory(err);
    *s = (an_standing){.extract = extract, .first = an_decimal_from_int(1), .version = -1, .state = -1};
    s->n_key = an_list_count(extract->key, sizeof *extract->key);
    s->all.standing = s;
    int next = (int)s->n_key;
    if (extract->version != NULL)
        s->version = next++;
    if (extract->state != NULL)
        s->state = next++;
    s->n_needs = (size_t)next;
    if (s->state >= 0)
        find_state(s);
    code = learn(s, scan, counts, err);
    if (code == AN_OK && s->all.has_zero && s->all.has_one) {
        empty(&s->all);
        an_counts_free(counts);
        s->first = an_decimal_from_int(0);
        code = learn(s, scan, counts, err);
    }
    if (code != AN_OK) {
        an_standing_free(s);
        return code;
    }
    *standing = s;
    return AN_OK;
}

void an_standing_free(an_standing *standing)
{
    if (standing == NULL)
        return;
    empty(&standing->all);
    free(standing);
}

an_code an_standing_judge(const an_standing *s, an_standing_key *key, const an_value *const values[],
                          an_stands *stands)
{
    const last row = judged(s, values);
    size_t size;
    uint32_t id;
    *stands = row.is_withdrawn ? AN_WITHDRAWN : AN_STANDS;
    if (make_key(s, key, values, &size) != AN_OK)
        return AN_SYSTEM;
    if (size == 0 || !an_intern_find(s->all.keys, key->text, size, &id))
        return AN_OK;
    const last *const one = &s->all.lasts[id];
    *stands = an_decimal_compare(row.version, one->version) < 0 ? AN_SUPERSEDED
              : one->is_withdrawn                               ? AN_WITHDRAWN
                                                                : AN_STANDS;
    return AN_OK;
}
