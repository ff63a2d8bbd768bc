/* gnuplot: the process that draws a script as an SVG, PNG or PDF file, or for a terminal.
 *
 * It is started without a shell and without anyone's settings (-d), reads the script from a file in memory
 * and writes to a pipe. gnuplot exits 0 on a full disk and leaves half a drawing after a late error: a
 * drawing counts only if the status is 0 and its last bytes are the end of such a file. */
#ifndef AN_CHART_GNUPLOT_H
#define AN_CHART_GNUPLOT_H

#include <stddef.h>

#include "base/error.h"
#include "csv/writer.h"

/* The format that the end of path names: svg, png, pdf, or gp for the script itself; letters of either case.
 * AN_USAGE: another one. *format is a constant. */
an_code an_gnuplot_format(const char *path, const char **format, an_error *err);

/* Draws script (size bytes, of an_script_write with this format: svg, png, pdf, dumb or sixel) into writer:
 * the whole drawing or nothing. AN_SYSTEM: gnuplot is not installed, it failed (with its message) or stopped
 * half-way. */
an_code an_gnuplot_draw(const char *script, size_t size, const char *format, an_writer *writer,
                        an_error *err);

#endif
