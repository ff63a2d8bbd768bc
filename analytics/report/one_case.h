/* one_case: a figure that hangs on one case is no finding.
 *
 * A figure is told as a finding only if the largest of its amounts is less than a third of them all
 * (AN_CONCENTRATION_HANGS): its declaration puts rows beside it that say so (indicator/concentration.h). */
#ifndef AN_REPORT_ONE_CASE_H
#define AN_REPORT_ONE_CASE_H

#include <stdbool.h>

#include "csv/writer.h"
#include "report/results.h"
#include "report/summary.h"

/* Whether the value of o hangs on one case. Where the row that tells the largest share is not to be
 * published, whether it may: the share is at most 1 / sqrt(effective cases). */
bool an_one_case_hangs(const an_figures *figures, const an_observation *o);

/* What stands in the place of its sentence: "In 2017-Q3, revenue gap: hangs on one case, which is 79.3 % of
 * it; without it 386,000 EUR (6 cases, which tell as much as 1.56 of one size). No finding." */
void an_one_case_write(an_results *results, const an_figures *figures, const an_observation *o,
                       an_writer *writer);

#endif
