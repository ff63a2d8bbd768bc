/* blocks: the beginning of a file, then blocks cut where cutter.h finds that a record ends.
 *
 * A block is the tail of the one before and one read more, as often as it takes until a record ends in it.
 * What stands behind its last record is the next tail, with the state of the cutter, so that no byte is
 * looked at twice.
 */
#include "csv/blocks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "csv/cutter.h"

enum { CTRL_Z = 0x1A };

struct an_blocks {
    an_input *in;
    size_t block_size;
    bool final; /* the input is read to its end */
    uint64_t line, number;
    an_block tail; /* read, but not handed out */
    an_cutter cut;
};

bool an_blocks_is_delimiter(char c)
{
    return c != '\0' && (unsigned char)c < 0x80 && c != '"' && !an_cutter_is_end(c);
}

/* Reads block_size bytes more behind those of block. */
static an_code fill(an_blocks *blocks, an_block *block, an_error *err)
{
    const size_t room = AN_RECORD_LIMIT + 1 - block->size;
    const size_t want = blocks->block_size < room ? blocks->block_size : room;
    if (an_grow(&block->text, &block->capacity, block->size + want, 1) != AN_OK)
        return an_fail_memory(err);
    size_t got = 0;
    const an_code code = an_input_read(blocks->in, block->text + block->size, want, &got, err);
    if (code != AN_OK)
        return code;
    block->size += got;
    blocks->final = an_input_is_prompt(blocks->in) ? got == 0 : got < want;
    if (blocks->final && block->size > 0 && block->text[block->size - 1] == CTRL_Z)
        block->size--;
    return AN_OK;
}

static bool can_fill(const an_blocks *blocks, const an_block *block)
{
    return !blocks->final && block->size <= AN_RECORD_LIMIT;
}

/* Reads on until the tail has size bytes, if the input has them. */
static an_code need(an_blocks *blocks, size_t size, an_error *err)
{
    while (blocks->tail.size < size && !blocks->final) {
        const an_code code = fill(blocks, &blocks->tail, err);
        if (code != AN_OK)
            return code;
    }
    return AN_OK;
}

static bool begins(const an_block *block, const char *mark, size_t size)
{
    return block->size >= size && memcmp(block->text, mark, size) == 0;
}

static void drop(an_block *block, size_t size)
{
    block->size -= size;
    memmove(block->text, block->text + size, block->size);
}

static an_code take_mark(an_blocks *blocks, an_error *err)
{
    const char *const name = an_input_name(blocks->in);
    const an_code code = need(blocks, 4, err);
    if (code != AN_OK)
        return code;
    if (begins(&blocks->tail, "\xFF\xFE\0\0", 4) || begins(&blocks->tail, "\0\0\xFE\xFF", 4))
        return an_fail_at(err, AN_DATA, name, 1, 0, "UTF-32 text: convert it: iconv -f UTF-32 -t UTF-8");
    if (begins(&blocks->tail, "\xFF\xFE", 2) || begins(&blocks->tail, "\xFE\xFF", 2))
        return an_fail_at(err, AN_DATA, name, 1, 0, "UTF-16 text: convert it: iconv -f UTF-16 -t UTF-8");
    if (begins(&blocks->tail, "\xEF\xBB\xBF", 3))
        drop(&blocks->tail, 3);
    return AN_OK;
}

/* Takes a first line "sep=C", as spreadsheets write it. */
static an_code take_separator(an_blocks *blocks, an_error *err)
{
    enum { PREFIX = 4, LINE = 7 }; /* "sep=", "sep=C" CR LF */
    const an_code code = need(blocks, LINE, err);
    const char *const text = blocks->tail.text;
    const size_t size = blocks->tail.size;
    if (code != AN_OK || size <= PREFIX || strncasecmp(text, "sep=", PREFIX) != 0)
        return code;
    size_t end = PREFIX + 1;
    if (!an_blocks_is_delimiter(text[PREFIX]) || (end < size && !an_cutter_is_end(text[end])))
        return AN_OK;
    if (blocks->cut.delimiter == '\0')
        blocks->cut.delimiter = text[PREFIX];
    if (end < size)
        end += text[end] == '\r' && end + 1 < size && text[end + 1] == '\n' ? 2 : 1;
    drop(&blocks->tail, end);
    blocks->line++;
    return AN_OK;
}

enum { CANDIDATES = 4 };
static const char candidates[CANDIDATES] = {',', ';', '\t', '|'};

/* The search for the delimiter in the first line that is not empty. */
typedef struct header {
    size_t at, closed; /* bytes seen; where the last closing quote ended */
    bool inside, started, done;
    size_t count[CANDIDATES];
} header;

static void see(header *head, char c, char before)
{
    const char *const candidate = memchr(candidates, c, CANDIDATES);
    const bool first = !head->started || memchr(candidates, before, CANDIDATES) != NULL;
    if (c == '"' && head->inside) {
        head->inside = false;
        head->closed = head->at + 1;
    } else if (c == '"') {
        head->inside = first || head->closed == head->at;
    } else if (!head->inside && an_cutter_is_end(c)) {
        head->done = head->started;
        return;
    } else if (!head->inside && candidate != NULL) {
        head->count[candidate - candidates]++;
    }
    head->started = true;
}

