#!/usr/bin/env bash
# The README's tables are those of data/results.json, and a table says what its runs found.
source "$(dirname "$0")/common.sh"

cp "$HE_SOURCE/README.md" README.md
grep -q "<!-- results:all -->" README.md || die "README.md has no place for the tables"
gives 0 python3 "$HE_SOURCE/scripts/results_tables.py" README.md
cmp -s README.md "$HE_SOURCE/README.md" || { diff "$HE_SOURCE/README.md" README.md >&2; die "README.md is not what scripts/results_tables.py makes"; }

# One experiment on paper: five runs whose medians are 2 s in plain and 5 s encrypted.
cat >summary.json <<'JSON'
{"format": 1, "quick": false, "date": "2026-01-02", "machine": {"processor": "Abacus", "cores": 2, "memory_gib": 8}, "cost": {"seconds": 600, "cpu_share": 0.5},
 "pytorch": null, "published": [],
 "experiments": [
  {"name": "a", "use_case": "digits", "title": "a network", "epochs": 1, "training": {}, "curves": {}, "timed_records": 100, "batches": [],
   "inference": {
    "plain": {"records": 200, "accuracy": 0.985, "confusion": null, "columns": [{"name": "all", "max_abs": 0.9, "mae": 0.1, "r_squared": 0.9}]},
    "more": {"records": 200, "accuracy": 0.98, "confusion": null, "columns": [{"name": "all", "max_abs": 0.9, "mae": 0.1, "r_squared": 0.9}],
     "same_weights": {"alike": 0.995, "columns": [{"name": "all", "max_abs": 3e-14, "mae": 5e-16, "r_squared": 1}]}}},
   "times": {"encryption": {"more": [{"wall": 4, "cpu": 4, "end_to_end": 6}]},
    "inference": {"plain": [{"wall": 3, "cpu": 3, "end_to_end": 3}, {"wall": 1, "cpu": 1, "end_to_end": 1}, {"wall": 2, "cpu": 2, "end_to_end": 2}],
     "more": [{"wall": 5, "cpu": 9, "end_to_end": 8}, {"wall": 7, "cpu": 9, "end_to_end": 8}, {"wall": 4.5, "cpu": 9, "end_to_end": 8}]},
    "decryption": {"more": [{"wall": 0.125, "cpu": 1, "end_to_end": 1}]}, "epoch": {"plain": [{"wall": 10}], "more": [{"wall": 25}]}},
   "sizes": {"records": {"plain": 2000, "more": 8000, "hybrid": 24000}},
   "audit": {"more": {"share": 1, "share_of_records": 1, "confidence": 0.99996, "right": true, "largest_error": 2e-15, "pairs": 2, "seconds": 1.25}}},
  {"name": "b", "use_case": "angiography", "title": "frames", "unavailable": "scripts/fetch-arcade.sh"}]}
JSON
mkdir tables
gives 0 python3 "$HE_SOURCE/scripts/results_tables.py" --folder tables summary.json
says_table() { grep -qF -- "$1" tables/tables.md || { cat tables/tables.md >&2; die "no row '$1'"; }; }
says_table "| a network | class | 98.50 % | 98.00 % | – | – |"
says_table "| a network | class | 3e-14, 5e-16, 99.5 % |"
says_table "| a network | encryption | – | 4 (one run) | – |"
says_table "| a network | inference | 2 (1 to 3) | 5 (4.5 to 7) | 2.50 |"
says_table "| a network | inference, with files | 2 (1 to 3) | 8 (8 to 8) | 4.00 |"
says_table "| a network | training, an epoch | 10 (one run) | 25 (one run) | 2.50 |"
says_table "| a network | records | 2 kB | 8 kB (4.0×) | 24 kB (12.0×) |"
says_table "| a network | MORE | 100 % | 100 % | 1.0000 | yes | 2e-15 | 2 | 1.2 |"
says_table "frames: data not available: scripts/fetch-arcade.sh"
says_table "A full run, each time measured five times (epochs of angiography three times), of digits and angiography alone, 2026-01-02: Abacus, 2 cores, 8 GiB"
says_table "in which the tools had 50 % of the cores"
grep -qx "a network,inference,more,3,5,4.5,7,9,2.5,100" tables/times.csv || { cat tables/times.csv >&2; die "times.csv"; }

# A place for a table that there is not is refused, and nothing is written.
printf '<!-- results:nothing -->\n<!-- /results:nothing -->\n' >bad.md
cp bad.md kept.md
gives 1 python3 "$HE_SOURCE/scripts/results_tables.py" bad.md summary.json
cmp -s bad.md kept.md || die "a refused table was written"
gives 2 python3 "$HE_SOURCE/scripts/results_tables.py"
