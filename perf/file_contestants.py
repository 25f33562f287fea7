"""The contestants that convolve from file to file, until the result is on the disk."""

import os
import pathlib
import shutil
import subprocess

import anndata
import h5py
import numba
from contestants import Convolve
from job import read_batch
from mpi_jobs import QUIET
from sparse_convolution import Toeplitz_convolution2d
from timing import time_calls

RANKS = 2
SLICE_MEMORY = "64M"  # for the program in small slices: little more than it needs to start


def remove(output):
    """Removes a result, and waits until the disk has nothing to do for it any more."""
    pathlib.Path(output).unlink(missing_ok=True)
    shutil.rmtree(f"{output}.shards", ignore_errors=True)
    os.sync()


def size_of(output):
    """Bytes of a result, with its shards."""
    paths = (pathlib.Path(output), *pathlib.Path(f"{output}.shards").rglob("*"))
    return sum(path.stat().st_size for path in paths if path.is_file())


class Slices:
    """The program in small slices: the seconds of a part of its work, as its report tells them."""

    def __init__(self, name, job, program):
        self.name = name
        self.details = {}
        _, self._part = name.split()
        self._threads = job.threads
        self._convolve = Convolve(job, program, "--memory-limit", SLICE_MEMORY)

    def result(self):
        self._run()
        return read_batch(self._convolve.output)

    def _run(self):
        remove(self._convolve.output)
        return self._convolve.run(threads=self._threads)["seconds"][self._part]

    def times(self, seconds):
        self._run()
        times = [self._run()]
        while sum(times) < seconds:
            times.append(self._run())
        return times


class OurFiles:
    """The program as a user waits for it: from its start to its end. It syncs its files itself."""

    def __init__(self, name, job, program):
        self.name = name
        self.details = {}
        self._with_ranks = name.endswith("ranks")
        self._threads = job.threads
        layout = name.split()[1].strip(",")
        compression = "gzip" if name.endswith("gzip") else "none"
        options = ("--layout", layout, "--compression", compression)
        self._convolve = Convolve(job, program, *options)

    def _run(self):
        if not self._with_ranks:
            return self._convolve.run(threads=self._threads)
        launcher = ("mpirun", "--bind-to", "none", "-n", str(RANKS))
        threads = max(1, self._threads // RANKS)
        return self._convolve.run(threads=threads, launcher=launcher, **QUIET)

    def result(self):
        remove(self._convolve.output)  # with the shards of another layout
        self._run()
        self.details = {"bytes": size_of(self._convolve.output)}
        return read_batch(self._convolve.output)

    def times(self, seconds):
        return time_calls(self._run, seconds, lambda: remove(self._convolve.output))


class PythonFiles:
    """Python's way: h5py in, the original, h5py out. The result is synced, as ours is."""

    def __init__(self, name, job):
        self.name = name
        self.details = {}
        self._job = job
        self._output = f"{job.folder}/python.h5"
        self._convolve = Toeplitz_convolution2d(
            job.shape, job.filter, mode="same", method="direct", backend="numba"
        )

    def _run(self):
        numba.set_num_threads(self._job.threads)
        blurred = self._convolve(read_batch(self._job.file))
        with h5py.File(self._output, "w") as file:
            anndata.io.write_elem(file, "images", blurred)
        with open(self._output) as file:
            os.fsync(file.fileno())

    def result(self):
        self._run()
        self.details = {"bytes": size_of(self._output)}
        return read_batch(self._output)

    def times(self, seconds):
        return time_calls(self._run, seconds, lambda: remove(self._output))


class Dd:
    """The least that has to be done: `dd` copies the arrays of the result, and syncs the copy."""

    name = "limit dd"

    def __init__(self, job, result):
        self._source, self._copy = f"{job.folder}/bytes", f"{job.folder}/copy"
        with open(self._source, "wb") as file:
            for array in (result.data, result.indices, result.indptr):
                array.tofile(file)
        self.details = {"bytes": os.path.getsize(self._source)}

    def _run(self):
        command = ["dd", f"if={self._source}", f"of={self._copy}", "bs=1M", "conv=fsync"]
        subprocess.run(command, check=True, capture_output=True)

    def times(self, seconds):
        return time_calls(self._run, seconds, lambda: remove(self._copy))
