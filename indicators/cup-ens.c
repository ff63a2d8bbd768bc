/* cup-ens: entry summary declarations: how many, and how good their data are. */
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
    DESCRIPTION = CODES
};

static const an_need reads[] = {
    {.name = "consignor"},
    {.name = "consignee"},
    {.name = "seller", .optional = true},
    {.name = "buyer", .optional = true},
    {.name = "commodity"},
    {.name = "transport_mode", .optional = true},
    {.name = "goods_description"},
    {.name = "state"},
    {.name = NULL},
};

/* The lists in use: set before any row is read, and only read from then on. */
static struct {
    an_phrases *placeholders, *vague;
} lists;

static bool is_filled(const an_row *row, int field)
{
    an_cell cell = row->values[field].text;
    return an_field_is_filled(lists.placeholders, cell.text, cell.size);
}

/* The fields from first to end that the file has, or those of them that say something. */
static int count_fields(const an_row *row, int first, int end, bool filled)
{
    int n = 0;
    for (int field = first; field < end; field++)
        n += row->cell[field] > 0 && (!filled || is_filled(row, field));
    return n;
}

static an_decimal person_fields(const an_row *row)
{
    return an_decimal_from_int(count_fields(row, CONSIGNOR, PERSONS, false));
}

static an_decimal persons_filled(const an_row *row)
{
    return an_decimal_from_int(count_fields(row, CONSIGNOR, PERSONS, true));
}

static an_decimal code_fields(const an_row *row)
{
    return an_decimal_from_int(count_fields(row, COMMODITY, CODES, false));
}

static an_decimal codes_filled(const an_row *row)
{
    return an_decimal_from_int(count_fields(row, COMMODITY, CODES, true));
}

static an_decimal all_fields(const an_row *row)
{
    return an_decimal_from_int(count_fields(row, CONSIGNOR, DESCRIPTION + 1, false));
}

static an_decimal all_filled(const an_row *row)
{
    return an_decimal_from_int(count_fields(row, CONSIGNOR, DESCRIPTION + 1, true));
}

static an_decimal described(const an_row *row)
{
    return an_decimal_from_int(is_filled(row, DESCRIPTION));
}

static an_decimal not_described(const an_row *row)
{
    return an_decimal_from_int(!is_filled(row, DESCRIPTION));
}

static bool is_vague(const an_row *row)
{
    an_cell cell = row->values[DESCRIPTION].text;
    return is_filled(row, DESCRIPTION) && an_phrases_have(lists.vague, cell.text, cell.size);
}

static an_decimal vague(const an_row *row)
{
    return an_decimal_from_int(is_vague(row));
}

/* A commodity code of 6, 8 or 10 digits. */
static bool is_coded(const an_row *row)
{
    an_cell cell = row->values[COMMODITY].text;
    size_t digits = 0;
    while (digits < cell.size && cell.text[digits] >= '0' && cell.text[digits] <= '9')
        digits++;
    return digits == cell.size && (digits == 6 || digits == 8 || digits == 10);
}

static an_decimal coded(const an_row *row)
{
    return an_decimal_from_int(is_coded(row));
}

/* The alphabet of the persons and the description together. */
static an_alphabet alphabet_of(const an_row *row)
{
    an_alphabet alphabet = AN_ALPHABET_NONE;
    for (int field = CONSIGNOR; field <= DESCRIPTION; field++) {
        an_cell cell = row->values[field].text;
        an_alphabet own = (field >= PERSONS && field < CODES) || !is_filled(row, field)
                              ? AN_ALPHABET_NONE
                              : an_field_alphabet(cell.text, cell.size);
        alphabet = own > alphabet ? own : alphabet;
    }
    return alphabet;
}

static an_decimal lettered(const an_row *row)
{
    return an_decimal_from_int(alphabet_of(row) != AN_ALPHABET_NONE);
}

static an_decimal not_lettered(const an_row *row)
{
    return an_decimal_from_int(alphabet_of(row) == AN_ALPHABET_NONE);
}

static an_decimal latin(const an_row *row)
{
    return an_decimal_from_int(alphabet_of(row) == AN_ALPHABET_LATIN);
}

static an_decimal compliant(const an_row *row)
{
    bool complete = count_fields(row, CONSIGNOR, DESCRIPTION + 1, true) ==
                    count_fields(row, CONSIGNOR, DESCRIPTION + 1, false);
    return an_decimal_from_int(complete && is_coded(row) && !is_vague(row) &&
                               alphabet_of(row) == AN_ALPHABET_LATIN);
}

