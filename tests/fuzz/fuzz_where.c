/* fuzz_where: conditions of --where: any text is a condition or a usage error, and a value passes or not. */
#include "fuzz.h"

#include "base/memory.h"
#include "schema/filter.h"

static void check(const char *text, bool of_results)
{
    an_arena arena = {0};
    an_filter filter;
    an_error err = {0};
    const an_code code = of_results ? an_filter_parse_result(text, &arena, &filter, &err)
                                    : an_filter_parse(text, &arena, &filter, &err);
    fuzz_expect(code == AN_OK || (code == AN_USAGE && err.code == AN_USAGE && err.text[0] != '\0'),
                "a condition or a message");
    for (size_t i = 0; code == AN_OK && i < filter.n; i++) {
        bool passes = false;
        const an_code tested = an_filter_test(&filter, &filter.values[i], &passes);
        fuzz_expect(tested == AN_OK || tested == AN_DATA, "a value passes or not");
        fuzz_expect(tested != AN_OK || filter.relation != AN_EQUAL || passes,
                    "each of the values is one of them");
        fuzz_expect(tested != AN_OK || filter.relation != AN_UNEQUAL || !passes, "and not none of them");
    }
    an_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *const text = fuzz_text(data, size);
    check(text, false);
    check(text, true);
    free(text);
    return 0;
}
