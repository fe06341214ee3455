#!/usr/bin/env bash
# Files of earlier versions are read for ever: each kind of file of version 0.1.0, under MORE and Hybrid MORE, gives the numbers that NumPy
# computed from the plain inputs.
source "$(dirname "$0")/common.sh"
need he-encrypt he-infer he-train he-decrypt he-compare he-info

cp -r "$HE_SOURCE/tests/data/files-0.1" old
cd old
chmod 600 ./*.key passphrase.txt
columns=(--id-column patient --target Ea,SVR --standardise z.json --standardise-targets)
learning=(-m model.h5 --loss mse --optimizer adam --learning-rate 0.01 --batch 12 --epochs 300)

# decrypts KEY FILE EXPECTED: the file under this key holds these numbers, beside the identifiers of the patients.
decrypts() {
  gives 0 he-decrypt -q -k "$1" --passphrase-file passphrase.txt "$2" decrypted.csv
  holds decrypted.csv "$3"
}
holds() {
  gives 0 he-compare --tolerance 1e-11 "$1" "expected/$2"
  [ "$(cut -d, -f1 "$1")" = "$(cut -d, -f1 "expected/$2")" ] || die "$1: other rows than in $2"
}
# is FILE KIND [KEY ID]: he-info finds it undamaged and knows what it is.
is() {
  gives 0 he-info --verify --json "$1"
  prints "\"kind\":\"$2\""
  prints '"creator":"he-tools 0.1.0"'
  [ $# -lt 3 ] || prints "\"key_id\":\"$3\""
}

# The numbers that are expected are those of the program beside them.
mkdir again
python3 expected.py again
for file in expected/*; do gives 0 he-compare --tolerance 1e-12 "again/${file#expected/}" "$file"; done

is model.h5 model
gives 0 he-infer -q -m model.h5 "${columns[@]}" patients.csv plain.csv
holds plain.csv predictions.csv

for scheme in more hybrid; do
  is $scheme-sealed.key secret-key
  is $scheme.key secret-key
  key=$(python3 -c 'import json; print(json.load(open("../out"))["key_id"])')
  is $scheme.eval.h5 evaluation-key "$key"
  is $scheme.data.h5 dataset "$key"
  is $scheme.predictions.h5 predictions "$key"
  is $scheme.model.h5 model "$key"
  is $scheme.checkpoint.h5 checkpoint "$key"

  # What was encrypted comes back, with its identifiers; a sealed key opens.
  decrypts $scheme.key $scheme.data.h5 standardised.csv
  decrypts $scheme-sealed.key $scheme-sealed.data.h5 standardised.csv
  decrypts $scheme.key $scheme.predictions.h5 predictions.csv
  gives 0 he-decrypt -q -k $scheme.key $scheme.model.h5 opened.h5
  gives 0 he-compare --tolerance 1e-12 opened.h5 model.h5
  gives 4 he-decrypt -q -k $scheme-sealed.key --passphrase-file passphrase.txt $scheme.data.h5 never.csv
  one_line

  # Old data run on: through a plain and an encrypted model, and data of today through an old model.
  for model in model.h5 $scheme.model.h5; do
    gives 0 he-infer -q -m $model --evaluation-key $scheme.eval.h5 $scheme.data.h5 predictions.h5
    decrypts $scheme.key predictions.h5 predictions.csv
  done
  gives 0 he-encrypt -q -k $scheme.key "${columns[@]}" patients.csv today.h5
  gives 0 he-infer -q -m $scheme.model.h5 today.h5 predictions.h5
  decrypts $scheme.key predictions.h5 predictions.csv

  # An old checkpoint continues to the weights and losses of a training that was never stopped.
  gives 0 he-train "${learning[@]}" --checkpoint $scheme.checkpoint.h5 --resume --raw-units z.json $scheme.data.h5 trained.h5
  says "continuing after epoch 14"  # 147 and 146
  gives 0 he-decrypt -q -k $scheme.key trained.h5 opened.h5
  gives 0 he-infer -q -m opened.h5 --id-column patient --target Ea,SVR patients.csv trained.csv
  holds trained.csv trained.csv
  gives 0 he-decrypt -q -k $scheme.key trained.h5 losses.csv
  holds losses.csv losses.csv
done
gives 0 he-infer -q -m model.h5 --representation matrix more.data.h5 predictions.h5
decrypts more.key predictions.h5 predictions.csv

# The same in plain.
is plain.checkpoint.h5 checkpoint
gives 0 he-train "${learning[@]}" --checkpoint plain.checkpoint.h5 --resume --raw-units z.json "${columns[@]}" patients.csv opened.h5
says "continuing after epoch 101"
gives 0 he-infer -q -m opened.h5 --id-column patient --target Ea,SVR patients.csv trained.csv
holds trained.csv trained.csv
