/* limits: the control charts of ind-trend that stand beside the values of an indicator table. */
#include "chart/limits.h"

#include <math.h>
#include <string.h>

bool an_limits_known(const an_sheet *sheet)
{
    return an_sheet_find(sheet, "lower_limit") >= 0 && an_sheet_find(sheet, "upper_limit") >= 0 &&
           an_sheet_find(sheet, "charted") >= 0 && an_sheet_find(sheet, "signal") >= 0;
}

an_code an_limits_read(const an_sheet *sheet, size_t row, an_limits *limits, an_error *err)
{
    *limits = (an_limits){NAN, NAN, NAN, 0};
    if (!an_limits_known(sheet))
        return AN_OK;
    an_code code =
        an_sheet_number(sheet, row, an_sheet_find(sheet, "lower_limit"), &limits->lower, err);
    if (code == AN_OK)
        code = an_sheet_number(sheet, row, an_sheet_find(sheet, "upper_limit"), &limits->upper, err);
    if (code == AN_OK)
        code = an_sheet_number(sheet, row, an_sheet_find(sheet, "charted"), &limits->charted, err);
    if (strcmp(an_sheet_cell(sheet, row, an_sheet_find(sheet, "chart")), "ewma") != 0)
        limits->charted = NAN;
    const char *const signal = an_sheet_cell(sheet, row, an_sheet_find(sheet, "signal"));
    limits->signal = strcmp(signal, "above") == 0 ? 1 : strcmp(signal, "below") == 0 ? -1 : 0;
    return code;
}
