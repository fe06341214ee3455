#!/usr/bin/env bash
# Trains the angiography models of models/ again (left or right coronary artery): each network in plain and, from the same seed, on
# encrypted frames, whose model is then decrypted. Ends with the scores on ARCADE's validation part, the agreement of plain
# and encrypted inference on every frame of it, and the largest difference of the twins' weights.
#   scripts/train-angiography.sh [FOLDER [LIST]]     FOLDER receives the models (default: models); LIST (CSV with the columns file and
#                                                    artery) names frames from elsewhere, which are scored as well
# How each network is trained is told by models/NAME.toml. The frames come from scripts/fetch-arcade.sh (or from HE_DATA_DIR, if that is set).
# HE_TOOLS, if set, is the folder of tools that are built already.
set -euo pipefail
source "$(dirname "$0")/common.sh"
folder=$(realpath -m -- "${1:-$root/models}")
other=${2:+$(realpath -e -- "$2")}
use_tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"

scripts/fetch-arcade.sh "$work/arcade"
reading=(--size 64x64 --normalise zscore --id-column file --one-hot)
copies=(--augment 4)
he-keygen --scheme more -q "$work/clinic.key" >/dev/null
he-encrypt -k "$work/clinic.key" --mask decoy "${reading[@]}" "${copies[@]}" "$work/arcade/train" "$work/train.h5"

# score NAME: both twins on frames that are encrypted and, beside it, on the same ones in plain: scores, and differences.
score() {
  local name=$1 set=$2 input=$3 twin model
  shift 3
  he-encrypt -q -k "$work/clinic.key" "${reading[@]}" "$@" "$input" "$work/frames.h5"
  he-decrypt -q -k "$work/clinic.key" "$work/frames.h5" "$work/truth.h5"
  for twin in plain encrypted; do
    model=$folder/$name-$twin.h5
    he-infer -q -m "$model" "$work/frames.h5" "$work/predictions.h5"
    he-decrypt -q -k "$work/clinic.key" "$work/predictions.h5" "$work/decrypted.h5"
    he-infer -q -m "$model" "${reading[@]}" "$@" "$input" "$work/in-plain.h5"
    echo "$name, trained $twin, $set:"
    he-compare --classes "$work/decrypted.h5" "$work/truth.h5" | sed -n '/^accuracy/,$p'
    he-compare --classes --tolerance 1e-9 "$work/decrypted.h5" "$work/in-plain.h5"
  done
}

# train NAME: both twins.
train() {
  local name=$1
  he-train --config "models/$name.toml" "${reading[@]}" "${copies[@]}" "$work/arcade/train" "$folder/$name-plain.h5"
  he-train --config "models/$name.toml" "$work/train.h5" "$work/$name.h5"
  he-decrypt -k "$work/clinic.key" "$work/$name.h5" "$folder/$name-encrypted.h5"
  score "$name" "ARCADE's validation part" "$work/arcade/val"
  [ -z "$other" ] || score "$name" "frames from elsewhere" "$other" --target artery
  he-compare "$folder/$name-encrypted.h5" "$folder/$name-plain.h5"
}

train angiography-tanh
train angiography-relu
