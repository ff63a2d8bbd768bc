/* cup-ens: entry summary declarations: how many, and how good their data are. */
#include <stdlib.h>
#include <string.h>

#include "cli/program.h"
#include "quality/field.h"

enum {
    CONSIGNOR,
    CONSIGNEE,
    SELLER,
    BUYER,
    PERSONS,
    COMMODITY = PERSONS,
    TRANSPORT,
    CODES,
    DESCRIPTION = CODES,
    LODGED = DESCRIPTION + 2,
    ARRIVAL
};

static const an_need reads[] = {
    {.name = "consignor"},
    {.name = "consignee"},
    {.name = "seller", .optional = true},
    {.name = "buyer", .optional = true},
    {.name = "commodity", .lenient = true}, /* what is no code is what is measured */
    {.name = "transport_mode", .optional = true},
    {.name = "goods_description"},
    {.name = "state"},
    {.name = "lodgement_date", .optional = true}, /* `period` may stand for it */
    {.name = "arrival_date", .optional = true},
    {.name = NULL},
};

/* What descriptions are held against: the context of all counts. */
typedef struct phrases {
    an_phrases *placeholders, *vague;
} phrases;

static bool is_filled(const an_row *row, int field, const phrases *lists)
{
    an_cell cell = row->values[field].text;
    return an_field_is_filled(lists->placeholders, cell.text, cell.size);
}

/* The fields from first to end that the file has; with filled those of them that say something. */
static int count_fields(const an_row *row, int first, int end, const phrases *filled)
{
    int n = 0;
    for (int field = first; field < end; field++)
        n += row->cell[field] > 0 && (filled == NULL || is_filled(row, field, filled));
    return n;
}

static an_decimal person_fields(const an_row *row, const void *lists)
{
    (void)lists;
    return an_decimal_from_int(count_fields(row, CONSIGNOR, PERSONS, NULL));
}

static an_decimal persons_filled(const an_row *row, const void *lists)
{
    return an_decimal_from_int(count_fields(row, CONSIGNOR, PERSONS, lists));
}

static an_decimal code_fields(const an_row *row, const void *lists)
{
    (void)lists;
    return an_decimal_from_int(count_fields(row, COMMODITY, CODES, NULL));
}

static an_decimal codes_filled(const an_row *row, const void *lists)
{
    return an_decimal_from_int(count_fields(row, COMMODITY, CODES, lists));
}

static an_decimal all_fields(const an_row *row, const void *lists)
{
    (void)lists;
    return an_decimal_from_int(count_fields(row, CONSIGNOR, DESCRIPTION + 1, NULL));
}

static an_decimal all_filled(const an_row *row, const void *lists)
{
    return an_decimal_from_int(count_fields(row, CONSIGNOR, DESCRIPTION + 1, lists));
}

static an_decimal described(const an_row *row, const void *lists)
{
    return an_decimal_from_int(is_filled(row, DESCRIPTION, lists));
}

static an_decimal not_described(const an_row *row, const void *lists)
{
    return an_decimal_from_int(!is_filled(row, DESCRIPTION, lists));
}

static bool is_vague(const an_row *row, const phrases *lists)
{
    an_cell cell = row->values[DESCRIPTION].text;
    return is_filled(row, DESCRIPTION, lists) && an_field_is_vague(lists->vague, cell.text, cell.size);
}

static an_decimal vague(const an_row *row, const void *lists)
{
    return an_decimal_from_int(is_vague(row, lists));
}

static bool is_coded(const an_row *row)
{
    return row->values[COMMODITY].code > 0;
}

static an_decimal coded(const an_row *row, const void *lists)
{
    (void)lists;
    return an_decimal_from_int(is_coded(row));
}

/* The alphabet of the persons and the description together. */
static an_alphabet alphabet_of(const an_row *row, const phrases *lists)
{
    an_alphabet alphabet = AN_ALPHABET_NONE;
    for (int field = CONSIGNOR; field <= DESCRIPTION; field++) {
        an_cell cell = row->values[field].text;
        an_alphabet own = (field >= PERSONS && field < CODES) || !is_filled(row, field, lists)
                              ? AN_ALPHABET_NONE
                              : an_field_alphabet(cell.text, cell.size);
        alphabet = own > alphabet ? own : alphabet;
    }
    return alphabet;
}

