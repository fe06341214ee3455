#!/usr/bin/env bash
# Left or right coronary artery, on encrypted X-ray frames: encrypts 200 frames, runs a network over the ciphertexts, decrypts its predictions,
# compares them with the plain run, and draws frames with the predicted artery and the truth.
#   scripts/angiography.sh [MODEL [FOLDER]]     MODEL (default: models/angiography-tanh-encrypted.h5) takes 64x64 frames in z-scores;
#                                               FOLDER receives angiograms.png (default: figures)
# The frames are those of ARCADE's validation part, if $HE_DATA_DIR/arcade is there (scripts/fetch-arcade.sh), else simulated ones.
# HE_TOOLS, if set, is the folder of tools that are built already.
set -euo pipefail
source "$(dirname "$0")/common.sh"
model=$(realpath -m -- "${1:-$root/models/angiography-tanh-encrypted.h5}")
folder=$(realpath -m -- "${2:-$root/figures}")
[ -f "$model" ] || { echo "angiography.sh: $model is missing; name a model of 64x64 frames" >&2; exit 5; }
use_tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

frames=${HE_DATA_DIR:-}/arcade/val
if [ -d "$frames" ]; then
  echo "Frames of ARCADE's validation part."
else
  frames=$work/frames
  echo "Simulates 200 frames."
  he-simulate -q angiogram --images 200 --size 128 --seed 5 "$frames/"
fi
reading=(--size 64x64 --normalise zscore --id-column file)

echo "Hospital: makes a key and encrypts the frames."
he-keygen --scheme more "$work/clinic.key"
he-encrypt -k "$work/clinic.key" "${reading[@]}" "$frames" "$work/frames.h5"

echo "Computing centre: runs the network over ciphertexts, without any key."
he-infer -m "$model" "$work/frames.h5" "$work/predictions.h5"

echo "Hospital: decrypts the predictions."
he-decrypt -k "$work/clinic.key" "$work/predictions.h5" "$work/predictions.csv"

echo "For comparison: the same network over the same frames in plain."
he-infer -q -m "$model" "${reading[@]}" "$frames" "$work/plain.csv"
he-compare --tolerance 1e-9 "$work/predictions.csv" "$work/plain.csv"

/usr/bin/python3 scripts/angiogram_mosaic.py "$frames" "$work/predictions.csv" "$work/angiograms.png"
mkdir -p "$folder"
mv "$work/angiograms.png" "$folder"
echo "$folder/angiograms.png"
