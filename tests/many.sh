#!/bin/sh
# many: examples/parallel and examples/make on this machine: many processes, the bytes of one.
#
#   sh tests/many.sh BIN
set -eu

PATH=$1:$PATH
export PATH CUPRUM_CONFIG=none
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

extract-generate --rows 8000 --seed 11 >'q 3.csv'
cup-controls --by member_state 'q 3.csv' >whole.csv
sh "$root/examples/parallel/tally.sh" 5 'q 3.csv' cup-controls --by member_state >parts.csv
cmp whole.csv parts.csv
if sh "$root/examples/parallel/tally.sh" 2 missing.csv cup-controls >none.csv 2>message; then exit 1; fi
grep -q 'missing.csv' message

# No set of comparable prices looks across headings: their scores are those of one run.
mv 'q 3.csv' declarations.csv
make -s -f "$root/examples/make/Makefile" -j 2 FLAG='sidda-flag --method mad --threshold 3.5' signals.csv 2>messages
sidda-flag --method mad --threshold 3.5 -f csv declarations.csv 2>messages >whole.csv
columns='-s declaration_id,item_number,unit_price,reference_price,score,signal'
# shellcheck disable=SC2086 # words
extract-cat $columns whole.csv | sort >a
# shellcheck disable=SC2086
extract-cat $columns signals.csv | sort >b
cmp a b
[ "$(wc -l <a)" -gt 100 ]
echo "many: ok"
