#!/bin/sh
# tally: one indicator program over many extracts on a Slurm cluster, and the table of the whole.
#
#   sh tally.sh OUT 'FILES' PROGRAM [OPTION]...
#   sh tally.sh /shared/q3 '/shared/extracts/2017-Q3-*.csv.zst' cup-controls --by member_state
#
# One task an extract (each of many days, offices or Member States) writes a table of its part; when all have
# succeeded, ind-merge adds the parts up to OUT/result.csv, byte for byte the table that one run over all
# extracts would write. OUT must be seen by all nodes, and the programs be on their PATH. Waits for the end.
# A part is written whole or not at all: after a failure start it again with the same OUT, and parts that are
# there are not computed again. Options of sbatch (partition, memory) come from the SBATCH_* environment.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$1
files=$2
shift 2
mkdir -p "$out"
out=$(cd "$out" && pwd)
# shellcheck disable=SC2086 # the pattern is to be expanded
printf '%s\n' $files >"$out/files"
n=$(wc -l <"$out/files")

parts=$(sbatch --parsable --array=1-"$n" --output="$out/part-%a.log" "$here/part.sh" "$out" "$@")
exec sbatch --wait --dependency=afterok:"$parts" --kill-on-invalid-dep=yes --output="$out/merge.log" \
    --wrap "ind-merge '$out'/part-*.csv -o '$out/result.csv'"
