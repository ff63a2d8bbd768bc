/* extract: the extract of a name. */
#include "schema/extract.h"

#include <string.h>

const an_extract *an_extract_of(const char *name)
{
    for (const an_extract *extract = an_extracts; extract->name != NULL; extract++)
        if (strcmp(extract->name, name) == 0)
            return extract;
    return NULL;
}
