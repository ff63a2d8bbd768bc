/* party_rows: rows become items of a party in a comparison set: the same goods in the same period.
 *
 * An item with two controls stands in two rows: the second (items=0) counts as a control, not as an item. */
#include "price/party_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE, MASS, ITEMS, DAY, RATE, DUTY, STATE, AEO, RESULT };

const an_need an_party_rows_needs[AN_PARTY_ROWS_NEEDS + 1] = {
    [VALUE] = {.name = "statistical_value"},
    [MASS] = {.name = "net_mass"},
    [ITEMS] = {.name = "items", .optional = true},
    [DAY] = {.name = "acceptance_date"},
    [RATE] = {.name = "duty_rate", .optional = true},
    [DUTY] = {.name = "duty_amount", .optional = true},
    [STATE] = {.name = "member_state", .optional = true},
    [AEO] = {.name = "importer_aeo", .optional = true},
    [RESULT] = {.name = "control_result", .optional = true},
    {.name = NULL},
};

an_code an_party_rows_new(an_party_rows *rows, size_t n_by, size_t n_within, an_error *err)
{
    *rows = (an_party_rows){.n_by = n_by, .n_within = n_within, .first = INT32_MAX, .last = INT32_MIN};
    return an_intern_new(&rows->parties) == AN_OK && an_intern_new(&rows->sets) == AN_OK &&
                   an_intern_new(&rows->texts) == AN_OK
               ? AN_OK
               : an_fail_memory(err);
}

void an_party_rows_free(an_party_rows *rows)
{
    an_intern_free(rows->parties);
    an_intern_free(rows->sets);
    an_intern_free(rows->texts);
    free(rows->items);
    free(rows->money);
    free(rows->evidence);
    free(rows->named);
    free(rows->key);
}

/* The texts of n values, a NUL behind each, from size bytes of the key on. */
static an_code put_texts(an_party_rows *s, const an_value values[], size_t n, size_t *size, an_error *err)
{
    for (size_t k = 0; k < n; k++) {
        const an_cell text = values[k].text;
        if (an_grow(&s->key, &s->key_capacity, *size + text.size + 1, 1) != AN_OK)
            return an_fail_memory(err);
        if (text.size > 0)
            memcpy(s->key + *size, text.text, text.size);
        *size += text.size;
        s->key[(*size)++] = '\0';
    }
    return AN_OK;
}

static an_code number_of(an_party_rows *s, an_intern *keys, const an_value values[], size_t n, size_t size,
                         uint32_t *number, an_error *err)
{
    an_code code = put_texts(s, values, n, &size, err);
    if (code == AN_OK && an_intern_add(keys, s->key, size, number) != AN_OK)
        code = an_fail_memory(err);
    return code;
}

static an_code evidence_of(an_party_rows *s, uint32_t party, an_party_evidence **found, an_error *err)
{
    if (an_grow(&s->evidence, &s->evidence_capacity, (size_t)party + 1, sizeof *s->evidence) != AN_OK)
        return an_fail_memory(err);
    for (; s->n_evidence <= party; s->n_evidence++)
        s->evidence[s->n_evidence] = (an_party_evidence){0};
    *found = &s->evidence[party];
    return AN_OK;
}

/* The AEO status and the results of controls, of each row. */
static an_code take_evidence(an_party_rows *s, const an_value values[], an_party_evidence *e, an_error *err)
{
    const an_value *const aeo = &values[AEO], *const result = &values[RESULT];
    uint32_t number;
    if (result->present) {
        e->closed += result->text.size != 4 || memcmp(result->text.text, "open", 4) != 0;
        e->irregular += result->text.size == 9 && memcmp(result->text.text, "irregular", 9) == 0;
    }
    if (!aeo->present)
        return AN_OK;
    if (an_intern_add(s->texts, aeo->text.text, aeo->text.size, &number) != AN_OK)
        return an_fail_memory(err);
    if (e->aeo == 0 ||
        strcmp(an_intern_text(s->texts, number, NULL), an_intern_text(s->texts, e->aeo - 1, NULL)) > 0)
        e->aeo = number + 1;
    return AN_OK;
}

static double duty_of(const an_value values[])
{
    if (values[DUTY].present)
        return an_decimal_double(values[DUTY].number);
    return values[RATE].present
               ? an_decimal_double(values[VALUE].number) * an_decimal_double(values[RATE].number) / 100
               : NAN;
}

