/* style: numbers, dates and periods as a language writes them. The words of charts stay English.
 *
 * The styles are data of this table, never those of the machine's locale: the same chart gives the same bytes
 * everywhere. */
#ifndef AN_CHART_STYLE_H
#define AN_CHART_STYLE_H

#include <stddef.h>

enum { AN_STYLE_SIZE = 96 };

typedef struct an_style {
    const char *lang;    /* ISO 639-1 */
    const char *decimal; /* the mark before fractions */
    const char *group;   /* between thousands */
    int grouped;         /* whole digits from which thousands stand apart: 4, or 5 (1234, 12.345) */
    const char *day;     /* %d day, %m name of the month, %y year; %D and %M day and month in two digits */
    const char *month;
    const char *quarter; /* %q its number, %Q the same in Roman numerals; NULL: 2017-Q3, as in tables */
    const char *months[12];
} an_style;

/* en, which is the default, fr, de, it, pl, es; ends with a NULL lang. Source: Unicode CLDR 42, medium dates,
 * yMMM, yQQQ, decimal formats; English quarters and half-years are those of the tables (2017-Q3). */
extern const an_style an_styles[];

/* The style of lang, or NULL. */
const an_style *an_style_find(const char *lang);

/* In these, style NULL is that of English. What does not fit is cut. */

/* A number of digits significant digits (all digits before the mark stand; integers have none after it),
 * thousands apart: "17,030", "0.387"; NAN: "n.a.". */
void an_style_number(const an_style *style, double value, int digits, char out[AN_STYLE_SIZE]);

/* A number with so many digits after the mark: 0.8 with 2 is "0.80"; NAN: "n.a.". */
void an_style_fixed(const an_style *style, double value, int decimals, char out[AN_STYLE_SIZE]);

/* How many digits after the mark an_style_number would write, were the number no integer. */
int an_style_decimals(double value, int digits);

/* A period or date of a table: "2017-07" is "Jul 2017", "juil. 2017"; any other text is itself. */
void an_style_period(const an_style *style, const char *period, char out[AN_STYLE_SIZE]);

#endif
