/* test_rejects: bad rows that are skipped: whole, with their place and reason, in the order of the input. */
#include <criterion/criterion.h>

#include "folder.h"
#include "rows.h"

TestSuite(rejects, .init = folder_make, .fini = folder_remove);

static const an_need needs[] = {{.name = "net_mass"}, {.name = "dataset", .optional = true}};

/* Scans files, skipping bad rows; *rejects is what was written of them. */
static rows_result skip(const char *const files[], size_t n, unsigned threads, char **rejects)
{
    an_writer *writer;
    rows_result failed = {.code = AN_SYSTEM};
    cr_assert_eq(an_writer_memory(&writer, &failed.err), AN_OK);
    rows_result result = rows_read((an_scan){.files = files,
                                             .n_files = n,
                                             .needs = needs,
                                             .n_needs = 2,
                                             .skip_bad = true,
                                             .rejects = writer,
                                             .threads = threads});
    size_t size;
    const char *text = an_writer_text(writer, &size);
    *rejects = strndup(text != NULL ? text : "", size);
    an_writer_abort(writer);
    return result;
}

Test(rejects, hold_the_exact_source_with_place_and_reason)
{
    const char *files[] = {
        folder_put("a.csv",
                   "net_mass,dataset\r\n1,H1\r\n12kg,H1\r\n\"1\",\"H\r\n9\"\r\n3\r\n\"x\"y,H1\r\n4,H7\r\n"),
        folder_put("b.csv", "dataset;net_mass\nH1;-1\nI1;5\nH1;\"open\n")};
    char expected[1024], *rejects;
    snprintf(
        expected, sizeof expected,
        "%s,3,1,net_mass: not a number: '12kg',\"12kg,H1\"\n"
        "%s,4,2,dataset: unknown code: 'H\r\n9'; expected one of: H1 H7 I1,\"\"\"1\"\",\"\"H\r\n9\"\"\"\n",
        files[0], files[0]);
    rows_result result = skip(files, 2, 1, &rejects);
    cr_assert_eq(result.code, AN_OK, "%s", result.err.text);
    cr_expect_str_eq(result.text, "a.csv:2 |1|H1\na.csv:8 |4|H7\nb.csv:3 |5|I1\n");
    cr_expect(result.counts.read == 9 && result.counts.used == 3 && result.counts.rejected == 6);
    const char *second = strstr(expected, ",4,2,");
    cr_expect_eq(strncmp(rejects, expected,
                         strlen(files[0]) + strlen(",3,1,net_mass: not a number: '12kg',\"12kg,H1\"\n")),
                 0, "%s", rejects);
    cr_expect_not_null(second);
    static const char *const parts[] = {":", ",6,2,", ",7,1,", ",2,2,net_mass: less than 0: '-1',H1;-1\n",
                                        ",4,2,"};
    const char *at = rejects;
    for (size_t i = 1; i < sizeof parts / sizeof parts[0]; i++) {
        const char *next = strstr(at, parts[i]);
        cr_expect_not_null(next, "'%s' is not in its order in:\n%s", parts[i], rejects);
        at = next != NULL ? next : at;
    }
    cr_expect_not_null(strstr(rejects, ",\"\"\"x\"\"y,H1\"\n"), "%s", rejects);
    cr_expect_not_null(strstr(rejects, ",\"H1;\"\"open\"\n"), "%s", rejects);
    free(rejects);
    rows_free(&result);
}

Test(rejects, are_counted_by_reason_without_the_value)
{
    const char *files[] = {folder_put("a.csv", "net_mass,dataset\n1kg,H1\n2kg,H1\n1,H9\n3\n1,2,3\n-5,H1\n")};
    static const struct {
        const char *text;
        uint64_t rows, line;
    } cases[] = {{"net_mass: not a number", 2, 2},
                 {"dataset: unknown code", 1, 4},
                 {"ragged row", 2, 5},
                 {"net_mass: less than 0", 1, 7}};
    char *rejects;
    rows_result result = skip(files, 1, 1, &rejects);
    cr_assert_eq(result.code, AN_OK);
    cr_assert_eq(result.counts.n_reasons, 4);
    for (size_t i = 0; i < 4; i++) {
        const an_reason *found = NULL;
        for (size_t k = 0; k < 4; k++)
            if (strcmp(result.counts.reasons[k].text, cases[i].text) == 0)
                found = &result.counts.reasons[k];
        cr_assert_not_null(found, "%s", cases[i].text);
        cr_expect(found->rows == cases[i].rows && found->line == cases[i].line && found->file == 0, "%s",
                  cases[i].text);
    }
    free(rejects);
    rows_free(&result);
}

Test(rejects, a_header_that_is_wrong_is_no_row)
{
    const char *files[] = {folder_put("a.csv", "net_mass\n1\n"), folder_put("b.csv", "mass\n2\n")};
    char *rejects;
    rows_result result = skip(files, 2, 2, &rejects);
    cr_expect_eq(result.code, AN_DATA);
    cr_expect_str_eq(result.err.file, files[1]);
    free(rejects);
    rows_free(&result);
}

/* Reasons of several scans add up, with the file they were first met in. */
Test(rejects, add_up_over_scans)
{
    const char *first[] = {folder_put("a.csv", "net_mass\n1\n")};
    const char *second[] = {folder_put("b.csv", "net_mass\nx\n"), folder_put("c.csv", "net_mass\ny\nz\n")};
    an_counts counts = {0};
    const char *const *const files[] = {first, second, second};
    const size_t n[] = {1, 2, 2};
    for (size_t i = 0; i < 3; i++) {
        FILE *nothing = fopen("/dev/null", "w");
        rows_worker worker = {.all = nothing};
        an_schema *schema;
        an_error err = {0};
        cr_assert_eq(an_schema_new(&schema, &(an_schema_options){0}, &err), AN_OK);
        const an_scan scan = {.files = files[i],
                              .n_files = n[i],
                              .needs = needs,
                              .n_needs = 1,
                              .skip_bad = true,
                              .threads = 1,
                              .schema = schema,
                              .row = rows_row};
        worker.scan = &scan;
        worker.block = nothing;
        void *workers[] = {&worker};
        cr_expect_eq(an_extract_scan(&scan, workers, &counts, &err), AN_OK, "%s", err.text);
        an_schema_free(schema);
        fclose(nothing);
    }
    cr_expect(counts.read == 7 && counts.used == 1 && counts.rejected == 6 && counts.n_files == 5);
    cr_assert_eq(counts.n_reasons, 1);
    cr_expect(counts.reasons[0].rows == 6 && counts.reasons[0].file == 1 && counts.reasons[0].line == 2);
    an_counts_free(&counts);
}
