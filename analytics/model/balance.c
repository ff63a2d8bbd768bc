/* balance: weights with which no Member State and no importer outvotes the others of a group.
 *
 * Where one of them brings most of a group and undervalues nearly all of it, a reference pooled by items
 * follows the fraud. OLAF's mean of the Member States' prices knew that; the weights here go as far towards
 * it as the group allows.
 *
 * A party with n_p of the items gets the weight min(n_p, L)/n_p an item, where the limit L = share x sum
 * over parties of min(n_p, L): nobody holds more than the share, and who holds less keeps all. L is found by
 * cutting the largest first, one after the other, O(parties log parties). The share is 5 % for importers and
 * 15 % for Member States, or 1.2 over their number if that is more: with few parties nobody could be cut to
 * 5 %. An item has the product of the weights of its importer and its Member State. A clean group loses
 * little precision by it; a masked one, in which one party undervalues nearly all it brings, keeps its
 * honest level (docs/prices.md, scenario 6). */
#include "model/balance.h"

#include <math.h>
#include <stdbool.h>

#include "stat/location.h"

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
static void cut(const an_item item[], size_t n, bool by_importer, size_t count[], double limits[],
                double weight[])
{
    size_t n_parties = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t party = party_of(&item[i], by_importer);
        if (count[party]++ == 0 && party > 0)
            limits[n_parties++] = party;
    }
    for (size_t k = 0; k < n_parties; k++)
        limits[k] = (double)count[(size_t)limits[k]];
    an_location_sort(limits, n_parties);
    double usual = by_importer ? AN_BALANCE_IMPORTER : AN_BALANCE_STATE;
    double limit = find_limit(limits, n_parties, fmax(usual, AN_BALANCE_FEW / (double)n_parties));
    for (size_t i = 0; i < n; i++) {
        uint32_t party = party_of(&item[i], by_importer);
        if (party > 0 && (double)count[party] > limit)
            weight[i] *= limit / (double)count[party];
    }
    for (size_t i = 0; i < n; i++)
        count[party_of(&item[i], by_importer)] = 0;
}

void an_balance_weigh(const an_item item[], size_t n, size_t count[], double scratch[], double weight[])
{
    for (size_t i = 0; i < n; i++)
        weight[i] = 1;
    cut(item, n, true, count, scratch, weight);
    cut(item, n, false, count, scratch, weight);
}
