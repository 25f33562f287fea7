"""A single convolution, and what often follows: projections, norms and thresholds."""

from __future__ import annotations

import numpy as np
import scipy.sparse

from ._matrices import as_array, as_csr, kind_of, make_result, stored, with_dtype
from ._native import core as _core
from ._options import checked_shape_of, native_norm
from ._plan import Plan


def convolve(x, filter, image_shape=None, mode="same", **options):
    """Convolves images once. For more than one batch, make a `Plan`.

    Parameters
    ----------
    x : sparse matrix or array, or array_like
        A batch of shape ``(n, H * W)``, an image of shape ``(H, W)`` or a stack ``(n, H, W)``.
    filter : array_like of shape (h, w), or str
        As for `Plan`.
    image_shape : tuple of int, optional
        Height and width ``(H, W)``. By default the last two extents of `x`, which must then be an
        image or a stack.
    mode : {'same', 'full', 'valid'}
        As in `scipy.signal.convolve2d`.
    options : keyword arguments
        All others of `Plan`, such as ``boundary`` and ``dtype``.

    Returns
    -------
    csr_matrix, csr_array or ndarray
        As from `Plan.__call__`, which also says what is raised.

    Examples
    --------
    >>> import numpy as np, sparseconv
    >>> sparseconv.convolve(np.array([[0., 1., 0.]]), np.array([[1., 2., 3.]]))
    array([[1., 2., 3.]])
    """
    if image_shape is not None:
        return Plan(image_shape, filter, mode=mode, **options)(x)
    x = x if scipy.sparse.issparse(x) else as_array(x)
    if x.ndim not in (2, 3):
        raise ValueError(f"the images have shape {x.shape}, which is no image and no stack of "
                         "images: give image_shape for a batch")
    return Plan(x.shape[-2:], filter, mode=mode, **options)._of_images(x)


def max_projection(x, image_shape, *, normalize=None):
    """The maximum over all images of a batch in each pixel.

    Parameters
    ----------
    x : sparse matrix or array of shape (n, H * W)
        Pixels that an image does not store are 0.
    image_shape : tuple of int
        Height and width ``(H, W)`` of the images.
    normalize : {None, 'max', 'sum'}
        Divides the values of each image first, by the largest finite one, as ROICaT does, or by
        the sum; see `normalize_rows`.

    Returns
    -------
    ndarray of shape (H, W)
        Of type float32 for float32, else float64. A NaN is the maximum of its pixel.

    Raises
    ------
    ValueError
        If the batch has another number of pixels, or is not valid.

    Examples
    --------
    >>> import scipy.sparse, sparseconv
    >>> images = scipy.sparse.csr_matrix([[1., 0., 4., 0.], [0., 3., 1., 0.]])
    >>> sparseconv.max_projection(images, (2, 2))
    array([[1., 3.],
           [4., 0.]])
    """
    x = _floating(x)
    height, width = checked_shape_of(x, image_shape)
    result = _core.max_projection(*stored(x), height, width, native_norm(normalize))
    return result.astype(x.dtype, copy=False).reshape(height, width)


def normalize_rows(x, norm="sum"):
    """Divides the values of each image by their sum or by the largest finite one.

    Parameters
    ----------
    x : sparse matrix or array of shape (n, H * W)
    norm : {'sum', 'max'}
        An image stays as it is where its sum is 0 or not finite, or where no finite value is
        above 0.

    Returns
    -------
    csr_matrix or csr_array
        Of type float32 for float32, else float64, with arrays of its own. Columns are sorted and
        unique, and no stored value is 0.

    Examples
    --------
    >>> import scipy.sparse, sparseconv
    >>> images = scipy.sparse.csr_matrix([[1., 0., 3.], [0., 0., 0.]])
    >>> sparseconv.normalize_rows(images).toarray()
    array([[0.25, 0.  , 0.75],
           [0.  , 0.  , 0.  ]])
    """
    kind, x = kind_of(x), _floating(x)
    return make_result(kind, _core.normalize(*stored(x), x.shape[1], native_norm(norm)), x.shape)


def prune(x, threshold=0.0):
    """Drops entries whose absolute value is below a threshold, and zeros.

    Parameters
    ----------
    x : sparse matrix or array of shape (n, H * W)
    threshold : float
        At least 0. Entries of exactly this absolute value stay, and so does NaN.

    Returns
    -------
    csr_matrix or csr_array
        Of type float32 for float32, else float64, with arrays of its own. Columns are sorted and
        unique.

    Examples
    --------
    >>> import scipy.sparse, sparseconv
    >>> images = scipy.sparse.csr_matrix([[0.1, 0.5, -2.]])
    >>> sparseconv.prune(images, 0.5).toarray()
    array([[ 0. ,  0.5, -2. ]])
    """
    kind, x = kind_of(x), _floating(x)
    return make_result(kind, _core.prune(*stored(x), x.shape[1], float(threshold)), x.shape)


def _floating(x):
    """The batch in CSR, with values of a type that the extension takes."""
    x = x if scipy.sparse.issparse(x) else as_array(x)
    if x.dtype.kind not in "biuf":
        raise TypeError(f"this is for real numbers, not for type {x.dtype}")
    dtype = np.float32 if x.dtype == np.float32 else np.float64
    if isinstance(x, np.ndarray):
        return as_csr(x.astype(dtype, copy=False))  # SciPy takes no float16
    return with_dtype(as_csr(x), dtype)
