/* cup-declarations: how many declarations and items there are, how they are lodged, and of what value. */
#include "cli/program.h"

enum { DATASET, VALUE, ITEMS }; /* places in reads */

static const an_need reads[] = {
    {.name = "dataset"},
    {.name = "statistical_value"},
    {.name = "items", .optional = true},
    {.name = NULL},
};

/* The bands of value of an item, by their upper limits, which belong to them; above the last is one more. */
enum { BANDS = 5 };
static const int64_t limits[BANDS - 1] = {150, 1000, 10000, 100000}; /* EUR */

/* The band of a row that is one item; BANDS: it has no value, or stands for several items, whose values are
 * not known. */
static int band_of(const an_row *row)
{
    const an_value *const value = &row->values[VALUE];
    if (!value->present || an_decimal_compare(row->values[ITEMS].number, an_decimal_from_int(1)) > 0)
        return BANDS;
    int band = 0;
    while (band < BANDS - 1 && an_decimal_compare(value->number, an_decimal_from_int(limits[band])) > 0)
        band++;
    return band;
}

static an_decimal items_of_band(const an_row *row, int band)
{
    return band_of(row) == band ? row->values[ITEMS].number : an_decimal_from_int(0);
}

#define COUNT_BAND(name, band)                                                                               \
    static an_decimal name(const an_row *row, const void *context)                                           \
    {                                                                                                        \
        (void)context;                                                                                       \
        return items_of_band(row, band);                                                                     \
    }

COUNT_BAND(to_150, 0)
COUNT_BAND(to_1000, 1)
COUNT_BAND(to_10000, 2)
COUNT_BAND(to_100000, 3)
COUNT_BAND(above_100000, 4)
COUNT_BAND(without_band, BANDS)

static an_decimal with_band(const an_row *row, const void *context)
{
    (void)context;
    return band_of(row) < BANDS ? row->values[ITEMS].number : an_decimal_from_int(0);
}

static const an_sum sums[] = {
    {.name = "declarations", .title = "declarations", .distinct = "declaration_id", .whole = true},
    {.name = "items_with_declaration_id", .of = "items", .where = {{"declaration_id", "*"}}, .whole = true},
    {.name = "items_without_declaration_id",
     .of = "items",
     .where = {{"declaration_id", "-"}},
     .whole = true},
    {.name = "items_of_known_medium",
     .title = "items",
     .of = "items",
     .where = {{"lodgement", "*"}},
     .whole = true},
    {.name = "items_of_unknown_medium", .of = "items", .where = {{"lodgement", "-"}}, .whole = true},
    {.name = "electronic_items", .of = "items", .where = {{"lodgement", "electronic"}}, .whole = true},
    {.name = "items_of_known_dataset",
     .title = "items",
     .of = "items",
     .where = {{"dataset", "*"}},
     .whole = true},
    {.name = "items_of_unknown_dataset", .of = "items", .where = {{"dataset", "-"}}, .whole = true},
    {.name = "low_value_items", .of = "items", .where = {{"dataset", "H7"}}, .whole = true},
    {.name = "items_in_bands",
     .title = "items",
     .parts = "items_to_150 items_to_1000 items_to_10000 items_to_100000 items_above_100000",
     .of = "statistical_value",
     .count = with_band,
     .whole = true},
    {.name = "items_to_150", .of = "statistical_value", .count = to_150, .whole = true},
    {.name = "items_to_1000", .of = "statistical_value", .count = to_1000, .whole = true},
    {.name = "items_to_10000", .of = "statistical_value", .count = to_10000, .whole = true},
    {.name = "items_to_100000", .of = "statistical_value", .count = to_100000, .whole = true},
    {.name = "items_above_100000", .of = "statistical_value", .count = above_100000, .whole = true},
    {.name = "items_without_band", .of = "statistical_value", .count = without_band, .whole = true},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "declarations", .date = "acceptance_date", .reads = reads, .sums = sums},
    {.extract = NULL},
};

#define VALUE_BAND(band, words, sum)                                                                         \
    {                                                                                                        \
        .code = "value_band_" band "_share", .kind = AN_SHARE, .title = "share of items " words,             \
        .numerator = (sum), .denominator = "items_in_bands", .missing = "items_without_band",                \
        .definition = "Items with a statistical value " words                                                \
                      " / items whose value is known. n_missing: items without a value, and those of rows "  \
                      "that stand for several items."                                                        \
    }

static const an_indicator indicators[] = {
    {.code = "declarations_lodged",
     .kind = AN_COUNT,
     .title = "import declarations",
     .sentence = "%v import declarations were lodged",
     .numerator = "declarations",
     .missing = "items_without_declaration_id",
     .known = "items_with_declaration_id",
     .definition =
         "Distinct identifiers of declarations: a declaration of several items, or controlled twice, counts "
         "once; one whose items are in several groups of --by counts in each. n_missing: items without an "
         "identifier."},
    {.code = "electronic_share",
     .kind = AN_SHARE,
     .title = "share of items declared electronically",
     .numerator = "electronic_items",
     .denominator = "items_of_known_medium",
     .missing = "items_of_unknown_medium",
     .definition = "Items of electronic declarations / items of which it is known how they were lodged."},
    {.code = "ecommerce_share",
     .kind = AN_SHARE,
     .title = "share of items of low value (H7)",
     .sentence = "%v of the items were consignments of low value, declared with the data set H7",
     .numerator = "low_value_items",
     .denominator = "items_of_known_dataset",
     .missing = "items_of_unknown_dataset",
     .definition =
         "Items of data set H7 / items whose data set is known. H7 stands in for electronic commerce, of "
         "which it is most and not all."},
    VALUE_BAND("to_150", "of up to EUR 150", "items_to_150"),
    VALUE_BAND("to_1000", "above EUR 150 and up to 1,000", "items_to_1000"),
    VALUE_BAND("to_10000", "above EUR 1,000 and up to 10,000", "items_to_10000"),
    VALUE_BAND("to_100000", "above EUR 10,000 and up to 100,000", "items_to_100000"),
    VALUE_BAND("above_100000", "above EUR 100,000", "items_above_100000"),
    {.code = NULL},
};

static const an_program program = {
    .name = "cup-declarations",
    .summary = "import declarations: number, electronic lodgement, electronic commerce, bands of value",
    .definition =
        "Counts declarations, and shares of their items: declared electronically, of low value (H7), and by "
        "bands of the statistical value of the item. The bands add up to 1.\n\n"
        "No public document defines the bands of value: these are this project's, EUR 150 being where the "
        "relief from duty of Regulation (EC) No 1186/2009, Article 23, ends. WCO PMM: share of electronic "
        "declarations; share of e-commerce.",
    .source = "Customs Union: facts and figures (European Commission, yearly): declarations, electronic "
              "declarations, low-value consignments. WCO Performance Measurement Mechanism (PMM). SWD(2018) "
              "380, chapter 3: context of all objectives. Delegated Regulation (EU) 2015/2446, Annex B: "
              "data sets H1, H7, I1.",
    .examples = "cup-declarations declarations.csv\n"
                "cup-declarations --by member_state --period year declarations.csv",
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
