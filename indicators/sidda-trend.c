/* sidda-trend: how the price level of each product and origin goes, and what a measure did to it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/program.h"
#include "movement/measure.h"
#include "movement/monitored.h"
#include "movement/movement.h"
#include "schema/nomenclature.h"

static const an_need reads[] = {
    {.name = "statistical_value"},
    {.name = "net_mass"},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = reads, .sample = an_levels_sample},
    {.extract = NULL},
};

static size_t min_group(const an_run *run)
{
    return (size_t)an_options_count(an_run_options(run), "min-group");
}

/* ---- each key ---- */

/* What the rows are of; AN_MEASURE_TOLD of them, from PRICE_INDEX on, with --measure. */
enum { MEDIAN_PRICE, PRICE_INDEX };
static const an_indicator indicators[] = {
    {.code = "median_price",
     .kind = AN_QUANTILE,
     .title = "median price",
     .unit = "EUR/kg",
     .elsewhere = "finish",
     .definition = "The median unit price of a key in a period."},
    {.code = "price_index",
     .kind = AN_INDEX,
     .title = "price index",
     .elsewhere = "finish",
     .definition = "--index: median_price / that of the key's first period. --measure: the median change of "
                   "the keys' prices, 1 before the measure."},
    {.code = "level_change",
     .kind = AN_DIFFERENCE,
     .title = "change of the price level",
     .elsewhere = "finish",
     .definition = "--measure: the relative step of the index at the measure."},
    {.code = "slope_change",
     .kind = AN_DIFFERENCE,
     .title = "change of the price's slope",
     .elsewhere = "finish",
     .definition = "--measure: what its slope changes by there, relative, a period."},
    {.code = NULL},
};

static an_code write_movements(an_run *run, const an_movement_table *table, an_error *err)
{
    const char *const *by;
    size_t n_by;
    an_indicators *out;
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code == AN_OK)
        code = an_indicators_wide(&out, an_run_writer(run), an_run_format(run), by, n_by, an_movement_columns,
                                  AN_MOVEMENT_COLUMNS, err);
    if (code != AN_OK)
        return code;
    an_indicators_set_provisional(out, an_run_settings(run)->provisional);
    code = an_movement_table_write(table, out, err);
    return an_indicators_end(out, code, err);
}

static void tell_movements(an_run *run, const an_movement_table *table)
{
    const an_levels *levels = table->levels;
    size_t judged = 0, signals = 0, compared = 0, moved = 0;
    for (size_t s = 0; s < levels->n_series; s++) {
        judged += !isnan(table->movements[s].test.p_value) || !isnan(table->movements[s].shift_p);
        signals += table->movements[s].signal[0] != '\0';
    }
    for (size_t i = 0; i < levels->n; i++) {
        compared += isnan(table->changes[i].p_value) ? 0 : 1;
        moved += table->changes[i].moved[0] != '\0';
    }
    an_run_note(run, "%zu keys, %zu with enough periods for a trend or a shift, %zu signals",
                levels->n_series, judged, signals);
    an_run_note(
        run, "%zu periods compared with the one before, %zu moved; changes vary by tau = %.3g beside chance",
        compared, moved, table->tau);
}

static an_code judge_keys(an_run *run, const an_levels *levels, an_price_change changes[],
                          an_movement movements[], an_error *err)
{
    const an_options *given = an_run_options(run);
    const an_movement_rules rules = {.min_group = min_group(run),
                                     .level = an_run_settings(run)->level,
                                     .fdr = an_options_number(given, "fdr"),
                                     .least = an_options_number(given, "least-change")};
    an_movement_table table = {.levels = levels,
                               .changes = changes,
                               .movements = movements,
                               .indicator =
                                   &indicators[an_options_flag(given, "index") ? PRICE_INDEX : MEDIAN_PRICE],
                               .index = an_options_flag(given, "index"),
                               .signals = an_options_flag(given, "signals"),
                               .min_n = an_run_settings(run)->min_n};
    an_code code = an_changes_make(changes, levels, &rules, an_run_threads(run), &table.tau, err);
    if (code == AN_OK)
        code = an_movements_make(movements, levels, &rules, an_run_threads(run), &table.phi, err);
    if (code == AN_OK)
        code = write_movements(run, &table, err);
    if (code == AN_OK)
        tell_movements(run, &table);
    return code;
}

