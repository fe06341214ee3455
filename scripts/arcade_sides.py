"""Sorts the frames of ARCADE's syntax task by the artery that they show, for scripts/fetch-arcade.sh:

arcade_sides.py ARCHIVE.zip FOLDER     makes FOLDER/{train,val}/{LCA,RCA}/NUMBER.png

A frame's annotations (COCO) name the segments of the SYNTAX score (Sianos et al., EuroIntervention 1, 2005) that are in it. Segments 1 to 4 and 16
(with 16a, 16b, 16c) are of the right coronary artery in right dominance, 5 to 15 (with their letters) of the left one. The side with the larger annotated area
is the frame's; annotations of stenoses and unknown names do not count.
"""
import collections
import json
import os
import sys
import zipfile

RIGHT = {1, 2, 3, 4, 16}
LEFT = set(range(5, 16))


def side_of(segment):
    """LCA or RCA for a segment's name ("9a"), None for what is no segment."""
    number = segment.strip().lower().rstrip("abc")
    if not number.isdigit():
        return None
    return "RCA" if int(number) in RIGHT else "LCA" if int(number) in LEFT else None


def sides(coco):
    """The side of every frame that has one, by file name."""
    segments = {category["id"]: side_of(str(category["name"])) for category in coco["categories"]}
    areas = collections.defaultdict(collections.Counter)
    for annotation in coco["annotations"]:
        side = segments.get(annotation["category_id"])
        if side:
            areas[annotation["image_id"]][side] += float(annotation.get("area") or annotation["bbox"][2] * annotation["bbox"][3])
    return {os.path.basename(image["file_name"]): areas[image["id"]].most_common(1)[0][0] for image in coco["images"] if areas[image["id"]]}


def member(archive, path):
    """A file of the archive by the end of its path, whatever its case."""
    found = [name for name in archive.namelist() if ("/" + name).lower().endswith("/" + path) and "__macosx" not in name.lower()]
    if len(found) != 1:
        sys.exit(f"{archive.filename}: has {len(found)} files {path}, not one")
    return found[0]


def sort_part(archive, part, folder):
    annotations = member(archive, f"syntax/{part}/annotations/{part}.json")
    images = os.path.join(os.path.dirname(os.path.dirname(annotations)), "images")
    for name, side in sides(json.loads(archive.read(annotations))).items():
        target = os.path.join(folder, part, side, name.rjust(8, "0"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "xb") as file:
            file.write(archive.read(f"{images}/{name}"))  # checks the CRC


if __name__ == "__main__":
    path, output = sys.argv[1:]
    try:
        with zipfile.ZipFile(path) as source:
            for subset in ("train", "val"):
                sort_part(source, subset, output)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        sys.exit(f"{os.path.basename(path)}: {error}")
