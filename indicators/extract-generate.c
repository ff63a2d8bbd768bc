/* extract-generate: sample declarations of any size, with planted and labelled errors. */
#include <stdint.h>
#include <string.h>

#include "cli/program.h"
#include "sample/generator.h"

static const an_option options[] = {
    {.name = "rows",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "1000",
     .min = 0,
     .max = 1e9,
     .help = "rows to write, the header not counted"},
    {.name = "seed",
     .type = AN_OPTION_COUNT,
     .argument = "S",
     .fallback = "1",
     .min = 0,
     .max = 1e15,
     .help = "another seed is another sample of the same market"},
    {.name = "codes",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "300",
     .min = AN_PRODUCTS,
     .max = AN_PRODUCTS_MOST,
     .help =
         "commodity codes; a real quarter has some 10,000. Beyond 300 they are invented ones, the k-th as "
         "frequent as 1/k"},
    {.name = "quarter",
     .type = AN_OPTION_TEXT,
     .argument = "YYYY-Qn",
     .fallback = "2017-Q3",
     .help = "quarter of acceptance, of the years 2000 to 2099"},
    {.name = "kind",
     .type = AN_OPTION_CHOICE,
     .argument = "KIND",
     .choices = "declarations tor",
     .fallback = "declarations",
     .help = "the extract: declarations, or the tor of just these declarations"},
    {.name = "truth",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .help = "writes the planted errors there: the item, kind, factor, true value and true mass"},
    {.name = "share-under",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "0.01",
     .min = 0,
     .max = 1,
     .help = "share of the H1 and I1 items that are undervalued, to 0.2 to 0.6 of their value"},
    {.name = "share-over",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "0.003",
     .min = 0,
     .max = 1,
     .help = "share of them that are overvalued, 2 to 5 times"},
    {.name = "share-quantity",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "0.003",
     .min = 0,
     .max = 1,
     .help = "share of them whose net mass is wrong by a power of ten, 0.001 to 1000 times"},
    {.name = "descriptions",
     .type = AN_OPTION_FLAG,
     .help = "adds goods_description: in quotes, with commas, one in fifty with doubled quotes"},
    {.name = "share-described",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "1",
     .min = 0,
     .max = 1,
     .help = "with --descriptions: share of the rows where it is not empty"},
    {.name = NULL},
};

static an_code check(an_run *run, an_error *err)
{
    const an_options *given = an_run_options(run);
    const char *truth = an_options_text(given, "truth");
    size_t n_operands;

    an_options_operands(given, &n_operands);
    if (n_operands > 0) {
        return an_fail(err, AN_USAGE, "reads no files; see --help");
    }
    if (an_options_given(given, "format") && an_run_format(run) != AN_FORMAT_CSV) {
        return an_fail(err, AN_USAGE, "--format: an extract is written as csv only");
    }
    if (truth != NULL && strcmp(truth, "-") == 0) {
        return an_fail(err, AN_USAGE, "--truth -: expected a file; stdout has the declarations");
    }
    if (truth != NULL && strcmp(an_options_text(given, "kind"), "tor") == 0) {
        return an_fail(err, AN_USAGE, "--truth: goes with --kind declarations");
    }
    return AN_OK;
}

static uint32_t parts_of(const an_options *given, const char *share)
{
    return (uint32_t)(an_options_number(given, share) * AN_MILLION + 0.5);
}

static an_code read_settings(const an_options *given, an_generator_settings *settings, an_error *err)
{
    const char *quarter = an_options_text(given, "quarter");

    *settings = (an_generator_settings){
        .seed = (uint64_t)an_options_count(given, "seed"),
        .codes = (uint32_t)an_options_count(given, "codes"),
        .plants.under = parts_of(given, "share-under"),
        .plants.over = parts_of(given, "share-over"),
        .plants.quantity = parts_of(given, "share-quantity"),
        .descriptions = an_options_flag(given, "descriptions"),
        .undescribed = AN_MILLION - parts_of(given, "share-described"),
    };
    if (an_period_parse(quarter, strlen(quarter), NULL, &settings->quarter) == AN_OK) {
        return AN_OK;
    }
    return an_fail(err, AN_USAGE, "--quarter %s: expected a quarter such as 2017-Q3", quarter);
}

