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

bool an_wording_in_percent(const an_observation *o)
{
    const bool plain = o->unit[0] == '\0' || strcmp(o->unit, "ratio") == 0;
    return plain && an_meaning_in_percent(o->meaning) &&
           !(o->meaning->indicator->kind == AN_EVENTS && o->value > 1);
}

/* How the numbers of an observation are written: multiplied by factor, with so many decimals, before unit. */
typedef struct value_format {
    double factor;
    int decimals;
    char unit[AN_WORDING_SIZE / 2];
} value_format;

static value_format format_of(const an_observation *o, double value)
{
    const double size = fabs(value), million = 1e6, billion = 1e9;
    const bool plain = strcmp(o->unit, "ratio") == 0 || strcmp(o->unit, "count") == 0;
    value_format f = {.factor = 1};
    if (an_wording_in_percent(o)) {
        f = (value_format){.factor = 100, .unit = "%"};
    } else if (!plain) {
        f.factor = size >= billion ? 1 / billion : size >= million ? 1 / million : 1;
        const char *const much = size >= billion ? "billion " : size >= million ? "million " : "";
        snprintf(f.unit, sizeof f.unit, "%s%s", much, o->unit);
    }
    const bool whole = f.factor == 1 && rint(value) == value;
    f.decimals = whole ? 0 : an_style_decimals(f.factor * value, VALUE_DIGITS);
    return f;
}

static void print_value(const value_format *f, double value, const char *unit, char out[AN_WORDING_SIZE])
{
    an_style_fixed(NULL, f->factor * value, f->decimals, out);
    const size_t n = strlen(out);
    if (unit[0] != '\0')
        snprintf(out + n, AN_WORDING_SIZE - n, "\xC2\xA0%s", unit);
}

void an_wording_value(const an_observation *o, double value, char out[AN_WORDING_SIZE])
{
    const value_format f = format_of(o, value);
    print_value(&f, value, isnan(value) ? "" : f.unit, out);
}

void an_wording_interval(const an_observation *o, char out[AN_WORDING_SIZE])
{
    const value_format f = format_of(o, o->value);
    char lower[AN_WORDING_SIZE], upper[AN_WORDING_SIZE];
    out[0] = '\0';
    if (isnan(o->lower) || isnan(o->upper))
        return;
    print_value(&f, o->lower, "", lower);
    print_value(&f, o->upper, f.unit, upper);
    snprintf(out, AN_WORDING_SIZE, "%.40s to %.50s", lower, upper);
}

void an_wording_p(double p, char out[AN_WORDING_SIZE])
{
    if (p < 0.001)
        snprintf(out, AN_WORDING_SIZE, "p < 0.001");
    else
        snprintf(out, AN_WORDING_SIZE, "p = %.*f", p < 0.1 ? 3 : 2, p);
}

static const char *capital(an_arena *arena, const char *text)
{
    char *const copy = an_arena_copy(arena, text, strlen(text));
    if (copy == NULL)
        return text;
    copy[0] = (char)toupper((unsigned char)copy[0]);
    return copy;
}

const char *an_wording_name(an_arena *arena, const an_observation *o)
{
    if (o->meaning != NULL && o->meaning->indicator->title != NULL)
        return o->meaning->indicator->title;
    const char *const name = an_phrase_of_name(arena, o->indicator);
    return name != NULL ? name : o->indicator;
}

const char *an_wording_title(an_arena *arena, const an_observation *o)
{
    return capital(arena, an_wording_name(arena, o));
}

const char *an_wording_column(an_arena *arena, const char *column)
{
    const char *const name = an_phrase_of_column(arena, column);
    return capital(arena, name != NULL ? name : column);
}
