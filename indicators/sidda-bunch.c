/* sidda-bunch: values that pile up just on the good side of a threshold. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/program.h"
#include "indicator/sheet.h"
#include "movement/consignments.h"
#include "stat/bunching.h"
#include "stat/multiplicity.h"

static const an_date no_limit = INT32_MAX;
enum { WIDTH_PART = 50, DATE_ROOM = 16 }; /* --width: a fiftieth of the threshold */

typedef struct threshold {
    int64_t at;
    an_date from, until; /* -no_limit, no_limit: none */
    an_bunching_zones zones;
} threshold;

/* A threshold and a group of consignments. */
typedef struct finding {
    const threshold *about;
    uint32_t group;
    size_t n;
    an_bunching_count own, neighbours[AN_BUNCHING_NEIGHBOURS];
    uint64_t split;
    bool is_judged;
    an_bunching result;
    double q_value;
} finding;

typedef struct bunch_state {
    an_run *run;
    an_arena arena;
    const char *const *by;
    size_t n_by;
    int64_t width; /* --width; 0: not given */
    threshold *thresholds;
    size_t n_thresholds;
    an_consignments consignments;
    uint32_t *order; /* groups by their texts */
    finding *findings;
    size_t n;
} bunch_state;

/* ---- thresholds ---- */

static an_code read_number(const char *text, int64_t *value, an_error *err)
{
    an_decimal number;
    if (an_decimal_parse(text, strlen(text), '.', &number) != AN_OK || number.units < AN_CONSIGNMENTS_UNIT ||
        number.units > (an_int128)INT64_MAX)
        return an_fail(err, AN_USAGE, "'%s': expected a number above 0, such as 150", text);
    *value = (int64_t)(number.units / AN_CONSIGNMENTS_UNIT);
    return AN_OK;
}

/* width 0: a part of the threshold. */
static an_code read_threshold(const char *text, int64_t width, threshold *made, an_error *err)
{
    *made = (threshold){.from = -no_limit, .until = no_limit};
    an_code code = read_number(text, &made->at, err);
    if (code != AN_OK)
        return code;
    if (an_bunching_zones_make(made->at, width > 0 ? width : made->at / WIDTH_PART, &made->zones) != AN_OK)
        return an_fail(err, AN_USAGE,
                       "'%s': there are not %d round numbers around it to compare it with; give a --width of "
                       "less than a fourth of it",
                       text, AN_BUNCHING_LEAST);
    return AN_OK;
}

static an_code read_day(const an_sheet *sheet, size_t row, const char *column, an_date *day, an_error *err)
{
    const int c = an_sheet_find(sheet, column);
    const char *const text = an_sheet_cell(sheet, row, c);
    if (*text == '\0' || an_date_parse(text, strlen(text), NULL, day) == AN_OK)
        return AN_OK;
    return an_sheet_fail(sheet, row, c, err, "not a date: '%s'; expected YYYY-MM-DD or nothing", text);
}

/* The rows of --thresholds that are about what --of names. */
static an_code take_rows(bunch_state *s, const an_sheet *sheet, an_error *err)
{
    const char *const of = an_options_text(an_run_options(s->run), "of");
    const size_t rows = an_sheet_rows(sheet);
    size_t at;
    an_code code = an_sheet_need(sheet, "threshold", &at, err);
    s->thresholds = code == AN_OK ? an_arena_alloc(&s->arena, (rows + 1) * sizeof *s->thresholds) : NULL;
    if (code == AN_OK && s->thresholds == NULL)
        code = an_fail_memory(err);
    for (size_t r = 0; r < rows && code == AN_OK; r++) {
        const char *const about = an_sheet_cell(sheet, r, an_sheet_find(sheet, "of"));
        threshold *const made = &s->thresholds[s->n_thresholds];
        if (*about != '\0' && strcmp(about, of) != 0)
            continue;
        an_error wrong;
        if (read_threshold(an_sheet_cell(sheet, r, (int)at), s->width, made, &wrong) != AN_OK)
            return an_sheet_fail(sheet, r, (int)at, err, "%s", wrong.text);
        code = read_day(sheet, r, "from", &made->from, err);
        if (code == AN_OK)
            code = read_day(sheet, r, "until", &made->until, err);
        s->n_thresholds++;
    }
    return code;
}

