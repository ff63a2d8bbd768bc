#!/bin/sh
# new_extract: an extract that nobody listed, added to a copy of the tree by one declaration, and a program on it.
#
#   sh tests/new_extract.sh BIN
#
# BIN is the folder of the programs (build/bin). The copy takes what is built there along, so that only the
# tables of the extracts, the new program and what is linked are made. No C file of analytics/ is touched. What
# is not as it should be is printed; exit 1 then.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
built=$(cd "$(dirname "$1")" && pwd)
under=${built#"$root"/} # build, or build/VARIANT
variant=${under#build}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

cp -R -p "$root/Makefile" "$root/analytics" "$root/indicators" "$root/datasets" "$root/plots" "$copy"
mkdir -p "$copy/$under/obj"
cp -R -p "$built/obj/analytics" "$built/obj/plots" "$built/obj/text" "$built/obj/datasets" "$copy/$under/obj"
for file in "$built"/*; do
    [ ! -f "$file" ] || cp -p "$file" "$copy/$under"
done

cat >"$copy/datasets/extracts/example.json" <<'END'
{
  "name": "example",
  "title": "Parcels opened at the counter",
  "fieldsMatch": "partial",
  "fields": [
    {"name": "parcel_id", "type": "string", "title": "identifier of the parcel", "constraints": {"pattern": "P[0-9]{3}"}},
    {"name": "opened_on", "type": "date", "title": "day on which it was opened"},
    {"name": "sealed_on", "type": "date", "title": "day on which it was sealed", "cuprum:notBefore": "opened_on"},
    {"name": "reason", "type": "string", "title": "why", "constraints": {"enum": ["weight", "label"], "required": true}},
    {"name": "pieces", "type": "integer", "title": "pieces in it", "constraints": {"minimum": 1, "maximum": 100}},
    {"name": "false_pieces", "type": "integer", "title": "false ones", "constraints": {"minimum": 0}, "cuprum:partOf": "pieces"},
    {"name": "remark", "type": "string", "title": "a remark", "constraints": {"minLength": 2, "maxLength": 5}}
  ],
  "primaryKey": ["parcel_id"],
  "cuprum:dates": ["opened_on"]
}
END

cat >"$copy/indicators/cup-example.c" <<'END'
/* cup-example: false pieces in parcels that were opened. */
#include "cli/program.h"

static const an_need reads[] = {{.name = "pieces"}, {.name = "false_pieces"}, {.name = NULL}};
static const an_sum sums[] = {{.name = "pieces", .of = "pieces"}, {.name = "false_pieces", .of = "false_pieces"}, {.name = NULL}};
static const an_source sources[] = {{.extract = "example", .date = "opened_on", .reads = reads, .sums = sums}, {.extract = NULL}};
static const an_indicator indicators[] = {
    {.code = "false_share", .numerator = "false_pieces", .denominator = "pieces", .definition = "False pieces / pieces."},
    {.code = NULL}};
static const an_program program = {.name = "cup-example",
                                   .summary = "false pieces",
                                   .definition = "False pieces.",
                                   .sources = sources,
                                   .indicators = indicators};

int main(int argc, char **argv)
{
    return an_main(&program, argc, argv);
}
END

cat >"$copy/in.csv" <<'END'
parcel_id,opened_on,sealed_on,reason,pieces,false_pieces,remark
P001,2017-07-03,2017-07-03,weight,10,2,dry
P002,2017-07-04,2017-07-03,label,20,5,été
P003,2017-07-05,2017-07-06,,101,1,x
P1,2017-07-06,2017-07-06,weigth,0,1,too long
P001,,2017-07-06,label,5,5,
END

cd "$copy"
# The objects are as new as their sources: -o FORCE keeps what was stamped for them (compiler, flags, version).
if ! make VARIANT="${variant#/}" -s -o FORCE -o "$under/flags" "$under/bin/cup-example" \
    "$under/bin/extract-check" >make.log 2>&1; then
    cat make.log
    exit 1
fi
if grep 'CC .*/obj/analytics/' make.log | head -n 3 | grep .; then
    echo "objects of analytics/ were built again"
    exit 1
fi

export LC_ALL=C PATH="$copy/$under/bin:$PATH"
{
    cup-example --help | grep -A 3 '^Reads the extract'
    head -n 3 in.csv | cup-example | cut -d, -f1-3,6-8
    extract-check in.csv 2>err.txt | awk -F, 'NR > 1 && $4 > 0 && $1 != "completeness" { print $1 "," $2 "," $4 "," $6 }'
    cat err.txt
    extract-check --extract nothing in.csv 2>&1 | sed 's/.*: //'
} >out.txt || true
diff -u - out.txt <<'END'
Reads the extract example, dated by opened_on or period
  columns it needs:
    pieces                pieces in it
    false_pieces          false ones
indicator,period,value,numerator,denominator,n_missing
false_share,2017-Q3,0.23333333333333334,7,30,0
range,pieces,2,in.csv:4
code,reason,1,in.csv:5
required,reason,1,in.csv:4
length,remark,2,in.csv:4
dated,opened_on,1,in.csv:6
pattern,parcel_id,1,in.csv:5
at_most,false_pieces,1,in.csv:5
not_before,sealed_on,1,in.csv:3
duplicate,parcel_id,1,in.csv:6
extract-check: note: checked as example (its columns fit that best; --extract says otherwise)
actions aeo_register assistance crc declarations ens example operations passengers programme rif sharing survey tor
END
