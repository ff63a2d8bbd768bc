/* control-rates: the control rate of each Member State with its Wilson interval, by the library alone.
 *
 *     make && make -C examples/library && build/examples/control-rates datasets/declarations.csv
 *
 * What is declared is summed: a scan types the rows, a tally adds them up, stat/ knows the interval (nan
 * where there are more controls than items). With a tally per thread, an_tally_merge makes them one. */
#include <math.h>
#include <stdio.h>

#include "stat/proportion.h"
#include "tally/tally.h"

static const an_sum sums[] = {{.name = "items", .of = "items"}, {.name = "controls", .of = "controls"}, {0}};
static const an_source sources[] = {{.extract = "declarations", .sums = sums}, {0}};
static const char *const by[] = {"member_state"};
static const an_tally_plan plan = {.sources = sources, .by = by, .n_by = 1, .period = AN_PERIOD_NONE};

static void print(const an_tally *tally, size_t group)
{
    const double x = an_decimal_double(an_tally_sum(tally, group, an_tally_find(tally, "controls")));
    const double n = an_decimal_double(an_tally_sum(tally, group, an_tally_find(tally, "items")));
    an_interval interval = {NAN, NAN};
    an_proportion_wilson(x, n, 0.95, &interval);
    printf("%s,%.6g,%.6g,%.6g\n", an_tally_key(tally, group)[0], x / n, interval.lower, interval.upper);
}

int main(int argc, char **argv)
{
    static const char *const standard_input[] = {"-"};
    an_scan scan = {.files = argc > 1 ? (const char *const *)argv + 1 : standard_input,
                    .n_files = argc > 1 ? (size_t)argc - 1 : 1,
                    .row = an_tally_row,
                    .threads = 1};
    an_error error = {0};
    an_counts counts = {0};
    an_schema *schema = NULL;
    an_tally *tally = NULL;
    an_code code = an_schema_new(&schema, &(an_schema_options){0}, &error);
    if (code == AN_OK && (code = an_tally_new(&tally, &plan, &error)) == AN_OK) {
        scan.schema = schema;
        scan.needs = an_tally_needs(tally, 0, &scan.n_needs);
        an_tally_source(tally, 0);
        code = an_extract_scan(&scan, (void *const[]){tally}, &counts, &error);
    }
    if (code == AN_OK && (code = an_tally_finish(tally, &error)) == AN_OK)
        for (size_t group = 0; group < an_tally_groups(tally); group++)
            print(tally, group);
    if (code == AN_OK && fflush(stdout) != 0)
        code = an_fail_errno(&error, NULL, "cannot write");
    char text[AN_ERROR_SIZE];
    if (code != AN_OK && an_error_format(&error, text) > 0)
        fprintf(stderr, "control-rates: %s\n", text);
    an_tally_free(tally);
    an_schema_free(schema);
    an_counts_free(&counts);
    return (int)code;
}
