"""What is convolved: sets of configurations, most of them a sweep over one quantity."""

import os
from dataclasses import dataclass

import numpy as np
import scipy.sparse


@dataclass(frozen=True)
class Configuration:
    """Images with entries all over the image, and a square filter."""

    images: int
    height: int = 100
    width: int = 100
    filter: int = 5
    density: float = 0.01
    threads: int = 0  # 0: as many as --threads says

    def __str__(self):
        frame = f"{self.images} x {self.height}x{self.width}"
        text = f"{frame}, {100 * self.density:.3g} %, {self.filter}x{self.filter}"
        return f"{text}, threads: {self.threads}" if self.threads else text

    def random_filter(self, rng):
        return rng.random((self.filter, self.filter), np.float32)

    def random_batch(self, rng):
        """A CSR matrix with an image in each row."""
        pixels = self.height * self.width
        counts = rng.binomial(pixels, self.density, self.images)
        columns = [np.sort(rng.choice(pixels, count, False, shuffle=False)) for count in counts]
        return self.to_batch(rng, counts, columns)

    def to_batch(self, rng, counts, columns):
        """A batch of these pixels, with random values in (0, 1]."""
        row_map = np.concatenate([[0], np.cumsum(counts)])
        values = 1 - rng.random(row_map[-1], np.float32)
        shape = (self.images, self.height * self.width)
        return scipy.sparse.csr_matrix((values, np.concatenate(columns), row_map), shape)


@dataclass(frozen=True)
class Footprints(Configuration):
    """Images with all entries in a small patch somewhere in the image, as neurons have."""

    patch: int = 16

    def random_batch(self, rng):
        entries = round(self.density * self.height * self.width)
        pixels = np.sort(rng.random((self.images, self.patch**2)).argsort()[:, :entries])
        y, x = np.divmod(pixels, self.patch)
        top = rng.integers(self.height - self.patch + 1, size=(self.images, 1))
        left = rng.integers(self.width - self.patch + 1, size=(self.images, 1))
        return self.to_batch(rng, np.full(self.images, entries), (top + y) * self.width + left + x)


# Who there is: method and backend of the original, and SparseConv.
ORIGINALS = (
    "original direct numba",
    "original precomputed numpy",
    "original precomputed numba",
    "original precomputed torch",
    "original lazy numpy",
    "original lazy torch",
    "original gather_scatter numpy",
    "original gather_scatter numba",
    "original gather_scatter torch",
)
OURS = "sparseconv "  # and the name of a method
EACH_METHOD = "sparseconv METHOD"  # stands for all that the program has
AUTOMATIC = "sparseconv automatic"
MODULE = ("module Plan", "module Toeplitz_convolution2d")  # the Python module, if it was built
FASTEST = ORIGINALS[:2]  # usually the fastest of the original
COMPARED = (*FASTEST, AUTOMATIC)


@dataclass(frozen=True)
class Set:
    """Configurations in which a quantity varies, and the names of the contestants."""

    title: str
    quantity: str
    configurations: list
    names: tuple = (*ORIGINALS, AUTOMATIC, EACH_METHOD, *MODULE)


BATCHES = (1, 10, 100, 1000, 10000)
DENSITIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
THREADS = [n for n in (1, 2, 4, 8, 16, 32, 64) if n <= len(os.sched_getaffinity(0))]

SWEEPS = {
    "batch": Set(
        "batch, at 100x100, 5x5, 1 %",
        "images",
        [Configuration(n) for n in BATCHES],
    ),
    "density": Set(
        "density, at 100 images of 100x100, 5x5",
        "density",
        [Configuration(100, density=d) for d in DENSITIES],
    ),
    "size": Set(
        "image size, at 50 images, 5x5, 1 %",
        "height",
        [Configuration(50, n, n) for n in (50, 100, 200, 400, 800)],
    ),
    "filter": Set(
        "filter size, at 50 images of 100x100, 1 %",
        "filter",
        [Configuration(50, filter=k) for k in (3, 5, 7, 9, 15, 21)],
    ),
    "batch10": Set(
        "batch, at 100x100, 5x5, 10 %",
        "images",
        [Configuration(n, density=0.1) for n in BATCHES[:-1]],
    ),
    "batch200": Set(
        "batch, at 200x200, 5x5, 0.1 %",
        "images",
        [Configuration(n, 200, 200, density=0.001) for n in BATCHES],
    ),
}
SETS = {
    **SWEEPS,
    "footprints": Set(
        "footprints: 1000 images of 512x512, 120 entries in a patch of 16x16",
        "filter",
        [Footprints(1000, 512, 512, k, 120 / 512**2) for k in (3, 9)],
    ),
    "large": Set(
        "one image of 4000x3000, 5x5, 0.2 %",
        "threads",
        [Configuration(1, 4000, 3000, density=0.002, threads=n) for n in THREADS],
    ),
    "threads": Set(
        "threads, at 1000 images of 100x100, 5x5, 1 %",
        "threads",
        [Configuration(1000, threads=n) for n in THREADS],
    ),
    "grid": Set(
        "grid of batch and density, at 100x100, 5x5",
        "images",
        [Configuration(n, density=d) for d in DENSITIES for n in (1, 10, 30, 100, 300, 1000)],
        (*ORIGINALS, AUTOMATIC, *MODULE),
    ),
    "growth_batch": Set(
        "batch, at 50 entries an image, 100x100, 5x5",
        "images",
        [Configuration(n, density=0.005) for n in (100, 1000, 10000, 100000)],
        COMPARED,
    ),
    "growth_size": Set(
        "image size, at 50 entries an image, 100 images, 5x5",
        "height",
        [Configuration(100, n, n, density=50 / n**2) for n in (100, 400, 1000, 4000)],
        COMPARED,
    ),
}
