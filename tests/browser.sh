#!/bin/sh
# browser: opens pages of ind-report in Debian's chromium: no error on the console, a click sorts a table, a click
# opens a chart, a table is downloaded as it was, the page prints with all that is folded if asked.
#
#   sh tests/browser.sh
#
# Exit status 0: all of that holds; 1: something does not, and what; 77: chromium is not installed.
# CUPRUM_BIN is the folder of the programs (build/bin).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
bin=${CUPRUM_BIN:-$root/build/bin}
command -v chromium >/dev/null || { echo 'browser: chromium is not installed' && exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/profile/Default" "$work/saved"
printf '{"download":{"default_directory":"%s","prompt_for_download":false}}' "$work/saved" \
    >"$work/profile/Default/Preferences"

fail() {
    echo "browser: $1"
    exit 1
}

# start OPTION... PAGE: the browser, as the process $browser; its log goes to $work/log
start() {
    timeout 1000 chromium --no-sandbox --headless=new --disable-gpu --disable-background-networking --no-first-run \
        --user-data-dir="$work/profile" --enable-logging=stderr --log-level=0 "$@" 2>"$work/log" &
    browser=$!
}

# look OPTION... PAGE: standard output of the browser, which ends once the page has come to rest
look() {
    start --virtual-time-budget=3000 "$@"
    wait $browser
}

quiet() {
    ! grep CONSOLE "$work/log" || fail "$1: messages on the console"
}

# with_script PAGE SCRIPT: the page with a second script, which its Content-Security-Policy is told to allow
with_script() {
    hash=$(openssl dgst -sha256 -binary "$2" | base64)
    sed -e "s|script-src |script-src 'sha256-$hash' |" -e '/<\/body>/d' -e '/<\/html>/d' "$1"
    printf '<script>'
    cat "$2"
    printf '</script>\n</body>\n</html>\n'
}

# The third column of the figures, as shown, before and after one and two clicks on its heading; a chart as it is
# opened and closed; boxes open while printing and after.
cat >"$work/drive.js" <<'END'
const table = document.querySelector("#figures + .wide table");
const column = () => Array.from(table.tBodies[0].rows, (row) => row.cells[2].textContent).join("|");
const seen = [column()];
for (let i = 0; i < 2; i++) {
  table.tHead.rows[0].cells[2].querySelector("button").click();
  seen.push(column() + " " + table.tHead.rows[0].cells[2].getAttribute("aria-sort"));
}
const chart = document.querySelector("button.chart"), box = document.querySelector("dialog");
chart.click();
const image = box.querySelector("img");
seen.push([box.open, image.naturalWidth > 0 || chart.querySelector("img").naturalWidth > 0, image.alt].join(" "));
box.querySelector("button").click();
seen.push("closed " + !box.open);
const closed = () => document.querySelectorAll("details:not([open])").length;
seen.push("folded " + (closed() > 0));
window.print = () => seen.push("printed with " + closed() + " folded");
const at_first = closed();
document.querySelector("#full").click();
window.dispatchEvent(new Event("afterprint"));
seen.push("then as before " + (closed() === at_first));
document.title = seen.join("\n");
END

for case in results hostile; do
    "$bin/ind-report" "$root/tests/programs/ind-report/$case/in" -o "$work/$case.html"
    look --dump-dom "file://$work/$case.html" >"$work/$case.dom" || fail "$case: the browser failed"
    quiet "$case"
    grep -q '<h2 id="audit">' "$work/$case.dom" || fail "$case: the page was not read to its end"
    [ "$(grep -c '<script' "$work/$case.dom")" -eq 1 ] || fail "$case: more scripts than the page's own"
    look --print-to-pdf="$work/$case.pdf" "file://$work/$case.html" || fail "$case: not printed"
    quiet "$case, printed"
    [ "$(head -c 5 "$work/$case.pdf")" = '%PDF-' ] || fail "$case: what was printed is no PDF"
done

with_script "$work/results.html" "$work/drive.js" >"$work/driven.html"
look --dump-dom "file://$work/driven.html" | sed 's,&nbsp;,,g' >"$work/driven.dom"
quiet driven
sed -n '/<title>/,/<\/title>/p' "$work/driven.dom" | LC_ALL=C tr -cd '\n -~' >"$work/seen"
cat >"$work/expected" <<'END'
<title>7.50%|12.0%|65.2%|3.59%|9.27%|0.387|0.388|0.115controls/operator|0.268controls/operator
3.59%|7.50%|9.27%|0.115controls/operator|12.0%|0.268controls/operator|0.387|0.388|65.2% ascending
65.2%|0.388|0.387|0.268controls/operator|12.0%|0.115controls/operator|9.27%|7.50%|3.59% descending
true true Control rate by Member State. 5 values in 2017-Q3, from 2.00% (IT) to 12.0% (DE); 2 outside the 95 % limits; 1 without a value that can be shown.
closed true
folded true
printed with 0 folded
then as before true</title>
END
diff -u "$work/expected" "$work/seen" || fail 'the page did not do what was clicked'

# A table is saved by the browser behind the page: it runs on until the file has its name, which it gets once it
# is whole.
echo 'document.querySelector("p.save a").click();' >"$work/save.js"
with_script "$work/results.html" "$work/save.js" >"$work/save.html"
start "file://$work/save.html"
while [ ! -e "$work/saved/controls.csv" ] && kill -0 $browser 2>/dev/null; do
    sleep 0.1
done
kill $browser 2>/dev/null || true
wait $browser || true
quiet saved
cmp "$root/tests/programs/ind-report/results/in/controls.csv" "$work/saved/controls.csv" ||
    fail 'what was downloaded is not the table'
