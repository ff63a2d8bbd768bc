/* blocks: slices, joined where record_end.h finds that a record ends.
 *
 * Where does a record begin, in the middle of a file? Nobody can know: a line end may stand inside quotes,
 * and whether it does depends on all the text before. Reading twice, or one thread that cuts for all others,
 * would be the bound on speed. Instead each slice is indexed on a guess, that a record begins behind its
 * first line end, by whoever reads it. Joining then goes in the order of the input:
 *
 *     carry   what stands behind the last whole record of the slice before, the begin of a record
 *     seam    carry + lines of this slice until a record ends with one of them, at or behind the guess:
 *             followed byte by byte (record_end.c), so that a quoted newline at the border is seen for what
 *             it is
 *     rest    the slice from there on. If that is where the guess was, the index holds; if not (the first
 *             line end stood in quotes) the slice is indexed anew, from the right place
 *     carry   what the index leaves at the slice's end
 *
 * Rows are only read once their slice is joined, so that a wrong guess undoes nothing. The line number goes
 * along with the carry: errors have exact places. A record may span many slices; one beyond AN_RECORD_LIMIT
 * is an error at its open quote. Cost: no byte of a plain record is looked at twice; the seam is a record or
 * two a slice. Held against an oracle at many slice sizes by tests/test_seams.c, tests/test_blocks.c and
 * tests/fuzz/fuzz_reader.c. */
#include "csv/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "csv/magic.h"
#include "csv/record_end.h"

enum { CTRL_Z = 0x1A };

struct an_blocks {
    an_preamble preamble;
    size_t slice_size;

    /* of those who take */
    bool is_started, is_over, is_random;
    uint64_t offset, end; /* is_random: of the next slice, of the input or the part */
    bool goes_on;         /* another part follows */

    /* of those who join */
    uint64_t line;   /* of the first byte of the carry */
    uint64_t number; /* of the next block */
    char *carry;     /* behind the last whole record: the begin of one */
    size_t carry_size, carry_capacity;
    an_record_end finder; /* of the record in the carry */

    an_slice slice; /* of an_blocks_next */
    bool has_rest;
};

static size_t without_ctrl_z(const char *text, size_t size)
{
    return size > 0 && text[size - 1] == CTRL_Z ? size - 1 : size;
}

an_code an_blocks_new(an_blocks **out, an_input *in, char delimiter, size_t slice_size, an_error *err)
{
    *out = NULL;
    an_blocks *const blocks = calloc(1, sizeof *blocks);
    if (blocks == NULL)
        return an_fail_memory(err);
    blocks->slice_size = slice_size;
    const an_code code = an_preamble_read(&blocks->preamble, in, delimiter, slice_size, err);
    blocks->line = blocks->preamble.line;
    if (code == AN_OK)
        *out = blocks;
    else
        an_blocks_free(blocks);
    return code;
}

char an_blocks_delimiter(const an_blocks *blocks)
{
    return blocks->preamble.delimiter;
}

bool an_blocks_is_empty(const an_blocks *blocks)
{
    const an_preamble *const o = &blocks->preamble;
    return o->is_read && without_ctrl_z(o->text + o->at, o->size - o->at) == 0;
}

an_code an_blocks_first(an_blocks *blocks, an_block *first, an_error *err)
{
    const an_preamble *const o = &blocks->preamble;
    size_t size = 0;
    *first = (an_block){.line = blocks->line};
    const an_code code = an_preamble_record(&blocks->preamble, &size, err);
    if (code != AN_OK)
        return code;
    first->text = o->text + o->at - size;
    first->size = o->is_read && o->at == o->size ? without_ctrl_z(first->text, size) : size;
    blocks->line = o->line;
    const char *const foreign = an_magic_text(first->text, first->size);
    return foreign == NULL
               ? AN_OK
               : an_fail_at(err, AN_DATA, an_input_name(o->in), 0, 0,
                            "%s, not CSV: expected a header line with the names of the columns", foreign);
}

/* ---- slices ---- */

static void start_slices(an_blocks *blocks)
{
    const uint64_t unused = blocks->preamble.size - blocks->preamble.at;
    blocks->is_started = true;
    blocks->is_random = an_input_is_random(blocks->preamble.in) && !blocks->preamble.is_read;
    blocks->offset = an_input_position(blocks->preamble.in) - unused;
    blocks->end = an_input_size(blocks->preamble.in);
}

