"""What is convolved: sets of configurations, most of them a sweep over one quantity."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse


@dataclass(frozen=True)
class Configuration:
    """Images with entries all over the frame, and a square filter."""

    images: int
    height: int = 100
    width: int = 100
    filter: int = 5
    density: float = 0.01

    def __str__(self):
        frame = f"{self.images} x {self.height}x{self.width}"
        return f"{frame}, {100 * self.density:.3g} %, {self.filter}x{self.filter}"

    def random_filter(self, rng):
        return rng.random((self.filter, self.filter), np.float32)

    def random_batch(self, rng):
        """A CSR matrix with an image a row."""
        pixels = self.height * self.width
        batch = scipy.sparse.random(self.images, pixels, self.density, "csr", np.float32, rng)
        batch.sort_indices()
        return batch


@dataclass(frozen=True)
class Footprints(Configuration):
    """Images with all entries in a small patch somewhere in the frame, as neurons have."""

    patch: int = 16

    def random_batch(self, rng):
        entries = round(self.density * self.height * self.width)
        pixels = rng.random((self.images, self.patch**2)).argsort()[:, :entries]
        y, x = np.divmod(pixels, self.patch)
        top = rng.integers(self.height - self.patch + 1, size=(self.images, 1))
        left = rng.integers(self.width - self.patch + 1, size=(self.images, 1))
        columns = (top + y) * self.width + left + x
        rows = np.repeat(np.arange(self.images), entries)
        values = rng.random(rows.size, np.float32)
        shape = (self.images, self.height * self.width)
        return scipy.sparse.csr_matrix((values, (rows, columns.ravel())), shape)


BATCHES = (1, 10, 100, 1000)

# For each set the quantity that it varies, and its configurations.
SETS = {
    "batch": ("images", [Configuration(n) for n in BATCHES]),
    "density": ("density", [Configuration(100, density=d) for d in (0.001, 0.01, 0.1, 0.3)]),
    "size": ("height", [Configuration(50, n, n) for n in (50, 100, 200, 400)]),
    "filter": ("filter", [Configuration(50, filter=k) for k in (3, 5, 9, 15)]),
    "batch10": ("images", [Configuration(n, density=0.1) for n in BATCHES]),
    "batch200": ("images", [Configuration(n, 200, 200, density=0.001) for n in BATCHES]),
    "footprints": ("filter", [Footprints(1000, 512, 512, k, 120 / 512**2) for k in (3, 9)]),
    "large": ("height", [Configuration(1, 4000, 3000, density=0.002)]),
}
