#!/usr/bin/env bash
# The main job from nothing: installs what is needed, builds, simulates 1,000 patients, encrypts them under a key for a network of
# squares, runs it over the ciphertexts, decrypts its estimates, and compares them with the plain run and with the truth.
# HE_TOOLS, if set, is the folder of tools that are built already.
set -euo pipefail
source "$(dirname "$0")/common.sh"
use_tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

patients=$work/patients.csv
model=models/circulation-square.h5
targets=Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax
columns=(--id-column id --target "$targets" --standardise models/circulation-square.z.json --standardise-targets)

echo "Simulates 1,000 patients."
he-simulate -q circulation --patients 1000 --seed 3 "$patients" >/dev/null

echo "Computing centre: plans its network. The plan goes to the hospital."
he-plan "$model" "$work/clinic.plan.json"

echo "Hospital: makes a key for it and encrypts its patients."
he-keygen --for "$work/clinic.plan.json" "$work/clinic.key"
he-encrypt -k "$work/clinic.key" "${columns[@]}" "$patients" "$work/patients.h5"

echo "Computing centre: runs the network over ciphertexts, without any key."
he-infer -m "$model" "$work/patients.h5" "$work/estimates.h5"

echo "Hospital: decrypts the estimates."
he-decrypt -k "$work/clinic.key" "$work/estimates.h5" "$work/estimates.csv"
he-decrypt -k "$work/clinic.key" "$work/estimates.h5" "$work/decrypted.h5"
head -3 "$work/estimates.csv"

echo "For comparison: the same network over the same patients in plain."
he-infer -q -m "$model" "${columns[@]}" "$patients" "$work/plain.h5"

he-decrypt -k "$work/clinic.key" "$work/patients.h5" "$work/truth.h5"
he-compare --json "$work/decrypted.h5" "$work/plain.h5" >"$work/difference.json"
he-compare --json "$work/plain.h5" "$work/truth.h5" >"$work/plain.json"
he-compare --json "$work/decrypted.h5" "$work/truth.h5" >"$work/encrypted.json"
# For the times, the same patients 100 times over.
awk 'NR == 1 {print} NR > 1 {rows[NR] = $0} END {for (i = 0; i < 100; ++i) for (j = 2; j <= NR; ++j) print rows[j]}' "$patients" >"$work/many.csv"
he-encrypt -q -k "$work/clinic.key" "${columns[@]}" "$work/many.csv" "$work/many.h5"
he-infer -q -m "$model" "$work/many.h5" "$work/many.encrypted.h5"
he-infer -q -m "$model" "${columns[@]}" "$work/many.csv" "$work/many.plain.h5"
he-decrypt -k "$work/clinic.key" "$work/many.encrypted.h5" "$work/many.decrypted.h5"
he-compare --json "$work/many.decrypted.h5" "$work/many.plain.h5" >"$work/times.json"

/usr/bin/python3 scripts/demo_table.py "$work" "$model"
he-compare -q "$work/decrypted.h5" "$work/plain.h5" >/dev/null