/* The words of --at. */
static an_code take_words(bunch_state *s, an_error *err)
{
    const an_options *const given = an_run_options(s->run);
    const char *const *const words = an_options_list(given, "at", &s->n_thresholds);
    an_error wrong;
    s->thresholds = an_arena_alloc(&s->arena, s->n_thresholds * sizeof *s->thresholds);
    if (s->thresholds == NULL)
        return an_fail_memory(err);
    for (size_t i = 0; i < s->n_thresholds; i++)
        if (read_threshold(words[i], s->width, &s->thresholds[i], &wrong) != AN_OK)
            return an_fail(err, AN_USAGE, "--at %s", wrong.text);
    return AN_OK;
}

static an_code read_thresholds(bunch_state *s, an_error *err)
{
    const an_options *const given = an_run_options(s->run);
    const char *const path = an_options_text(given, "thresholds");
    const char *const width = an_options_text(given, "width");
    an_sheet *sheet = NULL;
    an_error wrong;
    if (width != NULL && read_number(width, &s->width, &wrong) != AN_OK)
        return an_fail(err, AN_USAGE, "--width %s", wrong.text);
    if (path == NULL)
        return take_words(s, err);
    an_code code = an_sheet_new(&sheet, err);
    if (code == AN_OK)
        code = an_sheet_read(sheet, &path, 1, err);
    if (code == AN_OK)
        code = take_rows(s, sheet, err);
    if (code == AN_OK && s->n_thresholds == 0)
        code = an_fail(err, AN_DATA, "%s: no threshold of --of %s", path, an_options_text(given, "of"));
    an_sheet_free(sheet);
    return code;
}

/* ---- counting ---- */

static an_code take_row(void *state, const an_row *row, an_error *err)
{
    bunch_state *const s = state;
    return an_consignments_row(&s->consignments, row, s->n_by, err);
}

static an_code read_rows(bunch_state *s, an_error *err)
{
    const size_t n = AN_CONSIGNMENTS_NEEDS + s->n_by;
    an_need *const needs = an_arena_alloc(&s->arena, n * sizeof *needs);
    if (needs == NULL)
        return an_fail_memory(err);
    memcpy(needs, an_consignments_needs, sizeof an_consignments_needs);
    for (size_t k = 0; k < s->n_by; k++)
        needs[AN_CONSIGNMENTS_NEEDS + k] = (an_need){.name = s->by[k], .option = "--by"};
    an_scan scan = {.needs = needs,
                    .n_needs = n,
                    .row = take_row,
                    .extract = an_extract_of("declarations"),
                    .threads = 1};
    void *const workers[] = {s};
    uint64_t joined = 0;
    an_code code = an_run_scan(s->run, &scan, workers, err);
    if (code == AN_OK)
        code = an_consignments_join(&s->consignments, &joined, err);
    if (code != AN_OK)
        return code;
    an_run_note_filtered(s->run);
    if (s->consignments.unknown > 0)
        an_run_note(s->run,
                    "%llu items have no %s; they, and consignments that they are part of, are left out",
                    (unsigned long long)s->consignments.unknown,
                    s->consignments.prices ? "unit price (no value or no mass)" : "value");
    if (joined > 0)
        an_run_note(
            s->run,
            "%llu declarations of one importer, day, consignor and commodity are counted together, as "
            "consignments that were split",
            (unsigned long long)joined);
    return AN_OK;
}

/* Whether a threshold was in force on the day of a consignment. */
static bool holds(const threshold *t, const an_consignment *c)
{
    return c->day >= t->from && c->day <= t->until;
}