static const an_sum sums[] = {
    {.name = "lodged", .of = "items"},
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
    {.name = "compliant", .of = "goods_description", .count = compliant},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "ens", .date = "lodgement_date", .reads = reads, .sums = sums},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "ens_lodged", .numerator = "lodged", .definition = "Entry summary declarations (rows)."},
    {.code = "ens_processed_share",
     .numerator = "processed",
     .denominator = "with_state",
     .missing = "without_state",
     .definition = "Processed / those whose state is known."},
    {.code = "ens_rejected_share",
     .numerator = "rejected",
     .denominator = "with_state",
     .missing = "without_state",
     .definition = "Rejected / those whose state is known."},
    {.code = "ens_completeness",
     .numerator = "filled",
     .denominator = "fields",
     .definition =
         "Fields that say something / fields, over the three groups of fields below. A placeholder (N/A, "
         "-, XXX, AS PER ATTACHED ...) says nothing. Fields of one declaration go together: the "
         "interval, which takes each for itself, is too narrow rather than too wide."},
    {.code = "ens_completeness_persons",
     .numerator = "persons_filled",
     .denominator = "person_fields",
     .definition = "The same of consignor, consignee, seller and buyer, as far as the extract has them."},
    {.code = "ens_completeness_codes",
     .numerator = "codes_filled",
     .denominator = "code_fields",
     .definition = "The same of commodity and transport_mode."},
    {.code = "ens_completeness_description",
     .numerator = "described",
     .denominator = "lodged",
     .definition = "The same of goods_description."},
    {.code = "ens_code_share",
     .numerator = "coded",
     .denominator = "lodged",
     .definition = "Declarations with a commodity code of 6, 8 or 10 digits / declarations."},
    {.code = "ens_latin_share",
     .numerator = "latin",
     .denominator = "lettered",
     .missing = "not_lettered",
     .definition =
         "Declarations whose persons and description are written in Latin letters alone, with accents or "
         "not / those with letters. The alphabet is that of the Unicode scripts."},
    {.code = "ens_vague_share",
     .numerator = "vague",
     .denominator = "described",
     .missing = "not_described",
     .definition = "Descriptions that are a phrase of the list of vague ones / descriptions."},
    {.code = "ens_compliance_rate",
     .numerator = "compliant",
     .denominator = "lodged",
     .definition =
         "Declarations with all fields filled, a commodity code, Latin letters alone and no vague "
         "description / declarations: this project's own proposal for the operators' rate of compliance."},
    {.code = NULL},
};

static const an_option options[] = {
    {.name = "vague",
     .type = AN_OPTION_FILE,
     .argument = "FILE",
     .help = "phrases too vague to tell goods by, one a line, instead of the list that is built in"},
    {.name = NULL},
};

static an_code check(an_run *run, an_error *err)
{
    const char *path = an_options_text(an_run_options(run), "vague");
    an_code code = an_phrases_new(&lists.placeholders, an_field_placeholders, err);
    if (code != AN_OK)
        return code;
    return path != NULL ? an_phrases_read(&lists.vague, path, err)
                        : an_phrases_new(&lists.vague, an_field_vague, err);
}

static const an_program program = {
    .name = "cup-ens",
    .summary = "entry summary declarations: number, completeness, codes, alphabet and descriptions",
    .definition =
        "Counts entry summary declarations (ENS), one a row, and measures the quality of their data: "
        "what is filled in, by group of fields; commodity codes; the alphabet; and descriptions too "
        "vague to tell the goods by.\n\n"
        "Phrases are compared by letters and digits alone: Spare-Parts is `spare parts`. A description "
        "is vague only as a whole: `spare parts for bicycles` is not. A field that the extract does not "
        "have is not asked for.",
    .source = "SWD(2018) 380, section 3.2, objective 1: number of ENS submitted and processed; their quality "
              "(language and alphabet, completeness: persons involved, codification, goods descriptions); "
              "economic operators' rate of compliance. Unicode Standard Annex 24 (scripts).",
    .examples = "cup-ens ens.csv\n"
                "cup-ens --by transport_mode,member_state ens.csv\n"
                "cup-ens --vague unacceptable.txt ens.csv",
    .options = options,
    .sources = sources,
    .indicators = indicators,
    .check = check,
};

int main(int argc, char **argv)
{
    int status = an_main(&program, argc, argv);
    an_phrases_free(lists.placeholders);
    an_phrases_free(lists.vague);
    return status;
}
