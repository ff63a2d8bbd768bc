/* cup-passengers: what the controls of passengers find. */
#include "cli/program.h"

static const an_sum sums[] = {
    {.name = "passenger_controls", .title = "controls", .of = "controls", .where = {{"seizures", "*"}}},
    {.name = "without_seizures", .of = "controls", .where = {{"seizures", "-"}}},
    {.name = "passenger_seizures", .title = "seizures", .of = "seizures", .where = {{"controls", "*"}}},
    {.name = NULL},
};

static const an_source sources[] = {
    {.extract = "passengers",
     .date = "date",
     .reads = (const an_need[]){{.name = "controls"}, {.name = "seizures"}, {0}},
     .sums = sums},
    {.extract = NULL},
};

static const an_indicator indicators[] = {
    {.code = "seizure_rate",
     .kind = AN_EVENTS,
     .title = "seizure rate",
     .sentence = "the share of controls of passengers that led to a seizure was %v",
     .numerator = "passenger_seizures",
     .denominator = "passenger_controls",
     .missing = "without_seizures",
     .definition =
         "Seizures / controls. Controls whose number of seizures is not reported (an empty cell, not 0) "
         "are left out and counted in n_missing. One control may lead to several seizures: where there "
         "are more of them than controls there is no interval."},
    {.code = NULL},
};

static const an_program program = {
    .name = "cup-passengers",
    .summary = "passenger controls: seizures against controls",
    .definition = "Adds up controls of passengers and the seizures they led to. Kinds of traffic (air, "
                  "sea, land ...) differ by nature: break down by traffic before comparing Member States.",
    .source = "SWD(2018) 380, section 3.2, objective 3: results of different types of controls, from the "
              "Controls chapter of the Customs Union Performance (CUP) project. Wilson 1927, JASA 22:209.",
    .examples = "cup-passengers --by traffic passengers.csv\n"
                "cup-passengers --where traffic=air --by member_state passengers.csv | ind-compare",
    .sources = sources,
    .indicators = indicators,
};

AN_PROGRAM(program)
