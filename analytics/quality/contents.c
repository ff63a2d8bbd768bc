/* contents: which column a field may be, by its cells.
 *
 * A column of codes, countries, commodity codes, dates or periods says by its declaration what may stand in
 * it. It is a candidate for a field of whose cells, but for those that mean none, 19 of 20 may. A pair is
 * taken where the column is the only candidate of the field and the field the only one of the column; that
 * may leave another field with one candidate, so it goes on until nothing changes. All other candidates are
 * asked for. Numbers and texts tell nothing: any column could hold them. The extract, where no header tells
 * it, is the one in which most fields with codes have a candidate; of two alike none. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/listing.h"
#include "quality/draft.h"
#include "quality/names.h"
#include "schema/code.h"

enum { NONE_OF = 20, MOST_TEXTS = 400 }; /* one cell of so many may be wrong; texts of a column of codes */

/* What stands in the cells of a field. */
typedef struct profile {
    an_cell *texts; /* the different ones, n_texts; more than MOST_TEXTS: is_free */
    size_t *times, n_texts;
    bool is_free;
    size_t filled, countries[AN_COUNTRY_ORIGIN + 1], commodities, dates, periods, numbers;
} profile;

static bool fits(size_t n, size_t of)
{
    return n > 0 && (of - n) * NONE_OF <= of;
}

/* ---- the cells of a field ---- */

/* Counts a text among the different ones; O(texts). */
static void note_text(profile *p, an_cell cell)
{
    size_t i = 0;
    if (p->is_free)
        return;
    while (i < p->n_texts &&
           (p->texts[i].size != cell.size || memcmp(p->texts[i].text, cell.text, cell.size) != 0))
        i++;
    if (i == MOST_TEXTS) {
        p->is_free = true;
        return;
    }
    if (i == p->n_texts)
        p->texts[p->n_texts++] = cell;
    p->times[i]++;
}

static bool is_commodity(an_cell cell)
{
    char room[AN_COMMODITY_ROOM];
    return an_code_commodity(cell, 0, room).reason == NULL ||
           (cell.size >= 7 && cell.size % 2 == 1 &&
            an_code_commodity(cell, (int)cell.size + 1, room).reason == NULL);
}

/* How many cells are periods of our time: a procedure 4071 is no year. */
static size_t count_periods(const an_draft *d, size_t c)
{
    enum { FIRST = 1950, END = 2100 };
    an_field_type type = {0};
    size_t n = 0;
    if (an_draft_period(d, c, &type) == 0)
        return 0;
    for (size_t r = an_draft_first_row(d); r < d->excerpt->end; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        an_period period;
        an_date first, end;
        if (cell.size == 0 || an_period_parse(cell.text, cell.size, type.format, &period) != AN_OK)
            continue;
        an_period_days(period, &first, &end);
        n += first >= an_date_from_civil(FIRST, 1, 1) && end <= an_date_from_civil(END, 1, 1);
    }
    return n;
}

static void look(const an_draft *d, size_t c, profile *p)
{
    static const an_field_type number = {.type = AN_FIELD_NUMBER, .is_bare = true};
    an_field_type ignored;
    const char *other;
    for (size_t r = an_draft_first_row(d); r < d->excerpt->end; r++) {
        const an_cell cell = an_excerpt_cell(d->excerpt, r, c);
        const char *reason, *expected;
        an_typed typed;
        if (cell.size == 0)
            continue;
        for (int use = AN_COUNTRY_MEMBER_STATE; use <= AN_COUNTRY_ORIGIN; use++)
            p->countries[use] += an_code_country(cell, (an_country_use)use).reason == NULL;
        if (an_draft_is_placeholder(d, NULL, cell) && an_code_country(cell, AN_COUNTRY_ORIGIN).reason != NULL)
            continue;
        p->filled++;
        p->commodities += is_commodity(cell);
        p->numbers += an_field_type_read(&number, '.', cell, &typed, &reason, &expected) == AN_OK ||
                      an_field_type_read(&number, ',', cell, &typed, &reason, &expected) == AN_OK;
        note_text(p, cell);
    }
    p->dates = an_draft_date(d, c, &ignored, &other);
    p->periods = count_periods(d, c);
    p->dates = p->periods < p->dates && p->commodities == p->filled ? p->periods : p->dates;
}

/* Whether all texts but few are codes of a column, or known names of them. */
static bool has_codes(const profile *p, const an_column *column)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_texts && !p->is_free; i++) {
        const an_cell text = p->texts[i];
        if (an_words_find(column->codes, text.text, text.size) > 0 ||
            an_names_code(column->name, text.text, text.size) != NULL)
            n += p->times[i];
    }
    return !p->is_free && fits(n, p->filled);
}

static bool is_candidate(const profile *p, const an_column *column)
{
    const bool is_date = fits(p->dates, p->filled);
    switch (column->type) {
    case AN_TYPE_CODE:
        return has_codes(p, column);
    case AN_TYPE_COUNTRY:
        return fits(p->countries[column->use], p->filled);
    case AN_TYPE_COMMODITY:
        return fits(p->commodities, p->filled) && !is_date && !fits(p->periods, p->filled);
    case AN_TYPE_DATE:
        return is_date;
    case AN_TYPE_PERIOD:
        return fits(p->periods, p->filled) && !is_date;
    case AN_TYPE_TEXT:
    case AN_TYPE_COUNT:
    case AN_TYPE_AMOUNT:
        break;
    }
    return false;
}

