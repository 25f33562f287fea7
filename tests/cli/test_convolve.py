"""`sparseconv convolve` against scipy.signal.convolve2d."""

import h5py
import numpy as np
import pytest
import scipy.signal
import scipy.sparse
from program import attributes, methods, random_images, read_batch, spaces, succeed, write_batch

MODES = ("full", "same", "valid")
TOLERANCES = {np.float32: 1e-5, np.float64: 1e-12}
DTYPES = {"float": np.float32, "double": np.float64}


def expected(dense, weights, mode):
    return np.array([scipy.signal.convolve2d(image, weights, mode=mode) for image in dense])


def assert_canonical(matrix):
    assert (matrix.data != 0).all()
    for begin, end in zip(matrix.indptr, matrix.indptr[1:]):
        assert (np.diff(matrix.indices[begin:end]) > 0).all()


def assert_convolved(path, dense, weights, mode):
    """Checks that the file holds the result of scipy, to rounding."""
    result = read_batch(path)
    wanted = expected(dense, weights, mode)
    contributions = expected(np.abs(dense).astype(float), np.abs(weights), mode)
    assert result.shape == (len(dense), wanted[0].size if len(dense) else result.shape[1])
    error = np.abs(result.toarray() - wanted.reshape(result.shape))
    assert (error <= TOLERANCES[result.dtype.type] * contributions.reshape(result.shape)).all()
    assert_canonical(result)
    if len(dense):
        assert tuple(attributes(path)["image-shape"]) == wanted.shape[1:]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("space", spaces())
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("method", methods())
def test_random_configurations(tmp_path, method, dtype, space, mode):
    rng = np.random.default_rng(list(f"{method} {dtype} {space} {mode}".encode()))
    extents = rng.integers(1, 6, 2)
    weights = rng.normal(size=extents) * (rng.random(extents) < 0.9)
    shape = rng.integers(1, 30, 2) + (extents if mode == "valid" else 0)
    dense, matrix = random_images(rng, rng.integers(1, 40), shape, rng.random(), DTYPES[dtype])
    source = write_batch(tmp_path / "in.h5", matrix, shape)
    np.savetxt(tmp_path / "filter.txt", weights)
    how = ("--method", method, "--dtype", dtype, "--space", space, "--mode", mode)
    succeed("convolve", source, tmp_path / "out.h5", "--filter", tmp_path / "filter.txt", *how)
    assert_convolved(tmp_path / "out.h5", dense, weights, mode)
    assert read_batch(tmp_path / "out.h5").dtype == DTYPES[dtype]
    assert method in ("automatic", attributes(tmp_path / "out.h5")["method"])


@pytest.mark.parametrize("mode", MODES)
def test_unsorted_and_duplicate_columns(tmp_path, mode):
    rng = np.random.default_rng(1)
    columns = rng.integers(0, 49, size=(5, 60))
    values = rng.normal(size=columns.shape)
    matrix = scipy.sparse.csr_matrix(
        (values.ravel(), columns.ravel(), np.arange(0, 301, 60)), shape=(5, 49)
    )
    dense = np.zeros((5, 49))
    np.add.at(dense, (np.arange(5)[:, None], columns), values)
    magnitudes = np.zeros((5, 49))
    np.add.at(magnitudes, (np.arange(5)[:, None], columns), np.abs(values))
    write_batch(tmp_path / "in.h5", matrix, (7, 7))
    succeed(
        "convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "box:3", "--mode", mode
    )
    weights = np.full((3, 3), 1 / 9)
    result = read_batch(tmp_path / "out.h5")
    error = np.abs(
        result.toarray() - expected(dense.reshape(5, 7, 7), weights, mode).reshape(5, -1)
    )
    limit = 1e-12 * expected(magnitudes.reshape(5, 7, 7), weights, mode).reshape(5, -1)
    assert (error <= limit).all()
    assert_canonical(result)


def test_batch_without_images(tmp_path):
    write_batch(tmp_path / "in.h5", scipy.sparse.csr_matrix((0, 20)), (4, 5))
    succeed(
        "convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "box:3", "--mode", "full"
    )
    assert read_batch(tmp_path / "out.h5").shape == (0, 42)


