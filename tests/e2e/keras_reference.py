"""Writes NAME.x.h5 and NAME.y.h5 for every sample model: an input and the output it must give.

Outputs come from files recorded beside the models, or from the forward pass in numpy below, which shares nothing with he-tools."""
import glob
import json
import os
import sys

import h5py
import numpy as np

source, target = sys.argv[1:]


def write(name, x, y):
    for suffix, values in (("x", x), ("y", y)):
        with h5py.File(os.path.join(target, f"{name}.{suffix}.h5"), "w") as file:
            file["x"] = np.asarray(values, dtype="f8")


def activation(name, x):
    if name == "relu":
        return np.maximum(x, 0)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-x))
    if name == "tanh":
        return np.tanh(x)
    if name == "softmax":
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)
    assert name == "linear", name
    return x


def forward(model, x):
    config = json.loads(model.attrs["model_config"])["config"]
    layers = config["layers"] if isinstance(config, dict) else config
    for layer in layers:
        kind, options = layer["class_name"], layer["config"]
        group = model["model_weights"].get(options["name"])
        weights = [] if group is None else [group[n][()].astype("f8") for n in group.attrs["weight_names"]]
        if kind == "Dense":
            x = x @ weights[0] + weights[1]
        elif kind == "Conv1D":
            kernel, bias = weights
            windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[0], axis=1)  # n, position, channel, tap
            x = np.einsum("npct,tcf->npf", windows, kernel) + bias
        elif kind == "MaxPooling1D":
            size = options["pool_size"][0]
            n = x.shape[1] // size
            x = x[:, : n * size].reshape(len(x), n, size, -1).max(axis=2)
        elif kind == "Flatten":
            x = x.reshape(len(x), -1)
        else:
            assert kind in ("InputLayer", "Dropout"), kind
        x = activation(options.get("activation", "linear"), x)
    return x


def main():
    for path in sorted(glob.glob(os.path.join(source, "*.h5"))):
        name = os.path.basename(path)[:-3]
        if name.startswith("neg_") or name.endswith("_inputs_and_outputs"):
            continue
        reference = os.path.join(source, "reference", name + ".h5")
        recorded = os.path.join(source, name + "_inputs_and_outputs.h5")
        if os.path.exists(reference):
            with h5py.File(reference, "r") as file:
                write(name, file["x"][()], file["y"][()])
        elif os.path.exists(recorded):
            with h5py.File(recorded, "r") as file:
                (x,), (y,) = file["inputs"].values(), file["outputs"].values()
                write(name, x[()], y[()])
        else:
            with h5py.File(path, "r") as model:
                config = json.loads(model.attrs["model_config"])["config"]
                first = config["layers"][0]["config"]
                shape = (first.get("batch_shape") or first["batch_input_shape"])[1:]
                x = np.random.default_rng(1).normal(size=[20] + shape)
                write(name, x, forward(model, x))


main()
