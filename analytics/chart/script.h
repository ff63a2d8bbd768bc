/* script: a chart as a gnuplot script with its data inside.
 *
 *     settings, data | plots/theme.gp | plots/KIND.gp
 *
 * No text of the data is ever read by gnuplot as anything but text: it stands in double quotes, where every
 * byte outside [A-Za-z0-9 ._,-+=:()] is a four-digit octal escape (three digits would swallow a digit that
 * follows), and never in a data block. Controls are blanks, what is no UTF-8 or no XML character is U+FFFD,
 * and "]]>", which would not be well-formed XML, gets a zero-width space. The theme turns off gnuplot's
 * markup. */
#ifndef AN_CHART_SCRIPT_H
#define AN_CHART_SCRIPT_H

#include "base/error.h"
#include "chart/chart.h"
#include "csv/writer.h"

/* A gnuplot template: the build turns each plots/NAME.gp into a row of the table, so that a program needs no
 * file at run time. */
typedef struct an_template {
    const char *name;         /* NAME */
    const char *const *lines; /* without their line ends; ends with NULL */
} an_template;

extern const an_template an_templates[]; /* ends with a NULL name */

/* Writes the script. format: svg, png, pdf, dumb or sixel; NULL: svg unless gnuplot is run with -e
 * "format='png'". AN_SYSTEM: the chart ran out of memory; there is no template of its name. Write errors are
 * reported at the commit. */
an_code an_script_write(const an_chart *chart, const char *format, an_writer *writer, an_error *err);

/* Writes text as a gnuplot string, quotes included. */
void an_script_quote(an_writer *writer, const char *text);

#endif
