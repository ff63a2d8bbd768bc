/* market: the invented trade that sample declarations are drawn from, as tables of parameters. */
#include "sample/market.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample/random.h"

const an_market_rates an_market_usual = {
    .new_declaration = 400000,
    .low_value = 80000,
    .agent = 700000,
    .simplified_aeo = 500000,
    .simplified_other = 80000,
    .usual_goods = 700000,
    .direct = 860000,
    .moved_origin = 450000,
    .mass_missing = 3000,
    .origin_missing = 1000,

    .risk_controls = 75000,
    .random_controls = 12000,
    .aeo_selection = 280000,
    .low_value_selection = 300000,
    .irregular_aeo = 10000,
    .irregular_other = 35000,
    .lift = 4,
    .detected = 900000,
    .second_control = 150000,
    .crc = 120000,
    .other_basis = 60000,
    .post_clearance = 110000,
    .post_release = 70000,
    .physical = 250000,
    .open_at_clearance = 20000,
    .open_later = 150000,
    .not_yet_established = 150000,
    .no_amount = 100000,
    .least_amount = 55000,
};

/* Volumes are roughly those of extra-EU imports; which control rates lie outside is an arbitrary choice. */
const an_member_state an_member_states[AN_MEMBER_STATES] = {
    {"AT", 170, 12, 95},   {"BE", 640, 18, 45},   {"BG", 60, 10, 120},   {"CY", 25, 4, 100},
    {"CZ", 190, 14, 105},  {"DE", 2050, 60, 100}, {"DK", 210, 9, 90},    {"EE", 25, 5, 110},
    {"ES", 560, 30, 115},  {"FI", 110, 9, 85},    {"FR", 980, 45, 105},  {"GB", 2100, 40, 88},
    {"GR", 90, 14, 125},   {"HR", 45, 8, 110},    {"HU", 110, 10, 112},  {"IE", 190, 8, 80},
    {"IT", 760, 42, 118},  {"LT", 45, 7, 105},    {"LU", 40, 2, 90},     {"LV", 30, 5, 100},
    {"MT", 12, 2, 95},     {"NL", 1290, 22, 92},  {"PL", 360, 28, 108},  {"PT", 110, 12, 102},
    {"RO", 160, 12, 270},  {"SE", 260, 13, 82},   {"SI", 55, 5, 98},     {"SK", 55, 7, 104},
};

enum {
    AR, AU, BD, BR, CH, CI, CL, CN, CO, EC, EG, GH, HK, ID, IL, IN, JP,
    KE, KR, LK, MA, MX, MY, NO, PK, SG, TH, TR, TW, UA, US, VN, ZA,
};

const an_country an_countries[AN_COUNTRIES] = {
    [AR] = {"AR", 100, false}, [AU] = {"AU", 125, false}, [BD] = {"BD", 78, true},   [BR] = {"BR", 95, false},
    [CH] = {"CH", 190, true},  [CI] = {"CI", 90, true},   [CL] = {"CL", 105, true},  [CN] = {"CN", 82, false},
    [CO] = {"CO", 100, true},  [EC] = {"EC", 92, true},   [EG] = {"EG", 88, true},   [GH] = {"GH", 92, true},
    [HK] = {"HK", 95, false},  [ID] = {"ID", 88, false},  [IL] = {"IL", 140, true},  [IN] = {"IN", 84, false},
    [JP] = {"JP", 155, false}, [KE] = {"KE", 98, true},   [KR] = {"KR", 120, true},  [LK] = {"LK", 92, false},
    [MA] = {"MA", 98, true},   [MX] = {"MX", 108, true},  [MY] = {"MY", 102, false}, [NO] = {"NO", 135, true},
    [PK] = {"PK", 80, false},  [SG] = {"SG", 125, false}, [TH] = {"TH", 100, false}, [TR] = {"TR", 105, true},
    [TW] = {"TW", 112, false}, [UA] = {"UA", 80, true},   [US] = {"US", 145, false}, [VN] = {"VN", 86, false},
    [ZA] = {"ZA", 102, true},
};

