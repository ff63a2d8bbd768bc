/* test_quality: which extract it is, what is checked of it, and the verdict on each row. */
#include <criterion/criterion.h>

#include "look.h"

TestSuite(quality, .init = folder_make, .fini = folder_remove);

Test(quality, the_columns_tell_which_extract_it_is)
{
    static const struct {
        const char *header, *extract; /* NULL: an error, of text */
        an_code code;
        const char *text;
    } cases[] = {
        {"period,member_state,gross_tor", "tor", AN_OK, NULL},
        {"gross_tor", "tor", AN_OK, NULL},
        {"acceptance_date,own,more", "declarations", AN_OK, NULL},
        {"aeo_id,event,event_date", "aeo_register", AN_OK, NULL},
        {"date,member_state,policy_area,items_analysed,automated_hits,final_hits", "crc", AN_OK, NULL},
        {"rif_id,member_state", "rif", AN_OK, NULL},
        {"operation_id,start_date,controls,irregular,seizures", "operations", AN_OK, NULL},
        {"ens_id,lodgement_date,goods_description", "ens", AN_OK, NULL},
        {"date,shareable,shared", "sharing", AN_OK, NULL},
        {"date,scope,direction,requests", "assistance", AN_OK, NULL},
        {"date,activity,man_days", "programme", AN_OK, NULL},
        {"date,traffic,controls,seizures", "passengers", AN_OK, NULL},
        {"objective,action,status,title", "actions", AN_OK, NULL},
        {"sub_action,question,answer,member_states", "survey", AN_OK, NULL},
        {"date,member_state", NULL, AN_USAGE, "say which it is: --extract assistance"},
        {"a,b", NULL, AN_DATA, "no column of the header is known"},
        {"chapter", NULL, AN_DATA,
         "no column of the header is known"}, /* derived columns are in no extract */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        look l = {0};
        char text[200];
        snprintf(text, sizeof text, "%s\n", cases[i].header);
        cr_expect_eq(look_at(&l, text, NULL), cases[i].code, "%s: %s", cases[i].header, l.err.text);
        if (cases[i].extract != NULL)
            cr_expect_str_eq(an_quality_extract(l.quality), cases[i].extract);
        else
            cr_expect(strstr(l.err.text, cases[i].text) != NULL && strcmp(l.err.file, "in.csv") == 0, "%s",
                      l.err.text);
        look_free(&l);
    }
}

Test(quality, the_extract_may_be_told)
{
    look l = {.extract = "passengers"}, none = {.extract = "survey"};
    cr_expect_eq(look_at(&l, "date,member_state\n", NULL), AN_OK);
    cr_expect_str_eq(an_quality_extract(l.quality), "passengers");
    look_free(&l);
    cr_expect_eq(look_at(&none, "date,member_state\n", NULL), AN_DATA);
    cr_expect_str_eq(none.err.text, "no column of the extract survey is in the header");
    look_free(&none);
}

Test(quality, checks_stand_by_name_then_in_the_order_of_the_canonical_columns)
{
    static const char *const expected[] = {"completeness date",
                                           "completeness member_state",
                                           "completeness scope",
                                           "completeness requests",
                                           "completeness answers",
                                           "number requests",
                                           "number answers",
                                           "range requests",
                                           "range answers",
                                           "code scope",
                                           "date date",
                                           "country member_state",
                                           "dated date",
                                           "at_most answers",
                                           "duplicate "};
    look l = {0};
    size_t n, most = sizeof expected / sizeof expected[0];
    cr_assert_eq(look_at(&l, "answers,requests,own,scope,member_state,date\n", NULL), AN_OK);
    const an_check *checks = an_quality_checks(l.quality, &n);
    cr_assert_eq(n, most);
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(look_find(&l, expected[i]), i, "%s", expected[i]);
        cr_expect_eq(checks[i].is_fault, strcmp(checks[i].name, "completeness") != 0);
    }
    look_free(&l);
}

Test(quality, columns_that_are_absent_or_not_of_the_extract_are_named)
{
    look l = {0};
    cr_assert_eq(look_at(&l, "sub_action,own,answer,gross_tor\n", NULL), AN_OK);
    cr_expect_str_eq(l.absent, "question, member_states");
    cr_expect_str_eq(l.others, "own, gross_tor");
    cr_expect_str_eq(l.small, "question, ...");
    look_free(&l);
}

