#!/usr/bin/env bash
# Attacks fail on files of the secure scheme, and the audit says so, what that rests on, and what it does not cover.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-simulate he-audit
models=$HE_SOURCE/models

gives 0 he-simulate circulation -q --patients 600 --seed 5 patients.csv
columns=(--id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax --standardise "$models/circulation-square.z.json")
gives 0 he-keygen --for "$models/circulation-square.h5" clinic.key
gives 0 he-encrypt -k clinic.key "${columns[@]}" patients.csv patients.h5
gives 0 he-infer -m "$models/circulation-square.h5" patients.h5 predictions.h5
gives 0 he-decrypt -k clinic.key patients.h5 patients.truth.h5
gives 0 he-decrypt -k clinic.key predictions.h5 predictions.truth.h5

# --- anybody may look: nothing is found, in data and in results ---
gives 0 he-audit patients.h5
prints 'Nothing was found that leaks'
prints '128 bits by IACR ePrint 2024/463'
prints 'nothing here proves what was computed'
prints 'must not go back to whoever computed them'
prints 'not run: too little is known'
for name in patients predictions; do
  gives 0 he-audit --truth $name.truth.h5 $name.h5
  [ "$(grep -c 'as good as guessing' out)" = 2 ] || die "the attacks on $name.h5 were not run: $(cat out)"
  gives 0 he-audit --json --truth $name.truth.h5 $name.h5
  python3 - out <<'PYTHON' || die "the figures of $name.h5 are not right"
import json, sys
report = json.load(open(sys.argv[1]))
assert not report["leaks"] and report["findings"] == []
p = report["parameters"]
assert p["ring_degree"] == 8192 and p["modulus_bits"] <= p["largest_modulus_bits"] == 214, p
assert report["false_alarm"] < 1e-6
assert report["repeated_seeds"]["count"] == report["repeated_ciphertexts"]["count"] == 0
assert len(report["tests"]) > 100 and not any(t["reported"] for t in report["tests"])
for attack in report["attacks"]:
    assert attack["run"] and abs(attack["score"] - attack["chance"]) < 6 * attack["spread"], attack
PYTHON
done

# --- the same numbers in a weak scheme are read: the attacks are not at fault ---
gives 0 he-keygen --scheme more more.key
gives 0 he-encrypt -k more.key "${columns[@]}" patients.csv more.h5
gives 1 he-audit --truth patients.truth.h5 more.h5
prints 'keeps nothing secret'

# --- what is wrong is reported: a seed, and a whole ciphertext, that occur twice; results that are not uniform ---
spoilt() { # FROM TO PYTHON: a copy with one change in its payload, cells by features
  cp "$1" "$2"
  python3 - "$2" "$3" <<'PYTHON'
import sys, h5py
with h5py.File(sys.argv[1], "r+") as file:
    name = "x" if "x" in file else "y_hat"
    cells = file[name][:]
    exec(sys.argv[2])
    file[name][:] = cells
PYTHON
}
spoilt patients.h5 seed.h5 'cells[0, 4, -8:] = cells[0, 1, -8:]'
gives 1 he-audit seed.h5
prints '1 of its seeds repeat earlier ones'
spoilt patients.h5 twice.h5 'cells[0, 4] = cells[0, 1]'
gives 1 he-audit twice.h5
prints 'equal numbers are seen to be equal'
spoilt predictions.h5 zero.h5 'cells[0, :, 1, 0] = 0'
gives 1 he-audit zero.h5
prints 'd_1 modulo'
prints 'is not uniform'
gives 0 he-encrypt --seed 1 -k clinic.key "${columns[@]}" patients.csv seeded.h5
gives 1 he-audit seeded.h5
prints 'came from --seed'

# --- refusals ---
gives 2 he-audit --output stolen.h5 patients.h5
one_line
[ ! -e stolen.h5 ] || die "a refused audit left an output"
gives 3 he-audit --truth predictions.truth.h5 patients.h5
one_line
spoilt patients.h5 large.h5 'cells[0, 0, 0] = 2**32 - 1'
gives 3 he-audit large.h5
says 'no residue'
one_line
cp patients.h5 weak.h5
python3 -c '
import h5py
with h5py.File("weak.h5", "r+") as file:
    file.attrs["ring_degree"] = 4096.0
'
gives 3 he-audit weak.h5
one_line
