/* limits: the control charts of ind-trend that stand beside the values of an indicator table. */
#ifndef AN_CHART_LIMITS_H
#define AN_CHART_LIMITS_H

#include <stdbool.h>

#include "base/error.h"
#include "indicator/sheet.h"

typedef struct an_limits {
    double lower, upper; /* NAN: none */
    double charted;      /* what is held against them, where it is not the value itself (EWMA); else NAN */
    int signal;          /* 1 above, -1 below, 0 neither */
} an_limits;

/* True if the sheet has the columns of ind-trend. */
bool an_limits_known(const an_sheet *sheet);

/* The limits of a row; none where the sheet does not have them. AN_DATA: a cell is no number. */
an_code an_limits_read(const an_sheet *sheet, size_t row, an_limits *limits, an_error *err);

#endif
