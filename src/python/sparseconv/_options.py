"""What a convolution is set up with."""

from __future__ import annotations

import dataclasses
import math
import operator

import numpy as np

from ._filters import as_filter, checked_integer
from ._matrices import MOST
from ._native import core as _core

MODES = ("full", "same", "valid")
NORMS = (None, "sum", "max")
# What an image has beyond its edges, and what numpy.pad calls that.
BOUNDARIES = {"zero": "constant", "reflect": "symmetric", "mirror": "reflect", "nearest": "edge",
              "wrap": "wrap"}
METHODS = tuple(_core.methods())
_MOST_THREADS = 512  # Kokkos' OpenMP has room for no more


@dataclasses.dataclass(eq=False)
class Options:
    """The arguments of a `Plan`, checked, and what only other callers set."""

    image_shape: tuple
    filter: np.ndarray
    mode: str = "same"
    boundary: str = "zero"
    correlate: bool = False
    threshold: float = 0.0
    normalize: str | None = None
    method: str = "automatic"
    dtype: np.dtype | None = None
    num_threads: int | None = None
    space: str | None = None
    max_buffer_bytes: int = 256 << 20
    memory_budget: int = 4 << 30
    adjoint_shape: tuple | None = None  # shape of the results of a transpose

    def __post_init__(self):
        self.image_shape = checked_shape(self.image_shape)
        self.filter = as_filter(self.filter)
        self.space = _core.spaces()[0] if self.space is None else self.space
        _check("mode", self.mode, MODES)
        _check("boundary", self.boundary, BOUNDARIES)
        _check("norm", self.normalize, NORMS)
        _check("method", self.method, METHODS)
        _check("space", self.space, _core.spaces())
        self.correlate = bool(self.correlate)
        self.threshold = _checked_threshold(self.threshold)
        self.dtype = None if self.dtype is None else _checked_dtype(self.dtype)
        self.num_threads = checked_thread_count(self.num_threads)
        self.max_buffer_bytes = checked_bytes("max_buffer_bytes", self.max_buffer_bytes)
        self.memory_budget = checked_bytes("memory_budget", self.memory_budget)
        _check_extents("results", *self.output_shape(self.mode))

    @property
    def is_linear(self):
        return self.threshold == 0 and self.normalize is None

    def output_shape(self, mode):
        """Height and width of the results of a mode."""
        (height, width), (h, w) = self.image_shape, self.filter.shape
        if self.adjoint_shape:
            return self.adjoint_shape
        if mode == "full":
            return height + h - 1, width + w - 1
        if mode == "same":
            return height, width
        if h > height or w > width:
            raise ValueError(f"mode 'valid' needs images at least as large as the filter, but the "
                             f"images are {height} x {width} and the filter {h} x {w}")
        return height - h + 1, width - w + 1

    def is_image(self, shape):
        """Whether a shape is the shape of one image, and not of a batch or a stack."""
        height, width = self.image_shape
        if len(shape) == 2 and shape[1] == height * width:
            return False
        if shape[-2:] != self.image_shape or len(shape) > 3:
            raise ValueError(
                f"the images have shape {tuple(shape)}, but the plan is for images of {height} x "
                f"{width}: a batch has shape (n, {height * width}), an image ({height}, {width}), "
                f"dense images may be (n, {height}, {width})")
        return len(shape) == 2

    def adjoint(self):
        """Options of the transpose: its images are the results, and the other way round. What is
        not linear is left out."""
        return dataclasses.replace(self, image_shape=self.output_shape(self.mode), threshold=0.0,
                                   normalize=None, adjoint_shape=self.image_shape)

    @property
    def copies(self):
        """How many pixels of the extended image a transpose adds up in one at most."""
        if self.adjoint_shape is None or self.boundary == "zero":
            return 1
        pad = BOUNDARIES[self.boundary]
        # In images of twice the filter's extent, or more, no pixel has copies beyond both edges.
        return math.prod(
            int(np.bincount(np.pad(np.arange(min(extent, 2 * reach)), reach - 1, pad)).max())
            for extent, reach in zip(self.adjoint_shape, self.filter.shape))

    @property
    def _extended_pixels(self):
        """Pixels of an image with what a boundary adds to it, for any mode."""
        if self.boundary == "zero":
            return 0
        return math.prod(extent + 2 * (reach - 1) for extent, reach in
                         zip(self.adjoint_shape or self.image_shape, self.filter.shape))

    def make_engine(self, mode, filter, single_precision, wide):
        """An engine of the extension; `wide` asks for 64-bit columns where 32 bits would do."""
        (height, width), (out_height, out_width) = self.image_shape, self.output_shape(mode)
        pixels = max(height * width, out_height * out_width, self._extended_pixels)
        settings = _core.Settings()
        settings.height, settings.width = self.adjoint_shape or self.image_shape
        settings.filter_height, settings.filter_width = filter.shape
        settings.weights = filter.astype(np.float64).ravel().tolist()
        settings.mode, settings.boundary, settings.method = mode, self.boundary, self.method
        settings.correlate, settings.adjoint = self.correlate, self.adjoint_shape is not None
        settings.threshold, settings.normalize = self.threshold, native_norm(self.normalize)
        settings.max_buffer_bytes = self.max_buffer_bytes
        settings.memory_budget = self.memory_budget
        settings.n_threads = self.num_threads or 0
        return _core.make_engine(single_precision, wide or pixels > MOST, self.space, settings)


