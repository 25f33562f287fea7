"""Filters that are often used, as arrays."""

from __future__ import annotations

import operator
import os

import numpy as np
import scipy.sparse

from ._matrices import as_array, as_csr, check_entries
from ._native import core as _core, function_of_files


def box(size):
    """The mean over a square.

    Parameters
    ----------
    size : int
        Side of the square in pixels, at least 1.

    Returns
    -------
    ndarray of shape (size, size)
        Every weight is ``1 / size**2``.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.box(2)
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    return _as_array(_core.box(checked_integer("size", size)))


def gaussian(sigma, radius=None):
    """A Gaussian of sum 1.

    Parameters
    ----------
    sigma : float
        Standard deviation in pixels, above 0.
    radius : int, optional
        Radius in pixels, at least 0; by default ``floor(4 * sigma + 0.5)``, as in
        `scipy.ndimage.gaussian_filter`.

    Returns
    -------
    ndarray of shape (2 * radius + 1, 2 * radius + 1)
        ``exp(-d**2 / (2 * sigma**2))`` at distance d from the centre, scaled.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.gaussian(1.5).shape
    (13, 13)
    """
    radius = None if radius is None else checked_integer("radius", radius)
    if radius is not None and radius < 0:
        raise ValueError(f"radius is {radius}: it must be at least 0")
    sigma = _checked_real("sigma", sigma)
    return _as_array(_core.gaussian(sigma, -1 if radius is None else radius))


def cosine(half_width):
    """A raised cosine of sum 1, with which ROICaT blurs the footprints of neurons.

    Parameters
    ----------
    half_width : float
        Distance in pixels at which the cosine reaches 0; above 0.

    Returns
    -------
    ndarray
        ``(1 + cos(pi * d / half_width)) / 2`` at distance ``d < half_width`` from the centre,
        scaled, in the smallest square that holds all weights.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.cosine(10).shape
    (19, 19)
    """
    return _as_array(_core.cosine(_checked_real("half_width", half_width)))


def disk(radius):
    """The mean over a disk.

    Parameters
    ----------
    radius : float
        In pixels, at least 0.

    Returns
    -------
    ndarray
        Equal weights of sum 1 at distances up to `radius` from the centre, in the smallest square
        that holds them.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.disk(1)
    array([[0. , 0.2, 0. ],
           [0.2, 0.2, 0.2],
           [0. , 0.2, 0. ]])
    """
    return _as_array(_core.disk(_checked_real("radius", radius)))


def ring(inner, outer):
    """The mean over a ring: what ``disk(outer)`` has besides ``disk(inner)``.

    Parameters
    ----------
    inner : float
        In pixels, at least 0.
    outer : float
        In pixels, above `inner`.

    Returns
    -------
    ndarray
        Equal weights of sum 1 at distances ``inner < d <= outer`` from the centre, in the smallest
        square that holds them.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.ring(0, 1)
    array([[0.  , 0.25, 0.  ],
           [0.25, 0.  , 0.25],
           [0.  , 0.25, 0.  ]])
    """
    return _as_array(_core.ring(_checked_real("inner", inner), _checked_real("outer", outer)))


def delta():
    """The single weight 1, which changes nothing.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.delta()
    array([[1.]])
    """
    return _as_array(_core.delta())


def laplacian_of_gaussian(sigma):
    """The Laplacian of a Gaussian, as `scipy.ndimage.gaussian_laplace` has it.

    Parameters
    ----------
    sigma : float
        Standard deviation in pixels, above 0.

    Returns
    -------
    ndarray of shape (2 * r + 1, 2 * r + 1), r = floor(4 * sigma + 0.5)
        Negative in the centre.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.laplacian_of_gaussian(2).shape
    (17, 17)
    """
    return _as_array(_core.laplacian_of_gaussian(_checked_real("sigma", sigma)))


def difference_of_gaussians(sigma, other_sigma):
    """The difference of two Gaussians, ``gaussian(sigma)`` less ``gaussian(other_sigma)``.

    Parameters
    ----------
    sigma : float
        Standard deviation of the first in pixels, above 0.
    other_sigma : float
        That of the second.

    Returns
    -------
    ndarray
        As large as the larger of the two, which have a common centre.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.difference_of_gaussians(1, 3).shape
    (25, 25)
    """
    sigmas = _checked_real("sigma", sigma), _checked_real("other_sigma", other_sigma)
    return _as_array(_core.difference_of_gaussians(*sigmas))


def as_filter(filter):
    """A copy of an array_like or a sparse matrix, or the filter that a text describes, or that is
    in the file that it names."""
    if isinstance(filter, (str, os.PathLike)):
        text = os.fspath(filter)
        is_file = not isinstance(filter, str) or _is_file(text)
        if is_file and not _core.names_a_filter(text):
            return _as_array(function_of_files("read_filter")(text))
        return _as_array(_core.filter_from_string(text))
    filter = filter if scipy.sparse.issparse(filter) else as_array(filter)
    if filter.dtype.kind not in "biufc":
        raise TypeError(f"the weights of a filter are numbers, not of type {filter.dtype}")
    if len(filter.shape) != 2 or 0 in filter.shape:
        raise ValueError(f"a filter has two dimensions and some weights, not shape {filter.shape}")
    return filter.copy() if isinstance(filter, np.ndarray) else _dense(as_csr(filter))


def _is_file(text):
    """Whether a file has this name, or the name up to a colon, after which a dataset is named."""
    ends = [i for i, letter in enumerate(text) if letter == ":"] + [len(text)]
    return any(os.path.exists(text[:end]) for end in ends)


def _dense(filter):
    check_entries(filter)
    return filter.toarray()


def _as_array(shape_and_weights):
    height, width, weights = shape_and_weights
    return np.array(weights).reshape(height, width)


def checked_integer(what, n):
    """An integer of any type as one of Python, which the extension takes."""
    try:
        n = operator.index(n)
    except TypeError:
        raise TypeError(f"{what} cannot be {n!r}: it must be an integer") from None
    if abs(n) >= 2**63:
        raise ValueError(f"{what} is {n}, which is too large")
    return n


def _checked_real(what, value):
    """A number as a float. A text is none, though `float` would take it."""
    try:
        if not isinstance(value, (str, bytes)):
            return float(value)
    except OverflowError:
        raise ValueError(f"{what} is too large") from None
    except TypeError:
        pass
    raise TypeError(f"{what} cannot be {value!r}: it must be a number")
