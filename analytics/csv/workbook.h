/* workbook: a sheet of an Excel workbook (.xlsx) as CSV, by xlsx2csv, a program of its own. */
#ifndef AN_CSV_WORKBOOK_H
#define AN_CSV_WORKBOOK_H

#include "csv/archive.h"
#include "csv/byte_source.h"

typedef struct an_workbook an_workbook;

/* The member that makes an archive a workbook. */
extern const char an_workbook_member[];

/* Starts the converter on fd, the file that archive reads; file is its name for messages (kept). sheet: its
 * name, or its number from 1; NULL: the only one. AN_USAGE: there is no such sheet, or several and none was
 * named (the message lists them); AN_SYSTEM: the converter is not there. */
an_code an_workbook_new(an_workbook **workbook, an_archive *archive, int fd, const char *file,
                        const char *sheet, an_error *err);

/* As an_byte_source.read. AN_DATA: the converter could not read it. */
an_code an_workbook_read(void *workbook, void *buffer, size_t size, size_t *got, an_error *err);

void an_workbook_free(an_workbook *workbook);

#endif
