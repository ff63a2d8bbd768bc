/* test_scan_threads: files of many blocks give the same rows, rejects and errors for any number of
 * threads. */
#include <criterion/criterion.h>

#include "csv/blocks.h"
#include "folder.h"
#include "packers.h"
#include "rows.h"

TestSuite(scan_threads, .init = folder_make, .fini = folder_remove);

enum { ROWS = 150000, MOST_THREADS = 5 }; /* of 27 bytes: four blocks a file */

static const an_need needs[] = {{.name = "net_mass"}, {.name = "own"}};

/* A file of ROWS rows, the i-th (from 0) on line i + 2; those with a number in bad[] have no number as mass.
 * The long file has its columns in another order. */
static const char *make_file(const char *name, bool other_order, const size_t bad[], size_t n_bad)
{
    const char *path = folder_path(name);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    fputs(other_order ? "own;net_mass\n" : "net_mass,own\n", file);
    size_t b = 0;
    for (size_t i = 0; i < ROWS; i++) {
        bool is_bad = b < n_bad && bad[b] == i;
        b += is_bad;
        if (other_order)
            fprintf(file, "%020zu;%s%zu\n", i, is_bad ? "x" : "", i % 1000);
        else
            fprintf(file, "%s%zu,%020zu\n", is_bad ? "x" : "", i % 1000, i);
    }
    cr_assert_gt(ftell(file), 3 * AN_BLOCK_SIZE);
    cr_assert_eq(fclose(file), 0);
    return path;
}

Test(scan_threads, rows_come_in_the_order_of_the_input)
{
    const char *files[] = {make_file("a.csv", false, NULL, 0), make_file("b.csv", true, NULL, 0)};
    rows_result one = {0};
    for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
        rows_result result = rows_read(
            (an_scan){.files = files, .n_files = 2, .needs = needs, .n_needs = 2, .threads = threads});
        cr_assert_eq(result.code, AN_OK, "%s", result.err.text);
        cr_expect(result.counts.read == 2 * ROWS && result.counts.used == 2 * ROWS);
        cr_expect(result.counts.files[0].rows == ROWS && result.counts.files[1].rows == ROWS);
        if (threads == 1) {
            one = result;
            cr_expect_not_null(strstr(one.text, "a.csv:150001 |999|00000000000000149999\nb.csv:2 |0|0000"));
            continue;
        }
        cr_expect(result.size == one.size && memcmp(result.text, one.text, one.size) == 0, "%u threads",
                  threads);
        rows_free(&result);
    }
    rows_free(&one);
}

Test(scan_threads, the_first_bad_row_wins)
{
    static const size_t late[] = {ROWS - 1}, early_and_late[] = {5, ROWS - 1},
                        middle[] = {60000, 60001, 100000};
    static const struct {
        const size_t *bad[2];
        size_t n[2];
        uint64_t line;
        int file;
    } cases[] = {
        {{late, NULL}, {1, 0}, ROWS + 1, 0},    {{early_and_late, late}, {2, 1}, 7, 0},
        {{NULL, early_and_late}, {0, 2}, 7, 1}, {{middle, early_and_late}, {3, 2}, 60002, 0},
        {{NULL, late}, {0, 1}, ROWS + 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *files[] = {make_file("a.csv", false, cases[i].bad[0], cases[i].n[0]),
                               make_file("b.csv", true, cases[i].bad[1], cases[i].n[1])};
        for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
            rows_result result = rows_read(
                (an_scan){.files = files, .n_files = 2, .needs = needs, .n_needs = 2, .threads = threads});
            cr_expect_eq(result.code, AN_DATA);
            cr_expect_eq(result.err.line, cases[i].line, "%u threads: line %d", threads,
                         (int)result.err.line);
            cr_expect_eq(result.err.column, (uint64_t)cases[i].file + 1);
            cr_expect_str_eq(result.err.file, files[cases[i].file]);
            rows_free(&result);
        }
    }
}