static an_code find_delimiter(an_blocks *blocks, an_error *err)
{
    header head = {0};
    for (;;) {
        const an_block *const tail = &blocks->tail;
        for (; head.at < tail->size && !head.done; head.at++)
            see(&head, tail->text[head.at], head.at > 0 ? tail->text[head.at - 1] : '\n');
        if (head.done || !can_fill(blocks, tail))
            break;
        const an_code code = fill(blocks, &blocks->tail, err);
        if (code != AN_OK)
            return code;
    }
    size_t best = 0;
    for (size_t i = 1; i < CANDIDATES; i++)
        if (head.count[i] > head.count[best])
            best = i;
    blocks->cut.delimiter = candidates[best];
    return AN_OK;
}

an_code an_blocks_new(an_blocks **out, an_input *in, char delimiter, size_t block_size, an_error *err)
{
    *out = NULL;
    if (delimiter != '\0' && !an_blocks_is_delimiter(delimiter))
        return an_fail(err, AN_USAGE, "the delimiter must be an ASCII character, no quote and no line end");
    an_blocks *const blocks = calloc(1, sizeof *blocks);
    if (blocks == NULL)
        return an_fail_memory(err);
    *blocks = (an_blocks){.in = in, .block_size = block_size, .line = 1, .cut.delimiter = delimiter};
    an_code code = take_mark(blocks, err);
    if (code == AN_OK)
        code = take_separator(blocks, err);
    if (code == AN_OK && blocks->cut.delimiter == '\0')
        code = find_delimiter(blocks, err);
    if (code != AN_OK) {
        an_blocks_free(blocks);
        return code;
    }
    *out = blocks;
    return AN_OK;
}

char an_blocks_delimiter(const an_blocks *blocks)
{
    return blocks->cut.delimiter;
}

static an_code append(an_block *to, const char *text, size_t size, an_error *err)
{
    if (an_grow(&to->text, &to->capacity, to->size + size + 1, 1) != AN_OK) /* 1: text is never NULL */
        return an_fail_memory(err);
    memcpy(to->text + to->size, text, size);
    to->size += size;
    return AN_OK;
}

static an_code too_long(const an_blocks *blocks, const an_block *block, an_error *err)
{
    const char *const name = an_input_name(blocks->in);
    const unsigned limit = AN_RECORD_LIMIT >> 20;
    if (blocks->cut.place != AN_CUTTER_INSIDE)
        return an_fail_at(err, AN_DATA, name, blocks->line, 0,
                          "a line of more than %u MiB: is this a CSV file?", limit);
    const uint64_t line = blocks->line + an_cutter_lines(block->text, blocks->cut.quote);
    return an_fail_at(err, AN_DATA, name, line, 0,
                      "the quote opened here is never closed: the record has more than %u MiB", limit);
}

/* Looks for the last record that ends in block. The last byte waits for what follows it; where an answer is
 * wanted at once an LF does not: it means the same whatever follows. */
static void find_end(an_blocks *blocks, const an_block *block)
{
    const bool ends = block->size > 0 && block->text[block->size - 1] == '\n';
    an_cutter_scan(&blocks->cut, block->text, block->size,
                   blocks->final || (ends && an_input_is_prompt(blocks->in)));
}

/* Fills block until a record ends in it. */
static an_code gather(an_blocks *blocks, an_block *block, an_error *err)
{
    block->size = 0;
    an_code code = append(block, blocks->tail.text, blocks->tail.size, err);
    if (code == AN_OK && an_input_is_prompt(blocks->in))
        find_end(blocks, block); /* what is there already need not wait for more */
    while (code == AN_OK && blocks->cut.end == 0) {
        const bool more = can_fill(blocks, block);
        if (more)
            code = fill(blocks, block, err);
        if (code != AN_OK)
            break;
        find_end(blocks, block);
        if (blocks->cut.end > 0 || blocks->final)
            break;
        if (!more)
            return too_long(blocks, block, err);
    }
    return code;
}

/* Cuts block, lines long, behind its last record and keeps the rest for the next. */
static an_code cut_tail(an_blocks *blocks, an_block *block, uint64_t *lines, an_error *err)
{
    const size_t end = blocks->final ? block->size : blocks->cut.end;
    blocks->tail.size = 0;
    const an_code code = append(&blocks->tail, block->text + end, block->size - end, err);
    block->size = end;
    *lines = an_cutter_shift(&blocks->cut, end);
    return code;
}

an_code an_blocks_next(an_blocks *blocks, an_block *block, an_error *err)
{
    an_code code = gather(blocks, block, err);
    uint64_t lines = 0;
    if (code == AN_OK)
        code = cut_tail(blocks, block, &lines, err);
    if (code != AN_OK) {
        block->size = 0;
        return code;
    }
    block->line = blocks->line;
    block->number = blocks->number;
    blocks->line += lines;
    blocks->number += block->size > 0;
    return AN_OK;
}

void an_block_free(an_block *block)
{
    free(block->text);
    *block = (an_block){0};
}

void an_blocks_free(an_blocks *blocks)
{
    if (blocks == NULL)
        return;
    an_block_free(&blocks->tail);
    free(blocks);
}
