"""Boundaries, correlation and the adjoint, beside numpy.pad and SciPy."""

import pickle

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
import scipy.sparse
import scipy.sparse.linalg
from padding import PAD, convolve_padded

import sparseconv
from sparseconv import Plan

MODES = ["full", "same", "valid"]


def reference(images, *settings):
    """What numpy.pad and a valid convolution make of a stack of images."""
    return np.stack([convolve_padded(image, *settings) for image in images])


def random_case(seed):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 9, 2))
    filter = rng.standard_normal(rng.integers(1, 8, 2)) * (rng.random((1, 1)) < 0.9)
    images = rng.standard_normal((3, *shape)) * (rng.random((3, *shape)) < 0.4)
    settings = {"mode": MODES[rng.integers(3)], "boundary": list(PAD)[rng.integers(5)],
                "correlate": bool(rng.integers(2)), "method": rng.choice(sparseconv._options.METHODS)}
    if settings["mode"] == "valid" and np.any(np.greater(filter.shape, shape)):
        settings["mode"] = "same"
    return rng, shape, filter, images, settings


@pytest.mark.parametrize("seed", range(300))
def test_random_plan(seed):
    rng, shape, filter, images, settings = random_case(seed)
    settings["method"] = str(settings["method"])
    plan = Plan(shape, filter, **settings)
    expected = reference(images, filter, settings["mode"], settings["boundary"],
                         settings["correlate"])
    batch = scipy.sparse.csr_matrix(images.reshape(3, -1))
    blurred = plan(batch)
    assert blurred.has_canonical_format
    np.testing.assert_allclose(blurred.toarray(), expected.reshape(3, -1), atol=1e-12)
    np.testing.assert_allclose(plan(images), expected, atol=1e-12)
    if shape[0] > 1:  # or else it is a batch
        np.testing.assert_allclose(plan(images[0]), expected[0], atol=1e-12)

    other = rng.standard_normal(expected.shape)
    back = plan.adjoint(other)
    assert back.shape == images.shape
    np.testing.assert_allclose((images * back).sum(), (expected * other).sum(), atol=1e-10)
    sparse_back = plan.adjoint(scipy.sparse.csr_array(other.reshape(3, -1)))
    assert type(sparse_back) is scipy.sparse.csr_array and sparse_back.has_canonical_format
    np.testing.assert_allclose(sparse_back.toarray(), back.reshape(3, -1), atol=1e-12)


@pytest.mark.parametrize("boundary", ["reflect", "mirror", "nearest", "wrap"])
@pytest.mark.parametrize("filter_shape", [(3, 3), (1, 5), (5, 7)])
def test_as_scipys_ndimage_does(boundary, filter_shape):
    rng = np.random.default_rng(5)
    image, filter = rng.standard_normal((6, 7)), rng.standard_normal(filter_shape)
    np.testing.assert_allclose(sparseconv.convolve(image, filter, boundary=boundary),
                               scipy.ndimage.convolve(image, filter, mode=boundary), atol=1e-12)
    np.testing.assert_allclose(
        sparseconv.convolve(image, filter, boundary=boundary, correlate=True),
        scipy.ndimage.correlate(image, filter, mode=boundary), atol=1e-12)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("filter_shape", [(2, 4), (3, 2), (3, 3)])
def test_correlates_as_scipy_does(mode, filter_shape):
    rng = np.random.default_rng(6)
    image, filter = rng.standard_normal((6, 7)), rng.standard_normal(filter_shape)
    np.testing.assert_allclose(sparseconv.convolve(image, filter, mode=mode, correlate=True),
                               scipy.signal.correlate2d(image, filter, mode), atol=1e-12)


@pytest.mark.parametrize("dtype", [np.int16, np.int64, np.complex64, np.complex128])
def test_other_types_have_boundaries_and_adjoints(dtype):
    rng = np.random.default_rng(7)
    image = rng.integers(0, 5, (5, 6)).astype(dtype)
    filter = rng.integers(-3, 4, (3, 2)).astype(dtype)
    if np.dtype(dtype).kind == "c":
        filter = filter + np.asarray(1j, dtype) * filter[::-1]
    plan = Plan(image.shape, filter, boundary="mirror", dtype=dtype)
    matrix = np.stack([plan(one).ravel() for one in np.eye(30, dtype=dtype).reshape(30, 5, 6)], 1)
    np.testing.assert_allclose(plan(image).ravel(), matrix @ image.ravel(), rtol=1e-5)
    np.testing.assert_allclose(plan.adjoint(image).ravel(), matrix.T @ image.ravel(), rtol=1e-5)


