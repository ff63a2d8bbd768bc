/* quality: the checks of an extract, and their verdicts on each row. */
#include "quality/quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "quality/rules.h"

static const char *const kind_names[AN_CHECK_RULE] = {"completeness", "number", "range",  "code",
                                                      "date",         "period", "country"};

/* ---- which extract ---- */

/* The rule by which a row has a date: where one of its columns is there, the others need not be. */
static const an_check_rule *dated_rule(const char *extract)
{
    const an_check_rule *rule = an_rules;
    while (rule->name != NULL &&
           (strcmp(rule->name, "dated") != 0 || an_words_find(rule->extracts, extract, strlen(extract)) == 0))
        rule++;
    return rule;
}

/* Whether column is one by which a row of the extract may be dated. */
static bool is_date_of(const an_column *column, const char *extract)
{
    const an_check_rule *rule = dated_rule(extract);
    for (size_t i = 0; i < AN_RULE_CELLS && rule->columns[i] != NULL; i++)
        if (strcmp(rule->columns[i] + 1, column->name) == 0)
            return true;
    return false;
}

/* Whether column is one of the extract: every extract may be aggregated, with a period instead of a date. */
static bool holds(const char *extract, const an_column *column)
{
    return is_date_of(column, extract) ||
           (column->extracts != NULL && an_words_find(column->extracts, extract, strlen(extract)) > 0);
}

static size_t count_columns(const char *extract, const an_need *needs, size_t first, size_t n)
{
    size_t found = 0;
    for (size_t i = first; i < n; i++) {
        const an_column *column = an_column_find(needs[i].name);
        found += column != NULL && holds(extract, column);
    }
    return found;
}

static an_code guess_extract(const char *file, const an_need *needs, size_t first, size_t n, char *extract,
                             size_t size, an_error *err)
{
    char also[64] = "";
    size_t best = 0, length;
    const char *word;
    for (int k = 1; (word = an_words_get(AN_EXTRACTS, k, &length)) != NULL; k++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)length, word);
        size_t found = count_columns(name, needs, first, n);
        if (found > 0 && found == best)
            snprintf(also, sizeof also, "%s", name);
        if (found <= best)
            continue;
        best = found;
        snprintf(extract, size, "%s", name);
        also[0] = '\0';
    }
    if (best == 0)
        return an_fail_at(
            err, AN_DATA, file, 0, 0,
            "no column of the header is known, so there is nothing to check; if the columns have other "
            "names here: --column NAME=ACTUAL");
    if (also[0] != '\0')
        return an_fail_at(err, AN_USAGE, file, 0, 0,
                          "the columns are those of %s as well as of %s; say which it is: --extract %s",
                          extract, also, extract);
    return AN_OK;
}

/* ---- the checks ---- */

static an_code add_check(an_quality *quality, an_check check, an_check_source source, an_error *err)
{
    size_t n = quality->n_checks + 1;
    if (an_grow(&quality->checks, &quality->checks_capacity, n, sizeof *quality->checks) != AN_OK ||
        an_grow(&quality->sources, &quality->sources_capacity, n, sizeof *quality->sources) != AN_OK)
        return an_fail_memory(err);
    quality->checks[quality->n_checks] = check;
    quality->sources[quality->n_checks++] = source;
    return AN_OK;
}

static bool applies(an_check_kind kind, const an_column *column)
{
    switch (kind) {
    case AN_CHECK_COMPLETENESS:
        return true;
    case AN_CHECK_NUMBER:
        return column->type == AN_TYPE_COUNT || column->type == AN_TYPE_AMOUNT;
    case AN_CHECK_RANGE:
        return column->type == AN_TYPE_COUNT || (column->type == AN_TYPE_AMOUNT && !column->is_signed);
    case AN_CHECK_CODE:
        return column->type == AN_TYPE_CODE;
    case AN_CHECK_DATE:
        return column->type == AN_TYPE_DATE;
    case AN_CHECK_PERIOD:
        return column->type == AN_TYPE_PERIOD;
    case AN_CHECK_COUNTRY:
        return column->type == AN_TYPE_COUNTRY;
    case AN_CHECK_RULE:
        break;
    }
    return false;
}

static an_code add_kind(an_quality *quality, an_check_kind kind, an_error *err)
{
    an_code code = AN_OK;
    for (size_t c = 0; c < quality->n_columns && code == AN_OK; c++) {
        const an_column *column = quality->columns[c].column;
        if (applies(kind, column))
            code =
                add_check(quality, (an_check){kind_names[kind], column->name, kind != AN_CHECK_COMPLETENESS},
                          (an_check_source){.kind = kind, .columns = {(int)c, -1, -1, -1}}, err);
    }
    return code;
}

static int find_column(const an_quality *quality, const char *name)
{
    for (size_t c = 0; c < quality->n_columns; c++)
        if (strcmp(quality->columns[c].column->name, name) == 0)
            return (int)c;
    return -1;
}

