/* bench_price: how well each method finds what was planted, beside the best that can be done.
 *
 *   bench_price [SCENARIO] [SEEDS] [FIRST]     a number 1 to 8 (0: all), seeds a scenario (5), the first (1)
 *
 * Prints a table in Markdown: average precision of the list by score, and as a share of the best; precision
 * and share of the duty lost in the first 1 % of the list; the share of false ones among the signals (--fdr
 * 0.05) and the share of the planted that are signals; the share of wrong quantities that are named so. */
#include <gsl/gsl_errno.h>
#include <time.h>

#include "signal/signals.h"
#include "model/model.h"
#include "price_scenario.h"
#include "stat/multiplicity.h"

#define FDR 0.05

static const scenario scenarios[] = {
    {"1 clean log-normal", 96, 40, 80, {{1, 0, 0.25}}, .scale_spread = 0.3, .under = 0.015, .over = 0.005},
    {"2a heavy tails",
     96,
     40,
     80,
     {{0.9, 0, 0.15}, {0.1, 0, 0.6}},
     .scale_spread = 0.2,
     .under = 0.015,
     .over = 0.005},
    {"2b skewed", 96, 40, 80, {{1, 0, 0.1}}, .skew = 3, .scale_spread = 0.2, .under = 0.015, .over = 0.005},
    {"3 price groups 1:4",
     96,
     40,
     80,
     {{0.65, 0, 0.15}, {0.35, 1.386, 0.15}},
     .scale_spread = 0.2,
     .under = 0.015,
     .over = 0.005},
    {"3b price groups in small groups",
     480,
     4,
     16,
     {{0.65, 0, 0.15}, {0.35, 1.386, 0.15}},
     .scale_spread = 0.2,
     .under = 0.015,
     .over = 0.005},
    {"4 identical prices",
     96,
     40,
     80,
     {{1, 0, 0.2}},
     .same = 0.7,
     .scale_spread = 0.2,
     .under = 0.015,
     .over = 0.005},
    {"5 sparse groups", 960, 2, 8, {{1, 0, 0.2}}, .scale_spread = 0.2, .under = 0.015, .over = 0.005},
    {"6 masked",
     96,
     40,
     80,
     {{1, 0, 0.2}},
     .scale_spread = 0.2,
     .under = 0.01,
     .over = 0.003,
     .masked = 0.25},
    {"7 quantity errors",
     96,
     40,
     80,
     {{1, 0, 0.2}},
     .scale_spread = 0.2,
     .under = 0.015,
     .over = 0.005,
     .quantity = 0.02,
     .units = 0.6},
    {"8 drift and jumps",
     96,
     60,
     120,
     {{1, 0, 0.15}},
     .scale_spread = 0.2,
     .under = 0.015,
     .over = 0.005,
     .drift = 0.7},
};
enum { SCENARIOS = sizeof scenarios / sizeof scenarios[0], METHODS = 10, TOLD = 8, BEST = 9 };

typedef struct measures {
    double precision, top, duty, false_share, found, named;
    double quantity, mistaken; /* wrong quantities, and those of them that are signals of a wrong value */
    double all, wrong;         /* signals of all seeds, and those of them that are false */
} measures;

/* One place of a list. */
typedef struct place {
    double first, second; /* sorted by these, descending */
    size_t item;
} place;

static int by_place(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->first != y->first)
        return (x->first < y->first) - (x->first > y->first);
    if (x->second != y->second)
        return (x->second < y->second) - (x->second > y->second);
    return (x->item > y->item) - (x->item < y->item);
}

static bool is_planted(truth t)
{
    return t == UNDER || t == OVER;
}

/* The measures of a list by score and of one by duty. */
static void measure(const made *data, place by_score[], place by_duty[], measures *out)
{
    size_t n = data->items.n, top = n / 100, planted = 0, found = 0;
    double sum = 0, lost = 0, duty = 0;
    qsort(by_score, n, sizeof *by_score, by_place);
    qsort(by_duty, n, sizeof *by_duty, by_place);
    for (size_t i = 0; i < n; i++) {
        planted += is_planted(data->truth[i]);
        lost += data->lost[i];
    }
    for (size_t k = 0; k < n; k++) {
        if (is_planted(data->truth[by_score[k].item]))
            sum += (double)++found / (double)(k + 1);
        if (k + 1 == top)
            out->top += (double)found / (double)top;
        if (k < top)
            duty += data->lost[by_duty[k].item];
    }
    out->precision += sum / (double)planted;
    out->duty += duty / lost;
}

