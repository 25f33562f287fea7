"""Where, when and with what a measurement was made."""

import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import subprocess
import tempfile

from configurations import Configuration
from contestants import Ours
from job import Job

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ("sparse_convolution", "numpy", "numba", "scipy", "torch", "opencv-python-headless")


def cpu():
    found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def commit():
    describe = ("git", "-C", ROOT, "describe", "--always", "--dirty")
    return subprocess.run(describe, capture_output=True, text=True).stdout.strip() or "unknown"


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def build(program):
    """How the program was compiled, as the benchmark program beside it tells, or None if that was
    not built."""
    benchmark = pathlib.Path(program).with_name("sparseconv_benchmark")
    if not benchmark.exists():
        return None
    options = ("--benchmark_filter=/tiny/direct/", "--benchmark_min_time=0.001")
    command = [benchmark, *options, "--benchmark_format=json"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    context = json.loads(output)["context"]
    return {name: context[name] for name in ("compiler", "flags")}


def program_facts(program, threads):
    """Facts from the report on a job in which the program does nearly nothing."""
    with tempfile.TemporaryDirectory() as folder:
        job = Job(Configuration(1, 10, 10, 3, 0.1), threads, folder)
        report = Ours("sparseconv direct", job, program).run(1)
    return {
        **{name: report[name] for name in ("version", "kokkos", "space", "threads")},
        "peak_memory": report["bytes"]["peak_memory"],
        "build": build(program),
    }


def circumstances(program, threads):
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit(),
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
        "program": program_facts(program, threads),
        "threads": threads,
    }
