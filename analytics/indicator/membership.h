/* membership: the days on which the Union came to have other Member States: breaks of its totals.
 *
 * A total "of the Union" is one of other states from then on: what changes with that day is no change of any
 * of them. EU28 and EU27_2020 are series of fixed members, each with its own key, and have no such break. */
#ifndef AN_INDICATOR_MEMBERSHIP_H
#define AN_INDICATOR_MEMBERSHIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "indicator/observation.h"

enum { AN_MEMBERSHIP_CHANGES = 5 };

/* The first days, ascending: 1995-01-01, 2004-05-01, 2007-01-01, 2013-07-01, 2020-02-01. */
void an_membership_changes(an_date days[AN_MEMBERSHIP_CHANGES]);

/* Whether observation i is a total over the Member States of its time: its key in column member_state is EU,
 * TOTAL or _T; or its own table has no such column, while another of the table has. */
bool an_membership_applies(const an_observations *table, size_t i);

#endif
