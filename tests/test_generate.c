/* test_generate: the sample declarations are repeatable, lawful rows, and hold what market.c declares. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "sample/generator.h"
#include "sample/market.h"
#include "share.h"

enum { DRAWS = 400000 };

static const an_generator_settings usual = {
    .seed = 5,
    .codes = AN_PRODUCTS,
    .quarter = {AN_PERIOD_QUARTER, 4 * 2017 + 2},
    .plants = {.under = 10000, .over = 3000, .quantity = 3000},
};

Test(generator, refuses_other_periods_and_too_many_errors)
{
    static const struct {
        an_period quarter;
        an_plant_shares plants;
        an_code code;
    } cases[] = {
        {{AN_PERIOD_QUARTER, 4 * 2000}, {0, 0, 0}, AN_OK},
        {{AN_PERIOD_QUARTER, 4 * 2099 + 3}, {AN_MILLION, 0, 0}, AN_OK},
        {{AN_PERIOD_QUARTER, 4 * 2000 - 1}, {0, 0, 0}, AN_USAGE},
        {{AN_PERIOD_QUARTER, 4 * 2100}, {0, 0, 0}, AN_USAGE},
        {{AN_PERIOD_YEAR, 8070}, {0, 0, 0}, AN_USAGE},
        {{AN_PERIOD_NONE, 0}, {0, 0, 0}, AN_USAGE},
        {{AN_PERIOD_QUARTER, 8070}, {500000, 500000, 1}, AN_USAGE},
        {{AN_PERIOD_QUARTER, 8070}, {UINT32_MAX, 1, 0}, AN_USAGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const an_generator_settings settings = {
            .codes = AN_PRODUCTS, .quarter = cases[i].quarter, .plants = cases[i].plants};
        an_generator *generator = NULL;
        an_error err = {0};
        cr_expect_eq(an_generator_new(&generator, &settings, &err), cases[i].code, "case %zu", i);
        cr_expect((generator != NULL) == (cases[i].code == AN_OK), "case %zu", i);
        cr_expect_eq(err.code, cases[i].code, "case %zu", i);
        an_generator_free(generator);
    }
}

static an_generator *generator_of(an_generator_settings settings)
{
    an_generator *generator = NULL;
    cr_assert_eq(an_generator_new(&generator, &settings, NULL), AN_OK);
    return generator;
}

/* The next line of generator, with a NUL. */
static const char *next_line(an_generator *generator, char line[AN_DECLARATION_SIZE + 1])
{
    const an_declaration *row = an_generator_next(generator);
    const size_t size = an_declaration_print(row, an_generator_context(generator), line);
    cr_assert_leq(size, AN_DECLARATION_SIZE);
    line[size] = '\0';
    return line;
}

Test(generator, the_same_settings_give_the_same_rows_and_others_give_others)
{
    an_generator_settings others[] = {usual, usual, usual, usual};
    others[1].seed = 6;
    others[2].quarter.index++;
    others[3].seed = 1005; /* the same digits in the ids */
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char a[AN_DECLARATION_SIZE + 1], b[AN_DECLARATION_SIZE + 1];
        an_generator *first = generator_of(usual), *second = generator_of(others[i]);
        size_t same = 0;
        for (size_t row = 0; row < 1000; row++)
            same += strcmp(next_line(first, a), next_line(second, b)) == 0;
        cr_expect(same == (i == 0 ? 1000 : 0), "case %zu: %zu rows are the same", i, same);
        an_generator_free(first);
        an_generator_free(second);
    }
}

