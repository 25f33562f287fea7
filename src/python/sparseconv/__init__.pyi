from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, overload

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.linalg import LinearOperator

__version__: str
spaces: tuple[str, ...]

_Mode = Literal["same", "full", "valid"]
_Method = Literal["automatic", "direct", "precomputed", "lazy", "gather_scatter"]
_Boundary = Literal["zero", "reflect", "mirror", "nearest", "wrap"]
_Path = str | bytes | os.PathLike[str] | os.PathLike[bytes]
_Filter = npt.ArrayLike | sp.spmatrix | sp.sparray | str | os.PathLike[str]
_Norm = Literal["sum", "max"]

class Plan:
    def __init__(
        self,
        image_shape: tuple[int, int],
        filter: _Filter,
        *,
        mode: _Mode = "same",
        boundary: _Boundary = "zero",
        correlate: bool = False,
        threshold: float = 0.0,
        normalize: _Norm | None = None,
        method: _Method = "automatic",
        dtype: npt.DTypeLike | None = None,
        num_threads: int | None = None,
        space: str | None = None,
        max_buffer_bytes: int = ...,
        memory_budget: int = ...,
    ) -> None: ...
    @property
    def image_shape(self) -> tuple[int, int]: ...
    @property
    def output_shape(self) -> tuple[int, int]: ...
    @property
    def filter(self) -> npt.NDArray[Any]: ...
    @property
    def mode(self) -> _Mode: ...
    @property
    def boundary(self) -> _Boundary: ...
    @property
    def correlate(self) -> bool: ...
    @property
    def threshold(self) -> float: ...
    @property
    def normalize(self) -> _Norm | None: ...
    @property
    def method(self) -> _Method: ...
    @property
    def dtype(self) -> np.dtype[Any] | None: ...
    @property
    def num_threads(self) -> int | None: ...
    @property
    def space(self) -> str: ...
    @overload
    def __call__(self, x: sp.spmatrix) -> sp.csr_matrix: ...
    @overload
    def __call__(self, x: sp.sparray) -> sp.csr_array: ...
    @overload
    def __call__(self, x: npt.ArrayLike) -> npt.NDArray[Any]: ...
    @overload
    def at(
        self, x: sp.spmatrix, pattern: sp.spmatrix | sp.sparray | None = None
    ) -> sp.csr_matrix: ...
    @overload
    def at(
        self, x: sp.sparray, pattern: sp.spmatrix | sp.sparray | None = None
    ) -> sp.csr_array: ...
    @overload
    def adjoint(self, y: sp.spmatrix) -> sp.csr_matrix: ...
    @overload
    def adjoint(self, y: sp.sparray) -> sp.csr_array: ...
    @overload
    def adjoint(self, y: npt.ArrayLike) -> npt.NDArray[Any]: ...
    def as_linear_operator(self) -> LinearOperator: ...
    @overload
    def symbolic(self, x: sp.spmatrix) -> sp.csr_matrix: ...
    @overload
    def symbolic(self, x: sp.sparray) -> sp.csr_array: ...
    def numeric(
        self, x: sp.spmatrix | sp.sparray, result: sp.csr_matrix | sp.csr_array
    ) -> None: ...
    def update_filter(self, filter: _Filter) -> None: ...
    def release_memory(self) -> None: ...

class Toeplitz_convolution2d:
    x_shape: tuple[int, int]
    k: npt.NDArray[Any]
    mode: str
    method: str
    dtype: npt.DTypeLike
    backend: str
    device: str | None
    max_buffer_bytes: int
    def __init__(
        self,
        x_shape: tuple[int, int] | list[int],
        k: npt.NDArray[Any],
        mode: str = "same",
        dtype: npt.DTypeLike | None = None,
        verbose: bool | int = False,
        method: str = "direct",
        max_buffer_bytes: int = 268435456,
        backend: str | None = None,
        device: str | None = None,
    ) -> None: ...
    @overload
    def __call__(
        self, x: sp.spmatrix | sp.sparray, batching: bool = True, mode: str | None = None
    ) -> sp.csr_matrix: ...
    @overload
    def __call__(
        self, x: npt.NDArray[Any], batching: bool = True, mode: str | None = None
    ) -> npt.NDArray[Any]: ...
    def release_memory(self) -> None: ...

