/* magic: the first bytes of what is sent in place of a CSV file, as file(1) knows them. */
#include "csv/magic.h"

#include <string.h>
#include <strings.h>

typedef struct form {
    size_t at;
    const char *bytes;
    size_t size;
    const char *name;
} form;

static const form binaries[] = {
    {0, "%PDF-", 5, "a PDF document"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "an old workbook or document (.xls, .doc)"},
    {0, "PAR1", 4, "a Parquet file"},
    {0, "ARROW1", 6, "an Arrow file"},
    {0, "Obj\x01", 4, "an Avro file"},
    {0, "SQLite format 3", 16, "an SQLite database"},
    {0, "\x89PNG\r\n", 6, "a PNG image"},
    {0, "\xFF\xD8\xFF", 3, "a JPEG image"},
    {0, "Rar!\x1A\x07", 6, "a RAR archive"},
    {0, "{\\rtf", 5, "an RTF document"},
    {0, "\177ELF", 4, "a program"},
    {257, "ustar", 5, "a tar archive"},
};

static const form archives[] = {
    {0, "PK\x03\x04", 4, "zip"},
    {0, "PK\x05\x06", 4, "zip"}, /* an empty one */
    {0, "7z\xBC\xAF\x27\x1C", 6, "7z"},
};

static const char *find(const form forms[], size_t n, const unsigned char *begin, size_t size)
{
    for (size_t i = 0; i < n; i++)
        if (size >= forms[i].at + forms[i].size &&
            memcmp(begin + forms[i].at, forms[i].bytes, forms[i].size) == 0)
            return forms[i].name;
    return NULL;
}

const char *an_magic_binary(const unsigned char *begin, size_t size)
{
    return find(binaries, sizeof binaries / sizeof binaries[0], begin, size);
}

bool an_magic_is_archive(const unsigned char *begin, size_t size)
{
    return find(archives, sizeof archives / sizeof archives[0], begin, size) != NULL;
}

static size_t skip_blanks(const char *text, size_t size, size_t at)
{
    while (at < size && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0')
        at++;
    return at;
}

const char *an_magic_text(const char *text, size_t size)
{
    const size_t at = skip_blanks(text, size, 0);
    const char *const begin = text + at;
    const size_t left = size - at;
    if (left >= 5 && strncasecmp(begin, "<?xml", 5) == 0)
        return "XML";
    if ((left >= 14 && strncasecmp(begin, "<!doctype html", 14) == 0) ||
        (left >= 5 && strncasecmp(begin, "<html", 5) == 0))
        return "HTML";
    if (left == 0 || (begin[0] != '{' && begin[0] != '['))
        return NULL;
    /* Column names in brackets are no JSON: only { before a name or the end, [ before a list or an object,
       and either alone in its line. */
    const size_t next = at + 1 + skip_blanks(begin + 1, left - 1, 0);
    const char c = next < size ? text[next] : '\0';
    const bool is_json = c == '\0' || (begin[0] == '{' ? c == '"' || c == '}' : c == '{' || c == '[');
    return is_json ? "JSON" : NULL;
}
