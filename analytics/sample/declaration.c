/* declaration: one row of a sample extract, as numbers and as text. */
#include "sample/declaration.h"

#include <string.h>

#include "sample/random.h"

const an_procedure an_procedures[AN_PROCEDURES] = {
    {"4000", false, 820000}, {"4200", false, 55000}, {"4071", false, 35000},
    {"5100", true, 40000},   {"6110", false, 20000}, {"7100", true, 30000},
};

static const char *const datasets[] = {"H1", "H7", "I1"};
static const char *const aeo_types[] = {"none", "AEOC", "AEOS", "AEOF"};
static const char *const stages[] = {"", "clearance", "post_clearance", "post_release"};
static const char *const checks[] = {"documentary", "physical"};
static const char *const bases[] = {"risk_profile", "crc", "random", "other"};
static const char *const findings[] = {"conform", "irregular", "open"};
static const char *const plants[] = {"", "undervaluation", "overvaluation", "quantity_error"};

/* Every put function writes at out and returns the end of what it wrote. */

static char *put_cell(char *out, const char *text)
{
    *out++ = ',';
    return stpcpy(out, text);
}

/* Exactly n digits, leading zeros included. */
static char *put_digits(char *out, uint64_t value, size_t n)
{
    for (size_t i = n; i > 0; i--) {
        out[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + n;
}

static char *put_count(char *out, uint64_t value)
{
    size_t n = 1;

    for (uint64_t rest = value / 10; rest > 0; rest /= 10) {
        n++;
    }
    return put_digits(out, value, n);
}

/* value / 10^places without trailing zeros. */
static char *put_decimal(char *out, uint64_t value, size_t places)
{
    uint64_t power = 1;

    while (places > 0 && value % 10 == 0) {
        value /= 10;
        places--;
    }
    for (size_t i = 0; i < places; i++) {
        power *= 10;
    }
    out = put_count(out, value / power);
    if (places > 0) {
        *out++ = '.';
        out = put_digits(out, value % power, places);
    }
    return out;
}

char *an_declaration_amount(char *out, uint64_t cents)
{
    out = put_count(out, cents / 100);
    *out++ = '.';
    return put_digits(out, cents % 100, 2);
}

/* 18 bytes, as a movement reference number has: year, country, then the quarter, the seed and the number. */
static char *put_id(char *out, const an_declaration *row, const an_print_context *context)
{
    out = put_digits(out, context->year, 2);
    out = stpcpy(out, an_member_states[row->state].code);
    out = put_digits(out, context->quarter, 1);
    out = put_digits(out, context->seed, 3);
    return put_digits(out, row->first_row, 10);
}

/* A country code, two letters that no real EORI number has behind it, and a number. */
static char *put_operator(char *out, const an_declaration *row, an_operator operator)
{
    *out++ = ',';
    if (operator.number == 0) {
        return out;
    }
    out = stpcpy(out, an_member_states[row->state].code);
    out = stpcpy(out, operator.is_agent ? "AG" : "IM");
    return put_digits(out, operator.number, 6);
}

static char *put_description(char *out, const an_declaration *row, uint32_t undescribed)
{
    if (undescribed > 0 && an_hash_mix(row->quality) % AN_MILLION < undescribed) {
        return stpcpy(out, ",");
    }
    out = stpcpy(out, ",\"");
    out = stpcpy(out, row->product->line->text);
    out = stpcpy(out, ", type ");
    out = stpcpy(out, row->product->commodity + 8);
    if (row->quality % 50 == 0) {
        out = stpcpy(out, ", \"\"first\"\" quality");
    }
    out = stpcpy(out, ", lot ");
    out = put_count(out, row->quality);
    *out++ = '"';
    return out;
}

static char *put_head(char *out, const an_declaration *row, const an_print_context *context)
{
    char date[AN_PERIOD_SIZE];
    const char *state = an_member_states[row->state].code;

    an_date_print(row->date, date);
    out = put_id(out, row, context);
    *out++ = ',';
    out = put_count(out, row->item_number);
    out = put_cell(out, date);
    out = put_cell(out, state);
    out = put_cell(out, state);
    out = put_digits(out, 50 * row->office, 6);
    out = put_cell(out, datasets[row->dataset]);
    out = put_cell(out, an_procedures[row->procedure].code);
    out = put_cell(out, row->dataset == AN_DATASET_I1 ? "simplified" : "standard");
    out = put_operator(out, row, row->importer);
    out = put_operator(out, row, row->declarant);
    out = put_cell(out, aeo_types[row->importer.aeo]);
    return put_cell(out, aeo_types[row->declarant.aeo]);
}

static char *put_item(char *out, const an_declaration *row, const an_print_context *context)
{
    out = put_cell(out, row->product->commodity);
    if (context->descriptions) {
        out = put_description(out, row, context->undescribed);
    }
    out = put_cell(out, row->has_origin ? an_countries[row->origin].code : "");
    out = put_cell(out, an_countries[row->dispatch].code);
    *out++ = ',';
    if (row->has_mass) {
        out = put_decimal(out, row->mass, 3);
    }
    *out++ = ',';
    if (row->units > 0) {
        out = put_count(out, row->units);
    }
    *out++ = ',';
    out = an_declaration_amount(out, row->value);
    *out++ = ',';
    out = put_decimal(out, row->duty_rate, 1);
    *out++ = ',';
    return an_declaration_amount(out, row->duty);
}

static char *put_control(char *out, const an_control *control)
{
    if (control->stage == AN_STAGE_NONE) {
        return stpcpy(out, ",,,,,");
    }
    out = put_cell(out, stages[control->stage]);
    out = put_cell(out, checks[control->check]);
    out = put_cell(out, bases[control->basis]);
    out = put_cell(out, findings[control->finding]);
    *out++ = ',';
    return control->has_amount ? an_declaration_amount(out, control->amount) : out;
}

size_t an_declaration_header(bool descriptions, char out[AN_DECLARATION_SIZE])
{
    char *end = stpcpy(out, "declaration_id,item_number,acceptance_date,member_state,customs_office,"
                              "dataset,procedure,declaration_type,importer,declarant,importer_aeo,"
                              "declarant_aeo,commodity,");

    end = stpcpy(end, descriptions ? "goods_description," : "");
    end = stpcpy(end, "origin,dispatch,net_mass,supplementary_units,statistical_value,duty_rate,"
                        "duty_amount,control_stage,control_type,control_basis,control_result,"
                        "established_amount,items,controls\n");
    return (size_t)(end - out);
}

size_t an_declaration_print(const an_declaration *row, const an_print_context *context,
                            char out[AN_DECLARATION_SIZE])
{
    char *end = put_head(out, row, context);

    end = put_item(end, row, context);
    end = put_control(end, &row->control);
    end = put_cell(end, row->is_second ? "0" : "1");
    end = put_cell(end, row->control.stage == AN_STAGE_NONE ? "0\n" : "1\n");
    return (size_t)(end - out);
}

size_t an_declaration_truth_header(char out[AN_DECLARATION_SIZE])
{
    const char *end = stpcpy(out, "declaration_id,item_number,kind,factor,true_value,true_mass\n");
    return (size_t)(end - out);
}

size_t an_declaration_truth(const an_declaration *row, const an_print_context *context,
                            char out[AN_DECLARATION_SIZE])
{
    char *end = put_id(out, row, context);

    *end++ = ',';
    end = put_count(end, row->item_number);
    end = put_cell(end, plants[row->plant]);
    *end++ = ',';
    end = put_decimal(end, row->factor, 3);
    *end++ = ',';
    end = an_declaration_amount(end, row->true_value);
    *end++ = ',';
    end = put_decimal(end, row->true_mass, 3);
    *end++ = '\n';
    return (size_t)(end - out);
}