@pytest.mark.parametrize("boundary", list(PAD))
@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 5)])
def test_adjoints_of_large_integers_are_exact(boundary, shape):
    """Folding adds up more terms in a pixel than the filter has weights."""
    filter = np.ones((3, 3), np.int64)
    plan = Plan(shape, filter, boundary=boundary, mode="full", dtype=np.int64)
    size = shape[0] * shape[1]
    matrix = plan(np.eye(size, dtype=np.int64).reshape(size, *shape)).reshape(size, -1)
    for largest in (2**49, 2**51, 2**60):
        results = np.full(matrix.shape[1], largest)
        results[-1] = 1
        back = plan.adjoint(results.reshape(1, -1))
        np.testing.assert_array_equal(back.ravel(), matrix @ results)


def test_linear_operator_is_the_matrix_and_its_conjugate_transpose():
    rng = np.random.default_rng(8)
    filter = rng.standard_normal((3, 2)) + 1j * rng.standard_normal((3, 2))
    plan = Plan((4, 5), filter, mode="full", boundary="wrap", dtype=np.complex128)
    operator = plan.as_linear_operator()
    matrix = operator @ np.eye(20)
    assert operator.shape == matrix.shape == (6 * 6, 20) and operator.dtype == np.complex128
    np.testing.assert_allclose(operator.H @ np.eye(36), matrix.conj().T, atol=1e-12)
    x, y = rng.standard_normal(20), rng.standard_normal(36)
    np.testing.assert_allclose(operator @ x, matrix @ x)
    np.testing.assert_allclose(operator.rmatvec(y), matrix.conj().T @ y)


def test_linear_operator_of_complex_images():
    x, y = np.array([1j, 2, 3 - 1j]), np.array([2j, 1, 0])
    for filter in (np.array([[2.0, 1]]), np.array([[2j, 1]])):
        operator = Plan((1, 3), filter, mode="same").as_linear_operator()
        matrix = operator @ np.eye(3)
        np.testing.assert_allclose(operator @ x, matrix @ x)
        np.testing.assert_allclose(operator.H @ y, matrix.conj().T @ y)


@pytest.mark.parametrize("boundary", list(PAD))
def test_lsqr_finds_point_sources_again(boundary):
    rng = np.random.default_rng(9)
    sources = np.zeros((20, 24))
    sources.ravel()[rng.choice(480, 12, replace=False)] = rng.uniform(1, 5, 12)
    plan = Plan(sources.shape, sparseconv.gaussian(0.7), boundary=boundary)
    found = scipy.sparse.linalg.lsqr(plan.as_linear_operator(), plan(sources).ravel(), atol=1e-12,
                                     btol=1e-12, iter_lim=2000)[0]
    np.testing.assert_allclose(found.reshape(sources.shape), sources, atol=1e-3)


@pytest.mark.parametrize("option", [{"threshold": 0.1}, {"normalize": "sum"}])
def test_linear_operator_of_what_is_not_linear(option):
    with pytest.raises(ValueError, match="not linear"):
        Plan((3, 3), np.ones((3, 3)), **option).as_linear_operator()


@pytest.mark.parametrize("boundary", [name for name in PAD if name != "zero"])
def test_adjoint_for_an_image_that_no_one_could_store(boundary):
    width = 2 * 10**9
    image = scipy.sparse.csr_array(([1.0, 2.0], ([0, 0], [0, width - 5])), (1, width))
    back = Plan((1, width), np.ones((1, 3)), boundary=boundary).adjoint(image)
    assert np.all(np.isin(back.indices[1:], [1, width - 6, width - 5, width - 4, width - 1]))
    assert back.sum() == pytest.approx(9)


def test_adjoint_of_a_copied_and_of_a_changed_plan():
    plan = Plan((5, 6), np.arange(6.0).reshape(2, 3), boundary="nearest")
    image = np.arange(30.0).reshape(5, 6)
    before = plan.adjoint(image)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(plan)).adjoint(image), before)
    plan.update_filter(2 * np.arange(6.0).reshape(2, 3))
    np.testing.assert_allclose(plan.adjoint(image), 2 * before)


def test_what_is_refused():
    with pytest.raises(ValueError, match="no boundary 'symmetric': use one of 'zero', 'reflect'"):
        Plan((4, 4), np.ones((3, 3)), boundary="symmetric")
    with pytest.raises(ValueError, match="the plan is for images of 6 x 6"):
        Plan((4, 4), np.ones((3, 3)), mode="full").adjoint(np.ones((4, 4)))
