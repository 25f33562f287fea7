"""Shows where the time of a call of Plan::apply goes: milliseconds and share of every kernel and of
the rest, which is allocation and everything else between kernels. The calls are those of
sparseconv_benchmark, with the check of the batch, as by default."""

import argparse
import json
import pathlib
import tempfile

from machine import ROOT, cpu
from markdown import print_table
from programs import fail, output_of

TYPICAL = ["batch", "dense", "sparse", "footprints"]
WHOLE = "SparseConv::apply"


def arguments():
    parser = argparse.ArgumentParser(prog="kernel_times", description=__doc__)
    add = parser.add_argument
    add("--only", metavar="NAMES", default=",".join(TYPICAL), type=lambda text: text.split(","),
        help="configurations of the benchmark, with commas between them [%(default)s]")
    add("--quick", action="store_true", help="does it work? A few calls of each configuration")
    add("--build", type=pathlib.Path, default=ROOT / "build", help="build folder [%(default)s]")
    add("--method", default="direct", help="of the library [%(default)s]")
    add("--space", default="OpenMP", help="as Kokkos names it [%(default)s]")
    add("--threads", type=int, default=2, help="of a host [%(default)s]")
    return parser.parse_args()


def profile(options, name, folder):
    """Milliseconds of each kernel in a call and of the whole call, and what the benchmark tells of
    its build."""
    report, kernels = f"{folder}/report.json", pathlib.Path(folder) / "kernels.json"
    output_of(
        options.build / "bin/sparseconv_benchmark",
        f"--benchmark_filter=^{options.space}/{name}/{options.method}/manual_time",
        f"--benchmark_min_time={0.001 if options.quick else 1}",
        f"--benchmark_out={report}",
        "--benchmark_out_format=json",
        OMP_NUM_THREADS=str(options.threads),
        KOKKOS_TOOLS_LIBS=str(options.build / "lib/kernel_times.so"),
        SPARSECONV_KERNEL_TIMES=str(kernels),
    )
    sums = json.loads(kernels.read_text()) if kernels.exists() else {}
    if WHOLE not in sums:
        fail(f"the benchmark has no calls of {options.space}/{name}/{options.method}")
    calls = sums[WHOLE]["calls"]
    with open(report) as file:
        context = json.load(file)["context"]
    return {label: 1e3 * sum["seconds"] / calls for label, sum in sums.items()}, context


def rows(times):
    whole = times.pop(WHOLE)
    times["the rest"] = whole - sum(times.values())
    for label, milliseconds in sorted(times.items(), key=lambda item: -item[1]):
        if milliseconds >= 0.001 * whole:
            yield label, f"{milliseconds:.3f}", f"{milliseconds / whole:.1%}"
    yield "together", f"{whole:.3f}", ""


def main():
    options = arguments()
    for place, name in enumerate(options.only):
        with tempfile.TemporaryDirectory() as folder:
            times, context = profile(options, name, folder)
        if place == 0:
            print(f"`{options.method}` on {options.space}, {context['threads']} threads of a host: "
                  f"commit {context['commit']}, {cpu()}\n")
        print_table((name, "ms a call", "share"), rows(times))


main()