/* Planted errors are drawn apart from the rest: what is true of an item does not depend on their share. */
Test(generator, planted_errors_leave_the_truth_alone)
{
    an_generator_settings none = usual, all = usual;
    none.plants = (an_plant_shares){0, 0, 0};
    all.plants = (an_plant_shares){400000, 300000, 300000};
    an_generator *first = generator_of(none), *second = generator_of(all);
    size_t same = 0;
    for (size_t i = 0; i < 8000; i++) {
        const an_declaration a = *an_generator_next(first);
        const an_declaration b = *an_generator_next(second);
        cr_assert_eq(a.plant, AN_PLANT_NONE);
        cr_assert(a.true_value == a.value && a.true_mass == a.mass);
        if (a.is_second || b.is_second || a.first_row != b.first_row)
            continue; /* more errors, more controls: a second one takes a row and may end a declaration */
        same++;
        cr_assert(a.true_value == b.true_value && a.true_mass == b.true_mass && a.units == b.units);
        cr_assert_str_eq(a.product->commodity, b.product->commodity);
        cr_assert((b.plant == AN_PLANT_NONE) == (b.dataset == AN_DATASET_H7), "row %zu", i);
    }
    cr_expect_gt(same, 7000);
    an_generator_free(first);
    an_generator_free(second);
}

static void expect_lawful_plant(const an_declaration *row)
{
    const double value = (double)row->value / (double)row->true_value;
    const double mass = (double)row->mass / (double)row->true_mass;
    const double factor = row->factor / 1000.0;
    const double half_unit = 0.5 + 1e-9;

    if (row->plant == AN_PLANT_QUANTITY) {
        cr_assert_eq(row->value, row->true_value);
        cr_assert(row->mass == 1 || fabs(mass - factor) <= half_unit / (double)row->true_mass);
        return;
    }
    cr_assert_eq(row->mass, row->true_mass);
    if (row->plant == AN_PLANT_NONE) {
        cr_assert_eq(row->value, row->true_value);
        return;
    }
    cr_assert(fabs(value - factor) <= half_unit / (double)row->true_value);
    cr_assert(row->plant == AN_PLANT_UNDER ? factor >= 0.2 && factor <= 0.6 : factor >= 2 && factor <= 5);
}

static void expect_lawful_control(const an_declaration *row)
{
    const an_control *control = &row->control;
    if (control->stage == AN_STAGE_NONE)
        return;
    cr_assert(control->stage == AN_STAGE_CLEARANCE || control->check == AN_CHECK_DOCUMENTARY);
    cr_assert(row->is_irregular || control->finding != AN_FINDING_IRREGULAR);
    cr_assert(control->finding == AN_FINDING_IRREGULAR || !control->has_amount);
    cr_assert(control->amount <= row->value);
}

Test(generator, rows_are_lawful)
{
    an_generator *generator = generator_of(usual);
    an_date first, end;
    uint64_t declaration = 0, item = 0;
    an_period_days(usual.quarter, &first, &end);
    for (uint64_t k = 0; k < 100000; k++) {
        const an_declaration *row = an_generator_next(generator);
        const bool is_low_value = row->dataset == AN_DATASET_H7;
        const bool is_free = is_low_value || an_procedures[row->procedure].suspends_duty;
        cr_assert(row->date >= first && row->date < end);
        cr_assert(row->office >= 1 && row->office <= an_member_states[row->state].offices);
        cr_assert(row->mass > 0 && row->value > 0 && row->true_mass >= 10);
        cr_assert((row->importer.number == 0) == is_low_value);
        cr_assert(!is_low_value || (row->value <= 15000 && row->importer.aeo == AN_AEO_NONE));
        cr_assert(row->declarant.number > 0);
        cr_assert(!is_free || row->duty_rate == 0);
        cr_assert_eq(row->duty, (row->value * row->duty_rate + 500) / 1000);
        cr_assert((row->units > 0) == (row->product->line->units > 0));
        if (row->is_second)
            cr_assert(k % 2 == 1 && row->first_row == declaration && row->item_number == item);
        else
            cr_assert(row->first_row == k ? row->item_number == 1
                                          : row->first_row == declaration && row->item_number == item + 1);
        cr_assert_eq(row->first_row / 8, k / 8);
        expect_lawful_plant(row);
        expect_lawful_control(row);
        declaration = row->first_row;
        item = row->item_number;
    }
    an_generator_free(generator);
}

