/* bridge: what prices stake, what random controls imply, what controls establish, and what was collected. */
#ifndef AN_REPORT_BRIDGE_H
#define AN_REPORT_BRIDGE_H

#include "csv/writer.h"
#include "report/results.h"
#include "report/summary.h"

/* A table of the amounts that the declarations (.bridge) and the price signals hold, each with its share of
 * the amount that the ratio among them is of (gross traditional own resources), and what relates them in
 * words. Nothing where there are fewer than two. */
void an_bridge_write(const an_results *results, const an_figures *figures, an_writer *writer);

#endif
