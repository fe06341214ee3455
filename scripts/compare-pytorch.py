#!/usr/bin/python3
"""Plain inference of he-tools beside PyTorch's: the three benchmark networks with the same weights on the same records, in double
precision, on one thread, 1,024 records at a time.

compare-pytorch.py [--json FILE] [--rounds N] [--build FOLDER]

Rounds of both alternate (default: 7), each program with OPENBLAS_NUM_THREADS=1 and OMP_NUM_THREADS=1 and checked to have used one
CPU. OpenBLAS may not know a new processor, so PyTorch is measured with its own choice of kernels and with those that fit, and its
best counts. Prints a table in Markdown. Needs a release build with benchmarks, and Debian's python3-torch.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

NETWORKS = ("8-64-64-6 tanh", "784-100-10 sigmoid", "LeNet-5 32x32 tanh")
BATCH = 1024
SECONDS = 0.3  # of a measurement at least
CPU_OVER_WALL = 1.1
AGREEMENT = 1e-12


def torch_network(file):
    """The network of a Keras file in PyTorch, from (records, features) as he-tools has them."""
    import torch
    activations = {"tanh": torch.nn.Tanh(), "sigmoid": torch.nn.Sigmoid(), "softmax": torch.nn.Softmax(dim=1)}
    layers = []
    for layer in json.loads(file.attrs["model_config"])["config"]["layers"]:
        kind, config = layer["class_name"], layer["config"]
        weights = {name: torch.tensor(file[f"model_weights/{config['name']}/{config['name']}/{name}:0"][()], dtype=torch.float64)
                   for name in ("kernel", "bias") if kind in ("Dense", "Conv2D")}
        if kind == "InputLayer":
            shape = config.get("batch_input_shape", config.get("batch_shape"))[1:]
            if len(shape) == 3:  # one channel, so that channels first is the same order
                layers.append(torch.nn.Unflatten(1, (shape[2], shape[0], shape[1])))
        elif kind == "Dense":
            layers.append(torch.nn.Linear(*weights["kernel"].shape).double())
            weights["kernel"] = weights["kernel"].T
        elif kind == "Conv2D":
            rows, columns, inputs, filters = weights["kernel"].shape
            layers.append(torch.nn.Conv2d(inputs, filters, (rows, columns)).double())
            weights["kernel"] = weights["kernel"].permute(3, 2, 0, 1)
        elif kind == "AveragePooling2D":
            layers.append(torch.nn.AvgPool2d(tuple(config["pool_size"])))
        elif kind == "Flatten":  # of one position, so that the order of channels does not matter
            layers.append(torch.nn.Flatten())
        else:
            raise ValueError(f"no layer {kind} here")
        if weights:
            layers[-1].weight.data = weights["kernel"].contiguous()
            layers[-1].bias.data = weights["bias"]
        if config.get("activation", "linear") != "linear":
            layers.append(activations[config["activation"]])
    return torch.nn.Sequential(*layers).eval()


def measure_torch(folder):
    """In a process of its own: µs a record of each network; its predictions are left in the folder."""
    import h5py
    import numpy
    import torch
    torch.set_num_threads(1)
    result = {}
    with torch.inference_mode():
        for name in NETWORKS:
            with h5py.File(f"{folder}/{name}.h5") as file:
                network = torch_network(file)
            with h5py.File(f"{folder}/{name}.records.h5") as file:
                x = torch.tensor(file["x"][()].reshape(BATCH, -1))
            numpy.save(f"{folder}/{name}.torch.npy", network(x).numpy())
            wall, cpu, runs = time.perf_counter(), time.process_time(), 0
            while time.perf_counter() - wall < SECONDS:
                network(x)
                runs += 1
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            result[name] = {"microseconds": 1e6 * wall / (runs * BATCH), "cpu_over_wall": cpu / wall}
    print(json.dumps({"version": torch.__version__, "networks": result}))


def environment(kernels):
    """One thread; OpenBLAS takes these kernels, or its own choice where they are None."""
    values = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    values.pop("OPENBLAS_L2_SIZE", None)
    values.pop("OPENBLAS_CORETYPE", None)
    return dict(values, OPENBLAS_CORETYPE=kernels) if kernels else values


def fitting_kernels():
    with open("/proc/cpuinfo") as file:
        flags = re.search(r"^flags.*$", file.read(), re.MULTILINE).group().split()
    return [None] + ["Haswell"] * ("avx2" in flags) + ["Zen"] * ("avx2" in flags) + ["SkylakeX"] * ("avx512f" in flags)


def run_torch(folder, kernels):
    done = subprocess.run([sys.executable, __file__, "--worker", folder], env=environment(kernels), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def run_ours(program, folder):
    """µs a record of each network, and CPU over wall."""
    names = "|".join(re.escape(name).replace("\\ ", " ").replace("\\-", "-") for name in NETWORKS)
    output = f"{folder}/ours.json"
    subprocess.run([program, f"--benchmark_filter=^({names}), batch {BATCH}/plain/", f"--benchmark_min_time={SECONDS}", "--benchmark_repetitions=1",
                    f"--benchmark_out={output}", "--benchmark_out_format=json"], env=environment(None), check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    with open(output) as file:
        runs = json.load(file)["benchmarks"]
    return {next(name for name in NETWORKS if run["name"].startswith(name)):
            {"microseconds": 1e6 / run["items_per_second"], "cpu_over_wall": run["cpus"]} for run in runs}


def make_records(folder):
    import h5py
    import numpy
    random = numpy.random.default_rng(1)
    for name in NETWORKS:
        with h5py.File(f"{folder}/{name}.h5") as file:
            first = json.loads(file.attrs["model_config"])["config"]["layers"][0]["config"]
        shape = first.get("batch_input_shape", first.get("batch_shape"))[1:]
        with h5py.File(f"{folder}/{name}.records.h5", "w") as file:
            file["x"] = random.normal(size=[BATCH] + shape)


def largest_difference(name, folder, infer):
    """The largest difference between the predictions of both, for the same records."""
    import h5py
    import numpy
    subprocess.run([infer, "-q", "-m", f"{folder}/{name}.h5", f"{folder}/{name}.records.h5", f"{folder}/{name}.ours.h5"], check=True)
    with h5py.File(f"{folder}/{name}.ours.h5") as file:
        return float(numpy.abs(file["y_hat"][()].reshape(BATCH, -1) - numpy.load(f"{folder}/{name}.torch.npy")).max())


def summary(runs, name):
    values = sorted(run[name]["microseconds"] for run in runs)
    return {"median": statistics.median(values), "minimum": values[0], "maximum": values[-1],
            "cpu_over_wall": max(run[name]["cpu_over_wall"] for run in runs)}


def compare(build, rounds):
    with tempfile.TemporaryDirectory() as folder:
        program = f"{build}/tests/benchmarks/he-benchmarks"
        subprocess.run([program, "--write-models", folder], check=True)
        make_records(folder)
        choices = fitting_kernels()
        ours, torch = [], {kernels: [] for kernels in choices}
        for number in range(1, rounds + 1):
            print(f"round {number} of {rounds}", file=sys.stderr)
            ours.append(run_ours(program, folder))
            for kernels in choices:
                measured = run_torch(folder, kernels)
                torch[kernels].append(measured["networks"])
        rows = []
        for name in NETWORKS:
            best = min(choices, key=lambda kernels: summary(torch[kernels], name)["median"])
            rows.append({"network": name, "he_tools": summary(ours, name), "pytorch": summary(torch[best], name),
                         "openblas_kernels": best or "its own choice", "largest_difference": largest_difference(name, folder, f"{build}/bin/he-infer")})
        return {"pytorch_version": measured["version"], "batch": BATCH, "rounds": rounds, "networks": rows}


def table(result):
    lines = [f"| network | he-tools, plain | PyTorch {result['pytorch_version']} | PyTorch / he-tools | largest difference |", "|---|---:|---:|---:|---:|"]
    for row in result["networks"]:
        ours, torch = row["he_tools"], row["pytorch"]
        lines.append(f"| {row['network']} | {ours['median']:.3g} µs ({ours['minimum']:.3g} to {ours['maximum']:.3g}) | {torch['median']:.3g} µs "
                     f"({torch['minimum']:.3g} to {torch['maximum']:.3g}) | {torch['median'] / ours['median']:.2f} | {row['largest_difference']:.1e} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--rounds", type=int, default=7, metavar="N")
    parser.add_argument("--build", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "../build/release"), metavar="FOLDER")
    parser.add_argument("--worker", metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return measure_torch(options.worker)
    if subprocess.run([sys.executable, "-c", "import torch, h5py"], capture_output=True).returncode != 0:
        sys.exit("compare-pytorch.py: PyTorch is not installed: apt-get install python3-torch python3-h5py")
    if not os.access(f"{options.build}/tests/benchmarks/he-benchmarks", os.X_OK):
        sys.exit(f"compare-pytorch.py: {options.build} holds no he-benchmarks: cmake --preset release && cmake --build --preset release")
    result = compare(options.build, options.rounds)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(result, file, indent=2)
    print(table(result))
    for row in result["networks"]:
        if max(row["he_tools"]["cpu_over_wall"], row["pytorch"]["cpu_over_wall"]) > CPU_OVER_WALL:
            sys.exit(f"{row['network']}: more than one CPU was used, so the figures do not compare")
        if not row["largest_difference"] <= AGREEMENT:
            sys.exit(f"{row['network']}: the predictions differ by {row['largest_difference']:.1e}, more than {AGREEMENT:g}")


if __name__ == "__main__":
    main()
