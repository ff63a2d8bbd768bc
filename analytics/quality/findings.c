/* findings: what checks found, by group.
 *
 * Duplicates are the one check that needs other rows: keys go to one interned table, in the order of the
 * input, block by block when it is committed, so that the second of two is the one told, whatever thread
 * read it. Counts of threads add up; of each check the first example in the order of the input is kept.
 * Memory O(groups x checks), and the keys where there is one. */
#include "quality/findings.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A row's key, until it is looked up. */
typedef struct pending {
    size_t group, check;
    const char *file;
    uint64_t line;
    size_t at, size; /* in texts */
} pending;

struct an_findings {
    size_t n_checks;
    an_intern *groups;
    an_finding *cells; /* groups x checks */
    size_t capacity;
    an_arena examples;
    size_t *target; /* of each group: its number in the findings it is merged into */
    size_t target_capacity, n_target;
    an_intern *keys; /* seen */
    pending *pending;
    size_t n_pending, pending_capacity;
    char *texts; /* of the pending keys */
    size_t texts_size, texts_capacity;
    uint32_t *order;
};

an_code an_findings_new(an_findings **findings, size_t n_checks, an_error *err)
{
    an_findings *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    made->n_checks = n_checks;
    if (an_intern_new(&made->groups) != AN_OK || an_intern_new(&made->keys) != AN_OK) {
        an_findings_free(made);
        return an_fail_memory(err);
    }
    *findings = made;
    return AN_OK;
}

void an_findings_free(an_findings *findings)
{
    if (findings == NULL)
        return;
    an_intern_free(findings->groups);
    an_intern_free(findings->keys);
    an_arena_free(&findings->examples);
    free(findings->cells);
    free(findings->target);
    free(findings->pending);
    free(findings->texts);
    free(findings->order);
    free(findings);
}

an_code an_findings_group(an_findings *findings, const void *key, size_t size, size_t *group, an_error *err)
{
    size_t n = an_intern_count(findings->groups);
    uint32_t id;
    if (an_intern_add(findings->groups, key, size, &id) != AN_OK)
        return an_fail_memory(err);
    *group = id;
    if (id < n)
        return AN_OK;
    if (an_grow(&findings->cells, &findings->capacity, (n + 1) * findings->n_checks,
                sizeof *findings->cells) != AN_OK)
        return an_fail_memory(err);
    memset(findings->cells + n * findings->n_checks, 0, findings->n_checks * sizeof *findings->cells);
    return AN_OK;
}

an_finding *an_findings_at(const an_findings *findings, size_t group, size_t check)
{
    return &findings->cells[group * findings->n_checks + check];
}

bool an_findings_add(an_finding *finding, const char *file, uint64_t line)
{
    if (finding->violations++ > 0)
        return false;
    finding->file = file;
    finding->line = line;
    return true;
}

an_code an_findings_example(an_findings *findings, an_finding *finding, const char *text, an_error *err)
{
    finding->example = an_arena_copy(&findings->examples, text, strlen(text));
    return finding->example != NULL ? AN_OK : an_fail_memory(err);
}

/* A key begins with the number of its check, so that those of different checks are told apart. */
an_code an_findings_key(an_findings *findings, size_t group, size_t check, const char *file, uint64_t line,
                        const void *key, size_t size, an_error *err)
{
    const uint16_t mark = (uint16_t)check;
    if (an_grow(&findings->pending, &findings->pending_capacity, findings->n_pending + 1,
                sizeof *findings->pending) != AN_OK ||
        an_grow(&findings->texts, &findings->texts_capacity, findings->texts_size + sizeof mark + size, 1) !=
            AN_OK)
        return an_fail_memory(err);
    memcpy(findings->texts + findings->texts_size, &mark, sizeof mark);
    memcpy(findings->texts + findings->texts_size + sizeof mark, key, size);
    findings->pending[findings->n_pending++] =
        (pending){group, check, file, line, findings->texts_size, sizeof mark + size};
    findings->texts_size += sizeof mark + size;
    return AN_OK;
}

