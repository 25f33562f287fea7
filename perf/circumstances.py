"""Where, when and with what a comparison was made."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import tempfile

from configurations import Configuration
from contestants import Ours
from job import Job
from machine import build_of, commit_of, cpu

PACKAGES = ("sparse_convolution", "numpy", "numba", "scipy", "torch", "opencv-python-headless")


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def program_facts(program, threads, build):
    """Facts from the report on a job in which the program does nearly nothing."""
    with tempfile.TemporaryDirectory() as folder:
        job = Job(Configuration(1, 10, 10, 3, 0.1), threads, folder)
        report = Ours("sparseconv direct", job, program).run(1)
    return {
        **{name: report[name] for name in ("version", "kokkos", "space", "threads")},
        "peak_memory": report["bytes"]["peak_memory"],
        "build": build,
    }


def circumstances(program, threads):
    build = build_of(pathlib.Path(program).parent)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit_of(build),
        "machine": {
            "cpu": cpu(),
            "cores": len(os.sched_getaffinity(0)),
            "load_average": os.getloadavg()[0],
            "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        },
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in PACKAGES},
        },
        "program": program_facts(program, threads, build),
        "threads": threads,
    }
