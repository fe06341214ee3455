#!/usr/bin/env bash
# Models as Keras 1.2 to 3.13 saved them: plain runs agree with independent results, encrypted runs with plain ones.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare
[ -d "$data/keras-models" ] || skip "no sample models in $data (set HE_DATA_DIR)"
models=$data/keras-models

# Inputs and expected outputs of every model: those recorded beside it, or else seeded numbers and a second forward pass in numpy.
python3 "$HE_SOURCE/tests/e2e/keras_reference.py" "$models" .

gives 0 he-keygen --scheme more a.key
gives 0 he-keygen --scheme hybrid hybrid.key
for x in *.x.h5; do
  name=${x%.x.h5}
  model=$models/$name.h5
  gives 0 he-infer -q -m "$model" "$x" plain.h5
  gives 0 he-compare --tolerance 1e-6 plain.h5 "$name.y.h5"
  gives 0 he-encrypt -q -k a.key "$x" encrypted.h5
  for representation in plane matrix; do
    gives 0 he-infer -q -m "$model" --representation $representation encrypted.h5 predictions.h5
    gives 0 he-decrypt -k a.key predictions.h5 decrypted.h5
    gives 0 he-compare --tolerance 1e-10 decrypted.h5 plain.h5
  done
  gives 0 he-encrypt -q -k hybrid.key "$x" encrypted.h5
  gives 0 he-infer -q -m "$model" encrypted.h5 predictions.h5
  gives 0 he-decrypt -k hybrid.key predictions.h5 decrypted.h5
  gives 0 he-compare --tolerance 1e-10 decrypted.h5 plain.h5
  echo "$name: plain, plane, matrix and hybrid agree"
done

# What cannot run is refused with one line.
for model in "$models"/neg_*; do
  gives 3 he-infer -m "$model" k2.14.0_heart_mlp.x.h5 never.h5
  one_line
  [ ! -e never.h5 ] || die "$model left an output"
done
gives 3 he-infer -m "$models/neg_k2.0.6_lstm.h5" k2.14.0_heart_mlp.x.h5 never.h5
says "lstm_1"
says "supported are"
