#!/bin/sh
# tally: one indicator program over many extracts on a Slurm cluster, and the table of the whole.
#
#   sh tally.sh OUT FILE... -- PROGRAM [OPTION]...
#   sh tally.sh /shared/q3 /shared/extracts/2017-Q3-*.csv.zst -- cup-controls --by member_state
#   PARTS=64 sh tally.sh /shared/2017 /shared/2017.csv -- cup-controls --by member_state
#
# One task an extract (each of many days, offices or Member States), or, with PARTS, one for each of so many parts of
# every plain file, writes a table; when all have succeeded, ind-merge adds them up to OUT/result.csv, byte for byte
# the table that one run over all extracts would write. OUT must be seen by all nodes, and the programs be on their
# PATH. Waits for the end. A table is written whole or not at all: after a failure start it again with the same OUT,
# and tables that are there are not computed again. Options of sbatch (partition, memory) come from the SBATCH_*
# environment.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$1
shift
mkdir -p "$out"
out=$(cd "$out" && pwd)
while [ "$1" != -- ]; do
    seq "${PARTS:-1}" | while read -r k; do printf '%s\t%s\n' "$k/${PARTS:-1}" "$1"; done
    shift
done >"$out/files.new"
shift
if [ -e "$out/files" ] && ! cmp -s "$out/files" "$out/files.new"; then
    echo "tally: $out holds tables of other extracts or parts; expected a new folder" >&2
    exit 2
fi
mv "$out/files.new" "$out/files"
n=$(wc -l <"$out/files")

parts=$(sbatch --parsable --array=1-"$n" --output="$out/part-%a.log" "$here/part.sh" "$out" "$@")
exec sbatch --wait --dependency=afterok:"$parts" --kill-on-invalid-dep=yes --output="$out/merge.log" \
    --wrap "ind-merge '$out'/part-*.csv -o '$out/result.csv'"
