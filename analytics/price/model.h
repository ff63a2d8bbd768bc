/* model: what `auto` believes about every group of an extract, and how it learns it.
 *
 * Empirical Bayes. Each group has a mixture (mixture.h) of honest prices; its level and scale are borrowed in
 * part from the groups of the coarser sets it belongs to, the more the fewer items it has; each item is
 * honest, manipulated or has a wrong quantity with a probability that the prices of all others give. These
 * feed each other and are found by a few rounds of expectation and maximisation. An item is always judged by
 * the others: its own part in its group's level is taken out. Private to price/: use auto.h.
 */
#ifndef AN_PRICE_MODEL_H
#define AN_PRICE_MODEL_H

#include "price/drift.h"
#include "price/mixture.h"
#include "price/references.h"

/* The share of items with something wrong that is expected before any is seen. [This project's choice.] */
#define AN_MODEL_WRONG 0.015

/* How many times as wide heavy tails are, before any are seen. [Tukey 1960 looked at three.] */
#define AN_MODEL_REACH 3.0

enum { AN_MODEL_LEARNED = 100000 };
enum { AN_MODEL_CLUSTERS = 3 }; /* kinds of senders: group x Member State, importer, group */

typedef struct an_model_item {
    double x;         /* log price, drift taken out */
    double x_units;   /* what it would be if the supplementary units were right and the mass were not; NAN */
    double units_fit; /* density of the units per kg, relative to that of a wrong quantity; NAN: no units */
    double balance;   /* weight, see balance.h */
    double weight;    /* what it last added to the level of its group */
    double manipulated, quantity; /* probabilities */
    double rate;                  /* odds that something is wrong before the price is seen, relative to all */
    uint32_t cluster[AN_MODEL_CLUSTERS];
} an_model_item;

typedef struct an_model_group {
    an_mixture mixture;
    an_drift drift;
    double precision, pull; /* sums of weight / scale^2 and of that times x: groups of one part */
    double heavy;           /* probability that its tails are heavy */
    double evidence;        /* log likelihood of its prices with heavy tails less that without */
    double skew;            /* log of the scale above over that below, as its items show it */
    double squares, count;  /* sums of weight x squared distance, and of weights */
    double tail_squares, tail_count; /* the same of what is in its tail, in its scale */
    double prior_center, prior_precision; /* of the level, from coarser sets; 0: none */
} an_model_group;

typedef struct an_model {
    const an_items *items;
    const an_references *references;
    an_model_item *item;
    an_model_group *group;
    double scale, freedom; /* of a group's scale: prior of s^2, as scaled inverse chi-squared */
    double
        spread[AN_LADDER_LEVELS]; /* standard deviation of groups' levels within a set of a ladder's level */
    double heavy, reach;          /* share of groups with heavy tails, and how far these reach */
    double skew;                  /* log of the scale above over that below, over all */
    double wrong;                 /* share of items with something wrong */
    an_mixture_changes changes;
    size_t n_clusters[AN_MODEL_CLUSTERS];
    uint32_t
        *active; /* groups that the rounds look at: what all groups share is learned from a part of them */
    size_t n_active, items_active;
} an_model;

/* Prepares weights, drifts, price groups and first guesses. Free with an_model_free. */
an_code an_model_new(an_model *model, const an_items *items, const an_references *references, an_error *err);
void an_model_free(an_model *model);

/* Looks at all groups from now on; before, at whole headings with some AN_MODEL_LEARNED items in all. */
void an_model_widen(an_model *model);

/* One round: what coarser sets say of each group, what each item is, what each group is. */
void an_model_prior(an_model *model);  /* level: model_prior.c */
void an_model_scale(an_model *model);  /* scale: model_prior.c */
void an_model_expect(an_model *model); /* items: model_step.c */
void an_model_update(an_model *model); /* groups: model_step.c */

/* The share of the heavy tail in a group that is heavy-tailed with this probability. */
double an_model_tail(double heavy);

/* Learns which senders have more wrong items than others. AN_SYSTEM: no memory. */
an_code an_model_rates(an_model *model, an_error *err);

/* The mixture of an item's group as the others of the group see it: predictive scales. False: there is
 * nothing to judge it by. */
bool an_model_predict(const an_model *model, size_t i, an_mixture *mixture);

#endif
