#!/usr/bin/env bash
# Images go in as they are: folders of classes, lists, DICOM; the plain twin sees the same numbers; nothing of a patient
# comes out; bad files are refused by name or counted.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-train he-decrypt he-compare he-info
gives 0 he-keygen --scheme more clinic.key

# Two classes made here, 16 bits deep, of 24x20 pixels. Numpy has the same rules by another road: cut to 20x20, 2x2 means.
python3 - <<'PYTHON'
import h5py, numpy, os
random, x = numpy.random.default_rng(5), []
for name in ("LCA", "RCA"):
    os.makedirs(f"frames/{name}")
    for i in range(6):
        pixels = random.integers(0, 65536, (20, 24))
        with open(f"frames/{name}/{i}.pgm", "wb") as file:
            file.write(b"P5\n24 20\n65535\n" + pixels.astype(">u2").tobytes())
        x.append((pixels[:, 2:22] / 65535).reshape(10, 2, 10, 2).mean(axis=(1, 3)))
x = numpy.stack(x)
mean, deviation = x.mean(axis=(1, 2), keepdims=True), x.std(axis=(1, 2), keepdims=True)
with h5py.File("expected.h5", "w") as file:
    file["x"] = ((x - mean) / (deviation + 1e-6))[..., None]
    file["y"] = numpy.repeat([[0.0], [1.0]], 6, axis=0)
with open("list.csv", "w") as file:
    file.write("patient,file,label\n" + "".join(f"p{k}{i},frames/{k}/{i}.pgm,{k}\n" for k in ("LCA", "RCA") for i in range(6)))
PYTHON
reading=(--size 10x10 --normalise zscore)
gives 0 he-encrypt -k clinic.key "${reading[@]}" --id-column file frames frames.h5
says "12 records of 10x10x1 numbers"
strings -n 4 frames.h5 >text
! grep -qE 'LCA/|\.pgm' text || die "names of files are in the encrypted file"
gives 0 he-decrypt -q -k clinic.key frames.h5 decrypted.h5
gives 0 he-compare --tolerance 1e-12 decrypted.h5 expected.h5
gives 0 he-encrypt -q -k clinic.key "${reading[@]}" --id-column patient list.csv listed.h5
gives 0 he-decrypt -q -k clinic.key listed.h5 listed.csv
[ "$(sed -n 8p listed.csv | cut -d, -f1)" = pRCA0 ] || die "identifiers of the list do not come back"
gives 0 he-info --json frames
prints '"records":12'

# Shards, copies: the parts are the whole; copies are the same for plain and encrypted data and have names of their own.
cat >net.json <<'JSON'
{"layers": [{"conv2d": 3, "kernel_size": 3, "activation": "tanh"}, "average_pooling2d", "flatten", {"dense": 2, "activation": "softmax"}]}
JSON
augmented=("${reading[@]}" --id-column file --one-hot --augment 2 --augment-seed 9)
learning=(--architecture net.json --loss cce --epochs 2 --batch 8 --seed 4)
gives 0 he-encrypt -q -k clinic.key "${augmented[@]}" frames augmented.h5
gives 0 he-train -q "${learning[@]}" augmented.h5 secret.h5
gives 0 he-decrypt -q -k clinic.key secret.h5 opened.h5
gives 0 he-train -q "${learning[@]}" "${augmented[@]}" frames plain.h5
gives 0 he-compare --tolerance 1e-9 opened.h5 plain.h5
gives 0 he-train -q "${learning[@]}" "${augmented[@]}" --validation 0.25 frames of-one-class.h5
says "the last records of a folder are those of its last class"
gives 0 he-infer -q -m plain.h5 "${augmented[@]}" frames whole.csv
[ "$(wc -l <whole.csv)" = 37 ] || die "not 36 predictions"
[ "$(cut -d, -f1 whole.csv | sort -u | wc -l)" = 37 ] || die "identifiers are not unique"
grep -q '^RCA/5.pgm+2,' whole.csv || die "copies have no names of their own"
for i in 1 2 3 4 5; do
  gives 0 he-infer -q -m plain.h5 "${augmented[@]}" --shard $i/5 frames part.csv
  tail -n +2 part.csv
done >parts.csv
tail -n +2 whole.csv | cmp - parts.csv || die "shards differ from the whole"

