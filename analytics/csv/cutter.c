/* cutter: follows quotes and line ends, 64 bytes at a time.
 *
 * Each 64 bytes become a mask of their quotes and a mask of their line ends. Outside quotes only a quote
 * matters, which opens a cell if a delimiter or a line end stands before it; inside only a quote matters,
 * which closes the cell unless a second one follows. The last byte of what was read is left for the next
 * time, because its meaning may hang on the byte behind it (CR and LF, a doubled quote).
 */
#include "csv/cutter.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <string.h>

enum { WORD = 64 };

/* Bit i tells of byte i. */
typedef struct masks {
    uint64_t quotes, ends;
} masks;

#ifdef __SSE2__
static uint64_t bits(__m128i flags, unsigned shift)
{
    return (uint64_t)_mm_movemask_epi8(flags) << shift;
}

static masks find(const char *text)
{
    const __m128i quote = _mm_set1_epi8('"'), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
    masks found = {0, 0};
    for (unsigned i = 0; i < WORD; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        found.quotes |= bits(_mm_cmpeq_epi8(bytes, quote), i);
        found.ends |= bits(_mm_or_si128(_mm_cmpeq_epi8(bytes, lf), _mm_cmpeq_epi8(bytes, cr)), i);
    }
    return found;
}
#else
static masks find(const char *text)
{
    masks found = {0, 0};
    for (unsigned i = 0; i < WORD; i++) {
        found.quotes |= (uint64_t)(text[i] == '"') << i;
        found.ends |= (uint64_t)(text[i] == '\n' || text[i] == '\r') << i;
    }
    return found;
}
#endif

static masks find_part(const char *text, size_t n)
{
    char word[WORD] = {0};
    memcpy(word, text, n);
    return find(word);
}

static bool opens_cell(const an_cutter *cut, const char *text, size_t at)
{
    return at == 0 || text[at - 1] == cut->delimiter || an_cutter_is_end(text[at - 1]);
}

/* Inside quotes, behind a quote: at is the byte that tells what the quote was. Returns where to go on. */
static size_t leave(an_cutter *cut, const char *text, size_t size, size_t at)
{
    if (at < size && text[at] == '"')
        return at + 1;
    const bool closed = at == size || text[at] == cut->delimiter || an_cutter_is_end(text[at]);
    cut->place = closed ? AN_CUTTER_OUTSIDE : AN_CUTTER_BROKEN;
    return at;
}

/* Follows the n bytes at cut->at, of which found tells. Returns where to go on: one byte further than
 * those n if a doubled quote lies across. */
static size_t scan_word(an_cutter *cut, const char *text, size_t size, size_t n, masks found)
{
    const size_t from = cut->at;
    size_t i = 0;
    while (i < n) {
        const uint64_t quotes = found.quotes >> i, ends = found.ends >> i;
        if (cut->place == AN_CUTTER_OUTSIDE) {
            const uint64_t before = quotes ? ends & ((quotes & -quotes) - 1) : ends;
            if (before)
                cut->end = from + i + WORD - (size_t)__builtin_clzll(before);
            if (!quotes)
                return from + n;
            i += (size_t)__builtin_ctzll(quotes);
            if (opens_cell(cut, text, from + i)) {
                cut->place = AN_CUTTER_INSIDE;
                cut->quote = from + i;
            }
            i++;
        } else if (cut->place == AN_CUTTER_INSIDE) {
            if (!quotes)
                return from + n;
            i += (size_t)__builtin_ctzll(quotes) + 1;
            i = leave(cut, text, size, from + i) - from;
        } else {
            if (!ends)
                return from + n;
            i += (size_t)__builtin_ctzll(ends);
            cut->place = AN_CUTTER_OUTSIDE;
        }
    }
    return from + i;
}

void an_cutter_scan(an_cutter *cut, const char *text, size_t size, bool final)
{
    const size_t stop = final || size == 0 ? size : size - 1;
    while (cut->at < stop) {
        const size_t left = stop - cut->at, n = left < WORD ? left : WORD;
        const char *word = text + cut->at;
        cut->at = scan_word(cut, text, size, n, n < WORD ? find_part(word, n) : find(word));
    }
    if (cut->end > 0 && cut->end < size && text[cut->end - 1] == '\r' && text[cut->end] == '\n')
        cut->end++;
}

void an_cutter_shift(an_cutter *cut, size_t end)
{
    cut->at -= cut->at < end ? cut->at : end;
    cut->quote -= cut->quote < end ? cut->quote : end;
    cut->end = 0;
}

static bool ends_line(const char *text)
{
    return (text[0] == '\n') | ((text[0] == '\r') & (text[1] != '\n'));
}

uint64_t an_cutter_lines(const char *text, size_t size)
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
    return lines + (i < size && an_cutter_is_end(text[i]));
}
