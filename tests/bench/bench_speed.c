/* bench_speed: how fast the programs are beside the peers that are installed, on the same file.
 *
 * Three jobs. A: items and controls by Member State and AEO status (cup-controls). B: count, median of the
 * log price and MAD x 1.4826 by commodity and origin (sidda-reference). C: the items that lie beyond 3.5 of
 * these scales, with what names them (sidda-flag, which falls back to coarser keys and writes q-values and
 * ranks besides).
 * Every peer must come to the same numbers. Runs are interleaved: each round runs everyone once; ratios are
 * medians of the rounds' ratios, so that a busy machine slows all alike. ROWS (1000000), ROUNDS (3) and JOB
 * (A or B; both) may be set. What is not installed is said to be left out. No result is a failure but a wrong
 * number. A line in front tells what two threads can gain on this machine at all.
 *
 * Started from the root of the tree by `make bench`, which puts the programs on PATH. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MOST = 15, COMMAND = 4000, BUFFER = 256 << 10 };

typedef struct contestant {
    const char *job, *name;
    unsigned threads;
    const char *file;    /* which data */
    const char *has;     /* a command that succeeds where it is installed; NULL: ours */
    const char *run;     /* writes to $OUT, reads $IN, may use $THREADS */
    const char *numbers; /* makes of $OUT lines "key key number number..."; NULL: not compared */
} contestant;

#define OURS_A "cup-controls -j $THREADS --by member_state,importer_aeo $IN -o $OUT"
#define NUMBERS_A "awk -F, '$1 == \"control_rate\" {print $3, $4, $9, $8}' $OUT"
#define SQL_A                                                                                                \
    "select member_state, importer_aeo, sum(items)::BIGINT, sum(controls)::BIGINT from t group by all"
#define SQL_B                                                                                                \
    "select commodity, origin, count(l), median(l), 1.4826 * mad(l) from (select commodity, "                \
    "origin, ln(statistical_value / net_mass) l from t where statistical_value > 0 and net_mass > 0 and "    \
    "items > 0) group by all"
#define DUCKDB(SQL) "tests/bench/duckdb.js $IN $THREADS '" SQL "' $OUT"
#define HAS_DUCKDB "node -e 'require(\"@duckdb/node-api\")'"
#define HAS_R "Rscript -e 'library(data.table)'"
#define SQL_C                                                                                                \
    "copy (with p as (select *, ln(statistical_value / net_mass) l from t where statistical_value > 0 and "  \
    "net_mass > 0 and items > 0), g as (select commodity, origin, count(l) n, median(l) m, 1.4826 * mad(l) " \
    "s from p group by all) select declaration_id, item_number, commodity, origin, exp(l), exp(m), n, (l - " \
    "m) / s score, exp(m) * net_mass - statistical_value gap, duty_rate from p join g using (commodity, "    \
    "origin) where n >= 10 and abs(l - m) > 3.5 * s order by gap desc) to OUT"
#define OURS_B "sidda-reference -j $THREADS --statistics plain --levels finest $IN -o $OUT"
#define OURS_C "sidda-flag -j $THREADS --method mad --threshold 3.5 $IN -o $OUT"
#define NUMBERS_B "awk -F, '$15 == \"commodity+origin\" {print $2, $3, $4, $16, $10}' $OUT"
#define PLAIN "awk -F, '{print $1, $2, $3, $4}' $OUT"

