#!/bin/sh
# summary: the last lines of a test run: Criterion's line of each test program, sanitizer reports, the sum.
#
#   sh tests/summary.sh FOLDER...     folders of logs, as `make run` leaves them
#
# A test program that ended without its line counts as one failure, and so does a sanitizer report (a test
# that leaks passes in Criterion's eyes). Exit status 1 if anything failed or no test ran.
set -eu

passed=0
failed=0

add_log() {
    line=$(sed -n 's/.*Synthesis: Tested: \([0-9]*\) | Passing: \([0-9]*\) .*/\1 \2/p' "$1" | tail -n 1)
    if [ -z "$line" ]; then
        echo "$1: ended without a summary"
        failed=$((failed + 1))
        return
    fi
    echo "$(grep Synthesis: "$1" | tail -n 1) $1"
    passed=$((passed + ${line#* }))
    failed=$((failed + ${line% *} - ${line#* }))
}

for folder; do
    for log in "$folder"/*.log; do
        [ ! -e "$log" ] || add_log "$log"
    done
    for report in "$folder"/report.*; do
        [ -e "$report" ] || continue
        cat "$report"
        echo "$report: a sanitizer report"
        failed=$((failed + 1))
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
