/* record_end: follows the quotes of one record to its line end. */
#include "csv/record_end.h"

#include <string.h>

/* Behind the line end at finder->at; 0: what follows it must be known. */
static size_t behind_end(const an_record_end *finder, const char *text, size_t size, bool final)
{
    const size_t next = finder->at + 1;
    if (text[finder->at] == '\n' || (next == size && final))
        return next;
    if (next == size)
        return 0;
    return next + (text[next] == '\n');
}

/* Goes on to the line end that is one, or to where a quoted cell begins. False: all was followed. */
static bool follow_outside(an_record_end *finder, const char *text, size_t size)
{
    for (; finder->at < size; finder->at++) {
        const char c = text[finder->at];
        if (an_record_end_is_end(c))
            return true;
        if (c == '"' && finder->place == AN_RECORD_END_OUTSIDE &&
            (finder->at == 0 || text[finder->at - 1] == finder->delimiter)) {
            finder->place = AN_RECORD_END_INSIDE;
            finder->quote = finder->at++;
            return true;
        }
    }
    return false;
}

/* Goes on behind the closing quote. False: it did not come yet, or may be half of a doubled one. */
static bool follow_inside(an_record_end *finder, const char *text, size_t size, bool final)
{
    const char *found;
    while ((found = memchr(text + finder->at, '"', size - finder->at)) != NULL) {
        const size_t next = (size_t)(found - text) + 1;
        finder->at = next - 1;
        if (next == size && !final)
            return false;
        if (next == size || text[next] != '"') {
            const bool closed =
                next == size || text[next] == finder->delimiter || an_record_end_is_end(text[next]);
            finder->place = closed ? AN_RECORD_END_OUTSIDE : AN_RECORD_END_BROKEN;
            finder->at = next;
            return true;
        }
        finder->at = next + 1;
    }
    finder->at = size;
    return false;
}

size_t an_record_end_find(an_record_end *finder, const char *text, size_t size, bool final)
{
    while (finder->at < size) {
        if (finder->place == AN_RECORD_END_INSIDE) {
            if (!follow_inside(finder, text, size, final))
                return 0;
        } else if (!follow_outside(finder, text, size)) {
            return 0;
        } else if (finder->place != AN_RECORD_END_INSIDE) {
            return behind_end(finder, text, size, final);
        }
    }
    return 0;
}

static bool ends_line(const char *text)
{
    return (text[0] == '\n') | ((text[0] == '\r') & (text[1] != '\n'));
}

uint64_t an_record_end_lines(const char *text, size_t size)
{
    enum { CHUNK = 128 }; /* a fixed number that one byte can count, so that compilers use vectors */
    uint64_t lines = 0;
    size_t i = 0;
    for (; size - i > CHUNK; i += CHUNK) {
        uint8_t n = 0;
        for (size_t j = 0; j < CHUNK; j++)
            n = (uint8_t)(n + ends_line(text + i + j));
        lines += n;
    }
    for (; i + 1 < size; i++)
        lines += ends_line(text + i);
    return lines + (i < size && an_record_end_is_end(text[i]));
}
