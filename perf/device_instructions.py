#!/usr/bin/env python3
"""Shows what a call executes on an NVIDIA GPU: warp instructions for an image, registers of a thread
and bytes moved, of every kernel, as counted by NVIDIA's ncu."""

import argparse
import collections
import csv
import json
import pathlib
import re
import subprocess
import tempfile

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build"
TYPICAL = ["batch", "dense", "wide_filter", "sparse", "footprints", "gaussian"]
INSTRUCTIONS = "smsp__inst_executed.sum"
REGISTERS = "launch__registers_per_thread"
BYTES = ["dram__bytes_read.sum", "dram__bytes_write.sum"]


def arguments():
    parser = argparse.ArgumentParser(prog="device_instructions", description=__doc__)
    add = parser.add_argument
    add("--build", type=pathlib.Path, default=BUILD, help="build folder [%(default)s]")
    add("--method", default="direct", help="of the library [%(default)s]")
    add("configurations", nargs="*", default=TYPICAL, help="of the benchmark [%(default)s]")
    return parser.parse_args()


def profile(options, configuration, folder):
    """The rows of ncu's table, a launch and a metric each, and the images of a call."""
    table, report = f"{folder}/table.csv", f"{folder}/report.json"
    command = ["ncu", "--csv", "--log-file", table, "--clock-control", "none"]
    command += ["--print-units", "base", "--kernel-name-base", "demangled"]
    command += ["--metrics", ",".join([INSTRUCTIONS, REGISTERS, *BYTES])]
    command += [options.build / "bin/sparseconv_benchmark", "--benchmark_min_time=0.0001"]
    command += [f"--benchmark_filter=^Cuda/{configuration}/{options.method}/manual_time"]
    command += [f"--benchmark_out={report}", "--benchmark_out_format=json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(table) as file:
        lines = [line for line in file if line.startswith('"')]  # others are ncu's remarks
    with open(report) as file:
        images = json.load(file)["benchmarks"][0]["images"]
    return list(csv.DictReader(lines)), images


def label(kernel):
    """The step of a kernel, or the function that its body is part of."""
    step = re.search(r"SparseConv::(?:Impl::)?(Count|Fill|Clear|CheckedValues|Values)\b", kernel)
    function = re.search(r"SparseConv::(?:Impl::|Test::)?(\w+)", kernel)
    return (step or function or ["", "of Kokkos"])[1]


def sums_of_kernels(rows):
    """For each kernel the sum of each metric, its launches and the registers of a thread."""
    sums = collections.defaultdict(collections.Counter)
    for row in rows:
        kernel, metric = sums[label(row["Kernel Name"])], row["Metric Name"]
        value = float(row["Metric Value"].replace(",", ""))
        if metric == REGISTERS:
            kernel[metric] = max(kernel[metric], value)
        else:
            kernel[metric] += value
        if metric == INSTRUCTIONS:
            kernel["launches"] += 1
    return sums


def print_table(title, sums, images):
    calls = sums["CheckBatch"]["launches"]  # whatever the method
    print(f"\n| {title} | launches a call | warp instructions an image | registers | MB a call |")
    print("|---|---:|---:|---:|---:|")
    total = collections.Counter()
    for name, kernel in sorted(sums.items(), key=lambda item: -item[1][INSTRUCTIONS]):
        print_row(name, kernel, calls, images, f"{kernel[REGISTERS]:.0f}")
        total.update(kernel)
    print_row("together", total, calls, images, "")


def print_row(name, kernel, calls, images, registers):
    instructions = kernel[INSTRUCTIONS] / calls / images
    megabytes = sum(kernel[metric] for metric in BYTES) / calls / 1e6
    print(f"| {name} | {kernel['launches'] / calls:.1f} | {instructions:,.0f} | {registers} "
          f"| {megabytes:.1f} |", flush=True)


def main():
    options = arguments()
    for configuration in options.configurations:
        with tempfile.TemporaryDirectory() as folder:
            rows, images = profile(options, configuration, folder)
        print_table(configuration, sums_of_kernels(rows), images)


main()
