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

enum { MICROSECONDS = 1000000 };

/* Z, +hh, +hhmm or +hh:mm: *east is what the zone is ahead of UTC, in minutes. */
static bool take_zone(cursor *text, int *east)
{
    int hour, minute = 0;
    *east = 0;
    if (take_byte(text, 'Z'))
        return true;
    const int sign = take_byte(text, '+') ? 1 : -1;
    if ((sign < 0 && !take_byte(text, '-')) || !take_number(text, 2, 0, 23, &hour))
        return false;
    if ((take_byte(text, ':') || !at_end(text)) && !take_number(text, 2, 0, 59, &minute))
        return false;
    *east = sign * (60 * hour + minute);
    return true;
}

/* 1 digit or more of a second; *microseconds is what the first six say. */
static bool take_fraction(cursor *text, int *microseconds)
{
    int digit, n = 0;
    *microseconds = 0;
    for (; take_digits(text, 1, 1, &digit); n++)
        *microseconds = n < 6 ? 10 * *microseconds + digit : *microseconds;
    for (int i = n; i < 6; i++)
        *microseconds *= 10;
    return n > 0;
}

/* hh:mm, hh:mm:ss or hh:mm:ss.fff (60 is a leap second), and a zone, as microseconds of a day of UTC, which a
 * zone may take beyond the day. */
static bool take_time(cursor *text, int64_t *time)
{
    int hour, minute, second = 0, fraction = 0, east = 0;
    if (!take_number(text, 2, 0, 23, &hour) || !take_byte(text, ':') || !take_number(text, 2, 0, 59, &minute))
        return false;
    if (take_byte(text, ':')) {
        if (!take_number(text, 2, 0, 60, &second))
            return false;
        if ((take_byte(text, '.') || take_byte(text, ',')) && !take_fraction(text, &fraction))
            return false;
    }
    if (!at_end(text) && !take_zone(text, &east))
        return false;
    *time = (int64_t)(60 * (60 * hour + minute - east) + second) * MICROSECONDS + fraction;
    return true;
}

typedef enum field {
    YEAR,
    MONTH,
    DAY,
    DAY_OF_YEAR,
    HOUR,
    MINUTE,
    SECOND,
    MICROSECOND,
    HALF_OF_DAY,
    ZONE,
    N_FIELDS
} field;

/* How a directive is read. */
typedef enum reading { DIGITS, SHORT_MONTH, LONG_MONTH, FRACTION, AM_PM, OFFSET } reading;

typedef struct directive {
    char letter;
    field field;
    int least, most; /* digits; 0: read otherwise */
    int low, high;
    reading reading;
} directive;

/* The directive that begins at format, or NULL. */
static const directive *directive_at(const char *format)
{
    static const directive known[] = {
        {'Y', YEAR, 4, 4, 1, LAST_YEAR, DIGITS},  {'y', YEAR, 2, 2, 0, 99, DIGITS},
        {'m', MONTH, 1, 2, 1, 12, DIGITS},        {'b', MONTH, 0, 0, 1, 12, SHORT_MONTH},
        {'B', MONTH, 0, 0, 1, 12, LONG_MONTH},    {'d', DAY, 1, 2, 1, 31, DIGITS},
        {'j', DAY_OF_YEAR, 1, 3, 1, 366, DIGITS}, {'H', HOUR, 1, 2, 0, 23, DIGITS},
        {'I', HOUR, 1, 2, 1, 12, DIGITS},         {'M', MINUTE, 1, 2, 0, 59, DIGITS},
        {'S', SECOND, 1, 2, 0, 60, DIGITS},       {'f', MICROSECOND, 0, 0, 0, MICROSECONDS, FRACTION},
        {'p', HALF_OF_DAY, 0, 0, 1, 2, AM_PM},    {'z', ZONE, 0, 0, -1439, 1439, OFFSET},
    };
    if (format[0] != '%')
        return NULL;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].letter == format[1])
            return &known[i];
    return NULL;
}

/* The fields that a format names, as bits. False: the format is wrong. */
static bool fields_of_format(const char *format, unsigned *given)
{
    *given = 0;
    for (const char *f = format; *f; f++) {
        if (*f != '%')
            continue;
        const directive *d = directive_at(f++);
        if (!d && *f == '%')
            continue;
        if (!d || (*given & 1u << d->field) != 0)
            return false;
        *given |= 1u << d->field;
    }
    return true;
}

