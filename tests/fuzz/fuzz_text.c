/* fuzz_text: text of the data in a page, a chart and a message: never markup, never a command, no control. */
#include "fuzz.h"

#include "chart/script.h"
#include "report/html.h"

static void check_html(const char *text)
{
    an_writer *writer;
    size_t size;
    fuzz_expect(an_writer_memory(&writer, NULL) == AN_OK, "memory");
    an_html_text(writer, text);
    const char *const html = an_writer_text(writer, &size);
    for (size_t i = 0; i < size; i++)
        fuzz_expect(strchr("<>\"'`", html[i]) == NULL && ((unsigned char)html[i] >= 0x20 || html[i] == '\n' ||
                                                          html[i] == '\r' || html[i] == '\t'),
                    "text in HTML is no markup");
    an_writer_abort(writer);
}

static void check_quote(const char *text)
{
    an_writer *writer;
    size_t size;
    fuzz_expect(an_writer_memory(&writer, NULL) == AN_OK, "memory");
    an_script_quote(writer, text);
    const char *const quoted = an_writer_text(writer, &size);
    fuzz_expect(size >= 2 && quoted[0] == '"' && quoted[size - 1] == '"', "quotes around it");
    for (size_t i = 1; i + 1 < size; i++)
        fuzz_expect(quoted[i] >= 0x20 && quoted[i] != '"' && quoted[i] != '`' && quoted[i] != '$',
                    "nothing in it ends the string or begins a command");
    an_writer_abort(writer);
}

static void check_message(const char *text)
{
    char *const shown = malloc(8 * strlen(text) + 16);
    fuzz_expect(shown != NULL, "memory");
    const size_t size = an_error_show(text, shown);
    for (size_t i = 0; i < size; i++)
        fuzz_expect((unsigned char)shown[i] >= 0x20 && shown[i] != 0x7F, "no control reaches a terminal");
    free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *const text = fuzz_text(data, size);
    check_html(text);
    check_quote(text);
    check_message(text);
    free(text);
    return 0;
}
