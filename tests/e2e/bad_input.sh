#!/usr/bin/env bash
# What goes wrong ends in one line and the right exit code, and nothing is lost.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-info

python3 - <<'PYTHON'
import json
import h5py
import numpy as np

for name, units in (("model.h5", 3), ("wide.h5", 5)):
    config = {"class_name": "Sequential", "config": {"name": "m", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, units], "name": "in"}},
        {"class_name": "Dense", "config": {"name": "a", "units": 1, "activation": "sigmoid", "use_bias": True}}]}}
    with h5py.File(name, "w") as file:
        file.attrs["model_config"], file.attrs["keras_version"], file.attrs["backend"] = json.dumps(config), "2.14.0", "tensorflow"
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = ["a"]
        group = weights.create_group("a")
        group.attrs["weight_names"] = ["a/kernel:0", "a/bias:0"]
        group["a/kernel:0"], group["a/bias:0"] = np.ones((units, 1)), np.zeros(1)
        if name == "model.h5":
            file["feature_names"] = np.array([b"age", b"pressure", b"sugar"])
with open("visits.csv", "w") as file:
    file.write("age,pressure,sugar\n" + "".join(f"{i % 90},{100 + i % 80},{4 + i % 5}\n" for i in range(5000)))
PYTHON
gives 0 he-keygen --scheme more a.key
gives 0 he-keygen --scheme more b.key
gives 0 he-encrypt -q -k a.key visits.csv a.h5

refused() { # refused CODE TEXT COMMAND...: exit code, one line that contains the text, no output named never.*
  local code=$1 text=$2; shift 2
  gives "$code" "$@"
  one_line
  says "$text"
  ! ls never.* .never.* >/dev/null 2>&1 || die "an output was left: $*"
}

# Damaged files: cut at many lengths, a flipped bit in the middle of the numbers.
size=$(stat -c %s a.h5)
for part in 1 3 10 50 90 99; do
  head -c $((size * part / 100)) a.h5 >cut.h5
  refused 3 cut.h5 he-infer -m model.h5 cut.h5 never.h5
