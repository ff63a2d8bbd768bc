/* sidda-shift: whose share of the trade jumped, and where it went. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/program.h"
#include "movement/displacement.h"
#include "schema/nomenclature.h"

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = an_shares_reads, .sums = an_shares_sums},
    {.extract = NULL},
};

static bool counts_items(const an_run *run)
{
    return strcmp(an_options_text(an_run_options(run), "quantity"), "items") == 0;
}

static an_code write_table(an_run *run, an_displacement_table *table, an_error *err)
{
    const char *const *by;
    an_indicators *out;
    an_code code = an_run_by(run, &by, &table->n_keys, err);
    if (code != AN_OK)
        return code;
    char *indicator;
    if (asprintf(&indicator, "%s_share", by[table->n_keys - 1]) < 0)
        return an_fail_memory(err);
    table->indicator = indicator;
    code = an_indicators_wide(&out, an_run_writer(run), an_run_format(run), by, table->n_keys,
                              an_displacement_columns, AN_DISPLACEMENT_COLUMNS, err);
    if (code == AN_OK) {
        an_indicators_set_provisional(out, an_run_settings(run)->provisional);
        code = an_indicators_end(out, an_displacement_table_write(table, out, err), err);
    }
    free(indicator);
    return code;
}

static void tell(an_run *run, const an_shares *shares, const an_jump jumps[], const an_displacement *found)
{
    size_t signals = 0;
    for (size_t i = 0; i < shares->n; i++)
        signals += jumps[i].signal[0] != '\0';
    an_run_note(run, "%zu changes of shares in %zu groups tested, %zu signals", found->tests,
                shares->n_panels, signals);
    if (found->tests > 1)
        an_run_note(run,
                    "under chance alone the mean square of their scores is %.3g, winsorised; changes vary by "
                    "tau = %.3g beside chance",
                    found->phi, found->tau);
}

/* An extract without the quantity has no shares of it to tell. */
static an_code check_quantity(an_run *run, const an_shares *shares, an_error *err)
{
    const char *quantity = an_options_text(an_run_options(run), "quantity");
    bool missing = false;
    for (size_t i = 0; i < shares->n; i++) {
        if (shares->shares[i].amount.units > 0)
            return AN_OK;
        missing = missing || shares->shares[i].missing.units > 0;
    }
    return !missing ? AN_OK
                    : an_fail(err, AN_DATA,
                              "no item has a %s, which --quantity asks for; if the column has another "
                              "name here: --column %s=ACTUAL",
                              quantity, quantity);
}

/* What add_codes reads. */
typedef struct coded {
    const an_shares *shares;
    an_period_kind kind;
    size_t n_by;
} coded;

/* The codes of a panel in its periods: of a key, or its parts with some trade. */
static an_code add_panel(an_nomenclature *codes, const coded *from, const an_share_panel *panel, size_t k,
                         an_error *err)
{
    const bool is_part = k + 1 == from->n_by;
    an_code code = AN_OK;
    for (size_t p = 0; p < panel->n_periods && code == AN_OK; p++) {
        const an_period period = {from->kind, panel->times[p]};
        if (!is_part)
            code = an_nomenclature_add(codes, panel->keys[k], period, err);
        for (size_t i = 0; is_part && i < panel->n_parts && code == AN_OK; i++)
            if (from->shares->shares[panel->first + p * panel->n_parts + i].amount.units > 0)
                code = an_nomenclature_add(codes, panel->parts[i], period, err);
    }
    return code;
}

static an_code add_codes(an_nomenclature *codes, const void *context, size_t k, an_error *err)
{
    const coded *const from = context;
    an_code code = AN_OK;
    for (size_t i = 0; i < from->shares->n_panels && code == AN_OK; i++)
        code = add_panel(codes, from, &from->shares->panels[i], k, err);
    return code;
}

static an_code note_codes(an_run *run, const an_shares *shares, an_error *err)
{
    coded from = {.shares = shares, .kind = an_run_period(run)};
    const char *const *by;
    const an_code code = an_run_by(run, &by, &from.n_by, err);
    return code == AN_OK ? an_run_note_codes(run, by, from.n_by, add_codes, &from, err) : code;
}

static an_code finish(an_run *run, const an_tally *tally, an_error *err)
{
    const an_options *given = an_run_options(run);
    const an_displacement_rules rules = {.fdr = an_options_number(given, "fdr"),
                                         .least = an_options_number(given, "least-change"),
                                         .min_n = (double)an_options_count(given, "min-group")};
    an_shares shares;
    an_displacement found;
    an_code code = an_shares_read(&shares, tally, counts_items(run), err);
    if (code != AN_OK)
        return code;
    an_jump *jumps = malloc((shares.n + 1) * sizeof *jumps);
    an_displacement_table table = {.shares = &shares,
                                   .jumps = jumps,
                                   .found = &found,
                                   .counted = counts_items(run),
                                   .signals = an_options_flag(given, "signals"),
                                   .settings = an_run_settings(run)};
    code = jumps != NULL ? check_quantity(run, &shares, err) : an_fail_memory(err);
    if (code == AN_OK)
        code = an_displacement_find(jumps, &shares, &rules, &found, err);
    if (code == AN_OK)
        code = write_table(run, &table, err);
    if (code == AN_OK) {
        tell(run, &shares, jumps, &found);
        code = note_codes(run, &shares, err);
    }
    free(jumps);
    an_shares_free(&shares);
    return code;
}

