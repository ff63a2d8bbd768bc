#!/bin/sh
# slurm: the example of examples/slurm on a cluster of this one machine, started and ended here.
#
#   sh tests/slurm.sh      (make builds the programs first; needs root and the package slurm-wlm)
#
# Skipped, and said to be, where Slurm is not installed. Not part of `make test`: it starts daemons.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/build/bin:$PATH
export PATH
if [ "$(id -u)" != 0 ] || ! command -v slurmctld slurmd munged >/dev/null; then
    echo "slurm: SKIPPED (needs root and slurm-wlm)"
    exit 0
fi
work=$(mktemp -d /tmp/slurm-XXXXXX)
chmod 755 "$work"
host=$(hostname -s)
end() {
    for daemon in slurmd slurmctld munged; do
        [ -e "$work/$daemon.pid" ] || continue
        pid=$(cat "$work/$daemon.pid")
        kill "$pid" 2>/dev/null || continue
        for _ in 1 2 3 4 5 6 7 8 9 10; do # it may still save its state
            grep -q '^State:[[:space:]]*[^Z]' "/proc/$pid/status" 2>/dev/null || break
            sleep 1
        done
    done
    rm -rf "$work"
}
trap end EXIT

mkdir "$work/state" "$work/spool" "$work/munge"
cat >"$work/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
SlurmctldPort=16817
SlurmdPort=16818
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SchedulerParameters=sched_interval=1
SelectType=select/cons_tres
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES State=UP
CONF
export SLURM_CONF="$work/slurm.conf"
dd if=/dev/urandom of="$work/munge/key" bs=1024 count=1 2>/dev/null
chown -R munge: "$work/munge"
chmod 700 "$work/munge"
chmod 400 "$work/munge/key"
chmod 711 "$work/munge"
su -s /bin/sh munge -c "munged --key-file '$work/munge/key' --socket '$work/munge/socket' --force \
    --pid-file '$work/munge/munged.pid' --log-file '$work/munge/log' --seed-file '$work/munge/seed'"
ln -s munge/munged.pid "$work/munged.pid"
slurmctld -L "$work/slurmctld.log"
slurmd -L "$work/slurmd.log"
tries=0
until sinfo -h -o %T 2>/dev/null | grep -q idle; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ]; then
        cat "$work/slurmctld.log" "$work/slurmd.log"
        echo "slurm: FAILED: the cluster does not start"
        exit 1
    fi
    sleep 1
done

mkdir "$work/the extracts"
for seed in 1 2 3 4; do
    extract-generate --rows 3000 --seed "$seed" >"$work/the extracts/extract-$seed.csv"
done
check() {
    cmp "$work/$1/result.csv" "$work/whole.csv" && return
    cat "$work/$1"/*.log
    echo "slurm: FAILED: $1"
    exit 1
}
cup-controls --by member_state "$work/the extracts"/extract-*.csv >"$work/whole.csv"
sh "$root/examples/slurm/tally.sh" "$work/files" "$work/the extracts"/extract-*.csv -- cup-controls --by member_state
check files
PARTS=3 sh "$root/examples/slurm/tally.sh" "$work/parts" "$work/the extracts"/extract-*.csv -- \
    cup-controls --by member_state
check parts
echo "slurm: ok"
