#!/usr/bin/env bash
# Files are described, damaged ones are found, and a secret key keeps its secret.
source "$(dirname "$0")/common.sh"
need he-info

printf 'id,age,sex\np1,63,m\np2,,f\n' >table.csv
gives 0 he-info table.csv
prints "records                 2"
prints "text columns            id, sex"
prints "missing values          1"
gives 0 he-info --json table.csv
python3 -c 'import json, sys; assert json.load(open(sys.argv[1]))["columns"] == ["id", "age", "sex"]' "$work/out"

gives 5 he-info absent.h5
one_line
gives 2 he-info -
one_line
printf 'PK\003\004 not data' >model.keras
gives 3 he-info model.keras
one_line

if built he-keygen he-encrypt; then
  he-keygen --scheme more -q --evaluation-key public.h5 key.h5
  gives 0 he-info key.h5
  prints "secret-key"
  prints "sealed by passphrase    no"
  id=$(sed -n 's/^key id *//p' out)
  [ ${#id} = 32 ] || die "a key id is 16 bytes"
  gives 0 he-info --json --verify key.h5
  python3 -c 'import json, sys; info = json.load(open(sys.argv[1]))
assert set(info) <= {"file", "format", "kind", "creator", "scheme", "key_id", "seeded", "sealed_by_passphrase", "verified"}, info' \
    "$work/out"
  gives 0 he-info public.h5
  prints "$id"
  prints "plane"

  echo secret >passphrase
  chmod 600 passphrase
  he-keygen --scheme more -q --passphrase-file passphrase sealed.h5
  gives 0 he-info sealed.h5
  prints "sealed by passphrase    yes"

  printf 'id,age,bmi\np1,63,21\np2,55,30\n' >numbers.csv
  he-encrypt -q -k key.h5 --id-column id numbers.csv data.h5
  gives 0 he-info --verify data.h5
  prints "$id"
  prints "age, bmi"
  prints "identifiers             sealed"
  grep -q p1 out && die "an identifier was printed"

  # One bit of the payload turned.
  { echo id,age,bmi; seq -f 'p%g,63,21.5' 5000; } >large.csv
  he-encrypt -q -k key.h5 --id-column id large.csv data.h5
  python3 - data.h5 <<'PYTHON'
import os, sys
with open(sys.argv[1], "r+b") as file:
    file.seek(os.path.getsize(sys.argv[1]) // 2)  # most of the file is the payload of x
    byte = file.read(1)[0]
    file.seek(-1, os.SEEK_CUR)
    file.write(bytes([byte ^ 1]))
PYTHON
  gives 3 he-info --verify data.h5
  says "data.h5"
  one_line
fi

if [ -d "$data/keras-models" ]; then
  gives 0 he-info "$data/keras-models/k2.14.0_heart_mlp.h5"
  prints "parameters              961"  # 13·64 + 64 + 64·1 + 1
  prints "kernel 13x64, bias 64"
fi
