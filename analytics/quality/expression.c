/* expression: whether a cell as a whole matches a POSIX extended regular expression. */
#include "quality/expression.h"

#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SEEN = 256, SEEN_SIZE = 16 };

struct an_expression {
    regex_t compiled;
    struct {
        char text[SEEN_SIZE];
        size_t size; /* 0: nothing seen here */
        bool matches;
    } seen[SEEN];
};

an_code an_expression_new(an_expression **expression, const char *text, an_error *err)
{
    char *whole;
    an_expression *made = calloc(1, sizeof *made);
    if (made == NULL || asprintf(&whole, "^(%s)$", text) < 0) {
        free(made);
        return an_fail_memory(err);
    }
    const int status = regcomp(&made->compiled, whole, REG_EXTENDED | REG_NOSUB);
    free(whole);
    if (status != 0) {
        free(made);
        return status == REG_ESPACE
                   ? an_fail_memory(err)
                   : an_fail(err, AN_DATA, "'%s' is no POSIX extended regular expression", text);
    }
    *expression = made;
    return AN_OK;
}

void an_expression_free(an_expression *expression)
{
    if (expression == NULL)
        return;
    regfree(&expression->compiled);
    free(expression);
}

static bool matches(const an_expression *expression, an_cell cell)
{
    regmatch_t whole = {.rm_so = 0, .rm_eo = (regoff_t)cell.size};
    return regexec(&expression->compiled, cell.text, 1, &whole, REG_STARTEND) == 0;
}

bool an_expression_matches(an_expression *expression, an_cell cell)
{
    static const uint64_t key[2] = {1, 2};
    if (cell.size == 0 || cell.size > SEEN_SIZE)
        return matches(expression, cell);
    const size_t at = an_hash(key, cell.text, cell.size) % SEEN;
    if (expression->seen[at].size != cell.size ||
        memcmp(expression->seen[at].text, cell.text, cell.size) != 0) {
        expression->seen[at].matches = matches(expression, cell);
        expression->seen[at].size = cell.size;
        memcpy(expression->seen[at].text, cell.text, cell.size);
    }
    return expression->seen[at].matches;
}
