/* outcome: what declarants did about signals, by method and level.
 *
 * A check is worth what comes of it: of the signals whose outcome the extract tells, amended / (amended +
 * confirmed) is the precision of the method at that level of comparison; ignored ones are counted beside it,
 * since nobody knows of them. Counts, no model: they add up over runs. */
#include "signal/outcome.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "stat/proportion.h"

enum { COLUMNS = 9 };

static const char *const columns[COLUMNS] = {"method",  "level",     "signals", "amended", "confirmed",
                                             "ignored", "precision", "lower",   "upper"};

void an_outcomes_add(an_outcomes *outcomes, const an_signal *signal)
{
    const char *const method = signal->method, *const outcome = signal->item.outcome;
    size_t m = 0;
    while (m + 1 < AN_OUTCOME_METHODS && outcomes->methods[m] != NULL &&
           strcmp(outcomes->methods[m], method) != 0)
        m++;
    outcomes->methods[m] = method;
    an_outcome_counts *counts = &outcomes->counts[m][signal->set->level];
    bool amended = strcmp(outcome, "amended") == 0, confirmed = strcmp(outcome, "confirmed") == 0;
    bool ignored = strcmp(outcome, "ignored") == 0;
    counts->signals++;
    counts->amended += amended;
    counts->confirmed += confirmed;
    counts->ignored += ignored;
    outcomes->known += amended || confirmed || ignored;
}

static void write_counts(const an_outcomes *outcomes, const an_comparison *comparison, an_output *output)
{
    for (size_t m = 0; m < AN_OUTCOME_METHODS && outcomes->methods[m] != NULL; m++)
        for (size_t level = 0; level < comparison->n; level++) {
            const an_outcome_counts *c = &outcomes->counts[m][level];
            double amended = (double)c->amended, closed = amended + (double)c->confirmed;
            an_interval interval = {NAN, NAN};
            if (c->signals == 0)
                continue;
            (void)an_proportion_wilson(amended, closed, 0.95, &interval); /* none is closed: not known */
            an_output_string(output, outcomes->methods[m]);
            an_output_string(output, comparison->levels[level].name);
            an_output_count(output, (int64_t)c->signals);
            an_output_count(output, (int64_t)c->amended);
            an_output_count(output, (int64_t)c->confirmed);
            an_output_count(output, (int64_t)c->ignored);
            an_output_number(output, closed > 0 ? amended / closed : (double)NAN);
            an_output_number(output, interval.lower);
            an_output_number(output, interval.upper);
            an_output_end_row(output);
        }
}

an_code an_outcomes_write(const an_outcomes *outcomes, const an_comparison *comparison, an_writer *writer,
                          an_error *err)
{
    an_output *output;
    const an_code code = an_output_new(&output, writer, AN_FORMAT_CSV, columns, COLUMNS, err);
    if (code != AN_OK)
        return code;
    write_counts(outcomes, comparison, output);
    return an_output_finish(output, err);
}
