#!/usr/bin/env bash
# Gets the handwritten digits of LeCun, Cortes and Burges (MNIST): four IDX files, 12 MB, into FOLDER (default: mnist).
#   scripts/fetch-mnist.sh [FOLDER]
# What is there and undamaged is kept. The others are copied from $HE_DATA_DIR/mnist, if that is set and has them, or
# downloaded from the first public mirror that answers (curl). Every file is checked against the SHA-256 of its content.
set -euo pipefail

mirrors=(https://storage.googleapis.com/cvdf-datasets/mnist https://ossci-datasets.s3.amazonaws.com/mnist)
files=(train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte)

# Sums of the uncompressed content, since copies are compressed differently. The second of the training images: a copy rebuilt
# from PNG, in which pixels of value 1 (0.05 % of them) are 0.
declare -A sums=(
  [train-images-idx3-ubyte]="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db
                             b61ffb6f513fd9ff8d89824731f6b4ed7863c759c33056d701efb8412469fb04"
  [train-labels-idx1-ubyte]=65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5
  [t10k-images-idx3-ubyte]=0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7
  [t10k-labels-idx1-ubyte]=ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2
)

fail() { echo "fetch-mnist.sh: $*" >&2; exit 1; }

# intact NAME PATH: whether the file is there with the content it should have.
intact() {
  local sum
  sum=$(set -o pipefail; gzip -dc "$2" 2>/dev/null | sha256sum) || return 1
  [[ " "${sums[$1]}" " == *"${sum%% *}"* ]]
}

# keep NAME: puts the part of a file in its place if it is intact.
keep() { intact "$1" "$part" && chmod 644 "$part" && mv -f "$part" "$folder/$1.gz"; }

copied() { [ -n "${HE_DATA_DIR:-}" ] && cp "$HE_DATA_DIR/mnist/$1.gz" "$part" 2>/dev/null && keep "$1"; }

downloaded() {
  local mirror
  command -v curl >/dev/null || fail "$1.gz is missing, and curl, which downloads it, is not installed (scripts/install-deps.sh)"
  for mirror in "${mirrors[@]}"; do
    curl --fail --silent --location --proto '=https' --connect-timeout 20 --max-time 600 --max-filesize 20000000 \
      --output "$part" "$mirror/$1.gz" && keep "$1" && return 0
  done
  return 1
}

[ $# -le 1 ] && [ "${1:-}" != --help ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
folder=${1:-mnist}
mkdir -p -- "$folder" 2>/dev/null && [ -w "$folder" ] || fail "$folder: cannot be written to"
part=$folder/.fetch-mnist.$$.part
trap 'rm -f -- "$part"' EXIT

for name in "${files[@]}"; do
  if intact "$name" "$folder/$name.gz"; then
    echo "$folder/$name.gz: is there"
  elif copied "$name"; then
    echo "$folder/$name.gz: copied from HE_DATA_DIR"
  elif downloaded "$name"; then
    echo "$folder/$name.gz: downloaded"
  else
    fail "$name.gz: no intact copy from ${mirrors[*]}; check the network, or set HE_DATA_DIR to a folder with mnist/$name.gz"
  fi
done
