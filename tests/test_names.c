/* test_names: what words of headers and cells are taken for. */
#include <criterion/criterion.h>

#include <string.h>

#include "quality/names.h"

Test(names, case_accents_and_what_stands_between_do_not_count)
{
    cr_expect_eq(an_names_fit("NUMÉRO  de_déclaration", "declaration_id"), AN_NAME_SAME);
    cr_expect_eq(an_names_fit("numero-de-declaration", "declaration_id"), AN_NAME_SAME);
    cr_expect_eq(an_names_fit("NetMass", "net_mass"), AN_NAME_SAME);
}

Test(names, a_unit_and_brackets_are_no_part_of_a_name)
{
    cr_expect_eq(an_names_fit("Eigenmasse (kg)", "net_mass"), AN_NAME_SAME);
    cr_expect_eq(an_names_fit("Net weight kg", "net_mass"), AN_NAME_SAME);
}

Test(names, words_may_be_cut_to_four_letters)
{
    cr_expect_geq(an_names_fit("Stat. Wert", "statistical_value"), AN_NAME_SHORT);
    cr_expect_eq(an_names_fit("Sta. Wert", "statistical_value"), 0);
}

Test(names, data_elements_and_boxes_are_names)
{
    cr_expect_eq(an_names_fit("18 09 056 000", "commodity"), AN_NAME_SAME);
    cr_expect_eq(an_names_fit("Box 34", "origin"), AN_NAME_SAME);
    cr_expect_eq(an_names_fit("6/14", "commodity"), AN_NAME_SAME);
}

Test(names, what_says_nothing_fits_nothing)
{
    cr_expect_eq(an_names_fit("", "commodity"), 0);
    cr_expect_eq(an_names_fit("(kg)", "commodity"), 0);
    cr_expect_eq(an_names_fit("\xff\xfe", "commodity"), 0);
    cr_expect_null(an_names_code("control_type", "", 0));
    cr_expect_null(an_names_code("control_type", "documentary check of papers", 27));
}

Test(names, codes_have_names_in_their_column_only)
{
    cr_expect_str_eq(an_names_code("control_type", "Körperlich", strlen("Körperlich")), "physical");
    cr_expect_null(an_names_code("control_basis", "Körperlich", strlen("Körperlich")));
}

Test(names, units_of_the_column_give_their_factor)
{
    cr_expect_str_eq(an_names_unit("Wert (TEUR)", "EUR")->factor, "1000");
    cr_expect_str_eq(an_names_unit("masse nette [t]", "kg")->factor, "1000");
    cr_expect_str_eq(an_names_unit("value EUR", "EUR")->factor, "1");
    cr_expect_null(an_names_unit("Wert (TEUR)", "kg"));
    cr_expect_null(an_names_unit("Wert", "EUR"));
    cr_expect_null(an_names_unit("Wert", NULL));
}
