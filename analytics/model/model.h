/* model: what `auto` believes about every group of an extract, and how it learns it.
 *
 * Empirical Bayes. What mass and importer explain of a price is taken out first (explain.h). Each group has
 * a mixture (mixture.h) of honest prices. Its level and its scale are borrowed in part from related groups
 * (effects.h), the more the fewer items it has; a group too small to show price groups of its own has those
 * that its commodity shows (model_shape.c). Each item is honest, manipulated or has a wrong quantity with a
 * probability that the prices of all others give. These feed each other and are found by a few rounds of
 * expectation and maximisation. An item is always judged by the others: its own part in the level and the
 * scale of its group is taken out. Private to model/: others use auto.h. */
#ifndef AN_MODEL_MODEL_H
#define AN_MODEL_MODEL_H

#include "base/threads.h"
#include "model/drift.h"
#include "model/effects.h"
#include "model/explain.h"
#include "model/mixture.h"

/* The share of items with something wrong that is expected before any is seen. [This project's choice.] */
#define AN_MODEL_WRONG 0.015

/* How many times as wide heavy tails are, before any are seen. [Tukey 1960 looked at three.] */
#define AN_MODEL_REACH 3.0

enum { AN_MODEL_CLUSTERS = 2 }; /* kinds of parties: group x Member State, importer */
enum { AN_MODEL_GRAIN = 32 };   /* families or groups that a thread takes at a time */

/* 64 bytes. Single precision where no result is written from it. */
typedef struct an_model_item {
    double x;          /* log price; what mass, importer and drift explain taken out */
    float spread;      /* the variance of what the importer explains */
    float units_off;   /* log of the units per kg, less that of its group; NAN: no units */
    float units_fit;   /* density of that, relative to that of a wrong quantity; NAN */
    float balance;     /* weight, see balance.h */
    float precision;   /* what it last added to those of its group: to the level, */
    float pull;        /* ... as distance from the level, times precision */
    float weight;      /* ... to the count, */
    float squares;     /* ... to the squares */
    float manipulated; /* probabilities */
    float quantity;
    float rate;    /* odds that something is wrong before the price is seen, relative to all */
    float heavier; /* its part in its group's evidence */
    uint32_t cluster[AN_MODEL_CLUSTERS];
} an_model_item;

typedef struct an_model_group {
    an_mixture mixture;
    an_drift drift;
    bool has_level;   /* its parts move together: one level, centers at fixed offsets */
    size_t n_offsets; /* price groups of its commodity; 0: none known */
    double offset[AN_MIXTURE_GROUPS],
        share[AN_MIXTURE_GROUPS]; /* of these, from the level; and their shares */
    double level;
    double precision, pull;    /* sums of weight / scale^2 and of that times x - offset */
    double heavy, prior_heavy; /* probability that its tails are heavy; as related groups have it */
    double evidence, likelier; /* likelihood of its prices with heavy tails over that without: log, and so */
    double skew;               /* log of the scale above over that below, as its items show it */
    double squares, count;     /* sums of weight x squared distance, and of weights */
    double tail_squares, tail_count; /* the same of what is in its tail, in its scale */
    double sides[2][3];              /* below and above: weights, x distance and x squared, in its scale */
    double prior_center, prior_precision; /* of the level, from related groups */
    double scale, freedom;                /* of its scale, from them: s^2 is scaled inverse chi-squared */
} an_model_group;

/* The numbers that are added up over items and groups. */
enum {
    AN_SUM_CHANGES, /* wrong items, by change; and all of them */
    AN_SUM_WRONG = AN_SUM_CHANGES + AN_MIXTURE_CHANGES,
    AN_SUM_SKEW,
    AN_SUM_COUNTS,
    AN_SUM_TAIL_COUNT,
    AN_SUM_TAIL_SQUARES,
    AN_SUM_SIDES, /* below and above: weights, and of those times distance, and squared */
    AN_SUMS = AN_SUM_SIDES + 6
};

/* What one share of the work adds to what all groups share; shares are added up in their order. */
typedef struct an_model_sums {
    an_effects_sums level, scale;
    double of[AN_SUMS];
} an_model_sums;

/* What all groups share. */
typedef struct an_model_shared {
    double scale;        /* usual */
    double heavy, reach; /* share of groups with heavy tails, and how far these reach */
    double skew;         /* log of the scale above over that below, over all */
    double fall[2];      /* see mixture.h */
    double wrong;        /* share of items with something wrong */
    an_mixture_changes changes;
    an_effects_spreads levels, scales;
    an_explained explained;
    double mean, strength; /* of wrong items by Member States within groups, see model_rates.c; 0: none */
} an_model_shared;

typedef struct an_model {
    const an_items *items;
    const an_references *references;
    const an_model_shared *shared; /* NULL: it is learned from these items */
    unsigned threads;
    an_hierarchy hierarchy;
    an_effects levels, scales; /* log levels, logs of squared scales */
    an_model_item *item;
    an_model_group *group;
    uint32_t *order;     /* of each group's items by price; until their shapes are found */
    size_t grain;        /* AN_MODEL_GRAIN; 1 where all is learned, so that sums are those of each group */
    an_model_sums *sums; /* of each share of the work */
    an_model_shared now; /* as this model has it; its spreads stand in levels and scales */
    size_t n_clusters[AN_MODEL_CLUSTERS];
    float *importer_odds;    /* of each item, from what its importer does elsewhere; NULL: not known */
} an_model;

