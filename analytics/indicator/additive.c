/* additive: which rows of an indicator table add up over parts of the data. */
#include "indicator/additive.h"

#include <math.h>
#include <string.h>

const an_ratio_base an_ratio_bases[] = {
    {"targeting_lift", "random_irregularity_rate"},
    {"aeo_control_ratio", "non_aeo_control_rate"},
    {"simplified_control_ratio", "standard_control_rate"},
    {NULL, NULL},
};

const char *an_ratio_base_of(const char *code)
{
    for (const an_ratio_base *known = an_ratio_bases; known->ratio != NULL; known++)
        if (strcmp(known->ratio, code) == 0)
            return known->base;
    return NULL;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The value is numerator / denominator, but for rounding. */
static bool is_quotient(const an_observation *o)
{
    const double quotient = an_decimal_double(o->numerator) / an_decimal_double(o->denominator);
    return fabs(o->value - quotient) <= 1e-9 * fabs(quotient);
}

/* Of a row with a numerator, a denominator and a value. */
static an_additive_rule rule_of_quotient(const an_observation *o, const char **reason)
{
    *reason = o->method;
    if (begins(o->method, "katz")) {
        *reason = "a ratio of two rates whose second rate is not known";
        return an_ratio_base_of(o->indicator) != NULL ? AN_RULE_RATIO : AN_RULE_NONE;
    }
    if (strcmp(o->method, "mean") == 0) {
        *reason = "its value is not numerator / denominator";
        return is_quotient(o) ? AN_RULE_MEAN : AN_RULE_NONE;
    }
    if (o->method[0] != '\0' && an_words_find("wilson exact jeffreys", o->method, strlen(o->method)) == 0)
        return AN_RULE_NONE;
    *reason = "its value is not numerator / denominator";
    return is_quotient(o) ? AN_RULE_RATE : AN_RULE_NONE;
}

an_additive_rule an_rule_of(const an_observation *o, const char **reason)
{
    *reason = "the cell is suppressed";
    if (o->status == 'Q')
        return AN_RULE_NONE;
    *reason = "a mean over distinct operators, who may be in several parts";
    if (strstr(o->unit, "/operator") != NULL)
        return AN_RULE_NONE;
    if (an_ratio_base_of(o->indicator) != NULL && o->has_denominator)
        return AN_RULE_RATIO;
    if (o->status == 'M')
        return AN_RULE_UNKNOWN;
    *reason = "it has no numerator or no value";
    if (!o->has_numerator || isnan(o->value))
        return AN_RULE_NONE;
    if (o->has_denominator)
        return rule_of_quotient(o, reason);
    *reason = o->method[0] != '\0' ? o->method : "its value is not its numerator";
    const bool is_sum = strcmp(o->method, "sum") == 0 &&
                        fabs(o->value - an_decimal_double(o->numerator)) <= 1e-9 * fabs(o->value);
    return is_sum ? AN_RULE_SUM : AN_RULE_NONE;
}

an_whole an_whole_of(const char *code)
{
    static const char both[] = "aeo_item_share simplified_item_share";
    static const char denominator[] =
        "control_rate aeo_control_rate non_aeo_control_rate aeo_control_ratio simplified_control_rate "
        "standard_control_rate simplified_control_ratio";
    const size_t size = strlen(code);
    if (an_words_find(both, code, size) > 0)
        return AN_WHOLE_BOTH;
    return an_words_find(denominator, code, size) > 0 ? AN_WHOLE_DENOMINATOR : AN_WHOLE_NONE;
}
