/* infer: the draft of a descriptor for a file that nobody has described (extract-check --infer).
 *
 * What is drafted every program accepts as it is (--schema). What could not be known stands in it as a list
 * of questions, "cuprum:questions", which readers pass over: who knows the file answers them by editing the
 * fields that they name. Nothing is guessed of a canonical column that two fields could be. */
#ifndef AN_QUALITY_INFER_H
#define AN_QUALITY_INFER_H

#include <jansson.h>

#include "base/error.h"
#include "csv/writer.h"
#include "quality/excerpt.h"

/* Writes the descriptor of what excerpt holds, as a Data Package of one resource, which is called as the
 * extract and has the path of the file. extract NULL: the one with the most columns found;
 * decimal '\0': the cells decide. AN_SYSTEM: no memory. */
an_code an_infer_write(an_excerpt *excerpt, const char *extract, char decimal, an_writer *writer,
                       an_error *err);

/* The same, but for reading the file with all that is wrong in its cells: where the table stands, and which
 * column is which; the header is passed over, so that each column has a name of its own. */
an_code an_infer_plain(an_excerpt *excerpt, const char *extract, json_t **descriptor, an_error *err);

#endif
