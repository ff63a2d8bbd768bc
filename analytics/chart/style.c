/* style: numbers, dates and periods as a language writes them. */
#include "chart/style.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"

#define NARROW "\xE2\x80\xAF" /* U+202F, no line breaks there */
#define BLANK "\xC2\xA0"      /* U+00A0 */

const an_style an_styles[] = {
    {"en", ".", ",", 4, "%d %m %y", "%m %y", NULL,
     {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"}},
    {"fr", ",", NARROW, 4, "%d %m %y", "%m %y", "T%q %y",
     {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}},
    {"de", ",", ".", 4, "%D.%M.%y", "%m %y", "Q%q %y",
     {"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."}},
    {"it", ",", ".", 4, "%d %m %y", "%m %y", "T%q %y",
     {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"}},
    {"pl", ",", BLANK, 5, "%d %m %y", "%m %y", "%Q kw. %y",
     {"sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"}},
    {"es", ",", ".", 5, "%d %m %y", "%m %y", "T%q %y",
     {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"}},
    {0},
};

const an_style *an_style_find(const char *lang)
{
    for (const an_style *style = an_styles; style->lang != NULL; style++)
        if (strcmp(style->lang, lang) == 0)
            return style;
    return NULL;
}

static const an_style *or_english(const an_style *style)
{
    return style != NULL ? style : &an_styles[0];
}

/* Appends text if it fits whole. */
static void append(char out[AN_STYLE_SIZE], const char *text, size_t size)
{
    const size_t used = strlen(out);
    if (used + size < AN_STYLE_SIZE) {
        memcpy(out + used, text, size);
        out[used + size] = '\0';
    }
}

/* Writes a number in C's form in that of the style. */
static void restyle(const an_style *style, const char *text, char out[AN_STYLE_SIZE])
{
    const size_t sign = text[0] == '-' ? 1 : 0, whole = strspn(text + sign, "0123456789");
    const char *const rest = text + sign + whole;
    out[0] = '\0';
    if (sign > 0)
        append(out, "\xE2\x88\x92", 3); /* a minus sign */
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0 && whole >= (size_t)style->grouped)
            append(out, style->group, strlen(style->group));
        append(out, text + sign + i, 1);
    }
    if (rest[0] == '.')
        append(out, style->decimal, strlen(style->decimal));
    append(out, rest + (rest[0] == '.' ? 1 : 0), strlen(rest + (rest[0] == '.' ? 1 : 0)));
}

/* Beyond these, numbers are written with a power of ten. */
static bool is_plain(double value)
{
    const double size = fabs(value);
    return value == 0 || (size >= 1e-4 && size < 1e18);
}

int an_style_decimals(double value, int digits)
{
    const double size = fabs(value);
    if (size == 0 || !is_plain(value))
        return 0;
    /* the first digit may move by rounding: 0.9996 with three digits is 1.00 */
    char text[32];
    snprintf(text, sizeof text, "%.*e", digits - 1, size);
    int exponent = 0;
    if (sscanf(strchr(text, 'e') + 1, "%d", &exponent) != 1) /* NOLINT(cert-err34-c): printf's own digits */
        return 0;
    const int after = digits - 1 - exponent;
    return after > 0 ? after : 0;
}

void an_style_fixed(const an_style *style, double value, int decimals, char out[AN_STYLE_SIZE])
{
    char text[400];
    if (isnan(value)) {
        snprintf(out, AN_STYLE_SIZE, "n.a.");
        return;
    }
    snprintf(text, sizeof text, "%.*f", decimals, value);
    if (strspn(text, "-0.") == strlen(text)) /* no minus before a zero */
        snprintf(text, sizeof text, "%.*f", decimals, 0.0);
    restyle(or_english(style), text, out);
}

void an_style_number(const an_style *style, double value, int digits, char out[AN_STYLE_SIZE])
{
    char text[64];
    if (isnan(value) || is_plain(value)) {
        const bool whole = rint(value) == value && fabs(value) < 1e15;
        an_style_fixed(style, value, whole ? 0 : an_style_decimals(value, digits), out);
        return;
    }
    snprintf(text, sizeof text, "%.*g", digits, value);
    restyle(or_english(style), text, out);
}

/* The parts of a date that a format can name. */
typedef struct parts {
    int year, month, day;
    const char *name; /* of the month */
} parts;

/* Appends what letter stands for in a format. */
static void append_part(char letter, const parts *date, char out[AN_STYLE_SIZE])
{
    static const char *const roman[] = {"I", "II", "III", "IV"};
    const int quarter = (date->month + 2) / 3;
    char text[16] = {letter, '\0'};
    if (letter == 'd' || letter == 'q')
        snprintf(text, sizeof text, "%d", letter == 'd' ? date->day : quarter);
    else if (letter == 'D' || letter == 'M')
        snprintf(text, sizeof text, "%02d", letter == 'D' ? date->day : date->month);
    else if (letter == 'y')
        snprintf(text, sizeof text, "%d", date->year);
    const char *const part = letter == 'm' ? date->name : letter == 'Q' ? roman[quarter - 1] : text;
    append(out, part, strlen(part));
}

void an_style_period(const an_style *style, const char *period, char out[AN_STYLE_SIZE])
{
    const an_style *const s = or_english(style);
    an_period p;
    an_date first, end;
    parts date;
    snprintf(out, AN_STYLE_SIZE, "%s", period);
    if (an_period_parse(period, strlen(period), NULL, &p) != AN_OK)
        return;
    const char *format = p.kind == AN_PERIOD_DAY       ? s->day
                         : p.kind == AN_PERIOD_MONTH   ? s->month
                         : p.kind == AN_PERIOD_QUARTER ? s->quarter
                                                       : NULL;
    if (format == NULL)
        return;
    an_period_days(p, &first, &end);
    an_date_to_civil(first, &date.year, &date.month, &date.day);
    date.name = s->months[date.month - 1];
    for (out[0] = '\0'; *format != '\0'; format++) {
        const bool escaped = format[0] == '%' && format[1] != '\0';
        if (escaped)
            append_part(*++format, &date, out);
        else
            append(out, format, 1);
    }
}