static an_code follow_keys(an_run *run, const an_levels *levels, an_error *err)
{
    an_movement *movements = calloc(levels->n_series + 1, sizeof *movements);
    an_price_change *changes = calloc(levels->n + 1, sizeof *changes);
    an_code code = movements != NULL && changes != NULL ? judge_keys(run, levels, changes, movements, err)
                                                        : an_fail_memory(err);
    free(movements);
    free(changes);
    return code;
}

/* ---- --measure ---- */

static int compare_dates(const void *a, const void *b)
{
    const an_date x = *(const an_date *)a, y = *(const an_date *)b;
    return (x > y) - (x < y);
}

static size_t read_dates(const an_run *run, an_date dates[AN_INTERRUPTED_CUTS])
{
    size_t n;
    const char *const *texts = an_options_list(an_run_options(run), "measure", &n);
    for (size_t i = 0; i < n; i++)
        (void)an_date_parse(texts[i], strlen(texts[i]), NULL, &dates[i]); /* the options have checked it */
    qsort(dates, n, sizeof *dates, compare_dates);
    return n;
}

static an_code write_measure(an_run *run, const an_measured *measured, size_t n_measures, an_error *err)
{
    static const char *const goods[] = {"goods"};
    an_indicators *out;
    an_code code = an_indicators_wide(&out, an_run_writer(run), an_run_format(run), goods, 1,
                                      an_measure_columns, AN_MEASURE_COLUMNS, err);
    if (code != AN_OK)
        return code;
    an_indicators_set_provisional(out, an_run_settings(run)->provisional);
    an_measure_table_write(measured, n_measures, an_run_settings(run)->level, &indicators[PRICE_INDEX], out);
    return an_indicators_end(out, AN_OK, err);
}

/* Which keys are monitored: all, where nothing is said. */
static an_code find_monitored(an_run *run, const an_levels *levels, bool is[], an_error *err)
{
    size_t n, n_by;
    const char *const *by;
    const char *const *conditions = an_options_list(an_run_options(run), "monitored", &n);
    an_monitored monitored;
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code != AN_OK)
        return code;
    code = an_monitored_new(&monitored, conditions, n, by, n_by, err);
    for (size_t s = 0; s < levels->n_series && code == AN_OK; s++)
        code = an_monitored_test(&monitored, levels->series[s].keys, &is[s], err);
    an_monitored_free(&monitored);
    return code;
}

static an_code judge_measure(an_run *run, const an_levels *levels, an_error *err)
{
    an_date dates[AN_INTERRUPTED_CUTS];
    an_measured measured;
    const an_measure_rules rules = {.dates = dates,
                                    .n_dates = read_dates(run, dates),
                                    .min_group = min_group(run),
                                    .level = an_run_settings(run)->level};
    bool *monitored = calloc(levels->n_series + 1, sizeof *monitored);
    if (monitored == NULL)
        return an_fail_memory(err);
    an_code code = find_monitored(run, levels, monitored, err);
    if (code == AN_OK) {
        code = an_measure_make(&measured, levels, monitored, &rules, err);
        if (code == AN_OK)
            code = write_measure(run, &measured, rules.n_dates, err);
        if (code == AN_OK)
            an_run_note(run,
                        "%zu of %zu keys have prices enough on both sides of the measure: %zu monitored, %zu "
                        "to compare with",
                        measured.series[AN_MEASURE_MONITORED].keys +
                            measured.series[AN_MEASURE_COMPARISON].keys,
                        levels->n_series, measured.series[AN_MEASURE_MONITORED].keys,
                        measured.series[AN_MEASURE_COMPARISON].keys);
        an_measure_free(&measured);
    }
    free(monitored);
    return code;
}

static an_code add_codes(an_nomenclature *codes, const void *context, size_t k, an_error *err)
{
    const an_levels *const levels = context;
    an_code code = AN_OK;
    for (size_t s = 0; s < levels->n_series && code == AN_OK; s++) {
        const an_level_series *const series = &levels->series[s];
        for (size_t i = series->first; i < series->first + series->n && code == AN_OK; i++)
            code = an_nomenclature_add(codes, series->keys[k],
                                       (an_period){levels->kind, levels->levels[i].time}, err);
    }
    return code;
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    const char *const *by;
    size_t n_by;
    an_levels levels;
    an_code code = an_levels_read(&levels, tally, an_run_settings(run)->level, an_run_threads(run), err);
    if (code != AN_OK)
        return code;
    code =
        (an_options_given(an_run_options(run), "measure") ? judge_measure : follow_keys)(run, &levels, err);
    if (code == AN_OK)
        code = an_run_by(run, &by, &n_by, err);
    if (code == AN_OK)
        code = an_run_note_codes(run, by, n_by, add_codes, &levels, err);
    if (code == AN_OK && levels.unpriced > 0)
        an_run_note(run, "%zu items have no unit price (no value or no mass, or 0) and are left out",
                    levels.unpriced);
    an_levels_free(&levels);
    return code;
}

