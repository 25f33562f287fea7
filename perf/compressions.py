"""Measures what each compression of a result costs and saves: the size of the file, the time of
writing it to memory, and from these two the time with slow and fast disks, to which the compressed
bytes are taken to go when all are there."""

import argparse
import os
import pathlib
import statistics
import tempfile

from machine import BIN, cpu
from markdown import print_table
from mpi_jobs import convolve, run
from programs import output_of

try:
    from hdf5plugin import PLUGIN_PATH
except ImportError:
    PLUGIN_PATH = ""  # HDF5 looks where it usually does

COMPRESSIONS = ("none", "gzip:1", "gzip:4", "gzip:9", "lzf", "zstd:1", "zstd:3", "zstd:9")
DISKS = (50, 150, 500, 2000)  # MB/s: a busy shared disk, a spinning one, a SATA SSD, an NVMe SSD
RESULTS = {  # what is convolved, and the filter
    "single pixels, gaussian:1": (20_000, "100,100", ("--density", "0.01"), "gaussian:1"),
    "single pixels, box:5": (20_000, "100,100", ("--density", "0.01"), "box:5"),
    "footprints, gaussian:1.5": (20_000, "512,512", ("--blobs", "1:8"), "gaussian:1.5"),
}


def parse_arguments():
    parser = argparse.ArgumentParser(prog="compressions", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="does it work? Few images, and one turn")
    add("--turns", type=int, default=3, help="repetitions of each run [%(default)s]")
    add("--threads", type=int, default=2, help="threads of the program [%(default)s]")
    add("--program", type=pathlib.Path, default=BIN / "sparseconv", help="[%(default)s]")
    return parser.parse_args()


def available(program):
    """The compressions that the program can do."""
    help_text = output_of(program, "convolve", "--help").split("--compression", 1)[1].split()[0]
    return [text for text in COMPRESSIONS if text.split(":")[0] in help_text]


def measure(options, folder, kinds, images, shape, content, filter_name):
    """Median seconds of writing, and bytes of the file, of each kind. All kinds take turns."""
    source, output = folder / "batch.h5", folder / "result.h5"
    images = images // 100 if options.quick else images
    run([options.program, "generate", source, "--images", images, "--shape", shape, *content,
         "--overwrite", "--progress", "off"])
    seconds, size = {kind: [] for kind in kinds}, {}
    for _ in range(1 if options.quick else options.turns):
        for kind in kinds:
            arguments = ("--filter", filter_name, "--compression", kind)
            report = convolve(options.program, source, output, *arguments,
                              threads=options.threads)
            seconds[kind].append(report["seconds"]["write"])
            size[kind] = output.stat().st_size
            output.unlink()
    return {kind: (statistics.median(seconds[kind]), size[kind]) for kind in kinds}


def rows(figures):
    plain = figures["none"][1]
    for kind, (seconds, size) in figures.items():
        disks = (f"{seconds + size / (1e6 * rate):.2f}" for rate in DISKS)
        yield kind, f"{size / 1e6:.1f}", f"{100 * size / plain:.0f} %", f"{seconds:.2f}", *disks


def main():
    options = parse_arguments()
    if PLUGIN_PATH:
        os.environ.setdefault("HDF5_PLUGIN_PATH", PLUGIN_PATH)
    kinds = available(options.program)
    print(f"{cpu()}, load average {os.getloadavg()[0]:.1f}\n")
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    for name, result in RESULTS.items():
        with tempfile.TemporaryDirectory(dir=memory) as folder:
            figures = measure(options, pathlib.Path(folder), kinds, *result)
        header = (name, "MB", "size", "to memory, s", *(f"{rate} MB/s, s" for rate in DISKS))
        print_table(header, rows(figures))


if __name__ == "__main__":
    main()
