#!/bin/sh
# part: one task of tally.sh: the table of an extract, or of one of its parts, if it is not there yet.
set -eu
out=$1
shift
IFS='	' read -r part file <<LINE
$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$out/files")
LINE
table=$out/part-$SLURM_ARRAY_TASK_ID.csv
[ ! -e "$table" ] || exit 0
if [ "$part" != 1/1 ]; then
    # Not by a pipe, whose reader would not hear that the part is wrong.
    rows=$(mktemp)
    trap 'rm -f "$rows"' EXIT
    extract-cat --part "$part" -o "$rows" "$file"
    file=$rows
fi
"$@" -j "${SLURM_CPUS_ON_NODE:-1}" -o "$table" "$file"
