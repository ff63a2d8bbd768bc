/* test_intake: priced items into partitions, and the names of those that are sought. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "price/intake.h"

TestSuite(intake, .init = folder_make, .fini = folder_remove);

static const char *const by[] = {"commodity"};
static const char text[] =
    "declaration_id,item_number,commodity,statistical_value,net_mass,duty_rate,items,outcome\n"
    "A,1,030700,100,10,12,1,amended\n"
    "A,1,030700,100,10,12,0,\n" /* the second control of an item */
    "B,2,030800,50,,1,1,\n"
    ",3,030700,\"30\",3,,1,\n"
    "C,\"4\n5\",030700,7,7,2.5,1,ignored\n"
    "D,6,030900,8,2,0,1,\n";

typedef struct reading {
    bool whole; /* rows are read whole even where their pattern is known */
    const char *where;
    an_comparison comparison;
    an_schema *schema;
    an_intake *intake;
    an_intake_plan plan;
} reading;

static an_code scan(reading *r, const char *const files[], bool again, an_error *err)
{
    an_need needs[AN_INTAKE_NEEDS_MOST];
    an_counts counts = {0};
    an_scan s = {.files = files,
                 .n_files = r->plan.n_files,
                 .schema = r->schema,
                 .needs = needs,
                 .n_needs = an_intake_needs(r->intake, again, needs),
                 .threads = r->plan.threads,
                 .row = again ? an_intake_name : an_intake_row,
                 .again = !again && !r->whole && an_intake_reads_again(r->intake) ? an_intake_again : NULL,
                 .where = &r->where,
                 .n_where = r->where != NULL && !again,
                 .wants = again ? an_intake_wants : NULL};
    const an_code code = an_extract_scan(&s, an_intake_workers(r->intake), &counts, err);
    an_counts_free(&counts);
    return code;
}

/* Reads files; names: those that an_intake_place goes by, "-" for what cannot be read again. */
static void begin(reading *r, const char *const files[], const char *const names[], size_t n,
                  unsigned threads)
{
    an_error err = {0};
    *r = (reading){.whole = r->whole,
                   .where = r->where,
                   .plan = {.comparison = &r->comparison,
                            .by = by,
                            .files = names,
                            .n_files = n,
                            .named = true,
                            .threads = threads,
                            .memory = 1 << 20}};
    cr_assert_eq(an_comparison_new(&r->comparison, by, 1, &err), AN_OK);
    cr_assert_eq(an_schema_new(&r->schema, &(an_schema_options){0}, &err), AN_OK);
    cr_assert_eq(an_intake_new(&r->intake, &r->plan, &err), AN_OK, "%s", err.text);
    cr_assert_eq(scan(r, files, false, &err), AN_OK, "%s", err.text);
    cr_assert_eq(an_intake_close(r->intake, &err), AN_OK);
}

static void end(reading *r)
{
    an_intake_free(r->intake);
    an_schema_free(r->schema);
}

typedef struct rows {
    size_t n;
    size_t of_group[4]; /* rows of commodity "", 030700, 0308491800, 030900 */
    an_named_item item[20000];
} rows;

static an_code take(void *context, const an_partition_batch *batch, an_error *err)
{
    rows *all = context;
    (void)err;
    for (size_t i = 0; i < batch->n; i++) {
        all->item[all->n++] =
            (an_named_item){.place = batch->place[i], .value = batch->value[i], .mass = batch->mass[i]};
    }
    return AN_OK;
}

/* Every row that was kept. */
static void take_all(const reading *r, rows *all)
{
    an_error err = {0};
    all->n = 0;
    memset(all->of_group, 0, sizeof all->of_group);
    for (size_t p = 0; p < AN_PARTITIONS; p++) {
        an_partition partition;
        cr_assert_eq(an_partition_open(&partition, an_intake_partitions(r->intake), p, &err), AN_OK);
        cr_assert_eq(an_partition_rows(&partition, take, all, &err), AN_OK);
        for (size_t g = 0; g < partition.n_groups; g++) {
            const char *commodity = partition.groups[g].keys[0];
            all->of_group[commodity[0] == '\0' ? 0 : commodity[3] - '6'] += partition.groups[g].n;
        }
        an_partition_free(&partition);
    }
}

static void expect_names_of(const an_named_item *d, const char *declaration, const char *number, double rate,
                          const char *outcome)
{
    cr_expect_str_eq(d->declaration, declaration);
    cr_expect_str_eq(d->number, number);
    cr_expect_str_eq(d->outcome, outcome);
    cr_expect(isnan(rate) ? isnan(d->duty_rate) : d->duty_rate == rate, "%s: %g", declaration, d->duty_rate);
}

/* The four priced items of text, by their masses. */
static void expect_names(const rows *all, const char *place)
{
    for (size_t i = 0; i < 4; i++) {
        const an_named_item *const item = &all->item[i];
        if (item->mass == 10)
            expect_names_of(item, "A", "1", 12, "amended");
        else if (item->mass == 3)
            expect_names_of(item, place, "3", NAN, "");
        else if (item->mass == 7)
            expect_names_of(item, "C", "4\n5", 2.5, "ignored");
        else
            expect_names_of(item, "D", "6", 0, "");
    }
}

/* Seeks all rows; the list must outlive the search. */
static void seek(const reading *r, rows *all, an_named_item *list[])
{
    for (size_t i = 0; i < all->n; i++)
        list[i] = &all->item[i];
    an_intake_seek(r->intake, list, all->n);
}

