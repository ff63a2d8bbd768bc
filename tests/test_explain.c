/* test_explain: what mass and importer explain of prices is taken out, and no more. */
#include <criterion/criterion.h>

#include <gsl/gsl_cdf.h>

#include "model/explain.h"
#include "near.h"
#include "sample/random.h"

TestSuite(explain, .init = gsl_handler_off);

enum { GROUPS = 40, ITEMS = 30, IMPORTERS = 6, MOST = GROUPS * ITEMS };

/* Groups of prices with a spread of 0.1 and what else is planted. */
typedef struct planted {
    double slope;     /* over the log mass */
    double importers; /* spread of their levels */
    double crooked;   /* log factor of all prices of every sixth importer */
    double mass;      /* spread of the log mass */
} planted;

typedef struct extract {
    an_item item[MOST];
    double x[MOST], spread[MOST];
    an_explained explained;
} extract;

static double normal(an_random *random)
{
    return gsl_cdf_ugaussian_Pinv((an_random_below(random, 1000000) + 0.5) / 1e6);
}

static void fill(extract *e, planted of)
{
    an_random random = an_random_at(20, 7);
    for (size_t g = 0; g < GROUPS; g++) {
        double level[IMPORTERS];
        for (size_t s = 0; s < IMPORTERS; s++)
            level[s] = of.importers * normal(&random) + (s == 0 ? of.crooked : 0);
        for (size_t i = 0; i < ITEMS; i++) {
            const uint32_t importer = an_random_below(&random, IMPORTERS);
            const double log_mass = of.mass * normal(&random),
                         log_price = 2 + of.slope * log_mass + level[importer] + 0.1 * normal(&random);
            e->item[g * ITEMS + i] = (an_item){.value = exp(log_price + log_mass),
                                               .mass = exp(log_mass),
                                               .log_price = log_price,
                                               .importer = importer + 1,
                                               .group = (uint32_t)g};
        }
    }
}

static void take(const an_explained *explained, const an_item item[], size_t n, double x[], double spread[])
{
    double numbers[6 * MOST];
    uint32_t order[MOST];
    const an_explain_room room = {numbers, order};
    an_explain_take(explained, item, n, &room, x, spread);
}

static void learn(extract *e)
{
    static double numbers[6 * ITEMS];
    static uint32_t order[ITEMS];
    const an_explain_room room = {numbers, order};
    an_explain_sums sums[GROUPS];
    e->explained = (an_explained){0};
    for (size_t g = 0; g < GROUPS; g++)
        an_explain_look(&e->explained, e->item + g * ITEMS, ITEMS, &room, &sums[g]);
    an_explain_learn_slopes(sums, GROUPS, &e->explained);
    for (size_t g = 0; g < GROUPS; g++)
        an_explain_look(&e->explained, e->item + g * ITEMS, ITEMS, &room, &sums[g]);
    an_explain_learn_importers(sums, GROUPS, &e->explained);
    for (size_t g = 0; g < GROUPS; g++)
        take(&e->explained, e->item + g * ITEMS, ITEMS, e->x + g * ITEMS, e->spread + g * ITEMS);
}

/* The root of the mean square of x about 2. */
static double spread_of(const double x[], size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (x[i] - 2) * (x[i] - 2);
    return sqrt(sum / (double)n);
}

Test(explain, a_slope_over_the_mass_is_found_and_taken_out)
{
    extract e;
    fill(&e, (planted){.slope = -0.2, .mass = 1.2});
    learn(&e);
    cr_expect(fabs(e.explained.slope + 0.2) < 0.01, "%g", e.explained.slope);
    cr_expect(spread_of(e.x, MOST) < 0.115, "%g", spread_of(e.x, MOST)); /* 0.26 before */
}

Test(explain, what_is_not_there_weighs_nothing)
{
    extract e;
    fill(&e, (planted){.mass = 1.2});
    learn(&e);
    cr_expect(fabs(e.explained.slope) < 0.01, "%g", e.explained.slope);
    cr_expect(e.explained.slope_spread == 0 && e.explained.importers == 0, "%g %g", e.explained.slope_spread,
              e.explained.importers);
}

