/* date: days since 1970-01-01, and the years, halves, quarters and months that hold them. */
#include "base/date.h"

#include <string.h>

enum { LAST_YEAR = 9999 };

/* What a kind of months is made of: how many a year, and its text after the year. */
static const struct {
    int per_year;
    const char *mark;
    int digits;
} forms[] = {
    [AN_PERIOD_YEAR] = {1, "", 0},
    [AN_PERIOD_HALF] = {2, "-S", 1},
    [AN_PERIOD_QUARTER] = {4, "-Q", 1},
    [AN_PERIOD_MONTH] = {12, "-", 2},
};

/* Civil dates, by Hinnant 2013, "chrono-compatible low-level date algorithms". A year is taken to begin in
 * March, so that the leap day is its last: month m of it (March is 0) begins on day (153 m + 2) / 5, and
 * years before it have 365 y + y/4 - y/100 + y/400 days. */
enum { EPOCH = 719468 /* days from 0000-03-01 to 1970-01-01 */, DAYS_400 = 146097 };

an_date an_date_from_civil(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1;
    int m = (month + 9) % 12;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - EPOCH;
}

void an_date_to_civil(an_date date, int *year, int *month, int *day)
{
    int days = date + EPOCH;
    int cycle = days / DAYS_400;
    int left = days % DAYS_400;
    /* The leap days are taken out first, so that every year has 365 days. */
    int y = (left - left / 1460 + left / 36524 - left / (DAYS_400 - 1)) / 365;
    left -= 365 * y + y / 4 - y / 100;
    int m = (5 * left + 2) / 153;
    *day = left - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = 400 * cycle + y + (*month <= 2);
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* What is left of a text. */
typedef struct cursor {
    const char *p, *end;
} cursor;

static cursor cursor_at(const char *text, size_t size)
{
    return (cursor){.p = text, .end = size > 0 ? text + size : text};
}

static bool at_end(const cursor *text)
{
    return text->p == text->end;
}

static bool take_byte(cursor *text, char byte)
{
    if (at_end(text) || *text->p != byte)
        return false;
    text->p++;
    return true;
}

/* A letter of either case; lower is the small one. */
static bool take_letter(cursor *text, char lower)
{
    return take_byte(text, lower) || take_byte(text, (char)(lower - 'a' + 'A'));
}

/* least to most digits. */
static bool take_digits(cursor *text, int least, int most, int *value)
{
    int n = 0, sum = 0;
    for (; n < most && !at_end(text) && *text->p >= '0' && *text->p <= '9'; n++)
        sum = sum * 10 + (*text->p++ - '0');
    *value = sum;
    return n >= least;
}

/* Exactly digits digits, from low to high. */
static bool take_number(cursor *text, int digits, int low, int high, int *value)
{
    return take_digits(text, digits, digits, value) && *value >= low && *value <= high;
}

/* Q3 or S1 after the year. */
static bool take_part(cursor *text, an_period_kind kind, int year, an_period *period)
{
    int part, per_year = forms[kind].per_year;
    if (!take_number(text, 1, 1, per_year, &part))
        return false;
    *period = (an_period){.kind = kind, .index = year * per_year + part - 1};
    return true;
}

/* A period in one of the forms of SDMX, as long a one as the text begins with. */
static bool take_period(cursor *text, an_period *period)
{
    int year, month, day;
    if (!take_number(text, 4, 1, LAST_YEAR, &year))
        return false;
    *period = (an_period){.kind = AN_PERIOD_YEAR, .index = year};
    if (at_end(text))
        return true;
    bool dash = take_byte(text, '-');
    if (take_letter(text, 'q'))
        return take_part(text, AN_PERIOD_QUARTER, year, period);
    if (take_letter(text, 's'))
        return take_part(text, AN_PERIOD_HALF, year, period);
    if (!dash || !take_number(text, 2, 1, 12, &month))
        return false;
    *period = (an_period){.kind = AN_PERIOD_MONTH, .index = 12 * year + month - 1};
    if (!take_byte(text, '-'))
        return true;
    if (!take_number(text, 2, 1, days_of_month(year, month), &day))
        return false;
    *period = (an_period){.kind = AN_PERIOD_DAY, .index = an_date_from_civil(year, month, day)};
    return true;
}

/* Z, +hh, +hhmm or +hh:mm, or nothing. */
static bool take_zone(cursor *text)
{
    int hour, minute;
    if (at_end(text) || take_byte(text, 'Z'))
        return true;
    if (!take_byte(text, '+') && !take_byte(text, '-'))
        return false;
    if (!take_number(text, 2, 0, 23, &hour))
        return false;
    return (!take_byte(text, ':') && at_end(text)) || take_number(text, 2, 0, 59, &minute);
}

/* hh:mm, hh:mm:ss or hh:mm:ss.fff (60 is a leap second), and a zone. */
static bool take_time(cursor *text)
{
    int hour, minute, second, digit;
    if (!take_number(text, 2, 0, 23, &hour) || !take_byte(text, ':') || !take_number(text, 2, 0, 59, &minute))
        return false;
    if (take_byte(text, ':')) {
        if (!take_number(text, 2, 0, 60, &second))
            return false;
        bool more = take_byte(text, '.') || take_byte(text, ',');
        if (more && !take_digits(text, 1, 1, &digit))
            return false;
        while (more && take_digits(text, 1, 1, &digit))
            ;
    }
    return take_zone(text);
}

typedef enum field { YEAR, MONTH, DAY, DAY_OF_YEAR, HOUR, MINUTE, SECOND, N_FIELDS } field;

typedef struct directive {
    char letter;
    field field;
    int least, most; /* digits; 0: a name */
    int low, high;
} directive;

/* The directive that begins at format, or NULL. */
static const directive *directive_at(const char *format)
{
    static const directive known[] = {
        {'Y', YEAR, 4, 4, 1, LAST_YEAR}, {'y', YEAR, 2, 2, 0, 99},        {'m', MONTH, 1, 2, 1, 12},
        {'b', MONTH, 0, 0, 1, 12},       {'d', DAY, 1, 2, 1, 31},         {'j', DAY_OF_YEAR, 1, 3, 1, 366},
        {'H', HOUR, 1, 2, 0, 23},        {'M', MINUTE, 1, 2, 0, 59},      {'S', SECOND, 1, 2, 0, 60},
    };
    if (format[0] != '%')
        return NULL;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].letter == format[1])
            return &known[i];
    return NULL;
}

