"""Matrices that are not valid, and columns and offsets of every type."""

import numpy as np
import pytest
import scipy.sparse
from small_batch import FILTER, SHAPE, batch

import sparseconv
from sparseconv import Plan


def test_matrices_that_are_not_valid():
    x = batch()
    x.indptr[2] = 999
    with pytest.raises(ValueError, match="image"):
        Plan(SHAPE, FILTER)(x)
    x = batch()
    x.indices = x.indices.astype(np.int64) + 2**33
    with pytest.raises(ValueError, match="entry 0 of image 0"):
        Plan(SHAPE, FILTER)(x)


@pytest.mark.parametrize("offsets", [(1, 2, 2), (0, 10**6, 2), (0, 2, 10**6), (0, 2, 1)])
def test_offsets_that_lead_out_of_the_arrays(offsets, tmp_path):
    """Other types are converted first, and columns sorted, for which SciPy looks at no offset."""
    x = scipy.sparse.csr_matrix((np.ones(2, np.int64), [0, 1], [0, 1, 2]), shape=(2, 63))
    x.indptr[:] = offsets
    plan = Plan(SHAPE, FILTER, method="direct")
    for call in (Plan(SHAPE, FILTER, dtype=np.int64), plan.at, plan.symbolic,
                 sparseconv.prune, sparseconv.normalize_rows,
                 lambda x: sparseconv.max_projection(x, SHAPE),
                 lambda x: sparseconv.write_batch(tmp_path / "batch.h5", x, SHAPE)):
        with pytest.raises(ValueError, match="not valid at image|index pointer|row map"):
            call(x)


FAR = 10**8


@pytest.mark.parametrize("format, name, wrong, message", [
    ("csc", "indices", FAR, "entry 0 of the matrix has row 100000000: rows must be from 0 to 3"),
    ("csc", "indices", -FAR, "row -100000000"),
    ("csc", "indptr", FAR, "indptr is not valid at column 0"),
    ("bsr", "indices", FAR, "block column 100000000"),
    ("bsr", "indptr", FAR, "indptr is not valid at block row 0"),
    ("coo", "row", FAR, "row 100000000"), ("coo", "row", -FAR, "row -100000000"),
    ("coo", "col", FAR, "column 100000000"),
])
def test_indices_that_lead_out_of_the_arrays(format, name, wrong, message):
    """SciPy's conversions look at none."""
    x = batch().asformat(format)
    getattr(x, name)[1 if name == "indptr" else 0] = wrong
    for call in (Plan(SHAPE, FILTER), sparseconv.prune, lambda x: Plan((2, 2), x)):
        with pytest.raises(ValueError, match=message):
            call(x)


@pytest.mark.parametrize("format, name, message", [
    ("dia", "offsets", "1 offsets are not for"), ("lil", "rows", "more columns than values"),
])
def test_matrices_that_lack_indices(format, name, message):
    x = batch().asformat(format)
    setattr(x, name, getattr(x, name)[:1])
    for call in (Plan(SHAPE, FILTER), sparseconv.prune, lambda x: Plan((2, 2), x)):
        with pytest.raises(ValueError, match=message):
            call(x)


@pytest.mark.parametrize("name, wrong, message", [
    ("indices", FAR, "column 100000000"), ("indptr", FAR, "indptr is not valid at row 0")])
def test_a_sparse_filter_that_is_not_valid(name, wrong, message):
    filter = scipy.sparse.csr_matrix(FILTER)
    getattr(filter, name)[1] = wrong
    with pytest.raises(ValueError, match=message):
        Plan(SHAPE, filter)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["indices", "indptr"])
def test_columns_and_offsets_that_are_no_integers(name, dtype):
    x = batch()
    setattr(x, name, getattr(x, name).astype(dtype))
    for call in (Plan(SHAPE, FILTER), sparseconv.prune):
        with pytest.raises(TypeError, match="columns and offsets are"):
            call(x)


@pytest.mark.parametrize("dtype", [np.int16, np.uint32, np.uint64])
def test_columns_and_offsets_of_other_integers(dtype):
    x = batch()
    expected = Plan(SHAPE, FILTER)(x)
    x.indices, x.indptr = x.indices.astype(dtype), x.indptr.astype(dtype)
    assert (Plan(SHAPE, FILTER)(x) != expected).nnz == 0