static const an_origin_share seafood[] = {{EC, 30}, {IN, 25}, {VN, 20}, {CN, 13}, {MA, 12}};
static const an_origin_share fruit[] = {{EC, 32}, {CO, 24}, {ZA, 18}, {CL, 14}, {MA, 12}};
static const an_origin_share garden[] = {{CN, 46}, {MA, 20}, {EG, 16}, {AR, 10}, {TR, 8}};
static const an_origin_share tropical[] = {{BR, 36}, {ID, 24}, {CI, 16}, {CO, 14}, {KE, 10}};
static const an_origin_share oilseeds[] = {{US, 40}, {BR, 36}, {UA, 14}, {ID, 10}};
static const an_origin_share wine[] = {{CL, 34}, {ZA, 28}, {AU, 24}, {US, 14}};
static const an_origin_share chemistry[] = {{CN, 44}, {US, 24}, {CH, 14}, {IN, 10}, {JP, 8}};
static const an_origin_share pharmacy[] = {{CH, 44}, {US, 36}, {IL, 10}, {IN, 10}};
static const an_origin_share plastics[] = {{CN, 48}, {KR, 20}, {TR, 18}, {TW, 8}, {US, 6}};
static const an_origin_share clothing[] = {{CN, 40}, {BD, 26}, {TR, 16}, {IN, 12}, {PK, 6}};
static const an_origin_share shoes[] = {{CN, 54}, {VN, 28}, {ID, 12}, {IN, 6}};
static const an_origin_share metals[] = {{CN, 52}, {TW, 16}, {TR, 14}, {NO, 10}, {UA, 8}};
static const an_origin_share machines[] = {{CN, 38}, {US, 26}, {JP, 18}, {CH, 10}, {TW, 8}};
static const an_origin_share electronics[] = {{CN, 62}, {VN, 14}, {TW, 10}, {KR, 8}, {MY, 6}};
static const an_origin_share vehicles[] = {{JP, 40}, {KR, 28}, {US, 22}, {MX, 10}};
static const an_origin_share household[] = {{CN, 72}, {TR, 12}, {VN, 10}, {TH, 6}};

#define N AN_PRICE_NARROW
#define U AN_PRICE_USUAL
#define W AN_PRICE_WIDE
#define H AN_PRICE_HEAVY
#define G AN_PRICE_GROUPS
#define F AN_PRICE_FIXED

/* CN code, description, EUR cents a kg, kg of a usual full consignment, duty in tenths of a per cent,
 * supplementary units a tonne, weight of its volume, price model, origins. Prices and duties are of a likely
 * size, not quoted from a tariff. */
