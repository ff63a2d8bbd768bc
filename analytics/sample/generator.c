/* generator: sample declarations, one row after the other. */
#include "sample/generator.h"

#include <stdlib.h>

#include "sample/selection.h"
#include "sample/item.h"
#include "sample/random.h"

enum {
    BLOCK = 8,        /* rows after which a declaration begins in any case */
    DAY_SLOTS = 1000, /* room for 92 days of up to 10 slots */
};

/* Each row owns 128 outputs of the random sequence, 32 for each aspect: a change of one leaves the others. */
typedef enum aspect { ASPECT_HEAD, ASPECT_ITEM, ASPECT_CONTROL, ASPECT_SECOND, ASPECTS } aspect;
enum { OUTPUTS = 32 };

struct an_generator {
    an_generator_settings settings;
    an_print_context context;
    an_market market;
    uint64_t key; /* of the random sequence */
    uint64_t next;
    bool second_follows;
    an_declaration row;
    uint32_t n_days;
    an_date days[DAY_SLOTS];
};

static an_random random_of(const an_generator *generator, uint64_t row, aspect part)
{
    return an_random_at(generator->key, (row * ASPECTS + part) * OUTPUTS);
}

/* Operator `number` of n. The first quarter, the large ones, are mostly AEOs. */
static an_operator operator_of(uint32_t state, uint32_t number, uint32_t n, bool is_agent)
{
    const uint64_t trait = an_market_trait(is_agent ? AN_TRAIT_AGENT : AN_TRAIT_IMPORTER, state, number);
    const bool has_aeo = trait % 100 < (number <= n / 4 ? 95u : 8u);
    const uint64_t kind = trait / 128 % 100;
    const an_aeo aeo = kind < 45 ? AN_AEO_C : kind < 48 ? AN_AEO_S : AN_AEO_F;

    return (an_operator){number, is_agent, has_aeo ? aeo : AN_AEO_NONE};
}

static an_operator draw_operator(an_random *random, uint32_t state, bool is_agent)
{
    const an_member_state *where = &an_member_states[state];
    const uint32_t n = is_agent ? an_market_agents(where) : an_market_importers(where);

    return operator_of(state, 1 + an_random_skewed(random, n), n, is_agent);
}

static uint32_t draw_procedure(an_random *random)
{
    uint32_t part = an_random_below(random, AN_MILLION);
    uint32_t i = 0;

    while (part >= an_procedures[i].share) {
        part -= an_procedures[i++].share;
    }
    return i;
}

/* What all items of a declaration share. */
static void draw_head(an_generator *generator, an_declaration *row)
{
    const an_market_rates *rates = &an_market_usual;
    an_random random = random_of(generator, row->first_row, ASPECT_HEAD);

    row->state = generator->market.state_wheel[an_random_below(&random, AN_WHEEL)];
    row->office = 1 + an_random_skewed(&random, an_member_states[row->state].offices);
    row->date = generator->days[an_random_below(&random, generator->n_days)];
    row->procedure = draw_procedure(&random);

    const an_operator importer = draw_operator(&random, row->state, false);
    const an_operator agent = draw_operator(&random, row->state, true);
    const bool by_agent = an_random_chance(&random, rates->agent);
    const uint32_t share = an_operator_is_aeo(importer) ? rates->simplified_aeo : rates->simplified_other;
    const bool simplified = an_random_chance(&random, share);
    const bool low_value = an_random_chance(&random, rates->low_value);

    row->importer = importer;
    row->declarant = by_agent ? agent : importer;
    row->dataset = simplified ? AN_DATASET_I1 : AN_DATASET_H1;
    if (low_value) { /* for a private person, whom no extract names */
        row->importer = (an_operator){0};
        row->declarant = agent;
        row->dataset = AN_DATASET_H7;
        row->procedure = 0;
    }
}

const an_declaration *an_generator_next(an_generator *generator)
{
    const uint64_t number = generator->next++;
    an_declaration *row = &generator->row;

    if (generator->second_follows) {
        generator->second_follows = false;
        an_random second = random_of(generator, number, ASPECT_SECOND);
        an_selection_draw_second(&second, row);
        return row;
    }
    an_random item = random_of(generator, number, ASPECT_ITEM);
    an_random control = random_of(generator, number, ASPECT_CONTROL);
    const bool begins = an_random_chance(&item, an_market_usual.new_declaration) || number % BLOCK == 0;

    row->is_second = false;
    row->item_number++;
    if (begins) {
        row->item_number = 1;
        row->first_row = number;
        draw_head(generator, row);
    }
    an_item_draw(&generator->market, &generator->settings.plants, &item, row);
    an_selection_draw(&control, row);
    /* Only after an even row, so that the row before a block never asks for one. */
    generator->second_follows = an_random_chance(&control, an_market_usual.second_control)
                                && row->control.stage != AN_STAGE_NONE && number % 2 == 0;
    return row;
}

const an_print_context *an_generator_context(const an_generator *generator)
{
    return &generator->context;
}

/* The days of the quarter, each as often as its share of declarations: Saturdays and Sundays are quiet. */
static void set_days(an_generator *generator, an_date first, an_date end)
{
    static const uint32_t slots[] = {10, 10, 10, 10, 10, 3, 1}; /* Monday first */

    for (an_date day = first; day < end; day++) {
        for (uint32_t i = 0; i < slots[(day + 3) % 7]; i++) { /* 1970-01-01 was a Thursday */
            generator->days[generator->n_days++] = day;
        }
    }
}

static an_code check_settings(const an_generator_settings *settings, an_error *err)
{
    const an_period quarter = settings->quarter;
    const an_plant_shares *plants = &settings->plants;

    if (quarter.kind != AN_PERIOD_QUARTER || quarter.index < 4 * 2000 || quarter.index >= 4 * 2100) {
        return an_fail(err, AN_USAGE, "quarter: expected one of the years 2000 to 2099, such as 2017-Q3");
    }
    if ((uint64_t)plants->under + plants->over + plants->quantity > AN_MILLION) {
        return an_fail(err, AN_USAGE, "the shares of planted errors sum to more than 1");
    }
    return AN_OK;
}

an_code an_generator_new(an_generator **generator, const an_generator_settings *settings, an_error *err)
{
    an_code code = check_settings(settings, err);
    an_generator *new = code == AN_OK ? calloc(1, sizeof *new) : NULL;
    an_date first;
    an_date end;

    if (code != AN_OK) {
        return code;
    }
    if (new == NULL) {
        return an_fail_memory(err);
    }
    new->settings = *settings;
    new->context = (an_print_context){
        .year = (uint32_t)(settings->quarter.index / 4 % 100),
        .quarter = (uint32_t)(settings->quarter.index % 4 + 1),
        .seed = (uint32_t)(settings->seed % AN_DECLARATION_SEEDS),
        .descriptions = settings->descriptions,
        .undescribed = settings->undescribed,
    };
    new->key = an_hash_mix(an_hash_mix(settings->seed) + (uint64_t)settings->quarter.index);
    an_period_days(settings->quarter, &first, &end);
    set_days(new, first, end);
    code = an_market_set(&new->market, settings->codes, settings->quarter, err);
    if (code != AN_OK) {
        an_generator_free(new);
        return code;
    }
    *generator = new;
    return AN_OK;
}

void an_generator_free(an_generator *generator)
{
    if (generator != NULL) {
        an_market_free(&generator->market);
    }
    free(generator);
}
