/* cutter: follows quotes and line ends, 64 bytes at a time.
 *
 * As in index.c the parity of the quotes tells what lies inside them, as long as each quote stands where a
 * cell begins or ends. Where one does not, the word is followed from quote to quote: outside quotes one
 * matters only if a delimiter or a line end stands before it; inside it closes the cell unless a second one
 * follows. The last byte of what was read is left for the next time, because its meaning may hang on the byte
 * behind it (CR and LF, a doubled quote).
 */
#include "csv/cutter.h"

#include <string.h>

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

/* Follows the n bytes at cut->at byte by byte, so to speak: from one that matters to the next. Returns where
 * to go on: one byte further than those n if a doubled quote lies across. */
static size_t scan_word(an_cutter *cut, const char *text, size_t size, size_t n, uint64_t word_quotes,
                        uint64_t word_ends)
{
    const size_t from = cut->at;
    size_t i = 0;
    while (i < n) {
        const uint64_t quotes = word_quotes >> i, ends = word_ends >> i;
        if (cut->place == AN_CUTTER_OUTSIDE) {
            const uint64_t before = quotes ? ends & ((quotes & -quotes) - 1) : ends;
            if (before)
                cut->end = from + i + AN_MASK_WORD - (size_t)__builtin_clzll(before);
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

/* The CRs among the low bytes of a word. */
static uint64_t find_returns(const char *word, uint64_t lows)
{
    uint64_t crs = 0;
    for (; lows != 0; lows &= lows - 1)
        if (word[__builtin_ctzll(lows)] == '\r')
            crs |= lows & -lows;
    return crs;
}

/* Follows the word at cut->at by the parity of its quotes. False: it is to be followed with more care. */
AN_INLINE bool take_plain(an_cutter *cut, const char *text, an_masks found, uint64_t crs,
                          an_mask_parity *parity)
{
    uint64_t inside = cut->place == AN_CUTTER_INSIDE ? ~UINT64_C(0) : 0;
    const uint64_t ends = found.lfs | crs;
    if (cut->place == AN_CUTTER_BROKEN)
        return false;
    if (found.quotes != 0) {
        inside ^= parity(found.quotes);
        const uint64_t opening = found.quotes & inside, closed = (found.quotes & ~inside) << 1;
        const uint64_t cell_ends = (ends | found.delimiters) & ~inside;
        const uint64_t legal = cell_ends << 1 | closed | opens_cell(cut, text, cut->at);
        if ((opening & ~legal) != 0 || (closed & ~(ends | found.delimiters | found.quotes)) != 0 ||
            found.quotes >> (AN_MASK_WORD - 1) != 0)
            return false;
        const uint64_t begins = opening & ~closed;
        if (begins != 0)
            cut->quote = cut->at + AN_MASK_WORD - 1 - (size_t)__builtin_clzll(begins);
        cut->place = inside >> (AN_MASK_WORD - 1) != 0 ? AN_CUTTER_INSIDE : AN_CUTTER_OUTSIDE;
    }
    if ((ends & ~inside) != 0)
        cut->end = cut->at + AN_MASK_WORD - (size_t)__builtin_clzll(ends & ~inside);
    return true;
}

/* Takes in the next n bytes, at most a word. */
AN_INLINE void take_word(an_cutter *cut, const char *text, size_t size, size_t n, an_mask_finder *find,
                         an_mask_parity *parity)
{
    const size_t from = cut->at;
    const char *word = text + from;
    char part[AN_MASK_WORD] = {0}; /* cppcheck-suppress variableScope ; word points to it */
    if (n < AN_MASK_WORD)
        word = memcpy(part, word, n);
    const an_masks found = find(word, cut->delimiter);
    const uint64_t lows = found.lows & ~found.lfs & ~found.delimiters;
    const uint64_t crs = lows != 0 ? find_returns(word, lows) : 0;
    const uint64_t lf_behind = from + n < size && text[from + n] == '\n';
    const uint64_t lines = found.lfs | (crs & ~(found.lfs >> 1 | lf_behind << (n - 1)));
    if (n == AN_MASK_WORD && take_plain(cut, text, found, crs, parity))
        cut->at = from + n;
    else
        cut->at = scan_word(cut, text, size, n, found.quotes, found.lfs | crs);
    if (cut->end > from)
        cut->end_lines = cut->lines + (uint64_t)__builtin_popcountll(
                                          lines & ~UINT64_C(0) >> (AN_MASK_WORD - (cut->end - from)));
    cut->lines += (uint64_t)__builtin_popcountll(lines);
}

AN_INLINE void scan(an_cutter *cut, const char *text, size_t size, bool final, an_mask_finder *find,
                    an_mask_parity *parity)
{
    const size_t stop = final || size == 0 ? size : size - 1;
    while (cut->at < stop)
        take_word(cut, text, size, stop - cut->at < AN_MASK_WORD ? stop - cut->at : AN_MASK_WORD, find,
                  parity);
    if (cut->end > 0 && cut->end < size && text[cut->end - 1] == '\r' && text[cut->end] == '\n') {
        cut->end++;
        cut->end_lines++;
    }
}

#ifdef __x86_64__
AN_TARGET_AVX2 static void scan_avx2(an_cutter *cut, const char *text, size_t size, bool final)
{
    scan(cut, text, size, final, an_mask_find_avx2, an_mask_parity_product);
}

AN_TARGET_AVX512 static void scan_avx512(an_cutter *cut, const char *text, size_t size, bool final)
{
    scan(cut, text, size, final, an_mask_find_avx512, an_mask_parity_product);
}
#endif

void an_cutter_scan_at(an_mask_level level, an_cutter *cut, const char *text, size_t size, bool final)
{
#ifdef __x86_64__
    if (level == AN_MASK_AVX512) {
        scan_avx512(cut, text, size, final);
        return;
    }
    if (level == AN_MASK_AVX2) {
        scan_avx2(cut, text, size, final);
        return;
    }
#endif
    (void)level;
    scan(cut, text, size, final, an_mask_find_base, an_mask_parity_shifts);
}

void an_cutter_scan(an_cutter *cut, const char *text, size_t size, bool final)
{
    an_cutter_scan_at(an_mask_best(), cut, text, size, final);
}

uint64_t an_cutter_shift(an_cutter *cut, size_t end)
{
    const uint64_t lines = end == 0 ? 0 : end == cut->end ? cut->end_lines : cut->lines;
    cut->at -= cut->at < end ? cut->at : end;
    cut->quote -= cut->quote < end ? cut->quote : end;
    cut->lines -= cut->lines < lines ? cut->lines : lines;
    cut->end = 0;
    return lines;
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