static const an_market_line lines[] = {
    {"03061792", "Shrimps, frozen, of the genus Penaeus", 780, 9000, 120, 0, 14, U, seafood},
    {"03074918", "Cuttle fish, frozen", 450, 9000, 80, 0, 10, U, seafood},
    {"07020000", "Tomatoes, fresh or chilled", 110, 14000, 88, 0, 10, N, garden},
    {"07032000", "Garlic, fresh or chilled", 190, 18000, 96, 0, 12, U, garden},
    {"08039010", "Bananas, fresh", 72, 20000, 160, 0, 14, F, fruit},
    {"08061010", "Table grapes, fresh", 210, 12000, 115, 0, 10, N, fruit},
    {"09011100", "Coffee, not roasted, not decaffeinated", 265, 18000, 0, 0, 14, N, tropical},
    {"09024000", "Black tea, in packings over 3 kg", 280, 3000, 0, 0, 6, U, tropical},
    {"12019000", "Soya beans, not for sowing", 38, 250000, 0, 0, 4, N, oilseeds},
    {"15119099", "Palm oil, refined, not for industrial use", 75, 90000, 90, 0, 4, N, oilseeds},
    {"18010000", "Cocoa beans, whole or broken, raw", 195, 40000, 0, 0, 6, N, tropical},
    {"20091998", "Orange juice, not frozen", 140, 15000, 122, 0, 6, U, tropical},
    {"22042198", "Wine, in containers of 2 litres or less", 350, 4000, 40, 800, 12, W, wine},
    {"29224200", "Glutamic acid and its salts", 130, 16000, 65, 0, 8, N, chemistry},
    {"29362700", "Vitamin C and its derivatives, unmixed", 820, 1500, 0, 0, 8, H, chemistry},
    {"30049000", "Medicaments, in measured doses", 12500, 120, 0, 0, 22, H, pharmacy},
    {"32061100", "Pigments, with 80 % or more of titanium dioxide", 220, 16000, 60, 0, 6, F, chemistry},
    {"33030090", "Toilet waters", 3600, 150, 0, 0, 10, W, pharmacy},
    {"39076100", "Polyethylene terephthalate, viscosity 78 ml/g or more", 112, 20000, 65, 0, 8, N, plastics},
    {"39232100", "Sacks and bags, of polymers of ethylene", 210, 5000, 65, 0, 16, U, plastics},
    {"39269097", "Articles of plastics, other", 900, 250, 65, 0, 34, W, plastics},
    {"40111000", "Tyres, pneumatic, new, of rubber, for motor cars", 420, 5000, 45, 110, 16, U, plastics},
    {"42022100", "Handbags, with outer surface of leather", 5200, 120, 30, 1500, 16, G, household},
    {"42029291", "Travelling bags, of textile materials", 1100, 500, 27, 1300, 16, U, household},
    {"44123190", "Plywood, with an outer ply of tropical wood", 130, 18000, 100, 2, 6, U, tropical},
    {"54076130", "Woven fabrics, of polyester, dyed", 620, 3000, 80, 7000, 14, U, clothing},
    {"61091000", "T-shirts, knitted, of cotton", 1500, 500, 120, 6000, 40, U, clothing},
    {"61102099", "Jerseys, knitted, of cotton, for women or girls", 1750, 400, 120, 3200, 30, U, clothing},
    {"61103099", "Jerseys, knitted, of man-made fibres", 1480, 400, 120, 3000, 28, U, clothing},
    {"62029300", "Anoraks, of man-made fibres, for women or girls", 2200, 300, 120, 1400, 16, U, clothing},
    {"62034235", "Trousers, of cotton, for men or boys", 1650, 450, 120, 1900, 24, U, clothing},
    {"62046239", "Trousers, of cotton, for women or girls", 1800, 400, 120, 2300, 26, U, clothing},
    {"62063000", "Blouses, of cotton, for women or girls", 2300, 200, 120, 5200, 16, W, clothing},
    {"63026000", "Toilet linen, of terry towelling, of cotton", 780, 1500, 120, 0, 14, N, clothing},
    {"64029993", "Footwear, with uppers of plastics", 900, 1200, 168, 1500, 24, U, shoes},
    {"64039996", "Footwear, with uppers of leather, for men", 2700, 500, 80, 1100, 18, U, shoes},
    {"64041100", "Sports footwear, with uppers of textile materials", 1850, 700, 169, 1600, 22, G, shoes},
    {"69072100", "Ceramic tiles, of low water absorption", 45, 22000, 50, 50, 8, N, household},
    {"69111000", "Tableware, of porcelain or china", 190, 4000, 120, 0, 10, U, household},
    {"73181595", "Screws and bolts, of iron or steel", 310, 4000, 37, 0, 20, U, metals},
    {"73239300", "Kitchen articles, of stainless steel", 720, 700, 32, 0, 16, U, household},
    {"76061292", "Plates and sheets, of aluminium alloys", 320, 12000, 75, 0, 8, N, metals},
    {"84145925", "Fans, axial", 1600, 200, 23, 900, 14, G, machines},
    {"84713000", "Portable computers, under 10 kg", 14500, 250, 0, 480, 24, U, electronics},
    {"84733080", "Parts of computers", 9500, 40, 0, 0, 34, H, electronics},
    {"84818011", "Mixing valves", 1900, 300, 22, 0, 16, W, machines},
    {"85044082", "Rectifiers", 2100, 150, 0, 2500, 18, H, electronics},
    {"85076000", "Accumulators, lithium-ion", 4300, 300, 27, 4000, 18, U, electronics},
    {"85171200", "Telephones, for cellular networks", 38000, 60, 0, 4500, 26, G, electronics},
    {"85176200", "Machines for the transmission of data", 12500, 60, 0, 0, 30, H, electronics},
    {"85287240", "Television receivers, with a screen of LCD", 1900, 2500, 140, 80, 14, U, electronics},
    {"87032319", "Motor cars, of 1500 to 3000 cc", 1250, 3000, 100, 1, 14, U, vehicles},
    {"87089997", "Parts of motor vehicles, other", 950, 250, 35, 0, 40, W, vehicles},
    {"87120030", "Bicycles, with ball bearings", 950, 1500, 140, 65, 10, G, household},
    {"90189084", "Instruments for medical use, other", 15500, 20, 0, 0, 26, H, pharmacy},
    {"91021100", "Wrist-watches, with mechanical display", 60000, 8, 45, 14000, 14, G, machines},
    {"94036010", "Furniture, wooden, for dining rooms", 260, 2500, 0, 30, 14, U, household},
    {"94054099", "Lamps, electric, other", 1100, 250, 27, 0, 22, W, household},
    {"95045000", "Video game consoles", 6000, 200, 0, 0, 10, F, electronics},
    {"96081010", "Ball-point pens, with liquid ink", 1200, 250, 37, 0, 8, F, household},
};