static an_code reserve(const an_blocks *blocks, an_slice *slice, an_error *err)
{
    if (an_grow(&slice->text, &slice->capacity, blocks->slice_size + AN_BLOCK_PADDING, 1) == AN_OK)
        return AN_OK;
    return an_fail_memory(err);
}

/* The next part begins within a record: what told its border was not true of this file. */
static an_code fail_border(const an_blocks *blocks, an_error *err)
{
    return an_fail_at(
        err, AN_DATA, an_input_name(blocks->preamble.in), blocks->line, 0,
        "the record that begins here does not end where the next part was taken to begin: quotes are "
        "not closed, or a cell has more than a mebibyte; take another number of parts");
}

an_code an_blocks_part(an_blocks *blocks, an_file_part part, bool with_lines, uint64_t *from, uint64_t *to,
                       an_error *err)
{
    an_input *const in = blocks->preamble.in;
    start_slices(blocks);
    *from = *to = blocks->offset;
    if (!an_input_is_random(in))
        return an_fail_at(
            err, AN_USAGE, an_input_name(in), 0, 0,
            "--part reads plain files in UTF-8 and in the usual dialect: decompress or convert it "
            "first (extract-cat)");
    blocks->is_random = true;
    an_code code =
        an_file_part_range(in, part, *from, blocks->preamble.delimiter, &blocks->offset, &blocks->end, err);
    *to = blocks->offset;
    blocks->goes_on = blocks->end < an_input_size(in);
    if (code == AN_OK && blocks->offset > blocks->end)
        return fail_border(blocks, err);
    if (code == AN_OK && with_lines) {
        uint64_t lines;
        code = an_file_part_lines(in, *from, *to, &lines, err);
        blocks->line += lines;
        *to = *from;
    }
    return code;
}

/* The next slice of an input that is no file: the rest of the preamble, then what comes. */
static an_code read_next(an_blocks *blocks, an_slice *slice, an_error *err)
{
    const bool prompt = an_input_is_prompt(blocks->preamble.in);
    const size_t held = blocks->preamble.size - blocks->preamble.at;
    size_t got = 0;
    an_code code = reserve(blocks, slice, err);
    if (code != AN_OK)
        return code;
    slice->size = held < blocks->slice_size ? held : blocks->slice_size;
    if (slice->size > 0)
        memcpy(slice->text, blocks->preamble.text + blocks->preamble.at, slice->size);
    blocks->preamble.at += slice->size;
    const size_t room = blocks->slice_size - slice->size;
    if (room > 0 && !blocks->preamble.is_read && !(prompt && slice->size > 0)) {
        code = an_input_read(blocks->preamble.in, slice->text + slice->size, room, &got, err);
        blocks->preamble.is_read = code == AN_OK && (prompt ? got == 0 : got < room);
        slice->size += got;
    }
    slice->position = an_input_position(blocks->preamble.in);
    slice->is_read = true;
    slice->is_last = blocks->preamble.is_read && blocks->preamble.at == blocks->preamble.size;
    return code;
}

an_code an_blocks_take(an_blocks *blocks, an_slice *slice, bool *got, an_error *err)
{
    if (!blocks->is_started)
        start_slices(blocks);
    slice->is_guessed = slice->is_read = false;
    *got = !blocks->is_over && (!blocks->is_random || blocks->offset < blocks->end);
    if (!*got)
        return AN_OK;
    an_code code = AN_OK;
    if (blocks->is_random) {
        const uint64_t left = blocks->end - blocks->offset;
        slice->is_last = left <= blocks->slice_size;
        slice->size = slice->is_last ? (size_t)left : blocks->slice_size;
        slice->position = blocks->offset += slice->size;
    } else {
        code = read_next(blocks, slice, err);
    }
    blocks->is_over = slice->is_last || code != AN_OK;
    return code;
}

/* Whether the input ends with the slice. */
static bool is_end(const an_blocks *blocks, const an_slice *slice)
{
    return slice->is_last && !blocks->goes_on;
}

an_code an_blocks_read(const an_blocks *blocks, an_slice *slice, an_error *err)
{
    an_code code = AN_OK;
    if (!slice->is_read)
        code = reserve(blocks, slice, err);
    if (code == AN_OK && !slice->is_read)
        code = an_input_read_at(blocks->preamble.in, slice->position - slice->size, slice->text, slice->size,
                                err);
    slice->is_read = code == AN_OK;
    slice->is_empty = slice->size == 0;
    if (slice->is_read && is_end(blocks, slice))
        slice->size = without_ctrl_z(slice->text, slice->size);
    return code;
}

