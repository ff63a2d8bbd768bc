/* script: a chart as a gnuplot script with its data inside. */
#include "chart/script.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/number.h"
#include "csv/encoding.h"

static bool is_plain(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr(" ._,-+=:()", c) != NULL);
}

static void quote_bytes(an_writer *writer, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (is_plain(text[i]))
            an_writer_bytes(writer, text + i, 1);
        else
            an_writer_print(writer, "\\0%03o", (unsigned)(unsigned char)text[i]);
    }
}

/* C0, DEL, C1 (U+0080 to U+009F), and the separators of lines that are letters (U+2028, U+2029). */
static bool is_control(const char *letter, size_t size)
{
    const unsigned char *const c = (const unsigned char *)letter;
    if (size == 1)
        return c[0] < 0x20 || c[0] == 0x7F;
    return (size == 2 && c[0] == 0xC2 && c[1] < 0xA0) ||
           (size == 3 && c[0] == 0xE2 && c[1] == 0x80 && (c[2] == 0xA8 || c[2] == 0xA9));
}

/* U+FFFE and U+FFFF are UTF-8 but no XML. */
static bool is_no_xml(const char *letter, size_t size)
{
    return size == 3 && memcmp(letter, "\xEF\xBF", 2) == 0 && (unsigned char)letter[2] >= 0xBE;
}

void an_script_quote(an_writer *writer, const char *text)
{
    static const char replacement[] = "\xEF\xBF\xBD", zero_width_space[] = "\xE2\x80\x8B";
    const char *const end = text + strlen(text);
    an_writer_string(writer, "\"");
    for (const char *p = text; p < end;) {
        const size_t size = an_encoding_letter(p, (size_t)(end - p));
        if (size == 0 || is_no_xml(p, size))
            quote_bytes(writer, replacement, 3);
        else if (is_control(p, size))
            quote_bytes(writer, " ", 1);
        else
            quote_bytes(writer, p, size);
        if (p > text && memcmp(p - 1, "]]>", 3) == 0)
            quote_bytes(writer, zero_width_space, 3);
        p += size > 0 ? size : 1;
    }
    an_writer_string(writer, "\"");
}

static void write_number(an_writer *writer, double value)
{
    char text[AN_NUMBER_SIZE];
    an_number_print(value, text);
    an_writer_string(writer, text[0] != '\0' ? text : "NaN");
}

static void write_list(an_writer *writer, const an_chart_item *item)
{
    an_writer_print(writer, "array %s[%zu]\n", item->name, item->n);
    for (size_t i = 0; i < item->n; i++) {
        an_writer_print(writer, "%s[%zu] = ", item->name, i + 1);
        an_script_quote(writer, item->texts[i]);
        an_writer_string(writer, "\n");
    }
}

/* Only numbers stand in the block, so that its end word cannot occur in it. */
static void write_table(an_writer *writer, const an_chart_item *item)
{
    an_writer_print(writer, "$%s << END\n", item->name);
    for (size_t i = 0; i < item->n * item->n_columns; i++) {
        write_number(writer, item->numbers[i]);
        an_writer_string(writer, (i + 1) % item->n_columns == 0 ? "\n" : "\t");
    }
    an_writer_print(writer, "END\n%s = \"$%s\"\n", item->name, item->name);
}

static void write_item(an_writer *writer, const an_chart_item *item)
{
    switch (item->type) {
    case AN_CHART_TEXT:
        an_writer_print(writer, "%s = ", item->name);
        an_script_quote(writer, item->texts[0]);
        an_writer_string(writer, "\n");
        break;
    case AN_CHART_NUMBER:
        an_writer_print(writer, "%s = ", item->name);
        write_number(writer, item->numbers[0]);
        an_writer_string(writer, "\n");
        break;
    case AN_CHART_LIST:
        write_list(writer, item);
        break;
    case AN_CHART_TABLE:
        write_table(writer, item);
        break;
    }
}

static void write_lines(an_writer *writer, const char *const *lines)
{
    for (; *lines != NULL; lines++) {
        an_writer_string(writer, *lines);
        an_writer_string(writer, "\n");
    }
}

/* The lines of the template called name, or NULL. */
static const char *const *find_template(const char *name)
{
    for (const an_template *t = an_templates; t->name != NULL; t++)
        if (strcmp(t->name, name) == 0)
            return t->lines;
    return NULL;
}

an_code an_script_write(const an_chart *chart, const char *format, an_writer *writer, an_error *err)
{
    const char *const *const theme = find_template("theme");
    const char *const *const lines = find_template(an_chart_template(chart));
    size_t n;
    const an_chart_item *const items = an_chart_items(chart, &n);
    an_code code = an_chart_check(chart, err);
    if (code != AN_OK)
        return code;
    if (theme == NULL || lines == NULL)
        return an_fail(err, AN_SYSTEM, "no chart template '%s' was compiled in", an_chart_template(chart));
    an_writer_print(writer, "# A chart of cuprum with its data. To draw it: gnuplot -d FILE > chart.svg\n"
                            "# or gnuplot -d -e \"format='png'\" FILE > chart.png, or format='pdf'.\n"
                            "reset\nset encoding utf8\n");
    if (format != NULL)
        an_writer_print(writer, "format = \"%s\"\n", format);
    for (size_t i = 0; i < n; i++)
        write_item(writer, &items[i]);
    write_lines(writer, theme);
    write_lines(writer, lines);
    return AN_OK;
}
