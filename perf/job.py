"""What all contestants do alike: a batch and a filter, in memory and in a file."""

import math

import anndata
import h5py
import numpy as np

TOEPLITZ_LIMIT = 30_000_000  # entries: more entries take gigabytes, and a minute to set up
DENSE_LIMIT = 100_000_000  # pixels of a batch: more pixels take gigabytes


class Job:
    """A batch and a filter, and a folder for files."""

    def __init__(self, configuration, threads, folder):
        rng = np.random.default_rng(1)
        self.shape = (configuration.height, configuration.width)
        self.filter = configuration.make_filter(rng)
        self.batch = configuration.random_batch(rng)
        self.threads = threads
        self.busy_loops = configuration.busy_loops
        self.folder = folder
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
        pixels = math.prod(self.batch.shape)
        if "opencv" in name and pixels > DENSE_LIMIT:
            return f"its dense images would have {pixels:.2g} pixels"
        return None


def bytes_of(images, nnz, dtype):
    """The bytes of a batch in SparseConv: offsets, columns, values."""
    return 8 * (images + 1) + (4 + np.dtype(dtype).itemsize) * nnz


def read_batch(path):
    """The batch in a file, as a CSR matrix."""
    with h5py.File(path) as file:
        return anndata.io.read_elem(file["images"])
