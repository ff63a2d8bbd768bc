#!/bin/sh
# new_declarations: indicators and an extract that nobody listed, added to a copy of the tree, a file each.
#
#   sh tests/new_declarations.sh BIN
#
# BIN is the folder of the programs (build/bin). The indicators are those of examples/indicator, the extract one of
# parcels. The copy takes what is built there along, so that only their tables, the catalogue and what is linked are
# made; no C file of analytics/ is touched. Merging, suppression, charts, the page, definitions and quarter must then
# be right for them by their declarations alone. What is not is printed; exit 1 then.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
built=$(cd "$(dirname "$1")" && pwd)
under=${built#"$root"/} # build, or build/VARIANT
variant=${under#build}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
wrong=0

# wrong WHAT...: says so, and goes on
wrong() {
    echo "wrong: $*"
    wrong=1
}

# ---- the copy, and what is new in it

cp -R -p "$root/Makefile" "$root/VERSION" "$root/analytics" "$root/indicators" "$root/datasets" "$root/plots" "$copy"
mkdir -p "$copy/$under/obj"
cp -R -p "$built/obj/analytics" "$built/obj/plots" "$built/obj/text" "$built/obj/datasets" "$built/obj/catalogue" \
    "$built/obj/indicators" "$copy/$under/obj"
cp -R -p "$built/bin" "$copy/$under"
for file in "$built"/*; do
    [ ! -f "$file" ] || cp -p "$file" "$copy/$under"
done
cp "$root"/examples/indicator/*.c "$copy/indicators"
touch "$copy/$under/programs" "$copy/$under/members" # the lists of what there is have changed

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
    {.code = "false_share", .kind = AN_SHARE, .numerator = "false_pieces", .denominator = "pieces", .definition = "False pieces / pieces."},
    {.code = NULL}};
static const an_program program = {.name = "cup-example",
                                   .summary = "false pieces",
                                   .definition = "False pieces.",
                                   .sources = sources,
                                   .indicators = indicators};

AN_PROGRAM(program)
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
bin=$under/bin
# The objects are as new as their sources: -o FORCE keeps what was stamped for them (compiler, flags, version).
if ! make VARIANT="${variant#/}" -s -o FORCE -o "$under/flags" "$bin/cup-example" "$bin/extract-check" \
    "$bin/cup-procedures" "$bin/crmf-fields" "$bin/ind-merge" "$bin/ind-suppress" "$bin/ind-plot" \
    "$bin/ind-report" "$bin/quarter" >make.log 2>&1; then
    cat make.log
    exit 1
fi
! grep 'CC .*/obj/analytics/' make.log | head -n 3 | grep . || wrong 'objects of analytics/ were built again'
export LC_ALL=C PATH="$copy/$bin:$PATH"

# ---- the extract: read, checked, explained

{
    cup-example --help | grep -A 3 '^Reads the extract'
    head -n 3 in.csv | cup-example | cut -d, -f1-3,6-8
    extract-check in.csv 2>err.txt | awk -F, 'NR > 1 && $4 > 0 && $1 != "completeness" { print $1 "," $2 "," $4 "," $6 }'
    cat err.txt
    extract-check --extract nothing in.csv 2>&1 | sed 's/.*: //'
} >out.txt || true
diff -u - out.txt <<'END' || wrong 'the extract'
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
actions aeo_register assistance authorisations conformity crc declarations ens example operations passengers pif programme readiness rif seizures sharing shortcomings survey tor
END

# ---- the indicators: parts add up to the bytes of the whole

# parts EXTRACT PROGRAM ARG...: of every third row, of the next, of the rest
parts() {
    extract=$1
    shift
    "$@" "datasets/$extract.csv" >whole.csv
    for third in 0 1 2; do
        awk -v t=$third 'NR == 1 || NR % 3 == t' "datasets/$extract.csv" | "$@" >"part-$third.csv"
    done
    ind-merge part-0.csv part-1.csv part-2.csv | diff -u whole.csv - | head -n 20 >difference
    [ ! -s difference ] || { cat difference && wrong "the merged parts of $*"; }
}
parts declarations cup-procedures
parts declarations cup-procedures --by member_state,procedure --period month
parts rif crmf-fields
parts rif crmf-fields --by member_state --period year

# ---- suppression knows them, and withholds small ones

awk -F, -v OFS=, 'NR == 1 || $3 != "6110"' datasets/declarations.csv >some.csv
cup-procedures --by member_state,procedure some.csv >table.csv
ind-suppress --min-n-cell 3 table.csv >published.csv 2>/dev/null || wrong 'ind-suppress refuses procedure_share'
awk -F, 'NR > 1 && $8 != "" && $8 > 0 && $8 < 3' published.csv | grep . && wrong 'a small count is published'
crmf-fields datasets/rif.csv | ind-suppress >/dev/null 2>&1 || wrong 'ind-suppress refuses rif_fields_mean'

# ---- charts: title, axis in percent or in the unit

cup-procedures datasets/declarations.csv | ind-plot bars >shares.gp
grep -qi 'share of items by procedure' shares.gp || wrong 'the title of the composition'
grep -q '%' shares.gp || wrong 'the composition is not drawn in percent'
crmf-fields --by member_state --period none datasets/rif.csv | ind-plot bars >fields.gp
grep -qi 'fields completed per RIF' fields.gp || wrong 'the title of the mean'
grep -q 'fields' fields.gp || wrong 'the unit of the mean'
! grep -q 'percent\|, %' fields.gp || wrong 'the mean is drawn in percent'

# ---- quarter runs them; the page tells them, and defines them

mkdir quarter-in
head -n 3000 datasets/declarations.csv >quarter-in/declarations.csv
cp datasets/rif.csv quarter-in
quarter quarter-in -o out >quarter.log 2>&1 || { tail -n 5 quarter.log && wrong 'quarter'; }
for name in cup-procedures crmf-fields; do
    [ -s "out/$name.csv" ] || wrong "quarter did not run $name"
    grep -q "^$name:" "out/definitions/$name.txt" || wrong "no definition of $name"
    grep -q "\"$name.csv\"" out/contents.csv || grep -q ",$name.csv," out/contents.csv || wrong "$name is not in contents.csv"
done
text=$(sed 's/<[^>]*>//g; s/\xC2\xA0/ /g' out/index.html)
printf '%s\n' "$text" | grep -q 'the share of items under a procedure was [0-9.]* % ([0-9]*) to [0-9.]* % (4000)' ||
    wrong 'the sentence of the composition'
printf '%s\n' "$text" | grep -q 'risk information forms had [0-9.]* fields completed on average' ||
    wrong 'the sentence of the mean'
exit $wrong