/* What a format gives: a day, a month or a year. AN_PERIOD_NONE: the format is wrong, or gives none. */
static an_period_kind kind_of_format(const char *format)
{
    unsigned given;
    if (!fields_of_format(format, &given))
        return AN_PERIOD_NONE;
    given &= 1u << YEAR | 1u << MONTH | 1u << DAY | 1u << DAY_OF_YEAR;
    if (given == 1u << YEAR)
        return AN_PERIOD_YEAR;
    if (given == (1u << YEAR | 1u << MONTH))
        return AN_PERIOD_MONTH;
    bool day = given == (1u << YEAR | 1u << MONTH | 1u << DAY) || given == (1u << YEAR | 1u << DAY_OF_YEAR);
    return day ? AN_PERIOD_DAY : AN_PERIOD_NONE;
}

/* The name of a month in English, any case: its first three letters, or all of it. */
static bool take_month_name(cursor *text, bool is_long, int *month)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (int i = 0; i < 12; i++) {
        cursor tried = *text;
        const size_t size = is_long ? strlen(names[i]) : 3;
        size_t k = 0;
        while (k < size && take_letter(&tried, names[i][k]))
            k++;
        if (k < size)
            continue;
        *text = tried;
        *month = i + 1;
        return true;
    }
    return false;
}

static bool take_half_of_day(cursor *text, int *half)
{
    *half = take_letter(text, 'a') ? 1 : 2;
    return (*half == 1 || take_letter(text, 'p')) && take_letter(text, 'm');
}

/* Reads the value of d, whose neighbours are digits or not. */
static bool take_directive(cursor *text, const directive *d, bool touches, int *value)
{
    switch (d->reading) {
    case DIGITS:
        return take_digits(text, touches ? d->most : d->least, d->most, value);
    case SHORT_MONTH:
    case LONG_MONTH:
        return take_month_name(text, d->reading == LONG_MONTH, value);
    case FRACTION:
        return take_fraction(text, value);
    case AM_PM:
        return take_half_of_day(text, value);
    case OFFSET:
        return take_zone(text, value);
    }
    return false;
}

/* Reads the text by a format that fields_of_format knows; fields[] that it does not name stay. */
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
        const directive *next = directive_at(f + 1);
        int value;
        if (!take_directive(text, d, after_number || (next && next->most > 0), &value) || value < d->low ||
            value > d->high)
            return false;
        fields[d->field] = d->letter == 'y' ? value + (value < 70 ? 2000 : 1900) : value;
        after_number = d->most > 0;
    }
    return at_end(text);
}

/* The day that fields say; false: there is no such day. */
static bool day_of_fields(const int fields[N_FIELDS], an_date *date)
{
    int year = fields[YEAR], month = fields[MONTH], day = fields[DAY];
    if (day > days_of_month(year, month) || fields[DAY_OF_YEAR] > 365 + is_leap(year))
        return false;
    *date = an_date_from_civil(year, month, day);
    if (fields[DAY_OF_YEAR] > 0)
        *date += fields[DAY_OF_YEAR] - 1;
    return true;
}

/* Reads the whole text by a format that gives kind. */
static an_code parse_by_format(cursor text, const char *format, an_period_kind kind, an_period *period)
{
    int fields[N_FIELDS] = {[MONTH] = 1, [DAY] = 1};
    an_date date;
    if (!take_fields(&text, format, fields) || !day_of_fields(fields, &date))
        return AN_DATA;
    *period = an_period_of_date(kind, date);
    return AN_OK;
}

an_code an_moment_parse(const char *text, size_t size, const char *format, an_moment *moment)
{
    cursor rest = cursor_at(text, size);
    unsigned given;
    int fields[N_FIELDS] = {[YEAR] = 1970, [MONTH] = 1, [DAY] = 1};
    an_date date;
    if (!fields_of_format(format, &given) || given == 0)
        return AN_USAGE;
    if (!take_fields(&rest, format, fields) || !day_of_fields(fields, &date))
        return AN_DATA;
    const int half = fields[HALF_OF_DAY];
    const int hour = half > 0 ? fields[HOUR] % 12 + 12 * (half - 1) : fields[HOUR];
    moment->microseconds =
        (((int64_t)date * 24 + hour) * 60 + fields[MINUTE] - fields[ZONE]) * 60 * MICROSECONDS +
        (int64_t)fields[SECOND] * MICROSECONDS + fields[MICROSECOND];
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
        int64_t time;
        bool has_time = take_byte(&rest, 'T') || take_byte(&rest, ' ');
        if ((has_time && !take_time(&rest, &time)) || !at_end(&rest))
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
