#!/usr/bin/env bash
# Trains the digit models of models/ again: each network in plain and, from the same seed, on encrypted images, whose
# model is then decrypted; the network of squares in plain alone. Ends with the scores on the 10,000 test images and the largest
# difference of the twins' weights.
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
he-keygen --scheme more -q "$work/clinic.key" >/dev/null
he-encrypt -k "$work/clinic.key" --mask decoy "${images[@]}" "$work/train.h5"

# train_plain NAME MODEL, score MODEL: one model in plain; its accuracy on the test images.
train_plain() { he-train --config "models/$1.toml" "${images[@]}" "$folder/$2.h5"; }
score() {
  he-infer -q -m "$folder/$1.h5" --scale 1/255 "$work/mnist/t10k-images-idx3-ubyte.gz" "$work/$1.h5"
  printf '%s: ' "$1"
  he-compare --classes "$work/$1.h5" "$work/mnist/t10k-labels-idx1-ubyte.gz" | grep accuracy
}

# train NAME: both twins.
train() {
  local name=$1
  train_plain "$name" "$name-plain"
  he-train --config "models/$name.toml" "$work/train.h5" "$work/$name.h5"
  he-decrypt -k "$work/clinic.key" "$work/$name.h5" "$folder/$name-encrypted.h5"
  score "$name-plain"
  score "$name-encrypted"
  he-compare "$folder/$name-encrypted.h5" "$folder/$name-plain.h5"
}

train mnist-mlp
train mnist-lenet
# What a key for it has to know of its data: ranges, largest result, how errors show.
he-train --config models/mnist-mlp-square.toml "${images[@]}" "$work/mnist-mlp-square.h5"
he-plan --ranges "$work/mnist/train-images-idx3-ubyte.gz" --scale 1/255 --output "$folder/mnist-mlp-square.h5" \
  "$work/mnist-mlp-square.h5" "$work/plan.json"
score mnist-mlp-square
