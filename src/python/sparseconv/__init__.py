"""Convolves large batches of sparse 2-D images with small filters, on Kokkos."""

from ._native import core as _core
from ._filters import box, cosine, gaussian
from ._plan import Plan
from ._toeplitz import Toeplitz_convolution2d