/* A bad row stands before a fault that the reading thread meets, however far it has read ahead. */
Test(scan_threads, a_bad_row_wins_over_what_comes_behind_it)
{
    static const size_t bad[] = {ROWS - 1};
    const char *files[] = {make_file("a.csv", false, bad, 1), folder_put("empty.csv", "")};
    const char *good[] = {make_file("b.csv", true, NULL, 0), files[1]};
    for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
        an_scan scan = {.files = files, .n_files = 2, .needs = needs, .n_needs = 2, .threads = threads};
        rows_result result = rows_read(scan);
        cr_expect_eq(result.err.line, ROWS + 1, "%u threads: %s", threads, result.err.text);
        rows_free(&result);
        scan.files = good;
        result = rows_read(scan);
        cr_expect_eq(result.code, AN_DATA);
        cr_expect_str_eq(result.err.file, files[1]);
        rows_free(&result);
    }
}

Test(scan_threads, rejects_are_the_same_for_any_number)
{
    static const size_t bad[] = {0, 1, 40000, 80000, 149999}, others[] = {3, 149998};
    const char *files[] = {make_file("a.csv", false, bad, 5), make_file("b.csv", true, others, 2)};
    static const uint64_t lines[] = {2, 3, 40002, 80002, 150001, 5, 150000};
    char expected[2048] = "", row[400];
    for (size_t i = 0; i < 7; i++) {
        const int number = (int)lines[i] - 2;
        if (i < 5)
            snprintf(row, sizeof row, "%s,%d,1,net_mass: not a number: 'x%d',\"x%d,%020d\"\n", files[0],
                     number + 2, number % 1000, number % 1000, number);
        else
            snprintf(row, sizeof row, "%s,%d,2,net_mass: not a number: 'x%d',%020d;x%d\n", files[1],
                     number + 2, number % 1000, number, number % 1000);
        strcat(expected, row);
    }
    for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
        an_writer *writer;
        an_error err = {0};
        size_t size;
        cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
        rows_result result = rows_read((an_scan){.files = files,
                                                 .n_files = 2,
                                                 .needs = needs,
                                                 .n_needs = 2,
                                                 .threads = threads,
                                                 .skip_bad = true,
                                                 .rejects = writer});
        const char *text = an_writer_text(writer, &size);
        cr_expect(size == strlen(expected) && memcmp(text, expected, size) == 0, "%u threads:\n%.*s", threads,
                  (int)size, text);
        cr_expect(result.counts.read == 2 * ROWS && result.counts.rejected == 7 &&
                  result.counts.used == 2 * ROWS - 7);
        cr_assert_eq(result.counts.n_reasons, 1);
        cr_expect(result.counts.reasons[0].rows == 7 && result.counts.reasons[0].file == 0 &&
                  result.counts.reasons[0].line == 2);
        an_writer_abort(writer);
        rows_free(&result);
    }
}

/* Rows whose cells have line ends, some of them bad, as text. */
static char *make_lines(size_t *size)
{
    char *text;
    FILE *file = open_memstream(&text, size);
    cr_assert_not_null(file);
    fputs("net_mass,own\n", file);
    for (size_t i = 0; i < ROWS / 20; i++)
        fprintf(file, "%s%zu,\"%0*zu\n1,\"\"x\"\",2\n%zu,3\"\r\n", i % 500 == 499 ? "x" : "", i % 1000,
                (int)(i % 100) + 1, i, i);
    cr_assert_eq(fclose(file), 0);
    return text;
}

/* However the bytes come: a file that threads read anywhere, one that is read in order, compressed ones. */
Test(scan_threads, line_ends_in_cells_are_the_same_for_any_number)
{
    size_t size;
    char *text = make_lines(&size);
    cr_assert_gt(size, 2 * AN_BLOCK_SIZE);
    unsigned char *packed = malloc(PACKED + size);
    cr_assert_not_null(packed);
    const char *path = folder_path("in.csv");
    rows_result one = {0};
    for (size_t kind = 0; kind < 2 + PACKERS; kind++) {
        const size_t stored = kind < 2 ? size : packers[kind - 2].pack(packed, text, size);
        FILE *file = fopen(path, "wb");
        cr_assert(file != NULL && fwrite(kind < 2 ? text : (char *)packed, 1, stored, file) == stored);
        cr_assert_eq(fclose(file), 0);
        for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
            rows_result result = rows_read((an_scan){.files = &path,
                                                     .n_files = 1,
                                                     .needs = needs,
                                                     .n_needs = 2,
                                                     .threads = threads,
                                                     .hash = kind == 1,
                                                     .skip_bad = true});
            cr_assert_eq(result.code, AN_OK, "%s", result.err.text);
            cr_expect(result.counts.read == ROWS / 20 && result.counts.rejected == ROWS / 20 / 500);
            cr_expect_eq(result.counts.files[0].bytes, stored);
            if (one.text == NULL) {
                one = result;
                cr_expect_not_null(strstr(one.text, "\n22496 |498|"), "row 7499 stands on line 3 * 7498 + 2");
                continue;
            }
            cr_expect(result.size == one.size && memcmp(result.text, one.text, one.size) == 0,
                      "kind %zu, %u threads", kind, threads);
            rows_free(&result);
        }
    }
    rows_free(&one);
    free(packed);
    free(text);
}

