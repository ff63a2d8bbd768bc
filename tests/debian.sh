#!/bin/sh
# debian: the packages of debian/ build from a copy of HEAD, pass lintian, and what they hold runs.
#
# Skipped, and said to be, where dpkg-buildpackage or lintian is not installed. Run by make check-long: three minutes.
set -eu

cd "$(dirname "$0")/.."
if ! command -v dpkg-buildpackage dh lintian >/dev/null; then
    echo "debian: SKIPPED (needs dpkg-dev, debhelper and lintian)"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/cuprum" "$work/root"
git archive HEAD | tar -x -C "$work/cuprum"
(cd "$work/cuprum" && dpkg-buildpackage -us -uc -b -d) >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
lintian --fail-on error,warning --suppress-tags debian-changelog-has-wrong-day-of-week "$work"/*.deb
for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
"$work/root/usr/bin/cup-controls" --by member_state datasets/declarations.csv | grep -q control_rate
PATH=$work/root/usr/bin:$PATH quarter datasets -o "$work/out" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
[ -s "$work/out/index.html" ]
echo "debian: ok"
