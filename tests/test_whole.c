/* test_whole: whatever fails, no program leaves an output half: of all that its options name, all or nothing.
 *
 * Programs and outputs are those of the build (an_program_of) and of their declared options; an option that a
 * program refuses on its line is none of its outputs. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdarg.h>
#include <string.h>

#include "cli/program.h"
#include "shell.h"

enum { LINE = 2048, MOST = 8, TEXT = 4096 };

/* A program, the command line that it is tested with, and its outputs. A parameter holds no pointer. */
typedef struct choice {
    size_t number;
} choice;

typedef struct setting {
    const an_program *program;
    char folder[32], line[LINE];
    const char *outputs[MOST]; /* the options, without -- */
    size_t n;
} setting;

/* What programs without a source read. */
static const char *line_without_source(const char *name)
{
    static const struct {
        const char *begin, *line;
    } lines[] = {{"extract-generate", "--rows 50"},    {"extract-", "in/declarations.csv"},
                 {"ind-plot", "bars in/controls.csv"}, {"ind-report", "in/results"},
                 {"ind-trend", "in/periods.csv"},      {"ind-", "in/controls.csv"},
                 {"sidda-bunch", "--at 150 in/declarations.csv"}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strncmp(name, lines[i].begin, strlen(lines[i].begin)) == 0)
            return lines[i].line;
    cr_assert_fail("%s reads no source: what is it tested with?", name);
    return NULL;
}

/* Runs a command in the subject's folder. */
static int run(const setting *s, char text[TEXT], const char *format, ...)
{
    char command[2 * LINE];
    va_list rest;
    int at = snprintf(command, sizeof command, "cd %s && ", s->folder);
    va_start(rest, format);
    at += vsnprintf(command + at, sizeof command - (size_t)at, format, rest);
    va_end(rest);
    cr_assert_lt((size_t)at, sizeof command);
    return shell(command, text, TEXT);
}

static void make_line(setting *s)
{
    const an_source *const sources = s->program->sources;
    size_t at = 0;
    if (sources == NULL)
        snprintf(s->line, sizeof s->line, "%s", line_without_source(s->program->name));
    for (size_t i = 0; sources != NULL && sources[i].extract != NULL; i++)
        at += (size_t)snprintf(s->line + at, sizeof s->line - at, "%s%s%sin/%s.csv ",
                               sources[i].option != NULL ? "--" : "",
                               sources[i].option != NULL ? sources[i].option : "",
                               sources[i].option != NULL ? "=" : "", sources[i].extract);
}

/* Adds an output that an option may name, where the program takes it: alone, or with --bad-rows skip. */
static void try_output(setting *s, const char *option)
{
    static const char *const with[] = {"", " --bad-rows skip"};
    char text[TEXT], *const end = s->line + strlen(s->line);
    for (size_t i = 0; i < 2; i++) {
        strcpy(end, with[i]);
        if (run(s, text,
                "$BIN/%s %s --%s=try.svg 2>&1 >/dev/null; s=$?; [ $s -ne 0 ] || [ -f try.svg ] && exit $s",
                s->program->name, s->line, option) != 0)
            continue;
        run(s, text, "rm try.svg");
        cr_assert_lt(s->n, (size_t)MOST);
        s->outputs[s->n++] = option;
        return;
    }
    *end = '\0';
    cr_expect(strstr(text, option) != NULL || strstr(text, "has no effect") != NULL, "%s --%s: %s",
              s->program->name, option, text);
}

/* Tells the commands, by the environment, where the programs and the library that fails are. */
static void find_programs(void)
{
    char full[TEXT], library[TEXT + 32];
    const char *const bin = getenv("CUPRUM_BIN");
    cr_assert_not_null(realpath(bin != NULL ? bin : "build/bin", full), "the programs are not built");
    snprintf(library, sizeof library, "%s/../fail_output.so", full);
    cr_assert_eq(setenv("BIN", full, 1), 0);
    cr_assert_eq(setenv("LIBRARY", library, 1), 0);
}