/* The columns of a rule; false: one that it cannot do without is not there. */
static bool find_columns(const an_quality *quality, const an_check_rule *rule, int columns[AN_RULE_CELLS])
{
    for (size_t i = 0; i < AN_RULE_CELLS; i++) {
        const char *name = rule->columns[i];
        bool optional = name != NULL && name[0] == '?';
        columns[i] = name != NULL ? find_column(quality, name + optional) : -1;
        if (name != NULL && columns[i] < 0 && !optional)
            return false;
    }
    return true;
}

/* The rules of the extract; the duplicate check, of a key or of whole rows, comes last. */
static an_code add_rules(an_quality *quality, an_error *err)
{
    an_check_source last = {.kind = AN_CHECK_RULE};
    an_check duplicate = {"duplicate", "", true};
    an_code code = AN_OK;
    for (const an_check_rule *rule = an_rules; rule->name != NULL && code == AN_OK; rule++) {
        an_check_source source = {.kind = AN_CHECK_RULE, .rule = rule};
        if (an_words_find(rule->extracts, quality->extract, strlen(quality->extract)) == 0 ||
            !find_columns(quality, rule, source.columns))
            continue;
        an_check check = {rule->name, rule->columns[0] + (rule->columns[0][0] == '?'), true};
        if (rule->test != NULL) {
            code = add_check(quality, check, source, err);
        } else {
            duplicate = check;
            last = source;
        }
    }
    return code == AN_OK ? add_check(quality, duplicate, last, err) : code;
}

/* Whether a column by which rows are dated is there. */
static bool is_dated(const an_quality *quality)
{
    for (size_t c = 0; c < quality->n_columns; c++)
        if (is_date_of(quality->columns[c].column, quality->extract))
            return true;
    return false;
}

static an_code find_all(an_quality *quality, const char *file, an_error *err)
{
    size_t n = 0;
    while (an_columns[n].name != NULL)
        n++;
    quality->columns = calloc(n + 1, sizeof *quality->columns);
    if (quality->columns == NULL)
        return an_fail_memory(err);
    for (size_t c = 0; c < n; c++)
        for (size_t i = quality->first; i < quality->n_needs; i++)
            if (holds(quality->extract, &an_columns[c]) &&
                strcmp(an_columns[c].name, quality->needs[i].name) == 0)
                quality->columns[quality->n_columns++] = (an_checked_column){&an_columns[c], i};
    if (quality->n_columns == 0)
        return an_fail_at(err, AN_DATA, file, 0, 0, "no column of the extract %s is in the header",
                          quality->extract);
    an_code code = AN_OK;
    for (an_check_kind kind = AN_CHECK_COMPLETENESS; kind < AN_CHECK_RULE && code == AN_OK; kind++)
        code = add_kind(quality, kind, err);
    return code == AN_OK ? add_rules(quality, err) : code;
}

an_code an_quality_new(an_quality **quality, const char *extract, const char *file, const an_need *needs,
                       size_t first, size_t n, an_error *err)
{
    char guessed[64];
    if (extract == NULL) {
        an_code code = guess_extract(file, needs, first, n, guessed, sizeof guessed, err);
        if (code != AN_OK)
            return code;
        extract = guessed;
    }
    an_quality *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_quality){.extract = strdup(extract), .needs = needs, .first = first, .n_needs = n};
    an_code code = made->extract == NULL ? an_fail_memory(err) : find_all(made, file, err);
    if (code != AN_OK) {
        an_quality_free(made);
        return code;
    }
    *quality = made;
    return AN_OK;
}

void an_quality_free(an_quality *quality)
{
    if (quality == NULL)
        return;
    free(quality->extract);
    free(quality->columns);
    free(quality->checks);
    free(quality->sources);
    free(quality);
}

const char *an_quality_extract(const an_quality *quality)
{
    return quality->extract;
}

const an_check *an_quality_checks(const an_quality *quality, size_t *n)
{
    *n = quality->n_checks;
    return quality->checks;
}

/* One more name, if it fits with what may follow it. */
static void append_name(char *out, size_t size, const char *name)
{
    static const char more[] = ", ...";
    size_t used = strlen(out);
    bool is_full = used >= strlen(more) && strcmp(out + used - strlen(more), more) == 0;
    if (is_full)
        return;
    if (used + strlen(", ") + strlen(name) + strlen(more) >= size)
        name = "...";
    snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "", name);
}

void an_quality_columns(const an_quality *quality, bool present, char *out, size_t size)
{
    out[0] = '\0';
    for (const an_column *column = an_columns; !present && column->name != NULL; column++)
        if (holds(quality->extract, column) && find_column(quality, column->name) < 0 &&
            !(is_date_of(column, quality->extract) && is_dated(quality)))
            append_name(out, size, column->name);
    for (size_t i = quality->first; present && i < quality->n_needs; i++)
        if (find_column(quality, quality->needs[i].name) < 0)
            append_name(out, size, quality->needs[i].name);
}