/* What a format gives: a day, a month or a year. AN_PERIOD_NONE: the format is wrong. */
static an_period_kind kind_of_format(const char *format)
{
    unsigned given = 0;
    for (const char *f = format; *f; f++) {
        if (*f != '%')
            continue;
        const directive *d = directive_at(f++);
        if (!d && *f == '%')
            continue;
        if (!d || (given & 1u << d->field) != 0)
            return AN_PERIOD_NONE;
        given |= 1u << d->field;
    }
    given &= 1u << YEAR | 1u << MONTH | 1u << DAY | 1u << DAY_OF_YEAR;
    if (given == 1u << YEAR)
        return AN_PERIOD_YEAR;
    if (given == (1u << YEAR | 1u << MONTH))
        return AN_PERIOD_MONTH;
    bool day = given == (1u << YEAR | 1u << MONTH | 1u << DAY) || given == (1u << YEAR | 1u << DAY_OF_YEAR);
    return day ? AN_PERIOD_DAY : AN_PERIOD_NONE;
}

static bool take_month_name(cursor *text, int *month)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int i = 0; i < 12; i++) {
        cursor tried = *text;
        const char *name = names + (size_t)i * 3;
        if (take_letter(&tried, name[0]) && take_letter(&tried, name[1]) && take_letter(&tried, name[2])) {
            *text = tried;
            *month = i + 1;
            return true;
        }
    }
    return false;
}

/* Reads the text by a format that kind_of_format knows; fields[] that it does not name stay. */
static bool take_fields(cursor *text, const char *format, int fields[N_FIELDS])
{
    bool after_number = false;
    for (const char *f = format; *f; f++) {
        const directive *d = directive_at(f);
        if (!d) {
            f += *f == '%';
            if (!take_byte(text, *f))
                return false;
            after_number = false;
            continue;
        }
        f++;
        int value;
        if (d->most == 0) {
            if (!take_month_name(text, &value))
                return false;
        } else {
            const directive *next = directive_at(f + 1);
            bool touches = after_number || (next && next->most > 0);
            if (!take_digits(text, touches ? d->most : d->least, d->most, &value))
                return false;
        }
        if (value < d->low || value > d->high)
            return false;
        fields[d->field] = d->letter == 'y' ? value + (value < 70 ? 2000 : 1900) : value;
        after_number = d->most > 0;
    }
    return at_end(text);
}

