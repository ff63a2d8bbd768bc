/* test_parts: the tables of parts of the data, merged, are the bytes of the table of the whole, or
 * refused.
 *
 * Every program that the build knows and that adds up or samples an extract, with its own options at
 * random, a random --by and --period, on rows drawn from the sample extracts; these are split into 2 to 4
 * parts row by row, by Member State or by month. What ind-merge does not refuse (exit 3, with a reason)
 * must be the whole. CUPRUM_PARTS splits a program, 3 where it is not set. */
#include <criterion/criterion.h>

#include <stdint.h>

#include "cli/program.h"
#include "folder.h"
#include "shell.h"

TestSuite(parts, .init = folder_make, .fini = folder_remove);

enum { MOST_LINES = 6000, MOST_PARTS = 4, MOST_SOURCES = 3, TEXT = 1 << 20 };

static uint64_t state;

static unsigned draw(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

/* ---- an extract ---- */

typedef struct extract {
    char text[TEXT];
    char *lines[MOST_LINES]; /* the header first */
    size_t n;
} extract;

static bool read_extract(const char *name, extract *x)
{
    char path[100];
    snprintf(path, sizeof path, "datasets/%s.csv", name);
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        return false;
    x->text[fread(x->text, 1, TEXT - 1, file)] = '\0';
    fclose(file);
    x->n = 0;
    for (char *line = strtok(x->text, "\n"); line != NULL && x->n < MOST_LINES; line = strtok(NULL, "\n"))
        x->lines[x->n++] = line;
    return x->n > 1;
}

/* The number of a column, or -1; a copy of column c of a line (the samples quote no comma in what is
 * asked). */
static int find_column(const extract *x, const char *name)
{
    int c = 0;
    const size_t size = strlen(name);
    for (const char *at = x->lines[0]; at != NULL;
         at = strchr(at, ',') != NULL ? strchr(at, ',') + 1 : NULL, c++)
        if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0'))
            return c;
    return -1;
}

static void copy_cell(const char *line, int c, size_t most, char cell[64])
{
    for (; c > 0 && line != NULL; c--)
        line = strchr(line, ',') != NULL ? strchr(line, ',') + 1 : NULL;
    size_t n = 0;
    for (; line != NULL && n < most && line[n] != '\0' && line[n] != ','; n++)
        cell[n] = line[n];
    cell[n] = '\0';
}

typedef enum split { BY_ROW, BY_STATE, BY_MONTH, SPLITS } split;

/* The part that a line goes to. */
static unsigned part_of(const extract *x, const an_source *source, const char *line, split how,
                        unsigned parts)
{
    const int c = how == BY_STATE                           ? find_column(x, "member_state")
                  : how == BY_MONTH && source->date != NULL ? find_column(x, source->date)
                                                            : -1;
    char cell[64];
    unsigned sum = 0;
    if (how == BY_ROW || c < 0)
        return draw(parts);
    copy_cell(line, c, how == BY_MONTH ? 7 : 63, cell);
    for (const char *at = cell; *at != '\0'; at++)
        sum = sum * 31 + (unsigned char)*at;
    return sum % parts;
}

static const char *file_name(size_t source, int part)
{
    static char name[32];
    snprintf(name, sizeof name, part < 0 ? "s%zu-all.csv" : "s%zu-%d.csv", source, part);
    return name;
}

/* Writes some lines of an extract, and the same in parts; rows[part]: how many each has. */
static void write_parts(const extract *x, size_t number, const an_source *source, split how, unsigned parts,
                        size_t rows[])
{
    FILE *files[MOST_PARTS + 1];
    const unsigned most = 20 + draw(150);
    for (int p = 0; p <= (int)parts; p++) {
        files[p] = fopen(folder_path(file_name(number, p - 1)), "w");
        cr_assert_not_null(files[p]);
        fprintf(files[p], "%s\n", x->lines[0]);
    }
    for (unsigned k = 0; k < most; k++) {
        const char *const line = x->lines[1 + draw((unsigned)x->n - 1)];
        const unsigned part = part_of(x, source, line, how, parts);
        fprintf(files[0], "%s\n", line);
        fprintf(files[1 + part], "%s\n", line);
        rows[part]++;
    }
    for (int p = 0; p <= (int)parts; p++)
        cr_assert_eq(fclose(files[p]), 0);
}

/* ---- a program ---- */

/* Options of the program's own, at random. */
static size_t put_options(const an_program *program, char out[], size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    for (const an_option *o = program->options; o != NULL && o->name != NULL; o++) {
        size_t width;
        if (o->type == AN_OPTION_FLAG && draw(3) == 0)
            n += (size_t)snprintf(out + n, size - n, " --%s", o->name);
        else if (o->type == AN_OPTION_DATE && draw(2) == 0)
            n += (size_t)snprintf(out + n, size - n, " --%s 2017-08-15", o->name);
        else if (o->type == AN_OPTION_CHOICE && draw(2) == 0) {
            const int k = 1 + (int)draw(3);
            const char *const word = an_words_get(o->choices, k, &width);
            if (word != NULL)
                n += (size_t)snprintf(out + n, size - n, " --%s %.*s", o->name, (int)width, word);
        }
    }
    static const char *const periods[] = {"", "", " --period month", " --period year", " --period none"};
    if (program->sources->date != NULL)
        n += (size_t)snprintf(out + n, size - n, "%s", periods[draw(5)]);
    return n;
}

static void put_by(const extract *x, const an_program *program, char out[], size_t size)
{
    static const char *const columns[] = {"member_state",   "control_stage",  "control_type", "dataset",
                                          "chapter",        "kind",           "scope",        "traffic",
                                          "transport_mode", "customs_office", "policy_area",  "aeo_type",
                                          "objective",      "control_basis"};
    const char *first = columns[draw(sizeof columns / sizeof *columns)], *second = columns[draw(3)];
    const bool is_code = strcmp(first, "chapter") == 0 && find_column(x, "commodity") >= 0;
    out[0] = '\0';
    if (program->by != NULL || draw(4) == 0 || (!is_code && find_column(x, first) < 0))
        return;
    if (draw(2) == 0 && strcmp(first, second) != 0 && find_column(x, second) >= 0)
        snprintf(out, size, " --by %s,%s", first, second);
    else
        snprintf(out, size, " --by %s", first);
}

/* The command on the whole (part -1) or a part. */
static void put_command(const an_program *program, const char *options, int part, const char *result,
                        char out[], size_t size)
{
    const char *const bin = getenv("CUPRUM_BIN");
    size_t n = (size_t)snprintf(out, size, "%s/%s -f csv%s", bin != NULL ? bin : "build/bin", program->name,
                                options);
    for (size_t s = 0; program->sources[s].extract != NULL; s++)
        if (program->sources[s].option != NULL)
            n += (size_t)snprintf(out + n, size - n, " --%s %s", program->sources[s].option,
                                  folder_path(file_name(s, part)));
    snprintf(out + n, size - n, " %s >%s 2>%s", folder_path(file_name(0, part)), folder_path(result),
             folder_path("err"));
}

static size_t read_file(const char *name, char text[])
{
    FILE *const file = fopen(folder_path(name), "rb");
    cr_assert_not_null(file);
    const size_t n = fread(text, 1, TEXT - 1, file);
    text[n] = '\0';
    fclose(file);
    return n;
}

typedef enum verdict { IS_WHOLE, IS_REFUSED, IS_NOTHING } verdict;

/* Runs the program on the whole and on each part, and merges. */
static verdict try_split(const an_program *program, const char *options, unsigned parts, const size_t rows[])
{
    static char command[4000], merge[4000], nothing[10], whole[TEXT], merged[TEXT], why[TEXT];
    const char *const bin = getenv("CUPRUM_BIN");
    put_command(program, options, -1, "whole", command, sizeof command);
    if (shell(command, nothing, sizeof nothing) != 0)
        return IS_NOTHING; /* options that do not fit, or rows that give no result */
    size_t n = (size_t)snprintf(merge, sizeof merge, "%s/ind-merge -f csv", bin != NULL ? bin : "build/bin");
    for (unsigned p = 0; p < parts; p++) {
        char name[16];
        if (rows[p] == 0)
            continue;
        snprintf(name, sizeof name, "part%u", p);
        put_command(program, options, (int)p, name, command, sizeof command);
        if (shell(command, nothing, sizeof nothing) != 0)
            return IS_NOTHING;
        n += (size_t)snprintf(merge + n, sizeof merge - n, " %s", folder_path(name));
    }
    snprintf(merge + n, sizeof merge - n, " >%s 2>%s", folder_path("merged"), folder_path("err"));
    const int status = shell(merge, nothing, sizeof nothing);
    read_file("err", why);
    if (status == 3) {
        cr_expect_neq(why[0], '\0', "%s%s: refused without a reason", program->name, options);
        return IS_REFUSED;
    }
    cr_expect_eq(status, 0, "%s%s: exit %d: %s", program->name, options, status, why);
    const bool is_same =
        read_file("whole", whole) == read_file("merged", merged) && strcmp(whole, merged) == 0;
    cr_expect(is_same, "%s%s, %u parts: the merged table is not that of the whole\n%s---\n%s", program->name,
              options, parts, whole, merged);
    return IS_WHOLE;
}

/* Some splits of one program; how many were the whole. */
static size_t try_program(const an_program *program, unsigned times, size_t *refused)
{
    static extract extracts[MOST_SOURCES];
    size_t whole = 0, sources = 0;
    for (; program->sources[sources].extract != NULL; sources++)
        if (sources == MOST_SOURCES || !read_extract(program->sources[sources].extract, &extracts[sources]))
            return 0;
    for (unsigned k = 0; k < times; k++) {
        char options[400];
        const unsigned parts = 2 + draw(3);
        const split how = (split)draw(SPLITS);
        size_t rows[MOST_PARTS] = {0}, others[MOST_PARTS];
        size_t n = put_options(program, options, sizeof options);
        put_by(&extracts[0], program, options + n, sizeof options - n);
        for (size_t s = 0; s < sources; s++)
            write_parts(&extracts[s], s, &program->sources[s], how, parts, s == 0 ? rows : others);
        const verdict v = try_split(program, options, parts, rows);
        whole += v == IS_WHOLE;
        *refused += v == IS_REFUSED;
    }
    return whole;
}

Test(parts, merged_are_the_whole_or_refused)
{
    const char *const wanted = getenv("CUPRUM_PARTS");
    const unsigned times = wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : 3;
    size_t whole = 0, refused = 0;
    for (size_t p = 0; an_program_of(p) != NULL; p++) {
        state = 380 + p;
        if (an_program_of(p)->sources != NULL && an_program_of(p)->indicators != NULL)
            whole += try_program(an_program_of(p), times, &refused);
    }
    cr_expect_geq(whole, times * 6, "%zu of the splits were the whole, %zu refused", whole, refused);
    cr_log_info("%zu splits were the whole, %zu were refused\n", whole, refused);
}
