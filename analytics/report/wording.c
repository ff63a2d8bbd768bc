/* wording: numbers and codes as a reader of a report expects them. */
#include "report/wording.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chart/phrase.h"

enum { VALUE_DIGITS = 3 };

void an_wording_number(double value, int digits, char out[AN_WORDING_SIZE])
{
    an_style_number(NULL, value, digits, out);
}

void an_wording_amount(an_decimal amount, char out[AN_WORDING_SIZE])
{
    const double value = an_decimal_double(amount), without_cents = 1000;
    const bool whole = fabs(value) >= without_cents || rint(value) == value;
    an_style_fixed(NULL, value, whole ? 0 : 2, out);
}

bool an_wording_is_share(const an_observation *o)
{
    static const char *const others[] = {"katz", "mantel-haenszel", "mean"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strncmp(o->method, others[i], strlen(others[i])) == 0)
            return false;
    return strcmp(o->unit, "ratio") == 0 && o->has_numerator && o->has_denominator &&
           an_decimal_compare(o->numerator, o->denominator) <= 0 && !(o->value > 1) &&
           strstr(o->indicator, "_ratio") == NULL && strstr(o->indicator, "_lift") == NULL;
}

/* How the numbers of an observation are said: multiplied by factor, with so many decimals, before unit. */
typedef struct manner {
    double factor;
    int decimals;
    char unit[AN_WORDING_SIZE / 2];
} manner;

static manner manner_of(const an_observation *o, double value)
{
    const double size = fabs(value), million = 1e6, billion = 1e9;
    const bool plain = strcmp(o->unit, "ratio") == 0 || strcmp(o->unit, "count") == 0;
    manner m = {.factor = 1};
    if (an_wording_is_share(o)) {
        m = (manner){.factor = 100, .unit = "%"};
    } else if (!plain) {
        m.factor = size >= billion ? 1 / billion : size >= million ? 1 / million : 1;
        const char *const much = size >= billion ? "billion " : size >= million ? "million " : "";
        snprintf(m.unit, sizeof m.unit, "%s%s", much, o->unit);
    }
    const bool whole = m.factor == 1 && rint(value) == value;
    m.decimals = whole ? 0 : an_style_decimals(m.factor * value, VALUE_DIGITS);
    return m;
}

static void say(const manner *m, double value, const char *unit, char out[AN_WORDING_SIZE])
{
    an_style_fixed(NULL, m->factor * value, m->decimals, out);
    const size_t n = strlen(out);
    if (unit[0] != '\0')
        snprintf(out + n, AN_WORDING_SIZE - n, "\xC2\xA0%s", unit);
}

void an_wording_value(const an_observation *o, double value, char out[AN_WORDING_SIZE])
{
    const manner m = manner_of(o, value);
    say(&m, value, isnan(value) ? "" : m.unit, out);
}

void an_wording_interval(const an_observation *o, char out[AN_WORDING_SIZE])
{
    const manner m = manner_of(o, o->value);
    char lower[AN_WORDING_SIZE], upper[AN_WORDING_SIZE];
    out[0] = '\0';
    if (isnan(o->lower) || isnan(o->upper))
        return;
    say(&m, o->lower, "", lower);
    say(&m, o->upper, m.unit, upper);
    snprintf(out, AN_WORDING_SIZE, "%.40s to %.50s", lower, upper);
}

void an_wording_p(double p, char out[AN_WORDING_SIZE])
{
    if (p < 0.001)
        snprintf(out, AN_WORDING_SIZE, "p < 0.001");
    else
        snprintf(out, AN_WORDING_SIZE, "p = %.*f", p < 0.1 ? 3 : 2, p);
}

const char *an_wording_title(an_arena *arena, const char *code)
{
    const char *const name = an_phrase_of_code(arena, code);
    char *const copy = name != NULL ? an_arena_copy(arena, name, strlen(name)) : NULL;
    if (copy != NULL)
        copy[0] = (char)toupper((unsigned char)copy[0]);
    return copy;
}
