"""max_projection, normalize_rows, prune, convolve."""

import numpy as np
import pytest
import scipy.signal
import scipy.sparse

import sparseconv


def batch(dtype=np.float64, seed=0, format="csr"):
    x = scipy.sparse.random(6, 20, 0.5, "csr", random_state=seed)
    x.data -= 0.4
    return x.astype(dtype).asformat(format)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32])
@pytest.mark.parametrize("format", ["csr", "csc", "coo"])
@pytest.mark.parametrize("seed", range(5))
def test_max_projection(dtype, format, seed):
    x = batch(dtype, seed, format)
    result = sparseconv.max_projection(x, (4, 5))
    assert result.dtype == (np.float32 if dtype == np.float32 else np.float64)
    np.testing.assert_array_equal(result, x.toarray().max(0).reshape(4, 5))


def test_max_projection_of_images_by_their_own_maximum():
    x = abs(batch())
    rois = x.multiply(x.max(1).power(-1)).tocsr()  # as ROICaT computes it
    np.testing.assert_allclose(sparseconv.max_projection(x, (4, 5), normalize="max"),
                               rois.max(0).toarray().reshape(4, 5))


def test_max_projection_of_pixels_that_all_store():
    x = scipy.sparse.csr_matrix(np.array([[-2.0, 1, 0], [-1, -3, 0]]))
    np.testing.assert_array_equal(sparseconv.max_projection(x, (1, 3)), [[-1, 1, 0]])
    np.testing.assert_array_equal(sparseconv.max_projection(x[:0], (1, 3)), [[0, 0, 0]])


@pytest.mark.parametrize("position", [0, 1, 2])
def test_max_projection_shows_nan(position):
    dense = np.ones((3, 1))
    dense[position] = np.nan
    assert np.isnan(sparseconv.max_projection(scipy.sparse.csr_matrix(dense), (1, 1))).all()


@pytest.mark.parametrize(("norm", "of"), [("sum", np.sum), ("max", np.max)])
def test_normalize_rows(norm, of):
    x = scipy.sparse.csr_array(abs(batch(np.float32)))
    x[2] = 0
    before = x.copy()
    result = sparseconv.normalize_rows(x, norm)
    assert type(result) is scipy.sparse.csr_array and (x != before).nnz == 0
    divisors = of(x.toarray(), axis=1, keepdims=True)
    divisors[divisors == 0] = 1
    np.testing.assert_allclose(result.toarray(), x.toarray() / divisors, rtol=1e-6)


def test_prune():
    x = batch()
    x.data[:3] = [0, np.nan, 0.1]
    dense = x.toarray()
    result = sparseconv.prune(x, 0.1)
    expected = np.where(np.abs(dense) < 0.1, 0, dense)
    np.testing.assert_array_equal(result.toarray(), expected)
    assert result.nnz == np.count_nonzero(expected) and result.has_canonical_format
    assert sparseconv.prune(batch().astype(int)).nnz == 0


def test_repeated_columns_add_up_before():
    x = scipy.sparse.csr_matrix((1, 3))
    x.data, x.indices, x.indptr = np.array([1.0, 2, -2]), np.array([2, 1, 1]), np.array([0, 3])
    assert sparseconv.prune(x, 0.5).indices.tolist() == [2]
    np.testing.assert_array_equal(sparseconv.max_projection(x, (1, 3)), [[0, 0, 1]])
    assert x.indices.tolist() == [2, 1, 1]  # the caller's matrix does not change


@pytest.mark.parametrize("call", [
    sparseconv.normalize_rows, sparseconv.prune, lambda x: sparseconv.prune(x, 1e-9)])
def test_results_have_arrays_of_their_own(call):
    x = batch(np.float32)
    result = call(x)
    assert result.nnz == x.nnz and result.dtype == np.float32 and result.has_canonical_format
    assert not np.shares_memory(result.data, x.data)
    assert not np.shares_memory(result.indices, x.indices)
    assert not np.shares_memory(result.indptr, x.indptr)


def test_images_that_cannot_be_normalized_stay():
    dense = np.array([[-1.0, 1, 0], [np.inf, 1, 0], [-2, -1, 0]])
    x = scipy.sparse.csr_matrix(dense)
    expected = dense / np.array([[1], [1], [-3]])
    np.testing.assert_array_equal(sparseconv.normalize_rows(x).toarray(), expected)
    expected = dense.copy()
    np.testing.assert_array_equal(sparseconv.normalize_rows(x, "max").toarray(), expected)


