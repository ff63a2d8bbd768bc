/* html: text of the data in a page: always as text, never as markup. */
#include "report/html.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "csv/encoding.h"

enum { PRINT_SIZE = 4001 };

static const char *reference(char letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '`':
        return "&#96;";
    default:
        return NULL;
    }
}

static bool is_control(const char *letter, size_t size)
{
    const unsigned char c = (unsigned char)letter[0];
    return (size == 1 && ((c < 0x20 && c != '\n') || c == 0x7F)) ||
           (size == 2 && c == 0xC2 && (unsigned char)letter[1] < 0xA0);
}

void an_html_text(an_writer *writer, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        const size_t size = an_encoding_letter(text, left);
        const char *const named = reference(text[0]);
        if (size == 0 || is_control(text, size))
            an_writer_string(writer, "\xEF\xBF\xBD");
        else if (named != NULL)
            an_writer_string(writer, named);
        else
            an_writer_bytes(writer, text, size);
        const size_t step = size > 0 ? size : 1;
        text += step;
        left -= step;
    }
}

void an_html_print(an_writer *writer, const char *format, ...)
{
    char text[PRINT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    const int n =
        vsnprintf(text, sizeof text, format, arguments); /* NOLINT(clang-analyzer-valist.Uninitialized) */
    va_end(arguments);
    if (n > 0)
        an_html_text(writer, text);
}

void an_html_base64(an_writer *writer, const void *bytes, size_t size)
{
    enum { STEP = 3 * 256 };
    const unsigned char *from = bytes;
    unsigned char out[STEP / 3 * 4 + 1];
    for (size_t at = 0; at < size; at += STEP) {
        const size_t part = size - at < STEP ? size - at : STEP;
        const int n = EVP_EncodeBlock(out, from + at, (int)part);
        an_writer_bytes(writer, (const char *)out, (size_t)n);
    }
}

an_code an_html_digest(an_writer *writer, const void *bytes, size_t size, an_error *err)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (EVP_Digest(bytes, size, digest, &n, EVP_sha256(), NULL) != 1)
        return an_fail(err, AN_SYSTEM, "libcrypto cannot compute SHA-256");
    an_writer_string(writer, "'sha256-");
    an_html_base64(writer, digest, n);
    an_writer_string(writer, "'");
    return AN_OK;
}
