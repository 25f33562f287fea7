"""Times two builds of the Python module on the same batches by turns, such as a wheel for many
processors beside a build for this processor. A build is named by a command that starts a Python
which finds it, such as "env PYTHONPATH=build/python python" or build-wheel/clean/bin/python. Both
need SciPy."""

import argparse
import json
import math
import shlex
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace

import numpy as np
import scipy.sparse

from agreement import demand_agreement
from configurations import TYPES
from sets import SETS
from timing import time_calls

COMPARED = ("batch", "density", "size", "filter", "small", "footprints", "separable")
TURNS, SECONDS = 15, 0.03
CONFIGURATIONS = [one for name in COMPARED for one in SETS[name].configurations]


def parse_arguments():
    parser = argparse.ArgumentParser(prog="module_builds", description=__doc__)
    parser.add_argument("builds", nargs=2, metavar="COMMAND", help="that starts a Python")
    parser.add_argument("--threads", type=int, default=2, help="of each [%(default)s]")
    parser.add_argument("--quick", action="store_true", help="does it work? One configuration")
    return parser.parse_args()


class Build:
    """A process that loads one build and answers with times."""

    def __init__(self, command, folder):
        self.command = command
        self._result = f"{folder}/result.npz"
        self._process = subprocess.Popen([*shlex.split(command), __file__, "--serve"], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def make(self, place, dtype, threads):
        """The result of a configuration, whose calls are then timed."""
        self._ask({"make": (place, dtype, threads), "result": self._result})
        return scipy.sparse.load_npz(self._result)

    def seconds(self):
        """The median time of some calls."""
        return self._ask({})

    def _ask(self, question):
        print(json.dumps(question), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            sys.exit(f"module_builds: {self.command} ended")
        return json.loads(answer)


def call_to_time(place, dtype, threads):
    import sparseconv

    one = replace(CONFIGURATIONS[place], dtype=dtype)
    rng = np.random.default_rng(1)
    weights = one.make_filter(rng)
    batch = one.random_batch(rng)
    plan = sparseconv.Plan((one.height, one.width), weights, dtype=dtype, num_threads=threads)
    return lambda: plan(batch)


def serve():
    """Answers what is asked: a configuration is made, or its calls are timed."""
    for line in sys.stdin:
        question = json.loads(line)
        if question:
            call = call_to_time(*question["make"])
            scipy.sparse.save_npz(question["result"], call(), compressed=False)
        print("null" if question else statistics.median(time_calls(call, SECONDS)), flush=True)


def race(builds, options):
    """The ratio of each configuration and type."""
    configurations = CONFIGURATIONS[:1] if options.quick else CONFIGURATIONS
    for place, one in enumerate(configurations):
        for dtype in TYPES:
            first, other = (build.make(place, dtype, options.threads) for build in builds)
            demand_agreement(other, builds[1].command, first, builds[0].command)
            turns = 1 if options.quick else TURNS
            times = np.array([[build.seconds() for build in builds] for _ in range(turns)])
            ratio = np.median(times[:, 1] / times[:, 0])
            milliseconds = "".join(f"{1e3 * each:10.3f}" for each in np.median(times, axis=0))
            print(f"{dtype} {one!s:60}{milliseconds}{ratio:7.2f}", flush=True)
            yield ratio


def main():
    options = parse_arguments()
    print("milliseconds a call of one and of the other, and how fast the first is beside it")
    with tempfile.TemporaryDirectory() as folder:
        ratios = list(race([Build(command, folder) for command in options.builds], options))
    print(f"geometric mean {math.exp(np.mean(np.log(ratios))):.3f}, smallest {min(ratios):.2f}")


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["--serve"] else main()
