/* test_signals: prices of declarations, scored by references made or read back, against R. */
#include <criterion/criterion.h>

#include "folder.h"
#include "item_table.h"
#include "near.h"
#include "signal/signals.h"

TestSuite(signals, .init = folder_make, .fini = folder_remove);

static const char *const by[] = {"commodity", "origin"};
enum { MIN_GROUP = 10 };

/* The plain robust z. */
static an_signal_rules rules_of(double threshold, bool by_score)
{
    return (an_signal_rules){.method = an_method_find("mad"),
                             .threshold = threshold,
                             .correction = AN_CORRECTION_BH,
                             .min_group = MIN_GROUP,
                             .all = true,
                             .by_score = by_score,
                             .threads = 2};
}

/* Thirteen items of one group: ten usual ones, one undervalued, one overvalued, one with grams for
 * kilograms. */
static const struct {
    int value, mass;
    const char *duty_rate;
    double price, score, p, q, gap;
} items[] = {
    /* R: p <- v / m; l <- log(p); z <- (l - median(l)) / mad(l); P <- 2 * pnorm(-abs(z)); p.adjust(P, "BH");
     * median(p) * m - v */
    {1000, 100, "12", 10, -0.333872701068679, 0.738475620303116, 0.878532246989519, 20},
    {1050, 100, "12", 10.5, 0.488730464319146, 0.625032532929569, 0.878532246989519, -30},
    {980, 100, "12", 9.8, -0.674490759476595, 0.499999358548813, 0.878532246989519, 40},
    {1100, 100, "12", 11, 1.27305887900256, 0.202997149337435, 0.599697555803323, -80},
    {1020, 100, "12", 10.2, 0, 1, 1, 0},
    {950, 100, "12", 9.5, -1.19867869310927, 0.230652906078201, 0.599697555803323, 70},
    {1010, 100, "12", 10.1, -0.166109919454588, 0.868070448011894, 0.940409652012885, 10},
    {990, 100, "12", 9.9, -0.50332156903295, 0.614738204235456, 0.878532246989519, 30},
    {1040, 100, "12", 10.4, 0.327389324544069, 0.743373439760362, 0.878532246989519, -20},
    {1070, 100, "12", 10.7, 0.806853495448034, 0.419750894322957, 0.878532246989519, -50},
    {1000, 500, "12", 2, -27.4690288088839, 4.1172363642352e-166, 2.67620363675288e-165, 4100},
    {4000, 100, "12", 40, 23.0390785695275, 1.89274254418268e-117, 8.20188435812495e-117, -2980},
    {1020000, 100, "", 10200, 116.46489522934, 0, 0, NAN},
};
enum { N_ITEMS = sizeof items / sizeof items[0], UNDER = 10, OVER, GRAMS };

/* Those above, and one that is alone. */
static void make_items(an_items *priced)
{
    static const char *const alone[] = {"0101210000", "US"}, *const usual[] = {"0307491800", "CN"};
    *priced = (an_items){0};
    table_group(priced, "", alone);
    table_add(priced, (an_item){.value = 5, .mass = 1, .place = N_ITEMS});
    table_group(priced, "", usual);
    for (uint64_t i = 0; i < N_ITEMS; i++)
        table_add(priced, (an_item){.value = items[i].value, .mass = items[i].mass, .place = i});
}

static an_partitions *make_partitions(const an_items *priced, const an_comparison *comparison)
{
    return table_partitions(priced, comparison, (table_scan){.workers = 2, .memory = UINT64_MAX});
}

/* The signals of the items, ranked; free both. */
static an_signals find(const an_items *priced, const an_comparison *comparison, const an_signal_rules *rules,
                       an_partitions **partitions)
{
    an_signals found;
    an_error err = {0};
    *partitions = make_partitions(priced, comparison);
    cr_assert_eq(an_signals_find(&found, *partitions, comparison, rules, &err), AN_OK, "%s", err.text);
    for (size_t k = 0; k < found.n; k++) {
        const char *const rate = items[found.list[k].item.place].duty_rate;
        found.list[k].item.duty_rate = rate[0] != '\0' ? atof(rate) : (double)NAN;
    }
    an_signals_rank(&found, rules);
    return found;
}

static void expect_scores(const an_signal *s, size_t i)
{
    expect_near(s->price, items[i].price, 1e-15);
    cr_expect(fabs(s->score - items[i].score) < 1e-10 * fmax(1, fabs(items[i].score)), "item %zu: %.15g", i,
              s->score);
    cr_expect(fabs(s->p_value - items[i].p) <= 1e-9 * items[i].p, "item %zu: %.15g", i, s->p_value);
    cr_expect_str_eq(s->method, "mad");
}

