#!/bin/sh
# install: the Debian packages that a task needs, by apt-get. Says nothing when all of them are there.
#
#   sh tests/install.sh SET...
set -eu

packages() {
    case $1 in
    build) echo gcc libc6-dev make pkg-config libgsl-dev libcsv-dev libjansson-dev libpcre2-dev libisal-dev libzstd-dev \
        liblzma-dev libbz2-dev libarchive-dev libssl-dev libunistring-dev libglpk-dev \
        libxlsxwriter-dev ;;
    run) echo gnuplot-nox fonts-dejavu-core xlsx2csv ;;
    test) echo libcriterion-dev zlib1g-dev jq chromium openssl strace unzip libxml2-utils ;;
    lint) echo clang-tidy cppcheck shellcheck mandoc ;;
    fuzz) echo clang libclang-rt-14-dev ;;
    coverage) echo gcovr ;;
    fresh) echo debootstrap ;;
    *) echo "install: no such package set: $1" >&2 && return 2 ;;
    esac
}

missing() {
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || printf ' %s' "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# The lists of a fresh machine are empty, so they are fetched first; --no-install-recommends keeps it small.
apt_install() {
    as_root apt-get -q -o DPkg::Lock::Timeout=300 update &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

wanted=
for set; do
    names=$(packages "$set")
    # shellcheck disable=SC2086 # words are meant to split
    lacking=$(missing $names)
    [ -z "$lacking" ] || echo "install: $set:$lacking"
    wanted=$wanted$lacking
done
[ -n "$wanted" ] || exit 0

if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    echo "install: these packages are missing and cannot be installed from here; as root, run:" >&2
    echo "    apt-get install$wanted" >&2
    exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
apt_install $wanted </dev/null >"$log" 2>&1 || {
    cat "$log" >&2
    echo "install: apt-get failed for:$wanted" >&2
    exit 1
}
