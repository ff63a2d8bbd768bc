/* by_model: the signals of an extract by the model of all groups (model/auto.h). */
#ifndef AN_SIGNAL_BY_MODEL_H
#define AN_SIGNAL_BY_MODEL_H

#include "signal/scoring.h"

/* Finds what an_signals_find (signals.h) asks of the model; the parts are not open yet. */
an_code an_by_model_find(an_scoring *scoring, an_signals *signals, an_error *err);

#endif
