/* index: where the cells and records of plain CSV end, found 64 bytes at a time.
 *
 * One body, compiled once for each level: what differs is how 64 bytes become masks, how parity is counted
 * and how the bits of a mask become numbers. */
#include "csv/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/record_end.h"
#include "csv/mask.h"

/* Where a walk stands between two words, and what it has written. */
typedef struct walk {
    uint64_t inside;                           /* all bits: the last byte lay inside quotes */
    uint64_t after_end;                        /* 1: the last byte ended a cell */
    uint64_t after_close;                      /* 1: the last byte was a closing quote */
    uint64_t doubled, lines, returns, letters; /* not 0: what an_index.has_... tells of was seen */
    uint32_t *ends, *records;
    size_t n_ends, n_records;
} walk;

/* ---- the bits of a mask as numbers ---- */

/* Writes at + the number of each bit, eight at a time: what is too many is written over later. */
AN_INLINE void put_loop(uint32_t *out, uint64_t bits, uint32_t at)
{
    for (size_t n = (size_t)__builtin_popcountll(bits), done = 0; done < n; done += 8)
        for (size_t i = 0; i < 8; i++) {
            out[done + i] = at + (bits != 0 ? (uint32_t)__builtin_ctzll(bits) : 0);
            bits &= bits - 1;
        }
}

#ifdef __x86_64__
AN_TARGET_AVX512 AN_INLINE void put_compressed(uint32_t *out, uint64_t bits, uint32_t at)
{
    static const uint8_t numbers[AN_MASK_WORD] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i set = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));
    const __m512i from = _mm512_set1_epi32((int)at);
    const int n = __builtin_popcountll(bits);
#define PUT(part)                                                                                            \
    _mm512_storeu_si512(out + 16 * (part),                                                                   \
                        _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(set, part)), from))
    PUT(0);
    if (n > 16)
        PUT(1);
    if (n > 32) {
        PUT(2);
        PUT(3);
    }
#undef PUT
}
#endif

/* ---- the walk ---- */

typedef void putter(uint32_t *out, uint64_t bits, uint32_t at);

/* Takes in the 64 bytes at offset at, of which valid count. False: a record here is not plain. */
AN_INLINE bool take_word(walk *w, const char *word, uint32_t at, uint64_t valid, char delimiter,
                         bool lf_follows, an_mask_finder *find, an_mask_parity *parity, putter *put)
{
    an_masks found = find(word, delimiter);
    found.delimiters &= valid;
    found.quotes &= valid;
    found.lfs &= valid;
    const uint64_t all_ends = found.delimiters | found.lfs;
    const uint64_t lows = found.lows & valid & ~all_ends;
    const uint64_t crs = __builtin_expect(lows != 0, 0) ? find(word, '\r').delimiters & lows : 0;
    uint64_t inside = w->inside, illegal = 0;
    if ((found.quotes | w->after_close) != 0) {
        inside ^= parity(found.quotes);
        w->inside = 0 - (inside >> (AN_MASK_WORD - 1));
        const uint64_t opening = found.quotes & inside, closing = found.quotes & ~inside;
        const uint64_t before_end = (all_ends & ~inside) << 1 | w->after_end;
        const uint64_t before_close = closing << 1 | w->after_close;
        illegal = (opening & ~(before_end | before_close)) |
                  (before_close & ~(all_ends | found.quotes | crs | ~valid));
        w->doubled |= opening & before_close;
        w->after_close = closing >> (AN_MASK_WORD - 1);
    }
    const uint64_t ends = all_ends & ~inside, returns = crs & ~inside;
    illegal |= returns & ~(found.lfs >> 1 | (uint64_t)lf_follows << (AN_MASK_WORD - 1)); /* a lone CR */
    w->lines |= (found.lfs | crs) & inside;
    w->returns |= returns;
    w->letters |= lows & ~crs;
    if (illegal != 0)
        return false;
    w->after_end = ends >> (AN_MASK_WORD - 1);
    put(w->ends + w->n_ends + 1, ends, at);
    uint64_t lfs = found.lfs & ends;
    do { /* mostly one or none: it is written in any case, and counted if it is there */
        const uint64_t upto = lfs ^ (lfs - 1); /* the bits up to the lowest, that included */
        w->records[w->n_records + 1] = (uint32_t)(w->n_ends + (size_t)__builtin_popcountll(ends & upto));
        w->n_records += lfs != 0;
        lfs &= lfs - 1;
    } while (__builtin_expect(lfs != 0, 0));
    w->n_ends += (size_t)__builtin_popcountll(ends);
    return true;
}

