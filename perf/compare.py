"""Times SparseConv side by side with the Python package sparse_convolution, on the same batches."""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
from dataclasses import asdict

import numpy as np
from configurations import SETS
from contestants import Job, Original, Ours, check, take_turns
from figures import draw, print_table

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What each method of ours is compared with: method and backend of the original.
RIVALS = {
    "automatic": [("direct", "numba"), ("precomputed", "numpy")],
    "direct": [("direct", "numba")],
    "precomputed": [("precomputed", "numpy"), ("precomputed", "numba")],
    "lazy": [("lazy", "numpy")],
    "gather_scatter": [("gather_scatter", "numpy"), ("gather_scatter", "numba")],
}


def parse_arguments():
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    add = parser.add_argument
    some = {"nargs": "+", "metavar": "NAME"}
    add("--sets", **some, choices=SETS, default=list(SETS), help=f"of {', '.join(SETS)} [all]")
    add("--methods", **some, choices=RIVALS, default=["automatic"], help=f"of {', '.join(RIVALS)}")
    add("--threads", type=int, default=2, help="of both sides [%(default)s]")
    add("--seconds", type=float, default=1, help="time for each, at least [%(default)s]")
    add("--quick", action="store_true", help="only the first two configurations of each set")
    add("--program", default=str(ROOT / "build/bin/sparseconv"), help="sparseconv [%(default)s]")
    add("--output", type=pathlib.Path, metavar="FILE", help="for the figures, as JSON")
    add("--picture", type=pathlib.Path, metavar="FILE", help="for the curves")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        parser.error(f"--program: {options.program} cannot be run; build it first")
    return options


def enter(job, options):
    """Those who take part. Rivals that several methods share do so once."""
    rivals = dict.fromkeys(rival for method in options.methods for rival in RIVALS[method])
    originals = [Original(job, *rival) for rival in rivals if job.allows(rival[0])]
    ours = [Ours(job, method, options.program) for method in options.methods if job.allows(method)]
    return originals + ours


def summary(contestant, times):
    low, median, high = 1e3 * np.percentile(times, [25, 50, 75])
    details = contestant.details
    return {"median": median, "quartiles": [low, high], "calls": len(times), **details}


def measure(configuration, options):
    """Milliseconds a call of all who take part."""
    print(f"compare: {configuration} ...", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        contestants = enter(Job(configuration, folder), options)
        check(contestants)
        times = take_turns(contestants, options.seconds)
    return {one.name: summary(one, times[one.name]) for one in contestants}


def run_sets(options):
    """A result for each configuration, without times where nobody took part."""
    for name in options.sets:
        quantity, configurations = SETS[name]
        for configuration in configurations[: 2 if options.quick else None]:
            yield {
                "set": name,
                "name": str(configuration),
                "configuration": asdict(configuration),
                "quantity": quantity,
                "value": getattr(configuration, quantity),
                "milliseconds": measure(configuration, options),
            }


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def circumstances(options):
    """Where, when and with what it is measured."""
    packages = ["sparse_convolution", "numpy", "numba", "scipy"]
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": output_of("git", "-C", ROOT, "describe", "--always", "--dirty"),
        "machine": {
            "cpu": cpu.group(1) if cpu else platform.machine(),
            "cores": len(os.sched_getaffinity(0)),
            "load_average": os.getloadavg()[0],
            "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        },
        "versions": {
            "python": platform.python_version(),
            **{package: importlib.metadata.version(package) for package in packages},
            "sparseconv": output_of(options.program, "--version"),
        },
        "threads": options.threads,
        "seconds_each": options.seconds,
    }


def print_tables(results, options):
    print("Milliseconds a call: median (quartiles). Ratio: fastest of the original over ours.")
    for method in options.methods:
        rivals = [f"original {name} {backend}" for name, backend in RIVALS[method]]
        print_table(results, f"sparseconv {method}", rivals)


def main():
    options = parse_arguments()
    os.environ["OMP_NUM_THREADS"] = os.environ["NUMBA_NUM_THREADS"] = str(options.threads)
    figures = circumstances(options)
    results = [result for result in run_sets(options) if result["milliseconds"]]
    print_tables(results, options)
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps({**figures, "results": results}, indent=1) + "\n")
    if options.picture and results:
        draw(results, options.picture)


main()