/* Sorts the values of the consignments in force by group: from values[begin[g]] up to begin[g + 1],
 * ascending. */
static void part_values(const bunch_state *s, const threshold *t, int64_t values[], size_t begin[],
                        finding findings[])
{
    const an_consignments *const c = &s->consignments;
    const size_t groups = an_intern_count(c->groups);
    for (size_t i = 0; i < c->n; i++)
        if (c->all[i].group != UINT32_MAX && holds(t, &c->all[i]))
            findings[c->all[i].group].n++;
    begin[0] = 0;
    for (size_t g = 0; g < groups; g++)
        begin[g + 1] = begin[g] + findings[g].n;
    for (size_t g = 0; g < groups; g++)
        findings[g].n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const an_consignment *const it = &c->all[i];
        if (it->group == UINT32_MAX || !holds(t, it))
            continue;
        finding *const f = &findings[it->group];
        values[begin[it->group] + f->n++] = it->value;
        f->split += it->parts > 1 && it->value > t->at && it->largest <= t->at;
    }
}

static void count_group(finding *f, const int64_t values[])
{
    const an_bunching_zones *const zones = &f->about->zones;
    f->own = an_bunching_look(zones, zones->at, values, f->n);
    for (size_t k = 0; k < zones->n; k++)
        f->neighbours[k] = an_bunching_look(zones, zones->neighbours[k], values, f->n);
}

/* A group is judged by what neighbours have in all groups, and by its own where they tell: whichever doubts
 * less. */
static void judge_group(const bunch_state *s, finding *f, const an_bunching_count all[])
{
    const an_settings *const settings = an_run_settings(s->run);
    const size_t n = f->about->zones.n;
    an_bunching own;
    f->is_judged = f->own.around >= (double)settings->min_n &&
                   an_bunching_judge(f->own, all, n, settings->level, &f->result) == AN_OK;
    if (f->is_judged && an_intern_count(s->consignments.groups) > 1 &&
        an_bunching_judge(f->own, f->neighbours, n, settings->level, &own) == AN_OK &&
        own.p_value > f->result.p_value)
        f->result = own;
}

static void judge_threshold(bunch_state *s, const threshold *t, int64_t values[], size_t begin[])
{
    const size_t groups = an_intern_count(s->consignments.groups);
    finding *const findings = s->findings + s->n;
    an_bunching_count all[AN_BUNCHING_NEIGHBOURS] = {{0}};
    for (size_t g = 0; g < groups; g++)
        findings[g] = (finding){.about = t, .group = (uint32_t)g};
    part_values(s, t, values, begin, findings);
    for (size_t g = 0; g < groups; g++) {
        count_group(&findings[g], values + begin[g]);
        for (size_t k = 0; k < t->zones.n; k++) {
            all[k].near += findings[g].neighbours[k].near;
            all[k].around += findings[g].neighbours[k].around;
        }
    }
    for (size_t g = 0; g < groups; g++)
        judge_group(s, &findings[g], all);
    s->n += groups;
}

static an_code judge(bunch_state *s, an_error *err)
{
    const size_t groups = an_intern_count(s->consignments.groups), all = s->n_thresholds * groups;
    int64_t *const values = malloc((s->consignments.n + 1) * sizeof *values);
    size_t *const begin = malloc((groups + 1) * sizeof *begin);
    double *const p = malloc((3 * all + 1) * sizeof *p);
    s->findings = calloc(all + 1, sizeof *s->findings);
    an_code code =
        values == NULL || begin == NULL || p == NULL || s->findings == NULL ? an_fail_memory(err) : AN_OK;
    for (size_t i = 0; i < s->n_thresholds && code == AN_OK; i++)
        judge_threshold(s, &s->thresholds[i], values, begin);
    size_t n = 0;
    for (size_t i = 0; i < s->n && code == AN_OK; i++)
        if (s->findings[i].is_judged)
            p[n++] = s->findings[i].result.p_value;
    if (code == AN_OK && an_multiplicity_bh(p, n, p + all, p) != AN_OK)
        code = an_fail(err, AN_SYSTEM, "a p-value is none");
    n = 0;
    for (size_t i = 0; i < s->n && code == AN_OK; i++)
        if (s->findings[i].is_judged)
            s->findings[i].q_value = p[n++];
    free(values);
    free(begin);
    free(p);
    return code;
}