/* Builds that library where it is not there yet; several tests may at once. */
static const char build[] =
    "[ \"$LIBRARY\" -nt tests/fail_output.c ] || { "
    "cc -shared -fPIC -O1 -w -D_GNU_SOURCE -o \"$LIBRARY.$$\" tests/fail_output.c -ldl && "
    "mv \"$LIBRARY.$$\" \"$LIBRARY\"; }";

static setting set_up(const choice *subject)
{
    setting s = {.program = an_program_of(subject->number), .folder = "/tmp/test_whole-XXXXXX"};
    char text[TEXT], fill[LINE];
    cr_assert_not_null(mkdtemp(s.folder));
    find_programs();
    cr_assert_eq(system(build), 0, "cannot build tests/fail_output.c");
    snprintf(fill, sizeof fill,
             "mkdir -p %s/in/results && for f in datasets/*.csv; do head -n 200 $f >%s/in/${f##*/}; done",
             s.folder, s.folder);
    cr_assert_eq(system(fill), 0);
    cr_assert_eq(run(&s, text,
                     "$BIN/cup-controls --by member_state in/declarations.csv >in/controls.csv && "
                     "$BIN/cup-controls --period month in/declarations.csv >in/periods.csv && "
                     "cp in/controls.csv in/results && mkdir before && "
                     "echo old >before/output.svg && echo old >before/audit.svg"),
                 0);
    make_line(&s);
    const an_option *const own = s.program->options;
    for (const an_option *o = an_standard_options; o->name != NULL; o++)
        if (o->type == AN_OPTION_OUTPUT)
            try_output(&s, o->name);
    for (const an_option *o = own; o != NULL && o->name != NULL; o++)
        if (o->type == AN_OPTION_OUTPUT)
            try_output(&s, o->name);
    cr_assert_geq(s.n, 1, "%s writes nothing", s.program->name);
    return s;
}

static void tear_down(const setting *s)
{
    char text[TEXT];
    run(s, text, "rm -rf %s", s->folder);
}

/* The options of all outputs into the folder to; but for number `but` (n: none) its value is other. */
static void name_outputs(const setting *s, const char *to, size_t but, const char *other, char line[LINE])
{
    size_t at = 0;
    line[0] = '\0';
    for (size_t i = 0; i < s->n; i++)
        at += i == but ? (size_t)snprintf(line + at, LINE - at, " --%s=%s", s->outputs[i], other)
                       : (size_t)snprintf(line + at, LINE - at, " --%s=%s/%s.svg", s->outputs[i], to,
                                          s->outputs[i]);
}

/* Of the files to be written some are there already, some are not. */
#define PREPARE "rm -rf out; cp -R before out; "

/* Runs the program so that it must fail: one message, and the folder out as it was. to: stdout. */
static void expect_nothing(const setting *s, const char *line, const char *outputs, const char *to,
                           const char *what)
{
    char text[TEXT];
    const char *const name = s->program->name;
    const int status = run(s, text,
                           PREPARE "$BIN/%s %s %s 2>&1 >%s; s=$?; "
                                   "diff -r before out >left && [ ! -s stdout ] || exit 99; exit $s",
                           name, line, outputs, to);
    const char *const end = strchr(text, '\n');
    cr_expect(status >= 1 && status <= 3, "%s %s: %s: status %d (99: it left something): %s", name, line,
              what, status, text);
    cr_expect(strncmp(text, name, strlen(name)) == 0 && end != NULL && end[1] == '\0',
              "%s %s: %s: not one message: %s", name, line, what, text);
}

/* ---- the faults ---- */

