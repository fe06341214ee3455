"""Draws the pictures of scripts/circulation-figures.sh as SVG:

circulation_figures.py loops OUTPUT BEAT.csv...            p_lv (mmHg) against V_lv (mL), one loop a file, named by it
circulation_figures.py estimates OUTPUT TRUTH.csv ESTIMATES.csv    one panel a target, records matched by their identifiers
"""
import csv
import os
import sys

import numpy

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"]  # Okabe and Ito: told apart by the colour-blind, too
UNITS = {"Ees": "mmHg/mL", "V0": "mL", "Ea": "mmHg/mL", "VAC": "dimensionless", "SVR": "mmHg·s/mL", "Cart": "mL/mmHg",
         "SW": "mmHg·mL", "LVPmax": "mmHg"}
POINTS_PER_PATH = 20  # points of one path do not darken where they overlap; those of different paths do


def read_columns(path):
    """The columns of a CSV file with a header, as lists of text by name."""
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    return dict(zip(header, zip(*rows)))


def ticks(low, high, count):
    """About `count` round numbers (steps of 1, 2 or 5 times a power of ten) from low to high."""
    rough = (high - low) / count
    power = 10.0 ** numpy.floor(numpy.log10(rough))
    step = power * min((1, 2, 5, 10), key=lambda factor: abs(numpy.log(factor * power / rough)))
    return step * numpy.arange(numpy.ceil(low / step - 1e-9), numpy.floor(high / step + 1e-9) + 1)


def tick_labels(values):
    """As many decimals as the step between the values needs, thousands apart, a true minus."""
    decimals = max(0, -int(numpy.floor(numpy.log10(values[1] - values[0]) + 1e-9)))
    return [f"{value + 0.0:,.{decimals}f}".replace("-", "−") for value in values]


def text(x, y, content, anchor="middle", more=""):
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{more}>{content}</text>'


def svg(width, height, title, body):
    style = "text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:12px;fill:#222}.title{font-size:13px;font-weight:bold}"
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">', f"<title>{title}</title>",
                      f"<style>{style}</style>", f'<rect width="{width}" height="{height}" fill="#fff"/>', *body, "</svg>", ""])


class Axes:
    """A rectangle of the picture (left, top, width, height in pixels) over the ranges x and y of the data."""

    def __init__(self, left, top, width, height, x, y):
        self.left, self.top, self.width, self.height, self.x, self.y = left, top, width, height, x, y

    def place(self, x, y):
        """Pixels of data points."""
        return (self.left + self.width * (x - self.x[0]) / (self.x[1] - self.x[0]),
                self.top + self.height * (1 - (y - self.y[0]) / (self.y[1] - self.y[0])))

    def draw(self, count):
        """Frame, faint grid, and about `count` ticks an axis with their labels."""
        bottom, right = self.top + self.height, self.left + self.width
        grid, marks, labels = "", "", []
        across, up = ticks(*self.x, count), ticks(*self.y, count)
        for x, label in zip(self.place(across, self.y[0])[0], tick_labels(across)):
            grid += f"M{x:.1f} {self.top}V{bottom}"
            marks += f"M{x:.1f} {bottom}v4"
            labels.append(text(round(x, 1), bottom + 17, label))
        for y, label in zip(self.place(self.x[0], up)[1], tick_labels(up)):
            grid += f"M{self.left} {y:.1f}H{right}"
            marks += f"M{self.left} {y:.1f}h-4"
            labels.append(text(self.left - 7, round(y + 4, 1), label, "end"))
        return [f'<path d="{grid}" stroke="#e8e8e8" fill="none"/>', f'<path d="{marks}" stroke="#222" fill="none"/>',
                f'<rect x="{self.left}" y="{self.top}" width="{self.width}" height="{self.height}" stroke="#222" fill="none"/>', *labels]


def upright(x, y, content):
    """Text that reads upwards, centred on a point."""
    return text(x, y, content, more=f' transform="rotate(-90 {x:g} {y:g})"')