static an_code take_item(an_party_rows *s, const an_row *row, uint32_t party, an_error *err)
{
    const an_value *const values = row->values;
    const an_value *const state = &values[STATE];
    an_party_item item = {.party = party, .day = values[DAY].date};
    an_party_money of = {.value = an_decimal_double(values[VALUE].number), .duty = duty_of(values)};
    const double mass = an_decimal_double(values[MASS].number);
    if (of.value <= 0 || mass <= 0) {
        s->unpriced++;
        return AN_OK;
    }
    item.log_price = log(of.value / mass);
    const int32_t period = row->period.index;
    if (an_grow(&s->key, &s->key_capacity, sizeof period, 1) != AN_OK)
        return an_fail_memory(err);
    memcpy(s->key, &period, sizeof period);
    an_code code = number_of(s, s->sets, values + AN_PARTY_ROWS_NEEDS + s->n_by, s->n_within, sizeof period,
                             &item.set, err);
    if (code == AN_OK && an_intern_add(s->texts, state->text.text, state->text.size, &of.state) != AN_OK)
        code = an_fail_memory(err);
    if (code == AN_OK && (an_grow(&s->items, &s->items_capacity, s->n + 1, sizeof *s->items) != AN_OK ||
                          an_grow(&s->money, &s->money_capacity, s->n + 1, sizeof *s->money) != AN_OK))
        code = an_fail_memory(err);
    if (code != AN_OK)
        return code;
    s->items[s->n] = item;
    s->money[s->n++] = of;
    s->first = item.day < s->first ? item.day : s->first;
    s->last = item.day > s->last ? item.day : s->last;
    return AN_OK;
}

an_code an_party_rows_take(void *state, const an_row *row, an_error *err)
{
    an_party_rows *const s = state;
    const an_value *const values = row->values;
    const bool is_item = !values[ITEMS].present || values[ITEMS].number.units > 0;
    uint32_t party;
    an_party_evidence *e = NULL;
    bool is_named = true;
    for (size_t k = 0; k < s->n_by; k++)
        is_named = is_named && values[AN_PARTY_ROWS_NEEDS + k].text.size > 0;
    s->nameless += !is_named && is_item;
    if (!is_named)
        return AN_OK;
    an_code code = number_of(s, s->parties, values + AN_PARTY_ROWS_NEEDS, s->n_by, 0, &party, err);
    if (code == AN_OK)
        code = evidence_of(s, party, &e, err);
    if (code == AN_OK)
        code = take_evidence(s, values, e, err);
    return code == AN_OK && is_item ? take_item(s, row, party, err) : code;
}

an_code an_party_rows_number(an_party_rows *s, an_error *err)
{
    const uint32_t parties = an_intern_count(s->parties), sets = an_intern_count(s->sets);
    const size_t most = (size_t)(parties > sets ? parties : sets) + 1;
    uint32_t *const sorted = malloc(most * sizeof *sorted), *const place = malloc(most * sizeof *place);
    an_party_evidence *const moved = malloc(((size_t)parties + 1) * sizeof *moved);
    s->named = malloc(((size_t)parties + 1) * sizeof *s->named);
    const bool ok = sorted != NULL && place != NULL && moved != NULL && s->named != NULL;
    if (ok) {
        an_intern_sort(s->sets, sorted);
        for (uint32_t k = 0; k < sets; k++)
            place[sorted[k]] = k;
        for (size_t i = 0; i < s->n; i++)
            s->items[i].set = place[s->items[i].set];
        an_intern_sort(s->parties, s->named);
        for (uint32_t k = 0; k < parties; k++) {
            place[s->named[k]] = k;
            moved[k] = s->evidence[s->named[k]];
        }
        for (size_t i = 0; i < s->n; i++)
            s->items[i].party = place[s->items[i].party];
        free(s->evidence);
        s->evidence = moved;
    } else {
        free(moved);
    }
    free(sorted);
    free(place);
    return ok ? AN_OK : an_fail_memory(err);
}

const char *an_party_rows_name(const an_party_rows *rows, uint32_t party)
{
    return an_intern_text(rows->parties, rows->named[party], NULL);
}