/* Prepares weights, drifts, price groups and first guesses. shared: what is learned already, and stays; NULL:
 * to be learned. Free with an_model_free. */
an_code an_model_new(an_model *model, const an_items *items, const an_references *references,
                     const an_model_shared *shared, unsigned threads, an_error *err);
void an_model_free(an_model *model);

/* What this model has learned. */
void an_model_share(const an_model *model, an_model_shared *shared);

/* Cells of evidence for heavy tails, as log: from -50 to 50. */
enum { AN_MODEL_CELLS = 1601 };

/* Sums over the groups of many models, in whole numbers, so that they do not depend on their order. */
typedef struct an_model_totals {
    int64_t of[AN_SUMS];
    uint64_t evidence[AN_MODEL_CELLS]; /* groups */
    uint64_t n;                        /* items */
} an_model_totals;

/* Adds what the groups of a model with `shared` look like; its items have just been expected. */
void an_model_add_totals(const an_model *model, an_model_totals *totals);
void an_model_join_totals(an_model_totals *totals, const an_model_totals *other);

/* Learns from totals: changes, the share of wrong items and the shape of prices; the rest stays. */
void an_model_learn_totals(an_model_shared *shared, const an_model_totals *totals);

/* Finds the price groups that commodities show and gives them to their small groups. AN_SYSTEM: no memory. */
an_code an_model_shape(an_model *model, an_error *err);

/* One round: what related groups say of each group, what each item is, what each group is. */
void an_model_prior(an_model *model);  /* model_prior.c */
void an_model_expect(an_model *model); /* items: model_expect.c */
void an_model_update(an_model *model); /* groups: model_step.c */

/* Adds to all what the shares of the work on n families or groups have summed. */
void an_model_add_up(const an_model *model, size_t n, an_model_sums *all);

/* What is learned from sums over groups: on top of what is expected before any is seen. n: items. */
void an_model_expect_changes(double n, an_model_sums *all);
void an_model_learn_changes(const an_model_sums *all, double n, an_mixture_changes *changes, double *wrong);
void an_model_expect_shape(an_model_sums *all);
void an_model_add_shape(const an_model_group *group, an_model_sums *all);
/* The likeliest share of heavy groups, by the slope of its log likelihood: the sum over groups of
 * an_model_heavy_slope. */
typedef double an_model_slope(const void *context, double share);
double an_model_likeliest_heavy(an_model_slope *slope, const void *context);
double an_model_heavy_slope(double likelier, double share);
void an_model_learn_shape(const an_model_sums *all, double fall[2], double *skew, double *reach);

/* How much likelier the prices of a group are with heavy tails than without, by a log of evidence: few prices
 * say less. And the probability of heavy tails, then. */
double an_model_likelier(const an_model_group *group, double evidence);
double an_model_heavy(const an_model_group *group, double likelier);

/* The share of the heavy tail in a group that is heavy-tailed with this probability. */
double an_model_tail(double heavy);

/* Learns which parties have more wrong items than others. AN_SYSTEM: no memory. */
an_code an_model_rates(an_model *model, an_error *err);

/* Importers beyond one model, whose items lie in many. Sums are of whole numbers of AN_MODEL_UNIT, so that
 * they do not depend on their order. */
#define AN_MODEL_UNIT 0x1p-30

typedef struct an_model_importer {
    uint64_t wrong, squares, n; /* of its items: the probabilities that they are wrong, and their number */
} an_model_importer;

/* What is known of all importers: of each number but 0. */
typedef struct an_model_importers {
    an_model_importer *party;
    uint32_t n;
    double mean, strength; /* of wrong items by importers; strength 0: they do not differ */
} an_model_importers;

/* Adds the items of a model as they are now. */
void an_model_count_importers(const an_model *model, an_model_importers *importers);

/* Sets mean and strength from the sums. AN_SYSTEM: no memory. */
an_code an_model_compare_importers(an_model_importers *importers, an_error *err);

/* Sets the model's importer_odds; its items are as they were counted. AN_SYSTEM: no memory. */
an_code an_model_expect_importers(an_model *model, const an_model_importers *importers, an_error *err);

/* The mixture of an item's group as the others of the group see it: predictive scales. False: there is
 * nothing to judge it by. */
bool an_model_predict(const an_model *model, size_t i, an_mixture *mixture);

/* The share of the level that an item is judged by that rests on groups related to its own; 0: its group has
 * price groups of its own, or a price that many items share. */
double an_model_borrowed(const an_model *model, size_t i);

/* The probabilities that an item's value, or that its quantity is wrong, if its group is as predicted. */
void an_model_judge(const an_model *model, size_t i, const an_mixture *mixture, double *manipulated,
                    double *quantity);

#endif