/* Puts what was scored at the front, in its order. */
static void list_signals(const made *data, const an_signals *signals, place by_score[], place by_duty[],
                         measures *out)
{
    size_t n = data->items.n, wrong = 0, all = 0, quantity = 0, named = 0, planted = 0;
    for (size_t i = 0; i < n; i++) {
        by_score[i] = by_duty[i] = (place){-1, 0, i};
        quantity += data->truth[i] == QUANTITY;
        planted += is_planted(data->truth[i]);
    }
    for (size_t k = 0; k < signals->n; k++) {
        const an_signal *s = &signals->list[k];
        const size_t item = (size_t)s->item.place;
        bool doubted = s->kind == AN_SIGNAL_UNDER || s->kind == AN_SIGNAL_OVER;
        double score = s->kind == AN_SIGNAL_QUANTITY ? 0 : fabs(s->score);
        by_score[item] = (place){isnan(s->probability) ? score : s->probability, score, item};
        /* With a probability all items can be ranked by what they are expected to be worth, else signals come
         * first. */
        bool first = !isnan(s->probability) || (doubted && s->expected_duty > 0);
        by_duty[item] = (place){first, isnan(s->expected_duty) ? 0 : s->expected_duty, item};
        all += doubted;
        wrong += doubted && !is_planted(data->truth[item]);
        named += s->kind == AN_SIGNAL_QUANTITY && data->truth[item] == QUANTITY;
        out->mistaken += doubted && data->truth[item] == QUANTITY;
    }
    out->quantity += (double)quantity;
    out->false_share += all > 0 ? (double)wrong / (double)all : 0;
    out->all += (double)all;
    out->wrong += (double)wrong;
    out->found += (double)(all - wrong) / (double)planted;
    out->named += quantity > 0 ? (double)named / (double)quantity : 0;
}

static void run_method(const made *data, const an_comparison *comparison, const an_method *method,
                       place by_score[], place by_duty[], measures *out)
{
    an_signals signals;
    an_error err;
    const an_signal_rules rules = {.method = method, .fdr = FDR, .min_group = 10, .all = true, .threads = 1};
    an_partitions *partitions = table_partitions(
        &data->items, comparison, (table_scan){.workers = 1, .memory = UINT64_MAX, .extended = true});
    if (an_signals_find(&signals, partitions, comparison, &rules, &err) != AN_OK) {
        fprintf(stderr, "%s: %s\n", method->name, err.text);
        exit(1);
    }
    for (size_t i = 0; i < signals.n; i++)
        signals.list[i].item.duty_rate = data->duty_rate[signals.list[i].item.place];
    an_signals_rank(&signals, &rules);
    list_signals(data, &signals, by_score, by_duty, out);
    measure(data, by_score, by_duty, out);
    an_signals_free(&signals);
    an_partitions_free(partitions);
}

/* What the best ranking would call a signal at the same false discovery rate. */
static void call_best(const made *data, measures *out)
{
    size_t n = data->items.n, all = 0, wrong = 0, planted = 0;
    double *honest = malloc(2 * n * sizeof *honest), *scratch = malloc(2 * n * sizeof *scratch);
    if (honest == NULL || scratch == NULL)
        exit(1);
    for (size_t i = 0; i < n; i++)
        honest[i] = 1 - data->best[i];
    (void)an_multiplicity_of_nulls(honest, n, scratch, honest + n);
    for (size_t i = 0; i < n; i++) {
        planted += is_planted(data->truth[i]);
        all += honest[n + i] <= FDR;
        wrong += honest[n + i] <= FDR && !is_planted(data->truth[i]);
    }
    out->all += (double)all;
    out->wrong += (double)wrong;
    out->false_share += all > 0 ? (double)wrong / (double)all : 0;
    out->found += (double)(all - wrong) / (double)planted;
    free(honest);
    free(scratch);
}

/* The rates of fraud as price_scenario.h draws it, in the model's kinds of changes. */
static void tell_rates(const scenario *s, an_model *model)
{
    double *share = model->now.changes.share, all = s->under + s->over + s->quantity;
    const double under[AN_MIXTURE_UNDER] = {0, 0.375, 0.375, 0.25},
                 over[AN_MIXTURE_OVER] = {0, 1 / 3.0, 2 / 3.0};
    for (size_t c = 0; c < AN_MIXTURE_CHANGES; c++)
        share[c] = (c < AN_MIXTURE_UNDER                     ? s->under * under[c]
                    : c < AN_MIXTURE_UNDER + AN_MIXTURE_OVER ? s->over * over[c - AN_MIXTURE_UNDER]
                                                             : s->quantity / AN_MIXTURE_POWERS) /
                   all;
    model->now.wrong = all;
}