static const contestant contestants[] = {
    {"A", "cup-controls", 1, "plain", NULL, OURS_A, NUMBERS_A},
    {"A", "cup-controls", 1, "mixed", NULL, OURS_A, NUMBERS_A},
    {"A", "cup-controls", 1, "quoted", NULL, OURS_A, NUMBERS_A},
    {"A", "cup-controls", 1, "diverse", NULL, OURS_A, NUMBERS_A},
    {"A", "cup-controls", 2, "plain", NULL, OURS_A, NUMBERS_A},
    {"A", "cup-controls", 2, "mixed", NULL, OURS_A, NUMBERS_A},
    {"A", "cup-controls", 2, "quoted", NULL, OURS_A, NUMBERS_A},
    {"A", "scan limit", 1, "plain", NULL, NULL, NULL},
    {"A", "scan limit", 1, "mixed", NULL, NULL, NULL},
    {"A", "scan limit", 1, "quoted", NULL, NULL, NULL},
    {"A", "DuckDB", 1, "plain", HAS_DUCKDB, DUCKDB(SQL_A), PLAIN},
    {"A", "DuckDB", 1, "mixed", HAS_DUCKDB, DUCKDB(SQL_A), PLAIN},
    {"A", "DuckDB", 1, "quoted", HAS_DUCKDB, DUCKDB(SQL_A), PLAIN},
    {"A", "DuckDB", 1, "diverse", HAS_DUCKDB, DUCKDB(SQL_A), PLAIN},
    {"A", "DuckDB", 2, "quoted", HAS_DUCKDB, DUCKDB(SQL_A), PLAIN},
    {"A", "data.table", 1, "quoted", HAS_R, "Rscript tests/bench/datatable.R A $IN $THREADS > $OUT", PLAIN},
    {"A", "data.table", 2, "quoted", HAS_R, "Rscript tests/bench/datatable.R A $IN $THREADS > $OUT", PLAIN},
    {"A", "mawk", 1, "plain", "command -v mawk",
     "mawk -F, 'NR > 1 {k = $4 \",\" $11; i[k] += $26; c[k] += $27} END {for (k in i) print k \",\" i[k] "
     "\",\" c[k]}' $IN > $OUT",
     PLAIN},
    {"A", "datamash", 1, "plain", "command -v datamash",
     "datamash -t, --header-in -s -g 4,11 sum 26,27 < $IN > $OUT", PLAIN},
    {"A", "Miller", 1, "quoted", "command -v mlr",
     "mlr --icsv --ocsv --headerless-csv-output stats1 -a sum -f items,controls -g member_state,importer_aeo "
     "$IN > $OUT",
     PLAIN},
    {"B", "sidda-reference", 1, "plain", NULL, OURS_B, NUMBERS_B},
    {"B", "sidda-reference", 1, "quoted", NULL, OURS_B, NUMBERS_B},
    {"B", "sidda-reference", 1, "diverse", NULL, OURS_B, NUMBERS_B},
    {"B", "sidda-reference", 2, "quoted", NULL, OURS_B, NUMBERS_B},
    {"B", "the same, --memory 64M", 2, "quoted", NULL, OURS_B " --memory 64M", NUMBERS_B},
    {"B", "all columns and levels", 2, "quoted", NULL, "sidda-reference -j $THREADS $IN -o $OUT", NUMBERS_B},
    {"B", "DuckDB", 1, "quoted", HAS_DUCKDB, DUCKDB(SQL_B), "tr , ' ' < $OUT"},
    {"B", "DuckDB", 1, "diverse", HAS_DUCKDB, DUCKDB(SQL_B), "tr , ' ' < $OUT"},
    {"B", "DuckDB", 2, "quoted", HAS_DUCKDB, DUCKDB(SQL_B), "tr , ' ' < $OUT"},
    {"B", "data.table", 2, "quoted", HAS_R, "Rscript tests/bench/datatable.R B $IN $THREADS > $OUT",
     "tr , ' ' < $OUT"},
    {"C", "sidda-flag", 1, "quoted", NULL, OURS_C, NULL},
    {"C", "sidda-flag", 1, "diverse", NULL, OURS_C, NULL},
    {"C", "sidda-flag", 2, "quoted", NULL, OURS_C, NULL},
    {"C", "the same, --memory 64M", 2, "quoted", NULL, OURS_C " --memory 64M", NULL},
    {"C", "the same, of a pipe", 2, "quoted", NULL,
     "cat $IN | sidda-flag -j $THREADS --method mad --threshold 3.5 -o $OUT", NULL},
    {"C", "DuckDB", 1, "quoted", HAS_DUCKDB, DUCKDB(SQL_C), NULL},
    {"C", "DuckDB", 1, "diverse", HAS_DUCKDB, DUCKDB(SQL_C), NULL},
    {"C", "DuckDB", 2, "quoted", HAS_DUCKDB, DUCKDB(SQL_C), NULL},
};
enum { N = sizeof contestants / sizeof contestants[0] };

typedef struct measures {
    double wall[ROUNDS_MOST], cpu[ROUNDS_MOST];
    long peak; /* KiB */
    bool is_there;
} measures;

static measures measured[N];

static measures *of(const contestant *c)
{
    return &measured[c - contestants];
}

