"""Shows where the time of a call goes: milliseconds and share of every kernel and of the rest. The
rest is allocation and everything else between kernels."""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile

from configurations import Configuration, Footprints
from job import Job

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build"
TYPICAL = {
    "batch": Configuration(1000),
    "dense": Configuration(100, density=0.3),
    "sparse": Configuration(1000, 200, 200, density=0.001),
    "footprints": Footprints(1000, 512, 512, 9, 120 / 512**2),
}


def arguments():
    parser = argparse.ArgumentParser(prog="kernel_times", description=__doc__)
    add = parser.add_argument
    add("--build", type=pathlib.Path, default=BUILD, help="build folder [%(default)s]")
    add("--method", default="direct", help="of the program [%(default)s]")
    add("--threads", type=int, default=2)
    add("--repeat", type=int, default=100, help="calls to average over [%(default)s]")
    return parser.parse_args()


def profile(options, job, folder):
    """Milliseconds of each kernel in a call, and of the whole call."""
    report, kernels = f"{folder}/report.json", f"{folder}/kernels.json"
    command = [options.build / "bin/sparseconv", "convolve", job.file, f"{folder}/result.h5"]
    command += ["--filter", f"{job.file}:filter", "--method", options.method]
    command += ["--repeat", str(options.repeat), "--report", report, "--progress", "off"]
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": str(options.threads),
        "KOKKOS_TOOLS_LIBS": str(options.build / "lib/kernel_times.so"),
        "SPARSECONV_KERNEL_TIMES": kernels,
    }
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    per_call = 1e3 / options.repeat
    with open(report) as file:
        whole = per_call * json.load(file)["seconds"]["convolve"]
    with open(kernels) as file:
        times = {label: per_call * sums["seconds"] for label, sums in json.load(file).items()}
    return times, whole


def print_table(title, times, whole):
    times["the rest"] = whole - sum(times.values())
    print(f"\n| {title} | ms a call | share |\n|---|---:|---:|")
    for label, milliseconds in sorted(times.items(), key=lambda item: -item[1]):
        if milliseconds >= 0.005 * whole:
            print(f"| {label} | {milliseconds:.3f} | {milliseconds / whole:.0%} |")
    print(f"| together | {whole:.3f} | |", flush=True)


def main():
    options = arguments()
    for name, configuration in TYPICAL.items():
        with tempfile.TemporaryDirectory() as folder:
            job = Job(configuration, options.threads, folder)
            print_table(f"{name}: {configuration}", *profile(options, job, folder))


main()
