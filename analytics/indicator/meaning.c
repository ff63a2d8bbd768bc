/* meaning: the catalogue of all declared indicators, and what follows from a declaration.
 *
 * The build compiles each file of indicators/ a second time, without its main, and writes a list of their
 * declarations (an_catalogue_program). A code is looked up in a table of interned codes; one with an
 * {option} in its declaration matches where a canonical column stands in its place.
 *
 * Everything that other stages used to know by name is a property of the kind (the table of kinds), or
 * follows from the sums that a declaration names:
 *
 * - what adds up: counts and amounts; rates, means and ratios from their added numbers; a share of a total
 * by its numerators. Not: stocks, differences, indices, quantiles, counts of distinct identifiers and means
 * over them, and what has a rule of its own;
 *
 * - what gives away what: rows of one period and key that name the same measure tell the same number
 * (indicator/figures.h); measures whose parts are declared are sums that everybody can check, across
 * indicators and programs (an_catalogue_decomposition). Parts must be complete, the unknown among them, or
 * the difference would tell nothing. */
#include "indicator/meaning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indicator/sheet.h"
#include "schema/column.h"

struct an_meanings {
    an_meaning *meanings;
    size_t n, capacity;
    an_intern *codes; /* those without an option in them, by number: see numbers */
    uint32_t *numbers;
    size_t numbers_capacity;
    an_arena arena; /* owns what a file declares */
};

/* ---- kinds ---- */

