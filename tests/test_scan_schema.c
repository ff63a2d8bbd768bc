/* test_scan_schema: scans of files that a descriptor or --column translates. */
#include <criterion/criterion.h>

#include "folder.h"
#include "rows.h"

TestSuite(scan_schema, .init = folder_make, .fini = folder_remove);

/* Scans csv (one file) through a descriptor and --column texts, ended by NULL. */
static void expect_csv(const char *json, const char *const columns[], const char *csv, an_scan scan,
                       an_code code, const char *text)
{
    an_schema *schema;
    an_error err = {0};
    size_t n = 0;
    while (columns[n] != NULL)
        n++;
    const char *path = json != NULL ? folder_put("schema.json", json) : NULL;
    const an_schema_options options = {.path = path, .columns = columns, .n_columns = n};
    cr_assert_eq(an_schema_new(&schema, &options, &err), AN_OK, "%s", err.text);
    const char *file = folder_put("f.csv", csv);
    scan.files = &file;
    scan.n_files = 1;
    scan.schema = schema;
    rows_result result = rows_read(scan);
    char error[AN_ERROR_SIZE];
    rows_error(&result, error);
    cr_expect_eq(result.code, code, "%s", error);
    if (code == AN_OK)
        cr_expect_str_eq(result.text, text);
    else
        cr_expect_not_null(strstr(rows_error(&result, error), text), "'%s' is not in '%s'", text, error);
    rows_free(&result);
    an_schema_free(schema);
}

static const char *const none[] = {NULL};

Test(scan_schema, a_column_goes_by_its_actual_name)
{
    static const an_need needs[] = {{.name = "net_mass"}, {.name = "origin"}};
    static const char *const columns[] = {"net_mass=Net Mass", "origin=Land", NULL};
    const an_scan scan = {.needs = needs, .n_needs = 2};
    expect_csv(NULL, columns, "Net Mass,Land,net_mass\n5,EL,7\n", scan, AN_OK, "2 |5|GR\n");
    expect_csv(NULL, columns, "net_mass,Land\n5,EL\n", scan, AN_DATA, "no column 'Net Mass'");
    expect_csv(NULL, columns, "Net Mass,Land\n5kg,EL\n", scan, AN_DATA,
               ":2:1: net_mass: not a number: '5kg'");
}

Test(scan_schema, a_descriptor_translates_names_numbers_dates_and_codes)
{
    static const an_need needs[] = {{.name = "net_mass"}, {.name = "control_result"}, {.name = "origin"}};
    static const char json[] =
        "{\"resources\": [{\"path\": \"f.csv\", \"dialect\": {\"delimiter\": \"|\", \"decimalChar\": "
        "\",\"},\"schema\": {\"missingValues\": [\"-\"], \"fields\": [{\"name\": \"Masse\", \"canonical\": "
        "\"net_mass\", \"title\": \"Masse in t\", \"factor\": \"1000\"},{\"name\": \"Tag\", \"canonical\": "
        "\"acceptance_date\", \"format\": \"%d.%m.%Y\"},{\"name\": \"ok\", \"canonical\": "
        "\"control_result\", \"categories\": [{\"value\": 0, \"label\": \"irregular\"},{\"value\": 1, "
        "\"label\": \"conform\"}]}, {\"name\": \"origin\"}]}}]}";
    const an_scan scan = {.needs = needs, .n_needs = 3, .date = "acceptance_date", .period = AN_PERIOD_MONTH};
    expect_csv(json, none, "Masse|Tag|ok|origin\n1,5|14.07.2017|1|EL\n-|01.08.2017|0|-\n", scan, AN_OK,
               "2 2017-07|1500|conform|GR\n3 2017-08|~|irregular|~\n");
    expect_csv(json, none, "origin|ok|Masse in t|Tag\nCN|-|2|31.12.2017\n", scan, AN_OK,
               "2 2017-12|2000|~|CN\n");
    expect_csv(json, none, "Masse|Tag|ok|origin\n1.5|14.07.2017|1|EL\n", scan, AN_DATA,
               ":2:1: net_mass: not a number");
    expect_csv(json, none, "Masse|Tag|ok|origin\n1|14.07.2017|2|EL\n", scan, AN_DATA,
               ":2:3: control_result: unknown code");
    expect_csv(json, none, "Masse|Tag|ok|origin\n1|2017-07-14|1|EL\n", scan, AN_DATA,
               ":2:2: acceptance_date: not a date: '2017-07-14'; expected the form %d.%m.%Y");
}

