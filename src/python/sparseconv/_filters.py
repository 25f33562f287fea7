"""Filters that are often used, as arrays."""

from __future__ import annotations

import numpy as np

from ._native import core as _core


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
    return _as_array(_core.box(size))


def gaussian(sigma, radius=None):
    """A Gaussian of sum 1.

    Parameters
    ----------
    sigma : float
        Standard deviation in pixels, above 0.
    radius : int, optional
        In pixels; by default ``floor(4 * sigma + 0.5)``, as in `scipy.ndimage.gaussian_filter`.

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
    return _as_array(_core.gaussian(sigma, -1 if radius is None else radius))


def cosine(half_width):
    """A raised cosine of sum 1, with which ROICaT blurs the footprints of neurons.

    Parameters
    ----------
    half_width : float
        In pixels, above 0.

    Returns
    -------
    ndarray
        ``(1 + cos(pi * d / half_width)) / 2`` at distance ``d < half_width`` from the centre,
        scaled, in the smallest square that holds it.

    Examples
    --------
    >>> import sparseconv
    >>> sparseconv.cosine(10).shape
    (19, 19)
    """
    return _as_array(_core.cosine(half_width))


def as_filter(filter):
    """A copy of an array_like, or the filter that a text describes."""
    if isinstance(filter, str):
        return _as_array(_core.filter_from_string(filter))
    filter = np.array(filter)
    if filter.ndim != 2 or filter.size == 0:
        raise ValueError(f"a filter has two dimensions and some weights, not shape {filter.shape}")
    return filter


def _as_array(shape_and_weights):
    height, width, weights = shape_and_weights
    return np.array(weights).reshape(height, width)
