/* consignments: items are added to their declarations as they come; then declarations that are parts of one
 * consignment are put together.
 *
 * Sums are of whole millionths, so that no order of rows changes them. An item with two controls stands in
 * two rows, the second with items=0, which is passed over. A declaration of which one item has no value has
 * none. Low-value parcels of private persons name no importer: each of their declarations stands by itself.
 * Memory: 48 bytes a declaration, and its name. */
#include "movement/consignments.h"

#include <stdlib.h>
#include <string.h>

enum { DECLARATION, DAY, IMPORTER, CONSIGNOR, GOODS, VALUE, MASS, ITEMS };

static const int64_t units_of_a_millionth = 1000000; /* decimals are of 10^-12 */

const an_need an_consignments_needs[AN_CONSIGNMENTS_NEEDS] = {
    [DECLARATION] = {.name = "declaration_id", .optional = true},
    [DAY] = {.name = "acceptance_date"},
    [IMPORTER] = {.name = "importer", .optional = true},
    [CONSIGNOR] = {.name = "consignor", .optional = true},
    [GOODS] = {.name = "commodity", .optional = true},
    [VALUE] = {.name = "statistical_value"},
    [MASS] = {.name = "net_mass", .optional = true},
    [ITEMS] = {.name = "items", .optional = true},
};

an_code an_consignments_new(an_consignments *c, bool prices, an_error *err)
{
    *c = (an_consignments){.prices = prices};
    if (an_intern_new(&c->names) != AN_OK || an_intern_new(&c->groups) != AN_OK)
        return an_fail_memory(err);
    return AN_OK;
}

void an_consignments_free(an_consignments *c)
{
    an_intern_free(c->names);
    an_intern_free(c->groups);
    free(c->of_name);
    free(c->all);
    free(c->key);
}

static an_code name(an_intern *names, const an_value *value, uint32_t *number, an_error *err)
{
    return an_intern_add(names, value->text.text, value->text.size, number) == AN_OK ? AN_OK
                                                                                     : an_fail_memory(err);
}

/* The texts of --by, a NUL behind each, as a group. */
static an_code group_of(an_consignments *c, const an_value by[], size_t n_by, uint32_t *group, an_error *err)
{
    size_t size = 0;
    for (size_t k = 0; k < n_by; k++) {
        const an_cell text = by[k].text;
        if (an_grow(&c->key, &c->key_capacity, size + text.size + 1, 1) != AN_OK)
            return an_fail_memory(err);
        if (text.size > 0)
            memcpy(c->key + size, text.text, text.size);
        size += text.size;
        c->key[size++] = '\0';
    }
    return an_intern_add(c->groups, c->key, size, group) == AN_OK ? AN_OK : an_fail_memory(err);
}

/* The value of an item in millionths, or its unit price; below 0: not known. */
static int64_t value_of(const an_consignments *c, const an_row *row)
{
    const an_value *const value = &row->values[VALUE], *const mass = &row->values[MASS];
    if (!value->present || value->number.units < 0 || (c->prices && mass->number.units <= 0))
        return -1;
    if (!c->prices)
        return (int64_t)(value->number.units / units_of_a_millionth);
    const double price = (double)value->number.units / (double)mass->number.units * AN_CONSIGNMENTS_UNIT;
    return price < (double)INT64_MAX / 2 ? (int64_t)(price + 0.5) : -1;
}

/* A new consignment, and where its number is kept. */
static an_code begin(an_consignments *c, uint32_t *kept, an_consignment first, an_error *err)
{
    if (c->n >= UINT32_MAX - 1 || an_grow(&c->all, &c->capacity, c->n + 1, sizeof *c->all) != AN_OK)
        return an_fail_memory(err);
    c->all[c->n++] = first;
    if (kept != NULL)
        *kept = (uint32_t)c->n;
    return AN_OK;
}

/* An item that is one more of a consignment. AN_DATA: its value is too large. */
static an_code add_item(an_consignment *to, const an_consignment *item, an_error *err)
{
    if (to->group != item->group)
        to->group = UINT32_MAX;
    if (to->goods != item->goods)
        to->goods = UINT32_MAX;
    if (item->value < 0 || to->value < 0)
        to->value = -1;
    else if (__builtin_add_overflow(to->value, item->value, &to->value))
        return an_fail(err, AN_DATA, "the value of a declaration is too large to add up");
    return AN_OK;
}