def checked_shape(image_shape):
    """Height and width of images, as integers."""
    try:
        height, width = map(operator.index, image_shape)
    except (TypeError, ValueError) as error:
        raise type(error)(f"image_shape is (H, W), two integers, not {image_shape!r}") from None
    _check_extents("images", height, width)
    return height, width


def _check_extents(what, height, width):
    if height < 1 or width < 1:
        raise ValueError(f"{what} of {height} x {width} have no pixels")
    if max(height, width) > MOST:
        raise ValueError(f"{what} of {height} x {width} are too large: height and width may be at "
                         f"most {MOST}")


def checked_shape_of(x, image_shape):
    """Height and width of the images of a batch."""
    height, width = checked_shape(image_shape)
    if x.shape[1] != height * width:
        raise ValueError(f"the batch has {x.shape[1]} pixels an image, but {height} x {width} are "
                         f"{height * width}")
    return height, width


def native_norm(name):
    """The extension's name of what images are divided by."""
    _check("norm", name, NORMS)
    return name or "none"


def _check(what, value, names):
    if not isinstance(value, (str, type(None))) or value not in names:
        raise ValueError(f"there is no {what} {value!r}: use one of {', '.join(map(repr, names))}")


def _checked_dtype(dtype):
    dtype = np.dtype(dtype)
    if dtype.kind not in "biufc":
        raise TypeError(f"results are numbers, not of type {dtype}")
    return dtype


def _checked_threshold(threshold):
    threshold = float(threshold)
    if not 0 <= threshold < np.inf:
        raise ValueError(f"threshold is {threshold}: it must be a finite number, at least 0")
    return threshold


def checked_thread_count(num_threads):
    if num_threads is None:
        return None
    num_threads = checked_integer("num_threads", num_threads)
    if not 1 <= num_threads <= _MOST_THREADS:
        raise ValueError(f"num_threads is {num_threads}: it must be from 1 to {_MOST_THREADS}")
    return num_threads


def checked_bytes(what, n):
    try:
        n = operator.index(n)
    except TypeError:
        raise TypeError(f"{what} cannot be {n!r}: it must be a whole number of bytes, such as "
                        "4 << 30") from None
    if not 0 <= n < 2**63:
        raise ValueError(f"{what} is {n}: it must be a number of bytes, at least 0")
    return n
