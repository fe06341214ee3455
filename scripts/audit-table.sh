#!/usr/bin/env bash
# What anybody can read in encrypted files: he-audit on handwritten digits and on the Wisconsin breast cancer data, raw and
# standardised, under MORE with every kind of mask and under Hybrid MORE of degree 2, 3, 4 and 8. Prints the table of
# SECURITY.md, in Markdown.
#
#   scripts/audit-table.sh [--keys N] [--images N] [--work FOLDER]
#
# --keys: so many keys for the confidence of the choice of channel (default 100), beside the whole data: on N images of the digits (default 500)
# and on all records of the other data. --work: keeps the reports (JSON); those that are there are not made again.
# HE_DATA_DIR: folder with mnist/ and tabular/. Tools are taken from the PATH.
set -euo pipefail

keys=100 images=500 work=
while [ $# -gt 0 ]; do
  case $1 in
    --keys) keys=$2; shift 2 ;;
    --images) images=$2; shift 2 ;;
    --work) work=$2; shift 2 ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    *) echo "audit-table.sh: unknown option '$1' ('--help' shows how to call it)" >&2; exit 2 ;;
  esac
done
here=$(cd "$(dirname "$0")" && pwd)
data=${HE_DATA_DIR:-$here/../../shared/data}
for needed in mnist/t10k-images-idx3-ubyte.gz tabular/wdbc.data; do
  [ -f "$data/$needed" ] || { echo "audit-table.sh: $data/$needed is missing; HE_DATA_DIR names its folder" >&2; exit 3; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ -n "$work" ] || work=$scratch/reports
mkdir -p "$work"

# audit REPORT KEYGEN-OPTIONS ENCRYPT-OPTIONS TRUTH [OPTIONS...]: encrypts under a new key and attacks, unless the report
# is there.
audit() {
  local report=$work/$1 code=0
  [ ! -s "$report" ] || return 0
  he-keygen -q --force $2 "$scratch/key" >/dev/null
  he-encrypt -q -k "$scratch/key" $3 "$scratch/data.h5"
  # The truth is the same under every key.
  [ -f "$4" ] || he-decrypt -q -k "$scratch/key" "$scratch/data.h5" "$4"
  he-audit --json --truth "$4" "${@:5}" "$scratch/data.h5" >"$report.part" || code=$?
  [ $code -le 1 ] || { echo "audit-table.sh: he-audit ended with exit code $code" >&2; exit $code; }
  mv "$report.part" "$report"
}

# rows DATA ENCRYPT-OPTIONS INPUT SHARD: all schemes on one data set, once in whole and, a part of it, under many keys.
rows() {
  local name=$1 options=$2 input=$3 shard=$4 scheme mask kind k
  for kind in more-uniform more-normal more-decoy hybrid-2 hybrid-3 hybrid-4 hybrid-8; do
    scheme="--scheme ${kind%-*}" mask=uniform
    case $kind in more-*) mask=${kind#more-} ;; *) scheme+=" --degree ${kind#hybrid-}" ;; esac
    audit "$name,$kind,whole.json" "$scheme" "--mask $mask $options $input" "$scratch/$name.h5"
    for ((k = 1; k <= keys; ++k)); do  # a part of the data
      audit "$name,$kind,key$k.json" "$scheme" "--mask $mask $options $shard -j1 $input" "$scratch/$name-part.h5" -j1
    done
    rm -f "$scratch/data.h5"
  done
  rm -f "$scratch/$name"*.h5
}

wdbc="--no-header --id-column c1 --target c2"
digits="$data/mnist/t10k-images-idx3-ubyte.gz"
rows wdbc-raw "$wdbc" "$data/tabular/wdbc.data" ""
rows wdbc-standardised "$wdbc --standardise $scratch/wdbc.json" "$data/tabular/wdbc.data" ""
rows mnist-raw "" "$digits" "--shard=1/$((10000 / images))"
rows mnist-standardised "--standardise $scratch/mnist.json" "$digits" "--shard=1/$((10000 / images))"
python3 "$here/audit_table.py" "$work"
