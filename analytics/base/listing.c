/* listing: a name is added only where ", ..." would fit behind it. */
#include "base/listing.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void an_listing_add(char *out, size_t size, const char *name)
{
    static const char more[] = ", ...";
    const size_t used = strlen(out), all = strlen(more);
    const char *const between = used > 0 ? ", " : "";
    const bool is_full = (used >= all && strcmp(out + used - all, more) == 0) || strcmp(out, "...") == 0;
    if (!is_full)
        snprintf(out + used, size - used, "%s%s", between,
                 used + strlen(between) + strlen(name) + all < size ? name : "...");
}