/* What auto would say, were it told which of the other items are wrong, and the rates: what is then missing
 * to the best is what levels, scales and shapes learned from prices cost. */
static void run_told(const scenario *s, const made *data, const an_references *references, place by_score[])
{
    an_model model;
    an_mixture mixture;
    an_error err;
    double quantity;
    if (an_model_new(&model, &data->items, references, NULL, 1, &err) != AN_OK)
        exit(1);
    for (int round = 0; round < 40; round++) {
        an_model_prior(&model);
        an_model_expect(&model); /* for the evidence of heavy tails */
        for (size_t i = 0; i < data->items.n; i++) {
            model.item[i].manipulated = is_planted(data->truth[i]);
            model.item[i].quantity = data->truth[i] == QUANTITY;
        }
        tell_rates(s, &model);
        an_model_update(&model);
    }
    an_model_prior(&model);
    for (size_t i = 0; i < data->items.n; i++) {
        by_score[i] = (place){0, 0, i};
        if (an_model_predict(&model, i, &mixture))
            an_model_judge(&model, i, &mixture, &by_score[i].first, &quantity);
    }
    an_model_free(&model);
}

static void run_seed(const scenario *s, uint64_t seed, measures out[METHODS])
{
    static const char *const by[] = {"commodity", "origin"};
    made data;
    an_comparison comparison;
    an_references references;
    an_error err;
    make_scenario(s, seed, &data);
    place *by_score = calloc(data.items.n, sizeof *by_score),
          *by_duty = calloc(data.items.n, sizeof *by_duty);
    if (by_score == NULL || by_duty == NULL || an_comparison_new(&comparison, by, 2, &err) != AN_OK)
        exit(1);
    table_references(&references, &comparison, &data.items, 0);
    for (size_t m = 0; an_methods[m].name != NULL; m++)
        run_method(&data, &comparison, &an_methods[m], by_score, by_duty, &out[m]);
    run_told(s, &data, &references, by_score);
    memcpy(by_duty, by_score, data.items.n * sizeof *by_duty);
    measure(&data, by_score, by_duty, &out[TOLD]);
    for (size_t i = 0; i < data.items.n; i++) {
        by_score[i] = (place){data.best[i], 0, i};
        by_duty[i] = (place){data.best_duty[i], 0, i};
    }
    measure(&data, by_score, by_duty, &out[BEST]);
    call_best(&data, &out[BEST]);
    an_references_free(&references);
    free(by_score);
    free(by_duty);
    free_scenario(&data);
}

static void run_scenario(const scenario *s, int seeds, int first)
{
    measures out[METHODS] = {{0}};
    clock_t start = clock();
    for (int seed = first; seed < first + seeds; seed++)
        run_seed(s, (uint64_t)seed * 7919, out);
    for (size_t m = 0; m < METHODS; m++) {
        const measures *o = &out[m];
        const char *name = m == BEST ? "best possible" : m == TOLD ? "auto, told" : an_methods[m].name;
        printf("| %s | %s | %.3f | %.1f %% | %.3f | %.3f |", s->name, name, o->precision / seeds,
               100 * o->precision / out[BEST].precision, o->top / seeds, o->duty / seeds);
        printf(" %.3f | %.0f of %.0f | %.3f |", o->false_share / seeds, o->wrong, o->all, o->found / seeds);
        printf(" %.3f | %.0f of %.0f |\n", o->named / seeds, o->mistaken, o->quantity);
    }
    fprintf(stderr, "%s: %.1f s\n", s->name, (double)(clock() - start) / CLOCKS_PER_SEC);
}

int main(int argc, char **argv)
{
    int only = argc > 1 ? atoi(argv[1]) : 0, seeds = argc > 2 ? atoi(argv[2]) : 5;
    int first = argc > 3 ? atoi(argv[3]) : 1;
    gsl_set_error_handler_off();
    printf("| scenario | method | AP | of best | precision in 1 %% | duty in 1 %% | false signals | of all "
           "seeds | found | quantity named | taken for a wrong value |\n");
    printf("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < SCENARIOS; i++)
        if (only == 0 || scenarios[i].name[0] - '0' == only)
            run_scenario(&scenarios[i], seeds, first);
    return 0;
}