static an_decimal lettered(const an_row *row, const void *lists)
{
    return an_decimal_from_int(alphabet_of(row, lists) != AN_ALPHABET_NONE);
}

static an_decimal not_lettered(const an_row *row, const void *lists)
{
    return an_decimal_from_int(alphabet_of(row, lists) == AN_ALPHABET_NONE);
}

static an_decimal latin(const an_row *row, const void *lists)
{
    return an_decimal_from_int(alphabet_of(row, lists) == AN_ALPHABET_LATIN);
}

static an_decimal compliant(const an_row *row, const void *lists)
{
    bool complete = count_fields(row, CONSIGNOR, DESCRIPTION + 1, lists) ==
                    count_fields(row, CONSIGNOR, DESCRIPTION + 1, NULL);
    return an_decimal_from_int(complete && is_coded(row) && !is_vague(row, lists) &&
                               alphabet_of(row, lists) == AN_ALPHABET_LATIN);
}

static bool has_both_dates(const an_row *row)
{
    return row->values[LODGED].present && row->values[ARRIVAL].present;
}

static an_decimal with_both_dates(const an_row *row, const void *lists)
{
    (void)lists;
    return an_decimal_from_int(has_both_dates(row));
}

static an_decimal without_both_dates(const an_row *row, const void *lists)
{
    (void)lists;
    return an_decimal_from_int(!has_both_dates(row));
}

static an_decimal before_arrival(const an_row *row, const void *lists)
{
    (void)lists;
    return an_decimal_from_int(has_both_dates(row) && row->values[LODGED].date <= row->values[ARRIVAL].date);
}

/* Whether the file has a field, and whether it says something. */
#define COUNT_FIELD(name, field)                                                                             \
    static an_decimal name##_fields(const an_row *row, const void *lists)                                    \
    {                                                                                                        \
        (void)lists;                                                                                         \
        return an_decimal_from_int(count_fields(row, field, (field) + 1, NULL));                             \
    }                                                                                                        \
    static an_decimal name##_filled(const an_row *row, const void *lists)                                    \
    {                                                                                                        \
        return an_decimal_from_int(count_fields(row, field, (field) + 1, lists));                            \
    }

COUNT_FIELD(consignor, CONSIGNOR)
COUNT_FIELD(consignee, CONSIGNEE)
COUNT_FIELD(seller, SELLER)
COUNT_FIELD(buyer, BUYER)
COUNT_FIELD(commodity, COMMODITY)
COUNT_FIELD(transport_mode, TRANSPORT)

#define FIELD_SUMS(field)                                                                                    \
    {.name = #field "_fields", .of = #field, .count = field##_fields},                                       \
    {                                                                                                        \
        .name = #field "_filled", .of = #field, .count = field##_filled                                      \
    }

static const an_sum sums[] = {
    {.name = "ens_declarations", .title = "declarations", .distinct = "ens_id"},
    {.name = "ens_with_id", .of = "items", .where = {{"ens_id", "*"}}},
    {.name = "ens_without_id", .of = "items", .where = {{"ens_id", "-"}}},
    {.name = "ens_with_amended", .title = "items", .of = "items", .where = {{"amended", "*"}}},
    {.name = "ens_without_amended", .of = "items", .where = {{"amended", "-"}}},
    {.name = "ens_amended", .of = "items", .where = {{"amended", "yes"}}},
    {.name = "ens_with_dates", .title = "items", .of = "arrival_date", .count = with_both_dates},
    {.name = "ens_without_dates", .of = "arrival_date", .count = without_both_dates},
    {.name = "ens_before_arrival", .of = "arrival_date", .count = before_arrival},
    FIELD_SUMS(consignor),
    FIELD_SUMS(consignee),
    FIELD_SUMS(seller),
    FIELD_SUMS(buyer),
    FIELD_SUMS(commodity),
    FIELD_SUMS(transport_mode),
    {.name = "lodged", .parts = "with_state without_state", .title = "declarations", .of = "items"},
    {.name = "with_state", .of = "items", .where = {{"state", "*"}}},
    {.name = "without_state", .of = "items", .where = {{"state", "-"}}},
    {.name = "processed", .of = "items", .where = {{"state", "processed"}}},
    {.name = "rejected", .of = "items", .where = {{"state", "rejected"}}},
    {.name = "fields", .of = "goods_description", .count = all_fields},
    {.name = "filled", .of = "goods_description", .count = all_filled},
    {.name = "person_fields", .of = "consignor", .count = person_fields},
    {.name = "persons_filled", .of = "consignor", .count = persons_filled},
    {.name = "code_fields", .of = "commodity", .count = code_fields},
    {.name = "codes_filled", .of = "commodity", .count = codes_filled},
    {.name = "described", .of = "goods_description", .count = described},
    {.name = "not_described", .of = "goods_description", .count = not_described},
    {.name = "vague", .of = "goods_description", .count = vague},
    {.name = "coded", .of = "commodity", .count = coded},
    {.name = "lettered", .of = "goods_description", .count = lettered},
    {.name = "not_lettered", .of = "goods_description", .count = not_lettered},
    {.name = "latin", .of = "goods_description", .count = latin},
    {.name = "compliant", .title = "without a shortcoming", .of = "goods_description", .count = compliant},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "ens", .date = "lodgement_date", .reads = reads, .sums = sums},
    {.extract = NULL},
};

