/* margins: the sums that everybody can check in what is published, as linear equations between figures.
 *
 * Whoever reads the table can add up the rows of all Member States and compare with the total, the
 * quarters with the year, the headings with their chapter, the controls of AEOs and of others with all
 * controls. So what is published is also a set of linear equations, total = sum of parts.
 *
 * Along a dimension the figures of one measure that agree in all other keys are a family, and each has a
 * level: the total, keys (codes: their length; periods: their kind). A figure is held against those of the
 * next finer level that lie within it, and if they do not add up to it, of the one after. A family without
 * a total may have one that no name tells: units without a key (the empty key) that are the sum of all
 * others, or a key whose figure is the sum of all others in every family in which it occurs, of three
 * figures that are not 0 at least (an_margins.found). A 2 x 2 table has six equations. */
#include "indicator/margins.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- equations ---- */

static an_code add_equation(an_margins *m, const uint32_t members[], size_t n)
{
    const size_t used = m->start[m->n];
    if (an_grow(&m->start, &m->start_capacity, m->n + 2, sizeof *m->start) != AN_OK ||
        an_grow(&m->member, &m->member_capacity, used + n, sizeof *m->member) != AN_OK)
        return AN_SYSTEM;
    memcpy(m->member + used, members, n * sizeof *members);
    m->start[++m->n] = used + n;
    return AN_OK;
}

typedef enum outcome { IS_NONE, IS_EXACT, IS_MORE } outcome;

/* How the first of n figures compares with the sum of the others: *left is the difference, of at least 0. A
 * single figure that is not known gets its value here; two tell nothing. */
static outcome compare(an_figures *figures, const uint32_t members[], size_t n, an_decimal *left)
{
    an_figure *unknown = NULL;
    bool is_total = false;
    an_decimal total = {0}, sum = {0};
    for (size_t k = 0; k < n; k++) {
        an_figure *const f = &figures->cells[members[k]];
        if (!f->is_known && unknown != NULL)
            return IS_NONE;
        if (!f->is_known) {
            unknown = f;
            is_total = k == 0;
        } else if (!an_decimal_add(k == 0 ? &total : &sum, f->value)) {
            return IS_NONE;
        }
    }
    *left = total;
    if (!an_decimal_sub(left, sum))
        return IS_NONE;
    if (unknown != NULL) {
        if (!is_total && left->units < 0 && !unknown->is_signed)
            return IS_NONE;
        unknown->value = is_total ? sum : *left;
        unknown->is_known = true;
        return IS_EXACT;
    }
    return left->units == 0 ? IS_EXACT : left->units > 0 ? IS_MORE : IS_NONE;
}

/* Whether a sum can tell anything: not where all is 0. */
static bool is_worth(const an_figures *figures, const uint32_t members[], size_t n)
{
    bool any = false;
    for (size_t k = 0; k < n; k++)
        any = any || !figures->cells[members[k]].is_known || figures->cells[members[k]].value.units != 0;
    return n >= 2 && any;
}

/* Adds what the parts leave of the total as a last member. */
static an_code add_rest(an_figures *figures, uint32_t members[], size_t *n, an_decimal left)
{
    an_figure rest = figures->cells[members[0]];
    rest.value = left;
    rest.is_known = true;
    rest.is_public = rest.is_number = false;
    return an_figures_add(figures, NULL, &rest, &members[(*n)++]);
}

/* Adds the equation that members[0] is the sum of the n - 1 others, with a rest if need be; members has room
 * for it. *is_exact: there is no rest. */
static an_code add_sum(an_margins *m, an_figures *figures, uint32_t members[], size_t n, bool *is_exact)
{
    an_decimal left;
    *is_exact = false;
    if (!is_worth(figures, members, n))
        return AN_OK;
    const outcome how = compare(figures, members, n, &left);
    *is_exact = how == IS_EXACT;
    if (how == IS_NONE || (how == IS_MORE && !figures->cells[members[0]].adds_up))
        return AN_OK;
    if (how == IS_MORE && add_rest(figures, members, &n, left) != AN_OK)
        return AN_SYSTEM;
    return add_equation(m, members, n);
}