#ifndef __SANITIZE_ADDRESS__ /* which has to come before any other library */
/* Every call that makes, writes, syncs, names or closes a file fails once. */
static void fail_every_call(const setting *s)
{
    char outputs[LINE], text[TEXT];
    const char *const name = s->program->name;
    long n = 0;
    name_outputs(s, "out", s->n, "", outputs);
    for (long at = 0; at <= n; at++) {
        const int status =
            run(s, text,
                PREPARE "FAIL_COUNT=%s/count FAIL_OUTPUT=%ld LD_PRELOAD=$LIBRARY $BIN/%s %s %s "
                        "2>message; s=$?; [ $s -eq 0 ] && should=whole || should=before; "
                        "[ %ld -gt 0 ] || { rm -rf whole; cp -R out whole; cat count; }; "
                        "diff -r $should out >left || exit 99; exit $s",
                s->folder, at, name, s->line, outputs, at);
        cr_expect(status == 0 || (at > 0 && status == 1), "%s %s %s, call %ld of %ld: status %d (99: half)",
                  name, s->line, outputs, at, n, status);
        n = at == 0 ? atol(text) : n;
        cr_assert_geq(n, 4 * (long)s->n, "%s: %ld calls: the library is not in use", name, n);
    }
}
#else
static void fail_every_call(const setting *s)
{
    (void)s;
}
#endif

/* Each output in turn is a full device, or lies in a folder that is not there; or stdout is full. */
static void fail_every_output(const setting *s)
{
    static const char *const others[] = {"/dev/full", "none/there.svg"};
    char outputs[LINE];
    for (size_t but = 0; but < s->n; but++)
        for (size_t k = 0; k < 2; k++) {
            name_outputs(s, "out", but, others[k], outputs);
            expect_nothing(s, s->line, outputs, "stdout", others[k]);
        }
    cr_assert_str_eq(s->outputs[0], "output");
    name_outputs(s, "out", 0, "- ", outputs);
    expect_nothing(s, s->line, outputs, "/dev/full", "stdout is full");
}

static void replace(const char *text, const char *from, const char *to, char out[LINE])
{
    size_t at = 0;
    for (const char *hit; (hit = strstr(text, from)) != NULL; text = hit + strlen(from))
        at += (size_t)snprintf(out + at, LINE - at, "%.*s%s", (int)(hit - text), text, to);
    snprintf(out + at, LINE - at, "%s", text);
}

/* The files that are read are missing, a folder, cut off. */
static void fail_every_input(const setting *s)
{
    static const char *const made[] = {
        "mkdir bad",
        "mkdir bad && cp -R in/* bad && for f in bad/*.csv bad/results/*; do rm $f; mkdir $f; done",
        "mkdir bad && for f in in/*.csv; do gzip -c $f | head -c 100 >bad/${f##*/}; done; "
        "mkdir bad/results; cp bad/controls.csv bad/results/"};
    char outputs[LINE], line[LINE], text[TEXT];
    name_outputs(s, "out", s->n, "", outputs);
    if (strstr(s->line, "in/") == NULL)
        return;
    for (size_t k = 0; k < sizeof made / sizeof made[0]; k++) {
        replace(s->line, "in/", "bad/", line);
        run(s, text, "rm -rf bad; %s", made[k]);
        expect_nothing(s, line, outputs, "stdout", made[k]);
    }
}

static void free_subjects(struct criterion_test_params *params)
{
    cr_free(params->params);
}

ParameterizedTestParameters(whole, all_outputs_or_none)
{
    size_t n = 0;
    while (an_program_of(n) != NULL)
        n++;
    choice *const subjects = cr_malloc(n * sizeof *subjects);
    for (size_t i = 0; i < n; i++)
        subjects[i].number = i;
    return cr_make_param_array(choice, subjects, n, free_subjects);
}

ParameterizedTest(choice *subject, whole, all_outputs_or_none)
{
    const setting s = set_up(subject);
    fail_every_output(&s);
    fail_every_input(&s);
    fail_every_call(&s);
    tear_down(&s);
}