_Static_assert(sizeof lines / sizeof *lines == AN_LINES, "AN_LINES counts the lines");

/* The subdivisions of a line: the last two digits and the weight of their volume. */
static const struct {
    char digits[3];
    uint8_t items;
} subdivisions[AN_SUBDIVISIONS] = {{"00", 46}, {"10", 26}, {"20", 14}, {"30", 9}, {"90", 5}};

const uint8_t an_market_hubs[AN_MARKET_HUBS] = {HK, SG, CH, TR, US};

/* The displacement: from this quarter on (a period of AN_PERIOD_QUARTER), of this line. */
static const int32_t move_from = 4 * 2017 + 2;
static const char moved_line[] = "64029993";
const uint8_t an_market_move_origin = CN, an_market_move_to = VN;

/* The quarter in which prices are those of the table. */
static const int32_t base_quarter = 4 * 2017;

uint32_t an_market_importers(const an_member_state *state)
{
    return 12u * state->items;
}

uint32_t an_market_agents(const an_member_state *state)
{
    return 3u + state->items / 2u;
}

uint64_t an_market_trait(an_trait what, uint64_t a, uint64_t b)
{
    return an_hash_mix(an_hash_mix(((uint64_t)what << 32) + a) + b);
}

an_fixed an_market_around(uint64_t hash, an_fixed width)
{
    const an_fixed unit = (an_fixed)(hash >> 39) - AN_FIXED_ONE; /* [-1, 1) */
    return unit * width / AN_FIXED_ONE;
}

/* Standard deviation of log2 of the price, per cent. */
static int spread_of(an_price_model model)
{
    static const int per_cent[] = {[AN_PRICE_NARROW] = 11, [AN_PRICE_USUAL] = 30,  [AN_PRICE_WIDE] = 62,
                                   [AN_PRICE_HEAVY] = 35,  [AN_PRICE_GROUPS] = 18, [AN_PRICE_FIXED] = 4};
    return per_cent[model];
}

/* How far the price of a product has moved since base_quarter: at most 1.2 % a quarter, one way, and one
 * change of level by 1.28 in the quarter of the displacement for one product in twenty. */
static an_fixed price_movement(size_t product, int32_t quarter)
{
    const uint64_t trait = an_market_trait(AN_TRAIT_DRIFT, product, 0);
    const an_fixed drift = an_market_around(trait, an_fixed_ratio(17, 1000)) * (quarter - base_quarter);
    const bool shifts = trait % 20 == 0 && quarter >= move_from;

    return drift + (shifts ? an_fixed_ratio(356, 1000) : 0);
}

static const an_market_line *line_of(size_t number)
{
    return number < AN_PRODUCTS ? &lines[number / AN_SUBDIVISIONS] : &lines[number % AN_LINES];
}

