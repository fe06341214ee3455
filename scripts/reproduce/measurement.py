"""Trains, infers, times and audits one experiment, in plain and encrypted."""
import json
import pathlib
import shutil
import subprocess

from material import KEYS, Material
from runs import as_json, tool, write_json

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
        self.material = Material(experiment, results.path("data"), self.work)
        self.config = pathlib.Path("models", f"{experiment.network}.toml")
        version = subprocess.run(["he-train", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        self.settings = {"sources": [source.command for source in experiment.sources], "reading": experiment.reading,
                         "train": experiment.train, "test": experiment.test, "training": self.config.read_text(encoding="utf-8"),
                         "network": self.config.with_suffix(".json").read_text(encoding="utf-8"), "changes": experiment.changes, "version": version}

    def _run(self, name, measure, products=(), **more):
        return self.results.run(f"{self.experiment.name}.{name}", dict(self.settings, **more), measure, products)

    def _model(self, scheme):
        return self.results.path("models", f"{self.experiment.name}-{scheme}.h5")

    def _predictions(self, way):
        return self.results.path("predictions", f"{self.experiment.name}-{way}.h5")

    def _train(self, scheme, output, changes):
        return tool("he-train", "--config", self.config, *changes, *self.material.raw_units, *self.material.as_trained("train", scheme), output)

    def train(self, scheme):
        model, encrypted = self._model(scheme), self.work / f"model-{scheme}.h5"
        trained = model if scheme == "plain" else encrypted

        def measure():
            report = self._train(scheme, trained, self.experiment.changes)
            if scheme != "plain":
                tool("he-decrypt", "-k", self.material.key(scheme), encrypted, model)
            return {"epochs": report["epochs"], "updates": report["updates"], "seconds": report["seconds"], "curve": learning_curve(model),
                    "model_bytes": trained.stat().st_size}

        return self._run(f"train.{scheme}", measure, [model])

    def time_epochs(self):
        """Trainings of one epoch, each scheme in turn: seconds."""
        def measure():
            return {scheme: self._train(scheme, self.work / "epoch.h5", ("--epochs", "1"))["seconds"] for scheme in TRAINED}

        return [self._run(f"epoch.{i + 1}", measure) for i in range(self.experiment.epoch_rounds)]

    def _compare(self, a, b):
        report = tool("he-compare", *(("--classes",) if self.experiment.classes else ()), a, b)
        return {key: report[key] for key in ("records", "fields")}

    def infer_plain(self):
        """Predicts the test records, against the truth."""
        predictions = self._predictions("plain")

        def measure():
            tool("he-infer", "-m", self._model("plain"), *self.material.reading("test"), predictions)
            truth = self.material.plain("test")
            return {"truth": self._compare(predictions, truth), "bytes": {"records": truth.stat().st_size, "predictions": predictions.stat().st_size}}

        return self._run("infer.plain", measure, [predictions])

    def infer(self, way):
        """The same on ciphertexts; against the same weights in plain, too, and against what was trained and inferred in plain."""
        scheme, options = INFERRED[way]
        predictions, encrypted, in_plain = self._predictions(way), self.work / f"predictions-{way}.h5", self.work / "in-plain.h5"

        def measure():
            data = self.material.encrypted("test", scheme)
            tool("he-infer", *options, "-m", self._model(scheme), data, encrypted)
            for output in (predictions, predictions.with_suffix(".csv")):
                tool("he-decrypt", "-k", self.material.key(scheme), encrypted, output)
            tool("he-infer", "-m", self._model(scheme), *self.material.reading("test"), in_plain)
            return {"truth": self._compare(predictions, self.material.plain("test")), "same_weights": self._compare(predictions, in_plain),
                    "trained_apart": self._compare(predictions, self._predictions("plain")),
                    "bytes": {"records": data.stat().st_size, "predictions": encrypted.stat().st_size}}

        return self._run(f"infer.{way}", measure, [predictions])

    def _time_once(self):
        """Seconds of the work alone, of the CPUs, and from start to end."""
        part, predictions = self.material.timed, {way: self.work / f"timed-{way}.h5" for way in INFERRED}
        times = {"encryption": {}, "inference": {}, "decryption": {}}
        for scheme in KEYS:
            report = tool("he-encrypt", "-k", self.material.key(scheme), *self.material.reading(part), self.work / "timed.h5")
            times["encryption"][scheme] = seconds(report, "encrypt")
        for way, (scheme, options) in INFERRED.items():
            report = tool("he-infer", *options, "-m", self._model("plain"), self.material.as_stored(part, scheme), predictions[way])
            times["inference"][way] = seconds(report, "evaluate")
        for scheme in KEYS:
            decryption = tool("he-decrypt", "-k", self.material.key(scheme), predictions[scheme], self.work / "timed-decrypted.h5")
            times["decryption"][scheme] = seconds(decryption, "decrypt")
        return dict(times, records=report["records"])

    def time(self):
        """Encryption, inference and decryption, each way in turn."""
        return [self._run(f"time.{i + 1}", self._time_once, copies=self.experiment.copies) for i in range(self.experiment.rounds)]

    def time_batches(self):
        """Inference on one thread, so many records at a time: µs of CPU a record, each scheme in turn."""
        e = self.experiment

        def once(batch, scheme):
            data = self.material.as_stored(self.material.timed, scheme)
            report = tool("he-infer", "-j", 1, "--batch", batch, "-m", self._model("plain"), data, self.work / "batch.h5")
            return 1e6 * report["stages"]["evaluate"]["cpu_seconds"] / report["records"]

        def measure():
            times = [{scheme: [] for scheme in TRAINED} for _ in e.batches]
            for _ in range(e.rounds):
                for batch, row in zip(e.batches, times):
                    for scheme in TRAINED:
                        row[scheme].append(once(batch, scheme))
            return [dict(row, batch=batch) for batch, row in zip(e.batches, times)]

        return self._run("batch", measure, batches=e.batches, rounds=e.rounds, copies=e.copies) if e.batches else []

    def audit(self, scheme):
        """What the published attacks read in the test records without the key."""
        def measure():
            return tool("he-audit", "--truth", self.material.plain("test"), self.material.encrypted("test", scheme), codes=(0, 1))

        return self._run(f"audit.{scheme}", measure)

    def _prepare(self):
        """The folder of keys and encrypted data; what an interrupted run of other settings left there is not used."""
        settings = self.work / "settings.json"
        if not settings.exists() or json.loads(settings.read_text(encoding="utf-8")) != as_json(self.settings):
            shutil.rmtree(self.work, ignore_errors=True)
            self.work.mkdir(parents=True)
            write_json(settings, self.settings)

    def all(self):
        if not self.results.frozen:
            self._prepare()
        result = {"train": {scheme: self.train(scheme) for scheme in TRAINED}, "epochs": self.time_epochs(),
                  "infer": {way: self.infer_plain() if way == "plain" else self.infer(way) for way in INFERRED},
                  "times": self.time(), "batches": self.time_batches(), "audit": {scheme: self.audit(scheme) for scheme in KEYS}}
        shutil.rmtree(self.work, ignore_errors=True)
        return result
