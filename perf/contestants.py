"""The contestants, which do the same job: the original, SparseConv, and the machine's memory."""

import json
import math
import mmap
import os
import statistics
import subprocess
import sys
import time

import anndata
import h5py
import numba
import numpy as np
from sparse_convolution import Toeplitz_convolution2d
from threadpoolctl import threadpool_limits

TOEPLITZ_LIMIT = 30_000_000  # entries: more entries take gigabytes, and a minute to set up


class Job:
    """A batch and a filter, in memory and in a file."""

    def __init__(self, configuration, threads, folder):
        rng = np.random.default_rng(1)
        self.shape = (configuration.height, configuration.width)
        self.filter = configuration.random_filter(rng)
        self.batch = configuration.random_batch(rng)
        self.threads = threads
        self.file = f"{folder}/job.h5"
        with h5py.File(self.file, "w") as file:
            anndata.io.write_elem(file, "images", self.batch)
            file["images"].attrs["image-shape"] = np.array(self.shape, np.int64)
            file["filter"] = self.filter

    @property
    def work(self):
        """Units of work, by which to guess the time of a call from the time of a smaller job."""
        return self.batch.nnz * self.filter.size + math.prod(self.batch.shape)

    def refusal(self, name):
        """Why a contestant cannot do this job, or None."""
        entries = math.prod(self.shape) * self.filter.size
        if "precomputed" in name and entries > TOEPLITZ_LIMIT:
            return f"its matrix would have {entries:.2g} entries"
        return None


def bytes_of(images, nnz):
    """The bytes of a batch in SparseConv: offsets, columns, values."""
    return 8 * (images + 1) + (4 + 4) * nnz


def time_calls(call, seconds):
    """Times of calls that together take `seconds`, after a first call that is not counted. If the
    first call alone takes as long, it is counted. Freeing what a call returns is not timed."""
    times = []
    while sum(times[1:]) < seconds:
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
        del result
        if times[0] >= seconds:
            return times
    return times[1:]


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


class Ours:
    """A method of SparseConv, through the program."""

    def __init__(self, name, job, program, folder):
        self.name = name
        self._job = job
        _, method = name.split()
        self._result = f"{folder}/result.h5"
        self._report = f"{folder}/report.json"
        self._command = [program, "convolve", job.file, self._result, "--method", method]
        self._command += ["--filter", f"{job.file}:filter", "--report", self._report]
        self._command += ["--progress", "off"]
        self._estimate = 0

    def run(self, repeat):
        """The report of the program on `repeat` repetitions."""
        command = [*self._command, "--repeat", str(repeat)]
        environment = {**os.environ, "OMP_NUM_THREADS": str(self._job.threads)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"compare: {' '.join(command)}: {done.stderr.strip()}")
        with open(self._report) as file:
            report = json.load(file)
        self._estimate = statistics.median(report["convolve_seconds_samples"][-5:])
        self.details = {
            "method": report["method"],
            "setup": 1e3 * report["seconds"]["plan"],
            "peak_memory": report["bytes"]["peak_memory"],
        }
        return report

    def result(self):
        self.run(2)
        with h5py.File(self._result) as file:
            return anndata.io.read_elem(file["images"])

    def times(self, seconds):
        """Times of repetitions that together take about `seconds`, after an untimed one."""
        repeat = 1 + math.ceil(seconds / self._estimate)
        return self.run(repeat)["convolve_seconds_samples"][1:]


@numba.njit(parallel=True)
def read_and_write(source, target):
    total = 0
    for i in numba.prange(source.size):
        total += source[i]
    for i in numba.prange(target.size):
        target[i] = total
    return total


class Limit:
    """The least that every method has to do: the same number of threads reads the input, and writes
    as many bytes as the result has, into fresh memory or into memory in use."""

    def __init__(self, job, result, fresh):
        self.name = "limit fresh" if fresh else "limit reused"
        self.details = {}
        read_and_write(np.zeros(1, np.int64), np.zeros(1, np.int64))  # compiles it
        images = job.batch.shape[0]
        self._job = job
        self._source = np.zeros(bytes_of(images, job.batch.nnz) // 8, np.int64)
        self._bytes = bytes_of(images, result.nnz)
        self._target = None if fresh else self._allocate()

    def _allocate(self):
        """Memory from the operating system, in huge pages if the system has them."""
        memory = mmap.mmap(-1, self._bytes)
        memory.madvise(mmap.MADV_HUGEPAGE)
        return np.frombuffer(memory, np.int64)

    def _call(self):
        target = self._allocate() if self._target is None else self._target
        read_and_write(self._source, target)
        return target

    def times(self, seconds):
        numba.set_num_threads(self._job.threads)
        return time_calls(self._call, seconds)