static void expect_items(const an_signals *signals)
{
    static const an_signal_kind kinds[] = {AN_SIGNAL_UNDER, AN_SIGNAL_OVER, AN_SIGNAL_QUANTITY};
    cr_assert_eq(signals->n, N_ITEMS);
    for (size_t k = 0; k < signals->n; k++) {
        const an_signal *s = &signals->list[k];
        const size_t i = s->item.place;
        expect_scores(s, i);
        cr_expect(fabs(s->q_value - items[i].q) <= 1e-9 * items[i].q, "item %zu: %.15g", i, s->q_value);
        cr_expect(isnan(items[i].gap) ? isnan(s->value_gap) : fabs(s->value_gap - items[i].gap) < 1e-9,
                  "item %zu: %.15g", i, s->value_gap);
        cr_expect_eq(s->kind, i < UNDER ? AN_SIGNAL_NONE : kinds[i - UNDER], "item %zu", i);
        cr_expect_eq(s->rank > 0, i >= UNDER, "item %zu", i);
        if (i == GRAMS)
            cr_expect(isnan(s->duty_at_stake));
        else
            cr_expect(fabs(s->duty_at_stake - fmax(items[i].gap, 0) * 0.12) < 1e-9, "item %zu: %.15g", i,
                      s->duty_at_stake);
    }
}

Test(signals, scores_are_those_of_R)
{
    an_comparison comparison;
    an_partitions *partitions;
    an_error err = {0};
    an_items priced;
    make_items(&priced);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    const an_signal_rules usual = rules_of(3.5, false), by_score = rules_of(20, true);
    an_signals signals = find(&priced, &comparison, &usual, &partitions);
    expect_items(&signals);
    cr_expect(signals.n_signals == 3 && signals.unmatched == 1);
    cr_expect_eq(signals.list[0].rank, 1);
    cr_expect_eq(signals.list[0].kind, AN_SIGNAL_UNDER, "the most duty is at stake there");
    an_signals_free(&signals);
    an_partitions_free(partitions);
    signals = find(&priced, &comparison, &by_score, &partitions);
    cr_expect_eq(signals.list[0].kind, AN_SIGNAL_QUANTITY, "the largest score");
    cr_expect_eq(signals.list[1].kind, AN_SIGNAL_UNDER);
    an_signals_free(&signals);
    an_partitions_free(partitions);
    an_items_free(&priced);
}

static an_code read_references(an_references *references, const char *path, an_error *err)
{
    an_sheet *sheet;
    cr_assert_eq(an_sheet_new(&sheet, err), AN_OK);
    an_code code = an_sheet_read(sheet, &path, 1, err);
    if (code == AN_OK)
        code = an_references_read(references, sheet, by, err);
    an_sheet_free(sheet);
    return code;
}

/* Writes the references of items as sidda-reference does; returns the path. */
static const char *write_references(const an_items *priced, const an_comparison *comparison)
{
    const char *names[3 + AN_REFERENCE_COLUMNS] = {"period", by[0], by[1]};
    const char *const path = folder_path("reference.csv");
    an_partitions *partitions = make_partitions(priced, comparison);
    an_reference_list listing;
    an_writer *writer;
    an_output *output;
    an_error err = {0};
    for (size_t i = 0; i < AN_REFERENCE_COLUMNS; i++)
        names[3 + i] = an_reference_columns[i];
    cr_assert_eq(an_reference_list_make(&listing, partitions, comparison, comparison->n, AN_REFERENCE_ALL,
                                        MIN_GROUP, 1, &err),
                 AN_OK);
    cr_assert_eq(an_writer_open(&writer, path, &err), AN_OK);
    cr_assert_eq(an_output_new(&output, writer, AN_FORMAT_CSV, names, 3 + AN_REFERENCE_COLUMNS, &err), AN_OK);
    for (size_t i = 0; i < listing.n; i++) {
        an_references_write(listing.list[i], comparison, output);
        an_output_end_row(output);
    }
    cr_assert_eq(an_output_finish(output, &err), AN_OK, "%s", err.text);
    cr_assert_eq(an_writer_commit(writer, &err), AN_OK);
    an_reference_list_free(&listing);
    an_partitions_free(partitions);
    return path;
}