def test_empty_images(tmp_path):
    dense = np.zeros((3, 4, 5))
    dense[1, 2, 2] = 2
    matrix = scipy.sparse.csr_matrix(dense.reshape(3, 20))
    write_batch(tmp_path / "in.h5", matrix, (4, 5))
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "box:3")
    assert_convolved(tmp_path / "out.h5", dense, np.full((3, 3), 1 / 9), "same")
    assert list(np.diff(read_batch(tmp_path / "out.h5").indptr)) == [0, 9, 0]


def test_infinity_and_nan_spread_from_stored_entries_only(tmp_path):
    dense = np.zeros((1, 5, 9))
    dense[0, 2, 2], dense[0, 2, 6] = np.inf, np.nan
    write_batch(tmp_path / "in.h5", scipy.sparse.csr_matrix(dense.reshape(1, -1)), (5, 9))
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "box:3")
    result = read_batch(tmp_path / "out.h5").toarray().reshape(5, 9)
    assert (result[1:4, 1:4] == np.inf).all() and np.isnan(result[1:4, 5:8]).all()
    assert result[[0, 4]].sum() == 0 and result[:, [0, 4, 8]].sum() == 0


def test_slices_do_not_change_the_result(tmp_path):
    """More equal images than a slice may have: all results are equal, and none is missing."""
    rng = np.random.default_rng(3)
    dense, matrix = random_images(rng, 1, (6, 6))
    many = scipy.sparse.vstack([matrix] * 70000, format="csr")
    write_batch(tmp_path / "in.h5", many, (6, 6))
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "gaussian:1:2")
    write_batch(tmp_path / "one.h5", matrix, (6, 6))
    succeed("convolve", tmp_path / "one.h5", tmp_path / "one_out.h5", "--filter", "gaussian:1:2")
    result, one = read_batch(tmp_path / "out.h5"), read_batch(tmp_path / "one_out.h5")
    assert (result.indptr == np.arange(70001) * one.nnz).all()
    assert (result.indices.reshape(-1, one.nnz) == one.indices).all()
    assert (result.data.reshape(-1, one.nnz) == one.data).all()


def test_image_shape_and_groups(tmp_path):
    dense, matrix = random_images(np.random.default_rng(4), 3, (4, 6))
    write_batch(tmp_path / "in.h5", matrix, group="a/b")
    output = f"{tmp_path}/out.h5:c/d"
    succeed(
        "convolve", f"{tmp_path}/in.h5:a/b", output, "--filter", "box:1", "--image-shape", "4,6"
    )
    np.testing.assert_array_equal(
        read_batch(tmp_path / "out.h5", "c/d").toarray(), matrix.toarray()
    )


@pytest.mark.parametrize(
    "dtype, asked, given",
    [
        (np.float32, None, np.float32),
        (np.float64, None, np.float64),
        (np.int32, None, None),
        (np.float64, "float", np.float32),
        (np.float32, "double", np.float64),
    ],
)
def test_precision(tmp_path, dtype, asked, given):
    matrix = scipy.sparse.csr_matrix(np.arange(1, 13).reshape(2, 6).astype(dtype))
    write_batch(tmp_path / "in.h5", matrix, (2, 3))
    succeed(
        "convolve",
        tmp_path / "in.h5",
        tmp_path / "out.h5",
        "--filter",
        "box:1",
        *(["--dtype", asked] if asked else []),
    )
    result = read_batch(tmp_path / "out.h5")
    assert given is None or result.dtype == given
    np.testing.assert_array_equal(result.toarray(), matrix.toarray())


def test_filter_in_hdf5(tmp_path):
    dense, matrix = random_images(np.random.default_rng(5), 2, (8, 8))
    weights = np.random.default_rng(6).normal(size=(2, 3))
    with h5py.File(tmp_path / "filter.h5", "w") as file:
        file["psf"] = weights
    write_batch(tmp_path / "in.h5", matrix, (8, 8))
    succeed(
        "convolve",
        tmp_path / "in.h5",
        tmp_path / "out.h5",
        "--filter",
        f"{tmp_path}/filter.h5:psf",
        "--mode",
        "full",
    )
    assert_convolved(tmp_path / "out.h5", dense, weights, "full")


def test_existing_output_is_replaced(tmp_path):
    matrix = random_images(np.random.default_rng(10), 4, (8, 8))[1]
    write_batch(tmp_path / "in.h5", matrix, (8, 8))
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "box:3")
    succeed("convolve", tmp_path / "in.h5", tmp_path / "out.h5", "--filter", "box:1")
    np.testing.assert_array_equal(read_batch(tmp_path / "out.h5").toarray(), matrix.toarray())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.h5", "out.h5"]
