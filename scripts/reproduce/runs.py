"""Runs of the tools, and the folder that keeps what each of them found."""
import json
import os
import resource
import subprocess
import sys
import time


class ToolFailed(Exception):
    pass


class NotRun(Exception):
    """A run that is not there, where no new ones are wanted."""


def tool(name, *arguments, codes=(0,)):
    """Runs a tool with --json: its report, with the seconds from start to end as "end_to_end"."""
    started = time.perf_counter()
    done = subprocess.run([name, "-q", "--json", *map(str, arguments)], capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode not in codes:
        raise ToolFailed(f"{name} ended with exit code {done.returncode}: {done.stderr.strip()}\n  {name} {' '.join(map(str, arguments))}")
    return dict(json.loads(done.stdout or "{}"), end_to_end=seconds)


def write_json(path, content):
    """In one piece, or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, path)


def as_json(content):
    """As it comes back from a file."""
    return json.loads(json.dumps(content))


def cpu_seconds():
    """The processor time of all programs that were run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Results:
    """The folder of one set of runs: data/, models/, predictions/, work/ (removed when an experiment is done), and runs/, a JSON file each."""

    def __init__(self, folder):
        self.folder = folder
        self.frozen = False  # whether NotRun is thrown in place of running anything
        for name in ("data", "models", "predictions", "work", "runs", "tables", "figures"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def path(self, *names):
        return self.folder.joinpath(*names)

    def run(self, name, settings, measure, products=()):
        """What `measure` returns, kept in runs/NAME.json; not measured again where it is there, of the same settings, with its products."""
        path = self.path("runs", f"{name}.json")
        settings = as_json(settings)
        if path.exists() and all(product.exists() for product in products):
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["settings"] == settings:
                return kept["result"]
        if self.frozen:
            raise NotRun(name)
        print(f"  {name}", file=sys.stderr, flush=True)
        started, cpu = time.perf_counter(), cpu_seconds()
        result = measure()
        seconds = time.perf_counter() - started
        write_json(path, {"run": name, "date": time.strftime("%Y-%m-%d %H:%M:%S"), "seconds": seconds,
                          "cpu_seconds": cpu_seconds() - cpu, "settings": settings, "result": result})
        return result
