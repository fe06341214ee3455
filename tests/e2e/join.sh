#!/usr/bin/env bash
# The parts of jobs over shards become one file by reference, and every tool reads it as if one job had written it.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare
/usr/bin/python3 -c 'import h5py' 2>/dev/null || skip "python3-h5py is not installed"
join() { /usr/bin/python3 "$HE_SOURCE/scripts/slurm/join.py" "$@"; }
# refused CODE TEXT PART...: these parts make no file, for a reason in one line.
refused() {
  local code=$1 text=$2; shift 2
  gives "$code" join never.h5 "$@"
  says "$text"
  one_line
  [ ! -e never.h5 ] && ! compgen -G '.never.h5*' >/dev/null || die "something was left behind"
}

model=$HE_SOURCE/models/circulation-encrypted.h5
columns=(--id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax)
cp "$HE_SOURCE/data/circulation.csv" patients.csv  # 500 of them
gives 0 he-keygen --scheme more clinic.key
gives 0 he-keygen --scheme more other.key
gives 0 he-encrypt -q -k clinic.key "${columns[@]}" patients.csv whole.h5
gives 0 he-infer -q -m "$model" whole.h5 whole.out.h5
gives 0 he-decrypt -q -k clinic.key whole.out.h5 whole.csv
gives 0 he-decrypt -q -k clinic.key whole.h5 plain.h5

# Parts of the encryption, of the evaluation, and of the decryption.
for i in 1 2 3; do
  gives 0 he-encrypt -q -k clinic.key "${columns[@]}" patients.csv data.$i.h5 --shard $i/3  # options may stand anywhere
  gives 0 he-infer -q -m "$model" data.$i.h5 out.$i.h5
  gives 0 he-decrypt -q -k clinic.key --shard $i/3 whole.out.h5 plain.$i.h5
done
for name in data out plain; do
  gives 0 join $name.h5 $name.1.h5 $name.2.h5 $name.3.h5
  prints "$name.h5: 500 records of 3 parts"
done
[ "$(stat -c %a plain.h5)" = 600 ] || die "what only the owner may read, others may read when it is joined"

# The tools read them, wherever they are called from; not without being told to.
gives 3 he-decrypt -q -k clinic.key out.h5 never.csv
says "--allow-virtual"
mkdir elsewhere && cp data.1.h5 elsewhere/out.1.h5  # a file of that name in the folder of the call is none of the parts
(cd elsewhere && he-decrypt -q -k ../clinic.key --allow-virtual ../out.h5 ../out.csv) || die "not read from another folder"
gives 0 he-compare --tolerance 1e-9 out.csv whole.csv  # of numbers up to 10,000, encrypted with other masks
[ "$(cut -d, -f1 out.csv)" = "$(cut -d, -f1 whole.csv)" ] || die "joined predictions differ in order"
gives 0 he-compare --allow-virtual --tolerance 0 plain.h5 whole.csv
gives 0 he-info --verify --allow-virtual data.h5
gives 0 he-infer -q -m "$model" --allow-virtual data.h5 again.h5
gives 0 he-decrypt -q -k clinic.key again.h5 again.csv
gives 0 he-compare --tolerance 1e-9 again.csv whole.csv
gives 0 he-decrypt -q -k clinic.key --allow-virtual data.h5 targets.csv
gives 0 he-decrypt -q -k clinic.key whole.h5 targets-whole.csv
gives 0 he-compare --tolerance 1e-9 targets.csv targets-whole.csv

# Everything that the tools say of a file of one job, they say of the joined one: scheme, key, plane, model, names, shapes, types.
python3 - <<'PYTHON' || die "the joined file lacks something"
import json, h5py, numpy
for joined, whole in (("data.h5", "whole.h5"), ("out.h5", "whole.out.h5")):
    with h5py.File(joined) as a, h5py.File(whole) as b:
        assert set(a) == set(b) and set(a.attrs) == set(b.attrs), (set(a), set(a.attrs))
        for x, y in [(a, b)] + [(a[name], b[name]) for name in a]:
            for name in y.attrs:
                assert numpy.array_equal(x.attrs[name], y.attrs[name]), name
                assert x.attrs.get_id(name).get_type() == y.attrs.get_id(name).get_type(), name
        for name in a:
            assert a[name].shape == b[name].shape and (name == "provenance" or a[name].dtype == b[name].dtype), name
        for name in ("feature_names", "target_names"):
            assert name not in b or list(a[name]) == list(b[name]), name
        assert json.loads(a["provenance"][0])["records"] == 500 and "shard" not in json.loads(a["provenance"][0])["options"]
PYTHON

# Wrong order, a part missing, parts that do not belong together, parts elsewhere.
refused 3 "is shard 2/3, but was given as part 1 of 3" data.2.h5 data.1.h5 data.3.h5
refused 3 "is shard 1/3, but was given as part 1 of 2" data.1.h5 data.2.h5
gives 0 he-encrypt -q -k other.key "${columns[@]}" --shard 2/3 patients.csv other.h5
refused 4 "is encrypted under the key" data.1.h5 other.h5 data.3.h5
refused 3 "differ in he_kind" data.1.h5 out.2.h5
gives 0 he-encrypt -q -k clinic.key --id-column id --target Ees --shard 2/3 patients.csv narrow.h5
refused 3 "narrow.h5" data.1.h5 narrow.h5 data.3.h5
refused 2 "must lie in the folder of the output" data.1.h5 elsewhere/out.1.h5
refused 3 "is no HDF5 file" data.1.h5 patients.csv
refused 5 "cannot be opened" data.1.h5 missing.h5
gives 2 join data.1.h5 data.1.h5 data.2.h5
says "is one of the parts"

# A part that goes missing is told, not read as zeros.
rm out.2.h5
gives 3 he-decrypt -q -k clinic.key --allow-virtual out.h5 never.csv
says "out.2.h5, which is missing"
gives 2 he-decrypt -q -k clinic.key --shard 4/3 whole.out.h5 never.csv
says "--shard: '4/3' is not of the form i/n"
