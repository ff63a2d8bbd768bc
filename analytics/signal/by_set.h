/* by_set: the signals of an extract by a method that judges one comparison set at a time. */
#ifndef AN_SIGNAL_BY_SET_H
#define AN_SIGNAL_BY_SET_H

#include "signal/scoring.h"

/* Finds what an_signals_find (signals.h) asks of a method of sets; the parts are not open yet. */
an_code an_by_set_find(an_scoring *scoring, an_signals *signals, an_error *err);

#endif
