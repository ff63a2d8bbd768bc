/* say: numbers and codes as a reader of a report expects them. */
#include "report/say.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chart/phrase.h"

enum { VALUE_DIGITS = 3 };

static const struct {
    const char *code, *name;
} names[] = {
    {"aeo_control_rate", "control rate of AEOs"},
    {"non_aeo_control_rate", "control rate of other operators"},
    {"aeo_control_ratio", "control rate of AEOs / of other operators"},
    {"aeo_control_ratio_mh", "control rate of AEOs / of other operators, stratified"},
    {"aeo_item_share", "share of items of AEOs"},
    {"controls_per_aeo", "controls per AEO"},
    {"controls_per_non_aeo", "controls per other operator"},
    {"risk_based_share", "share of risk-based controls"},
    {"random_share", "share of random controls"},
    {"risk_irregularity_rate", "irregularity rate of risk-based controls"},
    {"random_irregularity_rate", "irregularity rate of random controls"},
    {"noncompliance_rate", "non-compliance rate, from random controls"},
    {"simplified_item_share", "share of items declared in simplified form"},
    {"simplified_control_rate", "control rate of simplified declarations"},
    {"standard_control_rate", "control rate of standard declarations"},
    {"simplified_control_ratio", "control rate of simplified / of standard declarations"},
    {"top_ten_share", "share of the ten largest cases"},
    {"feedback_on_time_rate", "share of RIF feedback in time"},
    {"feedback_median_days", "median days until RIF feedback"},
    {"ens_compliance_rate", "compliance rate of ENS"},
    {"aeo_valid", "AEO authorisations that are valid"},
    {"crc_final_hit_share", "share of CRC hits that are final"},
    {"crc_false_positive_share", "share of CRC hits that are false"},
};

/* Puts commas between the thousands of the whole part of text. */
static void group_thousands(const char *text, char out[AN_SAY_SIZE])
{
    const size_t sign = text[0] == '-' ? 1 : 0;
    const size_t whole = strspn(text + sign, "0123456789");
    size_t n = 0;
    if (sign > 0)
        n += (size_t)snprintf(out, AN_SAY_SIZE, "\xE2\x88\x92"); /* minus sign */
    for (size_t i = 0; i < whole && n + 2 < AN_SAY_SIZE; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            out[n++] = ',';
        out[n++] = text[sign + i];
    }
    snprintf(out + n, AN_SAY_SIZE - n, "%s", text + sign + whole);
}

void an_say_number(double value, int digits, char out[AN_SAY_SIZE])
{
    char text[64];
    if (isnan(value)) {
        snprintf(out, AN_SAY_SIZE, "n.a.");
        return;
    }
    const double size = fabs(value);
    const bool plain = value == 0 || (size >= 1e-4 && size < 1e18);
    if (!plain) {
        snprintf(out, AN_SAY_SIZE, "%.*g", digits, value);
        return;
    }
    const int before = size >= 1    ? (int)floor(log10(size)) + 1
                       : value == 0 ? digits
                                    : -(int)ceil(-log10(size)) + 1;
    const int after = digits > before ? digits - before : 0;
    snprintf(text, sizeof text, "%.*f", after, value);
    if (rint(value) == value && size < 1e15)
        snprintf(text, sizeof text, "%.0f", value + 0.0);
    group_thousands(text, out);
}

void an_say_amount(an_decimal amount, char out[AN_SAY_SIZE])
{
    enum { WITHOUT_CENTS = 1000 };
    char text[AN_DECIMAL_SIZE];
    const double value = an_decimal_double(amount);
    if (fabs(value) >= WITHOUT_CENTS)
        snprintf(text, sizeof text, "%.0f", value);
    else
        an_decimal_print(amount, text);
    group_thousands(text, out);
}

bool an_say_is_share(const an_observation *o)
{
    static const char *const others[] = {"katz", "mantel-haenszel", "mean"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strncmp(o->method, others[i], strlen(others[i])) == 0)
            return false;
    return strcmp(o->unit, "ratio") == 0 && o->has_numerator && o->has_denominator &&
           an_decimal_compare(o->numerator, o->denominator) <= 0 && !(o->value > 1) &&
           strstr(o->indicator, "_ratio") == NULL && strstr(o->indicator, "_lift") == NULL;
}

void an_say_value(const an_observation *o, double value, char out[AN_SAY_SIZE])
{
    const bool share = an_say_is_share(o);
    an_say_number(share ? 100 * value : value, VALUE_DIGITS, out);
    if (isnan(value))
        return;
    const char *const unit = share                                                            ? "%"
                             : strcmp(o->unit, "ratio") == 0 || strcmp(o->unit, "count") == 0 ? ""
                                                                                              : o->unit;
    const size_t n = strlen(out);
    if (unit[0] != '\0')
        snprintf(out + n, AN_SAY_SIZE - n, "\xC2\xA0%s", unit);
}

void an_say_interval(const an_observation *o, char out[AN_SAY_SIZE])
{
    char lower[AN_SAY_SIZE];
    out[0] = '\0';
    if (isnan(o->lower) || isnan(o->upper))
        return;
    an_say_number(an_say_is_share(o) ? 100 * o->lower : o->lower, VALUE_DIGITS, lower);
    char upper[AN_SAY_SIZE];
    an_say_value(o, o->upper, upper);
    snprintf(out, AN_SAY_SIZE, "%.40s to %.50s", lower, upper);
}

void an_say_p(double p, char out[AN_SAY_SIZE])
{
    if (p < 0.001)
        snprintf(out, AN_SAY_SIZE, "p < 0.001");
    else
        snprintf(out, AN_SAY_SIZE, "p = %.*f", p < 0.1 ? 3 : 2, p);
}

const char *an_say_name(an_arena *arena, const char *code)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i].code, code) == 0)
            return names[i].name;
    return an_phrase_of_name(arena, code);
}

const char *an_say_title(an_arena *arena, const char *code)
{
    const char *const name = an_say_name(arena, code);
    char *const copy = name != NULL ? an_arena_copy(arena, name, strlen(name)) : NULL;
    if (copy != NULL)
        copy[0] = (char)toupper((unsigned char)copy[0]);
    return copy;
}
