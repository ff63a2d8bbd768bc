/* test_library: examples/library, a program on the library without cli/, says what cup-controls says. */
#include "shell.h"

#define EXAMPLE "\"$CUPRUM_BIN\"/../examples/control-rates "
#define PROGRAM "\"$CUPRUM_BIN\"/cup-controls --by member_state --period none "
#define RATES "awk -F, '$1 == \"control_rate\" {printf \"%s,%.6g,%.6g,%.6g\\n\", $3, $4, $5, $6}'"

Test(library, the_example_has_the_rates_of_cup_controls)
{
    static char of_example[8192], of_program[8192];
    cr_expect_eq(shell(EXAMPLE "datasets/declarations.csv", of_example, sizeof of_example), 0);
    cr_expect_eq(shell(PROGRAM "datasets/declarations.csv | " RATES, of_program, sizeof of_program), 0);
    cr_expect(strncmp(of_example, "AT,0.0", 6) == 0, "%s", of_example);
    cr_expect_str_eq(of_example, of_program);
}

Test(library, the_example_reports_an_error_with_its_code)
{
    static char text[1024];
    cr_expect_eq(shell(EXAMPLE "/nowhere 2>&1", text, sizeof text), 1);
    cr_expect_str_eq(text, "control-rates: /nowhere: cannot open: No such file or directory\n");
    cr_expect_eq(
        shell("printf 'member_state,items,controls\\nDE,x,1\\n' | " EXAMPLE "2>&1", text, sizeof text), 3);
    cr_expect_eq(shell(EXAMPLE "datasets/declarations.csv 2>&1 >/dev/full", text, sizeof text), 1);
    cr_expect_str_eq(text, "control-rates: cannot write: No space left on device\n");
}
