/* test_pattern: rows that are counted by their pattern add up to the same as rows that are read one by
 * one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scan/pattern.h"
#include "tally/tally.h"

static const an_sum sums[] = {
    {.name = "items", .of = "items", .whole = true},
    {.name = "controls", .of = "controls"},
    {.name = "irregular", .of = "controls", .where = {{"control_result", "irregular"}}},
    {.name = "value", .of = "statistical_value", .whole = true},
    {.name = "value_conform", .of = "statistical_value", .where = {{"control_result", "conform -"}}},
    {.name = "established", .of = "established_amount"},
    {.name = "importers", .distinct = "importer", .whole = true},
    {.name = "controlled_importers", .distinct = "importer", .where = {{"control_stage", "*"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .sums = sums},
    {.extract = NULL},
};

/* A date that is told apart besides. */
static const an_sum day_sums[] = {
    {.name = "items", .of = "items", .whole = true},
    {.name = "days", .distinct = "acceptance_date"},
    {.name = NULL},
};

static const an_source day_sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .sums = day_sums},
    {.extract = NULL},
};

static const char header[] =
    "acceptance_date,member_state,importer,commodity,statistical_value,control_stage,control_result,"
    "established_amount,items,controls\n";

static const char *pick(const char *const texts[], size_t n)
{
    return texts[(size_t)rand() % n];
}

#define PICK(...)                                                                                            \
    pick((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Rows of few patterns, with cells now and then that are quoted, long, or bad. */
static void write_rows(FILE *file, size_t n)
{
    fputs(header, file);
    for (size_t i = 0; i < n; i++) {
        const bool odd = rand() % 200 == 0;
        fprintf(file, "2017-%02d-%02d,%s,", 7 + rand() % 2, 1 + rand() % 28,
                PICK("GR", "EL", "\"DE\"", "FR"));
        fprintf(file, "%s%d,", odd ? "AN-IMPORTER-WITH-A-LONG-NAME-" : "IM", rand() % 30);
        fprintf(file, "%04d%06d,", 1501 + rand() % 3, rand() % 40);
        fprintf(file, "%d.%02d,%s,", rand() % 100000, rand() % 100,
                PICK("", "", "", "clearance", "post_release"));
        fprintf(file, "%s,", PICK("", "conform", "irregular", "NA"));
        fprintf(file, "%s,%s,", PICK("", "", "0", "-5", "5", "1e2"),
                odd ? PICK("x", "-1", "1.5") : PICK("", "1", "0", "25"));
        fprintf(file, "%s\n", PICK("", "", "1", "0"));
    }
}

static const char schema_text[] = "{\"missingValues\": [\"\", \"NA\"], \"fields\": ["
                                  "{\"name\": \"statistical_value\", \"type\": \"number\", \"factor\": 2}]}";

/* Every group with its sums. */
static char *tell(const an_tally *tally, const an_sum *sum_list, const an_counts *counts)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    cr_assert_not_null(out);
    fprintf(out, "%llu read %llu used %llu filtered %llu rejected\n", (unsigned long long)counts->read,
            (unsigned long long)counts->used, (unsigned long long)counts->filtered,
            (unsigned long long)counts->rejected);
    for (size_t i = 0; i < counts->n_reasons; i++)
        fprintf(out, "%llu %s, first line %llu\n", (unsigned long long)counts->reasons[i].rows,
                counts->reasons[i].text, (unsigned long long)counts->reasons[i].line);
    for (size_t g = 0; g < an_tally_groups(tally); g++) {
        fprintf(out, "%s", an_tally_period(tally, g));
        for (size_t k = 0; k < an_tally_keys(tally); k++)
            fprintf(out, " %s", an_tally_key(tally, g)[k]);
        for (const an_sum *sum = sum_list; sum->name != NULL; sum++) {
            char number[AN_DECIMAL_SIZE];
            an_decimal_print(an_tally_sum(tally, g, an_tally_find(tally, sum->name)), number);
            fprintf(out, " %s=%s", sum->name, number);
        }
        fprintf(out, "\n");
    }
    fclose(out);
    return text;
}

typedef struct scan_case {
    const char *by[3];
    size_t n_by;
    const char *where[2];
    size_t n_where;
    bool with_schema;
    const an_source *sources; /* NULL: sources */
} scan_case;

static char *scan_file(const char *path, const char *schema_path, const scan_case *given, bool repeats,
                       unsigned threads)
{
    enum { MOST = 4 };
    const an_source *const list = given->sources != NULL ? given->sources : sources;
    const an_tally_plan plan = {
        .sources = list, .by = given->by, .n_by = given->n_by, .period = AN_PERIOD_MONTH};
    an_tally *tallies[MOST];
    an_schema *schema;
    an_counts counts = {0};
    an_error err = {.text = ""};
    const an_schema_options options = {.path = given->with_schema ? schema_path : NULL};
    cr_assert_eq(an_schema_new(&schema, &options, &err),
                 AN_OK, "%s", err.text);
    an_scan scan = {.files = &path,
                    .n_files = 1,
                    .schema = schema,
                    .date = "acceptance_date",
                    .period = AN_PERIOD_MONTH,
                    .where = given->where,
                    .n_where = given->n_where,
                    .skip_bad = true,
                    .threads = threads,
                    .row = an_tally_row,
                    .repeat = repeats ? an_tally_repeat : NULL};
    for (unsigned t = 0; t < threads; t++) {
        cr_assert_eq(an_tally_new(&tallies[t], &plan, &err), AN_OK, "%s", err.text);
        an_tally_source(tallies[t], 0);
    }
    scan.needs = an_tally_needs(tallies[0], 0, &scan.n_needs);
    cr_assert_eq(an_extract_scan(&scan, (void *const *)tallies, &counts, &err), AN_OK, "%s", err.text);
    for (unsigned t = 1; t < threads; t++)
        cr_assert_eq(an_tally_merge(tallies[0], tallies[t], &err), AN_OK);
    cr_assert_eq(an_tally_finish(tallies[0], &err), AN_OK);
    char *text = tell(tallies[0], list->sums, &counts);
    for (unsigned t = 0; t < threads; t++)
        an_tally_free(tallies[t]);
    an_counts_free(&counts);
    an_schema_free(schema);
    return text;
}

Test(pattern, counted_rows_add_up_as_read_ones_do)
{
    static const scan_case cases[] = {
        {.n_by = 0},
        {.by = {"member_state"}, .n_by = 1},
        {.by = {"member_state", "control_stage", "chapter"}, .n_by = 3},
        {.by = {"commodity"}, .n_by = 1, .with_schema = true},
        {.by = {"importer"}, .n_by = 1},
        {.by = {"member_state"}, .n_by = 1, .where = {"statistical_value>50000"}, .n_where = 1},
        {.by = {"chapter"}, .n_by = 1, .where = {"acceptance_date>=2017-07-20", "items!=25"}, .n_where = 2},
        {.by = {"control_stage"}, .n_by = 1, .where = {"importer!=IM3"}, .n_where = 1, .with_schema = true},
        {.by = {"member_state"}, .n_by = 1, .sources = day_sources},
    };
    char path[] = "/tmp/test_pattern-XXXXXX", schema_path[] = "/tmp/test_pattern-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w"), *schema = fdopen(mkstemp(schema_path), "w");
    cr_assert(file != NULL && schema != NULL);
    srand(1);
    write_rows(file, 20000);
    fputs(schema_text, schema);
    cr_assert(fclose(file) == 0 && fclose(schema) == 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *const one_by_one = scan_file(path, schema_path, &cases[i], false, 1);
        for (unsigned threads = 1; threads <= 3; threads++) {
            char *const counted = scan_file(path, schema_path, &cases[i], true, threads);
            cr_assert_str_eq(counted, one_by_one, "case %zu, %u threads", i, threads);
            free(counted);
        }
        cr_assert(strstr(one_by_one, "rejected\n") != NULL && strchr(one_by_one, '=') != NULL);
        free(one_by_one);
    }
    unlink(path);
    unlink(schema_path);
}

