"""Convolves large batches of sparse 2-D images with small filters.

A batch is a SciPy matrix of shape ``(n, H * W)`` with an image in each row, its pixels row by row.
The result is a batch, too. A filter is an array, or a text such as ``"gaussian:1.5"``.

    import scipy.sparse, sparseconv

    images = scipy.sparse.random(100, 100 * 100, density=0.01, format="csr")
    plan = sparseconv.Plan((100, 100), sparseconv.gaussian(1.5))  # once, for many batches
    blurred = plan(images)                                         # csr_matrix, (100, 10000)

The module has:

- `Plan` and `convolve`: batches, single images of shape ``(H, W)``, dense ones.
- `box`, `gaussian`, `cosine`, `disk`, `ring`, `laplacian_of_gaussian`, `difference_of_gaussians`,
  `delta`: filters.
- `max_projection`, `normalize_rows`, `prune`: what often follows.
- `read_batch`, `write_batch`: files that AnnData, h5py and the program ``sparseconv`` read and
  write.
- `convolve_file`: convolves a file of any size; it shows progress, stops at Ctrl-C and resumes.
- `Toeplitz_convolution2d`: the class of the package ``sparse_convolution``, whose users change the
  import and nothing else.
- `spaces`: where this module can compute, the default first: ``"openmp"`` on processors, or a GPU.

The module computes with threads of OpenMP: ``OMP_NUM_THREADS``, `Plan`'s ``num_threads`` and
`threadpoolctl` set their number. They start with the first call that computes, reads or writes. In
a process that is forked later, such calls raise a RuntimeError: start processes with the method
``"spawn"`` or ``"forkserver"``. Calls may come from several threads; those that use files wait for
one another. Threads that wait for each other keep their cores busy: beside other busy processes set
``GOMP_SPINCOUNT=2000`` before Python starts, as the program does for itself.
"""

from ._batches import convolve, max_projection, normalize_rows, prune
from ._files import convolve_file, read_batch, write_batch
from ._filters import (
    box,
    cosine,
    delta,
    difference_of_gaussians,
    disk,
    gaussian,
    laplacian_of_gaussian,
    ring,
)
from ._native import core as _core
from ._plan import Plan
from ._toeplitz import Toeplitz_convolution2d

__version__ = _core.version
spaces = tuple(_core.spaces())

__all__ = [
    "Plan",
    "Toeplitz_convolution2d",
    "box",
    "convolve",
    "convolve_file",
    "cosine",
    "delta",
    "difference_of_gaussians",
    "disk",
    "gaussian",
    "laplacian_of_gaussian",
    "max_projection",
    "normalize_rows",
    "prune",
    "read_batch",
    "ring",
    "spaces",
    "write_batch",
]
