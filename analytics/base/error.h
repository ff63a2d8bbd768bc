/* error: what went wrong, where, and what was expected.
 *
 * Every function of the library that can fail returns an an_code and fills the caller's an_error; nothing
 * below an_main prints or exits. The codes AN_OK to AN_DATA are the exit statuses of the programs. */
#ifndef AN_BASE_ERROR_H
#define AN_BASE_ERROR_H

#include <stddef.h>
#include <stdint.h>

/* Has the compiler check the arguments of a function that takes a format as printf does. */
#define AN_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

typedef enum an_code {
    AN_OK = 0,
    AN_SYSTEM = 1,    /* I/O, memory, a full disk, a missing helper program */
    AN_USAGE = 2,     /* the command line */
    AN_DATA = 3,      /* the input data, or a schema or reference file */
    AN_UNDEFINED = 4, /* kernels only: the statistic does not exist for this sample
                         (too few values, zero denominator); never an exit status */
} an_code;

typedef struct an_error {
    an_code code;
    uint64_t line;   /* physical line, from 1; 0 where no line is meant */
    uint64_t column; /* cell of the record, from 1; 0 where no cell is meant */
    char file[512];  /* name as the user gave it; "" where no file is meant */
    char text[512];  /* one sentence without a full stop: what is wrong, what was expected */
} an_error;

/* Enough for any an_error_format. */
enum { AN_ERROR_SIZE = 4 * (512 + 512) + 64 };

/* Fills err (which may be NULL) with code and the printf-style text, no place.
 * Returns code, so that a caller writes `return an_fail(err, AN_DATA, ...)`.
 * A text or name too long for its field is cut between letters. The arguments may lie in *err:
 * `an_fail(err, err->code, "schema: %s", err->text)` is allowed. */
an_code an_fail(an_error *err, an_code code, const char *format, ...) AN_PRINTF(3, 4);

/* The same with a place: file (NULL: none), line and column (0: none). */
an_code an_fail_at(an_error *err, an_code code, const char *file, uint64_t line, uint64_t column,
                   const char *format, ...) AN_PRINTF(6, 7);

/* AN_SYSTEM for a failed system call on file (NULL: none): "WHAT: strerror(errno)". */
an_code an_fail_errno(an_error *err, const char *file, const char *what);

/* AN_SYSTEM "out of memory". */
an_code an_fail_memory(an_error *err);

/* Writes "FILE:LINE:COLUMN: TEXT" (parts that are absent left out, the column without a line too), shown as
 * an_error_show does; always ends it with NUL. Returns the length written. */
size_t an_error_format(const an_error *err, char out[AN_ERROR_SIZE]);

/* Writes text with control characters (C0, DEL, C1) and bytes that are not UTF-8 as \xNN, so that data
 * never drives a terminal, and letters that nobody sees (a no-break space, marks of direction) as
 * <U+00A0>. out: four bytes for each of text, and one. Returns the length written, without the NUL. */
size_t an_error_show(const char *text, char *out);

#endif
