"""reproduce RESULTS [--quick] [--use-case NAME]: all runs, their summary, the tables and the pictures. For scripts/reproduce.sh, which puts
the tools on the PATH and HE_TOOLS into the environment; the working folder is the project's root."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import figures
import summary
from experiments import Unavailable, experiments
from measurement import Measurement
from runs import NotRun, Results, ToolFailed, cpu_seconds, write_json


def measure(results, experiment):
    """What all of its runs found, or the script that would fetch its data."""
    print(experiment.title, file=sys.stderr)
    try:
        for source in experiment.sources:
            source.make(results)
    except Unavailable as missing:
        print(f"  data not available: {missing}", file=sys.stderr)
        return str(missing)
    return Measurement(results, experiment).all()


def kept(results, experiment):
    """What its runs found that are there already; None where one is not."""
    results.frozen = True
    try:
        return Measurement(results, experiment).all()
    except NotRun:
        return None
    finally:
        results.frozen = False


def compare_pytorch(results, rounds):
    """What scripts/compare-pytorch.py found; None where PyTorch is not installed or the benchmarks are not built."""
    script, build = pathlib.Path("scripts/compare-pytorch.py"), pathlib.Path(os.environ["HE_TOOLS"]).parent
    torch = subprocess.run([sys.executable, "-c", "import torch"], capture_output=True)
    if torch.returncode != 0 or not (build / "tests/benchmarks/he-benchmarks").exists():
        return None

    def run():
        output = results.path("work", "pytorch.json")
        done = subprocess.run([script, "--json", output, "--rounds", str(rounds), "--build", build], capture_output=True, text=True)
        if not output.exists():
            raise ToolFailed(f"{script}: {done.stderr.strip().splitlines()[-1]}")
        found = json.loads(output.read_text(encoding="utf-8"))
        output.unlink()
        return dict(found, complaint=done.stderr.strip().splitlines()[-1] if done.returncode else None)

    try:
        return results.run("pytorch", {"rounds": rounds}, run)
    except ToolFailed as failure:  # nothing else depends on it
        print(f"  {failure}", file=sys.stderr)
        return None


def cost(results):
    """Wall seconds of all runs that are there, and the share of the cores that the tools had in them."""
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in results.path("runs").glob("*.json")]
    seconds = sum(run["seconds"] for run in runs)
    cores = len(os.sched_getaffinity(0))
    return {"seconds": seconds, "cpu_share": sum(run["cpu_seconds"] for run in runs) / (seconds * cores) if seconds else 0}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--use-case")
    options = parser.parse_args()
    started = time.perf_counter()
    results = Results(options.results)
    found = [(e, measure(results, e) if options.use_case in (None, e.use_case) else kept(results, e)) for e in experiments(options.quick)]
    found = [each for each in found if each[1] is not None]
    pytorch = compare_pytorch(results, 3 if options.quick else 7)
    path = results.path("results.json")
    write_json(path, summary.summary(found, pytorch, options.quick, cost(results)))
    subprocess.run([sys.executable, "scripts/results_tables.py", "--folder", results.path("tables"), path], check=True)
    figures.draw(results, json.loads(path.read_text(encoding="utf-8")))
    print(results.path("tables", "tables.md").read_text(encoding="utf-8"))
    print(f"{results.folder}: {(time.perf_counter() - started) / 60:.1f} minutes, with {cpu_seconds() / 60:.1f} minutes of CPU", file=sys.stderr)


try:
    main()
except ToolFailed as failure:
    sys.exit(f"reproduce.sh: {failure}")
