#!/usr/bin/env bash
# A model goes in encrypted and comes back as Keras opens it; whoever holds the encrypted file sees no weight.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-decrypt he-compare he-info
models=$data/keras-models
[ -f "$models/k2.14.0_heart_mlp.h5" ] || skip "no sample models in $data (set HE_DATA_DIR)"

gives 0 he-keygen --scheme more --seed 3 a.key
gives 0 he-keygen --scheme more --seed 4 b.key

refused() { # refused CODE TEXT COMMAND...: exit code, one line that contains the text, no output named never.*
  local code=$1 text=$2; shift 2
  gives "$code" "$@"
  one_line
  says "$text"
  ! ls never.* .never.* >/dev/null 2>&1 || die "an output was left: $*"
}

# Every model that Keras saved comes back to rounding, also one with layers that he-infer does not run.
count=0
for model in "$models"/*.h5; do
  case $(basename "$model") in neg_k2.0.6_lstm.h5) ;; neg_* | *_inputs_and_outputs.h5) continue ;; esac
  gives 0 he-encrypt -k a.key "$model" secret.h5
  says 'mask: normal'
  says "stay readable"
  gives 0 he-decrypt -k a.key secret.h5 plain.h5
  [ "$(stat -c %a plain.h5)" = 600 ] || die "a decrypted model is readable by others"
  gives 0 he-compare --tolerance 1e-12 plain.h5 "$model"
  gives 0 he-compare --tolerance 0 plain.h5 plain.h5
  gives 1 he-compare --tolerance 0 plain.h5 "$model"

  # Beside the weight, whose place the file tells, stand four numbers with it and its mask as eigenvalues; none of
  # them is the weight, and the bytes of no tensor are in the file.
  python3 - secret.h5 plain.h5 <<'PYTHON'
import json
import sys

import h5py
import numpy as np

secret, plain = (h5py.File(path, "r") for path in sys.argv[1:])
content = open(sys.argv[1], "rb").read()
seen = []


def check(name, weight):
    if not isinstance(weight, h5py.Dataset) or name.endswith("count:0"):
        return
    payload, numbers = secret[name][()], weight[()].astype(float)
    assert payload.shape == numbers.shape + (2, 2) and payload.dtype == np.float64, name
    assert list(secret[name].attrs["logical_shape"]) == list(numbers.shape), name
    assert not (payload == numbers[..., None, None]).any(), name
    values = np.linalg.eigvals(payload)
    assert np.abs(np.abs(values - numbers[..., None]).min(-1)).max() < 1e-12 * max(1, np.abs(values).max()), name
    if numbers.size > 4 and numbers.any():
        for kind in ("<f4", "<f8"):
            assert numbers.astype(kind).tobytes() not in content, name
    seen.append(name)


plain["model_weights"].visititems(lambda name, item: check("model_weights/" + name, item))
assert len(seen) >= 2, seen

# The plain file is one of Keras' layout: every weight that a group lists is there, in the configuration's order.
layers = json.loads(plain.attrs["model_config"])["config"]["layers"]
names = [l["config"]["name"] for l in layers if l["class_name"] != "InputLayer"]
assert list(plain["model_weights"].attrs["layer_names"]) == names
for name in names:
    assert all(weight in plain["model_weights"][name] for weight in plain["model_weights"][name].attrs["weight_names"])
PYTHON
  count=$((count + 1))
done
[ "$count" -ge 10 ] || die "only $count models were found"

# Attributes are stored as Keras stores them.
model=$models/k2.14.0_heart_mlp.h5
he-encrypt -q -k a.key "$model" secret.h5
gives 0 he-decrypt -k a.key secret.h5 plain.h5
python3 - plain.h5 "$model" <<'PYTHON'
import sys

import h5py


def kinds(group):
    found = {}
    for name in group.attrs:
        id = h5py.h5a.open(group.attrs._id, name.encode())
        type = id.get_type()
        text = (type.is_variable_str(), type.get_cset()) if type.get_class() == h5py.h5t.STRING else None
        found[name] = type.get_class(), text, id.get_space().get_simple_extent_dims()
    return found


ours, keras = (h5py.File(path, "r") for path in sys.argv[1:])
for name in ("model_config", "keras_version", "backend"):
    assert kinds(ours)[name] == kinds(keras)[name], name
for group in ("model_weights", "model_weights/dense", "model_weights/dense_1"):
    assert kinds(ours[group]) == kinds(keras[group]), group
PYTHON

# What the encrypted file tells, and what is refused.
gives 0 he-info --verify secret.h5
prints "more"
prints "kernel 13x64, bias 64"
refused 4 "is encrypted under the key" he-decrypt -k b.key secret.h5 never.h5
refused 3 "is not encrypted" he-decrypt -k a.key "$model" never.h5
refused 3 "is encrypted already" he-encrypt -k a.key secret.h5 never.h5
refused 2 "no other records to be decoys" he-encrypt -k a.key --mask decoy "$model" never.h5
for option in "--id-column a" "--features a" "--target a" "--text a" "--one-hot" "--no-header" "--missing drop" "--scale 2" \
  "--standardise z.json" "--pad 2" "--shard 1/2" "--allow-virtual"; do
  refused 2 "is a model, so ${option%% *} cannot apply" he-encrypt -k a.key $option "$model" never.h5
done
refused 2 "is a model, so --argmax cannot apply" he-decrypt -k a.key --argmax secret.h5 never.h5
refused 2 "is a model, so --digits cannot apply" he-decrypt -k a.key --digits 3 secret.h5 never.h5
refused 2 "is a model, so --shard cannot apply" he-decrypt -k a.key --shard 1/2 secret.h5 never.h5
refused 2 "is a model, so --allow-virtual cannot apply" he-decrypt -k a.key --allow-virtual secret.h5 never.h5
refused 3 "holds no learning curve" he-decrypt -k a.key secret.h5 never.csv
refused 2 "do not go into CSV" he-encrypt -k a.key "$model" never.csv
refused 3 "is encrypted; decrypt it first" he-compare secret.h5 "$model"
for negative in neg_git_lfs_pointer_not_hdf5 neg_k2.2.0_two_outputs_prelu neg_weights_only_k2_mlp; do
  gives 3 he-encrypt -k a.key "$models/$negative.h5" never.h5
  one_line
done

# Damage: cut anywhere, or a bit turned in the numbers; a bit turned elsewhere is refused or changes nothing.
size=$(stat -c %s secret.h5)
for part in 1 10 50 90 99; do
  head -c $((size * part / 100)) secret.h5 >cut.h5
  refused 3 cut.h5 he-decrypt -k a.key cut.h5 never.h5
done
python3 - secret.h5 <<'PYTHON'
import sys

import h5py

with h5py.File(sys.argv[1], "r") as file:
    start = file["model_weights/dense/dense/kernel:0"].id.get_chunk_info(0).byte_offset
data = open(sys.argv[1], "rb").read()
places = [start, start + 8191] + [len(data) * i // 12 for i in range(1, 12)]
for i, place in enumerate(places):
    flipped = bytearray(data)
    flipped[place] ^= 4
    open(f"flipped{i}.h5", "wb").write(flipped)
PYTHON
refused 3 flipped0.h5 he-decrypt -k a.key flipped0.h5 never.h5
refused 3 flipped1.h5 he-decrypt -k a.key flipped1.h5 never.h5
for i in 2 3 4 5 6 7 8 9 10 11 12; do
  if he-decrypt -k a.key flipped$i.h5 flipped.plain.h5 2>err; then
    gives 0 he-compare --tolerance 0 flipped.plain.h5 plain.h5
  else
    [ "$(wc -l <err)" = 1 ] || die "a damaged model is one line"
  fi
done

# Through pipes; with a seed the same bytes, whatever the threads; the seed is said and marked.
he-encrypt -q -k a.key - - <"$model" | he-decrypt -k a.key - pipe.h5
gives 0 he-compare --tolerance 1e-12 pipe.h5 "$model"
cat "$model" | he-encrypt -q -k a.key - piped.h5
gives 0 he-decrypt -k a.key piped.h5 pipe.h5
gives 0 he-compare --tolerance 1e-12 pipe.h5 "$model"
gives 3 he-encrypt -k a.key <(cat "$model") never.h5
says "give it as a file or on standard input"
gives 0 he-keygen --scheme more unseeded.key
gives 0 he-encrypt -j 1 -k unseeded.key --seed 7 "$model" seeded1.h5
says "masks made with --seed protect nothing"
gives 0 he-encrypt -j 2 -k unseeded.key --seed 7 "$model" seeded2.h5
cmp seeded1.h5 seeded2.h5 || die "seeded runs differ"
gives 0 he-info seeded1.h5
says "was made with --seed"
gives 0 he-encrypt -k unseeded.key --mask uniform "$model" uniform.h5
says "mask: uniform"
! cmp -s uniform.h5 seeded1.h5 || die "masks do not depend on their kind"

# A learning curve goes in and comes out: as a table, within the model, compared and described.
python3 - "$model" <<'PYTHON'
import shutil
import sys

import h5py
import numpy as np

for name, curve in (("curve.h5", [[0.75, 0.5], [0.5, 0.625], [0.25, 0.75]]), ("other.h5", [[0.75, 0.5], [0.5, 0.625], [0.125, 0.75]]),
                    ("short.h5", [[0.75, 0.5]])):
    shutil.copy(sys.argv[1], name)
    with h5py.File(name, "r+") as file:
        file["learning_curve"] = np.array(curve)
        file["learning_curve_names"] = np.array([b"loss", b"accuracy"])
PYTHON
gives 0 he-info curve.h5
prints "epochs 3, columns loss, accuracy"
prints "loss 0.25, accuracy 0.75"
gives 0 he-compare --tolerance 0 curve.h5 curve.h5
prints "learning_curve"
gives 0 he-compare --tolerance 0 curve.h5 "$model"
gives 1 he-compare --tolerance 0.1 curve.h5 other.h5
says "loss differs by up to 0.125"
refused 3 "holds 3 epochs of loss, accuracy and that of short.h5 1 epochs" he-compare curve.h5 short.h5
gives 0 he-encrypt -q -k a.key curve.h5 secret.h5
gives 0 he-info secret.h5
prints "epochs 3, columns loss, accuracy"
! grep -q 'accuracy 0.75' out || die "an encrypted curve was told"
refused 4 "is encrypted under the key" he-decrypt -k b.key secret.h5 never.csv
gives 0 he-decrypt -k a.key --digits 4 secret.h5 -
printf 'epoch,loss,accuracy\n1,0.75,0.5\n2,0.5,0.625\n3,0.25,0.75\n' | cmp - out || die "the learning curve differs"
gives 0 he-decrypt -k a.key secret.h5 curve.csv
[ "$(stat -c %a curve.csv)" = 600 ] || die "a decrypted learning curve is readable by others"
gives 0 he-decrypt -k a.key secret.h5 plain.h5
gives 0 he-compare --tolerance 1e-12 plain.h5 curve.h5
prints "accuracy"
