"""Random calls of Toeplitz_convolution2d, compared with plain loops over NumPy arrays."""

import warnings

import numpy as np
import pytest
import scipy.sparse
from random_calls import SEED, random_call

import sparseconv


def reference(dense, kernel, shape, mode, dtype, batching):
    """The convolution as every pixel times every weight, in the type of the result."""
    images = dense.astype(dtype).reshape(-1 if batching else 1, *shape)
    kernel = kernel.astype(dtype)
    full = np.zeros((len(images), *(np.add(shape, kernel.shape) - 1)), dtype)
    for (i, j), weight in np.ndenumerate(kernel):
        full[:, i : i + shape[0], j : j + shape[1]] += images * weight
    h, w = kernel.shape
    top, left = {"full": (0, 0), "same": ((h - 1) // 2, (w - 1) // 2), "valid": (h - 1, w - 1)}[mode]
    height, width = {
        "full": full.shape[1:], "same": shape, "valid": (shape[0] - h + 1, shape[1] - w + 1)
    }[mode]
    result = full[:, top : top + height, left : left + width]
    return result.reshape(len(images), height * width) if batching else result[0]


def check_canonical(result):
    assert type(result) is scipy.sparse.csr_matrix
    assert result.indices.dtype == result.indptr.dtype == np.int32
    fresh = scipy.sparse.csr_matrix((result.data, result.indices, result.indptr), result.shape)
    fresh.check_format(full_check=True)
    assert fresh.has_canonical_format and result.has_canonical_format
    assert np.all(result.data != 0)


@pytest.mark.parametrize("seed", range(600 * SEED, 600 * (SEED + 1)))
def test_random_call(seed):
    rng = np.random.default_rng(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a complex number that is cast loses its imaginary part
        settings, x, call, dense = random_call(rng)
        conv = sparseconv.Toeplitz_convolution2d(**settings)
        result = conv(x, **call)
        dtype = np.dtype(settings["k"].dtype if settings["dtype"] is None else settings["dtype"])
        expected = reference(dense, settings["k"], tuple(settings["x_shape"]),
                             call["mode"] or settings["mode"], dtype, call["batching"])
    assert scipy.sparse.issparse(result) == scipy.sparse.issparse(x)
    if scipy.sparse.issparse(result):
        check_canonical(result)
        result = result.toarray()
    assert type(result) is np.ndarray and result.dtype == dtype
    assert result.shape == expected.shape
    if dtype.kind in "iub":
        assert np.array_equal(result, expected)
    else:
        tolerance = 1e-5 if dtype in (np.float32, np.complex64) else 1e-12
        np.testing.assert_allclose(result, expected, rtol=tolerance,
                                   atol=20 * tolerance * np.abs(expected).max(initial=1))
