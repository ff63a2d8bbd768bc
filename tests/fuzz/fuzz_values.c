/* fuzz_values: amounts, numbers, dates, periods and codes: what is read is printed so that it reads the same.
 *
 * The first byte chooses the decimal mark and a date format. */
#include "fuzz.h"

#include <math.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/number.h"
#include "schema/code.h"

static void check_decimal(const char *text, size_t size, char point)
{
    char printed[AN_DECIMAL_SIZE];
    an_decimal value, again, near;
    bool is_whole;
    const bool is_short = an_decimal_short(text, size, point, &near, &is_whole);
    if (an_decimal_parse(text, size, point, &value) != AN_OK) {
        fuzz_expect(!is_short, "a short numeral is a number");
        return;
    }
    fuzz_expect(!is_short || near.units == value.units, "a short numeral reads as any other");
    const size_t length = an_decimal_print(value, printed);
    fuzz_expect(length < sizeof printed && strlen(printed) == length, "room for any decimal");
    fuzz_expect(an_decimal_parse(printed, length, '.', &again) == AN_OK && again.units == value.units,
                "a decimal reads back");
}

static void check_number(const char *text, size_t size, char point)
{
    char printed[AN_NUMBER_SIZE];
    double value, again;
    int64_t count;
    uint64_t bytes;
    if (an_number_parse(text, size, point, &value) == AN_OK) {
        const size_t length = an_number_print(value, printed);
        fuzz_expect(isfinite(value) && length < sizeof printed, "a number is finite and has room");
        fuzz_expect(an_number_parse(printed, length, '.', &again) == AN_OK &&
                        memcmp(&value, &again, sizeof value) == 0,
                    "a number reads back as the same double");
    }
    if (an_count_parse(text, size, point, &count) == AN_OK)
        fuzz_expect(an_number_parse(text, size, point, &value) == AN_OK &&
                        (fabs(value) > 9e15 || value == (double)count),
                    "a count is a number");
    (void)an_size_parse(text, size, &bytes);
}

static void check_date(const char *text, size_t size, unsigned choice)
{
    static const char *const formats[] = {NULL,       "%d.%m.%Y", "%Y%m%d",
                                          "%d %b %y", "%j/%Y",    "%Y-%m-%dT%H:%M:%S%z"};
    const char *const format = formats[choice % (sizeof formats / sizeof formats[0])];
    char printed[AN_PERIOD_SIZE];
    an_date date, again;
    an_period period, same;
    if (an_date_parse(text, size, format, &date) == AN_OK) {
        const size_t length = an_date_print(date, printed);
        fuzz_expect(an_date_parse(printed, length, NULL, &again) == AN_OK && again == date,
                    "a date reads back");
    }
    if (an_period_parse(text, size, choice % 2 ? NULL : "%Y%m", &period) == AN_OK) {
        const size_t length = an_period_print(period, printed);
        fuzz_expect(an_period_parse(printed, length, NULL, &same) == AN_OK && same.kind == period.kind &&
                        same.index == period.index,
                    "a period reads back");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *const text = fuzz_text(data + 1, size - 1);
    check_decimal(text, size - 1, data[0] & 1 ? ',' : '.');
    check_number(text, size - 1, data[0] & 1 ? ',' : '.');
    check_date(text, size - 1, data[0] >> 1);
    free(text);
    return 0;
}
