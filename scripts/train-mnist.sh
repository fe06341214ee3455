#!/usr/bin/env bash
# Trains the digit models of models/ again: each network in plain and, from the same seed, on encrypted images, whose
# model is then decrypted. Ends with the scores on the 10,000 test images and the largest difference of the twins' weights.
#   scripts/train-mnist.sh [FOLDER]     FOLDER receives the models (default: models)
# How each network is trained is told by models/NAME.toml. Needs some 6 GB of memory. The images come from scripts/fetch-mnist.sh (or from HE_DATA_DIR, if that is set).
set -euo pipefail
source "$(dirname "$0")/common.sh"
folder=$(realpath -m -- "${1:-$root/models}")
use_tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"

scripts/fetch-mnist.sh "$work/mnist"
images=(--scale 1/255 --labels "$work/mnist/train-labels-idx1-ubyte.gz" --one-hot "$work/mnist/train-images-idx3-ubyte.gz")
he-keygen -q "$work/clinic.key" >/dev/null
he-encrypt -k "$work/clinic.key" --mask decoy "${images[@]}" "$work/train.h5"

# train NAME: both twins.
train() {
  local name=$1 twin
  he-train --config "models/$name.toml" "${images[@]}" "$folder/$name-plain.h5"
  he-train --config "models/$name.toml" "$work/train.h5" "$work/$name.h5"
  he-decrypt -k "$work/clinic.key" "$work/$name.h5" "$folder/$name-encrypted.h5"
  for twin in plain encrypted; do
    he-infer -q -m "$folder/$name-$twin.h5" --scale 1/255 "$work/mnist/t10k-images-idx3-ubyte.gz" "$work/$name-$twin.h5"
    printf '%s, trained %s: ' "$name" "$twin"
    he-compare --classes "$work/$name-$twin.h5" "$work/mnist/t10k-labels-idx1-ubyte.gz" | grep accuracy
  done
  he-compare "$folder/$name-encrypted.h5" "$folder/$name-plain.h5"
}

train mnist-mlp
train mnist-lenet
