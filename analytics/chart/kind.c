/* kind: the kinds of charts. */
#include "chart/kind.h"

#include <string.h>

const an_chart_kind an_chart_kinds[] = {
    {"bars", an_chart_bars},       {"trend", an_chart_trend},
    {"funnel", an_chart_funnel},   {"ratio", an_chart_ratio},
    {"heatmap", an_chart_heatmap}, {"prices", an_chart_prices},
    {"density", an_chart_density}, {"signals", an_chart_signals},
    {"survival", an_chart_survival}, {NULL, NULL},
};

const an_chart_kind *an_chart_kind_find(const char *name)
{
    for (const an_chart_kind *kind = an_chart_kinds; kind->name != NULL; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}

bool an_chart_keeps(const an_chart_request *request, size_t r)
{
    return request->keep == NULL || request->keep[r];
}
