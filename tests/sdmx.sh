#!/bin/sh
# sdmx: checks a result in SDMX-CSV 2.0 and its structure message against the rules of the field guide and of
# SDMX-ML 3.0: what is wrong, a line each; nothing, where nothing is.
#
#   sh tests/sdmx.sh RESULT.csv STRUCTURE.xml
#
# No cell that is looked at holds a comma.
set -eu

at() { xmllint --xpath "$1" "$structure" 2>/dev/null | sed 's/ *\([a-zA-Z]*\)="\([^"]*\)"/\2\n/g' | sed '/^$/d'; }

result=$1 structure=$2
xmllint --noout "$structure" || exit 0
node() { printf "//*[local-name()='%s']" "$1"; }

dimensions=$(at "$(node Dimension)/@id"; at "$(node TimeDimension)/@id")
attributes=$(at "$(node Attribute)/@id")
measures=$(at "$(node Measure)/@id")
flow=$(at "$(node Dataflow)/@id")

# The containers come in the order of the schema, and every reference leads to something.
order=$(xmllint --xpath "$(node Structures)/*" "$structure" | grep -oE '^<str:(Codelists|ConceptSchemes|Dataflows|DataStructures)>' | tr -d '\n')
[ "$order" = '<str:Codelists><str:ConceptSchemes><str:Dataflows><str:DataStructures>' ] || echo "order: $order"
at "$(node Codelist)/@id" >lists.txt
grep -o 'Codelist=[^(]*' "$structure" | sed 's/.*://' | sort -u | while read -r list; do
    grep -qx "$list" lists.txt || echo "no code list $list"
done
at "$(node Concept)/@id" | sort >concepts.txt
uniq -d concepts.txt | sed 's/^/twice: /'
grep -o 'Concept=[^<]*' "$structure" | sed 's/.*\.//' | sort -u | while read -r concept; do
    grep -qx "$concept" concepts.txt || echo "no concept $concept"
done
rm lists.txt concepts.txt

awk -F , -v dimensions="$dimensions" -v others="$attributes
$measures" -v flow="$flow" '
    NR == 1 {
        if ($1 != "STRUCTURE" || $2 != "STRUCTURE_ID" || $3 != "ACTION") print "the first columns are others"
        n = split(dimensions, d, "\n"); m = split(others, o, "\n")
        for (i = 1; i <= NF; i++) place[$i] = i
        for (i = 1; i <= n; i++) { known[d[i]] = 1; if (!(d[i] in place)) print "no column of dimension " d[i] }
        for (i = 1; i <= m; i++) known[o[i]] = 1
        for (i = 4; i <= NF; i++) if (!($i in known)) print "no component of column " $i
        next
    }
    $1 != "dataflow" { print NR ": STRUCTURE " $1 }
    $2 != "CUPRUM:" flow "(1.0)" { print NR ": STRUCTURE_ID " $2 }
    $3 !~ /^[IAMRD]$/ { print NR ": ACTION " $3 }
    $place["TIME_PERIOD"] !~ /^[0-9][0-9][0-9][0-9](-Q[1-4]|-[01][0-9])?$/ { print NR ": " $place["TIME_PERIOD"] }
    $place["OBS_VALUE"] == "" { print NR ": no value, not even NaN" }
    {
        key = ""
        for (i = 1; i <= n; i++) { key = key "," $place[d[i]]; if ($place[d[i]] == "") print NR ": " d[i] " is empty" }
        if (key in seen) print NR ": the key of row " seen[key]
        seen[key] = NR
    }' "$result"
