/* protection: further cells that may not be published, so that no suppressed cell follows from the
 * margins. */
#ifndef AN_INDICATOR_PROTECTION_H
#define AN_INDICATOR_PROTECTION_H

#include "base/error.h"
#include "indicator/margins.h"
#include "indicator/observation.h"

/* Adds secondary suppressions to status[table->n] (F: published) until no suppressed cell can be computed
 * exactly: an_disclosure_protect for each set of rows that equations connect, the smallest denominators (or
 * numerators) first. What it adds is 'd', which it will not take back when called again.
 * AN_DATA with its place: a suppressed row that cannot be protected, or a set too large (cells times
 * equations beyond 2 * 10^7). Cost: that of disclosure.h, for each set with a suppressed cell. */
an_code an_protection_add(const an_margins *margins, const an_observations *table, char status[],
                          an_error *err);

#endif
