/* download: a table of the page as a file that a reader may save and open. */
#ifndef AN_REPORT_DOWNLOAD_H
#define AN_REPORT_DOWNLOAD_H

#include "base/memory.h"
#include "indicator/sheet.h"

enum { AN_DOWNLOAD_MOST = 64 << 10 }; /* bytes of a file that the page carries: others lie beside it */

/* The table as CSV, *size bytes in the arena. A text that a spreadsheet would run, because it begins with one
 * of = + - @, a tab or a CR, has an apostrophe before it; numbers are as they are. AN_SYSTEM: no memory. */
an_code an_download_make(const an_sheet *sheet, an_arena *arena, const char **bytes, size_t *size,
                         an_error *err);

#endif
