#!/usr/bin/env bash
# A physicist makes a cohort of virtual patients, then looks at one patient's heart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
simulate() { "$HE_TOOLS/he-simulate" circulation "$@"; }
die() { echo "FAILED: $*" >&2; exit 1; }

# refuses WHAT OPTIONS…: exit code 2, the message says WHAT, and nothing is left.
refuses() {
  local what=$1 code=0
  shift
  simulate "$@" refused.csv 2>message || code=$?
  [ "$code" = 2 ] || die "'$*' gave exit code $code instead of 2"
  grep -qF -- "$what" message || die "'$*' said: $(cat message)"
  [ "$(wc -l <message)" = 1 ] || die "'$*' said more than a line"
  [ -z "$(find . -name '*refused*')" ] || die "'$*' left a file"
}

quick=(--tolerance 1e-6 --seed 3 -q)

# The cohort is the same on one thread and on two, and reads back from standard output.
simulate "${quick[@]}" --patients 20 -j 1 one.csv >summary
simulate "${quick[@]}" --patients 20 -j 2 two.csv >/dev/null
simulate "${quick[@]}" --patients 20 - >three.csv 2>/dev/null
cmp one.csv two.csv
cmp one.csv three.csv
[ "$(head -1 one.csv)" = id,HR,SBP,DBP,EDV,ESV,LVET,PEP,CVP,BSA,Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax ] || die "names"
[ "$(cut -d, -f1 one.csv | tail -1)" = P000020 ] || die "identifiers"
grep -q hypovolaemic summary || die "no summary"

# Half the noise: other measurements, the same targets.
simulate "${quick[@]}" --patients 20 --noise 0.5 noisy.csv >/dev/null
cmp <(cut -d, -f11- one.csv) <(cut -d, -f11- noisy.csv)
cmp -s <(cut -d, -f2-10 one.csv) <(cut -d, -f2-10 noisy.csv) && die "no noise"

# One group, as HDF5.
simulate "${quick[@]}" --patients 5 --groups exercise,dilated --json cohort.h5 >summary.json
grep -q '"exercise"' summary.json || die "group missing"
grep -q '"normal"' summary.json && die "group not asked for"
[ "$(head -c 4 cohort.h5 | tail -c 3)" = HDF ] || die "not HDF5"

# One patient and the beat: 2001 moments, and the pressure at the cuff that the reference gives for it.
simulate -q --patient HR=110,Ees_lv=4,R_sp=1.4,TBV=4330 --loop beat.csv patient.csv >outputs
[ "$(wc -l <beat.csv)" = 2002 ] || die "$(wc -l <beat.csv) lines in the beat"
grep -qE '^SBP +101\.77' outputs || die "$(grep SBP outputs)"
grep -qE '^DBP +83\.0[56]' outputs || die "$(grep DBP outputs)"
[ "$(wc -l <patient.csv)" = 2 ] || die "one patient is one record"

refuses "there is no group 'healthy' of patients" --groups healthy
refuses "the circulation has no parameter 'Rsp'" --patient Rsp=2
refuses "HR = 500: give a value from 20 to 250" --patient HR=500
refuses "write name=value" --patient HR
refuses "tolerance 0.1" --tolerance 0.1
refuses "noise 20" --noise 20
refuses "--patient" --loop beat2.csv
