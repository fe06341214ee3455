"""Pressure-volume loops of the reference patients, simulated, with what the network estimates from their encrypted measurements."""
import csv
import pathlib
import shutil

from experiments import TARGETS
from plot import PALETTE, block, draw as gnuplot, text
from runs import tool

PATIENTS = ("at rest", "hypertensive", "dilated", "hypovolaemic", "exercise")  # the sets of the table, which has no names
SETS = pathlib.Path("tests/data/circulation/reference_sets.csv")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def simulate(work):
    """A beat of each patient, and one table of their measurements."""
    beats, rows = [], []
    for number, parameters in enumerate(read(SETS)):
        values = ",".join(f"{name}={value}" for name, value in parameters.items())
        tool("he-simulate", "circulation", "--patient", values, "--loop", work / "beat.csv", work / "patient.csv")
        beats.append([(float(row["V_lv"]), float(row["p_lv"])) for row in read(work / "beat.csv")])
        rows.append(dict(read(work / "patient.csv")[0], id=number + 1))
    with open(work / "patients.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return beats, [(float(row["EDV"]), float(row["ESV"])) for row in rows]


def estimate(results, work):
    """Ees, V0 and Ea of each patient, estimated on ciphertexts."""
    tool("he-keygen", "--scheme", "more", work / "clinic.key")
    tool("he-encrypt", "-k", work / "clinic.key", "--id-column", "id", "--target", ",".join(TARGETS), work / "patients.csv", work / "patients.h5")
    tool("he-infer", "-m", results.path("models", "circulation-more.h5"), work / "patients.h5", work / "estimates.h5")
    tool("he-decrypt", "-k", work / "clinic.key", work / "estimates.h5", work / "estimates.csv")
    return [{name: float(row[name]) for name in ("Ees", "V0", "Ea")} for row in read(work / "estimates.csv")]


def measure(results):
    work = results.path("work", "loops")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    beats, volumes = simulate(work)
    estimates = estimate(results, work)
    shutil.rmtree(work)
    return {"beats": beats, "volumes": volumes, "estimates": estimates}


def draw(results):
    model = results.path("models", "circulation-more.h5")
    found = results.run("circulation.loops", {"sets": SETS.read_text(encoding="utf-8"), "model": model.stat().st_mtime}, lambda: measure(results))
    data, curves = "", []
    for number, (name, beat, (edv, _), e) in enumerate(zip(PATIENTS, found["beats"], found["volumes"], found["estimates"])):
        # Where the end-systolic line from V0 meets the line of the arterial elastance from the end-diastolic volume.
        meet = (e["Ees"] * e["V0"] + e["Ea"] * edv) / (e["Ees"] + e["Ea"])
        data += block(f"beat{number}", [*beat[::8], beat[0]])
        data += block(f"lines{number}", [(e["V0"], 0.0), (meet, e["Ees"] * (meet - e["V0"])), (edv, 0.0)])
        colour = f"lc rgb '{PALETTE[number]}'"
        curves += [f"$beat{number} with lines lw 2 {colour} title {text(name)}", f"$lines{number} with lines dt 2 lw 1.5 {colour} notitle",
                   f"$lines{number} every 1::1::1 with points pt 7 ps 0.8 {colour} notitle"]
    curves.append("NaN with linespoints dt 2 lw 1.5 pt 7 ps 0.8 lc rgb '#444444' title 'estimated on ciphertexts'")
    gnuplot(results.path("figures"), "pressure-volume-loops", f"""{data}
        set xlabel 'left-ventricular volume (mL)'
        set ylabel 'left-ventricular pressure (mmHg)'
        set xrange [0:*]
        set yrange [0:*]
        set key outside right
        plot {", ".join(curves)}""", (760, 480))
