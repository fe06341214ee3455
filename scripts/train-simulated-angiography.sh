#!/usr/bin/env bash
# Trains the networks of the angiography models on simulated frames instead of real ones (left or right coronary artery), in plain, and scores
# them on fresh simulated frames and, where they are to be had, on the real ones of ARCADE's validation part.
#   scripts/train-simulated-angiography.sh [tanh|relu]...     default: both
# Four thousand frames with seven distorted copies each, seven epochs: some ten minutes of processor time a network.
# HE_DATA_DIR, if it has arcade/, gives the real frames. HE_TOOLS, if set, is the folder of tools that are built already.
set -euo pipefail
source "$(dirname "$0")/common.sh"
for network in "$@"; do
  [ -f "$root/models/angiography-$network.toml" ] || { echo "train-simulated-angiography.sh: '$network' is neither tanh nor relu" >&2; exit 2; }
done
[ $# -gt 0 ] || set -- tanh relu
use_tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

he-simulate angiogram --images 4000 --size 64 --seed 2020 "$work/train/"
he-simulate angiogram --images 1000 --size 64 --seed 2021 "$work/fresh/"
reading=(--size 64x64 --normalise zscore --one-hot)
he-keygen --scheme more -q "$work/truth.key" >/dev/null 2>&1
for network in "$@"; do
  he-train --config "models/angiography-$network.toml" "${reading[@]}" --epochs 7 --augment 7 "$work/train" "$work/$network.h5"
  for frames in "$work/fresh" "${HE_DATA_DIR:-$work}/arcade/val"; do
    [ -d "$frames" ] || continue
    he-infer -q -m "$work/$network.h5" "${reading[@]}" "$frames" "$work/predictions.h5"
    he-encrypt -q -k "$work/truth.key" "${reading[@]}" "$frames" "$work/frames.h5"
    he-decrypt -q -k "$work/truth.key" "$work/frames.h5" "$work/frames-with-truth.h5"
    echo "$network, ${frames#"$work/"}:"
    he-compare --classes "$work/predictions.h5" "$work/frames-with-truth.h5" | sed -n '/^accuracy/,$p'
  done
done