/* Reads the whole text by a format that gives kind. */
static an_code parse_by_format(cursor text, const char *format, an_period_kind kind, an_period *period)
{
    int fields[N_FIELDS] = {[MONTH] = 1, [DAY] = 1};
    if (!take_fields(&text, format, fields))
        return AN_DATA;
    int year = fields[YEAR], month = fields[MONTH], day = fields[DAY];
    if (day > days_of_month(year, month) || fields[DAY_OF_YEAR] > 365 + is_leap(year))
        return AN_DATA;
    an_date date = an_date_from_civil(year, month, day);
    if (fields[DAY_OF_YEAR] > 0)
        date += fields[DAY_OF_YEAR] - 1;
    *period = an_period_of_date(kind, date);
    return AN_OK;
}

an_code an_date_parse(const char *text, size_t size, const char *format, an_date *date)
{
    cursor rest = cursor_at(text, size);
    an_period period;
    if (format) {
        if (kind_of_format(format) != AN_PERIOD_DAY)
            return AN_USAGE;
        if (parse_by_format(rest, format, AN_PERIOD_DAY, &period) != AN_OK)
            return AN_DATA;
    } else {
        if (!take_period(&rest, &period) || period.kind != AN_PERIOD_DAY)
            return AN_DATA;
        bool time = take_byte(&rest, 'T') || take_byte(&rest, ' ');
        if ((time && !take_time(&rest)) || !at_end(&rest))
            return AN_DATA;
    }
    *date = period.index;
    return AN_OK;
}

an_code an_period_parse(const char *text, size_t size, const char *format, an_period *period)
{
    cursor rest = cursor_at(text, size);
    if (format) {
        an_period_kind kind = kind_of_format(format);
        return kind == AN_PERIOD_NONE ? AN_USAGE : parse_by_format(rest, format, kind, period);
    }
    an_period found = {.kind = AN_PERIOD_NONE};
    if (size > 0 && (!take_period(&rest, &found) || !at_end(&rest)))
        return AN_DATA;
    *period = found;
    return AN_OK;
}

/* Writes value with digits digits; the end. */
static char *put_number(char *out, int value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10);
    return out + digits;
}

size_t an_date_print(an_date date, char out[AN_PERIOD_SIZE])
{
    int year, month, day;
    an_date_to_civil(date, &year, &month, &day);
    char *end = put_number(out, year, 4);
    *end++ = '-';
    end = put_number(end, month, 2);
    *end++ = '-';
    end = put_number(end, day, 2);
    *end = '\0';
    return (size_t)(end - out);
}

size_t an_period_print(an_period period, char out[AN_PERIOD_SIZE])
{
    out[0] = '\0';
    if (period.kind == AN_PERIOD_NONE)
        return 0;
    if (period.kind == AN_PERIOD_DAY)
        return an_date_print(period.index, out);
    int per_year = forms[period.kind].per_year;
    char *end = put_number(out, period.index / per_year, 4);
    end = stpcpy(end, forms[period.kind].mark);
    end = put_number(end, period.index % per_year + 1, forms[period.kind].digits);
    *end = '\0';
    return (size_t)(end - out);
}

an_period an_period_of_date(an_period_kind kind, an_date date)
{
    an_period period = {.kind = kind};
    if (kind == AN_PERIOD_DAY) {
        period.index = date;
    } else if (kind != AN_PERIOD_NONE) {
        int year, month, day, per_year = forms[kind].per_year;
        an_date_to_civil(date, &year, &month, &day);
        period.index = year * per_year + (month - 1) * per_year / 12;
    }
    return period;
}

/* Also of the period after the last; 0 for AN_PERIOD_NONE. */
static an_date first_day(an_period period)
{
    if (period.kind == AN_PERIOD_NONE)
        return 0;
    if (period.kind == AN_PERIOD_DAY)
        return period.index;
    int per_year = forms[period.kind].per_year;
    return an_date_from_civil(period.index / per_year, period.index % per_year * (12 / per_year) + 1, 1);
}

an_code an_period_coarsen(an_period period, an_period_kind kind, an_period *out)
{
    if (kind > period.kind)
        return AN_DATA;
    *out = an_period_of_date(kind, first_day(period));
    return AN_OK;
}

an_period an_period_shift(an_period period, int32_t n)
{
    if (period.kind == AN_PERIOD_NONE)
        return period;
    int64_t first = an_period_of_date(period.kind, an_date_from_civil(1, 1, 1)).index;
    int64_t last = an_period_of_date(period.kind, an_date_from_civil(LAST_YEAR, 12, 31)).index;
    int64_t index = (int64_t)period.index + n;
    index = index < first ? first : index > last ? last : index;
    period.index = (int32_t)index;
    return period;
}

void an_period_days(an_period period, an_date *first, an_date *end)
{
    *first = first_day(period);
    period.index++;
    *end = first_day(period);
}
