/* price_signals: the price signals worth most. */
#ifndef AN_REPORT_PRICE_SIGNALS_H
#define AN_REPORT_PRICE_SIGNALS_H

#include <stddef.h>

#include "csv/writer.h"
#include "report/results.h"

/* How many items have a signal and what is at stake, and the first ten of the first table of sidda-flag;
 * nothing where there is none. */
void an_price_signals_write(const an_results *results, an_writer *writer);

/* The duty at stake of the signals up to a rank (INFINITY: of all), *n of them; NAN where none is known. */
double an_price_signals_duty(const an_result_file *file, double rank, size_t *n);

#endif