def box(size: int) -> npt.NDArray[np.float64]: ...
def gaussian(sigma: float, radius: int | None = None) -> npt.NDArray[np.float64]: ...
def cosine(half_width: float) -> npt.NDArray[np.float64]: ...
def disk(radius: float) -> npt.NDArray[np.float64]: ...
def ring(inner: float, outer: float) -> npt.NDArray[np.float64]: ...
def delta() -> npt.NDArray[np.float64]: ...
def laplacian_of_gaussian(sigma: float) -> npt.NDArray[np.float64]: ...
def difference_of_gaussians(sigma: float, other_sigma: float) -> npt.NDArray[np.float64]: ...
@overload
def convolve(
    x: sp.spmatrix,
    filter: _Filter,
    image_shape: tuple[int, int] | None = None,
    mode: _Mode = "same",
    **options: Any,
) -> sp.csr_matrix: ...
@overload
def convolve(
    x: sp.sparray,
    filter: _Filter,
    image_shape: tuple[int, int] | None = None,
    mode: _Mode = "same",
    **options: Any,
) -> sp.csr_array: ...
@overload
def convolve(
    x: npt.ArrayLike,
    filter: _Filter,
    image_shape: tuple[int, int] | None = None,
    mode: _Mode = "same",
    **options: Any,
) -> npt.NDArray[Any]: ...
def max_projection(
    x: sp.spmatrix | sp.sparray, image_shape: tuple[int, int], *, normalize: _Norm | None = None
) -> npt.NDArray[Any]: ...
@overload
def normalize_rows(x: sp.spmatrix, norm: _Norm = "sum") -> sp.csr_matrix: ...
@overload
def normalize_rows(x: sp.sparray, norm: _Norm = "sum") -> sp.csr_array: ...
@overload
def prune(x: sp.spmatrix, threshold: float = 0.0) -> sp.csr_matrix: ...
@overload
def prune(x: sp.sparray, threshold: float = 0.0) -> sp.csr_array: ...
def read_batch(
    path: _Path,
    *,
    dtype: npt.DTypeLike | None = None,
    image_shape: tuple[int, int] | None = None,
    order: Literal["C", "F"] | None = None,
    n_images: int | None = None,
) -> tuple[sp.csr_matrix, tuple[int, int] | None]: ...
def write_batch(
    path: _Path,
    x: sp.spmatrix | sp.sparray,
    image_shape: tuple[int, int],
    *,
    compression: str | None = "none",
    overwrite: bool = False,
) -> None: ...

class _FileOutcome(NamedTuple):
    images: int
    nnz_in: int
    nnz_out: int
    image_shape: tuple[int, int]
    output_shape: tuple[int, int]
    method: str
    space: str
    seconds: float

def convolve_file(
    input: _Path,
    output: _Path,
    filter: _Filter | Sequence[_Filter] | Mapping[str, _Filter],
    *,
    mode: _Mode = "same",
    boundary: _Boundary = "zero",
    correlate: bool = False,
    adjoint: bool = False,
    at_entries: bool = False,
    threshold: float = 0.0,
    normalize: _Norm | None = None,
    method: _Method = "automatic",
    dtype: npt.DTypeLike | None = None,
    num_threads: int | None = None,
    space: str | None = None,
    image_shape: tuple[int, int] | None = None,
    order: Literal["C", "F"] | None = None,
    n_images: int | None = None,
    memory_limit: int | None = None,
    layout: Literal["single", "sharded"] = "single",
    compression: str | None = "none",
    resume: bool = False,
    overwrite: bool = False,
    progress: Callable[[int, int], object] | bool | None = None,
) -> _FileOutcome: ...

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
