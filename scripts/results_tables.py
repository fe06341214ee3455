#!/usr/bin/python3
"""Makes tables from a summary of scripts/reproduce.sh.

results_tables.py DOCUMENT [SUMMARY]         replaces what stands in DOCUMENT between <!-- results:NAME --> and <!-- /results:NAME -->
results_tables.py --folder FOLDER SUMMARY    writes NAME.csv for each table and all of them in tables.md

NAME: conditions, accuracy, differences, times, sizes, audit, alternatives; all, which is these with headings; or claims. SUMMARY is
data/results.json where none is named; where that is absent, DOCUMENT gets a line in place of the tables. The document of the project is docs/results.md.
"""
import csv
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "reproduce"))
import markdown
from claims import claims_table
import records

ABSENT = "No full run is kept here; `scripts/reproduce.sh` makes one, and its tables."


def rewrite(text, tables):
    """The text with each part between markers made anew."""
    def part(match):
        name = match[1]
        if tables is not None and name not in tables:
            sys.exit(f"results_tables.py: no table '{name}'")
        return f"<!-- results:{name} -->\n{ABSENT if tables is None else tables[name]}\n<!-- /results:{name} -->"

    return re.sub(r"<!-- results:(\w+) -->\n.*?<!-- /results:\1 -->", part, text, flags=re.DOTALL)


def write_folder(folder, summary):
    """tables.md and a CSV file for each table, which holds what the Markdown rounds."""
    (folder / "tables.md").write_text(markdown.tables(summary)["all"] + "\n", encoding="utf-8")
    for name, rows in records.TABLES.items():
        rows = list(rows(summary))
        header = list(dict.fromkeys(key for row in rows for key in row))
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def all_tables(summary):
    return dict(markdown.tables(summary), claims=claims_table(summary))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "--folder":
        write_folder(pathlib.Path(arguments[1]), read(pathlib.Path(arguments[2])))
    elif len(arguments) in (1, 2) and not arguments[0].startswith("-"):
        document = pathlib.Path(arguments[0])
        summary = pathlib.Path(arguments[1] if len(arguments) == 2 else pathlib.Path(__file__).parent / "../data/results.json")
        tables = all_tables(read(summary)) if len(arguments) == 2 or summary.exists() else None
        document.write_text(rewrite(document.read_text(encoding="utf-8"), tables), encoding="utf-8")
    else:
        print(__doc__.strip(), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
