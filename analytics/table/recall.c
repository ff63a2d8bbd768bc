/* recall: the values of a column's most frequent texts, read once. */
#include "table/recall.h"

#include <stdlib.h>

enum {
    SLOTS_LEAST = 256,
    SLOTS_MOST = 16384, /* half of them are used at most: numbers fit 16 bits */
};

static bool insert(an_recall_slot *slots, size_t mask, an_recall_slot entry)
{
    size_t at = (size_t)an_recall_hash(entry.key);
    for (int probe = 0; probe < AN_RECALL_PROBES; probe++, at++)
        if (slots[at & mask].number == 0) {
            slots[at & mask] = entry;
            return true;
        }
    return false;
}

static an_code double_slots(an_recall *recall)
{
    const size_t n = recall->slots != NULL ? 2 * (recall->mask + 1) : SLOTS_LEAST;
    if (n > SLOTS_MOST) {
        recall->given_up = true;
        return AN_OK;
    }
    an_recall_slot *const slots = calloc(n, sizeof *slots);
    if (slots == NULL)
        return AN_SYSTEM;
    for (size_t i = 0; recall->slots != NULL && i <= recall->mask; i++)
        if (recall->slots[i].number != 0)
            (void)insert(slots, n - 1, recall->slots[i]); /* one that finds no room is forgotten */
    free(recall->slots);
    recall->slots = slots;
    recall->mask = n - 1;
    return AN_OK;
}

static an_code reserve(an_recall *recall, uint32_t number)
{
    const size_t known = recall->capacity;
    if (an_grow(&recall->values, &recall->capacity, (size_t)number + 1, sizeof *recall->values) != AN_OK)
        return AN_SYSTEM;
    memset(recall->values + known, 0, (recall->capacity - known) * sizeof *recall->values);
    if (recall->n < AN_RECALL_FIRST)
        recall->n = AN_RECALL_FIRST;
    return AN_OK;
}

static bool is_same(an_recall_kind kind, const an_value *a, const an_value *b)
{
    if (kind == AN_RECALL_PERIOD)
        return a->period.index == b->period.index;
    return kind == AN_RECALL_TEXT && a->text.size == b->text.size &&
           memcmp(a->text.text, b->text.text, a->text.size) == 0;
}

static uint32_t first_of(const an_recall *recall, an_recall_kind kind, const an_value *value)
{
    for (uint32_t k = AN_RECALL_FIRST; kind != AN_RECALL_EACH && k < recall->n; k++)
        if (is_same(kind, &recall->values[k], value))
            return k;
    return recall->n;
}

an_code an_recall_add(an_recall *recall, an_recall_kind kind, const char *text, size_t size,
                      const an_value *value)
{
    if (size == 0 || size > AN_RECALL_SIZE || recall->given_up || memchr(text, '\0', size) != NULL)
        return AN_OK;
    if (reserve(recall, recall->n) != AN_OK)
        return AN_SYSTEM;
    if ((recall->slots == NULL || 2 * (size_t)recall->n > recall->mask) && double_slots(recall) != AN_OK)
        return AN_SYSTEM;
    const an_recall_slot slot = {an_recall_key_of(text, size), recall->n, first_of(recall, kind, value)};
    if (recall->given_up || !insert(recall->slots, recall->mask, slot))
        return AN_OK;
    an_value *const kept = &recall->values[recall->n];
    *kept = *value;
    kept->text.text = an_arena_copy(&recall->texts, value->text.text, value->text.size);
    if (kept->text.text == NULL)
        return AN_SYSTEM;
    recall->n++;
    return AN_OK;
}

void an_recall_free(an_recall *recall)
{
    free(recall->slots);
    free(recall->values);
    an_arena_free(&recall->texts);
    *recall = (an_recall){0};
}
