/* error: fills an an_error and shows it as one safe line. */
#include "base/error.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

/* C0, DEL, and C1 (U+0080 to U+009F), among which terminals know commands too. */
static bool is_control(const unsigned char *s)
{
    return s[0] < 0x20 || s[0] == 0x7F || (s[0] == 0xC2 && s[1] < 0xA0);
}

/* Other blanks than the usual one, and letters that only change how others look. */
static bool is_invisible(const unsigned char *s)
{
    ucs4_t c;
    return s[0] >= 0x80 && u8_strmbtouc(&c, s) > 0 &&
           uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_Zl |
                                                   UC_CATEGORY_MASK_Zp | UC_CATEGORY_MASK_Cf);
}

/* Copies text into a field of size bytes; where it is cut, whole letters stay. */
static void put_field(char *field, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) {
        length = size - 1;
        for (int back = 0; back < 3 && ((unsigned char)text[length] & 0xC0) == 0x80; back++)
            length--;
    }
    memcpy(field, text, length);
    field[length] = '\0';
}

static void fill(an_error *err, an_code code, const char *file, uint64_t line, uint64_t column,
                 const char *format, va_list arguments)
{
    if (!err)
        return;
    /* Into copies first: file and the arguments may lie in *err. The text has room for the letter
     * that is cut. */
    char name[sizeof err->file + 4], text[sizeof err->text + 4];
    put_field(name, sizeof name, file ? file : "");
    if (vsnprintf(text, sizeof text, format, arguments) < 0)
        put_field(text, sizeof text, format);
    err->code = code;
    err->line = line;
    err->column = column;
    put_field(err->file, sizeof err->file, name);
    put_field(err->text, sizeof err->text, text);
}

an_code an_fail(an_error *err, an_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, code, NULL, 0, 0, format, arguments);
    va_end(arguments);
    return code;
}

an_code an_fail_at(an_error *err, an_code code, const char *file, uint64_t line, uint64_t column,
                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(err, code, file, line, column, format, arguments);
    va_end(arguments);
    return code;
}

an_code an_fail_errno(an_error *err, const char *file, const char *what)
{
    char buffer[128];
    const char *reason = strerror_r(errno, buffer, sizeof buffer); /* GNU's: never fails */
    return an_fail_at(err, AN_SYSTEM, file, 0, 0, "%s: %s", what, reason);
}

an_code an_fail_memory(an_error *err)
{
    return an_fail(err, AN_SYSTEM, "out of memory");
}

/* Appends text to out, shown safely; the new end. */
static char *put_safe(char *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    const unsigned char *s = (const unsigned char *)text;
    while (*s) {
        const int length = u8_strmblen(s);
        ucs4_t c;
        if (length > 0 && is_invisible(s)) {
            out += sprintf(out, "<U+%04X>", (unsigned)(u8_strmbtouc(&c, s), c));
            s += length;
        } else if (length > 0 && !is_control(s)) {
            out = mempcpy(out, s, (size_t)length);
            s += length;
        } else {
            *out++ = '\\';
            *out++ = 'x';
            *out++ = hex[*s >> 4];
            *out++ = hex[*s & 15];
            s++;
        }
    }
    return out;
}

size_t an_error_show(const char *text, char *out)
{
    char *const end = put_safe(out, text);
    *end = '\0';
    return (size_t)(end - out);
}

size_t an_error_format(const an_error *err, char out[AN_ERROR_SIZE])
{
    char *end = put_safe(out, err->file);
    if (err->line > 0) {
        const char *colon = end > out ? ":" : "";
        end += sprintf(end, "%s%" PRIu64, colon, err->line);
        if (err->column > 0)
            end += sprintf(end, ":%" PRIu64, err->column);
    }
    if (end > out) {
        *end++ = ':';
        *end++ = ' ';
    }
    end = put_safe(end, err->text);
    *end = '\0';
    return (size_t)(end - out);
}