/* What the shares of a sample are made of. */
typedef struct tally {
    size_t items, aeo, controlled[2], planted[4], candidates, weekdays, random_irregular, random_closed,
        risk_irregular, risk_closed;
    double duties, established;
} tally;

static void count(tally *t, const an_declaration *row)
{
    const bool is_aeo = an_operator_is_aeo(row->importer), is_random = row->control.basis == AN_BASIS_RANDOM;
    const bool is_irregular = row->control.finding == AN_FINDING_IRREGULAR;
    t->items++;
    t->aeo += is_aeo;
    t->candidates += row->dataset != AN_DATASET_H7;
    t->planted[row->plant]++;
    t->weekdays += (row->date + 3) % 7 < 5;
    t->duties += (double)row->duty;
    if (row->control.stage == AN_STAGE_NONE)
        return;
    t->controlled[is_aeo]++;
    t->established += row->control.has_amount ? (double)row->control.amount : 0;
    if (row->control.finding == AN_FINDING_OPEN)
        return;
    *(is_random ? &t->random_closed : &t->risk_closed) += 1;
    *(is_random ? &t->random_irregular : &t->risk_irregular) += is_irregular;
}

/* The aims of the sample: AEOs bring about 65 % of the items and are controlled 0.4 times as often; targeting
 * lifts the rate of irregularities 3 to 5 times; the detection rate is 1 to 3 %. */
Test(generator, shares_are_those_aimed_at)
{
    an_generator *generator = generator_of(usual);
    tally t = {0};
    for (size_t k = 0; k < DRAWS; k++) {
        const an_declaration *row = an_generator_next(generator);
        if (!row->is_second)
            count(&t, row);
    }
    an_generator_free(generator);

    const double aeo = (double)t.aeo, items = (double)t.items;
    const double aeo_rate = (double)t.controlled[1] / aeo;
    const double other_rate = (double)t.controlled[0] / (items - aeo);
    const double lift = ((double)t.risk_irregular / (double)t.risk_closed)
                        / ((double)t.random_irregular / (double)t.random_closed);
    expect_near(aeo / items, 0.65, 0.03);
    expect_near(aeo_rate / other_rate, 0.40, 0.06);
    cr_expect(lift > 3 && lift < 5, "lift: %g", lift);
    expect_share(t.planted[AN_PLANT_UNDER], t.candidates, 0.01);
    expect_share(t.planted[AN_PLANT_OVER], t.candidates, 0.003);
    expect_share(t.planted[AN_PLANT_QUANTITY], t.candidates, 0.003);
    expect_near((double)t.weekdays / items, 0.93, 0.01);
    expect_near(t.established / (t.duties + t.established), 0.02, 0.5);
}

/* Four prices in five of bananas from Ecuador, less planted errors, are one multiple of EUR 0.25 a kg. */
Test(generator, fixed_prices_are_the_same_as_doubles)
{
    an_generator *generator = generator_of(usual);
    size_t same = 0, others = 0;
    double price = 0;
    for (size_t k = 0; k < DRAWS; k++) {
        const an_declaration *row = an_generator_next(generator);
        const double declared = (double)row->value / 100 / ((double)row->mass / 1000);
        if (strcmp(row->product->commodity, "0803901000") != 0 || row->is_second ||
            strcmp(an_countries[row->origin].code, "EC") != 0 || row->dataset == AN_DATASET_H7)
            continue;
        if (fmod(declared, 0.25) == 0 && price == 0)
            price = declared;
        *(declared == price ? &same : &others) += 1;
    }
    an_generator_free(generator);
    cr_assert_gt(same + others, 100);
    expect_share(same, same + others, 0.8 * (1 - 0.016));
}

