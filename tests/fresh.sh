#!/bin/sh
# fresh: README's two commands on a machine that has nothing: a minimal Debian 12 with git, make and gcc, made by
# debootstrap in a folder, and a fresh clone of HEAD in it. A machine that has everything hides what is missing.
#
#   sh tests/fresh.sh [TARGET...]     the targets of make, one after the other; default: demo check
#
# Needs root, debootstrap, and an entry for bookworm in the apt sources of this machine: packages come from that
# mirror, by this machine's settings of apt (a proxy, say). The folder lies in TMPDIR (/tmp) and takes 3 GB; it is
# removed in the end, however that comes. Takes a quarter of an hour. Exit status 0: every target was made, and
# git sees nothing that they left.
set -eu

suite=bookworm
root=$(cd "$(dirname "$0")/.." && pwd)

die() {
    echo "fresh: $1" >&2
    exit 1
}

# The first mirror of the suite in /etc/apt, of lines (deb URL SUITE ...) or of paragraphs (URIs: URL).
mirror() {
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -e "$file" ] || sed -n 's/^ *deb *\(\[[^]]*\]\)\{0,1\} *\(http[^ ]*\)  *'"$suite"' .*/\2/p' "$file"
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        [ ! -e "$file" ] || sed '/^#/d' "$file" | awk -v RS= -v FS='\n' -v suite="$suite" '{
            url = ""; found = 0; on = 1
            for (i = 1; i <= NF; i++) {
                n = split($i, word, " ")
                if (word[1] == "URIs:" && word[2] ~ /^http/) url = word[2]
                if (word[1] == "Enabled:" && word[2] == "no") on = 0
                for (k = 2; word[1] == "Suites:" && k <= n; k++) if (word[k] == suite) found = 1
            }
            if (found && on && url != "") print url }'
    done
}

# In name spaces of its own: what is mounted here, and every process, ends with this one.
inside() {
    machine=$1
    shift
    debootstrap --variant=minbase --include=git,make,gcc "$suite" "$machine" "$(mirror | head -n 1)" \
        >"$machine.log" 2>&1 || { tail -n 20 "$machine.log" && die 'debootstrap failed'; }
    apt-config dump | grep '^Acquire::' >"$machine/etc/apt/apt.conf.d/90host" || true
    git clone -q --no-hardlinks "$root" "$machine/root/cuprum"
    mount -t proc proc "$machine/proc"
    mkdir -p "$machine/dev/shm"
    mount -t tmpfs tmpfs "$machine/dev/shm"
    for target; do
        echo "fresh: make $target"
        began=$(date +%s)
        status=0
        chroot "$machine" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root http_proxy="${http_proxy-}" \
            https_proxy="${https_proxy-}" make -C /root/cuprum "$target" || status=$?
        echo "fresh: make $target: $(($(date +%s) - began)) s, exit status $status"
        [ "$status" -eq 0 ] || exit 1
    done
    left=$(git -C "$machine/root/cuprum" status --porcelain)
    [ -z "$left" ] || die "git sees what was left: $left"
}

if [ "${1-}" = --inside ]; then
    shift
    inside "$@"
    exit 0
fi

[ "$(id -u)" -eq 0 ] || die 'needs root'
command -v debootstrap >/dev/null || die 'needs debootstrap: apt-get install debootstrap'
[ -n "$(mirror)" ] || die "no mirror of $suite in the apt sources of this machine"
[ -z "$(git -C "$root" status --porcelain)" ] || echo 'fresh: what is not committed is not tested'
[ "$#" -gt 0 ] || set -- demo check
http_proxy=${http_proxy-$(apt-config dump | sed -n 's/^Acquire::http::Proxy "\(.*\)";$/\1/p')}
export http_proxy

work=$(mktemp -d)
child=
trap 'rm -rf "$work" || { sleep 1 && rm -rf "$work"; }' EXIT
trap 'kill -KILL "$child"; exit 130' INT TERM HUP
unshare --mount --propagation private --pid --fork --kill-child \
    sh "$root/tests/fresh.sh" --inside "$work/machine" "$@" </dev/null &
child=$!
wait "$child"
