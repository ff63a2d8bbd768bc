/* kind: the kinds of charts. */
#include "chart/kind.h"

#include <string.h>

const an_chart_kind an_chart_kinds[] = {
    {"bars", an_chart_bars, false},       {"trend", an_chart_trend, false},
    {"funnel", an_chart_funnel, false},   {"ratio", an_chart_ratio, false},
    {"heatmap", an_chart_heatmap, false}, {"prices", an_chart_prices, true},
    {"density", an_chart_density, true},  {"signals", an_chart_signals, true},
    {"survival", an_chart_survival, false}, {0},
};

const an_chart_kind *an_chart_kind_find(const char *name)
{
    for (const an_chart_kind *kind = an_chart_kinds; kind->name != NULL; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}
