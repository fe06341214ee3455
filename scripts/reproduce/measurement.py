"""Trains, infers, times and audits one experiment, in plain and encrypted."""
import pathlib
import shutil

from runs import tool

KEYS = {"more": (), "hybrid": ("--scheme", "hybrid", "--degree", "3")}
TRAINED = ("plain", "more", "hybrid")
# How it is inferred: the scheme of the data, options of he-infer. Trained under that scheme, too; no training on matrices.
INFERRED = {"plain": ("plain", ()), "more": ("more", ()), "matrix": ("more", ("--representation", "matrix")), "hybrid": ("hybrid", ())}


def learning_curve(path):
    """{"loss": [one number an epoch], …} of a plain model."""
    import h5py
    with h5py.File(path) as file:
        names = [name.decode() for name in file["learning_curve_names"][()]]
        return {name: [float(f"{value:.6g}") for value in column] for name, column in zip(names, file["learning_curve"][()].T)}


def seconds(report, stage):
    return {"wall": report["stages"][stage]["wall_seconds"], "cpu": report["stages"][stage]["cpu_seconds"], "end_to_end": report["end_to_end"]}


class Measurement:
    def __init__(self, results, experiment):
        self.results, self.experiment = results, experiment
        self.work = results.path("work", experiment.name)
        self.options = {"train": self._placed(experiment.train), "test": self._placed(experiment.test)}
        self.config = pathlib.Path("models", f"{experiment.network}.toml")
        z = self.work / "z.json"
        self.standardise = ("--standardise", z, "--standardise-targets") if experiment.standardised else ()
        self.raw_units = ("--raw-units", z) if experiment.standardised else ()
        self.settings = {"sources": [source.command for source in experiment.sources], "reading": experiment.reading,
                         "train": experiment.train, "test": experiment.test, "training": self.config.read_text(encoding="utf-8"),
                         "network": pathlib.Path("models", f"{experiment.network}.json").read_text(encoding="utf-8"),
                         "changes": experiment.changes, "version": tool_version()}

    def _placed(self, options):
        return tuple(option.replace("{data}", str(self.results.path("data"))) for option in options)

    def _run(self, name, measure, products=(), **more):
        return self.results.run(f"{self.experiment.name}.{name}", dict(self.settings, **more), measure, products)

    def _model(self, scheme):
        return self.results.path("models", f"{self.experiment.name}-{scheme}.h5")

    def _predictions(self, way):
        return self.results.path("predictions", f"{self.experiment.name}-{way}.h5")

    def _reading(self, part):
        """Options and input to read the records of a part in plain."""
        if part == "many":
            return (*self.experiment.reading, self._many())
        return (*self.experiment.reading, *(self.standardise if part == "train" else ()), *self.options[part])

    def _many(self):
        """The test records, repeated, so that times are long enough to be measured."""
        path = self.work / "many.csv"
        if not path.exists():
            header, *rows = pathlib.Path(self.options["test"][-1]).read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text(header + "".join(rows) * self.experiment.copies, encoding="utf-8")
        return path

    def _key(self, scheme):
        path = self.work / f"{scheme}.key"
        if not path.exists():
            tool("he-keygen", *KEYS[scheme], path)
        return path

    def _encrypted(self, part, scheme):
        """An encrypted part of the data; decoys hide what is trained on."""
        path = self.work / f"{part}-{scheme}.h5"
        if not path.exists():
            tool("he-encrypt", "-k", self._key(scheme), "--mask", "decoy" if part == "train" else "uniform", *self._reading(part), path)
        return path

    def _plain(self, part):
        """A part of the data in plain, with its targets, as HDF5."""
        path = self.work / f"{part}-plain.h5"
        if not path.exists():
            tool("he-decrypt", "-k", self._key("more"), self._encrypted(part, "more"), path)
        return path

    def _train(self, scheme, output, changes):
        data = self._reading("train") if scheme == "plain" else (self._encrypted("train", scheme),)
        return tool("he-train", "--config", self.config, *changes, *self.raw_units, *data, output)

    def train(self, scheme):
        model, encrypted = self._model(scheme), self.work / f"model-{scheme}.h5"

        def measure():
            report = self._train(scheme, model if scheme == "plain" else encrypted, self.experiment.changes)
            if scheme != "plain":
                tool("he-decrypt", "-k", self._key(scheme), encrypted, model)
            return {"epochs": report["epochs"], "updates": report["updates"], "seconds": report["seconds"], "curve": learning_curve(model),
                    "model_bytes": (model if scheme == "plain" else encrypted).stat().st_size}

        return self._run(f"train.{scheme}", measure, [model])

    def time_epochs(self):
        """Trainings of one epoch, each scheme in turn: seconds."""
        def measure():
            return {scheme: self._train(scheme, self.work / "epoch.h5", ("--epochs", "1"))["seconds"] for scheme in TRAINED}

        return [self._run(f"epoch.{i + 1}", measure) for i in range(self.experiment.epoch_rounds)]

    def _compare(self, a, b):
        report = tool("he-compare", *(("--classes",) if self.experiment.classes else ()), a, b)
        return {key: report[key] for key in ("records", "fields", "classes") if key in report}

    def infer(self, way):
        """Predicts the test records: against the truth; against the same weights in plain; against what was trained and inferred in plain."""
        scheme, options = INFERRED[way]
        predictions, encrypted, in_plain = self._predictions(way), self.work / f"predictions-{way}.h5", self.work / "in-plain.h5"

        def measure():
            tool("he-infer", "-m", self._model(scheme), *self._reading("test"), predictions if way == "plain" else in_plain)
            sizes = {"records": self._plain("test").stat().st_size, "predictions": predictions.stat().st_size if way == "plain" else None}
            result = {}
            if way != "plain":
                data = self._encrypted("test", scheme)
                tool("he-infer", *options, "-m", self._model(scheme), data, encrypted)
                for output in (predictions, predictions.with_suffix(".csv")):
                    tool("he-decrypt", "-k", self._key(scheme), encrypted, output)
                sizes = {"records": data.stat().st_size, "predictions": encrypted.stat().st_size}
                result = {"same_weights": self._compare(predictions, in_plain), "trained_apart": self._compare(predictions, self._predictions("plain"))}
            return dict(result, truth=self._compare(predictions, self._plain("test")), bytes=sizes)

        return self._run(f"infer.{way}", measure, [predictions])

    def _timed_part(self):
        return "many" if self.experiment.copies > 1 else "test"

    def time(self):
        """Encryption, inference and decryption, each way in turn: seconds of the work alone, of the CPUs, and from start to end."""
        part = self._timed_part()
        predictions = {way: self.work / f"timed-{way}.h5" for way in INFERRED}

        def measure():
            times = {"encryption": {}, "inference": {}, "decryption": {}}
            for scheme in KEYS:
                report = tool("he-encrypt", "-k", self._key(scheme), *self._reading(part), self.work / "timed.h5")
                times["encryption"][scheme] = seconds(report, "encrypt")
            for way, (scheme, options) in INFERRED.items():
                data = self._plain(part) if scheme == "plain" else self._encrypted(part, scheme)
                report = tool("he-infer", *options, "-m", self._model("plain"), data, predictions[way])
                times["inference"][way] = seconds(report, "evaluate")
                times["records"] = report["records"]
            for scheme in KEYS:
                report = tool("he-decrypt", "-k", self._key(scheme), predictions[scheme], self.work / "timed-decrypted.h5")
                times["decryption"][scheme] = seconds(report, "decrypt")
            return times

        return [self._run(f"time.{i + 1}", measure, copies=self.experiment.copies) for i in range(self.experiment.rounds)]

    def time_batches(self):
        """Inference on one thread, so many records at a time: µs of CPU a record, each scheme in turn."""
        part = self._timed_part()

        def measure():
            times = [{scheme: [] for scheme in TRAINED} for _ in self.experiment.batches]
            for _ in range(self.experiment.rounds):
                for batch, row in zip(self.experiment.batches, times):
                    for scheme in TRAINED:
                        data = self._plain(part) if scheme == "plain" else self._encrypted(part, scheme)
                        report = tool("he-infer", "-j", 1, "--batch", batch, "-m", self._model("plain"), data, self.work / "batch.h5")
                        row[scheme].append(1e6 * report["stages"]["evaluate"]["cpu_seconds"] / report["records"])
            return [dict(row, batch=batch) for batch, row in zip(self.experiment.batches, times)]

        return self._run("batch", measure, batches=self.experiment.batches, rounds=self.experiment.rounds,
                         copies=self.experiment.copies)

    def audit(self, scheme):
        """What the published attacks read in the test records without the key."""
        return self._run(f"audit.{scheme}", lambda: tool("he-audit", "--truth", self._plain("test"), self._encrypted("test", scheme), codes=(0, 1)))

    def all(self):
        e = self.experiment
        if not self.results.frozen:
            self.work.mkdir(parents=True, exist_ok=True)
        result = {"train": {scheme: self.train(scheme) for scheme in TRAINED}, "epochs": self.time_epochs(),
                  "infer": {way: self.infer(way) for way in INFERRED}, "times": self.time(),
                  "batches": self.time_batches() if e.batches else [], "audit": {scheme: self.audit(scheme) for scheme in KEYS}}
        shutil.rmtree(self.work, ignore_errors=True)
        return result


def tool_version():
    import subprocess
    return subprocess.run(["he-train", "--version"], capture_output=True, text=True, check=True).stdout.strip()