/* Where the number of a declaration's consignment is kept; NULL: no memory. */
static uint32_t *place_of(an_consignments *c, uint32_t declaration)
{
    if (an_grow(&c->of_name, &c->named_capacity, (size_t)declaration + 1, sizeof *c->of_name) != AN_OK)
        return NULL;
    for (; c->n_named <= declaration; c->n_named++)
        c->of_name[c->n_named] = 0;
    return &c->of_name[declaration];
}

an_code an_consignments_row(an_consignments *c, const an_row *row, size_t n_by, an_error *err)
{
    const an_value *const values = row->values;
    an_consignment item = {.value = value_of(c, row), .parts = 1, .day = values[DAY].date};
    if (values[ITEMS].present && values[ITEMS].number.units == 0)
        return AN_OK;
    an_code code = name(c->names, &values[DECLARATION], &item.declaration, err);
    if (code == AN_OK)
        code = name(c->names, &values[IMPORTER], &item.importer, err);
    if (code == AN_OK)
        code = name(c->names, &values[CONSIGNOR], &item.consignor, err);
    if (code == AN_OK)
        code = name(c->names, &values[GOODS], &item.goods, err);
    if (code == AN_OK)
        code = group_of(c, values + AN_CONSIGNMENTS_NEEDS, n_by, &item.group, err);
    if (code != AN_OK)
        return code;
    c->unknown += item.value < 0;
    c->items += item.value >= 0;
    if (c->prices || values[DECLARATION].text.size == 0)
        return begin(c, NULL, item, err);
    uint32_t *const place = place_of(c, item.declaration);
    if (place == NULL)
        return an_fail_memory(err);
    return *place == 0 ? begin(c, place, item, err) : add_item(&c->all[*place - 1], &item, err);
}

/* ---- what was split ---- */

/* Those that may be parts of one stand next to each other, by name; the rest behind. */
static int by_parts(const void *a, const void *b, void *context)
{
    const an_consignment *const x = a, *const y = b;
    const an_intern *const names = context;
    const uint32_t p[] = {x->importer, (uint32_t)x->day, x->consignor, x->goods};
    const uint32_t q[] = {y->importer, (uint32_t)y->day, y->consignor, y->goods};
    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++)
        if (p[i] != q[i])
            return p[i] < q[i] ? -1 : 1;
    return strcmp(an_intern_text(names, x->declaration, NULL), an_intern_text(names, y->declaration, NULL));
}

static bool is_one(const an_consignments *c, const an_consignment *x, const an_consignment *y)
{
    size_t size;
    (void)an_intern_text(c->names, x->importer, &size);
    return size > 0 && x->goods != UINT32_MAX && x->importer == y->importer && x->day == y->day &&
           x->consignor == y->consignor && x->goods == y->goods;
}

static int by_value(const void *a, const void *b, void *context)
{
    const an_consignment *const x = a, *const y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return strcmp(an_intern_text(context, x->declaration, NULL),
                  an_intern_text(context, y->declaration, NULL));
}

an_code an_consignments_join(an_consignments *c, uint64_t *joined, an_error *err)
{
    size_t kept = 0;
    an_code code = AN_OK;
    *joined = 0;
    if (c->n == 0)
        return AN_OK;
    if (!c->prices && !c->apart)
        qsort_r(c->all, c->n, sizeof *c->all, by_parts, c->names);
    for (size_t i = 0; i < c->n && code == AN_OK; i++) {
        c->all[i].largest = c->all[i].value;
        an_consignment *const last = kept > 0 ? &c->all[kept - 1] : NULL;
        if (last == NULL || c->prices || c->apart || !is_one(c, last, &c->all[i])) {
            c->all[kept++] = c->all[i];
            continue;
        }
        *joined += last->parts == 1 ? 2 : 1;
        last->parts++;
        last->largest = c->all[i].value > last->largest ? c->all[i].value : last->largest;
        code = add_item(last, &c->all[i], err);
    }
    c->n = kept;
    qsort_r(c->all, c->n, sizeof *c->all, by_value, c->names);
    for (kept = 0; kept < c->n && c->all[kept].value < 0;)
        kept++;
    memmove(c->all, c->all + kept, (c->n - kept) * sizeof *c->all);
    c->n -= kept;
    return code;
}
