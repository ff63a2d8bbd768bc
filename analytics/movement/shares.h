/* shares: how a group's trade is shared out among offices, origins, Member States or codes, period by period.
 *
 * A group is a key; its parts are the values of one more column, the last key of the tally. Amounts stay
 * exact; doubles are made of them at the end. */
#ifndef AN_MOVEMENT_SHARES_H
#define AN_MOVEMENT_SHARES_H

#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/memory.h"
#include "tally/tally.h"

/* The sums that a source declares for an_shares_read: of `{quantity}`, an option of the program. */
extern const an_sum an_shares_sums[];
extern const an_need an_shares_reads[];

/* A part of a group in one period. */
typedef struct an_share {
    size_t panel, part, period; /* numbers: of the panel, of the part in it, of the period in it */
    an_decimal amount, missing; /* missing: items whose amount is empty */
    double x, squares;          /* the amount; sum of the squared amounts */
    double share;               /* amount / the group's amount; NAN: that is 0 */
    double n;                   /* items that tell of the share: see below */
} an_share;

/* A group with its parts and periods. */
typedef struct an_share_panel {
    const char *const *keys; /* of --by, and behind them some part */
    const char **parts;      /* their names, bytewise; also of those that are not there in a period */
    const char **periods;
    const int32_t *times;    /* numbers of the periods (an_period.index), ascending */
    const an_decimal *total; /* of each period */
    size_t n_parts, n_periods;
    size_t first; /* its first share: period by period, there part by part: n_parts * n_periods */
} an_share_panel;

typedef struct an_shares {
    an_arena arena;         /* the arrays of the panels */
    an_share_panel *panels; /* by keys, bytewise */
    size_t n_panels;
    an_share *shares;
    size_t n;
} an_shares;

/* Of a finished tally whose source has the sums above. counted: the amounts are the items themselves. n of
 * counted items is their number in the group; of amounts T^2 / R, T the sum of the group's amounts and R
 * that of their squares (Kish 1965): so many equal items would tell as much. O(groups log groups). Free with
 * an_shares_free. AN_DATA: a sum is too large. */
an_code an_shares_read(an_shares *shares, const an_tally *tally, bool counted, an_error *err);
void an_shares_free(an_shares *shares);

#endif
