/* fuzz_descriptor: a descriptor is read, or refused with a message; never half. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    static char path[32];
    if (fd < 0) {
        fd = memfd_create("descriptor", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    fuzz_expect(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size, "a file");
    const an_schema_options options = {.path = path};
    an_schema *schema = NULL;
    an_error err = {0};
    const an_code code = an_schema_new(&schema, &options, &err);
    fuzz_expect(code == AN_OK || (err.code == code && err.text[0] != '\0'), "a descriptor or a message");
    if (code == AN_OK && an_schema_check(schema, "declarations.csv", NULL) == AN_OK) {
        (void)an_schema_dialect(schema, "declarations.csv");
        (void)an_schema_note(schema, "declarations.csv");
        (void)an_schema_untested(schema, "declarations.csv");
    }
    an_schema_free(schema);
    return 0;
}
