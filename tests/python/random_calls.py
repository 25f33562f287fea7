"""Random calls of Toeplitz_convolution2d, with arguments in every form that users have."""

import os

import numpy as np
import scipy.sparse

from sparseconv._options import METHODS

SEED = int(os.environ.get("SPARSECONV_TEST_SEED", 0))  # .ci/seeds has others

DTYPES = [np.float32, np.float64, np.int8, np.uint8, np.int32, np.int64, np.uint64, np.bool_,
          np.complex64, np.complex128, np.longdouble]
FORMATS = ["csr", "csc", "coo", "bsr", "lil", "dok", "dia"]
MODES = ["full", "same", "valid"]


def random_values(rng, size, dtype):
    """Small numbers whose sums are exact, so that they may cancel, or any numbers."""
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.random(size) < 0.7
    if dtype.kind in "iu":
        span = rng.choice([3, 1000])
        return rng.integers(-span, span, size).astype(dtype)
    exact = rng.choice([-1.0, 0.0, 0.5, 1.0, 2.0], size)
    values = exact if rng.random() < 0.5 else rng.standard_normal(size)
    if dtype.kind == "c":
        values = values + 1j * rng.choice([-1.0, 0.0, 0.25], size)
    return values.astype(dtype)


def random_kernel(rng, shape, dtype):
    kernel = random_values(rng, shape, dtype)
    kernel[rng.random(shape) < rng.choice([0, 0.3, 0.9])] = 0
    if rng.random() < 0.3:
        kernel = np.asfortranarray(kernel)
    if rng.random() < 0.2:
        kernel.setflags(write=False)
    return kernel


def raw_csr(rng, n_rows, n_columns, dtype):
    """A CSR matrix whose columns may be unsorted and repeated, with room after the last entry."""
    counts = rng.integers(0, min(n_columns, 12) + 1, n_rows)
    indptr = np.concatenate([[0], np.cumsum(counts)])
    indices = rng.integers(0, n_columns, indptr[-1])
    if rng.random() < 0.6:
        for begin, end in zip(indptr[:-1], indptr[1:]):
            indices[begin:end] = np.sort(rng.choice(n_columns, end - begin, replace=False))
    data = random_values(rng, indptr[-1], dtype)
    return data, indices, indptr


def in_a_flavour(rng, array):
    """The array unaligned, strided, read-only, or as it is."""
    flavour = rng.integers(6)
    if flavour == 0:
        memory = np.empty(array.nbytes + 1, np.uint8)[1:]
        memory[:] = np.frombuffer(array.tobytes(), np.uint8)
        array = memory.view(array.dtype)
    elif flavour == 1:
        twice = np.zeros((len(array), 2), array.dtype)
        twice[:, 0] = array
        array = twice[:, 0]
    elif flavour == 2:
        array = array.copy()
        array.setflags(write=False)
    return array


def with_room(rng, array):
    """The array with more elements at its end, which must not be looked at."""
    room = rng.integers(-9, 9, rng.integers(0, 4)).astype(array.dtype)
    return np.concatenate([array, room])


def random_csr(rng, n_rows, n_columns, dtype):
    data, indices, indptr = raw_csr(rng, n_rows, n_columns, dtype)
    index_types = rng.choice([np.int32, np.int64], 2)
    if rng.random() < 0.3:
        data, indices = with_room(rng, data), with_room(rng, indices)
    kind = scipy.sparse.csr_array if rng.random() < 0.3 else scipy.sparse.csr_matrix
    matrix = kind((n_rows, n_columns), dtype=dtype)
    matrix.data = in_a_flavour(rng, data)
    matrix.indices = in_a_flavour(rng, indices.astype(index_types[0]))
    matrix.indptr = in_a_flavour(rng, indptr.astype(index_types[1]))
    return matrix


def as_dense(matrix, dtype):
    """A matrix with room after the last entry as an array of a type. Some of SciPy's conversions
    fail for such a matrix. Values are cast before the values of a pixel are added up."""
    nnz = matrix.indptr[-1]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    dense = np.zeros(matrix.shape, dtype)
    np.add.at(dense, (rows, matrix.indices[:nnz]), matrix.data[:nnz].astype(dtype))
    return dense


def in_a_form(rng, matrix):
    """The matrix in CSR as it is, in another format, or as a dense array of any order."""
    form = rng.choice(["csr", "sparse", "dense"], p=[0.5, 0.3, 0.2])
    if form == "csr":
        return matrix
    dense = as_dense(matrix, matrix.dtype)
    if form == "sparse":
        kind = scipy.sparse.coo_array if rng.random() < 0.3 else scipy.sparse.coo_matrix
        return kind(dense).asformat(rng.choice(FORMATS))
    order = rng.integers(5)
    if order == 0:
        return np.asfortranarray(dense)
    if order == 1:
        return np.matrix(dense)
    if order == 2:
        wide = np.zeros((dense.shape[0], 2 * dense.shape[1]), dense.dtype)
        wide[:, ::2] = dense
        return wide[:, ::2]
    if order == 3:
        dense.setflags(write=False)
    return dense


def random_call(rng):
    """Arguments of the constructor and of the call, and the images as a dense array."""
    shape = tuple(int(extent) for extent in rng.integers(1, 14, 2))
    kernel_shape = tuple(int(extent) for extent in rng.integers(1, 8, 2))
    modes = MODES if kernel_shape[0] <= shape[0] and kernel_shape[1] <= shape[1] else MODES[:2]
    dtypes = [np.dtype(dtype) for dtype in rng.choice(DTYPES, 3)]
    if rng.random() < 0.5:
        dtypes = [np.dtype(rng.choice(DTYPES[:2]))] * 3
    dtype = None if rng.random() < 0.5 else dtypes[0]
    batching = bool(rng.random() < 0.6)
    n_rows, n_columns = (int(rng.integers(0, 5)), shape[0] * shape[1]) if batching else shape
    matrix = random_csr(rng, n_rows, n_columns, dtypes[1])
    settings = {
        "x_shape": shape if rng.random() < 0.8 else list(shape),
        "k": random_kernel(rng, kernel_shape, dtypes[2]),
        "mode": str(rng.choice(modes)),
        "dtype": dtype,
        "method": str(rng.choice(METHODS[1:])),
    }
    call = {"batching": batching, "mode": str(rng.choice(modes)) if rng.random() < 0.5 else None}
    x = in_a_form(rng, matrix)
    result_type = dtypes[2] if dtype is None else dtype
    return settings, x, call, as_dense(matrix, result_type if x is matrix else matrix.dtype)