Test(intake, names_items_of_files_that_are_read_again)
{
    const char *const files[] = {folder_put("f.csv", text)};
    char place[600];
    reading r = {0};
    static rows all;
    an_named_item *list[20];
    an_error err = {0};
    snprintf(place, sizeof place, "%s:5", files[0]);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        begin(&r, files, files, 1, threads);
        cr_expect(an_intake_reads_again(r.intake));
        cr_expect_eq(an_intake_unpriced(r.intake), 1);
        take_all(&r, &all);
        cr_assert_eq(all.n, 4);
        seek(&r, &all, list);
        cr_assert_eq(scan(&r, files, true, &err), AN_OK, "%s", err.text);
        cr_assert_eq(an_intake_finish(r.intake, &err), AN_OK, "%s", err.text);
        expect_names(&all, place);
        end(&r);
    }
}

Test(intake, names_items_of_what_cannot_be_read_again)
{
    const char *const files[] = {folder_put("f.csv", text)}, *const names[] = {"-"};
    char place[600];
    reading r = {0};
    static rows all;
    an_named_item *list[20];
    an_error err = {0};
    snprintf(place, sizeof place, "%s:5", files[0]);
    begin(&r, files, names, 1, 2);
    cr_expect(!an_intake_reads_again(r.intake));
    take_all(&r, &all);
    seek(&r, &all, list);
    cr_assert_eq(an_intake_finish(r.intake, &err), AN_OK, "%s", err.text);
    expect_names(&all, place);
    end(&r);
}

Test(intake, a_file_that_has_changed_meanwhile_is_an_error)
{
    const char *const files[] = {folder_put("f.csv", text)};
    reading r = {0};
    static rows all;
    an_named_item *list[20];
    an_error err = {0};
    const char *const changed[] = {"declaration_id,statistical_value,net_mass\nA,100,10\n",
                                   "declaration_id,statistical_value,net_mass\nA,100,10\nA,100,10\nB,50,\n"
                                   "X,31,3\nC,7,7\nC,7,7\nD,8,2\n"};
    for (int i = 0; i < 2; i++) { /* shorter; as long, with another value */
        begin(&r, files, files, 1, 1);
        take_all(&r, &all);
        seek(&r, &all, list);
        folder_put("f.csv", changed[i]);
        cr_assert_eq(scan(&r, files, true, &err), AN_OK, "%s", err.text);
        cr_expect_eq(an_intake_finish(r.intake, &err), AN_SYSTEM);
        cr_expect_not_null(strstr(err.text, "has changed"));
        end(&r);
        folder_put("f.csv", text);
    }
}

/* ---- rows whose pattern is known ---- */

enum { MANY = 20000 };

/* Rows in which numbers are missing, 0, 1 and written in many ways, some of several lines, some not plain. */
static const char *put_many(void)
{
    static const char *const masses[] = {
        "10", "1", "0", "", "1.0", "0.00", "7.25", "1e2", "2500000000000000"};
    static const char *const items[] = {"1", "", "0", "3"}, *const codes[] = {"030700", "0308491800",
                                                                              "\"030900\"", ""};
    const char *path = folder_path("many.csv");
    FILE *file = fopen(path, "w");
    unsigned state = 7;
    cr_assert_not_null(file);
    fputs("declaration_id,commodity,origin,statistical_value,net_mass,duty_rate,items\n", file);
    for (unsigned i = 0; i < MANY; i++) {
        state = state * 1103515245 + 12345;
        const unsigned draw = state >> 8;
        fprintf(file, "\"%u%s\",%s,%s,%u%s,%s,%s,%s\n", i, i == 3 ? "\n" : "", codes[draw % 4],
                draw / 5 % 3 == 0 ? "CN" : "US", draw % 500, draw / 4 % 2 == 0 ? "" : ".50",
                masses[draw / 7 % 9], draw % 3 == 0 ? "" : "4.5", items[draw / 64 % 4]);
    }
    cr_assert_eq(fclose(file), 0);
    return path;
}

static int by_place(const void *a, const void *b)
{
    const an_named_item *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static size_t read_many(const char *const files[], bool whole, const char *where, unsigned threads,
                        an_named_item out[], size_t of_group[4], uint64_t left_out[2])
{
    static rows all;
    reading r = {.whole = whole, .where = where};
    begin(&r, files, files, 1, threads);
    take_all(&r, &all);
    left_out[0] = an_intake_unpriced(r.intake);
    left_out[1] = an_intake_uncoded(r.intake);
    qsort(all.item, all.n, sizeof *all.item, by_place);
    memcpy(out, all.item, all.n * sizeof *out);
    memcpy(of_group, all.of_group, sizeof all.of_group);
    end(&r);
    return all.n;
}

Test(intake, rows_whose_pattern_is_known_are_the_rows_that_are_read_whole)
{
    static const char *const where[] = {NULL, "origin=CN", "net_mass>=1", "statistical_value=1,2.50,7",
                                        "items!=3"};
    static an_named_item known[MANY], whole[MANY];
    const char *const files[] = {put_many()};
    for (size_t w = 0; w < sizeof where / sizeof *where; w++) {
        uint64_t left_out[2], expected[2];
        size_t of_known[4], of_whole[4];
        const size_t n = read_many(files, true, where[w], 1, whole, of_whole, expected);
        cr_assert_gt(n, 20);
        cr_assert_gt(expected[1], 0, "%zu", w);
        for (unsigned threads = 1; threads <= 3; threads++) {
            cr_assert_eq(read_many(files, false, where[w], threads, known, of_known, left_out), n, "%zu", w);
            cr_expect_arr_eq(left_out, expected, sizeof expected);
            cr_expect_arr_eq(of_known, of_whole, sizeof of_whole);
            for (size_t i = 0; i < n; i++)
                cr_assert(known[i].place == whole[i].place && known[i].value == whole[i].value &&
                              known[i].mass == whole[i].mass,
                          "%zu: row %zu: %g kg, not %g", w, i, known[i].mass, whole[i].mass);
        }
    }
}
