/* test_column: the canonical columns against the list of the extracts in the design. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "schema/column.h"

/* Each extract of the design, section 6, with the columns that it names. `kind` and the like, whose codes
 * differ from extract to extract, are columns of the extract's own. */
static const struct {
    const char *extract, *columns;
} extracts[] = {
    {"declarations",
     "declaration_id item_number acceptance_date period member_state customs_office dataset procedure "
     "declaration_type importer declarant importer_aeo declarant_aeo commodity origin dispatch net_mass "
     "supplementary_units statistical_value duty_rate duty_amount control_stage control_type control_basis "
     "control_result established_amount items controls"},
    {"tor", "period date member_state gross_tor"},
    {"aeo_register", "aeo_id member_state aeo_type event event_date size"},
    {"crc", "date member_state policy_area items_analysed automated_hits final_hits"},
    {"rif", "rif_id member_state issue_date fields_required fields_completed fields_precise relevant "
            "feedback_due_date feedback_date"},
    {"operations", "operation_id policy_area member_state start_date controls irregular seizures "
                   "established_amount"},
    {"ens", "ens_id lodgement_date member_state transport_mode state consignor consignee seller buyer "
            "goods_description commodity gross_mass packages"},
    {"sharing", "date member_state shareable shared"},
    {"assistance", "date member_state scope direction requests answers"},
    {"programme", "date member_state activity participations man_days"},
    {"passengers", "date member_state traffic controls seizures"},
    {"actions", "objective action status title"},
    {"survey", "sub_action question answer member_states"},
};

static const an_column *find_word(const char *words, int k)
{
    size_t size;
    const char *word = an_words_get(words, k, &size);
    char name[64];
    if (word == NULL)
        return NULL;
    snprintf(name, sizeof name, "%.*s", (int)size, word);
    const an_column *column = an_column_find(name);
    cr_assert_not_null(column, "no column %s", name);
    return column;
}

Test(column, every_extract_of_the_design_has_its_columns)
{
    for (size_t i = 0; i < sizeof extracts / sizeof extracts[0]; i++) {
        const an_column *column;
        for (int k = 1; (column = find_word(extracts[i].columns, k)) != NULL; k++)
            cr_expect(column->extracts != NULL && an_words_find(column->extracts, extracts[i].extract,
                                                                strlen(extracts[i].extract)) > 0,
                      "%s is not said to be of %s", column->name, extracts[i].extract);
    }
}

