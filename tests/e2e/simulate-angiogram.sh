#!/usr/bin/env bash
# A physicist simulates angiograms: as a data set, which goes through the pipeline, and as a folder of pictures.
source "$(dirname "$0")/common.sh"
need he-simulate he-keygen he-encrypt he-decrypt
simulate() { he-simulate angiogram "$@"; }

# The set is the same on one thread and on two, and the beginning of a larger one.
gives 0 simulate -q --images 5 --size 32 --seed 7 -j 1 --table one.csv one.h5
prints "artery  frames"
prints "LCA          3"
prints "RCA          2"
gives 0 simulate -q --images 5 --size 32 --seed 7 -j 2 two.h5
gives 0 simulate -q --images 3 --size 32 --seed 7 three.h5
gives 0 simulate -q --images 3 --size 32 --seed 8 other.h5
[ "$(head -1 one.csv)" = id,artery,view,primary_angle,secondary_angle,dominance,subtracted,access ] || die "names"
[ "$(cut -d, -f1,2 one.csv | tail -1)" = A000005,LCA ] || die "identifiers"

python3 - <<'CHECK'
import h5py, numpy
one, two, three, other = (h5py.File(name + ".h5") for name in ("one", "two", "three", "other"))
assert one["x"].shape == (5, 32, 32, 1) and one["y"].shape == (5, 1), (one["x"].shape, one["y"].shape)
assert [name.rstrip(b"\0") for name in one["class_names"]] == [b"LCA", b"RCA"]
assert one["y"][:, 0].tolist() == [0, 1, 0, 1, 0]
assert [name.rstrip(b"\0") for name in one["ids"]][-1] == b"A000005"
x = one["x"][:]
assert 0 <= x.min() and x.max() <= 1 and (x.reshape(5, -1).std(axis=1) > 0.01).all()
assert (two["x"][:] == x).all(), "another set on two threads"
assert (three["x"][:] == x[:3]).all(), "not the beginning of the larger set"
assert (other["x"][:] != x[:3]).any(axis=(1, 2, 3)).all(), "the seed changes nothing"
CHECK

# Encrypted and decrypted, the data set is what it was, or each frame in z-scores where that was asked for.
gives 0 he-keygen --scheme more -q clinic.key
gives 0 he-encrypt -q -k clinic.key one.h5 encrypted.h5
gives 0 he-decrypt -q -k clinic.key encrypted.h5 again.h5
gives 0 he-encrypt -q -k clinic.key --normalise zscore one.h5 encrypted.h5
gives 0 he-decrypt -q -k clinic.key encrypted.h5 scores.h5
gives 2 he-encrypt -k clinic.key --size 16x16 one.h5 never.h5
says "--size is for an image"
python3 - <<'CHECK'
import h5py, numpy
one, again, scores = h5py.File("one.h5"), h5py.File("again.h5"), h5py.File("scores.h5")
for name in ("x", "y"):
    assert abs(one[name][:] - again[name][:]).max() < 1e-12, name
for name in ("ids", "class_names"):
    assert (one[name][:] == again[name][:]).all(), name
x = one["x"][:]
mean, deviation = x.mean(axis=(1, 2, 3), keepdims=True), x.std(axis=(1, 2, 3), keepdims=True)
assert abs(scores["x"][:] - (x - mean) / (deviation + 1e-6)).max() < 1e-9
CHECK

# As pictures: the same pixels in 8 bits, in a folder for each artery.
gives 0 simulate -q --images 5 --size 32 --seed 7 --json frames/
prints '"RCA":{"frames":2'
[ "$(cd frames && echo */*)" = "LCA/A000001.png LCA/A000003.png LCA/A000005.png RCA/A000002.png RCA/A000004.png" ] || die "$(ls -R frames)"
[ "$(head -c 4 frames/RCA/A000002.png | tail -c 3)" = PNG ] || die "not PNG"
mkdir empty
gives 0 simulate -q --images 2 --size 16 empty
[ "$(ls empty)" = "LCA
RCA" ] || die "an empty folder was not filled"

# Without vessels: the same frames but for the vessels.
gives 0 simulate -q --images 1 --size 32 --seed 7 --vessel-free --table bare.csv bare.h5
cmp <(head -2 one.csv) bare.csv
cmp -s bare.h5 one.h5 && die "vessels change nothing"

# What is refused: one line, and nothing is left.
refuses() {
  local what=$1; shift
  gives 2 simulate "$@"
  says "$what"
  one_line
}
refuses "size 48: frames have 16, 32" --size 48 refused.h5
refuses "images do not go into CSV" refused.csv
refuses "frames: is there and not empty" frames/
refuses "--views" --views oblique refused.h5
gives 5 simulate --images 1 missing/refused.h5
gives 5 simulate --images 1 one.csv/refused/
one_line
[ -z "$(find . -name '*refused*' -o -name '*he-tmp*')" ] || die "something was left"
