#!/usr/bin/env bash
# No write is lost: each write, sync and rename of each tool fails once, and disks are full. HE_FAULTS=all: all combinations.
[ -w /dev/shm ] && export TMPDIR=/dev/shm  # thousands of files, each synced
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-train he-decrypt he-simulate he-audit
shim=${HE_FAILING_FILES:?the library built of tests/support/failing_files.c}

cat >net.json <<'JSON'
{"layers": [{"dense": 2, "activation": "tanh"}, {"dense": 1}]}
JSON
{
  echo id,age,pressure,sugar,outcome
  for i in {0..11}; do echo "p$i,$((20 + i * 7 % 70)),$((100 + i * 31 % 80)),$((4 + i % 5)),$((i % 7))"; done
} >visits.csv
mkdir empty
[ "${HE_FAULTS:-}" != all ] || /usr/bin/python3 -c "
print('a,b,c,d,e')
for i in range(3600): print(f'{i},{i % 7},{i % 11},{i % 13},{i % 17}')" >big.csv
printf 'record,feature,value\n1,pressure,100\n2,age,27\n' >known.csv
he-keygen --scheme more --seed 1 --evaluation-key a.eval.h5 a.key >/dev/null 2>&1
he-encrypt -q -k a.key --seed 1 --id-column id --target outcome visits.csv visits.h5
he-encrypt -q -k a.key --seed 2 --id-column id --target outcome visits.csv old.h5
learning=(--architecture net.json --loss mse --epochs 1 --batch 4)
he-train -q "${learning[@]}" --seed 2 --id-column id --target outcome visits.csv model.h5
he-train -q "${learning[@]}" --checkpoint old-checkpoint.h5 visits.h5 trained.h5

/usr/bin/python3 "$HE_SOURCE/tests/e2e/write_faults.py" "$shim" "${HE_FAULTS:-some}" || die "a write was lost"
