#!/usr/bin/env bash
# Job arrays over shards on a Slurm of one node that lives in this story's folder: eight jobs make what one job makes.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare
[ "$(id -u)" = 0 ] || skip "a Slurm of its own is started by root alone"
PATH=$PATH:/usr/sbin
for program in munged slurmctld slurmd sbatch squeue; do
  command -v $program >/dev/null || skip "$program is not installed (scripts/install-deps.sh)"
done
/usr/bin/python3 -c 'import h5py' 2>/dev/null || skip "python3-h5py is not installed"

# The daemons, with files and ports of their own; they end with the story.
daemons=()
stop() {
  [ ${#daemons[@]} = 0 ] || kill "${daemons[@]}" 2>/dev/null || true
  for _ in {1..50}; do kill -0 "${daemons[@]}" 2>/dev/null || break; sleep 0.1; done
  [ ${#daemons[@]} = 0 ] || kill -KILL "${daemons[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
chmod 711 "$work"  # munged wants its socket to be within reach of all
cluster=$work/cluster
mkdir -p "$cluster"/{munge,state,spool}
head -c 1024 /dev/urandom >"$cluster/munge/key"
chmod 600 "$cluster/munge/key"
read -r control_port node_port < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in sockets))')
cat >"$cluster/slurm.conf" <<CONFIGURATION
ClusterName=story
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$control_port
SlurmdPort=$node_port
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket=$cluster/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=5 State=UP
CONFIGURATION
export SLURM_CONF=$cluster/slurm.conf
start() {
  local name=$1; shift
  "$@" >"$cluster/$name.log" 2>&1 &
  daemons+=($!)
}
# within SECONDS WHAT COMMAND...: waits until the command holds; without it the story cannot be told here.
within() {
  local tries=$(($1 * 5)) what=$2; shift 2
  while ((tries-- > 0)); do
    if timeout 5 "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  tail -n 5 "$cluster"/*.log >&2
  skip "$what"
}
node_is_idle() { [ "$(timeout 5 sinfo -h -o %t)" = idle ]; }
export -f node_is_idle
start munged munged --foreground --socket="$cluster/munge/socket" --key-file="$cluster/munge/key" --pid-file="$cluster/munge/pid" \
  --log-file="$cluster/munge/log" --seed-file="$cluster/munge/seed" --num-threads=1
within 10 "munged does not start here" munge -n -S "$cluster/munge/socket"
start slurmctld slurmctld -D -i -f "$SLURM_CONF"
start slurmd slurmd -D -N "$(hostname -s)" -f "$SLURM_CONF"
within 20 "Slurm does not start here" bash -c node_is_idle

# jobs LINE...: submits eight jobs as docs/cluster.md says, and waits for their end.
jobs() {
  gives 0 timeout 20 sbatch --parsable --array=1-8 --output="$work/%A_%a.log" "$HE_SOURCE/scripts/slurm/shards.sh" 8 "$@"
  local job tries=300
  job=$(cat out)
  while [ -n "$(timeout 5 squeue -h -j "$job" 2>/dev/null)" ]; do
    ((tries-- > 0)) || { cat ./*_*.log >&2; die "the jobs do not end: $*"; }
    sleep 0.2
  done
}
join() { gives 0 /usr/bin/python3 "$HE_SOURCE/scripts/slurm/join.py" "$@"; }

model=$HE_SOURCE/models/circulation-encrypted.h5
columns=(--id-column id --target "Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax")
cp "$HE_SOURCE/data/circulation.csv" patients.csv  # 500 of them
gives 0 he-keygen --scheme more clinic.key
gives 0 he-infer -q -m "$model" "${columns[@]}" patients.csv plain.csv

# One job.
gives 0 he-encrypt -q -k clinic.key "${columns[@]}" patients.csv one.h5
gives 0 he-infer -q -m "$model" one.h5 one.out.h5
gives 0 he-decrypt -q -k clinic.key one.out.h5 one.csv

# Eight jobs for each step, each over the part that its number of the step before made.
jobs he-encrypt -q -k clinic.key "${columns[@]}" patients.csv eight.h5
[ -e eight.0008.h5 ] || { cat ./*_*.log >&2; die "the jobs wrote no parts"; }
jobs he-infer -q -m "$model" eight.%s.h5 eight.out.h5
jobs he-decrypt -q -k clinic.key eight.out.%s.h5 eight.plain.h5
join eight.plain.all.h5 eight.plain.0*.h5
gives 0 he-compare --allow-virtual --tolerance 1e-9 eight.plain.all.h5 one.csv  # of numbers up to 10,000, encrypted with other masks
gives 0 he-compare --allow-virtual --tolerance 1e-9 eight.plain.all.h5 plain.csv
python3 - <<'PYTHON' || die "the joined predictions are in another order"
import csv, h5py
with h5py.File("eight.plain.all.h5") as joined, open("one.csv", newline="") as one:
    rows = list(csv.DictReader(one))
    assert len(rows) == 500 and [i.decode() for i in joined["ids"]] == [row["id"] for row in rows]
PYTHON

# Eight jobs over shards of one encrypted file; joined, decrypted by one.
jobs he-infer -q -m "$model" one.h5 shards.h5
join shards.all.h5 shards.0*.h5
gives 0 he-decrypt -q -k clinic.key --allow-virtual shards.all.h5 shards.csv
gives 0 he-compare --tolerance 0 shards.csv one.csv
[ "$(cut -d, -f1 shards.csv)" = "$(cut -d, -f1 one.csv)" ] || die "the records of shards are in another order"