static void die(const char *what)
{
    fprintf(stderr, "bench_speed: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Runs a shell command; false: it failed. wall and the rest may be NULL. */
static bool shell(const char *command, double *wall, double *cpu, long *peak)
{
    const double start = now();
    const pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) != child)
        die("cannot run a command");
    if (wall != NULL) {
        *wall = now() - start;
        *cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
        *peak = used.ru_maxrss > *peak ? used.ru_maxrss : *peak;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What no reader can beat: the bytes are read and their commas and line ends counted, by vectors. */
__attribute__((target_clones("arch=x86-64-v4", "avx2", "default"), optimize("O3"))) static uint64_t
count(const unsigned char *bytes, size_t size)
{
    uint64_t sum = 0;
    while (size > 0) {
        const size_t part = size < 255 ? size : 255;
        unsigned char n = 0;
        for (size_t i = 0; i < part; i++)
            n = (unsigned char)(n + ((bytes[i] == ',') | (bytes[i] == '\n')));
        sum += n;
        bytes += part;
        size -= part;
    }
    return sum;
}

static int scan(const char *path)
{
    static unsigned char buffer[BUFFER];
    const int fd = open(path, O_RDONLY);
    uint64_t sum = 0;
    ssize_t got;
    while ((got = read(fd, buffer, sizeof buffer)) > 0)
        sum += count(buffer, (size_t)got);
    return got < 0 || printf("%llu\n", (unsigned long long)sum) < 0;
}

static void path_of(const contestant *c, const char *what, char path[200])
{
    snprintf(path, 200, "build/bench/%s-%s-%u-%s.%s", c->job, c->name, c->threads, c->file, what);
    for (char *p = path; *p != '\0'; p++)
        *p = *p == ' ' ? '_' : *p;
}

static bool run(const contestant *c, const char *self, size_t round)
{
    char command[COMMAND], out[200];
    path_of(c, "out", out);
    snprintf(command, sizeof command, "IN=build/bench/%s.csv OUT=%s THREADS=%u; ", c->file, out, c->threads);
    const size_t used = strlen(command);
    if (c->run == NULL)
        snprintf(command + used, sizeof command - used, "%s $IN > $OUT", self);
    else
        snprintf(command + used, sizeof command - used, "{ %s; } 2>/dev/null", c->run);
    return shell(command, &of(c)->wall[round], &of(c)->cpu[round], &of(c)->peak);
}

/* Makes the numbers of c comparable: sorted lines in a file. */
static void make_numbers(const contestant *c, char path[200])
{
    char command[COMMAND], out[200];
    path_of(c, "out", out);
    path_of(c, "numbers", path);
    snprintf(command, sizeof command, "OUT=%s; %s | tr -d '\"' | LC_ALL=C sort > %s", out, c->numbers, path);
    if (!shell(command, NULL, NULL, NULL))
        die("cannot make numbers comparable");
}

static bool same_word(const char *a, const char *b)
{
    char *end_a, *end_b;
    const double x = strtod(a, &end_a), y = strtod(b, &end_b);
    return strcmp(a, b) == 0 || (*end_a == '\0' && *end_b == '\0' && fabs(x - y) <= 1e-9 * fmax(1, fabs(x)));
}

/* Whether two files hold the same words, numbers to 1e-9. */
static bool same_numbers(const char *path_a, const char *path_b)
{
    FILE *const a = fopen(path_a, "r"), *const b = fopen(path_b, "r");
    char x[100] = "", y[100] = "";
    bool same = a != NULL && b != NULL;
    size_t n = 0;
    while (same) {
        const int got_a = fscanf(a, "%99s", x), got_b = fscanf(b, "%99s", y);
        if (got_a != 1 || got_b != 1) {
            same = got_a == got_b && n > 0;
            break;
        }
        same = same_word(x, y);
        n++;
    }
    if (!same)
        fprintf(stderr, "bench_speed: %s: '%s', %s: '%s'\n", path_a, x, path_b, y);
    if (a != NULL)
        fclose(a);
    if (b != NULL)
        fclose(b);
    return same;
}

/* Whether two files hold the same numbers: all but diverse.csv are of one market. */
static bool same_data(const contestant *a, const contestant *b)
{
    return (strcmp(a->file, "diverse") == 0) == (strcmp(b->file, "diverse") == 0);
}

/* All who do one job on the same numbers agree with the first of them. */
static bool agree(void)
{
    bool all = true;
    for (size_t i = 0; i < N; i++) {
        const contestant *const c = &contestants[i];
        char first[200], own[200];
        if (!of(c)->is_there || c->numbers == NULL)
            continue;
        size_t k = 0;
        while (strcmp(contestants[k].job, c->job) != 0 || !same_data(&contestants[k], c))
            k++;
        make_numbers(&contestants[k], first);
        make_numbers(c, own);
        all = same_numbers(first, own) && all;
    }
    return all;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double values[], size_t n)
{
    double sorted[ROUNDS_MOST];
    memcpy(sorted, values, n * sizeof *values);
    qsort(sorted, n, sizeof *sorted, ascending);
    return sorted[n / 2];
}

/* What the row is compared with: our first run of the job on the same file with as many threads, or with
 * 2. */
static const contestant *ours(const contestant *c)
{
    const contestant *best = NULL;
    for (size_t i = 0; i < N; i++) {
        const contestant *const k = &contestants[i];
        if (k->has == NULL && k->run != NULL && strcmp(k->job, c->job) == 0 &&
            strcmp(k->file, c->file) == 0 &&
            (best == NULL || (k->threads == c->threads && best->threads != c->threads)))
            best = k;
    }
    return best;
}

static void report(size_t rounds)
{
    puts("| job | program | threads | file | wall s | CPU s | peak MiB | wall / ours | CPU / ours |");
    puts("|---|---|--:|---|--:|--:|--:|--:|--:|");
    for (size_t i = 0; i < N; i++) {
        const contestant *const c = &contestants[i], *const own = ours(c);
        double wall[ROUNDS_MOST], cpu[ROUNDS_MOST];
        if (!of(c)->is_there)
            continue;
        for (size_t r = 0; r < rounds; r++) {
            wall[r] = of(c)->wall[r] / of(own)->wall[r];
            cpu[r] = of(c)->cpu[r] / of(own)->cpu[r];
        }
        printf("| %s | %s | %u | %s | %.3f | %.3f | %ld | %.2f | %.2f |\n", c->job, c->name, c->threads,
               c->file, median(of(c)->wall, rounds), median(of(c)->cpu, rounds), of(c)->peak / 1024,
               median(wall, rounds), median(cpu, rounds));
    }
}

static size_t setting(const char *name, size_t fallback, size_t most)
{
    const char *const text = getenv(name);
    const unsigned long n = text != NULL ? strtoul(text, NULL, 10) : 0;
    return n == 0 ? fallback : n < most ? n : most;
}

static void *spin(void *unused)
{
    volatile uint64_t n = 0;
    while (n < 200000000)
        n++;
    return unused;
}

/* How many times the work of one thread two do in the same time: 2 where each has a processor of its own. */
static double two_threads(void)
{
    pthread_t other;
    const double start = now();
    spin(NULL);
    const double middle = now();
    if (pthread_create(&other, NULL, spin, NULL) != 0)
        return 0;
    spin(NULL);
    pthread_join(other, NULL);
    return 2 * (middle - start) / (now() - middle);
}

static void make_data(size_t rows)
{
    char command[COMMAND];
    snprintf(command, sizeof command,
             "mkdir -p build/bench && extract-generate --rows %zu > build/bench/plain.csv && "
             "extract-generate --rows %zu --descriptions --share-described 0.05 > build/bench/mixed.csv && "
             "extract-generate --rows %zu --descriptions > build/bench/quoted.csv && "
             "extract-generate --rows %zu --descriptions --codes 12000 > build/bench/diverse.csv",
             rows, rows, rows, rows);
    if (!shell(command, NULL, NULL, NULL))
        die("cannot make the data with extract-generate");
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return scan(argv[1]);
    const size_t rounds = setting("ROUNDS", 3, ROUNDS_MOST), rows = setting("ROWS", 1000000, SIZE_MAX);
    const char *const job = getenv("JOB");
    make_data(rows);
    printf("Two threads that only count do %.2f times the work of one here.\n", two_threads());
    for (size_t i = 0; i < N; i++) {
        const contestant *const c = &contestants[i];
        char command[COMMAND];
        snprintf(command, sizeof command, "{ %s; } >/dev/null 2>&1", c->has != NULL ? c->has : ":");
        const bool is_asked = job == NULL || strcmp(job, c->job) == 0;
        of(c)->is_there = is_asked && shell(command, NULL, NULL, NULL);
        if (is_asked && !of(c)->is_there)
            printf("left out, not installed: %s (%s)\n", c->name, c->job);
    }
    for (size_t r = 0; r < rounds; r++)
        for (size_t i = 0; i < N; i++)
            if (measured[i].is_there && !run(&contestants[i], argv[0], r))
                die(contestants[i].name);
    printf("%zu rows, medians of %zu rounds\n\n", rows, rounds);
    report(rounds);
    return agree() ? 0 : 1;
}