Test(explain, a_wrong_mass_does_not_excuse_itself)
{
    extract e;
    fill(&e, (planted){.slope = -0.2, .mass = 1.2});
    e.item[0].mass *= 1000;
    e.item[0].log_price -= log(1000);
    learn(&e);
    cr_expect(fabs(e.explained.slope + 0.2) < 0.01, "%g", e.explained.slope);
    cr_expect(e.x[0] < 2 - 5, "%g", e.x[0]);
}

Test(explain, levels_of_importers_are_found_and_taken_out)
{
    extract e;
    fill(&e, (planted){.importers = 0.3});
    double raw[MOST];
    for (size_t i = 0; i < MOST; i++)
        raw[i] = e.item[i].log_price;
    learn(&e);
    cr_expect(e.explained.importers > 0.3, "%g", e.explained.importers);
    cr_expect(spread_of(e.x, MOST) < 0.7 * spread_of(raw, MOST), "%g of %g", spread_of(e.x, MOST),
              spread_of(raw, MOST));
    for (size_t i = 0; i < MOST; i++)
        cr_expect(e.spread[i] > 0 && isfinite(e.spread[i]));
}

/* One manipulated price of an importer with a low level: judged by what it brings otherwise. */
Test(explain, an_item_is_judged_by_the_others_of_its_importer)
{
    extract e;
    fill(&e, (planted){.importers = 0.3});
    learn(&e);
    const double before = e.x[3];
    e.item[3].log_price -= 1;
    take(&e.explained, e.item, ITEMS, e.x, e.spread);
    cr_expect(fabs(before - 1 - e.x[3]) < 0.1, "%g %g", before, e.x[3]);
}

/* Where a sixth of all is undervalued by importers who are alike in it, it stays as low as it is. */
Test(explain, crooked_importers_are_hardly_a_reason)
{
    extract e;
    fill(&e, (planted){.crooked = -0.9});
    learn(&e);
    double sum = 0, n = 0;
    for (size_t i = 0; i < MOST; i++)
        if (e.item[i].importer == 1) {
            sum += e.x[i] - 2;
            n++;
        }
    cr_expect(e.explained.importers < 0.03, "%g", e.explained.importers);
    cr_expect(sum / n < -0.8, "%g", sum / n);
}

Test(explain, copies_speak_once_and_order_does_not_matter)
{
    static extract e, more;
    fill(&e, (planted){.importers = 0.3, .slope = -0.1, .mass = 0});
    learn(&e);
    for (size_t i = 0; i < ITEMS; i++)
        more.item[ITEMS + 19 - i] = e.item[i];
    for (size_t i = 0; i < 20; i++)
        more.item[i] = e.item[5];
    take(&e.explained, more.item, ITEMS + 20, more.x, more.spread);
    for (size_t i = 0; i < ITEMS; i++)
        cr_expect(more.x[ITEMS + 19 - i] == e.x[i] && more.spread[ITEMS + 19 - i] == e.spread[i], "%zu", i);
    for (size_t i = 0; i < 20; i++)
        cr_expect(more.x[i] == e.x[5] && more.spread[i] == e.spread[5], "%zu", i);
}

Test(explain, nothing_is_taken_where_nobody_is_known_or_all_have_one_price)
{
    static extract e;
    const an_explained strong = {.importers = 0.8};
    fill(&e, (planted){.importers = 0.3});
    for (size_t i = 0; i < ITEMS; i++)
        e.item[i].importer = 0;
    take(&strong, e.item, ITEMS, e.x, e.spread);
    for (size_t i = 0; i < ITEMS; i++)
        cr_expect(e.x[i] == e.item[i].log_price && e.spread[i] == 0);
    fill(&e, (planted){.importers = 0.3, .mass = 1});
    for (size_t i = 0; i < ITEMS / 2; i++)
        e.item[i].log_price = 2;
    take(&strong, e.item, ITEMS, e.x, e.spread);
    for (size_t i = 0; i < ITEMS; i++)
        cr_expect(e.x[i] == e.item[i].log_price && e.spread[i] == 0);
    take(&strong, e.item, 0, e.x, e.spread);
    take(&strong, e.item, 1, e.x, e.spread);
    cr_expect(e.x[0] == e.item[0].log_price && e.spread[0] > 0);
}
