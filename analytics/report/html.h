/* html: text of the data in a page: always as text, never as markup.
 *
 * Markup is written with an_writer_string, from constants of the program; whatever comes from a file goes
 * through one of these. */
#ifndef AN_REPORT_HTML_H
#define AN_REPORT_HTML_H

#include <stddef.h>

#include "base/error.h"
#include "csv/writer.h"

/* Writes text for an element or a quoted attribute: & < > " ' and ` as references; controls other than
 * line ends, and bytes that are not UTF-8, as U+FFFD. */
void an_html_text(an_writer *writer, const char *text);

/* The same of a printf-style text, cut at 4,000 bytes. */
void an_html_print(an_writer *writer, const char *format, ...) AN_PRINTF(2, 3);

/* Writes size bytes in base64, for data: links. */
void an_html_base64(an_writer *writer, const void *bytes, size_t size);

/* Writes 'sha256-...' of size bytes, as a Content-Security-Policy names an inline style or script.
 * AN_SYSTEM: libcrypto failed. */
an_code an_html_digest(an_writer *writer, const void *bytes, size_t size, an_error *err);

#endif
