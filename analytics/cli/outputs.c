/* outputs: the files that a run writes: opened before the work, whole and together at its end. */
#include "cli/outputs.h"

#include <string.h>

static an_code add(an_outputs *outputs, const char *option, const char *path, bool digest, an_error *err)
{
    if (outputs->n == AN_OUTPUTS_MOST)
        return an_fail(err, AN_USAGE, "--%s: more than %d files to write", option, AN_OUTPUTS_MOST);
    an_writer **const writer = &outputs->writers[outputs->n];
    an_code code = an_writer_open(writer, path, err);
    if (code != AN_OK)
        return code;
    outputs->options[outputs->n++] = option;
    return digest ? an_writer_digest(*writer, err) : AN_OK;
}

an_code an_outputs_open(an_outputs *outputs, const an_options *options, bool is_folder, an_error *err)
{
    const char *const audit = an_options_text(options, "audit"), *const path =
                                                                     an_options_text(options, "output");
    const an_option *option;
    an_code code = is_folder ? an_folder_open(&outputs->folder, path, audit != NULL, err)
                             : add(outputs, "output", path, audit != NULL, err);
    for (size_t i = 0; code == AN_OK && (option = an_options_next(options, AN_OPTION_OUTPUT, &i)) != NULL;)
        if (strcmp(option->name, "output") != 0 && strcmp(option->name, "audit") != 0)
            code = add(outputs, option->name, an_options_text(options, option->name), audit != NULL, err);
    return code == AN_OK && audit != NULL ? add(outputs, "audit", audit, false, err) : code;
}

void an_outputs_abort(an_outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++)
        an_writer_abort(outputs->writers[i]);
    outputs->n = 0;
    an_folder_free(outputs->folder);
    outputs->folder = NULL;
}

an_writer *an_outputs_find(const an_outputs *outputs, const char *option)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (strcmp(outputs->options[i], option) == 0)
            return outputs->writers[i];
    return NULL;
}

an_code an_outputs_complete(const an_outputs *outputs, an_error *err)
{
    an_code code = outputs->folder != NULL ? an_folder_complete(outputs->folder, err) : AN_OK;
    for (size_t i = 0; i < outputs->n && code == AN_OK; i++)
        if (strcmp(outputs->options[i], "audit") != 0)
            code = an_writer_complete(outputs->writers[i], err);
    return code;
}

an_code an_outputs_publish(an_outputs *outputs, an_error *err)
{
    const size_t n = outputs->n;
    an_writer *const audit = an_outputs_find(outputs, "audit");
    an_code code = audit != NULL ? an_writer_complete(audit, err) : AN_OK;
    if (code == AN_OK && outputs->folder != NULL)
        code = an_folder_place(outputs->folder, err);
    if (code != AN_OK)
        return code;
    outputs->n = 0;
    code = an_writer_publish(outputs->writers, n, err);
    if (code != AN_OK && outputs->folder != NULL)
        an_folder_take_back(outputs->folder);
    return code;
}
