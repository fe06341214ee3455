#!/usr/bin/env bash
# Training over files: plain and encrypted give the same model, an interrupted training continues as if it had never
# stopped, and what does not fit is refused without leaving anything behind.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-train he-decrypt he-compare he-info

table=$HE_SOURCE/data/circulation.csv
columns=(--id-column id --features HR,SBP,DBP,EDV,ESV,LVET,PEP,CVP,BSA --target Ees,V0,Ea,VAC,SVR,Cart --standardise z.json)
cat >net.json <<'JSON'
{"layers": [{"dense": 12, "activation": "tanh"}, {"dense": 6}]}
JSON
learning=(--architecture net.json --loss mse --optimizer adam --learning-rate 0.003 --clip 5 --epochs 3 --batch 25 --seed 4 --validation 0.2)

he-keygen --scheme more -q clinic.key >/dev/null
he-encrypt -q -k clinic.key --mask decoy "${columns[@]}" "$table" data.h5

# The twin runs.
gives 0 he-train -v "${learning[@]}" "${columns[@]}" "$table" plain.h5
says "epoch 3 of 3: loss "
gives 0 he-train -v "${learning[@]}" data.h5 secret.h5
says "epoch 3 of 3: loss is encrypted"
gives 0 he-decrypt -q -k clinic.key secret.h5 opened.h5
gives 0 he-compare --tolerance 1e-8 plain.h5 opened.h5
gives 0 he-info --json secret.h5
prints '"train"'
prints '"learning_curve":{"epochs":3,"columns":["loss","validation_loss"]}'
hides secret.h5 P00000

# The learning curve comes back as a table, and falls.
gives 0 he-decrypt -q -k clinic.key secret.h5 curve.csv
python3 - <<'PYTHON'
import csv
rows = list(csv.DictReader(open("curve.csv")))
assert [row["epoch"] for row in rows] == ["1", "2", "3"], rows
for column in ("loss", "validation_loss"):
    assert float(rows[-1][column]) < float(rows[0][column]), rows
PYTHON

# same A B: every number of two models is the same, bit for bit, ciphertexts as they are.
same() {
  python3 - "$1" "$2" <<'PYTHON' || die "$1 and $2 differ"
import sys
import h5py

def content(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({name: item[()].tobytes()}) if isinstance(item, h5py.Dataset) else None)
    found.pop("provenance")
    return found

a, b = content(sys.argv[1]), content(sys.argv[2])
assert len(a) > 4 and a == b
PYTHON
}

# Threads and pipes do not change a bit.
gives 0 he-train -q -j 1 "${learning[@]}" data.h5 once.h5
he-train -q -j 2 "${learning[@]}" - - <data.h5 >piped.h5
same once.h5 piped.h5

# Killed and stopped, with a checkpoint after every update: the same bits as without.
checkpoint=(--checkpoint run.h5 --checkpoint-every 0 --resume)
for signal in KILL TERM INT; do
  rm -f run.h5
  for try in 1 2; do
    rm -f before.h5; [ ! -e run.h5 ] || cp run.h5 before.h5
    env --default-signal=INT he-train -q "${learning[@]}" "${checkpoint[@]}" data.h5 resumed.h5 2>err &
    process=$!
    until [ -e run.h5 ] && ! cmp -s run.h5 before.h5; do
      kill -0 $process 2>/dev/null || { cat err; die "the training ended before it was stopped"; }
    done
    kill -$signal $process
    code=0; wait $process 2>/dev/null || code=$?
    [ ! -e resumed.h5 ] || die "$signal left a model behind"
    if [ $signal != KILL ]; then
      [ $code = 5 ] || die "exit code $code after SIG$signal"
      says "continue with --resume"
    fi
  done
  gives 0 he-train "${learning[@]}" "${checkpoint[@]}" data.h5 resumed.h5
  says "run.h5: continuing after epoch"
  same once.h5 resumed.h5
  rm resumed.h5
done
[ -z "$(ls -A | grep he-tmp || true)" ] || die "temporary files are left behind"

# A checkpoint of another training, or key, is refused, and by name.
gives 2 he-train "${learning[@]}" --l2 0.01 "${checkpoint[@]}" data.h5 never.h5
says "--l2: 0.0 then, 0.01 now"
one_line
gives 2 he-train "${learning[@]}" "${checkpoint[@]}" --shard 1/2 data.h5 never.h5
says "the records of the data"
he-keygen --scheme more -q other.key >/dev/null
he-encrypt -q -k other.key "${columns[@]}" "$table" other.h5
gives 4 he-train "${learning[@]}" "${checkpoint[@]}" other.h5 never.h5
one_line
gives 3 he-train "${learning[@]}" --checkpoint data.h5 --resume --checkpoint-every 0 other.h5 never.h5
says "is a data set, not a checkpoint"
gives 0 he-train "${learning[@]}" --checkpoint new.h5 --resume data.h5 begun.h5
says "there is no checkpoint yet"
same once.h5 begun.h5
gives 0 he-train -v "${learning[@]}" --checkpoint new.h5 --resume data.h5 again.h5
says "this training is complete"
says ", 0 of them now,"
same once.h5 again.h5
gives 0 he-train "${learning[@]}" --checkpoint new.h5 data.h5 again.h5
says "this training will replace the checkpoint"