static an_code check(an_run *run, an_error *err)
{
    const an_options *given = an_run_options(run);
    const bool measure = an_options_given(given, "measure");
    size_t n, n_by;
    const char *const *by;
    (void)an_options_list(given, "measure", &n);
    if (n > AN_INTERRUPTED_CUTS)
        return an_fail(err, AN_USAGE, "--measure: at most %d dates", AN_INTERRUPTED_CUTS);
    if (measure && an_run_period(run) == AN_PERIOD_NONE)
        return an_fail(err, AN_USAGE, "--measure needs periods: --period month, quarter or year");
    if (!measure && an_options_given(given, "monitored"))
        return an_fail(err, AN_USAGE, "--monitored needs --measure DATE: the day the measure began");
    if (measure && (an_options_flag(given, "signals") || an_options_flag(given, "index")))
        return an_fail(err, AN_USAGE,
                       "--signals and --index are of single keys: they do not go with --measure");
    an_monitored monitored;
    const char *const *conditions = an_options_list(given, "monitored", &n);
    an_code code = an_run_by(run, &by, &n_by, err);
    if (code != AN_OK)
        return code;
    code = an_monitored_new(&monitored, conditions, n, by, n_by, err);
    an_monitored_free(&monitored);
    return code;
}

static const an_option options[] = {
    AN_RUN_CONCORDANCE,
    AN_RUN_FDR("a corrected p-value (change_q, mk_q, shift_q) up to Q is a signal"),
    {.name = "least-change",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "0.05",
     .max = 100,
     .help = "and the price must have changed by this share at least (the trend: from end to end)"},
    {.name = "min-group",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "5",
     .min = 1,
     .max = 1e9,
     .help = "a period of fewer prices is shown, but is no part of the course of its key"},
    {.name = "index",
     .type = AN_OPTION_FLAG,
     .help = "price_index instead of median_price: over the median of the key's first period with enough "
             "prices, so that keys of any price share one scale"},
    {.name = "signals",
     .type = AN_OPTION_FLAG,
     .help = "only the keys that have a signal or moved in some period"},
    {.name = "measure",
     .type = AN_OPTION_DATE,
     .argument = "DATE",
     .repeats = true,
     .help = "did prices change after this day? One table of the index of the goods, its change of level and "
             "slope"},
    {.name = "monitored",
     .type = AN_OPTION_TEXT,
     .argument = "COL=V[,V...]",
     .repeats = true,
     .help = "with --measure: the goods that it is aimed at; all others are compared with (default: all "
             "goods are monitored). COL is of --by, or chapter, hs4, hs6, cn8"},
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-trend",
    .summary = "the course of the price level of each product and origin, and what a measure did to it",
    .definition =
        "The price level of a key (--by) in a period is the median unit price (statistical_value / "
        "net_mass, EUR/kg). A row for each key and period gives it with its interval (distribution-free), "
        "and how the key went over all periods that have at least --min-group prices:\n\n"
        "change: of the median against the key's period before (previous), relative. above: the probability "
        "that a price is above one of the period before, 0.5 where nothing changed. Its test is that of "
        "Mann and Whitney, with tau added to what chance does: prices honestly move, by as much as all keys "
        "show, and with many items chance alone would call every change significant. change_q: "
        "Benjamini-Hochberg over all periods and keys; up to --fdr, and a change of at least "
        "--least-change, is moved: up or down.\n\n"
        "slope: Theil-Sen, the median over all pairs of periods of the change of the log median price, for "
        "one period, with its interval; as a relative change, -0.02 is 2 % less each period. mk_s, mk_z, "
        "mk_p: the Mann-Kendall test that there is no trend. The trend is seasonal (Hirsch, Slack and "
        "Smith: only the same months are compared) where the periods span two years (column seasons). It "
        "needs three periods and is rough below ten.\n\n"
        "shift: the period from which on the level seems to have changed for good, beside the trend; "
        "shift_size relative (-0.3: 30 % less). It needs seven periods, and is sought beside seasons where "
        "they span three years; in less, a season cannot be told from a change. shift_p is the largest of "
        "three p-values, each times the periods tried: that of the medians; the same with the correlation "
        "of neighbouring residuals; that of the rank test of all prices before and after. Prices that "
        "wander, and codes of mixed goods, whose medians hop, would else look like shifts.\n\n"
        "mk_q and shift_q are corrected for the number of keys (Benjamini-Hochberg, each a family); those "
        "of the trend after mk_z is divided by sqrt(mk_phi), by how much the scores of all keys vary more "
        "than chance has them (20 keys or more): prices wander, and a trend is a signal only beside what "
        "others do. signal: jump_up or jump_down where shift_q is at most --fdr, else rising or falling "
        "where mk_q is, and the price changed by at least --least-change. Prices of mixed goods under one "
        "code also move when the mix moves: see price_groups of sidda-reference. Rows of a period with "
        "fewer than --min-n prices have status U.\n\n"
        "--measure DATE asks whether the declared unit values of some goods changed after a measure. Held "
        "constant is the mix: each key is compared with itself only. Its change is its log median price "
        "less the median of those before the measure; price_index of the goods is the median of the changes "
        "of its keys (1: as before), each with the same voice whatever its trade. Keys count that have "
        "--min-group prices in at least half of the periods on each side. A period within which a measure "
        "begins (status B) is left out of the fit.\n\n"
        "level_change is the step of the index against its own course before, slope_change what its slope "
        "changes by, for one period: segmented regression of the log index with errors correlated in time "
        "(rho), seasonal where it spans three years; p_value of no change, not corrected. With --monitored "
        "the other goods are compared with: difference is monitored less comparison, and takes out what "
        "moved both. expected is the index of the monitored goods had there been no measure. At least three "
        "periods on each side.\n\n"
        "A signal is a reason to doubt, never proof: prices fall and rise for honest reasons too.",
    .output = "indicator (median_price, or price_index with --index), period, the columns of --by, value, "
              "lower, upper, numerator and denominator (empty), n_missing (items without a price), unit, "
              "status, method, n (prices), previous, change, above, tau, change_p, change_q, moved, periods "
              "(with enough prices), window, seasons, slope, slope_lower, slope_upper (relative, a period), "
              "mk_s, mk_z, mk_p, mk_phi, mk_q, shift, shift_size (relative), shift_p, shift_q, signal\n"
              "--measure: indicator (price_index, level_change, slope_change), period, goods (comparison, "
              "difference, expected, monitored), value ... method, n (keys), prices, periods, window, "
              "seasons, rho, p_value, signal (up, down)",
    .source = "Mann, Whitney 1947, Ann. Math. Stat. 18:50. Mann 1945; Kendall 1975; Sen 1968, JASA 63:1379; "
              "Hirsch, Slack, Smith 1982, Water Resources Research 18:107. Benjamini, Hochberg 1995, JRSS B "
              "57:289. Level shift: this project's own procedure, in the manner of Rousseeuw, Perrotta, "
              "Riani, Hubert 2019. Segmented regression: Wagner, Soumerai, Zhang, Ross-Degnan 2002, J. "
              "Clin. Pharm. Ther. 27:299; Prais, Winsten 1954. The outcome measured in Poland's tool for "
              "textiles and footwear, declared unit values that rose: SWD(2018) 380. In the manner of "
              "Italy's SIDDA, whose formulas are not public.",
    .examples =
        "sidda-trend 2016/*.csv 2017/*.csv -o trend.csv\n"
        "sidda-trend --index --signals 2016/*.csv 2017/*.csv | ind-plot trend -o moved.svg\n"
        "sidda-trend --measure 2017-07-01 --monitored chapter=61,62,64 2016/*.csv 2017/*.csv -o measure.csv\n"
        "ind-plot trend --indicator price_index measure.csv -o measure.svg",
    .by = "commodity,origin",
    .period = "month",
    .options = options,
    .sources = sources,
    .indicators = indicators,
    .check = check,
    .finish = finish,
};

AN_PROGRAM(program)