static an_code make_index(const an_blocks *blocks, an_slice *slice, size_t from, an_error *err)
{
    return an_index_make(&slice->index, slice->text, from, slice->size, blocks->preamble.delimiter,
                         is_end(blocks, slice), err);
}

/* Behind the next line end that is an LF; the end if there is none. */
static size_t behind_line(const an_slice *slice, size_t at)
{
    const char *const found = memchr(slice->text + at, '\n', slice->size - at);
    return found != NULL ? (size_t)(found - slice->text) + 1 : slice->size;
}

an_code an_blocks_guess(const an_blocks *blocks, an_slice *slice, an_error *err)
{
    slice->guess = behind_line(slice, 0);
    slice->is_guessed = true;
    return make_index(blocks, slice, slice->guess, err);
}

/* ---- joining ---- */

static an_code extend_seam(an_slice *slice, const char *text, size_t size, an_error *err)
{
    if (an_grow(&slice->seam_text, &slice->seam_capacity, slice->seam_size + size + AN_BLOCK_PADDING, 1) !=
        AN_OK)
        return an_fail_memory(err);
    if (size > 0)
        memcpy(slice->seam_text + slice->seam_size, text, size);
    slice->seam_size += size;
    return AN_OK;
}

/* Follows the records of the seam behind *whole, which then is behind the last that ends in it. */
static an_code follow_seam(an_blocks *blocks, const an_slice *slice, bool final, size_t *whole, an_error *err)
{
    while (*whole < slice->seam_size) {
        const char *const text = slice->seam_text + *whole;
        const size_t size = slice->seam_size - *whole;
        const size_t end = an_record_end_find(&blocks->finder, text, size, final);
        if ((end > 0 ? end : size) > AN_RECORD_LIMIT)
            return an_preamble_too_long(&blocks->preamble, text, &blocks->finder,
                                        blocks->line + an_record_end_lines(slice->seam_text, *whole), err);
        if (end == 0)
            return AN_OK;
        *whole += end;
        blocks->finder = (an_record_end){.delimiter = blocks->preamble.delimiter};
    }
    return AN_OK;
}

/* Lets the seam, which begins as the carry, take lines of the slice until a record ends with one of them, at
 * or behind what was guessed. *at: where the slice goes on; *whole: the bytes of the seam's whole records. */
static an_code make_seam(an_blocks *blocks, an_slice *slice, size_t *at, size_t *whole, an_error *err)
{
    an_code code = follow_seam(blocks, slice, is_end(blocks, slice) && slice->size == 0, whole, err);
    while (code == AN_OK && *at < slice->size &&
           (*whole < slice->seam_size || (slice->is_guessed && *at < slice->guess))) {
        const size_t end = behind_line(slice, *at);
        code = extend_seam(slice, slice->text + *at, end - *at, err);
        *at = end;
        if (code == AN_OK)
            code = follow_seam(blocks, slice, is_end(blocks, slice) && end == slice->size, whole, err);
    }
    return code;
}

/* The carry becomes the slice's seam, and the seam's old memory the carry's. */
static void swap_carry(an_blocks *blocks, an_slice *slice)
{
    char *const text = slice->seam_text;
    const size_t capacity = slice->seam_capacity;
    slice->seam_text = blocks->carry;
    slice->seam_size = blocks->carry_size;
    slice->seam_capacity = blocks->carry_capacity;
    blocks->carry = text;
    blocks->carry_size = 0;
    blocks->carry_capacity = capacity;
}

static an_code keep(an_blocks *blocks, const char *text, size_t size, an_error *err)
{
    if (an_grow(&blocks->carry, &blocks->carry_capacity, size + AN_BLOCK_PADDING, 1) != AN_OK)
        return an_fail_memory(err);
    if (size > 0)
        memcpy(blocks->carry, text, size);
    blocks->carry_size = size;
    return AN_OK;
}

/* Gives the next number, and its line, to a block of size bytes with so many lines. */
static an_block block_of(an_blocks *blocks, const char *text, size_t size, uint64_t lines)
{
    const an_block block = {.text = text, .size = size, .line = blocks->line, .number = blocks->number};
    blocks->line += lines;
    blocks->number += size > 0;
    return block;
}

