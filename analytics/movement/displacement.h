/* displacement: which shares jumped between two periods, and where the trade went.
 *
 * After a crackdown trade moves to another office, Member State or code. A share that jumps is a signal; its
 * mirror are the shares of the same group that moved the other way. A signal is a reason to look, never
 * proof. */
#ifndef AN_MOVEMENT_DISPLACEMENT_H
#define AN_MOVEMENT_DISPLACEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "indicator/indicator.h"
#include "movement/shares.h"

enum { AN_DISPLACEMENT_MIRRORS = 3 };

/* The jump of one share (shares.h, the same number). */
typedef struct an_jump {
    size_t before; /* share of the same part in the group's period before; SIZE_MAX: there is none */
    double change; /* of the share; NAN: none */
    double z, p_value, q_value;
    const char *signal; /* jump_up, jump_down; new (nothing before), gone (nothing now); "" */
    size_t mirror[AN_DISPLACEMENT_MIRRORS]; /* of a signal: shares that moved the other way, largest first */
    size_t n_mirrors;
    double mirror_part; /* how much of the change they explain, 0 to 1; NAN: not a signal */
} an_jump;

typedef struct an_displacement_rules {
    double fdr;   /* a signal where the q-value is at most this... */
    double least; /* and the share changed by at least this */
    double min_n; /* both periods must have as many items that tell (an_share.n) */
} an_displacement_rules;

/* What all tests have in common. */
typedef struct an_displacement {
    size_t tests;
    double phi; /* mean square of the scores under chance alone, winsorised at 10 % */
    double tau; /* standard deviation of honest changes beside chance, on the scale of asin sqrt */
} an_displacement;

/* Judges all shares; jumps: one each. A share of x of n is put on the scale of Anscombe (1948),
 *     a = asin sqrt((x + 3/8) / (n + 3/4)), variance 1 / (4 n + 2),
 * where chance alone has the same size for all shares. The change d of a between two neighbouring periods of
 * the group has the standard error s = sqrt(sum of the two variances) under chance alone and sqrt(s^2 +
 * tau^2) beside what shares honestly move by; tau^2 is found from all changes at once
 * (an_dispersion_between). z = d / sqrt(s^2 + tau^2), two-sided normal p, q after Benjamini and Hochberg over
 * all tests. Mirror: of the parts whose share and amount both moved the other way, the fewest of the largest,
 * up to three, that explain four fifths of the change; a part explains the lesser of its change of share over
 * the jump's and its change of amount over the jump's, so that trade which only vanished is not taken for
 * trade that went elsewhere. This project's own definition. O(shares log shares). AN_SYSTEM: no memory. */
an_code an_displacement_find(an_jump jumps[], const an_shares *shares, const an_displacement_rules *rules,
                             an_displacement *found, an_error *err);

/* ---- the table ---- */

/* An indicator table (indicator/indicator.h) with further columns, a row for each group, part and period; the
 * indicator is called after the column that is shared out: customs_office_share. */

/* Behind the fixed columns: n, window, previous, change, z, p_value, q_value, tau, signal, mirror,
 * mirror_part. */
extern const char *const an_displacement_columns[];
enum { AN_DISPLACEMENT_COLUMNS = 11 };

typedef struct an_displacement_table {
    const an_shares *shares;
    const an_jump *jumps;
    const an_displacement *found;
    const char *indicator;
    bool counted;  /* the amounts are counts of items */
    bool signals;  /* parts with a signal in some period only */
    size_t n_keys; /* of --by and the part */
    const an_settings *settings;
} an_displacement_table;

/* Writes all rows: by period, then keys, then part. A part stands in every period of its group, with a share
 * of 0 where it has nothing. AN_SYSTEM: no memory. O(shares log shares). */
an_code an_displacement_table_write(const an_displacement_table *table, an_indicators *out, an_error *err);

#endif
