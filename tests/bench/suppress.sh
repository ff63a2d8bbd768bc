#!/bin/sh
# suppress: time and memory of ind-suppress on tables of Member State x CN8 of 1,000 to 266,000 rows, and on
# all indicators of cup-controls by Member State and commodity, which hang together.
# Prints the table of docs/methods.md. PATH must hold the programs (make bench sets it).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# table KIND ROWS: 27 Member States and their total by ROWS / 28 codes and their total; numbers of a fixed
# sequence, skewed over both. counts: one number a row; amounts: with operators and the two largest.
table() {
    awk -v kind="$1" -v rows="$2" '
    function draw() { state = (state * 16807) % 2147483647; return state / 2147483647 }
    function normal() { return sqrt(-2 * log(draw())) * cos(6.283185307 * draw()) }
    function cell(m, c, v, n, a, b) {
        printf "%s,2017-Q3,%s,%s,%d,,,%d,,0,%s,A,sum", code, m, c, v, v, unit
        print kind == "amounts" ? sprintf(",%d,%d,%d", n, a, b) : ""
    }
    function add(k, v, n, a, b) {
        V[k] += v; N[k] += n
        if (a > A[k]) { B[k] = A[k] > b ? A[k] : b; A[k] = a } else if (a > B[k]) B[k] = a
    }
    BEGIN {
        state = 20171001
        split("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK", state_of)
        code = kind == "amounts" ? "operation_established" : "requests"
        unit = kind == "amounts" ? "EUR" : "count"
        printf "indicator,period,member_state,commodity,value,lower,upper,numerator,denominator,n_missing,"
        print "unit,status,method" (kind == "amounts" ? ",operators,max1,max2" : "")
        for (m = 1; m <= 27; m++) size[m] = exp(1.5 * normal())
        for (k = 0; k < int(rows / 28); k++) {
            c = sprintf("%08d", 10000000 + 7 * k); scale = exp(3 + 2 * normal())
            delete V; delete N; delete A; delete B
            for (m = 1; m <= 27; m++) {
                x = -log(draw()) * scale * size[m]
                n = 1; v = a = int(x); b = 0
                if (kind == "amounts") {
                    n = int(draw() * 6); v = a = b = 0
                    for (o = 1; o <= n; o++) {
                        y = 1 + int(-log(draw()) * 100 * scale * size[m]); v += y
                        if (y > a) { b = a; a = y } else if (y > b) b = y
                    }
                }
                cell(state_of[m], c, v, n, a, b)
                add("t", v, n, a, b)
                SV[m] += v; SN[m] += n
                if (a > SA[m]) { SB[m] = SA[m] > b ? SA[m] : b; SA[m] = a } else if (a > SB[m]) SB[m] = a
            }
            cell("EU27_2020", c, V["t"], N["t"], A["t"], B["t"])
        }
        delete V; delete N; delete A; delete B
        for (m = 1; m <= 27; m++) {
            cell(state_of[m], "TOTAL", SV[m], SN[m], SA[m], SB[m])
            add("t", SV[m], SN[m], SA[m], SB[m])
        }
        cell("EU27_2020", "TOTAL", V["t"], N["t"], A["t"], B["t"])
    }'
}

# measure KIND: one line of the table, of $dir/in.csv.
measure() {
    /usr/bin/time -f "%U %M" -o "$dir/used" ind-suppress -f csv -o "$dir/out.csv" "$dir/in.csv" 2>/dev/null
    awk -v kind="$1" -v rows="$(($(wc -l <"$dir/in.csv") - 1))" -v hidden="$(grep -c ',Q,' "$dir/out.csv")" \
        '{ printf "| %s | %d | %d | %.1f | %d |\n", kind, rows, hidden, $1, $2 / 1024 }' "$dir/used"
}

echo "| table | rows | suppressed | CPU s | MB |"
echo "|---|---:|---:|---:|---:|"
for kind in counts amounts; do
    for rows in 1000 8000 40000 266000; do
        table "$kind" "$rows" >"$dir/in.csv"
        measure "$kind"
    done
done
for rows in 150 2000 15000 60000; do
    extract-generate --rows "$rows" --seed 1 -o "$dir/declarations.csv"
    for by in member_state,commodity member_state commodity ''; do
        cup-controls -f csv ${by:+--by "$by"} "$dir/declarations.csv"
    done >"$dir/in.csv"
    measure indicators
done
