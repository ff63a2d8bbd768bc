/* test_all_columns: scans that take the columns as the header gives them. */
#include <criterion/criterion.h>

#include "folder.h"
#include "scan/scan.h"

TestSuite(all_columns, .init = folder_make, .fini = folder_remove);

enum { SEEN_SIZE = 500 };

/* "NAME NAME ...|CELL CELL ...|..." */
typedef struct seen {
    char text[SEEN_SIZE];
    size_t n;
    int progress;
} seen;

static an_code begin(void *context, const an_need *needs, size_t n, an_error *err)
{
    seen *s = context;
    (void)err;
    for (s->n = 0; s->n < n; s->n++) {
        strcat(s->text, s->n > 0 ? " " : "");
        strcat(s->text, needs[s->n].name);
    }
    return AN_OK;
}

static an_code row(void *state, const an_row *row, an_error *err)
{
    seen *s = state;
    (void)err;
    for (size_t i = 0; i < s->n; i++) {
        strcat(s->text, i > 0 ? " " : "|");
        strncat(s->text, row->values[i].text.text, row->values[i].text.size);
    }
    return AN_OK;
}

static void progress(void *context, uint64_t bytes, uint64_t total, uint64_t rows)
{
    (void)bytes;
    (void)total;
    (void)rows;
    ++*(int *)context;
}

/* Scans text with --column columns (ends with NULL; NULL: none) and a descriptor (NULL: none). */
static an_code scan_text(seen *s, an_scan scan, const char *text, const char *const columns[],
                         const char *descriptor, an_error *err)
{
    const char *files[] = {folder_put("in.csv", text)};
    an_schema *schema;
    an_counts counts = {0};
    void *workers[] = {s};
    size_t n = 0;
    while (columns != NULL && columns[n] != NULL)
        n++;
    const char *path = descriptor != NULL ? folder_put("schema.json", descriptor) : NULL;
    const an_schema_options options = {.path = path, .columns = columns, .n_columns = n};
    cr_assert_eq(an_schema_new(&schema, &options, err), AN_OK, "%s", err->text);
    scan.files = files;
    scan.n_files = 1;
    scan.schema = schema;
    scan.all_columns = true;
    scan.threads = 1;
    scan.row = row;
    scan.begin = begin;
    scan.context = s;
    scan.progress = progress;
    scan.progress_context = &s->progress;
    an_code code = an_extract_scan(&scan, workers, &counts, err);
    an_counts_free(&counts);
    an_schema_free(schema);
    return code;
}

Test(all_columns, go_by_the_names_of_column_and_schema)
{
    static const char fields[] =
        "{\"fieldsMatch\": \"partial\", \"fields\": ["
        "{\"name\": \"Masse\", \"canonical\": \"net_mass\", \"title\": \"Masse in t\"}, "
        "{\"name\": \"Land\", \"canonical\": \"origin\", \"categories\": [{\"value\": \"NL\", \"label\": "
        "\"BE\"}]}], \"missingValues\": [\"-\"]}";
    static const struct {
        const char *text, *columns[3], *descriptor, *seen;
    } cases[] = {
        {"b,a\n1,2\n3,4\n", {NULL}, NULL, "b a|1 2|3 4"},
        {"a\n-1,5\n", {NULL}, NULL, NULL},
        {"net_mass,origin\nkg,EL\n", {NULL}, NULL, "net_mass origin|kg EL"}, /* as they stand */
        {"Masse,Land,own\n-,NL,-\n", {NULL}, fields, "net_mass origin own| BE -"},
        {"Masse in t,own\n5,6\n", {NULL}, fields, "net_mass own|5 6"},
        {"a,b\n1,2\n", {"net_mass=b"}, NULL, "a net_mass|1 2"},
        {"Masse,b\n1,2\n", {"net_mass=b"}, fields, "Masse net_mass|1 2"}, /* --column wins */
        {"net_mass,b\n1,2\n",
         {"net_mass=b"},
         NULL,
         "net_mass|2"}, /* the file's own net_mass has no name left */
        {"a,b\n1,2\n", {"a=b", "b=a"}, NULL, "b a|1 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        seen s = {.n = 0};
        an_error err = {0};
        an_code code =
            scan_text(&s, (an_scan){0}, cases[i].text, cases[i].columns, cases[i].descriptor, &err);
        cr_expect_eq(code, cases[i].seen != NULL ? AN_OK : AN_DATA, "%s: %s", cases[i].text, err.text);
        if (cases[i].seen != NULL)
            cr_expect_str_eq(s.text, cases[i].seen);
    }
}

Test(all_columns, stand_behind_those_that_are_needed)
{
    static const an_need needs[] = {{.name = "chapter", .option = "--by"}, {.name = "origin"}};
    static const char *const where[] = {"net_mass>1"};
    const an_scan scan = {.needs = needs, .n_needs = 2, .where = where, .n_where = 1};
    seen s = {.n = 0};
    an_error err = {0};
    cr_expect_eq(
        scan_text(&s, scan, "origin,commodity,net_mass\nEL,0307491800,2\nCN,15,1\n", NULL, NULL, &err),
        AN_OK);
    cr_expect_str_eq(s.text, "chapter origin origin commodity net_mass|03 GR EL 0307491800 2");
    cr_expect_gt(s.progress, 0);
}

Test(all_columns, are_told_only_of_a_header_that_is_right)
{
    static const char *const headers[] = {"a,a\n1,2\n", "b\n1\n", "", "\"a\n"};
    static const an_need needs[] = {{.name = "a"}};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        seen s = {.n = 0};
        an_error err = {0};
        cr_expect_eq(scan_text(&s, (an_scan){.needs = needs, .n_needs = 1}, headers[i], NULL, NULL, &err),
                     AN_DATA);
        cr_expect_eq(s.text[0], 0, "%s", headers[i]);
    }
}

Test(all_columns, a_column_that_is_told_of_must_be_there)
{
    static const an_need needs[] = {{.name = "items", .optional = true}};
    static const char *const columns[] = {"items=Anzahl", NULL};
    seen s = {.n = 0}, t = {.n = 0};
    an_error err = {0};
    const an_scan scan = {.needs = needs, .n_needs = 1};
    cr_expect_eq(scan_text(&s, scan, "Anzahl\n2\n", columns, NULL, &err), AN_OK, "%s", err.text);
    cr_expect_eq(scan_text(&t, scan, "Anzal\n2\n", columns, NULL, &err), AN_DATA);
    cr_expect_str_eq(
        err.text,
        "no column 'Anzahl', which --column says is items (did you mean 'Anzal'?); the header has: Anzal");
}
