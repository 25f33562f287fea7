"""The class of the package sparse_convolution, for users of that package."""

from __future__ import annotations

import os

import numpy as np
import scipy.sparse

from ._convolution import Convolution
from ._matrices import as_csr
from ._native import core as _core
from ._options import MODES, Options

BACKENDS = {
    "precomputed": ("numpy", "numba", "torch"),
    "lazy": ("numpy", "torch"),
    "gather_scatter": ("numpy", "numba", "torch"),
    "direct": ("numba",),
}
_DEFAULT_BACKENDS = {"direct": "numba", "gather_scatter": "numba"}
_TOO_SMALL = "x must be larger than k in both dimensions for mode='valid'"
_LARGE = 10**8  # entries of a Toeplitz matrix that `verbose` warns of


class Toeplitz_convolution2d:
    """Convolves 2-D images with a 2-D kernel. Stands in for the class of the same name in
    `sparse_convolution` 0.4.2: it has the same arguments, attributes and results.

    Parameters
    ----------
    x_shape : tuple of int
        Height and width ``(H, W)`` of an image.
    k : ndarray of shape (h, w)
        The kernel.
    mode : {'same', 'full', 'valid'}
        As in `scipy.signal.convolve2d`.
    dtype : dtype, optional
        Type of the results, to which kernel and images are cast: any type that `Plan` takes, by
        default the type of the kernel.
    verbose : bool or int
        Whether to warn of a large Toeplitz matrix of the method ``'precomputed'``.
    method : {'direct', 'precomputed', 'lazy', 'gather_scatter'}
        How to compute. All methods give the same results up to rounding.
    max_buffer_bytes : int
        Bytes of the buffers of the methods ``'lazy'`` and ``'gather_scatter'``; a single image may
        take more.
    backend : {'numpy', 'numba', 'torch'}, optional
        Checked and recorded as in `sparse_convolution`; all backends mean this module.
    device : str, optional
        Recorded. With the backend ``'torch'`` and a name that begins with ``'cuda'`` the GPU
        computes, if this module was built for CUDA.

    Notes
    -----
    Differences from `sparse_convolution`: neither Numba nor PyTorch is needed; NaN is not dropped;
    columns that are no pixels raise a ValueError; every method obeys `dtype` and gives CSR.
    Attributes may be set between calls, and the kernel may be changed in place. The memory of
    results is kept for the next calls, until `release_memory`.

    Examples
    --------
    >>> import numpy as np, scipy.sparse, sparseconv
    >>> conv = sparseconv.Toeplitz_convolution2d(x_shape=(100, 30), k=np.ones((3, 3)))
    >>> images = scipy.sparse.random(5, 3000, density=0.01, format="csr")
    >>> conv(images, batching=True).shape
    (5, 3000)
    """

    def __init__(self, x_shape, k, mode="same", dtype=None, verbose=False, method="direct",
                 max_buffer_bytes=256 * 1024 * 1024, backend=None, device=None):
        self.x_shape = _checked_shape(x_shape)
        _require(isinstance(k, np.ndarray), f"k must be a numpy array, not a {type(k)}")
        _require(k.ndim == 2, f"k must have two dimensions, not {k.ndim}")
        _check_mode(mode, self.x_shape, k)
        self.backend = _checked_backend(method, backend)
        self.k = k.copy()
        self.mode = mode
        self.method = method
        self.dtype = k.dtype if dtype is None else dtype
        self.max_buffer_bytes = max_buffer_bytes
        self.device = device
        if device is None and self.backend == "torch":
            self.device = "cuda" if "cuda" in _core.spaces() else "cpu"
        if verbose > 0 and method == "precomputed":
            _warn_of_size(self.x_shape[0] * self.x_shape[1] * k.size)
        self._convolution = self._made_of = None
        self._current()  # raises errors now, and not in the first call

    def __call__(self, x, batching=True, mode=None):
        """Convolves images.

        Parameters
        ----------
        x : sparse matrix or array of any format, or ndarray
            With `batching`, a batch of shape ``(n, H * W)`` with an image in each row; without it,
            a single image of shape ``(H, W)``.
        batching : bool
        mode : {'same', 'full', 'valid'}, optional
            Used instead of the mode of the object.

        Returns
        -------
        csr_matrix or ndarray
            Of shape ``(n, H_out * W_out)`` or ``(H_out, W_out)``: sparse for sparse images.

        Raises
        ------
        AssertionError
            For images of another shape, and for arguments that are not listed here.
        ValueError
            For a matrix that is not valid. The message names image and entry.
        """
        if mode is None:
            mode = self.mode
        _check_mode(mode, self.x_shape, self.k)
        height, width = self.x_shape
        if batching:
            _require(x.shape[1] == height * width,
                     f"x has {x.shape[1]} columns, but images of {self.x_shape} have "
                     f"{height * width} pixels: with batching=True each row is an image")
        else:
            _require(x.shape == self.x_shape,
                     f"x has shape {x.shape}: with batching=False it is an image of {self.x_shape}")
        convolution = self._current()
        if not scipy.sparse.issparse(x):
            if x.ndim != 2:
                raise ValueError(f"x has {x.ndim} dimensions, not two")
            return convolution.dense(np.asarray(x), mode, not batching)
        x = as_csr(x)
        if self.method == "lazy":
            convolution = self._with_room_for(x, batching)
        return convolution.sparse(x, scipy.sparse.csr_matrix, mode, not batching)

    def release_memory(self):
        """Gives back the memory that is kept for the next results. The class of the original has no
        such method, and keeps nothing."""
        self._convolution = self._made_of = None

    def _current(self):
        """The convolution for the attributes as they are now."""
        k = self.k
        made_of = (self.x_shape, k.tobytes(), k.shape, k.dtype, self.dtype, self.method,
                   self.max_buffer_bytes, self.backend, self.device)
        if made_of != self._made_of:
            self._convolution = self._make(self.max_buffer_bytes)
            self._made_of = made_of
        return self._convolution

    def _make(self, max_buffer_bytes):
        options = Options(self.x_shape, self.k, method=self.method, dtype=self.dtype,
                          space=_space_of(self.backend, self.device),
                          memory_budget=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        height, width = options.output_shape("full")
        options.max_buffer_bytes = max(int(max_buffer_bytes), 8 * height * width)
        return Convolution(options)

    def _with_room_for(self, x, batching):
        """The convolution of the method lazy, with buffers that hold all products of an image."""
        entries = int(np.diff(x.indptr).max(initial=0)) if batching else x.nnz
        needed = entries * self.k.size * 2 * (8 + 8)
        if needed > self._convolution.options.max_buffer_bytes:
            self._convolution = self._make(needed)
        return self._convolution

    def __getstate__(self):
        return {**self.__dict__, "_convolution": None, "_made_of": None}


def _require(condition, message):
    """What the original asserts, also where Python leaves out `assert` (python -O)."""
    if not condition:
        raise AssertionError(message)


def _checked_shape(x_shape):
    _require(isinstance(x_shape, (tuple, list)), f"x_shape must be a tuple, not a {type(x_shape)}")
    numbers = (int, float, np.integer, np.floating)
    _require(all(isinstance(extent, numbers) for extent in x_shape),
             f"x_shape must hold integers, not {x_shape}")
    return int(x_shape[0]), int(x_shape[1])


def _check_mode(mode, x_shape, k):
    _require(isinstance(mode, str), f"mode must be a string, not a {type(mode)}")
    _require(mode in MODES, f"mode must be 'full', 'same', or 'valid', not {mode!r}")
    if mode == "valid":
        _require(x_shape[0] >= k.shape[0] and x_shape[1] >= k.shape[1], _TOO_SMALL)


def _checked_backend(method, backend):
    _require(isinstance(method, str), f"method must be a string, not a {type(method)}")
    _require(method in BACKENDS, f"method must be one of {list(BACKENDS)}, not {method!r}")
    if backend is None:
        backend = _DEFAULT_BACKENDS.get(method, "numpy")
    _require(backend in BACKENDS[method],
             f"backend {backend!r} does not go with method {method!r}: use one of "
             f"{BACKENDS[method]}")
    return backend


def _space_of(backend, device):
    """Where to compute. The device matters to the backend 'torch' only."""
    spaces = _core.spaces()
    if backend != "torch" or device is None or not str(device).startswith("cuda"):
        return spaces[-1]
    if "cuda" not in spaces:
        raise RuntimeError(f"device {device!r}: this sparseconv was built for {', '.join(spaces)}")
    return "cuda"


def _warn_of_size(entries):
    if entries >= _LARGE:
        print(f"Warning: the Toeplitz matrix may have {entries} nonzero entries, which takes much "
              "memory and time; the method 'direct' needs no matrix.")
