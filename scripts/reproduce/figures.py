"""The pictures, of a summary and of what the runs left beside it."""
import csv
import statistics
import subprocess
import sys

import loops
from experiments import TARGETS
from plot import COLOURS, PALETTE, block, draw as gnuplot, text, tiled
from records import WAYS, available


def learning_curves(results, summary):
    """Losses of every epoch: plain as a line, encrypted as points on it."""
    plots = []
    for number, e in enumerate(available(summary)):
        losses = {scheme: curve["loss"] for scheme, curve in e["curves"].items()}
        every = max(1, len(losses["plain"]) // 20)
        data = "".join(block(f"{scheme}{number}", list(enumerate(values, 1))) for scheme, values in losses.items())
        plots.append(data + f"""
            set title {text(e["title"])}
            set xlabel 'epoch'
            set ylabel 'loss'
            set logscale y
            set key bottom left
            set format y '%g'
            set xrange [0.5:{len(losses["plain"]) + 0.5}]
            set xtics {1 if len(losses["plain"]) <= 10 else "autofreq"}
            plot $plain{number} with lines lw 4 lc rgb '{COLOURS["plain"]}' title 'plain', \\
                 $more{number} every {every} with points pt 7 ps 0.7 lc rgb '{COLOURS["more"]}' title 'MORE', \\
                 $hybrid{number} every {every}::{every // 2} with points pt 6 ps 1.1 lw 1.2 lc rgb '{COLOURS["hybrid"]}' title 'Hybrid'""")
    gnuplot(results.path("figures"), "learning-curves", *tiled(plots, 3, margins=(84, 20, 60, 40)))


def step(low, high):
    """A round distance of about four ticks."""
    rough = (high - low) / 4
    power = 10.0 ** int(f"{rough:e}".split("e")[1])
    return min((factor * power for factor in (1, 2, 5, 10)), key=lambda value: abs(value - rough))


def column(path, name):
    """The first 1,000 numbers of a column of a table."""
    with open(path, newline="", encoding="utf-8") as file:
        return [float(row[name]) for row, _ in zip(csv.DictReader(file), range(1000))]


def panel(truth, estimates, name, r_squared):
    """Estimates of one target against the truth, square, with the diagonal."""
    low, high = min(*truth, *estimates), max(*truth, *estimates)
    title = f"{name} ({TARGETS[name]})" if TARGETS[name] else name
    return block(name, list(zip(truth, estimates))) + f"""
        set title {text(title)} offset 0,-0.5
        set xlabel 'true' offset 0,0.5
        set ylabel 'estimated' offset 1,0
        set xrange [{low}:{high}]
        set yrange [{low}:{high}]
        set xtics autofreq {step(low, high)}
        set ytics autofreq {step(low, high)}
        set label 1 'R² = {r_squared:.4f}' at graph 0.06,0.92 front
        plot ${name} with points pt 7 ps 0.25 lc rgb '#990072b2' notitle, x with lines dt 2 lc rgb '#222222' notitle"""


def predicted(results, summary):
    """Estimates on ciphertexts against the truth, a panel a target."""
    for e in available(summary):
        if e["use_case"] == "circulation":
            tables = results.path("data", "other-patients.csv"), results.path("predictions", f"{e['name']}-more.csv")
            plots = [panel(*(column(table, found["name"]) for table in tables), found["name"], found["r_squared"])
                     for found in e["inference"]["more"]["columns"]]
            gnuplot(results.path("figures"), "circulation-predicted", *tiled(plots, 4, margins=(66, 12, 52, 28), size=(260, 262)))


def confusions(results, summary):
    """How many records of a class were taken for each, on ciphertexts."""
    plots = []
    for number, e in enumerate(e for e in available(summary) if "confusion" in e["inference"]["more"]):
        classes, table = (e["inference"]["more"]["confusion"][key] for key in ("classes", "records"))
        cells = [(j, i, count / max(1, sum(row)), count) for i, row in enumerate(table) for j, count in enumerate(row)]
        ticks = ", ".join(f"{text(name)} {i}" for i, name in enumerate(classes))
        last = len(classes) - 0.5
        plots.append(block(f"cells{number}", cells) + f"""
            set title {text(e["title"])}
            set xlabel 'predicted on ciphertexts'
            set ylabel 'true'
            set xtics ({ticks})
            set ytics ({ticks})
            set xrange [-0.5:{last}]
            set yrange [{last}:-0.5]
            plot $cells{number} using 1:2:3 with image notitle, \\
                 '' using 1:2:(stringcolumn(4)):($3 > 0.5 ? 0xffffff : 0x222222) with labels font ',9' textcolor rgb variable notitle""")
    if plots:
        style = """
            set palette defined (0 '#ffffff', 0.02 '#d6e6f2', 0.5 '#5b9fcb', 1 '#0072b2')
            set cbrange [0:1]
            unset colorbox
            unset grid
            set tics scale 0
            """
        script, size = tiled(plots, 3, margins=(60, 20, 50, 40), size=(400, 410))
        gnuplot(results.path("figures"), "confusion", style + script, size)


def ratios(results, summary):
    """Encrypted over plain against the batch, ratios of medians."""
    data, curves = "", []
    for number, e in enumerate(e for e in available(summary) if e["batches"]):
        for way, style in (("more", "dt 1 pt 7"), ("hybrid", "dt 2 pt 6")):
            points = [(row["batch"], statistics.median(row[way]) / statistics.median(row["plain"])) for row in e["batches"]]
            data += block(f"{way}{number}", points)
            curves.append(f"${way}{number} with linespoints {style} lw 2 ps 0.8 lc rgb '{PALETTE[number]}' title {text(e['title'] + ', ' + WAYS[way])}")
    if curves:
        gnuplot(results.path("figures"), "ratio-against-batch", f"""{data}
            set logscale x 2
            set xlabel 'records at a time'
            set ylabel 'CPU seconds, encrypted / plain, one thread'
            set yrange [0:*]
            set key outside top left horizontal maxcols 2
            plot {", ".join(curves)}""", (760, 460))


def mosaic(results, summary):
    """Frames with the predicted artery: real ones, if they were there."""
    frames = {"angiography-tanh": ("arcade", "val"), "angiography-simulated": ("other-frames",)}
    chosen = [name for name in frames if any(e["name"] == name for e in available(summary))]
    if chosen:
        subprocess.run([sys.executable, "scripts/angiogram_mosaic.py", results.path("data", *frames[chosen[0]]),
                        results.path("predictions", f"{chosen[0]}-more.csv"), results.path("figures", "angiograms.png")], check=True)


def draw(results, summary):
    if available(summary):
        for picture in (learning_curves, predicted, confusions, ratios, mosaic):
            picture(results, summary)
        if any(e["use_case"] == "circulation" for e in available(summary)):
            loops.draw(results)
