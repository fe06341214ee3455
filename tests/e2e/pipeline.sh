#!/usr/bin/env bash
# The main job: a table goes in encrypted and comes back as predictions beside its identifiers, through files and through pipes.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare he-info

# A table of 300 patients, and a network of two layers as Keras would save it.
python3 - <<'PYTHON'
import json
import h5py
import numpy as np

rng = np.random.default_rng(5)
x = rng.normal([60, 140, 5], [10, 20, 1], size=(300, 3))
with open("visits.csv", "w") as file:
    file.write("patient,age,pressure,sugar,outcome\n")
    for i, row in enumerate(x):
        file.write(f"MRN-{i:05d},{row[0]:.1f},{row[1]:.1f},{row[2]:.2f},{int(row.sum() > 205)}\n")
dense = lambda name, units, activation: {"class_name": "Dense", "config": {"name": name, "units": units, "activation": activation, "use_bias": True}}
config = {"class_name": "Sequential", "config": {"name": "m", "layers": [
    {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 3], "name": "in"}}, dense("a", 8, "tanh"), dense("b", 2, "softmax")]}}
with h5py.File("model.h5", "w") as file:
    file.attrs["model_config"], file.attrs["keras_version"], file.attrs["backend"] = json.dumps(config), "2.14.0", "tensorflow"
    weights = file.create_group("model_weights")
    weights.attrs["layer_names"] = ["a", "b"]
    for name, shape in (("a", (3, 8)), ("b", (8, 2))):
        group = weights.create_group(name)
        group.attrs["weight_names"] = [f"{name}/kernel:0", f"{name}/bias:0"]
        group[f"{name}/kernel:0"] = rng.normal(size=shape)
        group[f"{name}/bias:0"] = rng.normal(size=shape[1])
PYTHON

gives 0 he-keygen --scheme more --evaluation-key clinic.eval.h5 clinic.key
prints "SECURITY.md"
[ "$(stat -c %a clinic.key)" = 600 ] || die "the key is readable by others"
gives 5 he-keygen --scheme more clinic.key
one_line
options=(--id-column patient --target outcome --standardise z.json)

# Through files.
gives 0 he-encrypt -q -k clinic.key "${options[@]}" visits.csv visits.h5
gives 0 he-infer -q -m model.h5 --evaluation-key clinic.eval.h5 visits.h5 predictions.h5
gives 0 he-decrypt -k clinic.key predictions.h5 files.csv
[ "$(stat -c %a files.csv)" = 600 ] || die "decrypted predictions are readable by others"
[ "$(head -1 files.csv)" = id,y1,y2 ] || die "names of columns: $(head -1 files.csv)"
[ "$(sed -n 2p files.csv | cut -d, -f1)" = MRN-00000 ] || die "identifiers do not come back"

# The plain run is the same; predicted classes come by name.
gives 0 he-infer -q -m model.h5 "${options[@]}" visits.csv plain.csv
gives 0 he-compare --tolerance 1e-12 files.csv plain.csv
gives 0 he-decrypt -k clinic.key --argmax predictions.h5 -
[ "$(head -1 out)" = id,class ] || die "classes: $(head -1 out)"

# Nothing of identifiers or secrets is in what an external party sees.
for file in visits.h5 predictions.h5; do
  hides $file MRN-
done
gives 0 he-info --json visits.h5

# Through one shell pipeline: the same rows, identifiers and numbers.
he-encrypt -q -k clinic.key "${options[@]}" - - <visits.csv | he-infer -q -m model.h5 - - | he-decrypt -k clinic.key - - >pipe.csv
gives 0 he-compare --tolerance 1e-9 pipe.csv files.csv
[ "$(cut -d, -f1 pipe.csv)" = "$(cut -d, -f1 files.csv)" ] || die "identifiers through a pipe differ"

# With a seed: the same bytes, whatever the threads and blocks.
for run in 1 2; do
  he-encrypt -q -j $run -k clinic.key --seed 7 "${options[@]}" visits.csv - 2>/dev/null | he-infer -q -j $run --batch $((run * 64)) -m model.h5 - - |
    he-decrypt -k clinic.key - seeded$run.csv
done
cmp seeded1.csv seeded2.csv || die "seeded runs differ"

# Shards: eight parts, each encrypted and evaluated by itself, are the whole.
head -1 files.csv >shards.csv
for i in 1 2 3 4 5 6 7 8; do
  gives 0 he-encrypt -q -k clinic.key "${options[@]}" --shard $i/8 visits.csv part.h5
  gives 0 he-infer -q -m model.h5 part.h5 part.out.h5
  he-decrypt -k clinic.key part.out.h5 - | tail -n +2 >>shards.csv
done
gives 0 he-compare --tolerance 1e-12 shards.csv files.csv
[ "$(cut -d, -f1 shards.csv)" = "$(cut -d, -f1 files.csv)" ] || die "shards differ in order"

# Every kind of mask, single precision and matrices give the same predictions.
for mask in normal decoy; do
  gives 0 he-encrypt -q -k clinic.key --mask $mask "${options[@]}" visits.csv masked.h5
  gives 0 he-infer -q -m model.h5 --representation matrix masked.h5 masked.out.h5
  gives 0 he-decrypt -k clinic.key masked.out.h5 masked.csv
  gives 0 he-compare --tolerance 1e-10 masked.csv files.csv
done
gives 0 he-infer -q -m model.h5 --precision single visits.h5 single.h5
gives 0 he-decrypt -k clinic.key single.h5 single.csv
gives 0 he-compare --tolerance 1e-4 single.csv files.csv

# A key with a passphrase.
echo "correct horse battery staple" >passphrase && chmod 600 passphrase
gives 0 he-keygen --scheme more --passphrase-file passphrase sealed.key
gives 0 he-encrypt -q -k sealed.key --passphrase-file passphrase "${options[@]}" visits.csv sealed.h5
echo "wrong" >wrong && chmod 600 wrong
gives 4 he-decrypt -k sealed.key --passphrase-file wrong sealed.h5 never.csv
says "the passphrase does not open this key"
one_line
