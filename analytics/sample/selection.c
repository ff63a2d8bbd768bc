/* selection: which items of a sample extract are controlled, and what is found.
 *
 * As in life: a risk profile hits irregular items more often than others, random controls are blind, and
 * AEOs and low-value items are selected less. So rates by basis differ, a crude comparison of AEOs misleads,
 * and random controls alone tell the true rate: the samples show what the indicators are for. */
#include "sample/selection.h"

#include "sample/item.h"
#include "sample/random.h"

/* How many items in a million of this kind are controlled on the ground of risk. */
static uint64_t risk_selection(const an_declaration *row)
{
    const an_market_rates *rates = &an_market_usual;
    uint64_t parts = (uint64_t)rates->risk_controls * an_member_states[row->state].controls / 100;

    if (an_operator_is_aeo(row->importer)) {
        parts = parts * rates->aeo_selection / AN_MILLION;
    }
    if (row->dataset == AN_DATASET_H7) {
        parts = parts * rates->low_value_selection / AN_MILLION;
    }
    return row->is_irregular ? parts * rates->lift : parts;
}

static void draw_amount(an_random *random, const an_declaration *row, an_control *control)
{
    const an_market_rates *rates = &an_market_usual;
    const an_fixed tail = an_random_exponential(random) * 10 / 11; /* Pareto's index 1.1 */
    const uint64_t amount = an_fixed_scale(row->value * rates->least_amount / AN_MILLION, tail);
    const bool is_known = !an_random_chance(random, rates->not_yet_established);

    control->has_amount = control->finding == AN_FINDING_IRREGULAR && is_known;
    control->amount = amount;
    if (row->plant == AN_PLANT_UNDER) {
        control->amount = an_item_duty(row->true_value - row->value, row->duty_rate);
    } else if (row->plant != AN_PLANT_NONE || an_random_chance(random, rates->no_amount)) {
        control->amount = 0;
    }
    if (control->amount > row->value) {
        control->amount = row->value;
    }
}

/* What a control at control->stage finds. */
static void draw_finding(an_random *random, const an_declaration *row, bool is_irregular, an_control *control)
{
    const an_market_rates *rates = &an_market_usual;
    const uint32_t open = control->stage == AN_STAGE_CLEARANCE ? rates->open_at_clearance : rates->open_later;
    const bool is_open = an_random_chance(random, open);
    const bool is_found = is_irregular && an_random_chance(random, rates->detected);

    control->finding = is_open ? AN_FINDING_OPEN : is_found ? AN_FINDING_IRREGULAR : AN_FINDING_CONFORM;
    draw_amount(random, row, control);
}

/* The stage and the ground of a risk-based control, by a number of [0, a million). */
static an_stage stage_of(uint32_t part)
{
    const an_market_rates *rates = &an_market_usual;

    if (part < rates->post_release) {
        return AN_STAGE_POST_RELEASE;
    }
    return part < rates->post_release + rates->post_clearance ? AN_STAGE_POST_CLEARANCE : AN_STAGE_CLEARANCE;
}

static an_basis basis_of(uint32_t part)
{
    const an_market_rates *rates = &an_market_usual;

    if (part < rates->crc) {
        return AN_BASIS_CRC;
    }
    return part < rates->crc + rates->other_basis ? AN_BASIS_OTHER : AN_BASIS_RISK_PROFILE;
}

void an_selection_draw(an_random *random, an_declaration *row)
{
    const an_market_rates *rates = &an_market_usual;
    const uint64_t blind = (uint64_t)rates->random_controls * an_member_states[row->state].controls / 100;
    const bool at_random = an_random_chance(random, blind);
    const bool by_risk = an_random_chance(random, risk_selection(row));
    const uint32_t basis = an_random_below(random, AN_MILLION);
    const uint32_t stage = an_random_below(random, AN_MILLION);
    const bool physical = an_random_chance(random, rates->physical);
    an_control *control = &row->control;

    control->stage = AN_STAGE_NONE;
    if (!at_random && !by_risk) {
        return;
    }
    control->stage = stage_of(stage);
    const bool at_clearance = control->stage == AN_STAGE_CLEARANCE;
    control->check = physical && at_clearance ? AN_CHECK_PHYSICAL : AN_CHECK_DOCUMENTARY;
    control->basis = at_random ? AN_BASIS_RANDOM : basis_of(basis);
    draw_finding(random, row, row->is_irregular, control);
}

void an_selection_draw_second(an_random *random, an_declaration *row)
{
    const bool is_irregular = row->is_irregular && row->control.finding != AN_FINDING_IRREGULAR;

    row->is_second = true;
    row->control = (an_control){
        .stage = AN_STAGE_POST_CLEARANCE,
        .check = AN_CHECK_DOCUMENTARY,
        .basis = AN_BASIS_OTHER,
    };
    draw_finding(random, row, is_irregular, &row->control);
}
