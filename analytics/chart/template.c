/* template: the gnuplot templates of plots/, compiled in. */
#include "chart/template.h"

#include <stddef.h>
#include <string.h>

const char *const *an_template_find(const char *name)
{
    for (const an_template *t = an_templates; t->name != NULL; t++)
        if (strcmp(t->name, name) == 0)
            return t->lines;
    return NULL;
}