/* What stands for an empty cell is empty, also where a default looks at it. */
Test(scan_schema, missing_values_are_empty_for_defaults_and_derived_columns_too)
{
    static const an_need needs[] = {
        {.name = "controls", .optional = true}, {.name = "chapter"}, {.name = "hs6"}};
    static const char json[] =
        "{\"missingValues\": [\"\", \"-\", \"n.a.\"], \"fields\": [{\"name\": \"control_stage\", "
        "\"categories\": [{\"value\": \"keine\", \"label\": \"\"}, {\"value\": \"vor\", \"label\": "
        "\"clearance\"}]}, {\"name\": \"Ware\", \"canonical\": \"commodity\"}]}";
    const an_scan scan = {.needs = needs, .n_needs = 3};
    expect_csv(json, none, "control_stage,Ware\n-,n.a.\nkeine,0307491800\nvor,-\n", scan, AN_OK,
               "2 |0|~|~\n3 |0|03|030749\n4 |1|~|~\n");
}

Test(scan_schema, a_file_without_a_header_has_the_fields_of_its_descriptor)
{
    static const an_need needs[] = {{.name = "origin"}, {.name = "items"}};
    static const char json[] =
        "{\"resources\": [{\"path\": \"f.csv\", \"dialect\": {\"header\": false}, \"schema\": "
        "{\"fields\": [{\"name\": \"items\"}, {\"name\": \"origin\"}]}}]}";
    const an_scan scan = {.needs = needs, .n_needs = 2};
    expect_csv(json, none, "1,CN\n2,US\n", scan, AN_OK, "1 |CN|1\n2 |US|2\n");
    expect_csv(json, none, "1,CN,x\n", scan, AN_DATA, ":1:3: ragged row: 3 cells where the header has 2");
    expect_csv(json, none, "", scan, AN_DATA, "empty");
    expect_csv("{\"resources\": [{\"dialect\": {\"header\": false}, \"schema\": {\"fields\": [{\"name\": "
               "\"x\"}]}}]}",
               none, "1\n", scan, AN_DATA, "no column 'origin'");
}

Test(scan_schema, column_beats_the_descriptor)
{
    static const an_need needs[] = {{.name = "net_mass"}};
    static const char json[] =
        "{\"fields\": [{\"name\": \"t\", \"canonical\": \"net_mass\", \"factor\": 1000}, "
        "{\"name\": \"g\", \"factor\": \"0.001\"}]}";
    static const char *const columns[][2] = {{"net_mass=kg"}, {"net_mass=g"}};
    const an_scan scan = {.needs = needs, .n_needs = 1};
    expect_csv(json, none, "t,kg,g\n1,2,3\n", scan, AN_OK, "2 |1000\n");
    expect_csv(json, columns[0], "t,kg,g\n1,2,3\n", scan, AN_OK, "2 |2\n");
    expect_csv(json, columns[1], "t,kg,g\n1,2,3\n", scan, AN_OK, "2 |0.003\n");
}

/* The columns of all_columns, as begin tells them. */
static an_code keep_names(void *context, const an_need *needs, size_t n, an_error *err)
{
    char *names = context;
    (void)err;
    for (size_t i = 0; i < n; i++)
        snprintf(names + strlen(names), 100 - strlen(names), "%s%s ", needs[i].name,
                 needs[i].text ? "*" : "");
    return AN_OK;
}

Test(scan_schema, all_columns_come_by_their_canonical_names)
{
    static const an_need needs[] = {{.name = "origin"}};
    char names[100] = "";
    an_scan scan = {.needs = needs, .n_needs = 1, .all_columns = true, .begin = keep_names, .context = names};
    static const char *const one[] = {"net_mass=Masse", NULL};
    expect_csv(NULL, one, "Masse,own,origin\nheavy,x,EL\n", scan, AN_OK, "2 |GR\n");
    cr_expect_str_eq(names, "origin net_mass* own* origin* ");
}
