"""Times SparseConv side by side with the Python package sparse_convolution and with OpenCV, on the
same batches of float32 and of float64."""

import argparse
import json
import math
import os
import pathlib
import sys
import tempfile
from dataclasses import asdict, replace

from circumstances import circumstances
from comparison_tables import (print_configurations, print_disturbed, print_limits, print_means,
                               print_noise, print_opencv, print_ratios)
from configurations import TYPES
from job import Job
from machine import BIN, ROOT
from names import missing
from other_tables import print_busy, print_files, print_growth, print_memory, print_threads
from pictures import draw
from race import Race
from sets import SETS


def set_names(text):
    names = text.split(",")
    for name in names:
        if name not in SETS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(SETS)}")
    return names


def parse_arguments():
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    add = parser.add_argument
    cores = len(os.sched_getaffinity(0))
    names = ", ".join(SETS)
    add("--only", type=set_names, metavar="SETS", default=list(SETS),
        help=f"some of {names}, with commas between them [all]")
    add("--quick", action="store_true",
        help="only the first configuration of each set, a tenth of its images, few calls")
    add("--threads", type=int, choices=range(1, cores + 1), default=min(2, cores), metavar="N",
        help="of both sides [%(default)s]")
    add("--seconds", type=float, help="time for each, at least [1]")
    add("--patience", type=float, default=5,
        help="seconds that a call may take; who needs longer is left out [%(default)s]")
    add("--program", default=str(BIN / "sparseconv"), help="sparseconv [%(default)s]")
    add("--module", metavar="FOLDER", default=str(ROOT / "build/python"),
        help="with the Python module, which is left out if it is not there [%(default)s]")
    add("--output", type=pathlib.Path, metavar="FOLDER", default=ROOT / "build/compare",
        help="for figures.json and the pictures [%(default)s]")
    add("--from", dest="figures", type=pathlib.Path, metavar="FILE",
        help="measure nothing: tables and pictures of a figures.json that is there")
    options = parser.parse_args()
    sys.path.append(options.module)
    options.seconds = options.seconds or (0.02 if options.quick else 1)
    options.turns = 1 if options.quick else 3
    if not options.figures and not os.access(options.program, os.X_OK):
        parser.error(f"--program: {options.program} cannot be run; build it first")
    return options


def measure(name, configuration, race, options):
    """The figures of a configuration."""
    with tempfile.TemporaryDirectory() as folder:
        job = Job(configuration, configuration.threads or options.threads, folder)
        figures = race.run(job)
    return {
        "set": name,
        "name": str(configuration),
        "value": SETS[name].value(configuration),
        "configuration": asdict(configuration),
        **figures,
    }


def quick(one):
    """The first configurations of a set, with a tenth of the images."""
    for configuration in one.configurations[: one.of_quick]:
        yield replace(configuration, images=math.ceil(configuration.images / 10))


def run_sets(options):
    """The figures of each configuration of all sets, in each type."""
    for name in options.only:
        one = SETS[name]
        configurations = list(quick(one)) if options.quick else one.configurations
        race = Race(one.names, options.seconds, options.turns, options.patience, options.program)
        for place, configuration in enumerate(configurations, start=1):
            for dtype in TYPES:
                text = f"{name} {place}/{len(configurations)}: {configuration}, {dtype}"
                print(f"compare: {text} ...", file=sys.stderr)
                yield measure(name, replace(configuration, dtype=dtype), race, options)


def save(figures, path):
    """Saves the figures, with a line for each result. An interruption leaves a complete file."""
    head = json.dumps({**figures, "results": []}, indent=1).removesuffix("[]\n}")
    lines = ",\n".join(json.dumps(result) for result in figures["results"])
    partial = path.with_suffix(".partial")
    partial.write_text(f"{head}[\n{lines}\n]}}\n")
    partial.replace(path)


def tell_who_is_missing(options):
    everyone = dict.fromkeys(name for one in options.only for name in SETS[one].names)
    for what, names in missing(everyone, options.program).items():
        if names:
            print(f"compare: without {', '.join(names)}: {what} is not there", file=sys.stderr)


def run(options):
    """Measures, and saves the figures after each configuration. Ends early if interrupted."""
    figures = {**circumstances(options.program, options.threads), "seconds_each": options.seconds}
    figures["results"] = []
    tell_who_is_missing(options)
    try:
        for result in run_sets(options):
            figures["results"].append(result)
            save(figures, options.output / "figures.json")
    except KeyboardInterrupt:
        print("compare: interrupted; this is what there is", file=sys.stderr)
    return figures


def print_tables(figures):
    results = figures["results"]
    for table in (print_configurations, print_opencv, print_means, print_limits, print_threads,
                  print_growth, print_files, print_busy, print_disturbed):
        table(results)
    print_memory(results, figures)
    print_noise(results, figures["threads"])
    print_ratios(results, figures["threads"])


def main():
    options = parse_arguments()
    options.output.mkdir(parents=True, exist_ok=True)
    figures = json.loads(options.figures.read_text()) if options.figures else run(options)
    print_tables(figures)
    draw(figures["results"], options.output)


main()