/* Its code; beyond those of the table one that nobody has, in the chapter of its line. */
static void put_code(size_t number, char out[11])
{
    enum {
        HEADINGS = 49,
        FIRST = 100000,
        CODES = 900000,
        STEP = 7919 /* has no factor in common with CODES */
    };
    const char *const cn8 = line_of(number)->cn8;

    if (number < AN_PRODUCTS) {
        memcpy(out, cn8, 8);
        memcpy(out + 8, subdivisions[number % AN_SUBDIVISIONS].digits, 3);
    } else {
        snprintf(out, 11, "%.2s%02u%06u", cn8, (unsigned)(number / AN_LINES % HEADINGS + 51) % 100U,
                 (unsigned)(FIRST + number * STEP % CODES) % 1000000U);
    }
}

static an_product product_of(size_t number, int32_t quarter)
{
    const an_market_line *line = line_of(number);
    an_product product = {.line = line};

    put_code(number, product.commodity);
    product.price = an_fixed_log2(line->price) - an_fixed_log2(1000) /* EUR cents a kg, to a gram */
                    + an_market_around(an_market_trait(AN_TRAIT_PRICE, number, 0), an_fixed_ratio(45, 100))
                    + price_movement(number, quarter);
    product.spread = an_fixed_ratio(spread_of(line->model), 100)
                     + an_market_around(an_market_trait(AN_TRAIT_SPREAD, number, 0),
                                        an_fixed_ratio(spread_of(line->model), 400));
    product.mass = an_fixed_log2(UINT64_C(250) * line->mass) /* an item is about a quarter of a consignment */
                   + an_market_around(an_market_trait(AN_TRAIT_MASS, number, 0), AN_FIXED_ONE);
    product.is_moved = quarter >= move_from && strcmp(line->cn8, moved_line) == 0;
    return product;
}

/* Deals the slots of a wheel out to n things in proportion to their weights. */
static void deal(uint16_t wheel[AN_WHEEL], const uint32_t weights[], size_t n)
{
    uint64_t total = 0;
    uint64_t sum = 0;
    size_t slot = 0;

    for (size_t i = 0; i < n; i++) {
        total += weights[i];
    }
    for (size_t i = 0; i < n; i++) {
        sum += weights[i];
        for (; slot < sum * AN_WHEEL / total; slot++) {
            wheel[slot] = (uint16_t)i;
        }
    }
}

an_code an_market_set(an_market *market, uint32_t n, an_period quarter, an_error *err)
{
    uint32_t weights[AN_PRODUCTS];

    *market = (an_market){.products = calloc(n, sizeof *market->products), .n = n};
    if (market->products == NULL) {
        return an_fail_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        market->products[i] = product_of(i, quarter.index);
    }
    for (size_t i = 0; i < AN_PRODUCTS; i++) {
        weights[i] = (uint32_t)lines[i / AN_SUBDIVISIONS].items * subdivisions[i % AN_SUBDIVISIONS].items;
    }
    deal(market->product_wheel, weights, AN_PRODUCTS);
    for (size_t i = 0; i < AN_COUNTRIES; i++) {
        market->levels[i] = an_fixed_log2(an_countries[i].level) - an_fixed_log2(100);
    }
    for (size_t i = 0; i < AN_MEMBER_STATES; i++) {
        weights[i] = an_member_states[i].items;
    }
    deal(market->state_wheel, weights, AN_MEMBER_STATES);
    return AN_OK;
}

void an_market_free(an_market *market)
{
    free(market->products);
    market->products = NULL;
}

const an_product *an_market_product(const an_market *market, uint64_t bits)
{
    if (market->n == AN_PRODUCTS) {
        return &market->products[market->product_wheel[bits % AN_WHEEL]];
    }
    /* 2^x of x spread evenly from 0 to log2 n: k and more of n with a chance of 1 - log k / log n. */
    const an_fixed part = (an_fixed)(bits >> (64 - AN_FIXED_BITS));
    const an_fixed x = an_fixed_log2(market->n) * part / AN_FIXED_ONE;
    const uint64_t k = an_fixed_scale(UINT64_C(1) << 16, x) >> 16;
    return &market->products[k < market->n ? k - 1 : market->n - 1];
}
