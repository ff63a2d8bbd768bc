/* built: charts built from the text of a table, and what stands in them. */
#ifndef AN_TESTS_BUILT_H
#define AN_TESTS_BUILT_H

#include "chart/gnuplot.h"
#include "chart/kind.h"
#include "chart/script.h"
#include "folder.h"
#include "indicator/observation.h"
#include "observations.h"

#define HEAD                                                                                                 \
    "indicator,period,member_state,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n"
#define FLAGS                                                                                                \
    "declaration_id,item_number,period,unit_price,reference_price,signal,value_gap,duty_at_stake,rank\n"

#define CURVE "indicator,period,days,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n"

/* What the indicators of the tables are that no program declares; any other is drawn in plain numbers. */
#define MEANING "indicator,kind\nrate,share\nr,share\nd,share\nrate_ratio,ratio\nx_lift,ratio\n"

/* A built chart and what it was made from. */
typedef struct built {
    an_meanings *meanings;
    an_observations observations;
    an_sheet *sheet;
    an_chart *chart;
    an_code code;
    an_error err;
} built;

static inline built build(const char *kind, const char *table, an_chart_request request)
{
    built b = {0};
    const an_chart_kind *const of = an_chart_kind_find(kind);
    const char *const files[] = {folder_put("t.csv", table)};
    if (of->of_signals) {
        cr_assert_eq(an_sheet_new(&b.sheet, &b.err), AN_OK);
        cr_assert_eq(an_sheet_read(b.sheet, files, 1, &b.err), AN_OK, "%s", b.err.text);
    } else {
        cr_assert_eq(an_meanings_new(&b.meanings, folder_put("meaning.csv", MEANING), &b.err), AN_OK);
        b.code = observations_read(&b.observations, files[0], NULL, 0, b.meanings, &b.err);
    }
    request.observations = &b.observations;
    request.sheet = b.sheet;
    request.source = "Source: t.csv; cuprum";
    if (b.code == AN_OK)
        b.code = of->build(&request, &b.chart, &b.err);
    if (b.code == AN_OK)
        b.code = an_chart_check(b.chart, &b.err);
    return b;
}

static inline built drawn(const char *kind, const char *table, an_chart_request request)
{
    const built b = build(kind, table, request);
    cr_assert_eq(b.code, AN_OK, "%s: %s", kind, b.err.text);
    return b;
}

static inline void end(built *b)
{
    an_chart_free(b->chart);
    an_sheet_free(b->sheet);
    an_observations_free(&b->observations);
    an_meanings_free(b->meanings);
}

static inline const char *text(const built *b, const char *name, size_t i)
{
    const an_chart_item *const item = an_chart_find(b->chart, name);
    return item != NULL && i < item->n ? item->texts[i] : "(none)";
}

/* Row i, column c of the table or number called name. */
static inline double number(const built *b, const char *name, size_t i, size_t c)
{
    const an_chart_item *const item = an_chart_find(b->chart, name);
    cr_assert_not_null(item, "no %s", name);
    cr_assert_lt(i, item->n, "%s has %zu rows", name, item->n);
    return item->numbers[i * item->n_columns + c];
}

static inline size_t count(const built *b, const char *name)
{
    const an_chart_item *const item = an_chart_find(b->chart, name);
    return item != NULL ? item->n : 0;
}

/* The script (format gp) or drawing as text; free it. */
static inline char *output(const an_chart *chart, const char *format, size_t *size)
{
    an_writer *script = NULL, *image = NULL;
    an_error err = {0};
    size_t n;
    cr_assert_eq(an_writer_memory(&script, &err), AN_OK);
    cr_assert_eq(an_writer_memory(&image, &err), AN_OK);
    const bool draw = strcmp(format, "gp") != 0;
    cr_assert_eq(an_script_write(chart, draw ? format : NULL, script, &err), AN_OK, "%s", err.text);
    const char *const source = an_writer_text(script, &n);
    if (draw)
        cr_assert_eq(an_gnuplot_draw(source, n, format, image, &err), AN_OK, "%s", err.text);
    const char *const bytes = an_writer_text(draw ? image : script, size);
    char *const copy = strndup(bytes, *size);
    an_writer_abort(script);
    an_writer_abort(image);
    return copy;
}

#endif
