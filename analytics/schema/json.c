/* json: a file of JSON as jansson's tree. */
#include "schema/json.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Jansson takes some failed allocations for faults of the text, or does not say what failed: a fault of the
 * text is one that comes again. */
static bool is_fault_of_text(const char *text, size_t size, const json_error_t *trouble)
{
    json_error_t again = {0};
    if (json_error_code(trouble) == json_error_out_of_memory || trouble->text[0] == '\0')
        return false;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &again);
    bool same = root == NULL && again.position == trouble->position && strcmp(again.text, trouble->text) == 0;
    json_decref(root);
    return same;
}

static uint64_t place(int number)
{
    return number > 0 ? (uint64_t)number : 0;
}

static an_code read_all(FILE *file, const char *path, char **bytes, size_t *size, an_error *err)
{
    size_t capacity = 0, got;
    for (*size = 0;; *size += got) {
        if (*size == capacity) {
            char *const more = realloc(*bytes, capacity = 2 * capacity + 4096);
            if (more == NULL)
                return an_fail_memory(err);
            *bytes = more;
        }
        errno = 0;
        got = fread(*bytes + *size, 1, capacity - *size, file);
        if (got == 0)
            return ferror(file) ? an_fail_errno(err, path, "cannot read the schema") : AN_OK;
    }
}

/* What spreadsheets and editors put before the text, the byte order mark of UTF-8, is none of it. */
static an_code load(json_t **root, const char *path, const char *bytes, size_t size, an_error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    json_error_t trouble = {0};
    if (size >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0) {
        bytes += strlen(mark);
        size -= strlen(mark);
    }
    json_t *const loaded = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &trouble);
    if (loaded != NULL) {
        *root = loaded;
        return AN_OK;
    }
    if (!is_fault_of_text(bytes, size, &trouble))
        return an_fail_memory(err);
    return an_fail_at(err, AN_DATA, path, place(trouble.line), place(trouble.column), "not JSON: %s",
                      trouble.text);
}

an_code an_json_load(json_t **root, const char *path, char **bytes, size_t *size, an_error *err)
{
    *bytes = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return an_fail_errno(err, path, "cannot open the schema");
    an_code code = read_all(file, path, bytes, size, err);
    fclose(file);
    if (code == AN_OK)
        code = load(root, path, *bytes, *size, err);
    if (code != AN_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    return code;
}

an_code an_json_read(json_t **root, const char *path, an_error *err)
{
    char *bytes;
    size_t size;
    an_code code = an_json_load(root, path, &bytes, &size, err);
    free(bytes);
    return code;
}
