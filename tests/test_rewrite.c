/* test_rewrite: other dialects as the plain form, other encodings as UTF-8, whatever the chunks. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "csv/decode.h"
#include "csv/rewrite.h"

/* Bytes that come `step` at a time. */
typedef struct memory {
    const char *bytes;
    size_t size, at, step;
} memory;

static an_code read_memory(void *given, void *buffer, size_t size, size_t *got, an_error *err)
{
    memory *const from = given;
    (void)err;
    const size_t left = from->size - from->at, most = from->step < size ? from->step : size;
    *got = left < most ? left : most;
    memcpy(buffer, from->bytes + from->at, *got);
    from->at += *got;
    return AN_OK;
}

static an_code read_to_end(an_byte_source from, char *out, size_t room, size_t step, an_error *err)
{
    size_t used = 0, got = 1;
    an_code code = AN_OK;
    for (; code == AN_OK && got > 0; used += got) {
        got = 0;
        cr_assert_lt(used + step, room);
        code = from.read(from.context, out + used, step, &got, err);
    }
    out[used] = '\0';
    return code;
}

enum { ROOM = 400 };

static an_code rewrite(const an_dialect *dialect, const char *in, size_t step, char out[ROOM], an_error *err)
{
    an_rewriter *rewriter;
    memory from = {in, strlen(in), 0, step};
    an_code code = an_rewriter_new(&rewriter, dialect, "q3.csv", (an_byte_source){read_memory, &from}, err);
    if (code == AN_OK)
        code = read_to_end((an_byte_source){an_rewriter_read, rewriter}, out, ROOM, step, err);
    cr_assert(code != AN_OK || from.at == from.size, "not read to the end");
    an_rewriter_free(rewriter);
    return code;
}

#define PLAIN .quote = '"', .doubled = true

/* The cells are those that Python's csv module reads with these properties: csv.reader(io.StringIO(IN,
 * newline=""), delimiter=",", quotechar=..., doublequote=..., escapechar=..., skipinitialspace=...). */
