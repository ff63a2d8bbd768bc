/* model_expect: what each item is: honest, manipulated, or of a wrong quantity.
 *
 * Bayes' rule, item by item: density of its price if honest (mixture.c), after each change times how often
 * that change occurs, and after a wrong quantity, times the density of its units if the mass is right; prior
 * odds of its importer and Member State (model_rates.c).
 *
 * Judged by the others: what the item itself added to its group's level (precision and pull), scale and
 * evidence for heavy tails is taken out before (an_model_predict, without, tail_without). In a group of five
 * a manipulated price otherwise widens what it is judged by, and one wild price makes the tails that excuse
 * it: signals of the sample quarter went from 74 to 96, none more false.
 *
 * Tails and fraud cannot be told apart by the data alone. So the share of wrong items is AN_MODEL_WRONG but
 * for what the items say, which count half, and the kinds of changes are the usual ones but for what 30
 * wrong items say. Wild prices, beyond every factor allowed for, have a share of their own that is not
 * learned: what neither tails nor a change explains is a signal. */
#include <math.h>

#include "model/model.h"

/* Groups have heavy tails or not: then this share of their items has the wider spread, else the other. */
#define HEAVY_TAIL 0.1
#define LIGHT_TAIL 0.0003

/* What changes occur is what is usual, but for what this many wrong items say. */
#define CHANGES_PRIOR 30.0

/* The share of wrong items is AN_MODEL_WRONG, but for what the items say, which count 1 / WRONG_PRIOR times
 * as much: a few wild prices can be explained by heavy tails as well, and the data alone cannot tell. */
#define WRONG_PRIOR 0.5

/* Density of a wrong quantity: a factor anywhere between 1/2000 and 2000. */
#define WRONG_QUANTITY (1 / 15.2)

/* Wild prices, beyond every factor that the changes allow for: this share of wrong items is off by any,
 * up to 10^15 either way, each as likely. It is not learned: heavy tails would teach it.
 * Without units to tell, three in four are put down to the quantity. */
#define WILD (0.05 / (30 * M_LN10))
#define WILD_QUANTITY 0.75

/* One wild price among few can be a fraud as well: what a group of so many items says counts half. */
#define HEAVY_KNOWN 20.0

enum { VALUE_CHANGES = AN_MIXTURE_UNDER + AN_MIXTURE_OVER };

double an_model_tail(double heavy)
{
    return heavy * HEAVY_TAIL + (1 - heavy) * LIGHT_TAIL;
}

double an_model_likelier(const an_model_group *group, double evidence)
{
    double known = group->count / (group->count + HEAVY_KNOWN);
    return exp(known * fmin(fmax(evidence, -50), 50));
}

double an_model_heavy(const an_model_group *group, double likelier)
{
    double odds = group->prior_heavy / (1 - group->prior_heavy) * likelier;
    return odds / (1 + odds);
}

/* How much narrower the group's scale is without the item: its square counts in its side's part of the mean
 * of both scales (the derivative of the two-piece normal's estimate), and it drew the level to itself. */
static double without(const an_model_group *group, const an_model_item *item)
{
    const an_mixture_part *part = &group->mixture.parts[0];
    double side = item->x < part->center ? part->under : part->over, lean = (part->under + part->over) / side;
    double prior = group->freedom * group->scale * group->scale, count = group->count;
    double others = fmax(count - item->weight - 1, 0), drawn = count / fmax(count - 1, 0.5);
    double own = item->squares * drawn * (group->mixture.n_parts == 1 ? lean * lean / 4 : 1);
    double now = (prior + group->squares) / (group->freedom + fmax(count - 1, 0));
    return sqrt((prior + fmax(group->squares - own, 0)) / (group->freedom + others) / now);
}

