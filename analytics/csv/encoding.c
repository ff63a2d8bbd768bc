/* encoding: UTF-8, with a short way for ASCII.
 *
 * Text is looked at 8 bytes at a time while none has its high bit set, which is nearly all of an extract.
 * Else the sequences are checked by their form: no overlong one, no surrogate, nothing beyond U+10FFFF (RFC
 * 3629). The offending byte's place is what the message needs: Latin-1 is the likely cause. */
#include "csv/encoding.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistr.h>

size_t an_encoding_letter(const char *text, size_t size)
{
    const int length = text[0] != '\0' ? u8_mblen((const uint8_t *)text, size) : 1;
    return length > 0 ? (size_t)length : 0;
}

/* All 8 bytes are 0x01 to 0x7F: neither they nor they less one each have a high bit. (If one has, a borrow
 * may show in its neighbour too: that costs only the slow way.) */
static bool is_plain(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return ((word | (word - ones)) & high) == 0;
}

size_t an_encoding_check(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        if (size - at >= sizeof(uint64_t) && is_plain(text + at)) {
            at += sizeof(uint64_t);
            continue;
        }
        const size_t length = text[at] != '\0' ? an_encoding_letter(text + at, size - at) : 0;
        if (length == 0)
            return at;
        at += length;
    }
    return size;
}
