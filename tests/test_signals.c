/* test_signals: prices of declarations, scored by references made or read back, against R. */
#include <criterion/criterion.h>

#include "signal/signals.h"
#include "folder.h"
#include "near.h"

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
                             .by_score = by_score};
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

static void add_group(an_items *priced, const char *const keys[2])
{
    an_error err = {0};
    cr_assert_eq(an_items_group(priced, "", keys, &err), AN_OK);
}

static void add_item(an_items *priced, double value, double mass, double duty_rate, uint64_t place)
{
    an_error err = {0};
    const an_item item = {.value = value, .mass = mass, .duty_rate = duty_rate, .place = place};
    cr_assert_eq(an_items_add(priced, &item, &err), AN_OK);
}

/* Those above, and one that is alone. */
static void make_items(an_items *priced)
{
    static const char *const alone[] = {"0101210000", "US"}, *const usual[] = {"0307491800", "CN"};
    *priced = (an_items){0};
    add_group(priced, alone);
    add_item(priced, 5, 1, NAN, N_ITEMS);
    add_group(priced, usual);
    for (uint64_t i = 0; i < N_ITEMS; i++)
        add_item(priced, items[i].value, items[i].mass,
                 items[i].duty_rate[0] != '\0' ? atof(items[i].duty_rate) : (double)NAN, i);
}

/* The references of items under the comparison of by. */
static void make_references(an_references *references, an_comparison *comparison, const an_items *priced)
{
    an_error err = {0};
    cr_assert_eq(an_comparison_new(comparison, by, 2, &err), AN_OK);
    cr_assert_eq(an_references_new(references, comparison, &err), AN_OK);
    cr_assert_eq(an_references_make(references, priced, MIN_GROUP, &err), AN_OK, "%s", err.text);
}

static void expect_items(const an_signals *signals, const an_items *priced)
{
    static const an_signal kinds[] = {AN_SIGNAL_UNDER, AN_SIGNAL_OVER, AN_SIGNAL_QUANTITY};
    cr_assert_eq(signals->n, N_ITEMS);
    for (size_t k = 0; k < signals->n; k++) {
        const an_scored *s = &signals->items[k];
        const int i = (int)priced->items[s->item].place;
        expect_near(s->price, items[i].price, 1e-15);
        cr_expect(fabs(s->score - items[i].score) < 1e-10 * fmax(1, fabs(items[i].score)), "item %d: %.15g",
                  i, s->score);
        cr_expect(fabs(s->p_value - items[i].p) <= 1e-9 * items[i].p, "item %d: %.15g", i, s->p_value);
        cr_expect(fabs(s->q_value - items[i].q) <= 1e-9 * items[i].q, "item %d: %.15g", i, s->q_value);
        cr_expect(isnan(items[i].gap) ? isnan(s->value_gap) : fabs(s->value_gap - items[i].gap) < 1e-9,
                  "item %d: %.15g", i, s->value_gap);
        cr_expect_eq(s->signal, i < UNDER ? AN_SIGNAL_NONE : kinds[i - UNDER], "item %d", i);
        cr_expect_eq(s->rank > 0, i >= UNDER, "item %d", i);
        cr_expect_str_eq(s->method, "mad");
        if (i == GRAMS)
            cr_expect(isnan(s->duty_at_stake));
        else
            cr_expect(fabs(s->duty_at_stake - fmax(items[i].gap, 0) * 0.12) < 1e-9, "item %d: %.15g", i,
                      s->duty_at_stake);
    }
}

Test(signals, scores_are_those_of_R)
{
    an_comparison comparison;
    an_references references;
    an_signals signals;
    an_error err = {0};
    an_items priced;
    make_items(&priced);
    make_references(&references, &comparison, &priced);
    const an_signal_rules usual = rules_of(3.5, false);
    cr_assert_eq(an_signals_make(&signals, &priced, &references, &usual, &err), AN_OK);
    expect_items(&signals, &priced);
    cr_expect(signals.n_signals == 3 && signals.unmatched == 1);
    cr_expect_eq(signals.items[0].rank, 1);
    cr_expect_eq(signals.items[0].signal, AN_SIGNAL_UNDER, "the most duty is at stake there");
    an_signals_free(&signals);
    const an_signal_rules by_score = rules_of(20, true);
    cr_assert_eq(an_signals_make(&signals, &priced, &references, &by_score, &err), AN_OK);
    cr_expect_eq(signals.items[0].signal, AN_SIGNAL_QUANTITY, "the largest score");
    cr_expect_eq(signals.items[1].signal, AN_SIGNAL_UNDER);
    an_signals_free(&signals);
    an_references_free(&references);
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

/* Writes the references as sidda-reference does, and reads them. */
Test(signals, a_reference_table_read_back_gives_the_same_scores)
{
    an_comparison comparison;
    an_references made, read;
    an_signals signals;
    an_error err = {0};
    an_items priced;
    an_writer *writer;
    an_output *output;
    const an_references_entry *list[200];
    const char *names[3 + AN_REFERENCE_COLUMNS] = {"period", by[0], by[1]};
    make_items(&priced);
    make_references(&made, &comparison, &priced);
    for (size_t i = 0; i < AN_REFERENCE_COLUMNS; i++)
        names[3 + i] = an_reference_columns[i];
    const char *path = folder_path("reference.csv");
    cr_assert_eq(an_writer_open(&writer, path, &err), AN_OK);
    cr_assert_eq(an_output_new(&output, writer, AN_FORMAT_CSV, names, 3 + AN_REFERENCE_COLUMNS, &err), AN_OK);
    cr_assert_lt(an_references_count(&made), 200);
    for (size_t i = 0; i < an_references_count(&made); i++)
        list[i] = &made.entries[i];
    an_references_sort(list, an_references_count(&made));
    for (size_t i = 0; i < an_references_count(&made); i++) {
        an_references_write(list[i], &comparison, output);
        an_output_end_row(output);
    }
    cr_assert_eq(an_output_finish(output, &err), AN_OK, "%s", err.text);
    cr_assert_eq(an_writer_commit(writer, &err), AN_OK);
    cr_assert_eq(an_references_new(&read, &comparison, &err), AN_OK);
    cr_assert_eq(read_references(&read, path, &err), AN_OK, "%s", err.text);
    const an_signal_rules usual = rules_of(3.5, false);
    cr_assert_eq(an_signals_make(&signals, &priced, &read, &usual, &err), AN_OK);
    expect_items(&signals, &priced);
    an_signals_free(&signals);
    an_references_free(&read);
    an_references_free(&made);
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
    static const struct {
        const char *keys[2];
        int n;
    } groups[] = {{{"0101", "CN"}, 1},        {{"0307110000", "CN"}, 1}, {{"0307110000", "US"}, 1},
                  {{"0307491811", "CN"}, 12}, {{"0307491811", "US"}, 2}, {{"0307491822", "CN"}, 3},
                  {{"0307499900", "CN"}, 1}};
    for (size_t g = 0; g < 7; g++) {
        add_group(&priced, groups[g].keys);
        for (int i = 0; i < groups[g].n; i++)
            add_item(&priced, 10 + i, 1, NAN, 0);
    }
    make_references(&references, &comparison, &priced);
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
        cr_expect_str_eq(an_signal_name((an_signal)i), names[i]);
}
