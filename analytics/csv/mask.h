/* mask: 64 bytes of text as bit masks, in as many ways as there are kinds of machine.
 *
 * For index.c, which compiles one body once for each level: the functions here are inlined into it. Bit i
 * tells of byte i. */
#ifndef AN_CSV_MASK_H
#define AN_CSV_MASK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* A machine that has a level has those before it. */
typedef enum an_mask_level {
    AN_MASK_BASE, /* every machine */
    AN_MASK_AVX2,
    AN_MASK_AVX512,
} an_mask_level;

/* The highest level of this machine. */
an_mask_level an_mask_best(void);

enum {
    AN_MASK_WORD = 64,
    AN_MASK_LOW = 0x0E,
};

typedef struct an_masks {
    uint64_t delimiters, quotes, lfs;
    uint64_t lows; /* bytes from NUL to CR, and all beyond ASCII */
} an_masks;

typedef an_masks an_mask_finder(const char *text, char delimiter);

/* Bit i of the result: the parity of the bits up to i, that included. */
typedef uint64_t an_mask_parity(uint64_t bits);

#define AN_INLINE static inline __attribute__((always_inline))

AN_INLINE uint64_t an_mask_parity_shifts(uint64_t x)
{
    for (unsigned n = 1; n < AN_MASK_WORD; n *= 2)
        x ^= x << n;
    return x;
}

#ifdef __x86_64__
#define AN_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt,pclmul")))
#define AN_TARGET_AVX512                                                                                     \
    __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt,pclmul,avx512f,avx512bw,avx512vbmi,avx512vbmi2")))

AN_INLINE an_masks an_mask_find_base(const char *text, char delimiter)
{
    an_masks found = {0, 0, 0, 0};
    for (unsigned i = 0; i < AN_MASK_WORD; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
#define FLAGS(flags) ((uint64_t)_mm_movemask_epi8(flags) << i)
        found.delimiters |= FLAGS(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(delimiter)));
        found.quotes |= FLAGS(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
        found.lfs |= FLAGS(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
        found.lows |= FLAGS(_mm_cmplt_epi8(bytes, _mm_set1_epi8(AN_MASK_LOW)));
#undef FLAGS
    }
    return found;
}

AN_TARGET_AVX2 AN_INLINE an_masks an_mask_find_avx2(const char *text, char delimiter)
{
    an_masks found = {0, 0, 0, 0};
    for (unsigned i = 0; i < AN_MASK_WORD; i += 32) {
        const __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(text + i));
#define FLAGS(flags) ((uint64_t)(uint32_t)_mm256_movemask_epi8(flags) << i)
        found.delimiters |= FLAGS(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(delimiter)));
        found.quotes |= FLAGS(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"')));
        found.lfs |= FLAGS(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')));
        found.lows |= FLAGS(_mm256_cmpgt_epi8(_mm256_set1_epi8(AN_MASK_LOW), bytes));
#undef FLAGS
    }
    return found;
}

AN_TARGET_AVX512 AN_INLINE an_masks an_mask_find_avx512(const char *text, char delimiter)
{
    const __m512i bytes = _mm512_loadu_si512(text);
    return (an_masks){.delimiters = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(delimiter)),
                      .quotes = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
                      .lfs = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
                      .lows = _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(AN_MASK_LOW))};
}

/* A carry-less product with all ones. */
AN_TARGET_AVX2 AN_INLINE uint64_t an_mask_parity_product(uint64_t x)
{
    const __m128i product =
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)x), _mm_set1_epi8((char)0xFF), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}
#else
AN_INLINE an_masks an_mask_find_base(const char *text, char delimiter)
{
    an_masks found = {0, 0, 0, 0};
    for (unsigned i = 0; i < AN_MASK_WORD; i++) {
        const signed char c = (signed char)text[i];
        found.delimiters |= (uint64_t)(c == delimiter) << i;
        found.quotes |= (uint64_t)(c == '"') << i;
        found.lfs |= (uint64_t)(c == '\n') << i;
        found.lows |= (uint64_t)(c < AN_MASK_LOW) << i;
    }
    return found;
}
#endif

#endif