# Training further: an encrypted model on data of its own key alone.
gives 0 he-train -q --model secret.h5 --loss mse --epochs 1 data.h5 further.h5
gives 0 he-train -q --model plain.h5 --loss mse --epochs 1 "${columns[@]}" "$table" further-plain.h5
gives 0 he-decrypt -q -k clinic.key further.h5 further-opened.h5
gives 0 he-compare --tolerance 1e-8 further-plain.h5 further-opened.h5
gives 4 he-train --model secret.h5 --loss mse other.h5 never.h5
one_line
says "$(he-info --json secret.h5 | python3 -c 'import json, sys; print(json.load(sys.stdin)["key_id"])')"
says "$(he-info --json other.h5 | python3 -c 'import json, sys; print(json.load(sys.stdin)["key_id"])')"
gives 4 he-train --architecture net.json --loss mse --validation other.h5 data.h5 never.h5
one_line

# What cannot work is said before anything is trained.
gives 2 he-train "${learning[@]}" --early-stopping 3 data.h5 never.h5
says "--early-stopping needs the loss, which is a ciphertext"
gives 2 he-train -k clinic.key "${learning[@]}" data.h5 never.h5
gives 2 he-train --loss cce --architecture net.json --model plain.h5 data.h5 never.h5
gives 5 he-train "${learning[@]}" data.h5 no/such/folder/model.h5
one_line
echo '{"layers": [{"dense": 3}]}' >narrow.json
gives 3 he-train --architecture narrow.json --loss mse data.h5 never.h5
says "the network has 3 outputs and the data 6 targets"
echo '{"layers": [{"dense": 6, "activation": "relu"}]}' >relu.json
gives 2 he-train --architecture relu.json --loss cce data.h5 never.h5
one_line

# A training that diverges leaves no model; each update of this one makes the weights some 1e10 times larger.
echo '{"layers": [{"dense": 6}]}' >linear.json
diverging=(--architecture linear.json --loss mse --optimizer sgd --learning-rate 1e10 --epochs 50 --batch 50)
gives 3 he-train "${diverging[@]}" data.h5 never.h5
says "became infinite or not a number"
one_line
gives 3 he-train "${diverging[@]}" --checkpoint good.h5 --checkpoint-every 0 data.h5 never.h5
says "the last good checkpoint is good.h5"
one_line
gives 0 he-info --verify good.h5

# Validation data are input: nothing is written over them.
cp data.h5 validation.h5
gives 2 he-train --architecture net.json --loss mse --validation validation.h5 data.h5 validation.h5
says "is input and output at once"
gives 2 he-train --architecture net.json --loss mse --validation validation.h5 --checkpoint validation.h5 data.h5 never.h5
cmp -s data.h5 validation.h5 || die "validation data were changed"

# A checkpoint replaces nothing but a checkpoint.
gives 3 he-train --architecture net.json --loss mse --checkpoint validation.h5 data.h5 never.h5
one_line
cmp -s data.h5 validation.h5 || die "data were replaced by a checkpoint"

# A model replaces nothing but a model; plain targets must be what the loss is for; options that make no sense together.
cp "$table" patients.csv
gives 2 he-train "${learning[@]}" data.h5 patients.csv
says "patients.csv: is no model and would be replaced by one"
cmp -s "$table" patients.csv || die "a table was replaced by a model"
printf 'a,b,t,c\n1,2,0,0\n3,4,2.5,1\n' >classes.csv
echo '{"layers": [{"dense": 1}]}' >one.json
gives 3 he-train --architecture one.json --loss bce --target t classes.csv never.h5
says "classes.csv: record 2: --loss bce wants targets between 0 and 1, not 2.5"
one_line
echo '{"layers": [{"dense": 2}]}' >two.json
gives 3 he-train --architecture two.json --loss cce --target b,t classes.csv never.h5
says "classes.csv: record 1: --loss cce wants the shares of classes"
one_line
gives 2 he-train --architecture two.json --loss cce --target c --one-hot --standardise s.json --standardise-targets classes.csv never.h5
one_line
gives 2 he-train "${learning[@]}" --memory 0 data.h5 never.h5
one_line
echo '{"layers": [{"conv2d": {"filters": 3, "kernel_size": 2}}]}' >flat.json
gives 3 he-train --architecture flat.json --loss mse data.h5 never.h5
says "flat.json: layer '"
one_line

[ ! -e never.h5 ] || die "a failed training left a model behind"

# Early stopping on plain data keeps the best epoch.
gives 0 he-train --json --architecture net.json --loss mse --epochs 400 --learning-rate 0.05 --validation 0.2 --early-stopping 2 "${columns[@]}" "$table" stopped.h5
prints '"stopped_early":true'
