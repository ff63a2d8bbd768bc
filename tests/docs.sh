#!/bin/sh
# docs: every file, folder and function that the documents name exists. Prints those that do not; exit 1 then.
#
#   sh tests/docs.sh [DOCUMENT...]
#
# A name of the form FOLDER/... is looked for from the root, a bare NAME.c or NAME.h in all folders, a link from where its
# document lies, an_name among the words of the sources. Capital letters (indicators/NAME.c) and * stand for any
# text. What make leaves in build/ is not looked for.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- README.md NOTES.md CONTRIBUTING.md datasets/README.md datasets/extracts/README.md docs/*.md

folders='analytics|indicators|datasets|plots|examples|tests|docs'
words=$(mktemp)
trap 'rm -f "$words"' EXIT
grep -rhoE '\ban_[a-z0-9_]+' analytics indicators --include='*.[ch]' | sort -u >"$words"

# The names in a document, one a line. A name begins at the start of a word: build/tests/x and ../docs/x are not meant.
names() {
    grep -oE "(^|[^A-Za-z0-9_./<-])($folders)/[A-Za-z0-9_.*/-]*" "$1" | sed 's/^[^a-z]//; s/[.]*$//'
    grep -oE '(^|[^A-Za-z0-9_./<*-])[a-z0-9_-]+\.[ch]($|[^A-Za-z0-9_.])' "$1" | sed 's/^[^a-z0-9_]//; s/[^ch]$//'
}

# Whether a file or folder of this name is there; a capitalised word is any text.
exists() {
    [ ! -e "$1" ] || return 0
    pattern=$(printf '%s\n' "${1%/}" | sed -E ':a; s,(^|[/_.-])[A-Z]+($|[/_.-]),\1*\2,; ta')
    case $pattern in
    */*) for found in $pattern; do [ ! -e "$found" ] || return 0; done ;;
    *) [ -z "$(find analytics indicators datasets examples tests -name "$pattern" -print -quit)" ] || return 0 ;;
    esac
    return 1
}

check() {
    names "$1" | sort -u | while read -r name; do
        exists "$name" || echo "$1: $name is not there"
    done
    grep -oE '\]\([^):#]+\)' "$1" | sed 's/^](//; s/)$//' | sort -u | while read -r link; do
        [ -e "$(dirname "$1")/$link" ] || echo "$1: a link to $link, which is not there"
    done
    grep -oE '\ban_[a-z0-9_]+' "$1" | sort -u | while read -r word; do
        grep -qx "$word" "$words" || echo "$1: no source has $word"
    done
}

missing=$(for document in "$@"; do check "$document"; done)
[ -z "$missing" ] || { printf '%s\n' "$missing" && exit 1; }