/* truth may be NULL. */
static void write_declarations(an_generator *generator, int64_t rows, an_writer *out, an_writer *truth)
{
    const an_print_context *context = an_generator_context(generator);
    char line[AN_DECLARATION_SIZE];

    an_writer_bytes(out, line, an_declaration_header(context->descriptions, line));
    if (truth != NULL) {
        an_writer_bytes(truth, line, an_declaration_truth_header(line));
    }
    for (int64_t i = 0; i < rows && !an_writer_failed(out); i++) {
        const an_declaration *row = an_generator_next(generator);
        an_writer_bytes(out, line, an_declaration_print(row, context, line));
        if (truth != NULL && row->plant != AN_PLANT_NONE && !row->is_second) {
            an_writer_bytes(truth, line, an_declaration_truth(row, context, line));
        }
    }
}

/* What the declarations bring in: the duties declared and the amounts established. */
static void write_tor(an_generator *generator, int64_t rows, an_period quarter, an_writer *out)
{
    uint64_t collected[AN_MEMBER_STATES] = {0};
    char period[AN_PERIOD_SIZE];
    char amount[AN_DECLARATION_SIZE];

    for (int64_t i = 0; i < rows; i++) {
        const an_declaration *row = an_generator_next(generator);
        const bool is_established = row->control.stage != AN_STAGE_NONE && row->control.has_amount;
        collected[row->state] += row->is_second ? 0 : row->duty;
        collected[row->state] += is_established ? row->control.amount : 0;
    }
    an_period_print(quarter, period);
    an_writer_string(out, "period,member_state,gross_tor\n");
    for (size_t i = 0; i < AN_MEMBER_STATES; i++) {
        *an_declaration_amount(amount, collected[i]) = '\0';
        an_writer_print(out, "%s,%s,%s\n", period, an_member_states[i].code, amount);
    }
}

static an_code generate(an_run *run, an_error *err)
{
    const an_options *given = an_run_options(run);
    an_generator_settings settings;
    an_generator *generator = NULL;
    an_code code = read_settings(given, &settings, err);

    if (code == AN_OK) {
        code = an_generator_new(&generator, &settings, err);
    }
    if (code != AN_OK) {
        return code;
    }
    if (strcmp(an_options_text(given, "kind"), "tor") == 0) {
        write_tor(generator, an_options_count(given, "rows"), settings.quarter, an_run_writer(run));
    } else {
        write_declarations(generator, an_options_count(given, "rows"), an_run_writer(run),
                           an_run_side(run, "truth"));
    }
    an_generator_free(generator);
    return code;
}

static const an_program program = {
    .name = "extract-generate",
    .summary = "writes sample declarations of any size, with planted and labelled errors",
    .usage = "[OPTION]...",
    .definition =
        "Import declarations of an invented market in the canonical columns: 28 Member States of very "
        "unequal volume; 300 products of 60 CN codes with log-normal unit prices by product and origin, some "
        "with heavy tails, two price groups or mostly identical prices; heavy-tailed masses and operators; "
        "AEOs, controls and their results. Nothing in it is about a real operator, Member State or price.\n\n"
        "Row k depends on the options and k only: the first 100 of 1,000,000 rows are those of "
        "--rows 100, on every machine. Products, prices and operators are the same for every seed: "
        "quarters compare.\n\n"
        "An item is irregular by chance or because an error was planted in it. A random control "
        "picks blindly; one on the ground of risk picks irregular items 4 times likelier than "
        "conform ones, and an AEO's 0.28 times as often. An item with two controls stands in two "
        "rows, the second with items=0.\n\n"
        "--kind tor sums the duties and the established amounts of the same declarations by Member State.",
    .source = "SplitMix64: Steele, Lea and Flood, Fast splittable pseudorandom number generators, "
              "OOPSLA 2014. The model of the market is this project's own.",
    .examples = "extract-generate --rows 20000 --quarter 2017-Q3 --truth truth.csv > declarations.csv\n"
                "extract-generate --rows 20000 --quarter 2017-Q3 --kind tor > tor.csv\n"
                "extract-generate --rows 10000000 --descriptions | cup-controls --by member_state",
    .output = "declarations: declaration_id, item_number ... established_amount, items, controls; "
              "tor: period, member_state, gross_tor; --truth: declaration_id, item_number, kind "
              "(undervaluation, overvaluation, quantity_error), factor (declared / true), "
              "true_value, true_mass",
    .options = options,
    .check = check,
    .run = generate,
};

AN_PROGRAM(program)
