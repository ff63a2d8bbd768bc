/* details: what names the items that an intake is asked for. */
#include "price/details.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 << 10, TEXTS = 3 };

/* ---- keeping ---- */

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

an_code an_details_flush(an_intake_worker *worker, an_error *err)
{
    if (worker->n_named == 0)
        return AN_OK;
    if (an_grow(&worker->pieces, &worker->pieces_capacity, worker->n_pieces + 1, sizeof *worker->pieces) !=
        AN_OK)
        return an_fail_memory(err);
    const size_t size = worker->n_named;
    worker->n_named = 0;
    return an_spill_keep(worker->intake->pieces, worker->named, size, &worker->pieces[worker->n_pieces++],
                         err);
}

an_code an_details_keep(an_intake_worker *worker, uint64_t place, const an_row *row, an_error *err)
{
    char text[600];
    an_cell texts[TEXTS];
    name_head head = {place, rate_of(row), sizeof head};
    list_texts(row, text, texts);
    for (size_t i = 0; i < TEXTS; i++)
        head.size += texts[i].size + 1;
    head.size = (head.size + 7) / 8 * 8;
    if (an_grow(&worker->named, &worker->named_capacity, worker->n_named + head.size, 1) != AN_OK)
        return an_fail_memory(err);
    char *end = mempcpy(worker->named + worker->n_named, &head, sizeof head);
    for (size_t i = 0; i < TEXTS; i++) {
        if (texts[i].size > 0)
            end = mempcpy(end, texts[i].text, texts[i].size);
        *end++ = '\0';
    }
    worker->n_named += head.size;
    memset(end, 0, (size_t)(worker->named + worker->n_named - end));
    return worker->n_named >= PIECE ? an_details_flush(worker, err) : AN_OK;
}

/* ---- asking ---- */

static int by_place(const void *a, const void *b)
{
    const an_details *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

an_code an_intake_ask(an_intake *intake, const an_question question[], size_t n, an_detail detail[],
                      an_error *err)
{
    intake->question = question;
    intake->detail = detail;
    intake->asked = malloc((n + 1) * sizeof *intake->asked);
    if (intake->asked == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        detail[i] = (an_detail){0};
        intake->asked[i] = (an_details){question[i].place, i};
    }
    if (n > 0)
        qsort(intake->asked, n, sizeof *intake->asked, by_place);
    intake->n_asked = n;
    return AN_OK;
}

/* The item at place, if it is asked for; a worker comes to the places in their order. */
static const an_details *find(an_intake_worker *worker, uint64_t place)
{
    const an_intake *const intake = worker->intake;
    while (worker->next < intake->n_asked && intake->asked[worker->next].place < place)
        worker->next++;
    return worker->next < intake->n_asked && intake->asked[worker->next].place == place
               ? &intake->asked[worker->next]
               : NULL;
}

bool an_intake_wants(void *state, const char *file, uint64_t line)
{
    an_intake_worker *const worker = state;
    return find(worker, an_intake_place(worker, file, line)) != NULL;
}

static const char *copy(an_arena *arena, const char *text, size_t size)
{
    return size > 0 ? an_arena_copy(arena, text, size) : "";
}

static an_code answer(an_intake_worker *worker, const an_details *asked, double rate,
                      const an_cell texts[TEXTS], an_error *err)
{
    an_detail *const detail = &worker->intake->detail[asked->number];
    *detail = (an_detail){rate, copy(&worker->arena, texts[0].text, texts[0].size),
                          copy(&worker->arena, texts[1].text, texts[1].size),
                          copy(&worker->arena, texts[2].text, texts[2].size)};
    return detail->declaration != NULL && detail->number != NULL && detail->outcome != NULL
               ? AN_OK
               : an_fail_memory(err);
}

static bool is_unchanged(const an_row *row, const an_question *question)
{
    return an_decimal_double(row->values[AN_INTAKE_VALUE].number) == question->value &&
           an_decimal_double(row->values[AN_INTAKE_MASS].number) == question->mass;
}

an_code an_intake_name(void *state, const an_row *row, an_error *err)
{
    an_intake_worker *const worker = state;
    const an_details *const asked = find(worker, an_intake_place(worker, row->file, row->record->line));
    char text[600];
    an_cell texts[TEXTS];
    if (asked == NULL || !is_unchanged(row, &worker->intake->question[asked->number]))
        return AN_OK;
    list_texts(row, text, texts);
    return answer(worker, asked, rate_of(row), texts, err);
}

/* Looks through a piece that a worker kept. */
static an_code search(an_intake_worker *worker, const char *bytes, size_t size, an_error *err)
{
    an_code code = AN_OK;
    name_head head;
    for (size_t at = 0; at < size && code == AN_OK; at += head.size) {
        memcpy(&head, bytes + at, sizeof head);
        const an_details *const asked = find(worker, head.place);
        an_cell texts[TEXTS];
        if (asked == NULL)
            continue;
        const char *text = bytes + at + sizeof head;
        for (size_t i = 0; i < TEXTS; i++, text += strlen(text) + 1)
            texts[i] = (an_cell){.text = text, .size = strlen(text)};
        code = answer(worker, asked, head.duty_rate, texts, err);
    }
    return code;
}

static an_code search_kept(an_intake_worker *worker, an_error *err)
{
    char *room = NULL;
    size_t capacity = 0;
    an_code code = AN_OK;
    for (size_t i = 0; i < worker->n_pieces && code == AN_OK; i++) {
        const an_spill_chunk *const piece = &worker->pieces[i];
        const void *bytes;
        code = an_grow(&room, &capacity, piece->size, 1) == AN_OK ? AN_OK : an_fail_memory(err);
        if (code == AN_OK)
            code = an_spill_get(worker->intake->pieces, piece, room, &bytes, err);
        if (code == AN_OK)
            code = search(worker, bytes, piece->size, err);
    }
    free(room);
    return code;
}

an_code an_intake_answer(an_intake *intake, an_error *err)
{
    an_code code = AN_OK;
    for (unsigned t = 0; t < intake->plan.threads && code == AN_OK; t++)
        code = search_kept(&intake->workers[t], err);
    for (size_t i = 0; i < intake->n_asked && code == AN_OK; i++)
        if (intake->detail[i].declaration == NULL)
            code = an_fail(err, AN_SYSTEM, "the input has changed while it was being read");
    return code;
}
