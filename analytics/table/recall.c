/* recall: the values of a column's most frequent texts, read once. */
#include "table/recall.h"

#include <stdlib.h>

enum {
    BITS_LEAST = 9,
    BITS_MOST = 15, /* a quarter of the slots are used at most: numbers fit 16 bits */
};

static bool insert(an_recall *recall, an_recall_slot entry)
{
    an_recall_slot *const home = &recall->slots[an_recall_hash(entry.key) >> recall->shift];
    for (an_recall_slot *slot = home; slot < home + AN_RECALL_PROBES; slot++)
        if (slot->number == 0) {
            *slot = entry;
            return true;
        }
    return false;
}

static size_t count_slots(unsigned bits)
{
    return ((size_t)1 << bits) + AN_RECALL_PROBES;
}

static an_code double_slots(an_recall *recall)
{
    const unsigned known = recall->slots != NULL ? 64 - recall->shift : 0;
    const unsigned bits = known > 0 ? known + 1 : BITS_LEAST;
    an_recall_slot *const old = recall->slots;
    if (bits > BITS_MOST) {
        recall->given_up = true;
        return AN_OK;
    }
    an_recall_slot *const slots = calloc(count_slots(bits), sizeof *slots);
    if (slots == NULL)
        return AN_SYSTEM;
    recall->slots = slots;
    recall->shift = 64 - bits;
    for (size_t i = 0; old != NULL && i < count_slots(known); i++)
        if (old[i].number != 0)
            (void)insert(recall, old[i]); /* one that finds no room is forgotten */
    free(old);
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
    if (size == 0 || size > AN_RECALL_SIZE || recall->given_up || *text == '"' ||
        memchr(text, '\0', size) != NULL)
        return AN_OK;
    if (reserve(recall, recall->n) != AN_OK)
        return AN_SYSTEM;
    if ((recall->slots == NULL || 4 * (size_t)recall->n > (size_t)1 << (64 - recall->shift)) &&
        double_slots(recall) != AN_OK)
        return AN_SYSTEM;
    const an_recall_slot slot = {an_recall_key_of(text, size), recall->n, first_of(recall, kind, value)};
    if (recall->given_up || !insert(recall, slot))
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
