/* test_schema: descriptors (Frictionless) and --column: names, dialect, formats, codes, and their
 * mistakes. */
#include <criterion/criterion.h>

#include "folder.h"
#include "schema/schema.h"

TestSuite(schema, .init = folder_make, .fini = folder_remove);

/* The schema of a descriptor text (NULL: none) and --column texts. */
static an_code make(an_schema **schema, const char *json, const char *const columns[], size_t n,
                    an_error *err)
{
    const an_schema_options options = {
        .path = json != NULL ? folder_put("schema.json", json) : NULL, .columns = columns, .n_columns = n};
    return an_schema_new(schema, &options, err);
}

static an_schema *made(const char *json, const char *const columns[], size_t n)
{
    an_schema *schema = NULL;
    an_error err = {0};
    cr_assert_eq(make(&schema, json, columns, n, &err), AN_OK, "%s", err.text);
    return schema;
}

static void expect_text(const char *is, const char *should)
{
    cr_expect((is == NULL) == (should == NULL) && (is == NULL || strcmp(is, should) == 0),
              "'%s', should be '%s'", is, should);
}

Test(schema, of_nothing_is_the_canonical_extract)
{
    an_schema *schema = made(NULL, NULL, 0);
    cr_expect_eq(an_schema_dialect(schema, "a.csv").delimiter, '\0');
    cr_expect_eq(an_schema_decimal(schema, "a.csv"), '.');
    cr_expect(!an_schema_dialect(schema, "a.csv").no_header);
    an_mapping mapping = an_schema_column(schema, "a.csv", "net_mass");
    expect_text(mapping.name, "net_mass");
    cr_expect(mapping.actual == NULL && mapping.title == NULL && mapping.format == NULL &&
              mapping.n_missing == 0 && mapping.n_categories == 0 && !mapping.has_factor);
    expect_text(an_schema_canonical(schema, "a.csv", "Net Mass"), "Net Mass");
    cr_expect_null(an_schema_mapped(schema, 0));
    an_schema_free(schema);
    an_schema_free(NULL);
}

Test(schema, column_names_what_the_header_calls_otherwise)
{
    static const char *const columns[] = {"net_mass=Net Mass", "origin=a=b"};
    an_schema *schema = made(NULL, columns, 2);
    expect_text(an_schema_column(schema, "a.csv", "net_mass").actual, "Net Mass");
    expect_text(an_schema_column(schema, "a.csv", "origin").actual, "a=b"); /* the first = separates */
    cr_expect_null(an_schema_column(schema, "a.csv", "items").actual);
    expect_text(an_schema_canonical(schema, "a.csv", "Net Mass"), "net_mass");
    expect_text(an_schema_canonical(schema, "a.csv", "items"), "items");
    cr_expect_null(an_schema_canonical(schema, "a.csv", "net_mass"), "another column goes by its name");
    expect_text(an_schema_mapped(schema, 0), "net_mass");
    expect_text(an_schema_mapped(schema, 1), "origin");
    cr_expect_null(an_schema_mapped(schema, 2));
    an_schema_free(schema);
}

Test(schema, column_refuses_what_is_no_pair)
{
    static const char *const cases[] = {"net_mass", "=x", "net_mass=", "=", ""};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_schema *schema = NULL;
        an_error err = {0};
        cr_expect_eq(make(&schema, NULL, &cases[i], 1, &err), AN_USAGE, "'%s'", cases[i]);
        cr_expect(strstr(err.text, cases[i]) != NULL && strstr(err.text, "NAME=ACTUAL") != NULL, "%s",
                  err.text);
    }
    static const char *const twice[] = {"items=a", "items=b"};
    an_schema *schema = NULL;
    an_error err = {0};
    cr_expect_eq(make(&schema, NULL, twice, 2, &err), AN_USAGE);
    cr_expect_not_null(strstr(err.text, "items=b"));
}

static const char package[] =
    "{\"resources\": [\n"
    "  {\"path\": \"data/q3.csv\",\n"
    "   \"dialect\": {\"delimiter\": \";\", \"decimalChar\": \",\"},\n"
    "   \"schema\": {\"missingValues\": [\"\", \"-\"], \"fields\": [\n"
    "     {\"name\": \"Masse\", \"canonical\": \"net_mass\", \"title\": \"Eigenmasse (t)\", \"factor\": "
    "\"1000\"},\n"
    "     {\"name\": \"Tag\", \"canonical\": \"acceptance_date\", \"type\": \"date\", \"format\": "
    "\"%d.%m.%Y\"},\n"
    "     {\"name\": \"origin\", \"missingValues\": [\"ZZ\", 99]},\n"
    "     {\"name\": \"Ergebnis\", \"canonical\": \"control_result\",\n"
    "      \"categories\": [{\"value\": 0, \"label\": \"irregular\"}, {\"value\": \"1\", \"label\": "
    "\"conform\"}]},\n"
    "     {\"name\": \"items\", \"format\": \"default\"}]}},\n"
    "  {\"path\": \"codes.csv\", \"dialect\": {\"header\": false},\n"
    "   \"schema\": {\"fields\": [{\"name\": \"origin\"}, {\"name\": \"items\"}]}},\n"
    "  {\"path\": \"notes.pdf\"}\n"
    "]}\n";

