#!/usr/bin/python3
"""Gives estimates in z-scores their units back: value · deviation + mean, column by column.

raw-units.py Z.json ESTIMATES.csv OUTPUT.csv

Z.json is the file with which --standardise-targets standardised what the network was trained on. ESTIMATES.csv is what he-decrypt
writes (of plain data: he-infer): an identifier, if there is one, then a column for each target. Only its owner can read OUTPUT.csv.
A warning says how many numbers lie more than 10 deviations from their mean; the training data hold none of those.
"""
import csv
import json
import math
import os
import sys
import tempfile

FAR = 10  # deviations


class DataError(Exception):
    exit_code = 3


class UsageError(Exception):
    exit_code = 2


def read_targets(path):
    """(mean, deviation) of each target, by name, in the order of the network's outputs."""
    with open(path, encoding="utf-8") as file:
        try:
            content = json.load(file)
        except ValueError:
            raise DataError(f"{path}: is not JSON; it should be a file that --standardise wrote") from None
    try:
        names, means, deviations = (content[f"target_{key}"] for key in ("names", "mean", "deviation"))
        if not len(names) == len(means) == len(deviations) or not all(map(math.isfinite, means)) or not all(0 < d < math.inf for d in deviations):
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise DataError(f"{path}: has no means and deviations of targets; make it with --standardise-targets") from None
    return dict(zip(names, zip(means, deviations)))


def number(text, where):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{where}: {text!r} is not a finite number")
    return value


def convert(rows, targets, path):
    """(rows in units, how many numbers are far from their mean)"""
    header = next(rows, [])
    identifiers = len(header) - len(targets)
    if identifiers not in (0, 1):
        raise DataError(f"{path}: has {len(header)} columns; it should have one for each of {len(targets)} targets, and may have an identifier")
    for name, target in zip(header[identifiers:], targets):
        if name != target:
            raise DataError(f"{path}: column {name!r} stands where the standardisation has {target!r}")
    converted, far = [header], 0
    for row in rows:
        if len(row) != len(header):
            raise DataError(f"{path}:{rows.line_num}: has {len(row)} columns, not {len(header)}")
        z = [number(text, f"{path}:{rows.line_num}: {name}") for name, text in zip(targets, row[identifiers:])]
        far += sum(abs(value) > FAR for value in z)
        converted.append(row[:identifiers] + [repr(value * deviation + mean) for value, (mean, deviation) in zip(z, targets.values())])
    return converted, far


def write(path, rows):
    """All or nothing, and private: estimates are patients' data."""
    try:
        with tempfile.TemporaryDirectory(prefix=f"{os.path.basename(path)}.he-tmp.", dir=os.path.dirname(path) or ".") as folder:
            temporary = os.path.join(folder, "output")
            with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
            os.replace(temporary, path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None


def main(standardisation, estimates, output):
    if os.path.exists(output) and any(os.path.samefile(output, path) for path in (standardisation, estimates)):
        raise UsageError(f"{output}: is input and output at once; name another file for the output")
    targets = read_targets(standardisation)
    with open(estimates, newline="", encoding="utf-8") as file:
        try:
            rows, far = convert(csv.reader(file), targets, estimates)
        except (UnicodeDecodeError, csv.Error) as error:
            raise DataError(f"{estimates}: is no CSV file: {error}") from None
    write(output, rows)
    if far:
        print(f"raw-units.py: warning: numbers more than {FAR} deviations from their mean: {far}; the network was not made for such input", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1].startswith("-"):
        asked = sys.argv[1:] in (["-h"], ["--help"])
        print(__doc__.strip(), file=sys.stdout if asked else sys.stderr)
        sys.exit(0 if asked else 2)
    try:
        main(*sys.argv[1:])
    except (UsageError, DataError, OSError) as error:
        said, code = (f"{error.filename}: {error.strerror}", 5) if isinstance(error, OSError) else (error, error.exit_code)
        print(f"raw-units.py: {said}", file=sys.stderr)
        sys.exit(code)
