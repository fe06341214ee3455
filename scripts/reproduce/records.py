"""The tables as records, one number or a few each: what the CSV files hold, and what the Markdown is made of."""
import statistics

WAYS = {"plain": "plain", "more": "MORE", "matrix": "MORE on 2x2 matrices", "hybrid": "Hybrid, d = 3"}
STEPS = {"encryption": "encryption", "inference": "inference", "files": "inference, with files", "decryption": "decryption", "epoch": "training, an epoch"}


def available(summary):
    return [e for e in summary["experiments"] if "unavailable" not in e]


def spread(values):
    return {"runs": len(values), "median": statistics.median(values), "minimum": min(values), "maximum": max(values)}


def accuracy(summary):
    for e in available(summary):
        for way, found in e["inference"].items():
            for column in found["columns"]:
                classes = "accuracy" in found
                yield {"network": e["title"], "target": "class" if classes else column["name"], "way": way, "records": found["records"],
                       "accuracy": found.get("accuracy"), "r_squared": None if classes else column["r_squared"],
                       "mean_absolute_error": None if classes else column["mae"]}


def differences(summary):
    for e in available(summary):
        for way, found in e["inference"].items():
            for against in ("same_weights", "trained_apart"):
                for column in found.get(against, {}).get("columns", []):
                    yield {"network": e["title"], "target": "class" if "accuracy" in found else column["name"], "way": way, "against": against,
                           "records": found["records"], "largest": column["max_abs"], "mean": column["mae"], "alike": found[against].get("alike")}


def times(summary):
    for e in available(summary):
        for step in STEPS:
            measured = e["times"]["inference" if step == "files" else step]
            walls = {way: [run["end_to_end" if step == "files" else "wall"] for run in runs] for way, runs in measured.items()}
            for way, runs in measured.items():
                cpu = [run["cpu"] for run in runs if "cpu" in run and step != "files"]
                yield dict({"network": e["title"], "step": step, "way": way}, **spread(walls[way]),
                           cpu_median=statistics.median(cpu) if cpu else None,
                           ratio=statistics.median(walls[way]) / statistics.median(walls["plain"]) if "plain" in walls else None,
                           records=e["timed_records"] if step != "epoch" else None)


def sizes(summary):
    for e in available(summary):
        for kind, of in e["sizes"].items():
            for way, count in of.items():
                yield {"network": e["title"], "file": kind, "way": way, "bytes": count, "ratio": count / of["plain"]}


def audit(summary):
    for e in available(summary):
        for scheme, found in e["audit"].items():
            yield dict({"network": e["title"], "way": scheme}, **found)


def alternatives(summary):
    """µs a record: what was measured here, in batches of 1,024 on one thread (of the experiments CPU time); and what was published."""
    for e in available(summary):
        for row in e["batches"]:
            if row["batch"] == 1024:
                for way in ("plain", "more", "hybrid"):
                    yield dict({"network": e["title"], "what": f"he-tools, {WAYS[way]}", "secure": None if way == "plain" else False, "source": "measured here"},
                               **spread(row[way]))
    for row in (summary["pytorch"] or {}).get("networks", []):
        for what, key in (("he-tools, plain", "he_tools"), (f"PyTorch {summary['pytorch']['pytorch_version']}, double precision", "pytorch")):
            yield dict({"network": row["network"], "what": what, "secure": None, "source": "measured here, side by side"},
                       runs=summary["pytorch"]["rounds"], **{name: row[key][name] for name in ("median", "minimum", "maximum")})
    for row in summary["published"]:
        yield {"network": row["what"].split(", ", 1)[1], "what": row["what"].split(", ", 1)[0], "secure": True, "source": row["source"],
               "median": row["microseconds"], "note": row["note"]}


TABLES = {"accuracy": accuracy, "differences": differences, "times": times, "sizes": sizes, "audit": audit, "alternatives": alternatives}
