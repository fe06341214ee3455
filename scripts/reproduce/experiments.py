"""What is measured: networks on data. How each network is trained is told by models/NETWORK.toml, the options of he-train."""
from dataclasses import dataclass
import os
import pathlib
import subprocess
import sys

from runs import tool

TARGETS = {"Ees": "mmHg/mL", "V0": "mL", "Ea": "mmHg/mL", "VAC": "", "SVR": "mmHg·s/mL", "Cart": "mL/mmHg", "SW": "mmHg·mL", "LVPmax": "mmHg"}


class Unavailable(Exception):
    """The script that would have got the data."""


@dataclass(frozen=True)
class Source:
    """Data in data/NAME: fetched by a script, or simulated."""
    name: str
    command: tuple
    download: bool = True  # whether it may take the time of a download, too, where HE_DATA_DIR does not have it

    def make(self, results):
        path = results.path("data", self.name)
        if self.command[0] == "he-simulate":
            target = f"{path}/" if not path.suffix else path
            results.run(f"data.{path.stem}", {"command": self.command}, lambda: tool(*self.command, target), [path])
            return
        there = os.environ.get("HE_DATA_DIR")
        if not (self.download or path.exists() or (there and pathlib.Path(there, self.name).exists())):
            raise Unavailable(self.command[0])
        done = subprocess.run([*self.command, path], capture_output=True, text=True)
        if done.returncode != 0:
            print(f"  {done.stderr.strip()}", file=sys.stderr)
            raise Unavailable(self.command[0])


@dataclass(frozen=True)
class Experiment:
    name: str
    use_case: str
    title: str
    network: str
    sources: tuple
    reading: tuple  # options of every tool that reads the data; {data} stands for the folder of the sources
    train: tuple  # options and input to train on …
    test: tuple  # … and to test with
    changes: tuple = ()  # to the options of models/NETWORK.toml
    classes: bool = True
    standardised: bool = False
    copies: int = 1  # of the test records, where times are taken
    epoch_rounds: int = 5
    rounds: int = 5
    batches: tuple = ()


def batches(quick):
    return (1, 16, 128, 1024) if quick else (1, 4, 16, 64, 256, 1024, 4096)


def digits(quick):
    labels = ("--labels", "{data}/mnist/%s-labels-idx1-ubyte.gz")
    images = "{data}/mnist/%s-images-idx3-ubyte.gz"
    part = {"train": ("--shard", "1/15") if quick else (), "t10k": ("--shard", "1/5") if quick else ()}

    def records(name):
        return (*part[name], labels[0], labels[1] % name, images % name)

    for network, title in (("mnist-mlp", "784-100-10 tanh"), ("mnist-lenet", "LeNet, 28x28 tanh")):
        yield Experiment(network, "digits", f"digits, {title}", network, (Source("mnist", ("scripts/fetch-mnist.sh",)),),
                         ("--scale", "1/255", "--one-hot"), records("train"), records("t10k"),
                         changes=("--epochs", "4") if quick else (), rounds=3 if quick else 5, epoch_rounds=3 if quick else 5,
                         batches=() if quick and network == "mnist-lenet" else batches(quick))


def circulation(quick):
    def patients(name, count, seed):
        return Source(f"{name}.csv", ("he-simulate", "circulation", "--patients", count, "--seed", seed))

    sets = [("patients", 1200, 1), ("other-patients", 500, 2)] if quick else [("patients", 10000, 1), ("other-patients", 4000, 2)]
    yield Experiment("circulation", "circulation", "circulation, 9-64-64-8 tanh", "circulation", tuple(patients(*each) for each in sets),
                     ("--id-column", "id", "--target", ",".join(TARGETS)), ("{data}/patients.csv",), ("{data}/other-patients.csv",),
                     changes=("--epochs", "100") if quick else (), classes=False, standardised=True, copies=20 if quick else 25,
                     rounds=3 if quick else 5, epoch_rounds=3 if quick else 5, batches=batches(quick))


def angiography(quick):
    def frames(name, count, size, seed):
        return Source(name, ("he-simulate", "angiogram", "--images", count, "--size", size, "--seed", seed))

    reading = ("--size", "64x64", "--normalise", "zscore", "--id-column", "file", "--one-hot")
    rounds = {"rounds": 3, "epoch_rounds": 1} if quick else {"epoch_rounds": 3}
    count = 300 if quick else 3000
    simulated = (frames("frames", count, 64, 1), frames("other-frames", 100 if quick else 1000, 128, 5))
    yield Experiment("angiography-simulated", "angiography", f"angiography, {count:,} simulated frames, tanh", "angiography-tanh", simulated,
                     reading, ("{data}/frames",), ("{data}/other-frames",), changes=("--epochs", "3") if quick else (), **rounds)
    copies = () if quick else ("--augment", "4")
    real = (Source("arcade", ("scripts/fetch-arcade.sh",), download=not quick),)
    for network in ("angiography-tanh",) if quick else ("angiography-tanh", "angiography-relu"):
        yield Experiment(network, "angiography", f"angiography, ARCADE, {network.split('-')[1]}", network, real, reading,
                         (*copies, "{data}/arcade/train"), ("{data}/arcade/val",), changes=("--epochs", "1") if quick else (), **rounds)


def experiments(quick):
    """All of them, in the order of the tables."""
    return [*digits(quick), *circulation(quick), *angiography(quick)]
