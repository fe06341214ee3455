#!/usr/bin/env bash
# The secure scheme: a centre plans its model, a hospital makes a key for it, and nobody else reads a number.
source "$(dirname "$0")/common.sh"
need he-plan he-keygen he-encrypt he-infer he-decrypt he-compare he-simulate he-train he-info he-audit
models=$HE_SOURCE/models

# --- the flow, as it stands in the README ---
gives 0 he-simulate circulation -q --patients 300 --seed 5 patients.csv
columns=(--id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax --standardise "$models/circulation-square.z.json")
gives 0 he-plan "$models/circulation-square.h5" clinic.plan.json
prints '128 bits of security'
! grep -qE 'kernel|weights|dense' clinic.plan.json || die "the plan names layers"
gives 0 he-keygen --for clinic.plan.json clinic.key
prints '128 bits of security'
[ "$(stat -c %a clinic.key)" = 600 ] || die "the key is readable by others"
gives 0 he-encrypt -k clinic.key "${columns[@]}" patients.csv patients.h5
says '300 records in 8192 slots'
gives 0 he-infer -m "$models/circulation-square.h5" patients.h5 predictions.h5
gives 0 he-decrypt -k clinic.key predictions.h5 predictions.csv
says 'keep these numbers from whoever computed'
[ "$(stat -c %a predictions.csv)" = 600 ] || die "decrypted results are readable by others"
gives 0 he-infer -m "$models/circulation-square.h5" "${columns[@]}" patients.csv plain.h5
gives 0 he-decrypt -k clinic.key predictions.h5 decrypted.h5
gives 0 he-compare decrypted.h5 plain.h5 # within the error that was expected
gives 1 he-compare --tolerance 1e-9 decrypted.h5 plain.h5
gives 0 he-decrypt -k clinic.key patients.h5 again.csv
head -1 again.csv | grep -q '^id,HR' || die "the data set does not come back: $(head -1 again.csv)"

# --- another program decrypts the same, with exact integers and from the description of the files alone ---
agrees() { # FILE DECRYPTED.csv NAME COLUMN TOLERANCE
  python3 "$HE_SOURCE/tests/data/ckks/decrypt.py" clinic.key "$1" "$4" 20 >independent
  python3 - "$2" "$3" "$5" <<'PYTHON'
import csv, sys
ours = [float(row[sys.argv[2]]) for row in csv.DictReader(open(sys.argv[1]))][:20]
theirs = [float(line) for line in open("independent")]
assert len(ours) == len(theirs) == 20
worst = max(abs(a - b) for a, b in zip(ours, theirs))
assert worst < float(sys.argv[3]), f"{sys.argv[1]}: {worst}"
PYTHON
}
gives 0 he-decrypt -k clinic.key --digits 17 patients.h5 exact.csv
agrees patients.h5 exact.csv SBP 1 1e-12
gives 0 he-decrypt -k clinic.key --digits 17 predictions.h5 exact.csv
agrees predictions.h5 exact.csv Cart 5 1e-12

# --- the model in place of its plan; two results differ in their numbers, not in what they mean ---
gives 0 he-keygen --for "$models/circulation-square.h5" other.key
gives 4 he-decrypt -k other.key predictions.h5 never.csv
gives 0 he-infer -m "$models/circulation-square.h5" patients.h5 second.h5
cmp -s predictions.h5 second.h5 && die "results are not re-randomised"
gives 0 he-infer --seed 1 -m "$models/circulation-square.h5" patients.h5 seeded.h5
says 'made with --seed'
gives 0 he-infer -j1 --seed 1 -m "$models/circulation-square.h5" patients.h5 again.h5
gives 0 python3 -c 'import h5py; assert (h5py.File("seeded.h5")["y_hat"][:] == h5py.File("again.h5")["y_hat"][:]).all()'

# --- a key for two models, and a model added to a key ---
gives 0 he-keygen --for clinic.plan.json --for "$models/mnist-mlp-square.h5" both.key
gives 2 he-encrypt -k both.key "${columns[@]}" patients.csv never.h5
says 'for several models'
gives 0 he-encrypt -k both.key --plan "$(he-plan "$models/circulation-square.h5" again.json | sed -n 's/^plan //p')" "${columns[@]}" patients.csv both.h5
gives 0 he-infer -m "$models/circulation-square.h5" both.h5 both-predictions.h5
gives 0 he-decrypt -k both.key both-predictions.h5 both.csv

