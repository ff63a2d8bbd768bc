/* field: placeholders, vague phrases and alphabets of free text.
 *
 * A phrase is compared as its words: letters and digits (Unicode), in lower case, without accents and in
 * their plain width, with one blank between, whatever stood between them: "N/A", "n. a." and "n a" are
 * one, "PIECES DETACHEES" is "pièces détachées", so that lists stay short (datasets/words). What a letter
 * is without its accent and width is its decomposition (Unicode Standard Annex 15). Lists are interned
 * once; a text costs one walk and one look-up, a vague one a second. A field is filled if it is no
 * placeholder and holds a letter or digit other than X and 0. Alphabet: the Unicode script of each
 * letter; accents are Latin; one letter of another script is enough for `other`. The ohm sign (U+2126) is
 * a unit, though its script is Greek. */
#include "quality/field.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/memory.h"

enum {
    PHRASE_SIZE = 256, /* a longer text is no phrase */
    ASCII = 0x80,      /* below it no table is asked */
    OHM_SIGN = 0x2126,
    COMBINING_GRAVE = 0x300,
};

struct an_phrases {
    an_intern *keys;
    size_t longest; /* bytes of one of them */
};

/* The next character of a text; a byte that is no UTF-8 is passed over as U+FFFD. */
static inline ucs4_t next_character(const char **text, const char *end)
{
    ucs4_t c;
    if ((unsigned char)**text < ASCII)
        return (unsigned char)*(*text)++;
    *text += u8_mbtouc(&c, (const uint8_t *)*text, (size_t)(end - *text));
    return c;
}

static inline bool is_ascii_letter(ucs4_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool is_word(ucs4_t c)
{
    return c < ASCII ? is_ascii_letter(c) || (c >= '0' && c <= '9')
                     : uc_is_property_alphabetic(c) || uc_is_general_category(c, UC_DECIMAL_DIGIT_NUMBER);
}

/* A letter without its accents and in its plain width; other characters are what they are. */
static inline ucs4_t plain_letter(ucs4_t c)
{
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int tag = UC_DECOMP_CANONICAL;
    while (c >= ASCII && uc_decomposition(c, &tag, parts) > 0 &&
           (tag == UC_DECOMP_CANONICAL || tag == UC_DECOMP_WIDE || tag == UC_DECOMP_NARROW))
        c = parts[0];
    return c;
}

static inline ucs4_t lower(ucs4_t c)
{
    return c >= ASCII ? uc_tolower(c) : is_ascii_letter(c) ? c | 0x20 : c;
}

/* The words of a text in lower case, without accents, with a blank between them. Returns the length;
 * SIZE_MAX: it is more than most. */
static size_t normalize(const char *text, size_t size, size_t most, char out[PHRASE_SIZE])
{
    size_t used = 0;
    bool gap = false;
    for (const char *end = text + size; text < end;) {
        ucs4_t c = lower(plain_letter(next_character(&text, end)));
        if (c >= ASCII && uc_is_general_category(c, UC_NON_SPACING_MARK))
            continue;
        if (!is_word(c)) {
            gap = used > 0;
            continue;
        }
        if (used > most || used + 1 + 6 > PHRASE_SIZE)
            return SIZE_MAX;
        if (gap)
            out[used++] = ' ';
        gap = false;
        if (c < ASCII)
            out[used++] = (char)c;
        else
            used += (size_t)u8_uctomb((uint8_t *)out + used, c, (ptrdiff_t)(PHRASE_SIZE - used));
    }
    return used;
}

static an_code add_phrase(an_phrases *phrases, const char *line, an_error *err)
{
    char key[PHRASE_SIZE];
    uint32_t id;
    size_t size = *line == '#' ? 0 : normalize(line, strlen(line), PHRASE_SIZE, key);
    if (size == 0 || size == SIZE_MAX)
        return AN_OK;
    phrases->longest = size > phrases->longest ? size : phrases->longest;
    return an_intern_add(phrases->keys, key, size, &id) == AN_OK ? AN_OK : an_fail_memory(err);
}

static an_code read_lines(an_phrases *phrases, FILE *file, const char *path, an_error *err)
{
    char *line = NULL;
    size_t capacity = 0;
    an_code code = AN_OK;
    errno = 0;
    while (code == AN_OK && getline(&line, &capacity, file) >= 0)
        code = add_phrase(phrases, line, err);
    if (code == AN_OK && (ferror(file) || !feof(file)))
        code = an_fail(err, AN_SYSTEM, "%s: %s", path, strerror(errno));
    free(line);
    if (code == AN_OK && an_intern_count(phrases->keys) == 0)
        code = an_fail(err, AN_DATA, "%s: no phrase in it: one a line is expected", path);
    return code;
}

static an_code read_file(an_phrases *phrases, const char *path, an_error *err)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return an_fail(err, AN_SYSTEM, "%s: %s", path, strerror(errno));
    an_code code = read_lines(phrases, file, path, err);
    (void)fclose(file); /* it was only read */
    return code;
}