bool an_model_predict(const an_model *model, size_t i, an_mixture *mixture)
{
    const an_model_group *group = &model->group[model->items->items[i].group];
    const an_model_item *item = &model->item[i];
    *mixture = group->mixture;
    if (!group->has_level || mixture->atom_share > 0) {
        an_mixture_widen(mixture, item->spread);
        return true;
    }
    double own = item->precision, precision = fmax(group->precision - own, 0) + group->prior_precision;
    if (!(precision > 1e-6))
        return false;
    double pull = group->pull - (own * item->x - item->pull) + group->prior_center * group->prior_precision;
    double level = pull / precision, narrower = without(group, item), error = 1 / precision + item->spread;
    for (size_t k = 0; k < mixture->n_parts; k++) {
        an_mixture_part *part = &mixture->parts[k];
        double under = narrower * part->under, over = narrower * part->over;
        part->center += level - group->level;
        part->under = sqrt(under * under + error);
        part->over = sqrt(over * over + error);
    }
    mixture->freedom = fmin(group->freedom + fmax(group->count - item->weight - 1, 0), 1000);
    return true;
}

double an_model_borrowed(const an_model *model, size_t i)
{
    const an_model_group *group = &model->group[model->items->items[i].group];
    double own = fmax(group->precision - model->item[i].precision, 0), all = own + group->prior_precision;
    return group->has_level && group->mixture.atom_share == 0 && all > 0 ? group->prior_precision / all : 0;
}

/* What each item is, as densities of what was seen of it. */
typedef struct verdict {
    double change[AN_MIXTURE_CHANGES]; /* with the shares of the changes */
    double manipulated, quantity, honest;
    double core, tail; /* of an honest price */
    double fits;       /* what its supplementary units add, if its mass is right */
    double odds;       /* that something is wrong, before */
} verdict;

/* The share of heavy tails in the item's group as the others have it: a wild price must not excuse itself.
 * What moves it by less than a half is let be. */
static double tail_without(const an_model *model, size_t i, double tail)
{
    const an_model_group *group = &model->group[model->items->items[i].group];
    const double own = model->item[i].heavier;
    if (!(own > 0.4))
        return tail;
    return an_model_tail(an_model_heavy(group, an_model_likelier(group, group->evidence - own)));
}

static void weigh_evidence(const an_model *model, size_t i, const an_mixture *mixture, verdict *v)
{
    const an_model_item *item = &model->item[i];
    const double tail = tail_without(model, i, mixture->tail);
    double powers = 0;
    *v = (verdict){.fits = 1, .odds = model->now.wrong / (1 - model->now.wrong) * item->rate};
    an_mixture_densities(mixture, item->x, &v->core, &v->tail);
    an_mixture_moved(mixture, item->x, v->change);
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++) {
        v->change[c] *= model->now.changes.share[c];
        *(c < VALUE_CHANGES ? &v->manipulated : &v->quantity) += v->change[c];
        powers += c < VALUE_CHANGES ? 0 : model->now.changes.share[c];
    }
    double usual = (1 - tail) * v->core + tail * v->tail;
    v->manipulated += isnan(item->units_off) ? (1 - WILD_QUANTITY) * WILD : WILD;
    v->quantity += WILD_QUANTITY * WILD;
    if (!isnan(item->units_off)) { /* the units decide */
        v->fits = item->units_fit + model->now.wrong * powers * WRONG_QUANTITY;
        v->manipulated *= v->fits;
        v->quantity = powers * WRONG_QUANTITY * an_mixture_density(mixture, item->x - item->units_off);
    }
    v->fits *= 1 - mixture->atom_share;
    v->honest = v->fits * (usual + 1e-300);
}

/* The probabilities that an item's value, or that its quantity is wrong. */
static void judge(const verdict *v, double *manipulated, double *quantity)
{
    const double all = v->honest + v->odds * (v->manipulated + v->quantity);
    *manipulated = v->odds * v->manipulated / all;
    *quantity = v->odds * v->quantity / all;
}

void an_model_judge(const an_model *model, size_t i, const an_mixture *mixture, double *manipulated,
                    double *quantity)
{
    verdict v;
    *manipulated = *quantity = 0;
    if (an_mixture_on_atom(mixture, model->item[i].x))
        return;
    weigh_evidence(model, i, mixture, &v);
    judge(&v, manipulated, quantity);
}

/* A product kept as the log of what left the range of doubles, and the rest: one logarithm for many
 * factors. */
