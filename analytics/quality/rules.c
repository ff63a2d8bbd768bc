/* rules: what must hold between the cells of one row, extract by extract. */
#include "quality/rules.h"

#include <string.h>

typedef const an_checked *const cells_of[AN_RULE_CELLS];

static const an_check_verdict not_made = {.made = false, .bad = false};

static an_check_verdict made(bool bad)
{
    return (an_check_verdict){.made = true, .bad = bad};
}

bool an_rule_is_country(an_cell text)
{
    return text.size == 2 && text.text[0] >= 'A' && text.text[0] <= 'Z' && text.text[1] >= 'A' &&
           text.text[1] <= 'Z';
}

bool an_rule_is_zero(const an_checked *cell)
{
    return cell->state == AN_STATE_VALID && cell->value.number.units == 0;
}

/* A row has a date or a period: without one, programs cannot tell to which period it belongs. */
static an_check_verdict dated(cells_of cells)
{
    return made(cells[0]->state == AN_STATE_EMPTY && cells[1]->state == AN_STATE_EMPTY);
}

/* HS6, CN8 or TARIC10. */
static an_check_verdict commodity(cells_of cells)
{
    const an_cell text = cells[0]->value.text;
    if (cells[0]->state == AN_STATE_EMPTY)
        return not_made;
    size_t digits = 0;
    while (digits < text.size && text.text[digits] >= '0' && text.text[digits] <= '9')
        digits++;
    return made(digits < text.size || (digits != 6 && digits != 8 && digits != 10));
}

/* A mass of 0 has no unit price. The second row of an item (items 0) need not repeat it. */
static an_check_verdict above_zero(cells_of cells)
{
    if (cells[0]->state != AN_STATE_VALID || an_rule_is_zero(cells[1]))
        return not_made;
    return made(an_rule_is_zero(cells[0]));
}

/* What a control is or found stands only where there was one. */
static an_check_verdict with_stage(cells_of cells)
{
    if (cells[0]->state == AN_STATE_EMPTY)
        return not_made;
    return made(cells[1]->state == AN_STATE_EMPTY);
}

/* Only an irregular control establishes an amount. */
static an_check_verdict with_irregular(cells_of cells)
{
    static const char irregular[] = "irregular";
    const an_cell result = cells[1]->value.text;
    if (cells[0]->state != AN_STATE_VALID || an_rule_is_zero(cells[0]) || cells[1]->state == AN_STATE_WRONG)
        return not_made;
    return made(cells[1]->state == AN_STATE_EMPTY || result.size != strlen(irregular) ||
                memcmp(result.text, irregular, result.size) != 0);
}

/* |duty_amount - statistical_value x duty_rate / 100| <= 1 % of the latter, or 0.01 EUR, to which both are
 * rounded. All is done 100 times as large, exactly; amounts too large for that are not judged. */
static an_check_verdict duty(cells_of cells)
{
    an_decimal expected, declared, tolerance;
    const an_decimal hundred = an_decimal_from_int(100), cent = an_decimal_from_int(1);
    for (size_t i = 0; i < 3; i++)
        if (cells[i]->state != AN_STATE_VALID)
            return not_made;
    if (!an_decimal_mul(&expected, cells[1]->value.number, cells[2]->value.number) ||
        !an_decimal_mul(&declared, cells[0]->value.number, hundred))
        return not_made;
    tolerance = (an_decimal){expected.units / 100};
    if (an_decimal_compare(tolerance, cent) < 0)
        tolerance = cent;
    if (!an_decimal_sub(&declared, expected))
        return not_made;
    if (declared.units < 0)
        declared.units = -declared.units;
    return made(an_decimal_compare(declared, tolerance) > 0);
}

static an_check_verdict at_most(cells_of cells)
{
    if (cells[0]->state != AN_STATE_VALID || cells[1]->state != AN_STATE_VALID)
        return not_made;
    return made(an_decimal_compare(cells[0]->value.number, cells[1]->value.number) > 0);
}

static an_check_verdict not_before(cells_of cells)
{
    if (cells[0]->state != AN_STATE_VALID || cells[1]->state != AN_STATE_VALID)
        return not_made;
    return made(cells[0]->value.date < cells[1]->value.date);
}

const an_check_rule an_rules[] = {
    {"declarations", "dated", {"?acceptance_date", "?period"}, dated},
    {"tor crc sharing assistance programme passengers", "dated", {"?date", "?period"}, dated},
    {"aeo_register", "dated", {"?event_date", "?period"}, dated},
    {"rif", "dated", {"?issue_date", "?period"}, dated},
    {"operations", "dated", {"?start_date", "?period"}, dated},
    {"ens", "dated", {"?lodgement_date", "?period"}, dated},

    {"declarations ens", "commodity", {"commodity"}, commodity},
    {"declarations", "above_zero", {"net_mass", "?items"}, above_zero},
    {"declarations", "with_stage", {"control_type", "control_stage"}, with_stage},
    {"declarations", "with_stage", {"control_basis", "control_stage"}, with_stage},
    {"declarations", "with_stage", {"control_result", "control_stage"}, with_stage},
    {"declarations", "with_irregular", {"established_amount", "control_result"}, with_irregular},
    {"declarations", "duty", {"duty_amount", "statistical_value", "duty_rate"}, duty},

    {"crc", "at_most", {"automated_hits", "items_analysed"}, at_most},
    {"crc", "at_most", {"final_hits", "automated_hits"}, at_most},
    {"rif", "at_most", {"fields_completed", "fields_required"}, at_most},
    {"rif", "at_most", {"fields_precise", "fields_completed"}, at_most},
    {"operations", "at_most", {"irregular", "controls"}, at_most},
    {"passengers", "at_most", {"seizures", "controls"}, at_most},
    {"sharing", "at_most", {"shared", "shareable"}, at_most},
    {"assistance", "at_most", {"answers", "requests"}, at_most},
    {"rif", "not_before", {"feedback_due_date", "issue_date"}, not_before},
    {"rif", "not_before", {"feedback_date", "issue_date"}, not_before},

    {"declarations", "duplicate", {"declaration_id", "item_number", "?items"}, NULL},
    {.name = NULL},
};
