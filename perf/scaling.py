"""Measures what more ranks and more threads of this machine bring, counts what up to 64 ranks send
each other and how equal their work is, and models a cluster from these figures, as perf/scaling.md
explains. Needs Open MPI, and a build with -DSparseConv_ENABLE_PERF=ON."""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

import h5py
import numpy as np
from cluster_model import print_model
from machine import BIN, ROOT, build_of, commit_of, cpu
from markdown import print_table
from mpi_jobs import convolve, run, traffic

SHAPE = (512, 512)
ENTRIES = 120  # in each image
FILTER = ("--filter", "gaussian:1:2")  # 5x5
IMAGES = 10_000
WORKERS = {"1 rank": (1, 1), "1 rank, 2 threads": (1, 2), "2 ranks": (2, 1)}
RANKS = (1, 2, 4, 8, 16, 32, 64)
SHARDS = (500, 1000, 2000, 4000)
KINDS = ("even", "rising", "skewed")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scaling", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="does it work? Little of all, and one turn")
    add("--turns", type=int, default=7, help="repetitions of each timed run [%(default)s]")
    add("--bin", type=pathlib.Path, default=BIN,
        help="folder of the programs [%(default)s]")
    add("--scratch", type=pathlib.Path, metavar="FOLDER",
        help="for the timed files, 2 GB [that of the system]")
    add("--output", type=pathlib.Path, metavar="FILE", default=ROOT / "build/scaling.json",
        help="for the figures [%(default)s]")
    add("--from", dest="figures", type=pathlib.Path, metavar="FILE",
        help="measure nothing: tables of figures that are there")
    return parser.parse_args()


def generate(options, file, images, shape=SHAPE, entries=ENTRIES):
    density = entries / (shape[0] * shape[1])
    run([options.bin / "sparseconv", "generate", file, "--images", images,
         "--shape", f"{shape[0]},{shape[1]}", "--density", density, "--dtype", "float"])
    return file


def note(text):
    print(f"scaling: {text} ...", file=sys.stderr, flush=True)


def timed_runs(images):
    """The layout, the workers and the images of each run: as many images for two workers as for one
    (strong scaling), and twice as many (weak scaling)."""
    for layout in ("sharded", "single"):
        for name, (ranks, threads) in WORKERS.items():
            yield layout, name, images, ranks, threads
            if ranks * threads > 1:
                yield layout, name, images * ranks * threads, ranks, threads


def time_runs(options, folder, images):
    """Seconds of runs that take turns."""
    sources = {n: generate(options, folder / f"{n}.h5", n) for n in (images, 2 * images)}
    runs = list(timed_runs(images))
    reports = [[] for one in runs]
    output = folder / "out.h5"
    for turn in range(options.turns):
        note(f"timed runs, turn {turn + 1} of {options.turns}")
        for (layout, _, n, ranks, threads), of_run in zip(runs, reports):
            for _ in range(2):  # a virtual machine may have to ask for memory the first time
                shutil.rmtree(f"{output}.shards", ignore_errors=True)
                output.unlink(missing_ok=True)
                os.sync()  # so that no run waits for data that the run before has left to write
                report = convolve(options.bin / "sparseconv", sources[n], output, *FILTER,
                                  "--layout", layout, ranks=ranks, threads=threads)
            of_run.append(report)
    for (layout, name, n, _, _), of_run in zip(runs, reports):
        seconds = {part: [report["seconds"][part] for report in of_run]
                   for part in ("read", "convolve", "write", "total")}
        yield {"layout": layout, "workers": name, "images": n, "nnz_in": of_run[0]["nnz_in"],
               "nnz_out": of_run[0]["nnz_out"], "seconds": seconds}


