/* totals: words as spreadsheets and reports of the Member States have them in their last line. */
#include "quality/totals.h"

#include <stdint.h>
#include <string.h>
#include <unicase.h>

static const char *const words[] = {
    "total",     "totals",   "grand total",  "subtotal", "sum",     "sums",     "gesamt", "gesamtsumme",
    "insgesamt", "summe",    "totaux",       "somme",    "totale",  "totali",   "totaal", "totales",
    "totais",    "suma",     "razem",        "ogółem",   "łącznie", "celkem",   "součet", "spolu",
    "súčet",     "összesen", "mindösszesen", "yhteensä", "summa",   "totalt",   "i alt",  "ialt",
    "kokku",     "kopā",     "iš viso",      "viso",     "skupaj",  "vsota",    "ukupno", "sveukupno",
    "общо",      "всичко",   "сума",         "σύνολο",   "iomlán",  "b'kollox", "_t",
};

/* What the first letters of all words have in common with few cells: most are told apart by one look. */
static bool may_begin(unsigned char c)
{
    return c >= 0x80 || strchr("bgiklmorstuvyc_", c | 0x20) != NULL || c == '_';
}

bool an_totals_is_word(const char *text, size_t size)
{
    while (size > 0 && text[0] == ' ') {
        text++;
        size--;
    }
    while (size > 0 && strchr(" :.", text[size - 1]) != NULL)
        size--;
    if (size < 2 || size > 32 || !may_begin((unsigned char)text[0]))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        int order = 1;
        if (u8_casecmp((const uint8_t *)text, size, (const uint8_t *)words[i], strlen(words[i]), NULL, NULL,
                       &order) == 0 &&
            order == 0)
            return true;
    }
    return false;
}
