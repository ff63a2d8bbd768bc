/* item: the goods of a sample declaration, their mass and value, and the errors planted in them. */
#include "sample/item.h"

#include "sample/fixed.h"
#include "sample/random.h"

static uint64_t operator_key(const an_declaration *row)
{
    return ((uint64_t)row->state << 32) + row->importer.number;
}

/* One of the importer's usual products, of which the hundredth of the largest importers has many; or any. */
static const an_product *draw_product(const an_market *market, an_random *random, const an_declaration *row)
{
    const uint32_t n_importers = an_market_importers(&an_member_states[row->state]);
    const uint32_t n_usual = row->importer.number <= n_importers / 100 ? 64 : 6;
    const bool is_usual = an_random_chance(random, an_market_usual.usual_goods) && row->importer.number > 0;
    const uint32_t place = an_random_skewed(random, n_usual);
    const uint64_t any = an_random_next(random);
    const uint64_t slot = is_usual ? an_market_trait(AN_TRAIT_GOODS, operator_key(row), place) : any;

    return an_market_product(market, slot);
}

static void draw_countries(an_random *random, an_declaration *row)
{
    const an_market_rates *rates = &an_market_usual;
    const an_origin_share *share = row->product->line->origins;
    uint32_t part = an_random_below(random, 100);

    while (part >= share->percent) {
        part -= share->percent;
        share++;
    }
    row->origin = share->country;
    const bool moves = an_random_chance(random, rates->moved_origin);
    if (moves && row->product->is_moved && row->origin == an_market_move_origin) {
        row->origin = an_market_move_to;
    }
    const uint32_t hub = an_market_hubs[an_random_below(random, AN_MARKET_HUBS)];
    row->dispatch = an_random_chance(random, rates->direct) ? row->origin : hub;
    row->has_origin = !an_random_chance(random, rates->origin_missing);
}

/* log2 of the price that a product from an origin has for an importer, EUR cents a gram. */
static an_fixed usual_price(const an_market *market, const an_declaration *row)
{
    const uint64_t number = (uint64_t)(row->product - market->products);
    const uint64_t origin = an_market_trait(AN_TRAIT_ORIGIN, number, row->origin);
    const uint64_t terms = an_market_trait(AN_TRAIT_TERMS, operator_key(row), number);
    const bool has_terms = row->importer.number > 0 && row->product->line->model != AN_PRICE_FIXED;

    return row->product->price + market->levels[row->origin]
           + an_market_around(origin, an_fixed_ratio(35, 100))
           + (has_terms ? an_market_around(terms, an_fixed_ratio(12, 100)) : 0);
}

/* What an item's price differs by from the usual one, log2. */
static an_fixed draw_deviation(an_random *random, const an_product *product)
{
    const an_fixed deviation = an_random_normal(random) * product->spread / AN_FIXED_ONE;
    const uint32_t part = an_random_below(random, 100);

    switch (product->line->model) {
    case AN_PRICE_HEAVY:
        return part < 10 ? 4 * deviation : deviation;
    case AN_PRICE_GROUPS:
        return part < 35 ? deviation + 2 * AN_FIXED_ONE : deviation;
    case AN_PRICE_FIXED:
        return part < 80 ? 0 : deviation;
    default:
        return deviation;
    }
}

/* Grams as they are declared: to the kilogram from a tonne, to 10 g from 10 kg; at least 10 g. */
static uint64_t round_mass(uint64_t mass)
{
    const uint64_t step = mass >= 1000000 ? 1000 : mass >= 10000 ? 10 : 1;
    const uint64_t rounded = (mass + step / 2) / step * step;

    return rounded < 10 ? 10 : rounded;
}

