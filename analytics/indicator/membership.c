/* membership: accessions and withdrawals, as dates, and the rows that they break.
 *
 * Accessions of 1995, 2004, 2007 and 2013; the withdrawal of the United Kingdom on 1 February 2020 (Agreement
 * 2019/C 384 I/01, Article 50(3) TEU). A table that is not broken down by Member State anywhere may be that
 * of one administration, and is not cut: --break says otherwise. */
#include "indicator/membership.h"

#include <string.h>

void an_membership_changes(an_date days[AN_MEMBERSHIP_CHANGES])
{
    static const char *const texts[AN_MEMBERSHIP_CHANGES] = {"1995-01-01", "2004-05-01", "2007-01-01",
                                                             "2013-07-01", "2020-02-01"};
    for (size_t k = 0; k < AN_MEMBERSHIP_CHANGES; k++)
        (void)an_date_parse(texts[k], strlen(texts[k]), NULL, &days[k]);
}

bool an_membership_applies(const an_observations *table, size_t i)
{
    const int c = an_sheet_find(table->sheet, "member_state");
    if (c < 0)
        return false;
    const char *const key = an_observation_cell(table, i, c);
    if (!an_sheet_has(table->sheet, table->rows[i].row, c))
        return true;
    return strcmp(key, "EU") == 0 || (key[0] != '\0' && an_key_is_total(key));
}
