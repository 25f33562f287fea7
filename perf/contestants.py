"""The original and SparseConv, each with the same job, and how they take turns."""

import json
import math
import statistics
import subprocess
import sys
import time

import anndata
import h5py
import numpy as np

TURNS = 5  # so that a load of the machine falls on all alike
TOEPLITZ_LIMIT = 100_000_000  # entries: more take gigabytes, and minutes to set up


class Job:
    """A batch and a filter, in memory and in a file."""

    def __init__(self, configuration, folder):
        rng = np.random.default_rng(1)
        self.shape = (configuration.height, configuration.width)
        self.filter = configuration.random_filter(rng)
        self.batch = configuration.random_batch(rng)
        self.folder = folder
        with h5py.File(f"{folder}/job.h5", "w") as file:
            anndata.io.write_elem(file, "images", self.batch)
            file["images"].attrs["image-shape"] = np.array(self.shape, np.int64)
            file["filter"] = self.filter

    def allows(self, method):
        """Whether the method can do it in reasonable time."""
        return method != "precomputed" or math.prod(self.shape) * self.filter.size < TOEPLITZ_LIMIT


class Original:
    """A method of the Python package with one of its backends, in this process."""

    def __init__(self, job, method, backend):
        # Not before the number of threads is in the environment, which Numba then reads.
        from sparse_convolution import Toeplitz_convolution2d

        self.name = f"original {method} {backend}"
        self.details = {}
        self._batch = job.batch
        self._convolve = Toeplitz_convolution2d(
            job.shape, job.filter, mode="same", method=method, backend=backend
        )

    def result(self):
        return self._convolve(self._batch)

    def times(self, seconds):
        """Of calls that take so long together, after one that is not timed."""
        self._convolve(self._batch)
        times, result = [], None
        while seconds > 0:
            result = None  # its memory is freed outside of the time
            start = time.perf_counter()
            result = self._convolve(self._batch)
            times.append(time.perf_counter() - start)
            seconds -= times[-1]
        return times


class Ours:
    """A method of SparseConv, through the program."""

    def __init__(self, job, method, program):
        self.name = f"sparseconv {method}"
        self._folder = job.folder
        self._command = [program, "convolve", f"{job.folder}/job.h5", f"{job.folder}/result.h5"]
        self._command += ["--filter", f"{job.folder}/job.h5:filter", "--method", method]
        self._command += ["--report", f"{job.folder}/report.json", "--progress", "off"]
        self._estimate = self._run(2)[-1]

    def result(self):
        with h5py.File(f"{self._folder}/result.h5") as file:
            return anndata.io.read_elem(file["images"])

    def times(self, seconds):
        """Of repetitions that take about so long together, after one that is not counted."""
        times = self._run(1 + math.ceil(seconds / self._estimate))[1:]
        self._estimate = statistics.median(times)
        return times

    def _run(self, repeat):
        done = subprocess.run(
            [*self._command, "--repeat", str(repeat)], capture_output=True, text=True
        )
        if done.returncode != 0:
            sys.exit(f"compare: {' '.join(done.args)}: {done.stderr.strip()}")
        with open(f"{self._folder}/report.json") as file:
            report = json.load(file)
        self.details = {name: report[name] for name in ("method", "threads", "nnz_in", "nnz_out")}
        return report["convolve_seconds_samples"]


def check(contestants):
    """All results must be that of the first, to rounding."""
    results = [contestant.result() for contestant in contestants]
    for contestant, result in zip(contestants, results):
        if not abs(result - results[0]).max() <= 1e-5 * abs(results[0]).max():
            sys.exit(f"compare: {contestant.name} differs from {contestants[0].name}")


def take_turns(contestants, seconds):
    """The times of each, of at least so many seconds together."""
    times = {contestant.name: [] for contestant in contestants}
    while any(sum(of_one) < seconds for of_one in times.values()):
        for contestant in contestants:
            if sum(times[contestant.name]) < seconds:
                times[contestant.name] += contestant.times(seconds / TURNS)
    return times
