/* one_case: a figure that hangs on one case is no finding. */
#include "report/one_case.h"

#include <math.h>
#include <string.h>

#include "indicator/concentration.h"
#include "report/html.h"
#include "report/wording.h"

/* The row that tells something of the amounts of o; NULL: there is none. */
static const an_observation *find_about(const an_figures *figures, const an_observation *o,
                                        an_concentration told)
{
    for (size_t i = 0; i < figures->n; i++) {
        const an_observation *const row = &figures->figures[i].file->rows.rows[figures->figures[i].row];
        const an_indicator *const of = row->meaning != NULL ? row->meaning->indicator : NULL;
        if (of != NULL && of->concentration == told && strcmp(of->about, o->indicator) == 0 &&
            strcmp(row->period, o->period) == 0)
            return row;
    }
    return NULL;
}

bool an_one_case_hangs(const an_figures *figures, const an_observation *o)
{
    const an_observation *const share = find_about(figures, o, AN_LARGEST_SHARE);
    const an_observation *const cases = find_about(figures, o, AN_EFFECTIVE_CASES);
    if (share != NULL && !isnan(share->value))
        return share->value >= AN_CONCENTRATION_HANGS;
    /* the share of the largest is at most 1 / sqrt(effective cases) */
    return cases != NULL && !isnan(cases->value) && 1 / sqrt(cases->value) >= AN_CONCENTRATION_HANGS;
}

void an_one_case_write(an_results *results, const an_figures *figures, const an_observation *o,
                       an_writer *writer)
{
    static const an_concentration order[] = {AN_LARGEST_SHARE, AN_WITHOUT_LARGEST, AN_CASES,
                                             AN_EFFECTIVE_CASES};
    static const char *const before[] = {", which is ", "; without it ", " (",
                                         " cases, which tell as much as "};
    char value[AN_WORDING_SIZE];
    an_html_print(writer, o->period[0] != '\0' ? "In %s, " : "%s", o->period);
    an_html_print(writer, "%s: ", an_wording_name(&results->arena, o));
    an_writer_string(writer, "<strong>hangs on one case</strong>");
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        const an_observation *const row = find_about(figures, o, order[k]);
        if (row == NULL || isnan(row->value))
            continue;
        if (order[k] == AN_CASES || order[k] == AN_EFFECTIVE_CASES)
            an_wording_number(row->value, 3, value);
        else
            an_wording_value(row, row->value, value);
        an_html_print(writer, "%s%s%s", before[k], value, order[k] == AN_LARGEST_SHARE ? " of it" : "");
        an_writer_string(writer, order[k] == AN_EFFECTIVE_CASES ? " of one size)" : "");
    }
    an_writer_string(writer, ". No finding.</li>\n");
}