# Bad files: refused by name, or left out and counted.
echo notes >frames/LCA/notes.txt
head -c 100 frames/LCA/0.pgm >frames/RCA/cut.pgm
gives 3 he-encrypt -k clinic.key "${reading[@]}" frames never.h5
one_line
says "frames/LCA/notes.txt: is no PNG, PGM or DICOM"
[ ! -e never.h5 ] || die "a refused run left a file"
gives 0 he-encrypt -k clinic.key "${reading[@]}" --skip-bad frames fewer.h5
says "frames/RCA/cut.pgm: ends early"
says "frames: 2 files are left out"
says "12 records"
gives 2 he-encrypt -k clinic.key --size 10 frames never.h5
one_line
says "--size: '10' is not of the form WxH"
gives 2 he-infer -m plain.h5 --size 10x10 frames.h5 never.csv
says "is encrypted, so --size cannot apply"

[ -d "$data/dicom" ] && [ -d "$data/arcade" ] || skip "no DICOM and angiograms in $data (set HE_DATA_DIR); what is made here went well"

# DICOM: a run of 8 angiographic frames, CT, MR, a radiograph. Names and numbers of their patients come out nowhere.
mkdir dicom
cp "$data"/dicom/{XA_phantom_8frames.dcm,CT_small.dcm,MR_small.dcm,CR-MONO1-10-chest} dicom
gives 0 he-encrypt -v -k clinic.key --size 64x64 --frame all --id-column uid dicom dicom.h5
says "11 records of 64x64x1 numbers"
cp err said
gives 0 he-decrypt -q -k clinic.key dicom.h5 dicom.csv
gives 0 he-infer -q -m plain.h5 --size 10x10 --frame all --id-column uid dicom predicted.csv
cut -d, -f1 dicom.csv >names
cut -d, -f1 predicted.csv >>names
grep -qx '1.2.840.113619.2.269.53248654815094251807.1412664129.12294.115#8' names || die "frame 8 has no identifier"
grep -qx '1.3.6.1.4.1.5962.1.1.1.1.1.20040119072730.12322' names || die "the CT has no identifier"
# (Short numbers are not looked for: digits and ciphertexts hold them by chance.)
{ strings -n 4 dicom.h5; cat said; cut -d, -f1 dicom.csv predicted.csv; } >text
for patient in CompressedSamples 'fantom^as' 19700413 Anonymized; do
  ! grep -qF -- "$patient" text || die "'$patient' came out"
done
strings -n 4 dicom.h5 >text
! grep -q '1\.2\.840\|1\.3\.6' text || die "an identifier is not sealed"
gives 0 he-encrypt -k clinic.key --size 64x64 dicom middle.h5
says "4 records"
gives 3 he-encrypt -k clinic.key --size 64x64 --frame 9 "$data/dicom/XA_phantom_8frames.dcm" never.h5
one_line
says "has 8 frames, so no frame 9"
cp "$data/dicom/MR_truncated.dcm" dicom
gives 3 he-encrypt -k clinic.key --size 64x64 dicom never.h5
one_line
says "MR_truncated.dcm: the DICOM file is damaged or ends early"
gives 0 he-encrypt -k clinic.key --size 64x64 --skip-bad --frame all dicom fewer.h5
says "dicom: 1 file is left out"
says "11 records"

# Angiograms end to end: the same predictions plain and encrypted.
reading=(--size 32x32 --normalise zscore --id-column file --one-hot)
gives 0 he-train -q "${learning[@]}" "${reading[@]}" "$data/arcade/val" arteries.h5
gives 0 he-encrypt -k clinic.key "${reading[@]}" "$data/arcade/val" angiograms.h5
says "200 records of 32x32x1 numbers"
gives 0 he-infer -q -m arteries.h5 angiograms.h5 predictions.h5
gives 0 he-decrypt -q -k clinic.key predictions.h5 predictions.csv
gives 0 he-infer -q -m arteries.h5 "${reading[@]}" "$data/arcade/val" plain.csv
gives 0 he-compare --tolerance 1e-10 --classes predictions.csv plain.csv
[ "$(cut -d, -f1 predictions.csv | grep -c '^RCA/')" = 66 ] || die "not 66 right arteries"
[ "$(cut -d, -f1 predictions.csv | grep -c '^LCA/')" = 134 ] || die "not 134 left arteries"

# A list as another hospital gave it, RGB or grey as its files are.
gives 0 he-encrypt -k clinic.key --size 32x32 --normalise zscore --target artery --id-column file --one-hot "$data/angiograms/labels.csv" other.h5
says "40 records of 32x32x1 numbers"