Test(pattern, a_full_table_forgets_nothing_it_knows)
{
    enum { TRIED = 40000 };
    an_patterns patterns;
    cr_assert_eq(an_patterns_init(&patterns, 5, 1), AN_OK);
    size_t known = 0;
    for (uint64_t i = 0; i < TRIED; i++) {
        const uint64_t key[2] = {i, i % 7};
        cr_assert_eq(an_patterns_find(&patterns, key), AN_PATTERNS_NONE);
        cr_assert_eq(an_patterns_add(&patterns, key, &(an_pattern){.line = i}), AN_OK);
    }
    for (uint64_t i = 0; i < TRIED; i++) {
        const uint64_t key[2] = {i, i % 7};
        const size_t found = an_patterns_find(&patterns, key);
        known += found != AN_PATTERNS_NONE;
        cr_assert(found == AN_PATTERNS_NONE || patterns.patterns[found].line == i);
    }
    cr_assert_eq(known, patterns.count);
    cr_assert_gt(known, 10000);
    an_patterns_free(&patterns);
}

/* Texts of all sizes, of which some are the beginning or the end of others. */
Test(pattern, a_value_cache_tells_texts_apart)
{
    static const char letters[] = "aababbabaabbaababbaabbab";
    an_value_cache cache = {0};
    uint32_t n = 0;
    for (size_t size = 1; size <= 20; size++)
        for (size_t at = 0; at + size < sizeof letters; at++) {
            const char *const text = letters + at;
            const an_value *const known = an_value_cache_value(&cache, text, size);
            if (known != NULL) {
                const an_cell *const kept = &known->text;
                cr_assert(kept->size == size && memcmp(kept->text, text, size) == 0, "%.*s", (int)size, text);
                continue;
            }
            const an_value value = {.present = true, .text = {.text = text, .size = size}};
            cr_assert_eq(an_value_cache_add(&cache, AN_VALUE_CACHE_EACH, text, size, &value), AN_OK);
            const bool kept = an_value_cache_value(&cache, text, size) != NULL;
            cr_assert(kept == (size <= AN_VALUE_CACHE_SIZE), "%.*s", (int)size, text);
            n += kept;
        }
    cr_assert_gt(n, 100);
    an_value_cache_free(&cache);
}

/* A cell in quotes is looked for as it stands in the text: no text that is kept may look like one. */
Test(pattern, a_value_cache_keeps_no_text_that_begins_with_a_quote)
{
    an_value_cache cache = {0};
    static const char *const texts[] = {"\"a\"", "\"", "\"\""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const an_value value = {.present = true, .text = {.text = texts[i], .size = strlen(texts[i])}};
        cr_assert_eq(an_value_cache_add(&cache, AN_VALUE_CACHE_EACH, texts[i], strlen(texts[i]), &value),
                     AN_OK);
        cr_assert_null(an_value_cache_value(&cache, texts[i], strlen(texts[i])));
    }
    an_value_cache_free(&cache);
}

Test(pattern, both_ways_to_a_key_give_the_same)
{
    char text[2 * AN_VALUE_CACHE_SIZE];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('A' + i);
    for (size_t size = 1; size <= AN_VALUE_CACHE_SIZE; size++) {
        const an_value_cache_key near = an_value_cache_key_near(text, size),
                                 any = an_value_cache_key_of(text, size);
        cr_assert(near.low == any.low && near.high == any.high, "%zu", size);
    }
}
