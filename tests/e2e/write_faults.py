"""Every write, sync and rename of every tool fails once, in turn: a run is whole, or it ends with 5 and leaves what was there.

write_faults.py LIBRARY EXTENT: LIBRARY is the shim built of tests/support/failing_files.c. If EXTENT is "all", every call of every
scenario fails, also on a file system without unnamed files, and disks of 200 sizes are full, those of the shim and, where they can be
mounted, real ones. Otherwise it is a sample: the first and the last of the calls of each kind.
"""

import collections
import filecmp
import os
import shutil
import subprocess
import sys

import h5py
import numpy as np

library, everything = os.path.abspath(sys.argv[1]), sys.argv[2] == "all"
endings = collections.defaultdict(collections.Counter)  # by tool and call: what became of the runs


def fail(message):
    sys.exit(f"FAILED: {message}")


class Scenario:
    """A command, the files that it writes, and what stands under their names before: a file, or nothing."""

    def __init__(self, command, outputs, before=None, steps=()):
        self.command, self.outputs, self.steps = command.split(), outputs.split(), steps
        self.before = before or {}
        self.name = " ".join(self.command)

    def start(self):
        """An empty folder, with what was there before the run."""
        shutil.rmtree("place", ignore_errors=True)
        os.mkdir("place")
        self.put_before()

    def put_before(self):
        for name, source in self.before.items():
            if os.path.isdir(source):
                os.mkdir(f"place/{name}")
            else:
                shutil.copy(source, f"place/{name}")

    def run(self, **environment):
        self.start()
        return self.run_there(LD_PRELOAD=library, **environment)

    def run_there(self, **environment):
        environment = os.environ | {k: str(v) for k, v in environment.items()}
        run = subprocess.run([f"{os.environ['HE_TOOLS']}/{self.command[0]}", *self.command[1:]], cwd="place", env=environment,
                             stdin=subprocess.DEVNULL, capture_output=True)
        if "-" in self.outputs:
            with open("place/-", "wb") as file:
                file.write(run.stdout)
        return run

    def record(self, **environment):
        """A run without faults: the calls that could fail. Keeps the outputs to compare with."""
        if os.path.exists("calls"):
            os.remove("calls")
        run = self.run(HE_FAULT_LOG=os.path.abspath("calls"), **environment)
        if run.returncode not in (0, 1):
            fail(f"{self.name}: {run.stderr.decode()}")
        self.code = run.returncode
        shutil.rmtree("whole", ignore_errors=True)
        shutil.copytree("place", "whole")
        with open("calls") as log:
            return [line.split()[1] for line in log]

    def check(self, run, call, what):
        """Whole or as before, and nothing else is there. What has gone down a pipe cannot be taken back."""
        done = run.returncode == self.code
        endings[self.command[0], call]["whole" if done else "as before"] += 1
        if not done and run.returncode != 5:
            fail(f"{self.name}, {what}: exit code {run.returncode}: {run.stderr.decode()}")
        said = [line for line in run.stderr.splitlines() if b": warning: " not in line]
        if not done and (len(said) != 1 or (run.stdout and "-" not in self.outputs)):
            fail(f"{self.name}, {what}: not one line: {run.stderr.decode()}{run.stdout.decode()}")
        for name in self.outputs:
            path = f"place/{name}"
            whole = os.path.exists(path) and same(path, f"whole/{name}")
            old = same(path, self.before[name]) if name in self.before else not os.path.exists(path)
            if not (whole if done else old or name == "-" or (whole and name in self.steps)):
                fail(f"{self.name}, {what}: exit code {run.returncode}, and {name} is neither")
        extra = set(os.listdir("place")) - {name.split("/")[0] for name in self.outputs} - set(self.before)
        if extra:
            fail(f"{self.name}, {what}: {extra} is left")


def content(path):
    """What an HDF5 file holds, but for times and for the file itself."""
    found = {}
    with h5py.File(path) as file:
        found["/"] = attributes(file)
        file.visititems(lambda name, item: found.update({name: (attributes(item), values(name, item))}))
    return found


def attributes(item):
    return {name: repr(np.asarray(value).tolist()) for name, value in item.attrs.items()}


def values(name, item):
    if not isinstance(item, h5py.Dataset):
        return None
    return item.shape if name in ("provenance", "run") else repr(item[()].tolist())


def same(a, b):
    if not (os.path.exists(a) and os.path.exists(b)):
        return False
    if os.path.isdir(a):
        names = sorted(os.listdir(a))
        return names == sorted(os.listdir(b)) and all(same(f"{a}/{n}", f"{b}/{n}") for n in names)
    if filecmp.cmp(a, b, shallow=False):
        return True
    try:
        return content(a) == content(b)
    except OSError:
        return False


def single_faults(scenario, **environment):
    calls = scenario.record(**environment)
    for i, call in enumerate(calls, 1):
        typical = call not in calls[: i - 1] or call not in calls[i:]
        if not (typical or everything):
            continue
        for error in (5, 28) if everything else (5,):
            run = scenario.run(HE_FAULT_AT=i, HE_FAULT_ERRNO=error, **environment)
            scenario.check(run, call, f"{call} {i} fails")


