/* cuprum: the library as one header: #include <cuprum.h>, with the flags of `pkg-config cuprum`.
 *
 * Each header below is the manual of its functions. C++ has base, schema, scan and stat; the headers of
 * declarations (tally, indicator) name a member as a keyword of C++ and are for C alone. */
#ifndef AN_CUPRUM_H
#define AN_CUPRUM_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "scan/scan.h"
#include "schema/code.h"
#include "schema/column.h"
#include "schema/schema.h"
#include "stat/amounts.h"
#include "stat/between.h"
#include "stat/binomial.h"
#include "stat/funnel.h"
#include "stat/interval.h"
#include "stat/location.h"
#include "stat/mann_kendall.h"
#include "stat/multiplicity.h"
#include "stat/outlier.h"
#include "stat/proportion.h"
#include "stat/ratio.h"
#include "stat/regression.h"
#include "stat/scale.h"
#include "stat/survival.h"

#ifdef __cplusplus
}
#else
#include "indicator/indicator.h"
#include "indicator/meaning.h"
#include "tally/tally.h"
#endif

#endif
