#!/bin/sh
# installed: what `make install` leaves: hardened and stripped programs, a library that C, C++, Python and R
# reach, and nothing after `make uninstall`. Builds the release: some minutes. Run by make check-long.
set -eu

cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
status=0
fail() { echo "installed: $*" && status=1; }

make -s install DESTDIR="$place" PREFIX=/usr >"$place/log" 2>&1 || { cat "$place/log"; exit 1; }
rm "$place/log"
usr=$place/usr
for file in "$usr"/bin/[cs]* "$usr"/bin/ind-* "$usr"/bin/extract-* "$usr/lib/libanalytics.so.1"; do
    readelf -W -h -l -d -n -s "$file" >"$place/elf"
    grep -q 'Type: *DYN' "$place/elf" || fail "$file: not position independent"
    grep -q GNU_RELRO "$place/elf" || fail "$file: no RELRO"
    grep -qE 'BIND_NOW|FLAGS_1.* NOW' "$place/elf" || fail "$file: not full RELRO"
    grep 'GNU_STACK' "$place/elf" | grep -q 'RWE' && fail "$file: an executable stack"
    grep -q '__stack_chk_fail' "$place/elf" || fail "$file: no stack protector"
    grep -q '_chk@' "$place/elf" || fail "$file: nothing is fortified"
    # The mark of CET is lost to Debian's own start-up code, which has none: the code itself is what is looked at.
    [ "$(uname -m)" != x86_64 ] || objdump -d --no-show-raw-insn "$file" | grep -qm1 endbr64 || fail "$file: no CET"
    grep -q '\.symtab' "$place/elf" && fail "$file: not stripped"
done
rm "$place/elf"

for page in man1/cup-controls.1 man1/quarter.1 man5/cuprum-extracts.5 man7/cuprum-methods.7; do
    mandoc -T lint -W error "$usr/share/man/$page" || fail "$page"
done
bash -n "$usr/share/bash-completion/completions/cup-controls" || fail "the completion of bash"
[ -s "$usr/share/zsh/site-functions/_cup-controls" ] || fail "the completion of zsh"

# pkg-config of a tree below DESTDIR.
export PKG_CONFIG_SYSROOT_DIR="$place" PKG_CONFIG_PATH="$usr/lib/pkgconfig" LD_LIBRARY_PATH="$usr/lib"
pkg-config --exists cuprum || fail "pkg-config does not know cuprum"
flags="-I$usr/include/cuprum -L$usr/lib -lanalytics"
pkg-config --cflags cuprum | grep -q -e "-I$usr/include/cuprum" || fail "cflags: $(pkg-config --cflags cuprum)"
# shellcheck disable=SC2086 # words are meant to split
cc -std=gnu17 -o "$place/rates" examples/library/control-rates.c $flags -lm
"$place/rates" datasets/declarations.csv >"$place/c"
"$usr/bin/cup-controls" --by member_state --period none datasets/declarations.csv >"$place/table"
awk -F, '$1 == "control_rate" {printf "%s,%.6g,%.6g,%.6g\n", $3, $4, $5, $6}' "$place/table" >"$place/right"
cmp -s "$place/c" "$place/right" || fail "C: other rates than cup-controls"
if command -v c++ >/dev/null; then
    printf '#include <cuprum.h>\nint main() { an_interval i; return an_proportion_wilson(3, 63, .95, &i); }\n' >"$place/a.cc"
    # shellcheck disable=SC2086
    c++ -o "$place/a" "$place/a.cc" $flags
    "$place/a" || fail "C++"
else echo "installed: no C++ compiler: not tried"; fi
# R: binom::binom.wilson(3, 63) 0.0163262, 0.1309097
if command -v python3 >/dev/null; then
    [ "$(python3 examples/python/wilson.py 3 63)" = 0.047619,0.0163262,0.13091 ] || fail "Python"
else echo "installed: no Python: not tried"; fi
if command -v Rscript >/dev/null; then
    Rscript examples/r/control-rates.R "$place/table" >"$place/r" || fail "R"
    cmp -s "$place/r" "$place/right" || fail "R: other rates"
else echo "installed: no R: not tried"; fi

rm -f "$place"/c "$place"/r "$place"/a "$place"/a.cc "$place"/rates "$place"/right "$place"/table
make -s uninstall VARIANT=release DESTDIR="$place" PREFIX=/usr
[ -z "$(find "$place" -type f -o -type l)" ] || fail "left: $(find "$place" -type f -o -type l)"
exit "$status"
