/* test_tally_threads: a tally of many blocks is the same, byte for byte, for any number of threads, files and
 * order. */
#include <criterion/criterion.h>

#include <math.h>

#include "csv/blocks.h"
#include "folder.h"
#include "tallies.h"

TestSuite(tally_threads, .init = folder_make, .fini = folder_remove);

enum { ROWS = 1000000, STATES = 3, IMPORTERS = 5000, MOST_THREADS = 5 };

static const char *const states[STATES] = {"AT", "DE", "FR"};

/* Row i: an amount of 0 to 21,474,836.46 EUR (Lehmer's generator, i steps from seed i + 1), a state, an
 * importer. */
static int64_t cents_of(int64_t i)
{
    return (i + 1) * 16807 % 2147483647 * 16807 % 2147483647;
}

static void write_rows(const char *name, int64_t from, int64_t to, bool reversed, const char **path)
{
    *path = folder_path(name);
    FILE *file = fopen(*path, "wb");
    cr_assert_not_null(file);
    fputs("member_state,importer,established_amount,control_stage\n", file);
    for (int64_t k = from; k < to; k++) {
        int64_t i = reversed ? from + to - 1 - k : k, cents = cents_of(i);
        fprintf(file, "%s,I%d,%d.%02d,%s\n", states[i % STATES], (int)(i * 7 % IMPORTERS), (int)(cents / 100),
                (int)(cents % 100), i % 10 == 0 ? "clearance" : "");
    }
    cr_assert_eq(fclose(file), 0);
}

static const an_sum sums[] = {
    {.name = "items", .of = "items", .whole = true},
    {.name = "amount", .of = "established_amount"},
    {.name = "importers", .distinct = "importer", .whole = true},
    {.name = "controlled", .distinct = "importer", .where = {{"control_stage", "*"}}},
    {0},
};
static const an_source sources[] = {{.extract = "declarations", .sums = sums}, {0}};
static const char *const shown[] = {"items", "amount", "importers", "controlled"};

static char *make_text(const char *const by[], size_t n_by, const char *const files[], unsigned threads,
                       bool backwards)
{
    const an_tally_plan plan = {.sources = sources, .by = by, .n_by = n_by, .period = AN_PERIOD_NONE};
    const char *const *const all[] = {files};
    an_error err = {0};
    an_tally *tally =
        tallies_make(&plan, &(tallies_order){.files = all, .threads = threads, .backwards = backwards}, &err);
    cr_assert_not_null(tally, "%s", err.text);
    char *text = tallies_text(tally, shown, 4);
    an_tally_free(tally);
    return text;
}

/* What integers of cents and a set of importers say. */
static char *expected_text(void)
{
    static bool seen[2][STATES][IMPORTERS];
    int64_t items[STATES] = {0}, cents[STATES] = {0}, importers[STATES] = {0}, controlled[STATES] = {0};
    for (int64_t i = 0; i < ROWS; i++) {
        size_t s = (size_t)(i % STATES), importer = (size_t)(i * 7 % IMPORTERS);
        items[s]++;
        cents[s] += cents_of(i);
        importers[s] += !seen[0][s][importer];
        seen[0][s][importer] = true;
        controlled[s] += i % 10 == 0 && !seen[1][s][importer];
        seen[1][s][importer] = seen[1][s][importer] || i % 10 == 0;
    }
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t s = 0; s < STATES; s++) {
        char amount[AN_DECIMAL_SIZE], cent[32];
        an_decimal value;
        snprintf(cent, sizeof cent, "%lld.%02d", (long long)(cents[s] / 100), (int)(cents[s] % 100));
        cr_assert_eq(an_decimal_parse(cent, strlen(cent), '.', &value), AN_OK);
        an_decimal_print(value, amount);
        fprintf(out, " %s: %d %s %d %d\n", states[s], (int)items[s], amount, (int)importers[s],
                (int)controlled[s]);
    }
    fclose(out);
    return text;
}

Test(tally_threads, a_million_amounts_sum_to_the_cent_in_any_order)
{
    static const char *const by[] = {"member_state"};
    const char *one[2] = {NULL}, *three[4] = {NULL};
    write_rows("all.csv", 0, ROWS, false, &one[0]);
    write_rows("c.csv", 700000, ROWS, true, &three[0]);
    write_rows("a.csv", 0, 100000, true, &three[1]);
    write_rows("b.csv", 100000, 700000, true, &three[2]);
    char *expected = expected_text();
    for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
        char *text = make_text(by, 1, threads == 3 ? three : one, threads, threads % 2 == 0);
        cr_expect_str_eq(text, expected, "%u threads", threads);
        free(text);
    }
    free(expected);
}

Test(tally_threads, splits_are_the_same_for_any_number)
{
    static const char *const by[] = {"control_stage", "member_state"};
    const char *files[2] = {NULL};
    write_rows("all.csv", 0, 200000, false, &files[0]);
    char *one = make_text(by, 2, files, 1, false);
    cr_expect_eq(strncmp(one, "  AT: 66667 ", strlen("  AT: 66667 ")), 0, "%s",
                 one); /* of no stage, all items */
    for (unsigned threads = 2; threads <= MOST_THREADS; threads++) {
        char *text = make_text(by, 2, files, threads, threads % 2 == 0);
        cr_expect_str_eq(text, one, "%u threads", threads);
        free(text);
    }
    free(one);
}

