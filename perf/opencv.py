"""OpenCV as a contestant, which convolves dense images."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.sparse
from timing import time_calls


def column_and_row(weights):
    """The factors of a filter that is a column times a row, to rounding, or None."""
    columns, sizes, rows = np.linalg.svd(weights.astype(np.float64))
    if sizes[1:].max(initial=0) > np.finfo(weights.dtype).eps * sizes[0]:
        return None
    root = math.sqrt(sizes[0])
    return (root * columns[:, 0]).astype(weights.dtype), (root * rows[0]).astype(weights.dtype)


class OpenCV:
    """`sepFilter2D` where the filter is a column times a row, else `filter2D`. `dense` finds the
    images dense in memory, and writes into the same memory at each call; `csr` gets a CSR matrix
    and makes one.

    The images are one below the other, so that one call filters many, with rows of zeros between
    them, which are what is beyond their edges:

        image 0, zeros, image 1, zeros, ...

    Each thread calls OpenCV for its share of the images: OpenCV itself uses one thread here."""

    def __init__(self, name, job):
        self.name = name
        self.details = {}
        self._batch, self._shape = job.batch, job.shape
        self._weights = np.ascontiguousarray(job.filter[::-1, ::-1])  # OpenCV correlates
        self._factors = column_and_row(self._weights)
        n_images, (height, width) = job.batch.shape[0], job.shape
        self._frames = np.zeros((n_images, height + len(job.filter) // 2, width), job.batch.dtype)
        self._blurred = np.zeros_like(self._frames)
        self._workers = min(job.threads, n_images)
        self._pool = ThreadPoolExecutor(self._workers)
        self._to_dense()
        self._call = self._convolve_csr if name.endswith("csr") else self._convolve_dense

    def _to_dense(self):
        """Columns of the batch are pixels of the frames, too, as zeros follow each image."""
        parts = (self._batch.data, self._batch.indices, self._batch.indptr)
        rows = self._frames.reshape(len(self._frames), -1)
        scipy.sparse.csr_matrix(parts, rows.shape).toarray(out=rows)

    def _convolve_range(self, first, last):
        import cv2

        source, target = (frames[first:last].reshape(-1, self._shape[1])
                          for frames in (self._frames, self._blurred))
        if self._factors:
            column, row = self._factors
            cv2.sepFilter2D(source, -1, row, column, target, borderType=cv2.BORDER_CONSTANT)
        else:
            cv2.filter2D(source, -1, self._weights, target, borderType=cv2.BORDER_CONSTANT)

    def _convolve_dense(self):
        bounds = np.linspace(0, len(self._frames), self._workers + 1).astype(int)
        list(self._pool.map(self._convolve_range, bounds[:-1], bounds[1:]))

    def _to_csr(self):
        """The result as a CSR matrix, faster than by SciPy's own conversion."""
        self._blurred[:, self._shape[0]:] = 0  # what came into the rows between the images
        frames = self._blurred.reshape(len(self._blurred), -1)
        stored = frames != 0
        places = np.flatnonzero(stored)
        columns = (places % frames.shape[1]).astype(np.int32)
        row_map = np.concatenate([[0], np.cumsum(np.count_nonzero(stored, axis=1))])
        parts = (frames.ravel()[places], columns, row_map)
        return scipy.sparse.csr_matrix(parts, self._batch.shape)

    def _convolve_csr(self):
        self._to_dense()
        self._convolve_dense()
        return self._to_csr()

    def result(self):
        self._convolve_dense()
        return self._to_csr()

    def times(self, seconds):
        import cv2

        cv2.setNumThreads(1)
        return time_calls(self._call, seconds)
