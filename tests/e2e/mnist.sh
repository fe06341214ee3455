#!/usr/bin/env bash
# Handwritten digits through two convolution networks, plain and encrypted, with the same accuracy.
# HE_DIGITS: the first how many of 10,000 [1000].
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare
[ -d "$data/mnist" ] || skip "no digits in $data (set HE_DATA_DIR)"
digits=${HE_DIGITS:-1000}
images=$data/mnist/t10k-images-idx3-ubyte.gz
labels=$data/mnist/t10k-labels-idx1-ubyte.gz
gives 0 he-keygen --scheme more a.key
part=(--shard 1/$((10000 / digits)))
gives 0 he-encrypt -q -k a.key --labels "$labels" "${part[@]}" "$images" truth.enc.h5
gives 0 he-decrypt -k a.key truth.enc.h5 truth.h5

run() { # run MODEL OPTIONS...: compares plain, plane and matrix
  local model=$data/keras-models/$1; shift
  gives 0 he-encrypt -q -k a.key "$@" "${part[@]}" "$images" digits.h5
  gives 0 he-infer -q -m "$model" "$@" "${part[@]}" "$images" plain.h5
  gives 0 he-compare --classes plain.h5 truth.h5
  accuracy=$(grep -o 'accuracy [0-9.]*' out)
  for representation in plane matrix; do
    gives 0 he-infer -q -m "$model" --representation $representation digits.h5 out.h5
    gives 0 he-decrypt -k a.key out.h5 decrypted.h5
    gives 0 he-compare --tolerance 1e-10 --classes decrypted.h5 plain.h5
    grep -qE '(accuracy|agreement) 1[. ]' out || { cat out; die "classes differ"; }
    gives 0 he-compare --classes decrypted.h5 truth.h5
    [ "$(grep -o 'accuracy [0-9.]*' out)" = "$accuracy" ] || die "accuracy differs"
  done
  echo "$model: $accuracy over $digits digits, plain, plane and matrix"
}
run k2.14.0_mnist_cnn.h5 --scale 1/255
run derived_full_k2.2.4tf_lenet5_avgpool.h5 --pad 2