#define FIELD_COMPLETENESS(field)                                                                            \
    {                                                                                                        \
        .code = "ens_field_completeness_" #field, .kind = AN_SHARE, .title = "ENS completeness of " #field,  \
        .numerator = #field "_filled", .denominator = #field "_fields", .option = "fields",                  \
        .definition = "Items whose " #field " says something / items; status M: the extract has no such "    \
                      "field."                                                                               \
    }

static const an_indicator indicators[] = {
    {.code = "ens_lodged",
     .kind = AN_COUNT,
     .title = "ENS lodged",
     .numerator = "lodged",
     .definition = "Goods items of entry summary declarations (rows)."},
    {.code = "ens_declarations",
     .kind = AN_COUNT,
     .title = "entry summary declarations",
     .numerator = "ens_declarations",
     .missing = "ens_without_id",
     .known = "ens_with_id",
     .definition = "Distinct identifiers of entry summary declarations: one of several items counts once. "
                   "n_missing: items without an identifier."},
    {.code = "ens_processed_share",
     .kind = AN_SHARE,
     .title = "ENS processed share",
     .numerator = "processed",
     .denominator = "with_state",
     .missing = "without_state",
     .definition = "Processed / those whose state is known."},
    {.code = "ens_rejected_share",
     .kind = AN_SHARE,
     .title = "ENS rejected share",
     .numerator = "rejected",
     .denominator = "with_state",
     .missing = "without_state",
     .definition = "Rejected / those whose state is known."},
    {.code = "ens_completeness",
     .kind = AN_SHARE,
     .title = "ENS completeness",
     .numerator = "filled",
     .denominator = "fields",
     .definition =
         "Fields that say something / fields, over the three groups of fields below. A placeholder (N/A, "
         "-, XXX, 0000, AS PER ATTACHED, INCONNU ...) says nothing. Fields of one declaration go together: "
         "the interval, which takes each for itself, is too narrow rather than too wide."},
    {.code = "ens_completeness_persons",
     .kind = AN_SHARE,
     .title = "ENS completeness persons",
     .numerator = "persons_filled",
     .denominator = "person_fields",
     .definition = "The same of consignor, consignee, seller and buyer, as far as the extract has them."},
    {.code = "ens_completeness_codes",
     .kind = AN_SHARE,
     .title = "ENS completeness codes",
     .numerator = "codes_filled",
     .denominator = "code_fields",
     .definition = "The same of commodity and transport_mode."},
    {.code = "ens_completeness_description",
     .kind = AN_SHARE,
     .title = "ENS completeness description",
     .numerator = "described",
     .denominator = "lodged",
     .definition = "The same of goods_description."},
    {.code = "ens_code_share",
     .kind = AN_SHARE,
     .title = "ENS code share",
     .numerator = "coded",
     .denominator = "lodged",
     .definition = "Declarations with a commodity code of 6, 8 or 10 digits / declarations."},
    {.code = "ens_latin_share",
     .kind = AN_SHARE,
     .title = "ENS latin share",
     .numerator = "latin",
     .denominator = "lettered",
     .missing = "not_lettered",
     .definition =
         "Declarations whose persons and description are written in Latin letters alone, with accents or "
         "not / those with letters. The alphabet is that of the Unicode scripts."},
    {.code = "ens_vague_share",
     .kind = AN_SHARE,
     .title = "ENS vague share",
     .numerator = "vague",
     .denominator = "described",
     .missing = "not_described",
     .definition = "Descriptions that are a phrase of the list of vague ones / descriptions."},
    {.code = "ens_compliance_rate",
     .kind = AN_SHARE,
     .title = "compliance rate of ENS",
     .sentence = "the share of entry summary declarations without a shortcoming was %v",
     .numerator = "compliant",
     .denominator = "lodged",
     .definition =
         "Declarations with all fields filled, a commodity code, Latin letters alone and no vague "
         "description / declarations: this project's own proposal for the operators' rate of compliance."},
    {.code = "ens_amended_share",
     .kind = AN_SHARE,
     .title = "share of ENS amended",
     .numerator = "ens_amended",
     .denominator = "ens_with_amended",
     .missing = "ens_without_amended",
     .definition = "Items of declarations that were amended / items of which it is known."},
    {.code = "ens_on_time_share",
     .kind = AN_SHARE,
     .title = "share of ENS lodged in time",
     .numerator = "ens_before_arrival",
     .denominator = "ens_with_dates",
     .missing = "ens_without_dates",
     .definition =
         "Items lodged on the day of arrival or before / items with both dates. Days tell less than the "
         "time limits of Delegated Regulation (EU) 2015/2446, Articles 105 to 111, which are hours: late "
         "here is late there, in time here need not be."},
    FIELD_COMPLETENESS(consignor),
    FIELD_COMPLETENESS(consignee),
    FIELD_COMPLETENESS(seller),
    FIELD_COMPLETENESS(buyer),
    FIELD_COMPLETENESS(commodity),
    FIELD_COMPLETENESS(transport_mode),
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "fields",
     .type = AN_OPTION_FLAG,
     .help = "also the completeness of each field but the description, which has its own row: "
             "ens_field_completeness_consignor ..."},
    {.name = "vague",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "phrases too vague to tell goods by, one a line, instead of the list that is built in"},
    {.name = NULL},
};

