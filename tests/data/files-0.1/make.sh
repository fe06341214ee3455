#!/usr/bin/env bash
# How the files of this folder were made, with the tools of version 0.1.0 on the PATH. Keep the files: another version makes others.
set -euo pipefail
cd "$(dirname "$0")"
awk -F, 'NR == 1 { print "patient,HR,SBP,DBP,Ea,SVR" }
  NR > 1 && NR <= 13 { printf "%s,%.1f,%.1f,%.1f,%.4f,%.4f\n", $1, $2, $3, $4, $13, $15 }' ../../../data/circulation.csv >patients.csv
echo '{"layers": [{"dense": 5, "activation": "tanh"}, {"dense": 2}]}' >net.json
echo "correct horse battery staple" >passphrase.txt
chmod 600 passphrase.txt
columns=(--id-column patient --target Ea,SVR --standardise z.json --standardise-targets)
learning=(--loss mse --optimizer adam --learning-rate 0.01 --batch 12)
rm -f z.json ./*.key ./*.h5

he-train -q --architecture net.json "${learning[@]}" --epochs 50 "${columns[@]}" patients.csv model.h5

for scheme in more hybrid; do
  he-keygen --scheme $scheme --evaluation-key $scheme.eval.h5 $scheme.key >/dev/null
  he-keygen --scheme $scheme --passphrase-file passphrase.txt $scheme-sealed.key >/dev/null
  for name in $scheme $scheme-sealed; do
    he-encrypt -q -k $name.key --passphrase-file passphrase.txt --mask decoy "${columns[@]}" patients.csv $name.data.h5
  done
  he-encrypt -q -k $scheme.key model.h5 $scheme.model.h5
  he-infer -q -m model.h5 $scheme.data.h5 $scheme.predictions.h5
done

# stopped CHECKPOINT DATA OPTION...: a training of 300 epochs that ends by SIGTERM after some of them.
stopped() {
  local checkpoint=$1 data=$2 process seen=0 last= now; shift 2
  he-train -q -m model.h5 "${learning[@]}" --epochs 300 --checkpoint "$checkpoint" --checkpoint-every 0 "$@" "$data" never.h5 &
  process=$!
  while [ $seen -lt 20 ]; do
    now=$(stat -c %i "$checkpoint" 2>/dev/null) || now=
    [ "$now" = "$last" ] || { last=$now; seen=$((seen + 1)); }
  done
  kill $process
  ! wait $process
}
for scheme in more hybrid; do stopped $scheme.checkpoint.h5 $scheme.data.h5; done
stopped plain.checkpoint.h5 patients.csv "${columns[@]}"
[ ! -e never.h5 ]
