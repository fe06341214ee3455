"""Holds the includes of a library against the order of its folders. Exit code 1 and a line on standard error for each finding.

include_order.py ORDER LIB

ORDER names folders (without those in them) or files without extension, the lowest first, a line for what may not include one another.
`a never b c` forbids what lies in a to include what lies in b or c, whatever the order. LIB is the folder that includes start from.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


def read_order(path):
    """({folder or file: its line}, [(what, what it never includes)])"""
    place, never = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        words = line.split("#")[0].split()
        if words[1:2] == ["never"]:
            never += [(words[0], other) for other in words[2:]]
        else:
            place.update((word, number) for word in words)
    return place, never


def home_of(file, place):
    """The entry that a file (as it is included) belongs to: its own, else that of its folder."""
    stem = str(file.with_suffix(""))
    return stem if stem in place else str(file.parent)


def within(entry, other):
    return entry == other or entry.startswith(other + "/")


def findings(place, never, lib):
    files = sorted(p for p in lib.rglob("*") if p.suffix in (".h", ".cpp"))
    if not files:
        yield f"{lib}: no source files"
    for path in files:
        file = path.relative_to(lib)
        home = home_of(file, place)
        if home not in place:
            yield f"{file}: {home} has no place in the order of folders; give it one"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            included = INCLUDE.match(line)
            if not included:
                continue
            target = home_of(pathlib.Path(included[1]), place)
            if target == home or target not in place:
                continue  # what has no place is found where it lies
            if place[target] >= place[home]:
                yield f"{file}:{number}: {included[1]}: {target} does not lie below {home}"
            for what, other in never:
                if within(home, what) and within(target, other):
                    yield f"{file}:{number}: {included[1]}: {what} never includes {other}"


def main():
    place, never = read_order(pathlib.Path(sys.argv[1]))
    found = list(findings(place, never, pathlib.Path(sys.argv[2])))
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
