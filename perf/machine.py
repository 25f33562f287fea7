"""The machine, and the build that is measured on it. Needs no package."""

import json
import pathlib
import platform
import re
import subprocess

from programs import output_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build/bin"


def cpu():
    found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def build_of(folder):
    """How the programs in a folder were compiled, and from which commit, as the benchmark program
    among them tells, or nothing if that was not built."""
    benchmark = pathlib.Path(folder) / "sparseconv_benchmark"
    if not benchmark.exists():
        return {}
    options = ("--benchmark_filter=/tiny/direct/", "--benchmark_min_time=0.001")
    context = json.loads(output_of(benchmark, *options, "--benchmark_format=json"))["context"]
    return {name: context[name] for name in ("commit", "compiler", "flags")}


def commit_of_sources():
    describe = ("git", "-C", ROOT, "describe", "--always", "--dirty")
    done = subprocess.run(describe, capture_output=True, text=True)
    return f"{done.stdout.strip() or 'unknown'} (of the sources)"


def commit_of(build):
    return build.get("commit") or commit_of_sources()
