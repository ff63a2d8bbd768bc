/* signal_table: the rows of sidda-flag that a chart draws. */
#include "chart/signal_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct columns {
    size_t price, reference, signal;
    int gap, duty, expected, mass, n, rank, when;
} columns;

static an_code find_columns(columns *c, const an_sheet *sheet, an_error *err)
{
    an_code code = an_sheet_need(sheet, "unit_price", &c->price, err);
    if (code == AN_OK)
        code = an_sheet_need(sheet, "reference_price", &c->reference, err);
    if (code == AN_OK)
        code = an_sheet_need(sheet, "signal", &c->signal, err);
    c->gap = an_sheet_find(sheet, "value_gap");
    c->duty = an_sheet_find(sheet, "duty_at_stake");
    c->expected = an_sheet_find(sheet, "expected_duty");
    c->mass = an_sheet_find(sheet, "net_mass");
    c->n = an_sheet_find(sheet, "n");
    c->rank = an_sheet_find(sheet, "rank");
    c->when = an_sheet_find(sheet, "period");
    if (c->when < 0)
        c->when = an_sheet_find(sheet, "acceptance_date");
    return code;
}

static an_code read_class(const an_sheet *sheet, size_t row, size_t column, an_signal_class *signal,
                          an_error *err)
{
    static const char *const names[AN_SIGNAL_CLASS_CLASSES] = {"", "under", "over", "quantity_error"};
    const char *const text = an_sheet_cell(sheet, row, (int)column);
    for (int i = 0; i < AN_SIGNAL_CLASS_CLASSES; i++) {
        if (strcmp(text, names[i]) == 0) {
            *signal = (an_signal_class)i;
            return AN_OK;
        }
    }
    return an_sheet_fail(sheet, row, (int)column, err, "'%s' is none of under, over, quantity_error", text);
}

static an_code read_record(an_signal_record *record, const an_sheet *sheet, const columns *c, an_error *err)
{
    const struct {
        int column;
        double *to;
    } cells[] = {
        {(int)c->price, &record->price}, {(int)c->reference, &record->reference},
        {c->gap, &record->gap},          {c->duty, &record->duty},
        {c->expected, &record->expected}, {c->mass, &record->mass},
        {c->n, &record->n},              {c->rank, &record->rank},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        const an_code code = an_sheet_number(sheet, record->row, cells[i].column, cells[i].to, err);
        if (code != AN_OK)
            return code;
    }
    return read_class(sheet, record->row, c->signal, &record->signal, err);
}

/* ISO dates and SDMX periods sort as texts. */
static void note_when(an_signal_table *table, const char *when)
{
    if (when[0] == '\0')
        return;
    if (table->first == NULL || strcmp(when, table->first) < 0)
        table->first = when;
    if (table->last == NULL || strcmp(when, table->last) > 0)
        table->last = when;
}

an_code an_signal_table_read(an_signal_table *table, const an_chart_request *request, an_error *err)
{
    columns c;
    const an_sheet *const sheet = request->sheet;
    const size_t n = an_sheet_rows(sheet);
    an_code code = find_columns(&c, sheet, err);
    if (code != AN_OK || n == 0)
        return code;
    table->sheet = sheet;
    table->period = an_sheet_find(sheet, "period");
    table->prices = (int)c.price;
    table->records = calloc(n, sizeof *table->records);
    if (table->records == NULL)
        return an_fail_memory(err);
    for (size_t row = 0; row < n && code == AN_OK; row++) {
        if (request->keep != NULL && !request->keep[row])
            continue;
        an_signal_record *const record = &table->records[table->n++];
        record->row = row;
        code = read_record(record, sheet, &c, err);
        table->of_class[record->signal]++;
        note_when(table, an_sheet_cell(sheet, row, c.when));
    }
    return code;
}

void an_signal_table_free(an_signal_table *table)
{
    free(table->records);
    an_arena_free(&table->arena);
    *table = (an_signal_table){0};
}

const char *an_signal_table_label(an_signal_table *table, const an_signal_record *record)
{
    const an_sheet *const sheet = table->sheet;
    an_sentence label = {0};
    const char *const id = an_sheet_cell(sheet, record->row, an_sheet_find(sheet, "declaration_id"));
    const char *const item = an_sheet_cell(sheet, record->row, an_sheet_find(sheet, "item_number"));
    if (id[0] != '\0')
        an_sentence_add(&label, "%s%s%s", id, item[0] != '\0' ? "/" : "", item);
    else
        an_sentence_add(&label, "row %zu", record->row + 1);
    return an_phrase_shorten(&table->arena, label.text, AN_LABEL_LETTERS);
}

void an_signal_table_keys(const an_signal_table *table, const an_signal_record *record, an_sentence *sentence)
{
    const size_t start = sentence->used;
    for (int c = table->period + 1; table->period >= 0 && c < table->prices; c++)
        if (an_sheet_cell(table->sheet, record->row, c)[0] != '\0')
            an_sentence_item(sentence, start, an_sheet_cell(table->sheet, record->row, c));
}

void an_signal_table_words(const an_signal_record *record, const an_style *style, an_sentence *sentence)
{
    char price[AN_STYLE_SIZE], reference[AN_STYLE_SIZE], n[AN_STYLE_SIZE];
    an_style_number(style, record->price, 3, price);
    an_style_number(style, record->reference, 3, reference);
    an_style_number(style, record->n, 3, n);
    an_sentence_add(sentence, "%s EUR/kg declared, reference %s EUR/kg", price, reference);
    if (!isnan(record->n))
        an_sentence_add(sentence, " from %s prices", n);
}

const char *an_signal_table_class(an_signal_class signal)
{
    static const char *const names[AN_SIGNAL_CLASS_CLASSES] = {"no signal", "under", "over",
                                                               "quantity error"};
    return names[signal];
}

void an_signal_table_when(const an_signal_table *table, const an_style *style, an_sentence *sentence)
{
    char text[AN_STYLE_SIZE];
    if (table->first == NULL)
        return;
    an_style_period(style, table->first, text);
    an_sentence_add(sentence, "%s", text);
    if (strcmp(table->first, table->last) != 0) {
        an_style_period(style, table->last, text);
        an_sentence_add(sentence, " to %s", text);
    }
    an_sentence_add(sentence, "; ");
}

static int compare(const void *a, const void *b)
{
    const an_signal_record *const x = a, *const y = b;
    const bool x_signals = x->signal != AN_SIGNAL_CLASS_NONE, y_signals = y->signal != AN_SIGNAL_CLASS_NONE;
    if (x_signals != y_signals)
        return x_signals ? -1 : 1;
    if (isnan(x->rank) != isnan(y->rank))
        return isnan(x->rank) ? 1 : -1;
    if (!isnan(x->rank) && x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

void an_signal_table_sort(an_signal_table *table)
{
    if (table->n > 0)
        qsort(table->records, table->n, sizeof *table->records, compare);
}