/* The numbers in findings of the groups that part has got since the last time. */
static an_code map_groups(an_findings *findings, an_findings *part, an_error *err)
{
    size_t n = an_intern_count(part->groups);
    if (an_grow(&part->target, &part->target_capacity, n, sizeof *part->target) != AN_OK)
        return an_fail_memory(err);
    for (; part->n_target < n; part->n_target++) {
        size_t size;
        const char *key = an_intern_text(part->groups, (uint32_t)part->n_target, &size);
        an_code code = an_findings_group(findings, key, size, &part->target[part->n_target], err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}

static an_code merge_cell(an_findings *findings, an_finding *to, an_finding *from, an_error *err)
{
    an_code code = AN_OK;
    if (to->violations == 0 && from->violations > 0) {
        to->file = from->file;
        to->line = from->line;
        if (from->example != NULL)
            code = an_findings_example(findings, to, from->example, err);
    }
    to->rows += from->rows;
    to->violations += from->violations;
    *from = (an_finding){0};
    return code;
}

static an_code merge_keys(an_findings *findings, an_findings *part,
                          an_code (*duplicate)(void *, const an_duplicate *, an_error *), void *context,
                          an_error *err)
{
    for (size_t i = 0; i < part->n_pending; i++) {
        const pending *row = &part->pending[i];
        const char *key = part->texts + row->at;
        uint32_t n = an_intern_count(findings->keys), id;
        if (an_intern_add(findings->keys, key, row->size, &id) != AN_OK)
            return an_fail_memory(err);
        if (id == n)
            continue;
        const an_duplicate found = {
            part->target[row->group],    row->check, row->file, row->line, key + sizeof(uint16_t),
            row->size - sizeof(uint16_t)};
        an_code code = duplicate(context, &found, err);
        if (code != AN_OK)
            return code;
    }
    part->n_pending = part->texts_size = 0;
    return AN_OK;
}

an_code an_findings_merge(an_findings *findings, an_findings *part,
                          an_code (*duplicate)(void *context, const an_duplicate *row, an_error *err),
                          void *context, an_error *err)
{
    an_code code = map_groups(findings, part, err);
    for (size_t g = 0; g < part->n_target && code == AN_OK; g++)
        for (size_t c = 0; c < part->n_checks && code == AN_OK; c++)
            code = merge_cell(findings, an_findings_at(findings, part->target[g], c),
                              an_findings_at(part, g, c), err);
    an_arena_free(&part->examples);
    return code == AN_OK ? merge_keys(findings, part, duplicate, context, err) : code;
}

size_t an_findings_groups(const an_findings *findings)
{
    return an_intern_count(findings->groups);
}

an_code an_findings_sort(an_findings *findings, an_error *err)
{
    free(findings->order);
    findings->order = calloc(an_findings_groups(findings) + 1, sizeof *findings->order);
    if (findings->order == NULL)
        return an_fail_memory(err);
    an_intern_sort(findings->groups, findings->order);
    return AN_OK;
}

void an_findings_sum(const an_findings *findings, size_t check, an_finding *sum)
{
    *sum = (an_finding){0};
    for (size_t k = 0; k < an_findings_groups(findings); k++) {
        const an_finding *one = an_findings_at(findings, findings->order[k], check);
        if (sum->violations == 0) {
            sum->file = one->file;
            sum->line = one->line;
            sum->example = one->example;
        }
        sum->rows += one->rows;
        sum->violations += one->violations;
    }
}

/* ---- the report ---- */

static void write_share(an_output *output, uint64_t rows, uint64_t violations)
{
    an_output_count(output, (int64_t)rows);
    an_output_count(output, (int64_t)violations);
    an_output_number(output, rows > 0 ? (double)violations / (double)rows : NAN);
}

static void write_first(an_output *output, const char *file, uint64_t line, const char *example)
{
    char place[600] = "";
    if (file != NULL)
        snprintf(place, sizeof place, "%s:%" PRIu64, file, line);
    an_output_string(output, place);
    an_output_string(output, example != NULL ? example : "");
    an_output_end_row(output);
}

static void write_head(const char *check, const char *column, size_t n_by, an_output *output)
{
    an_output_string(output, check);
    an_output_string(output, column);
    for (size_t b = 0; b < n_by; b++)
        an_output_string(output, "");
}

/* What keeps the file from being read as it is. */
static void write_diagnosis(size_t n_by, const an_diagnosis *diagnosis, an_output *output)
{
    for (size_t i = 0; i < diagnosis->n; i++) {
        const an_trouble *const t = &diagnosis->troubles[i];
        write_head(t->check, t->column, n_by, output);
        write_share(output, t->rows, t->violations);
        write_first(output, t->file, t->line, t->example);
    }
}

/* Rows that are no rows of the table at all. */
static void write_structure(size_t n_by, const an_counts *counts, an_output *output)
{
    static const an_reason none = {0};
    size_t n = counts->n_reasons > 0 ? counts->n_reasons : 1;
    for (size_t i = 0; i < n; i++) {
        const an_reason *reason = counts->n_reasons > 0 ? &counts->reasons[i] : &none;
        write_head("structure", "", n_by, output);
        write_share(output, counts->read, reason->rows);
        write_first(output, reason->rows > 0 ? counts->files[reason->file].name : NULL, reason->line,
                    reason->text);
    }
}

static void write_group(const an_finding *finding, const an_check *check, const char *key, size_t n_by,
                        an_output *output)
{
    an_output_string(output, check->name);
    an_output_string(output, check->column);
    for (size_t b = 0; b < n_by; b++) {
        an_output_string(output, key);
        key += strlen(key) + 1;
    }
    write_share(output, finding->rows, finding->violations);
    write_first(output, finding->file, finding->line, finding->example);
}

void an_findings_write(const an_findings *findings, const an_check checks[], size_t n_by,
                       const an_diagnosis *diagnosis, const an_counts *counts, an_output *output)
{
    write_diagnosis(n_by, diagnosis, output);
    write_structure(n_by, counts, output);
    for (size_t i = 0; i < findings->n_checks; i++)
        for (size_t k = 0; k < an_findings_groups(findings); k++) {
            uint32_t group = findings->order[k];
            const char *key = an_intern_text(findings->groups, group, NULL);
            write_group(an_findings_at(findings, group, i), &checks[i], key, n_by, output);
        }
}
