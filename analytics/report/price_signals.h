/* price_signals: the price signals worth most. */
#ifndef AN_REPORT_PRICE_SIGNALS_H
#define AN_REPORT_PRICE_SIGNALS_H

#include "csv/writer.h"
#include "report/results.h"

/* How many items have a signal and what is at stake, and the first ten of the first table of sidda-flag;
 * nothing where there is none. */
void an_price_signals_write(const an_results *results, an_writer *writer);

#endif
