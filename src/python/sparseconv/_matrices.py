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
    """A sparse or dense matrix in CSR format: the matrix itself if it is in CSR format."""
    if not scipy.sparse.issparse(x):
        x = as_array(x)
    if len(x.shape) != 2:
        raise ValueError(f"this is for matrices, not for shape {x.shape}: a batch has shape "
                         "(n, H * W)")
    if isinstance(x, np.ndarray):
        return csr_matrix(x)
    return x if x.format == "csr" else x.tocsr()


def as_array(x):
    """An array_like as an ndarray."""
    if np.ma.is_masked(x):
        raise ValueError("an array has masked elements, which are no numbers: fill them first, as "
                         "x.filled(0) does")
    return np.asarray(x)


def with_data(x, data):
    """A CSR matrix with other values; it shares the columns and offsets of `x`."""
    return kind_of(x)((data, x.indices, x.indptr), shape=x.shape, copy=False)


def check_offsets(x):
    """Raises ValueError for a CSR matrix whose offsets are not for as many rows as it has: only the
    constructors of SciPy look."""
    if len(x.indptr) != x.shape[0] + 1:
        raise ValueError(f"indptr of a matrix with {x.shape[0]} rows has {x.shape[0] + 1} elements, "
                         f"not {len(x.indptr)}")


def stored(x):
    """Values, columns and offsets of a CSR matrix, in a form that the extension reads. They are the
    arrays of the matrix if those have that form, without the room after the last entry."""
    check_offsets(x)
    indptr = _readable(x.indptr, _index_dtype(x.indptr))
    nnz = indptr[-1]
    return (
        _readable(x.data[:nnz], x.data.dtype),
        _readable(x.indices[:nnz], _index_dtype(x.indices)),
        indptr,
    )


def _index_dtype(array):
    if array.dtype.kind not in "iu":
        raise TypeError(f"columns and offsets are integers, not of type {array.dtype}")
    return np.dtype(np.int32 if array.dtype == np.int32 else np.int64)


def _readable(array, dtype):
    return np.require(array, dtype.newbyteorder("="), ["C", "ALIGNED"])


def canonical(x):
    """The matrix with sorted and unique columns: itself if it has them, or else a copy. Raises
    ValueError for offsets that SciPy would follow out of its arrays."""
    check_offsets(x)
    begins, nnz = x.indptr, min(len(x.indices), len(x.data))
    wrong = np.flatnonzero((begins[:-1] < 0) | (begins[1:] < begins[:-1]) | (begins[1:] > nnz))
    if wrong.size or begins[0] != 0:
        raise ValueError(f"indptr is not valid at image {wrong[0] if wrong.size else 0}: it begins "
                         f"with 0, never decreases, and is at most the number of entries, {nnz}")
    if not x.has_canonical_format:
        x = x.copy()
        x.sum_duplicates()
    return x
