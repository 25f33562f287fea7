"""The arrays of SciPy's matrices, and new matrices without the checks of the constructors."""

from __future__ import annotations

import numpy as np
import scipy.sparse
from scipy.sparse import csr_array, csr_matrix

MOST = np.iinfo(np.int32).max  # what 32-bit columns and offsets can number


def _fields_of_results(kind):
    """The attributes of a matrix whose columns are sorted and unique. None if this SciPy has other
    attributes than this module knows."""
    matrix = kind((1, 1), dtype=np.float32)
    matrix.has_sorted_indices = True
    matrix.has_canonical_format = True
    fields = dict(vars(matrix))
    known = {"_shape", "data", "indices", "indptr"}
    return fields if known <= fields.keys() and fields["_shape"] == (1, 1) else None


_fields = {kind: _fields_of_results(kind) for kind in (csr_matrix, csr_array)}


def make_result(kind, arrays, shape):
    """A matrix of `data, indices, indptr` that need no check: columns sorted, unique, in range.

    The constructors of SciPy look through all arrays, which takes as long as convolving a small
    image."""
    fields = _fields[kind]
    data, indices, indptr = arrays
    if fields is None:
        return kind((data, indices, indptr), shape=shape, copy=False)
    matrix = kind.__new__(kind)
    attributes = matrix.__dict__
    attributes.update(fields)
    attributes["_shape"] = shape
    attributes["data"] = data
    attributes["indices"] = indices
    attributes["indptr"] = indptr
    return matrix


def kind_of(x):
    """The class of a result for this input: an array for arrays, a matrix for matrices."""
    return csr_array if isinstance(x, scipy.sparse.sparray) else csr_matrix


def as_csr(x):
    """A sparse or dense matrix in CSR format: the matrix itself if it is in CSR format. Raises
    ValueError for a matrix of another format that SciPy cannot convert safely."""
    if not scipy.sparse.issparse(x):
        x = as_array(x)
    if len(x.shape) != 2:
        raise ValueError(f"this is for matrices, not for shape {x.shape}: a batch has shape "
                         "(n, H * W)")
    if isinstance(x, np.ndarray):
        return csr_matrix(x)
    if x.format == "csr":
        return x
    check_entries(x)
    return x.tocsr()


def as_array(x):
    """An array_like as an ndarray."""
    if np.ma.is_masked(x):
        raise ValueError("an array has masked elements, which are no numbers: fill them first, as "
                         "x.filled(0) does")
    return np.asarray(x)


def with_data(x, data):
    """A CSR matrix with other values; it shares the columns and offsets of `x`."""
    return _with_arrays(x, (data, x.indices, x.indptr))


def with_dtype(x, dtype):
    """A CSR matrix with values of a type: itself if it has them. SciPy's astype() also adds up
    repeated columns, for which it follows offsets that nobody has checked."""
    if x.dtype == dtype:
        return x
    data, indices, indptr = stored(x)
    return _with_arrays(x, (data.astype(dtype), indices, indptr))


def _with_arrays(x, arrays):
    return kind_of(x)(arrays, shape=x.shape, copy=False)


def check_offsets(x):
    """Raises ValueError for a CSR matrix whose offsets are not for as many rows as it has: only the
    constructors of SciPy look."""
    _check_length(x.indptr, "row", x.shape[0])


def check_entries(x):
    """Raises ValueError for a matrix with indices that SciPy would follow out of its arrays: most
    of its conversions look at none."""
    rows, columns = ("row", x.shape[0]), ("column", x.shape[1])
    if x.format == "csr":
        _check_compressed(x, *rows, *columns)
    elif x.format == "csc":
        _check_compressed(x, *columns, *rows)
    elif x.format == "bsr":
        height, width = x.blocksize
        _check_compressed(x, "block row", rows[1] // height, "block column", columns[1] // width)
    elif x.format == "coo":
        _check_indices(x.row, *rows)
        _check_indices(x.col, *columns)
    elif x.format == "dia" and len(x.offsets) != len(x.data):
        raise ValueError(f"{len(x.offsets)} offsets are not for {len(x.data)} diagonals")
    elif x.format == "lil" and _lengths(x.rows) != _lengths(x.data):
        raise ValueError("rows of the matrix have more columns than values, or fewer")


def _check_compressed(x, segment, n_segments, index, extent):
    """Checks a matrix whose entries lie segment by segment, each with an index."""
    _check_segments(x, segment, n_segments)
    _check_indices(x.indices[: x.indptr[-1]], index, extent)


def _check_segments(x, what, n):
    nnz = min(len(x.indices), len(x.data))
    _check_length(x.indptr, what, n)
    begins = _integers(x.indptr)
    wrong = np.flatnonzero((begins[1:] < begins[:-1]) | (begins[1:] > nnz))
    if wrong.size or begins[0] != 0:
        first = wrong[0] if wrong.size else 0
        raise ValueError(f"indptr is not valid at {what} {first}: it begins with 0, never "
                         f"decreases, and is at most the number of entries, {nnz}")


def _check_length(indptr, what, n):
    if len(indptr) != n + 1:
        raise ValueError(f"indptr of a matrix with {n} {what}s has {n + 1} elements, not "
                         f"{len(indptr)}")


def _check_indices(indices, what, extent):
    wrong = np.flatnonzero((_integers(indices) < 0) | (indices >= extent))
    if wrong.size:
        raise ValueError(f"entry {wrong[0]} of the matrix has {what} {indices[wrong[0]]}: {what}s "
                         f"must be from 0 to {extent - 1}")


def _lengths(lists):
    return [len(one) for one in lists]


def stored(x):
    """Values, columns and offsets of a CSR matrix, in a form that the extension reads. They are the
    arrays of the matrix if those have that form, without the room after the last entry."""
    check_offsets(x)
    for name, array in (("data", x.data), ("indices", x.indices), ("indptr", x.indptr)):
        if array.ndim != 1:
            raise ValueError(f"{name} of a CSR matrix has one dimension, not {array.ndim}")
    indptr = _readable(x.indptr, _index_dtype(x.indptr))
    nnz = indptr[-1]
    return (
        _readable(x.data[:nnz], x.data.dtype),
        _readable(x.indices[:nnz], _index_dtype(x.indices)),
        indptr,
    )


def _index_dtype(array):
    return np.dtype(np.int32 if _integers(array).dtype == np.int32 else np.int64)


def _integers(array):
    """The array itself, if it is one of integers."""
    if array.dtype.kind not in "iu":
        raise TypeError(f"columns and offsets are integers, not of type {array.dtype}")
    return array


def _readable(array, dtype):
    return np.require(array, dtype.newbyteorder("="), ["C", "ALIGNED"])


_KNOWN_TO_SCIPY = {np.dtype(np.int32), np.dtype(np.int64)}  # as columns and offsets


def canonical(x):
    """The batch with sorted and unique columns, in the arrays of `x` if it has them. Raises
    ValueError for offsets that SciPy would follow out of its arrays."""
    _check_segments(x, "image", x.shape[0])
    if not {x.indices.dtype, x.indptr.dtype} <= _KNOWN_TO_SCIPY:
        x = _with_arrays(x, stored(x))
    if not x.has_canonical_format:
        x = x.copy()
        x.sum_duplicates()
    return x