def work_of_ranks(source, height, manifests, taps):
    """The steps that each rank took: pairs of entry and tap, stored pixels, and images. No image is
    divided."""
    with h5py.File(source) as file:
        offsets = file["images/indptr"][:]
    work = []
    for manifest in manifests:
        work.append(0)
        for shard in map(json.loads, manifest.read_text().splitlines()):
            if "rows" in shard:  # other lines tell when the rank began and ended
                first, last = (row // height for row in shard["rows"])
                stored = sum(batch["nnz"] for batch in shard["batches"])
                work[-1] += int(offsets[last] - offsets[first]) * taps + stored + last - first
    return work


def count_of_program(options, folder, ranks):
    """What the ranks of the program send, and the most work of a rank over the mean."""
    source, shape = folder / "small.h5", (64, 64)
    if not source.exists():
        generate(options, source, 12800, shape, 20)
    output = folder / f"{ranks}.h5"
    command = [options.bin / "sparseconv", "convolve", source, output, *FILTER, "--progress", "off"]
    _, sent = traffic([*command, "--layout", "sharded"], ranks)
    manifests = pathlib.Path(f"{output}.shards").rglob("manifest.*")
    work = work_of_ranks(source, shape[0], manifests, 25)
    return {"ranks": ranks, "imbalance": max(work) / np.mean(work), **sent}


def count_of_library(options, kind, ranks):
    """What the ranks of `rebalance` send, and the imbalance before and after."""
    output, sent = traffic([options.bin / "sparseconv_rebalance", kind], ranks)
    return {"kind": kind, "ranks": ranks, **json.loads(output), **sent}


def time_linking(options, folder, shards):
    """Seconds in which the first rank makes one file refer to about `shards` shards."""
    images_of_shard = 4  # whole images, each with about 350 entries in the result
    source = generate(options, folder / f"{shards}.h5", images_of_shard * shards, (32, 32), 20)
    output = folder / f"{shards}.linked.h5"
    job = (*FILTER, "--layout", "sharded", "--resume", "--shard-size", "10K")
    convolve(options.bin / "sparseconv", source, output, *job)
    made = len(list(pathlib.Path(f"{output}.shards").rglob("*.h5")))
    seconds = []
    for _ in range(3):
        output.unlink()
        report = convolve(options.bin / "sparseconv", source, output, *job)
        seconds.append(report["seconds"]["write"])
    return {"shards": made, "seconds": seconds}


def circumstances(options):
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit_of(build_of(options.bin)),
        "cpu": cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "load_average": os.getloadavg()[0],
        "mpi": run(["mpirun", "--version"]).splitlines()[0],
        "turns": options.turns,
    }


def measure(options):
    figures = circumstances(options)
    images = IMAGES // 100 if options.quick else IMAGES
    ranks = RANKS[:3] if options.quick else RANKS
    shards = SHARDS[:2] if options.quick else SHARDS
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        figures["times"] = list(time_runs(options, pathlib.Path(folder), images))
    figures["load_average_after"] = os.getloadavg()[0]
    note("what ranks send")
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # no waiting for the disk
    with tempfile.TemporaryDirectory(dir=memory) as name:
        folder = pathlib.Path(name)
        figures["program"] = [count_of_program(options, folder, n) for n in ranks]
        figures["library"] = [count_of_library(options, kind, n) for kind in KINDS for n in ranks]
        note("linking shards")
        figures["linking"] = [time_linking(options, folder, n) for n in shards]
    return figures


def speedups(run, alone):
    """Images a second over those of another run, by the medians and by the fastest."""
    more = run["images"] / alone["images"]
    for part in ("convolve", "total"):
        for of_turns in (statistics.median, min):
            yield more * of_turns(alone["seconds"][part]) / of_turns(run["seconds"][part])


def time_rows(times):
    """Medians of each run, and how much faster it is than one rank with one thread in the layout in
    which that takes less time."""
    one_worker = [run for run in times if run["workers"] == "1 rank"]
    alone = min(one_worker, key=lambda run: statistics.median(run["seconds"]["total"]))
    for run in times:
        seconds = (f"{statistics.median(some):.3f}" for some in run["seconds"].values())
        faster = (f"{speedup:.2f}" for speedup in speedups(run, alone))
        yield f"{run['layout']}, {run['workers']}", str(run["images"]), *seconds, *faster


def sent_columns(one):
    numbers = (one[what][how] for what in ("messages", "bytes") for how in ("mean", "max"))
    return (f"{number:.0f}" for number in numbers)


def print_figures(figures):
    header = ("layout, workers", "images", "read, s", "convolve, s", "write, s", "in all, s",
              "convolve: speed-up", "of the fastest", "in all: speed-up", "of the fastest")
    print_table(header, time_rows(figures["times"]))
    sent = ("messages, mean", "most", "bytes, mean", "most")
    rows = ((str(one["ranks"]), f"{one['imbalance']:.4f}", *sent_columns(one))
            for one in figures["program"])
    print_table(("ranks of the program", "imbalance", *sent), rows)
    rows = ((one["kind"], str(one["ranks"]), f"{one['before']:.3f}", f"{one['after']:.4f}",
             *sent_columns(one)) for one in figures["library"])
    print_table(("rebalance", "ranks", "imbalance before", "after", *sent), rows)
    rows = ((str(one["shards"]), f"{statistics.median(one['seconds']):.3f}")
            for one in figures["linking"])
    print_table(("shards", "linking, s"), rows)


def main():
    options = parse_arguments()
    options.turns = 1 if options.quick else options.turns
    figures = json.loads(options.figures.read_text()) if options.figures else measure(options)
    if not options.figures:
        options.output.write_text(json.dumps(figures, indent=1) + "\n")
    print_figures(figures)
    print_model(figures)


if __name__ == "__main__":
    main()