def full_disks(scenario, sizes):
    scenario.record()
    total = sum(size_of(f"whole/{name}") for name in scenario.outputs)
    for i in range(sizes):
        size = total * (i + 1) // (sizes + 1)
        scenario.check(scenario.run(HE_FAULT_BYTES=size), "disk full", f"full after {size} bytes")


def small_file_systems(scenario, sizes):
    """Real ones, of 1, 2, 3 ... pages more than what was there takes."""
    scenario.record()
    present = sum(pages(os.path.getsize(source)) for source in scenario.before.values())
    shutil.rmtree("place")
    os.mkdir("place")
    for more in range(1, sizes + 1):
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={(present + more) * 4096}", "tmpfs", "place"],
                          stderr=subprocess.DEVNULL).returncode:
            print("no file systems of their own sizes: only root can mount them")
            return
        try:
            scenario.put_before()
            scenario.check(scenario.run_there(), "small tmpfs", f"{more} pages are free")
        finally:
            subprocess.run(["umount", "place"], check=True)


def pages(size):
    return -(-size // 4096)


def size_of(path):
    if not os.path.isdir(path):
        return os.path.getsize(path)
    return sum(size_of(f"{path}/{name}") for name in os.listdir(path))


common = "-q -k ../a.key"
train = "he-train -q -j 1 --architecture ../net.json --loss mse --epochs 1 --batch 4 --checkpoint c.h5"
scenarios = [
    Scenario("he-keygen --scheme more --seed 3 --force --evaluation-key e.h5 new.key", "new.key e.h5", {"new.key": "a.key", "e.h5": "a.eval.h5"}),
    Scenario("he-keygen --scheme more --seed 3 new.key", "new.key"),
    Scenario(f"he-encrypt {common} --seed 3 --id-column id --standardise s.json ../visits.csv out.h5", "out.h5 s.json", {"out.h5": "old.h5"}),
    Scenario(f"he-encrypt {common} --seed 3 ../model.h5 out.h5", "out.h5", {"out.h5": "old.h5"}),
    Scenario("he-infer -q -j 1 -m ../model.h5 ../visits.h5 out.h5", "out.h5", {"out.h5": "old.h5"}),
    Scenario("he-infer -q -j 1 -m ../model.h5 --id-column id --target outcome ../visits.csv out.csv", "out.csv", {"out.csv": "visits.csv"}),
    Scenario(f"{train} ../visits.h5 out.h5", "out.h5 c.h5", {"out.h5": "model.h5", "c.h5": "old-checkpoint.h5"}, ("c.h5",)),
    Scenario(f"he-decrypt {common} ../visits.h5 out.csv", "out.csv", {"out.csv": "visits.csv"}),
    Scenario(f"he-decrypt {common} ../visits.h5 out.h5", "out.h5"),
    Scenario(f"he-decrypt {common} ../trained.h5 out.h5", "out.h5", {"out.h5": "old.h5"}),
    Scenario(f"he-decrypt {common} ../trained.h5 out.csv", "out.csv"),
    Scenario("he-simulate -q -j 1 circulation --patient HR=70 --loop loop.csv out.h5", "out.h5 loop.csv", {"out.h5": "old.h5", "loop.csv": "visits.csv"}),
    Scenario("he-simulate -q -j 1 angiogram --images 2 --size 16 --table t.csv out.h5", "out.h5 t.csv", {"t.csv": "visits.csv"}),
    Scenario("he-simulate -q -j 1 angiogram --images 2 --size 16 out/", "out"),
    Scenario("he-simulate -q -j 1 angiogram --images 2 --size 16 there/", "there", {"there": "empty"}),
    Scenario("he-audit -q -j 1 --known ../known.csv --output out.csv ../visits.h5", "out.csv", {"out.csv": "visits.csv"}),
    Scenario(f"he-encrypt {common} --seed 3 --id-column id ../visits.csv -", "-"),
    Scenario(f"he-decrypt {common} ../visits.h5 -", "-"),
]


def runs():
    return sum(became.total() for became in endings.values())


for scenario in scenarios:
    single_faults(scenario)
    if everything or scenario in scenarios[1:3]:
        single_faults(scenario, HE_FAULT_NO_UNNAMED=1)
    if scenario.outputs != ["-"]:
        full_disks(scenario, 200 if everything else 1)
    if everything:
        print(f"{runs():>6} runs, the last ones of: {scenario.name}", flush=True)
if everything:
    big = Scenario(f"he-encrypt {common} --seed 3 ../big.csv out.h5", "out.h5", {"out.h5": "old.h5"})
    small_file_systems(big, 200)

print(f"{'tool':<12} {'call':<12} {'faults':>6} {'whole, 0':>9} {'as before, 5':>13}")
for (tool, call), became in sorted(endings.items()):
    print(f"{tool:<12} {call:<12} {became.total():>6} {became['whole']:>9} {became['as before']:>13}")
print(f"{runs()} runs: no file is damaged after exit code 0, no original is lost after 5")