done
python3 -c "
data = bytearray(open('a.h5', 'rb').read())
data[len(data) // 2] ^= 4
open('flipped.h5', 'wb').write(data)"
refused 3 flipped.h5 he-infer -m model.h5 flipped.h5 never.h5
gives 3 he-info --verify flipped.h5
gives 0 he-info --verify a.h5

# Keys and kinds.
refused 4 "is encrypted under the key" he-decrypt -k b.key a.h5 never.csv
refused 3 "a.key" he-infer -m model.h5 a.key never.h5
refused 3 "model.h5" he-decrypt -k a.key model.h5 never.csv
refused 3 "a.h5" he-decrypt -k a.h5 a.h5 never.csv
refused 3 "a.h5" he-infer -m a.h5 a.h5 never.h5
refused 2 "must never see a secret key" he-infer -k a.key -m model.h5 a.h5 never.h5
refused 3 "is encrypted already" he-encrypt -k a.key a.h5 never.h5
refused 2 "is encrypted, so --scale cannot apply" he-infer --scale 2 -m model.h5 a.h5 never.h5
refused 5 "none.h5" he-infer -m none.h5 a.h5 never.h5
refused 2 "" he-infer -m model.h5 a.h5 a.h5

# Model and data that do not fit.
refused 3 "the model wants 5" he-infer -m wide.h5 a.h5 never.h5
gives 0 he-encrypt -q -k a.key --features pressure,age,sugar visits.csv swapped.h5
refused 3 "feature 1 is 'pressure' where the model wants 'age'" he-infer -m model.h5 swapped.h5 never.h5
gives 0 he-infer -q --features-as-given -m model.h5 swapped.h5 as_given.h5

# Tables.
: >empty.csv
refused 3 "empty" he-encrypt -k a.key empty.csv never.h5
printf 'a,b\n1,2\n3,NaN\n' >nan.csv
refused 3 "row 3" he-encrypt -k a.key nan.csv never.h5
printf 'a,b\n1,2\n3,4,5\n' >ragged.csv
refused 3 "row 3" he-encrypt -k a.key ragged.csv never.h5
printf 'a,b\n1,x\n3,y\n' >text.csv
refused 3 "column 'b'" he-encrypt -k a.key text.csv never.h5
refused 2 "has no column 'outcome'" he-encrypt -k a.key --target outcome visits.csv never.h5

# External links and virtual data sets.
python3 - <<'PYTHON'
import h5py
import numpy as np
with h5py.File("source.h5", "w") as f:
    f["x"] = np.ones((4, 3))
with h5py.File("external.h5", "w") as f:
    f["x"] = h5py.ExternalLink("source.h5", "/x")
with h5py.File("virtual.h5", "w") as f:
    layout = h5py.VirtualLayout(shape=(4, 3), dtype="f8")
    layout[:] = h5py.VirtualSource("source.h5", "x", shape=(4, 3))
    f.create_virtual_dataset("x", layout)
PYTHON
refused 3 external.h5 he-encrypt -k a.key external.h5 never.h5
refused 3 "--allow-virtual" he-encrypt -k a.key virtual.h5 never.h5
gives 0 he-encrypt -q -k a.key --allow-virtual virtual.h5 joined.h5
if [ -d "$data/hdf5-bad" ]; then
  for file in "$data"/hdf5-bad/*; do
    case $file in *_plain_model.h5) continue ;; esac  # the sound twin of a flawed model
    gives 3 he-encrypt -k a.key "$file" never.h5
    one_line
  done
fi

# A full disk leaves nothing behind; root can mount a small one.
if [ "$(id -u)" = 0 ] && mkdir small && mount -t tmpfs -o size=200k tmpfs small 2>/dev/null; then
  code=0
  he-encrypt -q -k a.key visits.csv small/full.h5 2>err || code=$?
  left=$(ls -A small)
  umount small
  [ $code = 5 ] || die "exit code $code on a full disk"
  [ -z "$left" ] || die "a full disk was left with $left"
  says "no space"
fi

# kill -9 in the middle of writing: the old file stays. Where files cannot be without a name, the next run removes the rest.
if [ -n "${HE_FAILING_FILES:-}" ]; then
he-encrypt -q -k a.key visits.csv out.h5
cp out.h5 before.h5
python3 - <<'PYTHON'
import glob, os, signal, subprocess, time
rows = "".join(f"{i % 90},{i % 80},{i % 7}\n" for i in range(400000))
open("long.csv", "w").write("a,b,c\n" + rows)
killed = False
for _ in range(20):
    named = os.environ | {"LD_PRELOAD": os.environ["HE_FAILING_FILES"], "HE_FAULT_NO_UNNAMED": "1"}
    tool = subprocess.Popen(["he-encrypt", "-q", "-k", "a.key", "long.csv", "out.h5"], env=named)
    while tool.poll() is None and not glob.glob(".out.h5.he-tmp.*"):
        time.sleep(0.002)
    if tool.poll() is None:
        tool.send_signal(signal.SIGKILL)
        tool.wait()
        killed = True
        break
assert killed, "never caught he-encrypt while it was writing"
PYTHON
cmp out.h5 before.h5 || die "kill -9 changed the old file"
he-encrypt -q -k a.key visits.csv out.h5
! ls .out.h5.he-tmp.* >/dev/null 2>&1 || die "temporaries of a killed run are left"
fi

# No output replaces a secret key, whatever tool writes it; a log that cannot be written spoils no run.
cp b.key kept.key
for attempt in "he-encrypt -k a.key visits.csv b.key" "he-decrypt -k a.key a.h5 b.key" "he-infer -m model.h5 a.h5 b.key" "he-keygen --scheme more --evaluation-key b.key c.key"; do
  gives 2 $attempt
  one_line
  says "b.key: is a secret key"
done
cmp b.key kept.key || die "a key was replaced"
gives 2 he-keygen --scheme more -
he-encrypt -k a.key visits.csv noisy.h5 2>/dev/full || die "a full log spoiled a run"

# A key that everybody may read is none; one that the group may read draws a warning.
cp a.key loose.key
chmod 644 loose.key
refused 4 "loose.key: everybody may read this key" he-decrypt -k loose.key a.h5 never.csv
gives 0 he-decrypt -k loose.key --allow-loose-key a.h5 loose.csv
says "others may read this key"
chmod 640 loose.key
gives 0 he-decrypt -q -k loose.key a.h5 group.csv
says "warning: loose.key: others may read this key"

# A passphrase opens its key however its accents are composed, and one that was sealed with bytes as typed, too.
printf 'caf\u00e9\n' >composed && printf 'cafe\u0301\n' >decomposed && chmod 600 composed decomposed
gives 0 he-keygen --scheme more --passphrase-file decomposed accent.key
gives 0 he-encrypt -q -k accent.key --passphrase-file composed visits.csv accent.h5
gives 0 he-decrypt -q -k accent.key --passphrase-file decomposed accent.h5 accent.csv

# Closed standard streams are not mistaken for files.
he-encrypt -q -k a.key visits.csv closed.h5 <&- >&- 2>&- || die "closed streams spoiled a run"
gives 0 he-info --verify closed.h5
code=0
he-decrypt -k a.key a.h5 - >&- 2>err || code=$?
[ $code = 5 ] || die "exit code $code where standard output is closed"

# Names cannot obey a terminal: not in he-info, and not in CSV.
python3 -c "
import h5py, numpy as np
with h5py.File('names.h5', 'w') as f:
    f['x'] = np.ones((2, 1))
    f['feature_names'] = np.array([b'a\\x1b[31m'])"
gives 0 he-info names.h5
! grep -q "$(printf '\033')" out || die "he-info printed an escape sequence"
gives 0 he-encrypt -q -k a.key names.h5 names-encrypted.h5
refused 3 "CSV does not take control characters" he-decrypt -k a.key names-encrypted.h5 never.csv
gives 0 he-decrypt -q -k a.key names-encrypted.h5 names-again.h5
