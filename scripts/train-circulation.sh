#!/usr/bin/env bash
# Trains the circulation models of models/ again: the same network in plain and, from the same seed, on encrypted patients,
# whose model is then decrypted; and the network of squares in plain, with the means and deviations of its data. Ends with the errors on
# held-out patients, with and without errors of measurement, and the differences of the twins.
#   scripts/train-circulation.sh [FOLDER]     FOLDER receives the models (default: models)
# How the networks are trained is told by models/circulation.toml and models/circulation-square.toml.
set -euo pipefail
source "$(dirname "$0")/common.sh"
folder=$(realpath -m -- "${1:-$root/models}")
use_tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"

columns=(--id-column id)
for target in Ees V0 Ea VAC SVR Cart SW LVPmax; do columns+=(--target "$target"); done
learning=(--config models/circulation.toml)

he-keygen --scheme more -q "$work/clinic.key" >/dev/null
he-simulate -q circulation --patients 10000 --seed 1 "$work/train.csv" >/dev/null
he-simulate -q circulation --patients 4000 --seed 2 "$work/test.csv" >/dev/null
he-encrypt -q -k "$work/clinic.key" "${columns[@]}" "$work/test.csv" "$work/test.h5"
he-decrypt -k "$work/clinic.key" "$work/test.h5" "$work/truth.h5"

standardised=("${columns[@]}" --standardise "$work/z.json" --standardise-targets)
he-encrypt -k "$work/clinic.key" --mask decoy "${standardised[@]}" "$work/train.csv" "$work/train.h5"
he-train "${learning[@]}" --raw-units "$work/z.json" "$work/train.h5" "$work/model.h5"
he-decrypt -k "$work/clinic.key" "$work/model.h5" "$folder/circulation-encrypted.h5"
he-train "${learning[@]}" --raw-units "$work/z.json" "${standardised[@]}" "$work/train.csv" "$folder/circulation-plain.h5"
he-train --config models/circulation-square.toml "${standardised[@]}" "$work/train.csv" "$work/circulation-square.h5"
# What a key for it has to know of its data: ranges, largest result, how errors show.
he-plan "${standardised[@]}" --ranges "$work/train.csv" --output "$folder/circulation-square.h5" "$work/circulation-square.h5" "$work/plan.json"
install -m 644 "$work/z.json" "$folder/circulation-square.z.json"  # of simulated patients, so that everybody may read it

for twin in plain encrypted; do
  he-infer -q "${columns[@]}" -m "$folder/circulation-$twin.h5" "$work/test.csv" "$work/$twin.h5"
done
echo "Trained under encryption, on 4,000 other patients:"
he-compare "$work/encrypted.h5" "$work/truth.h5"
echo "Its estimates against those of the plain twin:"
he-compare "$work/encrypted.h5" "$work/plain.h5"

he-infer -q "${columns[@]}" --standardise "$folder/circulation-square.z.json" -m "$folder/circulation-square.h5" "$work/test.csv" "$work/z.csv"
scripts/raw-units.py "$folder/circulation-square.z.json" "$work/z.csv" "$work/square.csv"
echo "The network of squares, its z-scores in units again, on the same patients:"
he-compare "$work/square.csv" "$work/truth.h5"

for noise in 0.5 1; do
  echo "Trained in plain and tested with errors of measurement, noise $noise:"
  he-simulate -q circulation --noise $noise --patients 10000 --seed 1 "$work/train.csv" >/dev/null
  he-simulate -q circulation --noise $noise --patients 4000 --seed 2 "$work/test.csv" >/dev/null
  he-train -q "${learning[@]}" --epochs 60 --raw-units "$work/$noise.json" "${columns[@]}" --standardise "$work/$noise.json" \
    --standardise-targets "$work/train.csv" "$work/noisy.h5"
  he-infer -q "${columns[@]}" -m "$work/noisy.h5" "$work/test.csv" "$work/noisy-estimates.h5"
  he-compare "$work/noisy-estimates.h5" "$work/truth.h5"
done
