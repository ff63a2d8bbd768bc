/* test_help: --help, --man and --version of every program that indicators/ has a source of. */
#include <criterion/criterion.h>

#include <glob.h>
#include <string.h>

#include "cli/options.h"
#include "shell.h"

enum { TEXT_SIZE = 1 << 16 };

/* Runs command with $P set to the path of a program; both outputs go to text. Returns the exit status. */
static int run(const char *command, const char *program, char text[TEXT_SIZE])
{
    const char *bin = getenv("CUPRUM_BIN");
    char path[512];
    snprintf(path, sizeof path, "%s/%s", bin != NULL ? bin : "build/bin", program);
    return shell_with("P", path, command, text, TEXT_SIZE);
}

/* The names of the programs, one after the other: *k counts on. False: no more. */
static bool next_program(size_t *k, char name[64])
{
    glob_t found;
    bool more = glob("indicators/*.c", 0, NULL, &found) == 0 && *k < found.gl_pathc;
    if (more) {
        snprintf(name, 64, "%s", strrchr(found.gl_pathv[(*k)++], '/') + 1);
        name[strlen(name) - strlen(".c")] = '\0';
    }
    globfree(&found);
    return more;
}

Test(help, there_are_programs)
{
    char name[64];
    size_t k = 0;
    cr_expect(next_program(&k, name), "run the tests in the root of the tree");
}

Test(help, shows_what_the_program_declares)
{
    static const char *const parts[] = {"Usage: ", "Standard options", "Exit status", "0  done",
                                        "3  the input data"};
    static char text[TEXT_SIZE];
    char name[64], start[80];
    for (size_t k = 0; next_program(&k, name);) {
        cr_expect_eq(run("\"$P\" --help 2>&1", name, text), 0, "%s: %s", name, text);
        snprintf(start, sizeof start, "%s: ", name);
        cr_expect_eq(strncmp(text, start, strlen(start)), 0, "%s", name);
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            cr_expect_not_null(strstr(text, parts[i]), "%s --help has no '%s'", name, parts[i]);
        for (const an_option *option = an_standard_options; option->name != NULL; option++) {
            char head[64];
            snprintf(head, sizeof head, "--%s ", option->name);
            if (strstr(text, head) != NULL)
                continue;
            static char refusal[TEXT_SIZE]; /* what is not listed has no effect, and is refused */
            char command[128];
            snprintf(command, sizeof command, "\"$P\" --%s%s%s </dev/null 2>&1", option->name,
                     option->argument != NULL ? "=" : "",
                     option->argument == NULL   ? ""
                     : option->fallback != NULL ? option->fallback
                                                : "1");
            run(command, name, refusal);
            cr_expect_not_null(strstr(refusal, "has no effect"), "%s --help has no %s: %s", name, head,
                               refusal);
        }
        static char again[TEXT_SIZE];
        cr_expect_eq(run("\"$P\" -h 2>&1", name, again), 0);
        cr_expect_str_eq(again, text, "%s -h", name);
    }
}

Test(help, about_a_program_needs_no_input_and_ignores_it)
{
    static char text[TEXT_SIZE];
    char name[64], start[80];
    for (size_t k = 0; next_program(&k, name);) {
        cr_expect_eq(run("\"$P\" --version /nowhere 2>&1 <&-", name, text), 0, "%s: %s", name, text);
        snprintf(start, sizeof start, "%s (cuprum) ", name);
        cr_expect(strncmp(text, start, strlen(start)) == 0 && strchr(text, '\n') == text + strlen(text) - 1,
                  "%s", text);
        cr_expect_eq(run("\"$P\" --help 2>&1 >/dev/full", name, text), 1, "%s", name);
        cr_expect_eq(run("\"$P\" --nonsense 2>&1", name, text), 2, "%s", name);
        cr_expect(strstr(text, "--nonsense") != NULL && strstr(text, "--help") != NULL, "%s", text);
    }
}

/* A page that a program makes has no date: the same program makes the same page. */
Test(help, the_manual_page_is_clean)
{
    static char text[TEXT_SIZE];
    char name[64];
    if (system("command -v mandoc >/dev/null") != 0)
        cr_skip_test("mandoc is not installed");
    for (size_t k = 0; next_program(&k, name);) {
        cr_expect_eq(
            run("\"$P\" --man 2>&1 | mandoc -T lint -W warning 2>&1 | grep -v 'missing date'", name, text),
            1, "%s:\n%s", name, text);
        run("\"$P\" --man 2>&1 | mandoc -T ascii | sed \"s/.$(printf '\\b')//g\"", name, text);
        static const char *const sections[] = {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS"};
        for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
            cr_expect_not_null(strstr(text, sections[i]), "%s --man has no %s", name, sections[i]);
    }
}
