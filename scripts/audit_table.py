"""Prints the table of SECURITY.md from the reports that audit-table.sh leaves in a folder: DATA,SCHEME,whole.json and
DATA,SCHEME,keyN.json, the output of `he-audit --json`."""

import json
import pathlib
import sys

DATA = {"mnist-raw": "digits, raw", "mnist-standardised": "digits, standardised",
        "wdbc-raw": "breast cancer, raw", "wdbc-standardised": "breast cancer, standardised"}
SCHEMES = {"more-uniform": "MORE, uniform masks", "more-normal": "MORE, normal masks", "more-decoy": "MORE, decoys",
           "hybrid-2": "Hybrid, degree 2", "hybrid-3": "Hybrid, degree 3", "hybrid-4": "Hybrid, degree 4",
           "hybrid-8": "Hybrid, degree 8"}


def attack(report, name):
    return next(a for a in report["attacks"] if a["attack"] == name)


def percent(share):
    return f"{100 * share:.4g} %"


def row(folder, data, scheme):
    whole = json.loads((folder / f"{data},{scheme},whole.json").read_text())
    choice = attack(whole, "plausibility")
    keys = [attack(json.loads(file.read_text()), "plausibility") for file in folder.glob(f"{data},{scheme},key*.json")]
    keys.append(choice)
    confidence = sum(a["confidence"] for a in keys) / len(keys)
    right = sum(a["right"] for a in keys)
    least = sum(a["pairs"] for a in whole["attacks"]
                if a.get("knowledge") == "none" and a["share_recovered"] > 0.999)
    seconds = sum(a["seconds"] for a in whole["attacks"][:2]) + whole["recovery_seconds"]
    return [DATA[data], SCHEMES[scheme], percent(choice["share_recovered"]), percent(choice["share_of_records_as_set"]),
            f"{confidence:.4f}, right {right}/{len(keys)}", f"{choice['largest_error']:.1g}", str(least), f"{seconds:.1f}"]


def main(folder):
    print("| data | scheme | values in place | records as a set | confidence, right choices | largest error | pairs | seconds |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for data in DATA:
        for scheme in SCHEMES:
            if (folder / f"{data},{scheme},whole.json").exists():
                print("| " + " | ".join(row(folder, data, scheme)) + " |")


main(pathlib.Path(sys.argv[1]))
