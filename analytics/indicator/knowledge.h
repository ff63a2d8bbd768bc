/* knowledge: what an attacker knows of a hidden figure, and how far from known it must be. */
#ifndef AN_INDICATOR_KNOWLEDGE_H
#define AN_INDICATOR_KNOWLEDGE_H

#include <stdbool.h>

#include "indicator/figures.h"

typedef struct an_protection_rules {
    double least;   /* a count below it is small; 0: no such rule */
    double percent; /* p % */
} an_protection_rules;

/* What a figure must be protected from, and what the label of a suppressed row tells of it. */
enum {
    AN_SENSITIVE = 1,        /* no row that shows it may be published */
    AN_SENSITIVE_WITHIN = 2, /* with AN_SENSITIVE: it may not be known within percent % */
    AN_LABEL_SMALL = 4,      /* its label says: 1 to least - 1 */
    AN_LABEL_NOT_SMALL = 8,  /* the label of a row that is suppressed for others says: 0, or at least least */
};

/* How far below and above its value an attacker must reckon with a figure, if it is hidden: 0 and INFINITY
 * are bounds too; both 0: it is known (a 0 can be guessed; so can what is public). withheld: its rows do
 * not say why they are suppressed. */
void an_knowledge_bound(const an_figure *figure, unsigned flags, const an_protection_rules *rules,
                        bool withheld, double *down, double *up);

/* How far upwards and downwards a figure with these bounds must be able to go; 0: it need not, or cannot.
 * True: one of both will do. */
bool an_knowledge_demand(const an_figure *figure, unsigned flags, const an_protection_rules *rules,
                         double down, double up, double *upwards, double *downwards);

#endif
