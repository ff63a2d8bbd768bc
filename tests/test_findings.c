/* test_findings: counts of violations by group, put together from parts. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "quality/diagnosis.h"
#include "quality/findings.h"

enum { CHECKS = 2, KNOWN = 16 };

/* The duplicates that a merge told of. */
typedef struct told {
    an_duplicate rows[KNOWN];
    char keys[KNOWN][16];
    size_t n;
    an_code code; /* what it returns */
} told;

static an_code tell(void *context, const an_duplicate *row, an_error *err)
{
    told *t = context;
    (void)err;
    snprintf(t->keys[t->n], sizeof t->keys[0], "%.*s", (int)row->size, row->key);
    t->rows[t->n++] = *row;
    return t->code;
}

static an_findings *make(void)
{
    an_findings *made;
    an_error err;
    cr_assert_eq(an_findings_new(&made, CHECKS, &err), AN_OK);
    return made;
}

static size_t group(an_findings *f, const char *key)
{
    size_t number;
    an_error err;
    cr_assert_eq(an_findings_group(f, key, strlen(key) + 1, &number, &err), AN_OK);
    return number;
}

static void violate(an_findings *f, size_t g, size_t check, uint64_t line, const char *example)
{
    an_error err;
    an_finding *finding = an_findings_at(f, g, check);
    finding->rows++;
    if (an_findings_add(finding, "a.csv", line))
        cr_assert_eq(an_findings_example(f, finding, example, &err), AN_OK);
}

Test(findings, groups_keep_their_numbers_and_start_at_nothing)
{
    an_findings *f = make();
    cr_expect_eq(an_findings_groups(f), 0);
    cr_expect_eq(group(f, "DE"), 0);
    cr_expect_eq(group(f, "FR"), 1);
    an_findings_at(f, 0, 1)->rows = 7;
    for (int i = 0; i < 1000; i++) {
        char key[12];
        snprintf(key, sizeof key, "%d", i);
        cr_expect_eq(group(f, key), (size_t)i + 2);
    }
    cr_expect_eq(group(f, "DE"), 0);
    cr_expect_eq(an_findings_at(f, 0, 1)->rows, 7);
    cr_expect(an_findings_at(f, 900, 0)->rows == 0 && an_findings_at(f, 900, 0)->file == NULL);
    an_findings_free(f);
    an_findings_free(NULL);
}

Test(findings, the_first_violation_stays_whatever_comes_behind)
{
    an_findings *whole = make(), *part = make();
    an_error err;
    told t = {0};
    size_t fr = group(part, "FR"), de = group(part, "DE");
    an_findings_at(part, fr, 0)->rows = 5;
    violate(part, de, 1, 17, "x");
    violate(part, de, 1, 19, "y");
    cr_assert_eq(an_findings_merge(whole, part, tell, &t, &err), AN_OK);
    violate(part, group(part, "DE"), 1, 23, "z");
    violate(part, group(part, "IT"), 0, 29, "i");
    cr_assert_eq(an_findings_merge(whole, part, tell, &t, &err), AN_OK);
    const an_finding *germany = an_findings_at(whole, group(whole, "DE"), 1);
    cr_expect(germany->rows == 3 && germany->violations == 3 && germany->line == 17);
    cr_expect_str_eq(germany->example, "x");
    cr_expect_eq(an_findings_at(whole, group(whole, "FR"), 0)->rows, 5);
    cr_expect_eq(an_findings_at(whole, group(whole, "IT"), 0)->line, 29);
    cr_expect_eq(an_findings_at(part, de, 1)->violations, 0, "the part is empty again");
    cr_expect_eq(t.n, 0);
    an_findings_free(whole);
    an_findings_free(part);
}

Test(findings, keys_that_occur_twice_are_told_over_all_parts)
{
    static const char *const keys[2][4] = {{"a", "b", "a", "c"}, {"d", "c", "a", "e"}};
    an_findings *whole = make(), *parts[2] = {make(), make()};
    an_error err;
    told t = {0};
    group(whole, "other");
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < 4; i++)
            cr_assert_eq(an_findings_key(parts[p], group(parts[p], i < 3 ? "DE" : "FR"), 1, "a.csv",
                                         10 * p + i, keys[p][i], 1, &err),
                         AN_OK);
    for (size_t p = 0; p < 2; p++)
        cr_assert_eq(an_findings_merge(whole, parts[p], tell, &t, &err), AN_OK);
    static const struct {
        const char *key;
        uint64_t line;
    } expected[] = {{"a", 2}, {"c", 11}, {"a", 12}};
    cr_assert_eq(t.n, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_str_eq(t.keys[i], expected[i].key);
        cr_expect(t.rows[i].line == expected[i].line && t.rows[i].group == group(whole, "DE") &&
                  t.rows[i].check == 1);
    }
    for (size_t p = 0; p < 2; p++)
        cr_assert_eq(an_findings_merge(whole, parts[p], tell, &t, &err), AN_OK);
    cr_expect_eq(t.n, 3, "merged parts have no keys any more");
    cr_assert_eq(an_findings_key(parts[0], 0, 0, "a.csv", 30, "a", 1, &err), AN_OK);
    cr_assert_eq(an_findings_merge(whole, parts[0], tell, &t, &err), AN_OK);
    cr_expect_eq(t.n, 3, "a key of another check");
    t.code = AN_SYSTEM;
    cr_assert_eq(an_findings_key(parts[0], 0, 1, "a.csv", 1, "a", 1, &err), AN_OK);
    cr_expect_eq(an_findings_merge(whole, parts[0], tell, &t, &err), AN_SYSTEM);
    an_findings_free(whole);
    an_findings_free(parts[0]);
    an_findings_free(parts[1]);
}

