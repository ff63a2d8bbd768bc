/* sdmx: what SDMX asks of an indicator table.
 *
 * A dimension has a code list where all its codes are identifiers of SDMX (letters, digits, _ @ $ -); where
 * one is not, such as an importer's name, it is free text, for a code could not be written at all. Lists hold
 * the codes that occur, with _T and _U. The message says it was prepared in 1980, so that two runs give the
 * same bytes. */
#include "indicator/sdmx.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indicator/meaning.h"
#include "schema/column.h"

const char an_sdmx_total[] = "_T", an_sdmx_unknown[] = "_U";

#define AGENCY "CUPRUM"
#define VERSION "1.0"

/* ---- names ---- */

static const char *const concepts[][2] = {
    {"period", "TIME_PERIOD"},
    {"value", "OBS_VALUE"},
    {"unit", "UNIT_MEASURE"},
    {"status", "OBS_STATUS"},
};
enum { N_CONCEPTS = sizeof concepts / sizeof concepts[0] };

/* A text as an identifier. */
static char *identify(an_arena *arena, const char *text)
{
    char *const copy = an_arena_copy(arena, text, strlen(text));
    for (char *c = copy; c != NULL && *c != '\0'; c++)
        *c = (char)(isalnum((unsigned char)*c) ? toupper((unsigned char)*c) : '_');
    return copy;
}

const char *an_sdmx_concept(an_arena *arena, const char *column)
{
    for (size_t i = 0; i < N_CONCEPTS; i++)
        if (strcmp(concepts[i][0], column) == 0)
            return concepts[i][1];
    return identify(arena, column);
}