@pytest.mark.parametrize("call", [
    lambda x: sparseconv.max_projection(x, (1, 20)), lambda x: sparseconv.normalize_rows(x),
    lambda x: sparseconv.prune(x, 1),
])
def test_matrices_that_are_not_valid(call):
    x = batch()
    x.has_canonical_format = True
    x.indices[3] = 77
    with pytest.raises(ValueError, match="column 77"):
        call(x)
    x.indptr[2] = 999
    with pytest.raises(ValueError, match="image 1"):
        call(x)


@pytest.mark.parametrize("call", [
    sparseconv.Plan((4, 5), "box:3"), lambda x: sparseconv.max_projection(x, (4, 5)),
    sparseconv.normalize_rows,
])
@pytest.mark.parametrize("indptr", [[0, 2], [0, 2, 2, 2, 2, 2, 2, 2]])
def test_offsets_for_other_rows(call, indptr):
    x = scipy.sparse.csr_matrix((6, 20))
    x.data, x.indices = np.array([1.0, 2.0]), np.array([1, 2], np.int32)
    x.indptr = np.array(indptr, np.int32)
    with pytest.raises(ValueError, match="6 rows"):
        call(x)


@pytest.mark.parametrize("kind", [np.asarray, scipy.sparse.csr_matrix, scipy.sparse.csr_array])
@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (2, 3)])
def test_a_single_image(kind, shape):
    image = np.arange(1.0, 1 + shape[0] * shape[1]).reshape(shape)
    result = sparseconv.convolve(kind(image), np.ones((3, 3)), mode="full")
    dense = result if isinstance(result, np.ndarray) else result.toarray()
    expected = scipy.signal.convolve2d(image, np.ones((3, 3)))
    np.testing.assert_allclose(dense, expected)
    assert isinstance(result, kind if isinstance(kind, type) else np.ndarray)


def test_images_as_lists():
    images = batch().toarray().reshape(6, 4, 5)
    expected = sparseconv.convolve(images, "box:3")
    np.testing.assert_array_equal(sparseconv.convolve(images.tolist(), "box:3"), expected)


@pytest.mark.parametrize("shape", [(), (20,), (2, 3, 4, 5)])
def test_what_is_no_image_and_no_stack(shape):
    with pytest.raises(ValueError, match="no image and no stack"):
        sparseconv.convolve(np.zeros(shape), "box:3")
    for call in (sparseconv.normalize_rows, sparseconv.prune):
        with pytest.raises(ValueError, match="for matrices"):
            call(np.zeros(shape))


def test_what_there_is_not():
    with pytest.raises(ValueError, match="4 x 4"):
        sparseconv.max_projection(batch(), (4, 4))
    with pytest.raises(TypeError, match="two integers"):
        sparseconv.max_projection(batch(), (4.0, 5))
    with pytest.raises(ValueError, match="mean"):
        sparseconv.max_projection(batch(), (4, 5), normalize="mean")
    with pytest.raises(ValueError, match="threshold"):
        sparseconv.prune(batch(), -1)


@pytest.mark.parametrize("call", [lambda x: sparseconv.max_projection(x, (4, 5)),
                                  sparseconv.normalize_rows, sparseconv.prune])
def test_complex_numbers_are_refused(call):
    with pytest.raises(TypeError, match="complex64"):
        call(batch(np.complex64))


@pytest.mark.parametrize("dtype", [np.float16, ">f8", ">i2", bool])
def test_dense_batches_of_types_that_scipy_refuses(dtype):
    dense = (batch().toarray() > 0.1).astype(dtype)
    x = scipy.sparse.csr_matrix(dense.astype(np.float64))
    assert (sparseconv.prune(dense) != x).nnz == 0
    assert (sparseconv.normalize_rows(dense) != sparseconv.normalize_rows(x)).nnz == 0
    np.testing.assert_array_equal(sparseconv.max_projection(dense, (4, 5)),
                                  sparseconv.max_projection(x, (4, 5)))


def test_convolve():
    x = batch()
    image = x[0].reshape(4, 5)
    result = sparseconv.convolve(x, "box:3", (4, 5))
    single = sparseconv.convolve(image, "box:3")
    np.testing.assert_allclose(result[0].reshape(4, 5).toarray(), single.toarray())
    stack = sparseconv.convolve(x.toarray().reshape(6, 4, 5), "box:3", mode="valid")
    assert stack.shape == (6, 2, 3)