/* ---- which is which ---- */

static bool is_open(const an_draft *d, size_t c)
{
    return d->fields[c].name[0] != '\0' && d->fields[c].column == NULL;
}

/* The candidates of field c among the columns that no field is yet; *only the last of them. */
static size_t candidates(const an_draft *d, const profile *profiles, size_t c, const an_column **only)
{
    size_t n = 0;
    for (const char *const *name = d->extract->columns; *name != NULL; name++) {
        const an_column *const column = an_column_find(*name);
        if (an_draft_is_taken(d, *name) || !is_candidate(&profiles[c], column))
            continue;
        *only = column;
        n++;
    }
    return n;
}

static size_t rivals(const an_draft *d, const profile *profiles, const an_column *column)
{
    size_t n = 0;
    for (size_t c = 0; c < d->excerpt->width; c++)
        n += is_open(d, c) && is_candidate(&profiles[c], column);
    return n;
}

/* Takes the next certain pair; false: there is none. */
static bool take_certain(an_draft *d, const profile *profiles)
{
    for (size_t c = 0; c < d->excerpt->width; c++) {
        const an_column *only = NULL;
        if (is_open(d, c) && candidates(d, profiles, c, &only) == 1 && rivals(d, profiles, only) == 1) {
            d->fields[c].column = only;
            return true;
        }
    }
    return false;
}

static void ask_of_candidates(an_draft *d, const profile *profiles)
{
    for (size_t c = 0; c < d->excerpt->width; c++) {
        an_draft_field *const f = &d->fields[c];
        const an_column *last = NULL;
        char list[200] = "";
        f->is_number = is_open(d, c) && fits(profiles[c].numbers, profiles[c].filled);
        if (!is_open(d, c) || candidates(d, profiles, c, &last) == 0)
            continue;
        for (const char *const *name = d->extract->columns; *name != NULL; name++)
            if (!an_draft_is_taken(d, *name) && is_candidate(&profiles[c], an_column_find(*name)))
                an_listing_add(list, sizeof list, *name);
        an_draft_ask(d, "field %s: which of %s is it, if any? its cells could be (\"canonical\")", f->name,
                     list);
        f->is_asked = true;
    }
}

/* How many fields could each be a column of its own, those with codes first: dates and countries are in many
 * an extract. Each takes the first candidate that is left. */
static size_t score(const an_draft *d, const profile *profiles, const an_extract *extract)
{
    enum { CODE = 100, MOST = 64 };
    bool is_used[MOST] = {false};
    size_t sum = 0;
    for (size_t c = 0; c < d->excerpt->width; c++)
        for (size_t k = 0; k < MOST && extract->columns[k] != NULL && is_open(d, c); k++) {
            const an_column *const column = an_column_find(extract->columns[k]);
            if (is_used[k] || !is_candidate(&profiles[c], column))
                continue;
            sum += column->type == AN_TYPE_CODE || column->type == AN_TYPE_COMMODITY ? CODE : 1;
            is_used[k] = true;
            break;
        }
    return sum;
}

/* The extract that fits best; where several do, they are asked for. */
static void find_extract(an_draft *d, const profile *profiles)
{
    char list[300] = "";
    size_t most = 1, alike = 0;
    for (const an_extract *extract = an_extracts; extract->name != NULL; extract++) {
        const size_t n = score(d, profiles, extract);
        if (n > most) {
            list[0] = '\0';
            alike = 0;
        }
        if (n < most)
            continue;
        most = n;
        alike++;
        d->extract = extract;
        an_listing_add(list, sizeof list, extract->name);
    }
    if (alike == 1)
        return;
    d->extract = NULL;
    an_draft_ask(d, "which extract is it? %s%s; --extract NAME drafts it as that",
                 alike > 1 ? "its cells could be those of " : "neither names nor cells tell", list);
}

an_code an_draft_contents(an_draft *d, bool told, an_error *err)
{
    const size_t width = d->excerpt->width;
    profile *const profiles = calloc(width + 1, sizeof *profiles);
    an_cell *const texts = calloc(width + 1, MOST_TEXTS * sizeof *texts);
    size_t *const times = calloc(width + 1, MOST_TEXTS * sizeof *times);
    if (profiles != NULL && texts != NULL && times != NULL) {
        for (size_t c = 0; c < width; c++) {
            profiles[c].texts = texts + c * MOST_TEXTS;
            profiles[c].times = times + c * MOST_TEXTS;
            if (is_open(d, c))
                look(d, c, &profiles[c]);
        }
        if (d->extract == NULL && !told)
            find_extract(d, profiles);
        while (d->extract != NULL && take_certain(d, profiles)) {
        }
        if (d->extract != NULL)
            ask_of_candidates(d, profiles);
    }
    const bool is_done = profiles != NULL && texts != NULL && times != NULL;
    free(profiles);
    free(texts);
    free(times);
    return is_done ? AN_OK : an_fail_memory(err);
}