static const an_indicator indicators[] = {
    {.code = "{of}_share",
     .kind = AN_SHARE_OF_TOTAL,
     .elsewhere = "finish",
     .definition = "The share of each text of COL (--of) in the items of its key, or in what --quantity "
                   "names."},
    {.code = NULL},
};

static const an_option options[] = {
    AN_RUN_CONCORDANCE,
    {.name = "of",
     .type = AN_OPTION_TEXT,
     .argument = "COL",
     .help =
         "what is shared out, within each key of --by (then none by default); without it, the last column of "
         "--by within the others"},
    {.name = "quantity",
     .type = AN_OPTION_CHOICE,
     .argument = "WHAT",
     .choices = "items net_mass statistical_value",
     .fallback = "items",
     .help = "what the shares are of"},
    AN_RUN_FDR("a q_value up to Q is a signal"),
    {.name = "least-change",
     .type = AN_OPTION_NUMBER,
     .argument = "P",
     .fallback = "0.01",
     .max = 1,
     .help = "and the share must have changed by at least this"},
    {.name = "min-group",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .fallback = "10",
     .min = 1,
     .max = 1e9,
     .help = "shares of fewer items (n) are not tested"},
    {.name = "signals",
     .type = AN_OPTION_FLAG,
     .help = "only what has a signal in some period, in all of its periods"},
    {.name = NULL},
};

static const an_program program = {
    .name = "sidda-shift",
    .summary = "shares of codes, origins, offices or Member States over time: which jumped, and where the "
               "trade went",
    .definition =
        "A row for each value of the last column of --by (or of --of), within each key of the others, and "
        "period: its share of the items, the net mass or the statistical value (--quantity) of that key, "
        "and how it changed from the key's period before (window names both). After a crackdown trade moves "
        "to another office, Member State or neighbouring code: a share that jumps is a signal.\n\n"
        "Test: a = asin sqrt((x + 3/8) / (n + 3/4)) of x of n items (Anscombe), whose variance under chance "
        "is 1 / (4 n + 2); z is the difference of two periods over sqrt(sum of the variances + tau^2). "
        "tau^2 is what shares honestly move by, found from all changes at once: with many items chance "
        "alone would call every change significant. q_value: Benjamini-Hochberg over all tests. signal "
        "where it is at most --fdr and the share changed by --least-change: jump_up, jump_down, new "
        "(nothing the period before), gone. Shares of an amount are not those of counted items: n is then "
        "the number of equal items that would tell as much (sum squared over the sum of squares), which a "
        "large consignment makes small.\n\n"
        "mirror names the shares of the same key that moved the other way, the fewest (up to three) of the "
        "largest that explain four fifths of the change; mirror_part is how much they explain, 0 to 1. A "
        "part explains the lesser of its change of share and of its change of quantity, each over that of "
        "the jump: where trade only vanished, the shares of all others rise, but their quantities do not, "
        "and mirror_part is small.\n\n"
        "A signal is a reason to look, never proof: trade shifts for honest reasons too.",
    .output = "indicator (COL_share), period, the columns of --by and --of, value, lower, upper, numerator, "
              "denominator, n_missing (items without the quantity), unit, status, method, n (items that "
              "tell), window, previous (share), change, z, p_value, q_value, tau, signal, mirror, "
              "mirror_part",
    .source =
        "Anscombe 1948, Biometrika 35:246. Spiegelhalter 2005, Stat. Med. 24:1185 (overdispersion). Huber "
        "1964 (proposal 2). Benjamini, Hochberg 1995, JRSS B 57:289. Kish 1965, Survey Sampling (effective "
        "number). The estimate of tau and the mirror are this project's own. In the manner of Italy's "
        "SIDDA, whose formulas are not public.",
    .examples =
        "sidda-shift 2016/*.csv 2017/*.csv -o origins.csv\n"
        "sidda-shift --by chapter --of customs_office 2017/*.csv -o offices.csv\n"
        "sidda-shift --by hs4 --of commodity --quantity net_mass --signals 2017/*.csv -o codes.csv\n"
        "sidda-shift --by chapter --of member_state --signals 2017/*.csv | ind-plot trend -o moved.svg",
    .by = "commodity,origin",
    .inner = "of",
    .period = "month",
    .options = options,
    .sources = sources,
    .indicators = indicators,
    .finish = finish,
};

AN_PROGRAM(program)