Test(signals, a_reference_table_read_back_gives_the_same_scores)
{
    an_comparison comparison;
    an_references read;
    an_error err = {0};
    an_items priced;
    const an_method *const mad = an_method_find("mad");
    make_items(&priced);
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    const char *path = write_references(&priced, &comparison);
    cr_assert_eq(an_references_new(&read, &comparison, &err), AN_OK);
    cr_assert_eq(read_references(&read, path, &err), AN_OK, "%s", err.text);
    for (size_t i = 0; i < priced.n; i++) {
        const an_item *item = &priced.items[i];
        const an_references_entry *set =
            an_references_find(&read, "", priced.groups[item->group].keys, MIN_GROUP);
        an_price_fit fit = {0};
        cr_assert_eq(set == NULL, item->place == N_ITEMS);
        if (set == NULL)
            continue;
        cr_assert_eq(mad->fit(&(an_price_set){.reference = &set->reference}, NULL, &fit), AN_OK);
        const an_signal signal = an_scoring_score(set, &fit, mad, item->value, item->mass);
        expect_scores(&signal, item->place);
    }
    an_references_free(&read);
    an_items_free(&priced);
}

Test(signals, a_table_that_is_no_reference_is_refused)
{
    static const char good[] = "period,commodity,origin,n,median,q1,q3,mad,log_median,level\n";
    static const struct {
        const char *row, *text;
    } cases[] = {
        {",0307491800,CN,12,0,9,11,0.1,2.3,commodity+origin\n", "positive"},
        {",0307491800,CN,12,x,9,11,0.1,2.3,commodity+origin\n", "not a number"},
        {",0307491800,CN,12,,9,11,0.1,2.3,commodity+origin\n", "empty"},
        {",0307491800,CN,12,10,9,11,0.1,2.3,importer\n", "level 'importer'"},
        {",03,CN,12,10,9,11,0.1,2.3,hs6+origin\n", "too short"},
    };
    an_comparison comparison;
    an_references references;
    an_error err = {0};
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char csv[300];
        snprintf(csv, sizeof csv, "%s%s", good, cases[i].row);
        cr_assert_eq(an_references_new(&references, &comparison, &err), AN_OK);
        cr_expect_eq(read_references(&references, folder_put("r.csv", csv), &err), AN_DATA);
        cr_expect(strstr(err.text, cases[i].text) != NULL && err.line == 2, "%s", err.text);
        an_references_free(&references);
    }
    cr_assert_eq(an_references_new(&references, &comparison, &err), AN_OK);
    cr_expect_eq(read_references(&references, folder_put("r.csv", "period,n\n"), &err), AN_DATA);
    an_references_free(&references);
}

/* Groups of few prices are judged by a coarser key, and the result names its level. */
Test(signals, sparse_groups_go_to_coarser_levels)
{
    an_comparison comparison;
    an_references references;
    an_items priced = {0};
    an_error err = {0};
    static const struct {
        const char *keys[2];
        int n;
    } groups[] = {{{"0101", "CN"}, 1},        {{"0307110000", "CN"}, 1}, {{"0307110000", "US"}, 1},
                  {{"0307491811", "CN"}, 12}, {{"0307491811", "US"}, 2}, {{"0307491822", "CN"}, 3},
                  {{"0307499900", "CN"}, 1}};
    for (size_t g = 0; g < 7; g++) {
        table_group(&priced, "", groups[g].keys);
        for (int i = 0; i < groups[g].n; i++)
            table_add(&priced, (an_item){.value = 10 + i, .mass = 1});
    }
    cr_assert_eq(an_comparison_new(&comparison, by, 2, &err), AN_OK);
    table_references(&references, &comparison, &priced, 0);
    static const struct {
        const char *keys[2], *level;
        size_t n;
    } cases[] = {
        {{"0307491811", "CN"}, "commodity+origin", 12},
        {{"0307491822", "CN"}, "cn8+origin", 15},
        {{"0307499900", "CN"}, "hs6+origin", 16},
        {{"0307491811", "US"}, "hs6", 18},
        {{"0307110000", "CN"}, "hs4+origin", 17},
        {{"0307110000", "US"}, "hs4", 20},
        {{"0101", "CN"}, NULL, 0},
        {{"9999999999", "CN"}, NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const an_references_entry *entry = an_references_find(&references, "", cases[i].keys, 10);
        cr_expect_eq(entry != NULL, cases[i].level != NULL, "%s %s", cases[i].keys[0], cases[i].keys[1]);
        if (entry == NULL || cases[i].level == NULL)
            continue;
        cr_expect_str_eq(comparison.levels[entry->level].name, cases[i].level, "%s %s", cases[i].keys[0],
                         cases[i].keys[1]);
        cr_expect_eq(entry->reference.n, cases[i].n, "%s %s: %zu", cases[i].keys[0], cases[i].keys[1],
                     entry->reference.n);
    }
    an_references_free(&references);
    an_items_free(&priced);
}

Test(signals, have_names)
{
    static const char *const names[] = {"", "under", "over", "quantity_error"};
    for (int i = 0; i < 4; i++)
        cr_expect_str_eq(an_signal_name((an_signal_kind)i), names[i]);
}
