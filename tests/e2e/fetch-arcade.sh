#!/usr/bin/env bash
# Real angiograms are copied, or made of the archive, whole or not at all; frames go to the artery of their segments.
source "$(dirname "$0")/common.sh"
fetch=$HE_SOURCE/scripts/fetch-arcade.sh

# In place of curl: sends the file that STUB_ARCHIVE names.
mkdir bin
cat >bin/curl <<'STUB'
#!/usr/bin/env bash
echo "$*" >>"$STUB_LOG"
while [ "$1" != --output ]; do shift; done
cp "$STUB_ARCHIVE" "$2"
STUB
chmod +x bin/curl
export STUB_LOG=$work/requests STUB_ARCHIVE=$work/arcade.zip
PATH=$work/bin:$PATH

# An archive like the real one: frame i of both parts shows a right artery where i is a multiple of 3, together with a smaller left segment.
archive() {
  python3 - "$1" "$2" <<'ARCHIVE'
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    for part, count in (("train", int(sys.argv[2])), ("val", 200)):
        names = ["1", "9a", "16b", "12", "stenosis"]
        right = lambda i: i % 3 == 0
        coco = {"categories": [{"id": k + 1, "name": name} for k, name in enumerate(names)],
                "images": [{"id": i, "file_name": f"{i}.png"} for i in range(1, count + 1)], "annotations": []}
        for i in range(1, count + 1):
            for category, area in ((3 if right(i) else 2, 50.0), (4 if right(i) else 1, 20.0), (5, 900.0)):
                coco["annotations"].append({"image_id": i, "category_id": category, "area": area, "bbox": [0, 0, 9, 9]})
            archive.writestr(f"arcade/syntax/{part}/images/{i}.png", f"{part} {i}")
        archive.writestr(f"arcade/syntax/{part}/annotations/{part}.json", json.dumps(coco))
        archive.writestr(f"arcade/stenosis/{part}/annotations/{part}.json", "{}")
ARCHIVE
}

archive arcade.zip 1000
HE_DATA_DIR= gives 0 "$fetch" made
prints "made/train: downloaded, 667 LCA, 333 RCA"
prints "made/val: downloaded, 134 LCA, 66 RCA"
says "the archive's checksum is not the one that is known here"
[ "$(cat made/train/RCA/0003.png made/val/LCA/0002.png)" = "train 3val 2" ] || die "frames are mixed up"
[ "$(ls made)" = "train
val" ] || die "$(ls -A made)"
grep -q "https://zenodo.org/records/10390295/files/arcade.zip" requests || die "$(cat requests)"

# What is there is kept.
rm requests
HE_DATA_DIR= gives 0 "$fetch" made
prints "made: is there"
HE_DATA_DIR=$work/elsewhere; mkdir elsewhere; mv made elsewhere/arcade
HE_DATA_DIR=$work/elsewhere gives 0 "$fetch" copy
prints "copy/val: copied from HE_DATA_DIR, 134 LCA, 66 RCA"
diff -r elsewhere/arcade copy
[ ! -e requests ] || die "something was downloaded"

# An archive that lacks frames, one that is damaged, a folder that holds something else: one reason, and nothing is left.
archive arcade.zip 999
HE_DATA_DIR= gives 1 "$fetch" missing
says "not the frames that it should have"
printf PK >arcade.zip
HE_DATA_DIR= gives 1 "$fetch" missing
says "arcade.zip: File is not a zip file"
rm copy/val/LCA/0002.png
HE_DATA_DIR= gives 1 "$fetch" copy
says "copy: is there and not complete"
[ -z "$(find . -name '*missing*' -o -name '.fetch*')" ] || die "something was left behind"
