"""The tables of a summary in Markdown, by name."""
from records import STEPS, TABLES, WAYS

SECTIONS = {
    "accuracy": ("Accuracy", "Scores on records that were not trained on: the accuracy where the target is a class, else R² and the mean absolute error. Each model was "
                 "trained and run under the scheme of its column. “MORE on 2x2 matrices”, as published, only runs: with the weights that were trained under MORE."),
    "differences": ("Differences of outputs", "Largest and mean absolute difference from the plain run, and the share of equal decisions where the target is a class. The "
                    "first three columns compare runs with the same weights. “Trained apart” compares everything from the initial weights to the predictions: one "
                    "model trained and run on ciphertexts, the other in plain."),
    "times": ("Seconds", "Medians of runs in turn (minimum to maximum), and ratios of the medians to plain. Inference begins with numbers in memory as a file holds them and "
              "ends with the predictions in that form. It includes the change of ciphertexts to the plane and back."),
    "sizes": ("Sizes", "Sizes of the test records with their targets, of the predictions, and of the trained models."),
    "audit": ("What he-audit reads", "`he-audit` attacks the encrypted test records without the key."),
    "alternatives": ("Compared with other programs", "Microseconds a record, medians (minimum to maximum). What was measured here ran on one thread, in double precision, "
                     "1,024 records at a time."),
}
LATTICE = ("CryptoNets, LoLa and TenSEAL use lattice schemes, which are semantically secure. MORE and Hybrid MORE are not: what is fast here protects little.")


def table(header, rows, numbers):
    """`numbers`: so many columns at the right hold numbers."""
    rule = ["---"] * (len(header) - numbers) + ["---:"] * numbers
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [header, rule, *rows])


def significant(value, digits=3):
    """Three digits, or all of a larger number."""
    return f"{value:,.0f}" if abs(value) >= 10 ** (digits - 1) else f"{value:.{digits}g}"


def error(value):
    return "0" if value == 0 else f"{value:.0e}".replace("e-0", "e-")


def size(count):
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{significant(count)} {unit}"
        count /= 1000


def span(record):
    if record["runs"] == 1:
        return f"{significant(record['median'])} (one run)"
    return f"{significant(record['median'])} ({significant(record['minimum'])} to {significant(record['maximum'])})"


def grouped(records, keys):
    """Records by the values of these keys, then by way."""
    groups = {}
    for record in records:
        groups.setdefault(tuple(record[key] for key in keys), {})[record["way"]] = record
    return groups


def score(record):
    if record is None:
        return "–"
    if record["accuracy"] is not None:
        return f"{100 * record['accuracy']:.2f} %"
    return f"{record['r_squared']:.4f}, {significant(record['mean_absolute_error'])}"


def accuracy(records):
    rows = [[*keys, *(score(ways.get(way)) for way in WAYS)] for keys, ways in grouped(records, ("network", "target")).items()]
    return table(["network", "target", *(f"{name}" for name in WAYS.values())], rows, 4)


def differences(records):
    def cell(record):
        if record is None:
            return "–"
        alike = "" if record["alike"] is None else f", {100 * record['alike']:.4g} %"
        return f"{error(record['largest'])}, {error(record['mean'])}{alike}"

    same, apart = (grouped([r for r in records if r["against"] == against], ("network", "target")) for against in ("same_weights", "trained_apart"))
    rows = [[*keys, *(cell(ways.get(way)) for way in ("more", "matrix", "hybrid")), *(cell(apart.get(keys, {}).get(way)) for way in ("more", "hybrid"))]
            for keys, ways in same.items()]
    return table(["network", "target", WAYS["more"], WAYS["matrix"], WAYS["hybrid"], "MORE, trained apart", "Hybrid, trained apart"], rows, 5)


def times(records):
    def cells(ways, way):
        record = ways.get(way)
        if record is None:
            return ["–"] if way == "plain" else ["–", "–"]
        return [span(record)] + ([] if way == "plain" else ["–" if record["ratio"] is None else f"{record['ratio']:.2f}"])

    rows = [[network, STEPS[step], *(cell for way in WAYS for cell in cells(ways, way))]
            for (network, step), ways in grouped(records, ("network", "step")).items()]
    return table(["network", "seconds of", "plain", "MORE", "ratio", "MORE on 2x2 matrices", "ratio", "Hybrid, d = 3", "ratio"], rows, 7)


def sizes(records):
    def cell(ways, way):
        return size(ways["plain"]["bytes"]) if way == "plain" else f"{size(ways[way]['bytes'])} ({ways[way]['ratio']:.1f}×)"

    rows = [[*keys, *(cell(ways, way) for way in ("plain", "more", "hybrid"))] for keys, ways in grouped(records, ("network", "file")).items()]
    return table(["network", "file", "plain", "MORE", "Hybrid, d = 3"], rows, 3)


def audit(records):
    rows = [[r["network"], WAYS[r["way"]], f"{100 * r['share']:.4g} %", f"{100 * r['share_of_records']:.4g} %", f"{r['confidence']:.4f}",
             "yes" if r["right"] else "no", error(r["largest_error"]) if r["right"] else "–", r["pairs"], f"{r['seconds']:.1f}"] for r in records]
    return table(["test records of", "scheme", "values read, no key, nothing known", "whole records", "confidence", "right", "largest error",
                  "known values that suffice, scheme unknown", "seconds"], rows, 7)


def alternatives(records):
    secure = {None: "not encrypted", False: "no", True: "yes"}
    rows = [[r["network"], r["what"], span(r) if "runs" in r else f"{significant(r['median'])} ({r['note']})", secure[r["secure"]], r["source"]]
            for r in records]
    return table(["network", "what", "µs a record", "semantically secure", "source"], rows, 0) + "\n\n" + LATTICE


def conditions(summary):
    machine, cost = summary["machine"], summary["cost"]
    cases = list(dict.fromkeys(e["use_case"] for e in summary["experiments"]))
    alone = f" of {' and '.join(cases)} alone" if len(cases) < 3 else ""
    kind = (f"A quick run{alone}, {summary['date']}: small sets and few epochs. Each time was measured three times or once." if summary["quick"] else
            f"A full run{alone}, {summary['date']}. Each time was measured five times, except epochs of angiography: three times.")
    return (f"{kind} Machine: {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB. All cores compute, except where a table says one thread. "
            f"The run took {cost['seconds'] / 60:.0f} minutes, in which the tools had {100 * cost['cpu_share']:.0f} % of the cores.")


def missing(summary):
    return [f"- {e['title']}: data not available: {e['unavailable']}" for e in summary["experiments"] if "unavailable" in e]


def tables(summary):
    """{name: Markdown} of all tables, and of "all" together; data that were not there are named below the accuracies."""
    made = {name: globals()[name](list(records(summary))) for name, records in TABLES.items()}
    if missing(summary):
        made["accuracy"] += "\n\n" + "\n".join(missing(summary))
    if not summary["pytorch"]:
        made["alternatives"] += "\n\nPyTorch: not measured; `apt-get install python3-torch`, and build the benchmarks."
    made["conditions"] = conditions(summary)
    parts = [made["conditions"], *(f"### {title}\n\n{caption}\n\n{made[name]}" for name, (title, caption) in SECTIONS.items())]
    return dict(made, all="\n\n".join(parts))
