"""Convolutions of matrices and arrays whose types are known at run time only."""

from __future__ import annotations

import numpy as np
import scipy.sparse

from ._arithmetic import Real, arithmetic_of, cast
from ._matrices import (MOST, as_array, as_csr, check_offsets, kind_of, make_result, stored,
                        with_data, with_dtype)


class Convolution:
    """What `Plan` and `Toeplitz_convolution2d` compute with: engines of the extension, which are
    made when they are needed. The images that the methods are given have the right shape, but for
    images()."""

    def __init__(self, options):
        self.options = options
        self._arithmetics = {}  # by the type of the images
        self._engines = {}  # by mode, types, filter and whether columns are wide
        self._routes = {}  # what needs no more than an engine: see _route

    def method(self, mode):
        """The method that is used for images of type float32, or float64 if the weights need it."""
        try:
            arithmetic = self._arithmetic(np.dtype(np.float32))
        except ValueError:  # weights that are too large
            arithmetic = self._arithmetic(np.dtype(np.float64))
        return self._engine(mode, arithmetic, next(iter(arithmetic.filters))).method

    def images(self, x, is_image=None):
        """Convolves images of any form, in the mode of the options. Their shape tells whether they
        are one image, if nothing else does."""
        is_sparse = scipy.sparse.issparse(x)
        if not is_sparse:
            x = as_array(x)
        if is_image is None:
            is_image = self.options.is_image(x.shape)
        if is_sparse:
            return self.sparse(as_csr(x), kind_of(x), self.options.mode, is_image)
        return self.dense(x, self.options.mode, is_image)

    def sparse(self, x, kind, mode, is_image):
        """Convolves a CSR matrix, which is a batch or an image."""
        check_offsets(x)
        n = x.shape[0]
        call, (height, width) = self._route(mode, x.data.dtype, is_image, n > MOST)
        shape = (height, width) if is_image else (n, height * width)
        if call is None:
            return self._compose(x, kind, mode, is_image, shape)
        try:
            arrays = call(x.data, x.indices, x.indptr)
        except TypeError:  # arrays that the extension does not read as they are
            arrays = call(*stored(x))
        return make_result(kind, arrays, shape)

    def dense(self, x, mode, is_image):
        """Convolves an ndarray, which is an image, a stack of images, or a batch."""
        if x.dtype.kind not in "biufc":
            raise ValueError(f"images are numbers, not of type {x.dtype}")
        n = 1 if is_image else len(x)
        height, width = self.options.output_shape(mode)
        arithmetic = self._arithmetic(x.dtype)
        if isinstance(arithmetic, Real):
            flat = x.reshape(-1).astype(arithmetic.dtype, copy=False)
            flat = np.require(flat, arithmetic.engine_dtype, "CA")
            result = self._engine(mode, arithmetic).apply_dense(flat, n)
            result = result.astype(arithmetic.dtype, copy=False)
        else:
            flat = x.reshape(n, np.prod(self.options.image_shape))
            # SciPy takes no halves, and no numbers of another byte order.
            batch = scipy.sparse.csr_matrix(cast(flat, arithmetic.dtype, "images"))
            result = self._compose(batch, scipy.sparse.csr_matrix, mode, False, (n, height * width))
            result = result.toarray()
        if is_image:
            return result.reshape(height, width)
        return result.reshape((n, height, width) if x.ndim == 3 else (n, height * width))

    def at(self, x, pattern, mode, is_image):
        """The values of the result of CSR matrix `x` at the entries of CSR matrix `pattern`."""
        x = self._real(x)
        engine = self._real_engine(mode, x)
        call = engine.apply_image_at if is_image else engine.apply_at
        pixels = with_data(pattern, np.zeros(len(pattern.indices), x.dtype))
        return make_result(kind_of(x), call(*stored(x), *stored(pixels)), pattern.shape)

    def symbolic(self, x, mode):
        """The pattern of the result of a batch, with zeros."""
        x = self._real(x)
        height, width = self.options.output_shape(mode)
        arrays = self._real_engine(mode, x).symbolic(*stored(x))
        return make_result(kind_of(x), arrays, (x.shape[0], height * width))

    def numeric(self, x, mode, result):
        """Writes the values of a pattern that symbolic() gave."""
        if not scipy.sparse.issparse(result) or result.format != "csr":
            raise TypeError("the result is no CSR matrix, as symbolic() makes it")
        height, width = self.options.output_shape(mode)
        if result.shape != (x.shape[0], height * width):
            raise ValueError(f"the result has shape {result.shape}, but these images have results "
                             f"of shape {(x.shape[0], height * width)}")
        if not (result.data.flags.c_contiguous and result.data.flags.writeable):
            raise ValueError("the values of the result have to be writable and lie one after the "
                             "other, as symbolic() made them")
        if any(np.shares_memory(result.data, array) for array in
               (x.data, x.indices, x.indptr, result.indices, result.indptr)):
            raise ValueError("the result shares memory with the images, or its values with its own "
                             "pattern, which would be lost: give a result of symbolic()")
        x = self._real(x)
        if result.dtype != x.dtype:
            raise TypeError(f"the result is of type {result.dtype}, but the values are {x.dtype}")
        self._real_engine(mode, x).numeric(*stored(x), result.data, result.indices, result.indptr)

    def _real(self, x):
        """The CSR matrix with values of the type of its result, a type that engines have."""
        arithmetic = self._arithmetic(x.dtype)
        if not arithmetic.is_native:
            raise TypeError("this is for results of type float32 or float64, not "
                            f"{arithmetic.dtype}")
        return with_dtype(x, arithmetic.dtype)

    def _real_engine(self, mode, x):
        return self._engine(mode, self._arithmetic(x.dtype), wide=x.shape[0] > MOST)

    def _route(self, mode, dtype, is_image, wide):
        """The function of an engine that takes values of this type and gives them, or None; and the
        shape of the results."""
        key = (mode, dtype, is_image, wide)
        route = self._routes.get(key)
        if route is None:
            arithmetic = self._arithmetic(dtype)
            call = None
            if arithmetic.dtype == dtype and arithmetic.is_native:
                engine = self._engine(mode, arithmetic, wide=wide)
                call = engine.apply_image if is_image else engine.apply
            route = self._routes[key] = call, self.options.output_shape(mode)
        return route

    def _compose(self, x, kind, mode, is_image, shape):
        """The result for values of a type that no engine has, put together by an arithmetic."""
        arithmetic = self._arithmetic(x.dtype)
        if arithmetic.dtype == np.float16:
            raise TypeError("SciPy's sparse matrices hold no float16: give another dtype")

        def apply(name, part):
            engine = self._engine(mode, arithmetic, name, shape[0] > MOST)
            call = engine.apply_image if is_image else engine.apply
            return make_result(kind, call(*stored(part)), shape)

        data, indices, indptr = stored(x)
        values = cast(data, arithmetic.dtype, "images")
        x = kind((values, indices, indptr), shape=x.shape, copy=False)
        return arithmetic.convolve(apply, x)

    def _arithmetic(self, dtype):
        """The arithmetic for images of a type."""
        if dtype not in self._arithmetics:
            of_result = self.options.dtype or self._dtype_of_result(dtype)
            arithmetic = arithmetic_of(of_result, self.options.filter, self.options.copies)
            if not self.options.is_linear and not isinstance(arithmetic, Real):
                raise TypeError("threshold and normalize are for real results, not for type "
                                f"{arithmetic.dtype}")
            self._arithmetics[dtype] = arithmetic
        return self._arithmetics[dtype]

    def _dtype_of_result(self, dtype):
        """The type of results that follow the images: complex if images or filter are."""
        is_complex = np.iscomplexobj(self.options.filter)
        return np.result_type(dtype, np.complex64 if is_complex else np.float32)

    def _engine(self, mode, arithmetic, name="real", wide=False):
        """The engine for a filter of an arithmetic."""
        key = (mode, arithmetic.engine_dtype, arithmetic.dtype, name, wide)
        if key not in self._engines:
            self._engines[key] = self.options.make_engine(
                mode, arithmetic.filters[name], arithmetic.engine_dtype == np.float32, wide)
        return self._engines[key]
