/* extract_choice: the extract of a file, by name or by its columns. */
#include "quality/extract_choice.h"

#include <string.h>

#include "base/memory.h"

bool an_extract_lists(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* How well an extract fits. */
typedef struct fit {
    size_t found, missed; /* of its columns */
} fit;

static fit fit_of(const an_extract *extract, const an_need *needs, size_t first, size_t n)
{
    fit f = {0};
    for (size_t i = first; i < n; i++)
        f.found += an_extract_lists(extract->columns, needs[i].name);
    f.missed = an_list_count(extract->columns, sizeof *extract->columns) - f.found;
    return f;
}

/* Above 0: a fits better. A date and a Member State are in many an extract. */
static int compare_fits(fit a, fit b)
{
    if (a.found == b.found && a.found < 3)
        return 0;
    return a.found != b.found ? (a.found > b.found) - (a.found < b.found)
                              : (a.missed < b.missed) - (a.missed > b.missed);
}

an_code an_extract_guess(const an_extract **best, const char *file, const an_need *needs, size_t first,
                         size_t n, an_error *err)
{
    const an_extract *also = NULL;
    fit most = {0};
    *best = NULL;
    for (const an_extract *extract = an_extracts; extract->name != NULL; extract++) {
        const fit f = fit_of(extract, needs, first, n);
        const int order = f.found == 0 ? -1 : *best == NULL ? 1 : compare_fits(f, most);
        if (order > 0) {
            most = f;
            *best = extract;
        }
        also = order == 0 ? extract : order > 0 ? NULL : also;
    }
    if (*best == NULL)
        return an_fail_at(
            err, AN_DATA, file, 0, 0,
            "no column of the header is known, so there is nothing to check; if the columns have other "
            "names here: --column NAME=ACTUAL");
    if (also != NULL)
        return an_fail_at(err, AN_USAGE, file, 0, 0,
                          "the columns are those of %s as well as of %s; say which it is: --extract %s",
                          (*best)->name, also->name, (*best)->name);
    return AN_OK;
}

an_code an_extract_find(const an_extract **extract, const char *name, an_error *err)
{
    *extract = an_extracts;
    while ((*extract)->name != NULL && strcmp((*extract)->name, name) != 0)
        (*extract)++;
    return (*extract)->name != NULL
               ? AN_OK
               : an_fail(err, AN_USAGE, "no extract '%s': one of %s", name, an_extract_names);
}