Test(schema, a_package_describes_each_file_by_its_name)
{
    an_schema *schema = made(package, NULL, 0);
    const char *const *names;
    size_t n;
    cr_expect_eq(an_schema_dialect(schema, "/else/where/q3.csv").delimiter, ';');
    cr_expect_eq(an_schema_decimal(schema, "q3.csv"), ',');
    cr_expect(!an_schema_dialect(schema, "q3.csv").no_header);
    cr_expect_eq(an_schema_dialect(schema, "codes.csv").delimiter, '\0');
    cr_expect_eq(an_schema_decimal(schema, "codes.csv"), '.');
    cr_assert(an_schema_dialect(schema, "x/codes.csv").no_header);
    names = an_schema_fields(schema, "x/codes.csv", &n);
    cr_assert_eq(n, 2);
    expect_text(names[0], "origin");
    expect_text(names[1], "items");
    cr_expect_null(an_schema_column(schema, "q4.csv", "net_mass").actual, "no resource of that name");
    cr_expect_eq(an_schema_dialect(schema, "q4.csv").delimiter, '\0');
    an_schema_free(schema);
}

Test(schema, a_field_says_how_a_column_is_read)
{
    an_schema *schema = made(package, NULL, 0);
    char factor[AN_DECIMAL_SIZE];
    an_mapping mapping = an_schema_column(schema, "q3.csv", "net_mass");
    expect_text(mapping.name, "net_mass");
    expect_text(mapping.actual, "Masse");
    expect_text(mapping.title, "Eigenmasse (t)");
    cr_expect_null(mapping.format);
    cr_assert_eq(mapping.n_missing, 2);
    expect_text(mapping.missing[1], "-");
    cr_assert(mapping.has_factor);
    an_decimal_print(mapping.factor, factor);
    cr_expect_str_eq(factor, "1000");
    expect_text(an_schema_column(schema, "q3.csv", "acceptance_date").format, "%d.%m.%Y");
    mapping = an_schema_column(schema, "q3.csv", "origin"); /* its own list instead of the schema's */
    cr_assert_eq(mapping.n_missing, 2);
    expect_text(mapping.missing[0], "ZZ");
    expect_text(mapping.missing[1], "99");
    mapping = an_schema_column(schema, "q3.csv", "control_result");
    cr_assert_eq(mapping.n_categories, 2);
    expect_text(mapping.categories[0].value, "0");
    expect_text(mapping.categories[0].label, "irregular");
    expect_text(mapping.categories[1].value, "1");
    cr_expect_null(an_schema_column(schema, "q3.csv", "items").format, "'default' is no format of ours");
    expect_text(an_schema_canonical(schema, "q3.csv", "Masse"), "net_mass");
    expect_text(an_schema_canonical(schema, "q3.csv", "Eigenmasse (t)"), "net_mass");
    expect_text(an_schema_canonical(schema, "q3.csv", "other"), "other");
    an_schema_free(schema);
}

Test(schema, the_only_resource_is_that_of_any_file)
{
    static const char *const cases[] = {
        "{\"fields\": [{\"name\": \"M\", \"canonical\": \"net_mass\"}]}", /* a bare Table Schema */
        "{\"resources\": [{\"path\": \"a.csv\", \"schema\": {\"fields\": [{\"name\": \"M\", \"canonical\": "
        "\"net_mass\"}]}}]}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_schema *schema = made(cases[i], NULL, 0);
        expect_text(an_schema_column(schema, "any.csv", "net_mass").actual, "M");
        an_schema_free(schema);
    }
}

Test(schema, column_beats_the_descriptor)
{
    static const char *const columns[] = {"net_mass=Tara", "control_result=Ergebnis"};
    an_schema *schema = made(package, columns, 2);
    an_mapping mapping = an_schema_column(schema, "q3.csv", "net_mass");
    expect_text(mapping.actual, "Tara");
    cr_expect(mapping.title == NULL && !mapping.has_factor, "the factor is of another column");
    mapping = an_schema_column(schema, "q3.csv", "control_result");
    expect_text(mapping.actual, "Ergebnis");
    cr_expect_eq(mapping.n_categories, 2, "what the descriptor says of that column stays");
    an_schema_free(schema);
}

