"""Batches in files: AnnData's CSR encoding in HDF5, with the shape of the images."""

from __future__ import annotations

import os

import numpy as np

from ._matrices import MOST, as_csr, canonical, csr_matrix, stored
from ._native import core as _core


def read_batch(path, *, dtype=None):
    """Reads a batch.

    Parameters
    ----------
    path : str or path-like
        ``FILE`` or ``FILE:GROUP``; without a group it is ``images``, or else the only batch in the
        file.
    dtype : {float32, float64}, optional
        Type of the values; by default float32 where that loses no digits of those stored.

    Returns
    -------
    x : csr_matrix of shape (n, H * W)
    image_shape : tuple of int or None
        Height and width ``(H, W)``, where the file says so.

    Raises
    ------
    ValueError
        For anything that is no such batch, or is damaged, naming file and dataset.

    Examples
    --------
    >>> import scipy.sparse, sparseconv, tempfile
    >>> images = scipy.sparse.csr_matrix([[0., 1., 0., 2.]])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sparseconv.write_batch(folder + "/batch.h5", images, (2, 2))
    ...     x, image_shape = sparseconv.read_batch(folder + "/batch.h5")
    >>> x.toarray(), image_shape
    (array([[0., 1., 0., 2.]]), (2, 2))
    """
    single = None if dtype is None else _is_single(np.dtype(dtype))
    arrays, shape, image_shape = _part("read_batch")(os.fspath(path), single)
    return csr_matrix(arrays, shape=shape, copy=False), image_shape


def write_batch(path, x, image_shape):
    """Writes a batch, as a file that `read_batch`, AnnData and h5py read.

    Parameters
    ----------
    path : str or path-like
        ``FILE`` or ``FILE:GROUP``, the group being ``images`` by default. A file of that name is
        replaced when the new one is complete.
    x : sparse matrix or array of shape (n, H * W)
        With values of type float32 or float64.
    image_shape : tuple of int
        Height and width ``(H, W)``.

    Raises
    ------
    ValueError
        For images of another size.
    MemoryError
        If the file cannot be written, saying why.

    Examples
    --------
    See `read_batch`.
    """
    x = canonical(as_csr(x))
    height, width = image_shape
    if x.shape[1] != height * width:
        raise ValueError(f"the batch has {x.shape[1]} pixels an image, but {height} x {width} are "
                         f"{height * width}")
    _is_single(x.dtype)
    wide = max(x.shape) > MOST
    _part("write_batch")(os.fspath(path), *stored(x), height, width, wide)


def _is_single(dtype):
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"files hold values of type float32 or float64, not {dtype}")
    return dtype == np.float32


def _part(name):
    """A function of the extension that is there if it was built with HDF5."""
    if not hasattr(_core, name):
        raise NotImplementedError("this sparseconv was built without HDF5, so it has no files")
    return getattr(_core, name)
