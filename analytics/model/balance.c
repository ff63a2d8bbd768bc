/* balance: weights with which no Member State and no importer outvotes the others of a group. */
#include "model/balance.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "stat/location.h"

an_code an_balance_new(an_balance *balance, const an_items *items, an_error *err)
{
    size_t states = items->states, importers = items->importers, most = 0;
    for (size_t g = 0; g < items->n_groups; g++)
        most = items->groups[g].n > most ? items->groups[g].n : most;
    balance->n_parties = (states > importers ? states : importers) + 1;
    balance->count = calloc(balance->n_parties, sizeof *balance->count);
    balance->limit = malloc((most + 1) * sizeof *balance->limit);
    if (balance->count != NULL && balance->limit != NULL)
        return AN_OK;
    an_balance_free(balance);
    return an_fail_memory(err);
}

void an_balance_free(an_balance *balance)
{
    free(balance->count);
    free(balance->limit);
    *balance = (an_balance){0};
}

static uint32_t party_of(const an_item *item, bool by_importer)
{
    return by_importer ? item->importer : item->state;
}

/* The weight that no party may exceed: level = share x the sum over parties of min(count, level).
 * count: n, ascending. */
static double find_limit(const double count[], size_t n, double share)
{
    double rest = 0;
    for (size_t i = 0; i < n; i++)
        rest += count[i];
    for (size_t above = 0; above < n; above++) { /* the largest `above` of them are cut */
        double limit = share * rest / (1 - share * (double)above);
        double next = count[n - 1 - above];
        if (next <= limit * (1 + 1e-12) || share * (double)(above + 1) >= 1)
            return fmax(limit, next);
        rest -= next;
    }
    return INFINITY;
}

/* Multiplies weight by that of the item among its kind of parties. */
static void cut(an_balance *balance, const an_item item[], size_t n, bool by_importer, double weight[])
{
    size_t n_parties = 0;
    for (size_t i = 0; i < n; i++)
        balance->count[party_of(&item[i], by_importer)]++;
    for (size_t i = 0; i < n; i++) {
        size_t *count = &balance->count[party_of(&item[i], by_importer)];
        if (*count > 0 && party_of(&item[i], by_importer) > 0)
            balance->limit[n_parties++] = (double)*count;
        *count = 0;
    }
    if (n_parties == 0)
        return;
    for (size_t i = 0; i < n; i++)
        balance->count[party_of(&item[i], by_importer)]++;
    an_location_sort(balance->limit, n_parties);
    double usual = by_importer ? AN_BALANCE_IMPORTER : AN_BALANCE_STATE;
    double limit = find_limit(balance->limit, n_parties, fmax(usual, AN_BALANCE_FEW / (double)n_parties));
    for (size_t i = 0; i < n; i++) {
        uint32_t party = party_of(&item[i], by_importer);
        if (party > 0 && (double)balance->count[party] > limit)
            weight[i] *= limit / (double)balance->count[party];
    }
    for (size_t i = 0; i < n; i++)
        balance->count[party_of(&item[i], by_importer)] = 0;
}

void an_balance_weigh(an_balance *balance, const an_item item[], size_t n, double weight[])
{
    for (size_t i = 0; i < n; i++)
        weight[i] = 1;
    cut(balance, item, n, true, weight);
    cut(balance, item, n, false, weight);
}
