"""Who takes part in the comparison: the names of the contestants, and what they need."""

import importlib.util
import shutil

from programs import has_mpi

ORIGINALS = (  # method and backend
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
FASTEST = ORIGINALS[:2]  # usually the fastest of the original
OURS = "sparseconv "  # and the name of a method
EACH_METHOD = "sparseconv METHOD"  # stands for all that the program has
AUTOMATIC = "sparseconv automatic"
COMPARED = (*FASTEST, AUTOMATIC)
MODULE = ("module Plan", "module Toeplitz_convolution2d")
OPENCV = ("opencv dense", "opencv csr")
SLICES = ("slices convolve", "slices total")  # parts of the time of the program
FILES = (
    "files single",
    "files sharded",
    "files single, gzip",
    "files single, ranks",
    "files sharded, ranks",
    "files python",
)

NEEDED = {  # word in a name: Python package
    "torch": "torch",
    "module": "sparseconv",
    "opencv": "cv2",
}


def missing(names, program):
    """What is not on this machine, or not in the program, and the names of those who need it."""
    lack = {word: f"the Python package {package}" for word, package in NEEDED.items()
            if not importlib.util.find_spec(package)}
    if not shutil.which("mpirun") or not has_mpi(program):
        lack["ranks"] = "mpirun, or MPI in the program,"
    return {lack[word]: [name for name in names if word in name] for word in lack}


def available(names, program):
    """The names of those for whom all is there that they need."""
    absent = sum(missing(names, program).values(), [])
    return [name for name in names if name not in absent]
