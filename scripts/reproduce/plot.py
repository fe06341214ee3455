"""Pictures by gnuplot, as SVG and as PNG."""
import subprocess

COLOURS = {"plain": "#999999", "more": "#0072b2", "matrix": "#cc79a7", "hybrid": "#d55e00"}  # Okabe and Ito: told apart by the colour-blind, too
PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
TERMINALS = {"svg": "svg size {0},{1} font 'DejaVu Sans,12' background 'white' enhanced", "png": "pngcairo size {0},{1} font 'DejaVu Sans,10' enhanced"}
STYLE = """
set border lw 0.8 lc rgb '#444444'
set tics nomirror out scale 0.6 textcolor rgb '#222222'
set grid lc rgb '#e8e8e8' lt 1 lw 0.8
set key top right Left reverse samplen 2 spacing 1.1
"""


def block(name, rows):
    """A data block of gnuplot, $name."""
    lines = "\n".join(" ".join(f"{value:.8g}" if isinstance(value, float) else str(value) for value in row) for row in rows)
    return f"${name} << EOD\n{lines}\nEOD\n"


def text(words):
    """In gnuplot's quotes, without its enhancements."""
    return "'" + words.replace("'", "''").replace("_", "\\_").replace("^", "\\^") + "'"


def draw(folder, name, script, size):
    """NAME.svg and NAME.png of a script, `size` in pixels."""
    for suffix, terminal in TERMINALS.items():
        output = folder / f"{name}.{suffix}"
        lines = f"set encoding utf8\nset terminal {terminal.format(*size)}\nset output '{output}'\n{STYLE}{script}"
        subprocess.run(["gnuplot"], input=lines, text=True, check=True)


def panels(rows, columns, plots, margins=(70, 20, 60, 40), size=(370, 300)):
    """Plots side by side, from left to right and from top to bottom, each of one size: the script and the size of the picture. Margins around
    each, in pixels: left, right, bottom, top."""
    width, height = columns * size[0], rows * size[1]
    left, right, bottom, top = margins
    place = (f"margins {left / width:.5f},{1 - right / width:.5f},{bottom / height:.5f},{1 - top / height:.5f} "
             f"spacing {(left + right) / width:.5f},{(bottom + top) / height:.5f}")
    return f"set multiplot layout {rows},{columns} rowsfirst {place}\n" + "\n".join(plots) + "\nunset multiplot\n", (width, height)


def tiled(plots, most, **how):
    """So many columns at most."""
    columns = min(most, len(plots))
    return panels(-(-len(plots) // columns), columns, plots, **how)