/* Tallies of parts, merged, are the tally of the whole, whichever comes first. */
Test(tally_threads, parts_add_up_to_the_whole)
{
    static const char *const by[] = {"member_state"};
    const an_tally_plan plan = {.sources = sources, .by = by, .n_by = 1, .period = AN_PERIOD_NONE};
    const char *files[4] = {NULL};
    write_rows("a.csv", 0, 5000, false, &files[0]);
    write_rows("b.csv", 5000, 5001, false, &files[1]);
    write_rows("c.csv", 4000, 9000, false, &files[2]); /* some rows again */
    char *whole = make_text(by, 1, files, 1, false);
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    for (size_t o = 0; o < 3; o++) {
        an_tally *parts[4];
        an_error err = {0};
        cr_assert_eq(an_tally_new(&parts[3], &plan, &err), AN_OK);
        for (int p = 0; p < 3; p++) {
            const char *const one[] = {files[p], NULL};
            const char *const *const all[] = {one};
            cr_assert_eq(an_tally_new(&parts[p], &plan, &err), AN_OK);
            cr_assert_eq(
                tallies_scan(&plan, &(tallies_order){.files = all, .threads = 1}, &parts[p], 0, &err), AN_OK);
        }
        for (int p = 0; p < 3; p++)
            cr_assert_eq(an_tally_merge(parts[3], parts[orders[o][p]], &err), AN_OK);
        cr_assert_eq(an_tally_finish(parts[3], &err), AN_OK);
        char *text = tallies_text(parts[3], shown, 4);
        cr_expect_str_eq(text, whole);
        free(text);
        for (int p = 0; p < 4; p++)
            an_tally_free(parts[p]);
    }
    free(whole);
}

/* ---- samples ---- */

static const char *const sample[] = {"established_amount", "net_mass", NULL}, *const carry[] = {"importer",
                                                                                                "own", NULL};
static const an_source sampled[] = {{.extract = "declarations",
                                     .sums = sums,
                                     .sample = sample,
                                     .carry = carry,
                                     .named_by = "own",
                                     .sample_where = {{"control_stage", "*"}}},
                                    {0}};

/* Two files of several blocks: of the rows with a stage the i-th has i as amount. */
static void write_samples(const char *name, int first, int n, const char **path)
{
    *path = folder_path(name);
    FILE *file = fopen(*path, "wb");
    cr_assert_not_null(file);
    fputs("own,established_amount,net_mass,control_stage,importer,member_state\n", file);
    for (int i = first; i < first + n; i++)
        fprintf(file, "%s,%d,%s,%s,importer number %d,%s\n", i % 2 == 0 ? "named" : "", i,
                i % 3 == 0 ? "" : "0.5", i % 5 == 0 ? "" : "clearance", i, states[i % STATES]);
    cr_assert_gt(ftell(file), AN_BLOCK_SIZE);
    cr_assert_eq(fclose(file), 0);
}

Test(tally_threads, samples_come_in_the_order_of_the_input)
{
    static const char *const by[] = {"member_state"};
    const an_tally_plan plan = {.sources = sampled, .by = by, .n_by = 1, .period = AN_PERIOD_NONE};
    enum { N = 40000 };
    const char *files[3] = {NULL};
    write_samples("a.csv", 0, N, &files[0]);
    write_samples("b.csv", N, N, &files[1]);
    const char *const *const all[] = {files};
    for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
        an_error err = {0};
        an_tally *tally = tallies_make(
            &plan, &(tallies_order){.files = all, .threads = threads, .backwards = threads == 4}, &err);
        cr_assert_not_null(tally, "%s", err.text);
        cr_assert_eq(an_tally_groups(tally), STATES);
        for (size_t g = 0; g < STATES; g++) {
            size_t n, wrong = 0, k = 0;
            const double *rows = an_tally_sample(tally, g, &n);
            for (int i = (int)g; i < 2 * N; i += STATES) {
                char name[FOLDER_PATH + 16] = "named", importer[40];
                if (i % 5 == 0)
                    continue;
                if (i % 2 == 1)
                    snprintf(name, sizeof name, "%s:%d", files[i >= N], i % N + 2);
                snprintf(importer, sizeof importer, "importer number %d", i);
                size_t row = an_tally_first_of(tally, g, 0) + k;
                wrong += k >= n || rows[2 * k] != i ||
                         (i % 3 == 0 ? !isnan(rows[2 * k + 1]) : rows[2 * k + 1] != 0.5) ||
                         strcmp(an_tally_carry(tally, row, 0), importer) != 0 ||
                         strcmp(an_tally_carry(tally, row, 1), name) != 0;
                k++;
            }
            cr_expect_eq(n, k);
            cr_expect_eq(wrong, 0, "%u threads, group %zu: %zu rows are wrong", threads, g, wrong);
        }
        an_tally_free(tally);
    }
}