const char *an_sdmx_column(an_arena *arena, const char *concept, bool *kept)
{
    static const char own[] = "STRUCTURE STRUCTURE_ID ACTION CONF_STATUS";
    *kept = an_words_find(own, concept, strlen(concept)) == 0;
    for (size_t i = 0; i < N_CONCEPTS; i++)
        if (strcmp(concepts[i][1], concept) == 0)
            return concepts[i][0];
    char *const copy = an_arena_copy(arena, concept, strlen(concept));
    for (char *c = copy; c != NULL && *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

/* ---- keys ---- */

enum { INDICATOR };

/* A dimension but for time: the first is INDICATOR. */
typedef struct dimension {
    const char *concept, *column;
    an_intern *codes;
    bool is_text; /* a code is no identifier */
} dimension;

struct an_sdmx {
    an_arena arena;
    const an_imprint *imprint;
    const char *flow; /* CUP_CONTROLS_BY_MEMBER_STATE */
    const char *id;
    dimension *dimensions;
    size_t n;
    const char **more; /* columns behind the fixed ones */
    size_t n_more;
    an_intern *keys;
    bool is_timeless; /* a row has no period */
};

/* CUP_CONTROLS_BY_MEMBER_STATE, and the whole reference to it. */
static bool name_flow(an_sdmx *table)
{
    const char *const program = table->imprint->program != NULL ? table->imprint->program : "indicators";
    size_t size = strlen(program) + 1;
    for (size_t k = 1; k < table->n; k++)
        size += strlen(table->dimensions[k].concept) + 4;
    char *const flow = an_arena_alloc(&table->arena, size), *const id =
                                                                an_arena_alloc(&table->arena, size + 40);
    const char *const first = identify(&table->arena, program);
    if (flow == NULL || id == NULL || first == NULL)
        return false;
    size_t used = (size_t)snprintf(flow, size, "%s", first);
    for (size_t k = 1; k < table->n; k++)
        used += (size_t)snprintf(flow + used, size - used, "%s_%s", k == 1 ? "_BY" : "",
                                 table->dimensions[k].concept);
    snprintf(id, size + 40, AGENCY ":%s(" VERSION ")", flow);
    table->flow = flow;
    table->id = id;
    return true;
}

static bool add_dimension(an_sdmx *table, const char *column)
{
    dimension *const made = &table->dimensions[table->n++];
    *made = (dimension){.column = an_arena_copy(&table->arena, column, strlen(column)),
                        .concept = an_sdmx_concept(&table->arena, column)};
    return made->column != NULL && made->concept != NULL && an_intern_new(&made->codes) == AN_OK;
}

an_code an_sdmx_new(an_sdmx **out, const an_imprint *imprint, const char *const breakdown[],
                    size_t n_breakdown, const char *const more[], size_t n_more, an_error *err)
{
    an_sdmx *const table = calloc(1, sizeof *table);
    if (table == NULL)
        return an_fail_memory(err);
    table->imprint = imprint;
    table->dimensions = an_arena_alloc(&table->arena, (n_breakdown + 1) * sizeof *table->dimensions);
    table->more = an_arena_alloc(&table->arena, (n_more + 1) * sizeof *table->more);
    bool made = table->dimensions != NULL && table->more != NULL && an_intern_new(&table->keys) == AN_OK &&
                add_dimension(table, "indicator");
    for (size_t k = 0; k < n_breakdown && made; k++)
        made = add_dimension(table, breakdown[k]);
    for (size_t k = 0; k < n_more && made; k++)
        made =
            (table->more[table->n_more++] = an_arena_copy(&table->arena, more[k], strlen(more[k]))) != NULL;
    if (!made || !name_flow(table)) {
        an_sdmx_free(table);
        return an_fail_memory(err);
    }
    *out = table;
    return AN_OK;
}

void an_sdmx_free(an_sdmx *table)
{
    if (table == NULL)
        return;
    for (size_t k = 0; k < table->n; k++)
        an_intern_free(table->dimensions[k].codes);
    an_intern_free(table->keys);
    an_arena_free(&table->arena);
    free(table);
}

const char *an_sdmx_structure_id(const an_sdmx *table)
{
    return table->id;
}

static bool is_identifier(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("_@$-", *c) == NULL)
            return false;
    return text[0] != '\0';
}

/* Appends a part of a key with a NUL behind it. */
static bool append(char **key, size_t *size, size_t *capacity, const char *part)
{
    const size_t more = strlen(part) + 1;
    if (an_grow(key, capacity, *size + more, 1) != AN_OK)
        return false;
    memcpy(*key + *size, part, more);
    *size += more;
    return true;
}

static bool take_code(dimension *of, const char *code)
{
    uint32_t id;
    of->is_text = of->is_text || !is_identifier(code);
    return of->is_text || an_intern_add(of->codes, code, strlen(code), &id) == AN_OK;
}

an_code an_sdmx_key(an_sdmx *table, const char *indicator, const char *period, const char *const keys[],
                    an_error *err)
{
    char *key = NULL;
    size_t size = 0, capacity = 0;
    const size_t before = an_intern_count(table->keys);
    uint32_t id;
    bool fits = append(&key, &size, &capacity, indicator) && append(&key, &size, &capacity, period) &&
                take_code(&table->dimensions[INDICATOR], indicator);
    for (size_t k = 1; k < table->n && fits; k++)
        fits = append(&key, &size, &capacity, keys[k - 1]) && take_code(&table->dimensions[k], keys[k - 1]);
    fits = fits && an_intern_add(table->keys, key, size, &id) == AN_OK;
    free(key);
    table->is_timeless = table->is_timeless || strcmp(period, an_sdmx_total) == 0;
    if (!fits)
        return an_fail_memory(err);
    if (an_intern_count(table->keys) > before)
        return AN_OK;
    return an_fail(
        err, AN_DATA,
        "--format sdmx: two rows have one key (%s, %s%s%s%s), of which a reader would keep the last: "
        "leave one out with --where",
        indicator, period, table->n > 1 ? ", " : "", table->n > 1 ? keys[0] : "", table->n > 2 ? " ..." : "");
}

/* ---- the structure message ---- */

static void put_text(an_writer *writer, const char *text)
{
    for (; *text != '\0'; text++) {
        const char *const mark = *text == '&'   ? "&amp;"
                                 : *text == '<' ? "&lt;"
                                 : *text == '>' ? "&gt;"
                                 : *text == '"' ? "&quot;"
                                                : NULL;
        if (mark != NULL)
            an_writer_string(writer, mark);
        else
            an_writer_bytes(writer, (unsigned char)*text < ' ' ? " " : text, 1);
    }
}

/* <str:KIND ATTRIBUTES><com:Name>NAME</com:Name> */
static void open_named(an_writer *writer, const char *kind, const char *prefix, const char *id,
                       const char *name)
{
    an_writer_print(writer, "<str:%s id=\"%s", kind, prefix);
    put_text(writer, id);
    an_writer_string(writer, "\"");
    if (strcmp(kind, "Code") != 0 && strcmp(kind, "Concept") != 0)
        an_writer_string(writer, " agencyID=\"" AGENCY "\" version=\"" VERSION "\"");
    an_writer_string(writer, "><com:Name xml:lang=\"en\">");
    put_text(writer, name);
    an_writer_string(writer, "</com:Name>");
}

static void put_code(an_writer *writer, const char *code, const char *name)
{
    open_named(writer, "Code", "", code, name);
    an_writer_string(writer, "</str:Code>\n");
}

/* A code list that stands in the standard's own registry, with the codes that we write. */
static void put_fixed_list(an_writer *writer, const an_sdmx *table, const char *concept, const char *name,
                           const char *const codes[][2])
{
    an_writer_print(writer,
                    "<str:Codelist id=\"CL_%s_%s\" agencyID=\"" AGENCY "\" version=\"" VERSION
                    "\"><com:Name xml:lang=\"en\">%s</com:Name>\n",
                    table->flow, concept, name);
    for (size_t i = 0; codes[i][0] != NULL; i++)
        put_code(writer, codes[i][0], codes[i][1]);
    an_writer_string(writer, "</str:Codelist>\n");
}

/* What a code is called: the title of an indicator; else itself. */
static const char *name_of(const an_meanings *meanings, const dimension *of, const char *code)
{
    const an_meaning *const meaning =
        strcmp(of->column, "indicator") == 0 ? an_meanings_find(meanings, code) : NULL;
    if (strcmp(code, an_sdmx_total) == 0)
        return "all";
    if (strcmp(code, an_sdmx_unknown) == 0)
        return "not known";
    return meaning != NULL && meaning->indicator->title != NULL ? meaning->indicator->title : code;
}

static void put_list(an_sdmx *table, const an_meanings *meanings, const dimension *of)
{
    an_writer *const writer = table->imprint->structure;
    if (of->is_text)
        return;
    an_writer_print(writer,
                    "<str:Codelist id=\"CL_%s_%s\" agencyID=\"" AGENCY "\" version=\"" VERSION
                    "\"><com:Name xml:lang=\"en\">codes of %s</com:Name>\n",
                    table->flow, of->concept, of->concept);
    for (uint32_t i = 0; i < an_intern_count(of->codes); i++) {
        size_t size;
        const char *const text = an_intern_text(of->codes, i, &size);
        const char *const code = an_arena_copy(&table->arena, text, size);
        if (code != NULL)
            put_code(writer, code, name_of(meanings, of, code));
    }
    an_writer_string(writer, "</str:Codelist>\n");
}

static void put_codelists(an_sdmx *table, const an_meanings *meanings)
{
    static const char *const statuses[][2] = {
        {"A", "normal"},      {"B", "break in the series"}, {"M", "cannot be computed"},
        {"P", "provisional"}, {"Q", "suppressed"},          {"U", "low reliability"},
        {NULL, NULL}};
    static const char *const confidence[][2] = {{"F", "free"},
                                                {"A", "too few contributors"},
                                                {"C", "confidential"},
                                                {"D", "secondary"},
                                                {"M", "dominance, too few"},
                                                {"O", "dominated by one"},
                                                {"T", "dominated by two"},
                                                {NULL, NULL}};
    an_writer *const writer = table->imprint->structure;
    an_writer_string(writer, "<str:Codelists>\n");
    for (size_t k = 0; k < table->n; k++)
        put_list(table, meanings, &table->dimensions[k]);
    put_fixed_list(writer, table, "OBS_STATUS", "status of an observation", statuses);
    put_fixed_list(writer, table, "CONF_STATUS", "confidentiality of an observation", confidence);
    an_writer_string(writer, "</str:Codelists>\n");
}

/* The attributes: their columns, and what their texts are. */
typedef struct attribute {
    const char *concept, *type; /* NULL type: of a code list */
    const char *name;
} attribute;

static const attribute attributes[] = {
    {"LOWER", "Double", "lower bound of the interval"},
    {"UPPER", "Double", "upper bound of the interval"},
    {"NUMERATOR", "Decimal", "numerator"},
    {"DENOMINATOR", "Decimal", "denominator"},
    {"N_MISSING", "Decimal", "units that a missing cell kept out"},
    {"UNIT_MEASURE", "String", "unit"},
    {"OBS_STATUS", NULL, "status"},
    {"METHOD", "String", "method of the interval"},
    {"CONF_STATUS", NULL, "confidentiality"},
    {"SQUARES", "Decimal", "sum of squares"},
    {"CLUSTERS", "Decimal", "clusters"},
    {"DESIGN_EFFECT", "Double", "design effect"},
    {"OPERATORS", "Decimal", "operators behind the numerator"},
    {"MAX1", "Decimal", "largest contribution"},
    {"MAX2", "Decimal", "second largest contribution"},
};
enum { N_ATTRIBUTES = sizeof attributes / sizeof attributes[0] };

static bool is_attribute(const char *concept)
{
    for (size_t i = 0; i < N_ATTRIBUTES; i++)
        if (strcmp(attributes[i].concept, concept) == 0)
            return true;
    return false;
}

static void put_concept(an_writer *writer, const char *id, const char *name)
{
    open_named(writer, "Concept", "", id, name);
    an_writer_string(writer, "</str:Concept>\n");
}

static void put_concepts(an_sdmx *table)
{
    an_writer *const writer = table->imprint->structure;
    an_writer_string(writer, "<str:ConceptSchemes>\n");
    open_named(writer, "ConceptScheme", "CS_", table->flow, "concepts");
    an_writer_string(writer, "\n");
    for (size_t k = 0; k < table->n; k++) {
        const an_column *const column = an_column_find(table->dimensions[k].column);
        put_concept(writer, table->dimensions[k].concept,
                    column != NULL && column->title != NULL ? column->title : table->dimensions[k].column);
    }
    put_concept(writer, "TIME_PERIOD", "period");
    put_concept(writer, "OBS_VALUE", "value");
    for (size_t i = 0; i < N_ATTRIBUTES; i++)
        put_concept(writer, attributes[i].concept, attributes[i].name);
    for (size_t k = 0; k < table->n_more; k++) {
        const char *const concept = an_sdmx_concept(&table->arena, table->more[k]);
        if (concept != NULL && !is_attribute(concept))
            put_concept(writer, concept, table->more[k]);
    }
    an_writer_string(writer, "</str:ConceptScheme>\n</str:ConceptSchemes>\n");
}

/* The concept that a component is, and its text: of a code list where type is NULL. */
static void put_identity(const an_sdmx *table, const char *concept, const char *type)
{
    an_writer *const writer = table->imprint->structure;
    an_writer_print(writer,
                    "<str:ConceptIdentity>urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=" AGENCY
                    ":CS_%s(" VERSION ").%s</str:ConceptIdentity><str:LocalRepresentation>",
                    table->flow, concept);
    if (type != NULL)
        an_writer_print(writer, "<str:TextFormat textType=\"%s\"/>", type);
    else
        an_writer_print(writer,
                        "<str:Enumeration>urn:sdmx:org.sdmx.infomodel.codelist.Codelist=" AGENCY
                        ":CL_%s_%s(" VERSION ")</str:Enumeration>",
                        table->flow, concept);
    an_writer_string(writer, "</str:LocalRepresentation>");
}

static void put_attribute(const an_sdmx *table, const char *concept, const char *type)
{
    an_writer *const writer = table->imprint->structure;
    an_writer_print(writer, "<str:Attribute id=\"%s\" usage=\"%s\">", concept,
                    type == NULL ? "mandatory" : "optional");
    put_identity(table, concept, type);
    an_writer_string(writer, "<str:AttributeRelationship><str:Observation/></str:AttributeRelationship>"
                             "</str:Attribute>\n");
}

static void put_components(an_sdmx *table)
{
    an_writer *const writer = table->imprint->structure;
    an_writer_string(writer,
                     "\n<str:DataStructureComponents>\n<str:DimensionList id=\"DimensionDescriptor\">\n");
    for (size_t k = 0; k < table->n; k++) {
        const dimension *const of = &table->dimensions[k];
        an_writer_print(writer, "<str:Dimension id=\"%s\" position=\"%zu\">", of->concept, k + 1);
        put_identity(table, of->concept, of->is_text ? "String" : NULL);
        an_writer_string(writer, "</str:Dimension>\n");
    }
    an_writer_string(writer, "<str:TimeDimension id=\"TIME_PERIOD\">");
    put_identity(table, "TIME_PERIOD", "ObservationalTimePeriod");
    an_writer_string(writer, "</str:TimeDimension>\n</str:DimensionList>\n"
                             "<str:AttributeList id=\"AttributeDescriptor\">\n");
    for (size_t i = 0; i < N_ATTRIBUTES; i++)
        put_attribute(table, attributes[i].concept, attributes[i].type);
    for (size_t k = 0; k < table->n_more; k++) {
        const char *const concept = an_sdmx_concept(&table->arena, table->more[k]);
        if (concept != NULL && !is_attribute(concept))
            put_attribute(table, concept, "String");
    }
    an_writer_string(writer, "</str:AttributeList>\n<str:MeasureList id=\"MeasureDescriptor\">\n"
                             "<str:Measure id=\"OBS_VALUE\" usage=\"optional\">");
    put_identity(table, "OBS_VALUE", "Double");
    an_writer_string(writer, "</str:Measure>\n</str:MeasureList>\n</str:DataStructureComponents>\n");
}

static void put_message(an_sdmx *table, const an_meanings *meanings)
{
    static const char spaces[] = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/";
    an_writer *const writer = table->imprint->structure;
    an_writer_print(
        writer,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<mes:Structure xmlns:mes=\"%smessage\" xmlns:str=\"%sstructure\" xmlns:com=\"%scommon\">\n"
        "<mes:Header><mes:ID>%s</mes:ID><mes:Test>false</mes:Test>\n"
        "<mes:Prepared>1980-01-01T00:00:00Z</mes:Prepared><mes:Sender id=\"" AGENCY "\"/></mes:Header>\n"
        "<mes:Structures>\n",
        spaces, spaces, spaces, table->flow);
    put_codelists(table, meanings);
    put_concepts(table);
    an_writer_string(writer, "<str:Dataflows>\n");
    open_named(writer, "Dataflow", "", table->flow, table->flow);
    an_writer_print(writer,
                    "<str:Structure>urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=" AGENCY
                    ":DSD_%s(" VERSION ")</str:Structure></str:Dataflow>\n</str:Dataflows>\n"
                    "<str:DataStructures>\n",
                    table->flow);
    open_named(writer, "DataStructure", "DSD_", table->flow, table->flow);
    put_components(table);
    an_writer_string(writer,
                     "</str:DataStructure>\n</str:DataStructures>\n</mes:Structures>\n</mes:Structure>\n");
}

an_code an_sdmx_finish(an_sdmx *table, an_error *err)
{
    if (table->imprint->structure == NULL)
        return AN_OK;
    if (table->is_timeless)
        return an_fail(err, AN_USAGE,
                       "--structure: rows without a period, which the time dimension of SDMX must have: give "
                       "--period quarter, month or year");
    an_meanings *meanings = NULL;
    const an_code code = an_meanings_new(&meanings, NULL, err);
    if (code == AN_OK)
        put_message(table, meanings);
    an_meanings_free(meanings);
    return code;
}
