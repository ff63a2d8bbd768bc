/* expression: whether a cell as a whole matches a regular expression.
 *
 * A pattern of a declaration is anchored at both ends: Table Schema means the whole cell. PCRE2 takes a
 * cell by its size, compiles the pattern to machine code where it can, and gives up on patterns that run
 * away (a match limit), which then do not match. */
#include "schema/expression.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

struct an_expression {
    pcre2_code *compiled;
    pcre2_match_data *match;
};

an_code an_expression_new(an_expression **expression, const char *text, an_error *err)
{
    int wrong;
    PCRE2_SIZE at;
    an_expression *const made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    made->compiled = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                                   PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &wrong, &at, NULL);
    made->match = made->compiled != NULL ? pcre2_match_data_create(1, NULL) : NULL;
    if (made->match != NULL) {
        (void)pcre2_jit_compile(made->compiled, PCRE2_JIT_COMPLETE); /* without it the match is slower */
        *expression = made;
        return AN_OK;
    }
    const bool is_pattern = made->compiled != NULL || wrong == PCRE2_ERROR_NOMEMORY;
    an_expression_free(made);
    return is_pattern
               ? an_fail_memory(err)
               : an_fail(err, AN_DATA, "'%s' is no regular expression: wrong from byte %zu on", text, at);
}

void an_expression_free(an_expression *expression)
{
    if (expression == NULL)
        return;
    pcre2_match_data_free(expression->match);
    pcre2_code_free(expression->compiled);
    free(expression);
}

bool an_expression_matches(an_expression *expression, an_cell cell)
{
    return pcre2_match(expression->compiled, (PCRE2_SPTR)cell.text, cell.size, 0, 0, expression->match,
                       NULL) >= 0;
}