/* ---- writing ---- */

static bool is_signal(const bunch_state *s, const finding *f)
{
    return f->is_judged && f->q_value <= an_options_number(an_run_options(s->run), "fdr");
}

static void write_millionths(an_output *output, int64_t value)
{
    an_output_decimal(output, (an_decimal){(an_int128)value * AN_CONSIGNMENTS_UNIT});
}

static void write_day(an_output *output, an_date day)
{
    if (day == no_limit || day == -no_limit) {
        an_output_empty(output);
        return;
    }
    char text[DATE_ROOM];
    an_output_text(output, text, an_date_print(day, text));
}

static void write_group(const bunch_state *s, an_output *output, uint32_t group)
{
    const char *text = an_intern_text(s->consignments.groups, group, NULL);
    for (size_t k = 0; k < s->n_by; k++, text += strlen(text) + 1)
        an_output_string(output, text);
}

static void write_neighbours(an_output *output, const an_bunching_zones *zones)
{
    char text[AN_BUNCHING_NEIGHBOURS * AN_DECIMAL_SIZE];
    size_t used = 0;
    for (size_t k = 0; k < zones->n; k++) {
        if (k > 0)
            text[used++] = ' ';
        used += an_decimal_print((an_decimal){(an_int128)zones->neighbours[k] * AN_CONSIGNMENTS_UNIT},
                                 text + used);
    }
    an_output_text(output, text, used);
}

static void write_finding(const bunch_state *s, an_output *output, const finding *f)
{
    const an_bunching *const r = &f->result;
    const double numbers[] = {r->expected, r->ratio, r->lower,   r->upper,  r->excess,
                              r->least,    r->most,  r->p_value, f->q_value};
    write_millionths(output, f->about->at);
    write_day(output, f->about->from);
    write_day(output, f->about->until);
    write_group(s, output, f->group);
    an_output_count(output, (int64_t)f->n);
    an_output_count(output, (int64_t)f->own.exact);
    an_output_count(output, (int64_t)f->own.near);
    an_output_count(output, (int64_t)f->own.around);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        an_output_number(output, f->is_judged ? numbers[i] : NAN);
    an_output_string(output, is_signal(s, f) ? "pile" : "");
    an_output_count(output, (int64_t)f->split);
    write_neighbours(output, &f->about->zones);
    an_output_string(output, f->is_judged ? "" : "few");
    an_output_end_row(output);
}

static an_code write_table(bunch_state *s, an_error *err)
{
    static const char *const before[] = {"threshold", "from", "until"};
    static const char *const behind[] = {
        "n",       "exact",  "near",   "around",       "expected",     "ratio",
        "lower",   "upper",  "excess", "excess_lower", "excess_upper", "p_value",
        "q_value", "signal", "split",  "neighbours",   "remark"};
    enum { BEFORE = sizeof before / sizeof before[0], BEHIND = sizeof behind / sizeof behind[0] };
    const size_t groups = an_intern_count(s->consignments.groups), n = BEFORE + s->n_by + BEHIND;
    const char **const names = an_arena_alloc(&s->arena, n * sizeof *names);
    an_output *output;
    s->order = an_arena_alloc(&s->arena, (groups + 1) * sizeof *s->order);
    if (names == NULL || s->order == NULL)
        return an_fail_memory(err);
    memcpy(names, before, sizeof before);
    for (size_t k = 0; k < s->n_by; k++)
        names[BEFORE + k] = s->by[k];
    memcpy(names + BEFORE + s->n_by, behind, sizeof behind);
    an_intern_sort(s->consignments.groups, s->order);
    an_code code = an_run_output(s->run, names, n, &output, err);
    for (size_t t = 0; t < s->n_thresholds && code == AN_OK; t++)
        for (size_t g = 0; g < groups; g++)
            write_finding(s, output, &s->findings[t * groups + s->order[g]]);
    return code == AN_OK ? an_output_finish(output, err) : code;
}