/* A compressed file that is cut off: what stands before it is judged first, what is behind it never. */
Test(scan_threads, a_truncated_file_is_an_error_in_its_place)
{
    static const size_t bad[] = {ROWS - 1};
    size_t size;
    char *text = make_lines(&size);
    unsigned char *packed = malloc(PACKED + size);
    cr_assert_not_null(packed);
    const char *cut = folder_path("cut.csv.gz");
    FILE *file = fopen(cut, "wb");
    const size_t stored = pack_gzip(packed, text, size) - 20;
    cr_assert(file != NULL && fwrite(packed, 1, stored, file) == stored);
    cr_assert_eq(fclose(file), 0);
    const char *with_bad[] = {make_file("a.csv", false, bad, 1), cut};
    const char *good[] = {make_file("b.csv", true, NULL, 0), cut, folder_put("none.csv", "")};
    for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
        an_scan scan = {.files = with_bad, .n_files = 2, .needs = needs, .n_needs = 2, .threads = threads};
        rows_result result = rows_read(scan);
        cr_expect_eq(result.err.line, ROWS + 1, "%u threads: %s", threads, result.err.text);
        rows_free(&result);
        scan.files = good;
        scan.n_files = 3;
        scan.skip_bad = true;
        result = rows_read(scan);
        cr_expect_eq(result.code, AN_DATA);
        cr_expect_str_eq(result.err.file, cut);
        cr_expect_str_eq(result.err.text, "truncated gzip data: the file ends too early");
        rows_free(&result);
    }
    free(packed);
    free(text);
}

/* What the caller's own functions find stops the scan too. */
static an_code fail_row(void *worker, const an_row *row, an_error *err)
{
    (void)worker;
    return row->record->line == 70000 ? an_row_fail(row, needs, 1, err, "no %s", "luck") : AN_OK;
}

static an_code fail_commit(void *worker, uint64_t block, an_error *err)
{
    (void)worker;
    return block == 2 ? an_fail(err, AN_SYSTEM, "block %d", (int)block) : AN_OK;
}

Test(scan_threads, failures_of_the_caller_end_the_scan)
{
    const char *file = make_file("b.csv", true, NULL, 0);
    an_schema *schema;
    an_error err = {0};
    cr_assert_eq(an_schema_new(&schema, &(an_schema_options){0}, &err), AN_OK);
    for (unsigned threads = 1; threads <= MOST_THREADS; threads++) {
        void *workers[MOST_THREADS] = {NULL};
        an_counts counts = {0};
        an_scan scan = {.files = &file,
                        .n_files = 1,
                        .needs = needs,
                        .n_needs = 2,
                        .threads = threads,
                        .schema = schema,
                        .row = fail_row};
        cr_expect_eq(an_extract_scan(&scan, workers, &counts, &err), AN_DATA);
        cr_expect(err.line == 70000 && err.column == 1 && strcmp(err.text, "own: no luck") == 0, "%s",
                  err.text);
        scan.row = rows_row;
        scan.needs = NULL;
        scan.n_needs = 0;
        FILE *nothing = fopen("/dev/null", "w");
        rows_worker worker[MOST_THREADS];
        for (unsigned t = 0; t < threads; t++) {
            worker[t] = (rows_worker){.scan = &scan, .block = nothing};
            workers[t] = &worker[t];
        }
        scan.commit = fail_commit;
        cr_expect_eq(an_extract_scan(&scan, workers, &counts, &err), AN_SYSTEM);
        cr_expect_str_eq(err.text, "block 2");
        fclose(nothing);
        an_counts_free(&counts);
    }
    an_schema_free(schema);
}