Test(column, types_and_units_are_those_of_the_design)
{
    static const struct {
        an_type type;
        const char *columns, *unit;
    } cases[] = {
        {AN_TYPE_TEXT, "declaration_id item_number customs_office procedure importer declarant",
         NULL},
        {AN_TYPE_COUNTRY, "member_state origin dispatch", NULL},
        {AN_TYPE_COMMODITY, "commodity", NULL},
        {AN_TYPE_DATE,
         "acceptance_date date event_date issue_date feedback_due_date feedback_date start_date "
         "lodgement_date",
         NULL},
        {AN_TYPE_PERIOD, "period", NULL},
        {AN_TYPE_COUNT, "items controls items_analysed automated_hits final_hits fields_required seizures",
         NULL},
        {AN_TYPE_AMOUNT, "net_mass gross_mass", "kg"},
        {AN_TYPE_AMOUNT, "statistical_value duty_amount established_amount gross_tor", "EUR"},
        {AN_TYPE_AMOUNT, "duty_rate", "percent"},
        {AN_TYPE_AMOUNT, "supplementary_units member_states", NULL}, /* halves occur: 2.5 */
        {AN_TYPE_CODE, "dataset declaration_type importer_aeo control_stage event relevant state status",
         NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const an_column *column;
        for (int k = 1; (column = find_word(cases[i].columns, k)) != NULL; k++) {
            cr_expect_eq(column->type, cases[i].type, "%s", column->name);
            cr_expect(cases[i].unit == NULL
                          ? column->unit == NULL
                          : column->unit != NULL && strcmp(column->unit, cases[i].unit) == 0,
                      "%s", column->name);
        }
    }
}

Test(column, codes_are_those_of_the_design)
{
    static const char *const cases[][2] = {
        {"dataset", "H1 H7 I1"},
        {"declaration_type", "standard simplified"},
        {"importer_aeo", "none AEOC AEOS AEOF"},
        {"declarant_aeo", "none AEOC AEOS AEOF"},
        {"control_stage", "clearance post_clearance post_release"},
        {"control_type", "documentary physical"},
        {"control_basis", "risk_profile crc random other"},
        {"control_result", "conform irregular open"},
        {"event", "application rejection grant suspension resumption revocation cessation reassessment"},
        {"size", "sme large natural_person"},
        {"relevant", "yes no"},
        {"state", "submitted processed rejected"},
        {"scope", "eu third_country"},
        {"direction", "sent received"},
        {"status", "COMPLETED ONGOING NOT_STARTED"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_str_eq(an_column_find(cases[i][0])->codes, cases[i][1], "%s", cases[i][0]);
}

/* A condition on codes is a mask of 64 bits: bit 0 is the empty cell. */
Test(column, the_table_keeps_its_own_rules)
{
    for (const an_column *column = an_columns; column->name != NULL; column++) {
        size_t size;
        cr_expect_eq(an_column_find(column->name), column, "%s stands twice", column->name);
        cr_expect_not_null(column->title, "%s", column->name);
        cr_expect_eq(column->type == AN_TYPE_CODE, column->codes != NULL, "%s", column->name);
        cr_expect(column->codes == NULL || an_words_get(column->codes, 64, &size) == NULL, "%s",
                  column->name);
        cr_expect_eq(
            column->splits,
            an_words_find("control_stage control_type control_basis", column->name, strlen(column->name)) > 0,
            "%s", column->name);
        cr_expect_eq(column->one_where != NULL,
                     an_words_find("items controls cases", column->name, strlen(column->name)) > 0, "%s",
                     column->name);
        cr_expect(column->prefix_of == NULL || an_column_find(column->prefix_of) != NULL, "%s", column->name);
    }
}

Test(column, digits_of_the_derived_columns)
{
    static const struct {
        const char *name;
        int digits;
    } cases[] = {{"chapter", 2}, {"hs4", 4}, {"hs6", 6}, {"cn8", 8}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_str_eq(an_column_find(cases[i].name)->prefix_of, "commodity");
        cr_expect_eq(an_column_find(cases[i].name)->digits, cases[i].digits);
    }
}

Test(column, is_null_for_what_is_not_ours)
{
    static const char *const names[] = {"", "Items", "item", "items ", "kinds", "control_stages"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        cr_expect_null(an_column_find(names[i]), "'%s'", names[i]);
}

Test(words, are_found_whole)
{
    static const struct {
        const char *words, *text;
        int place;
    } cases[] = {
        {"none AEOC AEOS", "none", 1},
        {"none AEOC AEOS", "AEOC", 2},
        {"none AEOC AEOS", "AEOS", 3},
        {"none AEOC AEOS", "AEO", 0},
        {"none AEOC AEOS", "AEOCX", 0},
        {"none AEOC AEOS", "", 0},
        {"none AEOC AEOS", "none AEOC", 0},
        {"one", "one", 1},
        {"", "", 0},
        {"", "a", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(an_words_find(cases[i].words, cases[i].text, strlen(cases[i].text)), cases[i].place,
                     "'%s' in '%s'", cases[i].text, cases[i].words);
    cr_expect_eq(an_words_find("a b", "bc", 1), 2, "size bounds the text");
}

Test(words, are_numbered_from_one)
{
    size_t size = 99;
    const char *word = an_words_get("eu third_country", 2, &size);
    cr_assert_not_null(word);
    cr_expect_eq(size, strlen("third_country"));
    cr_expect_eq(strncmp(word, "third_country", size), 0);
    cr_expect_null(an_words_get("eu third_country", 3, &size));
    cr_expect_null(an_words_get("", 1, &size));
}
