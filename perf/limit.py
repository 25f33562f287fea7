"""The limit that the memory of the machine sets."""

import mmap

import numba
import numpy as np
from job import bytes_of
from timing import time_calls


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
        self._source = np.zeros(bytes_of(images, job.batch.nnz, job.batch.dtype) // 8, np.int64)
        self._bytes = bytes_of(images, result.nnz, result.dtype)
        self._target = None if fresh else self._allocate()

    def _allocate(self):
        """Memory from the operating system, in huge pages if the system has them."""
        memory = mmap.mmap(-1, self._bytes)
        memory.madvise(mmap.MADV_HUGEPAGE)
        return np.frombuffer(memory, np.int64, self._bytes // 8)

    def _call(self):
        target = self._allocate() if self._target is None else self._target
        read_and_write(self._source, target)
        return target

    def times(self, seconds):
        numba.set_num_threads(self._job.threads)
        return time_calls(self._call, seconds)
