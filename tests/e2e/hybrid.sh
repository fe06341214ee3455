#!/usr/bin/env bash
# Hybrid MORE through every tool: what encrypts, computes and trains under MORE does so under it, with the same results.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-train he-infer he-decrypt he-compare he-info

table=$HE_SOURCE/data/circulation.csv
columns=(--id-column id --features HR,SBP,DBP,EDV,ESV,LVET,PEP,CVP,BSA --target Ees,V0,Ea,VAC,SVR,Cart --standardise z.json)
echo '{"layers": [{"dense": 12, "activation": "tanh"}, {"dense": 6}]}' >net.json
learning=(--architecture net.json --loss mse --optimizer adam --learning-rate 0.003 --clip 5 --epochs 2 --batch 25 --seed 4 --validation 0.2)

# Keys: the degree is part of them, the polynomial of their public part, and what they are worth is said in one line.
gives 0 he-keygen --scheme hybrid --evaluation-key clinic.eval.h5 clinic.key
prints "adds ambiguity to MORE, not hardness"
[ "$(wc -l <out)" = 2 ] || die "the statement is not one line"
[ "$(stat -c %a clinic.key)" = 600 ] || die "the key is readable by others"
gives 5 he-keygen --scheme hybrid clinic.key
gives 0 he-info --json clinic.eval.h5
prints '"polynomial":[4]'
gives 2 he-keygen --scheme hybrid --degree 9 never.key
one_line
says "degrees from 2 to 8"
gives 2 he-keygen --scheme more --degree 3 never.key
one_line
says "is for the scheme 'hybrid'"
gives 2 he-keygen --scheme ckks never.key
[ ! -e never.key ] || die "a key was left"

# The plain twin of all that follows.
gives 0 he-train -q "${learning[@]}" "${columns[@]}" "$table" plain.h5
gives 0 he-infer -q -m plain.h5 "${columns[@]}" "$table" plain.csv

# Training, inference on encrypted and public weights, identifiers: for the least, the default and the largest degree.
for degree in 2 3 8; do
  tolerance=1e-9; [ $degree != 8 ] || tolerance=1e-8
  gives 0 he-keygen --scheme hybrid --degree $degree d$degree.key
  gives 0 he-encrypt -q -k d$degree.key --mask decoy "${columns[@]}" "$table" data$degree.h5
  gives 0 he-train -q "${learning[@]}" data$degree.h5 secret.h5
  gives 0 he-decrypt -q -k d$degree.key secret.h5 opened.h5
  gives 0 he-compare --tolerance 1e-8 plain.h5 opened.h5
  for model in secret.h5 plain.h5; do
    gives 0 he-infer -q -m $model data$degree.h5 predictions.h5
    gives 0 he-decrypt -q -k d$degree.key predictions.h5 predictions.csv
    gives 0 he-compare --tolerance $tolerance predictions.csv plain.csv
    [ "$(cut -d, -f1 predictions.csv)" = "$(cut -d, -f1 plain.csv)" ] || die "identifiers differ"
  done
done
gives 0 he-decrypt -q -k d8.key secret.h5 curve.csv

# Pipes, masks, seeds, single precision, and a model that was encrypted rather than trained.
he-encrypt -q -k clinic.key "${columns[@]}" - - <"$table" | he-infer -q -m plain.h5 --evaluation-key clinic.eval.h5 - - | he-decrypt -q -k clinic.key - - >pipe.csv
gives 0 he-compare --tolerance 1e-9 pipe.csv plain.csv
gives 0 he-encrypt -q -k clinic.key plain.h5 weights.h5
gives 0 he-encrypt -q -k clinic.key --mask normal "${columns[@]}" "$table" normal.h5
gives 0 he-infer -q -m weights.h5 normal.h5 predictions.h5
gives 0 he-decrypt -q -k clinic.key predictions.h5 predictions.csv
gives 0 he-compare --tolerance 1e-9 predictions.csv plain.csv
gives 0 he-infer -q -m plain.h5 --precision single normal.h5 single.h5
gives 0 he-decrypt -q -k clinic.key single.h5 single.csv
gives 0 he-compare --tolerance 1e-3 single.csv plain.csv
for run in 1 2; do
  gives 0 he-encrypt -q -j $run -k clinic.key --seed 7 --mask decoy "${columns[@]}" "$table" seeded$run.h5
done
python3 -c 'import h5py; a, b = h5py.File("seeded1.h5"), h5py.File("seeded2.h5"); assert all((a[n][()] == b[n][()]).all() for n in ("x", "y", "ids"))' ||
  die "seeded encryption depends on the threads"

# A checkpoint of encrypted training continues to the same bits; another key is refused.
gives 0 he-train -q "${learning[@]}" data3.h5 once.h5
gives 0 he-train -q "${learning[@]}" --checkpoint run.h5 --checkpoint-every 0 data3.h5 whole.h5
gives 0 he-train -q "${learning[@]}" --checkpoint run.h5 --resume data3.h5 resumed.h5
python3 - <<'PYTHON'
import h5py
content = lambda path: {name: item[()].tobytes() for group in [h5py.File(path)["model_weights"]] for name in ["dense", "dense_1"] for name, item in group[name][name].items()}
assert content("once.h5") == content("whole.h5") == content("resumed.h5")
PYTHON
gives 4 he-train -q "${learning[@]}" --checkpoint run.h5 --resume data2.h5 never.h5
gives 4 he-decrypt -k d2.key data3.h5 never.csv
one_line
gives 4 he-infer -m weights.h5 data2.h5 never.h5
one_line

# A passphrase seals the true root with the rest.
echo "correct horse battery staple" >passphrase && chmod 600 passphrase
gives 0 he-keygen --scheme hybrid --passphrase-file passphrase sealed.key
gives 0 he-encrypt -q -k sealed.key --passphrase-file passphrase "${columns[@]}" "$table" sealed.h5
hides sealed.key true_point

# Matrices are not computed with.
gives 2 he-infer -m plain.h5 --representation matrix data3.h5 never.h5
one_line
says "encrypted under the scheme 'hybrid'"

# Polynomials and layouts that no key has are refused in one line that names the file.
python3 - <<'PYTHON'
import shutil
import h5py
import numpy as np

def altered(name, polynomial):
    shutil.copy("data3.h5", name)
    with h5py.File(name, "r+") as file:
        del file.attrs["polynomial"]
        if polynomial is not None:
            file.attrs["polynomial"] = polynomial

altered("bad-missing.h5", None)
altered("bad-nan.h5", np.array([np.nan, 0, 0, 1.0]))
altered("bad-infinite.h5", np.array([0, np.inf, 0, 1.0]))
altered("bad-complex.h5", np.array([0, 1.0, 0, 1.0]))        # x³ + x
altered("bad-repeated.h5", np.array([0, 0.25, -1.0, 1.0]))   # x(x − 1/2)²
altered("bad-degree1.h5", np.array([0.5, 1.0]))
altered("bad-degree9.h5", np.array([0.0] * 9 + [1.0]))
altered("bad-shape.h5", np.array([[0.0, -0.25], [0, 1.0]]))
altered("bad-text.h5", "x**3")
altered("bad-other.h5", np.array([-0.25, 0, 1.0]))           # of degree 2, where the numbers have 3 coefficients
PYTHON
for file in bad-*.h5; do
  gives 3 he-infer -m plain.h5 $file never.h5
  one_line
  says "$file"
  [ $file = bad-other.h5 ] || { gives 3 he-train "${learning[@]}" $file never.h5; one_line; says "$file"; }
done
[ -z "$(ls | grep never || true)" ] || die "an output was left"
