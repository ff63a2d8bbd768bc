#!/bin/sh
# part: one task of tally.sh: the table of one extract, if it is not there yet.
set -eu
out=$1
shift
file=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$out/files")
part=$out/part-$SLURM_ARRAY_TASK_ID.csv
[ -e "$part" ] || exec "$@" -j "${SLURM_CPUS_ON_NODE:-1}" -o "$part" "$file"
