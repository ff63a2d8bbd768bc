/* bench_worlds: how near each method comes to the best possible in worlds of many kinds, and how honest
 * its error rates are.
 *
 *   bench_worlds [METHOD] [WORLDS] [FIRST] [KIND]    auto; worlds a kind (3); the first seed (1); all kinds
 *
 * By kind (world.h): average precision as a share of the best (median, tenth percentile, minimum over
 * worlds); signals at --fdr 0.05, those of them that are false, of all and the 90th percentile over
 * worlds; the share of the planted that is found; of 10^4 honest items the false signals; the sum of
 * probabilities and the hits where it is 0.2 to 0.5, 0.5 to 0.8, above. Then precision and duty recovered
 * in the first 1, 2, 5, 10 % of the list. */
#include <gsl/gsl_errno.h>
#include <time.h>

#include "signal/signals.h"
#include "world.h"

#define FDR 0.05

enum { BINS = 3, TOPS = 4, MOST_WORLDS = 100 };
static const double tops[TOPS] = {0.01, 0.02, 0.05, 0.1};

typedef struct place {
    double first, second; /* sorted by these, descending */
    size_t item;
} place;

typedef struct measures {
    double ratio[MOST_WORLDS], wrong_share[MOST_WORLDS]; /* of each world */
    size_t worlds, ratios, shares;
    double planted, found, all, wrong, honest, mistaken;
    double expected[BINS], hits[BINS];
    double precision[TOPS], duty[TOPS], best_precision[TOPS], lost, items;
} measures;

static int by_place(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->first != y->first)
        return (x->first < y->first) - (x->first > y->first);
    if (x->second != y->second)
        return (x->second < y->second) - (x->second > y->second);
    return (x->item > y->item) - (x->item < y->item);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool is_planted(const world_item *of)
{
    return of->is == UNDER || of->is == OVER;
}

/* Average precision of a list; what its first items hold is added. */
static double measure(const made *data, place list[], double precision[TOPS], double duty[TOPS])
{
    const size_t n = data->items.n;
    double sum = 0, found = 0, lost = 0;
    qsort(list, n, sizeof *list, by_place);
    for (size_t k = 0; k < n; k++) {
        const world_item *of = &data->of[list[k].item];
        lost += of->lost;
        if (is_planted(of))
            sum += ++found / (double)(k + 1);
        for (int t = 0; t < TOPS; t++)
            if (k + 1 == (size_t)(tops[t] * (double)n)) {
                precision[t] += found;
                if (duty != NULL)
                    duty[t] += lost;
            }
    }
    return found > 0 ? sum / found : NAN;
}

static void note_signals(const made *data, const an_signals *signals, place list[], measures *out)
{
    double all = 0, wrong = 0;
    for (size_t i = 0; i < data->items.n; i++)
        list[i] = (place){-1, 0, i};
    for (size_t k = 0; k < signals->n; k++) {
        const an_signal *s = &signals->list[k];
        const size_t i = (size_t)s->item.place;
        const bool doubted = s->kind == AN_SIGNAL_UNDER || s->kind == AN_SIGNAL_OVER,
                   planted = is_planted(&data->of[i]);
        const double score = s->kind == AN_SIGNAL_QUANTITY ? 0 : fabs(s->score),
                     p = isnan(s->probability) ? 0 : s->probability;
        list[i] = (place){isnan(s->probability) ? score : p, score, i};
        all += doubted;
        wrong += doubted && !planted;
        out->mistaken += doubted && data->of[i].is == HONEST;
        const int bin = p < 0.2 ? -1 : p < 0.5 ? 0 : p < 0.8 ? 1 : 2;
        if (bin >= 0) {
            out->expected[bin] += p;
            out->hits[bin] += planted;
        }
    }
    out->all += all;
    out->wrong += wrong;
    out->found += all - wrong;
    if (all >= 10)
        out->wrong_share[out->shares++] = wrong / all;
}