/* True mass and value. */
static void draw_amounts(const an_market *market, an_random *random, an_declaration *row)
{
    const an_product *product = row->product;
    const an_fixed deviation = draw_deviation(random, product);
    const an_fixed usual = usual_price(market, row);
    const an_fixed largest_mass = (an_fixed)36 * AN_FIXED_ONE; /* 69,000 t */
    const uint64_t largest_value = UINT64_C(1000000000000);
    an_fixed mass = product->mass + 2 * an_random_normal(random);

    if (row->dataset == AN_DATASET_H7) { /* up to EUR 150 */
        const an_fixed share = (an_fixed)an_random_below(random, 5 * AN_FIXED_ONE);
        mass = an_fixed_log2(14900) - usual - deviation - share;
    }
    row->true_mass = round_mass(an_fixed_scale(1, mass < largest_mass ? mass : largest_mass));
    if (product->line->model == AN_PRICE_FIXED && deviation == 0 && row->dataset != AN_DATASET_H7) {
        /* a list price: whole kilograms at a multiple of EUR 0.25, equal even as quotients of doubles */
        const uint64_t quarters = an_fixed_scale(40, usual);
        row->true_mass = row->true_mass < 1000 ? 1000 : row->true_mass / 1000 * 1000;
        row->true_value = row->true_mass / 1000 * (quarters > 0 ? quarters : 1) * 25;
    } else {
        row->true_value = an_fixed_scale(row->true_mass, usual + deviation);
    }
    row->true_value = row->true_value > 0 ? row->true_value : 1;
    row->true_value = row->true_value < largest_value ? row->true_value : largest_value;
}

static void draw_plant(const an_plant_shares *shares, an_random *random, an_declaration *row)
{
    static const uint32_t mass_factors[] = {1000000, 100000, 10000, 100, 10, 1};
    const uint32_t part = an_random_below(random, AN_MILLION);
    const uint32_t under = 200 + an_random_below(random, 401);
    const uint32_t over = 2000 + an_random_below(random, 3001);
    const uint32_t mass = mass_factors[an_random_below(random, sizeof mass_factors / sizeof *mass_factors)];

    row->plant = AN_PLANT_NONE;
    row->mass = row->true_mass;
    row->value = row->true_value;
    if (row->dataset == AN_DATASET_H7 || part >= shares->under + shares->over + shares->quantity) {
        return;
    }
    if (part >= shares->under + shares->over) {
        row->plant = AN_PLANT_QUANTITY;
        row->factor = mass;
        row->mass = (row->true_mass * mass + 500) / 1000;
        row->mass = row->mass > 0 ? row->mass : 1;
        return;
    }
    row->plant = part < shares->under ? AN_PLANT_UNDER : AN_PLANT_OVER;
    row->factor = part < shares->under ? under : over;
    row->value = (row->true_value * row->factor + 500) / 1000;
}

uint64_t an_item_duty(uint64_t value, uint32_t rate)
{
    return (value * rate + 500) / 1000;
}

void an_item_draw(const an_market *market, const an_plant_shares *plants, an_random *random,
                  an_declaration *row)
{
    const an_market_rates *rates = &an_market_usual;

    row->product = draw_product(market, random, row);
    draw_countries(random, row);
    draw_amounts(market, random, row);
    draw_plant(plants, random, row);

    const an_market_line *line = row->product->line;
    const uint64_t per_cent = 85 + an_random_below(random, 31);
    const uint64_t units = (row->true_mass * line->units * per_cent + 50000000) / 100000000;
    const bool free_of_duty = row->dataset == AN_DATASET_H7 || an_procedures[row->procedure].suspends_duty
                              || an_countries[row->origin].has_preference;
    const bool is_aeo = an_operator_is_aeo(row->importer);
    const bool by_chance = an_random_chance(random, is_aeo ? rates->irregular_aeo : rates->irregular_other);

    row->units = line->units > 0 && units == 0 ? 1 : units;
    row->duty_rate = free_of_duty ? 0 : line->duty;
    row->duty = an_item_duty(row->value, row->duty_rate);
    row->has_mass = row->plant != AN_PLANT_NONE || !an_random_chance(random, rates->mass_missing);
    row->quality = an_random_below(random, 10000);
    row->is_irregular = row->plant != AN_PLANT_NONE || by_chance;
}

