/* test_faults: programs whose n-th allocation, read or write fails say so once and leave nothing behind. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"

TestSuite(faults, .init = folder_make, .fini = folder_remove);

enum { TEXT_SIZE = 1 << 16, MOST_WORDS = 32, MOST_RUNS = 1500 };

/* What a run left. */
typedef struct outcome {
    int status; /* exit status; 128 + signal */
    char out[TEXT_SIZE], err[TEXT_SIZE];
} outcome;

static void read_text(const char *path, char text[TEXT_SIZE])
{
    FILE *file = fopen(path, "rb");
    size_t size = file != NULL ? fread(text, 1, TEXT_SIZE - 1, file) : 0;
    text[size] = '\0';
    if (file != NULL)
        fclose(file);
}

static void redirect(const char *path, int fd)
{
    int file = open(path, fd == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, fd) < 0)
        _exit(99);
}

/* Runs a command line, words with blanks between them, in the test's folder; before it stands CUPRUM_BIN/. */
static void run(const char *line, outcome *o)
{
    char copy[1024], *words[MOST_WORDS + 1] = {NULL}, program[512];
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word != NULL && n < MOST_WORDS; word = strtok(NULL, " "))
        words[n++] = word;
    const char *bin = getenv("CUPRUM_BIN");
    const char *out = folder_path("stdout"), *err = folder_path("stderr");
    snprintf(program, sizeof program, "%s/%s", bin, words[0]);
    pid_t child = fork();
    if (child == 0) {
        redirect("/dev/null", 0);
        redirect(out, 1);
        redirect(err, 2);
        if (chdir(folder) == 0)
            execv(words[0][0] == '/' ? words[0] : program, words);
        _exit(98);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    o->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    read_text(out, o->out);
    read_text(err, o->err);
}

/* One line that begins with the program's name. */
static bool is_one_message(const char *err, const char *line)
{
    size_t name = strcspn(line, " ");
    const char *end = strchr(err, '\n');
    return strncmp(err, line, name) == 0 && strncmp(err + name, ": ", 2) == 0 && end != NULL &&
           end[1] == '\0';
}

static void write_inputs(void)
{
    const char *path = folder_path("d.csv");
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs("declaration_id,acceptance_date,member_state,commodity,origin,net_mass,statistical_value,duty_rate,"
          "control_stage,control_basis,control_result,importer,importer_aeo\n",
          file);
    for (int i = 0; i < 60; i++)
        fprintf(file, "%d,2017-0%d-14,%s,030749180%d,CN,%d,%d,12,%s,I%d,%s\n", i, 7 + i % 3,
                i % 2 ? "DE" : "FR", i % 2, 100 + i, (i == 7 ? 10 : 1000) + i,
                i % 4 ? ",," : "clearance,random,conform", i % 9, i % 5 ? "none" : "AEOC");
    cr_assert_eq(fclose(file), 0);
    folder_put("e.csv", "member_state,acceptance_date,control_stage,origin\nDE,2017-07-01,,US\n");
    folder_put(
        "bad.csv",
        "member_state,acceptance_date,control_stage\nDE,2017-07-01,\nDE,2017-07-32,\nDE,\nFR,2017-07-02,\n");
    folder_put("schema.json",
               "{\"missingValues\": [\"\", \"-\"], \"fields\": [{\"name\": \"member_state\", \"title\": "
               "\"Land\"}, {\"name\": \"control_stage\", \"categories\": [{\"value\": \"clearance\", "
               "\"label\": \"clearance\"}]}]}");
}

static const char *const lines[] = {
    "cup-controls -j1 --by member_state,control_stage d.csv",
    "cup-controls -j2 --by member_state --where origin=CN,US d.csv e.csv",
    "cup-controls -j1 -f table --schema schema.json --column origin=origin d.csv",
    "cup-controls -j1 --bad-rows skip --rejects rejects.csv --audit audit.json bad.csv",
    "cup-aeo -j1 --strata commodity d.csv",
    "sidda-flag -j1 d.csv",
    "sidda-flag -j2 --method mad --memory 1K --all d.csv",
    "sidda-reference -j2 -f json d.csv",
    "sidda-trend -j2 d.csv",
    "sidda-trend -j1 --measure 2017-08-01 --monitored chapter=03 --min-group 1 d.csv",
    "sidda-shift -j1 --by chapter --of member_state --quantity net_mass --signals d.csv",
    "extract-cat -j1 d.csv",
    "extract-cat -j1 -f json d.csv",
};
enum { N_LINES = sizeof lines / sizeof lines[0] };

static void need_programs(void)
{
    if (getenv("CUPRUM_BIN") == NULL)
        cr_assert_eq(setenv("CUPRUM_BIN", "build/bin", 1), 0);
    char full[512];
    cr_assert_not_null(realpath(getenv("CUPRUM_BIN"), full), "the programs are not built");
    cr_assert_eq(setenv("CUPRUM_BIN", full, 1), 0);
    folder_path("rejects.csv");
    folder_path("audit.json");
    folder_path("result.csv");
    write_inputs();
}

/* Builds the library that fails, and puts it before the programs that are run from now on. */
static void preload(void)
{
    char command[256];
    const char *library = folder_path("fail_malloc.so");
    snprintf(command, sizeof command, "cc -shared -fPIC -O1 -w -o %s tests/fail_malloc.c -ldl", library);
    cr_assert_eq(system(command), 0, "cannot build tests/fail_malloc.c");
    cr_assert_eq(setenv("FAIL_COUNT", folder_path("count"), 1), 0);
    cr_assert_eq(setenv("LD_PRELOAD", library, 1), 0);
}

