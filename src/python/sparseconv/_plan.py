"""A convolution that is set up once."""

from __future__ import annotations

import numpy as np
import scipy.sparse

from ._native import core as _core
from ._arithmetic import Real, arithmetic_of
from ._filters import as_filter
from ._matrices import MOST, as_csr, kind_of, make_result, stored, with_data

MODES = ("full", "same", "valid")
NORMS = (None, "sum", "max")
BOUNDARIES = ("zero", "reflect", "mirror", "nearest", "wrap")
METHODS = ("automatic", "direct", "precomputed", "lazy", "gather_scatter")
_MOST_THREADS = 512  # more than Kokkos' OpenMP knows


class Plan:
    """A convolution with one filter, set up once and applied to many images.

    Parameters
    ----------
    image_shape : tuple of int
        Height and width ``(H, W)`` of the images, in pixels.
    filter : array_like of shape (h, w), or str
        Weights, or what the command line takes: ``"box:5"``, ``"gaussian:1.5"``, ``"cosine:10"``.
        Weights that are 0 contribute nothing, not even where an image holds an infinity.
    mode : {'same', 'full', 'valid'}
        Part of the convolution that is kept, as in `scipy.signal.convolve2d`.
    boundary : {'zero', 'reflect', 'mirror', 'nearest', 'wrap'}
        What an image is taken to have beyond its edges, with the names of `scipy.ndimage`: nothing,
        or copies of its own pixels, which `numpy.pad` calls symmetric, reflect, edge and wrap.
    correlate : bool
        Correlates, as `scipy.signal.correlate2d` does with a real filter, instead of convolving.
    threshold : float
        Results of a smaller absolute value are dropped. For results of a real floating type alone,
        as is `normalize`.
    normalize : {None, 'sum', 'max'}
        Divides every image of a result by its sum or by its largest value, after `threshold`. An
        image stays as it is where the sum is 0 or not finite, or no value is above 0.
    method : {'automatic', 'direct', 'precomputed', 'lazy', 'gather_scatter'}
        How to compute. All methods give the same results up to rounding, and ``'automatic'`` is
        nearly always the fastest.
    dtype : dtype, optional
        Type of the results, to which filter and images are cast. By default it follows the images:
        float32 for float32 and for all types that float32 holds, else float64; complex types
        likewise. Integers are added modulo two to the number of their bits; bool means "any of
        them". float16, which SciPy's sparse matrices do not take, is computed in float32, and
        longdouble in float64.
    num_threads : int, optional
        Threads for each call, from 1 to 512. By default as many as OpenMP takes by itself
        (``OMP_NUM_THREADS``, the processor's cores). A lower limit of `threadpoolctl` is obeyed.
    space : str, optional
        Where to compute, one of `sparseconv.spaces`; by default the first.

    Raises
    ------
    ValueError
        For shapes without pixels, for an image smaller than the filter in mode ``'valid'``, and for
        arguments that are not listed here.

    Notes
    -----
    A call releases the GIL. Plans work side by side in different threads; calls of one plan wait
    for each other. A plan can be pickled and copied.

    Examples
    --------
    >>> import numpy as np, scipy.sparse, sparseconv
    >>> images = scipy.sparse.random(100, 100 * 100, density=0.01, format="csr")
    >>> plan = sparseconv.Plan((100, 100), sparseconv.gaussian(1.5))
    >>> blurred = plan(images)
    >>> blurred.shape
    (100, 10000)
    """

    def __init__(self, image_shape, filter, *, mode="same", boundary="zero", correlate=False,
                 threshold=0.0, normalize=None, method="automatic", dtype=None, num_threads=None,
                 space=None):
        self._image_shape = _shape_of(image_shape)
        self._filter = as_filter(filter)
        self._mode = _one_of("mode", mode, MODES)
        self._boundary = _one_of("boundary", boundary, BOUNDARIES)
        self._correlate = bool(correlate)
        self._threshold = _threshold_of(threshold)
        self._normalize = norm_of(normalize)
        self._method = _one_of("method", method, METHODS)
        self._dtype = None if dtype is None else np.dtype(dtype)
        self._num_threads = _thread_count(num_threads)
        self._space = _one_of("space", space or _core.spaces()[0], _core.spaces())
        self._max_buffer_bytes = 256 << 20
        self._memory_budget = 4 << 30
        self._start()
        self._output_shape(mode)  # refuses shapes that have no result

    def _start(self):
        self._arithmetics = {}  # by the type of the results
        self._engines = {}  # by mode, type of values, filter and whether columns are wide
        self._routes = {}  # what needs no more than an engine: see _route
        self._transpose = None  # see _adjoint_plan

    @property
    def image_shape(self):
        """Height and width of the images."""
        return self._image_shape

    @property
    def output_shape(self):
        """Height and width of the results."""
        return self._output_shape(self._mode)

    @property
    def filter(self):
        """A copy of the weights, an array of shape (h, w)."""
        return self._filter.copy()

    @property
    def mode(self):
        """The part of the convolution that is kept."""
        return self._mode

    @property
    def boundary(self):
        """What an image is taken to have beyond its edges."""
        return self._boundary

    @property
    def correlate(self):
        """Whether the plan correlates instead of convolving."""
        return self._correlate

    @property
    def threshold(self):
        """Absolute value below which results are dropped."""
        return self._threshold

    @property
    def normalize(self):
        """What every image of a result is divided by: ``'sum'``, ``'max'`` or None."""
        return None if self._normalize == "none" else self._normalize

    @property
    def method(self):
        """The method that is used, never ``'automatic'``."""
        return self._engine(self._mode, self._arithmetic(np.dtype(np.float32)), "real", False).method

    @property
    def dtype(self):
        """Type of the results, or None if it follows the images."""
        return self._dtype

    @property
    def num_threads(self):
        """The number of threads that was asked for, or None."""
        return self._num_threads

    @property
    def space(self):
        """Where the plan computes, one of `sparseconv.spaces`."""
        return self._space

    def __repr__(self):
        return (f"<sparseconv.Plan: images {self._image_shape}, filter {self._filter.shape}, "
                f"mode {self._mode!r}, boundary {self._boundary!r}, method {self._method!r}, "
                f"space {self._space!r}>")

    def __call__(self, x):
        """Convolves images.

        Parameters
        ----------
        x : sparse matrix or array, or ndarray
            Either a batch of shape ``(n, H * W)``, an image in each row, its pixels row by row; or
            one image of shape ``(H, W)``; or, as an ndarray, a stack of shape ``(n, H, W)``. If H
            is 1, a matrix of shape ``(1, W)`` is a batch. Columns may be unsorted and repeated;
            the values of repeated columns add up.

        Returns
        -------
        csr_matrix, csr_array or ndarray
            Of shape ``(n, H_out * W_out)``, ``(H_out, W_out)`` or ``(n, H_out, W_out)``: sparse for
            sparse images, a sparse array for a sparse array. Columns are sorted and unique, and no
            stored value is 0. The arrays are in memory that the plan uses again when they are gone.

        Raises
        ------
        ValueError
            For images of another shape, and for a matrix that is not valid. The message names image
            and entry.
        MemoryError
            If there is not enough memory, or if the method may not take as much as it needs.
        RuntimeError
            In a process that was forked after sparseconv had been used.
        """
        if scipy.sparse.issparse(x):
            is_image = self._is_image(x.shape)
            return self._convolve_sparse(as_csr(x), kind_of(x), self._mode, is_image)
        x = np.asarray(x)
        return self._convolve_dense(x, self._mode, self._is_image(x.shape))

    def at(self, x, pattern=None):
        """Computes the values at some pixels alone, which costs less than the whole result.

        Parameters
        ----------
        x : sparse matrix or array
            A batch of shape ``(n, H * W)`` or one image of shape ``(H, W)``.
        pattern : sparse matrix or array, optional
            The pixels: those that it stores, whatever their values. Of shape
            ``(n, H_out * W_out)`` or ``(H_out, W_out)``. By default the pixels of `x`.

        Returns
        -------
        csr_matrix or csr_array
            Exactly the pixels of the pattern, those with the value 0 too. The method is
            ``'direct'``, and `threshold` drops nothing.

        Raises
        ------
        ValueError
            For a pattern of another shape than the results.
        TypeError
            For results that are not of type float32 or float64.

        Examples
        --------
        >>> import scipy.sparse, sparseconv
        >>> hits = scipy.sparse.csr_matrix([[1., 0., 1., 0., 0., 1.]])
        >>> neighbours = sparseconv.Plan((1, 6), [[1., 1., 0., 1., 1.]])
        >>> neighbours.at(hits).data
        array([1., 1., 0.])
        """
        pattern = x if pattern is None else pattern
        if not (scipy.sparse.issparse(x) and scipy.sparse.issparse(pattern)):
            raise ValueError("values at some pixels are for sparse images and a sparse pattern")
        is_image = self._is_image(x.shape)
        shape = self._output_shape(self._mode)
        shape = shape if is_image else (x.shape[0], shape[0] * shape[1])
        if pattern.shape != shape:
            raise ValueError(f"the pattern has shape {pattern.shape}, but the result has {shape}")
        x = self._real(as_csr(x))
        engine = self._engine(self._mode, self._arithmetic(x.dtype), "real", shape[0] > MOST)
        call = engine.apply_image_at if is_image else engine.apply_at
        pixels = as_csr(pattern)
        pixels = with_data(pixels, np.zeros(len(pixels.indices), x.dtype))
        return make_result(kind_of(x), call(*stored(x), *stored(pixels)), shape)

    def adjoint(self, y):
        """Applies the transpose of the plan's map, mode, boundary and filter included.

        Parameters
        ----------
        y : sparse matrix or array, or ndarray
            A batch of shape ``(n, H_out * W_out)``, an image of shape `output_shape`, or an ndarray
            of shape ``(n, H_out, W_out)``.

        Returns
        -------
        csr_matrix, csr_array or ndarray
            Of shape ``(n, H * W)``, ``(H, W)`` or ``(n, H, W)``, such that the sums
            ``(plan(x) * y).sum()`` and ``(x * plan.adjoint(y)).sum()`` are the same up to rounding.
            A complex filter is not conjugated.

        Raises
        ------
        ValueError, MemoryError, RuntimeError
            As a call of the plan does.

        Examples
        --------
        >>> import numpy as np, sparseconv
        >>> plan = sparseconv.Plan((1, 4), [[1., 2.]], mode="full")
        >>> plan.adjoint(np.array([[1., 0., 0., 0., 3.]]))
        array([[1., 0., 0., 6.]])
        """
        return self._adjoint_plan()(y)

    def as_linear_operator(self):
        """The plan as a `scipy.sparse.linalg.LinearOperator`, for solvers such as `lsqr` and `cg`.

        Returns
        -------
        LinearOperator of shape (H_out * W_out, H * W)
            It maps an image, its pixels row by row, to the convolved one, and has an adjoint. Its
            type is that of the plan, float64 by default.

        Examples
        --------
        >>> import numpy as np, scipy.sparse.linalg, sparseconv
        >>> plan = sparseconv.Plan((8, 8), "gaussian:0.5", boundary="reflect")
        >>> sharp = np.zeros(64)
        >>> sharp[27] = 1
        >>> found = scipy.sparse.linalg.lsqr(plan.as_linear_operator(), plan(sharp[None])[0])[0]
        >>> bool(np.allclose(found, sharp, atol=1e-4))
        True
        """
        return _linear_operator(self, self._adjoint_plan())

    def symbolic(self, x):
        """First half of a convolution, for images whose values change while their pattern stays.

        Parameters
        ----------
        x : sparse matrix or array of shape (n, H * W)

        Returns
        -------
        csr_matrix or csr_array
            The pixels that entries of `x` reach, each with the value 0.
        """
        x = self._real_batch(x)
        engine = self._engine(self._mode, self._arithmetic(x.dtype), "real", len(x.indptr) > MOST)
        return make_result(kind_of(x), engine.symbolic(*stored(x)), self._result_shape(x, self._mode))

    def numeric(self, x, result):
        """Second half of a convolution: computes the values of a result of `symbolic`, in place.

        Parameters
        ----------
        x : sparse matrix or array of shape (n, H * W)
            Images with the pattern that `symbolic` was given, and any values.
        result : csr_matrix or csr_array
            A result of `symbolic`; the method ``'precomputed'`` takes only the latest result.
            Values that cancel to 0 stay stored.
        """
        x = self._real_batch(x)
        if result.dtype != x.dtype:
            raise TypeError(f"the result is of type {result.dtype}, but the values are {x.dtype}")
        engine = self._engine(self._mode, self._arithmetic(x.dtype), "real", len(x.indptr) > MOST)
        engine.numeric(*stored(x), result.data, result.indices, result.indptr)

    def update_filter(self, filter):
        """Replaces the filter by a filter of the same shape. Results of `symbolic` have to be made
        anew."""
        filter = as_filter(filter)
        if filter.shape != self._filter.shape:
            raise ValueError(f"the new filter is {filter.shape}, but the plan's is "
                             f"{self._filter.shape}: make another plan")
        self._filter = filter
        self._start()

    def release_memory(self):
        """Frees what the plan keeps to be faster: the memory of results that are gone, and the
        set-up, which the next call makes anew. Results that are in use stay as they are."""
        self._start()

    def __getstate__(self):
        state = self.__dict__.copy()
        for made_again in ("_arithmetics", "_engines", "_routes", "_transpose"):
            del state[made_again]
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._start()

    def _adjoint_plan(self):
        if self._transpose is None:
            self._transpose = _Adjoint(self)
        return self._transpose

    # What follows is for Toeplitz_convolution2d, too.

    def _convolve_sparse(self, x, kind, mode, is_image):
        """Convolves a CSR matrix of the right shape."""
        shape = self._result_shape(x, mode, is_image)
        call = self._route(mode, x.data.dtype, is_image, shape[0] > MOST)
        if call is None:
            return self._compose(x, kind, mode, is_image, shape)
        try:
            arrays = call(x.data, x.indices, x.indptr)
        except TypeError:  # arrays that the extension does not read as they are
            arrays = call(*stored(x))
        return make_result(kind, arrays, shape)

    def _route(self, mode, dtype, is_image, wide):
        """The function of an engine that takes values of this type and gives them, or None."""
        key = (mode, dtype, is_image, wide)
        if key not in self._routes:
            arithmetic = self._arithmetic(dtype)
            call = None
            if arithmetic.dtype == dtype and arithmetic.is_native:
                engine = self._engine(mode, arithmetic, "real", wide)
                call = engine.apply_image if is_image else engine.apply
            self._routes[key] = call
        return self._routes[key]

    def _compose(self, x, kind, mode, is_image, shape):
        """The result for values of a type that no engine has, put together by an arithmetic."""
        arithmetic = self._arithmetic(x.dtype)

        def apply(name, part):
            engine = self._engine(mode, arithmetic, name, shape[0] > MOST)
            call = engine.apply_image if is_image else engine.apply
            return make_result(kind, call(*stored(part)), shape)

        data, indices, indptr = stored(x)
        cast = kind((data.astype(arithmetic.dtype), indices, indptr), shape=x.shape, copy=False)
        return arithmetic.convolve(apply, cast)

    def _convolve_dense(self, x, mode, is_image):
        """Convolves an ndarray of the right shape: an image, a stack of images, or a batch."""
        n = 1 if is_image else len(x)
        if x.dtype.kind not in "biufc":
            raise ValueError(f"images are numbers, not of type {x.dtype}")
        height, width = self._output_shape(mode)
        shape = {"image": (height, width), 2: (n, height * width), 3: (n, height, width)}[
            "image" if is_image else x.ndim
        ]
        arithmetic = self._arithmetic(x.dtype)
        if isinstance(arithmetic, Real):
            engine = self._engine(mode, arithmetic, "real", False)
            flat = x.reshape(-1).astype(arithmetic.dtype, copy=False)
            result = engine.apply_dense(np.require(flat, arithmetic.engine_dtype, "CA"), n)
            return result.astype(arithmetic.dtype, copy=False).reshape(shape)
        batch = scipy.sparse.csr_matrix(x.reshape(n, self._image_shape[0] * self._image_shape[1]))
        batch_shape = (n, height * width)
        result = self._compose(batch, scipy.sparse.csr_matrix, mode, False, batch_shape)
        return result.toarray().reshape(shape)

    def _is_image(self, shape):
        """Whether a shape is the shape of one image, and not of a batch or a stack."""
        height, width = self._image_shape
        if len(shape) == 2 and shape[1] == height * width:
            return False
        if shape[-2:] != self._image_shape or len(shape) > 3:
            raise ValueError(self._wrong_shape(shape))
        return len(shape) == 2

    def _wrong_shape(self, shape):
        height, width = self._image_shape
        return (f"the images have shape {tuple(shape)}, but the plan is for images of "
                f"{height} x {width}: a batch has shape (n, {height * width}), an image "
                f"({height}, {width}), dense images may be (n, {height}, {width})")

    def _output_shape(self, mode):
        (height, width), (h, w) = self._image_shape, self._filter.shape
        if mode == "full":
            return height + h - 1, width + w - 1
        if mode == "same":
            return height, width
        if h > height or w > width:
            raise ValueError(f"mode 'valid' needs images at least as large as the filter, but the "
                             f"images are {height} x {width} and the filter {h} x {w}")
        return height - h + 1, width - w + 1

    def _result_shape(self, x, mode, is_image=False):
        height, width = self._output_shape(mode)
        return (height, width) if is_image else (x.shape[0], height * width)

    def _real_batch(self, x):
        if not scipy.sparse.issparse(x) or self._is_image(x.shape):
            raise ValueError("symbolic and numeric take a sparse batch of shape (n, H * W)")
        return self._real(as_csr(x))

    def _real(self, x):
        """A CSR matrix with the values of the type of its result, which an engine gives as it is."""
        arithmetic = self._arithmetic(x.dtype)
        if not arithmetic.is_native:
            raise TypeError("this is for results of type float32 or float64, not "
                            f"{arithmetic.dtype}")
        return x if x.dtype == arithmetic.dtype else x.astype(arithmetic.dtype)

    def _arithmetic(self, dtype):
        """The arithmetic for images of a type."""
        if dtype not in self._arithmetics:
            of_result = self._dtype or np.result_type(dtype, np.float32)
            arithmetic = arithmetic_of(of_result, self._filter)
            if (self._threshold or self._normalize != "none") and not isinstance(arithmetic, Real):
                raise TypeError("threshold and normalize are for real results, not for type "
                                f"{arithmetic.dtype}")
            self._arithmetics[dtype] = arithmetic
        return self._arithmetics[dtype]

    def _engine(self, mode, arithmetic, name, wide):
        key = (mode, arithmetic.engine_dtype, arithmetic.dtype, name, wide)
        if key not in self._engines:
            self._engines[key] = self._make_engine(mode, arithmetic, name, wide)
        return self._engines[key]

    def _make_engine(self, mode, arithmetic, name, wide):
        height, width = self._output_shape(mode)
        pixels = max(self._image_shape[0] * self._image_shape[1], height * width)
        settings = _core.Settings()
        settings.height, settings.width = self._image_shape
        settings.boundary, settings.correlate = self._boundary, self._correlate
        settings.threshold, settings.normalize = self._threshold, self._normalize
        settings.filter_height, settings.filter_width = self._filter.shape
        settings.weights = arithmetic.filters[name].astype(np.float64).ravel().tolist()
        settings.mode = mode
        settings.method = self._method
        settings.max_buffer_bytes = self._max_buffer_bytes
        settings.memory_budget = self._memory_budget
        settings.n_threads = self._num_threads or 0
        self._complete(settings)
        single = arithmetic.engine_dtype == np.float32
        return _core.make_engine(single, wide or pixels > MOST, self._space, settings)


    def _complete(self, settings):
        """What only an adjoint has to say."""