/* ---- families ---- */

/* A figure of a family: its level, 0 for the total, and where it stands among those of its level. */
typedef struct node {
    uint32_t figure, key;
    int level;
    const char *code; /* a key of a dimension of codes */
    an_period period; /* along time */
    an_decimal value;
} node;

enum { ALONG_TIME = 0 }; /* the place of the period among the keys of a place */

typedef struct family {
    an_figures *figures;
    an_margins *margins;
    size_t along; /* place of the key that differs */
    bool is_code;
    node *nodes; /* room for n figures */
    uint32_t *members;
    uint32_t *total_of; /* by text: how often a key is the sum of the others, and how often it occurs */
    uint32_t *seen;
} family;

static int by_level(const void *a, const void *b)
{
    const node *x = a, *y = b;
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    if (x->code != NULL && y->code != NULL && strcmp(x->code, y->code) != 0)
        return strcmp(x->code, y->code);
    if (x->period.index != y->period.index)
        return x->period.index < y->period.index ? -1 : 1;
    return (x->figure > y->figure) - (x->figure < y->figure);
}

static bool is_found(const an_margins *m, size_t along, uint32_t key)
{
    for (size_t k = 0; k < m->n_found; k++)
        if (m->found[k].dimension + 1 == along && m->found[k].key == key)
            return true;
    return false;
}

static node node_of(const family *f, uint32_t figure)
{
    const an_figure *const cell = &f->figures->cells[figure];
    const uint32_t key = an_figures_keys(f->figures, cell->place)[f->along];
    const char *const text = an_intern_text(f->figures->texts, key, NULL);
    node made = {.figure = figure, .key = key, .value = cell->value};
    if (f->along == ALONG_TIME) {
        (void)an_period_parse(text, strlen(text), NULL, &made.period); /* it was read before */
        made.level = (int)made.period.kind;
    } else if (key != AN_KEY_TOTAL && !is_found(f->margins, f->along, key)) {
        made.level = f->is_code ? 1 + (int)strlen(text) : 1;
        made.code = f->is_code ? text : NULL;
    }
    return made;
}

/* Whether part, of a finer level, lies within whole. */
static bool lies_within(const family *f, const node *part, const node *whole)
{
    an_period coarse;
    if (f->along == ALONG_TIME)
        return whole->period.kind == AN_PERIOD_NONE ||
               (an_period_coarsen(part->period, whole->period.kind, &coarse) == AN_OK &&
                coarse.index == whole->period.index);
    return whole->level == 0 || (part->code != NULL && part->key != AN_KEY_EMPTY &&
                                 strncmp(part->code, whole->code, strlen(whole->code)) == 0);
}

