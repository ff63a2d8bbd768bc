/* test_meaning: one meaning a name, sums that are what their parts add up to, what follows from a kind. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "indicator/meaning.h"
#include "schema/schema.h"

TestSuite(meaning, .init = folder_make, .fini = folder_remove);

static an_meanings *catalogue(const char *file)
{
    an_meanings *all;
    an_error err = {0};
    cr_assert_eq(an_meanings_new(&all, file, &err), AN_OK, "%s", err.text);
    return all;
}

static const an_meaning *meaning(const an_meanings *all, const char *code)
{
    const an_meaning *const found = an_meanings_find(all, code);
    cr_assert_not_null(found, "%s", code);
    return found;
}

/* ---- the declarations ---- */

Test(meaning, of_every_code_is_declared_once_and_in_words)
{
    an_meanings *const all = catalogue(NULL);
    const an_meaning *m;
    size_t n = 0;
    for (; (m = an_meanings_at(all, n)) != NULL; n++) {
        const an_indicator *const i = m->indicator;
        cr_expect(i->kind != AN_KIND_NONE && i->definition != NULL, "%s", i->code);
        cr_expect(i->title != NULL || strchr(i->code, '{') != NULL, "%s", i->code);
        cr_expect(strchr(i->code, '{') != NULL || an_meanings_find(all, i->code) == m, "%s: twice", i->code);
        cr_expect(i->sentence == NULL || strstr(i->sentence, "%v") != NULL, "%s", i->code);
        cr_expect(i->kind != AN_RATIO || m->base != NULL, "%s: no second rate is declared", i->code);
        cr_expect(i->kind != AN_SHARE || i->elsewhere != NULL || i->denominator != NULL, "%s", i->code);
    }
    cr_expect(n > 60, "%zu", n);
    an_meanings_free(all);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void expect_same_sum(const char *program, const an_sum *a, const an_sum *b)
{
    bool equal = same(a->of, b->of) && same(a->distinct, b->distinct) && a->square == b->square &&
                 (a->count == NULL) == (b->count == NULL) &&
                 (a->title == NULL || b->title == NULL || same(a->title, b->title));
    for (size_t k = 0; k < AN_CONDITIONS; k++)
        equal = equal && same(a->where[k].column, b->where[k].column) &&
                same(a->where[k].codes, b->where[k].codes);
    cr_expect(equal, "%s: '%s' is another sum in another program", program, a->name);
}

/* Calls each with every declared sum, and the place of its extract among the sources. */
static void each_sum(void each(void *context, const char *program, const an_source *source,
                               const an_sum *sum),
                     void *context)
{
    an_declared declared;
    for (size_t p = 0; an_catalogue_program(p, &declared); p++)
        for (const an_source *s = declared.sources; s != NULL && s->extract != NULL; s++)
            for (const an_sum *sum = s->sums; sum != NULL && sum->name != NULL; sum++)
                each(context, declared.program, s, sum);
}

typedef struct other {
    const an_source *source;
    const an_sum *sum;
} other;

static void compare_with(void *context, const char *program, const an_source *source, const an_sum *sum)
{
    const other *const o = context;
    if (sum == o->sum || strcmp(sum->name, o->sum->name) != 0)
        return;
    cr_expect_str_eq(source->extract, o->source->extract, "%s: %s", program, sum->name);
    expect_same_sum(program, sum, o->sum);
}

static void compare_with_all(void *context, const char *program, const an_source *source, const an_sum *sum)
{
    (void)context;
    (void)program;
    other o = {source, sum};
    each_sum(compare_with, &o);
}

Test(meaning, of_a_sum_is_the_same_in_all_programs)
{
    each_sum(compare_with_all, NULL);
}

/* ---- the parts add up ---- */

/* The columns of a sum with {role} as importer. */
static an_sum with_role(const an_sum *sum)
{
    an_sum made = *sum;
    for (size_t k = 0; k < AN_CONDITIONS; k++)
        if (same(made.where[k].column, "{role}_aeo"))
            made.where[k].column = "importer_aeo";
        else if (same(made.where[k].column, "{role}"))
            made.where[k].column = "importer";
    return made;
}

typedef struct collected {
    const char *program, *extract;
    an_sum sums[64];
    size_t n;
} collected;

static void collect(void *context, const char *program, const an_source *source, const an_sum *sum)
{
    collected *const c = context;
    if (strcmp(program, c->program) == 0 && strcmp(source->extract, c->extract) == 0 &&
        sum->distinct == NULL && (sum->of != NULL || sum->count != NULL))
        c->sums[c->n++] = with_role(sum);
}

/* The tally of a source over rows of random codes, empty cells among them. */
static void expect_parts_add_up(const collected *c, const char *csv, const an_need *reads)
{
    const an_source sources[] = {{.extract = c->extract, .reads = reads, .sums = c->sums}, {0}};
    static const char *const by[] = {"member_state"};
    const an_tally_plan plan = {.sources = sources, .by = by, .n_by = 1, .period = AN_PERIOD_NONE};
    const char *const file = folder_put("x.csv", csv);
    an_tally *tally;
    an_schema *schema;
    an_error err = {0};
    an_counts counts = {0};
    cr_assert_eq(an_tally_new(&tally, &plan, &err), AN_OK, "%s: %s", c->program, err.text);
    cr_assert_eq(an_schema_new(&schema, &(an_schema_options){0}, &err), AN_OK, "%s", err.text);
    an_scan scan = {.files = &file,
                    .n_files = 1,
                    .schema = schema,
                    .period = AN_PERIOD_NONE,
                    .row = an_tally_row,
                    .commit = an_tally_commit,
                    .threads = 1};
    void *const workers[] = {tally};
    scan.needs = an_tally_needs(tally, 0, &scan.n_needs);
    an_tally_source(tally, 0);
    cr_assert_eq(an_extract_scan(&scan, workers, &counts, &err), AN_OK, "%s: %s", c->program, err.text);
    cr_assert_eq(an_tally_finish(tally, &err), AN_OK);
    for (size_t s = 0; s < c->n; s++)
        for (size_t g = 0; c->sums[s].parts != NULL && g < an_tally_groups(tally); g++) {
            an_decimal sum = {0};
            size_t size;
            const char *word;
            const an_decimal whole = an_tally_sum(tally, g, an_tally_find(tally, c->sums[s].name));
            for (int w = 1; (word = an_words_get(c->sums[s].parts, w, &size)) != NULL; w++) {
                char name[100];
                if (*word == '|') { /* taken apart in another way */
                    cr_expect(an_decimal_compare(sum, whole) == 0, "%s: '%s'", c->program, c->sums[s].name);
                    sum = (an_decimal){0};
                    continue;
                }
                snprintf(name, sizeof name, "%.*s", (int)size, word);
                const int part = an_tally_find(tally, name);
                cr_assert(part >= 0, "%s: '%s' has no part '%s'", c->program, c->sums[s].name, name);
                an_decimal_add(&sum, an_tally_sum(tally, g, part));
            }
            cr_expect(an_decimal_compare(sum, whole) == 0, "%s: the parts of '%s' do not add up", c->program,
                      c->sums[s].name);
        }
    an_counts_free(&counts);
    an_schema_free(schema);
    an_tally_free(tally);
}

static unsigned seed = 380;
static unsigned draw(unsigned n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % n;
}

#define PICK(...)                                                                                            \
    ((const char *const[]){__VA_ARGS__})[draw(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))]

