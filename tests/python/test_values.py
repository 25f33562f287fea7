"""Values at some pixels, thresholds, and images divided by their totals."""

import numpy as np
import pytest
import scipy.signal
import scipy.sparse

import sparseconv
from sparseconv import Plan

FILTER = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 0.25]])
SHAPE = (6, 7)


def batch(dtype=np.float64, n=5):
    return scipy.sparse.random(n, 42, 0.15, "csr", dtype, random_state=3)


def whole(x, mode="same", boundary="zero"):
    return Plan(SHAPE, FILTER, mode=mode, boundary=boundary)(x.toarray())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("boundary", ["zero", "mirror", "wrap"])
@pytest.mark.parametrize("method", sparseconv._options.METHODS)
def test_values_at_entries(dtype, boundary, method):
    x = batch(dtype)
    result = Plan(SHAPE, FILTER, boundary=boundary, method=method).at(x)
    assert result.dtype == dtype and type(result) is scipy.sparse.csr_matrix
    np.testing.assert_array_equal(result.indices, x.indices)
    np.testing.assert_array_equal(result.indptr, x.indptr)
    expected = whole(x, boundary=boundary)[x.nonzero()]
    np.testing.assert_allclose(result.data, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_values_at_a_pattern(mode):
    x = scipy.sparse.csr_array(batch())
    plan = Plan(SHAPE, FILTER, mode=mode)
    expected = whole(x, mode)
    pattern = scipy.sparse.random(5, expected.shape[1], 0.4, "coo", np.float32, random_state=4)
    result = plan.at(x, pattern)
    assert type(result) is scipy.sparse.csr_array and result.nnz == pattern.nnz
    rows, columns = pattern.tocsr().nonzero()
    np.testing.assert_allclose(result.data, expected[rows, columns], atol=1e-12)
    one = scipy.sparse.csr_matrix(x[[1]].toarray().reshape(SHAPE))
    pixels = scipy.sparse.csr_matrix(np.ones(plan.output_shape))
    np.testing.assert_allclose(plan.at(one, pixels).data, expected[1], atol=1e-12)


@pytest.mark.parametrize("norm", [None, "sum", "max"])
@pytest.mark.parametrize("threshold", [0, 0.3, 2])
def test_threshold_and_norm(norm, threshold):
    x = batch()
    plan = Plan(SHAPE, FILTER, threshold=threshold, normalize=norm)
    expected = whole(x)
    expected[np.abs(expected) < threshold] = 0
    if norm:
        totals = getattr(expected, norm)(axis=1, keepdims=True)
        expected = expected / np.where((totals == 0) | ((norm == "max") & (totals < 0)), 1, totals)
    assert plan.threshold == threshold and plan.normalize == norm
    np.testing.assert_allclose(plan(x).toarray(), expected, atol=1e-12)
    np.testing.assert_allclose(plan(x.toarray()), expected, atol=1e-12)
    assert plan(x).nnz == np.count_nonzero(expected)
    linear = Plan(SHAPE, FILTER)
    np.testing.assert_array_equal(plan.adjoint(x).toarray(), linear.adjoint(x).toarray())


def test_files(tmp_path):
    if not hasattr(sparseconv._native.core, "convolve_file"):
        pytest.skip("built without HDF5 or nlohmann-json")
    x = batch()
    sparseconv.write_batch(tmp_path / "in.h5", x, SHAPE)
    direct = {"method": "direct"}  # or else each chooses a method, and bits may differ
    for settings in ({"threshold": 0.5, "normalize": "sum"}, {"boundary": "wrap"},
                     {"correlate": True, "boundary": "mirror"}):
        sparseconv.convolve_file(tmp_path / "in.h5", tmp_path / "out.h5", FILTER, **settings,
                                 **direct)
        result, _ = sparseconv.read_batch(tmp_path / "out.h5")
        expected = Plan(SHAPE, FILTER, **settings, **direct)(x)
        np.testing.assert_array_equal(result.toarray(), expected.toarray())
    sparseconv.convolve_file(tmp_path / "in.h5", tmp_path / "out.h5", FILTER, at_entries=True)
    result, _ = sparseconv.read_batch(tmp_path / "out.h5")
    np.testing.assert_array_equal(result.toarray(), Plan(SHAPE, FILTER).at(x).toarray())
    sparseconv.convolve_file(tmp_path / "in.h5", tmp_path / "out.h5", FILTER, adjoint=True,
                             **direct)
    result, _ = sparseconv.read_batch(tmp_path / "out.h5")
    expected = Plan(SHAPE, FILTER, **direct).adjoint(x)
    np.testing.assert_array_equal(result.toarray(), expected.toarray())


def test_what_is_refused():
    x = batch()
    with pytest.raises(ValueError, match="threshold is -1.0: it must be a finite number"):
        Plan(SHAPE, FILTER, threshold=-1)
    with pytest.raises(ValueError, match="no norm 'mean': use one of None, 'sum', 'max'"):
        Plan(SHAPE, FILTER, normalize="mean")
    with pytest.raises(TypeError, match="threshold and normalize are for real results"):
        Plan(SHAPE, FILTER, threshold=1, dtype=np.int32)(x)
    with pytest.raises(TypeError, match="for results of type float32 or float64"):
        Plan(SHAPE, FILTER, dtype=np.complex64).at(x)
    with pytest.raises(ValueError, match=r"the pattern has shape \(5, 42\), but the result has"):
        Plan(SHAPE, FILTER, mode="full").at(x)
    with pytest.raises(ValueError, match="sparse images and a sparse pattern"):
        Plan(SHAPE, FILTER).at(x.toarray())
