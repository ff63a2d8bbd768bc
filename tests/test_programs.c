/* test_programs: every golden folder tests/programs/NAME/CASE is a test (see tests/golden.sh). */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <glob.h>
#include <string.h>

#include "shell.h"

enum { REPORT_SIZE = 16384 };

/* A parameter lives in memory of its own that all test processes see, so it holds no pointer. */
typedef struct folder_name {
    char text[240];
} folder_name;

/* Runs command with $FOLDER set; its output goes to report. Returns the exit status. */
static int run(const char *command, const char *folder, char report[REPORT_SIZE])
{
    return shell_with("FOLDER", folder, command, report, REPORT_SIZE);
}

static void free_folders(struct criterion_test_params *params)
{
    cr_free(params->params);
}

ParameterizedTestParameters(programs, do_what_their_golden_folder_says)
{
    glob_t found;
    size_t n = glob("tests/programs/*/*/cmd", 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    folder_name *folders = cr_malloc((n + 1) * sizeof *folders);
    for (size_t i = 0; i < n; i++) {
        const char *path = found.gl_pathv[i];
        snprintf(folders[i].text, sizeof folders[i].text, "%.*s", (int)(strlen(path) - strlen("/cmd")), path);
    }
    globfree(&found);
    return cr_make_param_array(folder_name, folders, n, free_folders);
}

ParameterizedTest(folder_name *folder, programs, do_what_their_golden_folder_says)
{
    char report[REPORT_SIZE];
    int status = run("sh tests/golden.sh \"$FOLDER\" 2>&1", folder->text, report);
    cr_assert(status == 0, "%s\n%s", folder->text, report);
}

/* A folder without cmd would be passed over in silence, and so would a program without a folder. */
Test(programs, have_golden_folders_and_these_have_commands)
{
    char report[REPORT_SIZE];
    run("for case in tests/programs/*/*/; do [ -e \"${case}cmd\" ] || echo \"$case has no cmd\"; done;"
          "for source in indicators/*.c; do name=$(basename \"$source\" .c);"
          "    [ -d \"tests/programs/$name\" ] || echo \"tests/programs/$name is not there\"; done",
          "", report);
    cr_assert(report[0] == '\0', "%s", report);
}

/* A folder, as the script that fills it, and what golden.sh is to say of it. */
static const struct {
    const char *claim;
    const char *fill;
    int status;
} golden_cases[] = {
    {"what is expected passes",
     "echo 'cat f; echo e >&2; exit 3' >cmd; echo a >f; echo a >out.csv; echo e >err; echo 3 >status", 0},
    {"silence needs no files", "echo true >cmd", 0},
    {"standard input is empty", "echo cat >cmd", 0},
    {"other output", "echo 'echo a' >cmd; echo b >out.txt", 1},
    {"output that ends early", "echo 'printf a' >cmd; echo a >out.txt", 1},
    {"output where none is expected", "echo 'echo a' >cmd", 1},
    {"no output where some is expected", "echo true >cmd; echo a >out.txt", 1},
    {"an error where none is expected", "echo 'echo a >&2' >cmd", 1},
    {"another error", "echo 'echo a >&2' >cmd; echo b >err", 1},
    {"a status where 0 is expected", "echo 'exit 3' >cmd", 1},
    {"another status", "echo 'exit 3' >cmd; echo 2 >status", 1},
    {"expectations are not inputs", "echo 'cat out.txt err status' >cmd; touch out.txt err status", 1},
    {"two expected outputs", "echo true >cmd; touch out.csv out.txt", 2},
    {"files made as expected", "echo 'mkdir d; echo a >d/f' >cmd; mkdir -p made/d; echo a >made/d/f", 0},
    {"other content made", "echo 'echo a >f' >cmd; mkdir made; echo b >made/f", 1},
    {"a file not made", "echo true >cmd; mkdir made; echo b >made/f", 1},
    {"a file too many", "echo 'echo a >f; touch g; echo x >h' >cmd; mkdir made; echo a >made/f", 1},
    {"an input changed", "echo 'echo b >in.csv' >cmd; echo a >in.csv; mkdir made", 1},
    {"an input changed as expected", "echo 'echo b >f' >cmd; echo a >f; mkdir made; echo b >made/f", 0},
};

/* Fills a new folder by the i-th case. */
static void new_folder(char folder[], size_t size, size_t i)
{
    char report[REPORT_SIZE];
    snprintf(folder, size, "/tmp/golden-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    char fill[512];
    snprintf(fill, sizeof fill, "cd \"$FOLDER\" && %s", golden_cases[i].fill);
    cr_assert_eq(run(fill, folder, report), 0);
}

static int golden(const char *setting, const char *folder, char report[REPORT_SIZE])
{
    char command[160];
    snprintf(command, sizeof command, "%s CUPRUM_BIN=$FOLDER.work/bin sh tests/golden.sh \"$FOLDER\" 2>&1",
             setting);
    return run(command, folder, report);
}

Test(golden, passes_what_is_expected_and_nothing_else)
{
    char folder[32];
    char report[REPORT_SIZE];
    for (size_t i = 0; i < sizeof golden_cases / sizeof *golden_cases; i++) {
        new_folder(folder, sizeof folder, i);
        int status = golden("CUPRUM_GOLDEN=0", folder, report);
        cr_expect(status == golden_cases[i].status, "%s: %d\n%s", golden_cases[i].claim, status, report);
        run("rm -rf \"$FOLDER\" \"$FOLDER.work\"", folder, report);
    }
}

Test(golden, written_anew_passes)
{
    char folder[32];
    char report[REPORT_SIZE];
    for (size_t i = 0; i < sizeof golden_cases / sizeof *golden_cases; i++) {
        if (golden_cases[i].status == 2) {
            continue;
        }
        new_folder(folder, sizeof folder, i);
        cr_expect_eq(golden("CUPRUM_GOLDEN=1", folder, report), 0, "%s\n%s", golden_cases[i].claim, report);
        cr_expect_eq(golden("CUPRUM_GOLDEN=0", folder, report), 0, "%s\n%s", golden_cases[i].claim, report);
        run("rm -rf \"$FOLDER\" \"$FOLDER.work\"", folder, report);
    }
}
