#!/usr/bin/env bash
# Gets real X-ray angiograms with the artery they show: ARCADE (Popov et al., Sci Data 11, 2024, doi 10.1038/s41597-023-02871-z; data doi
# 10.5281/zenodo.10390295), the frames of its syntax task, into FOLDER (default: arcade) as train/LCA, train/RCA, val/LCA and val/RCA.
#   scripts/fetch-arcade.sh [FOLDER]
# A FOLDER that is complete is kept. Else it is copied from $HE_DATA_DIR/arcade, if that is set and has it (128x128), or made of the public
# archive (about 450 MB; curl; 512x512). The archive's contents are checked: every file against its checksum in the archive, all of
# 1000 and 200 frames, and a side for each of them. Its SHA-256 is compared with the one that the torch-em project notes for it.
set -euo pipefail

url=https://zenodo.org/records/10390295/files/arcade.zip
sum=a396cdea7c92c55dc97bbf3dd8e3df517d76872b289a8bcb45513bdb3350837f
declare -A frames=([train]=1000 [val]=200)

fail() { echo "fetch-arcade.sh: $*" >&2; exit 1; }

# complete FOLDER: whether it has all frames of both parts, of both arteries.
complete() {
  local part
  for part in "${!frames[@]}"; do
    [ -d "$1/$part/LCA" ] && [ -d "$1/$part/RCA" ] || return 1
    [ "$(find -L "$1/$part"/[LR]CA -name '*.png' -size +0 | wc -l)" = "${frames[$part]}" ] || return 1
  done
}

copied() {
  [ -n "${HE_DATA_DIR:-}" ] && complete "$HE_DATA_DIR/arcade" || return 1
  cp -r "$HE_DATA_DIR/arcade/train" "$HE_DATA_DIR/arcade/val" "$part" && chmod -R u+w "$part"
}

downloaded() {
  command -v curl >/dev/null || fail "curl, which downloads the archive, is not installed (scripts/install-deps.sh)"
  curl --fail --silent --show-error --location --proto '=https' --connect-timeout 20 --max-time 7200 --max-filesize 2000000000 \
    --output "$part/arcade.zip" "$url" || fail "no answer from $url; check the network, or set HE_DATA_DIR to a folder with arcade/"
  [ "$(sha256sum <"$part/arcade.zip")" = "$sum  -" ] ||
    echo "fetch-arcade.sh: the archive's checksum is not the one that is known here; its contents decide" >&2
  /usr/bin/python3 scripts/arcade_sides.py "$part/arcade.zip" "$part" || exit 1
  rm "$part/arcade.zip"
}

[ $# -le 1 ] && [ "${1:-}" != --help ] || { sed -n '2,8s/^# *//p' "$0" >&2; exit 2; }
folder=$(realpath -m -- "${1:-arcade}")
cd "$(dirname "$0")/.."
if complete "$folder"; then
  echo "$folder: is there"
  exit 0
fi
[ ! -e "$folder" ] || rmdir -- "$folder" 2>/dev/null || fail "$folder: is there and not complete; remove it, or name another folder"
mkdir -p -- "$(dirname "$folder")" && part=$(mktemp -d "$(dirname "$folder")/.fetch-arcade.XXXXXX") || fail "$folder: cannot be made"
trap 'rm -rf -- "$part"' EXIT
chmod 755 "$part"

if copied; then
  how="copied from HE_DATA_DIR"
else
  downloaded
  how=downloaded
fi
complete "$part" || fail "$url: not the frames that it should have"
mv -T -- "$part" "$folder"
for set in train val; do
  echo "$folder/$set: $how, $(find "$folder/$set/LCA" -name '*.png' | wc -l) LCA, $(find "$folder/$set/RCA" -name '*.png' | wc -l) RCA"
done
