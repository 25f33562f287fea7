"""The contestants that convolve a batch in memory: the original, and SparseConv."""

import json
import math
import statistics
import time

import numba
from job import read_batch
from programs import output_of
from sparse_convolution import Toeplitz_convolution2d
from threadpoolctl import threadpool_limits
from timing import time_calls


class Original:
    """A method of the Python package with one of its backends, in this process."""

    def __init__(self, name, job):
        self.name = name
        self._job = job
        _, method, self._backend = name.split()
        start = time.perf_counter()
        self._convolve = Toeplitz_convolution2d(
            job.shape, job.filter, mode="same", method=method, backend=self._backend
        )
        self.details = {"setup": 1e3 * (time.perf_counter() - start)}

    def result(self):
        return self._convolve(self._job.batch)

    def times(self, seconds):
        numba.set_num_threads(self._job.threads)
        if self._backend == "torch":
            import torch

            torch.set_num_threads(self._job.threads)
        return time_calls(self.result, seconds)


class Module:
    """The Python module, in this process: `Plan`, or the class with the calls of the original."""

    def __init__(self, name, job):
        import sparseconv

        self.name = name
        self._job = job
        start = time.perf_counter()
        if name.endswith("Plan"):
            self._convolve = sparseconv.Plan(job.shape, job.filter, dtype=job.filter.dtype)
        else:
            self._convolve = sparseconv.Toeplitz_convolution2d(job.shape, job.filter, mode="same")
        self.details = {"setup": 1e3 * (time.perf_counter() - start)}

    def result(self):
        return self._convolve(self._job.batch)

    def times(self, seconds):
        with threadpool_limits(self._job.threads):
            return time_calls(self.result, seconds)


class Convolve:
    """The command `convolve` of the program on the file of a job."""

    def __init__(self, job, program, *options):
        self.output = f"{job.folder}/result.h5"
        self._report = f"{job.folder}/report.json"
        self._command = [program, "convolve", job.file, self.output, *options]
        self._command += ["--filter", f"{job.file}:filter", "--report", self._report]
        self._command += ["--progress", "off"]

    def run(self, *options, threads, launcher=(), **environment):
        """The report of the program."""
        output_of(*launcher, *self._command, *options, OMP_NUM_THREADS=str(threads), **environment)
        with open(self._report) as file:
            return json.load(file)


class Ours:
    """A method of SparseConv, through the program."""

    def __init__(self, name, job, program):
        self.name = name
        self._threads = job.threads
        self._convolve = Convolve(job, program, "--method", name.split()[1])
        self._estimate = 0

    def run(self, repeat):
        """The report of the program on `repeat` repetitions."""
        report = self._convolve.run("--repeat", str(repeat), threads=self._threads)
        self._estimate = statistics.median(report["convolve_seconds_samples"][-5:])
        self.details = {
            "method": report["method"],
            "setup": 1e3 * report["seconds"]["plan"],
            "peak_memory": report["bytes"]["peak_memory"],
        }
        return report

    def result(self):
        self.run(2)
        return read_batch(self._convolve.output)

    def times(self, seconds):
        """Times of repetitions that together take about `seconds`, after an untimed one."""
        repeat = 1 + math.ceil(seconds / self._estimate)
        return self.run(repeat)["convolve_seconds_samples"][1:]