Test(findings, a_sum_is_over_all_groups_its_first_of_the_first_group)
{
    an_findings *f = make();
    an_error err;
    an_finding sum;
    cr_assert_eq(an_findings_sort(f, &err), AN_OK);
    an_findings_sum(f, 0, &sum);
    cr_expect(sum.rows == 0 && sum.violations == 0 && sum.file == NULL);
    violate(f, group(f, "FR"), 0, 3, "f");
    violate(f, group(f, "DE"), 0, 9, "d");
    violate(f, group(f, "DE"), 0, 11, "e");
    an_findings_at(f, group(f, "AT"), 0)->rows = 4;
    cr_assert_eq(an_findings_sort(f, &err), AN_OK);
    an_findings_sum(f, 0, &sum);
    cr_expect(sum.rows == 7 && sum.violations == 3 && sum.line == 9);
    cr_expect_str_eq(sum.example, "d");
    an_findings_free(f);
}

/* The report as text. */
static void write(const an_findings *f, size_t n_by, const an_diagnosis *diagnosis, const an_counts *counts,
                  char *out, size_t size)
{
    static const char *const names[] = {"check",      "column", "by",    "rows",
                                        "violations", "share",  "first", "example"};
    static const char *const without[] = {"check", "column", "rows",   "violations",
                                          "share", "first",  "example"};
    static const an_check checks[CHECKS] = {{"number", "net_mass", true, false},
                                            {"duplicate", "", true, true}};
    an_writer *writer;
    an_output *output;
    an_error err;
    size_t written;
    cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
    cr_assert_eq(an_output_new(&output, writer, AN_FORMAT_CSV, n_by > 0 ? names : without, 7 + n_by, &err),
                 AN_OK);
    an_findings_write(f, checks, n_by, diagnosis, counts, output);
    cr_assert_eq(an_output_finish(output, &err), AN_OK);
    const char *text = an_writer_text(writer, &written);
    snprintf(out, size, "%.*s", (int)written, text);
    an_writer_abort(writer);
}

Test(findings, are_written_by_check_then_group_behind_the_diagnosis)
{
    an_findings *f = make(), *whole = make();
    an_error err;
    char text[1000];
    an_file_record files[] = {{.name = "a.csv"}, {.name = "b.csv"}};
    an_reason reasons[] = {{"ragged row", 3, 1, 5}, {"not UTF-8", 1, 0, 2}};
    an_trouble troubles[] = {
        {.check = "header", .column = "", .rows = 1, .violations = 1, .file = "a.csv", .line = 1}};
    const an_diagnosis seen = {.troubles = troubles, .n = 1}, nothing = {0};
    const an_counts bad = {.read = 16, .rejected = 4, .reasons = reasons, .n_reasons = 2, .files = files};
    const an_counts good = {.read = 8};
    violate(f, group(f, "FR"), 0, 3, "1,5");
    an_findings_at(f, group(f, "FR"), 0)->rows = 4;
    an_findings_at(f, group(f, "DE"), 1)->rows = 2;
    cr_assert_eq(an_findings_sort(f, &err), AN_OK);
    write(f, 1, &seen, &bad, text, sizeof text);
    cr_expect_str_eq(text, "check,column,by,rows,violations,share,first,example\n"
                           "header,,,1,1,1,a.csv:1,\n"
                           "structure,,,16,3,0.1875,b.csv:5,ragged row\n"
                           "structure,,,16,1,0.0625,a.csv:2,not UTF-8\n"
                           "number,net_mass,DE,0,0,,,\n"
                           "number,net_mass,FR,4,1,0.25,a.csv:3,\"1,5\"\n"
                           "duplicate,,DE,2,0,0,,\n"
                           "duplicate,,FR,0,0,,,\n");
    size_t one;
    cr_assert_eq(an_findings_group(whole, "", 0, &one, &err), AN_OK);
    cr_assert_eq(an_findings_sort(whole, &err), AN_OK);
    write(whole, 0, &nothing, &good, text, sizeof text);
    cr_expect_str_eq(text, "check,column,rows,violations,share,first,example\n"
                           "structure,,8,0,0,,\n"
                           "number,net_mass,0,0,,,\n"
                           "duplicate,,0,0,,,\n");
    an_findings_free(f);
    an_findings_free(whole);
}