Test(quality, the_schema_is_read_first)
{
    static const char schema[] =
        "{\"fields\": [{\"name\": \"Datum\", \"canonical\": \"acceptance_date\", \"format\": \"%d.%m.%Y\"}, "
        "{\"name\": \"Masse\", \"canonical\": \"net_mass\", \"factor\": \"1000\"}, {\"name\": \"Befund\", "
        "\"canonical\": \"control_result\", \"categories\": [{\"value\": 0, \"label\": 1}, {\"value\": 1, "
        "\"label\": \"irregular\"}]}], \"missingValues\": [\"-\"], \"dialect\": {\"decimalChar\": \",\"}}";
    static const struct {
        const char *row, *check;
        char verdict;
    } cases[] = {
        {"14.07.2017;1,5;1", "date acceptance_date", '+'},
        {"2017-07-14;1,5;1", "date acceptance_date", '-'},
        {"-;1,5;1", "completeness acceptance_date", '-'},
        {"-;1,5;1", "dated acceptance_date", '-'},
        {"-;1,5;1", "number net_mass", '+'},
        {"-;1.5;1", "number net_mass", '-'},
        {"-;-;1", "number net_mass", '.'},
        {"-;1,5;1", "code control_result", '+'},
        {"-;1,5;0", "code control_result", '-'}, /* is read as 1, and no second time as irregular */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        look l = {0};
        char text[100];
        snprintf(text, sizeof text, "Datum;Masse;Befund\n%s\n", cases[i].row);
        cr_assert_eq(look_at(&l, text, schema), AN_OK, "%s", l.err.text);
        const an_check_verdict found = l.verdicts[look_find(&l, cases[i].check)];
        cr_expect(cases[i].verdict == (!found.made ? '.'
                                       : found.bad ? '-'
                                                   : '+'),
                  "%s: %s", cases[i].row, cases[i].check);
        look_free(&l);
    }
}

Test(quality, an_example_is_the_cell_or_the_cells_by_name)
{
    static const struct {
        const char *text, *check, *example;
        uint64_t cell;
    } cases[] = {
        {"own,net_mass\nx,\"12,5\"\n", "number net_mass", "12,5", 2},
        {"origin,net_mass,items\nCN,0,1\n", "above_zero net_mass", "net_mass=0 items=1", 2},
        {"origin,net_mass\nCN,0\n", "above_zero net_mass", "0", 2},
        {"control_stage,control_type\n,physical\n", "with_stage control_type",
         "control_type=physical control_stage=", 2},
        {"origin\nCN\n", "dated acceptance_date", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        look l = {.check = cases[i].check};
        cr_assert_eq(look_at(&l, cases[i].text, NULL), AN_OK, "%s", l.err.text);
        cr_expect_str_eq(l.example, cases[i].example);
        cr_expect_eq(l.cell, cases[i].cell, "%s", cases[i].text);
        look_free(&l);
    }
}

Test(quality, a_long_example_is_cut_between_letters)
{
    char text[400] = "origin\n";
    for (int i = 0; i < 90; i++)
        strcat(text, "\xC3\xA9");
    strcat(text, "\n");
    for (int shift = 0; shift < 2; shift++) {
        look l = {.check = "country origin"};
        cr_assert_eq(look_at(&l, text, NULL), AN_OK);
        size_t size = strlen(l.example);
        cr_expect_eq(size, AN_EXAMPLE_SIZE - 1 - (size_t)(1 - shift));
        cr_expect_eq((unsigned char)l.example[size - 1], 0xA9);
        look_free(&l);
        memmove(text + 8, text + 7, strlen(text + 7) + 1); /* the same, begun a byte later */
        text[7] = 'x';
    }
}

static bool same_key(const look *l, size_t i, size_t j)
{
    return l->key_sizes[i] == l->key_sizes[j] && memcmp(l->keys[i], l->keys[j], l->key_sizes[i]) == 0;
}

Test(quality, the_key_of_a_declaration_is_its_item)
{
    look l = {0};
    cr_assert_eq(
        look_at(&l,
                "declaration_id,item_number,items,origin\nD1,1,1,CN\nD1,1,,US\nD1,1,0,CN\nD11,,1,CN\n"
                "D1,11,1,CN\nD11,1,1,CN\n,1,1,CN\nD1,1,x,CN\n",
                NULL),
        AN_OK);
    cr_expect(same_key(&l, 0, 1) && l.key_sizes[0] == sizeof "D1\0001");
    cr_expect_eq(l.key_sizes[2], 0, "a second control of the item");
    cr_expect_eq(l.key_sizes[3], 0, "without a number");
    cr_expect_eq(l.key_sizes[6], 0, "without an identifier");
    cr_expect(!same_key(&l, 4, 5) && !same_key(&l, 0, 4));
    cr_expect(same_key(&l, 0, 7), "items that is no number is not 0");
    cr_expect_neq(look_find(&l, "duplicate declaration_id"), look_find(&l, "duplicate "));
    look_free(&l);
}

Test(quality, elsewhere_the_key_is_the_whole_row)
{
    look l = {0};
    cr_assert_eq(
        look_at(&l, "own,gross_tor,member_state\na,1,DE\na,1,DE\nb,1,DE\na,1D,E\na1,,DE\n,a1,DE\n,,\n", NULL),
        AN_OK);
    cr_expect(same_key(&l, 0, 1) && l.key_sizes[0] > 0);
    for (size_t i = 1; i < l.rows; i++)
        for (size_t j = i + 1; j < l.rows; j++)
            cr_expect(!same_key(&l, i, j), "rows %zu and %zu", i, j);
    size_t n;
    an_quality_checks(l.quality, &n);
    cr_expect_eq(look_find(&l, "duplicate "), n - 1);
    look_free(&l);
}
