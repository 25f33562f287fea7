"""How values of any type are convolved by engines that know float32 and float64.

Each class here stands for one kind of type. `filters` are the real filters that the class needs, by
name, the most usual one first. `convolve(apply, x)` puts the result together from `apply(name, x)`,
the convolution of a matrix of type `engine_dtype` with the filter of that name."""

from __future__ import annotations

import sys
import warnings

import numpy as np

from ._matrices import canonical, with_data

_EXACT = 2**53  # float64 holds all integers up to here
_LIMB = 16  # bits
# `direct` takes two passes for filters that are a column times a row to 1e-13. Whole weights up to
# here are that only where they are it exactly.
_LARGEST_WEIGHT = 2**21


def arithmetic_of(dtype, filter, copies=1):
    """The arithmetic for results of a type. The filter may be of any type that casts to it. Results
    add up the products with the filter for `copies` pixels at most."""
    dtype = np.dtype(dtype).newbyteorder("=")
    filter = _rounded(filter, dtype)
    for one in (Real, Complex):
        if dtype.kind in one.kinds:
            return one(dtype, filter)
    if dtype.kind in Integer.kinds:
        return Integer(dtype, filter, copies)
    raise TypeError(f"values of type {dtype} cannot be convolved: use real, complex, int or bool")


class Real:
    """Computes float32 and float64 as they are, float16 in float32, longdouble in float64."""

    kinds = "f"

    def __init__(self, dtype, filter):
        self.dtype = dtype
        self.engine_dtype = np.dtype(np.float32 if dtype.itemsize <= 4 else np.float64)
        self.filters = {"real": filter}

    @property
    def is_native(self):
        """Whether the result of an engine needs no conversion."""
        return self.dtype == self.engine_dtype

    def convolve(self, apply, x):
        result = apply("real", with_data(x, x.data.astype(self.engine_dtype, copy=False)))
        return result if self.is_native else _cast(result, result.data.astype(self.dtype))


class Complex:
    """Computes real and imaginary parts by themselves."""

    kinds = "c"
    is_native = False

    def __init__(self, dtype, filter):
        self.dtype = dtype
        part = np.empty(0, dtype).real.dtype
        self.engine_dtype = np.dtype(np.float32 if part.itemsize <= 4 else np.float64)
        self.filters = {"real": filter.real}
        if filter.imag.any():
            self.filters["imag"] = filter.imag

    def convolve(self, apply, x):
        real = with_data(x, x.data.real.astype(self.engine_dtype))
        imag = with_data(x, x.data.imag.astype(self.engine_dtype))
        result = self._placed(apply("real", real), "real")
        result = result + self._placed(apply("real", imag), "imag")
        if "imag" in self.filters:
            result = result + self._placed(apply("imag", real), "imag")
            result = result - self._placed(apply("imag", imag), "real")
        return result

    def _placed(self, matrix, part):
        """A real matrix as real or imaginary part. A product with 1j would make NaN of infinity."""
        data = np.zeros(matrix.nnz, self.dtype)
        setattr(data, part, matrix.data)
        return with_data(matrix, data)


class Integer:
    """Computes integers modulo two to the number of their bits, as NumPy does; bool is "any"."""

    kinds = "iub"
    is_native = False
    engine_dtype = np.dtype(np.float64)

    def __init__(self, dtype, filter, copies):
        self.dtype = dtype
        weights = [abs(int(weight)) for weight in filter.ravel()]
        self._weight = copies * sum(weights)
        self._is_plain = max(weights, default=0) <= _LARGEST_WEIGHT
        self._terms = copies * filter.size
        self._limbs = [_limb(filter, i) for i in range(max(1, 8 * dtype.itemsize // _LIMB))]
        self.filters = {"whole": filter}
        self.filters.update((f"limb {i}", limb) for i, limb in enumerate(self._limbs))

    def convolve(self, apply, x):
        x = canonical(x)
        if self._is_plain and self._weight * _largest(x.data) <= _EXACT:
            result = apply("whole", with_data(x, x.data.astype(np.float64)))
            return _cast(result, self._from_float(result.data))
        if self._terms > _EXACT >> (2 * _LIMB):
            raise ValueError(f"{self._terms} products of such large integers cannot be added up")
        result = None
        for i in range(len(self._limbs)):
            part = with_data(x, _limb(x.data, i).astype(np.float64))
            for j in range(len(self._limbs) - i):
                product = apply(f"limb {j}", part)
                data = product.data.astype(np.uint64) << np.uint64(_LIMB * (i + j))
                product = with_data(product, data)
                result = product if result is None else result + product
        return _cast(result, result.data.astype(self.dtype))

    def _from_float(self, data):
        if self.dtype == np.bool_:
            return data != 0
        data = np.rint(data)  # two passes round on the way
        if self.dtype == np.uint64:
            return data.astype(np.uint64)
        return data.astype(np.int64).astype(self.dtype)


def cast(values, dtype, what):
    """The values as another type. Warns if they lose what is behind the point."""
    result = values.astype(dtype)
    if dtype.kind in "iu" and values.dtype.kind in "fc" and (result != values).any():
        warnings.warn(f"{what} are cast to {dtype}, the type of the results, which changes them: "
                      "give a dtype such as numpy.float32", stacklevel=_depth_of_caller())
    return result


def _depth_of_caller():
    """Which of the calling functions is the user's, for the `stacklevel` of a warning."""
    depth, frame = 1, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__package__") == __package__:
        depth, frame = depth + 1, frame.f_back
    return depth


def _rounded(filter, dtype):
    with np.errstate(over="ignore"):
        rounded = cast(filter, dtype, "weights of the filter")
        if dtype.kind in "fc":
            # Engines compute in float64 at most.
            held = rounded.astype(np.complex128 if dtype.kind == "c" else np.float64)
            if (np.isfinite(filter) & ~np.isfinite(held)).any():
                raise ValueError(f"a weight of the filter is too large for results of type {dtype}")
    return rounded


def _limb(integers, i):
    """Bits 16 i to 16 i + 15 of each integer, as a number from 0 to 65535."""
    return integers.astype(np.uint64) >> np.uint64(_LIMB * i) & np.uint64(2**_LIMB - 1)


def _largest(integers):
    return max(abs(int(integers.max())), abs(int(integers.min()))) if integers.size else 0


def _cast(matrix, data):
    """The matrix with other data, without entries that are zero."""
    result = with_data(matrix, data)
    if not data.all():
        result.eliminate_zeros()
    return result
