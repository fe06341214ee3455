#!/usr/bin/python3
"""The numbers that the files of this folder must give: expected.py FOLDER, from patients.csv and the weights of model.h5, without he-tools.

FOLDER receives standardised.csv (what the data sets hold), predictions.csv (model.h5 on them), losses.csv and trained.csv (the training of the
checkpoints, carried to its end, and its network on the raw records). Sources: docs/format.md for the model, docs/training.md for Adam.
"""
import csv
import pathlib
import sys

import h5py
import numpy as np

HERE, FOLDER = pathlib.Path(__file__).parent, pathlib.Path(sys.argv[1])
FEATURES, TARGETS = ["HR", "SBP", "DBP"], ["Ea", "SVR"]
RATE, BETA1, BETA2, EPSILON, EPOCHS = 0.01, 0.9, 0.999, 1e-7, 300


def write(name, header, columns):
    with open(FOLDER / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([repr(value) if isinstance(value, float) else value for value in row] for row in columns)


def read_weights():
    with h5py.File(HERE / "model.h5") as file:
        group = file["model_weights"]
        return [np.array(group[layer][layer][name], dtype=float) for layer in ("dense", "dense_1") for name in ("kernel:0", "bias:0")]


def z_scores(values):
    return (values - values.mean(axis=0)) / values.std(axis=0)


def outputs(weights, x):
    kernel1, bias1, kernel2, bias2 = weights
    hidden = np.tanh(x @ kernel1 + bias1)
    return hidden, hidden @ kernel2 + bias2


def loss_and_gradients(weights, x, y):
    hidden, estimate = outputs(weights, x)
    error = 2 * (estimate - y) / y.size
    before = (error @ weights[2].T) * (1 - hidden**2)
    return np.mean((estimate - y) ** 2), [x.T @ before, before.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def train(weights, x, y):
    """Adam on all records at once, so that their order has no influence."""
    first, second = ([np.zeros_like(weight) for weight in weights] for _ in range(2))
    losses = []
    for t in range(1, EPOCHS + 1):
        loss, gradients = loss_and_gradients(weights, x, y)
        losses.append(float(loss))
        first = [BETA1 * m + (1 - BETA1) * g for m, g in zip(first, gradients)]
        second = [BETA2 * v + (1 - BETA2) * g**2 for v, g in zip(second, gradients)]
        step = RATE * np.sqrt(1 - BETA2**t) / (1 - BETA1**t)
        weights = [w - step * m / (np.sqrt(v) + EPSILON) for w, m, v in zip(weights, first, second)]
    return weights, losses


with open(HERE / "patients.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
ids = [row["patient"] for row in rows]
x, y = (np.array([[float(row[name]) for name in names] for row in rows]) for names in (FEATURES, TARGETS))
z, target = z_scores(x), z_scores(y)
weights = read_weights()
trained, losses = train(weights, z, target)
raw = outputs(trained, z)[1] * y.std(axis=0) + y.mean(axis=0)
write("standardised.csv", ["id", *FEATURES, *TARGETS], [[i, *map(float, values)] for i, values in zip(ids, np.hstack([z, target]))])
write("predictions.csv", ["id", *TARGETS], [[i, *map(float, values)] for i, values in zip(ids, outputs(weights, z)[1])])
write("losses.csv", ["epoch", "loss"], [[epoch, loss] for epoch, loss in enumerate(losses, 1)])
write("trained.csv", ["id", *TARGETS], [[i, *map(float, values)] for i, values in zip(ids, raw)])
