"""Prints what scripts/demo.sh measured: demo_table.py FOLDER MODEL, from the reports of he-compare in FOLDER."""
import json
import os
import sys

folder, model = sys.argv[1:]
report = {name: json.load(open(os.path.join(folder, name + ".json"))) for name in ("difference", "plain", "encrypted", "times")}
columns = {name: report[name]["fields"][0]["columns"] for name in ("difference", "plain", "encrypted")}

print(f"\n{report['plain']['records']} patients, 9 measurements, {os.path.basename(model)}\n")
print("| estimated |  R² plain | R² encrypted | largest difference |")
print("|-----------|----------:|-------------:|-------------------:|")
for difference, plain, encrypted in zip(columns["difference"], columns["plain"], columns["encrypted"]):
    print(f"| {plain['name']:9} | {plain['r_squared']:9.6f} | {encrypted['r_squared']:12.6f} | {difference['max_abs']:18.2g} |")

timing = report["times"]["timing"]
encrypted, plain = (timing[side] for side in "ab")
print(f"\nEvaluation of {plain['records']} records: plain {plain['seconds']:.3f} s, encrypted {encrypted['seconds']:.3f} s, ratio {timing['ratio']:.2f}")
