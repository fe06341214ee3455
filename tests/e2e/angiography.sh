#!/usr/bin/env bash
# Left or right coronary artery: the models of models/ reach their scores on encrypted frames, with the decisions of the plain run.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare
[ -d "$data/arcade/val" ] || skip "no angiograms in $data (set HE_DATA_DIR)"
reading=(--size 64x64 --normalise zscore --id-column file --one-hot)
gives 0 he-keygen --scheme more clinic.key
gives 0 he-encrypt -q -k clinic.key "${reading[@]}" "$data/arcade/val" frames.h5
gives 0 he-decrypt -q -k clinic.key frames.h5 truth.h5

for network in tanh relu; do
  model=$HE_SOURCE/models/angiography-$network-encrypted.h5
  gives 0 he-infer -q -m "$model" frames.h5 predictions.h5
  gives 0 he-decrypt -q -k clinic.key predictions.h5 decrypted.h5
  gives 0 he-infer -q -m "$model" "${reading[@]}" "$data/arcade/val" plain.h5
  gives 0 he-compare --classes --tolerance 1e-9 decrypted.h5 plain.h5
  agreement=$(grep agreement out)
  [[ $agreement == "agreement 1.0000 over 200 records"* ]] || die "$network: decisions differ: $agreement"
  gives 0 he-compare --classes decrypted.h5 truth.h5
  scores=$(grep accuracy out)
  [[ $scores =~ accuracy\ ([0-9.]+)\ over\ 200\ records,\ area\ under\ the\ curve\ ([0-9.]+) ]] || die "no scores: $scores"
  awk -v accuracy="${BASH_REMATCH[1]}" -v area="${BASH_REMATCH[2]}" 'BEGIN { exit !(accuracy >= 0.96 && area >= 0.99) }' ||
    die "$network: $scores"
done