Test(rewrite, cells_of_a_dialect_become_plain_cells)
{
    static const uint64_t units[] = {2, 4};
    static const struct {
        an_dialect dialect;
        const char *in, *out;
    } cases[] = {
        {{PLAIN}, "a,\"b\"\"c\"\n", "a,\"b\"\"c\"\n"},
        {{PLAIN}, "", ""},
        {{PLAIN}, "a", "a"},
        {{.quote = '\'', .doubled = true}, "a,'b,''c',\"d\"\n", "a,\"b,'c\",\"\"\"d\"\"\"\n"},
        {{.quote = '\'', .doubled = true}, "a,'b\nc',d\r\n'', e\r", "a,\"b\nc\",d\r\n\"\", e\r"},
        {{.quote = '\'', .doubled = true}, "a,'b'c,'d'\n", "a,\"b\"c,'d'\n"}, /* malformed stays so */
        {{.quote = '\'', .doubled = true}, "a,'b\n", "a,\"b\n"},
        {{.quote = '"', .escape = '\\'}, "a,\"b\\\"c\",d\\,e\n", "a,\"b\"\"c\",\"d,e\"\n"},
        {{.quote = '\0'}, "a,\"b\",c\"d\n", "a,\"\"\"b\"\"\",c\"d\n"},
        {{PLAIN, .skip_space = true}, "a, \"b\", c d\n", "a,\"b\",c d\n"},
        {{PLAIN, .comment = '#'}, "# x,\"\na,b\n#\n1,\"\n# 2\"\n", "\na,b\n\n1,\"\n# 2\"\n"},
        {{PLAIN, .header_row = 3}, "Title\n\na;b\n1;2\n", "\n\na;b\n1;2\n"},
        {{PLAIN, .header_row = 2}, "sep=;\na;b\n", "sep=;\na;b\n"},
        {{PLAIN, .passed = units, .n_passed = 2}, "a,b\nkg,EUR\n1,2\n-,-\n3,4\n", "a,b\n\n1,2\n\n3,4\n"},
        {{PLAIN, .footer = "(Total|Summe)\\b"},
         "a,b\n1,Total\n\"\nTotal\",3\nTotal,3\n\"open\n",
         "a,b\n1,Total\n\"\nTotal\",3\n\n"},
        {{PLAIN, .footer = "a"}, "a,b\n1,2\na\nx", "a,b\n1,2\n\n"}, /* the header is none */
        {{PLAIN, .footer = "a", .no_header = true}, "a,b\n1,2", "\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t step = 1; step < 60; step++) {
            char out[ROOM];
            an_error err = {0};
            cr_assert_eq(rewrite(&cases[i].dialect, cases[i].in, step, out, &err), AN_OK, "%s", err.text);
            cr_assert_str_eq(out, cases[i].out, "case %zu, chunks of %zu: %s", i, step, out);
        }
}

Test(rewrite, is_needed_only_where_a_dialect_is_not_plain)
{
    static const uint64_t line[] = {2};
    cr_assert(!an_rewrite_is_needed(&(an_dialect){PLAIN}));
    cr_assert(!an_rewrite_is_needed(
        &(an_dialect){PLAIN, .delimiter = ';', .encoding = "LATIN1", .header_row = 1, .no_header = true}));
    const an_dialect others[] = {{.quote = '\'', .doubled = true},
                                 {.quote = '"'},
                                 {PLAIN, .escape = '\\'},
                                 {PLAIN, .comment = '#'},
                                 {PLAIN, .skip_space = true},
                                 {PLAIN, .header_row = 2},
                                 {PLAIN, .passed = line, .n_passed = 1},
                                 {PLAIN, .footer = "x"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert(an_rewrite_is_needed(&others[i]), "case %zu", i);
}

Test(rewrite, a_footer_that_is_no_pattern_is_refused)
{
    char out[ROOM];
    an_error err;
    const an_dialect dialect = {PLAIN, .footer = "(Total"};
    cr_assert_eq(rewrite(&dialect, "a\n", 1, out, &err), AN_DATA);
    cr_assert_str_eq(err.text, "the footer '(Total' is no pattern: missing closing parenthesis");
}

static an_code decode(const char *name, const char *in, size_t size, size_t step, char out[ROOM],
                      an_error *err)
{
    an_decoder *decoder;
    memory from = {in, size, 0, step};
    an_code code = an_decoder_new(&decoder, name, "q3.csv", (an_byte_source){read_memory, &from}, err);
    if (code == AN_OK)
        code = read_to_end((an_byte_source){an_decoder_read, decoder}, out, ROOM, step, err);
    an_decoder_free(decoder);
    return code;
}

/* Bytes and texts: of Unicode's own tables. */
Test(decode, text_of_an_encoding_becomes_utf_8)
{
    static const struct {
        const char *name, *in;
        size_t size;
        const char *out;
    } cases[] = {
        {"LATIN1", "caf\xE9\n", 5, "caf\xC3\xA9\n"},
        {"latin-1", "caf\xE9\n", 5, "caf\xC3\xA9\n"},
        {"CP1252", "\x80", 1, "\xE2\x82\xAC"},
        {"UTF-16",
         "\xFF\xFE"
         "a\0,\0",
         6, "a,"},
        {"UTF-16", "\xFE\xFF\0a\x20\xAC", 6, "a\xE2\x82\xAC"},
        {"UTF-16LE",
         "\xFF\xFE"
         "a\0",
         4, "a"},
        {"utf_16_le", "=\xD8\0\xDE", 4, "\xF0\x9F\x98\x80"},
        {"UTF-32", "\xFF\xFE\0\0a\0\0\0", 8, "a"},
        {"SHIFT_JIS", "\x93\xFA", 2, "\xE6\x97\xA5"},
        {"LATIN1", "", 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t step = 1; step < 12; step++) {
            char out[ROOM];
            an_error err = {0};
            cr_assert_eq(decode(cases[i].name, cases[i].in, cases[i].size, step, out, &err), AN_OK, "%s",
                         err.text);
            cr_assert_str_eq(out, cases[i].out, "case %zu, chunks of %zu", i, step);
        }
}

Test(decode, what_is_no_text_has_its_line)
{
    char out[ROOM];
    an_error err;
    for (size_t step = 1; step < 9; step++) {
        cr_assert_eq(decode("CP1252", "a\nb\x81\n", 5, step, out, &err), AN_DATA);
        cr_assert_eq(err.line, 2);
        cr_assert_str_eq(err.text, "byte 0x81 is no text in CP1252: is that the encoding?");
        cr_assert_eq(decode("UTF-16", "\xFF\xFE\n\0a", 5, step, out, &err), AN_DATA);
        cr_assert_str_eq(err.text, "the file ends inside of a letter of UTF-16");
    }
    static const char *const unknown[] = {"", "FOO", "UTF-16//IGNORE", "LATIN1//TRANSLIT"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        cr_assert_eq(decode(unknown[i], "a", 1, 1, out, &err), AN_USAGE);
}

Test(decode, marks_are_known)
{
    static const struct {
        const char *in;
        size_t size;
        const char *name;
    } cases[] = {{"\xFF\xFE", 2, "UTF-16"},
                 {"\xFE\xFF\0a", 4, "UTF-16"},
                 {"\xFF\xFE\0\0", 4, "UTF-32"},
                 {"\0\0\xFE\xFF", 4, "UTF-32"},
                 {"\xEF\xBB\xBF", 3, "UTF-8"},
                 {"\xEF\xBB", 2, ""},
                 {"", 0, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const name = an_decode_mark((const unsigned char *)cases[i].in, cases[i].size);
        cr_assert_str_eq(name != NULL ? name : "", cases[i].name);
    }
    cr_assert(an_decode_is_utf8("utf8") && an_decode_is_utf8("UTF-8-SIG") && !an_decode_is_utf8("UTF-16"));
}