/* --items: the consignments that lie in a pile. */
static an_code write_items(bunch_state *s, an_error *err)
{
    an_writer *const writer = an_run_side(s->run, "items");
    const an_consignments *const c = &s->consignments;
    const size_t groups = an_intern_count(c->groups);
    static const char *const names[] = {"threshold",       "declaration_id", "declarations",
                                        "acceptance_date", "importer",       "value"};
    an_output *output;
    if (writer == NULL)
        return AN_OK;
    an_code code = an_output_new(&output, writer, AN_FORMAT_CSV, names, sizeof names / sizeof names[0], err);
    if (code != AN_OK)
        return code;
    for (size_t t = 0; t < s->n_thresholds; t++)
        for (size_t i = 0; i < c->n; i++) {
            const threshold *const about = &s->thresholds[t];
            const an_consignment *const it = &c->all[i];
            if (it->group == UINT32_MAX || !holds(about, it) || it->value > about->at ||
                it->value < about->at - about->zones.width ||
                !is_signal(s, &s->findings[t * groups + it->group]))
                continue;
            write_millionths(output, about->at);
            an_output_string(output, an_intern_text(c->names, it->declaration, NULL));
            an_output_count(output, it->parts);
            write_day(output, it->day);
            an_output_string(output, an_intern_text(c->names, it->importer, NULL));
            write_millionths(output, it->value);
            an_output_end_row(output);
        }
    return an_output_finish(output, err);
}

static void tell(const bunch_state *s)
{
    size_t judged = 0, signals = 0;
    uint64_t several = 0;
    for (size_t i = 0; i < s->n; i++) {
        judged += s->findings[i].is_judged;
        signals += is_signal(s, &s->findings[i]);
    }
    for (size_t i = 0; i < s->consignments.n; i++)
        several += s->consignments.all[i].group == UINT32_MAX;
    an_run_note(s->run, "%zu of %zu rows judged, %zu signals", judged, s->n, signals);
    if (several > 0)
        an_run_note(s->run, "%llu consignments are of several groups of --by and counted in none",
                    (unsigned long long)several);
}

static an_code work(bunch_state *s, an_error *err)
{
    an_code code = read_thresholds(s, err);
    if (code == AN_OK)
        code = an_run_by(s->run, &s->by, &s->n_by, err);
    if (code == AN_OK)
        code = read_rows(s, err);
    if (code == AN_OK)
        code = judge(s, err);
    if (code == AN_OK)
        code = write_table(s, err);
    if (code == AN_OK)
        code = write_items(s, err);
    if (code == AN_OK)
        tell(s);
    return code;
}

static an_code run(an_run *run, an_error *err)
{
    bunch_state s = {.run = run};
    const bool prices = strcmp(an_options_text(an_run_options(run), "of"), "price") == 0;
    an_code code = an_consignments_new(&s.consignments, prices, err);
    s.consignments.apart = an_options_flag(an_run_options(run), "apart");
    if (code == AN_OK)
        code = work(&s, err);
    an_consignments_free(&s.consignments);
    free(s.findings);
    an_arena_free(&s.arena);
    return code;
}

static an_code check(an_run *run, an_error *err)
{
    const an_options *const given = an_run_options(run);
    return an_options_given(given, "at") != an_options_given(given, "thresholds")
               ? AN_OK
               : an_fail(err, AN_USAGE, "expected either --at EUR, such as --at 150, or --thresholds FILE");
}

