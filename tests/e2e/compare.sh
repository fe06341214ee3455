#!/usr/bin/env bash
# Two files of results are compared: equal, different, in another order, and not comparable.
source "$(dirname "$0")/common.sh"
need he-compare

printf 'id,risk,dose\np1,0.25,2\np2,0.5,4\np3,0.75,6\n' >a.csv
printf 'id,risk,dose\np3,0.75,6\np1,0.25,2\np2,0.5,4.5\n' >b.csv

# A file equals itself, bit by bit.
gives 0 he-compare --tolerance 0 a.csv a.csv

# Rows in another order are matched by their identifiers; what differs is named.
gives 0 he-compare a.csv b.csv
prints "matched by identifier"
gives 1 he-compare --tolerance 0.1 a.csv b.csv
says "dose differs by up to 0.5, which is more than the tolerance 0.1"
gives 0 he-compare --tolerance 0.5 a.csv b.csv

# One side may come through a pipe, both may not.
gives 0 he-compare --tolerance 0.5 - b.csv <a.csv
gives 0 he-compare --tolerance 0 <(cat a.csv) a.csv
gives 2 he-compare - -
one_line

# Columns of a table are the truth for predictions that stand in another file, in another order.
printf 'patient,age,outcome\n1,50,0.5\n2,60,1\n' >visits.csv
printf 'patient,outcome\n2,1.25\n1,0.5\n' >predictions.csv
gives 0 he-compare --id-column patient --target outcome --tolerance 0.25 predictions.csv visits.csv
gives 1 he-compare --id-column patient --target outcome --tolerance 0.2 predictions.csv visits.csv
says "outcome differs by up to 0.25"
gives 2 he-compare --id-column patient --target result predictions.csv visits.csv
one_line

# Every format carries the same figures: largest difference 0.5, RMSE √(0.25 / 3), mean 0.5 / 3.
gives 0 he-compare --json a.csv b.csv
python3 - "$work/out" <<'PYTHON'
import json, math, sys
dose = json.load(open(sys.argv[1]))["fields"][0]["columns"][1]
assert dose["name"] == "dose" and dose["max_abs"] == 0.5
assert math.isclose(dose["rmse"], math.sqrt(0.25 / 3), rel_tol=1e-15)
assert math.isclose(dose["mae"], 0.5 / 3, rel_tol=1e-15)
PYTHON
gives 0 he-compare --format csv a.csv b.csv
prints "x,dose,3,0,1,0.5,0.28867513459481287,"
gives 0 he-compare --format markdown a.csv b.csv
prints "| dose "

# Classes: scores against labels. Rows 1 and 3 are right.
printf 'cat,dog,cow\n.9,.1,.0\n.2,.3,.5\n.1,.8,.1\n' >scores.csv
printf 'label\n0\n1\n1\n' >labels.csv
gives 0 he-compare --classes scores.csv labels.csv
prints "accuracy 0.6667 over 3 records"
prints "cow"
gives 2 he-compare --tolerance 1 scores.csv labels.csv
one_line

# What cannot be compared is one line and exit code 3.
printf 'id,risk,dose\np1,0.25,2\np2,0.5,4\np4,0.75,6\n' >other.csv
gives 3 he-compare a.csv other.csv
says "a.csv: identifier 'p3' is not in other.csv"
one_line
gives 3 he-compare a.csv scores.csv
says "a.csv has 2 columns of x and scores.csv has 3 of x; only equally many can be compared"
one_line
gives 3 he-compare scores.csv <(printf 'p\n0\n0.5\n1\n')
says "record 2: 0.5 is no class label"
one_line
head -3 a.csv >shorter.csv
gives 3 he-compare a.csv shorter.csv
says "a.csv has 3 records and shorter.csv has 2"
gives 5 he-compare a.csv absent.csv
says "absent.csv"
one_line

# A report that nobody reads to its end is no success, and says nothing.
(he-compare a.csv b.csv 2>err || echo $? >code) | true
[ ! -e code ] || [ "$(cat code)" = 5 ] || die "a closed pipe is exit code 5"
[ ! -s err ] || die "a closed pipe is quiet"

if built he-keygen he-encrypt; then
  he-keygen --scheme more -q key.h5
  he-encrypt -q -k key.h5 --id-column id a.csv secret.h5
  gives 3 he-compare secret.h5 a.csv
  says "secret.h5: is encrypted; decrypt it first with he-decrypt"
  one_line
fi
if built he-keygen he-encrypt he-decrypt; then
  he-decrypt -q -k key.h5 secret.h5 open.h5
  gives 0 he-compare --tolerance 1e-12 open.h5 a.csv
  gives 0 he-compare --tolerance 1e-12 a.csv open.h5
fi
