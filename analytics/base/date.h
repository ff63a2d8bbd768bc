/* date: calendar dates and the periods of statistics (SDMX TIME_PERIOD), without libc's time zone. */
#ifndef AN_BASE_DATE_H
#define AN_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef int32_t an_date; /* days since 1970-01-01, proleptic Gregorian, years 0001 to 9999 */

typedef enum an_period_kind {
    AN_PERIOD_NONE, /* the whole extract is one period; its text is empty */
    AN_PERIOD_YEAR, /* 2017 */
    AN_PERIOD_HALF, /* 2017-S1 */
    AN_PERIOD_QUARTER, /* 2017-Q3 */
    AN_PERIOD_MONTH, /* 2017-07 */
    AN_PERIOD_DAY, /* 2017-07-14 */
} an_period_kind;

typedef struct an_period {
    an_period_kind kind;
    int32_t index; /* year, 2 year + half-1, 4 year + quarter-1, 12 year + month-1, an_date */
} an_period;

enum { AN_PERIOD_SIZE = 16 }; /* room for any period or date as text with its NUL */

/* Reads a date, the whole text. Days must exist (2017-02-29 does not).
 * format NULL: 2017-07-14, optionally followed by T or a blank and a time of day, which is checked
 * for its form and left out: hh:mm, hh:mm:ss or hh:mm:ss.fff, then nothing, Z, +hh, +hhmm or +hh:mm.
 * Otherwise a strptime-like format: %Y (4 digits), %y (2 digits: 1970 to 2069), %m, %d, %H, %I, %M, %S
 * (1 or 2 digits), %j (1 to 3 digits, day of the year), %b and %B (Jan and January, in English, any
 * case), %p (AM or PM), %f (a fraction of a second), %z (Z, +hh, +hhmm or +hh:mm), %% and
 * literal bytes. Numbers that touch (%d%m%Y) need all their digits. The format must give the year
 * once and either the month and the day or %j.
 * AN_DATA: not a date of this form; AN_USAGE: the format is wrong, whatever the text (so an empty
 * text checks a format); *date is then not changed. */
an_code an_date_parse(const char *text, size_t size, const char *format, an_date *date);

/* A point in time, in microseconds since 1970-01-01T00:00Z. */
typedef struct an_moment {
    int64_t microseconds;
} an_moment;

/* Reads a date, a time of day (of 1970-01-01) or both by a format as above, which need not give all of them;
 * %z is taken off. Codes as an_date_parse. */
an_code an_moment_parse(const char *text, size_t size, const char *format, an_moment *moment);

/* 2017-07-14. Returns the length. */
size_t an_date_print(an_date date, char out[AN_PERIOD_SIZE]);

/* year 1 to 9999, month 1 to 12, day from 1: they must exist. */
an_date an_date_from_civil(int year, int month, int day);
void an_date_to_civil(an_date date, int *year, int *month, int *day);

/* Reads a period, the whole text. format NULL: one of the forms above; 2017Q3, 2017-q3, 2017S1 and 2017-s1
 * also; the empty text is AN_PERIOD_NONE, so who knows missing values must look for them first. Otherwise
 * as an_date_parse, but the year alone, or the year and the month, will do (%Y%m reads 202501). Codes as
 * an_date_parse; *period is then not changed. */
an_code an_period_parse(const char *text, size_t size, const char *format, an_period *period);

/* The text of its form above. Returns the length. */
size_t an_period_print(an_period period, char out[AN_PERIOD_SIZE]);

/* The period of this kind that holds the date. */
an_period an_period_of_date(an_period_kind kind, an_date date);

/* The period of the coarser or equal kind that holds period: 2017-07 as a quarter is 2017-Q3.
 * AN_DATA: kind is finer (2017 as a quarter), *out not changed. */
an_code an_period_coarsen(an_period period, an_period_kind kind, an_period *out);

/* The period n steps later (earlier if negative): 2017-Q3 by -4 is 2016-Q3. It does not leave the
 * years 0001 to 9999 but stops at the first or the last period. AN_PERIOD_NONE stays. */
an_period an_period_shift(an_period period, int32_t n);

/* First day, and the day after the last. Not for AN_PERIOD_NONE (both 0). */
void an_period_days(an_period period, an_date *first, an_date *end);

#endif
