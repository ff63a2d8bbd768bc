/* test_extract: the declarations of the extracts, the tables made of them, and what is refused. */
#include <criterion/criterion.h>

#include <string.h>

#include "folder.h"
#include "schema/extract.h"
#include "shell.h"

enum { TEXT_SIZE = 1 << 14 };

static const char *bin(void)
{
    const char *given = getenv("CUPRUM_BIN");
    return given != NULL ? given : "build/bin";
}

Test(extract, every_column_that_is_named_is_a_canonical_one)
{
    size_t n = 0;
    for (const an_extract *extract = an_extracts; extract->name != NULL; extract++, n++) {
        cr_expect_gt(an_words_find(an_extract_names, extract->name, strlen(extract->name)), 0);
        for (const char *const *name = extract->columns; *name != NULL; name++) {
            const an_column *column = an_column_find(*name);
            cr_assert_not_null(column, "%s", *name);
            cr_expect_gt(an_words_find(column->extracts, extract->name, strlen(extract->name)), 0, "%s",
                         *name);
        }
        for (const an_extract_check *check = extract->checks; check->name != NULL; check++)
            for (size_t i = 0; i < AN_CHECK_COLUMNS && check->columns[i] != NULL; i++)
                cr_expect_not_null(
                    an_column_find(check->columns[i] + (strchr("?+", check->columns[i][0]) != NULL)),
                    "%s of %s", check->name, extract->name);
    }
    cr_expect_geq(n, 13, "the extracts of the design");
}

/* As two files, and what is said of them; NULL: nothing, they are taken. */
#define TABLE(name, rest)                                                                                    \
    "{\"name\": \"" name "\", \"title\": \"t\", \"fieldsMatch\": \"partial\", \"fields\": [" rest "}"
#define STATE "{\"name\": \"state\", \"type\": \"string\", \"title\": \"the state\"}"

