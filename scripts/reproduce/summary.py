"""results.json: what all runs found, in the size that the tables and pictures need."""
import os
import platform
import time

PUBLISHED = [
    {"what": "CryptoNets on SEAL 3.2, MNIST", "microseconds": 1e6 * 26.8 / 8192, "note": "26.8 s for 8,192 images at a time",
     "source": "README of github.com/microsoft/CryptoNets; Gilad-Bachrach et al., ICML 2016"},
    {"what": "LoLa on SEAL 3.2, MNIST", "microseconds": 2.1e6, "note": "one image at a time",
     "source": "README of github.com/microsoft/CryptoNets; Brutzkus et al., ICML 2019, arXiv 1812.10659"},
    {"what": "TenSEAL, MNIST, convolutional", "microseconds": 1e6, "note": "or less: “less than a second” for one image",
     "source": "Benaissa et al., 2021, arXiv 2104.03152"},
]


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        processor = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"processor": processor, "cores": len(os.sched_getaffinity(0)), "memory_gib": round(memory)}


def columns(comparison):
    """Differences of each target, or of all classes together."""
    field = comparison["fields"][0]
    chosen = [dict(field["all"], name="all")] if "classes" in field else field["columns"]
    return [{key: column[key] for key in ("name", "max_abs", "mae", "r_squared")} for column in chosen]


def confusion(classes):
    """Rows true, columns predicted."""
    table = [[0] * len(classes["class_names"]) for _ in classes["class_names"]]
    for cell in classes["confusion"]:
        table[cell["true"]][cell["predicted"]] = cell["records"]
    return {"classes": classes["class_names"], "records": table}


def against(comparison):
    """Differences from the same predictions made otherwise."""
    classes = comparison["fields"][0].get("classes")
    return dict({"columns": columns(comparison)}, **({"alike": classes["agreement"]} if classes else {}))


def inference(runs):
    result = {}
    for way, run in runs.items():
        classes = run["truth"]["fields"][0].get("classes")
        result[way] = {"records": run["truth"]["records"], "columns": columns(run["truth"])}
        if classes:
            result[way].update(accuracy=classes["accuracy"], confusion=confusion(classes))
        for other in ("same_weights", "trained_apart"):
            if other in run:
                result[way][other] = against(run[other])
    return result


def audit(report):
    """What counts of a report of he-audit; the fewest known values that read everything where the scheme is not known."""
    choice = next(attack for attack in report["attacks"] if attack["attack"] == "plausibility")
    unknown = [attack["pairs"] for attack in report["attacks"] if attack.get("knowledge") == "none" and attack["share_recovered"] > 0.999]
    return {"share": choice["share_recovered"], "share_of_records": choice["share_of_records_as_set"], "confidence": choice["confidence"],
            "right": choice["right"], "largest_error": choice["largest_error"], "pairs": min(unknown) if unknown else None,
            "seconds": report["end_to_end"]}


def experiment(e, found):
    result = {"name": e.name, "use_case": e.use_case, "title": e.title}
    if isinstance(found, str):
        return dict(result, unavailable=found)
    rounds = found["times"]
    times = {step: {way: [each[step][way] for each in rounds] for way in rounds[0][step]} for step in ("encryption", "inference", "decryption")}
    times["epoch"] = {scheme: [{"wall": each[scheme]} for each in found["epochs"]] for scheme in found["epochs"][0]}
    sizes = {kind: {way: run["bytes"][kind] for way, run in found["infer"].items() if way != "matrix"} for kind in ("records", "predictions")}
    sizes["model"] = {scheme: run["model_bytes"] for scheme, run in found["train"].items()}
    return dict(result, epochs=found["train"]["plain"]["epochs"], training={scheme: run["seconds"] for scheme, run in found["train"].items()},
                curves={scheme: run["curve"] for scheme, run in found["train"].items()}, inference=inference(found["infer"]),
                timed_records=rounds[0]["records"], times=times, sizes=sizes, batches=found["batches"],
                audit={scheme: audit(report) for scheme, report in found["audit"].items()})


def summary(found, pytorch, quick, cost):
    """`found`: (experiment, what Measurement.all() returned, or the script that would fetch its data) of each."""
    return {"format": 1, "quick": quick, "date": time.strftime("%Y-%m-%d"), "machine": machine(), "cost": cost,
            "experiments": [experiment(*each) for each in found], "pytorch": pytorch, "published": PUBLISHED}
