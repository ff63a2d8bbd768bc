/* form: what a format makes of a header, cells and rows. Private to the writer of rows (output.c), which
 * counts cells and keeps the names; a format is one an_form and one line of the table there. */
#ifndef AN_INDICATOR_FORM_H
#define AN_INDICATOR_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "csv/writer.h"

/* What a cell is; its text is that of CSV in any case. */
typedef enum an_cell_kind {
    AN_CELL_TEXT,   /* a name, a code: never a number, whatever it looks like */
    AN_CELL_NUMBER, /* a double: its shortest text, of six digits in forms for people */
    AN_CELL_EXACT,  /* a count or an amount: every digit counts */
    AN_CELL_EMPTY,  /* a number that there is not */
} an_cell_kind;

/* The rows under way, as a form sees them. */
typedef struct an_rows {
    an_writer *writer;
    an_arena arena; /* freed at the end */
    const char **names;
    size_t n;         /* columns */
    size_t cell;      /* which cell of its row comes next */
    uint64_t rows;    /* written so far, without the header */
    void *state;      /* the form's own */
    an_error failure; /* the first one; code AN_OK: none. It is told at the end */
} an_rows;

/* NULL functions: nothing is to be done. */
typedef struct an_form {
    bool whole;      /* rows are held until the last one: one output must take them all */
    bool binary;     /* the result is no text */
    bool for_people; /* doubles of six digits */
    an_code (*begin)(an_rows *rows, an_error *err); /* the header */
    void (*cell)(an_rows *rows, const char *text, size_t size, an_cell_kind kind);
    void (*end_row)(an_rows *rows);
    an_code (*finish)(an_rows *rows, an_error *err);
    void (*forget)(an_rows *rows); /* frees state, also after an error */
} an_form;

extern const an_form an_form_table;    /* aligned.c */
extern const an_form an_form_markdown; /* aligned.c */
extern const an_form an_form_excel;    /* spreadsheet.c */
extern const an_form an_form_xlsx;     /* xlsx.c */

/* A text with what drives a terminal or breaks a line, and bytes that are no UTF-8, replaced: control
 * characters (C0, DEL, C1) by a blank, letters that nobody sees but that turn the order of others
 * (U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F, U+061C) by U+FFFD. The copy is the arena's; NULL: no
 * memory. */
char *an_text_plain(an_arena *arena, const char *text, size_t size);

/* The digits of a number's text without those that only place it: 1200.50 has five. */
size_t an_text_digits(const char *text, size_t size);

/* What a form has to say to the user of the result (writer.h, an_imprint); nothing where nobody listens. */
void an_rows_note(const an_rows *rows, const char *text);

#endif
