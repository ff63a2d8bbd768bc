/* wording: numbers and codes as a reader of a report expects them. */
#ifndef AN_REPORT_WORDING_H
#define AN_REPORT_WORDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "chart/style.h"
#include "indicator/observation.h"

enum { AN_WORDING_SIZE = AN_STYLE_SIZE };

/* A number of at most so many significant digits (all digits before the mark stand), thousands apart by
 * commas: 17,030 or 0.387. NAN: "n.a.". */
void an_wording_number(double value, int digits, char out[AN_WORDING_SIZE]);

/* A count or an amount: thousands apart by commas, without cents from 1,000 on. */
void an_wording_amount(an_decimal amount, char out[AN_WORDING_SIZE]);

/* True if the values of an observation are told in percent, as its declaration has it: events per unit only
 * while there are no more events than units. */
bool an_wording_in_percent(const an_observation *observation);

/* A value of the observation's kind in three digits with its unit: "5.57 %", "0.387", "1.74 million EUR",
 * "28 days". NAN: "n.a.". */
void an_wording_value(const an_observation *observation, double value, char out[AN_WORDING_SIZE]);

/* "5.26 to 5.89 %", with the decimals of the value; "" where there is no interval. */
void an_wording_interval(const an_observation *observation, char out[AN_WORDING_SIZE]);

/* A p-value: "p = 0.03", "p < 0.001". */
void an_wording_p(double p, char out[AN_WORDING_SIZE]);

/* The indicator of an observation in words: the title of its declaration, or one made of its code; the same
 * with a capital letter; and a column likewise. Without memory: the code itself. */
const char *an_wording_name(an_arena *arena, const an_observation *observation);
const char *an_wording_title(an_arena *arena, const an_observation *observation);
const char *an_wording_column(an_arena *arena, const char *column);

#endif