class _Adjoint(Plan):
    """The transpose of a plan: a plan whose images have that plan's output shape."""

    def __init__(self, plan):
        self.__dict__.update(plan.__getstate__())
        self._image_shape, self._result_image = plan.output_shape, plan.image_shape
        self._threshold, self._normalize = 0.0, "none"  # they are not linear
        self._start()

    def _output_shape(self, mode):
        return self._result_image

    def _complete(self, settings):
        settings.height, settings.width = self._result_image
        settings.adjoint = True


def _linear_operator(plan, adjoint):
    """A plan and its transpose, for columns of images. A solver asks for the conjugate transpose."""
    from scipy.sparse.linalg import LinearOperator

    n_out, n_in = (height * width for height, width in (plan.output_shape, plan.image_shape))
    dtype = plan.dtype or np.result_type(np.float64, plan.filter)
    return LinearOperator(
        (n_out, n_in), dtype=dtype,
        matvec=lambda x: plan(x.reshape(1, n_in).astype(dtype, copy=False))[0],
        rmatvec=lambda y: adjoint(y.reshape(1, n_out).astype(dtype, copy=False).conj())[0].conj(),
        matmat=lambda x: plan(np.ascontiguousarray(x.T, dtype)).T,
        rmatmat=lambda y: adjoint(np.ascontiguousarray(y.T, dtype).conj()).T.conj())


def _shape_of(image_shape):
    height, width = (int(extent) for extent in image_shape)
    if height < 1 or width < 1:
        raise ValueError(f"images of {height} x {width} have no pixels")
    return height, width


def _one_of(what, value, names):
    if value not in names:
        raise ValueError(f"there is no {what} {value!r}: use one of {', '.join(names)}")
    return value


def norm_of(name):
    """The extension's name of what images are divided by."""
    if name not in NORMS:
        raise ValueError(f"there is no norm {name!r}: use one of {', '.join(map(repr, NORMS))}")
    return name or "none"


def _threshold_of(threshold):
    threshold = float(threshold)
    if not 0 <= threshold < np.inf:
        raise ValueError(f"threshold is {threshold}: it must be a finite number, at least 0")
    return threshold


def _thread_count(num_threads):
    if num_threads is not None and not 1 <= num_threads <= _MOST_THREADS:
        raise ValueError(f"num_threads is {num_threads}: it must be from 1 to {_MOST_THREADS}")
    return num_threads
