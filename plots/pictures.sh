#!/bin/sh
# pictures: draws the pictures of README.md anew from the sample quarter.
#
#   sh plots/pictures.sh
#
# Needs Debian's chromium, imagemagick and pngquant. Makes plots/report.png (the findings, as the page begins),
# plots/report-prices.png (charts of the price signals) and plots/example.svg.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
bin=${CUPRUM_BIN:-$root/build/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shot NAME WIDTH HEIGHT PAGE: a picture of the beginning of a page, of 64 colours
shot() {
    chromium --no-sandbox --headless=new --disable-gpu --no-first-run --hide-scrollbars \
        --user-data-dir="$work/profile" --window-size="$2,$3" --screenshot="$work/$1.png" "file://$4" 2>/dev/null
    convert "$work/$1.png" -strip "$work/$1-plain.png"
    pngquant --force --speed 1 64 --output "$root/plots/$1.png" "$work/$1-plain.png"
}

"$bin/quarter" "$root/datasets" -o "$work/out" >/dev/null 2>&1
shot report 1060 1480 "$work/out/index.html"
section=$(sed -n 's,^<h3 id="\(results-[0-9]*\)">Price signals.*,\1,p' "$work/out/index.html")
sed -e "/^<header>/,/^<h3 id=\"$section\"/{/^<h3 id=\"$section\"/!d}" "$work/out/index.html" >"$work/prices.html"
shot report-prices 1060 1270 "$work/prices.html"
(cd "$work/out" && "$bin/ind-plot" funnel controls-compared.csv -o "$root/plots/example.svg")
