#!/usr/bin/env bash
# scripts/reproduce.sh where data cannot be had: it says so in the tables and ends well; bad calls are refused.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-train he-decrypt he-compare he-audit
reproduce=$HE_SOURCE/scripts/reproduce.sh
# Tools without benchmarks beside them: nothing is compared with PyTorch here.
mkdir tools
ln -s "$HE_TOOLS"/* tools
HE_TOOLS=$work/tools

gives 2 bash "$reproduce" --use-case faces
says "none of digits, circulation, angiography"
gives 2 bash "$reproduce" --slow
one_line

# No network: a curl that finds nothing.
mkdir bin
printf '#!/bin/sh\nexit 6\n' >bin/curl
chmod +x bin/curl
export HE_DATA_DIR=$work/nowhere PATH=$work/bin:$PATH
gives 0 bash "$reproduce" --quick --use-case digits --results "$work/results"
prints "data not available: scripts/fetch-mnist.sh"
for table in accuracy differences times sizes audit alternatives; do [ -s "results/tables/$table.csv" ] || die "no table $table.csv"; done
python3 - <<'PYTHON' || die "results.json does not say which data are missing"
import json
found = json.load(open("results/results.json"))["experiments"]
assert [e["unavailable"] for e in found] == ["scripts/fetch-mnist.sh"] * 2, found
PYTHON

# A run is kept while its settings are the same and what it made is there.
python3 - "$HE_SOURCE/scripts/reproduce" <<'PYTHON' || die "runs are not kept as they should be"
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from runs import NotRun, Results
results, made = Results(pathlib.Path("kept")), pathlib.Path("made")
measured = []
def run(settings):
    def measure():
        measured.append(settings)
        made.touch()
        return len(measured)
    return results.run("a.run", settings, measure, [made])
assert run({"epochs": 1}) == 1 and run({"epochs": 1}) == 1 and measured == [{"epochs": 1}]
assert run({"epochs": 2}) == 2
made.unlink()
assert run({"epochs": 2}) == 3
results.frozen = True
assert run({"epochs": 2}) == 3
try:
    run({"epochs": 5})
    sys.exit("a frozen folder ran something")
except NotRun:
    pass
PYTHON