typedef struct evidence {
    double log, product;
} evidence;

static void multiply(evidence *e, double factor)
{
    e->product *= factor;
    if (!(e->product > 1e-100 && e->product < 1e100)) {
        e->log += log(fmax(e->product, 1e-300));
        e->product = 1;
    }
}

/* The evidence for heavy tails, and what the item says of the changes. */
static void note(an_model_item *item, const verdict *v, evidence *heavier, double seen[])
{
    double wrong = v->odds * (v->manipulated + v->quantity);
    double heavy = (1 - HEAVY_TAIL) * v->core + HEAVY_TAIL * v->tail,
           light = (1 - LIGHT_TAIL) * v->core + LIGHT_TAIL * v->tail;
    double own = (v->fits * (heavy + 1e-300) + wrong) / (v->fits * (light + 1e-300) + wrong);
    multiply(heavier, own);
    item->heavier = own > 1.4 ? (float)log(own) : 0;
    if (!(item->manipulated + item->quantity > 1e-9f))
        return;
    double value = v->manipulated > 0 ? item->manipulated / v->manipulated : 0;
    bool has_units = !isnan(item->units_off);
    for (size_t c = 0; c < VALUE_CHANGES; c++)
        seen[c] += v->change[c] * value * (has_units ? v->fits : 1);
    for (size_t c = VALUE_CHANGES; c < AN_MIXTURE_CHANGES; c++)
        seen[c] += has_units         ? item->quantity / AN_MIXTURE_POWERS
                   : v->quantity > 0 ? v->change[c] * item->quantity / v->quantity
                                     : 0;
}

static void expect_item(an_model *model, size_t i, evidence *heavier, an_model_sums *sums)
{
    an_model_item *item = &model->item[i];
    an_mixture mixture;
    verdict v;
    item->manipulated = item->quantity = 0;
    if (!an_model_predict(model, i, &mixture) || an_mixture_on_atom(&mixture, item->x))
        return;
    weigh_evidence(model, i, &mixture, &v);
    double manipulated, quantity;
    judge(&v, &manipulated, &quantity);
    item->manipulated = (float)manipulated;
    item->quantity = (float)quantity;
    note(item, &v, heavier, sums->of + AN_SUM_CHANGES);
    sums->of[AN_SUM_WRONG] += (double)item->manipulated + item->quantity;
}

static void expect_groups(void *context, unsigned thread, size_t first, size_t end)
{
    an_model *model = context;
    an_model_sums *sums = &model->sums[first / model->grain];
    (void)thread;
    *sums = (an_model_sums){0};
    for (size_t a = first; a < end; a++) {
        const an_item_group *group = &model->items->groups[model->hierarchy.group[a]];
        evidence heavier = {0, 1};
        for (size_t i = group->first; i < group->first + group->n; i++)
            expect_item(model, i, &heavier, sums);
        model->group[model->hierarchy.group[a]].evidence = heavier.log + log(heavier.product);
    }
}

void an_model_expect_changes(double n, an_model_sums *all)
{
    all->of[AN_SUM_WRONG] = WRONG_PRIOR * n * AN_MODEL_WRONG;
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        all->of[AN_SUM_CHANGES + c] = CHANGES_PRIOR * an_mixture_usual.share[c];
}

void an_model_learn_changes(const an_model_sums *all, double n, an_mixture_changes *changes, double *wrong)
{
    double sum = 0;
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        sum += all->of[AN_SUM_CHANGES + c];
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        changes->share[c] = all->of[AN_SUM_CHANGES + c] / sum;
    *wrong = fmin(all->of[AN_SUM_WRONG] / (n + WRONG_PRIOR * n), 0.2);
}

void an_model_expect(an_model *model)
{
    const double n = (double)model->items->n;
    an_model_sums all = {0};
    an_threads_run(model->hierarchy.n_groups, model->grain, model->threads, expect_groups, model);
    if (model->shared != NULL)
        return;
    an_model_expect_changes(n, &all);
    an_model_add_up(model, model->hierarchy.n_groups, &all);
    an_model_learn_changes(&all, n, &model->now.changes, &model->now.wrong);
}
