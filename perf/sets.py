"""The sets of configurations, most of them a sweep over one quantity."""

import os
from dataclasses import dataclass

from configurations import Configuration, Footprints
from names import (AUTOMATIC, COMPARED, EACH_METHOD, FILES, MODULE, OPENCV, ORIGINALS, SLICES)

ALL = (*ORIGINALS, AUTOMATIC, EACH_METHOD, *MODULE, *OPENCV)
USUAL = (*COMPARED, MODULE[0], *OPENCV)


@dataclass(frozen=True)
class Set:
    """Configurations, the quantity that varies in them, and the names of the contestants."""

    title: str
    quantity: str  # attribute of a configuration; empty: more than one varies
    configurations: list
    names: tuple = ALL
    of_quick: int = 1  # how many configurations --quick measures

    def value(self, configuration):
        """The value of what varies."""
        return getattr(configuration, self.quantity) if self.quantity else str(configuration)


def footprints(images, taps, **others):
    return Footprints(images, 512, 512, taps, 120 / 512**2, **others)


def wide(width):
    """20,000 entries in an image of 40 million pixels."""
    return Configuration(1, 40_000_000 // width, width, 17, 0.0005, sigma=2)


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
GROWTH = {  # the time for a nonzero of the result should stay flat
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
    "wide": Set(
        "image width, at 20,000 entries in 40 million pixels, gaussian:2",
        "width",
        [wide(n) for n in (1000, 10_000, 20_000, 40_000, 100_000, 200_000)],
        (*COMPARED, MODULE[0]),
    ),
}
SETS = {
    **SWEEPS,
    "small": Set(
        "small images, 5x5",
        "",
        [Configuration(n, side, side, density=d)
         for n, side in ((5000, 28), (5000, 32), (2000, 64)) for d in (0.01, 0.15, 0.3)],
        USUAL,
    ),
    "footprints": Set(
        "footprints: 1000 images of 512x512, 120 entries in a patch of 16x16",
        "filter",
        [footprints(1000, k) for k in (3, 9)],
    ),
    "crowded": Set(
        "crowded images, random filters",
        "",
        [
            *(Configuration(100, density=d) for d in (0.01, 0.1, 0.3)),
            Configuration(50, 512, 512, density=0.1),
            Configuration(50, filter=21, density=0.1),
        ],
        USUAL,
    ),
    "separable": Set(
        "Gaussian filters",
        "",
        [
            *(Configuration(50, filter=2 * r + 1, density=0.1, sigma=r / 3) for r in (2, 5, 10)),
            *(Configuration(20, 512, 512, 31, d, sigma=5) for d in (0.02, 0.3)),
            *(footprints(1000, k, sigma=3) for k in (19, 25)),
        ],
        USUAL,
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
    **GROWTH,
    "busy": Set(
        "footprints from file to file in small slices, beside busy loops",
        "busy_loops",
        [footprints(10_000, 3, busy_loops=n) for n in (0, 2)],
        SLICES,
        of_quick=2,
    ),
    "files": Set(
        "from file to file, images of 200x200, 5x5, 1 %",
        "images",
        [Configuration(n, 200, 200) for n in (1000, 10_000)],
        FILES,
    ),
}