Test(schema, the_command_line_beats_the_dialect)
{
    an_schema *schema = NULL;
    an_error err = {0};
    cr_assert_eq(an_schema_new(&schema,
                               &(an_schema_options){
                                   .path = folder_put("p.json", package), .delimiter = '\t', .decimal = '.'},
                               &err),
                 AN_OK);
    cr_expect_eq(an_schema_dialect(schema, "q3.csv").delimiter, '\t');
    cr_expect_eq(an_schema_decimal(schema, "q3.csv"), '.');
    an_schema_free(schema);
}

Test(schema, a_decimal_mark_may_stand_with_its_field)
{
    an_schema *schema = made("{\"fields\": [{\"name\": \"net_mass\", \"decimalChar\": \",\"}]}", NULL, 0);
    cr_expect_eq(an_schema_decimal(schema, "a.csv"), '.', "of its field alone");
    cr_expect_eq(an_schema_column(schema, "a.csv", "net_mass").declared->decimal, ',');
    an_schema_free(schema);
}

Test(schema, names_the_place_of_what_is_no_JSON)
{
    static const struct {
        const char *json;
        uint64_t line;
    } cases[] = {
        {"{\"fields\": [\n  {\"name\": \"a\",}\n]}", 2}, {"{\"fields\": []\n\n,", 3}, {"nonsense", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_schema *schema = NULL;
        an_error err = {0};
        cr_expect_eq(make(&schema, cases[i].json, NULL, 0, &err), AN_DATA, "%s", cases[i].json);
        cr_expect_eq(err.line, cases[i].line, "%s: line %d", cases[i].json, (int)err.line);
        cr_expect_gt(err.column, 0);
        cr_expect_not_null(strstr(err.file, folder));
    }
}

Test(schema, refuses_what_is_no_schema)
{
    static const struct {
        const char *json, *text;
        an_code code;
    } cases[] = {
        {"", "JSON", AN_DATA},
        {"{}", "fields", 0},
        {"[]", "fields", 0},
        {"{\"fields\": 1}", "fields", 0},
        {"{\"fields\": [{\"title\": \"x\"}]}", "name", 0},
        {"{\"fields\": [7]}", "name", 0},
        {"{\"fields\": [{\"name\": \"net_mass\", \"factor\": \"a lot\"}]}", "net_mass", 0},
        {"{\"fields\": [{\"name\": \"net_mass\", \"factor\": null}]}", "net_mass", 0},
        {"{\"resources\": [{\"path\": \"a.csv\", \"schema\": {}}]}", "fields", 0},
        {"{\"resources\": [{\"path\": \"a.csv\", \"schema\": \"/a.json\"}]}", "a.json", 0},
        {"{\"resources\": [{\"path\": \"a.csv\", \"schema\": \"../a.json\"}]}", "a.json", 0},
        {"{\"resources\": [{\"path\": \"a.csv\", \"schema\": \"https://a.eu/a.json\"}]}", "not fetched", 0},
        {"{\"fields\": [], \"fields\": []}", "fields", AN_DATA}, /* one of them would silently win */
        {"{\"fields\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}", "'a'", 0},
        {"{\"fields\": [{\"name\": \"a\", \"canonical\": \"items\"}, {\"name\": \"items\"}]}", "items", 0},
        {"{\"fields\": [{\"name\": \"a\", \"canonical\": \"net_mas\"}]}", "did you mean 'net_mass'", 0},
        {"{\"fields\": [{\"name\": \"a\", \"decimalMark\": \",\"}]}", "did you mean 'decimalChar'", 0},
        {"{\"fields\": [{\"name\": \"a\", \"quoteChar\": \",\"}]}", "a property of a dialect", 0},
        {"{\"fields\": [{\"name\": \"a\", \"type\": \"numbr\"}]}", "did you mean 'number'", 0},
        {"{\"fields\": [{\"name\": \"a\", \"type\": \"geopoint\"}]}", "geopoint", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_schema *schema = NULL;
        an_error err = {0};
        const an_code code = cases[i].code != 0 ? cases[i].code : AN_USAGE;
        cr_expect_eq(make(&schema, cases[i].json, NULL, 0, &err), code, "%s", cases[i].json);
        cr_expect_not_null(strstr(err.text, cases[i].text), "%s: %s", cases[i].json, err.text);
        cr_expect_not_null(strstr(err.file, folder), "%s", cases[i].json);
    }
}

Test(schema, that_cannot_be_read_is_a_fault_of_the_system)
{
    an_schema *schema = NULL;
    an_error err = {0};
    cr_expect_eq(an_schema_new(&schema, &(an_schema_options){.path = "/nowhere/schema.json"}, &err),
                 AN_SYSTEM);
    cr_expect_str_eq(err.file, "/nowhere/schema.json");
    cr_expect_eq(an_schema_new(&schema, &(an_schema_options){.path = folder}, &err), AN_SYSTEM,
                 "a directory");
}