# --- what cannot be done says so, and what to do ---
gives 2 he-keygen never.key
says '--for MODEL'
says '--scheme more'
gives 3 he-keygen --for "$models/circulation-plain.h5" --range -4,4 never.key
says 'no tanh'
says "'square'"
cp "$models"/circulation-square.json arch.json
gives 2 he-train --loss mse --architecture arch.json patients.h5 never.h5
says "he-keygen --scheme more"
gives 2 he-encrypt -k clinic.key --mask uniform "${columns[@]}" patients.csv never.h5
gives 2 he-encrypt -k clinic.key "$models/circulation-square.h5" never.h5
gives 3 he-infer -m "$models/mnist-mlp-square.h5" patients.h5 never.h5
gives 2 he-infer --precision single -m "$models/circulation-square.h5" patients.h5 never.h5
gives 3 he-encrypt -k clinic.key --id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax patients.csv never.h5
says 'out of range'
says "record 1: column 'HR'"
says 'forgotten?'
gives 5 he-encrypt -k clinic.key --id-column id --standardise missing.json patients.csv never.h5
[ ! -e missing.json ] || die "means of these patients were taken for those of the model"
gives 0 he-encrypt -k clinic.key --clamp --id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax patients.csv clamped.h5
says 'were clamped'
gives 0 he-decrypt -k clinic.key clamped.h5 clamped.csv
awk -F, 'NR > 1 && ($2 > 6.21 || $2 < 6.19) { exit 1 }' clamped.csv || die "heart rates are not at the end of the range"
[ ! -e never.key ] && [ ! -e never.h5 ] && [ ! -e never.csv ] || die "something was written in spite of a refusal"

# --- a centre that lies: what says otherwise than the plan is refused, or told ---
edited() { # NAME PYTHON: a copy of the predictions with something changed
  cp predictions.h5 "$1"
  python3 -c "import h5py; file = h5py.File('$1', 'r+'); $2"
}
edited tolerant.h5 'file.attrs["expected_error"] = 1e6'
gives 3 he-decrypt -k clinic.key tolerant.h5 never.csv
edited tolerant.h5 'file.attrs["expected_error"] = 0.9'
gives 0 he-decrypt -k clinic.key tolerant.h5 tolerant-decrypted.h5
gives 0 he-compare tolerant-decrypted.h5 plain.h5
[ "$(python3 -c 'import h5py; print(h5py.File("tolerant-decrypted.h5").attrs["expected_error"] < 0.01)')" = True ] || die "the file sets its own tolerance"
edited dataset.h5 'file.move("y_hat", "x"); file.attrs["he_kind"] = "dataset"'
gives 3 he-decrypt -k clinic.key dataset.h5 never.csv
edited model.h5 'file.attrs["model_fingerprint"] = "0" * 32'
gives 4 he-decrypt -k clinic.key model.h5 never.csv
edited large.h5 'y = file["y_hat"]; y[0, 0, 0, 0, :] = 1'
gives 3 he-decrypt -k clinic.key large.h5 never.csv # one limb changed: no integer of the plan's size
says 'records 1 to'

# --- plans are checked as what comes from outside ---
bad_plan() { sed "$1" clinic.plan.json >bad.json; ! cmp -s bad.json clinic.plan.json || die "nothing to refuse: $1"; gives 3 he-keygen --for bad.json never.key; one_line; }
bad_plan 's/"low": -[0-9.]*/"low": -1/'
bad_plan 's/"scheme": "ckks"/"scheme": "other"/'
bad_plan 's/"scale-bits": "[0-9]*"/"scale-bits": "x"/'
bad_plan 's/"model_fingerprint": "../"model_fingerprint": "zz/'
bad_plan 's/"moduli": "[0-9]*,/"moduli": "15,/'
printf '{"a":%s' "$(head -c 200000 /dev/zero | tr '\0' '[')" >bad.json
gives 3 he-keygen --for bad.json never.key

# --- nothing of the key is in what leaves the hospital ---
HE_SOURCE=$HE_SOURCE python3 - <<'PYTHON'
import h5py
with h5py.File("clinic.key") as file:
    payload = bytes(file["key"][:])
at = payload.index(b"master") + len(b"master") + 4
import struct
master = bytes(int(x) for x in struct.unpack("<32d", payload[at:at + 256]))
for name in ["patients.h5", "predictions.h5", "predictions.csv", "clinic.plan.json"]:
    content = open(name, "rb").read()
    assert master not in content and payload[at:at + 256] not in content, name
PYTHON