/* Makes the block of the whole records in the slice's own text. */
static an_block rest_of(an_blocks *blocks, const an_slice *slice, size_t at)
{
    const char *const text = slice->text + at;
    const size_t size = slice->index.size - at;
    an_block rest =
        block_of(blocks, text, size,
                 slice->index.has_lines ? an_record_end_lines(text, size) : slice->index.n_records);
    rest.index = &slice->index;
    rest.base = slice->text;
    return rest;
}

/* What stands behind the seam's whole records is the begin of one that goes on behind the slice: it is
 * carried on, as it is where it is all. */
static an_code carry_on(an_blocks *blocks, an_slice *slice, size_t whole, an_error *err)
{
    const size_t open = slice->seam_size - whole;
    if (whole > 0)
        return keep(blocks, slice->seam_text + whole, open, err);
    swap_carry(blocks, slice);
    blocks->carry_size = open;
    return AN_OK;
}

/* The slice from at on, where a record begins: its whole records are a block, what is behind them is carried
 * on. */
static an_code join_rest(an_blocks *blocks, an_slice *slice, size_t at, an_error *err)
{
    const bool is_right = slice->is_guessed && at == slice->guess;
    const an_code code = is_right ? AN_OK : make_index(blocks, slice, at, err);
    if (code != AN_OK)
        return code;
    slice->rest = rest_of(blocks, slice, at);
    blocks->finder = (an_record_end){.delimiter = blocks->preamble.delimiter};
    return keep(blocks, slice->text + slice->index.size, slice->size - slice->index.size, err);
}

static an_code join(an_blocks *blocks, an_slice *slice, an_error *err)
{
    size_t at = 0, whole = 0;
    swap_carry(blocks, slice);
    blocks->finder.delimiter = blocks->preamble.delimiter;
    if (is_end(blocks, slice) && slice->is_empty)
        slice->seam_size = without_ctrl_z(slice->seam_text, slice->seam_size);
    const an_code code = make_seam(blocks, slice, &at, &whole, err);
    if (code != AN_OK)
        return code;
    const bool is_open = whole < slice->seam_size; /* the slice ended before the record did */
    if (is_end(blocks, slice))
        whole = slice->seam_size;
    slice->seam = block_of(blocks, slice->seam_text, whole, an_record_end_lines(slice->seam_text, whole));
    slice->rest = block_of(blocks, NULL, 0, 0);
    if (!is_open)
        return join_rest(blocks, slice, at, err);
    return is_end(blocks, slice) ? AN_OK : carry_on(blocks, slice, whole, err);
}

an_code an_blocks_join(an_blocks *blocks, an_slice *slice, an_error *err)
{
    const an_code code = join(blocks, slice, err);
    const bool is_cut = code == AN_OK && slice->is_last && blocks->goes_on && blocks->carry_size > 0;
    return is_cut ? fail_border(blocks, err) : code;
}

/* ---- one thread ---- */

static an_code next_slice(an_blocks *blocks, bool *got, an_error *err)
{
    an_slice *const slice = &blocks->slice;
    an_code code = an_blocks_take(blocks, slice, got, err);
    if (code == AN_OK && *got)
        code = an_blocks_read(blocks, slice, err);
    if (code == AN_OK && *got)
        code = an_blocks_join(blocks, slice, err);
    blocks->is_over = blocks->is_over || code != AN_OK;
    return code;
}

an_code an_blocks_next(an_blocks *blocks, an_block *block, an_error *err)
{
    bool got = true;
    if (blocks->has_rest && blocks->slice.rest.size > 0) {
        *block = blocks->slice.rest;
        blocks->has_rest = false;
        return AN_OK;
    }
    *block = (an_block){0};
    blocks->has_rest = false;
    while (got) {
        const an_code code = next_slice(blocks, &got, err);
        if (code != AN_OK || !got)
            return code;
        const an_slice *const slice = &blocks->slice;
        if (slice->seam.size == 0 && slice->rest.size == 0)
            continue;
        blocks->has_rest = slice->seam.size > 0;
        *block = blocks->has_rest ? slice->seam : slice->rest;
        return AN_OK;
    }
    return AN_OK;
}

void an_slice_free(an_slice *slice)
{
    free(slice->text);
    free(slice->seam_text);
    an_index_free(&slice->index);
    *slice = (an_slice){0};
}

void an_blocks_free(an_blocks *blocks)
{
    if (blocks == NULL)
        return;
    an_slice_free(&blocks->slice);
    an_preamble_free(&blocks->preamble);
    free(blocks->carry);
    free(blocks);
}