static const struct {
    const char *name;
    bool percent, proportion;
    bool above, below; /* the numerator, the denominator is a number of units */
} kinds[] = {
    [AN_KIND_NONE] = {"", false, false, false, false},
    [AN_SHARE] = {"share", true, true, true, true},
    [AN_EVENTS] = {"events", true, true, true, true},
    [AN_SHARE_OF_TOTAL] = {"share_of_total", true, false, true, true},
    [AN_RATIO] = {"ratio", false, false, true, true},
    [AN_RATIO_OF_AMOUNTS] = {"ratio_of_amounts", true, false, false, false},
    [AN_MEAN] = {"mean", false, false, false, true},
    [AN_COUNT] = {"count", false, false, true, false},
    [AN_AMOUNT] = {"amount", false, false, false, false},
    [AN_STOCK] = {"stock", false, false, true, false},
    [AN_DIFFERENCE] = {"difference", false, false, true, false},
    [AN_INDEX] = {"index", false, false, false, false},
    [AN_QUANTILE] = {"quantile", false, false, false, false},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const char *an_kind_name(an_kind kind)
{
    return kinds[kind].name;
}

bool an_meaning_in_percent(const an_meaning *meaning)
{
    return meaning != NULL && kinds[meaning->indicator->kind].percent;
}

bool an_meaning_is_ratio(const an_meaning *meaning)
{
    return meaning != NULL && meaning->indicator->kind == AN_RATIO;
}

bool an_meaning_is_proportion(const an_meaning *meaning)
{
    return meaning != NULL && kinds[meaning->indicator->kind].proportion;
}

bool an_meaning_is_count(const an_meaning *meaning)
{
    return meaning != NULL && (meaning->indicator->kind == AN_COUNT || meaning->indicator->kind == AN_STOCK);
}

bool an_meaning_counts_above(const an_meaning *meaning)
{
    const bool by_operator = meaning != NULL && meaning->indicator->kind == AN_MEAN &&
                             meaning->denominator != NULL && meaning->denominator->distinct != NULL;
    const bool by_case = meaning != NULL && meaning->indicator->concentration == AN_EFFECTIVE_CASES;
    return by_operator || by_case || (meaning != NULL && kinds[meaning->indicator->kind].above);
}

bool an_meaning_is_of_one_case(const an_meaning *meaning)
{
    return meaning != NULL && (meaning->indicator->concentration == AN_LARGEST_SHARE ||
                               meaning->indicator->concentration == AN_WITHOUT_LARGEST);
}

bool an_meaning_counts_below(const an_meaning *meaning)
{
    return meaning != NULL && kinds[meaning->indicator->kind].below;
}

bool an_meaning_is_amount(const an_meaning *meaning)
{
    if (meaning == NULL)
        return false;
    const an_indicator *const i = meaning->indicator;
    return i->kind == AN_AMOUNT || i->kind == AN_RATIO_OF_AMOUNTS ||
           (i->kind == AN_MEAN && i->unit != NULL && strncmp(i->unit, "EUR", 3) == 0);
}

/* ---- the catalogue ---- */

static bool same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static const an_sum *sum_of(const an_source *sources, const char *name)
{
    for (const an_source *source = sources; name != NULL && source != NULL && source->extract != NULL;
         source++)
        for (const an_sum *sum = source->sums; sum != NULL && sum->name != NULL; sum++)
            if (strcmp(sum->name, name) == 0)
                return sum;
    return NULL;
}

/* Way k, from 0, to take a sum apart, of those that stand in its parts; false: there are no more. */
static bool take_apart(const an_sum *sum, size_t k, an_decomposition *way)
{
    size_t size, at = 0;
    way->whole = sum->name;
    way->n = 0;
    for (int w = 1; sum->parts != NULL; w++) {
        const char *const word = an_words_get(sum->parts, w, &size);
        const bool is_end = word == NULL || (size == 1 && *word == '|');
        if (is_end && at++ == k)
            return way->n > 0;
        if (word == NULL)
            return false;
        if (is_end || at < k || way->n == AN_MEASURE_PARTS || size >= AN_MEASURE_NAME)
            continue;
        memcpy(way->parts[way->n], word, size);
        way->parts[way->n++][size] = '\0';
    }
    return false;
}

bool an_catalogue_decomposition(size_t k, an_decomposition *way)
{
    an_declared declared;
    for (size_t p = 0; an_catalogue_program(p, &declared); p++)
        for (const an_source *source = declared.sources; source != NULL && source->extract != NULL; source++)
            for (const an_sum *sum = source->sums; sum != NULL && sum->name != NULL; sum++)
                for (size_t w = 0; take_apart(sum, w, way); w++)
                    if (k-- == 0)
                        return true;
    return false;
}

/* The other one of the two parts of a measure; NULL: it is not declared to be of two with this one. It stands
 * in *way. */
static const char *other_part(const an_sum *measure, const char *part, an_decomposition *way)
{
    for (size_t w = 0; measure != NULL && part != NULL && take_apart(measure, w, way); w++)
        for (size_t k = 0; way->n == 2 && k < 2; k++)
            if (strcmp(way->parts[k], part) == 0)
                return way->parts[1 - k];
    return NULL;
}

/* Whether the parts of a measure are these two. */
static bool are_parts(const an_sum *measure, const char *a, const char *b)
{
    an_decomposition way;
    return same(other_part(measure, a, &way), b);
}

/* The indicator of the same program that is the second rate of a ratio. */
static const char *base_of(const an_indicator *indicators, const an_indicator *ratio)
{
    for (const an_indicator *i = indicators; ratio->kind == AN_RATIO && i->code != NULL; i++)
        if (i->kind != AN_RATIO && same(i->numerator, ratio->base_numerator) &&
            same(i->denominator, ratio->base_denominator))
            return i->code;
    return NULL;
}

/* The count of the same program that a share's numerator and missing units are the parts of. */
static const char *with_missing_of(const an_declared *declared, const an_indicator *share)
{
    for (const an_indicator *i = declared->indicators; share->share_of != NULL && i->code != NULL; i++)
        if (i->denominator == NULL && are_parts(sum_of(declared->sources, i->numerator), share->numerator,
                                                share->missing))
            return i->code;
    return NULL;
}

static an_code add_meaning(an_meanings *all, const an_meaning *meaning, an_error *err)
{
    const char *const code = meaning->indicator->code;
    uint32_t id;
    if (an_grow(&all->meanings, &all->capacity, all->n + 1, sizeof *all->meanings) != AN_OK)
        return an_fail_memory(err);
    all->meanings[all->n++] = *meaning;
    if (strchr(code, '{') != NULL)
        return AN_OK;
    if (an_intern_add(all->codes, code, strlen(code), &id) != AN_OK ||
        an_grow(&all->numbers, &all->numbers_capacity, (size_t)id + 1, sizeof *all->numbers) != AN_OK)
        return an_fail_memory(err);
    all->numbers[id] = (uint32_t)(all->n - 1);
    return AN_OK;
}

static an_code add_program(an_meanings *all, const an_declared *declared, an_error *err)
{
    an_code code = AN_OK;
    for (const an_indicator *i = declared->indicators; i != NULL && i->code != NULL && code == AN_OK; i++) {
        const an_meaning meaning = {.indicator = i,
                                    .base = base_of(declared->indicators, i),
                                    .with_missing = with_missing_of(declared, i),
                                    .numerator = sum_of(declared->sources, i->numerator),
                                    .denominator = sum_of(declared->sources, i->denominator),
                                    .base_numerator = sum_of(declared->sources, i->base_numerator),
                                    .base_denominator = sum_of(declared->sources, i->base_denominator),
                                    .missing = sum_of(declared->sources, i->missing),
                                    .program = declared->program};
        code = add_meaning(all, &meaning, err);
    }
    return code;
}

/* ---- a file of somebody's own ---- */

static an_kind kind_called(const char *name)
{
    size_t kind = AN_KIND_NONE + 1;
    while (kind < N_KINDS && strcmp(kinds[kind].name, name) != 0)
        kind++;
    return kind < N_KINDS ? (an_kind)kind : AN_KIND_NONE;
}

/* A copy of a cell; NULL where it is empty. *lost: there was no memory. */
static const char *copy_cell(an_meanings *all, const an_sheet *sheet, size_t row, const char *column,
                             bool *lost)
{
    const char *const text = an_sheet_cell(sheet, row, an_sheet_find(sheet, column));
    const char *const copy = text[0] != '\0' ? an_arena_copy(&all->arena, text, strlen(text)) : NULL;
    *lost = *lost || (text[0] != '\0' && copy == NULL);
    return copy;
}

/* The measure called name: of the catalogue, of the file before, or new. NULL: name is, or no memory. */
static const an_sum *measure_called(an_meanings *all, const char *name, bool *lost)
{
    an_declared declared;
    const an_sum *known = NULL;
    for (size_t p = 0; name != NULL && known == NULL && an_catalogue_program(p, &declared); p++)
        known = sum_of(declared.sources, name);
    for (size_t m = 0; name != NULL && known == NULL && m < all->n; m++)
        for (int side = 0; side < 2 && known == NULL; side++) {
            const an_sum *const sum = side == 0 ? all->meanings[m].numerator : all->meanings[m].denominator;
            known = sum != NULL && strcmp(sum->name, name) == 0 ? sum : NULL;
        }
    if (name == NULL || known != NULL)
        return known;
    an_sum *const made = an_arena_alloc(&all->arena, sizeof *made);
    if (made != NULL)
        *made = (an_sum){.name = name};
    *lost = *lost || made == NULL;
    return made;
}

static an_code read_declaration(an_meanings *all, const an_sheet *sheet, size_t row, an_error *err)
{
    const int code_column = an_sheet_find(sheet, "indicator"), kind_column = an_sheet_find(sheet, "kind");
    bool lost = false;
    an_indicator *const made = an_arena_alloc(&all->arena, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    *made = (an_indicator){.code = copy_cell(all, sheet, row, "indicator", &lost),
                           .kind = kind_called(an_sheet_cell(sheet, row, kind_column)),
                           .title = copy_cell(all, sheet, row, "title", &lost),
                           .sentence = copy_cell(all, sheet, row, "sentence", &lost),
                           .break_at = copy_cell(all, sheet, row, "break_at", &lost),
                           .numerator = copy_cell(all, sheet, row, "numerator", &lost),
                           .denominator = copy_cell(all, sheet, row, "denominator", &lost),
                           .share_of = copy_cell(all, sheet, row, "share_of", &lost),
                           .unit = copy_cell(all, sheet, row, "unit", &lost)};
    an_meaning meaning = {.indicator = made, .base = copy_cell(all, sheet, row, "base", &lost)};
    meaning.numerator = measure_called(all, made->numerator, &lost);
    meaning.denominator = measure_called(all, made->denominator, &lost);
    if (lost)
        return an_fail_memory(err);
    if (made->code == NULL)
        return an_sheet_fail(sheet, row, code_column, err, "indicator: an empty code");
    if (made->kind == AN_KIND_NONE)
        return an_sheet_fail(sheet, row, kind_column, err,
                             "kind: '%s'; expected one of share, events, share_of_total, ratio, "
                             "ratio_of_amounts, mean, count, amount, stock, difference, index, quantile",
                             an_sheet_cell(sheet, row, kind_column));
    const an_meaning *const known = an_meanings_find(all, made->code);
    if (known != NULL && strchr(known->indicator->code, '{') == NULL)
        return an_sheet_fail(sheet, row, code_column, err, "indicator: '%s' is declared already, by %s",
                             made->code, known->program != NULL ? known->program : "this file");
    return add_meaning(all, &meaning, err);
}

static an_code read_file(an_meanings *all, const char *file, an_error *err)
{
    an_sheet *sheet;
    size_t column;
    an_code code = an_sheet_new(&sheet, err);
    if (code == AN_OK)
        code = an_sheet_read(sheet, &file, 1, err);
    if (code == AN_OK)
        code = an_sheet_need(sheet, "indicator", &column, err);
    if (code == AN_OK)
        code = an_sheet_need(sheet, "kind", &column, err);
    for (size_t row = 0; code == AN_OK && row < an_sheet_rows(sheet); row++)
        code = read_declaration(all, sheet, row, err);
    an_sheet_free(sheet);
    return code;
}

an_code an_meanings_new(an_meanings **out, const char *file, an_error *err)
{
    an_declared declared;
    an_meanings *const all = calloc(1, sizeof *all);
    if (all == NULL)
        return an_fail_memory(err);
    an_code code = an_intern_new(&all->codes) == AN_OK ? AN_OK : an_fail_memory(err);
    for (size_t p = 0; code == AN_OK && an_catalogue_program(p, &declared); p++)
        code = add_program(all, &declared, err);
    if (code == AN_OK && file != NULL)
        code = read_file(all, file, err);
    if (code == AN_OK)
        *out = all;
    else
        an_meanings_free(all);
    return code;
}

void an_meanings_free(an_meanings *all)
{
    if (all == NULL)
        return;
    free(all->meanings);
    free(all->numbers);
    an_intern_free(all->codes);
    an_arena_free(&all->arena);
    free(all);
}

/* Whether code is pattern with the name of a canonical column for its {option}. */
static bool fits_pattern(const char *pattern, const char *code)
{
    const char *const open = strchr(pattern, '{');
    if (open == NULL)
        return false;
    const char *const tail = strchr(open, '}') + 1;
    const size_t head = (size_t)(open - pattern), end = strlen(tail), size = strlen(code);
    char name[64];
    if (size <= head + end || size - head - end >= sizeof name || strncmp(pattern, code, head) != 0 ||
        strcmp(code + size - end, tail) != 0)
        return false;
    memcpy(name, code + head, size - head - end);
    name[size - head - end] = '\0';
    return an_column_find(name) != NULL;
}

const an_meaning *an_meanings_find(const an_meanings *all, const char *code)
{
    uint32_t id;
    if (an_intern_find(all->codes, code, strlen(code), &id))
        return &all->meanings[all->numbers[id]];
    for (size_t m = 0; m < all->n; m++)
        if (fits_pattern(all->meanings[m].indicator->code, code))
            return &all->meanings[m];
    return NULL;
}

const an_meaning *an_meanings_at(const an_meanings *all, size_t p)
{
    return p < all->n ? &all->meanings[p] : NULL;
}

/* ---- parts of the data ---- */

/* Rules of kinds that add up, where nothing but sums is computed. */
static an_additive_rule rule_of_kind(const an_meaning *meaning, const char **why)
{
    const an_indicator *const i = meaning->indicator;
    switch (i->kind) {
    case AN_COUNT:
        *why = "a count of distinct identifiers, which may be in several parts";
        return meaning->numerator != NULL && meaning->numerator->distinct != NULL ? AN_RULE_NONE
                                                                                  : AN_RULE_SUM;
    case AN_AMOUNT:
        return AN_RULE_SUM;
    case AN_SHARE:
    case AN_EVENTS:
    case AN_RATIO_OF_AMOUNTS:
        return AN_RULE_RATE;
    case AN_MEAN:
        *why = "a mean over distinct operators, who may be in several parts";
        return meaning->denominator != NULL && meaning->denominator->distinct != NULL ? AN_RULE_NONE
                                                                                      : AN_RULE_MEAN;
    case AN_RATIO:
        *why = "a ratio of two rates whose second rate is not declared";
        return meaning->base != NULL ? AN_RULE_RATIO : AN_RULE_NONE;
    case AN_SHARE_OF_TOTAL:
        *why = i->share_of == NULL ? "a share of a total whose columns are not declared"
                                   : "units that are missing may be in parts without a row of it";
        return i->share_of != NULL && (i->rows == NULL || i->missing == NULL || meaning->with_missing != NULL)
                   ? AN_RULE_SHARE_OF
                   : AN_RULE_NONE;
    default:
        *why = i->kind == AN_STOCK        ? "a stock, which carries what is in other parts along"
               : i->kind == AN_DIFFERENCE ? "a difference"
               : i->kind == AN_INDEX      ? "an index"
                                          : "a quantile, which needs the sample";
        return AN_RULE_NONE;
    }
}

an_additive_rule an_meaning_rule(const an_meaning *meaning, const char **why)
{
    const an_additive_rule rule = rule_of_kind(meaning, why);
    if (rule == AN_RULE_NONE || (meaning->indicator->compute == NULL && meaning->indicator->since == NULL))
        return rule;
    *why = meaning->indicator->concentration != AN_NO_CONCENTRATION
               ? "it needs the single cases, which no row holds"
               : "it is computed from more than the sums of its row";
    return AN_RULE_NONE;
}

an_whole an_meaning_whole(const an_meaning *meaning)
{
    const bool above = meaning->numerator != NULL && meaning->numerator->whole;
    const bool below = meaning->denominator != NULL && meaning->denominator->whole;
    return below ? (above ? AN_WHOLE_BOTH : AN_WHOLE_DENOMINATOR) : AN_WHOLE_NONE;
}

/* ---- what gives what away ---- */

void an_meaning_rest(const an_meaning *meaning, char name[2 * AN_MEASURE_NAME])
{
    an_decomposition way;
    const an_indicator *const i = meaning->indicator;
    const char *const other = other_part(meaning->denominator, i->numerator, &way);
    if (other != NULL)
        snprintf(name, 2 * AN_MEASURE_NAME, "%s", other);
    else if (i->numerator != NULL && i->denominator != NULL)
        snprintf(name, 2 * AN_MEASURE_NAME, "%s - %s", i->denominator, i->numerator);
    else
        snprintf(name, 2 * AN_MEASURE_NAME, "%s, rest", i->code);
}

bool an_meaning_refines(const an_meaning *finer, const an_meaning *ratio)
{
    if (!an_meaning_is_ratio(finer) || !an_meaning_is_ratio(ratio))
        return false;
    const an_indicator *const f = finer->indicator, *const r = ratio->indicator;
    return f->option != NULL && r->option == NULL && same(finer->program, ratio->program) &&
           same(f->numerator, r->numerator) && same(f->denominator, r->denominator) &&
           same(f->base_numerator, r->base_numerator) && same(f->base_denominator, r->base_denominator);
}
