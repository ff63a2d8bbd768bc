/* fuzz_reader: any bytes give the same cells, lines and errors at every block size, and as the oracle does.
 *
 * The first byte chooses the delimiter and raw. Build with -fsanitize=fuzzer,address,undefined. */
#include "../compare.h"
#include "fuzz.h"

static bool is_packed(const uint8_t *bytes, size_t size)
{
    return (size >= 2 && memcmp(bytes, "\x1F\x8B", 2) == 0) ||
           (size >= 4 && memcmp(bytes, "\x28\xB5\x2F\xFD", 4) == 0) ||
           (size >= 6 && memcmp(bytes, "\xFD" "7zXZ\0", 6) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || is_packed(data + 1, size - 1))
        return 0;
    static const char delimiters[] = {',', ';', '\t', '\0'};
    static const size_t sizes[] = {AN_BLOCK_SIZE, 1, 2, 3, 5, 16, 63, 64, 65, 200};
    const char asked = delimiters[data[0] & 3];
    const bool raw = (data[0] & 4) != 0;
    char chosen = '\0';
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char delimiter = asked;
        const char *why = oracle_compare(data + 1, size - 1, &delimiter, raw, sizes[i]);
        if (why == NULL && i > 0 && delimiter != chosen)
            why = "the delimiter";
        if (why != NULL) {
            fprintf(stderr, "block size %zu: differs in %s\n", sizes[i], why);
            abort();
        }
        chosen = delimiter;
    }
    return 0;
}
