#!/usr/bin/env bash
# The tables of docs/results.md are those of data/results.json, and a table says what its runs found.
source "$(dirname "$0")/common.sh"

cp "$HE_SOURCE/docs/results.md" results.md
for place in claims all; do grep -q "<!-- results:$place -->" results.md || die "docs/results.md has no place for '$place'"; done
gives 0 python3 "$HE_SOURCE/scripts/results_tables.py" results.md
cmp -s results.md "$HE_SOURCE/docs/results.md" || { diff "$HE_SOURCE/docs/results.md" results.md >&2; die "docs/results.md is not what scripts/results_tables.py makes"; }

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
says_table "A full run of digits and angiography alone, 2026-01-02."
says_table "Machine: Abacus, 2 cores, 8 GiB."
says_table "The run took 10 minutes, in which the tools had 50 % of the cores."
grep -qx "a network,inference,more,3,5,4.5,7,9,2.5,100" tables/times.csv || { cat tables/times.csv >&2; die "times.csv"; }

# The claims stand beside the figures of the same runs; what was not run is not measured.
printf '<!-- results:claims -->\n<!-- /results:claims -->\n' >claims.md
gives 0 python3 "$HE_SOURCE/scripts/results_tables.py" claims.md summary.json
says_claim() { grep -qF -- "$1" claims.md || { cat claims.md >&2; die "no claim '$1'"; }; }
says_claim "the largest difference is 3e-14 in the unit of its target. Decisions are alike for 99.5 % of the records."
says_claim "**Holds.** On ciphertexts, a network: 98.00 % of 200 records right. The scores in plain differ by 5e-3."
says_claim "Inference takes 2.50 times the seconds in plain; on 2x2 matrices, as published, not measured."
says_claim "| The external party learns nothing of the data | **Refuted.** \`he-audit\` reads 100 % of the numbers"
says_claim "needs 2 known numbers"
grep -q "whole-body circulation model | \*\*Not measured" claims.md || { cat claims.md >&2; die "a use case that was not run is judged"; }

# A place for a table that there is not is refused, and nothing is written.
printf '<!-- results:nothing -->\n<!-- /results:nothing -->\n' >bad.md
cp bad.md kept.md
gives 1 python3 "$HE_SOURCE/scripts/results_tables.py" bad.md summary.json
cmp -s bad.md kept.md || die "a refused table was written"
gives 2 python3 "$HE_SOURCE/scripts/results_tables.py"