/* The first of n nodes, sorted, from which on those of its level may lie within whole. */
static size_t first_within(const family *f, const node nodes[], size_t n, const node *whole)
{
    size_t low = 0, high = n;
    if (whole->level == 0 || whole->code == NULL || f->along == ALONG_TIME)
        return 0;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(nodes[middle].code, whole->code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Holds one figure against each finer level, up to one that adds up to it exactly. */
static an_code hold_against_finer(const family *f, const node nodes[], size_t n, size_t whole)
{
    bool is_exact = false;
    for (size_t first = whole, end; first < n && !is_exact; first = end) {
        size_t members = 1;
        for (end = first; end < n && nodes[end].level == nodes[first].level; end++)
            ;
        if (nodes[first].level == nodes[whole].level)
            continue;
        f->members[0] = nodes[whole].figure;
        for (size_t k = first + first_within(f, nodes + first, end - first, &nodes[whole]); k < end; k++) {
            if (lies_within(f, &nodes[k], &nodes[whole]))
                f->members[members++] = nodes[k].figure;
            else if (nodes[whole].code != NULL)
                break;
        }
        if (members < 2)
            continue;
        if (f->is_code &&
            nodes[whole].level > 0) { /* of a code only what adds up: codes may be of any length */
            an_decimal left;
            if (compare(f->figures, f->members, members, &left) != IS_EXACT)
                continue;
        }
        if (add_sum(f->margins, f->figures, f->members, members, &is_exact) != AN_OK)
            return AN_SYSTEM;
    }
    return AN_OK;
}

/* In a family without a total: units without a key that are the sum of all others. */
static an_code try_empty(const family *f, const node nodes[], size_t n)
{
    size_t members = 0;
    an_decimal left;
    bool is_exact;
    for (size_t k = 0; k < n; k++)
        if (nodes[k].key == AN_KEY_EMPTY)
            f->members[members++] = nodes[k].figure;
    if (members != 1)
        return AN_OK;
    for (size_t k = 0; k < n; k++)
        if (nodes[k].key != AN_KEY_EMPTY)
            f->members[members++] = nodes[k].figure;
    if (members < 3 || compare(f->figures, f->members, members, &left) != IS_EXACT)
        return AN_OK;
    return add_sum(f->margins, f->figures, f->members, members, &is_exact);
}

/* Counts, for each key, how often it is the sum of all others in a family that has no total. */
static void count_totals(const family *f, const node nodes[], size_t n)
{
    an_decimal sum = {0};
    size_t filled = 0, largest = 0;
    bool is_whole = n >= 3 && nodes[0].level != 0;
    for (size_t k = 0; k < n; k++) {
        is_whole =
            is_whole && f->figures->cells[nodes[k].figure].is_known && an_decimal_add(&sum, nodes[k].value);
        filled += nodes[k].value.units > 0;
        if (an_decimal_compare(nodes[k].value, nodes[largest].value) > 0)
            largest = k;
    }
    is_whole = is_whole && an_decimal_sub(&sum, nodes[largest].value) &&
               an_decimal_compare(sum, nodes[largest].value) == 0;
    for (size_t k = 0; k < n; k++)
        if (nodes[k].value.units != 0)
            f->seen[nodes[k].key]++;
    if (is_whole && filled >= 3 && nodes[largest].key != AN_KEY_EMPTY)
        f->total_of[nodes[largest].key]++;
}

/* Reads the family of n figures; its nodes are sorted. */
static size_t read_family(const family *f, const size_t rows[], size_t n)
{
    size_t used = 0;
    for (size_t k = 0; k < n; k++)
        f->nodes[used++] = node_of(f, (uint32_t)rows[k]);
    qsort(f->nodes, used, sizeof *f->nodes, by_level);
    return used;
}

static an_code add_family(const family *f, const size_t rows[], size_t n)
{
    const size_t used = read_family(f, rows, n);
    if (f->nodes[0].level == f->nodes[used - 1].level)
        return f->along != ALONG_TIME && f->nodes[0].level != 0 ? try_empty(f, f->nodes, used) : AN_OK;
    an_code code = AN_OK;
    for (size_t k = 0; k < used && code == AN_OK; k++)
        code = hold_against_finer(f, f->nodes, used, k);
    return code;
}

/* The figures that agree in the measure and in all keys but one. Copies of a figure, which are of other data,
 * and rests stand alone. */
static an_code group_families(const family *f, size_t n, an_grouping *families, an_error *err)
{
    const an_figures *const figures = f->figures;
    const size_t width = 1 + figures->n_dimensions;
    uint32_t own[2 + AN_BREAKDOWN_LIMIT];
    an_intern *keys = NULL;
    uint32_t *const group = malloc((n + 1) * sizeof *group);
    an_code code = group != NULL && an_intern_new(&keys) == AN_OK ? AN_OK : AN_SYSTEM;
    for (size_t c = 0; c < n && code == AN_OK; c++) {
        own[0] = figures->cells[c].measure;
        memcpy(own + 1, an_figures_keys(figures, figures->cells[c].place), width * sizeof *own);
        own[1 + f->along] = UINT32_MAX;
        if (figures->cells[c].is_rest || an_figures_find(figures, own[0], figures->cells[c].place) != c)
            own[1 + f->along] = (uint32_t)c;
        code = an_intern_add(keys, own, (1 + width) * sizeof *own, &group[c]);
    }
    code =
        code == AN_OK ? an_grouping_by(group, n, an_intern_count(keys), families, err) : an_fail_memory(err);
    an_intern_free(keys);
    free(group);
    return code;
}

/* Keys that are totals by their sums alone, wherever they are not 0. */
static an_code find_totals(const family *f, const an_grouping *families)
{
    const uint32_t n_texts = an_intern_count(f->figures->texts);
    an_margins *const m = f->margins;
    memset(f->seen, 0, n_texts * sizeof *f->seen);
    memset(f->total_of, 0, n_texts * sizeof *f->total_of);
    for (size_t g = 0; g < families->n; g++) {
        const size_t n = families->start[g + 1] - families->start[g];
        count_totals(f, f->nodes, read_family(f, families->row + families->start[g], n));
    }
    for (uint32_t t = 0; t < n_texts; t++) {
        if (f->total_of[t] == 0 || f->total_of[t] < f->seen[t])
            continue;
        if (an_grow(&m->found, &m->found_capacity, m->n_found + 1, sizeof *m->found) != AN_OK)
            return AN_SYSTEM;
        m->found[m->n_found].dimension = (uint32_t)(f->along - 1);
        m->found[m->n_found++].key = t;
    }
    return AN_OK;
}

/* The equations along the period (along 0) or dimension along - 1, between the n figures that rows show. */
static an_code find_along(an_margins *m, an_figures *figures, size_t along, size_t n, an_error *err)
{
    const uint32_t n_texts = an_intern_count(figures->texts);
    an_grouping families = {0};
    family f = {.figures = figures, .margins = m, .along = along};
    f.is_code = along > 0 && figures->dimensions[along - 1].is_code;
    f.nodes = malloc((n + 1) * sizeof *f.nodes);
    f.members = malloc((n + 2) * sizeof *f.members);
    f.total_of = malloc((n_texts + 1) * sizeof *f.total_of);
    f.seen = malloc((n_texts + 1) * sizeof *f.seen);
    an_code code = f.nodes != NULL && f.members != NULL && f.total_of != NULL && f.seen != NULL
                       ? group_families(&f, n, &families, err)
                       : an_fail_memory(err);
    if (code == AN_OK && along != ALONG_TIME && !f.is_code && find_totals(&f, &families) != AN_OK)
        code = an_fail_memory(err);
    for (size_t g = 0; g < families.n && code == AN_OK; g++)
        if (families.start[g + 1] - families.start[g] > 1 &&
            add_family(&f, families.row + families.start[g], families.start[g + 1] - families.start[g]) !=
                AN_OK)
            code = an_fail_memory(err);
    an_grouping_free(&families);
    free(f.nodes);
    free(f.members);
    free(f.total_of);
    free(f.seen);
    return code;
}

/* ---- parts of a measure ---- */

/* The figure called name at the place of whole; AN_NO_FIGURE: there is none. */
static uint32_t part_at(const an_figures *figures, const char *name, uint32_t whole)
{
    uint32_t measure;
    return an_intern_find(figures->measures, name, strlen(name), &measure)
               ? an_figures_find(figures, measure, figures->cells[whole].place)
               : AN_NO_FIGURE;
}

/* The equation of one way to take figure whole apart: parts that no row shows are what is left. */
static an_code add_parts(an_margins *m, an_figures *figures, const an_decomposition *way, uint32_t whole)
{
    uint32_t members[2 + AN_MEASURE_PARTS] = {whole};
    const char *absent = NULL;
    size_t n = 1, n_absent = 0;
    an_decimal left;
    for (size_t k = 0; k < way->n; k++) {
        const uint32_t part = part_at(figures, way->parts[k], whole);
        if (part != AN_NO_FIGURE) {
            members[n++] = part;
        } else {
            absent = way->parts[k];
            n_absent++;
        }
    }
    if (n < 2 || !is_worth(figures, members, n))
        return AN_OK;
    const outcome how = compare(figures, members, n, &left);
    if (how == IS_NONE || (how == IS_MORE && n_absent == 0))
        return AN_OK;
    if (how == IS_MORE) {
        an_figure rest = figures->cells[whole];
        rest.value = left;
        rest.is_known = true;
        rest.is_public = rest.is_number = false;
        if (an_figures_add(figures, n_absent == 1 ? absent : NULL, &rest, &members[n++]) != AN_OK)
            return AN_SYSTEM;
    }
    return add_equation(m, members, n);
}

static an_code find_parts(an_margins *m, an_figures *figures, an_error *err)
{
    an_decomposition way;
    an_code code = AN_OK;
    for (size_t k = 0; an_catalogue_decomposition(k, &way) && code == AN_OK; k++) {
        uint32_t measure;
        if (!an_intern_find(figures->measures, way.whole, strlen(way.whole), &measure))
            continue;
        for (size_t c = 0, n = figures->n; c < n && code == AN_OK; c++)
            if (figures->cells[c].measure == measure &&
                an_figures_find(figures, measure, figures->cells[c].place) == c)
                code = add_parts(m, figures, &way, (uint32_t)c);
    }
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

/* What a share leaves of its denominator. */
static an_code find_rests(an_margins *m, const an_figures *figures, size_t n_rows, an_error *err)
{
    an_code code = AN_OK;
    for (size_t i = 0; i < n_rows && code == AN_OK; i++) {
        const uint32_t *const shown = &figures->shown[i * AN_SHOWN];
        const uint32_t members[] = {shown[AN_SHOWN_DENOMINATOR], shown[AN_SHOWN_NUMERATOR],
                                    shown[AN_SHOWN_REST]};
        if (members[2] != AN_NO_FIGURE && is_worth(figures, members, 3))
            code = add_equation(m, members, 3);
    }
    return code == AN_OK ? AN_OK : an_fail_memory(err);
}

an_code an_margins_find(an_figures *figures, size_t n_rows, an_margins *margins, an_error *err)
{
    const size_t n = figures->n;
    *margins = (an_margins){0};
    if (an_grow(&margins->start, &margins->start_capacity, 1, sizeof *margins->start) != AN_OK)
        return an_fail_memory(err);
    margins->start[0] = 0;
    an_code code = find_rests(margins, figures, n_rows, err);
    for (size_t k = 0; k < 1 + figures->n_dimensions && code == AN_OK; k++)
        code = find_along(margins, figures, k, n, err);
    return code == AN_OK ? find_parts(margins, figures, err) : code;
}

an_code an_margins_index(const an_margins *m, size_t n, an_grouping *equations, an_error *err)
{
    const size_t members = m->start[m->n];
    uint32_t *const owner = malloc((members + 1) * sizeof *owner);
    an_code code =
        owner != NULL ? an_grouping_by(m->member, members, n, equations, err) : an_fail_memory(err);
    for (size_t e = 0; e < m->n && code == AN_OK; e++)
        for (size_t k = m->start[e]; k < m->start[e + 1]; k++)
            owner[k] = (uint32_t)e;
    for (size_t k = 0; k < members && code == AN_OK; k++)
        equations->row[k] = owner[equations->row[k]];
    free(owner);
    return code;
}

void an_margins_free(an_margins *margins)
{
    free(margins->start);
    free(margins->member);
    free(margins->found);
    *margins = (an_margins){0};
}