/* Declarations of random codes, each empty now and then. */
static void make_declarations(char *csv, size_t size)
{
    size_t n = (size_t)snprintf(csv, size,
                                "member_state,importer,importer_aeo,declaration_type,control_stage,"
                                "control_basis,control_result,items,controls\n");
    for (int row = 0; row < 300; row++)
        n += (size_t)snprintf(csv + n, size - n, "%s,%s,%s,%s,%s,%s,%s,%u,%u\n", PICK("DE", "FR"),
                              PICK("", "A", "B"), PICK("", "none", "AEOC", "AEOF"),
                              PICK("", "standard", "simplified"), PICK("clearance", "post_release"),
                              PICK("", "risk_profile", "crc", "random", "other"),
                              PICK("", "conform", "irregular", "open"), draw(3), draw(3));
}

Test(meaning, of_parts_is_that_they_add_up)
{
    static char csv[64000];
    static const struct {
        const char *program, *extract, *csv;
    } cases[] = {
        {"cup-controls", "declarations", NULL},
        {"cup-aeo", "declarations", NULL},
        {"crmf-simplified", "declarations", NULL},
        {"crmf-crc", "crc",
         "member_state,items_analysed,automated_hits,final_hits\nDE,10,4,1\nFR,5,,\nDE,7,3,\n"},
        {"crmf-operations", "operations",
         "member_state,controls,irregular,seizures,established_amount\nDE,10,4,1,2.5\nFR,5,,,\nDE,7,3,,\n"},
        {"cup-cooperation", "assistance", "member_state,requests,answers\nDE,4,2\nDE,3,\nFR,,1\n"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        collected c = {.program = cases[k].program, .extract = cases[k].extract};
        an_declared declared = {0};
        const an_need *reads = NULL;
        for (size_t p = 0; an_catalogue_program(p, &declared); p++)
            if (strcmp(declared.program, c.program) == 0)
                reads = strcmp(c.program, "crmf-crc") == 0 ? declared.sources->reads : NULL;
        each_sum(collect, &c);
        cr_assert(c.n > 0, "%s", c.program);
        for (int times = 0; times < (cases[k].csv == NULL ? 20 : 1); times++) {
            if (cases[k].csv == NULL)
                make_declarations(csv, sizeof csv);
            expect_parts_add_up(&c, cases[k].csv != NULL ? cases[k].csv : csv, reads);
        }
    }
}

/* ---- what follows ---- */

Test(meaning, of_a_kind_says_how_parts_of_the_data_add_up)
{
    static const struct {
        const char *code;
        an_additive_rule rule;
    } cases[] = {
        {"control_rate", AN_RULE_RATE},         {"requests", AN_RULE_SUM},
        {"operation_established", AN_RULE_SUM}, {"targeting_lift", AN_RULE_RATIO},
        {"aeo_control_ratio_mh", AN_RULE_NONE}, {"controls_per_aeo", AN_RULE_NONE},
        {"detection_rate", AN_RULE_NONE},       {"answer_share", AN_RULE_SHARE_OF},
        {"feedback_median_days", AN_RULE_NONE}, {"aeo_valid", AN_RULE_NONE},
        {"aeo_stock_residual", AN_RULE_NONE},   {"noncompliance_rate", AN_RULE_NONE},
        {"revenue_gap_cases", AN_RULE_NONE},    {"aeo_control_ratio_homogeneity", AN_RULE_NONE},
    };
    an_meanings *const all = catalogue(NULL);
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        const char *why = "";
        cr_expect_eq(an_meaning_rule(meaning(all, cases[k].code), &why), cases[k].rule, "%s: %s",
                     cases[k].code, why);
    }
    cr_expect(an_meaning_is_of_one_case(meaning(all, "revenue_gap_largest_share")) &&
              an_meaning_is_of_one_case(meaning(all, "detection_rate_without_largest")) &&
              !an_meaning_is_of_one_case(meaning(all, "revenue_gap")) && !an_meaning_is_of_one_case(NULL));
    cr_expect_eq(an_meaning_whole(meaning(all, "control_rate")), AN_WHOLE_DENOMINATOR);
    cr_expect_eq(an_meaning_whole(meaning(all, "aeo_item_share")), AN_WHOLE_BOTH);
    cr_expect_eq(an_meaning_whole(meaning(all, "irregularity_rate")), AN_WHOLE_NONE);
    cr_expect_str_eq(meaning(all, "aeo_control_ratio")->base, "non_aeo_control_rate");
    cr_expect_str_eq(meaning(all, "answer_share")->with_missing, "member_states");
    cr_expect(an_meaning_in_percent(meaning(all, "control_rate")));
    cr_expect(!an_meaning_in_percent(meaning(all, "targeting_lift")) && !an_meaning_in_percent(NULL));
    an_meanings_free(all);
}

