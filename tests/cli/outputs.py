"""What the tests of outputs share: an input, its results, and the contents of a folder."""

import resource

import numpy as np
import pytest
from program import MPIRUN, arrays, random_images, succeed, write_batch

SHAPE = (20, 30)
OPTIONS = ("--progress", "off", "--shard-size", "20K", "--kokkos-num-threads=1")
BOX = ("--filter", "box:3", *OPTIONS)
GAUSSIAN = ("--filter", "gaussian:1", *OPTIONS)
WITHOUT_END = ("--repeat", "1000000")  # minutes at least, for jobs that the test ends
LAYOUTS = ("single", "sharded")
RANKS = (None, 3) if MPIRUN else (None,)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """An input, its results by a box and by a Gaussian, and the result by both in turn."""
    folder = tmp_path_factory.mktemp("data")
    source = write_batch(
        folder / "in.h5", random_images(np.random.default_rng(3), 40, SHAPE, 0.1)[1], SHAPE
    )
    succeed("convolve", source, folder / "box.h5", *BOX)
    succeed("convolve", source, folder / "gaussian.h5", *GAUSSIAN)
    succeed("convolve", folder / "box.h5", folder / "both.h5", *GAUSSIAN)
    return {
        "source": source,
        **{name: arrays(folder / f"{name}.h5") for name in ("box", "gaussian", "both")},
    }


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def tree(folder):
    """Every file below a folder, with its contents."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def limited(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