static const struct {
    const char *one, *other, *says;
} declared[] = {
    {TABLE("one", STATE "]"), TABLE("other", STATE "]"), NULL},
    {TABLE("one", STATE "]"),
     TABLE("other", "{\"name\": \"state\", \"type\": \"date\", \"title\": \"the state\"}]"),
     "other.json: state: type is not what one says of the same column"},
    {TABLE("one", STATE "]"),
     TABLE("other", "{\"name\": \"state\", \"type\": \"string\", \"title\": \"a state\"}]"),
     "other.json: state: title is not what one says of the same column"},
    {TABLE("one", STATE "]"),
     TABLE("other", "{\"name\": \"state\", \"type\": \"string\", \"title\": \"the state\", \"constraints\": "
                    "{\"enum\": [\"a\", \"b\"]}}]"),
     "other.json: state: enum is not what one says of the same column"},
    {TABLE("one", "{\"name\": \"sum\", \"type\": \"number\", \"title\": \"a sum\"}]"),
     TABLE("other", "{\"name\": \"sum\", \"type\": \"number\", \"title\": \"a sum\", \"constraints\": "
                    "{\"minimum\": 0}}]"),
     "other.json: sum: minimum is not what one says of the same column"},
    {TABLE("one", "{\"name\": \"v\", \"type\": \"integer\", \"title\": \"a version\", \"constraints\": "
                  "{\"minimum\": 0}, \"cuprum:version\": true}]"),
     TABLE("other", STATE "]"), "one.json: v: needs a key of one or two fields: cuprum:version"},
    {TABLE("one", "{\"name\": \"s\", \"type\": \"string\", \"title\": \"a state\", \"constraints\": "
                  "{\"enum\": [\"a\", \"b\"]}, \"cuprum:withdrawn\": [\"c\"]}], \"primaryKey\": [\"s\"]"),
     TABLE("other", STATE "]"), "one.json: s: is not in its enum: c"},
    {TABLE("one", STATE "]"), TABLE("else", STATE "]"), "other.json: its name is not that of the file: else"},
    {TABLE("one", STATE "]"), TABLE("other", STATE ", " STATE "]"), "other.json: state: stands twice"},
    {TABLE("one", STATE "]"), TABLE("other", STATE "], \"foreignKeys\": []"),
     "other.json: a property that has no effect here: foreignKeys"},
    {TABLE("one", STATE "]"),
     TABLE("other",
           "{\"name\": \"a\", \"type\": \"string\", \"title\": \"a\", \"constraints\": {\"unique\": true}}]"),
     "other.json: a: a property that has no effect here: unique"},
    {TABLE("one", STATE "]"), TABLE("other", "{\"name\": \"a\", \"type\": \"year\", \"title\": \"a\"}]"),
     "other.json: a: type: expected string, integer, number or date"},
    {TABLE("one", STATE "]"), TABLE("other", "{\"name\": \"a\", \"type\": \"integer\", \"title\": \"a\"}]"),
     "other.json: a: integers are counts: say \"minimum\": 0, or type number"},
    {TABLE("one", STATE "]"),
     TABLE("other", "{\"name\": \"a\", \"type\": \"date\", \"title\": \"a\", \"cuprum:notBefore\": \"b\"}]"),
     "other.json: a: cuprum:notBefore: expected the name of a field of this extract that is a date"},
    {TABLE("one", STATE "]"),
     TABLE("other",
           "{\"name\": \"a\", \"type\": \"string\", \"title\": \"a\", \"constraints\": {\"minimum\": 1}}]"),
     "other.json: a: a property that has no effect here: minimum"},
    {TABLE("one", STATE "]"),
     TABLE(
         "other",
         "{\"name\": \"a\", \"type\": \"string\", \"title\": \"a\", \"constraints\": {\"pattern\": \"(\"}}]"),
     "other.json: a: pattern: expected a regular expression (PCRE2)"},
    {TABLE("one", STATE "]"),
     TABLE("other", STATE ", {\"name\": \"a\", \"type\": \"number\", \"title\": \"a\", \"cuprum:partOf\": "
                          "\"state\"}]"),
     "other.json: a: cuprum:partOf: expected the name of a field of this extract that is an integer or a "
     "number"},
    {TABLE("one", STATE "]"), TABLE("other", STATE "], \"primaryKey\": [\"id\"]"),
     "other.json: primaryKey: expected a list of one to three fields of this extract"},
    {TABLE("one", STATE "]"), TABLE("other", STATE "], \"cuprum:dates\": [\"id\"]"),
     "other.json: cuprum:dates: expected a list of one to three fields of this extract"},
};

Test(extract, what_has_no_effect_or_contradicts_is_refused, .init = folder_make, .fini = folder_remove)
{
    static char text[TEXT_SIZE];
    char command[1200];
    for (size_t i = 0; i < sizeof declared / sizeof declared[0]; i++) {
        const char *one = folder_put("one.json", declared[i].one);
        const char *other = folder_put("other.json", declared[i].other);
        snprintf(command, sizeof command, "%s/../compile-extracts %s %s 2>&1 >/dev/null", bin(), one, other);
        cr_expect_eq(shell(command, text, sizeof text), declared[i].says != NULL ? 3 : 0, "%zu: %s", i, text);
        cr_expect(declared[i].says == NULL ? text[0] == '\0' : strstr(text, declared[i].says) != NULL,
                  "%zu: %s", i, text);
    }
}

Test(extract, the_package_of_the_samples_is_made_of_the_declarations)
{
    static char text[TEXT_SIZE];
    cr_expect_eq(
        shell("sh datasets/make-samples.sh --package | diff - datasets/datapackage.json", text, sizeof text),
        0, "sh datasets/make-samples.sh --package >datasets/datapackage.json\n%s", text);
}

Test(extract, a_new_one_is_a_new_declaration_and_nothing_else)
{
    static char text[TEXT_SIZE];
    cr_expect_eq(shell_with("BIN", bin(), "sh tests/new_declarations.sh \"$BIN\" 2>&1", text, sizeof text), 0,
                 "%s", text);
}

Test(extract, examples_of_many_processes_give_the_bytes_of_one)
{
    static char text[TEXT_SIZE];
    cr_expect_eq(shell_with("BIN", bin(), "sh tests/many.sh \"$BIN\" 2>&1", text, sizeof text), 0, "%s",
                 text);
}