Test(meaning, of_a_measure_says_how_it_is_taken_apart)
{
    an_decomposition way;
    size_t found = 0, of_controls = 0;
    for (size_t k = 0; an_catalogue_decomposition(k, &way); k++) {
        found +=
            strcmp(way.whole, "with_basis") == 0 && way.n == 3 && strcmp(way.parts[2], "other_basis") == 0;
        of_controls += strcmp(way.whole, "controls") == 0;
    }
    cr_expect_eq(found, 1);
    cr_expect_geq(of_controls, 4); /* by basis, result, status of the operator, type of declaration */
}

Test(meaning, of_a_share_names_what_it_leaves)
{
    char name[2 * AN_MEASURE_NAME];
    an_meanings *const all = catalogue(NULL);
    an_meaning_rest(meaning(all, "crc_final_hit_share"), name);
    cr_expect_str_eq(name, "false_hits");
    an_meaning_rest(meaning(all, "irregularity_rate"), name);
    cr_expect_str_eq(name, "closed - irregular");
    an_meanings_free(all);
}

/* ---- codes ---- */

Test(meaning, of_a_code_with_an_option_is_found_by_the_column)
{
    an_meanings *const all = catalogue(NULL);
    cr_expect_str_eq(meaning(all, "origin_share")->indicator->code, "{of}_share");
    cr_expect_str_eq(meaning(all, "random_share")->indicator->code, "random_share");
    cr_expect_null(an_meanings_find(all, "nonsense_share"));
    cr_expect_null(an_meanings_find(all, "_share"));
    cr_expect_null(an_meanings_find(all, ""));
    an_meanings_free(all);
}