static void forget(void *context)
{
    phrases *const lists = context;
    an_phrases_free(lists->placeholders);
    an_phrases_free(lists->vague);
    free(lists);
}

static an_code prepare(an_run *run, void **context, an_error *err)
{
    const char *path = an_options_text(an_run_options(run), "vague");
    phrases *const lists = calloc(1, sizeof *lists);
    if (lists == NULL)
        return an_fail_memory(err);
    *context = lists;
    an_code code = an_phrases_new(&lists->placeholders, NULL, an_field_placeholders, err);
    if (code == AN_OK)
        code = an_phrases_new(&lists->vague, path, an_field_vague, err);
    return code;
}

static const an_program program = {
    .name = "cup-ens",
    .summary = "entry summary declarations: number, completeness, codes, alphabet and descriptions",
    .definition =
        "Counts entry summary declarations (ENS), a goods item a row, and measures the quality of their "
        "data: what is filled in, by group of fields; commodity codes; the alphabet; descriptions too vague "
        "to tell the goods by; what was amended; and whether it came in time.\n\n"
        "Phrases, in the official languages of the EU, are compared by letters and digits alone, without "
        "case and accents: Spare-Parts is `spare parts`. A description is vague only as a whole, with a "
        "number of packages or not: `spare parts for bicycles` is not, `10 parcels` is. A field that the "
        "extract does not have is not asked for.",
    .source = "SWD(2018) 380, section 3.2, objective 1: number of ENS submitted and processed; their quality "
              "(language and alphabet, completeness: persons involved, codification, goods descriptions); "
              "economic operators' rate of compliance. Unicode Standard Annex 24 (scripts).",
    .examples = "cup-ens ens.csv\n"
                "cup-ens --by transport_mode,member_state ens.csv\n"
                "cup-ens --fields --by release --period none ens.csv\n"
                "cup-ens --vague unacceptable.txt ens.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
    .prepare = prepare,
    .forget = forget,
};

AN_PROGRAM(program)
