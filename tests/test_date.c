/* test_date: the calendar, and the periods of statistics.
 *
 * Days since 1970-01-01: GNU date, `echo $(($(date -u -d 2017-07-14 +%s) / 86400))`; and timegm. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Both parsers get a copy of exactly the text's size, so that a read beyond it is seen. */
static char *sized_copy(const char *text)
{
    size_t size = strlen(text);
    char *copy = malloc(size > 0 ? size : 1);
    cr_assert_not_null(copy);
    memcpy(copy, text, size);
    return copy;
}

static an_code parse(const char *text, const char *format, an_date *date)
{
    char *copy = sized_copy(text);
    an_code code = an_date_parse(copy, strlen(text), format, date);
    free(copy);
    return code;
}

static an_code parse_period(const char *text, const char *format, an_period *period)
{
    char *copy = sized_copy(text);
    an_code code = an_period_parse(copy, strlen(text), format, period);
    free(copy);
    return code;
}

static an_period period_of(const char *text)
{
    an_period period;
    cr_assert_eq(parse_period(text, NULL, &period), AN_OK, "%s", text);
    return period;
}

static const char *print(an_date date)
{
    static char out[AN_PERIOD_SIZE];
    cr_expect_eq(an_date_print(date, out), strlen(out));
    return out;
}

static const char *print_period(an_period period)
{
    static char out[AN_PERIOD_SIZE];
    cr_expect_eq(an_period_print(period, out), strlen(out));
    return out;
}

