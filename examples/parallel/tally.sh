#!/bin/sh
# tally: one indicator program over one large plain file, in N processes of this machine, and the table of the whole.
#
#   sh tally.sh N FILE PROGRAM [OPTION]... > result.csv
#   sh tally.sh 16 2017.csv cup-controls --by member_state > result.csv
#
# Each process reads its part of the file (extract-cat --part) and tallies it; ind-merge adds the tables up, byte for
# byte what one run over the file would write. xargs starts them; with GNU parallel, also over several machines:
#   seq 16 | parallel --sshlogin a,b 'extract-cat --part {}/16 FILE | PROGRAM -o part-{}.csv'
# Programs use several threads by themselves: this is for what is piped, and for more machines than one.
set -eu

n=$1
file=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2016 # $1 to $5 are those of the inner shell
seq "$n" | xargs -P "$n" -I '{}' sh -c '
    k=$1 n=$2 file=$3 work=$4
    shift 4
    extract-cat --part "$k/$n" -o "$work/part-$k" "$file" && "$@" -j 1 -o "$work/table-$k.csv" "$work/part-$k" &&
        rm "$work/part-$k"' part '{}' "$n" "$file" "$work" "$@"
ind-merge "$work"/table-*.csv
