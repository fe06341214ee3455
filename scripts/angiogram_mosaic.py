"""Draws frames with the predicted artery and the truth, for scripts/angiography.sh:

angiogram_mosaic.py FRAMES PREDICTIONS.csv OUTPUT.png

FRAMES has the folders LCA and RCA; the identifiers of the predictions are file names relative to it. The predictions have a column for each artery, the larger
one counts, or one column, more than 1/2 for RCA.
"""
import csv
import os
import sys

from PIL import Image, ImageDraw, ImageFont

ARTERIES = ["LCA", "RCA"]
COLUMNS, ROWS = 8, 5
SIDE, CAPTION, GAP, HEADER = 160, 20, 6, 34
RIGHT, WRONG, TEXT = "#009e73", "#d55e00", "#222222"  # Okabe and Ito: told apart by the colour-blind, too
FONTS = "/usr/share/fonts/truetype/dejavu/"


def read_predictions(path):
    """(file, predicted artery, truth) of every frame."""
    with open(path, newline="") as file:
        _, *rows = csv.reader(file)
    frames = []
    for name, *scores in rows:
        scores = [float(score) for score in scores]
        predicted = scores.index(max(scores)) if len(scores) == 2 else int(scores[0] > 0.5)
        frames.append((name, ARTERIES[predicted], name.split("/")[0]))
    return frames


def choose(frames, count):
    """As many frames of each artery as of the other, evenly spaced over all of it, in turn."""
    chosen = []
    for artery in ARTERIES:
        of_artery = [frame for frame in frames if frame[2] == artery]
        chosen.append([of_artery[i * len(of_artery) // (count // 2)] for i in range(count // 2)])
    return [frame for pair in zip(*chosen) for frame in pair]


def draw(folder, frames, output):
    small, large = (ImageFont.truetype(FONTS + name, size) for name, size in (("DejaVuSans.ttf", 12), ("DejaVuSans-Bold.ttf", 14)))
    picture = Image.new("RGB", (GAP + COLUMNS * (SIDE + GAP), HEADER + ROWS * (SIDE + CAPTION + GAP)), "white")
    canvas = ImageDraw.Draw(picture)
    correct = sum(predicted == truth for _, predicted, truth in frames)
    canvas.text((GAP, 9), f"Coronary arteries predicted from encrypted frames: {correct} of {len(frames)} right ({100 * correct / len(frames):.1f} %)",
                TEXT, large)
    for i, (name, predicted, truth) in enumerate(choose(frames, COLUMNS * ROWS)):
        left, top = GAP + i % COLUMNS * (SIDE + GAP), HEADER + i // COLUMNS * (SIDE + CAPTION + GAP)
        frame = Image.open(os.path.join(folder, name)).convert("L")
        picture.paste(frame.resize((SIDE, SIDE), Image.Resampling.BICUBIC), (left, top))
        colour = RIGHT if predicted == truth else WRONG
        canvas.rectangle((left, top + SIDE, left + SIDE - 1, top + SIDE + CAPTION - 1), colour)
        canvas.text((left + 6, top + SIDE + 3), f"{predicted} predicted", "white", small)
        canvas.text((left + SIDE - 6, top + SIDE + 3), f"is {truth}", "white", small, anchor="ra")
    picture.save(output, optimize=True)


if __name__ == "__main__":
    frame_folder, predictions, target = sys.argv[1:]
    draw(frame_folder, read_predictions(predictions), target)
