/* delimiter: counted outside quotes, where a quote opens a cell only as its first byte. */
#include "csv/delimiter.h"

#include <string.h>

#include "csv/record_end.h"

static const char candidates[AN_DELIMITERS] = {',', ';', '\t', '|'};

static void see(an_delimiter_search *s, char c, char before)
{
    const char *const candidate = memchr(candidates, c, AN_DELIMITERS);
    const bool first = !s->started || memchr(candidates, before, AN_DELIMITERS) != NULL;
    const bool is_quote = c == s->quote && c != '\0';
    if (is_quote && s->inside) {
        s->inside = false;
        s->closed = s->at + 1;
    } else if (is_quote) {
        s->inside = first || s->closed == s->at;
    } else if (!s->inside && an_record_end_is_end(c)) {
        s->done = s->started;
        return;
    } else if (!s->inside && candidate != NULL) {
        s->count[candidate - candidates]++;
    }
    s->started = true;
}

void an_delimiter_look(an_delimiter_search *s, const char *text, size_t size)
{
    for (; s->at < size && !s->done; s->at++)
        see(s, text[s->at], s->at > 0 ? text[s->at - 1] : '\n');
}

char an_delimiter_found(const an_delimiter_search *s)
{
    size_t best = 0;
    for (size_t i = 1; i < AN_DELIMITERS; i++)
        if (s->count[i] > s->count[best])
            best = i;
    return candidates[best];
}
