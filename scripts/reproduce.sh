#!/usr/bin/env bash
# Makes the tables and pictures of the three use cases from nothing: simulates or fetches data, trains and infers in plain, under MORE (in the
# plane of its key, and for inference on 2x2 matrices, too) and under Hybrid MORE of degree 3, decrypts, compares, times, and audits.
#   scripts/reproduce.sh [--quick] [--use-case digits|circulation|angiography] [--results FOLDER]
# --quick: smaller sets, fewer epochs and rounds, real angiograms (450 MB) from HE_DATA_DIR alone: minutes in place of hours.
# --use-case: that one alone; what the others left stays in the tables.
# FOLDER (default: results, with --quick results/quick) receives runs/ (a JSON file each), tables/ (Markdown, CSV), figures/ (SVG, PNG) and
# results.json, the summary from which `scripts/results_tables.py` makes the tables. A run that is there with the same settings is not repeated,
# so an interrupted call continues if you repeat it. The tables name data that are not available, with the script that fetches them.
# HE_TOOLS, if set, is the folder of tools that are built already.
set -euo pipefail
quick=() only=() results=
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=(--quick); shift ;;
    --use-case) only=(--use-case "${2:-}"); shift 2 || shift ;;
    --results) results=$(realpath -m -- "${2:?--results needs a folder}"); shift 2 ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    *) echo "reproduce.sh: unknown option '$1' ('--help' shows how to call it)" >&2; exit 2 ;;
  esac
done
case ${only[1]-digits} in
  digits | circulation | angiography) ;;
  *) echo "reproduce.sh: --use-case: '${only[1]}' is none of digits, circulation, angiography" >&2; exit 2 ;;
esac
source "$(dirname "$0")/common.sh"
[ -n "$results" ] || results=$root/results${quick:+/quick}
targets=(he-tools)
# Benchmarks are for the comparison with PyTorch alone.
/usr/bin/python3 -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("torch"))' 2>/dev/null && targets+=(he-benchmarks)
use_tools "${targets[@]}"
export HE_TOOLS PATH
exec /usr/bin/python3 scripts/reproduce "$results" "${quick[@]}" "${only[@]}"
