#!/usr/bin/env bash
# What is encrypted can be read without the key: the warning in SECURITY.md stays true.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-decrypt he-compare he-audit

# 400 patients: whole years, pressures to one decimal that grow with them, a class.
awk 'BEGIN { srand(4); print "id,age,pressure,outcome"
  for (i = 1; i <= 400; ++i) { age = 30 + int(20 * (rand() + rand() + rand())); p = 90 + 0.7 * age + 12 * (rand() + rand())
    printf "MRN%03d,%d,%.1f,%d\n", i, age, p, (p > 142) } }' >visits.csv
columns=(--id-column id --target outcome)

# attack DATA TRUTH: from ciphertexts alone the right reading is chosen and its values are right.
attack() {
  gives 1 he-audit --json --truth "$2" "$1"
  python3 - out <<'PYTHON' || die "$1 was not read"
import json, sys
report = json.load(open(sys.argv[1]))
attacks = {}
for a in report["attacks"]:
    attacks.setdefault(a["attack"], []).append(a)
choice, = attacks["plausibility"]
channels = 2 * report["degree"]
assert report["leaks"] and report["confidentiality_bits"] == 0, report["confidentiality_bits"]
assert attacks["eigenvalues"][0]["share_recovered"] >= 0.999
assert choice["right"] and choice["confidence"] > 0.99, choice
assert choice["share_recovered"] >= 0.999 and choice["share_of_records_as_set"] >= 0.999, choice
assert len(choice["channels"]) == channels
few, enough = attacks["known values, nothing known"]
assert few["pairs"] == channels - 1 and few["share_recovered"] < 0.5, few
assert enough["pairs"] == channels and enough["share_recovered"] >= 0.999, enough
assert attacks["known values, scheme known"][0]["pairs"] == 1
assert attacks["equality"][0]["share_recovered"] > 0.9, attacks["equality"]
PYTHON
}

# encrypted NAME KEYGEN-OPTIONS -- ENCRYPT-OPTIONS...: NAME.h5 under a new key, and what it decrypts to.
encrypted() {
  local name=$1 scheme=()
  shift
  while [ "$1" != -- ]; do scheme+=("$1"); shift; done
  [ ${#scheme[@]} -gt 0 ] || scheme=(--scheme more)
  shift
  gives 0 he-keygen -q --force "${scheme[@]}" a.key
  gives 0 he-encrypt -q -k a.key "$@" "$name.h5"
  gives 0 he-decrypt -q -k a.key "$name.h5" "$name.truth.h5"
}

for mask in uniform normal decoy; do
  encrypted more -- --mask $mask "${columns[@]}" visits.csv
  attack more.h5 more.truth.h5
done
for degree in 2 3 8; do
  encrypted hybrid --scheme hybrid --degree $degree -- "${columns[@]}" visits.csv
  attack hybrid.h5 hybrid.truth.h5
done
if [ -d "$data/tabular" ]; then
  wdbc=(--no-header --id-column c1 --target c2 "$data/tabular/wdbc.data")
  for mask in uniform normal decoy; do
    encrypted raw -- --mask $mask "${wdbc[@]}"
    attack raw.h5 raw.truth.h5
    encrypted scaled --scheme hybrid --degree 4 -- --mask $mask --standardise z.json "${wdbc[@]}"
    attack scaled.h5 scaled.truth.h5
  done
fi

# What is read is written, for its owner alone; one known value is certain where plausibility is not.
encrypted more -- --mask decoy "${columns[@]}" visits.csv
echo "record,feature,value
1,pressure,$(sed -n 2p visits.csv | cut -d, -f3)" >known.csv
gives 1 he-audit --known known.csv --output stolen.h5 more.h5
prints "keeps nothing secret"
prints "1 known value"
[ "$(stat -c %a stolen.h5)" = 600 ] || die "what was read is readable by others"
gives 0 he-compare --tolerance 1e-9 stolen.h5 more.truth.h5

# Refusals.
gives 3 he-audit more.truth.h5
says "not encrypted"
one_line
gives 3 he-audit a.key
one_line
gives 2 he-audit -
one_line
gives 5 he-audit absent.h5
one_line
printf 'record,feature,value\n1,pressure,1\n' >wrong.csv
gives 3 he-audit --known wrong.csv --output never.h5 more.h5
one_line
gives 3 he-audit --truth known.csv --output never.h5 more.h5
one_line
[ ! -e never.h5 ] || die "a failed attack left its output"
