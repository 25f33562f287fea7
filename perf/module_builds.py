"""Times two builds of the Python module on the same batches by turns, such as a wheel for many
processors beside a build for this processor:

    python perf/module_builds.py PYTHON_OF_ONE PYTHON_OF_OTHER

Each is a command that starts a Python which finds the build, such as
"env PYTHONPATH=build/python python" or build-wheel/clean/bin/python. Both need SciPy."""

import json
import math
import shlex
import statistics
import subprocess
import sys

import numpy as np

from configurations import TYPES
from sets import SETS
from timing import time_calls

COMPARED = ("batch", "density", "size", "filter", "small", "footprints", "separable")
TURNS, SECONDS = 15, 0.03
CONFIGURATIONS = [one for name in COMPARED for one in SETS[name].configurations]


class Build:
    """A process that loads one build and answers with times."""

    def __init__(self, command):
        command = [*shlex.split(command), __file__, "--serve"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True)  # fmt: skip

    def ask(self, *question):
        print(json.dumps(question), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            sys.exit(f"module_builds: {' '.join(self._process.args)} ended")
        return json.loads(answer)


def call_to_time(place, dtype):
    import sparseconv

    one = CONFIGURATIONS[place]
    rng = np.random.default_rng(1)
    weights = one.make_filter(rng).astype(dtype)
    batch = one.random_batch(rng).astype(dtype)
    plan = sparseconv.Plan((one.height, one.width), weights, dtype=dtype, num_threads=2)
    return lambda: plan(batch)


def serve():
    """Answers what is asked: a configuration is made, or its calls are timed."""
    for line in sys.stdin:
        question = json.loads(line)
        if question:
            call = call_to_time(*question)
        print(statistics.median(time_calls(call, SECONDS)), flush=True)


def main(*commands):
    builds = [Build(command) for command in commands]
    ratios = []
    print("milliseconds a call of one and of the other, and how fast the first is beside it")
    for place, one in enumerate(CONFIGURATIONS):
        for dtype in TYPES:
            for build in builds:
                build.ask(place, dtype)
            times = np.array([[build.ask() for build in builds] for _ in range(TURNS)])
            ratios.append(np.median(times[:, 1] / times[:, 0]))
            first, second = 1e3 * np.median(times, axis=0)
            print(f"{dtype} {one!s:60}{first:10.3f}{second:10.3f}{ratios[-1]:7.2f}", flush=True)
    print(f"geometric mean {math.exp(np.mean(np.log(ratios))):.3f}, smallest {min(ratios):.2f}")


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["--serve"] else main(*sys.argv[1:])
