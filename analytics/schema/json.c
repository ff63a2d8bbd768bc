/* json: a file of JSON as jansson's tree. */
#include "schema/json.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Jansson takes some failed allocations for faults of the text, or does not say what failed: a fault of the
 * text is one that comes again. */
static bool is_fault_of_text(FILE *file, const json_error_t *trouble)
{
    json_error_t again = {0};
    if (json_error_code(trouble) == json_error_out_of_memory || trouble->text[0] == '\0')
        return false;
    rewind(file);
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &again);
    bool same = root == NULL && again.position == trouble->position && strcmp(again.text, trouble->text) == 0;
    json_decref(root);
    return same;
}

static uint64_t place(int number)
{
    return number > 0 ? (uint64_t)number : 0;
}

static an_code load(json_t **root, FILE *file, const char *path, an_error *err)
{
    json_error_t trouble = {0};
    errno = 0;
    json_t *loaded = json_loadf(file, JSON_REJECT_DUPLICATES, &trouble);
    if (ferror(file)) {
        json_decref(loaded);
        return an_fail_errno(err, path, "cannot read the schema");
    }
    if (loaded != NULL) {
        *root = loaded;
        return AN_OK;
    }
    if (!is_fault_of_text(file, &trouble))
        return an_fail_memory(err);
    return an_fail_at(err, AN_DATA, path, place(trouble.line), place(trouble.column), "not JSON: %s",
                      trouble.text);
}

an_code an_json_read(json_t **root, const char *path, an_error *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return an_fail_errno(err, path, "cannot open the schema");
    an_code code = load(root, file, path, err);
    fclose(file);
    return code;
}