Test(declaration, amounts_print_with_two_decimals)
{
    static const struct {
        uint64_t cents;
        const char *text;
    } cases[] = {
        {0, "0.00"}, {5, "0.05"}, {99, "0.99"}, {100, "1.00"}, {123456, "1234.56"},
        {UINT64_MAX, "184467440737095516.15"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        *an_declaration_amount(text, cases[i].cents) = '\0';
        cr_expect_str_eq(text, cases[i].text);
    }
}

static const an_market_line print_line = {.cn8 = "03074918", .text = "Cuttle fish, frozen"};
static const an_product print_product = {.commodity = "0307491800", .line = &print_line};

/* A row as it is printed, with a NUL. */
static void print(const an_declaration *row, bool descriptions, char line[AN_DECLARATION_SIZE + 1])
{
    const an_print_context context = {.year = 17, .quarter = 3, .seed = 42, .descriptions = descriptions};
    line[an_declaration_print(row, &context, line)] = '\0';
}

Test(declaration, rows_print_in_the_canonical_columns)
{
    an_declaration row = {
        .first_row = 1234567890,
        .date = 17361, /* $(date -u -d 2017-07-14 +%s) / 86400 */
        .state = 5,
        .office = 97,
        .dataset = AN_DATASET_I1,
        .importer = {12, false, AN_AEO_F},
        .declarant = {7, true, AN_AEO_NONE},
        .item_number = 2,
        .product = &print_product,
        .origin = 7,
        .dispatch = 12,
        .has_origin = true,
        .has_mass = true,
        .mass = 1234050,
        .value = 1234567,
        .duty_rate = 85,
        .duty = 104938,
        .quality = 50,
        .control.stage = AN_STAGE_POST_CLEARANCE,
        .control.basis = AN_BASIS_CRC,
        .control.finding = AN_FINDING_IRREGULAR,
        .control.has_amount = true,
        .control.amount = 5,
    };
    char line[AN_DECLARATION_SIZE + 1];
    print(&row, true, line);
    cr_expect_str_eq(line, "17DE30421234567890,2,2017-07-14,DE,DE004850,I1,4000,simplified,DEIM000012,"
                           "DEAG000007,AEOF,none,0307491800,"
                           "\"Cuttle fish, frozen, type 00, \"\"first\"\" quality, lot 50\","
                           "CN,HK,1234.05,,12345.67,8.5,1049.38,"
                           "post_clearance,documentary,crc,irregular,0.05,1,1\n");
    row.control.stage = AN_STAGE_NONE;
    row.has_mass = row.has_origin = false;
    row.units = 300;
    row.importer.number = 0;
    print(&row, false, line);
    cr_expect_str_eq(line, "17DE30421234567890,2,2017-07-14,DE,DE004850,I1,4000,simplified,,DEAG000007,"
                           "AEOF,none,0307491800,,HK,,300,12345.67,8.5,1049.38,,,,,,1,0\n");
}

static size_t commas(const char *text, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += text[i] == ',';
    return n;
}

Test(declaration, headers_have_a_name_for_each_cell)
{
    an_generator *generator = generator_of(usual);
    char header[AN_DECLARATION_SIZE], line[AN_DECLARATION_SIZE + 1];
    const size_t n = commas(header, an_declaration_header(false, header));
    cr_expect_eq(commas(header, an_declaration_header(true, header)), n + 1);
    for (size_t i = 0; i < 5000; i++) {
        const an_declaration *row = an_generator_next(generator);
        const size_t size = an_declaration_print(row, an_generator_context(generator), line);
        cr_assert(commas(line, size) == n && line[size - 1] == '\n');
    }
    an_generator_free(generator);
}

Test(declaration, truth_names_the_item_and_what_it_should_be)
{
    const an_declaration row = {
        .first_row = 8, .state = 0, .item_number = 3, .plant = AN_PLANT_QUANTITY, .factor = 10,
        .true_value = 250000, .true_mass = 1500,
    };
    const an_print_context context = {.year = 17, .quarter = 2, .seed = 1};
    char line[AN_DECLARATION_SIZE + 1];
    line[an_declaration_truth_header(line)] = '\0';
    cr_expect_str_eq(line, "declaration_id,item_number,kind,factor,true_value,true_mass\n");
    line[an_declaration_truth(&row, &context, line)] = '\0';
    cr_expect_str_eq(line, "17AT20010000000008,3,quantity_error,0.01,2500.00,1.5\n");
}
