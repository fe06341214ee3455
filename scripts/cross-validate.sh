#!/usr/bin/env bash
# k-fold cross-validation of a classification on encrypted data, over the tools: for every fold, the other records are
# standardised, encrypted and trained on, and the fold is encrypted with their means and deviations and classified by
# the encrypted model. Training and inference never see a key. The same is done in plain beside it. Prints the accuracy
# of both.
#
#   scripts/cross-validate.sh --architecture FILE.json --id COLUMN --target COLUMN [--folds K] [--seed S] [--no-header]
#                             [--work FOLDER] TABLE.csv [-- OPTIONS OF he-train …]
#
# The table has one record a line and a class as its target; its records are dealt out to the folds class by class, so
# that each fold has about the share of every class that the whole has. Tools are taken from the PATH.
set -euo pipefail

folds=5 seed=1 header=yes work= architecture= id= target= table=
while [ $# -gt 0 ]; do
  case $1 in
    --architecture) architecture=$2; shift 2 ;;
    --id) id=$2; shift 2 ;;
    --target) target=$2; shift 2 ;;
    --folds) folds=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    --work) work=$2; shift 2 ;;
    --no-header) header=no; shift ;;
    --) shift; break ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) echo "cross-validate.sh: unknown option '$1' ('--help' shows how to call it)" >&2; exit 2 ;;
    *) table=$1; shift ;;
  esac
done
for needed in architecture id target table; do
  [ -n "${!needed}" ] || { echo "cross-validate.sh: $needed is missing ('--help' shows how to call it)" >&2; exit 2; }
done
if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

# The number of the target's column: by name in the first row, or c1, c2, … where there is none.
if [ $header = yes ]; then
  column=$(head -1 "$table" | tr -d '\r' | tr , '\n' | grep -nxF -- "$target" | cut -d: -f1)
else
  column=${target#c}
fi
[ -n "$column" ] || { echo "cross-validate.sh: $table: has no column '$target'" >&2; exit 3; }

# Folds: within each class, records in an order drawn from the seed go to the folds in turn.
awk -F, -v column="$column" -v folds="$folds" -v seed="$seed" -v header=$header -v work="$work" '
  header == "yes" && NR == 1 { for (k = 1; k <= folds; ++k) { print > (work "/train" k ".csv"); print > (work "/test" k ".csv") } next }
  NF > 0 { line[++n] = $0; class[n] = $column }
  END {
    srand(seed)
    for (i = 1; i <= n; ++i) order[i] = i
    for (i = n; i > 1; --i) { j = 1 + int(rand() * i); t = order[i]; order[i] = order[j]; order[j] = t }
    for (i = 1; i <= n; ++i) fold[order[i]] = 1 + dealt[class[order[i]]]++ % folds
    for (i = 1; i <= n; ++i) for (k = 1; k <= folds; ++k) print line[i] > (work "/" (fold[i] == k ? "test" : "train") k ".csv")
  }' "$table"

columns=(--id-column "$id" --target "$target" --one-hot)
[ $header = yes ] || columns+=(--no-header)
learning=(--architecture "$architecture" --seed "$seed" "$@")
he-keygen --scheme more -q --force "$work/key" >/dev/null
for ((k = 1; k <= folds; ++k)); do
  fold=$work/$k
  rm -f "$fold.z.json"
  # The holder of the key.
  he-encrypt -q -k "$work/key" --mask decoy "${columns[@]}" --standardise "$fold.z.json" "$work/train$k.csv" "$fold.train.h5"
  he-encrypt -q -k "$work/key" --mask decoy "${columns[@]}" --standardise "$fold.z.json" "$work/test$k.csv" "$fold.test.h5"
  # Whoever computes, on ciphertexts alone.
  he-train -q "${learning[@]}" "$fold.train.h5" "$fold.model.h5"
  he-infer -q -m "$fold.model.h5" "$fold.test.h5" "$fold.predictions.h5"
  # The holder of the key again.
  he-decrypt -q -k "$work/key" "$fold.predictions.h5" "$fold.encrypted.csv"
  # The same in plain.
  he-train -q "${learning[@]}" "${columns[@]}" --standardise "$fold.z.json" "$work/train$k.csv" "$fold.plain.h5"
  he-infer -q -m "$fold.plain.h5" "${columns[@]}" --standardise "$fold.z.json" "$work/test$k.csv" "$fold.plain.csv"
  for run in encrypted plain; do
    [ $k -gt 1 ] || rm -f "$work/$run.csv"
    sed "$([ $k = 1 ] || echo 1d)" "$fold.$run.csv" >>"$work/$run.csv"
  done
done

# accuracy PREDICTIONS: the share of the records whose largest number is in the column "TARGET=CLASS" of their class.
accuracy() {
  awk -F, -v column="$column" -v id="$id" -v header=$header '
    { sub(/\r$/, "") }
    FNR == NR && FNR == 1 { for (i = 2; i <= NF; ++i) { name[i] = $i; sub(/^[^=]*=/, "", name[i]) } next }
    FNR == NR { best = 2; for (i = 3; i <= NF; ++i) if ($i + 0 > $best + 0) best = i; predicted[$1] = name[best]; next }
    FNR == 1 && header == "yes" { for (i = 1; i <= NF; ++i) if ($i == id) of = i; next }
    FNR == 1 { of = substr(id, 2) }
    NF > 0 { ++all; right += predicted[$of] == $column }
    END { printf "%d of %d records (%.2f %%)\n", right, all, 100 * right / all }' "$1" "$table"
}
echo "encrypted: $(accuracy "$work/encrypted.csv")"
echo "plain:     $(accuracy "$work/plain.csv")"