/* Appends the plain records from index->size on, up to the first that is not. */
AN_INLINE void append(an_index *index, const char *text, size_t size, char delimiter, an_mask_finder *find,
                      an_mask_parity *parity, putter *put)
{
    walk w = {.after_end = 1,
              .ends = index->ends,
              .records = index->records,
              .n_ends = index->records[index->n_records],
              .n_records = index->n_records};
    size_t at = index->size;
    bool plain = true;
    for (; plain && size - at >= AN_MASK_WORD; at += AN_MASK_WORD)
        plain = take_word(&w, text + at, (uint32_t)at, ~UINT64_C(0), delimiter,
                          at + AN_MASK_WORD < size && text[at + AN_MASK_WORD] == '\n', find, parity, put);
    if (plain && at < size) {
        char word[AN_MASK_WORD] = {0};
        memcpy(word, text + at, size - at);
        take_word(&w, word, (uint32_t)at, (UINT64_C(1) << (size - at)) - 1, delimiter, false, find, parity,
                  put);
    }
    index->has_doubled |= w.doubled != 0;
    index->has_lines |= w.lines != 0;
    index->has_returns |= w.returns != 0;
    index->has_letters |= w.letters != 0;
    index->n_records = w.n_records;
    index->size = (size_t)(index->ends[index->records[index->n_records]] + 1);
}

typedef void appender(an_index *index, const char *text, size_t size, char delimiter);

static void append_base(an_index *index, const char *text, size_t size, char delimiter)
{
    append(index, text, size, delimiter, an_mask_find_base, an_mask_parity_shifts, put_loop);
}

#ifdef __x86_64__
AN_TARGET_AVX2 static void append_avx2(an_index *index, const char *text, size_t size, char delimiter)
{
    append(index, text, size, delimiter, an_mask_find_avx2, an_mask_parity_product, put_loop);
}

AN_TARGET_AVX512 static void append_avx512(an_index *index, const char *text, size_t size, char delimiter)
{
    append(index, text, size, delimiter, an_mask_find_avx512, an_mask_parity_product, put_compressed);
}
#endif

static appender *appender_of(an_mask_level level)
{
#ifdef __x86_64__
    if (level == AN_MASK_AVX512)
        return append_avx512;
    if (level == AN_MASK_AVX2)
        return append_avx2;
#endif
    (void)level;
    return append_base;
}

/* ---- records that are not plain ---- */

/* Appends the record that begins at index->size, whatever it is. False: it is not whole. */
static bool append_other(an_index *index, const char *text, size_t size, char delimiter, bool final)
{
    an_record_end finder = {.delimiter = delimiter};
    size_t length = an_record_end_find(&finder, text + index->size, size - index->size, final);
    if (length == 0 && !final)
        return false;
    if (length == 0)
        length = size - index->size;
    const uint32_t end = index->records[index->n_records] + 1;
    index->size += length;
    index->ends[end] = (uint32_t)(index->size - 1);
    index->others[index->n_others++] = (uint32_t)index->n_records;
    index->records[++index->n_records] = end;
    index->has_lines = true;
    return true;
}

static an_code reserve(an_index *index, size_t bytes, an_error *err)
{
    enum { SLACK = 2 * AN_MASK_WORD }; /* a putter may write past the last number */
    if (an_grow(&index->ends, &index->ends_capacity, bytes + SLACK, sizeof *index->ends) != AN_OK ||
        an_grow(&index->records, &index->records_capacity, bytes + SLACK, sizeof *index->records) != AN_OK)
        return an_fail_memory(err);
    return AN_OK;
}

an_code an_index_make_at(an_mask_level level, an_index *index, const char *text, size_t from, size_t size,
                         char delimiter, bool final, an_error *err)
{
    appender *const append_plain = appender_of(level);
    if (reserve(index, size - from, err) != AN_OK)
        return AN_SYSTEM;
    index->ends[0] = (uint32_t)from - 1; /* of 0: what 1 more makes 0 again */
    index->records[0] = 0;
    index->n_records = index->n_others = 0;
    index->has_returns = index->has_lines = index->has_doubled = index->has_letters = false;
    index->size = from;
    while (index->size < size) {
        append_plain(index, text, size, delimiter);
        if (index->size == size)
            break;
        if (an_grow(&index->others, &index->others_capacity, index->n_others + 1, sizeof *index->others) !=
            AN_OK)
            return an_fail_memory(err);
        if (!append_other(index, text, size, delimiter, final))
            break;
    }
    return AN_OK;
}

an_code an_index_make(an_index *index, const char *text, size_t from, size_t size, char delimiter, bool final,
                      an_error *err)
{
    return an_index_make_at(an_mask_best(), index, text, from, size, delimiter, final, err);
}

void an_index_free(an_index *index)
{
    free(index->ends);
    free(index->records);
    free(index->others);
    *index = (an_index){0};
}
