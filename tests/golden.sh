#!/bin/sh
# golden: runs one golden folder and compares what its command does with what the folder expects.
#
#   sh tests/golden.sh tests/programs/NAME/CASE
#
# The folder:   cmd      the body of a sh script, run in a copy of the folder with the programs first in PATH
#               out.*    its standard output (out.csv, out.json, out.svg ...); no such file: it writes none
#               err      its standard error; no such file: it writes none
#               status   its exit status; no such file: 0
#               made/    every file it leaves or changes, and no other; no such folder: not looked at
#               others   its input, copied with their subfolders (in.csv by habit). Standard input is empty.
# Environment:  CUPRUM_BIN     the folder of the programs (build/bin)
#               CUPRUM_GOLDEN  1: writes the expectations anew instead of comparing
# The command finds LC_ALL=C, TZ=UTC CUPRUM_CONFIG=none and CUPRUM_ROOT (the tree, to read from), and little else. It is ended
# after 600 s, which only a hang takes. The copy (run/) and the new output (out.new, err.new, status.new) lie
# in golden/NAME/CASE beside the programs' folder, and stay there when they differ.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(cd "$1" && pwd)
bin=${CUPRUM_BIN:-$root/build/bin}
case_name=${folder##*/}
program_folder=${folder%/*}
work=$(dirname "$bin")/golden/${program_folder##*/}/$case_name

# The inputs alone, without what is expected.
copy_inputs() {
    mkdir -p "$1"
    cp -R "$folder/." "$1"
    (cd "$1" && rm -rf cmd out.* err status made)
}

run_command() {
    status=0
    (cd "$work/run" && exec env -i PATH="$bin:$PATH" HOME="$work" LC_ALL=C TZ=UTC CUPRUM_ROOT="$root" \
        CUPRUM_CONFIG=none ASAN_OPTIONS="${ASAN_OPTIONS-}" UBSAN_OPTIONS="${UBSAN_OPTIONS-}" \
        timeout 1800 sh -c "$(cat "$folder/cmd")") </dev/null >"$work/out.new" 2>"$work/err.new" || status=$?
    echo "$status" >"$work/status.new"
    echo 0 >"$work/zero"
}

# The expected file, or what stands for one that is not there.
expected() {
    if [ -e "$folder/$1" ]; then echo "$folder/$1"; else echo "$2"; fi
}

compare() {
    diff -u "$(expected "$out" /dev/null)" "$work/out.new" || differs=1
    diff -u "$(expected err /dev/null)" "$work/err.new" || differs=1
    diff -u "$(expected status "$work/zero")" "$work/status.new" || differs=1
    if [ -d "$folder/made" ]; then
        cp -R "$folder/made/." "$work/inputs"
        diff -ruN "$work/inputs" "$work/run" || differs=1
    fi
}

# NAME NEW NOTHING: writes the expectation, or removes it where the new output is as if it were not there.
rewrite() {
    if cmp -s "$work/$2" "$3"; then rm -f "$folder/$1"; else cp "$work/$2" "$folder/$1"; fi
}

rewrite_made() {
    rm -rf "$folder/made"
    mkdir "$folder/made"
    (cd "$work/run" && find . -type f) | while IFS= read -r file; do
        ! cmp -s "$work/inputs/$file" "$work/run/$file" || continue
        mkdir -p "$folder/made/$(dirname "$file")"
        cp "$work/run/$file" "$folder/made/$file"
    done
}

out=
for file in "$folder"/out.*; do
    [ -z "$out" ] || { echo "$folder: more than one out.*" && exit 2; }
    out=${file##*/}
done

rm -rf "$work"
copy_inputs "$work/inputs"
copy_inputs "$work/run"
run_command
differs=0
if [ "${CUPRUM_GOLDEN-}" = 1 ]; then
    [ "$out" != 'out.*' ] || case $(head -n 1 "$work/out.new") in
    '<'*) out=out.svg ;;
    '['* | '{'*) out=out.json ;;
    *,*) out=out.csv ;;
    *) out=out.txt ;;
    esac
    rewrite "$out" out.new /dev/null
    rewrite err err.new /dev/null
    rewrite status status.new "$work/zero"
    [ ! -d "$folder/made" ] || rewrite_made
else
    compare
fi
[ "$differs" -ne 0 ] || rm -rf "$work"
exit "$differs"
