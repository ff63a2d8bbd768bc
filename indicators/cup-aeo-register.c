/* cup-aeo-register: what happens to AEO authorisations, and how many are valid. */
#include <math.h>
#include <string.h>

#include "cli/program.h"
#include "indicator/waiting.h"

static const an_need reads[] = {
    {.name = "event"},
    {.name = "valid", .optional = true},
    {.name = "decision_date", .optional = true},
    {.name = NULL},
};

static const an_sum sums[] = {
    {.name = "applications", .of = "items", .where = {{"event", "application"}}},
    {.name = "rejections", .of = "items", .where = {{"event", "rejection"}}},
    {.name = "grants", .of = "items", .where = {{"event", "grant"}}},
    {.name = "suspensions", .of = "items", .where = {{"event", "suspension"}}},
    {.name = "revocations", .of = "items", .where = {{"event", "revocation"}}},
    {.name = "cessations", .of = "items", .where = {{"event", "cessation"}}},
    {.name = "decisions", .of = "items", .where = {{"event", "grant rejection"}}},
    {.name = "resumptions", .of = "items", .where = {{"event", "resumption"}}},
    {.name = "reassessments", .of = "items", .where = {{"event", "reassessment"}}},
    {.name = "dated_decisions", .of = "items", .where = {{"event", "application"}, {"decision_date", "*"}}},
    {.name = "valid_at_end"}, /* computed; one number, whichever row shows it */
    {.name = "reported", .of = "valid", .where = {{"event", "-"}}},
    {.name = "reports", .of = "items", .where = {{"event", "-"}, {"valid", "*"}}},
    {.name = "report_dates", .distinct = "event_date", .where = {{"event", "-"}, {"valid", "*"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "aeo_register",
     .date = "event_date",
     .reads = reads,
     .sums = sums,
     .every_period = true,
     .sample = (const char *const[]){"event_date", "decision_date", NULL},
     .sample_where = {{"event", "application"}}},
    {.extract = NULL},
};

/* The number of groups in a period: each has the same, in the same order (every_period). */
static size_t groups_a_period(const an_tally *tally)
{
    size_t n = 1;
    while (n < an_tally_groups(tally) && strcmp(an_tally_period(tally, n), an_tally_period(tally, 0)) == 0)
        n++;
    return n;
}

/* The place among the group's periods of its first reported stock; the number of groups: there is none. */
static size_t first_report(const an_tally *tally, size_t group, size_t step)
{
    size_t g = group % step;
    while (g < an_tally_groups(tally) && an_tally_total(tally, g, "reports").units == 0)
        g += step;
    return g;
}

/* Reports of several dates in one period cannot be added up. */
static bool is_clear(const an_tally *tally, size_t group)
{
    return an_decimal_compare(an_tally_total(tally, group, "report_dates"), an_decimal_from_int(1)) <= 0;
}

/* The stock of a group at the end of its period; false: it is not known. Sums of rows that fit into memory do
 * not overflow. */
static bool find_stock(const an_tally *tally, size_t group, an_decimal *stock)
{
    size_t step = groups_a_period(tally), first = first_report(tally, group, step), next = group % step;
    *stock = (an_decimal){0};
    if (first < an_tally_groups(tally)) {
        if (group < first || !is_clear(tally, first))
            return false;
        *stock = an_tally_total(tally, first, "reported");
        next = first + step;
    }
    for (; next <= group; next += step) {
        (void)an_decimal_add(stock, an_tally_total(tally, next, "grants"));
        (void)an_decimal_sub(stock, an_tally_total(tally, next, "revocations"));
        (void)an_decimal_sub(stock, an_tally_total(tally, next, "cessations"));
    }
    return true;
}

static an_code write_sum(bool known, an_decimal sum, an_result *result)
{
    result->status = 'M';
    if (known) {
        result->has_numerator = true;
        result->numerator = sum;
        an_result_sum(result);
    }
    return AN_OK;
}

static an_code valid_stock(const an_computation *from, an_result *result, an_error *err)
{
    (void)err;
    an_decimal stock;
    bool known = find_stock(from->tally, from->group, &stock);
    return write_sum(known, stock, result);
}

/* Suspended and not resumed, from the first period on. */
static an_code suspended_stock(const an_computation *from, an_result *result, an_error *err)
{
    (void)err;
    const size_t step = groups_a_period(from->tally);
    an_decimal stock = {0};
    for (size_t g = from->group % step; g <= from->group; g += step) {
        (void)an_decimal_add(&stock, an_tally_total(from->tally, g, "suspensions"));
        (void)an_decimal_sub(&stock, an_tally_total(from->tally, g, "resumptions"));
    }
    return write_sum(stock.units >= 0, stock, result);
}

static an_code reassessment_rate(const an_computation *from, an_result *result, an_error *err)
{
    (void)err;
    result->status = 'M';
    if (find_stock(from->tally, from->group, &result->denominator) && result->denominator.units > 0) {
        result->numerator = an_tally_total(from->tally, from->group, "reassessments");
        result->has_numerator = result->has_denominator = true;
        an_result_rate(result, from->settings);
    }
    return AN_OK;
}

/* Of a later report than the first, from which the stock begins. */
static an_code residual(const an_computation *from, an_result *result, an_error *err)
{
    (void)err;
    const an_tally *const tally = from->tally;
    const size_t group = from->group;
    an_decimal stock, reported = an_tally_total(tally, group, "reported");
    bool known = an_tally_total(tally, group, "reports").units != 0 && is_clear(tally, group) &&
                 first_report(tally, group, groups_a_period(tally)) < group &&
                 find_stock(tally, group, &stock) && an_decimal_sub(&reported, stock);
    return write_sum(known, reported, result);
}

static const an_indicator indicators[] = {
    {.code = "aeo_applications",
     .kind = AN_COUNT,
     .title = "AEO applications",
     .numerator = "applications",
     .definition = "Applications."},
    {.code = "aeo_rejections",
     .kind = AN_COUNT,
     .title = "AEO rejections",
     .numerator = "rejections",
     .definition = "Applications rejected."},
    {.code = "aeo_grants",
     .kind = AN_COUNT,
     .title = "AEO grants",
     .numerator = "grants",
     .definition = "Authorisations granted."},
    {.code = "aeo_suspensions",
     .kind = AN_COUNT,
     .title = "AEO suspensions",
     .numerator = "suspensions",
     .definition = "Authorisations suspended. A resumption ends a suspension; it has no indicator."},
    {.code = "aeo_revocations",
     .kind = AN_COUNT,
     .title = "AEO revocations",
     .numerator = "revocations",
     .definition = "Authorisations revoked by customs. A cessation is the end at the operator's own wish."},
    {.code = "aeo_valid",
     .kind = AN_STOCK,
     .title = "AEO authorisations that are valid",
     .numerator = "valid_at_end",
     .compute = valid_stock,
     .definition =
         "Authorisations valid at the end of the period: valid(t) = valid(t-1) + grants - revocations - "
         "cessations, carried over every period from the first to the last. It begins with the first "
         "stock that is reported (status M before), or, where none is, with 0: then it is the change "
         "since. A suspended authorisation stays in the stock."},
    {.code = "aeo_suspended",
     .kind = AN_STOCK,
     .title = "AEO authorisations that are suspended",
     .compute = suspended_stock,
     .definition =
         "Suspensions - resumptions from the first period of the extract to the end of this one; of those "
         "suspended before nothing is known, and where there are more resumptions than suspensions it has "
         "status M. A suspension that ends with a revocation or cessation needs a resumption of that date "
         "too."},
    {.code = "aeo_rejection_rate",
     .kind = AN_SHARE,
     .title = "AEO rejection rate",
     .numerator = "rejections",
     .denominator = "decisions",
     .definition =
         "Rejections / decisions (grants and rejections) of the period. Applications are often decided "
         "in a later period than that in which they are made."},
    {.code = "aeo_decision_median_days",
     .kind = AN_QUANTILE,
     .title = "median days from an AEO application to its decision",
     .sentence = "half of the applications for AEO status were decided within %v",
     .unit = "days",
     .rows = "dated_decisions",
     .since = "event_date",
     .until = "decision_date",
     .definition = "The time within which half of the applications of the period are decided, by Kaplan and "
                   "Meier, an open one (no decision_date, or one after --as-of) counting as `longer than so "
                   "far`. No row where no application has a decision_date. UCC Article 22(3) with "
                   "Delegated Regulation (EU) 2015/2446, Article 28: 120 days, which may be extended by 60."},
    {.code = "aeo_reassessment_rate",
     .kind = AN_EVENTS,
     .title = "AEO reassessment rate",
     .numerator = "reassessments",
     .denominator = "valid_at_end",
     .compute = reassessment_rate,
     .definition = "Reassessments (UCC Article 23(5), Implementing Regulation (EU) 2015/2447, Article 15) of "
                   "the period / aeo_valid at its end; status M where the stock is not known or 0. No public "
                   "definition: this project's own."},
    {.code = "aeo_stock_residual",
     .kind = AN_DIFFERENCE,
     .title = "AEO stock residual",
     .compute = residual,
     .definition = "Reported stock - aeo_valid, where a stock is reported after the first; else status "
                   "M. Other than 0: events are missing from the register, or double, or the report is "
                   "wrong. It is carried along: a new error is a change of the residual."},
    {.code = NULL},
};

static const an_program program = {
    .name = "cup-aeo-register",
    .summary = "AEO authorisations: events, valid stock, rejection rate and the check of the stock",
    .definition =
        "Counts the events of authorisations of economic operators by period, and keeps their stock.\n\n"
        "A row is an event of one authorisation. A row whose event is empty and that has a number in "
        "`valid` is a report of the stock at the end of its period: put one for each key before the "
        "first events, so that the stock begins where it should, and others where it can be checked. "
        "Reports of one period bear one date: several (quarterly reports under --period year) tell "
        "nothing, and what hangs on them has status M. With --by aeo_type or --by size these rows need "
        "the column too.",
    .source =
        "SWD(2018) 380, section 3.2, objectives 5 to 7: number of AEOs and sub-indicators (applications, "
        "rejections, revocations, suspensions). UCC Articles 28 and 38; Delegated Regulation (EU) "
        "2015/2446, Article 30 (suspension). Kaplan, Meier 1958, JASA 53:457.",
    .examples = "cup-aeo-register aeo_register.csv\n"
                "cup-aeo-register --by aeo_type,size aeo_register.csv\n"
                "cup-aeo-register --by member_state aeo_register.csv | ind-trend",
    .options = (const an_option[]){AN_WAITING_AS_OF, {.name = NULL}},
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
