/* test_page: the page of ind-report in a real browser (tests/browser.sh). */
#include <criterion/criterion.h>

#include <stdio.h>
#include <sys/wait.h>

enum { REPORT_SIZE = 8192, NOT_INSTALLED = 77 };

Test(page, opens_sorts_and_prints_in_a_browser)
{
    char report[REPORT_SIZE];
    FILE *const pipe = popen("sh tests/browser.sh 2>&1", "r");
    cr_assert_not_null(pipe);
    const size_t size = fread(report, 1, sizeof report - 1, pipe);
    report[size] = '\0';
    const int status = pclose(pipe);
    cr_assert(WIFEXITED(status));
    if (WEXITSTATUS(status) == NOT_INSTALLED)
        cr_skip_test("chromium is not installed");
    cr_assert_eq(WEXITSTATUS(status), 0, "%s", report);
}
