/* observations: an indicator table of files, as the programs read theirs. */
#ifndef OBSERVATIONS_H
#define OBSERVATIONS_H

#include "indicator/observation.h"

static inline an_code observations_read(an_observations *table, const char *file, const char *const where[],
                                        size_t n_where, const an_meanings *meanings, an_error *err)
{
    an_sheet *sheet = NULL;
    an_code code = an_sheet_new(&sheet, err);
    if (code == AN_OK)
        code = an_sheet_read(sheet, &file, 1, err);
    if (code == AN_OK)
        return an_observations_of(table, sheet, where, n_where, meanings, err);
    an_sheet_free(sheet);
    *table = (an_observations){.sheet = NULL};
    return code;
}

#endif
