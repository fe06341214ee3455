#!/usr/bin/env bash
# Draws two pictures of the circulation: the left ventricle's pressure against its volume over a beat of the five reference patients, and
# the estimates of models/circulation-encrypted.h5, made on ciphertexts of 2,000 patients that it was not trained on, against the truth.
#   scripts/circulation-figures.sh [FOLDER]     FOLDER receives pressure-volume-loops.svg and predicted-against-true.svg (default: figures)
# HE_TOOLS, if set, is the folder of tools that are built already.
set -euo pipefail
[ -z "${HE_TOOLS:-}" ] || HE_TOOLS=$(realpath -e "$HE_TOOLS")
[ $# -eq 0 ] || folder=$(realpath -m -- "$1")
cd "$(dirname "$0")/.."
folder=${folder:-$PWD/figures}
if [ -z "${HE_TOOLS:-}" ]; then
  scripts/install-deps.sh
  cmake --preset release >/dev/null
  cmake --build --preset release --target he-tools -- --quiet
  HE_TOOLS=$PWD/build/release/bin
fi
PATH=$HE_TOOLS:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The sets of the table have no names there: these are theirs, in its order.
loops=()
patients=(default hypertensive dilated hypovolaemic exercise)
{
  IFS=, read -ra names
  for patient in "${patients[@]}"; do
    IFS=, read -ra values
    parameters=$(for i in "${!names[@]}"; do echo "${names[i]}=${values[i]}"; done | paste -sd,)
    he-simulate -q circulation --patient "$parameters" --loop "$work/$patient.csv" "$work/outputs.csv" >/dev/null
    loops+=("$work/$patient.csv")
  done
} <tests/data/circulation/reference_sets.csv

columns=(--id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax)
he-simulate -q circulation --patients 2000 --seed 2 "$work/truth.csv" >/dev/null
he-keygen -q "$work/clinic.key" >/dev/null
he-encrypt -q -k "$work/clinic.key" "${columns[@]}" "$work/truth.csv" "$work/patients.h5"
he-infer -q -m models/circulation-encrypted.h5 "$work/patients.h5" "$work/encrypted.h5"
he-decrypt -q -k "$work/clinic.key" "$work/encrypted.h5" "$work/estimates.csv"

/usr/bin/python3 scripts/circulation_figures.py loops "$work/pressure-volume-loops.svg" "${loops[@]}"
/usr/bin/python3 scripts/circulation_figures.py estimates "$work/predicted-against-true.svg" "$work/truth.csv" "$work/estimates.csv"
mkdir -p "$folder"
mv "$work"/*.svg "$folder"
echo "$folder/pressure-volume-loops.svg"
echo "$folder/predicted-against-true.svg"