static const an_option options[] = {
    {.name = "at", .type = AN_OPTION_LIST, .argument = "EUR[,...]", .help = "the thresholds"},
    {.name = "thresholds",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "a CSV of thresholds: threshold and, where wanted, from, until (days on which it held) and of "
             "(value or price); such as datasets/law/thresholds.csv"},
    {.name = "of",
     .type = AN_OPTION_CHOICE,
     .argument = "WHAT",
     .choices = "value price",
     .fallback = "value",
     .help = "what piles up: the value of consignments (EUR), or unit prices of items (EUR/kg)"},
    {.name = "width",
     .type = AN_OPTION_TEXT,
     .argument = "EUR",
     .help = "how close below a threshold is near it (a fiftieth of it where this is not given)"},
    {.name = "apart",
     .type = AN_OPTION_FLAG,
     .help = "each declaration by itself: where one importer declares for many buyers, nothing was split"},
    AN_RUN_FDR("a q_value up to Q is a signal"),
    {.name = "items",
     .type = AN_OPTION_OUTPUT,
     .argument = "FILE",
     .help = "writes the consignments in the piles that are signals there"},
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-bunch",
    .summary = "values that pile up just on the good side of a threshold",
    .definition =
        "A row for each threshold and group of --by (such as importer, origin or customs_office; without it "
        "one for all): how many consignments have a value near the threshold (from it less --width on, and "
        "below it), of those around it (from it less four widths on, and below it); and whether that is more "
        "than at other round numbers (neighbours). exact counts those of just the threshold, which are in "
        "neither: round numbers are declared for being round.\n\n"
        "A consignment is a declaration, the sum of its items. Declarations of one importer for one day, of "
        "one consignor (where the extract has one) and one commodity code are counted together: they may be "
        "one consignment that was split (--apart does not). split counts those whose parts lie up to the "
        "threshold and whose sum lies above it. With --of price each item stands by itself.\n\n"
        "expected is the share of those around a number that lie near it, at the neighbours; ratio compares "
        "the odds at the threshold with theirs; excess is how many lie near it beyond what they have, each "
        "with its interval. p_value: of so many or more, where rates differ from one round number to another "
        "as they do among the neighbours. A group is judged by the neighbours of all groups and by its own, "
        "whichever gives less reason for doubt. q_value: Benjamini-Hochberg over all rows that are judged; "
        "signal: pile where it is at most --fdr. Rows of fewer than --min-n values around the threshold are "
        "not judged: remark few.\n\n"
        "Of invented worlds in which people only round, at most 3 in 100 have a p-value up to .05; where a "
        "fifth of what lies up to half above the threshold is declared just below it, 62 to 98 in 100 have. "
        "Who makes goods for a price just below the threshold piles up honestly: a signal is a reason to "
        "look, never proof. Memory: some 100 bytes a declaration.",
    .output = "threshold, from, until, the columns of --by, n (consignments), exact, near, around, expected, "
              "ratio, lower, upper, excess, excess_lower, excess_upper, p_value, q_value, signal, split, "
              "neighbours, remark; --items: threshold, declaration_id, declarations, acceptance_date, "
              "importer, value",
    .source =
        "McCrary 2008, Journal of Econometrics 142:698 (density test). Kleven 2016, Annual Review of "
        "Economics 8:435 (bunching; round numbers). Benjamini, Hochberg 1995, JRSS B 57:289. Thresholds: "
        "Regulation (EC) 1186/2009, Articles 23 to 27; datasets/law/thresholds.csv.",
    .examples = "sidda-bunch --at 150 --where dataset=H7 declarations.csv\n"
                "sidda-bunch --at 150 --by importer --items candidates.csv declarations.csv -o piles.csv\n"
                "sidda-bunch --thresholds datasets/law/thresholds.csv --by origin 2026/*.csv\n"
                "sidda-bunch --of price --at 2.5 --where cn8=61091000 --by importer declarations.csv",
    .options = options,
    .uses = AN_USES_EXTRACTS | AN_USES_GROUPS | AN_USES_LEVEL | AN_USES_MIN_N,
    .check = check,
    .run = run,
};

AN_PROGRAM(program)
