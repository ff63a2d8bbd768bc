/* phrase: short texts for people: labels, lists, sentences. */
#include "chart/phrase.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "csv/encoding.h"
#include "schema/column.h"

/* Methods of intervals, as their authors' names are written. */
static const struct {
    const char *method, *name;
} methods[] = {
    {"wilson", "Wilson"},
    {"exact", "Clopper-Pearson"},
    {"jeffreys", "Jeffreys"},
    {"katz", "Katz"},
    {"miettinen-nurminen", "Miettinen-Nurminen"},
    {"gamma+lognormal", "Fay-Feuer or log-normal"},
    {"kaplan-meier", "log-log"},
    {"student", "Student"},
    {"mantel-haenszel", "Greenland-Robins"},
};

void an_sentence_add(an_sentence *sentence, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int more = vsnprintf(sentence->text + sentence->used, AN_SENTENCE_SIZE - sentence->used, format,
                               arguments);
    va_end(arguments);
    if (more > 0)
        sentence->used += (size_t)more;
    if (sentence->used >= AN_SENTENCE_SIZE)
        sentence->used = AN_SENTENCE_SIZE - 1;
}

void an_sentence_item(an_sentence *sentence, size_t start, const char *item)
{
    an_sentence_add(sentence, "%s%s", sentence->used > start ? ", " : "", item);
}

/* Bytes of the letter at text, which ends with NUL. */
static size_t letter_size(const char *text)
{
    const size_t size = an_encoding_letter(text, strlen(text));
    return size > 0 ? size : 1;
}

size_t an_phrase_letters(const char *text)
{
    size_t letters = 0;
    for (; *text != '\0'; letters++)
        text += letter_size(text);
    return letters;
}

size_t an_phrase_line(const char *text, size_t letters)
{
    size_t at = 0, blank = 0;
    for (size_t i = 0; i < letters && text[at] != '\0'; i++) {
        if (text[at] == ' ')
            blank = at;
        at += letter_size(text + at);
    }
    return text[at] == '\0' || blank == 0 ? at : blank;
}

const char *an_phrase_shorten(an_arena *arena, const char *text, size_t letters)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t cut = 0;
    if (an_phrase_letters(text) <= letters)
        return an_arena_copy(arena, text, strlen(text));
    for (size_t i = 1; i < letters; i++)
        cut += letter_size(text + cut);
    char *const copy = an_arena_alloc(arena, cut + sizeof ellipsis);
    if (copy != NULL) {
        memcpy(copy, text, cut);
        memcpy(copy + cut, ellipsis, sizeof ellipsis);
    }
    return copy;
}

/* Names that are abbreviations, in small letters in the codes. */
static void spell_abbreviations(char *text)
{
    static const char *const known[] = {"AEO", "CRC", "ENS", "RIF", "RIFs", "TOR", "EU", "CN"};
    for (char *word = text; *word != '\0';) {
        const size_t size = strcspn(word, " ,");
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (strlen(known[i]) == size && strncasecmp(word, known[i], size) == 0)
                memcpy(word, known[i], size);
        word += size;
        word += strspn(word, " ,");
    }
}

const char *an_phrase_of_name(an_arena *arena, const char *name)
{
    const char *const cut = an_phrase_shorten(arena, name, AN_LABEL_LETTERS);
    char *const copy = cut != NULL ? an_arena_copy(arena, cut, strlen(cut)) : NULL;
    for (char *c = copy; c != NULL && *c != '\0'; c++)
        if (*c == '_')
            *c = ' ';
    if (copy != NULL)
        spell_abbreviations(copy);
    return copy;
}

const char *an_phrase_of_indicator(an_arena *arena, const an_meaning *meaning, const char *code)
{
    const char *const title = meaning != NULL ? meaning->indicator->title : NULL;
    return title != NULL ? an_arena_copy(arena, title, strlen(title)) : an_phrase_of_name(arena, code);
}

const char *an_phrase_of_column(an_arena *arena, const char *name)
{
    const char *const phrase = an_phrase_of_name(arena, name);
    const an_column *const column = an_column_find(name);
    const size_t size = phrase != NULL ? strlen(phrase) : 0;
    if (phrase != NULL && column != NULL && column->title != NULL &&
        strncasecmp(column->title, phrase, size) == 0)
        return an_arena_copy(arena, column->title, size);
    return phrase;
}

const char *an_phrase_of_method(const char *method)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(methods[i].method, method) == 0)
            return methods[i].name;
    return method;
}