Test(faults, every_failed_allocation_is_reported_once)
{
#ifdef __SANITIZE_ADDRESS__
    cr_skip_test("AddressSanitizer has a malloc of its own");
#endif
    static outcome usual, failed;
    need_programs();
    preload();
    for (size_t i = 0; i < N_LINES; i++) {
        char count[TEXT_SIZE], number[32];
        setenv("FAIL_MALLOC", "0", 1);
        run(lines[i], &usual);
        cr_assert_eq(usual.status, 0, "%s: %s", lines[i], usual.err);
        read_text(folder_path("count"), count);
        long n = atol(count), step = n > MOST_RUNS ? n / MOST_RUNS + 1 : 1;
        cr_assert_gt(n, 20, "%s allocates %ld times: the library is not in use", lines[i], n);
        for (long at = 1; at <= n; at += step) {
            snprintf(number, sizeof number, "%ld", at);
            setenv("FAIL_MALLOC", number, 1);
            run(lines[i], &failed);
            if (failed.status == 0) /* it could do without */
                cr_expect(strcmp(failed.out, usual.out) == 0 && strcmp(failed.err, usual.err) == 0,
                          "%s, allocation %ld: another result: %s", lines[i], at, failed.err);
            else
                cr_expect(failed.status == 1 && is_one_message(failed.err, lines[i]) && failed.out[0] == '\0',
                          "%s, allocation %ld: status %d, '%s'", lines[i], at, failed.status, failed.err);
        }
    }
    unsetenv("LD_PRELOAD");
}

/* ---- system calls, by strace ---- */

static bool have_strace(void)
{
    return system("strace -o /dev/null -e inject=sync:error=EIO true >/dev/null 2>&1") == 0;
}

Test(faults, a_failed_system_call_is_reported_once_and_leaves_nothing)
{
    static const struct {
        const char *inject, *line;
    } cases[] = {
        {"-P d.csv -e inject=read,pread64:error=EIO:when=1", "cup-controls -j1 -o result.csv d.csv"},
        {"-P d.csv -e inject=read,pread64:error=EIO:when=2", "cup-controls -j2 -o result.csv d.csv"},
        {"-P d.csv -e inject=openat:error=EMFILE:when=1", "extract-cat -j1 -o result.csv d.csv"},
        {"-P schema.json -e inject=read:error=EIO:when=1",
         "cup-controls -j1 --schema schema.json -o result.csv d.csv"},
        {"-e inject=write:error=ENOSPC:when=1", "cup-controls -j1 -o result.csv d.csv"},
        {"-e inject=write:error=ENOSPC:when=1", "sidda-flag -j1 -o result.csv d.csv"},
        {"-e inject=pwrite64:error=ENOSPC:when=1",
         "sidda-flag -j1 --method mad --memory 1K -o result.csv d.csv"},
        {"-e inject=pwrite64:error=ENOSPC:when=1", "sidda-reference -j2 --memory 1K -o result.csv d.csv"},
        {"-e inject=unlink:error=EPERM:when=1", "sidda-reference -j1 --memory 1K -o result.csv d.csv"},
        {"-e inject=write:error=EIO:when=1", "extract-cat -j1 -o result.csv d.csv"},
        {"-e inject=rename,renameat,renameat2:error=EIO:when=1", "cup-controls -j1 -o result.csv d.csv"},
        {"-e inject=write:error=ENOSPC:when=1",
         "cup-controls -j1 --bad-rows skip --rejects rejects.csv -o result.csv bad.csv"},
    };
    static outcome o;
    if (!have_strace())
        cr_skip_test("strace is not installed or may not trace");
    need_programs();
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* it cannot look for leaks under strace */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[1024];
        remove(folder_path("result.csv"));
        snprintf(line, sizeof line, "/usr/bin/strace -f -o /dev/null %s %s/%s", cases[i].inject,
                 getenv("CUPRUM_BIN"), cases[i].line);
        run(line, &o);
        cr_expect_eq(o.status, 1, "%s %s: status %d, '%s'", cases[i].inject, cases[i].line, o.status, o.err);
        const char *own = o.err; /* behind what strace says of the path it was given */
        while (strncmp(own, "/usr/bin/strace: ", strlen("/usr/bin/strace: ")) == 0 &&
               strchr(own, '\n') != NULL)
            own = strchr(own, '\n') + 1;
        cr_expect(is_one_message(own, cases[i].line), "%s: '%s'", line, o.err);
        cr_expect_neq(access(folder_path("result.csv"), F_OK), 0, "%s left a result", line);
    }
}

Test(faults, a_full_or_closed_output_is_an_error)
{
    static outcome o;
    need_programs();
    for (size_t i = 0; i < N_LINES; i++) {
        char line[1024];
        static const char *const outputs[] = {">/dev/full", ">&-"};
        for (size_t k = 0; k < 2; k++) {
            snprintf(line, sizeof line, "cd %s && \"$CUPRUM_BIN\"/%s %s 2>stderr", folder, lines[i],
                     outputs[k]);
            int status = system(line);
            read_text(folder_path("stderr"), o.err);
            cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 1 && is_one_message(o.err, lines[i]),
                      "%s: %d, '%s'", line, status, o.err);
        }
    }
}
