#!/usr/bin/env bash
# The networks of squares of models/: nothing but sums, products with weights and squares before the last softmax, with the scores of their cards,
# on z-scores that get their units back; and scripts/raw-units.py refuses what it would turn into a wrong number.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare he-simulate
circulation=$HE_SOURCE/models/circulation-square.h5
z=$HE_SOURCE/models/circulation-square.z.json
digits=$HE_SOURCE/models/mnist-mlp-square.h5
columns=(--id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax)

# By hand: ((x W + b)^2 W + b) and so on in NumPy: measurements of twice the usual size, and as much ink as digits have.
python3 - "$circulation" "$digits" <<'PYTHON'
import sys
import h5py
import numpy as np

random = np.random.default_rng(1)
for path, name, shape in ((sys.argv[1], "circulation", (9,)), (sys.argv[2], "digits", (28, 28, 1))):
    with h5py.File(path) as model:
        groups = [g for g in model["model_weights"].attrs["layer_names"] if g.startswith("dense")]
        weights = [[model[f"model_weights/{g}/{g}/{kind}:0"][()] for kind in ("kernel", "bias")] for g in groups]
    x = random.normal(size=(50, *shape)) * 2 if name == "circulation" else random.uniform(size=(50, *shape)) * (random.uniform(size=(50, *shape)) < 0.2)
    y = x.reshape(50, -1)
    for k, (kernel, bias) in enumerate(weights):
        y = (y if k == 0 else y * y) @ kernel + bias
    if name == "digits":
        y = np.exp(y - y.max(axis=1, keepdims=True))
        y /= y.sum(axis=1, keepdims=True)
    for kind, numbers in (("in", x), ("out", y)):
        with h5py.File(f"{name}.{kind}.h5", "w") as file:
            file["x"] = numbers
PYTHON
for name in circulation digits; do
  gives 0 he-infer -q -m "${!name}" $name.in.h5 $name.h5
  gives 0 he-compare --tolerance 1e-9 $name.h5 $name.out.h5
  prints "50 records"
done

# A hospital's day with patients that the network has not seen: standardised with the file beside the model, and units given back.
gives 0 he-simulate -q circulation --patients 100 --seed 2 --tolerance 1e-6 patients.csv
gives 0 he-keygen --scheme more -q clinic.key
gives 0 he-encrypt -q -k clinic.key "${columns[@]}" --standardise "$z" patients.csv patients.h5
gives 0 he-infer -q -m "$circulation" patients.h5 secret.h5
gives 0 he-decrypt -q -k clinic.key secret.h5 z.csv
gives 0 he-infer -q -m "$circulation" "${columns[@]}" --standardise "$z" patients.csv plain.csv
gives 0 he-compare --tolerance 1e-9 z.csv plain.csv
gives 0 "$HE_SOURCE/scripts/raw-units.py" "$z" z.csv estimates.csv
[ ! -s err ] || die "warned of patients like those of the training"
[ "$(stat -c %a estimates.csv)" = 600 ] || die "estimates are readable by others"
gives 0 he-compare --json "${columns[@]}" estimates.csv patients.csv
python3 - out <<'PYTHON'
import json
import sys

# R2 on 4,000 patients, in an independent training of the same network: .9888 .9536 .9993 .9951 .9997 .9985 .9976 .9993; on 100 it may be less.
least = {"Ees": 0.98, "V0": 0.93, "Ea": 0.998, "VAC": 0.98, "SVR": 0.998, "Cart": 0.995, "SW": 0.995, "LVPmax": 0.998}
columns = json.load(open(sys.argv[1]))["fields"][0]["columns"]
found = {column["name"]: column["r_squared"] for column in columns}
assert found.keys() == least.keys(), found
assert all(found[name] >= least[name] for name in least), found
PYTHON

# Pressures in kPa in place of mmHg: nothing saturates, and the warning says so.
awk -F, -v OFS=, 'NR > 1 { for (i = 3; i <= 4; ++i) $i *= 0.133322; $9 *= 0.133322 } 1' patients.csv >kpa.csv
gives 0 he-infer -q -m "$circulation" "${columns[@]}" --standardise "$z" kpa.csv kpa.z.csv
gives 0 "$HE_SOURCE/scripts/raw-units.py" "$z" kpa.z.csv kpa.estimates.csv
says "numbers more than 10 deviations from their mean"

# What would give wrong numbers is refused in one line, and nothing is written.
convert() { gives "$1" "$HE_SOURCE/scripts/raw-units.py" "${@:2}"; [ "$1" = 0 ] || one_line; }
convert 0 "$z" <(printf 'Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax\n0,0,0,0,0,0,0,0\n') means.csv
python3 - "$z" means.csv <<'PYTHON'
import csv
import json
import sys
z = json.load(open(sys.argv[1]))
assert list(map(float, list(csv.reader(open(sys.argv[2])))[1])) == z["target_mean"]
PYTHON
refused() { convert 3 "${3:-$z}" "$1" never.csv; says "$2"; [ ! -e never.csv ] || die "never.csv was written"; }
sed 1s/V0/W0/ z.csv >renamed.csv
refused renamed.csv "renamed.csv: column 'W0' stands where the standardisation has 'V0'"
refused patients.csv "patients.csv: has 18 columns"
sed '3s/,[^,]*$/,nan/' z.csv >hole.csv
refused hole.csv "hole.csv:3: LVPmax: 'nan' is not a finite number"
sed '4s/,[^,]*$//' z.csv >short.csv
refused short.csv "short.csv:4: has 8 columns, not 9"
refused z.csv "patients.csv: is not JSON" patients.csv
python3 -c 'import json, sys; z = json.load(open(sys.argv[1])); del z["target_mean"]; json.dump(z, open("features.json", "w"))' "$z"
refused z.csv "features.json: has no means and deviations of targets" features.json
convert 2 "$z" z.csv z.csv
says "z.csv: is input and output at once"
convert 5 "$z" z.csv no-such-folder/never.csv
says "no-such-folder/never.csv: No such file or directory"
convert 5 "$z" missing.csv never.csv
says "missing.csv: No such file or directory"

# Digits, at last: 98.16 % of the 10,000 test images in an independent training of the same network.
images=$data/mnist/t10k-images-idx3-ubyte.gz
[ -f "$images" ] || { echo "no digits in $data (set HE_DATA_DIR): their accuracy was not looked at"; exit 0; }
gives 0 he-infer -q -m "$digits" --scale 1/255 "$images" digits.h5
gives 0 he-compare --classes digits.h5 "$data/mnist/t10k-labels-idx1-ubyte.gz"
[[ $(grep accuracy out) =~ accuracy\ ([0-9.]+)\ over\ 10000\ records ]] || die "no accuracy: $(cat out)"
awk -v accuracy="${BASH_REMATCH[1]}" 'BEGIN { exit !(accuracy >= 0.978) }' || die "accuracy ${BASH_REMATCH[1]}"