static void run_world(const world *w, uint64_t seed, const an_method *method, measures *out)
{
    static const char *const by[] = {"commodity", "origin"};
    const an_signal_rules rules = {.method = method, .fdr = FDR, .min_group = 10, .all = true, .threads = 1};
    made data;
    an_comparison comparison;
    an_signals signals;
    an_error err;
    world_make(w, seed, &data);
    place *const list = calloc(data.items.n, sizeof *list);
    if (list == NULL || an_comparison_new(&comparison, by, 2, &err) != AN_OK)
        exit(1);
    an_partitions *partitions = table_partitions(
        &data.items, &comparison, (table_scan){.workers = 1, .memory = UINT64_MAX, .extended = true});
    if (an_signals_find(&signals, partitions, &comparison, &rules, &err) != AN_OK) {
        fprintf(stderr, "%s: %s\n", method->name, err.text);
        exit(1);
    }
    note_signals(&data, &signals, list, out);
    const double found = measure(&data, list, out->precision, out->duty);
    for (size_t i = 0; i < data.items.n; i++) {
        list[i] = (place){data.of[i].best, 0, i};
        out->planted += is_planted(&data.of[i]);
        out->honest += data.of[i].is == HONEST;
        out->lost += data.of[i].lost;
    }
    const double best = measure(&data, list, out->best_precision, NULL);
    out->items += (double)data.items.n;
    if (best > 0)
        out->ratio[out->ratios++] = found / best;
    out->worlds++;
    if (getenv("WORLDS_EACH") != NULL)
        fprintf(stderr, "%s seed %d: AP %.3f best %.3f\n", w->kind, (int)seed, found, best);
    an_signals_free(&signals);
    an_partitions_free(partitions);
    free(list);
    world_free(&data);
}

static double quantile(double x[], size_t n, double p)
{
    if (n == 0)
        return NAN;
    qsort(x, n, sizeof *x, ascending);
    return x[(size_t)floor(p * (double)(n - 1) + 0.5)];
}

static void add(measures *to, const measures *from)
{
    for (size_t i = 0; i < from->ratios && to->ratios < MOST_WORLDS; i++)
        to->ratio[to->ratios++] = from->ratio[i];
    for (int t = 0; t < TOPS; t++) {
        to->precision[t] += from->precision[t];
        to->best_precision[t] += from->best_precision[t];
        to->duty[t] += from->duty[t];
    }
    to->planted += from->planted;
    to->lost += from->lost;
    to->items += from->items;
}

static void print_kind(const char *name, measures *m)
{
    printf("| %s | %.2f | %.2f | %.2f | %.0f of %.0f | %.3f | %.2f | %.2f | %.1f |", name,
           quantile(m->ratio, m->ratios, 0.5), quantile(m->ratio, m->ratios, 0.1),
           quantile(m->ratio, m->ratios, 0), m->wrong, m->all, m->all > 0 ? m->wrong / m->all : 0,
           quantile(m->wrong_share, m->shares, 0.9), m->planted > 0 ? m->found / m->planted : NAN,
           1e4 * m->mistaken / m->honest);
    for (int b = 0; b < BINS; b++)
        printf(" %.0f:%.0f", m->expected[b], m->hits[b]);
    printf(" |\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const an_method *method = NULL;
    const char *const name = argc > 1 ? argv[1] : "auto";
    const int worlds = argc > 2 ? atoi(argv[2]) : 3, first = argc > 3 ? atoi(argv[3]) : 1,
              only = argc > 4 ? atoi(argv[4]) : -1;
    static measures all;
    const clock_t start = clock();
    gsl_set_error_handler_off();
    for (size_t m = 0; an_methods[m].name != NULL; m++)
        method = strcmp(an_methods[m].name, name) == 0 ? &an_methods[m] : method;
    if (method == NULL || worlds < 1 || worlds > MOST_WORLDS / 2)
        return 2;
    printf(
        "| kind | AP / best | 10 %% | least | false | share | 90 %% | found | false in 10^4 | p: hits |\n");
    printf("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int k = 0; k < KINDS; k++) {
        static measures m;
        m = (measures){0};
        const int n = k == KINDS - 1 ? 3 * worlds : worlds; /* of mixed ones */
        if (only >= 0 && only != k)
            continue;
        for (int s = first; s < first + n && s < first + MOST_WORLDS; s++) {
            const world w = k == KINDS - 1 ? world_mix((uint64_t)s) : kinds[k];
            run_world(&w, (uint64_t)(s * 100 + k), method, &m);
        }
        print_kind(kinds[k].kind, &m);
        add(&all, &m);
    }
    printf("\n%s: median AP / best %.3f, 10 %% %.3f. ", name, quantile(all.ratio, all.ratios, 0.5),
           quantile(all.ratio, all.ratios, 0.1));
    for (int t = 0; t < TOPS; t++)
        printf("In the first %.0f %%: %.3f of the planted (best %.3f, random %.2f), %.3f of the duty. ",
               100 * tops[t], all.precision[t] / all.planted, all.best_precision[t] / all.planted, tops[t],
               all.duty[t] / all.lost);
    printf("\n");
    fprintf(stderr, "%.1f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
    return 0;
}
