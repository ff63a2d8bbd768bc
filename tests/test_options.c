/* test_options: the command line: every type of option, bounds, repeats, abbreviations, and the texts of
 * errors. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "cli/options.h"

static const an_option own[] = {
    {.name = "flag", .type = AN_OPTION_FLAG, .help = "a flag"},
    {.name = "text", .letter = 't', .type = AN_OPTION_TEXT, .argument = "T", .help = "a text"},
    {.name = "texts", .type = AN_OPTION_TEXT, .argument = "T", .repeats = true, .help = "texts"},
    {.name = "list", .type = AN_OPTION_LIST, .argument = "COL[,COL...]", .help = "a list"},
    {.name = "lists", .type = AN_OPTION_LIST, .argument = "COL[,COL...]", .repeats = true, .help = "lists"},
    {.name = "choice",
     .type = AN_OPTION_CHOICE,
     .argument = "C",
     .choices = "one two",
     .fallback = "two",
     .help = "."},
    {.name = "count",
     .type = AN_OPTION_COUNT,
     .argument = "N",
     .min = 2,
     .max = 10,
     .fallback = "5",
     .help = "."},
    {.name = "number", .type = AN_OPTION_NUMBER, .argument = "X", .min = -0.5, .max = 1, .help = "."},
    {.name = "free", .type = AN_OPTION_NUMBER, .argument = "X", .help = "not bounded"},
    {.name = "file", .type = AN_OPTION_FILE, .argument = "FILE", .help = "."},
    {.name = "day", .type = AN_OPTION_DATE, .argument = "DATE", .help = "."},
    {.name = NULL},
};

enum { MOST_WORDS = 24 };

/* The options of a command line, its words with blanks between them ('' is the empty word). */
typedef struct parsed {
    an_code code;
    an_error err;
    an_options *options;
    char text[256];
    char *words[MOST_WORDS + 1];
} parsed;

static void parse(const char *line, parsed *p)
{
    *p = (parsed){.code = AN_OK};
    int n = 1;
    p->words[0] = "program";
    snprintf(p->text, sizeof p->text, "%s", line);
    for (char *word = strtok(p->text, " "); word != NULL && n < MOST_WORDS; word = strtok(NULL, " "))
        p->words[n++] = strcmp(word, "''") == 0 ? "" : word;
    p->code = an_options_parse(&p->options, own, ~0U, n, p->words, &p->err);
}

static void join(const char *const *list, size_t n, char out[128])
{
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        snprintf(out + strlen(out), 128 - strlen(out), "%s%s", i > 0 ? "|" : "", list[i]);
}

Test(options, have_their_fallbacks)
{
    parsed p;
    size_t n = 7;
    parse("", &p);
    cr_assert_eq(p.code, AN_OK, "%s", p.err.text);
    cr_expect(!an_options_given(p.options, "choice") && !an_options_flag(p.options, "flag"));
    cr_expect_str_eq(an_options_text(p.options, "choice"), "two");
    cr_expect_eq(an_options_count(p.options, "count"), 5);
    cr_expect_null(an_options_text(p.options, "text"));
    an_options_list(p.options, "list", &n);
    cr_expect_eq(n, 0);
    an_options_operands(p.options, &n);
    cr_expect_eq(n, 0);
    an_options_free(p.options);
    an_options_free(NULL);
}

/* Design, section 5. */
Test(options, standard_ones_have_the_defaults_of_the_design)
{
    static const char *const cases[][2] = {
        {"period", "quarter"}, {"delimiter", "auto"}, {"interval", "wilson"}, {"level", "0.95"},
        {"min-n", "30"},       {"bad-rows", "stop"},  {"progress", "auto"}};
    parsed p;
    parse("", &p);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_str_eq(an_options_text(p.options, cases[i][0]), cases[i][1], "%s", cases[i][0]);
    cr_expect_eq(an_options_number(p.options, "level"), 0.95);
    cr_expect_eq(an_options_count(p.options, "min-n"), 30);
    an_options_free(p.options);
    parse("-b a,b -w c=1 -p year -f json -o out.csv -j 3", &p);
    static const char *const letters[][2] = {{"period", "year"}, {"format", "json"}, {"output", "out.csv"}};
    for (size_t i = 0; i < 3; i++)
        cr_expect_str_eq(an_options_text(p.options, letters[i][0]), letters[i][1]);
    cr_expect_eq(an_options_count(p.options, "threads"), 3);
    an_options_free(p.options);
    static const char *const flags[][2] = {{"-h", "help"}, {"-V", "version"}, {"--man", "man"}};
    for (size_t i = 0; i < 3; i++) {
        parse(flags[i][0], &p);
        cr_expect(an_options_flag(p.options, flags[i][1]));
        an_options_free(p.options);
    }
}

