"""What is convolved: random batches and filters of some shape, density and type."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse

TYPES = ("float32", "float64")  # of the values: every configuration is measured in each


@dataclass(frozen=True)
class Configuration:
    """Images with entries all over the image, and a square filter."""

    images: int
    height: int = 100
    width: int = 100
    filter: int = 5
    density: float = 0.01
    sigma: float = 0  # of a Gaussian filter in pixels; 0: a filter with random weights
    threads: int = 0  # 0: as many as --threads says
    busy_loops: int = 0  # processes that keep a core busy meanwhile
    dtype: str = "float32"

    def __str__(self):
        """All but the type, in which the figures stand side by side."""
        frame = f"{self.images} x {self.height}x{self.width}"
        kind = f"gaussian:{self.sigma:g} " if self.sigma else ""
        text = f"{frame}, {100 * self.density:.3g} %, {kind}{self.filter}x{self.filter}"
        text += f", threads: {self.threads}" if self.threads else ""
        return text + (f", busy loops: {self.busy_loops}" if self.busy_loops else "")

    def make_filter(self, rng):
        """A Gaussian filter with the sum 1, or random weights in [0, 1)."""
        if not self.sigma:
            return rng.random((self.filter, self.filter)).astype(self.dtype)
        distances = np.arange(self.filter) - self.filter // 2
        weights = np.exp(-(distances**2) / (2 * self.sigma**2))
        weights /= weights.sum()
        return np.outer(weights, weights).astype(self.dtype)

    def random_batch(self, rng):
        """A CSR matrix with an image in each row."""
        pixels = self.height * self.width
        counts = rng.binomial(pixels, self.density, self.images)
        columns = [np.sort(rng.choice(pixels, count, False, shuffle=False)) for count in counts]
        return self.to_batch(rng, counts, columns)

    def to_batch(self, rng, counts, columns):
        """A batch of these pixels, with random values in (0, 1], the same for every type but for
        rounding."""
        row_map = np.concatenate([[0], np.cumsum(counts)])
        values = (1 - rng.random(row_map[-1])).astype(self.dtype)
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
