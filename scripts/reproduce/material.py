"""Keys, and the data of one experiment: as read, encrypted, and decrypted again."""
import pathlib

from runs import tool

KEYS = {"more": (), "hybrid": ("--scheme", "hybrid", "--degree", "3")}


class Material:
    """Made where it is first asked for, in a folder of its own."""

    def __init__(self, experiment, data, work):
        """`data`: the folder of the sources."""
        self.experiment, self.work = experiment, work
        self.options = {part: tuple(option.replace("{data}", str(data)) for option in getattr(experiment, part)) for part in ("train", "test")}
        z = work / "z.json"
        self.standardise = ("--standardise", z, "--standardise-targets") if experiment.standardised else ()
        self.raw_units = ("--raw-units", z) if experiment.standardised else ()
        self.timed = "many" if experiment.copies > 1 else "test"  # the part to take times with

    def reading(self, part):
        """Options and input to read the records of a part in plain: "train", "test" or "many"."""
        if part == "many":
            return (*self.experiment.reading, self._many())
        return (*self.experiment.reading, *(self.standardise if part == "train" else ()), *self.options[part])

    def key(self, scheme):
        path = self.work / f"{scheme}.key"
        if not path.exists():
            tool("he-keygen", *KEYS[scheme], path)
        return path

    def encrypted(self, part, scheme):
        """Decoys hide what is trained on, uniform masks the rest."""
        path = self.work / f"{part}-{scheme}.h5"
        if not path.exists():
            tool("he-encrypt", "-k", self.key(scheme), "--mask", "decoy" if part == "train" else "uniform", *self.reading(part), path)
        return path

    def plain(self, part):
        """With the targets, as HDF5."""
        path = self.work / f"{part}-plain.h5"
        if not path.exists():
            tool("he-decrypt", "-k", self.key("more"), self.encrypted(part, "more"), path)
        return path

    def as_trained(self, part, scheme):
        """Options and input of a tool that computes on a part under a scheme, or in plain."""
        return self.reading(part) if scheme == "plain" else (self.encrypted(part, scheme),)

    def as_stored(self, part, scheme):
        """A file of a part, so that all schemes read HDF5."""
        return self.plain(part) if scheme == "plain" else self.encrypted(part, scheme)

    def _many(self):
        """The test records, repeated, so that times are long enough to be measured."""
        path = self.work / "many.csv"
        if not path.exists():
            header, *rows = pathlib.Path(self.options["test"][-1]).read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text(header + "".join(rows) * self.experiment.copies, encoding="utf-8")
        return path
