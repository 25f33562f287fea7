"""The tests of sparse_convolution itself, and random calls beside it."""

import importlib
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
import scipy.sparse
from random_calls import SEED, random_call

import sparseconv

# Tests that look at PyTorch itself.
LEFT_OUT = "not torch"


def test_its_own_tests_pass(original, tmp_path):
    """Runs the original's tests with a package of its name that holds our class."""
    alias = tmp_path / "sparse_convolution"
    alias.mkdir()
    (alias / "__init__.py").write_text("from sparseconv import Toeplitz_convolution2d\n")
    (alias / "sparse_convolution.py").write_text("HAS_NUMBA = True\n")
    (tmp_path / "numba.py").write_text("# which the tests look for, and do not use\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", LEFT_OUT,
         str(original / "tests")],
        cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "243 passed" in done.stdout and "skipped" not in done.stdout


@pytest.fixture
def their_class(original, monkeypatch):
    monkeypatch.syspath_prepend(str(original))
    return importlib.import_module("sparse_convolution").Toeplitz_convolution2d


@pytest.mark.parametrize("seed", range(1000 + 100 * SEED, 1100 + 100 * SEED))
def test_random_call(their_class, seed):
    """The original computes with its method lazy on NumPy, which takes every type without Numba."""
    rng = np.random.default_rng(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a complex number that is cast loses its imaginary part
        settings, x, call, _ = random_call(rng)
        result = sparseconv.Toeplitz_convolution2d(**settings)(x, **call)
        dtype = settings["k"].dtype if settings["dtype"] is None else settings["dtype"]
        settings.update(method="lazy", backend="numpy")
        expected = their_class(**settings)(plain(x).astype(dtype), **call)
    assert type(result) is type(expected)
    assert result.dtype == expected.dtype and result.shape == expected.shape
    if scipy.sparse.issparse(expected):
        expected, result = expected.toarray(), result.toarray()
    if expected.dtype.kind in "iub":
        assert np.array_equal(result, expected)
    else:
        tolerance = 1e-5 if expected.dtype in (np.float32, np.complex64) else 1e-12
        np.testing.assert_allclose(result, expected, rtol=tolerance,
                                   atol=20 * tolerance * np.abs(expected).max(initial=1))


def plain(x):
    """The images in a form that the original takes: without unaligned arrays, without room after
    the last entry, and cast already, as not all of its methods cast."""
    if not scipy.sparse.issparse(x):
        return np.asarray(x)
    x = x.tocsr()
    nnz = x.indptr[-1]
    arrays = (x.data[:nnz].copy(), x.indices[:nnz].copy(), x.indptr.copy())
    return scipy.sparse.csr_matrix(arrays, shape=x.shape)
