"""The pictures, of a summary and of what the runs left beside it."""
import csv
import pathlib
import statistics
import subprocess
import sys

import loops
from experiments import TARGETS
from plot import COLOURS, PALETTE, block, draw as gnuplot, text, tiled
from records import WAYS, available


def learning_curves(results, summary):
    """Losses of every epoch: plain as a line, encrypted as points on it."""
    found = available(summary)
    plots = []
    for number, e in enumerate(found):
        losses = {scheme: curve["loss"] for scheme, curve in e["curves"].items()}
        every = {scheme: max(1, len(values) // 20) for scheme, values in losses.items()}
        data = "".join(block(f"{scheme}{number}", [(i + 1, loss) for i, loss in enumerate(values)]) for scheme, values in losses.items())
        plots.append(f"{data}set title {text(e['title'])}\nset xlabel 'epoch'\nset ylabel 'loss'\nset logscale y\nset format y '%g'\n"
                     f"set xrange [0.5:{len(losses['plain']) + 0.5}]\nplot $plain{number} with lines lw 4 lc rgb '{COLOURS['plain']}' title 'plain', "
                     f"$more{number} every {every['more']} with points pt 7 ps 0.7 lc rgb '{COLOURS['more']}' title 'MORE', "
                     f"$hybrid{number} every {every['hybrid']}::{every['hybrid'] // 2} with points pt 6 ps 1.1 lw 1.2 lc rgb '{COLOURS['hybrid']}' title 'Hybrid'")
    gnuplot(results.path("figures"), "learning-curves", *tiled(plots, 3))


def predicted(results, summary):
    """Estimates on ciphertexts against the truth, a panel a target."""
    e = next((e for e in available(summary) if e["use_case"] == "circulation"), None)
    if e is None:
        return
    with open(results.path("data", "other-patients.csv"), newline="", encoding="utf-8") as file:
        truth = list(csv.DictReader(file))[:2000]
    with open(results.path("predictions", "circulation-more.csv"), newline="", encoding="utf-8") as file:
        estimates = list(csv.DictReader(file))[:2000]
    plots = []
    for column in e["inference"]["more"]["columns"]:
        name = column["name"]
        pairs = [(float(a[name]), float(b[name])) for a, b in zip(truth, estimates)]
        low, high = min(map(min, pairs)), max(map(max, pairs))
        plots.append(block(name, pairs) + f"set title {text(f'{name} ({TARGETS[name]})')} offset 0,-0.5\nset xlabel 'true' offset 0,0.5\n"
                     f"set ylabel 'estimated' offset 1,0\nset xrange [{low}:{high}]\nset yrange [{low}:{high}]\nset xtics autofreq {step(low, high)}\n"
                     f"set ytics autofreq {step(low, high)}\nset label 1 {text(f'R² = ' + format(column['r_squared'], '.4f'))} at graph 0.06,0.92 front\n"
                     f"plot ${name} with points pt 7 ps 0.25 lc rgb '#990072b2' notitle, x with lines dt 2 lc rgb '#222222' notitle")
    gnuplot(results.path("figures"), "circulation-predicted", *tiled(plots, 4, margins=(66, 12, 52, 28), size=(260, 262)))


def step(low, high):
    """A round distance of about four ticks."""
    rough = (high - low) / 4
    power = 10.0 ** (len(f"{int(rough)}") - 1 if rough >= 1 else -len(f"{1 / rough:.0f}"))
    return min((factor * power for factor in (1, 2, 5, 10, 20, 50)), key=lambda value: abs(value - rough))


def confusions(results, summary):
    """How many records of a class were taken for each, encrypted."""
    found = [e for e in available(summary) if "confusion" in e["inference"]["more"]]
    if not found:
        return
    plots = []
    for number, e in enumerate(found):
        classes, table = (e["inference"]["more"]["confusion"][key] for key in ("classes", "records"))
        share = [(j, i, count / max(1, sum(row)), count) for i, row in enumerate(table) for j, count in enumerate(row)]
        tics = ", ".join(f"{text(name)} {i}" for i, name in enumerate(classes))
        last = len(classes) - 0.5
        plots.append(block(f"cells{number}", share) + f"set title {text(e['title'])}\nset xlabel 'predicted on ciphertexts'\nset ylabel 'true'\n"
                     f"set xtics ({tics})\nset ytics ({tics})\nset xrange [-0.5:{last}]\nset yrange [{last}:-0.5]\n"
                     f"plot $cells{number} using 1:2:3 with image notitle, '' using 1:2:(stringcolumn(4)):($3 > 0.5 ? 0xffffff : 0x222222) "
                     f"with labels font ',9' textcolor rgb variable notitle")
    style = ("set palette defined (0 '#ffffff', 0.02 '#d6e6f2', 0.5 '#5b9fcb', 1 '#0072b2')\nset cbrange [0:1]\nunset colorbox\n"
             "unset grid\nset tics scale 0\n")
    script, size = tiled(plots, 3, margins=(60, 20, 50, 40), size=(400, 410))
    gnuplot(results.path("figures"), "confusion", style + script, size)


def ratios(results, summary):
    """Encrypted over plain against the batch, ratios of medians."""
    found = [e for e in available(summary) if e["batches"]]
    data, curves = "", []
    for number, e in enumerate(found):
        for way, dash in (("more", 1), ("hybrid", 2)):
            points = [(row["batch"], statistics.median(row[way]) / statistics.median(row["plain"])) for row in e["batches"]]
            data += block(f"{way}{number}", points)
            curves.append(f"${way}{number} with linespoints dt {dash} lw 2 pt {7 if way == 'more' else 6} ps 0.8 lc rgb '{PALETTE[number]}' "
                          f"title {text(e['title'] + ', ' + WAYS[way])}")
    if curves:
        gnuplot(results.path("figures"), "ratio-against-batch", data + "set logscale x 2\nset xlabel 'records at a time'\n"
                "set ylabel 'CPU seconds, encrypted / plain, one thread'\nset yrange [0:*]\nset key outside right\nplot " + ", ".join(curves), (900, 400))


def mosaic(results, summary):
    """Frames with the predicted artery: real ones, if they were there."""
    names = {e["name"] for e in available(summary)}
    chosen = next((each for each in (("angiography-tanh", ("arcade", "val")), ("angiography-simulated", ("other-frames",))) if each[0] in names), None)
    if chosen:
        subprocess.run([sys.executable, pathlib.Path("scripts/angiogram_mosaic.py"), results.path("data", *chosen[1]),
                        results.path("predictions", f"{chosen[0]}-more.csv"), results.path("figures", "angiograms.png")], check=True)


def draw(results, summary):
    if not available(summary):
        return
    for picture in (learning_curves, predicted, confusions, ratios, mosaic):
        picture(results, summary)
    if any(e["use_case"] == "circulation" for e in available(summary)):
        loops.draw(results)