Test(date, known_days_have_their_numbers)
{
    static const struct {
        int year, month, day;
        an_date date;
        const char *text;
    } cases[] = {
        {1970, 1, 1, 0, "1970-01-01"},          {1969, 12, 31, -1, "1969-12-31"},
        {1, 1, 1, -719162, "0001-01-01"},       {9999, 12, 31, 2932896, "9999-12-31"},
        {1900, 2, 28, -25509, "1900-02-28"},    {1900, 3, 1, -25508, "1900-03-01"},
        {2000, 2, 28, 11015, "2000-02-28"},     {2000, 2, 29, 11016, "2000-02-29"},
        {2000, 3, 1, 11017, "2000-03-01"},      {2016, 2, 29, 16860, "2016-02-29"},
        {2017, 7, 14, 17361, "2017-07-14"},     {2100, 2, 28, 47540, "2100-02-28"},
        {2100, 3, 1, 47541, "2100-03-01"},      {2400, 2, 29, 157113, "2400-02-29"},
        {1582, 10, 15, -141427, "1582-10-15"},  {1600, 2, 29, -135081, "1600-02-29"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        cr_expect_eq(an_date_from_civil(cases[i].year, cases[i].month, cases[i].day), cases[i].date, "%s",
                     cases[i].text);
        int year, month, day;
        an_date_to_civil(cases[i].date, &year, &month, &day);
        cr_expect(year == cases[i].year && month == cases[i].month && day == cases[i].day, "%s",
                  cases[i].text);
        cr_expect_str_eq(print(cases[i].date), cases[i].text);
        an_date date = 42;
        cr_assert_eq(parse(cases[i].text, NULL, &date), AN_OK, "%s", cases[i].text);
        cr_expect_eq(date, cases[i].date);
    }
}

Test(date, every_day_of_1990_to_2030_survives_text_and_periods)
{
    static const an_period_kind kinds[] = {AN_PERIOD_YEAR, AN_PERIOD_HALF, AN_PERIOD_QUARTER, AN_PERIOD_MONTH,
                                           AN_PERIOD_DAY};
    an_date end = an_date_from_civil(2031, 1, 1), n = 0;
    for (an_date date = an_date_from_civil(1990, 1, 1); date < end; date++, n++) {
        an_date back;
        cr_assert_eq(parse(print(date), NULL, &back), AN_OK);
        cr_assert_eq(back, date);
        for (size_t k = 0; k < COUNT(kinds); k++) {
            an_period period = an_period_of_date(kinds[k], date), again = period_of(print_period(period));
            an_date first, after;
            an_period_days(period, &first, &after);
            cr_assert(first <= date && date < after, "%s", print_period(period));
            cr_assert(again.kind == period.kind && again.index == period.index, "%s", print_period(period));
        }
    }
    cr_expect_eq(n, 14975); /* 41 years, 10 of them leap years */
}

Test(date, the_calendar_is_that_of_the_c_library_for_all_years)
{
    const an_date first = an_date_from_civil(1, 1, 1), last = an_date_from_civil(9999, 12, 31);
    for (an_date date = first; date <= last; date++) {
        time_t seconds = (time_t)date * 86400;
        struct tm tm;
        int year, month, day;
        an_date_to_civil(date, &year, &month, &day);
        cr_assert_not_null(gmtime_r(&seconds, &tm));
        if (year != tm.tm_year + 1900 || month != tm.tm_mon + 1 || day != tm.tm_mday ||
            an_date_from_civil(year, month, day) != date)
            cr_assert_fail("day %d: %d-%d-%d", date, year, month, day);
    }
}

Test(date, a_time_of_day_is_checked_and_left_out)
{
    static const char *const good[] = {
        "2017-07-14T23:59", "2017-07-14 00:00:00", "2017-07-14T12:30:60",
        "2017-07-14 12:30:15.123456789012345678901", "2017-07-14 12:30:15,5", "2017-07-14T12:30Z",
        "2017-07-14T12:30:00+02", "2017-07-14T12:30:00-0530", "2017-07-14T12:30:00.000+02:00",
    };
    static const char *const bad[] = {
        "2017-07-14T", "2017-07-14 ", "2017-07-14T12", "2017-07-14T12:", "2017-07-14T1:30",
        "2017-07-14T24:00", "2017-07-14T12:60", "2017-07-14T12:30:", "2017-07-14T12:30:61",
        "2017-07-14T12:30:15.", "2017-07-14T12:30:15.x", "2017-07-14T12:30z", "2017-07-14T12:30+",
        "2017-07-14T12:30+2", "2017-07-14T12:30+24", "2017-07-14T12:30+02:", "2017-07-14T12:30+02:60",
        "2017-07-14T12:30+02:00x", "2017-07-14T12:30Zx", "2017-07-14T12:30 ", "2017-07-14Z",
        "2017-07-14x12:30", "2017-07-14T12.30",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        an_date date = 42;
        cr_expect_eq(parse(good[i], NULL, &date), AN_OK, "%s", good[i]);
        cr_expect_eq(date, 17361, "%s", good[i]);
    }
    an_date date = 42;
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect_eq(parse(bad[i], NULL, &date), AN_DATA, "%s", bad[i]);
    cr_expect_eq(date, 42);
}

Test(date, what_is_no_date_is_refused_and_the_date_kept)
{
    static const char *const bad[] = {
        "", "2017", "2017-07", "2017-Q3", "2017-02-29", "1900-02-29", "2100-02-29", "2017-04-31",
        "2017-00-10", "2017-13-01", "2017-01-00", "2017-01-32", "0000-01-01", "17-07-14", "2017-7-14",
        "2017-07-4", "2017-07-140", "12017-07-14", "-2017-07-14", "+2017-07-14", " 2017-07-14",
        "2017/07/14", "14-07-2017", "20170714", "2017-07-14\n", "2017-0a-14", "2017-07-1\xb2", "today",
        "NA",
    };
    an_date date = 42;
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect_eq(parse(bad[i], NULL, &date), AN_DATA, "%s", bad[i]);
    cr_expect_eq(an_date_parse("2017-07-14\0", 11, NULL, &date), AN_DATA);
    cr_expect_eq(an_date_parse(NULL, 0, NULL, &date), AN_DATA);
    cr_expect_eq(an_date_parse(NULL, 0, "%Y%j", &date), AN_DATA);
    cr_expect_eq(date, 42);
}

Test(date, formats_read_the_dates_of_other_programs)
{
    static const struct {
        const char *format, *text;
        const char *date; /* NULL: not a date of this form */
    } cases[] = {
        {"%d/%m/%Y", "14/07/2017", "2017-07-14"},
        {"%d/%m/%Y", "4/7/2017", "2017-07-04"},
        {"%d/%m/%Y", "014/7/2017", NULL},
        {"%d/%m/%Y", "14/13/2017", NULL},
        {"%d/%m/%Y", "29/02/2017", NULL},
        {"%d/%m/%Y", "29/02/2016", "2016-02-29"},
        {"%d/%m/%Y", "31/04/2016", NULL},
        {"%d/%m/%Y", "00/04/2016", NULL},
        {"%d/%m/%Y", "14/07/17", NULL},
        {"%d/%m/%Y", "14/07/0000", NULL},
        {"%d/%m/%Y", "14/07/2017 ", NULL},
        {"%d/%m/%Y", "14.07.2017", NULL},
        {"%d/%m/%Y", "/07/2017", NULL},
        {"%d/%m/%Y", "", NULL},
        {"%d.%m.%y", "14.07.17", "2017-07-14"},
        {"%d.%m.%y", "14.07.69", "2069-07-14"},
        {"%d.%m.%y", "14.07.70", "1970-07-14"},
        {"%d.%m.%y", "14.07.7", NULL},
        {"%Y%m%d", "20170714", "2017-07-14"},
        {"%Y%m%d", "2017714", NULL},
        {"%Y%m%d", "2017071", NULL},
        {"%d%m%Y", "14072017", "2017-07-14"},
        {"%d%m%Y", "1472017", NULL},
        {"%d%b%Y", "14jul2017", "2017-07-14"},
        {"%d-%b-%y", "4-DEC-99", "1999-12-04"},
        {"%b %d, %Y", "Jan 5, 2017", "2017-01-05"},
        {"%d %b %Y", "14 May 2017", "2017-05-14"},
        {"%d %b %Y", "14 Mai 2017", NULL},
        {"%d %b %Y", "14 Ju", NULL},
        {"%d %b %Y", "14 July 2017", NULL},
        {"%Y-%j", "2017-1", "2017-01-01"},
        {"%Y-%j", "2017-365", "2017-12-31"},
        {"%Y-%j", "2017-366", NULL},
        {"%Y-%j", "2016-366", "2016-12-31"},
        {"%Y-%j", "2016-0", NULL},
        {"%Y%j", "2017195", "2017-07-14"},
        {"%Y%j", "20171", NULL},
        {"%d/%m/%Y %H:%M:%S", "14/07/2017 23:59:60", "2017-07-14"},
        {"%d/%m/%Y %H:%M:%S", "14/07/2017 24:00:00", NULL},
        {"%d/%m/%Y %H:%M:%S", "14/07/2017 3:60:00", NULL},
        {"%d/%m/%Y %H:%M:%S", "14/07/2017 3:00:61", NULL},
        {"%d/%m/%Y %H:%M:%S", "14/07/2017", NULL},
        {"%%%Y%%%m%d", "%2017%0714", "2017-07-14"},
        {"%%%Y%%%m%d", "2017%0714", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        an_date date = 42;
        an_code code = parse(cases[i].text, cases[i].format, &date);
        cr_expect_eq(code, cases[i].date ? AN_OK : AN_DATA, "%s %s", cases[i].format, cases[i].text);
        if (cases[i].date)
            cr_expect_str_eq(print(date), cases[i].date, "%s %s", cases[i].format, cases[i].text);
        else
            cr_expect_eq(date, 42, "%s %s", cases[i].format, cases[i].text);
    }
}

Test(date, wrong_formats_are_told_from_wrong_dates)
{
    static const char *const for_dates[] = {
        "", "%", "%Y-%m-%", "%Q", "%Y-%m-%d %Z", "%d/%m", "%Y", "%Y%m", "%H:%M:%S", "%Y-%d", "%j", "%m-%j",
        "%Y%m%j", "%Y%y%m%d", "%Y-%m-%d %d", "%b%m%d%Y", "x",
    };
    static const char *const for_periods[] = {"", "%", "%m", "%d/%m", "%Y%d", "%Y%m%j", "%H", "%q"};
    an_date date = 42;
    for (size_t i = 0; i < COUNT(for_dates); i++) {
        cr_expect_eq(parse("", for_dates[i], &date), AN_USAGE, "%s", for_dates[i]);
        cr_expect_eq(parse("2017-07-14", for_dates[i], &date), AN_USAGE, "%s", for_dates[i]);
    }
    cr_expect_eq(date, 42);
    an_period period = {AN_PERIOD_YEAR, 42};
    for (size_t i = 0; i < COUNT(for_periods); i++)
        cr_expect_eq(parse_period("", for_periods[i], &period), AN_USAGE, "%s", for_periods[i]);
    cr_expect_eq(period.index, 42);
}

Test(period, every_form_is_read_and_written)
{
    static const struct {
        const char *format, *text;
        an_period_kind kind;
        const char *printed;
    } cases[] = {
        {NULL, "", AN_PERIOD_NONE, ""},
        {NULL, "2017", AN_PERIOD_YEAR, "2017"},
        {NULL, "0001", AN_PERIOD_YEAR, "0001"},
        {NULL, "2017-S1", AN_PERIOD_HALF, "2017-S1"},
        {NULL, "2017s2", AN_PERIOD_HALF, "2017-S2"},
        {NULL, "2017-Q3", AN_PERIOD_QUARTER, "2017-Q3"},
        {NULL, "2017Q3", AN_PERIOD_QUARTER, "2017-Q3"},
        {NULL, "2017-q4", AN_PERIOD_QUARTER, "2017-Q4"},
        {NULL, "2017-07", AN_PERIOD_MONTH, "2017-07"},
        {NULL, "9999-12", AN_PERIOD_MONTH, "9999-12"},
        {NULL, "2017-07-14", AN_PERIOD_DAY, "2017-07-14"},
        {"%Y%m", "202501", AN_PERIOD_MONTH, "2025-01"},
        {"%m/%Y", "1/2025", AN_PERIOD_MONTH, "2025-01"},
        {"%b-%y", "Feb-25", AN_PERIOD_MONTH, "2025-02"},
        {"FY%Y", "FY2025", AN_PERIOD_YEAR, "2025"},
        {"%d.%m.%Y", "29.2.2024", AN_PERIOD_DAY, "2024-02-29"},
        {"%Y%j", "2024060", AN_PERIOD_DAY, "2024-02-29"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        an_period period;
        cr_assert_eq(parse_period(cases[i].text, cases[i].format, &period), AN_OK, "%s", cases[i].text);
        cr_expect_eq(period.kind, cases[i].kind, "%s", cases[i].text);
        cr_expect_str_eq(print_period(period), cases[i].printed);
    }
}

Test(period, the_index_counts_periods_since_the_year_0)
{
    cr_expect_eq(period_of("").index, 0);
    cr_expect_eq(period_of("2017").index, 2017);
    cr_expect_eq(period_of("2017-S2").index, 4035);
    cr_expect_eq(period_of("2017-Q3").index, 8070);
    cr_expect_eq(period_of("2017-07").index, 24210);
    cr_expect_eq(period_of("2017-07-14").index, 17361);
}

Test(period, what_is_no_period_is_refused_and_the_period_kept)
{
    static const char *const bad[][2] = {
        {NULL, "17"}, {NULL, "201"}, {NULL, "20177"}, {NULL, "0000"}, {NULL, "2017-"}, {NULL, "2017-Q"},
        {NULL, "2017-Q0"}, {NULL, "2017-Q5"}, {NULL, "2017-Q12"}, {NULL, "2017--Q1"}, {NULL, "2017-S0"},
        {NULL, "2017-S3"}, {NULL, "2017-H1"}, {NULL, "2017-W05"}, {NULL, "2017-00"}, {NULL, "2017-13"},
        {NULL, "2017-7"}, {NULL, "201707"}, {NULL, "2017-07-"}, {NULL, "2017-07-32"}, {NULL, "2017-02-29"},
        {NULL, "2017-07-14T12:00"}, {NULL, "Q3-2017"}, {NULL, " 2017"}, {NULL, "2017 "}, {NULL, "2017-Q3 "},
        {NULL, "-2017"}, {NULL, "2017.0"}, {"%Y%m", ""}, {"%Y%m", "20251"}, {"%Y%m", "202513"},
        {"%Y%m", "2025-01"}, {"%Y", "0000"}, {"%Y", "17"},
    };
    an_period period = {AN_PERIOD_YEAR, 42};
    for (size_t i = 0; i < COUNT(bad); i++)
        cr_expect_eq(parse_period(bad[i][1], bad[i][0], &period), AN_DATA, "%s", bad[i][1]);
    cr_expect(period.kind == AN_PERIOD_YEAR && period.index == 42);
}

Test(period, a_coarser_period_holds_the_finer_one)
{
    static const struct {
        const char *from;
        an_period_kind kind;
        const char *to; /* NULL: refused */
    } cases[] = {
        {"2017-07-14", AN_PERIOD_DAY, "2017-07-14"}, {"2017-07-14", AN_PERIOD_MONTH, "2017-07"},
        {"2017-07-14", AN_PERIOD_QUARTER, "2017-Q3"}, {"2017-07-14", AN_PERIOD_HALF, "2017-S2"},
        {"2017-06-30", AN_PERIOD_HALF, "2017-S1"}, {"2017-07-14", AN_PERIOD_YEAR, "2017"},
        {"2017-07-14", AN_PERIOD_NONE, ""}, {"2017-07", AN_PERIOD_QUARTER, "2017-Q3"},
        {"2017-12", AN_PERIOD_QUARTER, "2017-Q4"}, {"2017-01", AN_PERIOD_YEAR, "2017"},
        {"2017-Q2", AN_PERIOD_HALF, "2017-S1"}, {"2017-Q3", AN_PERIOD_QUARTER, "2017-Q3"},
        {"2017-S2", AN_PERIOD_YEAR, "2017"}, {"2017", AN_PERIOD_NONE, ""}, {"", AN_PERIOD_NONE, ""},
        {"2017", AN_PERIOD_QUARTER, NULL}, {"2017-S1", AN_PERIOD_QUARTER, NULL},
        {"2017-07", AN_PERIOD_DAY, NULL}, {"", AN_PERIOD_YEAR, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        an_period out = {AN_PERIOD_DAY, 42};
        an_code code = an_period_coarsen(period_of(cases[i].from), cases[i].kind, &out);
        cr_assert_eq(code, cases[i].to ? AN_OK : AN_DATA, "%s", cases[i].from);
        if (cases[i].to)
            cr_expect(out.kind == cases[i].kind && strcmp(print_period(out), cases[i].to) == 0, "%s",
                      cases[i].to);
        else
            cr_expect(out.kind == AN_PERIOD_DAY && out.index == 42);
    }
}

Test(period, shifts_step_over_years_and_stop_at_the_ends)
{
    static const struct {
        const char *from;
        int32_t n;
        const char *to;
    } cases[] = {
        {"2017-Q3", -4, "2016-Q3"}, {"2017-Q3", 0, "2017-Q3"}, {"2017-Q3", 2, "2018-Q1"},
        {"2017-01", -1, "2016-12"}, {"2017-12", 1, "2018-01"}, {"2017-S1", -1, "2016-S2"},
        {"2017", 10, "2027"}, {"2016-02-28", 1, "2016-02-29"}, {"2017-03-01", -1, "2017-02-28"},
        {"2017-07-14", -365, "2016-07-14"}, {"", 5, ""}, {"9999-Q4", 1, "9999-Q4"},
        {"0001-Q1", -1, "0001-Q1"}, {"2017", INT32_MAX, "9999"}, {"2017-07", INT32_MIN, "0001-01"},
        {"2017-07-14", INT32_MAX, "9999-12-31"}, {"2017-07-14", INT32_MIN, "0001-01-01"},
        {"9999-S2", INT32_MAX, "9999-S2"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_str_eq(print_period(an_period_shift(period_of(cases[i].from), cases[i].n)), cases[i].to,
                         "%s by %d",
                         cases[i].from, cases[i].n);
}

Test(period, days_begin_with_the_first_and_end_after_the_last)
{
    static const char *const cases[][3] = {
        {"2017", "2017-01-01", "2018-01-01"},    {"2016-S1", "2016-01-01", "2016-07-01"},
        {"2016-S2", "2016-07-01", "2017-01-01"}, {"2017-Q3", "2017-07-01", "2017-10-01"},
        {"2017-Q4", "2017-10-01", "2018-01-01"}, {"2016-02", "2016-02-01", "2016-03-01"},
        {"2017-12", "2017-12-01", "2018-01-01"}, {"2016-02-29", "2016-02-29", "2016-03-01"},
    };
    an_date first, end;
    for (size_t i = 0; i < COUNT(cases); i++) {
        an_period_days(period_of(cases[i][0]), &first, &end);
        cr_expect_str_eq(print(first), cases[i][1], "%s", cases[i][0]);
        cr_expect_str_eq(print(end), cases[i][2], "%s", cases[i][0]);
    }
    an_period_days(period_of("9999-Q4"), &first, &end);
    cr_expect_eq(end, 2932897); /* the day after 9999-12-31 */
    an_period_days(period_of(""), &first, &end);
    cr_expect(first == 0 && end == 0);
}
