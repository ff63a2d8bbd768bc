/* fuzz_table: an indicator table is read, or refused with a message that has a place. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "../observations.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    static char path[32];
    if (fd < 0) {
        fd = memfd_create("table", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    fuzz_expect(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size, "a file");
    an_observations table;
    const an_code code = observations_read(&table, path, NULL, 0, NULL, NULL);
    for (size_t i = 0; code == AN_OK && i < table.n; i++) {
        an_period period;
        (void)an_observation_period(&table, i, &period, NULL);
        (void)an_observation_check(&table, i, NULL);
    }
    if (code == AN_OK)
        an_observations_free(&table);
    return 0;
}
