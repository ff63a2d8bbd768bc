/* test_rules: what the checks of a cell and the rules between the cells of a row say of them. */
#include <criterion/criterion.h>

#include "look.h"

TestSuite(rules, .init = folder_make, .fini = folder_remove);

/* A row and what a check says of it: '.' not made, '+' good, '-' bad, ' ' there is no such check. */
static const struct {
    const char *header, *row, *check;
    char verdict;
} verdicts[] = {
    {"net_mass,origin", ",CN", "completeness net_mass", '-'},
    {"net_mass,origin", "0,CN", "completeness net_mass", '+'},
    {"net_mass,origin", ",CN", "number net_mass", '.'},
    {"net_mass", "12,5", "number net_mass", '-'},
    {"net_mass", "12.5", "number net_mass", '+'},
    {"net_mass", "-1", "number net_mass", '+'}, /* it is a number, out of its range */
    {"net_mass", "-1", "range net_mass", '-'},
    {"net_mass", "kg", "range net_mass", '.'},
    {"net_mass", "0", "range net_mass", '+'},
    {"established_amount,origin", "-1,CN", "number established_amount", '+'},
    {"established_amount,origin", "-1,CN", "range established_amount", ' '}, /* amounts may be paid back */
    {"items", "1.5", "number items", '-'},
    {"items", "-1", "range items", '-'},
    {"items", "1e30", "number items", '-'},
    {"dataset", "H1", "code dataset", '+'},
    {"dataset", "h1", "code dataset", '-'},
    {"dataset,origin", ",CN", "code dataset", '.'},
    {"acceptance_date", "2016-02-29", "date acceptance_date", '+'},
    {"acceptance_date", "2017-02-29", "date acceptance_date", '-'},
    {"gross_tor,period", "1,2017-Q4", "period period", '+'},
    {"gross_tor,period", "1,2017-Q5", "period period", '-'},
    {"origin", "CN", "country origin", '+'},
    {"origin", "EL", "country origin", '+'},
    {"origin", "China", "country origin", '-'},
    {"origin", "c1", "country origin", '-'},
    {"origin", "C1", "country origin", '-'},
    {"origin", "C", "country origin", '-'},
    {"acceptance_date,period,origin", ",,CN", "dated acceptance_date", '-'},
    {"acceptance_date,period,origin", ",2017-Q3,CN", "dated acceptance_date", '+'},
    {"acceptance_date,period,origin", "x,,CN", "dated acceptance_date", '+'}, /* wrong, but not missing */
    {"origin", "CN", "dated acceptance_date", '-'},
    {"period,shared", "2017-Q3,1", "dated date", '+'}, /* every extract may be aggregated */
    {"period,shared", "2017-Q5,1", "period period", '-'},
    {"commodity,dataset", "030749,", "commodity commodity", '+'},
    {"commodity,dataset", "03074918,", "commodity commodity", '+'},
    {"commodity,dataset", "0307491800,", "commodity commodity", '+'},
    {"commodity,dataset", "0307,", "commodity commodity", '-'},
    {"commodity,dataset", "0307491,", "commodity commodity", '-'},
    {"commodity,dataset", "030749180O,", "commodity commodity", '-'},
    {"commodity,dataset", "0307 4x,", "commodity commodity", '-'},
    {"commodity,origin", ",CN", "commodity commodity", '.'},
    {"net_mass", "0.000", "above_zero net_mass", '-'},
    {"net_mass", "0.001", "above_zero net_mass", '+'},
    {"net_mass", "-1", "above_zero net_mass", '.'},
    {"net_mass,items", "0,1", "above_zero net_mass", '-'},
    {"net_mass,items", "0,0", "above_zero net_mass", '.'}, /* the second row of an item */
    {"net_mass,items", "0,x", "above_zero net_mass", '-'},
    {"control_type,control_stage", "physical,", "with_stage control_type", '-'},
    {"control_type,control_stage", "physical,clearance", "with_stage control_type", '+'},
    {"control_type,control_stage", "physical,x", "with_stage control_type",
     '+'}, /* that is the code's fault */
    {"control_type,control_stage", ",clearance", "with_stage control_type", '.'},
    {"control_basis,control_stage", "random,", "with_stage control_basis", '-'},
    {"control_result,control_stage", "open,", "with_stage control_result", '-'},
    {"control_type", "physical", "with_stage control_type", ' '},
    {"established_amount,control_result", "10,irregular", "with_irregular established_amount", '+'},
    {"established_amount,control_result", "10,conform", "with_irregular established_amount", '-'},
    {"established_amount,control_result", "10,open", "with_irregular established_amount", '-'},
    {"established_amount,control_result", "10,", "with_irregular established_amount", '-'},
    {"established_amount,control_result", "0,conform", "with_irregular established_amount", '.'},
    {"established_amount,control_result", ",conform", "with_irregular established_amount", '.'},
    {"established_amount,control_result", "10,wrong", "with_irregular established_amount", '.'},
    {"duty_amount,statistical_value,duty_rate", "50,1000,5", "duty duty_amount", '+'},
    {"duty_amount,statistical_value,duty_rate", "50.5,1000,5", "duty duty_amount", '+'}, /* 1 % more */
    {"duty_amount,statistical_value,duty_rate", "50.51,1000,5", "duty duty_amount", '-'},
    {"duty_amount,statistical_value,duty_rate", "49.5,1000,5", "duty duty_amount", '+'},
    {"duty_amount,statistical_value,duty_rate", "49.49,1000,5", "duty duty_amount", '-'},
    {"duty_amount,statistical_value,duty_rate", "0.02,0.20,5", "duty duty_amount", '+'}, /* a cent more */
    {"duty_amount,statistical_value,duty_rate", "0.03,0.20,5", "duty duty_amount", '-'},
    {"duty_amount,statistical_value,duty_rate", "0,1000,0", "duty duty_amount", '+'},
    {"duty_amount,statistical_value,duty_rate", "1,1000,0", "duty duty_amount", '-'},
    {"duty_amount,statistical_value,duty_rate", "1,x,5", "duty duty_amount", '.'},
    {"duty_amount,statistical_value,duty_rate", "1,1000,", "duty duty_amount", '.'},
    {"duty_amount,statistical_value,duty_rate", "1,-5,5", "duty duty_amount", '.'},
    {"duty_amount,statistical_value,duty_rate", "1,99999999999999999,99999999999", "duty duty_amount", '.'},
    {"items_analysed,automated_hits,final_hits", "10,10,10", "at_most automated_hits", '+'},
    {"items_analysed,automated_hits,final_hits", "10,11,1", "at_most automated_hits", '-'},
    {"items_analysed,automated_hits,final_hits", "10,11,12", "at_most final_hits", '-'},
    {"items_analysed,automated_hits,final_hits", ",11,12", "at_most automated_hits", '.'},
    {"items_analysed,automated_hits,final_hits", "x,11,12", "at_most automated_hits", '.'},
    {"rif_id,fields_required,fields_completed,fields_precise", "1,9,10,11", "at_most fields_completed", '-'},
    {"rif_id,fields_required,fields_completed,fields_precise", "1,9,10,11", "at_most fields_precise", '-'},
    {"operation_id,irregular,controls", "1,2,1", "at_most irregular", '-'},
    {"traffic,seizures,controls", "air,2,1", "at_most seizures", '-'},
    {"shared,shareable", "2,1", "at_most shared", '-'},
    {"scope,requests,answers", "eu,1,2", "at_most answers", '-'},
    {"issue_date,feedback_due_date,feedback_date", "2017-07-10,2017-07-09,2017-07-11",
     "not_before feedback_due_date", '-'},
    {"issue_date,feedback_due_date,feedback_date", "2017-07-10,2017-07-09,2017-07-10",
     "not_before feedback_date", '+'},
    {"issue_date,feedback_due_date,feedback_date", "2017-07-10,2017-07-09,", "not_before feedback_date", '.'},
};

Test(rules, give_a_verdict_on_a_row)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        look l = {0};
        char text[300];
        const char *quote =
            strchr(verdicts[i].header, ',') == NULL ? "\"" : ""; /* the only cell may have a comma */
        snprintf(text, sizeof text, "%s\n%s%s%s\n", verdicts[i].header, quote, verdicts[i].row, quote);
        cr_assert_eq(look_at(&l, text, NULL), AN_OK, "%s: %s", text, l.err.text);
        size_t n, check = look_find(&l, verdicts[i].check);
        an_quality_checks(l.quality, &n);
        char verdict = check == n ? ' ' : !l.verdicts[check].made ? '.' : l.verdicts[check].bad ? '-' : '+';
        cr_expect(verdict == verdicts[i].verdict, "%s of %s: '%c' instead of '%c'", verdicts[i].check, text,
                  verdict, verdicts[i].verdict);
        look_free(&l);
    }
}