def thin(x, y, distance):
    """The points of a line (pixels) without those nearer than `distance` to the one kept before."""
    kept = [0]
    for i in range(1, len(x)):
        if numpy.hypot(x[i] - x[kept[-1]], y[i] - y[kept[-1]]) >= distance:
            kept.append(i)
    return x[kept], y[kept]


def draw_loops(beats):
    loops = {os.path.basename(path).removesuffix(".csv"): read_columns(path) for path in beats}
    loops = {name: [numpy.array(beat[column], float) for column in ("V_lv", "p_lv")] for name, beat in loops.items()}
    highest = [max(loop[i].max() for loop in loops.values()) for i in (0, 1)]
    axes = Axes(64, 20, 560, 400, (0, 1.04 * highest[0]), (0, 1.08 * highest[1]))
    body = axes.draw(8)
    for i, (name, loop) in enumerate(loops.items()):
        line = "L".join(f"{x:.2f} {y:.2f}" for x, y in zip(*thin(*axes.place(*loop), 1.0)))
        body.append(f'<path d="M{line}Z" stroke="{COLOURS[i]}" stroke-width="2" stroke-linejoin="round" fill="none"/>')
        y = axes.top + 12 + 20 * i
        body.append(f'<path d="M{axes.left + axes.width + 16} {y}h26" stroke="{COLOURS[i]}" stroke-width="2"/>')
        body.append(text(axes.left + axes.width + 50, y + 4, name, "start"))
    body.append(text(axes.left + axes.width / 2, 462, "left-ventricular volume (mL)"))
    body.append(upright(20, axes.top + axes.height / 2, "left-ventricular pressure (mmHg)"))
    return svg(770, 480, "Left-ventricular pressure against volume over a beat of five simulated patients", body)


def r_squared(truth, estimate):
    """1 - (sum of squared errors) / (sum of squared deviations of the truth from its mean)."""
    return 1 - ((truth - estimate) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()


def draw_points(x, y):
    """Small translucent dots: lines of no length with round ends."""
    dots = [f"M{a:.1f} {b:.1f}h0" for a, b in zip(x, y)]
    paths = ("".join(dots[i:i + POINTS_PER_PATH]) for i in range(0, len(dots), POINTS_PER_PATH))
    return ['<g stroke="#0072b2" stroke-width="2.4" stroke-linecap="round" stroke-opacity="0.3">', *(f'<path d="{path}"/>' for path in paths), "</g>"]


def draw_panel(left, top, side, name, truth, estimate):
    low, high = min(truth.min(), estimate.min()), max(truth.max(), estimate.max())
    span = (low - 0.04 * (high - low), high + 0.04 * (high - low))
    axes = Axes(left, top, side, side, span, span)
    return [*axes.draw(4.5), *draw_points(*axes.place(truth, estimate)),
            f'<path d="M{left} {top + side}l{side} -{side}" stroke="#222" stroke-width="0.8" stroke-dasharray="4 3"/>',
            text(left + side / 2, top - 9, f"{name} ({UNITS[name]})", more=' class="title"'),
            text(left + 9, top + 19, f"R² = {r_squared(truth, estimate):.4f}", "start")]


def draw_estimates(truth_path, estimates_path):
    truth, estimates = read_columns(truth_path), read_columns(estimates_path)
    if truth["id"] != estimates["id"]:
        sys.exit(f"{estimates_path}: other records than in {truth_path}, or in another order")
    side, body = 190, []
    for i, name in enumerate(UNITS):
        row, column = divmod(i, 4)
        left, top = 78 + 248 * column, 34 + 254 * row
        body += draw_panel(left, top, side, name, numpy.array(truth[name], float), numpy.array(estimates[name], float))
        if row == 1:
            body.append(text(left + side / 2, top + side + 38, "true"))
        if column == 0:
            body.append(upright(24, top + side / 2, "estimated"))
    return svg(1030, 528, f"Estimates on ciphertexts of {len(truth['id']):,} simulated patients against the truth", body)


if __name__ == "__main__":
    kind, output, *inputs = sys.argv[1:]
    picture = {"loops": lambda: draw_loops(inputs), "estimates": lambda: draw_estimates(*inputs)}[kind]()
    with open(output, "w", encoding="utf-8") as file:
        file.write(picture)
