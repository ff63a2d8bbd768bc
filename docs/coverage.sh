#!/bin/sh
# coverage: writes docs/coverage.md, what chapter 3 of SWD(2018) 380 asks for, by program and code.
#
#   sh docs/coverage.sh [FILE] >docs/coverage.md
#
# What is asked stands in FILE (chapter3.csv beside this script), with the codes that measure it; programs and titles come from the
# catalogue. Fails, and says why, where a line has no code or one that no program declares; indicators that
# FILE does not name are listed at the end. Needs the programs in PATH, or CUPRUM_BIN.
set -eu

asked=${1:-$(dirname "$0")/chapter3.csv}
PATH=${CUPRUM_BIN:+$CUPRUM_BIN:}$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Catalogue and list as Markdown: lines of cells with | between them, below a header and a line of dashes.
ind-report --declarations --format md >"$work/catalogue"
extract-cat --format md "$asked" >"$work/asked"

awk -F ' *[|] *' '
    function fail(text) {
        print "coverage: " text >"/dev/stderr"
        failed = 1
    }
    FNR == 1 {
        delete column
        for (c = 1; c <= NF; c++)
            column[$c] = c
        next
    }
    FNR == 2 {
        next
    }
    FILENAME == ARGV[1] {
        code = $column["indicator"]
        order[++n] = code
        program[code] = $column["program"]
        title[code] = $column["title"]
        next
    }
    FNR == 3 {
        print "# What chapter 3 of SWD(2018) 380 asks for, and what measures it\n"
        print "Made by `docs/coverage.sh` of `docs/chapter3.csv` and the catalogue; do not edit. Section 3.2 of the"
        print "document lists what is asked; `PROGRAM --help` defines each indicator.\n"
        print "| objective | asked | program | indicators | remark |\n|---|---|---|---|---|"
    }
    {
        asked = $column["asked"]
        m = split($column["codes"], codes, " ")
        if (m == 0)
            fail("nothing measures: " asked)
        delete of
        programs = 0
        for (k = 1; k <= m; k++) {
            if (!(codes[k] in program)) {
                fail("no program declares " codes[k] ": " asked)
                continue
            }
            p = program[codes[k]]
            if (!(p in of))
                name[++programs] = p
            of[p] = of[p] (p in of && of[p] != "" ? ", " : "") codes[k]
            used[codes[k]] = 1
        }
        for (k = 1; k <= programs; k++)
            print "| " $column["objective"] " | " asked " | " name[k] " | " of[name[k]] " | " $column["remark"] " |"
    }
    END {
        print "\n## Measured besides\n\n| program | indicator | title |\n|---|---|---|"
        for (k = 1; k <= n; k++)
            if (!(order[k] in used))
                print "| " program[order[k]] " | " order[k] " | " title[order[k]] " |"
        exit failed
    }' "$work/catalogue" "$work/asked"
