/* controls: the random controls of a tally's groups, item by item and stratum by stratum.
 *
 * Only a truly random selection tells about the items that nobody chose to control: an item that a risk
 * profile or a common risk criterion hit as well is left out. */
#ifndef AN_TALLY_CONTROLS_H
#define AN_TALLY_CONTROLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "tally/tally.h"

/* What a source of declarations samples and carries for these functions, with .named_by declaration_id and
 * .sample_where control_basis in AN_CONTROLS_BASES; its sums are `population`, the items that no profile or
 * criterion selected, and `uncontrolled`, those without a control. */
#define AN_CONTROLS_BASES "random risk_profile crc"
extern const char *const an_controls_sample[];
extern const char *const an_controls_carry[];

/* An item with a control, all its rows together: those with one declaration_id and item_number. */
typedef struct an_controlled_item {
    size_t stratum;           /* as in the tally */
    double population;        /* its rows in the population of the stratum */
    double selected;          /* at random */
    double closed, irregular; /* of these */
    double valued, amount;    /* irregular controls whose amount is known, and this amount, EUR */
    bool hit;                 /* also by a profile or a criterion */
} an_controlled_item;

typedef struct an_control_stratum {
    double population, uncontrolled;
    double closed, irregular; /* random controls with a result, and those that found something */
} an_control_stratum;

/* The random controls of a group. */
typedef struct an_controls {
    an_controlled_item *items;
    size_t n;
    an_control_stratum *strata; /* each with at least two closed controls, unless there is only one ... */
    size_t *merged, n_strata;   /* ... merged[k] is the one that stratum k of the tally went into */
    double closed, irregular, valued; /* sums over the items used */
    double left_out, open;            /* random controls that a profile also hit; without a result yet */
} an_controls;

/* Looks through a group of a finished tally. A stratum of fewer than two closed controls is taken together
 * with the next one in order, the last ones with the one before. AN_SYSTEM: no memory, nothing is held.
 * O(rows sampled of the group). */
an_code an_controls_find(an_controls *controls, const an_tally *tally, size_t group, an_error *err);
void an_controls_free(an_controls *controls);

#endif