Test(meaning, of_ones_own_table_is_declared_in_a_file)
{
    an_meanings *const all =
        catalogue(folder_put("own.csv", "kind,indicator,title,numerator,denominator,unit,base\n"
                                        "share,my_share,my share of items,my_items,items,,\n"
                                        "ratio,my_ratio,,my_items,items,,my_share\n"
                                        "amount,duty,duty,,,EUR,\n"));
    const an_meaning *const share = meaning(all, "my_share");
    cr_expect(share->indicator->kind == AN_SHARE && share->program == NULL);
    cr_expect_str_eq(share->indicator->title, "my share of items");
    cr_expect_str_eq(share->denominator->name, "items");
    cr_expect(share->denominator->of != NULL); /* that of the catalogue */
    cr_expect_eq(meaning(all, "my_ratio")->numerator, share->numerator);
    cr_expect_str_eq(meaning(all, "my_ratio")->base, "my_share");
    cr_expect_str_eq(meaning(all, "duty")->indicator->unit, "EUR");
    an_meanings_free(all);
}

Test(meaning, of_a_file_that_is_wrong_is_refused_with_its_place)
{
    static const struct {
        const char *csv, *text;
        uint64_t line;
    } cases[] = {
        {"indicator,kind\na,share\nb,shares\n", "shares", 3},
        {"indicator,kind\n,share\n", "empty", 2},
        {"indicator,kind\ncontrol_rate,share\n", "cup-controls", 2},
        {"indicator,kind\na,share\na,mean\n", "this file", 3},
        {"indicator,title\na,b\n", "kind", 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        an_meanings *all = NULL;
        an_error err = {0};
        cr_expect_eq(an_meanings_new(&all, folder_put("own.csv", cases[k].csv), &err), AN_DATA, "%zu", k);
        cr_expect(strstr(err.text, cases[k].text) != NULL && err.line == cases[k].line, "%s", err.text);
    }
    an_error err = {0};
    an_meanings *all = NULL;
    cr_expect_eq(an_meanings_new(&all, "/nowhere/own.csv", &err), AN_SYSTEM);
}
