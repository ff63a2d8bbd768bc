/* read_ahead: a reader that works in a thread of its own, some chunks ahead of who takes them. */
#ifndef AN_CSV_READ_AHEAD_H
#define AN_CSV_READ_AHEAD_H

#include <stddef.h>

#include "base/error.h"

/* What works ahead: up to size bytes into buffer; *got is less only at the end, after which and after an
 * error it is not called again. */
typedef an_code an_read_ahead_reader(void *context, void *buffer, size_t size, size_t *got, an_error *err);

typedef struct an_read_ahead an_read_ahead;

/* Starts. context is kept, and is the thread's until an_read_ahead_free. AN_SYSTEM: no memory, no thread. */
an_code an_read_ahead_new(an_read_ahead **ring, an_read_ahead_reader *reader, void *context, an_error *err);

/* As the reader itself; an error comes behind what was read before it. */
an_code an_read_ahead_read(an_read_ahead *ring, void *buffer, size_t size, size_t *got, an_error *err);

/* Stops the thread, once the read under way has returned. */
void an_read_ahead_free(an_read_ahead *ring);

#endif