Test(options, are_read_by_their_types)
{
    parsed p;
    parse("--flag --text=a=b --choice one --count 1e1 --number -0.5 --free -1e300 --file - --day 2017-07-14",
          &p);
    cr_assert_eq(p.code, AN_OK, "%s", p.err.text);
    cr_expect(an_options_flag(p.options, "flag") && an_options_given(p.options, "text"));
    cr_expect_str_eq(an_options_text(p.options, "text"), "a=b");
    cr_expect_str_eq(an_options_text(p.options, "choice"), "one");
    cr_expect_eq(an_options_count(p.options, "count"), 10);
    cr_expect_eq(an_options_number(p.options, "number"), -0.5);
    cr_expect_eq(an_options_number(p.options, "free"), -1e300);
    cr_expect_str_eq(an_options_text(p.options, "file"), "-");
    cr_expect_str_eq(an_options_text(p.options, "day"), "2017-07-14");
    an_options_free(p.options);
}

Test(options, lists_and_repeats_keep_their_order)
{
    static const struct {
        const char *line, *name, *joined;
    } cases[] = {
        {"--list a,b,c", "list", "a|b|c"},
        {"--list a,b --list c", "list", "c"}, /* what does not repeat: the last wins, whole */
        {"--lists a,b --lists c", "lists", "a|b|c"},
        {"--texts a,b --texts c --texts a,b", "texts", "a,b|c|a,b"},
        {"--text a --text b", "text", "b"},
        {"--where a=1,2 -w b!=3", "where", "a=1,2|b!=3"},
        {"--column a=b --column c=d", "column", "a=b|c=d"},
        {"-ba,b", "by", "a|b"},
        {"--count 3 --count 4", "count", "4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        parsed p;
        size_t n;
        char joined[128];
        parse(cases[i].line, &p);
        cr_assert_eq(p.code, AN_OK, "%s", p.err.text);
        const char *const *list = an_options_list(p.options, cases[i].name, &n);
        join(list, n, joined);
        cr_expect_str_eq(joined, cases[i].joined, "%s", cases[i].line);
        an_options_free(p.options);
    }
}

Test(options, operands_are_what_is_left)
{
    static const struct {
        const char *line, *operands;
    } cases[] = {{"a b", "a|b"},           {"a --flag b", "a|b"}, {"--flag -- --flag b", "--flag|b"},
                 {"- a", "-|a"},           {"-- -", "-"},         {"--", ""},
                 {"-t a b -- -h", "b|-h"}, {"--text -- a", "a"},  {"--delimiter ; x", "x"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        parsed p;
        size_t n;
        char joined[128];
        parse(cases[i].line, &p);
        cr_assert_eq(p.code, AN_OK, "%s", p.err.text);
        const char *const *operands = an_options_operands(p.options, &n);
        join(operands, n, joined);
        cr_expect_str_eq(joined, cases[i].operands, "%s", cases[i].line);
        an_options_free(p.options);
    }
}

Test(options, may_be_abbreviated_where_one_is_meant)
{
    parsed p;
    parse("--cho=one --perio year --text x", &p);
    cr_assert_eq(p.code, AN_OK, "%s", p.err.text);
    cr_expect_str_eq(an_options_text(p.options, "choice"), "one");
    cr_expect_str_eq(an_options_text(p.options, "period"), "year");
    cr_expect_str_eq(an_options_text(p.options, "text"), "x");
    an_options_free(p.options);
}

Test(options, an_error_names_the_option_the_value_and_what_was_expected)
{
    static const struct {
        const char *line, *parts[3];
    } cases[] = {
        {"--nothing", {"--nothing", "--help"}},
        {"--lis a", {"--lis", "ambiguous"}},
        {"-x", {"-x"}},
        {"-hx", {"-x"}},
        {"--text", {"--text", "value"}},
        {"-t", {"-t", "value"}},
        {"--flag=yes", {"--flag"}},
        {"--choice three", {"--choice three", "one two"}},
        {"--choice ''", {"--choice", "one two"}},
        {"--period week", {"--period week", "quarter month year none"}},
        {"--count 1", {"--count 1", "2 to 10"}},
        {"--count 11", {"--count 11", "2 to 10"}},
        {"--count 2.5", {"--count 2.5", "whole number"}},
        {"--count x", {"--count x", "whole number"}},
        {"--count ''", {"--count", "whole number"}},
        {"--count 99999999999999999999", {"--count 9999", "2 to 10"}},
        {"--number 1.0001", {"--number 1.0001", "-0.5 to 1"}},
        {"--number 1,5", {"--number 1,5", "number"}},
        {"--number nan", {"--number nan", "number"}},
        {"--free x", {"--free x", "number"}},
        {"--level 95", {"--level 95", "0.5 to 0.999999"}},
        {"--threads 0", {"--threads 0", "1 to 1024"}},
        {"--min-n -1", {"--min-n -1", "0 to"}},
        {"--list a,,b", {"--list", "COL[,COL...]"}},
        {"--list ''", {"--list", "COL[,COL...]"}},
        {"--by a,", {"--by", "COL[,COL...]"}},
        {"--file ''", {"--file", "empty"}},
        {"--day 2017-02-29", {"--day 2017-02-29", "2017-07-14"}},
        {"--day 14.07.2017", {"--day 14.07.2017", "2017-07-14"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        parsed p;
        parse(cases[i].line, &p);
        cr_expect_eq(p.code, AN_USAGE, "%s", cases[i].line);
        cr_expect_eq(p.err.code, AN_USAGE, "%s", cases[i].line);
        for (size_t k = 0; k < 3 && cases[i].parts[k] != NULL; k++)
            cr_expect_not_null(strstr(p.err.text, cases[i].parts[k]), "%s: '%s'", cases[i].line, p.err.text);
        if (p.code == AN_OK)
            an_options_free(p.options);
    }
}

Test(options, that_are_not_declared_are_nothing)
{
    parsed p;
    size_t n = 7;
    parse("--text x", &p);
    cr_expect(!an_options_given(p.options, "nothing") && !an_options_flag(p.options, "nothing"));
    cr_expect_null(an_options_text(p.options, "nothing"));
    cr_expect(an_options_count(p.options, "nothing") == 0 && an_options_number(p.options, "nothing") == 0);
    cr_expect(an_options_list(p.options, "nothing", &n) == NULL && n == 0);
    an_options_free(p.options);
    char *argv[] = {"program", "-f", "csv", "x", NULL};
    an_error err = {0};
    cr_assert_eq(an_options_parse(&p.options, NULL, 0, 4, argv, &err), AN_OK,
                 "a program without options of its own");
    an_options_operands(p.options, &n);
    cr_expect_eq(n, 1);
    an_options_free(p.options);
}

Test(options, what_has_no_effect_is_refused)
{
    static const struct {
        const char *option, *value;
        unsigned uses;
        const char *text;
    } cases[] = {
        {"--by", "x", AN_USES_EXTRACTS, "makes no groups of rows"},
        {"--schema", "x", AN_USES_TABLES, "reads no extracts"},
        {"--decimal", ",", AN_USES_GROUPS, "reads no tables"},
        {"--interval", "exact", AN_USES_LEVEL, "makes no intervals of proportions"},
        {"--level", ".9", AN_USES_INTERVAL, "makes no intervals at a level of choice"},
        {"--min-n", "5", AN_USES_INTERVAL, "does not judge how reliable a row is"},
        {"--decimal", ",", AN_USES_TABLES, NULL},
        {"--decimal", ",", AN_USES_EXTRACTS, NULL},
        {"--format", "csv", 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char option[32], value[32], name[] = "program", expected[200];
        snprintf(option, sizeof option, "%s", cases[i].option);
        snprintf(value, sizeof value, "%s", cases[i].value);
        char *argv[] = {name, option, value, NULL};
        an_options *options = NULL;
        an_error err = {0};
        const an_code code = an_options_parse(&options, NULL, cases[i].uses, 3, argv, &err);
        cr_expect_eq(code, cases[i].text != NULL ? AN_USAGE : AN_OK, "case %zu", i);
        snprintf(expected, sizeof expected, "%s has no effect in this program, which %s; see --help", option,
                 cases[i].text != NULL ? cases[i].text : "");
        cr_expect_str_eq(err.text, cases[i].text != NULL ? expected : "");
        an_options_free(code == AN_OK ? options : NULL);
    }
}