an_code an_phrases_new(an_phrases **phrases, const char *path, const char *const lines[], an_error *err)
{
    an_phrases *made = calloc(1, sizeof *made);
    if (made == NULL)
        return an_fail_memory(err);
    an_code code = an_intern_new(&made->keys) == AN_OK ? AN_OK : an_fail_memory(err);
    if (code == AN_OK && path != NULL)
        code = read_file(made, path, err);
    for (; path == NULL && *lines != NULL && code == AN_OK; lines++)
        code = add_phrase(made, *lines, err);
    if (code == AN_OK)
        *phrases = made;
    else
        an_phrases_free(made);
    return code;
}

void an_phrases_free(an_phrases *phrases)
{
    if (phrases == NULL)
        return;
    an_intern_free(phrases->keys);
    free(phrases);
}

bool an_phrases_have(const an_phrases *phrases, const char *text, size_t size)
{
    char key[PHRASE_SIZE];
    uint32_t id;
    size_t used = normalize(text, size, phrases->longest, key);
    return used > 0 && used != SIZE_MAX && an_intern_find(phrases->keys, key, used, &id);
}

/* Of normalized words those behind a number of packages at the front ("10 x parcels") and before one at the
 * end. */
static size_t without_numbers(const char **words, size_t size)
{
    static const char digits[] = "0123456789 ";
    const char *from = *words, *end = from + size;
    while (from < end && strchr(digits, *from) != NULL)
        from++;
    if (from > *words && end - from > 2 && memcmp(from, "x ", 2) == 0)
        from += 2;
    while (end > from && strchr(digits, end[-1]) != NULL)
        end--;
    *words = from;
    return (size_t)(end - from);
}

bool an_field_is_vague(const an_phrases *vague, const char *text, size_t size)
{
    char key[PHRASE_SIZE];
    uint32_t id;
    size_t used = normalize(text, size, PHRASE_SIZE, key);
    if (used == 0 || used == SIZE_MAX)
        return false;
    if (an_intern_find(vague->keys, key, used, &id))
        return true;
    const char *words = key;
    used = without_numbers(&words, used);
    return used > 0 && an_intern_find(vague->keys, words, used, &id);
}

bool an_field_is_filled(const an_phrases *placeholders, const char *text, size_t size)
{
    bool says = false;
    const char *end = text + size;
    for (const char *c = text; c < end && !says;) {
        ucs4_t character = plain_letter(next_character(&c, end));
        says = is_word(character) && character != 'x' && character != 'X' && character != '0';
    }
    return says && !an_phrases_have(placeholders, text, size);
}

an_alphabet an_field_alphabet(const char *text, size_t size)
{
    const uc_script_t *const latin = uc_script('A'), *const common = uc_script(' '),
                             *const inherited = uc_script(COMBINING_GRAVE);
    an_alphabet alphabet = AN_ALPHABET_NONE;
    for (const char *end = text + size; text < end;) {
        const ucs4_t c = next_character(&text, end);
        if (c < ASCII) {
            if (is_ascii_letter(c))
                alphabet = AN_ALPHABET_LATIN;
            continue;
        }
        if (c == OHM_SIGN || !uc_is_property_alphabetic(c))
            continue;
        const uc_script_t *const script = uc_script(c);
        if (script == common || script == inherited)
            continue;
        if (script != latin)
            return AN_ALPHABET_OTHER;
        alphabet = AN_ALPHABET_LATIN;
    }
    return alphabet;
}
