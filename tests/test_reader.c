/* test_reader: cells, lines and errors, worked out by hand from RFC 4180 and the rules of csv/reader.h.
 *
 * Each text is read with every block size from 1 byte to its length, and compared with the oracle too. */
#include <criterion/criterion.h>
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "csv/record_end.h"
#include "records.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif

typedef struct example {
    const char *text, *expected;
} example;

static void check(const example *examples, size_t n, char delimiter)
{
    for (size_t i = 0; i < n; i++) {
        const char *const text = examples[i].text;
        const size_t size = strlen(text);
        for (size_t block_size = 1; block_size <= size + 1; block_size++) {
            shown is;
            read_all(&is, text, size, delimiter, block_size);
            cr_assert_str_eq(is.text, examples[i].expected, "'%s' in blocks of %zu: '%s'", text, block_size,
                             is.text);
            for (int raw = 0; raw < 2; raw++) {
                const char *const why = oracle_compare(text, size, &delimiter, raw, block_size);
                cr_assert_null(why, "'%s' in blocks of %zu: %s", text, block_size, why);
            }
        }
    }
}

#define CHECK(examples, delimiter) check(examples, sizeof(examples) / sizeof(examples)[0], delimiter)

Test(reader, reads_what_rfc_4180_describes)
{
    static const example examples[] = {
        {"", ""},
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "1:[aaa][bbb][ccc] 2:[zzz][yyy][xxx] "},         /* rule 1 */
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx", "1:[aaa][bbb][ccc] 2:[zzz][yyy][xxx] "},             /* rule 2 */
        {"\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "1:<aaa><bbb><ccc> 2:[zzz][yyy][xxx] "}, /* rule 5 */
        {"\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "1:<aaa><b\r\nbb><ccc> 3:[zzz][yyy][xxx] "}, /* 6 */
        {"\"aaa\",\"b\"\"bb\",\"ccc\"", "1:<aaa><b\"bb><ccc> "}, /* rule 7 */
        {",", "1:[][] "},
        {",,\n,\n", "1:[][][] 2:[][] "},
        {"a,\n", "1:[a][] "},
        {"\"\"", "1:<> "},
        {"\"\",\n\"\"\r\n", "1:<>[] 2:<> "},
        {"\"\"\"\"", "1:<\"> "},
        {"\"\"\"\"\"\",\"a\"\"\"\"b\"\n", "1:<\"\"><a\"\"b> "},
        {"\",\",\"\n\"", "1:<,><\n> "},
        {"1,\"x\"\"y\",\"\"\"z\"\"\",w,\"\"\"\"", "1:[1]<x\"y><\"z\">[w]<\"> "},
    };
    CHECK(examples, ',');
}

Test(reader, blanks_are_data)
{
    static const example examples[] = {
        {" a , b ,\t\n", "1:[ a ][ b ][\t] "},   {" \n \t ", "1:[ ] 2:[ \t ] "},
        {"\" a \",\" \"", "1:< a >< > "},        {" \"a\" ,b", "1:[ \"a\" ][b] "},
        {"NA,null,\"NA\"", "1:[NA][null]<NA> "},
    };
    CHECK(examples, ',');
}

Test(reader, a_bare_quote_inside_an_unquoted_cell_is_kept)
{
    static const example examples[] = {
        {"a\"", "1:[a\"] "},
        {"a\"b,c\"\"d,e\"\n\"f\",g", "1:[a\"b][c\"\"d][e\"] 2:<f>[g] "},
        {"5\" pipe,\"6\"\" pipe\"\r\n", "1:[5\" pipe]<6\" pipe> "},
        {"a\"\"\"\"\"\"\"\"b,\"c\"", "1:[a\"\"\"\"\"\"\"\"b]<c> "},
        {"x\"a,b\"y\rz\"\r", "1:[x\"a][b\"y] 2:[z\"] "},
        {" \"\n\"\n\"", "1:[ \"] 2:<\n> "},
    };
    CHECK(examples, ',');
}

Test(reader, a_record_ends_at_each_kind_of_line_end)
{
    static const example examples[] = {
        {"a\nb\rc\r\nd", "1:[a] 2:[b] 3:[c] 4:[d] "},
        {"a\r\r\n\n\rb", "1:[a] 5:[b] "}, /* CR, CRLF, LF, CR */
        {"\n\n", ""},
        {"\r\n\r\na,b\r\n\r\nc,d\r\n", "3:[a][b] 5:[c][d] "},
        {"\"a\rb\r\nc\nd\",e\rf", "1:<a\rb\r\nc\nd>[e] 5:[f] "},
        {"\"a\"\r\"b\"\r\n\"c\"\n", "1:<a> 2:<b> 3:<c> "},
        {"\"\n\n\"\n\nx", "1:<\n\n> 5:[x] "},
        {"a,\r\n,b\r", "1:[a][] 2:[][b] "},
    };
    CHECK(examples, ',');
}

Test(reader, other_delimiters_leave_the_comma_alone)
{
    static const example examples[] = {
        {"a;b,c;\"d;e\"\n;;", "1:[a][b,c]<d;e> 2:[][][] "},
        {"\"a\"b;c", "1.1! text after the closing quote of a cell "},
    };
    static const example blanks[] = {{"a b \"c d\"\n x", "1:[a][b]<c d> 2:[][x] "}};
    CHECK(examples, ';');
    CHECK(blanks, ' ');
}

Test(reader, text_after_a_closing_quote_costs_its_line_only)
{
    static const example examples[] = {
        {"\"a\"b", "1.1! text after the closing quote of a cell "},
        {"a,\"b\" ,c\nd", "1.2! text after the closing quote of a cell 2:[d] "},
        {"a,b,\"c\"x\"y\",\"z\n\"d\"\r\n", "1.3! text after the closing quote of a cell 2:<d> "},
        {"h\n\"a\nb\"c,\"\r\nd,e\n", "1:[h] 2.1! text after the closing quote of a cell 4:[d][e] "},
        {"\"a\"\"\"x\ry", "1.1! text after the closing quote of a cell 2:[y] "},
        {"\"a\"x\n\"b\"y\n\"c\"\n\"d\"z", "1.1! text after the closing quote of a cell "
                                          "2.1! text after the closing quote of a cell 3:<c> "
                                          "4.1! text after the closing quote of a cell "},
        {"a\"b,\"c\"\"d\"e\nf\"", "1.2! text after the closing quote of a cell 2:[f\"] "},
    };
    CHECK(examples, ',');
}

Test(reader, an_unfinished_quote_is_named_where_it_was_opened)
{
    static const example examples[] = {
        {"\"", "1.1! the quote opened here is never closed "},
        {"a,b\nc,\"d\ne,f\n", "1:[a][b] 2.2! the quote opened here is never closed "},
        {"a\n\"b\r\nc\r\",d,\"e\"\"\n\n", "1:[a] 4.3! the quote opened here is never closed "},
        {"\"a\"\"", "1.1! the quote opened here is never closed "},
        {"\n\n,\"", "3.2! the quote opened here is never closed "},
    };
    CHECK(examples, ',');
}

Test(reader, what_is_not_utf_8_is_named_with_its_cell)
{
    static const example examples[] = {
        {"\xC3\xA9,\xE2\x82\xAC,\xF0\x9F\x9A\xA2\n", "1:[\xC3\xA9][\xE2\x82\xAC][\xF0\x9F\x9A\xA2] "},
        {"a,\"\"\"\xE9\",b\nc", "1.2! not UTF-8 2:[c] "},
        {"a\nb,\"x\ny\",c\xC0\x80\r\n\xE9\n", "1:[a] 2.3! not UTF-8 4.1! not UTF-8 "},
        {"a,\xED\xA0\x80", "1.2! not UTF-8 "},
        {"a,b\xE2\x82\n\xAC", "1.2! not UTF-8 2.1! not UTF-8 "},
        {"\"\xF4\x90\x80\x80\",a", "1.1! not UTF-8 "},
        {"\"a\"x\xE9\nb", "1.1! text after the closing quote of a cell 2:[b] "},
        {"\xE9,\"a\"x\nb", "1.1! not UTF-8 2:[b] "},
        {"b,\"a\"\xE9\nb", "1.2! text after the closing quote of a cell 2:[b] "},
        {"\"\xE9\"x\nb", "1.1! not UTF-8 2:[b] "},
        {"a,\"\xE9", "1.2! the quote opened here is never closed "},
        {"\xE9,\"", "1.1! not UTF-8 "},
        {"\xEF\xBB\xBF"
         "a\n\xEF\xBB\xBF"
         "b",
         "1:[a] 2:[\xEF\xBB\xBF"
         "b] "},
    };
    CHECK(examples, ',');
}

/* Reads the one record of text; the reader is the caller's to free. */
static an_code read_one(const char *text, size_t size, bool raw, an_reader **reader, an_record *record,
                        an_error *err)
{
    static char copy[64];
    memcpy(copy, text, size);
    const an_block block = {.text = copy, .size = size, .line = 7};
    cr_assert_eq(an_reader_new(reader, "q3.csv", ',', raw, err), AN_OK);
    an_reader_start(*reader, &block);
    return an_reader_next(*reader, record, err);
}

Test(reader, messages_say_what_is_wrong_and_what_was_expected)
{
    static const struct {
        const char *text;
        size_t size;
        const char *message;
    } cases[] = {
        {"a,\"b\"c", 6,
         "q3.csv:7:2: text after the closing quote of a cell: expected ',' or the end of the line"},
        {"\"a", 2, "q3.csv:7:1: the quote opened here is never closed"},
        {"caf\xE9", 4,
         "q3.csv:7:1: not UTF-8: byte 0xE9 (is the file of Windows or Latin-1? then --encoding CP1252 or "
         "LATIN1)"},
        {"a,b\0", 4,
         "q3.csv:7:2: a NUL byte: this is no text (is the file UTF-16 without its mark? then --encoding "
         "UTF-16LE)"},
        {"\0\xE9", 2,
         "q3.csv:7:1: a NUL byte: this is no text (is the file UTF-16 without its mark? then --encoding "
         "UTF-16LE)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_reader *reader;
        an_record record;
        an_error err;
        char message[AN_ERROR_SIZE];
        cr_assert_eq(read_one(cases[i].text, cases[i].size, false, &reader, &record, &err), AN_DATA);
        an_error_format(&err, message);
        cr_assert_str_eq(message, cases[i].message);
        cr_assert_eq(record.n, 0);
        cr_assert_eq(record.line, 7);
        cr_assert_eq(record.source_size, cases[i].size);
        cr_assert_arr_eq(record.source, cases[i].text, cases[i].size);
        an_reader_free(reader);
    }
}

Test(reader, a_tab_is_called_by_its_name)
{
    char text[] = "\"a\"b";
    const an_block block = {.text = text, .size = 4, .line = 1};
    an_reader *reader;
    an_record record;
    an_error err;
    cr_assert_eq(an_reader_new(&reader, "in", '\t', false, &err), AN_OK);
    an_reader_start(reader, &block);
    cr_assert_eq(an_reader_next(reader, &record, &err), AN_DATA);
    cr_assert_str_eq(err.text,
                     "text after the closing quote of a cell: expected a tab or the end of the line");
    an_reader_free(reader);
}

Test(reader, raw_lets_every_byte_pass)
{
    an_reader *reader;
    an_record record;
    an_error err;
    cr_assert_eq(read_one("a\0\xE9,\"\0\"\"\xFF\"\n", 11, true, &reader, &record, &err), AN_OK);
    cr_assert_eq(record.n, 2);
    cr_assert_eq(record.cells[0].size, 3);
    cr_assert_arr_eq(record.cells[0].text, "a\0\xE9", 3);
    cr_assert_eq(record.cells[1].size, 3);
    cr_assert_arr_eq(record.cells[1].text, "\0\"\xFF", 3);
    an_reader_free(reader);
}

Test(reader, a_record_gives_its_bytes_as_they_stand)
{
    static const char text[] = "\n\"a\nb\",c\"\r\n\nd";
    an_reader *reader;
    an_record record;
    an_error err;
    cr_assert_eq(read_one(text, sizeof text - 1, false, &reader, &record, &err), AN_OK);
    cr_assert_eq(record.line, 8);
    cr_assert_eq(record.source_size, 10);
    cr_assert_arr_eq(record.source, text + 1, 10);
    cr_assert_eq(an_reader_next(reader, &record, &err), AN_OK);
    cr_assert_eq(record.line, 11);
    cr_assert_eq(record.source_size, 1);
    cr_assert_eq(an_reader_next(reader, &record, &err), AN_OK);
    cr_assert_eq(record.n, 0);
    cr_assert_eq(record.source_size, 0);
    cr_assert_eq(an_reader_empty_lines(reader), 2);
    an_reader_free(reader);
}

Test(reader, an_empty_block_has_no_record)
{
    const an_block block = {0};
    an_reader *reader;
    an_record record;
    an_error err;
    cr_assert_eq(an_reader_new(&reader, "in", ',', false, &err), AN_OK);
    an_reader_start(reader, &block);
    cr_assert_eq(an_reader_next(reader, &record, &err), AN_OK);
    cr_assert_eq(record.n, 0);
    an_reader_free(reader);
    an_reader_free(NULL);
}

/* Any arrangement of the bytes that mean something, up to 5 of them. */
Test(reader, agrees_with_the_oracle_on_all_short_texts)
{
    static const char alphabet[] = {'"', ',', '\n', '\r', 'a', '\xE9'};
    enum { N = sizeof alphabet, LENGTH = SANITIZED ? 4 : 5 };
    size_t texts = 1;
    for (size_t length = 1; length <= LENGTH; length++) {
        texts *= N;
        for (size_t i = 0; i < texts; i++) {
            char text[LENGTH], delimiter = ',';
            for (size_t k = 0, left = i; k < length; k++, left /= N)
                text[k] = alphabet[left % N];
            for (size_t block_size = 1; block_size <= length; block_size += 2) {
                const char *const why = oracle_compare(text, length, &delimiter, false, block_size);
                cr_assert_null(why, "'%.*s' in blocks of %zu: %s", (int)length, text, block_size, why);
            }
        }
    }
}

/* ---- how many bytes the reading path looks at ----
 *
 * The linker puts these in front of what goes through text (--wrap: see the Makefile). */

static size_t looked_at; /* bytes */

size_t __real_csv_parse(struct csv_parser *parser, const void *text, size_t size,
                        void (*on_cell)(void *, size_t, void *), void (*on_record)(int, void *), void *data);
size_t __wrap_csv_parse(struct csv_parser *parser, const void *text, size_t size,
                        void (*on_cell)(void *, size_t, void *), void (*on_record)(int, void *), void *data);
size_t __wrap_csv_parse(struct csv_parser *parser, const void *text, size_t size,
                        void (*on_cell)(void *, size_t, void *), void (*on_record)(int, void *), void *data)
{
    const size_t n = __real_csv_parse(parser, text, size, on_cell, on_record, data);
    looked_at += n;
    return n;
}

void *__real_memchr(const void *text, int c, size_t size);
void *__wrap_memchr(const void *text, int c, size_t size);
void *__wrap_memchr(const void *text, int c, size_t size)
{
    void *const found = __real_memchr(text, c, size);
    looked_at += found != NULL ? (size_t)((char *)found - (const char *)text) + 1 : size;
    return found;
}

size_t __real_an_record_end_find(an_record_end *finder, const char *text, size_t size, bool final);
size_t __wrap_an_record_end_find(an_record_end *finder, const char *text, size_t size, bool final);
size_t __wrap_an_record_end_find(an_record_end *finder, const char *text, size_t size, bool final)
{
    const size_t before = finder->at, end = __real_an_record_end_find(finder, text, size, final);
    looked_at += finder->at - before + 1;
    return end;
}

uint64_t __real_an_record_end_lines(const char *text, size_t size);
uint64_t __wrap_an_record_end_lines(const char *text, size_t size);
uint64_t __wrap_an_record_end_lines(const char *text, size_t size)
{
    looked_at += size;
    return __real_an_record_end_lines(text, size);
}

size_t __real_an_encoding_check(const char *text, size_t size);
size_t __wrap_an_encoding_check(const char *text, size_t size);
size_t __wrap_an_encoding_check(const char *text, size_t size)
{
    const size_t n = __real_an_encoding_check(text, size);
    looked_at += n;
    return n;
}

/* A block without LF must not be searched to its end for each line; a long cell has one line or many, and
 * lies in one slice or many. Read in several ways, by libcsv and by what looks for the end of a record, each
 * byte is looked at 20 to 40 times; on a quadratic path some 10^5 times, or 500 for one slice after
 * another. */
Test(reader, looks_at_each_byte_a_few_times)
{
    enum { SIZE = 256 << 10, MOST = 100 };
    static const struct {
        const char *begin, *repeated, *end;
    } texts[] = {{"", "\r", "a"}, {"\"", "\n", "\""}, {"\"", "\"", "\""}, {"", "a\r", ""}};
    enum { TEXTS = sizeof texts / sizeof texts[0] };
    static const size_t slices[] = {SIZE, SIZE / 1024};
    char *const text = malloc(SIZE);
    cr_assert_not_null(text);
    for (size_t i = 0; i < TEXTS * sizeof slices / sizeof slices[0]; i++) {
        const char *const repeated = texts[i % TEXTS].repeated, *const end = texts[i % TEXTS].end;
        char delimiter = ',';
        for (size_t k = 0; k < SIZE; k++)
            text[k] = repeated[k % strlen(repeated)];
        memcpy(text, texts[i % TEXTS].begin, strlen(texts[i % TEXTS].begin));
        memcpy(text + SIZE - strlen(end), end, strlen(end));
        looked_at = 0;
        const char *const why = oracle_compare(text, SIZE, &delimiter, false, slices[i / TEXTS]);
        cr_assert_null(why, "case %zu: %s", i, why);
        cr_expect(looked_at > SIZE && looked_at < (size_t)MOST * SIZE, "case %zu: %.1f times", i,
                  (double)looked_at / SIZE);
    }
    free(text);
}

/* Makes every allocation of some MiB fail. */
static void limit_memory(void)
{
    char line[100] = "";
    FILE *const file = fopen("/proc/self/statm", "r");
    cr_assert_not_null(file);
    cr_assert_not_null(fgets(line, sizeof line, file));
    fclose(file);
    const rlim_t pages = strtoul(line, NULL, 10);
    const rlim_t size = pages * (rlim_t)sysconf(_SC_PAGESIZE) + (4 << 20);
    cr_assert_eq(setrlimit(RLIMIT_AS, &(struct rlimit){size, size}), 0);
}

/* A sanitizer reserves memory in its own way, and ends the program where none is left. */
Test(reader, no_memory_is_reported, .disabled = SANITIZED)
{
    enum { SIZE = 32 << 20 };
    static const char *const begins[] = {"\"\"\"\"\r", "a,", "a\""}; /* a copy, many cells, a long cell */
    char *texts[3];
    for (size_t i = 0; i < 3; i++) {
        texts[i] = malloc(SIZE);
        cr_assert_not_null(texts[i]);
        memset(texts[i], i == 1 ? ',' : 'x', SIZE);
        memcpy(texts[i], begins[i], strlen(begins[i]));
    }
    limit_memory();
    for (size_t i = 0; i < 3; i++) {
        const an_block block = {.text = texts[i], .size = SIZE, .line = 1};
        an_reader *reader;
        an_record record;
        an_error err = {0};
        cr_assert_eq(an_reader_new(&reader, "in", ',', true, &err), AN_OK);
        an_reader_start(reader, &block);
        cr_assert_eq(an_reader_next(reader, &record, &err), AN_SYSTEM, "case %zu", i);
        cr_assert_str_eq(err.text, "out of memory");
        cr_assert_eq(record.n, 0);
        an_reader_free(reader);
    }
    for (size_t i = 0; i < 3; i++)
        free(texts[i]);
}
